//! Tokens for a password.

use std::collections::BTreeSet;
use std::time::Duration;

use huaweicloud_sms_emulator::Emulator;
use serde_json::{Value, json};

use crate::client::{Call, Reply, TASK, emulator};
use crate::clock::TestClock;
use crate::signer::Signer;

const TOKENS: &str = "/v3/auth/tokens";
const PROJECTS: &str = "/v3/auth/projects";

/// What a user of this emulator sends.
fn login(emulator: &Emulator) -> Value {
    json!({"auth": {
        "identity": {
            "methods": ["password"],
            "password": {"user": {
                "name": emulator.user(),
                "password": emulator.password(),
                "domain": {"name": emulator.domain()},
            }},
        },
        "scope": {"project": {"id": emulator.project_id()}},
    }})
}

/// The same with one value changed.
fn login_with(emulator: &Emulator, pointer: &str, value: Value) -> Value {
    let mut login = login(emulator);
    *login.pointer_mut(pointer).unwrap() = value;
    login
}

async fn post(emulator: &Emulator, body: impl ToString) -> Reply {
    let call = Call::bare("POST", TOKENS).json(body.to_string());
    call.send(emulator).await
}

async fn fetch(emulator: &Emulator) -> String {
    let reply = post(emulator, login(emulator)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.header("X-Subject-Token").unwrap().to_owned()
}

async fn look(emulator: &Emulator, token: &str) -> Reply {
    let call = Call::bare("GET", TASK).header("X-Auth-Token", token);
    call.send(emulator).await
}

#[track_caller]
fn assert_iam_refused(reply: &Reply, status: u16, title: &str, reason: &str) {
    let body = reply.json();
    assert_eq!(reply.status, status, "{}", reply.body);
    assert_eq!(body["error"]["code"], status);
    assert_eq!(body["error"]["title"], title);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(reason), "{reason}: {message}");
    assert_eq!(reply.header("X-Subject-Token"), None);
    assert!(reply.header("X-Request-Id").is_some());
}

#[tokio::test]
async fn a_token_is_issued_for_the_right_password() {
    let clock = TestClock::new();
    let emulator = clock
        .builder()
        .user("u")
        .password("p")
        .domain("d")
        .project_id("r")
        .start()
        .await
        .unwrap();
    assert_eq!(emulator.iam_url(), emulator.url());
    let login = json!({"auth": {
        "identity": {
            "methods": ["password"],
            "password": {"user": {"name": "u", "password": "p", "domain": {"name": "d"}}},
        },
        "scope": {"project": {"name": "r"}},
    }});
    let reply = post(&emulator, login).await;
    assert_eq!(reply.status, 201);
    assert_eq!(
        reply.json(),
        json!({"token": {
            "methods": ["password"],
            "issued_at": "2019-11-15T03:36:55.000000Z",
            "expires_at": "2019-11-16T03:36:55.000000Z",
            "user": {"name": "u", "domain": {"name": "d"}},
            "project": {"id": "r", "name": "r", "domain": {"name": "d"}},
            "catalog": [],
        }})
    );
    let token = reply.header("X-Subject-Token").unwrap();
    assert_eq!(look(&emulator, token).await.status, 200);
}

#[tokio::test]
async fn a_query_makes_no_difference() {
    let emulator = emulator().await;
    let call = Call::bare("POST", "/v3/auth/tokens?nocatalog=1").json(login(&emulator).to_string());
    assert_eq!(call.send(&emulator).await.status, 201);
}

#[tokio::test]
async fn a_token_expires_with_its_lifetime() {
    let clock = TestClock::new();
    let builder = clock.builder().token_lifetime(Duration::from_secs(60));
    let emulator = builder.start().await.unwrap();
    let token = fetch(&emulator).await;
    clock.shift(59);
    assert_eq!(look(&emulator, &token).await.status, 200);

    clock.shift(1);
    let reply = look(&emulator, &token).await;
    reply.assert_refused(401, "APIGW.0301");
    assert!(reply.message().starts_with("token expires"));
    assert_eq!(look(&emulator, emulator.token()).await.status, 200);
}

#[tokio::test]
async fn fetching_a_token_does_not_end_another() {
    let emulator = emulator().await;
    let mut tokens = BTreeSet::new();
    for _ in 0..20 {
        tokens.insert(fetch(&emulator).await);
    }
    assert_eq!(tokens.len(), 20);
    for token in &tokens {
        assert_eq!(look(&emulator, token).await.status, 200);
    }
}

#[tokio::test]
async fn a_token_of_another_emulator_is_refused() {
    let (one, other) = (emulator().await, emulator().await);
    let token = fetch(&other).await;
    let reply = look(&one, &token).await;
    reply.assert_refused(401, "APIGW.0301");
    assert!(reply.message().starts_with("decrypt token fail"));
}

#[tokio::test]
async fn ended_tokens_have_to_be_renewed() {
    let emulator = emulator().await;
    let early = fetch(&emulator).await;
    emulator.expire_tokens();
    look(&emulator, &early)
        .await
        .assert_refused(401, "APIGW.0307");

    let late = fetch(&emulator).await;
    for token in [&late, emulator.token()] {
        assert_eq!(look(&emulator, token).await.status, 200);
    }
}

#[tokio::test]
async fn issued_tokens_are_counted_and_refusals_are_not() {
    let emulator = emulator().await;
    assert_eq!(emulator.tokens_issued(), 0);
    fetch(&emulator).await;
    fetch(&emulator).await;
    post(&emulator, "{}").await;
    assert_eq!(emulator.tokens_issued(), 2);
}

