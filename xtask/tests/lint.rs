//! `cargo xtask lint`, from outside.
#![allow(
    clippy::unwrap_used,
    reason = "all of it is test, and clippy sees the tests alone"
)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use heck::ToPascalCase as _;
use support::{Checkout, stderr, stdout};
use xtask::Error;
use xtask::codegen;
use xtask::contract::{Contract, find_root};
use xtask::lint;

const CLEAN: &str = include_str!("fixtures/clean.yaml");

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules")
}

fn names(directory: &Path) -> BTreeSet<String> {
    std::fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Rule and pointer of each finding.
fn broken(text: &str) -> Vec<(String, String)> {
    lint::findings(&yaml_serde::from_str(text).unwrap_or_default())
        .into_iter()
        .map(|finding| (finding.rule.to_owned(), finding.pointer.as_str().to_owned()))
        .collect()
}

#[test]
fn the_contract_keeps_all_rules() {
    let contract = Contract::read(&find_root()).unwrap();
    assert_eq!(lint::findings(contract.document()), []);
}

#[test]
fn a_clean_fixture_gives_no_findings() {
    assert_eq!(broken(CLEAN), []);
}

/// The rules allow more than the contract uses; the generator must keep up with them.
#[test]
fn all_that_the_rules_allow_can_be_generated() {
    let contract = Contract::parse(include_str!("fixtures/rich.yaml")).unwrap();
    assert_eq!(lint::findings(contract.document()), []);
    let client = codegen::client_file(&contract).unwrap();
    syn::parse_file(&client).unwrap();
}

#[test]
fn every_rule_has_a_fixture_and_every_fixture_a_rule() {
    let rules: BTreeSet<_> = lint::rules().map(str::to_owned).collect();
    assert_eq!(rules, names(&fixtures()));
}

#[test]
fn every_fixture_breaks_its_rule_alone_at_the_place_it_names() {
    let mut failures = Vec::new();
    let mut count = 0;
    for rule in names(&fixtures()) {
        for case in names(&fixtures().join(&rule)) {
            let text = std::fs::read_to_string(fixtures().join(&rule).join(&case)).unwrap();
            let expected: Vec<_> = text
                .lines()
                .filter_map(|line| line.strip_prefix("# breaks: "))
                .map(|pointer| (rule.clone(), pointer.to_owned()))
                .collect();
            assert!(!expected.is_empty(), "{rule}/{case} names no place");
            let found = broken(&text);
            if found != expected {
                failures.push(format!(
                    "{rule}/{case}\n  expected {expected:?}\n  found    {found:?}"
                ));
            }
            count += 1;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 100, "only {count} fixtures were found");
}

/// The rust files below a directory, as syntax trees.
fn sources(directory: &Path) -> Vec<(PathBuf, syn::File)> {
    let mut files = Vec::new();
    for name in names(directory) {
        let path = directory.join(name);
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((path, syn::parse_file(&text).unwrap()));
        }
    }
    files
}

/// The names of the methods that items give to the client, and whether each is async.
fn methods_of_client(items: &[syn::Item]) -> Vec<(String, bool)> {
    let client: syn::Type = syn::parse_quote!(Client);
    let mut methods = Vec::new();
    for item in items {
        match item {
            syn::Item::Impl(block) if *block.self_ty == client => {
                methods.extend(block.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) => {
                        Some((method.sig.ident.to_string(), method.sig.asyncness.is_some()))
                    }
                    _ => None,
                }));
            }
            syn::Item::Mod(syn::ItemMod {
                content: Some((_, inner)),
                ..
            }) => methods.extend(methods_of_client(inner)),
            _ => {}
        }
    }
    methods
}

