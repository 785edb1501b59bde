//! What became of a wave, in one line.

use std::fmt;
use std::time::Duration;

use crate::exit::Exit;
use crate::output::StepResult;

/// Counts results.
#[derive(Debug)]
pub(crate) struct Summary {
    ids: usize,
    steps: u64,
    done: u64,
    refused: u64,
    unknown: u64,
    exit: Exit,
}

impl Summary {
    pub(crate) fn new(ids: usize, steps: usize) -> Self {
        Self {
            ids,
            steps: steps as u64,
            done: 0,
            refused: 0,
            unknown: 0,
            exit: Exit::Done,
        }
    }

    pub(crate) fn add(&mut self, result: &StepResult<'_>) {
        match result.outcome() {
            "done" => self.done += 1,
            "refused" => self.refused += 1,
            "unknown" => self.unknown += 1,
            // What is not in one of the others, or was never reported, was not sent.
            _ => {}
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
            self.steps,
            self.ids,
            took.as_secs_f64(),
            self.done,
            self.refused,
            self.steps - self.done - self.refused - self.unknown,
            self.unknown
        )
    }
}
