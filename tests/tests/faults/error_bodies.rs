//! Every error status of the service, with every body that it or a gateway is known to put behind it.

use contract_tests::scripted::{Step, answer};
use huaweicloud_sms::{Error, Kind};

use crate::row::{self, Row};

/// The error table of the service.
const ERRORS: &[(u16, &[&str])] = &[
    (400, &["SMS.1038", "SMS.1039", "SMS.1040", "SMS.2009"]),
    (
        401,
        &[
            "SMS.2003",
            "SMS.2004",
            "SMS.2005",
            "SMS.2006",
            "APIGW.0301",
            "APIG.0307",
        ],
    ),
    (403, &["SMS.9004", "SMS.2002", "APIGW.0302"]),
    (404, &["SMS.2252", "APIGW.0101"]),
    (413, &["APIGW.0201"]),
    (414, &["APIGW.0201"]),
    (429, &["APIGW.0308"]),
    (500, &["SMS.2007", "APIGW.0601"]),
    (502, &["APIGW.0201"]),
    (503, &["APIGW.0201"]),
    (504, &["APIGW.0613"]),
];

/// A body, and what is to be made of it.
struct Body {
    name: &'static str,
    bytes: Vec<u8>,
    code: Option<String>,
    message: Option<String>,
}

impl Body {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name,
            bytes: bytes.into(),
            code: None,
            message: None,
        }
    }

    fn code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// A body whose text is its message.
    fn text(name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self::new(name, text.clone()).message(text.trim())
    }
}

fn bodies(code: &str) -> Vec<Body> {
    let both = |name, json: String| Body::new(name, json).code(code).message("why");
    let long = "w".repeat(100_000);
    vec![
        both(
            "plain",
            format!(r#"{{"error_code":"{code}","error_msg":"why"}}"#),
        ),
        both(
            "with everything",
            format!(
                r#"{{"error_code":"{code}","error_msg":"why","encoded_authorization_message":"x",
                "error_param":["p"],"details":[{{"error_code":"{code}","error_msg":"why"}}],"request_id":"other"}}"#
            ),
        ),
        both(
            "with nulls",
            format!(
                r#"{{"error_code":"{code}","error_msg":"why","encoded_authorization_message":null,
                "error_param":null,"details":[null,{{"error_code":null}}]}}"#
            ),
        ),
        both(
            "with fields of other types",
            format!(
                r#"{{"error_code":"{code}","error_msg":"why","encoded_authorization_message":[1],
                "error_param":{{"x":1}},"details":"x","request_id":{{}}}}"#
            ),
        ),
        both(
            "in camel case",
            format!(r#"{{"errorCode":"{code}","errorMsg":"why"}}"#),
        ),
        both("short", format!(r#"{{"code":"{code}","message":"why"}}"#)),
        both(
            "after a byte order mark",
            format!("\u{feff}{{\"error_code\":\"{code}\",\"error_msg\":\"why\"}}"),
        ),
        Body::new(
            "of IAM",
            r#"{"error":{"code":401,"message":"why","title":"Unauthorized"}}"#,
        )
        .code("401")
        .message("why"),
        Body::new("with a code alone", format!(r#"{{"error_code":"{code}"}}"#)).code(code),
        Body::new(
            "with a message alone",
            r#"{"error_code":null,"error_msg":"why"}"#,
        )
        .message("why"),
        Body::new(
            "overlong",
            format!(r#"{{"error_code":"{code}","error_msg":"{long}"}}"#),
        )
        .code(code)
        .message(long),
        Body::new("empty", ""),
        Body::new("of blanks", " \r\n\t"),
        Body::text("of nulls", r#"{"error_code":null,"error_msg":null}"#),
        Body::text("an empty object", "{}"),
        Body::text("a list", r#"["why"]"#),
        Body::text("a number", "42"),
        Body::text("half an object", r#"{"error_code":"x","error_msg":"wh"#),
        Body::text(
            "HTML",
            "<html><body><h1>502 Bad Gateway</h1></body></html>\n",
        ),
        Body::text("plain text", "upstream connect error\n"),
        Body::new("deeply nested", "[".repeat(100_000)).message("[".repeat(8 * 1024)),
        Body::new("a deeply nested object", r#"{"error":"#.repeat(10_000))
            .message(r#"{"error":"#.repeat(1_000).chars().take(8 * 1024).collect::<String>()),
        Body::new("no UTF-8", b"\xff\xfeno".to_vec()).message("\u{fffd}\u{fffd}no"),
        // The message of a gateway in another encoding must not cost the code.
        Body::new(
            "JSON that is no UTF-8",
            [
                format!(r#"{{"error_code":"{code}","error_msg":""#).as_bytes(),
                b"\xce\xde\xc8\xa8",
                br#""}"#,
            ]
            .concat(),
        )
        .code(code)
        .message("\u{fffd}\u{fffd}\u{228}"),
    ]
}

fn kind(status: u16) -> Kind {
    match status {
        401 => Kind::Unauthenticated,
        403 => Kind::Forbidden,
        429 => Kind::Throttled,
        400..=499 => Kind::Refused,
        _ => Kind::Service,
    }
}

/// Every status with every body, and the other codes of the status with the plainest one.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (status, codes) in ERRORS {
        for (at, code) in codes.iter().enumerate() {
            let mut bodies = bodies(code);
            if at > 0 {
                bodies.truncate(1);
            }
            rows.extend(bodies.into_iter().map(|body| row(*status, code, body)));
        }
    }
    rows
}

fn row(status: u16, code: &str, body: Body) -> Row {
    let name = format!("{status} {code}, body {}", body.name);
    let script = vec![Step::Read, Step::Send(answer(status, "", &body.bytes))];
    let kind = kind(status);
    let row = if status < 500 {
        Row::refused(name, kind, status, script)
    } else {
        Row::unknown(name, kind, Some(status), script)
    };
    row.error(move |error| look(error, status, &body))
}

fn look(error: &Error, status: u16, body: &Body) -> Result<(), String> {
    if error.code() != body.code.as_deref() {
        return Err(format!("its code is not {:?}", body.code));
    }
    if error.message() != body.message.as_deref() {
        return Err(format!("its message is not {:?}", body.message));
    }
    if error.request_id() != Some(&format!("r-{status}")) {
        return Err("its request id is not that of the header".to_owned());
    }
    let line = error.to_string();
    if line.len() > 4_000 || line.chars().any(char::is_control) {
        return Err("its text is long or has control characters".to_owned());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_error_body_of_any_shape_is_kept_and_changes_nothing_else() {
    row::run(rows()).await;
}
