//! `smsctl wave`.

use crate::cli::{WaveCommand, WaveRunArgs};
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::wave::plan::Plan;
use crate::wave::run;

pub(crate) async fn run(command: WaveCommand) -> Result<Exit, Failure> {
    let WaveCommand::Run(WaveRunArgs {
        plan,
        concurrency,
        common,
    }) = command;
    let plan = Plan::read(&plan)?;
    let connection = Connection::open(&common).await?;
    if connection.dry_run {
        run::rehearse(&plan, &connection).await
    } else {
        run::run(plan, connection, usize::from(concurrency)).await
    }
}
