//! The part of a cloud server's metadata service that hands out temporary access keys.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::clock::rfc3339;
use crate::gate::Gate;
use crate::headers::the_only;
use crate::issued_tokens::{IssuedTokens, Standing};

/// Where a session with the metadata service begins.
pub(crate) const TOKEN_PATH: &str = "/meta-data/latest/api/token";

/// Where temporary access keys are handed out.
pub(crate) const KEY_PATH: &str = "/openstack/latest/securitykey";

const TTL_HEADER: &str = "x-metadata-token-ttl-seconds";
const TOKEN_HEADER: &str = "x-metadata-token";

/// The longest session, in seconds: six hours.
const MAX_TTL: u64 = 21_600;

/// The metadata service.
#[derive(Debug)]
pub(crate) struct Metadata {
    key_lifetime: Duration,
    /// None, if it is of the older kind that has no sessions.
    sessions: Option<Mutex<IssuedTokens>>,
}

/// What is refused, and why. The service answers in plain text.
type Refused = (StatusCode, String);

impl Metadata {
    pub(crate) fn new(key_lifetime: Duration, has_sessions: bool) -> Self {
        Self {
            key_lifetime,
            sessions: has_sessions.then(Mutex::default),
        }
    }

    /// Answers a request for a token.
    pub(crate) fn answer_token(&self, head: &Parts, now: SystemTime) -> Response {
        let token = self.sessions().and_then(|mut sessions| {
            check_method(&head.method, &Method::PUT)?;
            let ttl = ttl(&head.headers)?;
            Ok(sessions.issue("sms-emulator-metadata-token-", now, ttl))
        });
        match token {
            Ok(issued) => issued.token.as_str().to_owned().into_response(),
            Err(refused) => refused.into_response(),
        }
    }

    /// Answers a request for a temporary access key.
    pub(crate) fn answer_key(&self, head: &Parts, gate: &Gate, now: SystemTime) -> Response {
        if let Err(refused) = self.check_key_request(head, now) {
            return refused.into_response();
        }
        let key = gate.issue_key(now + self.key_lifetime);
        Json(json!({"credential": {
            "access": key.id,
            "secret": key.secret.as_str(),
            "securitytoken": key.grant.security_token.as_str(),
            "expires_at": rfc3339(key.grant.expires_at),
        }}))
        .into_response()
    }

    fn check_key_request(&self, head: &Parts, now: SystemTime) -> Result<(), Refused> {
        check_method(&head.method, &Method::GET)?;
        let Ok(sessions) = self.sessions() else {
            return Ok(());
        };
        let token = the_only(&head.headers, TOKEN_HEADER).unwrap_or_default();
        let standing = sessions.standing(&String::from_utf8_lossy(token), now);
        if standing == Standing::Valid {
            return Ok(());
        }
        Err((
            StatusCode::UNAUTHORIZED,
            format!(
                "`{TOKEN_HEADER}` holds no token of this service that is still valid; fetch one with PUT {TOKEN_PATH}"
            ),
        ))
    }

    fn sessions(&self) -> Result<MutexGuard<'_, IssuedTokens>, Refused> {
        match &self.sessions {
            Some(sessions) => Ok(sessions.lock().unwrap_or_else(PoisonError::into_inner)),
            None => Err((
                StatusCode::NOT_FOUND,
                "this metadata service is of the kind without tokens; ask for the key without one"
                    .to_owned(),
            )),
        }
    }
}

fn check_method(used: &Method, served: &Method) -> Result<(), Refused> {
    if used == served {
        return Ok(());
    }
    Err((
        StatusCode::METHOD_NOT_ALLOWED,
        format!("this path does not serve {used}; use {served}"),
    ))
}

/// How long a session is to last.
fn ttl(headers: &HeaderMap) -> Result<Duration, Refused> {
    the_only(headers, TTL_HEADER)
        .and_then(|value| std::str::from_utf8(value).ok())
        // Else a sign would do too.
        .filter(|seconds| seconds.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|seconds| seconds.parse().ok())
        .filter(|seconds| (1..=MAX_TTL).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| {
            (
                StatusCode::BAD_REQUEST,
                format!("`{TTL_HEADER}` is no number of 1 to {MAX_TTL} seconds; send one, once"),
            )
        })
}
