//! Where authorizations come from.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::{Authorization, Error};

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

    /// How long what was got last will be accepted, if that is known.
    fn expires_in(&self) -> Option<Duration> {
        None
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

/// An authorization that never changes.
#[derive(Debug)]
pub(crate) struct Fixed(pub(crate) Authorization);

impl Provider for Fixed {
    fn authorization(&self) -> AuthorizationFuture<'_> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}
