//! Advice on copy states and migration cycles that do not go together.

use std::fmt::Display;

use huaweicloud_sms::Pairing;

use crate::cli::PairingChoice;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::note;
use crate::step::{SourceAction, Step};

/// Warns of pairs that do not go together, or refuses them all. Each step comes with where it stands.
pub(crate) fn advise<'a, P: Display>(
    choice: PairingChoice,
    steps: impl IntoIterator<Item = (P, &'a Step)>,
) -> Result<(), Failure> {
    let mismatches = || {
        steps.into_iter().filter_map(|(place, step)| match step {
            Step::Source(_, SourceAction::State(update)) => {
                let mismatch = update.check_pairing().err()?;
                Some(format!("{place}: {mismatch}"))
            }
            _ => None,
        })
    };
    match choice.0 {
        Pairing::Off => Ok(()),
        Pairing::Warn => {
            mismatches().for_each(|mismatch| note(&format!("warning: {mismatch}")));
            Ok(())
        }
        Pairing::Refuse => {
            let mismatches: Vec<_> = mismatches().collect();
            if mismatches.is_empty() {
                return Ok(());
            }
            Err(Failure::new(
                Exit::Usage,
                format!(
                    "nothing was sent, because of pairs that do not go together; mend them, or allow them with \
                     --pairing warn\n  {}",
                    mismatches.join("\n  ")
                ),
            ))
        }
    }
}
