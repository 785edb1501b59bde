//! Values that the contract lists, as people type them.

use std::ffi::OsStr;
use std::fmt::Display;
use std::str::FromStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};
use huaweicloud_sms::{CopyState, MigrationCycle, TaskOperation};

/// A value of an enumeration of the contract.
pub(crate) trait Listed: Copy + Display + FromStr + Send + Sync + 'static {
    const ALL: &'static [Self];

    fn description(self) -> &'static str;
}

macro_rules! listed {
    ($($name:ident),*) => {$(
        impl Listed for $name {
            const ALL: &'static [Self] = $name::ALL;

            fn description(self) -> &'static str {
                $name::description(self)
            }
        }
    )*};
}

listed!(CopyState, MigrationCycle, TaskOperation);

/// Reads a value on the command line, and answers a wrong one with the right ones.
#[derive(Clone, Copy)]
pub(crate) struct OneOf<T>(std::marker::PhantomData<T>);

impl<T> OneOf<T> {
    pub(crate) fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<T: Listed> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        let value = value.to_string_lossy();
        value.parse().map_err(|_| {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let mut tell = |kind, what| {
                error.insert(kind, what);
            };
            if let Some(arg) = arg {
                tell(
                    ContextKind::InvalidArg,
                    ContextValue::String(arg.to_string()),
                );
            }
            tell(
                ContextKind::InvalidValue,
                ContextValue::String(value.escape_debug().to_string()),
            );
            tell(
                ContextKind::ValidValue,
                ContextValue::Strings(allowed::<T>()),
            );
            // clap words one suggestion and several differently, and goes by the kind of context for it.
            let mut near = suggestions::<T>(&value);
            match near.len() {
                0 => {}
                1 => tell(
                    ContextKind::SuggestedValue,
                    ContextValue::String(near.remove(0)),
                ),
                _ => tell(
                    ContextKind::SuggestedValue,
                    ContextValue::String(near.join("' or '")),
                ),
            }
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(T::ALL.iter().map(|value| {
            PossibleValue::new(value.to_string()).help(value.description())
        })))
    }
}

/// Reads a value in a file, and answers a wrong one with the right ones.
pub(crate) fn parse<T: Listed>(value: &str) -> Result<T, String> {
    value.parse().map_err(|_| {
        let near = match suggestions::<T>(value) {
            near if near.is_empty() => String::new(),
            near => format!("; did you mean {}?", near.join(" or ")),
        };
        format!(
            "{value:?} is not one of {}{near}",
            allowed::<T>().join(", ")
        )
    })
}

fn allowed<T: Listed>() -> Vec<String> {
    T::ALL.iter().map(T::to_string).collect()
}

/// What may have been meant: the value that is spelled most like it, or else those whose description uses the word.
fn suggestions<T: Listed>(value: &str) -> Vec<String> {
    // As clap does for names of options. Below it, words that merely share letters come up.
    const ALIKE: f64 = 0.7;

    let typed = value.to_lowercase().replace('-', "_");
    let alike = T::ALL
        .iter()
        .map(|value| {
            (
                strsim::jaro(&typed, &value.to_string().to_lowercase()),
                value,
            )
        })
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    if let Some((_, value)) = alike {
        return vec![value.to_string()];
    }
    T::ALL
        .iter()
        .filter(|value| {
            let description = value.description().to_lowercase();
            description
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word == typed)
        })
        .map(T::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_value_is_answered_with_the_one_that_was_meant() {
        assert_eq!(suggestions::<CopyState>("waiting"), ["WAITING"]);
        assert_eq!(suggestions::<CopyState>("SYNCHING"), ["SYNCING"]);
        assert_eq!(suggestions::<TaskOperation>("clone-test"), ["clone_test"]);
        assert_eq!(suggestions::<MigrationCycle>("SYNCING"), ["syncing"]);
    }

    #[test]
    fn a_word_from_a_description_is_answered_with_its_values() {
        assert_eq!(suggestions::<CopyState>("PAUSED"), ["STOPPING", "STOPPED"]);
    }

    #[test]
    fn a_value_like_none_is_answered_with_the_list_alone() {
        let error = parse::<MigrationCycle>("xyz").unwrap_err();
        assert_eq!(
            error,
            "\"xyz\" is not one of cutovering, cutovered, checking, setting, replicating, syncing"
        );
    }
}
