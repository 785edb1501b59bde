//! Finding the credentials that the vendor's tools already use.

mod environment_keys;
mod explicit_token;
mod found;
mod method;
mod password_login;
mod profile;
mod profile_section;
mod token_variables;

use std::path::PathBuf;

use self::explicit_token::ExplicitToken;
use self::found::Candidate;
pub use self::found::{Found, PassedOver};
pub use self::method::Method;
use crate::keys::ProjectId;
use crate::{Address, Environment, Error, ErrorKind, Iam, MetadataService, Secret, Token};

/// Finds the credentials that the vendor's tools already use. The first complete ones win:
///
/// 1. a token that was given explicitly ([`Chain::token`], [`Chain::token_file`]), and the variables that hold a token
///    for this very program ([`Chain::token_variable`]),
/// 2. the keys in the environment of the vendor's SDKs: `HUAWEICLOUD_SDK_AK`, `_SK`, `_SECURITY_TOKEN`, `_PROJECT_ID`,
/// 3. the environment of Terraform: `HW_AUTH_TOKEN`, or `HW_ACCESS_KEY` and `HW_SECRET_KEY` (with `HW_SECURITY_TOKEN` and
///    `HW_PROJECT_ID`), or `HW_USER_NAME`, `HW_USER_PASSWORD`, `HW_DOMAIN_NAME` and a project,
/// 4. the profile file, `~/.huaweicloud/credentials` or what `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names,
/// 5. the metadata service of a cloud server, at `HUAWEICLOUD_METADATA_ENDPOINT` if that is set.
///
/// Incomplete ones, such as a key without its secret, are an error and are not passed over: what comes after them may
/// be somebody else's.
///
/// ```no_run
/// use huaweicloud_auth::{Chain, Environment};
///
/// # async fn run() -> Result<(), huaweicloud_auth::Error> {
/// let found = Chain::new(Environment::of_this_process()).find().await?;
/// println!("{} from {}", found.identity, found.place);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Chain {
    environment: Environment,
    explicit: Option<ExplicitToken>,
    token_variables: Vec<String>,
    only: Option<Method>,
    region: Option<String>,
    #[cfg(feature = "rustls")]
    root_certificates: Option<Vec<u8>>,
    offline: bool,
}

/// What a place has.
enum Look {
    Complete(Candidate),
    /// What is missing there.
    Nothing(String),
    /// There is no such place, and nothing to say of it.
    NotThere,
}

/// A place that can be looked at without asking anybody.
struct Place {
    name: &'static str,
    method: Method,
    look: fn(&Chain) -> Result<Look, Error>,
}

const PLACES: [Place; 7] = [
    Place {
        name: "the token that was given",
        method: Method::Token,
        look: explicit_token::look,
    },
    Place {
        name: "the variables of this program",
        method: Method::Token,
        look: token_variables::own,
    },
    Place {
        name: "the environment of the vendor's SDKs",
        method: Method::Keys,
        look: environment_keys::of_the_vendor,
    },
    Place {
        name: "a token in the environment of Terraform",
        method: Method::Token,
        look: token_variables::of_terraform,
    },
    Place {
        name: "keys in the environment of Terraform",
        method: Method::Keys,
        look: environment_keys::of_terraform,
    },
    Place {
        name: "a user in the environment of Terraform",
        method: Method::Password,
        look: password_login::of_terraform,
    },
    Place {
        name: "the profile file",
        method: Method::Keys,
        look: profile::look,
    },
];

const IAM_ENDPOINTS: [&str; 2] = ["HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL"];
const REGION: &str = "HW_REGION_NAME";
const PROJECT_IDS: [&str; 2] = ["HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID"];
const METADATA_ENDPOINT: &str = "HUAWEICLOUD_METADATA_ENDPOINT";

