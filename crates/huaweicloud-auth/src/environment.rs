//! Where a program finds its settings.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::PathBuf;

use crate::{Error, ErrorKind, Secret};

/// Where a program finds its settings: environment variables, and the home directory.
#[derive(Clone)]
pub struct Environment {
    variables: Option<BTreeMap<String, Secret>>,
    home: Option<PathBuf>,
}

impl Environment {
    /// That of this process.
    pub fn of_this_process() -> Self {
        Self {
            variables: None,
            home: env::home_dir(),
        }
    }

    /// One made of these variables and this home directory, for tests.
    pub fn new<K: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (K, V)>,
        home: Option<PathBuf>,
    ) -> Self {
        Self {
            variables: Some(
                variables
                    .into_iter()
                    .map(|(name, value)| (name.into(), Secret::new(value)))
                    .collect(),
            ),
            home,
        }
    }

    pub(crate) fn home(&self) -> Option<&PathBuf> {
        self.home.as_ref()
    }

    /// The value of a variable, if it is set. It may be a secret.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Secret>, Error> {
        match &self.variables {
            Some(variables) => Ok(variables.get(name).cloned()),
            None => match env::var(name) {
                Ok(value) => Ok(Some(Secret::new(value))),
                Err(env::VarError::NotPresent) => Ok(None),
                Err(env::VarError::NotUnicode(_)) => Err(Error::new(
                    ErrorKind::Invalid,
                    format!("the environment variable {name} is no text; correct or unset it"),
                )),
            },
        }
    }
}

impl fmt::Debug for Environment {
    /// Variables hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}
