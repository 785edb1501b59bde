//! Options of the emulator.

use std::time::{Duration, SystemTime};

use clap::Args;

use super::duration;

/// How the emulator behaves.
#[derive(Debug, Args)]
pub(crate) struct EmulatorArgs {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(crate) listen: std::net::SocketAddr,
    /// Listen on an address that other machines can reach; what the emulator takes for a password or key is no secret
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Answer 404 for ids it has not been told of, in place of creating them on first use
    #[arg(long)]
    pub(crate) strict: bool,
    /// Take `params` for `param`, as the v1 API did
    #[arg(long)]
    pub(crate) lenient: bool,
    /// The time between two states of a task or source server
    #[arg(long, value_name = "DURATION", default_value = "200ms", value_parser = duration)]
    pub(crate) pace: Duration,
    /// How long a token that IAM issues is good for
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = duration, help_heading = "Credentials")]
    pub(crate) token_lifetime: Duration,
    /// How long a temporary key of the metadata service is good for
    #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = duration, help_heading = "Credentials")]
    pub(crate) key_lifetime: Duration,
    /// How far the emulator's clock is ahead of that of this machine, or with a minus behind it, such as 20m or -20m
    #[arg(long, value_name = "DURATION", value_parser = ClockOffset::parse, allow_hyphen_values = true, help_heading = "Credentials")]
    pub(crate) clock_offset: Option<ClockOffset>,
    /// Answer for IAM with 503
    #[arg(long, help_heading = "Credentials")]
    pub(crate) without_iam: bool,
    /// Have a metadata service of the older kind, which has no tokens of its own
    #[arg(long, help_heading = "Credentials")]
    pub(crate) without_metadata_tokens: bool,
}

/// How far a clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockOffset {
    Ahead(Duration),
    Behind(Duration),
}

impl ClockOffset {
    fn parse(text: &str) -> Result<Self, String> {
        let offset = match text.strip_prefix('-') {
            Some(text) => Self::Behind(duration(text)?),
            None => Self::Ahead(duration(text.strip_prefix('+').unwrap_or(text))?),
        };
        match offset.shift(SystemTime::now()) {
            Some(_) => Ok(offset),
            None => Err("no clock shows such a time".to_owned()),
        }
    }

    /// What a clock shows that is so far off.
    pub(crate) fn shift(self, time: SystemTime) -> Option<SystemTime> {
        match self {
            Self::Ahead(offset) => time.checked_add(offset),
            Self::Behind(offset) => time.checked_sub(offset),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_ahead_or_behind() {
        let hour = Duration::from_secs(3600);
        assert_eq!(ClockOffset::parse("1h"), Ok(ClockOffset::Ahead(hour)));
        assert_eq!(ClockOffset::parse("+1h"), Ok(ClockOffset::Ahead(hour)));
        assert_eq!(ClockOffset::parse("-1h"), Ok(ClockOffset::Behind(hour)));
        for text in ["", "-", "--1h", "1", "+-1h", "18446744073709551615s"] {
            assert!(ClockOffset::parse(text).is_err(), "{text}");
        }
    }
}
