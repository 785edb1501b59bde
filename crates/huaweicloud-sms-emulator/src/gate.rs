//! Who is let in: callers with a token, and callers who sign.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::access_keys::{AccessKeys, TemporaryKey};
use crate::body::Received;
use crate::contract::{Contract, TokenRule};
use crate::headers::the_only;
use crate::identity::Identity;
use crate::issued_tokens::{Issued, IssuedTokens, Standing};
use crate::refusal::Refusal;
use crate::signed_call;

/// Everything that lets a caller in, at present.
#[derive(Debug)]
pub(crate) struct Gate {
    identity: Identity,
    tokens: Mutex<IssuedTokens>,
    keys: Mutex<AccessKeys>,
}

impl Gate {
    pub(crate) fn new(identity: Identity) -> Self {
        let keys = AccessKeys::new(identity.access_key.clone(), identity.secret_key.clone());
        Self {
            identity,
            tokens: Mutex::default(),
            keys: Mutex::new(keys),
        }
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Refuses a caller who sends no valid token and does not sign.
    pub(crate) fn admit(
        &self,
        head: &Parts,
        body: &Received,
        contract: &Contract,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        let rule = &contract.token;
        let signature_header = &contract.signature_header;
        let has_token = head.headers.contains_key(&rule.header);
        match (has_token, head.headers.contains_key(signature_header)) {
            (true, false) => self.check_token(&head.headers, rule, now),
            (false, true) => {
                let keys = &mut self.keys();
                let project_id = &self.identity.project_id;
                signed_call::check(head, body, signature_header, keys, project_id, now)
            }
            (true, true) => Err(Refusal::bad_credentials(format!(
                "both a token in `{}` and a signature in `{signature_header}` were sent; send one of them",
                rule.header
            ))),
            (false, false) => Err(Refusal::bad_credentials(format!(
                "no token was sent; send the emulator's in `{}`, or sign the request in `{signature_header}`",
                rule.header
            ))),
        }
    }

    fn check_token(
        &self,
        headers: &HeaderMap,
        rule: &TokenRule,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        let Some(token) = the_only(headers, rule.header.as_str()) else {
            return Err(Refusal::bad_credentials(format!(
                "`{}` was sent more than once; send one token",
                rule.header
            )));
        };
        let token = String::from_utf8_lossy(token);
        let length = token.chars().count();
        if !rule.allows(length) {
            return Err(Refusal::bad_credentials(format!(
                "decrypt token fail: the token has {length} characters; send one of {} to {}",
                rule.min_length, rule.max_length
            )));
        }
        if token == self.identity.token.as_str() {
            return Ok(());
        }
        match self.tokens().standing(&token, now) {
            Standing::Valid => Ok(()),
            Standing::Revoked => Err(Refusal::token_to_be_renewed()),
            Standing::Expired => Err(Refusal::bad_credentials(
                "token expires: the lifetime of this token has passed; fetch a new one",
            )),
            Standing::Unknown => Err(Refusal::bad_credentials(
                "decrypt token fail: this is not the emulator's token, nor one that it issued; send one of those",
            )),
        }
    }

    pub(crate) fn issue_token(&self, now: SystemTime, lifetime: Duration) -> Issued {
        let prefix = "sms-emulator-issued-token-";
        self.tokens().issue(prefix, now, lifetime)
    }

    pub(crate) fn tokens_issued(&self) -> u64 {
        self.tokens().count()
    }

    pub(crate) fn revoke_tokens(&self) {
        self.tokens().revoke_all();
    }

    pub(crate) fn issue_key(&self, expires_at: SystemTime) -> TemporaryKey {
        self.keys().issue(expires_at)
    }

    fn tokens(&self) -> MutexGuard<'_, IssuedTokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keys(&self) -> MutexGuard<'_, AccessKeys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
