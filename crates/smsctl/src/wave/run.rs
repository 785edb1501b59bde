//! Carrying out a plan.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use huaweicloud_sms::{Kind, Sms};
use tokio::task::JoinSet;

use super::plan::Plan;
use super::summary::Summary;
use crate::cli::Format;
use crate::command::{INTERRUPTED, left_behind};
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interruption::Interruption;
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
///
/// When it is told to stop it begins nothing new, brings to its end what is under way, and reports every step all the
/// same.
pub(crate) async fn run(
    plan: Plan,
    connection: Connection,
    concurrency: usize,
) -> Result<Exit, Failure> {
    let started = Instant::now();
    let mut interruption = Interruption::listen()?;
    let total = plan.steps.len();
    let chains = chains(plan);
    let wave = Arc::new(Wave {
        sms: connection.sms.clone(),
        format: connection.format,
        summary: Mutex::new(Summary::new(chains.len(), total)),
        next: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        chains,
    });

    let mut workers = JoinSet::new();
    for _ in 0..concurrency.min(wave.chains.len()) {
        workers.spawn(work(wave.clone()));
    }
    let mut failure = None;
    loop {
        tokio::select! {
            ended = workers.join_next() => match ended {
                None => break,
                Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => {
                    // Nobody reads what would be reported, so nothing more is sent.
                    wave.stopped.store(true, Ordering::Relaxed);
                    wave.next.store(wave.chains.len(), Ordering::Relaxed);
                    failure.get_or_insert(error);
                }
                Some(Err(error)) => {
                    let defect = Failure::new(Exit::Defect, "a part of the wave ended by itself");
                    failure.get_or_insert(defect.because(error));
                }
            },
            told = interruption.wait() => {
                told?;
                if wave.stopped.swap(true, Ordering::Relaxed) {
                    return Err(left_behind());
                }
                note(INTERRUPTED);
            }
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
    /// Nothing more is to be sent.
    stopped: AtomicBool,
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
        let mut not_done = None;
        for (line, step) in chain {
            let result = if let Some(line) = not_done {
                StepResult::skipped(
                    step,
                    format!("skipped, because the step on line {line} was not done"),
                )
            } else if self.stopped.load(Ordering::Relaxed) {
                StepResult::skipped(
                    step,
                    "not begun, because the wave was interrupted".to_owned(),
                )
            } else {
                StepResult::of(step, step.send(&self.sms).await)
            };
            if result.exit != Exit::Done && not_done.is_none() {
                not_done = Some(*line);
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
