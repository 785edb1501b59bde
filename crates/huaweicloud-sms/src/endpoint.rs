//! Where the service is.

use std::fmt;
use std::str::FromStr;

use huaweicloud_auth::Address;
use huaweicloud_sms_api::REGIONS;

use crate::Error;

/// Where the service is: `http(s)://host[:port][/path-prefix]`.
///
/// ```
/// use huaweicloud_sms::Endpoint;
///
/// let endpoint = Endpoint::region("ap-southeast-3")?;
/// assert_eq!(endpoint.as_str(), "https://sms.ap-southeast-3.myhuaweicloud.com");
///
/// let behind_a_proxy = Endpoint::new("https://proxy.example:8443/sms/")?;
/// assert_eq!(behind_a_proxy.as_str(), "https://proxy.example:8443/sms");
/// # Ok::<(), huaweicloud_sms::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint(Address);

impl Endpoint {
    /// Checks an address.
    ///
    /// # Errors
    ///
    /// It is no URL of the form above: another scheme, no host, or user info, a query or a fragment. The error does not
    /// quote the address, which may hold a password.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        Address::parse(url.as_ref()).map(Self).map_err(|reason| {
            Error::invalid_input(format!(
                "the endpoint cannot be used: {reason}; give it as https://host, with a port and a path if it has them"
            ))
        })
    }

    /// The endpoint of a known region; [`REGIONS`] lists them.
    ///
    /// # Errors
    ///
    /// The region is not in the list. Lists go stale: its endpoint can still be given as an address.
    pub fn region(region: impl AsRef<str>) -> Result<Self, Error> {
        let region = region.as_ref();
        match REGIONS.iter().find(|(known, _)| *known == region) {
            Some((_, url)) => Self::new(url),
            None => {
                let known: Vec<_> = REGIONS.iter().map(|(region, _)| *region).collect();
                Err(Error::invalid_input(format!(
                    "the region {:?} is not one of the known ones ({}); give its endpoint as an address",
                    region,
                    known.join(", ")
                )))
            }
        }
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn address(&self) -> &Address {
        &self.0
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        Self::new(url)
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = Error;

    fn try_from(url: &str) -> Result<Self, Error> {
        Self::new(url)
    }
}

impl TryFrom<&String> for Endpoint {
    type Error = Error;

    fn try_from(url: &String) -> Result<Self, Error> {
        Self::new(url)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = Error;

    fn try_from(url: String) -> Result<Self, Error> {
        Self::new(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_region_has_an_endpoint() {
        for (region, url) in REGIONS {
            assert_eq!(Endpoint::region(region).unwrap().as_str(), *url);
        }
    }

    #[test]
    fn an_unknown_region_is_answered_with_the_known_ones() {
        let error = Endpoint::region("ap-southeast-33").unwrap_err().to_string();
        assert!(
            error.contains("ap-southeast-3,") || error.contains("ap-southeast-3)"),
            "{error}"
        );
    }
}
