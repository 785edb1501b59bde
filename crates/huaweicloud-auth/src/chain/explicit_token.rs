//! A token that was given explicitly.

use std::path::PathBuf;

use super::found::Candidate;
use super::{Chain, Look, token_variables};
use crate::{Error, Token};

/// A token that comes before whatever the environment has.
#[derive(Clone, Debug)]
pub(super) enum ExplicitToken {
    Given { token: Token, place: String },
    File(PathBuf),
}

pub(super) fn look(chain: &Chain) -> Result<Look, Error> {
    let candidate = match &chain.explicit {
        None => return Ok(Look::NotThere),
        Some(ExplicitToken::Given { token, place }) => {
            Candidate::new(token.clone(), place, token_variables::IDENTITY)
        }
        Some(ExplicitToken::File(path)) => {
            let (token, warning) = Token::read_file(path)?;
            let place = format!("the file {}", path.display());
            Candidate::new(token, place, token_variables::IDENTITY).warned(warning)
        }
    };
    Ok(Look::Complete(candidate))
}
