//! What a call that was accepted returns.

use std::time::Duration;

/// Proof that the service accepted a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    status: u16,
    request_id: Option<String>,
    attempts: u32,
    elapsed: Duration,
}

impl Receipt {
    /// The HTTP status, 200 to 299.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id of the request, which the vendor's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How many attempts it took.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long it took, with all its attempts and the waits between them.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    pub(crate) fn new(status: u16, request_id: Option<String>) -> Self {
        Self {
            status,
            request_id,
            attempts: 1,
            elapsed: Duration::ZERO,
        }
    }

    /// The same as the end of a whole call.
    pub(crate) fn after(self, attempts: u32, elapsed: Duration) -> Self {
        Self {
            attempts,
            elapsed,
            ..self
        }
    }
}
