//! What a profile file says.

use std::collections::BTreeMap;

use crate::Secret;

/// The section with the keys of a project.
pub(super) const SECTION: &str = "basic";

/// What the vendor's SDKs read in it. Nothing else is ever quoted: it may be a secret in the wrong place.
const NAMES: [&str; 8] = [
    "ak",
    "sk",
    "security_token",
    "project_id",
    "domain_id",
    "iam_endpoint",
    "idp_id",
    "id_token_file",
];

/// The section of a profile file with the keys of a project.
#[derive(Default)]
pub(super) struct Section {
    values: BTreeMap<&'static str, Secret>,
    /// Another section has keys.
    pub(super) keys_elsewhere: bool,
    /// The lines in it that nobody knows what to do with.
    unknown: Vec<usize>,
}

impl Section {
    /// Reads a profile file: sections in brackets, and below them a name and a value on each line.
    ///
    /// What is not understood is an error: to pass it over could mean to act as somebody else, whose credentials come
    /// next.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = str::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned())?;
        let mut section = Self::default();
        let mut inside = None;
        for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || is_comment(line) {
                continue;
            }
            if let Some(rest) = line.strip_prefix('[') {
                let name = match rest.split_once(']') {
                    Some((name, "")) => name,
                    Some((name, after)) if is_comment(after.trim()) => name,
                    _ => return Err(format!("line {number} begins like a section and is none")),
                };
                inside = Some(name.trim().eq_ignore_ascii_case(SECTION));
                continue;
            }
            let Some((name, value)) = line.split_once(['=', ':']) else {
                return Err(format!("line {number} is neither a section nor a value"));
            };
            let name = name.trim();
            let name = NAMES.iter().find(|it| it.eq_ignore_ascii_case(name));
            match (inside, name) {
                (None, _) => return Err(format!("line {number} is in no section")),
                (Some(false), name) => {
                    section.keys_elsewhere |= matches!(name, Some(&"ak" | &"sk"));
                }
                (Some(true), None) => section.unknown.push(number),
                (Some(true), Some(name)) => section.add(name, value.trim(), number)?,
            }
        }
        Ok(section)
    }

    fn add(&mut self, name: &'static str, value: &str, line: usize) -> Result<(), String> {
        let value = unquoted(value)
            .ok_or_else(|| format!("{name} on line {line} has a quote without its counterpart"))?;
        if value.is_empty() {
            return Err(format!("{name} on line {line} is empty"));
        }
        match self.values.insert(name, Secret::new(value)) {
            None => Ok(()),
            Some(_) => Err(format!(
                "{name} is given twice, the second time on line {line}"
            )),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Secret> {
        self.values.get(name)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty() && self.unknown.is_empty()
    }

    /// What is to be said of names that nobody knows: one of them may be a known one, spelt wrongly.
    pub(super) fn warning(&self, file: &str) -> Option<String> {
        let line = self.unknown.first()?;
        Some(format!(
            "line {line} in the section [{SECTION}] of {file} is not known and was passed over; known are {}",
            NAMES.join(", ")
        ))
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with(['#', ';'])
}

/// A value without the quotes around it. `None` if there is one that has no counterpart.
fn unquoted(value: &str) -> Option<&str> {
    const QUOTES: [char; 2] = ['"', '\''];

    match value.strip_prefix(QUOTES) {
        Some(rest) => rest.strip_suffix(value.chars().next()?),
        None => (!value.ends_with(QUOTES)).then_some(value),
    }
}
