//! An IAM that hangs, fails for a while, or stands behind something that does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use contract_tests::calls::AtOnce;
use contract_tests::scripted::{Script, Scripted, Step, answer};
use huaweicloud_sms::auth::{Address, ErrorKind, Iam, PasswordLogin, Project};
use huaweicloud_sms::{Kind, Outcome, Secret, Sms, SmsBuilder};
use huaweicloud_sms_emulator::Emulator;
use tokio::time::Instant;

use crate::scene::{answered, login};
use crate::time::Time;

const TOKEN: &str = "issued-token";
const SECOND: Duration = Duration::from_secs(1);

/// IAM with an answer for each login, the last of which is given again and again. `None` is none at all.
async fn iam(answers: Vec<Option<Bytes>>) -> Scripted {
    Scripted::play(move |number| {
        let answer = answers.get(number).or(answers.last()).cloned().flatten();
        match answer {
            Some(answer) => vec![Step::Read, Step::Send(answer)],
            None => vec![Step::Read, Step::Stall],
        }
    })
    .await
}

#[tokio::test]
async fn once_iam_is_back_the_next_call_works_whatever_it_answered_before() {
    for headers in [
        "",
        "Retry-After: 0\r\n",
        "Retry-After: 1\r\n",
        "Retry-After: 60\r\n",
    ] {
        let time = Time::hold();
        let down = failure(503, headers, "");
        let mut answers = vec![down; 12];
        answers.push(token(600));
        let (emulator, iam) = (service().await, iam(answers).await);
        let sms = client(&emulator, &iam).build().unwrap();
        while iam.seen().count() < 12 {
            let _ = time.pass_until_end_of(collect_log(sms.clone())).await;
            time.pass(200 * SECOND / 1_000).await;
        }
        time.pass_until_end_of(collect_log(sms)).await.unwrap();
        tokio::time::resume();
    }
}

/// The token that the service takes.
fn token(seconds: u64) -> Option<Bytes> {
    let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    Some(answer(
        201,
        &format!("Date: {date}\r\nX-Subject-Token: {TOKEN}\r\n"),
        format!(r#"{{"token":{{"expires_at":"1970-01-01T00:{minutes:02}:{seconds:02}Z"}}}}"#),
    ))
}

fn failure(status: u16, headers: &str, body: &str) -> Option<Bytes> {
    Some(answer(status, headers, body))
}

async fn service() -> Emulator {
    Emulator::builder().token(TOKEN).start().await.unwrap()
}

fn client(emulator: &Emulator, iam: &Scripted) -> SmsBuilder {
    let login = PasswordLogin {
        iam: Iam::at(Address::parse(&iam.url()).unwrap()).unwrap(),
        user: "u".to_owned(),
        password: Secret::new("p"),
        domain: "d".to_owned(),
        project: Project::Id("p".to_owned()),
    };
    Sms::builder()
        .endpoint(emulator.url())
        .credentials(login)
        .retry(AtOnce(3))
}

async fn collect_log(sms: Sms) -> Result<u32, huaweicloud_sms::Error> {
    let receipt = sms.task("t1")?.collect_log("b").await?;
    Ok(receipt.attempts())
}

#[tokio::test]
async fn an_iam_that_hangs_fails_no_call_with_a_valid_token_however_little_time_it_has() {
    let time = Time::hold();
    let (emulator, iam) = (service().await, iam(vec![token(600), None]).await);
    let sms = client(&emulator, &iam)
        .timeout(200 * SECOND / 1_000)
        .build()
        .unwrap();
    let call = || time.pass_until_end_of(collect_log(sms.clone()));
    call().await.unwrap();
    // A tenth of its life is left.
    time.pass(545 * SECOND).await;
    for _ in 0..50 {
        assert_eq!(call().await.unwrap(), 1);
        time.pass(SECOND).await;
    }
    // And not one login for each of them.
    assert!(
        (2..=20).contains(&iam.seen().count()),
        "{}",
        iam.seen().count()
    );
}

#[tokio::test]
async fn after_an_outage_a_call_with_little_time_works() {
    let time = Time::hold();
    let emulator = Emulator::builder()
        .clock(time.clock())
        .start()
        .await
        .unwrap();
    let sms = Sms::builder()
        .endpoint(emulator.url())
        .credentials(login(&emulator))
        .timeout(1_500 * SECOND / 1_000)
        .build()
        .unwrap();
    emulator.set_iam_available(false);
    for _ in 0..20 {
        let error = time
            .pass_until_end_of(collect_log(sms.clone()))
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (Kind::Credentials, 0));
    }
    emulator.set_iam_available(true);
    time.pass_until_end_of(collect_log(sms)).await.unwrap();
}

