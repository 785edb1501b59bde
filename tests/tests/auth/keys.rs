//! Signed calls: what a refusal comes to, and what the clock has to do with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use contract_tests::scripted::{Scripted, Step, answer};
use huaweicloud_sms::{AccessKeys, Kind, Outcome, Secret, Sms};
use huaweicloud_sms_emulator::Emulator;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::scene::{answered, keys, sms};

async fn refused(sms: &Sms) -> huaweicloud_sms::Error {
    let error = sms.task("t1").unwrap().start().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (Kind::Unauthenticated, Outcome::Refused, 1)
    );
    error
}

#[tokio::test]
async fn a_refused_signature_is_never_sent_again() {
    let emulator = Emulator::builder().start().await.unwrap();
    let wrong = AccessKeys::new(emulator.access_key(), Secret::new("wrong")).unwrap();
    let error = refused(&sms(emulator.url(), wrong)).await;
    assert_eq!(error.code(), Some("APIGW.0301"));
    assert_eq!(answered(&emulator), [401]);
    // The clocks agree, so nothing is said of them.
    assert!(
        !error.to_string().contains("clock of this machine"),
        "{error}"
    );
}

#[tokio::test]
async fn a_client_holds_back_keys_that_were_refused() {
    let emulator = Emulator::builder().start().await.unwrap();
    let wrong = AccessKeys::new(emulator.access_key(), Secret::new("wrong")).unwrap();
    let sms = sms(emulator.url(), wrong);
    refused(&sms).await;
    let error = sms.task("t2").unwrap().start().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (Kind::Credentials, Outcome::NotSent)
    );
    assert_eq!(answered(&emulator), [401]);
}

/// How many of so many calls at once were sent and answered with 401.
async fn strikes(sms: &Sms, calls: usize) -> usize {
    let mut all = JoinSet::new();
    for number in 0..calls {
        let task = sms.task(format!("t{number}")).unwrap();
        all.spawn(async move { task.start().await.err() });
    }
    let errors = all.join_all().await;
    let refused = errors
        .iter()
        .flatten()
        .filter(|error| error.status() == Some(401));
    refused.count()
}

#[tokio::test]
async fn many_calls_at_once_with_a_wrong_key_are_one_strike() {
    let emulator = Emulator::builder().start().await.unwrap();
    let wrong = AccessKeys::new(emulator.access_key(), Secret::new("wrong")).unwrap();
    assert_eq!(strikes(&sms(emulator.url(), wrong), 50).await, 1);
    assert_eq!(answered(&emulator), [401]);
    // Nobody else is locked out.
    let right = sms(emulator.url(), keys(&emulator));
    right.task("t1").unwrap().start().await.unwrap();
}

#[tokio::test]
async fn a_gateway_that_fails_says_nothing_of_a_key() {
    for (status, body) in [
        (503, ""),
        (429, ""),
        (400, r#"{"error_code":"APIGW.0106"}"#),
        (404, "<html>"),
        (403, "<html>Blocked</html>"),
    ] {
        let service = Scripted::play(move |number| {
            let answer = match number {
                0 => answer(status, "", body),
                _ => answer(401, "", r#"{"error_code":"APIGW.0301"}"#),
            };
            vec![Step::Read, Step::Send(answer)]
        })
        .await;
        let sms = sms(
            service.url(),
            AccessKeys::new("AK", Secret::new("SK")).unwrap(),
        );
        assert_eq!(strikes(&sms, 20).await, 1, "{status}");
    }
}

#[tokio::test]
async fn calls_with_a_key_that_was_accepted_go_side_by_side() {
    /// Whatever the service behind the gateway says, it knows who called.
    const ANSWERS: [(u16, &str); 3] = [
        (200, ""),
        (400, r#"{"error_code":"SMS.1039"}"#),
        (403, r#"{"error_code":"APIG.0302"}"#),
    ];
    for (status, body) in ANSWERS {
        // After the first call, it answers when five have come.
        let five = Arc::new(Barrier::new(5));
        let service = Scripted::serve(move |mut connection| {
            let five = five.clone();
            async move {
                connection.read().await.unwrap();
                if connection.number() > 0 {
                    five.wait().await;
                }
                connection.send(&answer(status, "", body)).await.unwrap();
                connection.close().await;
            }
        })
        .await;
        let sms = sms(
            service.url(),
            AccessKeys::new("AK", Secret::new("SK")).unwrap(),
        );
        let first = sms.task("t0").unwrap().start().await;
        assert_eq!(first.is_ok(), status == 200);
        assert_eq!(strikes(&sms, 5).await, 0, "{status}");
        assert_eq!(service.seen().count(), 6);
    }
}

#[tokio::test]
async fn it_takes_five_calls_to_lock_a_key_and_five_minutes_to_unlock_it() {
    let passed = Arc::new(AtomicU64::new(0));
    let seconds = passed.clone();
    let emulator = Emulator::builder()
        .clock(move || SystemTime::now() + Duration::from_secs(seconds.load(Ordering::Relaxed)))
        .start()
        .await
        .unwrap();
    let wrong = AccessKeys::new(emulator.access_key(), Secret::new("wrong")).unwrap();
    // A client holds back keys that were refused, so each of these is a client of its own.
    let wrong = || sms(emulator.url(), wrong.clone());
    let right = || sms(emulator.url(), keys(&emulator));
    for calls in 1..=4 {
        refused(&wrong()).await;
        assert_eq!(answered(&emulator).len(), calls);
    }
    // Four do not lock it, and a right one in between starts the count anew.
    right().task("t1").unwrap().start().await.unwrap();
    for _ in 0..5 {
        refused(&wrong()).await;
    }
    let error = refused(&right()).await;
    assert!(error.to_string().contains("locked"), "{error}");
    assert_eq!(answered(&emulator).len(), 11);

    passed.store(301, Ordering::Relaxed);
    right().task("t2").unwrap().start().await.unwrap();
}

#[tokio::test]
async fn a_clock_that_is_off_by_an_hour_is_told_with_how_far() {
    const HOUR: Duration = Duration::from_secs(3_600);
    for (moved, direction) in [
        (SystemTime::now as fn() -> SystemTime, None),
        (|| SystemTime::now() + HOUR, Some("behind")),
        (|| SystemTime::now() - HOUR, Some("ahead of")),
    ] {
        let emulator = Emulator::builder().clock(moved).start().await.unwrap();
        let sms = sms(emulator.url(), keys(&emulator));
        let Some(direction) = direction else {
            sms.task("t1").unwrap().start().await.unwrap();
            continue;
        };
        let text = refused(&sms).await.to_string();
        let (_, skew) = text.split_once("the clock of this machine is ").unwrap();
        let (seconds, rest) = skew.split_once(" s ").unwrap();
        let seconds: u64 = seconds.parse().unwrap();
        // Dates have whole seconds, and the call takes some time as well.
        assert!((3_598..=3_605).contains(&seconds), "{text}");
        assert!(rest.starts_with(direction), "{text}");
        assert!(rest.ends_with("set the clock"), "{text}");
        assert_eq!(answered(&emulator), [401]);
    }
}

#[tokio::test]
async fn a_refused_token_has_nothing_to_do_with_the_clock() {
    let hour = Duration::from_secs(3_600);
    let emulator = Emulator::builder()
        .clock(move || SystemTime::now() + hour)
        .start()
        .await
        .unwrap();
    let token = huaweicloud_sms::Token::new("another-token").unwrap();
    let text = refused(&sms(emulator.url(), token)).await.to_string();
    assert!(!text.contains("clock"), "{text}");
}
