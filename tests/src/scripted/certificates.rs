//! Certificates, good and bad.

use std::fmt;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate authority that no platform trusts.
#[derive(Debug)]
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// When a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// It ended years ago.
    Over,
    /// It includes today.
    Now,
    /// It begins in a far year.
    Ahead,
}

/// A certificate and its key, as a server holds them.
#[derive(Clone)]
pub struct Identity(TlsAcceptor);

impl Authority {
    /// Makes a new one.
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key can be made");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("a certificate can be made");
        Self { issuer }
    }

    /// Its own certificate, for those who want to trust it.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A server's identity, for a host name or address.
    pub fn issue(&self, host: &str, lifetime: Lifetime) -> Identity {
        let params = params(host, lifetime);
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params
            .signed_by(&key, &self.issuer)
            .expect("a certificate can be made");
        Identity::new(&certificate, &key)
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Identity {
    /// An identity that vouches for itself.
    pub fn self_signed(host: &str) -> Self {
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params(host, Lifetime::Now)
            .self_signed(&key)
            .expect("a certificate can be made");
        Self::new(&certificate, &key)
    }

    fn new(certificate: &rcgen::Certificate, key: &KeyPair) -> Self {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("the key is that of the certificate");
        Self(TlsAcceptor::from(Arc::new(config)))
    }

    pub(super) fn acceptor(&self) -> &TlsAcceptor {
        &self.0
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

fn params(host: &str, lifetime: Lifetime) -> CertificateParams {
    let mut params =
        CertificateParams::new([host.to_owned()]).expect("the host is a name or an address");
    let (from, to) = match lifetime {
        Lifetime::Over => (2001, 2002),
        Lifetime::Now => (2001, 2099),
        Lifetime::Ahead => (2098, 2099),
    };
    params.not_before = rcgen::date_time_ymd(from, 1, 1);
    params.not_after = rcgen::date_time_ymd(to, 1, 1);
    params
}
