//! Every place where users already have credentials, each with nothing else set than the addresses of an emulator.
#![allow(clippy::unwrap_used, reason = "what goes wrong in a test ends it")]

mod support;

use serde_json::Value;
use support::emulator::Emulator;
use support::nobody;
use support::places::{Place, home, places, profile_of, set_mode, smsctl};
use support::server::{Answer, Server};

#[test]
fn credentials_of_every_place_start_a_task() {
    let emulator = Emulator::start(&[]);
    for (number, place) in places(&emulator, "start").into_iter().enumerate() {
        let mut variables = place.variables;
        variables.push(("HUAWEICLOUD_SMS_ENDPOINT", emulator.url().to_owned()));
        let run = smsctl(
            &emulator,
            &variables,
            &["task", "start", &format!("t{number}")],
        );
        assert_eq!(run.code, 0, "{variables:?}: {run:?}");
        assert_eq!(run.stderr, "", "{variables:?}");
    }
}

#[test]
fn show_tells_how_and_where_and_who_and_asks_neither_iam_nor_the_service() {
    let emulator = Emulator::start(&[]);
    for mut place in places(&emulator, "show") {
        let server = Server::start(vec![Answer::ok()]);
        place.variables.extend([
            ("HUAWEICLOUD_SMS_ENDPOINT", server.url()),
            ("HUAWEICLOUD_SDK_IAM_ENDPOINT", server.url()),
        ]);
        let args = ["auth", "show", "--output", "json"];
        let json = smsctl(&emulator, &place.variables, &args);
        assert_eq!(json.code, 0, "{json:?}");
        let shown = json.result();
        assert_eq!(shown["method"], place.method, "{json:?}");
        assert!(
            shown["place"].as_str().unwrap().contains(&place.place),
            "{json:?}"
        );
        assert_eq!(shown["identity"], place.identity.as_str());
        assert_eq!(shown["accepted_by"], Value::Null);
        // Keys of the metadata service were fetched by now; of the others nobody knows.
        let expires = &shown["expires_in_seconds"];
        assert_eq!(expires.is_u64(), place.method == "metadata", "{json:?}");
        let passed_over = shown["passed_over"].as_array().unwrap();
        for passed in passed_over {
            assert!(passed["place"].is_string() && passed["reason"].is_string());
        }

        let text = smsctl(&emulator, &place.variables, &args[..2]);
        assert_eq!(text.code, 0, "{text:?}");
        let lines = text.lines();
        assert_eq!(lines[0], format!("method    {}", place.method));
        assert_eq!(
            lines[1],
            format!("place     {}", shown["place"].as_str().unwrap())
        );
        assert_eq!(lines[2], format!("identity  {}", place.identity));
        let not_from = lines.iter().filter(|line| line.starts_with("not from  "));
        assert_eq!(not_from.count(), passed_over.len(), "{text:?}");
        assert_eq!(server.connections(), 0, "{:?}", server.requests());
    }
}

