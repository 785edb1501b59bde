//! The time of day, as far as credentials depend on it, and how it is written.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The latest time that is told, some 7,000 years after 1970. Every format here can write it, and there is room for a
/// lifetime after it: they end with the year 9999.
const LATEST: Duration = Duration::from_secs(7_000 * 365 * 24 * 60 * 60);

/// Tells the time of day.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(crate) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time, moved into what the formats here can write.
    pub(crate) fn now(&self) -> SystemTime {
        (self.0)().clamp(UNIX_EPOCH, UNIX_EPOCH + LATEST)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// A time as bodies of answers have it, such as `2026-01-31T08:00:00.000000Z`.
pub(crate) fn rfc3339(time: SystemTime) -> String {
    humantime::format_rfc3339_micros(time).to_string()
}

/// Reads a time as signers write it: `YYYYMMDDThhmmssZ`, and nothing else.
pub(crate) fn parse_sdk_date(text: &str) -> Option<SystemTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(date, 8) || !digits(time, 6) {
        return None;
    }
    let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
    let (hour, minute, second) = (&time[..2], &time[2..4], &time[4..]);
    humantime::parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn the_date_of_a_signature_is_read_strictly() {
        for (text, time) in [
            ("19700101T000000Z", Some(seconds(0))),
            ("20191115T033655Z", Some(seconds(1_573_789_015))),
            ("20240229T235959Z", Some(seconds(1_709_251_199))),
            ("20230229T000000Z", None),
            ("20191315T033655Z", None),
            ("20191115T243655Z", None),
            ("20191115T033655", None),
            ("20191115T033655z", None),
            ("20191115033655Z", None),
            ("2019-11-15T03:36:55Z", None),
            (" 20191115T033655Z", None),
            ("20191115T0336550Z", None),
            ("+0191115T033655Z", None),
            ("2019111éT033655Z", None),
            ("", None),
        ] {
            assert_eq!(parse_sdk_date(text), time, "{text}");
        }
    }

    #[test]
    fn a_clock_far_off_is_moved_to_a_time_that_can_be_written() {
        let early = Clock::new(|| UNIX_EPOCH - Duration::from_secs(1));
        assert_eq!(rfc3339(early.now()), "1970-01-01T00:00:00.000000Z");
        let late = Clock::new(|| UNIX_EPOCH + LATEST * 2);
        assert_eq!(late.now(), UNIX_EPOCH + LATEST);
        assert!(rfc3339(late.now()).starts_with("8965-"));
        assert!(httpdate::fmt_http_date(late.now()).contains(" 8965 "));
    }
}
