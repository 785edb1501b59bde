//! `smsctl emulator`.
#![allow(clippy::unwrap_used, reason = "what goes wrong in a test ends it")]

mod support;

#[cfg(unix)]
use std::process::Command;

use support::emulator::Emulator;
use support::{CANARY, command, run, smsctl};

#[test]
fn it_prints_where_it_is_and_what_it_accepts() {
    let emulator = Emulator::start(&[]);
    assert!(emulator.url().starts_with("http://127.0.0.1:"));
    assert_eq!(emulator.call(&["task", "start", "t1"]).code, 0);
    assert_eq!(
        emulator
            .call(&["source", "set-state", "s1", "--copystate", "WAITING"])
            .code,
        0
    );

    let refused = smsctl(&[
        "task",
        "start",
        "t1",
        "--endpoint",
        emulator.url(),
        "--output",
        "json",
    ]);
    assert_eq!(
        (refused.code, refused.result()["code"].as_str()),
        (4, Some("APIGW.0301"))
    );
}

#[test]
fn it_prints_all_that_it_accepts() {
    let emulator = Emulator::start(&[]);
    let mut names: Vec<_> = emulator.line.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "access_key",
            "domain",
            "iam_url",
            "metadata_url",
            "password",
            "project_id",
            "secret_key",
            "token",
            "url",
            "user",
        ]
    );
    for (name, value) in emulator.line.as_object().unwrap() {
        let value = value.as_str().unwrap();
        let expected = if name.ends_with("url") {
            emulator.url()
        } else {
            // Nobody can take a default for a real one.
            "sms"
        };
        assert!(
            value.to_lowercase().starts_with(expected),
            "{name}: {value}"
        );
    }
}

#[test]
fn all_that_it_accepts_can_be_set() {
    let settings = [
        ("SMS_EMULATOR_TOKEN", "token", "my-own-token"),
        ("SMS_EMULATOR_ACCESS_KEY", "access_key", "my-own-ak"),
        ("SMS_EMULATOR_SECRET_KEY", "secret_key", "my-own-sk"),
        ("SMS_EMULATOR_USER", "user", "my own user"),
        ("SMS_EMULATOR_PASSWORD", "password", "my own password"),
        ("SMS_EMULATOR_DOMAIN", "domain", "my own domain"),
        ("SMS_EMULATOR_PROJECT_ID", "project_id", "my-own-project"),
    ];
    let variables = settings.map(|(variable, _, value)| (variable, value));
    let emulator = Emulator::start_with(&[], &variables);
    for (_, name, value) in settings {
        assert_eq!(emulator.line[name], value);
    }
    assert_eq!(emulator.call(&["task", "start", "t1"]).code, 0);
}

#[test]
fn the_project_goes_by_its_name_and_by_that_of_any_region() {
    let variables = [("SMS_EMULATOR_PROJECT_NAME", "ap-southeast-3_mine")];
    let emulator = Emulator::start_with(&[], &variables);
    for (name, code) in [
        ("ap-southeast-3_mine", 0),
        ("ap-southeast-3", 0),
        ("cn-north-4", 0),
        (emulator.value("project_id"), 4),
        ("nowhere", 4),
    ] {
        let mut command = command(&["auth", "check"]);
        command
            .env_remove("HUAWEICLOUD_SMS_TOKEN")
            .env("HW_USER_NAME", emulator.value("user"))
            .env("HW_USER_PASSWORD", emulator.value("password"))
            .env("HW_DOMAIN_NAME", emulator.value("domain"))
            .env("HW_PROJECT_NAME", name)
            .env("HW_AUTH_URL", emulator.value("iam_url"));
        let run = run(command);
        assert_eq!(run.code, code, "{name}: {run:?}");
    }
}

