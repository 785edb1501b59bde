//! Generated client for the control side of the Server Migration Service.
//!
//! Everything in `generated` comes from the contract, `openapi/sms-v3.yaml`, by `cargo xtask codegen`. Beside it stand
//! only the hooks that generated code needs to be safe to use. Most programs want the crate `huaweicloud-sms`, which
//! puts typed handles, checked endpoints and one error type on top.
//!
//! What the hooks add to every call:
//!
//! * The header `api-version`, which the generator sends and the service does not know, is dropped.
//! * The call is authenticated, and the header that does so is marked sensitive.
//! * An id that would change which resource the path addresses is refused before anything is sent.
//! * Redirects are not followed: the next host would be handed the token.
//! * An answer is read up to [`MAX_ANSWER_BYTES`]. Its status and headers are known whatever its body looks like, and
//!   the body is brought into the shape the contract gives it: a success with no body, plain text or an empty object
//!   is a success, and any error body ends as a [`types::ApiError`].
//!
//! ```no_run
//! use huaweicloud_auth::{Address, Authorization, Token};
//! use huaweicloud_sms_api::{Client, Session, Transport, types};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let session = Session::new(Authorization::from(Token::from_env("HUAWEICLOUD_SMS_TOKEN")?));
//! let address = Address::parse("https://sms.ap-southeast-3.myhuaweicloud.com")?;
//! let client = Client::connect(&Transport::builder().build(address)?, session);
//!
//! let task = types::TaskId::try_from("7a9a9540-ff28-4869-b9e4-855fbe12e83b")?;
//! let body = types::UpdateTaskStatusRequest {
//!     operation: types::TaskOperation::Start,
//!     param: Default::default(),
//! };
//! let answer = client.update_task_status(&task, &body).await?;
//! println!("queued, status {}", answer.status());
//! # Ok(())
//! # }
//! ```

mod answer;
mod client;
mod error_body;
#[allow(
    missing_docs,
// The generator exports more than we do.
    unreachable_pub,
// The generator emits the arm for 403 after the one for 4XX. Both do the same.
    unreachable_patterns
)]
mod generated;
mod hooks;
mod operation;
mod path;
mod preview;
mod progress;
mod raw;
mod session;
mod transport;

pub use answer::{Interrupted, MAX_ANSWER_BYTES, REQUEST_ID};
pub use generated::{Client, Error, REGIONS, ResponseValue, operations, types};
pub use operation::{Operation, Retry};
pub use preview::Preview;
pub use progress::{Arrival, Progress};
pub use session::{Rehearsal, Session};
pub use transport::{Transport, TransportBuilder};

/// What fuzzers reach.
#[cfg(fuzzing)]
pub mod fuzzing {
    /// Reads an error body.
    pub fn read_error_body(body: &str) -> crate::types::ApiError {
        crate::error_body::read(body).error
    }
}
