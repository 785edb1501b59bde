//! What a client holds to prove who is calling.

use crate::{Authorization, Token};

/// What a client holds for as long as it lives to prove who is calling.
///
/// ```
/// use huaweicloud_auth::{Credentials, Token};
///
/// let credentials = Credentials::from(Token::new("a-user-token")?);
/// # Ok::<(), huaweicloud_auth::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials {
    token: Token,
}

impl Credentials {
    /// What the next call proves itself with.
    pub fn authorization(&self) -> Authorization {
        Authorization::from(self.token.clone())
    }
}

impl From<Token> for Credentials {
    fn from(token: Token) -> Self {
        Self { token }
    }
}
