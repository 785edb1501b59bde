//! One call: what is sent, to what, and what a single attempt at it gives.

use huaweicloud_sms_api::types::{UpdateCopyStateRequest, UpdateTaskStatusRequest};
use huaweicloud_sms_api::{Client, Operation, Progress, Retry, operations};
use serde_json::{Map, Value};

use crate::classify::classify;
use crate::{Error, Receipt, SourceId, TaskId};

/// One call, which may take several attempts.
pub(crate) struct Call<'a> {
    subject: Subject<'a>,
    body: Body<'a>,
}

/// What a call is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    Task(&'a TaskId),
    Source(&'a SourceId),
}

enum Body<'a> {
    Action(&'a TaskId, UpdateTaskStatusRequest),
    State(&'a SourceId, UpdateCopyStateRequest),
    Json(&'a Map<String, Value>),
}

impl<'a> Call<'a> {
    pub(crate) fn action(id: &'a TaskId, body: UpdateTaskStatusRequest) -> Self {
        Self {
            subject: Subject::Task(id),
            body: Body::Action(id, body),
        }
    }

    pub(crate) fn state(id: &'a SourceId, body: UpdateCopyStateRequest) -> Self {
        Self {
            subject: Subject::Source(id),
            body: Body::State(id, body),
        }
    }

    pub(crate) fn json(subject: Subject<'a>, body: &'a Value) -> Result<Self, Error> {
        let body = body.as_object().ok_or_else(Error::no_json_object)?;
        Ok(Self {
            subject,
            body: Body::Json(body),
        })
    }

    pub(crate) fn subject(&self) -> Subject<'a> {
        self.subject
    }

    /// Sends it once. `progress` is that of the session of `client`.
    pub(crate) async fn attempt(
        &self,
        client: &Client,
        progress: &Progress,
    ) -> Result<Receipt, Error> {
        let subject = self.subject;
        match &self.body {
            Body::Action(id, body) => {
                let answer = client.update_task_status(id.as_generated(), body).await;
                classify(answer, subject, progress)
            }
            Body::State(id, body) => {
                let answer = client.update_copy_state(id.as_generated(), body).await;
                classify(answer, subject, progress)
            }
            Body::Json(body) => {
                let answer = client
                    .send_json(subject.operation(), subject.id(), body)
                    .await;
                classify(answer, subject, progress)
            }
        }
    }
}

impl Subject<'_> {
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Task(_) => "task",
            Self::Source(_) => "source server",
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Task(id) => id.as_str(),
            Self::Source(id) => id.as_str(),
        }
    }

    pub(crate) fn operation(self) -> &'static Operation {
        match self {
            Self::Task(_) => &operations::UPDATE_TASK_STATUS,
            Self::Source(_) => &operations::UPDATE_COPY_STATE,
        }
    }

    /// Whether sending it twice does what sending it once does.
    pub(crate) fn is_repeatable(self) -> bool {
        self.operation().retry == Retry::Repeatable
    }
}
