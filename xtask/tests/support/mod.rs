//! A checkout to try the chores in.
#![allow(
    clippy::unwrap_used,
    reason = "part of the tests, where clippy cannot see it"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub(crate) const CONTRACT: &str = include_str!("../../../openapi/sms-v3.yaml");

/// A directory with the contract and all that marks a root of the repository, and with a place for the client.
pub(crate) struct Checkout(TempDir);

impl Checkout {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(directory.path().join("openapi")).unwrap();
        std::fs::create_dir_all(directory.path().join("crates/huaweicloud-sms-api/src")).unwrap();
        std::fs::create_dir(directory.path().join("xtask")).unwrap();
        std::fs::write(directory.path().join("xtask/Cargo.toml"), "").unwrap();
        let checkout = Self(directory);
        checkout.set_contract(CONTRACT);
        checkout
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn client(&self) -> PathBuf {
        self.root().join(xtask::codegen::CLIENT_PATH)
    }

    pub(crate) fn set_contract(&self, text: &str) {
        std::fs::write(self.root().join(xtask::contract::CONTRACT_PATH), text).unwrap();
    }

    pub(crate) fn change_contract(&self, from: &str, to: &str) {
        assert!(CONTRACT.contains(from), "the contract has no {from:?}");
        self.set_contract(&CONTRACT.replace(from, to));
    }

    /// Runs the program on this checkout, from a directory that has nothing to do with it.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .env("CARGO_MANIFEST_DIR", self.root().join("xtask"))
            .current_dir(std::env::temp_dir())
            .output()
            .unwrap()
    }
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
