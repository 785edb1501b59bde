//! The client.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use huaweicloud_auth::{Attempt, Credentials};
use huaweicloud_sms_api::{Client, Progress, Rehearsal, Session, Transport};
use tokio::time::Instant;
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

pub(crate) struct Shared {
    pub(crate) endpoint: Endpoint,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Transport,
    pub(crate) rehearsal: Option<Rehearsal>,
    pub(crate) retry: Retry,
    pub(crate) pairing: Pairing,
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

    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn pairing(&self) -> Pairing {
        self.shared.pairing
    }

    /// Makes a call, with as many attempts as it takes.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Receipt, Error> {
        let (shared, call, subject) = (&*self.shared, &call, call.subject());
        shared
            .retry
            .run(|number, timeout| {
                let span = trace::attempt(subject, &shared.endpoint, number);
                let told = span.clone();
                async move {
                    let result = shared.attempt(call, timeout).await;
                    trace::record(&told, &result);
                    result
                }
                .instrument(span)
            })
            .instrument(trace::call(subject))
            .await
    }
}

impl Shared {
    /// Makes one attempt at a call, which may take so long, credentials included.
    async fn attempt(&self, call: &Call<'_>, time: Duration) -> Result<Receipt, Error> {
        let started = Instant::now();
        let attempt = self
            .credentials
            .attempt(time)
            .await
            .map_err(|error| Error::no_credentials(call.subject(), error))?;
        let progress = Progress::default();
        let mut session = Session::new(attempt.authorization().clone())
            .timeout(time.saturating_sub(started.elapsed()))
            .progress(&progress);
        if let Some(show) = &self.rehearsal {
            session = session.rehearse(show.clone());
        }
        let client = Client::connect(&self.transport, session);
        let result = call.attempt(&client, &progress).await;
        match result {
            Ok(receipt) => {
                attempt.accepted();
                Ok(receipt)
            }
            Err(error) if error.is_about_credentials() => Err(after_refusal(error, attempt)),
            Err(error) => {
                if error.shows_that_credentials_were_accepted() {
                    attempt.accepted();
                }
                Err(error)
            }
        }
    }
}

/// The authorization was not accepted: has it renewed if that can be done, and explains what can be explained.
fn after_refusal(error: Error, attempt: Attempt<'_>) -> Error {
    // Signatures are good for a quarter of an hour around the clock of the service.
    let is_signed = attempt.authorization().as_keys().is_some();
    let error = error.with_renewed_credentials(attempt.refused());
    if is_signed {
        error.explain_clock(SystemTime::now())
    } else {
        error
    }
}

impl fmt::Debug for Sms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sms")
            .field("endpoint", &self.shared.endpoint.as_str())
            .finish_non_exhaustive()
    }
}
