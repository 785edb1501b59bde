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
pub(crate) type Rehearsal = Arc<dyn Fn(Preview) + Send + Sync>;

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

    /// The same session for one attempt, which may take so long and reports here how far it came.
    pub fn attempt(&self, timeout: Duration, progress: &Progress) -> Self {
        Self {
            timeout: Some(timeout),
            progress: progress.clone(),
            ..self.clone()
        }
    }

    /// Makes every call a rehearsal: the request is built and checked as ever and handed to `show`, secrets redacted,
    /// and nothing is sent. The call ends with [`Error::Custom`](crate::Error::Custom).
    pub fn rehearse(mut self, show: impl Fn(Preview) + Send + Sync + 'static) -> Self {
        self.rehearsal = Some(Arc::new(show));
        self
    }

    /// Whether calls are rehearsed and not sent.
    pub fn is_rehearsal(&self) -> bool {
        self.rehearsal.is_some()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("authorization", &self.authorization)
            .field("is_rehearsal", &self.is_rehearsal())
            .finish()
    }
}
