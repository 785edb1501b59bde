//! What one call proves itself with.

use http::{HeaderMap, HeaderName};

use crate::Token;

/// What one call proves itself with.
///
/// ```
/// use huaweicloud_auth::{Authorization, Token};
///
/// let mut headers = http::HeaderMap::new();
/// Authorization::from(Token::new("a-user-token")?).apply(&mut headers);
/// assert_eq!(headers["x-auth-token"], "a-user-token");
/// # Ok::<(), huaweicloud_auth::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Authorization {
    token: Token,
}

impl Authorization {
    /// The header that carries a token.
    pub const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-auth-token");

    /// Puts the proof into the headers of a request, in the place of any that stands there.
    pub fn apply(&self, headers: &mut HeaderMap) {
        headers.insert(Self::TOKEN_HEADER, self.token.header_value().clone());
    }
}

impl From<Token> for Authorization {
    fn from(token: Token) -> Self {
        Self { token }
    }
}
