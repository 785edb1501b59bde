//! A user token of IAM.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use http::HeaderValue;

use crate::secret::header_value;
use crate::secret_buffer::SecretBuffer;
use crate::secret_file::SecretFile;
use crate::{Environment, Error, ErrorKind};

/// A user token, as IAM returns it in the response header `X-Subject-Token`.
///
/// It is sent as `X-Auth-Token` and never printed: there is no `Display`, and `Debug` shows no part of it.
///
/// The pages of the services, in their tables of request headers, limit it to 1 to 16,384 characters.
///
/// ```
/// use huaweicloud_auth::Token;
///
/// let token = Token::new("a-user-token")?;
/// assert_eq!(format!("{token:?}"), "Token(redacted)");
///
/// let error = Token::new("").unwrap_err();
/// assert_eq!(error.to_string(), "the token is empty; give the token that IAM issued");
/// # Ok::<(), huaweicloud_auth::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(HeaderValue);

/// Room for white space around the longest token, and an end to whatever is no token file at all.
const LONGEST_READ: u64 = 4 * Token::MAX_LENGTH as u64;

impl Token {
    /// The longest token the service accepts, in characters.
    pub const MAX_LENGTH: usize = 16_384;

    /// Takes a token from a value.
    ///
    /// # Errors
    ///
    /// The value is empty, longer than [`Token::MAX_LENGTH`], or holds a character no token has: anything but visible
    /// ASCII. The error names the offence and quotes nothing.
    pub fn new(value: impl AsRef<str>) -> Result<Self, Error> {
        Self::check("the token", value.as_ref())
    }

    /// Takes a token from an environment variable.
    ///
    /// # Errors
    ///
    /// The variable is not set ([`Error::is_missing`]), or its value is no token, as in [`Token::new`]. A variable that
    /// is set and empty is an error and not missing: falling back to another source could act as someone else.
    pub fn from_env(variable: &str) -> Result<Self, Error> {
        Self::from_variable(&Environment::of_this_process(), variable)?.ok_or_else(|| {
            Error::new(
                ErrorKind::Missing,
                format!("the environment variable {variable} is not set; set it to a user token"),
            )
        })
    }

    /// Takes a token from a variable of an environment, if it is set there.
    pub(crate) fn from_variable(
        environment: &Environment,
        variable: &str,
    ) -> Result<Option<Self>, Error> {
        let what = format!("the token in the environment variable {variable}");
        environment
            .get(variable)?
            .map(|value| Self::check(&what, value.expose().trim()))
            .transpose()
    }

    /// Takes a token from a file. White space around it is ignored.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or its content is no token, as in [`Token::new`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::read_file(path.as_ref()).map(|(token, _)| token)
    }

    /// Takes a token from a file, with what is to be said of the file.
    pub(crate) fn read_file(path: &Path) -> Result<(Self, Option<String>), Error> {
        let what = format!("the token file {}", path.display());
        let file =
            SecretFile::read(path, LONGEST_READ).map_err(|error| unreadable(&what, error))?;
        Ok((Self::read(&what, &file.bytes)?, file.warning(&what)))
    }

    /// Takes a token from a reader such as standard input, to its end. White space around it is ignored.
    ///
    /// # Errors
    ///
    /// The reader fails, or what it gives is no token, as in [`Token::new`].
    pub fn from_reader(reader: impl Read) -> Result<Self, Error> {
        let what = "the token on standard input";
        let bytes =
            SecretBuffer::read(reader, LONGEST_READ).map_err(|error| unreadable(what, error))?;
        Self::read(what, &bytes)
    }

    /// The token as the value of a header. The value is marked sensitive, so that its `Debug` is redacted as well.
    pub fn header_value(&self) -> &HeaderValue {
        &self.0
    }

    fn read(what: &str, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() as u64 == LONGEST_READ {
            return Err(invalid(what, Fault::TooLong));
        }
        let value = str::from_utf8(bytes).map_err(|_| invalid(what, Fault::ForeignCharacter))?;
        Self::check(what, value.trim())
    }

    pub(crate) fn check(what: &str, value: &str) -> Result<Self, Error> {
        let fault = if value.is_empty() {
            Fault::Empty
        } else if value.chars().count() > Self::MAX_LENGTH {
            Fault::TooLong
        } else if !value.chars().all(|c| c.is_ascii_graphic()) {
            Fault::ForeignCharacter
        } else if let Some(header) = header_value(value) {
            return Ok(Self(header));
        } else {
            Fault::ForeignCharacter
        };
        Err(invalid(what, fault))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(redacted)")
    }
}

fn unreadable(what: &str, source: io::Error) -> Error {
    Error::new(
        ErrorKind::Invalid,
        format!("{what} cannot be read; check that it exists and that you may read it"),
    )
    .with_source(source)
}

fn invalid(what: &str, fault: Fault) -> Error {
    Error::new(ErrorKind::Invalid, format!("{what} {fault}"))
}

/// What can be wrong with a value that should be a token.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Empty,
    TooLong,
    ForeignCharacter,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty; give the token that IAM issued"),
            Self::TooLong => write!(
                f,
                "is longer than the {} characters the service accepts; ask IAM for one without the catalogue",
                Token::MAX_LENGTH
            ),
            Self::ForeignCharacter => f.write_str(
                "holds a character that no token has, such as a space or a line break; give the token alone",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(value: &str) -> String {
        Token::new(value).unwrap_err().to_string()
    }

    #[test]
    fn length_is_checked_at_both_ends() {
        assert!(Token::new("x").is_ok());
        assert!(Token::new("x".repeat(Token::MAX_LENGTH)).is_ok());
        assert!(message("").contains("is empty"));
        assert!(message(&"x".repeat(Token::MAX_LENGTH + 1)).contains("16384 characters"));
    }

    #[test]
    fn only_visible_ascii_is_a_token() {
        for value in [
            "two words",
            "line\nbreak",
            "tab\t",
            "näh",
            "nul\0",
            "\r\nX-Other: 1",
        ] {
            assert!(message(value).contains("no token has"), "{value:?}");
        }
    }

    #[test]
    fn white_space_around_a_read_token_is_ignored() {
        let token = Token::from_reader(" canary\r\n".as_bytes()).unwrap();
        assert_eq!(token.header_value(), "canary");
    }

    #[test]
    fn a_reader_without_end_is_refused_and_not_read_to_its_end() {
        let error = Token::from_reader(std::io::repeat(b'x')).unwrap_err();
        assert!(error.to_string().contains("16384 characters"), "{error}");
    }

    #[test]
    fn a_variable_that_is_not_set_is_missing() {
        let error = Token::from_env("HUAWEICLOUD_AUTH_NO_SUCH_VARIABLE").unwrap_err();
        assert!(error.is_missing());
        assert!(
            error
                .to_string()
                .contains("HUAWEICLOUD_AUTH_NO_SUCH_VARIABLE")
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_with_its_cause() {
        let error = Token::from_file("no/such/token").unwrap_err();
        assert!(!error.is_missing());
        assert!(error.to_string().contains("no/such/token"));
        assert!(std::error::Error::source(&error).is_some());
    }

    #[test]
    fn no_error_quotes_the_value() {
        for value in ["canary two", "canary\n", &"canary".repeat(10_000)] {
            let error = Token::new(value).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }

    #[test]
    fn debug_shows_no_part_of_the_token() {
        let token = Token::new("canary").unwrap();
        assert_eq!(
            format!("{token:?} {:?}", token.header_value()),
            "Token(redacted) Sensitive"
        );
    }
}
