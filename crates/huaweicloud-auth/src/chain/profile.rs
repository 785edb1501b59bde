//! The profile file of the vendor's SDKs.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind as IoErrorKind;
use std::path::{Path, PathBuf};

use super::{Candidate, Chain, Look};
use crate::{AccessKeys, Error, ErrorKind, Secret};

const FILE_VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The section with the keys of a project.
const SECTION: &str = "basic";

pub(super) fn look(chain: &Chain) -> Result<Look, Error> {
    let (path, values) = match read(chain)? {
        Profile::Read(path, values) => (path, values),
        Profile::Absent(reason) => return Ok(Look::Nothing(reason)),
    };
    let value = |name: &str| values.get(name);
    let incomplete = |what: &str| {
        Error::new(
            ErrorKind::Invalid,
            format!(
                "the section [{SECTION}] of the profile file {} has no {what}; add it",
                path.display()
            ),
        )
    };
    let (access, secret) = match (value("ak"), value("sk")) {
        (None, None) => return Err(incomplete("ak and no sk")),
        (Some(access), Some(secret)) => (access, secret),
        (None, _) => return Err(incomplete("ak")),
        (_, None) => return Err(incomplete("sk")),
    };
    let mut keys = AccessKeys::new(access.as_str(), Secret::new(secret.as_str()))?;
    if let Some(token) = value("security_token") {
        keys = keys.with_security_token(&Secret::new(token.as_str()))?;
    }
    if let Some(id) = value("project_id") {
        keys = keys.with_project(id)?;
    }
    Ok(Look::Complete(Candidate {
        identity: format!("the access key {}", keys.access()),
        credentials: keys.into(),
        place: format!("the profile file {}", path.display()),
        warnings: readable_by_others(&path).into_iter().collect(),
    }))
}

enum Profile {
    Read(PathBuf, BTreeMap<String, String>),
    Absent(String),
}

fn read(chain: &Chain) -> Result<Profile, Error> {
    let named = chain.variable(FILE_VARIABLE)?.map(PathBuf::from);
    let is_named = named.is_some();
    let default = || {
        Some(
            chain
                .environment
                .home()?
                .join(".huaweicloud")
                .join("credentials"),
        )
    };
    let Some(path) = named.or_else(default) else {
        return Ok(Profile::Absent(format!(
            "there is no home directory, and {FILE_VARIABLE} is not set"
        )));
    };
    match fs::read_to_string(&path) {
        Ok(text) => match section(&text) {
            Ok(values) => Ok(Profile::Read(path, values)),
            Err(reason) => Err(Error::new(
                ErrorKind::Invalid,
                format!(
                    "the profile file {} is not understood: {reason}; correct it, or move it away",
                    path.display()
                ),
            )),
        },
        // A file that was named has to be there.
        Err(error) if error.kind() == IoErrorKind::NotFound && !is_named => Ok(Profile::Absent(
            format!("{} does not exist", path.display()),
        )),
        Err(error) => Err(Error::new(
            ErrorKind::Invalid,
            format!(
                "the profile file {} cannot be read; check that you may read it",
                path.display()
            ),
        )
        .with_source(error)),
    }
}

/// The values of the section.
///
/// What is not understood is an error: to pass it over could mean to act as somebody else, whose credentials come next.
fn section(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut values = BTreeMap::new();
    let mut inside = None;
    for (line, number) in text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .zip(1..)
    {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = match rest.split_once(']') {
                Some((name, after))
                    if after.trim().is_empty() || after.trim_start().starts_with(['#', ';']) =>
                {
                    name
                }
                _ => return Err(format!("line {number} begins like a section and is none")),
            };
            inside = Some(name.trim().eq_ignore_ascii_case(SECTION));
            continue;
        }
        let Some((name, value)) = line.split_once(['=', ':']) else {
            return Err(format!("line {number} is neither a section nor a value"));
        };
        match inside {
            None => return Err(format!("line {number} is in no section")),
            Some(false) => {}
            Some(true) => {
                let (name, value) = (name.trim().to_lowercase(), unquoted(value.trim()));
                if value.is_empty() {
                    return Err(format!("{name} on line {number} is empty"));
                }
                if values.insert(name.clone(), value.to_owned()).is_some() {
                    return Err(format!(
                        "{name} is given twice, the second time on line {number}"
                    ));
                }
            }
        }
    }
    Ok(values)
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(value)
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    // Read permission of the group and of everybody.
    (mode & 0o044 != 0).then(|| {
        format!(
            "others can read the profile file {}, which holds keys; make it yours alone with chmod 600",
            path.display()
        )
    })
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> Option<String> {
    None
}
