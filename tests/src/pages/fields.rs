//! The tables of fields.

use serde_json::{Value, json};

use super::comparison::Comparison;
use super::entries;
use crate::contract::{child, follow, keys};

/// An object and the rows of its table: no field more, no field less, and each as its row says.
pub(super) fn compare_fields(comparison: &mut Comparison<'_>, schema: &str, rows: &[&Value]) {
    comparison.holds(&child(schema, "type"), &json!("object"));
    let properties = child(schema, "properties");
    for name in keys(comparison.document, &properties) {
        if !rows.iter().any(|row| row["name"] == name) {
            comparison.differ(&properties, format!("the page has no field {name}"));
        }
    }
    for row in rows {
        let name = row["name"].as_str().unwrap_or_default();
        let property = child(&properties, name);
        if comparison.document.pointer(&property).is_none() {
            comparison.differ(&properties, format!("the page has the field {name}"));
            continue;
        }
        let field = follow(comparison.document, &property);
        compare_value(comparison, &field, row);
    }
}

/// Which fields a request must have. For answers the pages do not say it.
pub(super) fn compare_required(comparison: &mut Comparison<'_>, schema: &str, rows: &[&Value]) {
    if let Some(row) = rows.iter().find(|row| !row["required"].is_boolean()) {
        let text = format!("whether the page requires {} is not known", row["name"]);
        comparison.differ(schema, text);
    }
    let required: Vec<_> = rows
        .iter()
        .filter(|row| row["required"] == true)
        .map(|row| &row["name"])
        .collect();
    let at = child(schema, "required");
    if !required.is_empty() {
        comparison.holds(&at, &json!(required));
    } else if comparison.document.pointer(&at).is_some() {
        comparison.differ(&at, "the page requires no field");
    }

    // The page has no word for it, but a table of optional fields alone allows an object without any.
    let fewest = if required.is_empty() {
        json!(0)
    } else {
        Value::Null
    };
    comparison.holds_or_documents(schema, "minProperties", &fewest);
}

/// One value and its row: the type, the limits, the values of an enum in their order.
pub(super) fn compare_value(comparison: &mut Comparison<'_>, schema: &str, row: &Value) {
    let (kind, of_strings) = match row["type"].as_str() {
        Some("map<string,string>") => ("object", true),
        Some(kind) => (kind, false),
        None => ("", false),
    };
    comparison.holds(&child(schema, "type"), &json!(kind));
    let of_map = child(schema, "additionalProperties");
    if of_strings {
        comparison.holds(&child(&of_map, "type"), &json!("string"));
    } else if comparison.document.pointer(&of_map).is_some() {
        comparison.differ(&of_map, "the page has no map");
    }

    let limits = match kind {
        "string" => Some(("minLength", "maxLength")),
        "array" => Some(("minItems", "maxItems")),
        _ => None,
    };
    if let Some((least, most)) = limits {
        comparison.holds_or_documents(schema, least, &row["min"]);
        comparison.holds_or_documents(schema, most, &row["max"]);
    }

    let values = child(schema, "enum");
    if row["enum"].is_array() {
        comparison.holds(&values, &row["enum"]);
    } else if comparison.document.pointer(&values).is_some() {
        comparison.differ(&values, "the page lists no values");
    }

    let items = follow(comparison.document, &child(schema, "items"));
    if row["items"]["type"] == "object" {
        let rows: Vec<_> = entries(&row["items"], "fields").collect();
        compare_fields(comparison, &items, &rows);
    } else if row["items"].is_object() {
        compare_value(comparison, &items, &row["items"]);
    }
}
