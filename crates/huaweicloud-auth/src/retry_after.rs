//! When a service says it wants to be called again.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the header `Retry-After` asks to wait, in either of its forms: seconds, or a date.
///
/// A date is counted from the `Date` of the same answer, so that a clock that is off does no harm, or else from the
/// clock of this machine. What is in neither form is as good as missing. However long it is: whoever waits sets a limit.
///
/// ```
/// use std::time::Duration;
/// use huaweicloud_auth::retry_after;
/// use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
///
/// let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static("120"))]);
/// assert_eq!(retry_after(&headers), Some(Duration::from_secs(120)));
/// ```
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than fit mean never.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let then = httpdate::parse_http_date(value).ok()?;
    let now = date(headers).unwrap_or_else(SystemTime::now);
    // A date in the past means now.
    Some(then.duration_since(now).unwrap_or_default())
}

/// The clock of whoever answered, as the header `Date` tells it.
pub fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const DATE_OF_ANSWER: &str = "Sun, 22 Nov 2026 12:00:00 GMT";

    fn seconds(value: &'static str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, HeaderValue::from_static(DATE_OF_ANSWER));
        headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn both_forms_are_read() {
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds(" 120 "), Some(120));
        assert_eq!(seconds("Sun, 22 Nov 2026 12:02:00 GMT"), Some(120));
        assert_eq!(seconds("Sunday, 22-Nov-26 12:02:00 GMT"), Some(120));
        assert_eq!(seconds("Sun, 22 Nov 2026 11:00:00 GMT"), Some(0));
        assert_eq!(seconds("99999999999999999999999"), Some(u64::MAX));
    }

    #[test]
    fn what_is_in_neither_form_is_missing() {
        for value in [
            "",
            "-1",
            "1.5",
            "1s",
            "soon",
            "1 2",
            "+1",
            "0x10",
            "Sun, 99 Nov 2026 12:00:00 GMT",
        ] {
            assert_eq!(seconds(value), None, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn without_a_date_of_the_answer_our_clock_counts() {
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, soon.parse().unwrap());
        let wait = retry_after(&headers).unwrap().as_secs();
        assert!((95..=100).contains(&wait), "{wait}");
    }
}
