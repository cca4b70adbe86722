//! The page of a drill's report, made from its bytes and the entry that records it.

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::Value;

use crate::digest::Digest;
use crate::station::StationError;

const TEMPLATE: &str = include_str!("../../../templates/documents/drill.html");

/// The report as a page to print, recorded by this entry of the ledger whose verifier key is given. Every foreign text in it
/// is escaped.
pub(in crate::station) fn page(report: &[u8], entry: u64, verifier: &str) -> Result<String, StationError> {
    let mut values: serde_json::Map<String, Value> = serde_json::from_slice(report)?;
    values.insert("name".into(), format!("drill-{entry:06}").into());
    values.insert("entry".into(), entry.into());
    values.insert("digest".into(), Digest::of(report).to_string().into());
    values.insert("verifier".into(), verifier.into());
    let failed = |source| StationError::Letter { source: Box::new(source) };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("drill.html", TEMPLATE).map_err(failed)?;
    let page = environment.get_template("drill.html").map_err(failed)?;
    page.render(&values).map_err(failed)
}