impl Chain {
    /// A chain that looks around in this environment.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            explicit: None,
            token_variables: Vec::new(),
            only: None,
            region: None,
            #[cfg(feature = "rustls")]
            root_certificates: None,
            offline: false,
        }
    }

    /// Takes this token before anything else; `place` says where it comes from.
    pub fn token(mut self, token: Token, place: impl Into<String>) -> Self {
        self.explicit = Some(ExplicitToken::Given {
            token,
            place: place.into(),
        });
        self
    }

    /// Takes the token in this file before anything else.
    pub fn token_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.explicit = Some(ExplicitToken::File(path.into()));
        self
    }

    /// Looks first at this environment variable, which holds a token for this very program.
    pub fn token_variable(mut self, name: impl Into<String>) -> Self {
        self.token_variables.push(name.into());
        self
    }

    /// Looks for one way to prove who is calling, and passes over the others.
    pub fn only(mut self, method: Method) -> Self {
        self.only = Some(method);
        self
    }

    /// The region whose IAM issues tokens, in place of the one that the environment names.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Trusts these certificate authorities as well when IAM is asked, for private sites: a PEM bundle, or one in DER.
    #[cfg(feature = "rustls")]
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// Asks nobody: the metadata service is passed over.
    pub fn offline(mut self) -> Self {
        self.offline = true;
        self
    }

    /// Looks at the places in turn. Nothing is asked of IAM; the metadata service is asked if nothing else is there.
    ///
    /// # Errors
    ///
    /// A place has credentials that are incomplete or malformed, or there are none anywhere ([`ErrorKind::Missing`]), in
    /// which case every place is listed with what was missing there.
    pub async fn find(&self) -> Result<Found, Error> {
        let mut passed_over = Vec::new();
        for place in PLACES {
            if let Some(only) = self.only.filter(|only| *only != place.method) {
                let reason = format!("passed over, since the way is to be {only}");
                passed_over.push(PassedOver::new(place.name, reason));
                continue;
            }
            match (place.look)(self)? {
                Look::Complete(candidate) => {
                    return Ok(candidate.into_found(place.method, passed_over));
                }
                Look::Nothing(reason) => passed_over.push(PassedOver::new(place.name, reason)),
                Look::NotThere => {}
            }
        }
        if self.only.is_none_or(|only| only == Method::Metadata) {
            match self.ask_metadata_service().await {
                Ok(candidate) => return Ok(candidate.into_found(Method::Metadata, passed_over)),
                Err(error) if error.is_missing() => {
                    passed_over.push(PassedOver::new("the metadata service", error.to_string()))
                }
                Err(error) => {
                    let places = found::list(&passed_over);
                    return Err(
                        error.told_of(&format!("; places that were looked at before:{places}"))
                    );
                }
            }
        }
        Err(Error::new(
            ErrorKind::Missing,
            format!(
                "there are no credentials; give them in one of the places that were looked at:{}",
                found::list(&passed_over)
            ),
        ))
    }

    /// The IAM that goes with these credentials: what `HUAWEICLOUD_SDK_IAM_ENDPOINT` or `HW_AUTH_URL` says, or else what
    /// the profile file says of its own keys, or else that of the region.
    ///
    /// # Errors
    ///
    /// What is said is no address, or nobody knows where the IAM of the region is.
    pub fn iam(&self, found: &Found) -> Result<Option<Iam>, Error> {
        let own = || {
            let url = found.iam.as_ref()?;
            Some(Address::parse(url).map_err(|error| {
                Error::new(
                    ErrorKind::Invalid,
                    format!(
                        "{}: its iam_endpoint is no address: {error}; correct it",
                        found.place
                    ),
                )
            }))
        };
        self.iam_or(own)
    }

    /// IAM where the environment says, or else at this address, or else that of the region.
    fn iam_or(
        &self,
        own: impl FnOnce() -> Option<Result<Address, Error>>,
    ) -> Result<Option<Iam>, Error> {
        let iam = if let Some(address) = self.iam_of_the_environment()? {
            Iam::at(address)?
        } else if let Some(own) = own() {
            Iam::at(own?)?
        } else if let Some(region) = self.known_region()? {
            Iam::of_region(&region)?
        } else {
            return Ok(None);
        };
        #[cfg(feature = "rustls")]
        let iam = match &self.root_certificates {
            Some(pem) => iam.with_root_certificates(pem)?,
            None => iam,
        };
        Ok(Some(iam))
    }

    fn iam_of_the_environment(&self) -> Result<Option<Address>, Error> {
        for name in IAM_ENDPOINTS {
            if let Some(address) = self.address(name)? {
                // Terraform's documentation writes it with the version.
                return match address.as_str().strip_suffix("/v3") {
                    Some(bare) => parse(name, bare).map(Some),
                    None => Ok(Some(address)),
                };
            }
        }
        Ok(None)
    }

    fn known_region(&self) -> Result<Option<String>, Error> {
        match &self.region {
            Some(region) => Ok(Some(region.clone())),
            None => self.variable(REGION),
        }
    }

    async fn ask_metadata_service(&self) -> Result<Candidate, Error> {
        if self.offline {
            return Err(Error::new(ErrorKind::Missing, "it was not asked"));
        }
        let address = match self.address(METADATA_ENDPOINT)? {
            Some(address) => address,
            None => Address::parse(MetadataService::ADDRESS)
                .map_err(|error| Error::new(ErrorKind::Invalid, error.to_string()))?,
        };
        let place = format!("the metadata service at {address}");
        let service = MetadataService::at(address)?.in_project(self.project_id()?);
        let credentials = service.into_credentials().await?;
        Ok(Candidate::new(
            credentials,
            place,
            "the agency of this server",
        ))
    }

    /// The project that the environment names, for keys that come without one.
    fn project_id(&self) -> Result<Option<ProjectId>, Error> {
        for name in PROJECT_IDS {
            if let Some(id) = self.variable(name)? {
                let placed = |error: Error| error.at(&format!("the environment variable {name}"));
                return ProjectId::new(&id).map_err(placed).map(Some);
            }
        }
        Ok(None)
    }

    /// The value of a variable that is no secret.
    fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.secret(name)?.map(|value| value.expose().to_owned()))
    }

    /// The value of a variable. One that is set and empty is neither there nor missing.
    fn secret(&self, name: &str) -> Result<Option<Secret>, Error> {
        match self.environment.get(name)? {
            Some(value) if value.expose().trim().is_empty() => Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the environment variable {name} is set and empty; set it to its value or unset it"
                ),
            )),
            // Whoever reads a variable from a file easily takes the line end for a part of it.
            Some(value) if value.expose().ends_with(['\n', '\r']) => Err(Error::new(
                ErrorKind::Invalid,
                format!("the environment variable {name} ends in a line end; set it without"),
            )),
            value => Ok(value),
        }
    }

    fn address(&self, name: &str) -> Result<Option<Address>, Error> {
        self.variable(name)?
            .map(|url| parse(name, &url))
            .transpose()
    }
}

fn parse(variable: &str, url: &str) -> Result<Address, Error> {
    Address::parse(url).map_err(|error| {
        Error::new(
            ErrorKind::Invalid,
            format!(
                "the environment variable {variable} is no address: {error}; correct or unset it"
            ),
        )
    })
}

#[cfg(test)]
mod tests;
