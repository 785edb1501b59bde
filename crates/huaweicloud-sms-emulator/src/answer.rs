//! Answers as the contract shapes them.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::contract::{ErrorLimits, Success};
use crate::refusal::{Refusal, Violation};

/// The body of a refusal. A test holds its fields to the contract.
#[derive(Debug, Serialize)]
struct ErrorBody {
    error_code: &'static str,
    error_msg: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    error_param: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<ErrorDetail>,
}

#[derive(Debug, Serialize)]
struct ErrorDetail {
    error_code: &'static str,
    error_msg: String,
}

/// The answer to a request that is carried out.
pub(crate) fn success(success: Success) -> Response {
    match success.body {
        Some(body) => (success.status, Json(body)).into_response(),
        None => success.status.into_response(),
    }
}

/// The answer to a request that is refused, cut to the documented limits.
pub(crate) fn refusal(refusal: &Refusal, limits: &ErrorLimits) -> Response {
    let violations = || refusal.violations.iter().take(limits.items);
    let body = ErrorBody {
        error_code: refusal.code,
        error_msg: cut(&refusal.message, limits.message),
        error_param: violations()
            .map(|violation| cut(&violation.pointer, limits.param))
            .collect(),
        details: violations()
            .map(|violation| ErrorDetail {
                error_code: refusal.code,
                error_msg: cut(&Violation::text(violation), limits.detail_message),
            })
            .collect(),
    };
    (refusal.status, Json(body)).into_response()
}

/// At most this many characters of a text, the last one a mark if something is missing.
fn cut(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_to_its_limit_in_characters() {
        assert_eq!(cut("ééé", 3), "ééé");
        assert_eq!(cut("éééé", 3), "éé…");
    }
}
