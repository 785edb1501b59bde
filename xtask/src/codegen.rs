//! `cargo xtask codegen`: writes the client, or checks the committed one.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use similar::TextDiff;

use crate::Error;
use crate::contract::Contract;
use crate::generate::generate;
use crate::header::Header;
use crate::lint::{self, Finding};
use crate::refine::refine;
use crate::report::Report;
use crate::stale::reasons;

/// Where the client is, from the root of the repository.
pub const CLIENT_PATH: &str = "crates/huaweicloud-sms-api/src/generated.rs";

const MEND: &str = "cargo xtask codegen";

/// What to do with the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write it, unless the file is that already.
    Write,
    /// Write nothing and compare.
    Check,
}

/// Generates the client of the repository at `root`.
///
/// # Errors
///
/// If the contract cannot be read or is refused, or the file cannot be read or written. A missing or different file
/// is no error but a bad report of [`Mode::Check`]. A finding of the lint that the client does not suffer from is no
/// error either: the report mentions it.
pub fn run(root: &Path, mode: Mode) -> Result<Report, Error> {
    let contract = Contract::read(root)?;
    let findings = lint::findings(contract.document());
    let (header, code) = client(&contract, &findings)?;
    let note = note(&findings);
    let fresh = header.join(&code);
    let path = root.join(CLIENT_PATH);
    let committed = read_if_there(&path)?;

    let reasons = reasons(committed.as_deref(), &fresh, &header);
    if reasons.is_empty() {
        return Ok(Report::good(format!("{CLIENT_PATH} is up to date\n{note}")));
    }
    match mode {
        Mode::Write => {
            write_atomically(&path, &fresh)?;
            Ok(Report::good(format!("{CLIENT_PATH} was written\n{note}")))
        }
        Mode::Check => {
            let committed = committed.unwrap_or_default();
            let mut text = TextDiff::from_lines(&committed, &fresh)
                .unified_diff()
                .header(
                    &format!("{CLIENT_PATH} (committed)"),
                    &format!("{CLIENT_PATH} (generated now)"),
                )
                .to_string();
            text.push_str(&format!("\n{CLIENT_PATH} is stale:\n"));
            for reason in reasons {
                text.push_str(&format!("  - {}\n", reason.text()));
            }
            text.push_str(&format!("run `{MEND}` and commit the result\n{note}"));
            Ok(Report::bad(text))
        }
    }
}

/// The whole file that `contract` gives.
///
/// # Errors
///
/// If the contract is refused.
pub fn client_file(contract: &Contract) -> Result<String, Error> {
    let (header, code) = client(contract, &lint::findings(contract.document()))?;
    Ok(header.join(&code))
}

fn client(contract: &Contract, findings: &[Finding]) -> Result<(Header, String), Error> {
    let blocking: Vec<_> = findings
        .iter()
        .filter(|finding| finding.blocks)
        .cloned()
        .collect();
    if !blocking.is_empty() {
        return Err(Error::Rules {
            findings: lint::list(&blocking),
        });
    }
    let spec = contract.openapi()?;
    let mut file = generate(&spec)?;
    refine(&mut file, &spec)?;
    let code = prettyplease::unparse(&file);
    Ok((Header::new(contract, &code)?, code))
}

/// A line on what the lint finds, empty if that is nothing. Whoever changes a value and has yet to describe it sees the
/// changed client, and learns here that something is left to do.
fn note(findings: &[Finding]) -> String {
    match findings.len() {
        0 => String::new(),
        1 => "`cargo xtask lint` has 1 finding as well\n".to_owned(),
        several => format!("`cargo xtask lint` has {several} findings as well\n"),
    }
}

fn read_if_there(path: &Path) -> Result<Option<String>, Error> {
    match std::fs::read(path) {
        // Bytes that are no text differ from any generated file, and that is all that has to be known of them.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Writes beside the file and renames, so that a build that runs at the same time sees the old file or the new one.
fn write_atomically(path: &Path, text: &str) -> Result<(), Error> {
    let directory = path.parent().unwrap_or(path);
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(text.as_bytes())?;
        // Temporary files are for their owner alone; a source file is for everyone who may read the checkout.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            file.as_file()
                .set_permissions(std::fs::Permissions::from_mode(0o644))?;
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}
