//! The SDK, set up against a local server.

use std::future::Future;
use std::pin::Pin;

use huaweicloud_sms::{
    Backoff, CopyState, Error, MigrationCycle, Receipt, Sms, Source, StateUpdate, Task,
    TaskOperation, Token,
};
use serde_json::{Value, json};

/// A token that nothing else looks like, so that it is seen wherever it leaks.
pub(crate) const CANARY: &str = "canary-token-7f3a";
/// The ids of the pages' examples.
pub(crate) const TASK: &str = "7a9a9540-ff28-4869-b9e4-855fbe12e83b";
pub(crate) const SOURCE: &str = "dcdbe339-b02d-4578-95a1-9c9c547d0000";

pub(crate) type Ending = Pin<Box<dyn Future<Output = Result<Receipt, Error>>>>;

/// A method of a task or a source server, and the request it has to send.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) verb: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Whether sending it twice does what sending it once does.
    pub(crate) is_repeatable: bool,
    pub(crate) call: Box<dyn Fn(&Sms) -> Ending>,
}

/// A client of the server at `url`. It makes one attempt a call, since it is single attempts that are looked at.
pub(crate) fn sms(url: &str) -> Sms {
    Sms::builder()
        .endpoint(url)
        .credentials(Token::new(CANARY).unwrap())
        .retry(Backoff::retries(0))
        .build()
        .unwrap()
}

/// Every method of a task and of a source server.
pub(crate) fn methods() -> Vec<Method> {
    let mut methods = task_methods();
    methods.extend(source_methods());
    methods
}

fn task_methods() -> Vec<Method> {
    let param = |key: &str, value: &str| [(key.to_owned(), value.to_owned())].into();
    let other = json!({"operation": "network_check", "template_id": "t", "deep": {"list": [1]}});
    let sent = other.clone();
    vec![
        task("start", json!({"operation": "start"}), |task| {
            Box::pin(async move { task.start().await })
        }),
        task("stop", json!({"operation": "stop"}), |task| {
            Box::pin(async move { task.stop().await })
        }),
        task("test", json!({"operation": "test"}), |task| {
            Box::pin(async move { task.test().await })
        }),
        task("clone_test", json!({"operation": "clone_test"}), |task| {
            Box::pin(async move { task.clone_test().await })
        }),
        task("restart", json!({"operation": "restart"}), |task| {
            Box::pin(async move { task.restart().await })
        }),
        task(
            "sync_failed_rollback",
            json!({"operation": "sync_failed_rollback"}),
            |task| Box::pin(async move { task.sync_failed_rollback().await }),
        ),
        task(
            "collect_log",
            json!({"operation": "collect_log", "param": {"bucket": "sms"}}),
            |task| Box::pin(async move { task.collect_log("sms").await }),
        ),
        task(
            "action",
            json!({"operation": "test", "param": {"key": "v\"ä"}}),
            move |task| {
                let param = param("key", "v\"ä");
                Box::pin(async move { task.action(TaskOperation::Test, param).await })
            },
        ),
        task("action_json", other, move |task| {
            let sent = sent.clone();
            Box::pin(async move { task.action_json(&sent).await })
        }),
    ]
}

fn source_methods() -> Vec<Method> {
    let other = json!({"copystate": "PREMIGING", "migrationcycle": "clearing"});
    let sent = other.clone();
    vec![
        source(
            "set_state, the copy state",
            json!({"copystate": "STOPPING"}),
            |source| Box::pin(async move { source.set_state(CopyState::Stopping).await }),
        ),
        source(
            "set_state, the migration cycle",
            json!({"migrationcycle": "checking"}),
            |source| Box::pin(async move { source.set_state(MigrationCycle::Checking).await }),
        ),
        source(
            "set_state, both",
            json!({"copystate": "WAITING", "migrationcycle": "cutovered"}),
            |source| {
                let update = StateUpdate::from((CopyState::Waiting, MigrationCycle::Cutovered));
                Box::pin(async move { source.set_state(update).await })
            },
        ),
        source("state_json", other, move |source| {
            let sent = sent.clone();
            Box::pin(async move { source.state_json(&sent).await })
        }),
    ]
}

fn task(name: &'static str, body: Value, call: impl Fn(Task) -> Ending + 'static) -> Method {
    Method {
        name,
        verb: "POST",
        path: format!("/v3/tasks/{TASK}/action"),
        body,
        is_repeatable: false,
        call: Box::new(move |sms| call(sms.task(TASK).unwrap())),
    }
}

fn source(name: &'static str, body: Value, call: impl Fn(Source) -> Ending + 'static) -> Method {
    Method {
        name,
        verb: "PUT",
        path: format!("/v3/sources/{SOURCE}/changestate"),
        body,
        is_repeatable: true,
        call: Box::new(move |sms| call(sms.source(SOURCE).unwrap())),
    }
}
