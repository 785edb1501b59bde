//! One action on one task or source server.

use std::collections::BTreeMap;

use huaweicloud_sms::{Error, Receipt, Sms, SourceId, StateUpdate, TaskId, TaskOperation};
use serde_json::Value;

/// One action on one task or source server, checked and ready to be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Task(TaskId, TaskAction),
    Source(SourceId, SourceAction),
}

/// What a task is told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TaskAction {
    Operation(TaskOperation, BTreeMap<String, String>),
    Json(Value),
}

/// What is reported of a source server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SourceAction {
    State(StateUpdate),
    Json(Value),
}

impl Step {
    /// `task` or `source`.
    pub(crate) fn target(&self) -> &'static str {
        match self {
            Self::Task(..) => "task",
            Self::Source(..) => "source",
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Task(id, _) => id.as_str(),
            Self::Source(id, _) => id.as_str(),
        }
    }

    /// The name of the operation in results.
    pub(crate) fn operation(&self) -> String {
        match self {
            Self::Task(_, TaskAction::Operation(operation, _)) => operation.to_string(),
            Self::Task(_, TaskAction::Json(body)) => body
                .get("operation")
                .and_then(Value::as_str)
                .unwrap_or("action")
                .to_owned(),
            Self::Source(..) => "set_state".to_owned(),
        }
    }

    /// Sends it.
    pub(crate) async fn send(&self, sms: &Sms) -> Result<Receipt, Error> {
        match self {
            Self::Task(id, action) => {
                let task = sms.task(id.clone())?;
                match action {
                    TaskAction::Operation(operation, param) => {
                        task.action(*operation, param.clone()).await
                    }
                    TaskAction::Json(body) => task.action_json(body).await,
                }
            }
            Self::Source(id, action) => {
                let source = sms.source(id.clone())?;
                match action {
                    SourceAction::State(update) => source.set_state(*update).await,
                    SourceAction::Json(body) => source.state_json(body).await,
                }
            }
        }
    }
}
