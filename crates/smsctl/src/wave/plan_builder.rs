//! What is collected while a plan is read.

use std::fmt;

use super::row::{COLUMNS, Fault, Row};
use crate::step::Step;

/// What is wrong with a plan, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct PlanFault {
    pub(crate) line: u64,
    pub(crate) place: Place,
    pub(crate) reason: String,
}

/// Where in its line a fault is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// Nowhere in particular.
    Line,
    /// In a column of CSV, counted from 1.
    Column(usize, &'static str),
    /// In a field of JSON.
    Field(&'static str),
    /// At a character, counted from 1.
    Character(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => Ok(()),
            Self::Column(number, name) => write!(f, ", column {number} ({name})"),
            Self::Field(name) => write!(f, ", {name}"),
            Self::Character(number) => write!(f, ", character {number}"),
        }
    }
}

impl Place {
    /// The column of CSV with this name.
    pub(super) fn column(name: &'static str) -> Place {
        match COLUMNS.iter().position(|column| *column == name) {
            Some(at) => Place::Column(at + 1, name),
            None => Place::Line,
        }
    }
}

/// Collects steps and faults while a plan is read.
#[derive(Debug)]
pub(super) struct PlanBuilder {
    /// Where a field with this name is.
    place: fn(&'static str) -> Place,
    steps: Vec<(u64, Step)>,
    faults: Vec<PlanFault>,
}

impl PlanBuilder {
    pub(super) fn new(place: fn(&'static str) -> Place) -> Self {
        Self {
            place,
            steps: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub(super) fn row(&mut self, line: u64, row: Row) {
        match row.into_step() {
            Ok(step) => self.steps.push((line, step)),
            Err(faults) => {
                for (column, reason) in faults {
                    self.field_fault(line, (column, reason));
                }
            }
        }
    }

    pub(super) fn field_fault(&mut self, line: u64, (name, reason): Fault) {
        self.fault(line, (self.place)(name), reason);
    }

    pub(super) fn fault(&mut self, line: u64, place: Place, reason: impl Into<String>) {
        self.faults.push(PlanFault {
            line,
            place,
            reason: reason.into(),
        });
    }

    /// All steps with their lines, or all faults.
    pub(super) fn finish(mut self) -> Result<Vec<(u64, Step)>, Vec<PlanFault>> {
        if self.steps.is_empty() && self.faults.is_empty() {
            self.fault(1, Place::Line, "the plan has no rows");
        }
        if self.faults.is_empty() {
            Ok(self.steps)
        } else {
            Err(self.faults)
        }
    }
}
