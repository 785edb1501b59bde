//! The tests themselves: whatever fact of the contract is changed, a check notices.
mod support;

use std::io::{self, Write as _};
use std::num::NonZero;
use std::thread;

use contract_tests::contract::contract;
use contract_tests::facts::facts;
use contract_tests::mutants::{Edit, Mutant, mutants};
use contract_tests::pages::{check_against, pages};
use contract_tests::wire::Exchange;
use contract_tests::{Finding, decisions, list, types, wire};
use serde_json::{Value, json};
use support::record;

const CHECKS: [&str; 4] = ["pages", "decisions", "wire", "types"];

fn check(name: &str, contract: &Value, exchanges: &[Exchange]) -> Vec<Finding> {
    match name {
        "pages" => contract_tests::pages::check(contract),
        "decisions" => decisions::check(contract),
        "wire" => wire::check(contract, exchanges),
        _ => types::check(contract),
    }
}

#[tokio::test]
async fn no_check_finds_anything_in_the_contract_as_it_is() {
    let contract = contract();
    let exchanges = record(&contract).await;
    for name in CHECKS {
        let findings = check(name, &contract, &exchanges);
        assert!(findings.is_empty(), "{name}: {}", list(&findings));
    }
}

#[test]
fn every_fact_of_the_contract_has_mutants() {
    let contract = contract();
    let mutants = mutants(&contract);
    for pointer in facts(&contract, "").keys() {
        let of_fact = mutants.iter().filter(|mutant| mutant.pointer == *pointer);
        assert!(of_fact.count() >= 1, "{pointer}");
    }
}

#[tokio::test]
async fn a_fact_that_several_checks_hold_is_missed_by_none_of_them() {
    let contract = contract();
    let exchanges = record(&contract).await;
    let replace = |value: Value| Edit::Replace(value);
    let schemas = "/components/schemas";
    let put = "/paths/~1v3~1sources~1{source_id}~1changestate/put";
    let all = ["pages", "wire", "types"];
    for (pointer, edit, checks) in [
        (
            format!("{schemas}/CopyState/enum/3"),
            replace(json!("replicate")),
            all,
        ),
        (format!("{schemas}/CopyState/enum/3"), Edit::Remove, all),
        (
            format!("{schemas}/CopyState/enum"),
            Edit::AddItem(json!("SKIPPING")),
            all,
        ),
        (
            format!("{schemas}/MigrationCycle/enum/5"),
            Edit::Remove,
            all,
        ),
        (
            format!("{schemas}/TaskOperation/enum/0"),
            replace(json!("Start")),
            all,
        ),
        (
            format!("{schemas}/TaskId/maxLength"),
            replace(json!(254)),
            all,
        ),
        (
            format!("{schemas}/TaskId/maxLength"),
            replace(json!(256)),
            all,
        ),
        (
            format!("{schemas}/SourceId/minLength"),
            replace(json!(2)),
            ["decisions", "wire", "types"],
        ),
        (
            format!("{schemas}/SourceId/minLength"),
            replace(json!(0)),
            ["decisions", "wire", "types"],
        ),
        (
            format!("{schemas}/UpdateCopyStateRequest/minProperties"),
            replace(json!(2)),
            ["decisions", "wire", "types"],
        ),
        (
            format!("{schemas}/UpdateTaskStatusRequest/required"),
            Edit::Remove,
            all,
        ),
        (
            format!("{schemas}/UpdateTaskStatusRequest/properties/param"),
            Edit::Rename("params".to_owned()),
            all,
        ),
        (
            "/components/securitySchemes/userToken/name".to_owned(),
            replace(json!("X-Subject-Token")),
            all,
        ),
        (
            "/components/securitySchemes/userToken/x-documented/maxLength".to_owned(),
            replace(json!(16_385)),
            all,
        ),
        (put.to_owned(), Edit::Rename("post".to_owned()), all),
        (
            put.replace("/put", ""),
            Edit::Rename("/v3/sources/{source_id}/state".to_owned()),
            all,
        ),
    ] {
        let mutant = Mutant { pointer, edit };
        let mutated = mutant.of(&contract);
        assert_ne!(mutated, contract, "{mutant}");
        for name in checks {
            let findings = check(name, &mutated, &exchanges);
            assert!(!findings.is_empty(), "{name} missed {mutant}");
        }
    }
}

#[test]
fn every_row_of_the_pages_is_read() {
    let contract = contract();
    let rows = facts(pages(), "");
    let mutants = mutants(pages()).into_iter().filter(|mutant| {
        let row = rows.get(&mutant.pointer);
        match mutant.edit {
            // The note is for people.
            _ if mutant.pointer == "/note" => false,
            Edit::Replace(_) => row.is_some(),
            // That a page states nothing is the same with null and without.
            Edit::Remove => row.is_some_and(|row| !row.is_null()),
            _ => false,
        }
    });
    for mutant in mutants {
        let findings = check_against(&contract, &mutant.of(pages()));
        assert!(!findings.is_empty(), "{mutant}");
    }
}

#[tokio::test]
async fn no_mutant_survives() {
    let contract = contract();
    let exchanges = record(&contract).await;
    let mutants = mutants(&contract);

    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = mutants.len().div_ceil(threads);
    let caught_by: Vec<Vec<&str>> = thread::scope(|scope| {
        let judges: Vec<_> = mutants
            .chunks(share)
            .map(|mutants| scope.spawn(|| judge(&contract, mutants, &exchanges)))
            .collect();
        judges
            .into_iter()
            .flat_map(|judge| judge.join().unwrap())
            .collect()
    });

    let survivors: Vec<_> = mutants
        .iter()
        .zip(&caught_by)
        .filter(|(_, checks)| checks.is_empty())
        .map(|(mutant, _)| mutant.to_string())
        .collect();
    let by_check = CHECKS.map(|name| {
        let caught = caught_by.iter().filter(|checks| checks.contains(&name));
        format!("{name} {}", caught.count())
    });
    // Past the capturing of output: how many mutants each check caught is worth reading when all is well.
    let _ = writeln!(
        io::stderr(),
        "mutants: {} made, {} caught, {} survived ({})",
        mutants.len(),
        mutants.len() - survivors.len(),
        survivors.len(),
        by_check.join(", ")
    );
    assert!(survivors.is_empty(), "survivors:\n{}", survivors.join("\n"));
}

/// The checks that caught each mutant.
fn judge(contract: &Value, mutants: &[Mutant], exchanges: &[Exchange]) -> Vec<Vec<&'static str>> {
    mutants
        .iter()
        .map(|mutant| {
            let mutated = mutant.of(contract);
            let mut checks = CHECKS.to_vec();
            checks.retain(|name| !check(name, &mutated, exchanges).is_empty());
            checks
        })
        .collect()
}
