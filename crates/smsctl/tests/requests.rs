//! What smsctl sends.

mod support;

use support::server::{Answer, Server};
use support::{CANARY, smsctl_at};

#[test]
fn an_action_is_one_request_with_the_documented_headers_and_no_others() {
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(&server, &["task", "start", "t1"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.lines(), ["done     task t1 start (status 200)"]);

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let request = &requests[0];
    assert_eq!(request.line, "POST /v3/tasks/t1/action HTTP/1.1");
    assert_eq!(request.body, r#"{"operation":"start"}"#);
    let mut headers = request.headers.clone();
    headers.sort();
    let agent = format!("huaweicloud-sms-rust/{}", env!("CARGO_PKG_VERSION"));
    let host = server.url().replace("http://", "");
    let expected = [
        ("accept", "application/json"),
        ("content-length", "21"),
        ("content-type", "application/json"),
        ("host", &host),
        ("user-agent", &agent),
        ("x-auth-token", CANARY),
    ];
    assert_eq!(
        headers,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[test]
fn every_command_sends_its_request() {
    let task = "POST /v3/tasks/t1/action HTTP/1.1";
    let source = "PUT /v3/sources/s1/changestate HTTP/1.1";
    for (args, line, body) in [
        (
            &["task", "start", "t1"][..],
            task,
            r#"{"operation":"start"}"#,
        ),
        (&["task", "stop", "t1"], task, r#"{"operation":"stop"}"#),
        (&["task", "test", "t1"], task, r#"{"operation":"test"}"#),
        (
            &["task", "clone-test", "t1"],
            task,
            r#"{"operation":"clone_test"}"#,
        ),
        (
            &["task", "restart", "t1"],
            task,
            r#"{"operation":"restart"}"#,
        ),
        (
            &["task", "sync-failed-rollback", "t1"],
            task,
            r#"{"operation":"sync_failed_rollback"}"#,
        ),
        (
            &["task", "collect-log", "t1", "--bucket", "sms"],
            task,
            r#"{"operation":"collect_log","param":{"bucket":"sms"}}"#,
        ),
        (
            &[
                "task",
                "action",
                "t1",
                "--operation",
                "test",
                "--param",
                "b=2=3",
                "--param",
                "a=",
            ],
            task,
            r#"{"operation":"test","param":{"a":"","b":"2=3"}}"#,
        ),
        (
            &[
                "task",
                "action",
                "t1",
                "--json",
                r#"{"operation":"network_check","x":[1]}"#,
            ],
            task,
            r#"{"operation":"network_check","x":[1]}"#,
        ),
        (
            &[
                "source",
                "set-state",
                "s1",
                "--copystate",
                "WAITING",
                "--migrationcycle",
                "cutovered",
            ],
            source,
            r#"{"copystate":"WAITING","migrationcycle":"cutovered"}"#,
        ),
        (
            &["source", "set-state", "s1", "--copystate", "SYNCING"],
            source,
            r#"{"copystate":"SYNCING"}"#,
        ),
        (
            &["source", "set-state", "s1", "--migrationcycle", "syncing"],
            source,
            r#"{"migrationcycle":"syncing"}"#,
        ),
        (
            &[
                "source",
                "set-state",
                "s1",
                "--json",
                r#"{"copystate":"PREMIGING"}"#,
            ],
            source,
            r#"{"copystate":"PREMIGING"}"#,
        ),
    ] {
        let server = Server::start(vec![Answer::ok()]);
        let run = smsctl_at(&server, args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "{args:?}");
        assert_eq!(
            (requests[0].line.as_str(), requests[0].body.as_str()),
            (line, body),
            "{args:?}"
        );
    }
}

#[test]
fn several_ids_are_sent_in_their_order() {
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(&server, &["task", "stop", "t1", "t2", "t3"]);
    assert_eq!((run.code, run.lines().len()), (0, 3));
    let lines: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.line)
        .collect();
    assert_eq!(
        lines,
        ["t1", "t2", "t3"].map(|id| format!("POST /v3/tasks/{id}/action HTTP/1.1"))
    );
}

#[test]
fn a_path_of_the_endpoint_comes_before_the_path_of_the_contract() {
    let server = Server::start(vec![Answer::ok()]);
    let url = format!("{}/sms/", server.url());
    let run = support::smsctl(&["task", "start", "t1", "--endpoint", &url]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        server.requests()[0].line,
        "POST /sms/v3/tasks/t1/action HTTP/1.1"
    );
}

#[test]
fn the_environment_names_the_endpoint_and_a_file_the_token() {
    let server = Server::start(vec![Answer::ok()]);
    let file = std::env::temp_dir().join(format!("smsctl-token-{}", std::process::id()));
    std::fs::write(&file, "from-a-file\n").unwrap();
    let mut command = support::command(&[
        "task",
        "start",
        "t1",
        "--token-file",
        file.to_str().unwrap(),
    ]);
    command.env("HUAWEICLOUD_SMS_ENDPOINT", server.url());
    let run = support::run(command);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        server.requests()[0]
            .headers
            .contains(&("x-auth-token".to_owned(), "from-a-file".to_owned()))
    );
}

#[test]
fn a_dry_run_prints_requests_and_sends_none() {
    let server = Server::start(vec![Answer::ok()]);
    let args = ["task", "start", "t1", "t2", "--dry-run"];
    let run = smsctl_at(&server, &args);
    assert_eq!((run.code, server.connections()), (0, 0), "{run:?}");
    let expected = format!("POST {}/v3/tasks/t1/action\n", server.url());
    assert!(run.stdout.starts_with(&expected), "{run:?}");
    assert!(run.stdout.contains("x-auth-token: [redacted]\n"), "{run:?}");
    assert!(
        run.stdout.contains("\n{\"operation\":\"start\"}\n"),
        "{run:?}"
    );

    let run = smsctl_at(&server, &[&args[..], &["--output", "json"]].concat());
    let results = run.results();
    assert_eq!((run.code, results.len(), server.connections()), (0, 2, 0));
    assert_eq!(
        results[1]["url"],
        format!("{}/v3/tasks/t2/action", server.url())
    );
    assert_eq!(results[1]["body"]["operation"], "start");
    assert_eq!(results[1]["headers"]["x-auth-token"], "[redacted]");
}

#[test]
fn a_pair_that_does_not_go_together_is_warned_of_or_refused() {
    let args = [
        "source",
        "set-state",
        "s1",
        "s2",
        "--copystate",
        "WAITING",
        "--migrationcycle",
        "cutovered",
    ];
    for (choice, code, requests, says) in [
        (&[][..], 0, 2, "warning"),
        (&["--pairing", "warn"], 0, 2, "warning"),
        (&["--pairing", "off"], 0, 2, ""),
        (&["--pairing", "refuse"], 2, 0, "FINISHED"),
    ] {
        let server = Server::start(vec![Answer::ok()]);
        let run = smsctl_at(&server, &[&args[..], choice].concat());
        assert_eq!(
            (run.code, server.requests().len()),
            (code, requests),
            "{choice:?}"
        );
        assert!(
            run.stderr.contains(says) && run.stderr.is_empty() == says.is_empty(),
            "{run:?}"
        );
    }
}
