//! `chancery crl lint`: a revocation list against the rules.

use std::path::PathBuf;

use chancery::fault::Fault;
use chancery::pki::PkiError;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::lint::{CrlSubject, Edition, Role};
use chancery::station::rules_for;
use serde::Serialize;

use crate::anchoring;
use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::linting::{self, Judged};

/// Judge a revocation list by the rules of Doc 9303-12
///
/// Judge a revocation list by the rules of Doc 9303-12, in the edition that was in force when it was made, or in the one that
/// '--edition' names. With the newest certificate of its CSCA it is judged whether that key signed it; with the list before it
/// whether its number grew, its entries were kept and it came in time; with older roots and links of the same CSCA whether
/// links are revoked with their root. Lists of the services' own CA are judged by RFC 5280. The exit code is 1 if there is an
/// error.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list, DER or PEM
    file: PathBuf,

    /// Newest certificate of the CA that issued it, DER or PEM
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,

    /// Older root or link of the same CSCA, DER or PEM; may be given again
    #[arg(long, value_name = "FILE")]
    beside: Vec<PathBuf>,

    /// The list before it, DER or PEM
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    /// What its issuer is, such as service-ca, where that cannot be told
    #[arg(long, value_name = "ROLE", value_parser = linting::role)]
    role: Option<Role>,

    /// Edition of Doc 9303: sixth, seventh, eighth, or eighth-2024 with the corrigendum
    #[arg(long, value_name = "EDITION", value_parser = linting::edition)]
    edition: Option<Edition>,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Lint a list with the certificate of its CSCA", "chancery crl lint csca.crl --issuer csca.pem")
        .after(&[Step::Prepared("csca"), Step::Prepared("crl")])];

/// What the rules found.
#[derive(Debug, Serialize)]
pub struct Linted {
    issuer: String,
    list: Judged,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/crl.lint@1";

    fn human(&self, page: &mut Page) {
        page.shown("Issuer", &self.issuer);
        self.list.show(page);
    }

    fn fault(&self) -> Option<Fault> {
        (self.list.errors() > 0).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Linted, Failure> {
    let der = anchoring::list(&args.file)?;
    let before = args.previous.as_deref().map(anchoring::list).transpose()?;
    let issuer = args.issuer.as_deref().map(anchoring::certificate).transpose()?;
    let beside = args.beside.iter().map(|path| anchoring::certificate(path)).collect::<Result<Vec<_>, _>>()?;
    let (list, certificate) = (PkiError::unreadable("the revocation list"), PkiError::unreadable("the certificate"));
    let crl = Crl::parse(&der).map_err(list)?;
    let before = before.as_deref().map(Crl::parse).transpose().map_err(PkiError::unreadable("the list before it"))?;
    let issuer = issuer.as_deref().map(Certificate::parse).transpose().map_err(certificate)?;
    let mut family = Vec::with_capacity(beside.len());
    for der in &beside {
        family.push(Certificate::parse(der).map_err(PkiError::unreadable("the certificate beside it"))?);
    }
    let now = context.clock(Purpose::Judging, 0)?.read()?.time;
    let inferred = || issuer.as_ref().map_or(Role::CscaRoot, Role::infer_anywhere);
    let rules = rules_for(args.role.unwrap_or_else(inferred));
    let mut subject = CrlSubject::found(&crl, now).beside(&family);
    if let Some(issuer) = &issuer {
        let good = issuer.public_key().is_ok_and(|key| crl.verify_signature(&key).is_ok());
        subject = subject.issued_by(issuer).with_signature(good);
    }
    if let Some(before) = &before {
        subject = subject.after(before);
    }
    if let Some(edition) = args.edition {
        subject = subject.by_edition(edition);
    }
    let judged = Judged::by(rules.digest(), subject.edition, rules.lint_crl(&subject)).of(args.file.display());
    Ok(Linted { issuer: crl.issuer.shown(300), list: judged })
}
