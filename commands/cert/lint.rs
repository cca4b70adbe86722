//! `chancery cert lint`: a certificate against the rules.

use std::path::{Path, PathBuf};

use chancery::fault::Fault;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::{Findings, Role, Severity, Subject};
use chancery::station::rules_for;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::opening::{self, FileError};

/// Judge a certificate by the rules of Doc 9303-12
///
/// Judge a certificate by the rules of Doc 9303-12, in the edition that was in force when it was made. Certificates of
/// the services' own hierarchy are judged by RFC 5280 alone: one is taken for such where it names its curve and has
/// nothing of what Doc 9303 asks for; '--role' says it where that is wrong. The exit code is 1 if there is an error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The certificate, DER or PEM
    file: PathBuf,

    /// Certificate of the issuer, DER or PEM
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,

    /// What it is for, such as csca-root or service-ca, where that cannot be told from it
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: Option<Role>,
}

/// A role by its word.
pub(super) fn role(text: &str) -> Result<Role, String> {
    let words = || Role::ALL.map(Role::word).join(", ");
    Role::from_word(text).ok_or_else(|| format!("wanted one of {}", words()))
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Lint a certificate", "chancery cert lint csca.pem").after(&[Step::Prepared("csca")])];

/// What the rules found.
#[derive(Debug, Serialize)]
pub struct Linted {
    role: Role,
    rules: String,
    errors: usize,
    warnings: usize,
    findings: Findings,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/cert.lint@1";

    fn human(&self, page: &mut Page) {
        page.field(
            "Taken for",
            serde_json::to_value(self.role).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
        );
        page.field("Rules checked", self.findings.checked);
        page.field("Errors", self.errors).field("Warnings", self.warnings);
        if !self.findings.list.is_empty() {
            page.table(
                &["Rule", "Severity", "Where", "Found", "Wanted"],
                self.findings.list.iter().map(|f| {
                    [
                        f.rule.to_string(),
                        f.severity.word().to_owned(),
                        f.place.to_string(),
                        f.found.clone(),
                        f.wanted.to_string(),
                    ]
                }),
            );
        }
    }

    fn fault(&self) -> Option<Fault> {
        (self.errors > 0).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Linted, Failure> {
    let der = certificate_file(&args.file)?;
    let issuer_der = args.issuer.as_deref().map(certificate_file).transpose()?;
    let wrong = |path: &PathBuf, what: String| FileError::NotThat { path: path.clone(), wanted: "a certificate", what };
    let certificate = Certificate::parse(&der).map_err(|e| wrong(&args.file, e.to_string()))?;
    let issuer = issuer_der.as_deref().map(Certificate::parse).transpose();
    let issuer = issuer.map_err(|e| wrong(args.issuer.as_ref().unwrap_or(&args.file), e.to_string()))?;
    let now = context.clock(Purpose::Judging, 0)?.read()?.time;
    let role = args.role.unwrap_or_else(|| Role::infer_anywhere(&certificate));
    let rules = rules_for(role);
    let mut subject = Subject::in_role(&certificate, role, now);
    let signer = issuer.as_ref().or(certificate.is_self_issued().then_some(&certificate));
    if let Some(signer) = signer {
        let good = signer.public_key().is_ok_and(|key| certificate.verify_signature(&key).is_ok());
        subject = subject.issued_by(signer).with_signature(good);
    }
    let findings = rules.lint(&subject);
    Ok(Linted {
        role: subject.role,
        rules: rules.digest().to_string(),
        errors: findings.of(Severity::Error).count(),
        warnings: findings.of(Severity::Warning).count(),
        findings,
    })
}

fn certificate_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = opening::read_file(path, super::show::LONGEST)?;
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a certificate", what };
    Ok(armour::der(&bytes, "CERTIFICATE").map_err(|e| wrong(e.to_string()))?.into_owned())
}
