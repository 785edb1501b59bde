//! A metadata service of every kind, and one that fails or lies.

use bytes::Bytes;
use contract_tests::scripted::{ClosedPort, Script, Scripted, Step, answer, head};
use huaweicloud_sms::auth::{Address, ErrorKind, MetadataService};
use huaweicloud_sms::{Credentials, CredentialsError};
use serde_json::{Value, json};

use crate::scene::{shown, sms, told};

fn good() -> Value {
    json!({"credential": {
        "access": "AKEXAMPLE",
        "secret": "canary-secret",
        "securitytoken": "canary-security-token",
        "expires_at": "2999-01-01T00:00:00.000000Z",
    }})
}

fn token() -> Bytes {
    answer(200, "", "canary-session\n")
}

fn script(answer: Bytes) -> Script {
    vec![Step::Read, Step::Send(answer)]
}

/// A service that answers the request for a token, and then that for keys.
async fn service(token: Script, keys: Script) -> Scripted {
    Scripted::play(move |number| match number {
        0 => token.clone(),
        _ => keys.clone(),
    })
    .await
}

async fn ask(url: &str) -> Result<Credentials, CredentialsError> {
    let address = Address::parse(url).unwrap();
    let result = MetadataService::at(address)
        .unwrap()
        .into_credentials()
        .await;
    let text = match &result {
        Ok(credentials) => shown(credentials),
        Err(error) => told(error),
    };
    assert!(!text.contains("canary"), "{text}");
    result
}

/// The value of the header with the token of the service in its last request.
fn session(server: &Scripted) -> Option<String> {
    let last = server.seen().requests().pop().unwrap();
    let head = String::from_utf8(last.raw).unwrap();
    let mut lines = head.lines();
    let value = lines.find_map(|line| line.strip_prefix("x-metadata-token: "));
    value.map(str::to_owned)
}

#[tokio::test]
async fn keys_are_fetched_with_a_token_of_the_service() {
    let server = service(script(token()), script(answer(200, "", good().to_string()))).await;
    let credentials = ask(&server.url()).await.unwrap();
    for _ in 0..3 {
        let authorization = credentials.authorization().await.unwrap();
        let keys = authorization.as_keys().unwrap();
        assert_eq!((keys.access(), keys.is_temporary()), ("AKEXAMPLE", true));
    }
    let requests = server.seen().requests();
    let targets: Vec<_> = requests.iter().map(|request| request.target()).collect();
    assert_eq!(
        targets,
        [
            "PUT /meta-data/latest/api/token",
            "GET /openstack/latest/securitykey"
        ]
    );
    assert_eq!(session(&server).as_deref(), Some("canary-session"));
}

#[tokio::test]
async fn an_older_service_that_has_no_tokens_is_asked_without_one() {
    for status in [404, 405, 503] {
        let server = service(
            script(answer(status, "", "canary")),
            script(answer(200, "", good().to_string())),
        )
        .await;
        ask(&server.url()).await.unwrap();
        assert_eq!(session(&server), None);
        assert_eq!(server.seen().count(), 2);
    }
}

#[tokio::test]
async fn a_server_without_an_agency_has_no_keys() {
    let server = service(script(token()), script(answer(404, "", "canary"))).await;
    let error = ask(&server.url()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert!(error.to_string().contains("agency"), "{error}");
}

#[tokio::test]
async fn where_nobody_listens_there_are_no_keys() {
    let closed = ClosedPort::take();
    let error = ask(&format!("http://{}", closed.address()))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert!(error.to_string().contains("no metadata service"), "{error}");
}

#[tokio::test]
async fn a_service_that_fails_or_lies_is_unavailable() {
    let with = |field: &str, value: Value| {
        let mut body = good();
        body["credential"][field] = value;
        answer(200, "", body.to_string())
    };
    let keys = || script(answer(200, "", good().to_string()));
    let flood = || {
        let flood = Step::Flood(vec![b'x'; 16 * 1024].into());
        vec![Step::Read, Step::send(head(200, "")), flood]
    };
    let mut rows: Vec<(Script, Script)> = Vec::new();
    for answer in [
        answer(500, "", "canary"),
        answer(401, "", "canary"),
        answer(302, "Location: /canary\r\n", ""),
        answer(200, "", ""),
        answer(200, "", "canary\u{0}canary"),
        Bytes::new(),
    ] {
        rows.push((script(answer), keys()));
    }
    rows.push((flood(), keys()));
    for answer in [
        answer(500, "", "canary"),
        answer(401, "", "canary"),
        answer(503, "", "canary"),
        answer(302, "Location: /canary\r\n", ""),
        answer(200, "", ""),
        answer(200, "", "<html>canary</html>"),
        answer(200, "", "{}"),
        with("access", Value::Null),
        with("access", json!("")),
        with("secret", json!("")),
        with("securitytoken", json!("")),
        with("securitytoken", json!("canary\n")),
        with("expires_at", json!("tomorrow canary")),
        with("expires_at", json!(1)),
        with("expires_at", json!("2000-01-01T00:00:00Z")),
        Bytes::new(),
    ] {
        rows.push((script(token()), script(answer)));
    }
    rows.push((script(token()), flood()));
    for (token, keys) in rows {
        let row = format!("{token:?} {keys:?}");
        let server = service(token, keys).await;
        let kind = ask(&server.url()).await.map_err(|error| error.kind()).err();
        let row: String = row.chars().take(400).collect();
        assert_eq!(kind, Some(ErrorKind::Unavailable), "{row}");
    }
}

#[tokio::test]
async fn temporary_keys_that_were_refused_are_not_signed_with_again() {
    // It gives out the same keys for as long as they last.
    let metadata = Scripted::play(|number| match number % 2 {
        0 => script(token()),
        _ => script(answer(200, "", good().to_string())),
    })
    .await;
    let credentials = ask(&metadata.url()).await.unwrap();
    let refusal = r#"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail"}"#;
    let service = Scripted::play(move |_| script(answer(401, "", refusal))).await;
    let sms = sms(service.url(), credentials);
    for _ in 0..20 {
        let error = sms.task("t1").unwrap().start().await.unwrap_err();
        assert!(!told(&error).contains("canary"), "{error}");
    }
    assert_eq!(service.seen().count(), 1);
}

#[tokio::test]
async fn an_expiry_is_read_in_every_form_of_rfc_3339() {
    for at in [
        "2999-01-01T00:00:00Z",
        "2999-01-01t00:00:00.5z",
        "2999-01-01T08:00:00+08:00",
        "2998-12-31T16:00:00.000000-08:00",
    ] {
        let mut keys = good();
        keys["credential"]["expires_at"] = json!(at);
        let server = service(script(token()), script(answer(200, "", keys.to_string()))).await;
        let credentials = ask(&server.url()).await.unwrap();
        let years = credentials.expires_in().unwrap().as_secs() / (365 * 24 * 60 * 60);
        // It is kept for a year at most.
        assert_eq!(years, 0, "{at}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = service(script(token()), script(token())).await;
    let location = format!("Location: {}/\r\n", other.url());
    for redirect in [302, 307] {
        let redirect = script(answer(redirect, &location, ""));
        for (token, keys) in [
            (redirect.clone(), script(token())),
            (script(token()), redirect.clone()),
        ] {
            let server = service(token, keys).await;
            ask(&server.url()).await.unwrap_err();
        }
    }
    assert_eq!(other.seen().connections(), 0);
}
