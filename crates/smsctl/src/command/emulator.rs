//! `smsctl emulator`.

use std::env;
use std::io;

use huaweicloud_sms_emulator::Emulator;
use serde::Serialize;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

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
    // Whoever reads the line may end us at once.
    let interruption = Interruption::listen()?;
    print_line(&to_json(&Listening {
        url: &emulator.url(),
        token: emulator.token(),
    })?)?;
    interruption.wait().await?;
    emulator.stop().await;
    Ok(Exit::Done)
}

/// Ctrl-C, and what `kill` sends. They are caught from the moment this is made, not from when it is waited for.
struct Interruption {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

impl Interruption {
    fn listen() -> Result<Self, Failure> {
        #[cfg(unix)]
        {
            let catch = |kind| signal(kind).map_err(deaf);
            Ok(Self {
                interrupt: catch(SignalKind::interrupt())?,
                terminate: catch(SignalKind::terminate())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    #[cfg_attr(not(unix), allow(unused_mut))]
    async fn wait(mut self) -> Result<(), Failure> {
        #[cfg(unix)]
        {
            tokio::select! {
                _ = self.interrupt.recv() => Ok(()),
                _ = self.terminate.recv() => Ok(()),
            }
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await.map_err(deaf)
    }
}

fn deaf(error: io::Error) -> Failure {
    Failure::new(Exit::Defect, "signals cannot be received").because(error)
}
