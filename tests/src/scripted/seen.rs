//! What a server has seen.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::Request;

/// What a server has seen, and how much it sent.
#[derive(Debug, Default)]
pub struct Seen {
    connections: AtomicUsize,
    open: watch::Sender<usize>,
    sent: AtomicU64,
    requests: Mutex<Vec<Request>>,
}

impl Seen {
    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        *self.open.borrow()
    }

    /// The requests that arrived whole, in their order.
    pub fn requests(&self) -> Vec<Request> {
        self.locked().clone()
    }

    /// How many requests arrived whole.
    pub fn count(&self) -> usize {
        self.locked().len()
    }

    /// How many bytes were sent.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }

    /// Waits until at most so many connections are open. Returns whether that came about within ten seconds.
    pub async fn until_open(&self, at_most: usize) -> bool {
        const PATIENCE: Duration = Duration::from_secs(10);
        let mut open = self.open.subscribe();
        let wanted = open.wait_for(|open| *open <= at_most);
        matches!(tokio::time::timeout(PATIENCE, wanted).await, Ok(Ok(_)))
    }

    pub(super) fn connected(self: &Arc<Self>) -> Guard {
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        self.open.send_modify(|open| *open += 1);
        Guard {
            seen: Arc::clone(self),
            number,
        }
    }

    pub(super) fn add_request(&self, request: Request) {
        self.locked().push(request);
    }

    pub(super) fn add_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::SeqCst);
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is open. It counts as closed when this is dropped.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) seen: Arc<Seen>,
    pub(super) number: usize,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.seen.open.send_modify(|open| *open -= 1);
    }
}
