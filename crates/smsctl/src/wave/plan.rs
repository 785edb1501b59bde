//! A whole plan, checked.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::plan_builder::{Place, PlanBuilder, PlanFault};
use super::{csv_plan, json_plan};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::step::{Step, TaskAction};

/// A plan without a fault.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The steps in the order of the file, each with its line.
    pub(crate) steps: Vec<(u64, Step)>,
}

impl Plan {
    /// Reads and checks a plan (`-` is standard input).
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = if path == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(path)
        };
        let bytes = bytes.map_err(|error| {
            Failure::new(
                Exit::Usage,
                format!(
                    "the plan {} cannot be read; check that it exists and that you may read it",
                    path.display()
                ),
            )
            .because(error)
        })?;
        Self::parse(&bytes).map_err(|faults| refused(path, &faults))
    }

    /// The lines of task actions that stand in the plan twice, the earlier one first. Reports may be repeated: the state
    /// of a source server may well come back.
    pub(crate) fn repeats(&self) -> Vec<(u64, u64)> {
        let mut first = HashMap::new();
        let mut repeats = Vec::new();
        for (line, step) in &self.steps {
            if let Step::Task(id, TaskAction::Operation(operation, params)) = step {
                match first.entry((id.as_str(), operation, params)) {
                    Entry::Vacant(entry) => {
                        entry.insert(*line);
                    }
                    Entry::Occupied(entry) => repeats.push((*entry.get(), *line)),
                }
            }
        }
        repeats
    }

    /// Checks a plan, or tells all its faults.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Vec<PlanFault>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        // A plan in JSON Lines begins with an object; a header of CSV never does.
        let builder = if bytes.trim_ascii_start().starts_with(b"{") {
            let mut builder = PlanBuilder::new(Place::Field);
            json_plan::read(bytes, &mut builder);
            builder
        } else {
            let mut builder = PlanBuilder::new(Place::column);
            csv_plan::read(bytes, &mut builder);
            builder
        };
        builder.finish().map(|steps| Self { steps })
    }
}

