//! IAM, the service that knows who is who.

use std::fmt;
use std::time::{Duration, SystemTime};

use reqwest::{Client, ClientBuilder, Method, Request, RequestBuilder};
use serde_json::Value;

use crate::http_client::{self, Answer, ask};
use crate::{Address, Authorization, ClockSkew, Error, ErrorKind};

/// IAM, the service that knows who is who. It issues tokens, and says whether it knows a caller.
///
/// ```
/// use huaweicloud_auth::{Address, Iam};
///
/// let iam = Iam::of_region("ap-southeast-3")?;
/// assert_eq!(iam.address().as_str(), "https://iam.ap-southeast-3.myhuaweicloud.com");
///
/// // A private site has an address of its own.
/// let iam = Iam::at(Address::parse("https://iam.example.com")?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Iam {
    address: Address,
    http: Client,
}

/// Regions whose hosts are not under the vendor's own domain.
const REGIONS_OF_OTHERS: [&str; 1] = ["ae-ad-1"];

impl Iam {
    /// IAM at this address.
    ///
    /// # Errors
    ///
    /// The address is plain http to another machine, which would send credentials in the clear, or TLS cannot be set up.
    pub fn at(address: Address) -> Result<Self, Error> {
        if address.is_plain_to_afar() {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the address of IAM, {address}, is plain http to another machine, which would send credentials in \
                     the clear; use https"
                ),
            ));
        }
        let http = http_client::build(client(&address))?;
        Ok(Self { address, http })
    }

    /// The IAM of a region, such as `ap-southeast-3`.
    ///
    /// # Errors
    ///
    /// It is no name of a region, or the region has an operator of its own, whose IAM nobody documents.
    pub fn of_region(region: &str) -> Result<Self, Error> {
        // It becomes a part of an address to which a password goes.
        let is_name = !region.is_empty()
            && region
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_name {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!("{region:?} is no name of a region; give one such as ap-southeast-3"),
            ));
        }
        if REGIONS_OF_OTHERS.contains(&region) {
            return Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the region {region} has an operator of its own, and nobody documents its IAM; set HW_AUTH_URL"
                ),
            ));
        }
        let address = format!("https://iam.{region}.myhuaweicloud.com");
        let address = Address::parse(&address).map_err(|error| {
            Error::new(
                ErrorKind::Invalid,
                format!("the region {region:?} makes no address: {error}; correct it"),
            )
        })?;
        Self::at(address)
    }

    /// The same, trusting these certificate authorities as well, for private sites: a PEM bundle, or one in DER.
    ///
    /// # Errors
    ///
    /// They are no certificates, or TLS cannot be set up.
    #[cfg(feature = "rustls")]
    pub fn with_root_certificates(self, pem: &[u8]) -> Result<Self, Error> {
        if self.address.is_plain() {
            return Ok(self);
        }
        let certificates = crate::certificates(pem).map_err(|error| {
            Error::new(
                ErrorKind::Invalid,
                "the certificates cannot be read; check the file",
            )
            .with_source(error)
        })?;
        let http = http_client::build(client(&self.address).tls_certs_merge(certificates))?;
        Ok(Self { http, ..self })
    }

    /// Where it is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Has IAM list the projects of the caller, which changes nothing, to see whether it accepts the authorization.
    ///
    /// # Errors
    ///
    /// It does not ([`ErrorKind::Denied`]), or it cannot be asked ([`ErrorKind::Unavailable`]).
    pub async fn check(&self, authorization: &Authorization) -> Result<(), Error> {
        let url = format!("{}/v3/auth/projects", self.address);
        let url = url
            .parse()
            .map_err(|_| Error::new(ErrorKind::Invalid, "the address of IAM has no paths"))?;
        let mut request = Request::new(Method::GET, url);
        authorization.apply(&mut request)?;
        let request = RequestBuilder::from_parts(self.http.clone(), request);
        let answer = ask("IAM", request).await?;
        let reason = || answer.reason(|text| authorization.redact(text));
        match answer.status.as_u16() {
            200 if lists_projects(&answer) => Ok(()),
            // It knows who asks, and does not show them anything.
            403 if answer.is_refusal() => Ok(()),
            200 | 403 => Err(Error::new(
                ErrorKind::Unavailable,
                format!(
                    "what answers at {} is not IAM ({}); check its address, and whatever is in between",
                    self.address,
                    reason()
                ),
            )),
            401 => Err(Error::new(
                ErrorKind::Denied,
                format!(
                    "IAM does not accept the credentials ({}); renew or correct them{}",
                    reason(),
                    skew(authorization, &answer)
                ),
            )),
            _ => Err(answer.failure(format!(
                "IAM failed to answer ({}); check its address, or try again later",
                reason()
            ))),
        }
    }

    /// Begins a request for a token.
    pub(crate) fn log_in(&self) -> RequestBuilder {
        // The catalogue makes the answer, and some tokens, many times as long.
        let url = format!("{}/v3/auth/tokens?nocatalog=1", self.address);
        self.http.post(url)
    }
}

fn lists_projects(answer: &Answer) -> bool {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    body["projects"].is_array()
}

fn client(address: &Address) -> ClientBuilder {
    http_client::builder(address, Duration::from_secs(5), Duration::from_secs(10))
}

/// Signatures are good for a quarter of an hour around the clock of the service.
fn skew(authorization: &Authorization, answer: &Answer) -> String {
    let signed = authorization.as_keys().is_some();
    answer
        .date()
        .filter(|_| signed)
        .and_then(|theirs| ClockSkew::too_large(SystemTime::now(), theirs))
        .map(|skew| format!("; {skew}"))
        .unwrap_or_default()
}

impl fmt::Debug for Iam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iam")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