#[test]
fn show_tells_why_earlier_places_were_passed_over() {
    let emulator = Emulator::start(&[]);
    let last = places(&emulator, "passed-over").pop().unwrap();
    let args = ["auth", "show", "--output", "json"];
    let shown = smsctl(&emulator, &last.variables, &args).result();
    let reasons: Vec<_> = shown["passed_over"]
        .as_array()
        .unwrap()
        .iter()
        .map(|passed| passed["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        reasons[..5],
        [
            "HUAWEICLOUD_SMS_TOKEN is not set",
            "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set",
            "HW_AUTH_TOKEN is not set",
            "HW_ACCESS_KEY and HW_SECRET_KEY are not set",
            "HW_USER_NAME and HW_USER_PASSWORD are not set",
        ]
    );
    assert!(
        reasons[5].ends_with("credentials does not exist"),
        "{reasons:?}"
    );
}

#[test]
fn the_profile_says_where_its_iam_is() {
    let emulator = Emulator::start(&[]);
    let home = home("own-iam", &profile_of(&emulator));
    let variables = [("HOME", home.to_str().unwrap().to_owned())];
    let run = smsctl(&emulator, &variables, &["auth", "check"]);
    assert_eq!(run.code, 0, "{run:?}");
    let accepted = format!("accepted  by IAM at {}", emulator.value("iam_url"));
    assert!(run.stdout.contains(&accepted), "{run:?}");
}

#[test]
fn check_tells_how_far_the_clock_is_off() {
    let emulator = Emulator::start(&["--clock-offset", "-1h"]);
    for place in places(&emulator, "skew") {
        let is_signed = matches!(place.method, "aksk" | "metadata");
        let variables = with_iam(&place, emulator.value("iam_url"));
        let run = smsctl(&emulator, &variables, &["auth", "check"]);
        assert_eq!(run.code, if is_signed { 4 } else { 0 }, "{run:?}");
        let skew = run.stderr.contains("s ahead of that of the service");
        assert_eq!(skew, is_signed, "{run:?}");
        assert!(
            !is_signed || run.stderr.contains("set the clock"),
            "{run:?}"
        );
    }
}

#[test]
fn check_takes_nobody_for_iam_who_is_not() {
    let emulator = Emulator::start(&[]);
    for answer in [
        Answer::new(200, &[], "<html>Welcome to the hotel</html>"),
        Answer::new(200, &[], ""),
        Answer::new(200, &[], "{}"),
        Answer::new(403, &[], "<html>Blocked by policy</html>"),
        Answer::new(302, &["Location: https://portal.example/"], ""),
    ] {
        let other = Server::start(vec![answer]);
        for place in places(&emulator, "no-iam") {
            let variables = with_iam(&place, &other.url());
            let run = smsctl(&emulator, &variables, &["auth", "check"]);
            assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{run:?}");
            assert!(run.stderr.contains("check its address"), "{run:?}");
        }
    }
}

#[test]
fn an_action_ends_with_5_if_iam_cannot_be_asked_for_a_token() {
    let emulator = Emulator::start(&["--without-iam"]);
    let place = places(&emulator, "without-iam")
        .into_iter()
        .find(|place| place.method == "password")
        .unwrap();
    let endpoint = emulator.url();
    let args = [
        "task",
        "start",
        "t1",
        "--endpoint",
        endpoint,
        "--output",
        "json",
    ];
    let run = smsctl(&emulator, &place.variables, &args);
    assert_eq!(run.code, 5, "{run:?}");
    let result = run.result();
    assert_eq!(result["outcome"], "not_sent");
    assert_eq!(result["attempts"], 0);
    assert!(run.stderr.contains("status 503"), "{run:?}");
}

/// The variables of a place, with IAM at this address unless they say where it is.
fn with_iam(place: &Place, iam: &str) -> Vec<(&'static str, String)> {
    let mut variables = place.variables.clone();
    // The last one counts.
    variables.push(("HUAWEICLOUD_SDK_IAM_ENDPOINT", iam.to_owned()));
    variables
}

#[test]
fn check_has_iam_accept_credentials_of_every_place() {
    let emulator = Emulator::start(&[]);
    for place in places(&emulator, "check") {
        let iam = emulator.value("iam_url");
        let variables = with_iam(&place, iam);
        let run = smsctl(
            &emulator,
            &variables,
            &["auth", "check", "--output", "json"],
        );
        assert_eq!(run.code, 0, "{variables:?}: {run:?}");
        let shown = run.result();
        assert_eq!(shown["method"], place.method);
        assert_eq!(shown["accepted_by"], format!("IAM at {iam}"));
        let expires = &shown["expires_in_seconds"];
        let is_fetched = matches!(place.method, "metadata" | "password");
        assert_eq!(expires.is_u64(), is_fetched, "{run:?}");
        let run = smsctl(&emulator, &variables, &["auth", "check"]);
        assert!(
            run.stdout.contains(&format!("accepted  by IAM at {iam}")),
            "{run:?}"
        );
    }
}

#[test]
fn check_ends_with_4_if_iam_does_not_accept_them() {
    let emulator = Emulator::start(&[]);
    for (spoilt, wrong) in [
        ("HUAWEICLOUD_SDK_SK", "canary-wrong-key"),
        ("HW_SECRET_KEY", "canary-wrong-key"),
        ("HW_AUTH_TOKEN", "canary-wrong-token"),
        ("HW_USER_PASSWORD", "canary-wrong-password"),
    ] {
        let place = places(&emulator, &format!("denied-{spoilt}"))
            .into_iter()
            .find(|place| place.variables.iter().any(|(name, _)| *name == spoilt))
            .unwrap();
        let mut variables = with_iam(&place, emulator.value("iam_url"));
        variables.push((spoilt, wrong.to_owned()));
        let run = smsctl(&emulator, &variables, &["auth", "check"]);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (4, ""),
            "{spoilt}: {run:?}"
        );
        assert!(run.stderr.contains("IAM"), "{run:?}");
        assert!(!run.stderr.contains("canary"), "{run:?}");
    }
}

