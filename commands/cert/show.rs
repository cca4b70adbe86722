//! `chancery cert show`: a certificate for a person to read.

use std::path::PathBuf;

use chancery::digest::Digest;
use chancery::pki::certificate::Certificate;
use chancery::pki::{armour, text};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, FileError};

/// Show a certificate from a file
///
/// Show a certificate from a file, DER or PEM, as a page a person can read. Foreign text is made harmless. No station
/// is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The certificate, DER or PEM
    file: PathBuf,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show a certificate", "chancery cert show csca.pem").after(&[Step::Prepared("csca")])];

/// The certificate.
#[derive(Debug, Serialize)]
pub struct Shown {
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    subject: String,
    issuer: String,
    serial: String,
    not_before: Option<String>,
    not_after: Option<String>,
    key: Option<String>,
    #[serde(skip)]
    rendering: String,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/cert.show@1";

    fn human(&self, page: &mut Page) {
        for line in self.rendering.lines() {
            page.columns(line);
        }
    }
}

/// The longest certificate that is read, in octets.
pub const LONGEST: u64 = 1 << 20;

pub fn run(args: Args, _: &Context) -> Result<Shown, Failure> {
    let bytes = opening::read_file(&args.file, LONGEST)?;
    let wrong = |what: String| FileError::NotThat { path: args.file.clone(), wanted: "a certificate", what };
    let der = armour::der(&bytes, "CERTIFICATE").map_err(|e| wrong(e.to_string()))?;
    let certificate = Certificate::parse(&der).map_err(|e| wrong(e.to_string()))?;
    let digest = Digest::of(&der);
    Ok(Shown {
        fingerprint: digest.to_string(),
        fingerprint_words: digest.words(),
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        serial: hex::encode(certificate.serial()),
        not_before: certificate.not_before.time().ok().map(|t| t.to_string()),
        not_after: certificate.not_after.time().ok().map(|t| t.to_string()),
        key: certificate.public_key().ok().map(|k| k.kind().to_string()),
        rendering: text::CertificateText(&certificate).to_string(),
    })
}
