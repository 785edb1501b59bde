//! Where authorizations come from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::{Authorization, Error, held_back};

/// What [`Provider::authorization`] returns.
pub type AuthorizationFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Authorization, Error>> + Send + 'a>>;

/// Where authorizations come from. Write one of your own for credentials that are kept elsewhere.
///
/// ```
/// use huaweicloud_auth::{Authorization, AuthorizationFuture, Credentials, Provider, Token};
///
/// /// Reads the token anew for each call, because another program renews it.
/// #[derive(Debug)]
/// struct FromFile;
///
/// impl Provider for FromFile {
///     fn authorization(&self) -> AuthorizationFuture<'_> {
///         Box::pin(async { Ok(Authorization::from(Token::from_file("token")?)) })
///     }
/// }
///
/// let credentials = Credentials::from_provider(FromFile);
/// # let _ = credentials;
/// ```
pub trait Provider: fmt::Debug + Send + Sync {
    /// What the next call proves itself with. It is asked for each attempt, so what takes time to get is kept.
    fn authorization(&self) -> AuthorizationFuture<'_>;

    /// What was got last, if it is still accepted, for a call that cannot wait for something newer.
    fn kept(&self) -> Option<Authorization> {
        None
    }

    /// How long what was got last will be accepted, if that is known.
    fn expires_in(&self) -> Option<Duration> {
        None
    }

    /// The service accepted this authorization.
    fn accepted(&self, authorization: &Authorization) {
        let _ = authorization;
    }

    /// The service did not accept this authorization. Returns whether another one can be had, in which case the call
    /// is made once more.
    ///
    /// Keys are never tried again: five bad signatures in a row lock them.
    fn refused(&self, authorization: &Authorization) -> bool {
        let _ = authorization;
        false
    }
}

/// An authorization that never changes. Keys that were refused are held back for a while.
#[derive(Debug)]
pub(crate) struct Fixed {
    authorization: Authorization,
    refused_at: Mutex<Option<Instant>>,
}

impl Fixed {
    pub(crate) fn new(authorization: Authorization) -> Self {
        Self {
            authorization,
            refused_at: Mutex::default(),
        }
    }

    fn get(&self) -> Result<Authorization, Error> {
        let refused_at = *self
            .refused_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        refused_at.map_or(Ok(()), held_back::check)?;
        Ok(self.authorization.clone())
    }
}

impl Provider for Fixed {
    fn authorization(&self) -> AuthorizationFuture<'_> {
        Box::pin(std::future::ready(self.get()))
    }

    fn refused(&self, authorization: &Authorization) -> bool {
        if authorization.as_keys().is_some() {
            *self
                .refused_at
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccessKeys, ErrorKind, Secret, Token};

    #[tokio::test(start_paused = true)]
    async fn refused_keys_are_held_back_for_as_long_as_a_lock_lasts() {
        let keys: Authorization = AccessKeys::new("AK", Secret::new("SK")).unwrap().into();
        let fixed = Fixed::new(keys.clone());
        assert!(!fixed.refused(&keys));
        assert_eq!(
            fixed.authorization().await.unwrap_err().kind(),
            ErrorKind::Denied
        );
        tokio::time::advance(Duration::from_secs(299)).await;
        assert!(fixed.authorization().await.is_err());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(fixed.authorization().await.is_ok());
    }

    #[tokio::test]
    async fn a_refused_token_is_not_held_back() {
        let token: Authorization = Token::new("t").unwrap().into();
        let fixed = Fixed::new(token.clone());
        assert!(!fixed.refused(&token));
        assert!(fixed.authorization().await.is_ok());
    }
}
