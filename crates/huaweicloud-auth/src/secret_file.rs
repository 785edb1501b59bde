//! Files that hold secrets.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use crate::secret_buffer::SecretBuffer;

/// A file that holds secrets, as it was read.
pub(crate) struct SecretFile {
    pub(crate) bytes: SecretBuffer,
    /// What others may do with it.
    open_to_others: Option<&'static str>,
}

impl SecretFile {
    /// Reads a file, up to a limit.
    pub(crate) fn read(path: &Path, limit: u64) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        Ok(Self {
            // A pipe that a shell hands over ends with its reader, and is nobody else's.
            open_to_others: metadata
                .is_file()
                .then(|| open_to_others(&metadata))
                .flatten(),
            bytes: SecretBuffer::read(file, limit)?,
        })
    }

    /// What is to be said of it if it is not its owner's alone; `name` is what to call it.
    pub(crate) fn warning(&self, name: &str) -> Option<String> {
        self.open_to_others.map(|what| {
            format!(
                "others can {what} {name}, which holds secrets; make it yours alone with chmod 600"
            )
        })
    }
}

#[cfg(unix)]
fn open_to_others(metadata: &Metadata) -> Option<&'static str> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode();
    // The permissions of the group and of everybody.
    match (mode & 0o044 != 0, mode & 0o022 != 0) {
        (true, true) => Some("read and change"),
        (true, false) => Some("read"),
        (false, true) => Some("change"),
        (false, false) => None,
    }
}

#[cfg(not(unix))]
fn open_to_others(_: &Metadata) -> Option<&'static str> {
    None
}
