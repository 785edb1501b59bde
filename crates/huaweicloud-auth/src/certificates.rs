//! Certificate authorities to trust beside those of the platform.

use reqwest::Certificate;

/// The certificates in a file: a PEM bundle, or one in DER. Bytes that are neither are found out when a client is built
/// with them, so that a wrong file is not taken for one without certificates.
///
/// # Errors
///
/// The PEM is broken.
pub fn certificates(bytes: &[u8]) -> reqwest::Result<Vec<Certificate>> {
    let bundle = Certificate::from_pem_bundle(bytes)?;
    if bundle.is_empty() {
        return Ok(vec![Certificate::from_der(bytes)?]);
    }
    Ok(bundle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_without_a_certificate_build_no_client() {
        for bytes in [
            &b"no PEM"[..],
            b"",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ] {
            let client = certificates(bytes)
                .and_then(|them| reqwest::Client::builder().tls_certs_merge(them).build());
            assert!(client.is_err(), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
