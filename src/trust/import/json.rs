//! Looking through a JSON document for strings that hold certificates. The document is walked and never built up, so
//! that memory does not grow with it; nesting ends at serde_json's 128.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::ImportError;
use super::collector::Collector;
use super::file;

/// A string shorter than this holds no certificate and no key.
const SHORTEST: usize = 64;

/// How much of a name a pointer takes up.
const STEP: usize = 120;

pub(super) fn look(into: &mut Collector, prefix: &str, bytes: &[u8]) -> Result<(), ImportError> {
    let mut walked = serde_json::Deserializer::from_slice(bytes);
    let mut pointer = prefix.to_owned();
    let whole = Walk { into, pointer: &mut pointer }.deserialize(&mut walked).and_then(|_| walked.end());
    whole.map_err(|error| {
        let told = error.to_string();
        let what = told.rsplit_once(" at line ").map_or(told.as_str(), |(what, _)| what);
        ImportError::NotJson { line: error.line(), column: error.column(), what: crate::safe::line(what, 200) }
    })
}

/// One value at one place.
struct Walk<'w> {
    into: &'w mut Collector,
    pointer: &'w mut String,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    /// Whether the value is a string.
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        look_at(self.into, self.pointer, text);
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let Walk { into, pointer } = self;
        let length = pointer.len();
        for number in 0usize.. {
            pointer.push_str(&format!("/{number}"));
            let more = items.next_element_seed(Walk { into, pointer })?;
            pointer.truncate(length);
            if more.is_none() {
                break;
            }
        }
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        let Walk { into, pointer } = self;
        let length = pointer.len();
        // A JWK with a private part: "d" of EC, RSA and OKP, "k" of a symmetric key (RFC 7518 6).
        let (mut is_jwk, mut is_private) = (false, false);
        while let Some(name) = items.next_key::<String>()? {
            let step: String = name.chars().take(STEP).collect();
            pointer.push_str(&format!("/{}", step.replace('~', "~0").replace('/', "~1")));
            let is_text = items.next_value_seed(Walk { into, pointer })?;
            pointer.truncate(length);
            is_jwk |= is_text && name == "kty";
            is_private |= is_text && matches!(name.as_str(), "d" | "k");
        }
        if is_jwk && is_private {
            into.key(if pointer.is_empty() { "/" } else { pointer });
        }
        Ok(false)
    }
}

/// One string: PEM, or base64 or hex of DER. Any other is nobody's business.
fn look_at(into: &mut Collector, pointer: &str, text: &str) {
    if text.contains("AGE-SECRET-KEY-") {
        return into.key(pointer);
    }
    if text.contains("-----BEGIN ") {
        // Some writers escape line ends twice.
        return file::armoured(into, pointer, text.replace("\\r", "").replace("\\n", "\n").as_bytes());
    }
    let text = text.rsplit("base64,").next().unwrap_or(text);
    if text.len() < SHORTEST {
        return;
    }
    if let Some(octets) = file::decoded(text.as_bytes())
        && file::is_of_interest(&octets)
    {
        file::der(into, pointer, &octets, false);
    }
}
