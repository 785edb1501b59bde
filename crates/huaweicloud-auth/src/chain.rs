//! Finding the credentials that the vendor's tools already use.

mod environment_keys;
mod password_login;
mod profile;
mod token_variables;

use std::fmt;

use crate::{Address, Credentials, Environment, Error, ErrorKind, MetadataService};

/// Finds the credentials that the vendor's tools already use. The first complete ones win:
///
/// 1. the variables that hold a token for this very program ([`Chain::token_variable`]),
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
    token_variables: Vec<String>,
    only: Option<Method>,
    region: Option<String>,
    offline: bool,
}

/// A way to prove who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// A user token that is already there.
    Token,
    /// An access key and its secret key.
    Keys,
    /// A user and a password, for which IAM issues tokens.
    Password,
    /// Temporary keys from the metadata service.
    Metadata,
}

impl Method {
    /// The name that command lines and messages use: `token`, `aksk`, `password` or `metadata`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Keys => "aksk",
            Self::Password => "password",
            Self::Metadata => "metadata",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The credentials that were found, and how.
#[derive(Debug)]
pub struct Found {
    /// The credentials.
    pub credentials: Credentials,
    /// How they prove who is calling.
    pub method: Method,
    /// Where they were found.
    pub place: String,
    /// Whom they stand for, as far as that is known and no secret.
    pub identity: String,
    /// The places that were looked at before, in order.
    pub passed_over: Vec<PassedOver>,
    /// What is to be said about where they were found, such as a file that others can read.
    pub warnings: Vec<String>,
}

/// A place without credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The place.
    pub place: String,
    /// What was missing there.
    pub reason: String,
}

/// What a place has.
enum Look {
    Complete(Candidate),
    Nothing(String),
}

struct Candidate {
    credentials: Credentials,
    place: String,
    identity: String,
    warnings: Vec<String>,
}

/// A place that can be looked at without asking anybody.
struct Place {
    name: &'static str,
    method: Method,
    look: fn(&Chain) -> Result<Look, Error>,
}

const PLACES: [Place; 6] = [
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

/// Regions whose hosts are not under the vendor's own domain.
const REGIONS_OF_OTHERS: [&str; 1] = ["ae-ad-1"];
const REGION: &str = "HW_REGION_NAME";
const METADATA_ENDPOINT: &str = "HUAWEICLOUD_METADATA_ENDPOINT";

impl Chain {
    /// A chain that looks around in this environment.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            token_variables: Vec::new(),
            only: None,
            region: None,
            offline: false,
        }
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
            if self.only.is_some_and(|only| only != place.method) {
                continue;
            }
            match (place.look)(self)? {
                Look::Complete(candidate) => {
                    return Ok(candidate.into_found(place.method, passed_over));
                }
                Look::Nothing(reason) => passed_over.push(PassedOver {
                    place: place.name.to_owned(),
                    reason,
                }),
            }
        }
        if self.only.is_none_or(|only| only == Method::Metadata) {
            match self.ask_metadata_service().await? {
                Look::Complete(candidate) => {
                    return Ok(candidate.into_found(Method::Metadata, passed_over));
                }
                Look::Nothing(reason) => passed_over.push(PassedOver {
                    place: "the metadata service".to_owned(),
                    reason,
                }),
            }
        }
        Err(nothing_anywhere(&passed_over))
    }

    /// Where IAM is: what `HUAWEICLOUD_SDK_IAM_ENDPOINT` or `HW_AUTH_URL` says, or else that of the region.
    ///
    /// The profile file is not asked: its address goes with its keys, and a password is never sent there.
    ///
    /// # Errors
    ///
    /// What is said is no address, or nobody knows where the IAM of the region is.
    pub fn iam(&self) -> Result<Option<Address>, Error> {
        for name in IAM_ENDPOINTS {
            if let Some(address) = self.address(name)? {
                // Terraform's documentation writes it with the version.
                return parse_iam(address.as_str().trim_end_matches("/v3")).map(Some);
            }
        }
        match self.known_region()? {
            Some(region) if REGIONS_OF_OTHERS.contains(&region.as_str()) => Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the region {region} has an operator of its own, and nobody documents its IAM; set HW_AUTH_URL"
                ),
            )),
            Some(region) => parse_iam(&format!("https://iam.{region}.myhuaweicloud.com")).map(Some),
            None => Ok(None),
        }
    }

    fn known_region(&self) -> Result<Option<String>, Error> {
        let region = match &self.region {
            Some(region) => Some(region.clone()),
            None => self.variable(REGION)?,
        };
        // It becomes a part of an address to which a password goes.
        let is_name = |region: &str| {
            region
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        match region {
            Some(region) if region.is_empty() || !is_name(&region) => Err(Error::new(
                ErrorKind::Invalid,
                format!("the region {region:?} is none; give one such as ap-southeast-3"),
            )),
            region => Ok(region),
        }
    }

    async fn ask_metadata_service(&self) -> Result<Look, Error> {
        if self.offline {
            return Ok(Look::Nothing("it was not asked".to_owned()));
        }
        let address = self.address(METADATA_ENDPOINT)?;
        let address = match address {
            Some(address) => address,
            None => Address::parse(MetadataService::ADDRESS)
                .map_err(|error| Error::new(ErrorKind::Invalid, error.to_string()))?,
        };
        let place = format!("the metadata service at {address}");
        match MetadataService::at(address)?.into_credentials().await {
            Ok(credentials) => Ok(Look::Complete(Candidate {
                credentials,
                place,
                identity: "the agency of this server".to_owned(),
                warnings: Vec::new(),
            })),
            Err(error) if error.is_missing() => Ok(Look::Nothing(error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// The value of a variable. One that is set and empty is neither there nor missing.
    fn variable(&self, name: &str) -> Result<Option<String>, Error> {
        match self.environment.get(name)? {
            Some(value) if value.trim().is_empty() => Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the environment variable {name} is set and empty; set it to its value or unset it"
                ),
            )),
            value => Ok(value),
        }
    }

    fn address(&self, name: &str) -> Result<Option<Address>, Error> {
        self.variable(name)?
            .map(|url| {
                Address::parse(&url).map_err(|error| {
                    Error::new(
                        ErrorKind::Invalid,
                        format!("the environment variable {name} is no address: {error}; correct or unset it"),
                    )
                })
            })
            .transpose()
    }
}

impl Candidate {
    fn into_found(self, method: Method, passed_over: Vec<PassedOver>) -> Found {
        Found {
            credentials: self.credentials,
            method,
            place: self.place,
            identity: self.identity,
            passed_over,
            warnings: self.warnings,
        }
    }
}

fn parse_iam(url: &str) -> Result<Address, Error> {
    Address::parse(url).map_err(|error| {
        Error::new(
            ErrorKind::Invalid,
            format!(
                "the address of IAM cannot be used: {error}; correct the region, or set HW_AUTH_URL"
            ),
        )
    })
}

fn nothing_anywhere(passed_over: &[PassedOver]) -> Error {
    let mut message =
        "there are no credentials; give them in one of the places that were looked at:".to_owned();
    for PassedOver { place, reason } in passed_over {
        message.push_str(&format!("\n  {place}: {reason}"));
    }
    Error::new(ErrorKind::Missing, message)
}

#[cfg(test)]
mod tests;
