//! The commands.

pub(crate) mod auth;
pub(crate) mod emulator;
pub(crate) mod source;
pub(crate) mod task;
pub(crate) mod wave;

use std::collections::HashSet;

use crate::cli::CommonArgs;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::StepResult;
use crate::step::Step;

/// Sends steps one after the other. All are tried, whatever becomes of the ones before.
async fn send_each(steps: &[Step], common: &CommonArgs) -> Result<Exit, Failure> {
    refuse_repeats(steps)?;
    let connection = Connection::open(common).await?;
    let mut worst = Exit::Done;
    for step in steps {
        let sent = step.send(&connection.sms).await;
        let result = StepResult::of(step, sent);
        worst = worst.worse(result.exit);
        if !connection.dry_run {
            result.print(connection.format)?;
        }
    }
    Ok(worst)
}

/// An action has an effect each time, and nobody lists an id twice on purpose.
fn refuse_repeats(steps: &[Step]) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    match steps.iter().find(|step| !seen.insert(step.id())) {
        Some(step) => Err(Failure::new(
            Exit::Usage,
            format!(
                "the id {} is given twice, so nothing was sent; give each id once",
                step.id()
            ),
        )),
        None => Ok(()),
    }
}
