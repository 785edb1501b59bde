//! Signs calls as a client would. It knows nothing of how the emulator verifies them.

use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use huaweicloud_sms_emulator::Emulator;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::client::Call;

/// A key to sign with.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    /// What is sent as `X-Security-Token`.
    pub(crate) security_token: Option<String>,
}

impl Signer {
    pub(crate) fn of(emulator: &Emulator) -> Self {
        Self {
            access_key: emulator.access_key().to_owned(),
            secret_key: emulator.secret_key().to_owned(),
            security_token: None,
        }
    }

    /// Signs with a temporary key, as the metadata service gives it out.
    pub(crate) fn temporary(answer: &Value) -> Self {
        let text = |name: &str| answer["credential"][name].as_str().unwrap().to_owned();
        Self {
            access_key: text("access"),
            secret_key: text("secret"),
            security_token: Some(text("securitytoken")),
        }
    }

    pub(crate) fn with_wrong_secret(&self) -> Self {
        Self {
            secret_key: format!("{}x", self.secret_key),
            ..self.clone()
        }
    }

    /// Adds the date and a signature over it and nothing else that is a header.
    pub(crate) fn sign(&self, call: Call, time: SystemTime) -> Call {
        self.sign_headers(call, time, &["x-sdk-date"])
    }

    /// Adds the date and a signature over these headers. The path has to be canonical up to the slash at its end, and
    /// what it has for a query to be sorted.
    pub(crate) fn sign_headers(&self, call: Call, time: SystemTime, signed: &[&str]) -> Call {
        let date = sdk_date(time);
        let mut call = call.header("X-Sdk-Date", &date);
        if let Some(token) = &self.security_token {
            call = call.header("X-Security-Token", token);
        }
        let (method, target, headers) = call.head();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers: Vec<_> = headers.collect();
        let mut lines = String::new();
        for name in signed {
            for (sent, value) in &headers {
                if sent.eq_ignore_ascii_case(name) {
                    lines.push_str(&format!("{name}:{}\n", value.trim()));
                }
            }
        }
        let names = signed.join(";");
        let body = hex::encode(Sha256::digest(call.payload()));
        let canonical = format!("{method}\n{path}/\n{query}\n{lines}\n{names}\n{body}");
        let digest = hex::encode(Sha256::digest(canonical));
        let mac = Hmac::<Sha256>::new_from_slice(self.secret_key.as_bytes())
            .unwrap()
            .chain_update(format!("SDK-HMAC-SHA256\n{date}\n{digest}"));
        let signature = hex::encode(mac.finalize().into_bytes());
        let authorization = format!(
            "SDK-HMAC-SHA256 Access={}, SignedHeaders={names}, Signature={signature}",
            self.access_key
        );
        call.header("Authorization", &authorization)
    }
}

pub(crate) fn sdk_date(time: SystemTime) -> String {
    let date = humantime::format_rfc3339_seconds(time).to_string();
    date.replace(['-', ':'], "")
}
