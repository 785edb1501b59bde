//! Access keys: the one that stays, and temporary ones.

use std::collections::VecDeque;
use std::time::SystemTime;

use crate::secret::Secret;
use crate::strikes::Strikes;

/// How many temporary keys are remembered. A server renews its key some times a day.
const MAX_TEMPORARY: usize = 1_000;

/// The keys that calls may be signed with.
#[derive(Debug)]
pub(crate) struct AccessKeys {
    permanent: AccessKey,
    /// The latest temporary keys, oldest first.
    temporary: VecDeque<AccessKey>,
}

/// An access key with its secret key.
#[derive(Debug)]
pub(crate) struct AccessKey {
    pub(crate) id: String,
    pub(crate) secret: Secret,
    /// None, if the key is permanent.
    pub(crate) grant: Option<Grant>,
    pub(crate) strikes: Strikes,
}

/// What makes a key a temporary one.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    /// Has to be sent with every call that is signed with the key.
    pub(crate) security_token: Secret,
    pub(crate) expires_at: SystemTime,
}

/// A temporary key, as it is given out.
#[derive(Debug)]
pub(crate) struct TemporaryKey {
    pub(crate) id: String,
    pub(crate) secret: Secret,
    pub(crate) grant: Grant,
}

impl AccessKeys {
    pub(crate) fn new(id: String, secret: Secret) -> Self {
        Self {
            permanent: AccessKey {
                id,
                secret,
                grant: None,
                strikes: Strikes::default(),
            },
            temporary: VecDeque::new(),
        }
    }

    /// Gives out a temporary key.
    pub(crate) fn issue(&mut self, expires_at: SystemTime) -> TemporaryKey {
        let key = TemporaryKey {
            id: Secret::random("SMSEMULATOR-").as_str().to_owned(),
            secret: Secret::random("sms-emulator-temporary-secret-key-"),
            grant: Grant {
                security_token: Secret::random("sms-emulator-security-token-"),
                expires_at,
            },
        };
        if self.temporary.len() == MAX_TEMPORARY {
            self.temporary.pop_front();
        }
        self.temporary.push_back(AccessKey {
            id: key.id.clone(),
            secret: key.secret.clone(),
            grant: Some(key.grant.clone()),
            strikes: Strikes::default(),
        });
        key
    }

    pub(crate) fn find(&mut self, id: &str) -> Option<&mut AccessKey> {
        std::iter::once(&mut self.permanent)
            .chain(self.temporary.iter_mut().rev())
            .find(|key| key.id == id)
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn the_permanent_key_outlives_many_temporary_ones_and_the_oldest_of_those_is_forgotten() {
        let mut keys = AccessKeys::new("permanent".to_owned(), Secret::new("s"));
        let oldest = keys.issue(UNIX_EPOCH);
        let second = keys.issue(UNIX_EPOCH);
        for _ in 2..=MAX_TEMPORARY {
            keys.issue(UNIX_EPOCH);
        }
        assert!(keys.find(&oldest.id).is_none());
        assert!(keys.find(&second.id).unwrap().grant.is_some());
        assert!(keys.find("permanent").unwrap().grant.is_none());
    }
}
