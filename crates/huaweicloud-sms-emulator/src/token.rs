use std::fmt;

use crate::Error;
use crate::contract::TokenRule;

/// What the emulator takes unless it is told another token. Nobody can mistake it for a real one.
pub(crate) const DEFAULT_TOKEN: &str = "sms-emulator-token-that-is-no-secret";

/// The token that callers must send. Its `Debug` output does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl Token {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses a token that no caller could send.
    pub(crate) fn check(&self, rule: &TokenRule) -> Result<(), Error> {
        let length = self.0.chars().count();
        if !rule.allows(length) {
            return Err(Error::new(format!(
                "the token has {length} characters; use one of {} to {}",
                rule.min_length, rule.max_length
            )));
        }
        // Space is left out too: at either end a header would lose it.
        if !self.0.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::new(
                "the token holds characters that a header cannot carry; use visible ascii without spaces",
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redacted")
    }
}
