//! SDK for the control side of SMS, the Server Migration Service: start, pause, test, restart and roll back migration
//! tasks, collect their logs, and report where source servers stand.
//!
//! ```no_run
//! use huaweicloud_sms::{CopyState, MigrationCycle, Sms, Token};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let sms = Sms::builder()
//!     .region("ap-southeast-3")
//!     .credentials(Token::from_env("HUAWEICLOUD_SMS_TOKEN")?)
//!     .build()?;
//!
//! sms.task("7a9a9540-ff28-4869-b9e4-855fbe12e83b")?.start().await?;
//! sms.source("dcdbe339-b02d-4578-95a1-9c9c547d0000")?
//!     .set_state((CopyState::Syncing, MigrationCycle::Syncing))
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! Who is calling is told by [`Credentials`]: a [`Token`], [`AccessKeys`] that sign each request, a user with a password
//! ([`auth::PasswordLogin`]), a cloud server ([`auth::MetadataService`]), a source of your own ([`auth::Provider`]), or
//! whatever the vendor's tools already use, which [`auth::Chain`] finds:
//!
//! ```no_run
//! use huaweicloud_sms::Sms;
//! use huaweicloud_sms::auth::{Chain, Environment};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let found = Chain::new(Environment::of_this_process()).find().await?;
//! println!("calling as {}, found in {}", found.identity, found.place);
//! let sms = Sms::builder().region("ap-southeast-3").credentials(found).build()?;
//! # let _ = sms;
//! # Ok(())
//! # }
//! ```
//!
//! A call that returns a [`Receipt`] was accepted. For a task that means *queued*: the agent on the source server polls
//! for actions, so the effect comes later. A call that returns an [`Error`] says with [`Error::outcome`] whether it may
//! have happened all the same.
//!
//! A call whose attempt failed is made again where that can do no harm, a few times and within its timeout;
//! [`RetryPolicy`] tells how. An action that may have been queued is never sent again.
//!
//! Ids, values and endpoints are checked when they are made, so a bad one never leaves the process. Values that this
//! edition of the service's pages does not list go through [`Task::action_json`] and [`Source::state_json`].
//!
//! Calls are told to `tracing`: a span `sms.call` for each, and inside it a span `sms.attempt` for each attempt, with
//! OpenTelemetry's names for HTTP clients. Neither holds a header or a body.
//!
//! Only the tokio runtime is supported, as in reqwest.

mod budget;
mod builder;
mod call;
mod classify;
mod endpoint;
mod error;
mod id;
mod kind;
mod pairing;
mod receipt;
mod retry;
mod retry_policy;
mod sms;
mod source;
mod state_update;
mod subject;
mod task;
mod trace;

pub use builder::SmsBuilder;
pub use endpoint::Endpoint;
pub use error::{Error, ErrorDetail};
pub use huaweicloud_auth as auth;
pub use huaweicloud_auth::{AccessKeys, Credentials, Error as CredentialsError, Secret, Token};
pub use huaweicloud_sms_api::types::{CopyState, MigrationCycle, TaskOperation};
pub use huaweicloud_sms_api::{Preview, REGIONS};
pub use id::{SourceId, TaskId};
pub use kind::{Kind, Outcome};
pub use pairing::{Mismatch, Pairing};
pub use receipt::Receipt;
pub use retry_policy::{Backoff, FailedAttempt, RetryPolicy};
pub use sms::Sms;
pub use source::Source;
pub use state_update::StateUpdate;
pub use task::Task;

/// What fuzzers reach.
#[cfg(fuzzing)]
pub mod fuzzing {
    use std::time::Duration;

    use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

    /// Reads `Retry-After` beside a `Date`, if both can be headers at all.
    pub fn read_retry_after(retry_after: &[u8], date: &[u8]) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_bytes(retry_after).ok()?);
        headers.insert(DATE, HeaderValue::from_bytes(date).ok()?);
        huaweicloud_auth::retry_after(&headers)
    }
}
