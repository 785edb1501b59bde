//! No secret is ever printed by what holds it or by an error about it.

use contract_tests::scripted::{Scripted, Step, answer};
use huaweicloud_sms::auth::{
    Address, Authorization, Chain, Environment, Iam, MetadataService, PasswordLogin, Project,
};
use huaweicloud_sms::{AccessKeys, Credentials, Secret, Sms, Token};
use huaweicloud_sms_emulator::Emulator;

use crate::scene::{keys, login, shown, sms, told};

const TOKEN: &str = "canary-token";
const SECRET: &str = "canary-secret-key";
const SECURITY_TOKEN: &str = "canary-security-token";
const PASSWORD: &str = "canary-password";

#[track_caller]
fn assert_hidden(text: &str) {
    assert!(!text.contains("canary"), "{text}");
}

fn password_login(iam: &str) -> PasswordLogin {
    PasswordLogin {
        iam: Iam::at(Address::parse(iam).unwrap()).unwrap(),
        user: "u".to_owned(),
        password: Secret::new(PASSWORD),
        domain: "d".to_owned(),
        project: Project::Id("p".to_owned()),
    }
}

fn temporary_keys() -> AccessKeys {
    AccessKeys::new("AKEXAMPLE", Secret::new(SECRET))
        .unwrap()
        .with_security_token(&Secret::new(SECURITY_TOKEN))
        .unwrap()
}

/// Each place that the chain looks at, with secrets in it.
const PLACES: [&[(&str, &str)]; 4] = [
    &[
        ("HUAWEICLOUD_SDK_AK", "AKEXAMPLE"),
        ("HUAWEICLOUD_SDK_SK", SECRET),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", SECURITY_TOKEN),
    ],
    &[("HW_AUTH_TOKEN", TOKEN)],
    &[("HW_ACCESS_KEY", "AKEXAMPLE"), ("HW_SECRET_KEY", SECRET)],
    &[
        ("HW_USER_NAME", "u"),
        ("HW_USER_PASSWORD", PASSWORD),
        ("HW_DOMAIN_NAME", "d"),
        ("HW_REGION_NAME", "cn-north-4"),
    ],
];

#[tokio::test]
async fn nothing_that_holds_a_secret_prints_it() {
    let token = || Token::new(TOKEN).unwrap();
    let login = password_login("https://iam.example.com");
    let mut texts = vec![
        shown(&Secret::new(SECRET)),
        shown(&token()),
        shown(&temporary_keys()),
        shown(&login),
        shown(&Authorization::from(token())),
        shown(&Authorization::from(temporary_keys())),
        shown(&Credentials::from(token())),
        shown(&Credentials::from(temporary_keys())),
        shown(&Credentials::from(login)),
    ];
    for variables in PLACES {
        let environment = Environment::new(variables.iter().copied(), None);
        let chain = Chain::new(environment.clone()).offline();
        let found = chain.find().await.unwrap();
        texts.extend([shown(&environment), shown(&chain), shown(&found)]);
        let builder = Sms::builder()
            .endpoint("http://127.0.0.1:1")
            .credentials(found.credentials);
        texts.push(shown(&builder));
        texts.push(shown(&builder.build().unwrap()));
    }
    texts.iter().for_each(|text| assert_hidden(text));
}

#[tokio::test]
async fn what_was_fetched_is_not_printed_either() {
    let emulator = Emulator::builder().start().await.unwrap();
    let by_password = login(&emulator).into();
    let by_metadata = MetadataService::at(Address::parse(&emulator.metadata_url()).unwrap())
        .unwrap()
        .into_credentials()
        .await
        .unwrap();
    for credentials in [by_password, by_metadata] {
        let authorization = credentials.authorization().await.unwrap();
        let texts = shown(&credentials) + &shown(&authorization);
        for secret in [
            emulator.password(),
            "sms-emulator-issued-token",
            "sms-emulator-temporary-secret-key",
            "sms-emulator-security-token",
        ] {
            assert!(!texts.contains(secret), "{texts}");
        }
    }
}

