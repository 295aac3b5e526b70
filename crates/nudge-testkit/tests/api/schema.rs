//! Whether an answer is what the description says: no field is missing, and none is there that it does not name.

use serde_json::Value;

/// Everything in which the value is not as the schema says.
pub(crate) fn differences(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let pointer = reference.trim_start_matches('#');
        let Some(found) = document.pointer(pointer) else { return vec![format!("{at}: no {reference}")] };
        return differences(document, found, value, at);
    }
    if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
        let fits =
            choices.iter().filter(|choice| differences(document, choice, value, at).is_empty()).count();
        return if fits == 1 {
            Vec::new()
        } else {
            vec![format!("{at}: {value} fits {fits} of {choices:?}")]
        };
    }
    let mut wrong = kind(schema, value, at);
    let (mut known, mut required, mut parts) = (Vec::new(), Vec::new(), vec![schema]);
    while let Some(part) = parts.pop() {
        let part = match part.get("$ref").and_then(Value::as_str) {
            Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
            None => part,
        };
        parts.extend(part.get("allOf").and_then(Value::as_array).into_iter().flatten());
        known.extend(part.get("properties").and_then(Value::as_object).into_iter().flatten());
        required.extend(part.get("required").and_then(Value::as_array).into_iter().flatten());
    }
    if let Some(fields) = value.as_object() {
        for (name, field) in fields {
            match known.iter().find(|(known, _)| *known == name) {
                Some((_, schema)) => {
                    wrong.extend(differences(document, schema, field, &format!("{at}.{name}")));
                }
                None => wrong.push(format!("{at}.{name} is not described")),
            }
        }
        for name in required.iter().filter_map(|name| name.as_str()) {
            if !fields.contains_key(name) {
                wrong.push(format!("{at}.{name} is missing"));
            }
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        let items = schema.get("items").unwrap_or(&Value::Null);
        wrong.extend(differences(document, items, item, &format!("{at}[{index}]")));
    }
    wrong
}

fn kind(schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    let fits = match schema.get("type") {
        None => true,
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        Some(kind) => kind.as_str().is_some_and(is),
    };
    let is_one = schema.get("enum").and_then(Value::as_array).is_none_or(|all| all.contains(value));
    if fits && is_one { Vec::new() } else { vec![format!("{at}: {value} is not {schema}")] }
}

#[test]
fn what_is_missing_or_too_much_is_found() {
    let document = serde_json::json!({ "a": {
        "type": "object",
        "properties": { "b": { "type": ["string", "null"] } },
        "required": ["b"]
    } });
    let schema = serde_json::json!({ "$ref": "#/a" });
    for (value, count) in [
        (serde_json::json!({ "b": "c" }), 0),
        (serde_json::json!({ "b": null }), 0),
        (serde_json::json!({ "b": 1 }), 1),
        (serde_json::json!({}), 1),
        (serde_json::json!({ "b": "c", "d": 1 }), 1),
        (serde_json::json!([]), 1),
    ] {
        assert_eq!(differences(&document, &schema, &value, "").len(), count, "{value}");
    }
}
