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
                message: Some(
                    error
                        .message()
                        .map_or_else(|| error.to_string(), str::to_owned),
                ),
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
    pub(crate) fn print(&self, format: Format) -> Result<(), Failure> {
        match format {
            Format::Json => print_line(&to_json(self)?)?,
            Format::Text => print_line(&self.to_text())?,
        }
        if let Some(story) = &self.story {
            note(&format!("error: {story}"));
        }
        Ok(())
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

/// One JSON object, on one line.
pub(crate) fn to_json(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| {
        Failure::new(Exit::Defect, "a result cannot be written as JSON").because(error)
    })
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
