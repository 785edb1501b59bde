//! Access keys.

use http::HeaderValue;

use crate::secret::header_value;
use crate::{Error, ErrorKind, Secret};

/// An access key (AK) with its secret key (SK), which sign requests.
///
/// Temporary keys come with a security token that has to be sent along. The project, if it is known, is sent as
/// `X-Project-Id`.
///
/// ```
/// use huaweicloud_auth::{AccessKeys, Secret};
///
/// let keys = AccessKeys::new("AKEXAMPLE", Secret::new("SKEXAMPLE"))?
///     .with_project("0123456789abcdef0123456789abcdef")?;
/// assert!(!format!("{keys:?}").contains("SKEXAMPLE"));
/// # Ok::<(), huaweicloud_auth::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeys {
    access: String,
    secret: Secret,
    security_token: Option<HeaderValue>,
    project_id: Option<ProjectId>,
}

/// The id of a project, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProjectId(HeaderValue);

impl ProjectId {
    pub(crate) fn new(id: &str) -> Result<Self, Error> {
        let mut id = sendable("the project id", id)?;
        id.set_sensitive(false);
        Ok(Self(id))
    }
}

impl AccessKeys {
    /// Takes an access key and its secret key.
    ///
    /// # Errors
    ///
    /// One of them is empty, the access key holds anything but ASCII letters, digits, `-` and `_`, or the secret key
    /// anything but visible ASCII.
    pub fn new(access: impl Into<String>, secret: Secret) -> Result<Self, Error> {
        let access = access.into();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if access.is_empty() || !access.chars().all(plain) {
            return Err(invalid(
                "the access key",
                "is empty or holds a character that no access key has",
            ));
        }
        if secret.is_empty() || !secret.expose().chars().all(|c| c.is_ascii_graphic()) {
            // A line end at the end of a variable would be signed with, and five bad signatures lock the key.
            return Err(invalid(
                "the secret key",
                "is empty or holds a character that no secret key has, such as a space or a line end",
            ));
        }
        Ok(Self {
            access,
            secret,
            security_token: None,
            project_id: None,
        })
    }

    /// The same keys with the security token that came with them.
    ///
    /// # Errors
    ///
    /// It is empty, or holds a character that no header may.
    pub fn with_security_token(mut self, token: &Secret) -> Result<Self, Error> {
        self.security_token = Some(sendable("the security token", token.expose())?);
        Ok(self)
    }

    /// The same keys in a project.
    ///
    /// # Errors
    ///
    /// It is empty, or holds a character that no header may.
    pub fn with_project(self, id: impl AsRef<str>) -> Result<Self, Error> {
        Ok(self.in_project(Some(ProjectId::new(id.as_ref())?)))
    }

    pub(crate) fn in_project(mut self, id: Option<ProjectId>) -> Self {
        self.project_id = id;
        self
    }

    /// The access key. It is no secret.
    pub fn access(&self) -> &str {
        &self.access
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    pub(crate) fn security_token(&self) -> Option<&HeaderValue> {
        self.security_token.as_ref()
    }

    pub(crate) fn project_id(&self) -> Option<&HeaderValue> {
        self.project_id.as_ref().map(|id| &id.0)
    }

    /// Whether these are temporary keys.
    pub fn is_temporary(&self) -> bool {
        self.security_token.is_some()
    }
}

fn sendable(what: &str, text: &str) -> Result<HeaderValue, Error> {
    // White space at an end would be lost on the way, and the signature with it.
    if text.is_empty() || text.trim() != text {
        return Err(invalid(what, "is empty, or has white space around it"));
    }
    header_value(text).ok_or_else(|| invalid(what, "holds a character that cannot be sent"))
}

fn invalid(what: &str, fault: &str) -> Error {
    Error::new(
        ErrorKind::Invalid,
        format!("{what} {fault}; give it as the console shows it"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_none_are_refused_and_not_quoted() {
        for (access, secret) in [
            ("", "s"),
            ("canary x", "s"),
            ("canary,", "s"),
            ("a", ""),
            ("a", "canary\r"),
            ("a", "can ary"),
        ] {
            let error = AccessKeys::new(access, Secret::new(secret)).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
        let keys = AccessKeys::new("a", Secret::new("s")).unwrap();
        for text in ["", " canary", "canary\n", "canary\0x"] {
            let error = keys
                .clone()
                .with_security_token(&Secret::new(text))
                .unwrap_err();
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let keys = AccessKeys::new("AK", Secret::new("canary"))
            .unwrap()
            .with_security_token(&Secret::new("canary"))
            .unwrap();
        let text = format!("{keys:?}");
        assert!(text.contains("AK") && !text.contains("canary"), "{text}");
    }
}
