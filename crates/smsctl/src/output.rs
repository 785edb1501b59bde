//! What the program prints.

use std::error::Error as StdError;
use std::io::{self, Write as _};

use huaweicloud_sms::{Error, Receipt};
use serde::Serialize;

use crate::cli::Format;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::step::Step;

/// What became of one step.
#[derive(Debug, Serialize)]
pub(crate) struct StepResult<'a> {
    target: &'static str,
    id: &'a str,
    operation: String,
    outcome: &'static str,
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    attempts: u32,
    #[serde(skip)]
    pub(crate) exit: Exit,
    /// The whole story of a step that was not done, for standard error.
    #[serde(skip)]
    story: Option<String>,
}

impl<'a> StepResult<'a> {
    pub(crate) fn of(step: &'a Step, result: Result<Receipt, Error>) -> Self {
        match result {
            Ok(receipt) => Self {
                outcome: "done",
                status: Some(receipt.status()),
                request_id: receipt.request_id().map(str::to_owned),
                attempts: receipt.attempts(),
                ..Self::empty(step)
            },
            Err(error) => Self {
                outcome: error.outcome().as_str(),
                status: error.status(),
                code: error.code().map(str::to_owned),
                message: Some(message(&error)),
                request_id: error.request_id().map(str::to_owned),
                attempts: error.attempts(),
                exit: Exit::of(&error),
                story: Some(with_causes(&error)),
                ..Self::empty(step)
            },
        }
    }

    /// A step that was never tried.
    pub(crate) fn skipped(step: &'a Step, why: String) -> Self {
        Self {
            outcome: "not_sent",
            exit: Exit::Undelivered,
            message: Some(why),
            ..Self::empty(step)
        }
    }

    pub(crate) fn outcome(&self) -> &'static str {
        self.outcome
    }

    fn empty(step: &'a Step) -> Self {
        Self {
            target: step.target(),
            id: step.id(),
            operation: step.operation(),
            outcome: "",
            status: None,
            code: None,
            message: None,
            request_id: None,
            attempts: 0,
            exit: Exit::Done,
            story: None,
        }
    }

    /// Prints the result, and on standard error what there is to say about a step that was not done.
    ///
    /// If nobody reads standard output, the result is told on standard error: what was sent has to be known.
    pub(crate) fn print(&self, format: Format) -> Result<(), Failure> {
        let line = match format {
            Format::Json => to_json(self)?,
            Format::Text => self.to_text(),
        };
        let printed = print_line(&line);
        if printed.is_err() {
            note(&line);
        }
        if let Some(story) = &self.story {
            note(&format!("error: {story}"));
        }
        printed
    }

    fn to_text(&self) -> String {
        let mut facts = Vec::new();
        facts.extend(self.status.map(|status| format!("status {status}")));
        facts.extend(
            self.code
                .as_ref()
                .map(|code| format!("code {}", code.escape_debug())),
        );
        facts.extend(
            self.request_id
                .as_ref()
                .map(|id| format!("request {}", id.escape_debug())),
        );
        if self.attempts == 0 {
            facts.extend(self.message.clone());
        }
        let facts = match facts.as_slice() {
            [] => String::new(),
            facts => format!(" ({})", facts.join(", ")),
        };
        format!(
            "{:<8} {} {} {}{facts}",
            self.outcome,
            self.target,
            self.id,
            self.operation.escape_debug()
        )
    }
}

/// What the service said, or why there was nothing to call with, or else the error itself.
fn message(error: &Error) -> String {
    match (error.message(), error.credentials_error()) {
        (Some(said), _) => bounded(said),
        (None, Some(credentials)) => bounded(&credentials.to_string()),
        (None, None) => error.to_string(),
    }
}

/// A message of the service, cut where nobody reads on.
fn bounded(message: &str) -> String {
    const LONGEST: usize = 8 * 1024;

    message.chars().take(LONGEST).collect()
}

/// One JSON object, on one line, without a character that could write to the terminal.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map(escape_controls)
        .map_err(|error| {
            Failure::new(Exit::Defect, "a result cannot be written as JSON").because(error)
        })
}

/// JSON escapes the control characters below the space and no others. Outside strings it has none of these.
fn escape_controls(json: String) -> String {
    // Of those that are no letters, signs or marks, `escape_debug` knows which change what is shown.
    let is_control = |c: char| !c.is_ascii() && c.escape_debug().len() > 1 || c == '\u{7f}';
    if !json.contains(is_control) {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_control(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// Prints a line on standard output.
pub(crate) fn print_line(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|error| {
            Failure::new(
                Exit::Defect,
                "results cannot be written to standard output, so nothing more is sent; keep it open",
            )
            .because(error)
        })
}

/// Says something on standard error. Nobody may be listening, and that is no reason to stop.
pub(crate) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Says why the program cannot go on.
pub(crate) fn complain(failure: &Failure) {
    note(&format!("error: {}", with_causes(failure)));
}

fn with_causes(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("\n  caused by: {error}"));
        cause = error.source();
    }
    text
}
