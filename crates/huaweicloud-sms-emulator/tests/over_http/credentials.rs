//! Tokens that never expire.

use crate::client;
use crate::client::{ACTION, CHANGESTATE, Call, SOURCE, START, TASK, emulator};
use huaweicloud_sms_emulator::Emulator;

#[tokio::test]
async fn a_call_without_a_token_is_refused() {
    let emulator = emulator().await;
    for call in [
        Call::bare("POST", ACTION).json(START),
        Call::bare("PUT", CHANGESTATE).json(r#"{"copystate":"ERROR"}"#),
        Call::bare("GET", TASK),
        Call::bare("GET", SOURCE),
    ] {
        let reply = call.send(&emulator).await;
        reply.assert_refused(401, "APIGW.0301");
        assert!(reply.message().contains("no token was sent"));
    }
}

#[tokio::test]
async fn another_token_is_refused() {
    let emulator = emulator().await;
    let almost = &emulator.token()[1..];
    for (token, reason) in [
        (almost, "not the emulator's"),
        ("", "0 characters"),
        (&*"x".repeat(16_384), "not the emulator's"),
        (&*"x".repeat(16_385), "16385 characters"),
    ] {
        let reply = Call::bare("GET", TASK)
            .header("X-Auth-Token", token)
            .send(&emulator)
            .await;
        reply.assert_refused(401, "APIGW.0301");
        assert!(reply.message().contains(reason), "{}", reply.message());
    }
}

#[tokio::test]
async fn two_tokens_are_refused_even_if_one_is_right() {
    let emulator = emulator().await;
    let call = Call::get(&emulator, TASK).header("x-auth-token", "other");
    call.send(&emulator).await.assert_refused(401, "APIGW.0301");
}

#[tokio::test]
async fn a_token_of_ones_own_replaces_the_default() {
    let emulator = Emulator::builder().token("mine").start().await.unwrap();
    assert_eq!(emulator.token(), "mine");
    assert_eq!(Call::get(&emulator, TASK).send(&emulator).await.status, 200);

    let default = Call::bare("GET", TASK).header("X-Auth-Token", client::emulator().await.token());
    default
        .send(&emulator)
        .await
        .assert_refused(401, "APIGW.0301");
}