#[tokio::test]
async fn logins_that_were_given_up_leave_a_back_off_behind() {
    let time = Time::hold();
    let (emulator, iam) = (service().await, iam(vec![None]).await);
    let sms = client(&emulator, &iam)
        .timeout(100 * SECOND / 1_000)
        .build()
        .unwrap();
    for _ in 0..100 {
        let error = time
            .pass_until_end_of(collect_log(sms.clone()))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (Kind::Credentials, Outcome::NotSent)
        );
        assert!(error.is_retryable());
    }
    // Ten seconds, with a back-off of two tenths of one at first and of a second later.
    assert!(iam.seen().count() <= 15, "{}", iam.seen().count());
}

#[tokio::test]
async fn a_page_of_something_in_between_is_no_refusal_of_the_user() {
    for (status, page) in [
        (400, "<html>Blocked</html>"),
        (403, ""),
        (
            404,
            r#"{"error_code":"APIGW.0101","error_msg":"no such API"}"#,
        ),
        (502, "<html>Blocked</html>"),
    ] {
        let time = Time::hold();
        let page = failure(status, "", page);
        let (emulator, iam) = (service().await, iam(vec![page, token(600)]).await);
        let sms = client(&emulator, &iam).build().unwrap();
        // It is tried again like anything that did not reach the service, and is no attempt.
        let attempts = time.pass_until_end_of(collect_log(sms)).await.unwrap();
        assert_eq!((attempts, iam.seen().count()), (1, 2), "{status}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn iam_is_not_asked_again_before_it_wants_to_be() {
    let time = Time::hold();
    let busy = failure(
        429,
        "Retry-After: 3\r\n",
        r#"{"error_code":"APIGW.0308","error_msg":"busy"}"#,
    );
    let (emulator, iam) = (service().await, iam(vec![busy, token(600)]).await);
    let sms = client(&emulator, &iam).build().unwrap();
    let began = Instant::now();
    time.pass_until_end_of(collect_log(sms.clone()))
        .await
        .unwrap();
    let waited = began.elapsed();
    assert!((3 * SECOND..4 * SECOND).contains(&waited), "{waited:?}");

    // Whoever cannot wait is told at once, and IAM is left alone.
    let busy = failure(503, "Retry-After: 3\r\n", "");
    let (emulator, iam) = (service().await, self::iam(vec![busy]).await);
    let sms = client(&emulator, &iam).timeout(2 * SECOND).build().unwrap();
    for _ in 0..10 {
        let error = time
            .pass_until_end_of(collect_log(sms.clone()))
            .await
            .unwrap_err();
        let left = error.retry_after().unwrap();
        assert!((2 * SECOND..=3 * SECOND).contains(&left), "{left:?}");
        assert_eq!(
            error.credentials_error().unwrap().kind(),
            ErrorKind::Unavailable
        );
    }
    assert_eq!(iam.seen().count(), 1);
}

#[tokio::test]
async fn a_refusal_without_a_renewal_is_told_as_the_service_said_it() {
    let time = Time::hold();
    let refusals = Arc::new(AtomicUsize::new(0));
    let counter = refusals.clone();
    let service = Scripted::play(move |_| -> Script {
        counter.fetch_add(1, Ordering::Relaxed);
        let body = r#"{"error_code":"APIGW.0307","error_msg":"renew"}"#;
        vec![Step::Read, Step::Send(answer(401, "", body))]
    })
    .await;
    let emulator = self::service().await;
    let iam = iam(vec![token(600), failure(503, "", "")]).await;
    let sms = client(&emulator, &iam)
        .endpoint(&*service.url())
        .build()
        .unwrap();
    let error = time.pass_until_end_of(collect_log(sms)).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (Kind::Unauthenticated, Outcome::Refused, 1)
    );
    assert_eq!(
        (error.status(), error.code(), error.request_id()),
        (Some(401), Some("APIGW.0307"), Some("r-401"))
    );
    assert_eq!(
        error.credentials_error().unwrap().kind(),
        ErrorKind::Unavailable
    );
    assert!(
        error.to_string().contains("others could not be had"),
        "{error}"
    );
    assert_eq!(refusals.load(Ordering::Relaxed), 1);
    assert!(answered(&emulator).is_empty());
}
