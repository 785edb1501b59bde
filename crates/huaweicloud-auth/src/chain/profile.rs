//! The profile file of the vendor's SDKs.

use std::fs;
use std::io::ErrorKind::NotFound;
use std::path::PathBuf;

use super::found::Candidate;
use super::profile_section::{SECTION, Section};
use super::{Chain, Look};
use crate::secret_file::SecretFile;
use crate::{AccessKeys, Error, ErrorKind};

const FILE_VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// More than any profile has.
const LONGEST_READ: u64 = 1 << 20;

pub(super) fn look(chain: &Chain) -> Result<Look, Error> {
    let profile = match find(chain)? {
        Ok(profile) => profile,
        Err(reason) => return Ok(Look::Nothing(reason)),
    };
    let Profile { name, file, .. } = &profile;
    let invalid = |what: String| Error::new(ErrorKind::Invalid, what);
    let section = Section::read(&file.bytes).map_err(|reason| {
        invalid(format!(
            "{name} is not understood: {reason}; correct it, or move it away"
        ))
    })?;
    let incomplete = |what: &str| invalid(format!("{}; add what is missing", profile.lacks(what)));
    let (access, secret) = match (section.get("ak"), section.get("sk")) {
        (Some(access), Some(secret)) => (access, secret),
        (None, None) if section.is_empty() && !profile.is_named && !section.keys_elsewhere => {
            return Ok(Look::Nothing(profile.lacks("ak and no sk")));
        }
        (None, None) => return Err(incomplete("ak and no sk")),
        (None, _) => return Err(incomplete("ak")),
        (_, None) => return Err(incomplete("sk")),
    };
    let placed = |error: Error| error.at(name);
    let mut keys = AccessKeys::new(access.expose(), secret.clone()).map_err(placed)?;
    if let Some(token) = section.get("security_token") {
        keys = keys.with_security_token(token).map_err(placed)?;
    }
    keys = match section.get("project_id") {
        Some(id) => keys.with_project(id.expose()).map_err(placed)?,
        None => keys.in_project(chain.project_id()?),
    };
    let iam = section.get("iam_endpoint");
    let candidate = Candidate::of_keys(keys, name)
        .iam(iam.map(|url| url.expose().to_owned()))
        .warned(file.warning(name))
        .warned(section.warning(name));
    Ok(Look::Complete(candidate))
}

/// A profile file, and what to call it.
struct Profile {
    name: String,
    file: SecretFile,
    /// The environment names it.
    is_named: bool,
}

impl Profile {
    fn lacks(&self, what: &str) -> String {
        format!("the section [{SECTION}] of {} has no {what}", self.name)
    }
}

/// The profile file, or why there is none.
fn find(chain: &Chain) -> Result<Result<Profile, String>, Error> {
    let named = chain.variable(FILE_VARIABLE)?.map(PathBuf::from);
    let is_named = named.is_some();
    let default = || {
        let home = chain.environment.home()?;
        Some(home.join(".huaweicloud").join("credentials"))
    };
    let Some(path) = named.or_else(default) else {
        return Ok(Err(format!(
            "there is no home directory, and {FILE_VARIABLE} is not set"
        )));
    };
    let name = format!("the profile file {}", path.display());
    let unreadable = || {
        Error::new(
            ErrorKind::Invalid,
            format!("{name} cannot be read; check that it is a file and that you may read it"),
        )
    };
    match fs::metadata(&path) {
        // A pipe, or a device without an end, would be read for ever.
        Ok(metadata) if !metadata.is_file() => return Err(unreadable()),
        // A file that was named has to be there, and so has what a link leads to.
        Err(error) if error.kind() == NotFound && !is_named && !path.is_symlink() => {
            return Ok(Err(format!("{} does not exist", path.display())));
        }
        _ => {}
    }
    let file = SecretFile::read(&path, LONGEST_READ + 1)
        .map_err(|error| unreadable().with_source(error))?;
    if file.bytes.len() as u64 > LONGEST_READ {
        return Err(Error::new(
            ErrorKind::Invalid,
            format!(
                "{name} is longer than {LONGEST_READ} bytes, and no profile is; check its name"
            ),
        ));
    }
    Ok(Ok(Profile {
        name,
        file,
        is_named,
    }))
}
