//! A token by user and password.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use zeroize::Zeroize as _;

use crate::cache::{Cached, Fetch, Fetched};
use crate::http_client::{Answer, ask};
use crate::secret::redact;
use crate::secret_buffer::SecretBuffer;
use crate::{Credentials, Error, ErrorKind, Iam, Secret, Token};

/// A user who logs in to IAM with a password. As [`Credentials`], tokens are fetched on first use, kept, and renewed
/// shortly before they expire.
///
/// Source: `POST {iam}/v3/auth/tokens` of IAM.
///
/// ```no_run
/// use huaweicloud_auth::{Credentials, Iam, PasswordLogin, Project, Secret};
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let credentials = Credentials::from(PasswordLogin {
///     iam: Iam::of_region("ap-southeast-3")?,
///     user: "operator".to_owned(),
///     password: Secret::new(std::env::var("HW_USER_PASSWORD")?),
///     domain: "my-account".to_owned(),
///     project: Project::Name("ap-southeast-3".to_owned()),
/// });
/// # let _ = credentials;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PasswordLogin {
    /// Who issues the tokens.
    pub iam: Iam,
    /// The name of the user.
    pub user: String,
    /// The password of the user.
    pub password: Secret,
    /// The name of the account that the user belongs to.
    pub domain: String,
    /// What the token is good for.
    pub project: Project,
}

/// A project, by its id or its name. The project of a region has the region's id for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Project {
    /// By its id.
    Id(String),
    /// By its name.
    Name(String),
}

impl From<PasswordLogin> for Credentials {
    fn from(login: PasswordLogin) -> Self {
        Self::from_provider(Cached::new(login))
    }
}

impl PasswordLogin {
    /// The body of the request for a token.
    fn body(&self) -> Result<SecretBuffer, Error> {
        let Self {
            user,
            password,
            domain,
            project,
            ..
        } = self;
        let project = match project {
            Project::Id(id) => json!({ "id": id }),
            Project::Name(name) => json!({ "name": name }),
        };
        let mut body = json!({"auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": user, "password": password.expose(), "domain": {"name": domain}}},
            },
            "scope": {"project": project},
        }});
        let mut bytes = SecretBuffer::default();
        let written = serde_json::to_writer(&mut bytes, &body);
        if let Some(Value::String(copy)) = body.pointer_mut("/auth/identity/password/user/password")
        {
            copy.zeroize();
        }
        written.map_err(|error| {
            Error::new(ErrorKind::Invalid, "the login cannot be written as JSON").with_source(error)
        })?;
        Ok(bytes)
    }
}

impl Fetch for PasswordLogin {
    async fn fetch(&self) -> Result<Fetched, Error> {
        let request = self
            .iam
            .log_in()
            .header(CONTENT_TYPE, "application/json")
            .body(Bytes::from_owner(self.body()?));
        let answer = ask("IAM", request).await?;
        let reason = || answer.reason(|text| redact(text, self.password.expose()));
        let failed = || {
            answer.failure(format!(
                "IAM failed to issue a token ({}); check its address, or try again later",
                reason()
            ))
        };
        match answer.status.as_u16() {
            201 => issued(&answer),
            // A page of something in between, which knows nothing of users, is no refusal. A 401 is in any case: to try
            // again could lock the user out.
            400 | 403 | 404 if !answer.is_refusal() => Err(failed()),
            400 | 401 | 403 | 404 => Err(Error::new(
                ErrorKind::Denied,
                format!(
                    "IAM refused to log {:?} of {:?} in ({}); check the user, the password, the domain and the project",
                    self.user,
                    self.domain,
                    reason()
                ),
            )),
            _ => Err(failed()),
        }
    }
}

fn issued(answer: &Answer) -> Result<Fetched, Error> {
    let undocumented = |what: &str| {
        Error::new(
            ErrorKind::Unavailable,
            format!("IAM answered as it should not: {what}; check its address"),
        )
    };
    let token = answer
        .headers
        .get("x-subject-token")
        .and_then(|token| token.to_str().ok())
        .ok_or_else(|| undocumented("there is no token in the header X-Subject-Token"))?;
    let body: Value =
        serde_json::from_slice(&answer.body).map_err(|_| undocumented("the body is no JSON"))?;
    let lifetime = answer
        .lifetime_until(body["token"]["expires_at"].as_str().unwrap_or_default())
        .map_err(|fault| undocumented(&format!("its token {fault}")))?;
    let token =
        Token::new(token).map_err(|_| undocumented("the header X-Subject-Token holds no token"))?;
    Ok(Fetched {
        authorization: token.into(),
        lifetime,
    })
}
