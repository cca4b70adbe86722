//! `chancery trust show`: one foreign certificate, and why it is or is not trusted.

use chancery::digest::Digest;
use chancery::pki::certificate::Certificate;
use chancery::pki::text;
use chancery::safe;
use serde::Serialize;
use serde_json::Value;

use crate::found::{Here, kind_in_words};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;
use crate::trust::named;

/// Show a foreign certificate, and why it is or is not trusted
///
/// Show a foreign certificate, and why it is or is not trusted: its fields, the fingerprint in hex and in words, the key
/// that verifies it, what the rules found, every list and time it was seen, and what people decided on what ground. The
/// first 16 digits of its fingerprint are enough. With --at the decisions of an earlier time.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// SHA-256 of the certificate, 64 hex digits, or its first 16 or more
    #[arg(value_parser = named::beginning)]
    fingerprint: String,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Show a certificate that stands on a list",
    "chancery trust show e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 --station utopia",
)
.after(&[Step::Prepared("station")])
.ends(2)];

/// The certificate.
#[derive(Debug, Serialize)]
pub struct Shown {
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    #[serde(flatten)]
    here: Here,
    state: String,
    kind: String,
    vanished: Vec<String>,
    verifier: Option<String>,
    fields: Vec<(&'static str, String)>,
    errors: u32,
    warnings: u32,
    findings: Value,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/trust.show@1";

    fn human(&self, page: &mut Page) {
        self.here.show_standing(page);
        page.field("State", &self.state).field("Verified", kind_in_words(&self.kind));
        if let Some(verifier) = &self.verifier {
            page.field("By", verifier);
        }
        for vanished in &self.vanished {
            page.shown("Vanished", vanished);
        }
        page.heading("Certificate");
        for (name, value) in &self.fields {
            page.shown(name, value);
        }
        page.heading(format!("Findings (errors: {}, warnings: {})", self.errors, self.warnings));
        match rows(&self.findings) {
            none if none.is_empty() => page.line("none"),
            rows => page.table(&["Rule", "Weight", "Found", "Wanted"], rows),
        };
        self.here.show_history(page);
        page.heading("In words");
        page.words(&self.fingerprint_words);
    }
}

/// The findings as they are kept, as rows.
fn rows(findings: &Value) -> Vec<[String; 4]> {
    let list = findings.get("findings").and_then(Value::as_array).into_iter().flatten();
    let text = |one: &Value, name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    list.map(|one| [text(one, "rule"), text(one, "severity"), text(one, "found"), text(one, "wanted")]).collect()
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let digest: Digest = named::whole(&station, &args.fingerprint)?;
    let at = station.now()?;
    let known = station.known_certificate(digest, at)?;
    let fields = match Certificate::parse(&known.der) {
        Ok(certificate) => text::found_lines(&certificate),
        Err(error) => vec![("cannot be read", safe::line(&error.to_string(), 300))],
    };
    Ok(Shown {
        fingerprint: digest.to_string(),
        fingerprint_words: digest.words(),
        here: Here::of(station.found(digest, at)?.as_ref()),
        state: known.row.state.clone(),
        kind: known.row.kind.clone(),
        vanished: station.vanished(digest)?.iter().map(|one| one.words()).collect(),
        verifier: known.row.verifier.filter(|by| *by != digest).map(|by| by.to_string()),
        fields,
        errors: known.row.errors,
        warnings: known.row.warnings,
        findings: known.row.findings,
    })
}
