//! Plans in CSV.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder, StringRecord, Trim};

use super::plan::PlanBuilder;
use super::row::{COLUMNS, Fault, Row};

/// Reads a plan in CSV. Lines that begin with `#` are comments.
pub(super) fn read(text: &[u8], plan: &mut PlanBuilder) {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        // Rows of another length are told as faults of their line, with all other faults.
        .flexible(true)
        .comment(Some(COMMENT))
        .trim(Trim::All)
        .from_reader(text);

    let mut header_seen = false;
    for record in reader.byte_records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => return plan.fault(1, None, error.to_string()),
        };
        let line = line_of(&record, text);
        if header_seen {
            read_row(line, record, plan);
        } else if record.iter().eq(COLUMNS.iter().map(|name| name.as_bytes())) {
            header_seen = true;
        } else {
            return plan.fault(
                line,
                None,
                format!("the header is not {}", COLUMNS.join(",")),
            );
        }
    }
}

const COMMENT: u8 = b'#';

/// The line on which a record begins. The reader says where it began to look for it, which may be empty lines and
/// comments earlier.
fn line_of(record: &ByteRecord, text: &[u8]) -> u64 {
    let Some(position) = record.position() else {
        return 1;
    };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let passed_over = text
        .get(from..)
        .unwrap_or_default()
        .split(|byte| *byte == b'\n')
        .take_while(|line| line.trim_ascii().is_empty() || line.starts_with(&[COMMENT]))
        .count();
    position.line() + passed_over as u64
}

fn read_row(line: u64, record: ByteRecord, plan: &mut PlanBuilder) {
    match StringRecord::from_byte_record(record) {
        Err(error) => {
            let column = error.utf8_error().field() as u64 + 1;
            plan.fault(line, Some(column), "the text is not UTF-8");
        }
        // A line of white space.
        Ok(record) if record.len() == 1 && record.iter().all(str::is_empty) => {}
        Ok(record) if record.len() != COLUMNS.len() => {
            let reason = format!(
                "there are {} columns and not {}",
                record.len(),
                COLUMNS.len()
            );
            plan.fault(line, None, reason);
        }
        Ok(record) => match row(&record) {
            Ok(row) => plan.row(line, row),
            Err(fault) => plan.field_fault(line, fault),
        },
    }
}

fn row(record: &StringRecord) -> Result<Row, Fault> {
    let field = |at: usize| record.get(at).unwrap_or_default().to_owned();
    Ok(Row {
        target: field(0),
        id: field(1),
        operation: field(2),
        copystate: field(3),
        migrationcycle: field(4),
        params: params(record.get(5).unwrap_or_default()).map_err(|reason| ("params", reason))?,
    })
}

/// `key=value`, several of them separated by semicolons.
fn params(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut params = BTreeMap::new();
    for param in text
        .split(';')
        .map(str::trim)
        .filter(|param| !param.is_empty())
    {
        match param.split_once('=') {
            Some((key, value)) if !key.is_empty() => {
                if params.insert(key.to_owned(), value.to_owned()).is_some() {
                    return Err(format!("{key:?} is given twice"));
                }
            }
            _ => return Err(format!("{param:?} is not of the form key=value")),
        }
    }
    Ok(params)
}
