//! What a call is about.

use huaweicloud_sms_api::{Operation, Retry, operations};

use crate::{SourceId, TaskId};

/// What a call is about.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    Task(&'a TaskId),
    Source(&'a SourceId),
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
