//! Temporary keys from the metadata service of a cloud server.

use std::error::Error as _;
use std::time::Duration;

use reqwest::Client;
use serde::Deserialize;

use crate::cache::{Cached, Fetch, Fetched};
use crate::http_client::{self, ask};
use crate::keys::ProjectId;
use crate::{AccessKeys, Address, Credentials, Error, ErrorKind, Secret};

/// The metadata service of a cloud server, which hands out temporary keys of the agency the server acts for. They are
/// kept, and renewed shortly before they expire.
#[derive(Clone, Debug)]
pub struct MetadataService {
    address: Address,
    project_id: Option<ProjectId>,
}

impl MetadataService {
    /// Where the metadata service is on every cloud server.
    pub const ADDRESS: &str = "http://169.254.169.254";

    /// The metadata service at an address of its own, for private sites and tests.
    ///
    /// # Errors
    ///
    /// The address is plain http, and neither on this machine nor link-local: the keys would travel in the clear.
    pub fn at(address: Address) -> Result<Self, Error> {
        if address.is_plain() && !address.is_near() {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the address of the metadata service, {address}, is plain http to another machine, which would \
                     send keys in the clear; use https, or a link-local address"
                ),
            ));
        }
        Ok(Self {
            address,
            project_id: None,
        })
    }

    /// The same, for keys in a project.
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

    /// Asks for keys, to see whether there are any, and gives credentials that go on with them.
    ///
    /// # Errors
    ///
    /// There is no such service, or it has no keys for this server ([`ErrorKind::Missing`]), or what is there does not
    /// answer as documented ([`ErrorKind::Unavailable`]).
    pub async fn into_credentials(self) -> Result<Credentials, Error> {
        let (second, most) = (Duration::from_secs(1), Duration::from_secs(5));
        let keys = Keys {
            // It is on the same wire or nowhere.
            http: http_client::build(http_client::builder(&self.address, second, most).no_proxy())?,
            address: self.address,
            project_id: self.project_id,
        };
        let fetched = keys.fetch().await.map_err(|error| {
            if !is_nobody(&error) {
                return error;
            }
            let missing = Error::new(
                ErrorKind::Missing,
                format!("there is no metadata service at {}", keys.address),
            );
            missing.with_source(error)
        })?;
        Ok(Credentials::from_provider(Cached::starting_with(
            keys, fetched,
        )))
    }
}

/// Whether there was nobody to connect to.
fn is_nobody(error: &Error) -> bool {
    error
        .source()
        .and_then(|source| source.downcast_ref::<reqwest::Error>())
        .is_some_and(reqwest::Error::is_connect)
}

#[derive(Debug)]
struct Keys {
    address: Address,
    project_id: Option<ProjectId>,
    http: Client,
}

#[derive(Deserialize)]
struct Answer {
    credential: Credential,
}

#[derive(Deserialize)]
struct Credential {
    access: String,
    secret: Secret,
    securitytoken: Secret,
    expires_at: String,
}

impl Keys {
    /// A token for the service itself. Older ones have none and do without.
    async fn session_token(&self) -> Result<Option<Secret>, Error> {
        let url = format!("{}/meta-data/latest/api/token", self.address);
        // The longest time it grants.
        let request = self
            .http
            .put(url)
            .header("x-metadata-token-ttl-seconds", "21600");
        let answer = ask(WHOM, request).await?;
        match answer.status.as_u16() {
            200 => {
                let token = Secret::new(String::from_utf8_lossy(&answer.body).trim());
                if token.is_empty() {
                    return Err(undocumented("an empty token"));
                }
                Ok(Some(token))
            }
            404 | 405 | 503 => Ok(None),
            status => {
                Err(answer.failure(undocumented_text(&format!("status {status} for a token"))))
            }
        }
    }
}

const WHOM: &str = "the metadata service";

impl Fetch for Keys {
    async fn fetch(&self) -> Result<Fetched, Error> {
        let url = format!("{}/openstack/latest/securitykey", self.address);
        let mut request = self.http.get(url);
        if let Some(token) = self.session_token().await? {
            let token = crate::secret::header_value(token.expose())
                .ok_or_else(|| undocumented("a token that cannot be sent"))?;
            request = request.header("x-metadata-token", token);
        }
        let answer = ask(WHOM, request).await?;
        match answer.status.as_u16() {
            200 => {}
            404 => {
                return Err(Error::new(
                    ErrorKind::Missing,
                    "the metadata service has no keys for this server; give the server an agency",
                ));
            }
            status => {
                return Err(answer.failure(undocumented_text(&format!("status {status} for keys"))));
            }
        }
        let Answer { credential } = serde_json::from_slice(&answer.body)
            .map_err(|_| undocumented("keys in a form that is not documented"))?;
        let lifetime = answer
            .lifetime_until(&credential.expires_at)
            .map_err(|fault| undocumented(&format!("a key that {fault}")))?;
        let keys = AccessKeys::new(credential.access, credential.secret)
            .and_then(|keys| keys.with_security_token(&credential.securitytoken))
            .map_err(|_| undocumented("keys that nobody can sign with"))?;
        Ok(Fetched {
            authorization: keys.in_project(self.project_id.clone()).into(),
            lifetime,
        })
    }
}

fn undocumented(what: &str) -> Error {
    Error::new(ErrorKind::Unavailable, undocumented_text(what))
}

fn undocumented_text(what: &str) -> String {
    format!("{WHOM} answered with {what}; check its address")
}
