//! What a client carries for its hooks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use huaweicloud_auth::Authorization;

use crate::{Preview, Progress};

/// What a client carries for its hooks: who is calling, and whether its calls are sent at all.
#[derive(Clone)]
pub struct Session {
    pub(crate) authorization: Authorization,
    pub(crate) rehearsal: Option<Rehearsal>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) progress: Progress,
}

/// Called with each request in place of sending it.
pub type Rehearsal = Arc<dyn Fn(Preview) + Send + Sync>;

impl Session {
    /// A session whose calls prove themselves with this authorization.
    pub fn new(authorization: Authorization) -> Self {
        Self {
            authorization,
            rehearsal: None,
            timeout: None,
            progress: Progress::default(),
        }
    }

    /// How long a call may take, in place of the timeout of the transport.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Reports here how far its calls come.
    pub fn progress(mut self, progress: &Progress) -> Self {
        self.progress = progress.clone();
        self
    }

    /// Makes every call a rehearsal: the request is built and checked as ever and handed to `show`, secrets redacted,
    /// and nothing is sent. The call ends with [`Error::Custom`](crate::Error::Custom).
    pub fn rehearse(mut self, show: Rehearsal) -> Self {
        self.rehearsal = Some(show);
        self
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("authorization", &self.authorization)
            .field("is_rehearsal", &self.rehearsal.is_some())
            .finish_non_exhaustive()
    }
}