#[test]
fn check_ends_with_5_if_iam_cannot_be_asked() {
    let emulator = Emulator::start(&[]);
    let down = Server::start(vec![Answer::new(503, &[], "down")]);
    for place in places(&emulator, "down") {
        for iam in [nobody(), &down.url()] {
            let run = smsctl(&emulator, &with_iam(&place, iam), &["auth", "check"]);
            assert_eq!((run.code, run.stdout.as_str()), (5, ""), "{iam}: {run:?}");
            assert!(run.stderr.contains("IAM"), "{run:?}");
        }
    }
}

#[test]
fn check_ends_with_2_if_nothing_says_where_iam_is() {
    let emulator = Emulator::start(&[]);
    let token = [("HW_AUTH_TOKEN", emulator.value("token").to_owned())];
    let run = smsctl(&emulator, &token, &["auth", "check"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("HW_AUTH_URL"), "{run:?}");
}

#[test]
fn one_way_is_picked_out_of_all() {
    let emulator = Emulator::start(&[]);
    let mut variables = Vec::new();
    for place in places(&emulator, "narrow") {
        variables.extend(place.variables);
    }
    for (choice, place) in [
        ("auto", "HUAWEICLOUD_SMS_TOKEN"),
        ("token", "HUAWEICLOUD_SMS_TOKEN"),
        ("aksk", "HUAWEICLOUD_SDK_AK"),
        ("password", "HW_USER_NAME"),
        ("metadata", emulator.value("metadata_url")),
    ] {
        let args = ["auth", "show", "--output", "json", "--auth", choice];
        let run = smsctl(&emulator, &variables, &args);
        let shown = run.result();
        assert!(shown["place"].as_str().unwrap().contains(place), "{run:?}");
        if choice != "auto" {
            assert_eq!(shown["method"], choice);
        }
        let endpoint = emulator.url();
        let args = [
            "task",
            "start",
            choice,
            "--auth",
            choice,
            "--endpoint",
            endpoint,
        ];
        let run = smsctl(&emulator, &variables, &args);
        assert_eq!(run.code, 0, "{choice}: {run:?}");
    }
}

#[test]
fn a_way_that_was_picked_and_is_not_there_is_not_replaced_by_another() {
    let emulator = Emulator::start(&[]);
    let all = places(&emulator, "absent");
    for choice in ["token", "aksk", "password", "metadata"] {
        let others = all.iter().filter(|place| place.method != choice);
        let variables: Vec<_> = others.flat_map(|place| place.variables.clone()).collect();
        let endpoint = emulator.url();
        let args = [
            "task",
            "start",
            "t1",
            "--auth",
            choice,
            "--endpoint",
            endpoint,
        ];
        let run = smsctl(&emulator, &variables, &args);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (4, ""),
            "{choice}: {run:?}"
        );
        assert!(run.stderr.contains("there are no credentials"), "{run:?}");
    }
}

