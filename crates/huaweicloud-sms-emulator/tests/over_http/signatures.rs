//! Calls that are signed with an access key.

use huaweicloud_sms_emulator::Emulator;

use crate::client::{ACTION, CHANGESTATE, Call, Reply, SOURCE, START, TASK};
use crate::clock::TestClock;
use crate::signer::{Signer, sdk_date};

/// A look at a task, without credentials.
fn look() -> Call {
    Call::bare("GET", TASK)
}

fn start() -> Call {
    Call::bare("POST", ACTION).json(START)
}

#[track_caller]
fn assert_not_signed(reply: &Reply, reason: &str) {
    reply.assert_refused(401, "APIGW.0301");
    let message = reply.message();
    assert!(
        message.starts_with("verify aksk signature fail: "),
        "{message}"
    );
    assert!(message.contains(reason), "{reason}: {message}");
}

#[tokio::test]
async fn a_signed_call_needs_no_token() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signer = Signer::of(&emulator);
    for call in [
        start(),
        Call::bare("PUT", CHANGESTATE).json(r#"{"copystate":"ERROR"}"#),
        Call::bare("GET", TASK),
        Call::bare("GET", SOURCE),
    ] {
        let reply = signer.sign(call, clock.now()).send(&emulator).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[tokio::test]
async fn the_machines_clock_is_the_default() {
    let emulator = Emulator::builder().start().await.unwrap();
    let call = Signer::of(&emulator).sign(look(), std::time::SystemTime::now());
    assert_eq!(call.send(&emulator).await.status, 200);
}

#[tokio::test]
async fn keys_of_ones_own_replace_the_default() {
    let clock = TestClock::new();
    let builder = clock.builder().access_key("AK").secret_key("SK");
    let emulator = builder.start().await.unwrap();
    assert_eq!((emulator.access_key(), emulator.secret_key()), ("AK", "SK"));
    let own = Signer::of(&emulator).sign(look(), clock.now());
    assert_eq!(own.send(&emulator).await.status, 200);

    let default = Signer::of(&clock.emulator().await).sign(look(), clock.now());
    assert_not_signed(&default.send(&emulator).await, "does not exist");
}

#[tokio::test]
async fn whatever_headers_are_listed_are_verified() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signer = Signer::of(&emulator);
    for signed in [
        &["host", "x-sdk-date"][..],
        &["content-length", "content-type", "host", "x-sdk-date"],
        &["connection", "x-padded", "x-sdk-date", "x-twice"],
    ] {
        let call = Call::bare("PUT", CHANGESTATE)
            .header("X-Padded", "   a  b \t ")
            .header("X-Twice", "1")
            .header("X-Twice", "2")
            .json(r#"{"copystate":"ERROR"}"#);
        let call = signer.sign_headers(call, clock.now(), signed);
        let reply = call.send(&emulator).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[tokio::test]
async fn a_header_added_later_matters_only_if_it_is_listed() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signer = Signer::of(&emulator);
    for (signed, taken) in [
        (&["x-sdk-date"][..], true),
        (&["x-mine", "x-sdk-date"], false),
    ] {
        let call = look().header("X-Mine", "1");
        let changed = signer
            .sign_headers(call, clock.now(), signed)
            .header("X-Mine", "2");
        let reply = changed.send(&emulator).await;
        if taken {
            assert_eq!(reply.status, 200, "{}", reply.body);
        } else {
            assert_not_signed(&reply, "the signature is wrong");
        }
    }
}

#[tokio::test]
async fn a_body_changed_on_the_way_is_refused_and_starts_nothing() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signer = Signer::of(&emulator);
    // JSON of the same meaning and length, but not the same bytes.
    let changed = signer
        .sign(start(), clock.now())
        .body(r#"{"operation" :"start"}"#);
    let length = format!("Content-Length: {}\r\n", START.len());
    let bytes = String::from_utf8(changed.bytes()).unwrap();
    let bytes = bytes.replacen(&length, "", 1);
    let reply = Reply::parse(&crate::client::exchange(&emulator, bytes.as_bytes()).await);
    assert_not_signed(&reply, "the signature is wrong");

    let unchanged = signer.sign(start(), clock.now());
    assert_eq!(unchanged.send(&emulator).await.status, 200);
}

#[tokio::test]
async fn method_path_and_query_are_signed() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signed = Signer::of(&emulator).sign(
        Call::bare("GET", &format!("{TASK}?a=1&b=%C3%A9")),
        clock.now(),
    );
    for (path, taken) in [
        (format!("{TASK}?a=1&b=%C3%A9"), true),
        (format!("{TASK}?b=%c3%a9&a=%31"), true),
        (format!("{TASK}?a=1&b=%C3%A8"), false),
        (format!("{TASK}?a=1"), false),
        (TASK.to_owned(), false),
        (format!("{SOURCE}?a=1&b=%C3%A9"), false),
    ] {
        let reply = signed.clone().to(&path).send(&emulator).await;
        if taken {
            assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        } else {
            assert_not_signed(&reply, "the signature is wrong");
        }
    }

    let emulator = clock.emulator().await;
    let signed = Signer::of(&emulator).sign(start(), clock.now());
    let moved = signed.sent_as("PUT").to(CHANGESTATE).send(&emulator).await;
    assert_not_signed(&moved, "the signature is wrong");
}

#[tokio::test]
async fn a_wrong_signature_is_told_the_digest_of_the_canonical_request() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let wrong = Signer::of(&emulator).with_wrong_secret();
    let reply = wrong.sign(look(), clock.now()).send(&emulator).await;
    // Recomputed with sha256sum from GET, the path, an empty query, the date, and the digest of an empty body.
    let digest = "d65c271af3c876a81d99c42133a678399820723d5adade3c1516f1f1f037b17e";
    assert_not_signed(&reply, digest);
}

#[tokio::test]
async fn a_clock_may_be_off_by_fifteen_minutes_either_way() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let call = Signer::of(&emulator).sign(look(), clock.now());
    for (seconds, taken) in [(900, true), (901, false), (-900, true), (-901, false)] {
        clock.shift(seconds);
        let reply = call.send(&emulator).await;
        if taken {
            assert_eq!(reply.status, 200, "{}", reply.body);
        } else {
            assert_not_signed(&reply, "is 901 s off the emulator's clock");
        }
        clock.shift(-seconds);
    }
}

