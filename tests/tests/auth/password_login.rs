//! Logging in to an IAM that refuses, fails or lies.

use std::time::Duration;

use bytes::Bytes;
use contract_tests::scripted::{
    Authority, ClosedPort, Lifetime, Script, Scripted, Step, answer, head,
};
use huaweicloud_sms::auth::{Address, Chain, Environment, ErrorKind, Iam, PasswordLogin, Project};
use huaweicloud_sms::{Credentials, CredentialsError, Secret};

use crate::scene::told;
use crate::time::Time;

const PASSWORD: &str = "canary-password";
const TOKEN: &str = "X-Subject-Token: canary-token\r\n";
const GOOD_BODY: &str = r#"{"token":{"expires_at":"2999-01-01T00:00:00.000000Z"}}"#;

fn login(url: &str) -> Credentials {
    Credentials::from(PasswordLogin {
        iam: Iam::at(Address::parse(url).unwrap()).unwrap(),
        user: "u".to_owned(),
        password: Secret::new(PASSWORD),
        domain: "d".to_owned(),
        project: Project::Name("p".to_owned()),
    })
}

async fn iam(script: Script) -> Scripted {
    Scripted::play(move |_| script.clone()).await
}

fn whole(answer: Bytes) -> Script {
    vec![Step::Read, Step::Send(answer)]
}

/// What becomes of the first login, in which nothing secret may be said.
async fn refused(script: Script) -> (CredentialsError, usize) {
    let server = iam(script).await;
    let error = login(&server.url()).authorization().await.unwrap_err();
    let text = told(&error);
    assert!(!text.contains("canary"), "{text}");
    (error, server.seen().count())
}

#[tokio::test]
async fn what_iam_issues_is_what_calls_send() {
    let server = iam(whole(answer(201, TOKEN, GOOD_BODY))).await;
    let credentials = login(&server.url());
    for _ in 0..3 {
        let authorization = credentials.authorization().await.unwrap();
        let token = authorization.as_token().unwrap().header_value();
        assert_eq!(token, "canary-token");
    }
    assert!(credentials.expires_in().unwrap() > Duration::from_secs(3_600));
    let requests = server.seen().requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].target(), "POST /v3/auth/tokens?nocatalog=1");
    let body: serde_json::Value = serde_json::from_slice(requests[0].body()).unwrap();
    assert_eq!(
        body,
        serde_json::json!({"auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": "u", "password": PASSWORD, "domain": {"name": "d"}}},
            },
            "scope": {"project": {"name": "p"}},
        }})
    );
}