#[test]
fn incomplete_credentials_are_an_error_and_not_skipped() {
    let emulator = Emulator::start(&[]);
    let home = home("incomplete", "[basic]\nak = AK\n");
    let home = home.to_str().unwrap();
    let server = Server::start(vec![Answer::ok()]);
    // Behind each of them there are complete ones.
    let metadata = (
        "HUAWEICLOUD_METADATA_ENDPOINT",
        emulator.value("metadata_url").to_owned(),
    );
    for (name, value, missing) in [
        ("HUAWEICLOUD_SDK_AK", "AK", "HUAWEICLOUD_SDK_SK"),
        ("HUAWEICLOUD_SDK_SK", "canary", "HUAWEICLOUD_SDK_AK"),
        ("HUAWEICLOUD_SMS_TOKEN", "", "HUAWEICLOUD_SMS_TOKEN"),
        ("HW_AUTH_TOKEN", "", "HW_AUTH_TOKEN"),
        ("HW_ACCESS_KEY", "AK", "HW_SECRET_KEY"),
        ("HW_SECRET_KEY", "canary", "HW_ACCESS_KEY"),
        ("HW_USER_NAME", "u", "HW_USER_PASSWORD"),
        ("HW_USER_PASSWORD", "canary", "HW_USER_NAME"),
        ("HOME", home, "no sk"),
        (
            "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
            "no/such/file",
            "no/such/file",
        ),
    ] {
        let variables = [(name, value.to_owned()), metadata.clone()];
        let url = server.url();
        for args in [
            &["auth", "show"][..],
            &["task", "start", "t1", "--endpoint", &url],
        ] {
            let run = smsctl(&emulator, &variables, args);
            assert_eq!((run.code, run.stdout.as_str()), (4, ""), "{name}: {run:?}");
            assert!(run.stderr.contains(missing), "{name}: {run:?}");
            assert!(!run.stderr.contains("canary"), "{name}: {run:?}");
        }
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn if_nothing_is_found_every_place_is_listed() {
    let emulator = Emulator::start(&[]);
    for args in [
        &["auth", "show"][..],
        &["auth", "check"],
        &["task", "start", "t1", "--endpoint", emulator.url()],
    ] {
        let run = smsctl(&emulator, &[], args);
        assert_eq!((run.code, run.stdout.as_str()), (4, ""), "{run:?}");
        for place in [
            "HUAWEICLOUD_SMS_TOKEN",
            "HUAWEICLOUD_SDK_AK",
            "HUAWEICLOUD_SDK_SK",
            "HW_AUTH_TOKEN",
            "HW_ACCESS_KEY",
            "HW_SECRET_KEY",
            "HW_USER_NAME",
            "HW_USER_PASSWORD",
            ".huaweicloud",
            nobody(),
        ] {
            assert!(run.stderr.contains(place), "{place}: {run:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_not_ones_own_alone_draws_a_warning() {
    let emulator = Emulator::start(&[]);
    let home = home("readable", &profile_of(&emulator));
    let profile = home.join(".huaweicloud").join("credentials");
    let token = home.join("token");
    std::fs::write(&token, emulator.value("token")).unwrap();
    let variables = [("HOME", home.to_str().unwrap().to_owned())];
    let endpoint = emulator.url();
    let rest = ["--token-file", token.to_str().unwrap()];
    for (file, rest) in [(&profile, &[][..]), (&token, &rest)] {
        for (mode, warned) in [
            (0o600, None),
            (0o640, Some("others can read ")),
            (0o604, Some("others can read ")),
            (0o622, Some("others can change ")),
            (0o666, Some("others can read and change ")),
        ] {
            set_mode(file, mode);
            for args in [
                &["auth", "show"][..],
                &[
                    "task",
                    "collect-log",
                    "t1",
                    "--bucket",
                    "b",
                    "--endpoint",
                    endpoint,
                ],
                &["task", "start", "t1", "--endpoint", endpoint, "--dry-run"],
            ] {
                let run = smsctl(&emulator, &variables, &[args, rest].concat());
                assert_eq!(run.code, 0, "{run:?}");
                match warned {
                    None => assert_eq!(run.stderr, "", "{mode:o}"),
                    Some(what) => {
                        assert!(
                            run.stderr.starts_with(&format!("warning: {what}")),
                            "{run:?}"
                        );
                        assert!(run.stderr.contains("chmod 600"), "{run:?}");
                        assert!(run.stderr.contains(file.to_str().unwrap()), "{run:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_way_that_was_asked_for_is_not_ignored_beside_an_emulator_in_this_process() {
    let emulator = Emulator::start(&[]);
    for more in [["--auth", "aksk"], ["--token-file", "no/such/file"]] {
        let args = [&["task", "start", "t1", "--emulator"][..], &more].concat();
        let run = smsctl(&emulator, &[], &args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    }
}

#[test]
fn a_token_file_does_not_go_with_another_way() {
    let emulator = Emulator::start(&[]);
    let home = home("other-way", "");
    let token = home.join("token");
    std::fs::write(&token, emulator.value("token")).unwrap();
    set_mode(&token, 0o600);
    for (choice, code) in [
        ("auto", 0),
        ("token", 0),
        ("aksk", 2),
        ("password", 2),
        ("metadata", 2),
    ] {
        let file = token.to_str().unwrap();
        let args = ["auth", "show", "--auth", choice, "--token-file", file];
        let run = smsctl(&emulator, &[], &args);
        assert_eq!(run.code, code, "{choice}: {run:?}");
    }
}

#[test]
fn a_rehearsal_shows_what_would_prove_who_calls_and_asks_nobody_for_it() {
    let emulator = Emulator::start(&[]);
    for place in places(&emulator, "rehearsal") {
        let endpoint = emulator.url();
        let args = ["task", "start", "t1", "--dry-run", "--endpoint", endpoint];
        let args = [&args[..], &["--auth", place.method]].concat();
        let mut variables = with_iam(&place, nobody());
        variables.push(("HUAWEICLOUD_METADATA_ENDPOINT", nobody().to_owned()));
        let run = smsctl(&emulator, &variables, &args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        let header = match place.method {
            "aksk" | "metadata" => "authorization: ",
            _ => "x-auth-token: ",
        };
        assert!(run.stdout.to_lowercase().contains(header), "{run:?}");
    }
}