fn refused(path: &Path, faults: &[PlanFault]) -> Failure {
    let mut message = format!(
        "the plan {} has {} fault{}, so nothing was sent; mend {} and run it again",
        path.display(),
        faults.len(),
        if faults.len() == 1 { "" } else { "s" },
        if faults.len() == 1 { "it" } else { "them" },
    );
    for fault in faults {
        let PlanFault {
            line,
            place,
            reason,
        } = fault;
        message.push_str(&format!("\n  line {line}{place}: {reason}"));
    }
    Failure::new(Exit::Usage, message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "target,id,operation,copystate,migrationcycle,params\n";

    fn plan(text: &str) -> Result<Plan, Vec<PlanFault>> {
        Plan::parse(text.as_bytes())
    }

    fn places(text: &str) -> Vec<(u64, Option<usize>)> {
        plan(text)
            .unwrap_err()
            .into_iter()
            .map(|fault| match fault.place {
                Place::Column(number, _) => (fault.line, Some(number)),
                _ => (fault.line, None),
            })
            .collect()
    }

    #[test]
    fn csv_and_json_lines_say_the_same() {
        let csv = format!(
            "{HEADER}task,t1,start,,,\ntask,t1,collect_log,,,bucket=sms;prefix=x\nsource,s1,,SYNCING,syncing,\n"
        );
        let json = r#"
            {"target":"task","id":"t1","operation":"start"}
            {"target":"task","id":"t1","operation":"collect_log","params":{"bucket":"sms","prefix":"x"}}

            {"target":"source","id":"s1","copystate":"SYNCING","migrationcycle":"syncing","operation":null}
        "#;
        let steps = |text| -> Vec<Step> {
            plan(text)
                .unwrap()
                .steps
                .into_iter()
                .map(|(_, step)| step)
                .collect()
        };
        assert_eq!(steps(&csv).len(), 3);
        assert_eq!(steps(&csv), steps(json));
    }

    #[test]
    fn every_faulty_row_is_told_with_line_and_column() {
        let text = format!(
            "{HEADER}task,t1,start,,,\ntask,..,go,,,\nsource,s1,,PAUSED,,\ntask,t2\nsource,s2,,,,x=1\n"
        );
        assert_eq!(
            places(&text),
            [
                (3, Some(2)),
                (3, Some(3)),
                (4, Some(4)),
                (5, None),
                (6, Some(6)),
                (6, Some(4))
            ]
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_does_not_swallow_the_rest() {
        let text = format!("{HEADER}task,t1,collect_log,,,\"bucket=x\ntask,t2,go,,,\n");
        assert_eq!(places(&text), [(2, None), (3, Some(3))]);
        let text = format!(
            "{HEADER}task,t1,collect_log,,,\"bucket=x\"yz\ntask,t2,start,,,\r\rtask,t3,start,,,\n"
        );
        assert_eq!(places(&text), [(2, None), (3, None)]);
    }

    #[test]
    fn an_action_that_stands_there_twice_is_noticed() {
        let text = format!(
            "{HEADER}task,t1,start,,,\ntask,t1,stop,,,\nsource,t1,,ERROR,,\nsource,t1,,ERROR,,\ntask,t1,start,,,\n"
        );
        assert_eq!(plan(&text).unwrap().repeats(), [(2, 6)]);
    }

    #[test]
    fn a_key_that_is_given_twice_is_a_fault() {
        let twice = r#"{"target":"task","id":"t1","operation":"collect_log","params":{"bucket":"a","bucket":"b"}}"#;
        assert_eq!(places(twice).len(), 1);
    }

    #[test]
    fn every_faulty_line_of_json_is_told() {
        let text = "{\"target\":\"task\",\"id\":\"t1\",\"operation\":\"start\"}\n{\"target\":\n[]\n{\"target\":\"task\",\"id\":\"t1\",\"operation\":1}\n{\"traget\":\"task\"}\n";
        assert_eq!(
            places(text)
                .into_iter()
                .map(|(line, _)| line)
                .collect::<Vec<_>>(),
            [2, 3, 4, 5]
        );
    }

    #[test]
    fn white_space_comments_empty_lines_and_a_byte_order_mark_are_passed_over() {
        let text = format!(
            "\u{feff}{HEADER}# first the source servers\n\n source , s1 ,, SYNCING ,,\r\n  \r\n#\r\nsource,s2,,SYNCING,,"
        );
        let lines: Vec<_> = plan(&text)
            .unwrap()
            .steps
            .iter()
            .map(|(line, _)| *line)
            .collect();
        assert_eq!(lines, [4, 7]);
    }

    #[test]
    fn a_header_that_is_missing_or_wrong_is_told_once() {
        assert_eq!(places("task,t1,start,,,\ntask,t2,start,,,\n"), [(1, None)]);
        assert_eq!(
            places("target,id,operation,copystate,migrationcycle\n"),
            [(1, None)]
        );
    }

    #[test]
    fn a_plan_without_rows_is_refused() {
        assert_eq!(places(""), [(1, None)]);
        assert_eq!(places(HEADER), [(1, None)]);
    }

    #[test]
    fn bytes_that_are_no_text_are_a_fault_of_their_line() {
        let mut bytes = HEADER.as_bytes().to_vec();
        bytes.extend_from_slice(b"task,\xff,start,,,\ntask,t2,start,,,\n");
        let faults = Plan::parse(&bytes).unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2);
    }

    proptest! {
        #[test]
        fn whatever_it_holds_a_plan_is_read_or_its_faults_are_told(
            begin in prop_oneof![Just(HEADER), Just("{"), Just("")],
            rest in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            let bytes = [begin.as_bytes(), &rest].concat();
            match Plan::parse(&bytes) {
                Ok(plan) => prop_assert!(!plan.steps.is_empty()),
                Err(faults) => {
                    prop_assert!(!faults.is_empty());
                    let lines = bytes.split(|byte| *byte == b'\n').count() as u64;
                    prop_assert!(faults.iter().all(|fault| (1..=lines).contains(&fault.line)));
                }
            }
        }

        #[test]
        fn what_is_written_as_csv_is_read_as_it_was(fields in proptest::collection::vec("[ -~äß]{0,12}", 5)) {
            let quoted: Vec<_> = fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
            let row = crate::wave::csv_plan::fields(quoted.join(",").as_bytes());
            let trimmed: Vec<_> = fields.iter().map(|field| field.trim().to_owned()).collect();
            prop_assert_eq!(row, Ok(trimmed));
        }
    }
}
