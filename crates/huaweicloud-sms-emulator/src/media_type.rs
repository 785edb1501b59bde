//! Media types, as `Content-Type` has them.

/// Whether this is the media type that is wanted. Of parameters only a charset matters, which has to be UTF-8: JSON has
/// no other.
pub(crate) fn is(sent: &[u8], wanted: &str) -> bool {
    let Ok(sent) = std::str::from_utf8(sent) else {
        return false;
    };
    let mut parts = sent.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case(wanted) && parts.all(is_harmless)
}

fn is_harmless(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let charset = value.trim().trim_matches('"');
            ["utf-8", "utf8"]
                .iter()
                .any(|utf_8| charset.eq_ignore_ascii_case(utf_8))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is;

    #[test]
    fn a_charset_other_than_utf_8_makes_it_another_media_type() {
        for (sent, is_json) in [
            ("application/json", true),
            ("Application/JSON ; Charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"", true),
            ("application/json; charset=utf8; v=1", true),
            ("application/json;", true),
            ("application/json; charset=utf-16", false),
            ("application/json; charset=", false),
            ("application/json; charset=utf-8; charset=latin1", false),
            ("application/jsonp", false),
            ("text/plain; charset=utf-8", false),
            ("", false),
        ] {
            assert_eq!(is(sent.as_bytes(), "application/json"), is_json, "{sent}");
        }
        assert!(!is(b"application/json\xff", "application/json"));
    }
}
