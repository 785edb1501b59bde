//! `smsctl emulator` as a process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use super::{Run, command, run};

/// An emulator in a process of its own, which ends with it.
pub(crate) struct Emulator {
    pub(crate) process: Child,
    /// The line it printed once it listened.
    pub(crate) line: Value,
}

impl Emulator {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_with(args, &[])
    }

    pub(crate) fn start_with(args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = command(&[&["emulator"], args].concat());
        command.stdout(Stdio::piped());
        command.envs(variables.iter().copied());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        let stdout = process.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        Self {
            process,
            line: serde_json::from_str(&line).unwrap(),
        }
    }

    pub(crate) fn url(&self) -> &str {
        self.value("url")
    }

    /// What it said of this name.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.line[name].as_str().unwrap()
    }

    pub(crate) fn call(&self, args: &[&str]) -> Run {
        let mut command = command(&[args, &["--endpoint", self.url()]].concat());
        command.env("HUAWEICLOUD_SMS_TOKEN", self.value("token"));
        run(command)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
