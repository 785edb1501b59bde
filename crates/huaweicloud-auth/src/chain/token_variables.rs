//! Tokens in the environment.

use super::found::Candidate;
use super::{Chain, Look};
use crate::{Error, Token};

/// Nothing that may be shown of a token says whose it is.
pub(super) const IDENTITY: &str = "the bearer of a token";

/// The variables that hold a token for this very program.
pub(super) fn own(chain: &Chain) -> Result<Look, Error> {
    let names: Vec<_> = chain.token_variables.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(Look::NotThere);
    }
    look(chain, &names)
}

/// The variable that Terraform takes a token from.
pub(super) fn of_terraform(chain: &Chain) -> Result<Look, Error> {
    look(chain, &["HW_AUTH_TOKEN"])
}

fn look(chain: &Chain, names: &[&str]) -> Result<Look, Error> {
    for name in names {
        // An empty one is no token, and the check says so.
        if let Some(token) = Token::from_variable(&chain.environment, name)? {
            let place = format!("the environment variable {name}");
            return Ok(Look::Complete(Candidate::new(token, place, IDENTITY)));
        }
    }
    Ok(Look::Nothing(format!("{} is not set", names.join(" or "))))
}