#[tokio::test]
async fn while_iam_is_off_it_answers_503_and_tokens_stay_good() {
    let emulator = emulator().await;
    let token = fetch(&emulator).await;
    emulator.set_iam_available(false);
    let reply = post(&emulator, login(&emulator)).await;
    assert_iam_refused(&reply, 503, "Service Unavailable", "switched off");
    assert_eq!(look(&emulator, &token).await.status, 200);
    assert_eq!(emulator.tokens_issued(), 1);

    emulator.set_iam_available(true);
    fetch(&emulator).await;
}

#[tokio::test]
async fn wrong_credentials_are_401_without_saying_which() {
    let emulator = emulator().await;
    let mut messages = BTreeSet::new();
    for field in ["name", "password", "domain/name"] {
        let pointer = format!("/auth/identity/password/user/{field}");
        let reply = post(&emulator, login_with(&emulator, &pointer, json!("canary"))).await;
        assert_iam_refused(&reply, 401, "Unauthorized", "is wrong");
        assert!(!reply.body.contains("canary"), "{}", reply.body);
        messages.insert(reply.body);
    }
    assert_eq!(messages.len(), 1);
}

#[tokio::test]
async fn another_project_is_401() {
    let emulator = emulator().await;
    let right = emulator.project_id();
    for project in [
        json!({"id": "other"}),
        json!({"name": "other"}),
        json!({"id": right, "name": "other"}),
    ] {
        let reply = post(
            &emulator,
            login_with(&emulator, "/auth/scope/project", project),
        )
        .await;
        assert_iam_refused(&reply, 401, "Unauthorized", "no project");
    }
}

#[tokio::test]
async fn a_malformed_request_is_400_and_names_what_is_missing() {
    let emulator = emulator().await;
    let with = |pointer: &str, value| login_with(&emulator, pointer, value).to_string();
    for (body, reason) in [
        (String::new(), "the body is no json"),
        ("{".to_owned(), "the body is no json"),
        ("{}".to_owned(), "/auth/identity/methods"),
        ("[]".to_owned(), "/auth/identity/methods"),
        (
            with("/auth/identity/methods", json!(["token"])),
            "/auth/identity/methods",
        ),
        (
            with("/auth/identity/methods", json!("password")),
            "/auth/identity/methods",
        ),
        (
            with("/auth/identity/password/user", json!({})),
            "/auth/identity/password/user/name",
        ),
        (
            with("/auth/identity/password/user/password", json!(1)),
            "/auth/identity/password/user/password",
        ),
        (
            with("/auth/identity/password/user/domain", json!("d")),
            "/auth/identity/password/user/domain/name",
        ),
        (with("/auth/scope", json!({})), "/auth/scope/project"),
        (
            with("/auth/scope/project", json!({"id": 1})),
            "/auth/scope/project",
        ),
    ] {
        let reply = post(&emulator, body).await;
        assert_iam_refused(&reply, 400, "Bad Request", reason);
    }
}

#[tokio::test]
async fn what_is_no_json_request_is_refused_in_iams_shape() {
    let emulator = emulator().await;
    let login = login(&emulator).to_string();
    let untyped = Call::bare("POST", TOKENS).body(login.clone());
    let reply = untyped.send(&emulator).await;
    assert_iam_refused(&reply, 400, "Bad Request", "content type");
    let text = Call::bare("POST", TOKENS).header("Content-Type", "text/plain");
    let reply = text.body(login.clone()).send(&emulator).await;
    assert_iam_refused(&reply, 400, "Bad Request", "content type");

    let with_charset = Call::bare("POST", TOKENS)
        .header("Content-Type", "Application/JSON;charset=utf8")
        .body(login);
    assert_eq!(with_charset.send(&emulator).await.status, 201);

    let reply = post(&emulator, " ".repeat(10_241)).await;
    assert_iam_refused(&reply, 413, "Payload Too Large", "10240 bytes");
    let reply = Call::bare("GET", TOKENS).send(&emulator).await;
    assert_iam_refused(&reply, 405, "Method Not Allowed", "use POST");
}

#[tokio::test]
async fn whoever_is_let_in_sees_the_project() {
    let clock = TestClock::new();
    let emulator = clock.builder().project_id("r").start().await.unwrap();
    let issued = fetch(&emulator).await;
    let with = |token: &str| Call::bare("GET", PROJECTS).header("X-Auth-Token", token);
    let signed = Signer::of(&emulator).sign(Call::bare("GET", PROJECTS), clock.now());
    for call in [with(emulator.token()), with(&issued), signed] {
        let reply = call.send(&emulator).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(
            reply.json(),
            json!({"projects": [{"id": "r", "name": "r", "enabled": true}]})
        );
    }
}

#[tokio::test]
async fn whoever_is_not_let_in_sees_no_project() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let ask = || Call::bare("GET", PROJECTS);
    let ended = fetch(&emulator).await;
    emulator.expire_tokens();
    let wrong = Signer::of(&emulator).with_wrong_secret();
    for (call, reason) in [
        (ask(), "no token was sent"),
        (ask().header("X-Auth-Token", "other"), "decrypt token fail"),
        (ask().header("X-Auth-Token", &ended), "must be renewed"),
        (wrong.sign(ask(), clock.now()), "the signature is wrong"),
    ] {
        let reply = call.send(&emulator).await;
        assert_iam_refused(&reply, 401, "Unauthorized", reason);
    }
    let reply = Call::bare("POST", PROJECTS).send(&emulator).await;
    assert_iam_refused(&reply, 405, "Method Not Allowed", "use GET");

    emulator.set_iam_available(false);
    let reply = ask().header("X-Auth-Token", emulator.token());
    let reply = reply.send(&emulator).await;
    assert_iam_refused(&reply, 503, "Service Unavailable", "switched off");
}
