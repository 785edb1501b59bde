//! Starting and stopping.

use std::error::Error as _;
use std::net::SocketAddr;
use std::time::Duration;

use crate::client::{ACTION, Call, TASK, connect, emulator};
use huaweicloud_sms_emulator::{Emulator, TaskState};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn address(emulator: &Emulator) -> SocketAddr {
    emulator
        .url()
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn it_listens_on_a_free_loopback_port() {
    let (one, other) = (emulator().await, emulator().await);
    assert!(address(&one).ip().is_loopback());
    assert_ne!(address(&one), address(&other));
}

#[tokio::test]
async fn emulators_share_nothing() {
    let (one, other) = (emulator().await, emulator().await);
    let start = Call::action(&one, r#"{"operation":"start"}"#);
    for emulator in [&one, &other] {
        assert_eq!(start.send(emulator).await.status, 200);
    }
}

#[tokio::test]
async fn an_address_others_can_reach_is_refused_unless_allowed() {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let builder = Emulator::builder().listen(everywhere);
    let error = builder.clone().start().await.unwrap_err();
    assert!(
        error.to_string().contains("allow remote callers"),
        "{error}"
    );

    let emulator = builder.allow_remote(true).start().await.unwrap();
    assert!(emulator.url().starts_with("http://127.0.0.1:"));
    assert_eq!(Call::get(&emulator, TASK).send(&emulator).await.status, 200);
}

#[tokio::test]
async fn a_port_in_use_is_an_error_with_its_cause() {
    let emulator = emulator().await;
    let error = Emulator::builder()
        .listen(address(&emulator))
        .start()
        .await
        .unwrap_err();
    let cause = error.source().unwrap();
    assert!(cause.is::<std::io::Error>());
    assert!(!error.to_string().contains(&cause.to_string()));
}

#[tokio::test]
async fn unusable_settings_are_errors() {
    for (builder, reason) in [
        (Emulator::builder().token(""), "0 characters"),
        (
            Emulator::builder().token("x".repeat(16_385)),
            "16385 characters",
        ),
        (
            Emulator::builder().token("canary token"),
            "a header cannot carry",
        ),
        (Emulator::builder().access_key("canary,"), "holds a comma"),
        (
            Emulator::builder().access_key("canary key"),
            "a header cannot carry",
        ),
        (
            Emulator::builder().project_id("canär"),
            "a header cannot carry",
        ),
        (Emulator::builder().access_key(""), "access key is empty"),
        (Emulator::builder().secret_key(""), "secret key is empty"),
        (Emulator::builder().user(""), "user is empty"),
        (Emulator::builder().password(""), "password is empty"),
        (Emulator::builder().domain(""), "domain is empty"),
        (Emulator::builder().project_id(""), "project id is empty"),
        (
            Emulator::builder().token_lifetime(Duration::ZERO),
            "the lifetime of tokens is zero",
        ),
        (
            Emulator::builder().token_lifetime(Duration::MAX),
            "the lifetime of tokens is longer",
        ),
        (
            Emulator::builder().temporary_key_lifetime(Duration::ZERO),
            "the lifetime of temporary keys is zero",
        ),
        (
            Emulator::builder().temporary_key_lifetime(Duration::MAX),
            "the lifetime of temporary keys is longer",
        ),
        (Emulator::builder().pace(Duration::MAX), "longer than a day"),
        (
            Emulator::builder().task("", TaskState::Ready),
            "1 or more characters",
        ),
        (
            Emulator::builder().task_of_source("t", TaskState::Ready, ""),
            "1 or more characters",
        ),
        (
            Emulator::builder().source("s".repeat(256)),
            "255 or fewer characters",
        ),
        (Emulator::builder().contract("a: ["), "no YAML document"),
        (
            Emulator::builder().contract("a: b"),
            "/components/securitySchemes",
        ),
    ] {
        let error = builder.start().await.unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        assert!(!error.contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let builder = Emulator::builder()
        .token("canary")
        .secret_key("canary")
        .password("canary");
    assert!(!format!("{builder:?}").contains("canary"));
    let emulator = builder.start().await.unwrap();
    assert!(!format!("{emulator:?}").contains("canary"));
}

#[tokio::test]
async fn nothing_answers_after_stop() {
    let emulator = emulator().await;
    let address = address(&emulator);
    emulator.stop().await;
    TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn stopping_an_idle_emulator_takes_no_time() {
    let emulator = emulator().await;
    let asked = tokio::time::Instant::now();
    emulator.stop().await;
    assert_eq!(asked.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn stop_closes_connections_that_wait() {
    let emulator = emulator().await;
    let mut fresh = connect(&emulator).await;
    let mut used = connect(&emulator).await;
    let call = Call::get(&emulator, TASK).bytes();
    let keep_alive = String::from_utf8(call)
        .unwrap()
        .replace("Connection: close\r\n", "");
    used.write_all(keep_alive.as_bytes()).await.unwrap();
    used.read_exact(&mut [0; 12]).await.unwrap();

    emulator.stop().await;
    for stream in [&mut fresh, &mut used] {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
    }
}

#[tokio::test]
async fn dropping_it_stops_it() {
    let emulator = emulator().await;
    let mut stream = connect(&emulator).await;
    drop(emulator);
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_does_not_hold_up_the_stop() {
    let emulator = emulator().await;
    let mut stream = connect(&emulator).await;
    let head = Call::get(&emulator, ACTION)
        .sent_as("POST")
        .header("Expect", "100-continue")
        .header("Content-Length", "100")
        .bytes();
    stream.write_all(&head).await.unwrap();
    // The emulator asks for the body, so it is reading it now.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).await.unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100"));

    emulator.stop().await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
}
