//! Runs smsctl as a process, against a server that answers as told.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this"
)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what goes wrong in a test ends it"
)]

pub(crate) mod emulator;
pub(crate) mod places;
pub(crate) mod server;

use std::process::{Command, Stdio};

use serde_json::Value;

/// Looked for in everything that is printed.
pub(crate) const CANARY: &str = "canary-5f2c9e";

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }

    /// The results of a run with `--output json`.
    pub(crate) fn results(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
            .collect()
    }

    pub(crate) fn result(&self) -> Value {
        let results = self.results();
        assert_eq!(results.len(), 1, "{self:?}");
        results[0].clone()
    }
}

/// smsctl with the canary for a token and nothing else of ours in its environment.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smsctl"));
    for (name, _) in std::env::vars() {
        let name_upper = name.to_uppercase();
        if ["HUAWEICLOUD_", "HW_", "SMS_"]
            .iter()
            .any(|ours| name_upper.starts_with(ours))
            || name_upper.ends_with("_PROXY")
            || name_upper.starts_with("CLICOLOR")
        {
            command.env_remove(name);
        }
    }
    command
        .args(args)
        .env("HUAWEICLOUD_SMS_TOKEN", CANARY)
        // Nobody's profile, and no metadata service: tests ask nobody but this machine.
        .env("HOME", "no-home")
        .env("HUAWEICLOUD_METADATA_ENDPOINT", nobody())
        .stdin(Stdio::null());
    command
}

/// An address of this machine where nobody listens.
pub(crate) fn nobody() -> &'static str {
    // A port that no system gives to anybody who does not ask for it.
    "http://127.0.0.1:1"
}

/// Runs a command to its end. Wherever the canary was printed, the test ends.
pub(crate) fn run(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(
        !format!("{run:?}").contains(CANARY),
        "the token was printed: {run:?}"
    );
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    run
}

/// Runs smsctl with these arguments.
pub(crate) fn smsctl(args: &[&str]) -> Run {
    run(command(args))
}

/// Runs smsctl with these arguments against a server.
pub(crate) fn smsctl_at(server: &server::Server, args: &[&str]) -> Run {
    let url = server.url();
    smsctl(&[args, &["--endpoint", &url]].concat())
}
