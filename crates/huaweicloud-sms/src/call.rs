//! One call: what is sent, to what, and what a single attempt at it gives.

use huaweicloud_sms_api::types::{UpdateCopyStateRequest, UpdateTaskStatusRequest};
use huaweicloud_sms_api::{Client, Progress};
use serde_json::{Map, Value};

use crate::classify::classify;
use crate::subject::Subject;
use crate::{Error, Receipt, SourceId, TaskId};

/// One call, which may take several attempts.
pub(crate) struct Call<'a> {
    subject: Subject<'a>,
    body: Body<'a>,
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
