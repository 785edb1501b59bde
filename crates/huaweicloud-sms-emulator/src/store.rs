//! The tasks and source servers that exist, and where they stand.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::action::Action;
use crate::refusal::Refusal;
use crate::source::{Reported, Source};
use crate::task::{Task, invented_source_id};
use crate::task_state::TaskState;

/// How many tasks and source servers are kept together. The largest waves have 100,000 tasks, each with a source
/// server; far more than that is a client that ran away, and must not eat the memory.
pub(crate) const MAX_RECORDS: usize = 250_000;

/// What exists. Every method is told what time it is.
#[derive(Debug)]
pub(crate) struct Store {
    tasks: HashMap<String, Task>,
    sources: HashMap<String, Source>,
    /// Whether an id that was not seeded is refused, instead of being created on first use.
    strict: bool,
    pace: Duration,
    max_records: usize,
}

impl Store {
    pub(crate) fn new(strict: bool, pace: Duration, max_records: usize) -> Self {
        Self {
            tasks: HashMap::new(),
            sources: HashMap::new(),
            strict,
            pace,
            max_records,
        }
    }

    /// Adds a task that does not exist yet, and its source server unless that exists.
    pub(crate) fn add_task(
        &mut self,
        id: &str,
        state: TaskState,
        source: Option<&str>,
    ) -> Result<(), Refusal> {
        let source_id = source.map_or_else(|| invented_source_id(id), str::to_owned);
        self.reserve(1 + usize::from(!self.sources.contains_key(&source_id)))?;

        self.sources
            .entry(source_id.clone())
            .or_insert_with(|| Source::beside(state))
            .task = Some(id.to_owned());
        self.tasks
            .insert(id.to_owned(), Task::new(state, source_id));
        Ok(())
    }

    /// Adds a source server that waits for its migration, unless it exists.
    pub(crate) fn add_source(&mut self, id: &str) -> Result<(), Refusal> {
        if !self.sources.contains_key(id) {
            self.reserve(1)?;
            self.sources.insert(id.to_owned(), Source::waiting());
        }
        Ok(())
    }

    /// Queues an action on a task, or refuses it.
    ///
    /// Without a bucket there is nowhere to upload logs to, so none are.
    pub(crate) fn act(
        &mut self,
        id: &str,
        action: &Action,
        bucket_named: bool,
        now: Instant,
    ) -> Result<(), Refusal> {
        let pace = self.pace;
        let task = self.task(id)?;
        if let Some(needs) = &action.needs {
            let state = *task.state.once_begun(now);
            if !needs.one_of.contains(&state) {
                return Err(Refusal::wrong_state(
                    action,
                    state,
                    needs.one_of,
                    needs.otherwise,
                ));
            }
        }
        task.state.take(action.task, now, pace);
        if bucket_named {
            task.log.take(action.log, now, pace);
        }

        let source_id = task.source.clone();
        if let Some(source) = self.sources.get_mut(&source_id) {
            source.copy_state.take(action.copy_state, now, pace);
            source
                .migration_cycle
                .take(action.migration_cycle, now, pace);
        }
        Ok(())
    }

    /// Queues what a client reports about a source server.
    pub(crate) fn report(
        &mut self,
        id: &str,
        copy_state: Option<&str>,
        migration_cycle: Option<&str>,
        now: Instant,
    ) -> Result<(), Refusal> {
        let pace = self.pace;
        let source = self.source(id)?;
        let owned = |state: &str| Reported::Owned(state.to_owned());
        if let Some(state) = copy_state {
            source.copy_state.become_next(owned(state), now, pace);
        }
        if let Some(cycle) = migration_cycle {
            source.migration_cycle.become_next(owned(cycle), now, pace);
        }
        Ok(())
    }

    /// A task as the service's read endpoint shows it.
    pub(crate) fn show_task(&mut self, id: &str, now: Instant) -> Result<Value, Refusal> {
        let task = self.task(id)?;
        let state = task.state.at(now).as_str();
        let log = *task.log.at(now);
        let source_id = task.source.clone();
        let source_state = self
            .sources
            .get(&source_id)
            .map(|source| shown_state(source, now));
        Ok(json!({
            "id": id,
            "name": id,
            "state": state,
            "source_server": {"id": source_id, "name": source_id, "state": source_state},
            "target_server": null,
            "log_collect_status": log,
            "sub_tasks": [],
        }))
    }

    /// A source server as the service's read endpoint shows it.
    pub(crate) fn show_source(&mut self, id: &str, now: Instant) -> Result<Value, Refusal> {
        let source = self.source(id)?;
        let state = shown_state(source, now);
        let migration_cycle = source.migration_cycle.at(now).clone();
        let task_id = source.task.clone();
        let current_task = task_id.and_then(|task_id| {
            let state = self.tasks.get(&task_id)?.state.at(now).as_str();
            Some(json!({"id": task_id, "name": task_id, "state": state}))
        });
        Ok(json!({
            "id": id,
            "name": id,
            "state": state,
            "migration_cycle": migration_cycle,
            "connected": true,
            "current_task": current_task,
        }))
    }

    fn task(&mut self, id: &str) -> Result<&mut Task, Refusal> {
        if !self.strict && !self.tasks.contains_key(id) {
            self.add_task(id, TaskState::Ready, None)?;
        }
        self.tasks
            .get_mut(id)
            .ok_or_else(|| Refusal::not_found("task"))
    }

    fn source(&mut self, id: &str) -> Result<&mut Source, Refusal> {
        if !self.strict {
            self.add_source(id)?;
        }
        self.sources
            .get_mut(id)
            .ok_or_else(|| Refusal::not_found("source server"))
    }

    fn reserve(&self, new_records: usize) -> Result<(), Refusal> {
        if self.tasks.len() + self.sources.len() + new_records > self.max_records {
            return Err(Refusal::full(self.max_records));
        }
        Ok(())
    }
}

/// The copy state in the spelling of the read endpoint: lower case, and `initialize` for INIT.
fn shown_state(source: &Source, now: Instant) -> String {
    match source.copy_state.at(now).as_ref() {
        "INIT" => "initialize".to_owned(),
        state => state.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests;
