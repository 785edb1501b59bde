//! Plans in CSV.

use std::collections::BTreeMap;

use super::plan_builder::{Place, PlanBuilder};
use super::row::{COLUMNS, Row};

/// Reads a plan in CSV. Lines that begin with `#` are comments.
///
/// A row is a line. CSV allows line breaks inside quotes, but no value of a plan has one, and a quote that is never
/// closed would swallow the rest of the plan.
pub(super) fn read(text: &[u8], plan: &mut PlanBuilder) {
    let mut header_seen = false;
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() || line.starts_with(&[COMMENT]) {
            continue;
        }
        let fields = match fields(line) {
            Ok(fields) => fields,
            Err(reason) => {
                plan.fault(number, Place::Line, reason);
                // Whatever it was, what follows is read as rows.
                header_seen = true;
                continue;
            }
        };
        if header_seen {
            read_row(number, &fields, plan);
        } else if fields == COLUMNS {
            header_seen = true;
        } else {
            let found = fields.join(",");
            let found = found.chars().take(200).collect::<String>();
            return plan.fault(
                number,
                Place::Line,
                format!("the header is {found:?} and not {}", COLUMNS.join(",")),
            );
        }
    }
}

/// The fields of one line, without the white space around them.
///
/// The rules of RFC 4180, and nothing forgiven: the readers that forgive glue together what a stray quote separates, and
/// what they make of it would be sent.
pub(super) fn fields(line: &[u8]) -> Result<Vec<String>, String> {
    let line = str::from_utf8(line)
        .map_err(|error| format!("byte {} is not UTF-8", error.valid_up_to() + 1))?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.contains('\r') {
        return Err("there is a carriage return in it; end lines with a line feed".to_owned());
    }
    let mut fields = Vec::with_capacity(COLUMNS.len());
    let mut rest = Some(line);
    while let Some(text) = rest {
        let (field, after) = match text.trim_start().strip_prefix('"') {
            Some(quoted) => {
                let close = closing_quote(quoted)
                    .ok_or("there is a quote that is not closed on its line")?;
                let after = quoted[close + 1..].trim_start();
                if !after.is_empty() && !after.starts_with(',') {
                    return Err("there is text after a closing quote".to_owned());
                }
                (
                    quoted[..close].replace("\"\"", "\""),
                    after.strip_prefix(','),
                )
            }
            None => {
                let (field, after) = match text.split_once(',') {
                    Some((field, after)) => (field, Some(after)),
                    None => (text, None),
                };
                if field.contains('"') {
                    return Err(
                        "there is a quote inside a field that is not quoted as a whole".to_owned(),
                    );
                }
                (field.to_owned(), after)
            }
        };
        fields.push(field.trim().to_owned());
        rest = after;
    }
    Ok(fields)
}

/// Where the quote is that is not one of two, which stand for one in the field.
fn closing_quote(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('"')?;
        if text[at + 1..].starts_with('"') {
            from = at + 2;
        } else {
            return Some(at);
        }
    }
}

const COMMENT: u8 = b'#';

fn read_row(line: u64, fields: &[String], plan: &mut PlanBuilder) {
    let [target, id, operation, copystate, migrationcycle, params] = fields else {
        let reason = format!(
            "there are {} columns and not {}",
            fields.len(),
            COLUMNS.len()
        );
        return plan.fault(line, Place::Line, reason);
    };
    match self::params(params) {
        Ok(params) => plan.row(
            line,
            Row {
                target: target.clone(),
                id: id.clone(),
                operation: operation.clone(),
                copystate: copystate.clone(),
                migrationcycle: migrationcycle.clone(),
                params,
            },
        ),
        Err(reason) => plan.field_fault(line, ("params", reason)),
    }
}

/// `key=value`, several of them separated by semicolons.
fn params(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut params = BTreeMap::new();
    for param in text
        .split(';')
        .map(str::trim)
        .filter(|param| !param.is_empty())
    {
        match param.split_once('=') {
            Some((key, value)) if !key.trim().is_empty() => {
                let (key, value) = (key.trim(), value.trim());
                if params.insert(key.to_owned(), value.to_owned()).is_some() {
                    return Err(format!("{key:?} is given twice"));
                }
            }
            _ => return Err(format!("{param:?} is not of the form key=value")),
        }
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_separated_by_commas_outside_quotes() {
        for (line, expected) in [
            ("a,b", &["a", "b"][..]),
            ("", &[""]),
            (",", &["", ""]),
            (r#""a","b,c""#, &["a", "b,c"]),
            (r#" "a" , b ,"#, &["a", "b", ""]),
            (r#""a ""b""","""#, &[r#"a "b""#, ""]),
            ("a\r", &["a"]),
        ] {
            assert_eq!(fields(line.as_bytes()).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn a_stray_quote_is_a_fault() {
        for line in [
            r#"a,"b"#,
            r#""a"#,
            r#""a"b,c"#,
            r#"a"b"#,
            r#"a,b "c""#,
            r#""a"""#,
        ] {
            assert!(fields(line.as_bytes()).is_err(), "{line}");
        }
        assert!(fields(b"a\rb").is_err() && fields(b"a,\xff").is_err());
    }

    #[test]
    fn white_space_around_a_key_or_a_value_is_dropped() {
        let expected = BTreeMap::from([
            ("a".to_owned(), "1".to_owned()),
            ("b".to_owned(), "x=y".to_owned()),
        ]);
        assert_eq!(params(" a = 1 ; b = x=y ;"), Ok(expected));
        for text in ["a", "=1", " =1", "a=1;a=2"] {
            assert!(params(text).is_err(), "{text}");
        }
    }
}
