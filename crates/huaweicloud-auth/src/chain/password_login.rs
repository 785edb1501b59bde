//! A user and a password in the environment.

use super::{Candidate, Chain, Look};
use crate::{Address, Error, ErrorKind, PasswordLogin, Project, Secret};

const USER: &str = "HW_USER_NAME";
const PASSWORD: &str = "HW_USER_PASSWORD";
const DOMAIN: &str = "HW_DOMAIN_NAME";
const REGION: &str = "HW_REGION_NAME";

/// The user of Terraform.
pub(super) fn of_terraform(chain: &Chain) -> Result<Look, Error> {
    let user = chain.variable(USER)?;
    let password = chain.variable(PASSWORD)?;
    // The domain alone is no attempt at a login: Terraform takes it for other purposes as well.
    if user.is_none() && password.is_none() {
        return Ok(Look::Nothing(format!("{USER} and {PASSWORD} are not set")));
    }
    let region = chain.variable(REGION)?.or_else(|| chain.region.clone());
    let project = match (
        chain.variable("HW_PROJECT_ID")?,
        chain.variable("HW_PROJECT_NAME")?,
    ) {
        (Some(id), _) => Some(Project::Id(id)),
        (None, Some(name)) => Some(Project::Name(name)),
        // A region's own project has its name.
        (None, None) => region.clone().map(Project::Name),
    };
    let login = PasswordLogin {
        user: needed(user, USER)?,
        password: Secret::new(needed(password, PASSWORD)?),
        domain: needed(chain.variable(DOMAIN)?, DOMAIN)?,
        project: needed(project, "HW_PROJECT_ID, HW_PROJECT_NAME or HW_REGION_NAME")?,
        iam: iam(chain, region)?,
    };
    Ok(Look::Complete(Candidate {
        identity: format!("the user {} of {}", login.user, login.domain),
        place: format!("the environment variables {USER}, {PASSWORD} and {DOMAIN}"),
        credentials: login.into_credentials()?,
        warnings: Vec::new(),
    }))
}

fn needed<T>(value: Option<T>, name: &str) -> Result<T, Error> {
    value.ok_or_else(|| {
        Error::new(
            ErrorKind::Invalid,
            format!("there is a login in the environment and {name} is not set; set it, or unset {USER} and {PASSWORD}"),
        )
    })
}

fn iam(chain: &Chain, region: Option<String>) -> Result<Address, Error> {
    for name in ["HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL"] {
        if let Some(address) = chain.address(name)? {
            // Terraform's documentation writes it with the version.
            let bare = address.as_str().trim_end_matches("/v3");
            return Address::parse(bare)
                .map_err(|error| Error::new(ErrorKind::Invalid, error.to_string()));
        }
    }
    let region = needed(
        region,
        "HW_REGION_NAME, HW_AUTH_URL or HUAWEICLOUD_SDK_IAM_ENDPOINT",
    )?;
    Address::parse(&format!("https://iam.{region}.myhuaweicloud.com")).map_err(|error| {
        Error::new(
            ErrorKind::Invalid,
            format!("the region {region:?} gives no address of IAM: {error}; correct {REGION}, or set HW_AUTH_URL"),
        )
    })
}
