use crate::task_state::TaskState;
use crate::timeline::Timeline;

/// A migration task.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) state: Timeline<TaskState>,
    /// How far the upload of the logs has come.
    pub(crate) log: Timeline<&'static str>,
    /// The id of the source server it migrates.
    pub(crate) source: String,
}

impl Task {
    pub(crate) fn new(state: TaskState, source: String) -> Self {
        Self {
            state: Timeline::at_rest(state),
            log: Timeline::at_rest("INIT"),
            source,
        }
    }
}

/// The id of the source server of a task that nobody linked to one.
///
/// It follows from the task's id alone, so it is the same in every run. The shape is that of a UUID, because that fits
/// the limits of every edition of the contract.
pub(crate) fn invented_source_id(task_id: &str) -> String {
    // FNV-1a with its published constants: the standard library promises the same hash in every release for none of
    // its own.
    const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    let hash = task_id.bytes().fold(OFFSET_BASIS, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(PRIME)
    });
    let hex = format!("{hash:032x}");
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invented_source_is_the_same_in_every_run() {
        assert_eq!(
            invented_source_id("7a9a9540-ff28-4869-b9e4-855fbe12e83b"),
            "98d89ca8-76ea-1760-80c7-c9a0e6d9a9d0"
        );
        assert_ne!(invented_source_id("a"), invented_source_id("b"));
    }
}
