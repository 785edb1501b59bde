//! Who is calling: credentials for the APIs of the cloud.
//!
//! A [`Token`] comes from a value, an environment variable, a file or a reader. [`Credentials`] hold it for as long as
//! a client lives and give out the [`Authorization`] of each call. None of them can be printed: `Debug` says that
//! there is a secret and nothing about it, `Display` does not exist, and no error quotes one.
//!
//! ```
//! use huaweicloud_auth::{Credentials, Token};
//!
//! let token = Token::new("a-user-token")?;
//! assert_eq!(format!("{token:?}"), "Token(redacted)");
//!
//! let credentials = Credentials::from(token);
//! let mut headers = http::HeaderMap::new();
//! credentials.authorization().apply(&mut headers);
//! assert!(headers["x-auth-token"].is_sensitive());
//! # Ok::<(), huaweicloud_auth::Error>(())
//! ```

mod authorization;
mod credentials;
mod error;
mod token;

pub use authorization::Authorization;
pub use credentials::Credentials;
pub use error::Error;
pub use token::Token;
