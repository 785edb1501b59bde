//! The shapes an error body is known to have, brought into the contract's.

use serde_json::{Map, Value};

use crate::types::{ApiError, ApiErrorDetail};

/// How much of a body that is not JSON is kept as the message. Enough for the sentence that a gateway's page is about.
const MAX_TEXT_CHARACTERS: usize = 8 * 1024;

/// What an error body says.
pub(crate) struct ErrorBody {
    pub(crate) error: ApiError,
    /// Some gateways name the request in the body and not in a header.
    pub(crate) request_id: Option<String>,
}

impl ApiError {
    /// The same with every text in it changed.
    pub(crate) fn map_texts(self, change: impl Fn(String) -> String) -> Self {
        Self {
            error_code: self.error_code.map(&change),
            error_msg: self.error_msg.map(&change),
            encoded_authorization_message: self.encoded_authorization_message.map(&change),
            error_param: self.error_param.into_iter().map(&change).collect(),
            details: self
                .details
                .into_iter()
                .map(|detail| ApiErrorDetail {
                    error_code: detail.error_code.map(&change),
                    error_msg: detail.error_msg.map(&change),
                })
                .collect(),
        }
    }
}

/// Reads an error body. Whatever it is, nothing it says is lost: what has none of the known shapes becomes the message.
pub(crate) fn read(body: &str) -> ErrorBody {
    // A byte order mark must not cost the code behind it.
    let body = body.trim_start_matches('\u{feff}');
    let object = match serde_json::from_str(body) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    };
    // IAM nests what others have at the top.
    let nested = match object.get("error") {
        Some(Value::Object(inner)) => Some(inner),
        _ => None,
    };
    let find = |names: &[&str]| {
        nested
            .and_then(|inner| first_text(inner, names))
            .or_else(|| first_text(&object, names))
    };
    let mut error = ApiError {
        error_code: find(&["error_code", "errorCode", "code"]),
        error_msg: find(&["error_msg", "errorMsg", "message", "title", "error"]),
        encoded_authorization_message: find(&["encoded_authorization_message"]),
        error_param: list(nested, &object, "error_param")
            .filter_map(text)
            .collect(),
        details: list(nested, &object, "details")
            .filter_map(detail)
            .collect(),
    };
    if error.error_code.is_none() && error.error_msg.is_none() {
        error.error_msg = plain_text(body);
    }
    ErrorBody {
        error,
        request_id: first_text(&object, &["request_id"]),
    }
}

fn detail(value: &Value) -> Option<ApiErrorDetail> {
    let object = value.as_object()?;
    Some(ApiErrorDetail {
        error_code: first_text(object, &["error_code", "errorCode", "code"]),
        error_msg: first_text(object, &["error_msg", "errorMsg", "message"]),
    })
}

fn first_text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(object.get(*name)?))
}

/// Strings as they are, numbers in digits: IAM's code is an integer.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The items of a list, nested or not; a lone value counts as a list of one, and anything missing or `null` as an empty
/// one.
fn list<'a>(
    nested: Option<&'a Map<String, Value>>,
    object: &'a Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = &'a Value> {
    match nested
        .and_then(|inner| inner.get(name))
        .or_else(|| object.get(name))
    {
        Some(Value::Array(items)) => items.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
    .iter()
}

/// Text that is no JSON, bounded, and with its control characters escaped: nobody knows where it will be printed.
fn plain_text(text: &str) -> Option<String> {
    let mut kept = String::new();
    for c in text.trim().chars().take(MAX_TEXT_CHARACTERS) {
        if c.is_control() {
            kept.extend(c.escape_default());
        } else {
            kept.push(c);
        }
    }
    (!kept.is_empty()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &str) -> ApiError {
        read(body).error
    }

    fn code_and_message(body: &str) -> (Option<String>, Option<String>) {
        let error = error(body);
        (error.error_code, error.error_msg)
    }

    fn both(code: &str, message: &str) -> (Option<String>, Option<String>) {
        (Some(code.to_owned()), Some(message.to_owned()))
    }

    #[test]
    fn every_known_shape_is_read() {
        let expected = both("A.1", "why");
        for body in [
            r#"{"error_code":"A.1","error_msg":"why"}"#,
            r#"{"errorCode":"A.1","errorMsg":"why"}"#,
            r#"{"code":"A.1","message":"why"}"#,
            r#"{"error":{"code":"A.1","message":"why","title":"x"}}"#,
            r#"{"error_code":"A.1","error_msg":"why","error":{}}"#,
        ] {
            assert_eq!(code_and_message(body), expected, "{body}");
        }
        assert_eq!(
            code_and_message(r#"{"error":{"code":401,"title":"Unauthorized"}}"#),
            both("401", "Unauthorized")
        );
    }

    #[test]
    fn null_and_missing_fields_are_the_same() {
        let error = error(
            r#"{"error_code":"A.1","error_msg":"why","encoded_authorization_message":null,"error_param":null,"details":null}"#,
        );
        assert_eq!(error.encoded_authorization_message, None);
        assert!(error.error_param.is_empty() && error.details.is_empty());
    }

    #[test]
    fn details_and_parameters_are_kept() {
        let error = error(
            r#"{"error_code":"A.1","error_param":["p", 1],"details":[{"error_code":"B.2","error_msg":null}]}"#,
        );
        assert_eq!(error.error_param, ["p", "1"]);
        assert_eq!(error.details[0].error_code.as_deref(), Some("B.2"));
        assert_eq!(error.details[0].error_msg, None);
    }

    #[test]
    fn what_is_not_json_becomes_the_message() {
        assert_eq!(
            error("<h1>Bad Gateway</h1>\n").error_msg.as_deref(),
            Some("<h1>Bad Gateway</h1>")
        );
        assert_eq!(error(r#"["x"]"#).error_msg.as_deref(), Some(r#"["x"]"#));
        assert_eq!(error("{}").error_msg.as_deref(), Some("{}"));
        assert_eq!(error("").error_msg, None);
        assert_eq!(
            error("a\u{1b}[2J\nb\u{9b}").error_msg.as_deref(),
            Some("a\\u{1b}[2J\\nb\\u{9b}")
        );
        assert_eq!(
            error(&"x".repeat(100_000)).error_msg.unwrap().len(),
            MAX_TEXT_CHARACTERS
        );
    }

    #[test]
    fn a_byte_order_mark_costs_nothing() {
        assert_eq!(
            code_and_message("\u{feff}{\"error_code\":\"A.1\",\"error_msg\":\"why\"}"),
            both("A.1", "why")
        );
    }

    #[test]
    fn the_request_id_of_a_gateway_is_found_in_the_body() {
        let read = read(r#"{"error_msg":"x","request_id":"r1"}"#);
        assert_eq!(read.request_id.as_deref(), Some("r1"));
    }
}
