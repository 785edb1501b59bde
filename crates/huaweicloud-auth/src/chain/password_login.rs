//! A user and a password in the environment.

use super::found::{Candidate, shortened};
use super::{Chain, Look};
use crate::{Error, ErrorKind, PasswordLogin, Project};

const USER: &str = "HW_USER_NAME";
const PASSWORD: &str = "HW_USER_PASSWORD";
const DOMAIN: &str = "HW_DOMAIN_NAME";

/// The user of Terraform.
pub(super) fn of_terraform(chain: &Chain) -> Result<Look, Error> {
    let user = chain.variable(USER)?;
    let password = chain.secret(PASSWORD)?;
    // The domain alone is no attempt at a login: Terraform takes it for other purposes as well.
    if user.is_none() && password.is_none() {
        return Ok(Look::Nothing(format!("{USER} and {PASSWORD} are not set")));
    }
    let project = match (
        chain.variable("HW_PROJECT_ID")?,
        chain.variable("HW_PROJECT_NAME")?,
    ) {
        (Some(id), _) => Some(Project::Id(id)),
        (None, Some(name)) => Some(Project::Name(name)),
        // A region's own project has its name.
        (None, None) => chain.known_region()?.map(Project::Name),
    };
    let login = PasswordLogin {
        user: needed(user, USER)?,
        password: needed(password, PASSWORD)?,
        domain: needed(chain.variable(DOMAIN)?, DOMAIN)?,
        project: needed(project, "HW_PROJECT_ID, HW_PROJECT_NAME or HW_REGION_NAME")?,
        iam: needed(
            chain.iam_or(|| None)?,
            "HW_REGION_NAME, HW_AUTH_URL or HUAWEICLOUD_SDK_IAM_ENDPOINT",
        )?,
    };
    let identity = format!(
        "the user {} of {}",
        shortened(&login.user),
        shortened(&login.domain)
    );
    let place = format!("the environment variables {USER}, {PASSWORD} and {DOMAIN}");
    Ok(Look::Complete(Candidate::new(login, place, identity)))
}

fn needed<T>(value: Option<T>, name: &str) -> Result<T, Error> {
    value.ok_or_else(|| {
        Error::new(
            ErrorKind::Invalid,
            format!("there is a login in the environment and {name} is not set; set it, or unset {USER} and {PASSWORD}"),
        )
    })
}
