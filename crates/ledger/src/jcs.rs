//! One text for one value: JSON as RFC 8785 (JCS) writes it, without numbers
//! that are not integers.
//!
//! RFC 8785 is simple but for floating point, which this crate therefore refuses:
//! a number is an integer that every JSON reader can hold, `|n| ≤ 2⁵³ − 1`
//! (RFC 7493 §2.2). Members are ordered by the UTF-16 code units of their names,
//! strings are escaped as little as JSON allows, and nothing is put between
//! tokens.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The largest integer that may be written.
pub const MAX_INTEGER: i64 = (1 << 53) - 1;
/// How deep arrays and objects may be in one another.
const MAX_DEPTH: usize = 64;
const WHAT: &str = "canonical JSON";

/// Writes a value in its canonical form.
///
/// # Errors
/// When it holds a number that is not an integer of at most 53 bits, or is nested
/// more than 64 deep.
pub fn to_string(value: &Value) -> Result<String> {
    let mut out = String::new();
    write(value, &mut out, 0)?;
    Ok(out)
}

/// Reads a canonical form, and refuses every other text of the same value:
/// spaces, another order of members, a member twice.
///
/// # Errors
/// When the bytes are not the canonical form of a value.
pub fn parse(bytes: &[u8]) -> Result<Value> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::malformed(WHAT, error.to_string()))?;
    if to_string(&value)?.as_bytes() != bytes {
        return Err(Error::malformed(WHAT, "this is not the canonical form of its value"));
    }
    Ok(value)
}

fn write(value: &Value, out: &mut String, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(Error::malformed(WHAT, format!("nested more than {MAX_DEPTH} deep")));
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => {
            let integer = number.as_i64().filter(|n| (-MAX_INTEGER..=MAX_INTEGER).contains(n));
            let integer = integer.ok_or_else(|| Error::malformed(WHAT, format!("{number} is not a safe integer")))?;
            out.push_str(&integer.to_string());
        }
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(item, out, depth + 1)?;
            }
            out.push(']');
        }
        Value::Object(members) => write_object(members, out, depth)?,
    }
    Ok(())
}

fn write_object(members: &Map<String, Value>, out: &mut String, depth: usize) -> Result<()> {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
    out.push('{');
    for (place, (name, value)) in sorted.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_string(name, out);
        out.push(':');
        write(value, out, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}
