//! Command line for the control side of the Server Migration Service: single actions, whole migration waves, and a
//! local emulator to try both on.
//!
//! Results go to standard output, everything else to standard error. `smsctl --help` tells the exit codes.

mod cli;
mod command;
mod connect;
mod exit;
mod failure;
mod interruption;
mod output;
mod pairing;
mod rehearsal;
mod step;
mod strict_json;
mod values;
mod wave;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs the program, with the arguments and the environment of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let exit = match run(cli) {
        Ok(exit) => exit,
        Err(failure) => {
            output::complain(&failure);
            failure.exit()
        }
    };
    exit.into()
}

/// One thread is enough: all that is done is waiting for answers.
fn run(cli: Cli) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::new(Exit::Defect, "the runtime cannot be started").because(error)
        })?;
    runtime.block_on(async {
        match cli.command {
            Command::Source(source) => command::source::run(source).await,
            Command::Task(task) => command::task::run(task).await,
            Command::Wave(wave) => command::wave::run(wave).await,
            Command::Auth(auth) => command::auth::run(auth).await,
            Command::Emulator(emulator) => command::emulator::run(emulator).await,
        }
    })
}

/// What fuzzers reach.
#[cfg(fuzzing)]
pub mod fuzzing {
    /// Checks a plan, and returns how many steps it has, or how many faults.
    pub fn check_plan(bytes: &[u8]) -> Result<usize, usize> {
        crate::wave::plan::Plan::parse(bytes)
            .map(|plan| plan.steps.len())
            .map_err(|faults| faults.len())
    }
}
