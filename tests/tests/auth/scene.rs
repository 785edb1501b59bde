//! Clients of an emulator, and what is asked of both again and again.

use std::error::Error as StdError;
use std::fmt::Debug;

use contract_tests::calls::AtOnce;
use huaweicloud_sms::auth::{Address, Iam, PasswordLogin, Project};
use huaweicloud_sms::{AccessKeys, Credentials, Secret, Sms};
use huaweicloud_sms_emulator::Emulator;

/// The user whom this emulator knows.
pub(crate) fn login(emulator: &Emulator) -> PasswordLogin {
    PasswordLogin {
        iam: Iam::at(Address::parse(&emulator.iam_url()).unwrap()).unwrap(),
        user: emulator.user().to_owned(),
        password: Secret::new(emulator.password()),
        domain: emulator.domain().to_owned(),
        project: Project::Id(emulator.project_id().to_owned()),
    }
}

/// The keys that this emulator knows.
pub(crate) fn keys(emulator: &Emulator) -> AccessKeys {
    let keys = AccessKeys::new(emulator.access_key(), Secret::new(emulator.secret_key())).unwrap();
    keys.with_project(emulator.project_id()).unwrap()
}

/// A client that sends again at once, three times, whatever may be sent again.
pub(crate) fn sms(endpoint: String, credentials: impl Into<Credentials>) -> Sms {
    Sms::builder()
        .endpoint(endpoint)
        .credentials(credentials)
        .retry(AtOnce(3))
        .build()
        .unwrap()
}

/// The statuses of the answers to calls of SMS, oldest first.
pub(crate) fn answered(emulator: &Emulator) -> Vec<u16> {
    let of_sms = |path: &str| path.ends_with("/action") || path.ends_with("/changestate");
    let requests = emulator.requests().into_iter();
    requests
        .filter(|request| of_sms(&request.path))
        .map(|request| request.status)
        .collect()
}

/// Everything that a value can be made to print.
pub(crate) fn shown(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Everything that an error can be made to print, causes included.
pub(crate) fn told(error: &(dyn StdError + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        text.push_str(&format!("{error} {error:?} {error:#?} "));
        next = error.source();
    }
    text
}
