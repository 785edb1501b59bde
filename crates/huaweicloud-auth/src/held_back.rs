//! Keys that are not to be used for a while.

use std::time::Duration;

use tokio::time::Instant;

use crate::{Error, ErrorKind};

/// As long as the service locks keys after five bad signatures in a row.
const HELD_BACK: Duration = Duration::from_secs(300);

/// Refuses to use keys that were refused at this time, if that is not long ago: the next signature with them would be the
/// next strike, and five in a row lock them for everybody who uses them.
pub(crate) fn check(refused_at: Instant) -> Result<(), Error> {
    if refused_at.elapsed() >= HELD_BACK {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Denied,
        format!(
            "the keys were refused less than {} s ago, and are held back because five bad signatures lock them; correct \
             them, or the clock of this machine",
            HELD_BACK.as_secs()
        ),
    ))
}
