//! A token by user and password.

use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::cache::{Cached, Fetch, Fetched};
use crate::http_client::{Answer, ask, client};
use crate::secret::redact;
use crate::{Address, Credentials, Error, ErrorKind, Iam, Secret, Token};

/// A user who logs in to IAM with a password. Tokens are fetched on first use, kept, and renewed shortly before they
/// expire.
///
/// Source: `POST {iam}/v3/auth/tokens` of IAM.
///
/// ```no_run
/// use huaweicloud_auth::{Address, PasswordLogin, Project, Secret};
///
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let credentials = PasswordLogin {
///     iam: Address::parse("https://iam.ap-southeast-3.myhuaweicloud.com")?,
///     user: "operator".to_owned(),
///     password: Secret::new(std::env::var("HW_USER_PASSWORD")?),
///     domain: "my-account".to_owned(),
///     project: Project::Name("ap-southeast-3".to_owned()),
/// }
/// .into_credentials()?;
/// # let _ = credentials;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PasswordLogin {
    /// Where IAM is.
    pub iam: Address,
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

impl PasswordLogin {
    /// Credentials that log in when a token is needed.
    ///
    /// # Errors
    ///
    /// IAM's address is plain http to another machine, or TLS cannot be set up.
    pub fn into_credentials(self) -> Result<Credentials, Error> {
        Ok(Credentials::from_provider(Cached::new(Login::new(self)?)))
    }
}

#[derive(Debug)]
struct Login {
    with: PasswordLogin,
    http: Client,
}

impl Login {
    fn new(with: PasswordLogin) -> Result<Self, Error> {
        Iam::at(with.iam.clone())?;
        let http = client(
            Duration::from_secs(5),
            Duration::from_secs(10),
            with.iam.is_loopback(),
        )?;
        Ok(Self { with, http })
    }

    fn body(&self) -> Value {
        let PasswordLogin {
            user,
            password,
            domain,
            project,
            ..
        } = &self.with;
        let project = match project {
            Project::Id(id) => json!({ "id": id }),
            Project::Name(name) => json!({ "name": name }),
        };
        json!({"auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": user, "password": password.expose(), "domain": {"name": domain}}},
            },
            "scope": {"project": project},
        }})
    }
}

impl Fetch for Login {
    async fn fetch(&self) -> Result<Fetched, Error> {
        // The catalogue makes the answer, and some tokens, many times as long.
        let url = format!("{}/v3/auth/tokens?nocatalog=1", self.with.iam);
        let answer = ask("IAM", self.http.post(url).json(&self.body())).await?;
        let reason = || answer.reason(|text| redact(text, self.with.password.expose()));
        match answer.status.as_u16() {
            201 => issued(&answer),
            400 | 401 | 403 | 404 => Err(Error::new(
                ErrorKind::Denied,
                format!(
                    "IAM refused to log {:?} of {:?} in ({}); check the user, the password, the domain and the project",
                    self.with.user,
                    self.with.domain,
                    reason()
                ),
            )),
            _ => Err(Error::new(
                ErrorKind::Unavailable,
                format!(
                    "IAM failed to issue a token ({}); try again later",
                    reason()
                ),
            )),
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
    let lifetime = body["token"]["expires_at"]
        .as_str()
        .and_then(|at| answer.lifetime_until(at))
        .ok_or_else(|| undocumented("it does not say when the token expires"))?;
    let token =
        Token::new(token).map_err(|_| undocumented("the header X-Subject-Token holds no token"))?;
    Ok(Fetched {
        authorization: token.into(),
        lifetime,
    })
}
