//! What one call proves itself with.

use std::time::SystemTime;

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use reqwest::{Body, Request};
use zeroize::Zeroizing;

use crate::secret::redact;
use crate::signature::{SECURITY_TOKEN, digest, sign};
use crate::{AccessKeys, Error, ErrorKind, Token};

/// What one call proves itself with: a token to send, or keys to sign with.
///
/// ```
/// use huaweicloud_auth::{Authorization, Token};
///
/// let authorization = Authorization::from(Token::new("a-user-token")?);
/// let mut request = reqwest::Request::new(reqwest::Method::GET, "https://example.com".parse()?);
/// authorization.apply(&mut request)?;
/// assert_eq!(request.headers()["x-auth-token"], "a-user-token");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization(Proof);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Proof {
    Token(Token),
    Keys(AccessKeys),
}

impl Authorization {
    /// The header that carries a token.
    pub const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-auth-token");

    /// Puts the proof into a request, in the place of any that stands there. A signature is over the request as it is
    /// now, so nothing of it may change afterwards.
    ///
    /// # Errors
    ///
    /// The request cannot be signed: its body is a stream, or it is not at hand for another reason.
    pub fn apply(&self, request: &mut Request) -> Result<(), Error> {
        // A call that proves itself twice is refused, even if both proofs are good.
        for proof in [Self::TOKEN_HEADER, AUTHORIZATION, SECURITY_TOKEN] {
            request.headers_mut().remove(proof);
        }
        match &self.0 {
            Proof::Token(token) => {
                request
                    .headers_mut()
                    .insert(Self::TOKEN_HEADER, token.header_value().clone());
                Ok(())
            }
            Proof::Keys(keys) => sign_request(keys, request, SystemTime::now()),
        }
    }

    /// Takes every secret of this proof out of a text. Services have been seen to quote a token in the error about it.
    ///
    /// ```
    /// use huaweicloud_auth::{Authorization, Token};
    ///
    /// let authorization = Authorization::from(Token::new("a-user-token")?);
    /// let text = authorization.redact("token a-user-token expired".to_owned());
    /// assert_eq!(text, "token [redacted] expired");
    /// # Ok::<(), huaweicloud_auth::Error>(())
    /// ```
    pub fn redact(&self, text: String) -> String {
        self.secrets().fold(text, redact)
    }

    /// Whether a text quotes a secret of this proof, in any case of letters.
    pub fn is_quoted_by(&self, text: &str) -> bool {
        let text = Zeroizing::new(text.to_lowercase());
        self.secrets()
            .any(|secret| text.contains(&*Zeroizing::new(secret.to_lowercase())))
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        let secrets = match &self.0 {
            Proof::Token(token) => [Some(token.header_value().as_bytes()), None],
            Proof::Keys(keys) => [
                Some(keys.secret().expose().as_bytes()),
                keys.security_token().map(HeaderValue::as_bytes),
            ],
        };
        secrets
            .into_iter()
            .flatten()
            .filter_map(|secret| str::from_utf8(secret).ok())
    }

    /// The token, if it is one.
    pub fn as_token(&self) -> Option<&Token> {
        match &self.0 {
            Proof::Token(token) => Some(token),
            Proof::Keys(_) => None,
        }
    }

    /// The keys, if it is a pair of them.
    pub fn as_keys(&self) -> Option<&AccessKeys> {
        match &self.0 {
            Proof::Token(_) => None,
            Proof::Keys(keys) => Some(keys),
        }
    }
}

fn sign_request(keys: &AccessKeys, request: &mut Request, now: SystemTime) -> Result<(), Error> {
    let body: &[u8] = match request.body().map(Body::as_bytes) {
        None => &[],
        Some(Some(bytes)) => bytes,
        Some(None) => {
            return Err(Error::new(
                ErrorKind::Invalid,
                "the request cannot be signed, because its body is a stream; give it whole",
            ));
        }
    };
    let (body, method, url) = (
        digest(body),
        request.method().clone(),
        request.url().clone(),
    );
    let headers = request.headers_mut();
    sign(keys, method.as_str(), &url, headers, &body, now)
}

impl From<Token> for Authorization {
    fn from(token: Token) -> Self {
        Self(Proof::Token(token))
    }
}

impl From<AccessKeys> for Authorization {
    fn from(keys: AccessKeys) -> Self {
        Self(Proof::Keys(keys))
    }
}
