//! TUF's canonical JSON (OLPC form): the bytes that every role's keys sign.
//!
//! This is not RFC 8785. Object keys are sorted by their UTF-8 bytes, no blank is
//! written, numbers are integers, and inside text only `"` and `\` are escaped:
//! the newlines of a PEM key stand in the signed bytes as they are.

use serde_json::Value;

use super::BundleError;

/// The canonical bytes of a value. A number that is not an integer of at most
/// 2^53 - 1 has none.
pub fn bytes(value: &Value) -> Result<Vec<u8>, BundleError> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Ok(out)
}

/// Up to here every JSON reader gives an integer back as it was written.
const EXACT: u64 = (1 << 53) - 1;

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), BundleError> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            let exact = number.as_i64().is_some_and(|n| n.unsigned_abs() <= EXACT);
            if !exact {
                return Err(BundleError::NotAnInteger { shown: number.to_string() });
            }
            out.extend_from_slice(number.to_string().as_bytes());
        }
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            out.push(b'{');
            for (i, (name, member)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_text(name, out);
                out.push(b':');
                write(member, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' || byte == b'\\' {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: &Value) -> String {
        String::from_utf8(bytes(value).unwrap()).unwrap()
    }

    #[test]
    fn only_quote_and_backslash_are_escaped() {
        assert_eq!(text(&json!("a\"b\\c\nd\te\u{1}\u{20ac}")), "\"a\\\"b\\\\c\nd\te\u{1}\u{20ac}\"");
    }

    #[test]
    fn members_are_sorted_by_bytes_and_nothing_is_blank() {
        let value = json!({"b": [1, true, null, false, -7], "a": {}, "\u{ffff}": 1, "\u{10000}": 2, "B": []});
        assert_eq!(text(&value), "{\"B\":[],\"a\":{},\"b\":[1,true,null,false,-7],\"\u{ffff}\":1,\"\u{10000}\":2}");
    }

    #[test]
    fn fractions_and_inexact_integers_are_refused() {
        for value in [json!(1.5), json!(1.0), json!([9_007_199_254_740_992_u64]), json!({"a": u64::MAX})] {
            assert!(matches!(bytes(&value), Err(BundleError::NotAnInteger { .. })), "{value}");
        }
        assert_eq!(text(&json!(9_007_199_254_740_991_u64)), "9007199254740991");
    }
}
