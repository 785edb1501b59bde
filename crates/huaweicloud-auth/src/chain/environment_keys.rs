//! Keys in the environment.

use super::found::Candidate;
use super::{Chain, Look};
use crate::{AccessKeys, Error, ErrorKind};

/// The names of the variables that hold a set of keys.
struct Names {
    access: &'static str,
    secret: &'static str,
    security_token: &'static str,
    project_id: &'static str,
}

/// The keys of the vendor's SDKs.
pub(super) fn of_the_vendor(chain: &Chain) -> Result<Look, Error> {
    look(
        chain,
        &Names {
            access: "HUAWEICLOUD_SDK_AK",
            secret: "HUAWEICLOUD_SDK_SK",
            security_token: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            project_id: "HUAWEICLOUD_SDK_PROJECT_ID",
        },
    )
}

/// The keys of Terraform.
pub(super) fn of_terraform(chain: &Chain) -> Result<Look, Error> {
    look(
        chain,
        &Names {
            access: "HW_ACCESS_KEY",
            secret: "HW_SECRET_KEY",
            security_token: "HW_SECURITY_TOKEN",
            project_id: "HW_PROJECT_ID",
        },
    )
}

fn look(chain: &Chain, names: &Names) -> Result<Look, Error> {
    let Names { access, secret, .. } = names;
    let (there, missing) = match (chain.variable(access)?, chain.secret(secret)?) {
        (Some(key), Some(value)) => {
            let place = format!("the environment variables {access} and {secret}");
            let variable = |name: &str| format!("the environment variable {name}");
            let mut keys = AccessKeys::new(key, value).map_err(|error| error.at(&place))?;
            if let Some(token) = chain.secret(names.security_token)? {
                keys = keys
                    .with_security_token(&token)
                    .map_err(|error| error.at(&variable(names.security_token)))?;
            }
            if let Some(id) = chain.variable(names.project_id)? {
                keys = keys
                    .with_project(id)
                    .map_err(|error| error.at(&variable(names.project_id)))?;
            }
            return Ok(Look::Complete(Candidate::of_keys(keys, place)));
        }
        (None, None) if chain.secret(names.security_token)?.is_some() => {
            (&names.security_token, access)
        }
        (None, None) => return Ok(Look::Nothing(format!("{access} and {secret} are not set"))),
        (Some(_), None) => (access, secret),
        (None, Some(_)) => (secret, access),
    };
    Err(Error::new(
        ErrorKind::Invalid,
        format!("the environment variable {there} is set and {missing} is not; set all or none"),
    ))
}
