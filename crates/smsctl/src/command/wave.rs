//! `smsctl wave`.

use std::path::Path;

use crate::cli::{WaveCommand, WaveRunArgs};
use crate::connect::Connection;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::note;
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
    let stdin = Path::new("-");
    if plan == stdin && common.credentials.token_file.as_deref() == Some(stdin) {
        return Err(Failure::new(
            Exit::Usage,
            "standard input can be the plan or the token and not both; give one of them as a file",
        ));
    }
    let plan = Plan::read(&plan)?;
    for (earlier, line) in plan.repeats() {
        note(&format!(
            "warning: line {line} repeats line {earlier}, and its action will be sent again"
        ));
    }
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
