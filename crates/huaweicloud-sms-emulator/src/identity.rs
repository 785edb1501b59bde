use crate::Error;
use crate::contract::TokenRule;
use crate::secret::Secret;

/// Whom the emulator knows, and by what. The defaults are such that nobody can mistake them for real ones.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The token that never expires.
    pub(crate) token: Secret,
    pub(crate) access_key: String,
    pub(crate) secret_key: Secret,
    pub(crate) user: String,
    pub(crate) password: Secret,
    pub(crate) domain: String,
    pub(crate) project_id: String,
    /// None, if the project has its id for a name.
    pub(crate) project_name: Option<String>,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            token: Secret::new("sms-emulator-token-that-is-no-secret"),
            access_key: "SMSEMULATORACCESSKEY".to_owned(),
            secret_key: Secret::new("sms-emulator-secret-key-that-is-no-secret"),
            user: "sms-emulator-user".to_owned(),
            password: Secret::new("sms-emulator-password-that-is-no-secret"),
            domain: "sms-emulator-domain".to_owned(),
            project_id: "sms-emulator-project".to_owned(),
            project_name: None,
        }
    }
}

impl Identity {
    pub(crate) fn project_name(&self) -> &str {
        self.project_name.as_ref().unwrap_or(&self.project_id)
    }

    /// Refuses what no caller could send.
    pub(crate) fn check(&self, rule: &TokenRule) -> Result<(), Error> {
        let length = self.token.as_str().chars().count();
        if !rule.allows(length) {
            return Err(Error::new(format!(
                "the token has {length} characters; use one of {} to {}",
                rule.min_length, rule.max_length
            )));
        }
        for (name, value) in [
            ("access key", self.access_key.as_str()),
            ("secret key", self.secret_key.as_str()),
            ("user", &self.user),
            ("password", self.password.as_str()),
            ("domain", &self.domain),
            ("project id", &self.project_id),
            ("project name", self.project_name()),
        ] {
            if value.is_empty() {
                return Err(Error::new(format!(
                    "the {name} is empty; give it a character or more, or leave it at its default"
                )));
            }
        }
        for (name, value) in [
            ("token", self.token.as_str()),
            ("access key", &self.access_key),
            ("project id", &self.project_id),
        ] {
            // Space is left out too: at either end a header would lose it.
            if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Error::new(format!(
                    "the {name} holds characters that a header cannot carry; use visible ascii without spaces"
                )));
            }
        }
        if self.access_key.contains(',') {
            return Err(Error::new(
                "the access key holds a comma, which ends it where it is sent; leave it out",
            ));
        }
        Ok(())
    }
}