#[tokio::test]
async fn a_refusal_is_told_in_iams_words_without_the_password() {
    for status in [400, 401, 403, 404] {
        let body = format!(
            r#"{{"error":{{"code":{status},"message":"the password {PASSWORD} is wrong","title":"t"}}}}"#
        );
        let (error, requests) = refused(whole(answer(status, "", body))).await;
        assert_eq!((error.kind(), requests), (ErrorKind::Denied, 1), "{error}");
        let text = error.to_string();
        let said = format!(r#"status {status}, message "the password [redacted] is wrong""#);
        assert!(text.contains(&said), "{text}");
    }
    let (error, _) = refused(whole(answer(401, "", "<html>canary</html>"))).await;
    assert_eq!(error.kind(), ErrorKind::Denied);
}

#[tokio::test]
async fn an_iam_that_fails_or_lies_is_unavailable() {
    let long = format!("X-Subject-Token: {}\r\n", "x".repeat(16_385));
    let expiring = |at: &str| format!(r#"{{"token":{{"expires_at":{at}}}}}"#);
    let mut scripts: Vec<_> = [
        answer(
            500,
            "",
            r#"{"error":{"message":"canary-password","code":500}}"#,
        ),
        answer(502, "", "<html>canary</html>"),
        answer(429, "", ""),
        answer(200, TOKEN, GOOD_BODY),
        answer(204, TOKEN, ""),
        answer(201, "", GOOD_BODY),
        answer(201, "X-Subject-Token: \r\n", GOOD_BODY),
        answer(201, "X-Subject-Token: canary token\r\n", GOOD_BODY),
        answer(201, "X-Subject-Token: canary-\u{e9}\r\n", GOOD_BODY),
        answer(201, &long, GOOD_BODY),
        answer(201, TOKEN, ""),
        answer(201, TOKEN, "<html>canary</html>"),
        answer(201, TOKEN, "{}"),
        answer(201, TOKEN, expiring("1")),
        answer(201, TOKEN, expiring("null")),
        answer(201, TOKEN, expiring("\"tomorrow\"")),
        answer(201, TOKEN, expiring("\"2999-13-01T00:00:00Z\"")),
        answer(201, TOKEN, expiring("\"2999-01-01T00:00:00\"")),
        answer(201, TOKEN, expiring("\"2000-01-01T00:00:00Z\"")),
        answer(400, "", "<html>canary</html>"),
        answer(403, "", ""),
        answer(404, "", r#"{"canary":1}"#),
        "SSH-2.0-OpenSSH_9.9\r\n".into(),
        head(201, "Content-Length: 1000\r\n").into(),
        head(201, "Transfer-Encoding: chunked\r\n").into(),
        Bytes::new(),
    ]
    .map(whole)
    .into();
    scripts.push(vec![Step::Read, Step::Reset]);
    let endless = head(201, TOKEN);
    scripts.push(vec![
        Step::Read,
        Step::send(endless),
        Step::Flood(vec![b'x'; 16 * 1024].into()),
    ]);
    for script in scripts {
        let shown = format!("{script:?}");
        let (error, requests) = refused(script).await;
        assert_eq!(
            (error.kind(), requests),
            (ErrorKind::Unavailable, 1),
            "{error}: {}",
            shown.chars().take(300).collect::<String>()
        );
    }
    let closed = ClosedPort::take();
    let nobody = login(&format!("http://{}", closed.address()));
    let error = nobody.authorization().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = iam(whole(answer(201, TOKEN, GOOD_BODY))).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("Location: {}/v3/auth/tokens\r\n", other.url());
        let (error, requests) = refused(whole(answer(status, &location, ""))).await;
        assert_eq!(
            (error.kind(), requests),
            (ErrorKind::Unavailable, 1),
            "{error}"
        );
    }
    assert_eq!(other.seen().connections(), 0);
}

#[tokio::test]
async fn an_expiry_is_read_in_every_form_of_rfc_3339() {
    let date = "Date: Wed, 01 Jan 2025 00:00:00 GMT\r\n";
    for at in [
        "2025-01-01T01:00:00Z",
        "2025-01-01t01:00:00.000000z",
        "2025-01-01T09:00:00+08:00",
        "2024-12-31T17:00:00-08:00",
    ] {
        let body = format!(r#"{{"token":{{"expires_at":"{at}"}}}}"#);
        let server = iam(whole(answer(201, &format!("{date}{TOKEN}"), body))).await;
        let credentials = login(&server.url());
        credentials.authorization().await.unwrap();
        let left = credentials.expires_in().unwrap();
        let hour = Duration::from_secs(3_600);
        assert!(
            left <= hour && left > hour - Duration::from_secs(60),
            "{at}: {left:?}"
        );
    }
}

#[tokio::test]
async fn an_iam_that_stalls_is_given_ten_seconds() {
    let time = Time::hold();
    for script in [
        vec![Step::Read, Step::Stall],
        vec![
            Step::Read,
            Step::send(head(201, "Content-Length: 9\r\n")),
            Step::Stall,
        ],
    ] {
        let server = iam(script).await;
        let credentials = login(&server.url());
        let login = tokio::spawn(async move { credentials.authorization().await });
        while server.seen().count() == 0 {
            tokio::task::yield_now().await;
        }
        time.pass(Duration::from_secs(9)).await;
        for _ in 0..1_000 {
            tokio::task::yield_now().await;
        }
        assert!(!login.is_finished());
        time.pass(Duration::from_secs(2)).await;
        let error = login.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
    }
}

#[tokio::test]
async fn a_private_authority_is_trusted_if_it_is_named_and_never_else() {
    let authority = Authority::new();
    let identity = authority.issue("127.0.0.1", Lifetime::Now);
    let body = whole(answer(201, TOKEN, GOOD_BODY));
    let server = Scripted::play_behind_tls(&identity, move |_| body.clone()).await;
    let variables = [
        ("HW_USER_NAME", "u"),
        ("HW_USER_PASSWORD", PASSWORD),
        ("HW_DOMAIN_NAME", "d"),
        ("HW_PROJECT_ID", "p"),
        ("HW_AUTH_URL", &server.url()),
    ];
    let chain = Chain::new(Environment::new(variables, None));
    let other = Authority::new();
    for (pem, is_trusted) in [
        (None, false),
        (Some(other.pem()), false),
        (Some(authority.pem()), true),
        (Some(other.pem() + &authority.pem()), true),
    ] {
        let chain = chain.clone();
        let chain = match pem {
            Some(pem) => chain.root_certificates(pem),
            None => chain,
        };
        let found = chain.find().await.unwrap();
        let result = found.credentials.authorization().await;
        assert_eq!(result.is_ok(), is_trusted, "{result:?}");
    }
    // Nobody was told the password but the one whom it was meant for.
    assert_eq!(server.seen().count(), 2);
    for none in ["no PEM", ""] {
        let chain = chain.clone().root_certificates(none);
        let error = chain.find().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("certificates"), "{error}");
    }
}

#[tokio::test]
async fn a_password_does_not_travel_in_the_clear() {
    let error = Iam::at(Address::parse("http://iam.example.com").unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().contains("in the clear"), "{error}");
}
