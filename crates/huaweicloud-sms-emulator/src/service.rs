//! One request from its parts to its answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::Json;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::time::Instant;

use crate::action::action;
use crate::body::Received;
use crate::clock::Clock;
use crate::contract::{Contract, Operation, Success};
use crate::gate::Gate;
use crate::iam::{self, Iam};
use crate::metadata::{self, Metadata};
use crate::refusal::Refusal;
use crate::routes::{self, Call};
use crate::store::Store;
use crate::subject::Subject;
use crate::{answer, checks};

/// The emulated service, with the services that give out what it asks callers for.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) contract: Contract,
    pub(crate) clock: Clock,
    pub(crate) gate: Gate,
    pub(crate) iam: Iam,
    pub(crate) metadata: Metadata,
    pub(crate) lenient: bool,
    pub(crate) store: Mutex<Store>,
}

fn subject(operation: &Operation) -> Result<Subject, Refusal> {
    Subject::of(operation).ok_or_else(|| Refusal::not_played(&operation.name))
}

impl Service {
    /// Answers a request to any of the services. None of their paths is another's.
    pub(crate) fn answer(&self, head: &Parts, body: &Received) -> Response {
        let now = self.clock.now();
        match head.uri.path() {
            iam::TOKENS_PATH => self.iam.answer(head, body, &self.gate, now),
            iam::PROJECTS_PATH => {
                let admit = || self.gate.admit(head, body, &self.contract, now);
                self.iam
                    .answer_projects(&head.method, admit, self.gate.identity())
            }
            metadata::TOKEN_PATH => self.metadata.answer_token(head, now),
            metadata::KEY_PATH => self.metadata.answer_key(head, &self.gate, now),
            _ => self
                .carry_out(head, body, now)
                .unwrap_or_else(|refusal| answer::refusal(&refusal, &self.contract.error_limits)),
        }
    }

    /// Carries a request out, after these checks in this order: path, method, credentials, id, and for an operation of
    /// the contract query, content type, size, body, whether the thing exists, and its state.
    fn carry_out(
        &self,
        head: &Parts,
        body: &Received,
        now: SystemTime,
    ) -> Result<Response, Refusal> {
        let (call, id) = routes::find(&self.contract, &head.method, head.uri.path())?;
        self.gate.admit(head, body, &self.contract, now)?;
        let id = checks::id(id, call.id_schema())?;
        match call {
            Call::Show(operation) => self
                .show(operation, &id)
                .map(|shown| Json(shown).into_response()),
            Call::Operation(operation) => {
                checks::query(&head.uri)?;
                checks::content_type(&head.headers, &operation.body)?;
                let bytes = checks::size(body)?;
                let body = checks::body(bytes, &operation.body.schema, self.lenient)?;
                self.operate(operation, &id, &body).map(answer::success)
            }
        }
    }

    fn show(&self, operation: &Operation, id: &str) -> Result<Value, Refusal> {
        let subject = subject(operation)?;
        let (mut store, now) = self.store();
        match subject {
            Subject::Task => store.show_task(id, now),
            Subject::Source => store.show_source(id, now),
        }
    }

    fn operate(&self, operation: &Operation, id: &str, body: &Value) -> Result<Success, Refusal> {
        let text = |field: &str| body.get(field).and_then(Value::as_str);
        match subject(operation)? {
            Subject::Task => {
                let name = text("operation").unwrap_or_default();
                let action = action(name).ok_or_else(|| Refusal::not_played(name))?;
                let bucket_named = body.pointer("/param/bucket").is_some();
                let (mut store, now) = self.store();
                store.act(id, action, bucket_named, now)?;
            }
            Subject::Source => {
                let (mut store, now) = self.store();
                store.report(id, text("copystate"), text("migrationcycle"), now)?;
            }
        }
        Ok(operation.success.clone())
    }

    /// The store, and the time. Read under the lock, the time never runs backwards for the store.
    ///
    /// A panic elsewhere would leave the store as it is: nothing in it is half done between two of its methods.
    fn store(&self) -> (MutexGuard<'_, Store>, Instant) {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        (store, Instant::now())
    }
}
