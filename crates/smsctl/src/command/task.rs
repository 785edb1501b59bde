//! `smsctl task`.

use std::collections::BTreeMap;

use huaweicloud_sms::{Task, TaskOperation};

use super::send_each;
use crate::cli::{ActionArgs, CollectLogArgs, TaskArgs, TaskCommand};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::step::{Step, TaskAction};

pub(crate) async fn run(command: TaskCommand) -> Result<Exit, Failure> {
    let (action, TaskArgs { ids, common }) = match command {
        TaskCommand::Start(task) => (plain(TaskOperation::Start), task),
        TaskCommand::Stop(task) => (plain(TaskOperation::Stop), task),
        TaskCommand::Test(task) => (plain(TaskOperation::Test), task),
        TaskCommand::CloneTest(task) => (plain(TaskOperation::CloneTest), task),
        TaskCommand::Restart(task) => (plain(TaskOperation::Restart), task),
        TaskCommand::SyncFailedRollback(task) => (plain(TaskOperation::SyncFailedRollback), task),
        TaskCommand::CollectLog(CollectLogArgs { bucket, task }) => {
            let param = BTreeMap::from([("bucket".to_owned(), bucket)]);
            (
                TaskAction::Operation(TaskOperation::CollectLog, param),
                task,
            )
        }
        TaskCommand::Action(ActionArgs {
            action,
            params,
            task,
        }) => {
            let action = match (action.operation, action.json) {
                (Some(operation), _) => TaskAction::Operation(operation, once_each(params)?),
                (None, Some(body)) => TaskAction::Json(body),
                (None, None) => {
                    return Err(Failure::new(
                        Exit::Usage,
                        "there is no action; give --operation or --json",
                    ));
                }
            };
            (action, task)
        }
    };
    if let TaskAction::Operation(operation, params) = &action {
        Task::check_params(*operation, params)?;
    }
    let steps: Vec<_> = ids
        .into_iter()
        .map(|id| Step::Task(id, action.clone()))
        .collect();
    send_each(&steps, &common).await
}

fn plain(operation: TaskOperation) -> TaskAction {
    TaskAction::Operation(operation, BTreeMap::new())
}

fn once_each(params: Vec<(String, String)>) -> Result<BTreeMap<String, String>, Failure> {
    let mut map = BTreeMap::new();
    for (key, value) in params {
        if map.contains_key(&key) {
            return Err(Failure::new(
                Exit::Usage,
                format!("the parameter {key:?} is given twice; give each once"),
            ));
        }
        map.insert(key, value);
    }
    Ok(map)
}
