use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Gives every request an id of its own.
///
/// Half of an id is the moment the emulator started, so ids of different runs differ too.
#[derive(Debug)]
pub(crate) struct RequestIds {
    started: u128,
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            // A clock set before 1970 costs the difference between runs and nothing else.
            started: started.unwrap_or_default().as_nanos(),
            next: AtomicU64::new(1),
        }
    }

    pub(crate) fn next(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{:016x}{number:016x}", self.started)
    }
}
