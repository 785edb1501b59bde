//! Addresses that credentials may be sent to.

use std::fmt;

use url::{Host, Url};

/// The address of a service: `http(s)://host[:port][/path-prefix]`, without a slash at its end.
///
/// ```
/// use huaweicloud_auth::Address;
///
/// let address = Address::parse("https://iam.example.com:8443/prefix/")?;
/// assert_eq!(address.as_str(), "https://iam.example.com:8443/prefix");
/// assert!(!address.is_plain_to_afar());
/// assert!(Address::parse("http://iam.example.com")?.is_plain_to_afar());
/// # Ok::<(), huaweicloud_auth::AddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    url: String,
    host: String,
    port: u16,
    loopback: bool,
    link_local: bool,
}

/// Why an address cannot be used. It does not quote the address, which may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressError(String);

impl Address {
    /// Checks an address.
    ///
    /// # Errors
    ///
    /// It is no URL of the form above: another scheme, no host, or user info, a query or a fragment.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let refused = |reason: &str| Err(AddressError(reason.to_owned()));
        // The parser silently drops or rewrites these, so that what is called would not be what was written.
        if url
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
        {
            return refused("it holds white space, a control character or a backslash");
        }
        let url = Url::parse(url).map_err(|error| AddressError(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return refused("its scheme is neither https nor http");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("it holds user info, and credentials do not belong into an address");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refused("it holds a query or a fragment");
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return refused("it names no host");
        };
        Ok(Self {
            host: host.to_owned(),
            port,
            loopback: match url.host() {
                Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            },
            link_local: match url.host() {
                Some(Host::Ipv4(address)) => address.is_link_local(),
                Some(Host::Ipv6(address)) => address.is_unicast_link_local(),
                _ => false,
            },
            url: url.as_str().trim_end_matches('/').to_owned(),
        })
    }

    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The host, without the port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, which the scheme may imply.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether it is on this machine or the wire it hangs on, where the metadata service is.
    pub(crate) fn is_near(&self) -> bool {
        self.loopback || self.link_local
    }

    /// Whether what is sent there travels in the clear.
    pub fn is_plain(&self) -> bool {
        self.url.starts_with("http:")
    }

    /// Whether what is sent there travels in the clear to another machine.
    pub fn is_plain_to_afar(&self) -> bool {
        self.is_plain() && !self.loopback
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AddressError {}

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
            assert_eq!(Address::parse(given).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_and_not_quoted() {
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
            let error = Address::parse(url).unwrap_err();
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
            assert!(!Address::parse(url).unwrap().is_plain_to_afar(), "{url}");
        }
        for url in [
            "http://host",
            "http://localhost.host",
            "http://10.0.0.1",
            "http://0.0.0.0",
        ] {
            assert!(Address::parse(url).unwrap().is_plain_to_afar(), "{url}");
        }
    }
}
