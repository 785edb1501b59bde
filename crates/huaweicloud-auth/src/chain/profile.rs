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
    let value = |name: &str| values.get(name).filter(|value| !value.is_empty());
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
        (None, None) => {
            return Ok(Look::Nothing(format!(
                "{} has no keys in [{SECTION}]",
                path.display()
            )));
        }
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

/// The address of IAM that the profile names.
pub(super) fn iam_endpoint(chain: &Chain) -> Result<Option<String>, Error> {
    match read(chain)? {
        Profile::Read(_, mut values) => {
            Ok(values.remove("iam_endpoint").filter(|url| !url.is_empty()))
        }
        Profile::Absent(_) => Ok(None),
    }
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
        Ok(text) => {
            let values = section(&text);
            Ok(Profile::Read(path, values))
        }
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

/// The values of the section. Lines that are neither a section nor a value, such as comments, say nothing.
fn section(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            inside = name.trim() == SECTION;
        } else if let (true, Some((name, value))) = (inside, line.split_once('=')) {
            values.insert(name.trim().to_lowercase(), value.trim().to_owned());
        }
    }
    values
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
