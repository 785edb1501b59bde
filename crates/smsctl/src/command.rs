//! The commands.

pub(crate) mod auth;
pub(crate) mod emulator;
pub(crate) mod source;
pub(crate) mod task;
pub(crate) mod wave;

use std::collections::HashSet;
use std::pin::pin;

use crate::cli::CommonArgs;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interruption::Interruption;
use crate::output::{StepResult, note};
use crate::step::Step;

/// Sends steps one after the other. All are tried, whatever becomes of the ones before.
///
/// When it is told to stop it brings to its end what is under way, and reports the others as not sent.
async fn send_each(steps: &[Step], common: &CommonArgs) -> Result<Exit, Failure> {
    refuse_repeats(steps)?;
    let connection = Connection::open(common).await?;
    let mut interruption = Interruption::listen()?;
    let mut interrupted = false;
    let mut worst = Exit::Done;
    for step in steps {
        let result = if interrupted {
            StepResult::skipped(step, "not begun, because of an interruption".to_owned())
        } else {
            let mut sending = pin!(step.send(&connection.sms));
            loop {
                tokio::select! {
                    sent = &mut sending => break StepResult::of(step, sent),
                    told = interruption.wait() => {
                        told?;
                        if interrupted {
                            return Err(left_behind());
                        }
                        interrupted = true;
                        note(INTERRUPTED);
                    }
                }
            }
        };
        worst = worst.worse(result.exit);
        if !connection.dry_run {
            result.print(connection.format)?;
        }
    }
    Ok(worst)
}

/// What is said when the program is told to stop.
pub(crate) const INTERRUPTED: &str =
    "interrupted: what is under way is brought to its end; interrupt again to leave it";

/// The end of a program that is told to stop twice.
pub(crate) fn left_behind() -> Failure {
    Failure::new(
        Exit::Unknown,
        "interrupted twice, so what was under way was left; its outcome is unknown",
    )
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