#[tokio::test]
async fn every_answer_tells_the_time_of_the_emulator() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    for path in [TASK, "/nowhere", "/v3/auth/tokens"] {
        let reply = Call::bare("GET", path).send(&emulator).await;
        assert_eq!(reply.header("date"), Some("Fri, 15 Nov 2019 03:36:55 GMT"));
        assert_eq!(reply.head.to_lowercase().matches("\ndate:").count(), 1);
    }
}

#[tokio::test]
async fn five_wrong_signatures_in_a_row_lock_the_key_for_five_minutes() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let right = Signer::of(&emulator);
    let wrong = right.with_wrong_secret();
    for _ in 0..5 {
        let reply = wrong.sign(look(), clock.now()).send(&emulator).await;
        assert_not_signed(&reply, "the signature is wrong");
    }

    let refused = right.sign(look(), clock.now()).send(&emulator).await;
    assert_not_signed(&refused, "is locked after 5 wrong signatures");
    assert!(refused.message().ends_with("wait 300 s"));
    clock.shift(299);
    let refused = right.sign(look(), clock.now()).send(&emulator).await;
    assert_not_signed(&refused, "wait 1 s");
    let with_token = Call::get(&emulator, TASK).send(&emulator).await;
    assert_eq!(with_token.status, 200);

    clock.shift(1);
    let taken = right.sign(look(), clock.now()).send(&emulator).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
}

