//! What a client holds to prove who is calling.

use std::sync::Arc;
use std::time::Duration;

use crate::provider::Fixed;
use crate::{AccessKeys, Authorization, Error, Provider, Token};

/// What a client holds for as long as it lives to prove who is calling. Cheap to clone; clones share what was fetched.
///
/// ```
/// use huaweicloud_auth::{AccessKeys, Credentials, Secret, Token};
///
/// let by_token = Credentials::from(Token::new("a-user-token")?);
/// let by_keys = Credentials::from(AccessKeys::new("AKEXAMPLE", Secret::new("SKEXAMPLE"))?);
/// # let _ = (by_token, by_keys);
/// # Ok::<(), huaweicloud_auth::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials {
    provider: Arc<dyn Provider>,
}

impl Credentials {
    /// Credentials that come from a provider.
    pub fn from_provider(provider: impl Provider + 'static) -> Self {
        Self {
            provider: Arc::new(provider),
        }
    }

    /// What the next call proves itself with.
    ///
    /// # Errors
    ///
    /// It cannot be had, as the provider says.
    pub async fn authorization(&self) -> Result<Authorization, Error> {
        self.provider.authorization().await
    }

    /// How long what was got last will be accepted, if that is known.
    pub fn expires_in(&self) -> Option<Duration> {
        self.provider.expires_in()
    }

    /// Tells that the service did not accept an authorization. Returns whether another one can be had.
    pub fn refused(&self, authorization: &Authorization) -> bool {
        self.provider.refused(authorization)
    }
}

impl From<Token> for Credentials {
    fn from(token: Token) -> Self {
        Self::from_provider(Fixed::new(token.into()))
    }
}

impl From<AccessKeys> for Credentials {
    fn from(keys: AccessKeys) -> Self {
        Self::from_provider(Fixed::new(keys.into()))
    }
}
