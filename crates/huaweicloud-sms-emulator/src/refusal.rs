//! Why a request is refused: the documented errors, and the few that had to be invented.

use axum::http::{Method, StatusCode};

use crate::action::Action;
use crate::task_state::TaskState;

/// Error codes. Those of the service come from its public documents; those that begin with `EMULATOR` are made up, and
/// spelled so that nobody takes them for the service's.
pub(crate) mod codes {
    pub(crate) const BAD_CREDENTIALS: &str = "APIGW.0301";
    pub(crate) const TOKEN_TO_BE_RENEWED: &str = "APIGW.0307";
    pub(crate) const NO_SUCH_API: &str = "APIGW.0101";
    pub(crate) const BAD_METHOD: &str = "SMS.2003";
    pub(crate) const BODY_TOO_LARGE: &str = "SMS.2004";
    pub(crate) const NO_CONTENT_TYPE: &str = "SMS.2005";
    pub(crate) const WRONG_CONTENT_TYPE: &str = "SMS.2006";
    pub(crate) const NOT_FOUND: &str = "SMS.2252";
    pub(crate) const CANNOT_STOP: &str = "SMS.1038";
    pub(crate) const CANNOT_RESUME: &str = "SMS.1039";
    pub(crate) const CANNOT_RESTART: &str = "SMS.1040";
    pub(crate) const UNEXPECTED_COMMAND: &str = "SMS.2009";

    pub(crate) const BAD_VALUE: &str = "EMULATOR.0400";
    pub(crate) const NOT_PLAYED: &str = "EMULATOR.0501";
    pub(crate) const STOPPING: &str = "EMULATOR.0503";
    pub(crate) const FULL: &str = "EMULATOR.0507";
}

/// A request that is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// What is wrong with the body, one by one.
    pub(crate) violations: Vec<Violation>,
}

/// One place where a value breaks the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// A JSON pointer. The whole value is the empty pointer.
    pub(crate) pointer: String,
    pub(crate) reason: String,
}

impl Violation {
    /// Both in one sentence.
    pub(crate) fn text(&self) -> String {
        let place = match self.pointer.as_str() {
            "" => "the body",
            pointer => pointer,
        };
        format!("{place} {}", self.reason)
    }
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            violations: Vec::new(),
        }
    }

    pub(crate) fn no_such_api() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            codes::NO_SUCH_API,
            "no api has this path; see the emulator's documentation for the paths it serves",
        )
    }

    pub(crate) fn bad_method(used: &Method, served: &[Method]) -> Self {
        let served: Vec<_> = served.iter().map(Method::as_str).collect();
        Self::new(
            StatusCode::UNAUTHORIZED,
            codes::BAD_METHOD,
            format!(
                "this path does not serve {used}; use {}",
                served.join(" or ")
            ),
        )
    }

    pub(crate) fn bad_credentials(reason: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, codes::BAD_CREDENTIALS, reason)
    }

    pub(crate) fn token_to_be_renewed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            codes::TOKEN_TO_BE_RENEWED,
            "the token must be renewed: all tokens issued before were ended; fetch a new one",
        )
    }

    pub(crate) fn no_content_type(wanted: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            codes::NO_CONTENT_TYPE,
            format!("the request has no content type; send {wanted}"),
        )
    }

    pub(crate) fn wrong_content_type(wanted: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            codes::WRONG_CONTENT_TYPE,
            format!("the content type of the request is not {wanted}; send {wanted}"),
        )
    }

    pub(crate) fn two_content_types(wanted: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            codes::WRONG_CONTENT_TYPE,
            format!("the request has more than one content type; send {wanted}, once"),
        )
    }

    pub(crate) fn body_too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            codes::BODY_TOO_LARGE,
            format!("the body is larger than {limit} bytes; send a smaller one"),
        )
    }

    pub(crate) fn bad_value(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, codes::BAD_VALUE, message)
    }

    pub(crate) fn unknown_query() -> Self {
        Self::bad_value("the contract has no query parameters; leave what follows `?` out")
    }

    pub(crate) fn bad_body(violations: Vec<Violation>) -> Self {
        let texts: Vec<_> = violations.iter().map(Violation::text).collect();
        Self {
            violations,
            ..Self::bad_value(texts.join("; "))
        }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            codes::NOT_FOUND,
            format!(
                "there is no {what} with this id; a strict emulator knows only what it was seeded with"
            ),
        )
    }

    pub(crate) fn wrong_state(
        action: &Action,
        state: TaskState,
        needs: &[TaskState],
        code: &'static str,
    ) -> Self {
        let needs: Vec<_> = needs.iter().map(|state| state.as_str()).collect();
        Self::new(
            StatusCode::BAD_REQUEST,
            code,
            format!(
                "`{}` does not fit the state of the task, which is {state} or about to be; it needs {}",
                action.operation,
                needs.join(" or "),
            ),
        )
    }

    pub(crate) fn not_played(operation: &str) -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            codes::NOT_PLAYED,
            format!(
                "the contract has `{operation}`, but the emulator has no rule for what it does"
            ),
        )
    }

    pub(crate) fn stopping() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            codes::STOPPING,
            "the emulator is stopping; nothing was carried out",
        )
    }

    pub(crate) fn full(limit: usize) -> Self {
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            codes::FULL,
            format!("the emulator keeps at most {limit} tasks and source servers; start a new one"),
        )
    }
}
