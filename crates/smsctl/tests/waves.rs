//! Migration waves.
#![allow(clippy::unwrap_used, reason = "what goes wrong in a test ends it")]

mod support;

use std::path::{Path, PathBuf};

use support::server::{Answer, Server};
use support::{command, run, smsctl, smsctl_at};

const HEADER: &str = "target,id,operation,copystate,migrationcycle,params\n";

/// A plan in a file that is removed with it.
struct PlanFile(PathBuf);

impl PlanFile {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("smsctl-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for PlanFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/wave.csv");
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_example_runs_on_an_emulator() {
    let text = std::fs::read_to_string(example()).unwrap();
    let steps = text
        .lines()
        .filter(|line| line.starts_with("task,") || line.starts_with("source,"))
        .count();
    assert!(steps >= 20);

    let run = smsctl(&["wave", "run", &example(), "--emulator"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.lines().len(), steps);
    assert!(
        run.lines().iter().all(|line| line.starts_with("done ")),
        "{run:?}"
    );
    assert!(
        run.stderr.contains(&format!("{steps} steps"))
            && run.stderr.contains(&format!("{steps} done")),
        "{run:?}"
    );
}

#[test]
fn rows_of_one_id_run_in_their_order() {
    let mut text = HEADER.to_owned();
    for row in 0..5 {
        for id in 0..6 {
            text.push_str(&format!("task,t{id},collect_log,,,bucket=b{row}\n"));
        }
    }
    let plan = PlanFile::new("order.csv", &text);
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(&server, &["wave", "run", plan.path(), "--concurrency", "4"]);
    assert_eq!((run.code, run.lines().len()), (0, 30), "{run:?}");
    for id in 0..6 {
        let bodies: Vec<_> = server
            .requests()
            .into_iter()
            .filter(|request| request.line.contains(&format!("/t{id}/")))
            .map(|request| request.body)
            .collect();
        let expected: Vec<_> = (0..5)
            .map(|row| format!(r#"{{"operation":"collect_log","param":{{"bucket":"b{row}"}}}}"#))
            .collect();
        assert_eq!(bodies, expected);
    }
}

#[test]
fn after_a_step_that_was_not_done_the_rest_of_its_id_is_skipped() {
    let text =
        format!("{HEADER}task,t1,start,,,\ntask,t1,stop,,,\ntask,t1,test,,,\ntask,t2,start,,,\n");
    let plan = PlanFile::new("skip.csv", &text);
    let server = Server::start(vec![
        Answer::new(400, &[], r#"{"error_code":"SMS.1039"}"#),
        Answer::ok(),
    ]);
    let run = smsctl_at(
        &server,
        &[
            "wave",
            "run",
            plan.path(),
            "--concurrency",
            "1",
            "--output",
            "json",
        ],
    );
    assert_eq!((run.code, server.requests().len()), (3, 2), "{run:?}");
    let outcomes: Vec<_> = run
        .results()
        .iter()
        .map(|result| {
            (
                result["id"].to_string(),
                result["outcome"].to_string(),
                result["attempts"].to_string(),
            )
        })
        .collect();
    let expected = [
        (r#""t1""#, r#""refused""#, "1"),
        (r#""t1""#, r#""not_sent""#, "0"),
        (r#""t1""#, r#""not_sent""#, "0"),
        (r#""t2""#, r#""done""#, "1"),
    ]
    .map(|(id, outcome, attempts)| (id.to_owned(), outcome.to_owned(), attempts.to_owned()));
    assert_eq!(outcomes, expected);
    assert!(
        run.stderr
            .contains("1 done, 1 refused, 2 not sent, 0 unknown"),
        "{run:?}"
    );
}

#[test]
fn a_plan_with_a_fault_sends_nothing_and_names_all_faults() {
    let text =
        format!("{HEADER}task,t1,start,,,\ntask,..,go,,,\nsource,s1,,PAUSED,,\nserver,x,,,,\n");
    let plan = PlanFile::new("faults.csv", &text);
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(&server, &["wave", "run", plan.path()]);
    assert_eq!((run.code, server.connections()), (2, 0), "{run:?}");
    for place in [
        "line 3, column 2 (id)",
        "line 3, column 3 (operation)",
        "line 4, column 4 (copystate)",
        "line 5, column 1 (target)",
        "did you mean STOPPING or STOPPED?",
    ] {
        assert!(run.stderr.contains(place), "{place}: {run:?}");
    }
}

#[test]
fn json_lines_and_standard_input_are_plans_too() {
    let plan = PlanFile::new(
        "plan.jsonl",
        "{\"target\":\"source\",\"id\":\"s1\",\"copystate\":\"SYNCING\"}\n",
    );
    let mut command = command(&["wave", "run", "-", "--emulator"]);
    command.stdin(std::fs::File::open(plan.path()).unwrap());
    let run = run(command);
    assert_eq!((run.code, run.lines().len()), (0, 1), "{run:?}");
}

#[test]
fn a_dry_run_prints_all_requests_in_the_order_of_the_file() {
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(
        &server,
        &["wave", "run", &example(), "--dry-run", "--output", "json"],
    );
    assert_eq!((run.code, server.connections()), (0, 0), "{run:?}");
    let ids: Vec<String> = std::fs::read_to_string(example())
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("task,") || line.starts_with("source,"))
        .map(|line| line.split(',').nth(1).unwrap().to_owned())
        .collect();
    let urls: Vec<_> = run
        .results()
        .iter()
        .map(|request| request["url"].to_string())
        .collect();
    assert_eq!(urls.len(), ids.len());
    assert!(urls.iter().zip(&ids).all(|(url, id)| url.contains(id)));
}

#[test]
fn pairs_that_do_not_go_together_are_told_with_their_line() {
    let text = format!("{HEADER}source,s1,,SYNCING,syncing,\nsource,s2,,WAITING,cutovered,\n");
    let plan = PlanFile::new("pairs.csv", &text);
    let server = Server::start(vec![Answer::ok()]);
    let warned = smsctl_at(&server, &["wave", "run", plan.path()]);
    assert_eq!((warned.code, server.requests().len()), (0, 2));
    assert!(
        warned.stderr.contains("warning: line 3:") && !warned.stderr.contains("line 2:"),
        "{warned:?}"
    );
    let refused = smsctl_at(
        &server,
        &["wave", "run", plan.path(), "--pairing", "refuse"],
    );
    assert_eq!(
        (refused.code, server.requests().len()),
        (2, 2),
        "{refused:?}"
    );
}

#[test]
fn standard_input_cannot_be_both_plan_and_token() {
    let run = smsctl(&[
        "wave",
        "run",
        "-",
        "--token-file",
        "-",
        "--endpoint",
        support::nobody(),
    ]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("not both"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_wave_that_is_interrupted_reports_every_step() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let text: String = (0..20).map(|id| format!("task,t{id},start,,,\n")).collect();
    let plan = PlanFile::new("interrupted.csv", &format!("{HEADER}{text}"));
    // The first request is answered late, so that the wave is still under way when it is interrupted.
    let server = Server::start(vec![
        Answer::Late(Duration::from_millis(500), Box::new(Answer::ok())),
        Answer::ok(),
    ]);
    let url = server.url();
    let mut command = command(&[
        "wave",
        "run",
        plan.path(),
        "--concurrency",
        "1",
        "--endpoint",
        &url,
        "--output",
        "json",
    ]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let process = command.spawn().unwrap();
    let waiting = Instant::now();
    while server.requests().is_empty() && waiting.elapsed() < Duration::from_secs(20) {
        std::thread::yield_now();
    }
    let id = process.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let output = process.wait_with_output().unwrap();
    let (stdout, stderr) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert_eq!(output.status.code(), Some(5), "{stdout} {stderr}");
    assert_eq!((stdout.lines().count(), server.requests().len()), (20, 1));
    assert!(
        stderr.contains("1 done, 0 refused, 19 not sent, 0 unknown"),
        "{stderr}"
    );
}

#[test]
fn when_nobody_reads_the_results_the_rest_is_counted_as_not_sent() {
    use std::process::Stdio;

    let server = Server::start(vec![Answer::ok()]);
    let url = server.url();
    let example = example();
    let mut command = command(&[
        "wave",
        "run",
        &example,
        "--concurrency",
        "1",
        "--endpoint",
        &url,
    ]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("1 done, 0 refused, 25 not sent"),
        "{stderr}"
    );
}

#[test]
fn an_action_that_stands_in_the_plan_twice_is_warned_of() {
    let plan = PlanFile::new(
        "twice.csv",
        &format!("{HEADER}task,t1,start,,,\ntask,t1,start,,,\n"),
    );
    let server = Server::start(vec![Answer::ok()]);
    let run = smsctl_at(&server, &["wave", "run", plan.path()]);
    assert_eq!((run.code, server.requests().len()), (0, 2), "{run:?}");
    assert!(
        run.stderr.contains("warning: line 3 repeats line 2"),
        "{run:?}"
    );
}

#[test]
fn keys_that_are_refused_are_not_tried_again() {
    let rows: String = (0..12).map(|id| format!("task,t{id},start,,,\n")).collect();
    let plan = PlanFile::new("wrong-key.csv", &format!("{HEADER}{rows}"));
    let refused = Answer::new(401, &[], r#"{"error_code":"APIGW.0301"}"#);
    for args in [
        &["wave", "run", plan.path()][..],
        &["task", "start", "t1", "t2", "t3", "t4", "t5", "t6"],
    ] {
        let server = Server::start(vec![refused.clone()]);
        let url = server.url();
        let mut command = command(&[args, &["--endpoint", &url]].concat());
        command
            .env_remove("HUAWEICLOUD_SMS_TOKEN")
            .env("HUAWEICLOUD_SDK_AK", "AK")
            .env("HUAWEICLOUD_SDK_SK", "wrong-secret");
        let run = run(command);
        // Five bad signatures in a row would lock the key.
        assert_eq!((run.code, server.requests().len()), (4, 1), "{run:?}");
        assert!(run.stderr.contains("held back"), "{run:?}");
    }
}
