//! The client.

use std::fmt;
use std::sync::Arc;

use huaweicloud_sms_api::{Client, Progress};
use tracing::Instrument;

use crate::call::Call;
use crate::retry::Retry;
use crate::trace;
use crate::{Endpoint, Error, Pairing, Receipt, SmsBuilder, Source, SourceId, Task, TaskId};

/// The service, as one caller sees it. Cheap to clone; clones share their connections.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use huaweicloud_sms::{Sms, Token};
///
/// let sms = Sms::builder()
///     .endpoint("https://sms.ap-southeast-3.myhuaweicloud.com")
///     .credentials(Token::from_file("token")?)
///     .build()?;
/// sms.task("7a9a9540-ff28-4869-b9e4-855fbe12e83b")?.start().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Sms {
    shared: Arc<Shared>,
}

struct Shared {
    endpoint: Endpoint,
    client: Client,
    retry: Retry,
    pairing: Pairing,
}

impl Sms {
    /// Starts a client.
    pub fn builder() -> SmsBuilder {
        SmsBuilder::default()
    }

    /// A migration task, by its id.
    ///
    /// # Errors
    ///
    /// The id is refused, as [`TaskId::new`] says. Nothing is sent before a method of the task is called.
    pub fn task<I>(&self, id: I) -> Result<Task, Error>
    where
        I: TryInto<TaskId>,
        Error: From<I::Error>,
    {
        Ok(Task::new(self.clone(), id.try_into()?))
    }

    /// A source server, by the id it has in SMS.
    ///
    /// # Errors
    ///
    /// The id is refused, as [`SourceId::new`] says. Nothing is sent before a method of the source server is called.
    pub fn source<I>(&self, id: I) -> Result<Source, Error>
    where
        I: TryInto<SourceId>,
        Error: From<I::Error>,
    {
        Ok(Source::new(self.clone(), id.try_into()?))
    }

    /// Where the service is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    pub(crate) fn new(endpoint: Endpoint, client: Client, retry: Retry, pairing: Pairing) -> Self {
        Self {
            shared: Arc::new(Shared {
                endpoint,
                client,
                retry,
                pairing,
            }),
        }
    }

    pub(crate) fn pairing(&self) -> Pairing {
        self.shared.pairing
    }

    /// Makes a call, with as many attempts as it takes.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Receipt, Error> {
        let Shared {
            endpoint,
            client,
            retry,
            ..
        } = &*self.shared;
        let (call, subject) = (&call, call.subject());
        retry
            .run(|number, timeout| {
                let span = trace::attempt(subject, endpoint, number);
                let told = span.clone();
                async move {
                    let progress = Progress::default();
                    let session = client.session().attempt(timeout, &progress);
                    let result = call.attempt(&client.with_session(session), &progress).await;
                    trace::record(&told, &result);
                    result
                }
                .instrument(span)
            })
            .instrument(trace::call(subject))
            .await
    }
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("endpoint", &self.shared.endpoint.as_str())
            .finish_non_exhaustive()
    }
}
