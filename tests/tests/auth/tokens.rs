//! Tokens that are fetched for a password: how many, when, and what an outage of IAM does.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use huaweicloud_sms::auth::ErrorKind;
use huaweicloud_sms::{CopyState, CredentialsError, Kind, Outcome, Sms};
use huaweicloud_sms_emulator::{Emulator, EmulatorBuilder};
use tokio::task::JoinSet;
use tokio::task::coop::unconstrained;

use crate::scene::{answered, login, sms};
use crate::time::Time;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

async fn scene(builder: EmulatorBuilder) -> (Emulator, Sms) {
    let emulator = builder.start().await.unwrap();
    let sms = sms(emulator.url(), login(&emulator));
    (emulator, sms)
}

async fn report(sms: &Sms) -> Result<(), huaweicloud_sms::Error> {
    let source = sms.source("s1")?;
    source.set_state(CopyState::Syncing).await.map(drop)
}

#[tokio::test]
async fn a_thousand_concurrent_first_calls_fetch_one_token() {
    /// So many connections at a time do with the files that any system lets a process open.
    const AT_ONCE: usize = 100;

    let (emulator, sms) = scene(Emulator::builder()).await;
    let mut calls: Vec<Pin<Box<_>>> = (0..1_000)
        .map(|number| sms.task(format!("t{number}")).unwrap())
        .map(|task| Box::pin(async move { task.start().await }))
        .collect();
    // In one go and without a rest, so that nothing was fetched before the last one has asked.
    unconstrained(poll_fn(|context| {
        for call in &mut calls {
            assert!(call.as_mut().poll(context).is_pending());
        }
        Poll::Ready(())
    }))
    .await;
    let mut calls = calls.into_iter();
    while calls.len() > 0 {
        let some: JoinSet<_> = calls.by_ref().take(AT_ONCE).collect();
        for result in some.join_all().await {
            result.unwrap();
        }
    }
    assert_eq!(emulator.tokens_issued(), 1);
}

#[tokio::test]
async fn a_token_that_expires_in_mid_run_is_renewed_without_a_failed_call() {
    let time = Time::hold();
    let builder = Emulator::builder().clock(time.clock());
    let (emulator, sms) = scene(builder.token_lifetime(10 * MINUTE)).await;
    // An hour, and so six lifetimes.
    for _ in 0..360 {
        report(&sms).await.unwrap();
        time.pass(10 * SECOND).await;
    }
    assert!(answered(&emulator).iter().all(|status| *status == 200));
    let issued = emulator.tokens_issued();
    assert!((6..=8).contains(&issued), "{issued} tokens");
}

#[tokio::test]
async fn a_minute_without_iam_costs_no_call_while_the_token_is_good() {
    let time = Time::hold();
    let builder = Emulator::builder().clock(time.clock());
    let (emulator, sms) = scene(builder.token_lifetime(60 * MINUTE)).await;
    report(&sms).await.unwrap();
    // It is to be renewed by now, and has two minutes left.
    time.pass(58 * MINUTE).await;
    emulator.set_iam_available(false);
    for _ in 0..60 {
        report(&sms).await.unwrap();
        time.pass(SECOND).await;
    }
    let refused = emulator.requests().into_iter();
    let refused = refused.filter(|request| request.status == 503).count();
    assert!((1..=30).contains(&refused), "IAM was asked {refused} times");
    assert_eq!(emulator.tokens_issued(), 1);

    emulator.set_iam_available(true);
    time.pass(5 * SECOND).await;
    report(&sms).await.unwrap();
    assert_eq!(emulator.tokens_issued(), 2);
}

#[tokio::test]
async fn once_iam_is_back_the_next_call_works() {
    let time = Time::hold();
    let (emulator, sms) = scene(Emulator::builder().clock(time.clock())).await;
    emulator.set_iam_available(false);
    // What an error of the credentials comes to is told at once, but after a failure the next call backs off first.
    for _ in 0..3 {
        let sms = sms.clone();
        let call = async move { report(&sms).await.unwrap_err() };
        let error = time.pass_until_end_of(call).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Credentials, Outcome::NotSent)
        );
        let cause = std::error::Error::source(&error).unwrap();
        let cause = cause.downcast_ref::<CredentialsError>().unwrap();
        assert_eq!(cause.kind(), ErrorKind::Unavailable);
    }
    assert!(answered(&emulator).is_empty());

    emulator.set_iam_available(true);
    let call = async move { report(&sms).await };
    time.pass_until_end_of(call).await.unwrap();
    assert_eq!(emulator.tokens_issued(), 1);
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_and_the_action_sent_once_more() {
    let (emulator, sms) = scene(Emulator::builder()).await;
    sms.task("t1").unwrap().start().await.unwrap();
    emulator.expire_tokens();
    let receipt = sms.task("t2").unwrap().start().await.unwrap();
    assert_eq!(receipt.attempts(), 2);
    assert_eq!(answered(&emulator), [200, 401, 200]);
    assert_eq!(emulator.tokens_issued(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_for_good_is_renewed_only_once() {
    let issuer = Emulator::builder().start().await.unwrap();
    let stranger = Emulator::builder().start().await.unwrap();
    let error = sms(stranger.url(), login(&issuer))
        .task("t1")
        .unwrap()
        .start()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (Kind::Unauthenticated, Outcome::Refused, 2)
    );
    assert_eq!(answered(&stranger), [401, 401]);
    assert_eq!(issuer.tokens_issued(), 2);
}

#[tokio::test]
async fn many_calls_with_tokens_that_are_refused_for_good_fetch_two() {
    let issuer = Emulator::builder().start().await.unwrap();
    let stranger = Emulator::builder().start().await.unwrap();
    let sms = sms(stranger.url(), login(&issuer));
    for number in 0..100 {
        let task = sms.task(format!("t{number}")).unwrap();
        assert_eq!(task.start().await.unwrap_err().status(), Some(401));
    }
    assert_eq!(issuer.tokens_issued(), 2);
    assert_eq!(answered(&stranger).len(), 101);
}

#[tokio::test]
async fn when_many_tokens_are_refused_at_once_one_is_fetched() {
    let (emulator, sms) = scene(Emulator::builder()).await;
    report(&sms).await.unwrap();
    emulator.expire_tokens();
    let mut calls = JoinSet::new();
    for number in 0..100 {
        let task = sms.task(format!("t{number}")).unwrap();
        calls.spawn(async move { task.start().await.unwrap() });
    }
    calls.join_all().await;
    assert_eq!(emulator.tokens_issued(), 2);
}
