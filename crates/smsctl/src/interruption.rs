//! Being told to stop.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit::Exit;
use crate::failure::Failure;

/// Ctrl-C, and what `kill` sends. They are caught from the moment this is made, not from when it is waited for.
pub(crate) struct Interruption {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

impl Interruption {
    pub(crate) fn listen() -> Result<Self, Failure> {
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

    /// Waits until one of them comes.
    pub(crate) async fn wait(&mut self) -> Result<(), Failure> {
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
