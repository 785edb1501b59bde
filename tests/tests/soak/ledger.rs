//! What the server did for each call, and what the call reported.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

/// What a call reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Report {
    Done,
    NotSent,
    Refused,
    Unknown,
}

/// What the server did for each call, and what the call reported.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    calls: Mutex<BTreeMap<usize, Entry>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// Requests that were read whole.
    requests: u32,
    /// How often the call was processed.
    effects: u32,
    /// Whether it was ever answered with a success.
    accepted: bool,
    report: Option<Report>,
}

/// How the calls ended.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) reports: BTreeMap<Report, usize>,
    /// Calls whose request was read more than once.
    pub(crate) retried: usize,
    /// Calls that were processed although they do not report it: the reason for the outcome "unknown".
    pub(crate) processed_unknown: usize,
}

impl Ledger {
    /// A request arrived. Returns how many came before for the same call.
    pub(crate) fn arrived(&self, call: usize) -> u32 {
        let mut calls = self.calls();
        let entry = calls.entry(call).or_default();
        entry.requests += 1;
        entry.requests - 1
    }

    /// The request is processed. The answer comes later, or never.
    pub(crate) fn process(&self, call: usize) {
        self.calls().entry(call).or_default().effects += 1;
    }

    /// The request is about to be answered with a success.
    pub(crate) fn accept(&self, call: usize) {
        self.calls().entry(call).or_default().accepted = true;
    }

    /// The call ended.
    pub(crate) fn report(&self, call: usize, report: Report) {
        self.calls().entry(call).or_default().report = Some(report);
    }

    /// Every call whose report does not agree with what the server did.
    pub(crate) fn lies(&self) -> Vec<String> {
        self.calls()
            .iter()
            .filter_map(|(call, entry)| {
                let action = call % 2 == 0;
                let lie = match entry.report {
                    Some(Report::Done) if !entry.accepted => "done, and never answered so",
                    Some(Report::Refused | Report::NotSent) if entry.effects > 0 => {
                        "not done, and processed"
                    }
                    Some(Report::NotSent) if entry.requests > 0 => "not sent, and read",
                    None => "no report",
                    _ if action && entry.effects > 1 => "an action that was processed twice",
                    _ => return None,
                };
                Some(format!("call {call}: {lie}: {entry:?}"))
            })
            .collect()
    }

    pub(crate) fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for entry in self.calls().values() {
            if let Some(report) = entry.report {
                *summary.reports.entry(report).or_default() += 1;
            }
            summary.retried += usize::from(entry.requests > 1);
            summary.processed_unknown +=
                usize::from(entry.report == Some(Report::Unknown) && entry.effects > 0);
        }
        summary
    }

    fn calls(&self) -> MutexGuard<'_, BTreeMap<usize, Entry>> {
        self.calls.lock().unwrap()
    }
}
