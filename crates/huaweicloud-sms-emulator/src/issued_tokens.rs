//! Tokens that were given out and expire.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use crate::secret::Secret;

/// How many tokens are remembered. Who fetches one for every call can go on for long; the memory stays small.
const MAX_TOKENS: usize = 10_000;

/// The latest tokens, oldest first.
#[derive(Debug, Default)]
pub(crate) struct IssuedTokens {
    tokens: VecDeque<Issued>,
    count: u64,
}

/// A token, and how long it is good for.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    pub(crate) token: Secret,
    pub(crate) expires_at: SystemTime,
    revoked: bool,
}

/// What a token is worth.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Valid,
    Expired,
    Revoked,
    /// It was never issued, or so long ago that it is forgotten.
    Unknown,
}

impl IssuedTokens {
    pub(crate) fn issue(&mut self, prefix: &str, now: SystemTime, lifetime: Duration) -> Issued {
        let issued = Issued {
            token: Secret::random(prefix),
            expires_at: now + lifetime,
            revoked: false,
        };
        if self.tokens.len() == MAX_TOKENS {
            self.tokens.pop_front();
        }
        self.tokens.push_back(issued.clone());
        self.count += 1;
        issued
    }

    pub(crate) fn standing(&self, token: &str, now: SystemTime) -> Standing {
        // Callers use their latest token.
        let mut latest_first = self.tokens.iter().rev();
        match latest_first.find(|issued| issued.token.as_str() == token) {
            None => Standing::Unknown,
            Some(issued) if issued.revoked => Standing::Revoked,
            Some(issued) if issued.expires_at <= now => Standing::Expired,
            Some(_) => Standing::Valid,
        }
    }

    /// Ends all tokens that were issued so far.
    pub(crate) fn revoke_all(&mut self) {
        for issued in &mut self.tokens {
            issued.revoked = true;
        }
    }

    /// How many were issued, the forgotten ones included.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const LIFETIME: Duration = Duration::from_secs(60);
    const NOW: SystemTime = UNIX_EPOCH;

    #[test]
    fn a_token_is_valid_until_its_lifetime_has_passed() {
        let mut tokens = IssuedTokens::default();
        let issued = tokens.issue("t-", NOW, LIFETIME);
        let standing = |now| tokens.standing(issued.token.as_str(), now);
        assert_eq!(standing(NOW), Standing::Valid);
        assert_eq!(
            standing(issued.expires_at - Duration::from_nanos(1)),
            Standing::Valid
        );
        assert_eq!(standing(issued.expires_at), Standing::Expired);
        assert_eq!(issued.expires_at, NOW + LIFETIME);
    }

    #[test]
    fn a_revoked_token_stays_revoked_and_a_later_one_is_valid() {
        let mut tokens = IssuedTokens::default();
        let early = tokens.issue("t-", NOW, LIFETIME);
        tokens.revoke_all();
        let late = tokens.issue("t-", NOW, LIFETIME);
        assert_eq!(
            tokens.standing(early.token.as_str(), NOW),
            Standing::Revoked
        );
        assert_eq!(tokens.standing(late.token.as_str(), NOW), Standing::Valid);
        assert_eq!(tokens.standing("t-", NOW), Standing::Unknown);
    }

    #[test]
    fn the_oldest_token_is_forgotten_first_and_still_counted() {
        let mut tokens = IssuedTokens::default();
        let oldest = tokens.issue("t-", NOW, LIFETIME);
        let second = tokens.issue("t-", NOW, LIFETIME);
        for _ in 2..=MAX_TOKENS {
            tokens.issue("t-", NOW, LIFETIME);
        }
        assert_eq!(
            tokens.standing(oldest.token.as_str(), NOW),
            Standing::Unknown
        );
        assert_eq!(tokens.standing(second.token.as_str(), NOW), Standing::Valid);
        assert_eq!(tokens.count(), MAX_TOKENS as u64 + 1);
    }
}
