//! `smsctl wave`.

use crate::cli::{WaveCommand, WaveRunArgs};
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::pairing::advise;
use crate::wave::plan::Plan;
use crate::wave::run;

pub(crate) async fn run(command: WaveCommand) -> Result<Exit, Failure> {
    let WaveCommand::Run(WaveRunArgs {
        plan,
        concurrency,
        pairing,
        common,
    }) = command;
    let plan = Plan::read(&plan)?;
    let places = plan
        .steps
        .iter()
        .map(|(line, step)| (format!("line {line}"), step));
    advise(pairing.pairing, places)?;
    let connection = Connection::open(&common).await?;
    if connection.dry_run {
        run::rehearse(&plan, &connection).await
    } else {
        run::run(plan, connection, usize::from(concurrency)).await
    }
}
