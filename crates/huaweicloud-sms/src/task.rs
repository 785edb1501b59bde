//! A migration task.

use std::collections::BTreeMap;

use huaweicloud_sms_api::types::UpdateTaskStatusRequest;
use serde_json::Value;

use crate::call::Call;
use crate::subject::Subject;
use crate::{Error, Receipt, Sms, TaskId, TaskOperation};

/// A migration task. [`Sms::task`] makes one.
///
/// Every method sends one action. A [`Receipt`] means that the action was queued: the agent on the source server polls
/// for it, so the effect comes later. There is no idempotency key, so an action whose [outcome](Error::outcome) is
/// unknown is best looked up before it is sent again.
///
/// Source page: "Managing Migration Tasks".
///
/// ```no_run
/// # async fn run(sms: huaweicloud_sms::Sms) -> Result<(), huaweicloud_sms::Error> {
/// let task = sms.task("7a9a9540-ff28-4869-b9e4-855fbe12e83b")?;
/// task.start().await?;
/// task.collect_log("my-bucket").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Task {
    sms: Sms,
    id: TaskId,
}

/// The parameter that names the OBS bucket of the logs.
const BUCKET: &str = "bucket";

impl Task {
    pub(crate) fn new(sms: Sms, id: TaskId) -> Self {
        Self { sms, id }
    }

    /// The id of the task.
    pub fn id(&self) -> &TaskId {
        &self.id
    }

    /// Starts the task, or resumes it after a pause.
    ///
    /// # Errors
    ///
    /// [`Error`] says what went wrong, and with [`Error::outcome`] whether the action may have been queued.
    pub async fn start(&self) -> Result<Receipt, Error> {
        self.plain(TaskOperation::Start).await
    }

    /// Pauses the task.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start). A task that does not run is refused with the code SMS.1038.
    pub async fn stop(&self) -> Result<Receipt, Error> {
        self.plain(TaskOperation::Stop).await
    }

    /// Launches the target server.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub async fn test(&self) -> Result<Receipt, Error> {
        self.plain(TaskOperation::Test).await
    }

    /// Clones the target server.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub async fn clone_test(&self) -> Result<Receipt, Error> {
        self.plain(TaskOperation::CloneTest).await
    }

    /// Restarts the finished task.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start). A task in another state is refused with the code SMS.1040.
    pub async fn restart(&self) -> Result<Receipt, Error> {
        self.plain(TaskOperation::Restart).await
    }

    /// Rolls back the failed synchronisation.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start).
    pub async fn sync_failed_rollback(&self) -> Result<Receipt, Error> {
        self.plain(TaskOperation::SyncFailedRollback).await
    }

    /// Uploads the logs of the task to an OBS bucket, by its name.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start). A name that is empty or white space is refused here.
    pub async fn collect_log(&self, bucket: impl Into<String>) -> Result<Receipt, Error> {
        let param = BTreeMap::from([(BUCKET.to_owned(), bucket.into())]);
        self.action(TaskOperation::CollectLog, param).await
    }

    /// Sends an operation with its parameters. The methods above do the same for one operation each.
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start). Parameters that cannot do are refused here, as [`check_params`](Self::check_params)
    /// says.
    pub async fn action(
        &self,
        operation: TaskOperation,
        param: BTreeMap<String, String>,
    ) -> Result<Receipt, Error> {
        Self::check_params(operation, &param)?;
        let body = UpdateTaskStatusRequest { operation, param };
        self.sms.call(Call::action(&self.id, body)).await
    }

    /// Checks the parameters of an operation, as [`action`](Self::action) does. The contract leaves them open; what is
    /// known is that logs need a bucket to go to.
    ///
    /// # Errors
    ///
    /// [`TaskOperation::CollectLog`] has no parameter `bucket`, or one that is empty or white space.
    pub fn check_params(
        operation: TaskOperation,
        param: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let has_bucket = || {
            param
                .get(BUCKET)
                .is_some_and(|bucket| !bucket.trim().is_empty())
        };
        if operation == TaskOperation::CollectLog && !has_bucket() {
            return Err(Error::invalid_input(format!(
                "{operation} has no bucket for the logs to go to; give the name of an OBS bucket as {BUCKET}"
            )));
        }
        Ok(())
    }

    /// Sends any JSON object as the action, for operations and fields that another edition of the service has. The id,
    /// the credentials and the answer are treated as everywhere.
    ///
    /// ```no_run
    /// # async fn run(task: huaweicloud_sms::Task) -> Result<(), huaweicloud_sms::Error> {
    /// task.action_json(&serde_json::json!({"operation": "network_check"})).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`start`](Self::start). Anything but a JSON object is refused here.
    pub async fn action_json(&self, body: &Value) -> Result<Receipt, Error> {
        let call = Call::json(Subject::Task(&self.id), body)?;
        self.sms.call(call).await
    }

    async fn plain(&self, operation: TaskOperation) -> Result<Receipt, Error> {
        self.action(operation, BTreeMap::new()).await
    }
}
