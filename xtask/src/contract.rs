//! The contract: where it is, and what is in it.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use yaml_serde::Value;

use crate::Error;

/// Where the contract is, from the root of the repository.
pub const CONTRACT_PATH: &str = "openapi/sms-v3.yaml";

/// Where the manifest of this package is, from the root of the repository.
const MANIFEST_PATH: &str = "xtask/Cargo.toml";

/// The root of the repository, whatever the current directory is.
///
/// `cargo run` says at run time where this package is. A binary that is started without cargo, or by something that
/// cargo runs for another package, falls back to where it was compiled.
pub fn find_root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    root_around(package.as_deref()).unwrap_or_else(|| {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        package.parent().unwrap_or(package).to_path_buf()
    })
}

/// The directory around a package, if it is a root of this repository: one with the contract and this package in it.
fn root_around(package: Option<&Path>) -> Option<PathBuf> {
    let root = package?.parent()?;
    let is_root = root.join(CONTRACT_PATH).exists() && root.join(MANIFEST_PATH).exists();
    is_root.then(|| root.to_path_buf())
}

/// What some editors write before the text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The contract as it was read.
#[derive(Clone, Debug)]
pub struct Contract {
    text: String,
    document: Value,
}

impl Contract {
    /// Reads the contract of the repository at `root`.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no YAML.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let path = root.join(CONTRACT_PATH);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::Read { path, source })?;
        Self::parse(&text)
    }

    /// Takes `text` for the contract.
    ///
    /// # Errors
    ///
    /// If it is no YAML.
    pub fn parse(text: &str) -> Result<Self, Error> {
        // A checkout may turn line ends into CR LF, and an editor may put a byte order mark first. What is generated
        // must not depend on that, nor may the digest.
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let text = text.replace("\r\n", "\n");
        let document = parse_yaml(&text)?;
        Ok(Self { text, document })
    }

    /// The document as plain YAML.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The document as OpenAPI.
    ///
    /// # Errors
    ///
    /// If it is not shaped like an OpenAPI document.
    pub fn openapi(&self) -> Result<openapiv3::OpenAPI, Error> {
        parse_yaml(&self.text)
    }

    /// The SHA-256 of its text with LF line ends and without a byte order mark, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        sha256(&self.text)
    }
}

/// The SHA-256 of a text, in lower-case hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn parse_yaml<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    yaml_serde::from_str(text).map_err(|source| Error::Contract {
        place: match (source.location(), second_document::<T>(text)) {
            (Some(at), _) => format!("{CONTRACT_PATH}:{}:{}", at.line(), at.column()),
            (None, Some(line)) => format!("{CONTRACT_PATH}:{line}:1"),
            (None, None) => CONTRACT_PATH.to_owned(),
        },
        source,
    })
}

/// The line, from 1, where a second document begins, if the first one alone can be read. The parser refuses several
/// documents without saying where.
fn second_document<T: serde::de::DeserializeOwned>(text: &str) -> Option<usize> {
    let mut has_begun = false;
    let mut offset = 0;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let is_marker = is_document_marker(line);
        if is_marker && has_begun {
            let first = text.get(..offset)?;
            return yaml_serde::from_str::<T>(first).is_ok().then_some(number);
        }
        // Directives and comments may stand before the document.
        let is_before = line.starts_with('%') || line.trim_start().starts_with('#');
        has_begun |= is_marker || !(is_before || line.trim().is_empty());
        offset += line.len();
    }
    None
}

/// Whether a document begins with this line. YAML takes it for that wherever it stands, in a text of several lines too.
fn is_document_marker(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_directory_with_the_contract_and_this_package_is_a_root() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let package = root.join("xtask");
        assert_eq!(root_around(None), None);
        for path in [CONTRACT_PATH, MANIFEST_PATH] {
            assert_eq!(root_around(Some(&package)), None);
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        assert_eq!(root_around(Some(&package)).as_deref(), Some(root));
        assert_eq!(root_around(Some(root)), None);
    }

    #[test]
    fn broken_yaml_is_reported_with_file_line_and_column() {
        let error = Contract::parse("openapi: 3.0.3\ninfo: {title: [\n").unwrap_err();
        assert!(
            error.to_string().starts_with("openapi/sms-v3.yaml:3:1: "),
            "{error}"
        );
    }

    #[test]
    fn a_second_document_is_reported_with_the_line_where_it_begins() {
        for (text, line) in [
            ("a: 1\n---\nb: 2\n", 2),
            ("a: 1\r\n---\r\nb: 2\r\n", 2),
            ("---\na: 1\n--- {b: 2}\n", 3),
            ("# Ours.\n\n%YAML 1.1\n---\na: |\n  --- \n  ----\n---\n", 8),
            ("---\n---\na: 1\n", 2),
        ] {
            let error = Contract::parse(text).unwrap_err();
            let place = format!("openapi/sms-v3.yaml:{line}:1: ");
            assert!(error.to_string().starts_with(&place), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_fault_of_the_first_document_is_not_blamed_on_the_second() {
        let error = Contract::parse("a: [\n---\nb: 2\n").unwrap_err();
        let place = "openapi/sms-v3.yaml:2:1: ";
        assert!(error.to_string().starts_with(place), "{error}");

        let repeated = format!("{}---\nb: 2\n", bomb());
        let error = Contract::parse(&repeated).unwrap_err();
        assert!(
            error.to_string().starts_with("openapi/sms-v3.yaml: "),
            "{error}"
        );
    }

    #[test]
    fn one_document_with_its_marker_is_no_second_one() {
        assert!(Contract::parse("# Ours.\n---\na: '-- ---'\n...\n").is_ok());
    }

    /// A text that grows ninefold with each of its lines.
    fn bomb() -> String {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (alias, anchor) in ('a'..'j').zip('b'..) {
            let list = vec![format!("*{alias}"); 9].join(", ");
            bomb.push_str(&format!("{anchor}: &{anchor} [{list}]\n"));
        }
        bomb
    }

    #[test]
    fn yaml_that_would_exhaust_memory_or_stack_is_broken_yaml() {
        assert!(Contract::parse(&bomb()).is_err());
        assert!(Contract::parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn a_duplicate_key_is_broken_yaml() {
        assert!(Contract::parse("a: 1\na: 2\n").is_err());
    }

    #[test]
    fn the_digest_does_not_depend_on_a_byte_order_mark() {
        let plain = Contract::parse("a: 1\n").unwrap();
        let marked = Contract::parse("\u{feff}a: 1\n").unwrap();
        assert_eq!(plain.sha256(), marked.sha256());
        assert_eq!(plain.document(), marked.document());
    }

    #[test]
    fn the_digest_does_not_depend_on_line_ends() {
        let unix = Contract::parse("a: 1\nb: 2\n").unwrap();
        let windows = Contract::parse("a: 1\r\nb: 2\r\n").unwrap();
        assert_eq!(unix.sha256(), windows.sha256());
    }

    #[test]
    fn the_digest_is_sha_256_in_hexadecimal() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
