//! Options that are one of a few words.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use huaweicloud_sms::Pairing;
use huaweicloud_sms::auth::Method;

/// Which credentials to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuthChoice {
    /// The first that are found
    Auto,
    /// A token: HUAWEICLOUD_SMS_TOKEN, HW_AUTH_TOKEN
    Token,
    /// Keys: HUAWEICLOUD_SDK_AK and _SK, HW_ACCESS_KEY and HW_SECRET_KEY, or the profile file
    Aksk,
    /// A user and a password: HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME
    Password,
    /// The metadata service of a cloud server
    Metadata,
}

impl AuthChoice {
    /// The only method to look for, if there is one.
    pub(crate) fn method(self) -> Option<Method> {
        match self {
            Self::Auto => None,
            Self::Token => Some(Method::Token),
            Self::Aksk => Some(Method::Keys),
            Self::Password => Some(Method::Password),
            Self::Metadata => Some(Method::Metadata),
        }
    }
}

/// What to do about a copy state and a migration cycle that do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PairingChoice(pub(crate) Pairing);

impl ValueEnum for PairingChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(Pairing::Off),
            Self(Pairing::Warn),
            Self(Pairing::Refuse),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self.0 {
            Pairing::Off => PossibleValue::new("off").help("Say nothing"),
            Pairing::Warn => PossibleValue::new("warn").help("Warn, and send it"),
            Pairing::Refuse => PossibleValue::new("refuse").help("Send nothing at all"),
        })
    }
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}
