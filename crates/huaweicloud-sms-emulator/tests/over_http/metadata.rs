//! Temporary keys from the metadata service.

use std::time::Duration;

use huaweicloud_sms_emulator::Emulator;
use serde_json::Value;

use crate::client::{Call, Reply, TASK, emulator};
use crate::clock::TestClock;
use crate::signer::Signer;

const TOKEN: &str = "/meta-data/latest/api/token";
const KEY: &str = "/openstack/latest/securitykey";

async fn token_for(emulator: &Emulator, seconds: &str) -> Reply {
    let call = Call::bare("PUT", TOKEN).header("X-Metadata-Token-Ttl-Seconds", seconds);
    call.send(emulator).await
}

async fn key_with(emulator: &Emulator, token: &str) -> Reply {
    let call = Call::bare("GET", KEY).header("X-Metadata-Token", token);
    call.send(emulator).await
}

async fn key(emulator: &Emulator) -> Value {
    let token = token_for(emulator, "21600").await;
    assert_eq!(token.status, 200, "{}", token.body);
    let key = key_with(emulator, &token.body).await;
    assert_eq!(key.status, 200, "{}", key.body);
    key.json()
}

async fn look(emulator: &Emulator, signer: &Signer, clock: &TestClock) -> Reply {
    let call = signer.sign(Call::bare("GET", TASK), clock.now());
    call.send(emulator).await
}

#[track_caller]
fn assert_not_signed(reply: &Reply, reason: &str) {
    reply.assert_refused(401, "APIGW.0301");
    assert!(reply.message().contains(reason), "{}", reply.message());
}

#[tokio::test]
async fn a_temporary_key_signs_calls_with_its_security_token() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    assert_eq!(emulator.metadata_url(), emulator.url());
    let answer = key(&emulator).await;
    assert_eq!(
        answer["credential"]["expires_at"],
        "2019-11-16T03:36:55.000000Z"
    );
    let signer = Signer::temporary(&answer);
    let reply = look(&emulator, &signer, &clock).await;
    assert_eq!(reply.status, 200, "{}", reply.body);

    let signed = ["x-sdk-date", "x-security-token"];
    let call = signer.sign_headers(Call::bare("GET", TASK), clock.now(), &signed);
    assert_eq!(call.send(&emulator).await.status, 200);
}

#[tokio::test]
async fn a_temporary_key_without_its_security_token_is_refused() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signer = Signer::temporary(&key(&emulator).await);
    let other = Signer::temporary(&key(&emulator).await);
    for security_token in [None, Some("wrong".to_owned()), other.security_token] {
        let signer = Signer {
            security_token,
            ..signer.clone()
        };
        let reply = look(&emulator, &signer, &clock).await;
        assert_not_signed(&reply, "send its security token");
    }
}

#[tokio::test]
async fn a_temporary_key_expires() {
    let clock = TestClock::new();
    let builder = clock.builder();
    let emulator = builder
        .temporary_key_lifetime(Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    let signer = Signer::temporary(&key(&emulator).await);
    clock.shift(59);
    assert_eq!(look(&emulator, &signer, &clock).await.status, 200);
    clock.shift(1);
    assert_not_signed(&look(&emulator, &signer, &clock).await, "has expired");
}

#[tokio::test]
async fn every_key_handed_out_is_another_and_stays_good() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let one = Signer::temporary(&key(&emulator).await);
    let other = Signer::temporary(&key(&emulator).await);
    assert_ne!(one.access_key, other.access_key);
    assert_ne!(one.secret_key, other.secret_key);
    for signer in [one, other] {
        assert_eq!(look(&emulator, &signer, &clock).await.status, 200);
    }
}

#[tokio::test]
async fn a_lock_holds_for_one_key_alone() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let temporary = Signer::temporary(&key(&emulator).await);
    for _ in 0..5 {
        let reply = look(&emulator, &temporary.with_wrong_secret(), &clock).await;
        assert_not_signed(&reply, "the signature is wrong");
    }
    assert_not_signed(&look(&emulator, &temporary, &clock).await, "is locked");

    let other = Signer::temporary(&key(&emulator).await);
    for signer in [Signer::of(&emulator), other] {
        assert_eq!(look(&emulator, &signer, &clock).await.status, 200);
    }
}

#[tokio::test]
async fn a_token_needs_a_lifetime_of_one_second_to_six_hours() {
    let emulator = emulator().await;
    for (seconds, status) in [
        ("1", 200),
        ("21600", 200),
        ("0", 400),
        ("21601", 400),
        ("-1", 400),
        ("+1", 400),
        ("1.5", 400),
        ("", 400),
        ("99999999999999999999", 400),
    ] {
        let reply = token_for(&emulator, seconds).await;
        assert_eq!(reply.status, status, "{seconds}: {}", reply.body);
    }
    let without = Call::bare("PUT", TOKEN).send(&emulator).await;
    assert_eq!(without.status, 400);
    assert!(without.body.contains("x-metadata-token-ttl-seconds"));
}

#[tokio::test]
async fn a_key_needs_a_token_that_is_still_valid() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let without = Call::bare("GET", KEY).send(&emulator).await;
    assert_eq!(without.status, 401);
    for token in ["", "wrong", emulator.token()] {
        assert_eq!(key_with(&emulator, token).await.status, 401, "{token}");
    }

    let token = token_for(&emulator, "60").await.body;
    clock.shift(59);
    assert_eq!(key_with(&emulator, &token).await.status, 200);
    clock.shift(1);
    assert_eq!(key_with(&emulator, &token).await.status, 401);
}

#[tokio::test]
async fn a_token_of_the_metadata_service_is_none_of_sms() {
    let emulator = emulator().await;
    let token = token_for(&emulator, "60").await.body;
    let call = Call::bare("GET", TASK).header("X-Auth-Token", &token);
    call.send(&emulator).await.assert_refused(401, "APIGW.0301");
    assert_eq!(emulator.tokens_issued(), 0);
}

#[tokio::test]
async fn an_older_metadata_service_has_no_tokens_and_needs_none() {
    let clock = TestClock::new();
    let builder = clock.builder().metadata_tokens(false);
    let emulator = builder.start().await.unwrap();
    assert_eq!(token_for(&emulator, "21600").await.status, 404);

    let answer = Call::bare("GET", KEY).send(&emulator).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let signer = Signer::temporary(&answer.json());
    assert_eq!(look(&emulator, &signer, &clock).await.status, 200);
}

#[tokio::test]
async fn a_wrong_method_is_405() {
    let emulator = emulator().await;
    for (method, path, right) in [("GET", TOKEN, "PUT"), ("PUT", KEY, "GET")] {
        let reply = Call::bare(method, path).send(&emulator).await;
        assert_eq!(reply.status, 405);
        assert!(reply.body.ends_with(right), "{}", reply.body);
    }
}
