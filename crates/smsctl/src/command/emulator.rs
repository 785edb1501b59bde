//! `smsctl emulator`.

use std::env;

use huaweicloud_sms_emulator::Emulator;
use serde::Serialize;

use crate::cli::EmulatorArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print_line, to_json};

/// Sets the token that the emulator accepts.
const TOKEN_VARIABLE: &str = "SMS_EMULATOR_TOKEN";

/// What a script needs to know to call the emulator.
#[derive(Serialize)]
struct Listening<'a> {
    url: &'a str,
    token: &'a str,
}

pub(crate) async fn run(args: EmulatorArgs) -> Result<Exit, Failure> {
    let mut builder = Emulator::builder()
        .listen(args.listen)
        .strict(args.strict)
        .lenient(args.lenient)
        .pace(args.pace);
    if let Ok(token) = env::var(TOKEN_VARIABLE) {
        builder = builder.token(token);
    }
    let emulator = builder.start().await.map_err(|error| {
        Failure::new(Exit::Usage, "the emulator cannot be started").because(error)
    })?;
    print_line(&to_json(&Listening {
        url: &emulator.url(),
        token: emulator.token(),
    })?)?;
    interrupted().await?;
    emulator.stop().await;
    Ok(Exit::Done)
}

/// Waits for Ctrl-C, or for what `kill` sends.
async fn interrupted() -> Result<(), Failure> {
    let deaf = |error| Failure::new(Exit::Defect, "signals cannot be received").because(error);
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).map_err(deaf)?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result.map_err(deaf),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(deaf)
}
