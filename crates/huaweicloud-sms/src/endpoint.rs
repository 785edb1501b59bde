//! Where the service is.

use std::fmt;
use std::str::FromStr;

use huaweicloud_sms_api::REGIONS;
use url::{Host, Url};

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
pub struct Endpoint {
    url: String,
    host: String,
    port: u16,
    loopback: bool,
}

impl Endpoint {
    /// Checks an address.
    ///
    /// # Errors
    ///
    /// It is no URL of the form above: another scheme, no host, or user info, a query or a fragment. The error does not
    /// quote the address, which may hold a password.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        let url = url.as_ref();
        // The parser silently drops or rewrites these, so that what is called would not be what was written.
        if url
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
        {
            return Err(refused(
                "it holds white space, a control character or a backslash",
            ));
        }
        let url = Url::parse(url).map_err(|error| refused(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(refused("its scheme is neither https nor http"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused(
                "it holds user info, and credentials do not belong into an address",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused("it holds a query or a fragment"));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(refused("it names no host"));
        };
        Ok(Self {
            host: host.to_owned(),
            port,
            loopback: is_loopback(&url),
            url: url.as_str().trim_end_matches('/').to_owned(),
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
        &self.url
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Whether the token would travel in the clear to another machine.
    pub(crate) fn is_plain_to_afar(&self) -> bool {
        !self.loopback && self.url.starts_with("http:")
    }

    /// Whether the service is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn refused(reason: &str) -> Error {
    Error::invalid_input(format!(
        "the endpoint cannot be used: {reason}; give it as https://host, with a port and a path if it has them"
    ))
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
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
    fn an_address_keeps_its_port_and_path() {
        for (given, kept) in [
            ("https://host", "https://host"),
            ("https://host/", "https://host"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://host:8443/a/b/", "https://host:8443/a/b"),
            ("https://[::1]:8443", "https://[::1]:8443"),
            ("HTTPS://HOST", "https://host"),
        ] {
            assert_eq!(Endpoint::new(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_and_not_quoted() {
        for url in [
            "",
            "host",
            "ftp://canary",
            "https://",
            "https://user@canary",
            "https://user:canary@host",
            "https://host?canary",
            "https://host/#canary",
            "https://ho st/canary",
            "https://host\n/canary",
            "https:\\\\canary",
            "unix:/canary",
        ] {
            let error = Endpoint::new(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
    }

    #[test]
    fn plain_http_is_noticed_unless_it_stays_on_this_machine() {
        for url in [
            "http://localhost:1",
            "http://127.9.9.9",
            "http://[::1]",
            "https://host",
        ] {
            assert!(!Endpoint::new(url).unwrap().is_plain_to_afar(), "{url}");
        }
        for url in [
            "http://host",
            "http://localhost.host",
            "http://10.0.0.1",
            "http://0.0.0.0",
        ] {
            assert!(Endpoint::new(url).unwrap().is_plain_to_afar(), "{url}");
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
