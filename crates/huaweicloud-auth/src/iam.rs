//! Asking IAM whether it knows the caller.

use std::time::Duration;

use reqwest::{Method, Request};

use crate::http_client::{Answer, ask, client};
use crate::{Address, Authorization, Error, ErrorKind};

/// IAM, the service that knows who is who.
#[derive(Clone, Debug)]
pub struct Iam {
    address: Address,
}

impl Iam {
    /// IAM at this address.
    ///
    /// # Errors
    ///
    /// The address is plain http to another machine, which would send credentials in the clear.
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
        Ok(Self { address })
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
        let answer = self.ask(request).await?;
        match answer.status.as_u16() {
            // It knows who asks, whether or not it shows them anything.
            200 | 403 => Ok(()),
            401 => Err(Error::new(
                ErrorKind::Denied,
                format!(
                    "IAM does not accept the credentials ({}); renew or correct them",
                    answer.reason(|text| authorization.redact(text))
                ),
            )),
            _ => Err(Error::new(
                ErrorKind::Unavailable,
                format!(
                    "IAM failed to answer ({}); check its address, or try again later",
                    answer.reason(|text| authorization.redact(text))
                ),
            )),
        }
    }

    pub(crate) async fn ask(&self, request: Request) -> Result<Answer, Error> {
        let http = client(
            Duration::from_secs(5),
            Duration::from_secs(10),
            self.address.is_loopback(),
        )?;
        ask("IAM", reqwest::RequestBuilder::from_parts(http, request)).await
    }
}
