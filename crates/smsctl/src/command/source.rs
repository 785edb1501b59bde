//! `smsctl source`.

use huaweicloud_sms::StateUpdate;

use super::send_each;
use crate::cli::{SetStateArgs, SourceCommand, UpdateArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pairing::advise;
use crate::step::{SourceAction, Step};

pub(crate) async fn run(command: SourceCommand) -> Result<Exit, Failure> {
    let SourceCommand::SetState(SetStateArgs {
        ids,
        update,
        pairing,
        common,
    }) = command;
    let action = action(update)?;
    let steps: Vec<_> = ids
        .into_iter()
        .map(|id| Step::Source(id, action.clone()))
        .collect();
    // The same for all of them, so it is said once.
    advise(
        pairing.pairing,
        steps.first().map(|step| ("the update", step)),
    )?;
    send_each(&steps, &common).await
}

fn action(update: UpdateArgs) -> Result<SourceAction, Failure> {
    match update.json {
        Some(body) => Ok(SourceAction::Json(body)),
        None => Ok(SourceAction::State(StateUpdate::new(
            update.copystate,
            update.migrationcycle,
        )?)),
    }
}
