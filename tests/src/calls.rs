//! The two operations, and clients to call them with.
#![allow(
    clippy::expect_used,
    reason = "a token that is refused ends the test, with a message"
)]

use std::time::Duration;

use huaweicloud_sms::{
    CopyState, Error, FailedAttempt, Receipt, RetryPolicy, Sms, SmsBuilder, Token,
};

/// One of the two operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// POST action: never sent again if it may have been processed.
    Start,
    /// PUT changestate: may be sent again.
    SetState,
}

impl Operation {
    /// Both of them.
    pub const BOTH: [Self; 2] = [Self::Start, Self::SetState];

    /// Calls it on the task or source server with this id.
    ///
    /// # Errors
    ///
    /// Those of the call.
    pub async fn call(self, sms: &Sms, id: &str) -> Result<Receipt, Error> {
        match self {
            Self::Start => sms.task(id)?.start().await,
            Self::SetState => sms.source(id)?.set_state(CopyState::Syncing).await,
        }
    }
}

/// So many retries, each at once: tests count them and have no time to wait.
#[derive(Clone, Copy, Debug)]
pub struct AtOnce(pub u32);

impl RetryPolicy for AtOnce {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts <= self.0).then_some(Duration::from_millis(1))
    }
}

/// A builder with an endpoint and a token, and one retry that comes at once.
pub fn builder(endpoint: &str) -> SmsBuilder {
    Sms::builder()
        .endpoint(endpoint)
        .credentials(Token::new("a-user-token").expect("a good token"))
        .retry(AtOnce(1))
}