#[test]
fn what_credentials_depend_on_can_be_set() {
    for args in [
        &["--token-lifetime", "1s"][..],
        &["--key-lifetime", "90m"],
        &["--clock-offset", "+20m"],
        &["--clock-offset", "-20m"],
        &["--without-iam"],
        &["--without-metadata-tokens"],
    ] {
        let emulator = Emulator::start(args);
        assert_eq!(emulator.call(&["task", "start", "t1"]).code, 0, "{args:?}");
    }
    // Each goes where it should.
    let emulator = Emulator::start(&["--token-lifetime", "1h", "--key-lifetime", "2h"]);
    for (method, hours) in [("password", 1), ("metadata", 2)] {
        let mut command = command(&["auth", "check", "--auth", method, "--output", "json"]);
        command
            .env_remove("HUAWEICLOUD_SMS_TOKEN")
            .env(
                "HUAWEICLOUD_METADATA_ENDPOINT",
                emulator.value("metadata_url"),
            )
            .env("HW_USER_NAME", emulator.value("user"))
            .env("HW_USER_PASSWORD", emulator.value("password"))
            .env("HW_DOMAIN_NAME", emulator.value("domain"))
            .env("HW_REGION_NAME", "cn-north-4")
            .env("HW_AUTH_URL", emulator.value("iam_url"));
        let run = run(command);
        let left = run.result()["expires_in_seconds"].as_u64().unwrap();
        assert!(
            (hours * 3600 - 60..=hours * 3600).contains(&left),
            "{method}: {run:?}"
        );
    }
    let mut command = command(&["emulator", "--token-lifetime", "0s"]);
    command.env_remove("HUAWEICLOUD_SMS_TOKEN");
    assert_eq!(run(command).code, 2);
}

#[test]
fn what_cannot_be_accepted_is_refused_without_being_printed() {
    for variable in [
        "SMS_EMULATOR_TOKEN",
        "SMS_EMULATOR_ACCESS_KEY",
        "SMS_EMULATOR_PROJECT_ID",
    ] {
        let mut command = command(&["emulator"]);
        command.env(variable, format!("{CANARY} and more"));
        let run = run(command);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("a header cannot carry"), "{run:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_setting_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt;

    let mut command = command(&["emulator"]);
    command.env(
        "SMS_EMULATOR_PASSWORD",
        std::ffi::OsStr::from_bytes(b"\xff"),
    );
    let run = run(command);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("SMS_EMULATOR_PASSWORD"), "{run:?}");
}

#[test]
fn a_strict_one_knows_no_id_by_itself() {
    let emulator = Emulator::start(&["--strict"]);
    let run = emulator.call(&["task", "start", "t1", "--output", "json"]);
    assert_eq!((run.code, run.result()["status"].as_u64()), (3, Some(404)));
}

#[test]
fn a_lenient_one_takes_the_old_name_of_a_field() {
    let old = r#"{"operation":"collect_log","params":{"bucket":"b"}}"#;
    let strict = Emulator::start(&[]);
    let run = strict.call(&["task", "action", "t1", "--json", old]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("param"), "{run:?}");
    let lenient = Emulator::start(&["--lenient"]);
    assert_eq!(
        lenient.call(&["task", "action", "t1", "--json", old]).code,
        0
    );
}

#[test]
fn what_a_task_cannot_do_is_refused() {
    let emulator = Emulator::start(&[]);
    let run = emulator.call(&["task", "stop", "t1", "--output", "json"]);
    assert_eq!(
        (run.code, run.result()["code"].as_str()),
        (3, Some("SMS.1038"))
    );
}

#[test]
fn an_address_that_is_taken_is_refused() {
    let emulator = Emulator::start(&[]);
    let address = emulator.url().replace("http://", "");
    let run = smsctl(&["emulator", "--listen", &address]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("caused by:"), "{run:?}");
}

#[test]
fn other_machines_are_let_in_only_if_that_is_asked_for() {
    let refused = smsctl(&["emulator", "--listen", "0.0.0.0:0"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("--allow-remote"), "{refused:?}");

    let emulator = Emulator::start(&["--listen", "0.0.0.0:0", "--allow-remote"]);
    assert!(emulator.url().starts_with("http://127.0.0.1:"));
    assert_eq!(emulator.call(&["task", "start", "t1"]).code, 0);
}

#[test]
fn its_help_names_the_variables_that_set_it() {
    let help = smsctl(&["emulator", "--help"]);
    assert_eq!(help.code, 0);
    for name in [
        "TOKEN",
        "ACCESS_KEY",
        "SECRET_KEY",
        "USER",
        "PASSWORD",
        "DOMAIN",
        "PROJECT_ID",
    ] {
        let variable = format!("SMS_EMULATOR_{name}");
        assert!(help.stdout.contains(&variable), "{variable}: {help:?}");
    }
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let mut emulator = Emulator::start(&[]);
        let id = emulator.process.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(emulator.process.wait().unwrap().code(), Some(0));
    }
}
