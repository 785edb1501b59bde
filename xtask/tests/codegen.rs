//! `cargo xtask codegen`, from outside.

mod support;

use heck::ToPascalCase as _;
use support::{CONTRACT, Checkout, stderr, stdout};
use xtask::codegen::{self, Mode};
use xtask::contract::{self, Contract};
use xtask::report::Exit;

#[test]
fn the_committed_client_is_what_the_contract_gives() {
    let report = codegen::run(&contract::find_root(), Mode::Check).unwrap();
    assert_eq!(report.exit, Exit::Good, "{}", report.text);
}

#[test]
fn generating_twice_gives_the_same_bytes_in_one_process_and_in_two() {
    let here = Contract::read(&contract::find_root()).unwrap();
    let once = codegen::client_file(&here).unwrap();
    assert_eq!(once, codegen::client_file(&here).unwrap());

    for _ in 0..2 {
        let checkout = Checkout::new();
        assert!(checkout.xtask(&["codegen"]).status.success());
        assert_eq!(once, std::fs::read_to_string(checkout.client()).unwrap());
    }
}

#[test]
fn a_contract_with_windows_line_ends_gives_the_same_bytes() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let unix = std::fs::read(checkout.client()).unwrap();
    checkout.change_contract("\n", "\r\n");
    checkout.xtask(&["codegen"]);
    let windows = std::fs::read(checkout.client()).unwrap();
    assert_eq!(unix, windows);
    assert!(!windows.contains(&b'\r'));
}

#[cfg(unix)]
#[test]
fn the_written_file_is_readable_by_everyone() {
    use std::os::unix::fs::PermissionsExt as _;

    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let mode = std::fs::metadata(checkout.client())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o644);
}

#[test]
fn a_file_that_is_up_to_date_is_not_touched() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    // A read-only directory would not stop root; a time in the past shows any write.
    let past = std::time::SystemTime::UNIX_EPOCH;
    let file = std::fs::File::options()
        .write(true)
        .open(checkout.client())
        .unwrap();
    file.set_modified(past).unwrap();

    let output = checkout.xtask(&["codegen"]);
    assert!(stdout(&output).contains("is up to date"));
    let modified = std::fs::metadata(checkout.client())
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(modified, past);
}

#[test]
fn nothing_is_left_beside_the_written_file() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let directory = checkout.client().parent().unwrap().to_owned();
    assert_eq!(std::fs::read_dir(directory).unwrap().count(), 1);
}

