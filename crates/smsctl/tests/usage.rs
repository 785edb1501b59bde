//! Wrong usage ends with exit code 2, or 4 for credentials, says what is right, and sends nothing.

mod support;

use support::server::{Answer, Server};
use support::{command, run, smsctl, smsctl_at};

#[test]
fn a_value_outside_the_contract_is_answered_with_the_right_ones() {
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(
        &server,
        &["source", "set-state", "s1", "--copystate", "PAUSED"],
    );
    assert_eq!((run.code, server.connections()), (2, 0), "{run:?}");
    for value in [
        "UNAVAILABLE",
        "WAITING",
        "CUTOVERING",
        "FINISHED",
        "tip: a similar value exists: 'STOPPING' or 'STOPPED'",
    ] {
        assert!(run.stderr.contains(value), "{value}: {run:?}");
    }

    for (args, meant) in [
        (
            ["source", "set-state", "s1", "--copystate", "waiting"],
            "'WAITING'",
        ),
        (
            ["source", "set-state", "s1", "--migrationcycle", "cutoverd"],
            "'cutovered'",
        ),
        (
            ["task", "action", "t1", "--operation", "clone-test"],
            "'clone_test'",
        ),
    ] {
        let run = smsctl_at(&server, &args);
        assert_eq!((run.code, server.connections()), (2, 0), "{run:?}");
        assert!(run.stderr.contains(meant), "{run:?}");
    }
}

#[test]
fn ids_that_could_address_something_else_are_refused() {
    let server = Server::start(vec![Answer::ok()]);
    let too_long = "x".repeat(256);
    for id in [
        "", ".", "..", "/", "a/b", "..\\..", "%2e%2e", "a%2Fb", "a?b", "a#b", "a\nb", "ä", "a b",
        &too_long,
    ] {
        for args in [["task", "start", "--", id], ["task", "stop", "t1", id]] {
            let run =
                smsctl(&[&["task", args[1], "--endpoint", &server.url()], &args[2..]].concat());
            assert_eq!((run.code, server.connections()), (2, 0), "{id:?}: {run:?}");
            assert!(
                run.stderr.contains("task id") || run.stderr.contains("TASK_ID"),
                "{run:?}"
            );
        }
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let server = Server::start(vec![Answer::ok()]);
    for args in [
        &["task", "start"][..],
        &["task", "start", "t1", "t1"],
        &["source", "set-state", "s1"],
        &["source", "set-state", "s1", "--json", "[]"],
        &["source", "set-state", "s1", "--json", "{"],
        &[
            "source",
            "set-state",
            "s1",
            "--json",
            "{}",
            "--copystate",
            "WAITING",
        ],
        &["task", "action", "t1"],
        &[
            "task",
            "action",
            "t1",
            "--json",
            "{}",
            "--operation",
            "start",
        ],
        &["task", "action", "t1", "--json", "{}", "--param", "a=b"],
        &[
            "task",
            "action",
            "t1",
            "--operation",
            "start",
            "--param",
            "ab",
        ],
        &[
            "task",
            "action",
            "t1",
            "--operation",
            "start",
            "--param",
            "a=1",
            "--param",
            "a=2",
        ],
        &["task", "collect-log", "t1"],
        &["task", "collect-log", "t1", "--bucket", ""],
        &["task", "start", "t1", "--timeout", "0s"],
        &["task", "start", "t1", "--timeout", "5"],
        &["task", "start", "t1", "--emulator"],
        &["task", "start", "t1", "--region", "ap-southeast-3"],
        &["task", "start", "t1", "--token", "x"],
        &["wave", "run", "no-such-plan.csv"],
    ] {
        let run = smsctl_at(&server, args);
        assert_eq!(
            (run.code, server.connections()),
            (2, 0),
            "{args:?}: {run:?}"
        );
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{run:?}");
    }
}

#[test]
fn a_file_without_certificates_is_not_taken_for_one_with_some() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, content) in [("empty.pem", ""), ("text.pem", "no certificate")] {
        let file = folder.join(name);
        std::fs::write(&file, content).unwrap();
        let file = file.to_str().unwrap();
        let endpoint = "https://127.0.0.1:1";
        let args = [
            "task",
            "start",
            "t1",
            "--endpoint",
            endpoint,
            "--ca-file",
            file,
        ];
        let run = smsctl(&args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.contains("certificates"), "{run:?}");
    }
}

#[test]
fn an_endpoint_that_is_none_is_refused() {
    for endpoint in [
        "",
        "host",
        "ftp://127.0.0.1",
        "http://user:secret-part@127.0.0.1",
        "http://127.0.0.1?secret-part",
        "http://192.0.2.1",
        "http://sms.example.com",
    ] {
        let run = smsctl(&["task", "start", "t1", "--endpoint", endpoint]);
        assert_eq!(run.code, 2, "{endpoint}: {run:?}");
        assert!(!run.stderr.contains("secret-part"), "{run:?}");
    }
    let run = smsctl(&["task", "start", "t1"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("HUAWEICLOUD_SMS_ENDPOINT"), "{run:?}");
    let run = smsctl(&["task", "start", "t1", "--region", "mars-1"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("ap-southeast-3"), "{run:?}");
}

#[test]
fn missing_and_bad_tokens_end_with_4() {
    let server = Server::start(vec![Answer::ok()]);
    let url = server.url();
    let args = ["task", "start", "t1", "--endpoint", &url];

    let mut without = command(&args);
    without.env_remove("HUAWEICLOUD_SMS_TOKEN");
    let without = run(without);
    assert_eq!(without.code, 4, "{without:?}");
    assert!(
        without.stderr.contains("HUAWEICLOUD_SMS_TOKEN")
            && without.stderr.contains("HW_AUTH_TOKEN")
    );

    for token in ["", "two words", &"x".repeat(16_385)] {
        let mut bad = command(&args);
        bad.env("HUAWEICLOUD_SMS_TOKEN", token)
            .env("HW_AUTH_TOKEN", "good");
        let bad = run(bad);
        assert_eq!(bad.code, 4, "{bad:?}");
    }
    let missing_file = smsctl(&[&args[..], &["--token-file", "no/such/file"]].concat());
    assert_eq!(missing_file.code, 4, "{missing_file:?}");
    assert!(
        missing_file.stderr.contains("no/such/file"),
        "{missing_file:?}"
    );
    assert_eq!(server.connections(), 0);

    let mut second = command(&args);
    second
        .env_remove("HUAWEICLOUD_SMS_TOKEN")
        .env("HW_AUTH_TOKEN", "good");
    assert_eq!(run(second).code, 0);
}
