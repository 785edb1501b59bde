//! What became of a wave, in one line.

use std::fmt;
use std::time::Duration;

use crate::exit::Exit;
use crate::output::StepResult;

/// Counts results.
#[derive(Debug)]
pub(crate) struct Summary {
    ids: usize,
    done: u64,
    refused: u64,
    not_sent: u64,
    unknown: u64,
    exit: Exit,
}

impl Summary {
    pub(crate) fn new(ids: usize) -> Self {
        Self {
            ids,
            done: 0,
            refused: 0,
            not_sent: 0,
            unknown: 0,
            exit: Exit::Done,
        }
    }

    pub(crate) fn add(&mut self, result: &StepResult<'_>) {
        match result.outcome() {
            "done" => self.done += 1,
            "refused" => self.refused += 1,
            "unknown" => self.unknown += 1,
            _ => self.not_sent += 1,
        }
        self.exit = self.exit.worse(result.exit);
    }

    /// The worst exit code of all steps.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn line(&self, took: Duration) -> impl fmt::Display {
        format!(
            "wave: {} steps on {} ids in {:.1} s: {} done, {} refused, {} not sent, {} unknown",
            self.done + self.refused + self.not_sent + self.unknown,
            self.ids,
            took.as_secs_f64(),
            self.done,
            self.refused,
            self.not_sent,
            self.unknown
        )
    }
}