#[test]
fn a_fresh_file_passes_the_check_with_0() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let output = checkout.xtask(&["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_missing_file_is_stale_and_the_check_writes_nothing() {
    let checkout = Checkout::new();
    let output = checkout.xtask(&["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stdout(&output).contains("the file is missing"));
    assert!(!checkout.client().exists());
}

#[test]
fn a_changed_contract_is_reported_with_the_diff_the_reason_and_the_remedy() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    checkout.change_contract("The migration failed.", "The migration broke.");

    let output = checkout.xtask(&["codegen", "--check"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(4));
    assert!(
        text.contains("-        /// The migration failed.\n"),
        "{text}"
    );
    assert!(
        text.contains("+        /// The migration broke.\n"),
        "{text}"
    );
    assert!(text.contains("- the contract changed"), "{text}");
    assert!(!text.contains("- the file was edited by hand"), "{text}");
    assert!(text.contains("run `cargo xtask codegen`"), "{text}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn an_edited_enum_value_is_stale_with_the_diff_although_the_lint_has_findings() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    checkout.change_contract("- CLONING\n", "- CLONINGX\n");

    let output = checkout.xtask(&["codegen", "--check"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    assert!(text.contains("+        Cloningx,\n"), "{text}");
    assert!(
        text.ends_with(
            "is stale:
  - the contract changed since the file was generated
run `cargo xtask codegen` and commit the result
`cargo xtask lint` has 2 findings as well
"
        ),
        "{text}"
    );

    let output = checkout.xtask(&["codegen"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).ends_with("was written\n`cargo xtask lint` has 2 findings as well\n"));
    let output = checkout.xtask(&["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stdout(&output).ends_with("is up to date\n`cargo xtask lint` has 2 findings as well\n")
    );
    let client = std::fs::read_to_string(checkout.client()).unwrap();
    assert!(client.contains("Self::Cloningx => \"\","), "{client}");
}

/// The values of all enums, by the number of their line in the contract.
fn enum_values() -> Vec<(usize, &'static str)> {
    let mut values = Vec::new();
    let mut is_enum = false;
    for (number, line) in CONTRACT.lines().enumerate() {
        match line.strip_prefix("        - ") {
            Some(value) if is_enum => values.push((number, value)),
            _ => is_enum = line == "      enum:",
        }
    }
    values
}

/// The contract with the line `number` replaced by others.
fn with_lines(number: usize, lines: &[String]) -> String {
    let mut all: Vec<_> = CONTRACT.lines().map(str::to_owned).collect();
    all.splice(number..=number, lines.iter().cloned());
    all.join("\n") + "\n"
}

#[test]
fn whichever_enum_value_is_changed_removed_or_added_the_check_shows_its_variant() {
    let checkout = Checkout::new();
    codegen::run(checkout.root(), Mode::Write).unwrap();
    let values = enum_values();
    assert!(values.len() > 20, "only {values:?} were found");
    for (number, value) in values {
        let new = format!("{value}X");
        let gone = format!("\n-        {},\n", value.to_pascal_case());
        let come = format!("\n+        {},\n", new.to_pascal_case());
        let line = |value: &str| format!("        - {value}");
        for (edit, lines, expected) in [
            ("changed", vec![line(&new)], vec![&gone, &come]),
            ("removed", vec![], vec![&gone]),
            ("followed", vec![line(value), line(&new)], vec![&come]),
        ] {
            checkout.set_contract(&with_lines(number, &lines));
            let report = codegen::run(checkout.root(), Mode::Check)
                .unwrap_or_else(|error| panic!("{value} {edit}: {error}"));
            assert_eq!(report.exit, Exit::Bad, "{value} {edit}");
            for part in expected {
                assert!(
                    report.text.contains(part),
                    "{value} {edit}: {part} is not in\n{}",
                    report.text
                );
            }
            assert!(
                report.text.contains(
                    "is stale:\n  - the contract changed since the file was generated\nrun "
                ),
                "{value} {edit}: {}",
                report.text
            );
            assert!(
                report.text.contains("\n`cargo xtask lint` has "),
                "{value} {edit}: {}",
                report.text
            );
        }
    }
}

#[test]
fn an_edit_by_hand_is_reported_beside_a_changed_contract() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let edited = std::fs::read_to_string(checkout.client())
        .unwrap()
        .replace("pub mod prelude", "pub mod preface");
    std::fs::write(checkout.client(), edited).unwrap();
    let text = stdout(&checkout.xtask(&["codegen", "--check"]));
    assert!(text.contains("- the file was edited by hand"), "{text}");
    assert!(!text.contains("- the contract changed"), "{text}");

    checkout.change_contract("The migration failed.", "The migration broke.");
    let text = stdout(&checkout.xtask(&["codegen", "--check"]));
    assert!(text.contains("- the file was edited by hand"), "{text}");
    assert!(text.contains("- the contract changed"), "{text}");
}

#[test]
fn bytes_that_are_no_text_are_an_edit_by_hand() {
    let checkout = Checkout::new();
    std::fs::write(checkout.client(), [0xff, 0xfe]).unwrap();
    let output = checkout.xtask(&["codegen", "--check"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stdout(&output).contains("- the file was edited by hand"));
}

#[test]
fn a_missing_contract_is_an_error_that_names_it() {
    let checkout = Checkout::new();
    std::fs::remove_file(checkout.root().join(contract::CONTRACT_PATH)).unwrap();
    let error = codegen::run(checkout.root(), Mode::Check).unwrap_err();
    assert!(error.to_string().contains("sms-v3.yaml"), "{error}");
}

#[test]
fn a_contract_that_cannot_be_read_ends_with_100_and_keeps_the_file() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let contract = checkout.root().join(contract::CONTRACT_PATH);
    std::fs::remove_file(&contract).unwrap();
    // Nobody can read a directory as a file, not even root.
    std::fs::create_dir(&contract).unwrap();
    for arguments in [&["codegen"][..], &["codegen", "--check"]] {
        let output = checkout.xtask(arguments);
        assert_eq!(output.status.code(), Some(100));
        assert_eq!(stdout(&output), "");
        assert!(stderr(&output).contains("sms-v3.yaml"));
    }
    assert!(checkout.client().exists());
}

#[test]
fn broken_yaml_ends_with_100_and_names_the_place() {
    let checkout = Checkout::new();
    checkout.set_contract("openapi: 3.0.3\ninfo: {title: [\n");
    for arguments in [&["codegen"][..], &["codegen", "--check"]] {
        let output = checkout.xtask(arguments);
        assert_eq!(output.status.code(), Some(100));
        assert!(
            stderr(&output).contains("openapi/sms-v3.yaml:3:1: "),
            "{}",
            stderr(&output)
        );
    }
}

/// A build script of another package, say, starts the program: cargo has told it where that package is.
#[test]
fn the_package_of_somebody_else_is_not_taken_for_ours() {
    let other = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["codegen", "--check"])
        .env("CARGO_MANIFEST_DIR", other.path().join("package"))
        .current_dir(other.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn without_arguments_the_help_is_printed() {
    let output = Checkout::new().xtask(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("Usage: cargo xtask"));
    assert!(stdout(&output).contains("codegen"));
}

#[test]
fn the_public_api_has_no_constructor_of_its_own() {
    let here = Contract::read(&contract::find_root()).unwrap();
    let client = codegen::client_file(&here).unwrap();
    assert!(!client.contains("pub fn new"));
    assert!(!client.contains("unwrap()"));
}
