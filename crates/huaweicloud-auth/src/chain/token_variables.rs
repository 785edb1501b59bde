//! Tokens in the environment.

use super::{Candidate, Chain, Look};
use crate::{Error, Token};

/// The variables that hold a token for this very program.
pub(super) fn own(chain: &Chain) -> Result<Look, Error> {
    let names: Vec<_> = chain.token_variables.iter().map(String::as_str).collect();
    if names.is_empty() {
        return Ok(Look::Nothing("it has none".to_owned()));
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
        if let Some(value) = chain.environment.get(name)? {
            let what = format!("the token in the environment variable {name}");
            return Ok(Look::Complete(Candidate {
                credentials: Token::check(&what, value.trim())?.into(),
                place: format!("the environment variable {name}"),
                identity: "the bearer of a token".to_owned(),
                warnings: Vec::new(),
            }));
        }
    }
    Ok(Look::Nothing(format!("{} is not set", names.join(" or "))))
}
