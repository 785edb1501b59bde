//! `cargo xtask`: the chores of this repository. All the work is in the library.

use std::error::Error as _;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use xtask::codegen::{self, Mode};
use xtask::contract;
use xtask::lint;
use xtask::report::{Exit, Report};

/// Chores of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the client from the contract.
    #[command(after_help = EXIT_CODES_OF_CHECK)]
    Codegen {
        /// Write nothing; say whether the committed code is what the contract gives.
        #[arg(long)]
        check: bool,
    },
    /// Hold the contract to the rules of this repository.
    #[command(after_help = EXIT_CODES_OF_LINT)]
    Lint,
}

const EXIT_CODES_OF_CHECK: &str =
    "Exit codes: 0 written or fresh, 4 stale (--check), 100 could not tell.";

const EXIT_CODES_OF_LINT: &str = "Exit codes: 0 all rules kept, 4 some broken, 100 could not tell.";

fn main() -> ExitCode {
    let root = contract::find_root();
    let outcome = match Cli::parse().command {
        None => Ok(Report::good(Cli::command().render_help().to_string())),
        Some(Command::Codegen { check }) => {
            codegen::run(&root, if check { Mode::Check } else { Mode::Write })
        }
        Some(Command::Lint) => lint::run(&root),
    };
    match outcome {
        Ok(report) => {
            // A reader that went away has seen what it wanted: the exit code still tells the result.
            let _ = std::io::stdout().write_all(report.text.as_bytes());
            report.exit.into()
        }
        Err(error) => {
            let mut text = format!("error: {error}\n");
            let mut source = error.source();
            while let Some(cause) = source {
                text.push_str(&format!("  caused by: {cause}\n"));
                source = cause.source();
            }
            // Nobody is left to tell if this fails.
            let _ = std::io::stderr().write_all(text.as_bytes());
            Exit::CouldNotTell.into()
        }
    }
}