#[test]
fn no_operation_takes_the_name_of_a_method_that_the_client_has_already() {
    let client = find_root().join(codegen::CLIENT_PATH);
    let mut taken = BTreeSet::new();
    for (path, file) in sources(client.parent().unwrap()) {
        for (name, is_async) in methods_of_client(&file.items) {
            // The generated async methods are the operations themselves.
            if path != client || !is_async {
                taken.insert(name);
            }
        }
    }
    // One written by hand, one of the hooks, one of the generator.
    for known in ["send_json", "pre", "new_with_client"] {
        assert!(taken.contains(known), "{known} is not among {taken:?}");
    }
    // Traits that the client derives, and those that every type has.
    taken.extend(["clone", "fmt", "into", "try_into", "to_owned", "type_id"].map(str::to_owned));
    for name in taken {
        let id = name.to_pascal_case();
        let contract = CLEAN.replace("operationId: SetThing", &format!("operationId: {id}"));
        let place = "/paths/~1v1~1things~1{thing_id}/put/operationId".to_owned();
        assert_eq!(
            broken(&contract),
            [("operation-ids".to_owned(), place)],
            "an operation may be called {id}, and {name} is taken"
        );
    }
}

/// What is left unexplained or unproven does not keep the client from being generated; everything else does.
#[test]
fn only_rules_that_the_client_does_not_suffer_from_let_the_generator_pass() {
    let advisory = [
        "descriptions",
        "documented",
        "enum-descriptions",
        "examples",
        "missing-examples",
        "sources",
        "tags",
        "unused",
    ];
    for rule in names(&fixtures()) {
        for case in names(&fixtures().join(&rule)) {
            let text = std::fs::read_to_string(fixtures().join(&rule).join(&case)).unwrap();
            match codegen::client_file(&Contract::parse(&text).unwrap()) {
                Ok(client) => {
                    assert!(advisory.contains(&rule.as_str()), "{rule}/{case} passes");
                    assert!(syn::parse_file(&client).is_ok(), "{rule}/{case}");
                }
                Err(Error::Rules { .. }) => {
                    assert!(!advisory.contains(&rule.as_str()), "{rule}/{case} blocks");
                }
                Err(error) => panic!("{rule}/{case}: {error}"),
            }
        }
    }
}

#[test]
fn all_findings_are_listed_with_number_reason_and_fix_and_end_with_4() {
    let checkout = Checkout::new();
    checkout.set_contract(
        &CLEAN
            .replace("openapi: 3.0.3", "openapi: 3.1.0")
            .replace("https://", "http://"),
    );
    let output = checkout.xtask(&["lint"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(
        stdout(&output),
        "1. server-urls at /servers/0/url
   it is not an https url, and a token must not travel in the open
   fix: write https://host[:port][/path-prefix]

2. openapi-version at /openapi
   the generator reads openapi 3.0.x, and this is 3.1.0
   fix: write the contract in openapi 3.0.3

openapi/sms-v3.yaml breaks rules in 2 places
"
    );
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_contract_that_keeps_all_rules_ends_with_0() {
    let output = Checkout::new().xtask(&["lint"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "openapi/sms-v3.yaml keeps all rules\n");
}

#[test]
fn broken_yaml_ends_with_100_and_names_the_place() {
    let checkout = Checkout::new();
    checkout.set_contract("openapi: 3.0.3\ninfo: {title: [\n");
    let output = checkout.xtask(&["lint"]);
    assert_eq!(output.status.code(), Some(100));
    assert!(stderr(&output).contains("openapi/sms-v3.yaml:3:1: "));
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_contract_that_breaks_rules_the_generator_relies_upon_never_reaches_it() {
    let checkout = Checkout::new();
    checkout.xtask(&["codegen"]);
    let before = std::fs::read(checkout.client()).unwrap();
    // Two rules are broken, and one of them stands in the way.
    checkout.change_contract("- CLONING\n", "- CLON ING\n");
    for arguments in [&["codegen"][..], &["codegen", "--check"]] {
        let output = checkout.xtask(arguments);
        assert_eq!(output.status.code(), Some(100));
        assert!(stderr(&output).contains("1. enum-values at /components/schemas/CopyState/enum/9"));
        assert!(!stderr(&output).contains("enum-descriptions"));
        assert_eq!(stdout(&output), "");
    }
    assert_eq!(std::fs::read(checkout.client()).unwrap(), before);
}

#[test]
fn documents_that_are_no_mappings_are_findings() {
    for text in ["", "7", "text", "[1]", "!tag {}", "~"] {
        assert!(!broken(text).is_empty(), "{text:?}");
    }
}
