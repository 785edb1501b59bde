//! A source server.

use serde_json::Value;

use crate::call::Call;
use crate::subject::Subject;
use crate::{Error, Pairing, Receipt, Sms, SourceId, StateUpdate};

/// A source server. [`Sms::source`] makes one.
///
/// Source page: "Updating the Migration Task Status of a Source Server".
///
/// ```no_run
/// use huaweicloud_sms::{CopyState, MigrationCycle};
///
/// # async fn run(sms: huaweicloud_sms::Sms) -> Result<(), huaweicloud_sms::Error> {
/// let source = sms.source("dcdbe339-b02d-4578-95a1-9c9c547d0000")?;
/// source.set_state((CopyState::Syncing, MigrationCycle::Syncing)).await?;
/// source.set_state(CopyState::Stopping).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    sms: Sms,
    id: SourceId,
}

impl Source {
    pub(crate) fn new(sms: Sms, id: SourceId) -> Self {
        Self { sms, id }
    }

    /// The id of the source server.
    pub fn id(&self) -> &SourceId {
        &self.id
    }

    /// Reports where the source server stands: a [`CopyState`](crate::CopyState), a
    /// [`MigrationCycle`](crate::MigrationCycle), or a pair of both.
    ///
    /// The call sets values and nothing else, so sending it again leaves the source server in the same state. A pair
    /// that does not go together is warned of or refused, as [`SmsBuilder::pairing`](crate::SmsBuilder::pairing) says.
    ///
    /// # Errors
    ///
    /// [`Error`] says what went wrong, and with [`Error::outcome`] whether the update may have happened.
    pub async fn set_state(&self, update: impl Into<StateUpdate>) -> Result<Receipt, Error> {
        let update = update.into();
        if let Err(mismatch) = update.check_pairing() {
            match self.sms.pairing() {
                Pairing::Off => {}
                Pairing::Warn => tracing::warn!(sms.id = self.id.as_str(), "{mismatch}"),
                Pairing::Refuse => return Err(Error::invalid_input(mismatch.to_string())),
            }
        }
        let body = update.into_body();
        self.sms.call(Call::state(&self.id, body)).await
    }

    /// Sends any JSON object as the update, for values and fields that another edition of the service has. The id, the
    /// credentials and the answer are treated as everywhere.
    ///
    /// ```no_run
    /// # async fn run(source: huaweicloud_sms::Source) -> Result<(), huaweicloud_sms::Error> {
    /// source.state_json(&serde_json::json!({"copystate": "PREMIGING"})).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`set_state`](Self::set_state). Anything but a JSON object is refused here.
    pub async fn state_json(&self, body: &Value) -> Result<Receipt, Error> {
        let call = Call::json(Subject::Source(&self.id), body)?;
        self.sms.call(call).await
    }
}
