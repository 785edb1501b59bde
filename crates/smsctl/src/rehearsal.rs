//! Printing requests in place of sending them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use huaweicloud_sms::Preview;
use serde::Serialize;
use serde_json::Value;

use crate::cli::Format;
use crate::output::{print_line, to_json};

#[derive(Serialize)]
struct Request<'a> {
    method: &'a str,
    url: &'a str,
    headers: BTreeMap<&'a str, &'a str>,
    body: Value,
}

/// Prints a request as it would be sent, secrets redacted.
pub(crate) fn show(preview: &Preview, format: Format) {
    let text = match format {
        Format::Text => Ok(as_text(preview)),
        Format::Json => to_json(&Request {
            method: preview.method.as_str(),
            url: preview.url.as_str(),
            headers: preview
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            body: serde_json::from_str(&preview.body).unwrap_or_default(),
        }),
    };
    // Nothing is at stake in a rehearsal: if nobody reads it, it is over.
    let _ = text.and_then(|text| print_line(&text));
}

fn as_text(preview: &Preview) -> String {
    let mut text = format!("{} {}\n", preview.method, preview.url);
    for (name, value) in &preview.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    let _ = writeln!(text, "\n{}", preview.body);
    text
}
