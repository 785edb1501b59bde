//! Who is calling: credentials for the APIs of the cloud.
//!
//! [`Credentials`] are what a client holds. They come from a [`Token`], from [`AccessKeys`] that sign each request, from
//! a [`PasswordLogin`] that fetches tokens, from the [`MetadataService`] of a cloud server, from a [`Provider`] of your
//! own, or from a [`Chain`] that finds what the vendor's tools already use. They give out the [`Authorization`] of each
//! call.
//!
//! No secret can be printed: `Debug` says that there is one and nothing about it, `Display` does not exist, and no error
//! quotes one. The memory of a [`Secret`], a [`Token`] or [`AccessKeys`] is overwritten when its last copy goes, and so is
//! that of the copies made on the way: a file that was read, what was signed, the body of a login, an answer with keys.
//! Out of reach are the environment of the process, the buffers of a connection, and the stack.
//!
//! ```
//! use huaweicloud_auth::{Credentials, Token};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let token = Token::new("a-user-token")?;
//! assert_eq!(format!("{token:?}"), "Token(redacted)");
//!
//! let credentials = Credentials::from(token);
//! let mut request = reqwest::Request::new(reqwest::Method::GET, "https://example.com".parse()?);
//! credentials.authorization().await?.apply(&mut request)?;
//! assert!(request.headers()["x-auth-token"].is_sensitive());
//! # Ok(())
//! # }
//! ```

mod address;
mod attempt;
mod authorization;
mod cache;
#[cfg(feature = "rustls")]
mod certificates;
mod chain;
mod clock_skew;
mod credentials;
mod environment;
mod error;
mod held_back;
mod http_client;
mod iam;
mod keys;
mod metadata;
mod password;
mod provider;
mod retry_after;
mod secret;
mod secret_buffer;
mod secret_file;
mod signature;
mod token;

pub use address::{Address, AddressError};
pub use attempt::Attempt;
pub use authorization::Authorization;
#[cfg(feature = "rustls")]
pub use certificates::certificates;
pub use chain::{Chain, Found, Method, PassedOver};
pub use clock_skew::ClockSkew;
pub use credentials::Credentials;
pub use environment::Environment;
pub use error::{Error, ErrorKind};
pub use iam::Iam;
pub use keys::AccessKeys;
pub use metadata::MetadataService;
pub use password::{PasswordLogin, Project};
pub use provider::{AuthorizationFuture, Provider};
pub use retry_after::{date, retry_after};
pub use secret::Secret;
pub use token::Token;
