//! Carrying out a plan.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use huaweicloud_sms::{Kind, Sms};
use tokio::task::JoinSet;

use super::plan::Plan;
use super::summary::Summary;
use crate::cli::Format;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{StepResult, note};
use crate::step::Step;

/// Prints all requests of a plan, in the order of the file.
pub(crate) async fn rehearse(plan: &Plan, connection: &Connection) -> Result<Exit, Failure> {
    for (_, step) in &plan.steps {
        match step.send(&connection.sms).await {
            Err(error) if error.kind() != Kind::Rehearsal => {
                return Err(error.into());
            }
            _ => {}
        }
    }
    Ok(Exit::Done)
}

/// Sends all steps of a plan: those of one id in order, different ids side by side.
pub(crate) async fn run(
    plan: Plan,
    connection: Connection,
    concurrency: usize,
) -> Result<Exit, Failure> {
    let started = Instant::now();
    let chains = chains(plan);
    let wave = Arc::new(Wave {
        sms: connection.sms.clone(),
        format: connection.format,
        summary: Mutex::new(Summary::new(chains.len())),
        next: AtomicUsize::new(0),
        chains,
    });

    let mut workers = JoinSet::new();
    for _ in 0..concurrency.min(wave.chains.len()) {
        workers.spawn(work(wave.clone()));
    }
    let mut failure = None;
    while let Some(ended) = workers.join_next().await {
        let ended = ended.unwrap_or_else(|error| {
            Err(Failure::new(Exit::Defect, "a part of the wave ended by itself").because(error))
        });
        if let Err(error) = ended {
            // What is under way is brought to its end and counted; nothing new is begun.
            wave.next.store(wave.chains.len(), Ordering::Relaxed);
            failure.get_or_insert(error);
        }
    }
    let summary = wave.summary.lock().unwrap_or_else(PoisonError::into_inner);
    note(&summary.line(started.elapsed()).to_string());
    match failure {
        Some(failure) => Err(failure),
        None => Ok(summary.exit()),
    }
}

struct Wave {
    sms: Sms,
    format: Format,
    summary: Mutex<Summary>,
    /// The steps of one id each, in the order in which the ids appear.
    chains: Vec<Vec<(u64, Step)>>,
    /// The first chain that nobody works on.
    next: AtomicUsize,
}

/// Groups the steps by what they act on. A task and a source server may share an id.
fn chains(plan: Plan) -> Vec<Vec<(u64, Step)>> {
    let mut chains: Vec<Vec<(u64, Step)>> = Vec::new();
    let mut known = HashMap::new();
    for (line, step) in plan.steps {
        let chain = *known
            .entry((step.target(), step.id().to_owned()))
            .or_insert_with(|| {
                chains.push(Vec::new());
                chains.len() - 1
            });
        chains[chain].push((line, step));
    }
    chains
}

async fn work(wave: Arc<Wave>) -> Result<(), Failure> {
    while let Some(chain) = wave.chains.get(wave.next.fetch_add(1, Ordering::Relaxed)) {
        wave.follow(chain).await?;
    }
    Ok(())
}

impl Wave {
    /// Sends the steps of one id until one is not done.
    async fn follow(&self, chain: &[(u64, Step)]) -> Result<(), Failure> {
        let mut stopped_at = None;
        for (line, step) in chain {
            let result = match stopped_at {
                None => StepResult::of(step, step.send(&self.sms).await),
                Some(line) => StepResult::skipped(
                    step,
                    format!("skipped, because the step on line {line} was not done"),
                ),
            };
            if result.exit != Exit::Done && stopped_at.is_none() {
                stopped_at = Some(*line);
            }
            self.summary
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .add(&result);
            result.print(self.format)?;
        }
        Ok(())
    }
}