#[tokio::test]
async fn a_right_signature_starts_the_count_of_wrong_ones_anew() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let right = Signer::of(&emulator);
    let wrong = right.with_wrong_secret();
    for _ in 0..3 {
        for _ in 0..4 {
            let reply = wrong.sign(look(), clock.now()).send(&emulator).await;
            assert_not_signed(&reply, "the signature is wrong");
        }
        let reply = right.sign(look(), clock.now()).send(&emulator).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[tokio::test]
async fn what_cannot_be_verified_does_not_count_against_the_key() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let right = Signer::of(&emulator);
    let call = right.with_wrong_secret().sign(look(), clock.now());
    clock.shift(901);
    for _ in 0..6 {
        assert_not_signed(&call.send(&emulator).await, "901 s off");
    }
    let reply = right.sign(look(), clock.now()).send(&emulator).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_signed_call_is_named() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let signer = Signer::of(&emulator);
    let date = sdk_date(clock.now());
    let ak = emulator.access_key();
    let by_hand = |access: &str, list: &str| {
        look().header(
            "Authorization",
            &format!("SDK-HMAC-SHA256 Access={access}, SignedHeaders={list}, Signature=00"),
        )
    };
    let dated = |list: &str| by_hand(ak, list).header("X-Sdk-Date", &date);
    for (call, reason) in [
        (
            look().header("Authorization", "Bearer a"),
            "not of the form",
        ),
        (look().header("Authorization", ""), "not of the form"),
        (
            signer
                .sign(look(), clock.now())
                .header("Authorization", "again"),
            "not of the form",
        ),
        (by_hand("nobody", "x-sdk-date"), "does not exist"),
        (by_hand(&ak[..5], "x-sdk-date"), "does not exist"),
        (dated("host"), "`x-sdk-date` is not signed"),
        (
            by_hand(ak, "x-sdk-date"),
            "`x-sdk-date`, which was not sent",
        ),
        (dated("x-sdk-date;host"), "SignedHeaders is not in order"),
        (dated("Host;x-sdk-date"), "SignedHeaders is not in order"),
        (dated("x-a;x-sdk-date"), "`x-a`, which was not sent"),
        (
            by_hand(ak, "x-sdk-date").header("X-Sdk-Date", "2019-11-15T03:36:55Z"),
            "is no date",
        ),
        (
            dated("x-sdk-date").header("X-Sdk-Date", &date),
            "is no date",
        ),
        (
            dated("x-sdk-date").header("X-Security-Token", "a"),
            "is a permanent one",
        ),
        (
            dated("x-sdk-date").to(&format!("{TASK}?a=%zz")),
            "not percent-encoded",
        ),
        (dated("x-sdk-date"), "the signature is wrong"),
    ] {
        assert_not_signed(&call.send(&emulator).await, reason);
    }
}

#[tokio::test]
async fn another_project_than_the_emulators_is_refused() {
    let clock = TestClock::new();
    let emulator = clock.builder().project_id("p1").start().await.unwrap();
    assert_eq!(emulator.project_id(), "p1");
    let signer = Signer::of(&emulator);
    let of = |project| signer.sign(look().header("X-Project-Id", project), clock.now());
    assert_eq!(of("p1").send(&emulator).await.status, 200);
    assert_not_signed(&of("p2").send(&emulator).await, "names another project");
    assert_not_signed(&of("").send(&emulator).await, "names another project");
    let both = of("p1").header("X-Project-Id", "p2");
    assert_not_signed(&both.send(&emulator).await, "names another project");
}

#[tokio::test]
async fn a_token_and_a_signature_at_once_are_refused() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let call = Signer::of(&emulator).sign(Call::get(&emulator, TASK), clock.now());
    let reply = call.send(&emulator).await;
    reply.assert_refused(401, "APIGW.0301");
    assert!(
        reply.message().starts_with("both a token"),
        "{}",
        reply.body
    );
}

#[tokio::test]
async fn a_signed_body_that_is_too_large_is_refused_as_such() {
    let clock = TestClock::new();
    let emulator = clock.emulator().await;
    let call = Call::bare("POST", ACTION).json(" ".repeat(10_241));
    let call = Signer::of(&emulator).sign(call, clock.now());
    call.send(&emulator).await.assert_refused(401, "SMS.2004");
}