#[tokio::test]
async fn no_error_about_what_is_incomplete_or_malformed_quotes_it() {
    let malformed = [
        vec![("HUAWEICLOUD_SDK_SK", SECRET)],
        vec![("HW_SECRET_KEY", SECRET)],
        vec![("HW_USER_PASSWORD", PASSWORD)],
        vec![("HW_AUTH_TOKEN", "canary token")],
        vec![
            ("HW_ACCESS_KEY", "canary in the wrong variable"),
            ("HW_SECRET_KEY", SECRET),
        ],
        [PLACES[2], &[("HW_SECURITY_TOKEN", "canary\n")]].concat(),
        [PLACES[2], &[("HW_PROJECT_ID", "canary\n")]].concat(),
        [PLACES[3], &[("HW_AUTH_URL", "https://u:canary@iam")]].concat(),
        [
            PLACES[3],
            &[("HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://iam?canary")],
        ]
        .concat(),
        vec![("HUAWEICLOUD_METADATA_ENDPOINT", "http://canary@h")],
    ];
    for variables in malformed {
        let chain = Chain::new(Environment::new(variables.clone(), None));
        let error = chain.find().await.unwrap_err();
        assert!(!error.is_missing(), "{variables:?}: {error}");
        assert_hidden(&told(&error));
    }
}

/// A service that quotes whatever it was sent.
async fn parrot(status: u16) -> Scripted {
    let said = [TOKEN, SECRET, SECURITY_TOKEN, PASSWORD].join(" ");
    let body = format!(r#"{{"error":{{"message":"{said}"}},"error_msg":"{said}"}}"#);
    let script = vec![Step::Read, Step::Send(answer(status, "", body))];
    Scripted::play(move |_| script.clone()).await
}

/// The secrets of the caller. That a service knows those of somebody else is not the caller's doing.
#[track_caller]
fn assert_own_hidden(text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn a_service_that_quotes_secrets_is_not_repeated() {
    for status in [400, 401, 403, 404, 429, 500] {
        let parrot = parrot(status).await;
        let iam = Iam::at(Address::parse(&parrot.url()).unwrap()).unwrap();
        let ways: [(Credentials, &[&str]); 2] = [
            (Token::new(TOKEN).unwrap().into(), &[TOKEN]),
            (temporary_keys().into(), &[SECRET, SECURITY_TOKEN]),
        ];
        for (credentials, secrets) in ways {
            let authorization = credentials.authorization().await.unwrap();
            if let Err(error) = iam.check(&authorization).await {
                assert_own_hidden(&told(&error), secrets);
            }
            let task = sms(parrot.url(), credentials).task("t1").unwrap();
            let error = task.start().await.unwrap_err();
            assert_own_hidden(&told(&error), secrets);
        }
        let credentials = Credentials::from(password_login(&parrot.url()));
        let error = credentials.authorization().await.unwrap_err();
        assert_own_hidden(&told(&error), &[PASSWORD]);
        let task = sms(parrot.url(), credentials).task("t1").unwrap();
        let error = task.start().await.unwrap_err();
        assert_own_hidden(&told(&error), &[PASSWORD]);
    }
}

#[tokio::test]
async fn a_refusal_of_the_emulator_says_nothing_of_the_secrets() {
    let emulator = Emulator::builder().start().await.unwrap();
    let wrong = AccessKeys::new(emulator.access_key(), Secret::new(SECRET)).unwrap();
    let strange = keys(&emulator)
        .with_security_token(&Secret::new(SECURITY_TOKEN))
        .unwrap();
    let mut user = login(&emulator);
    user.password = Secret::new(PASSWORD);
    let refused: [Credentials; 4] = [
        wrong.into(),
        strange.into(),
        Token::new(TOKEN).unwrap().into(),
        user.into(),
    ];
    for credentials in refused {
        let task = sms(emulator.url(), credentials).task("t1").unwrap();
        assert_hidden(&told(&task.start().await.unwrap_err()));
    }
}
