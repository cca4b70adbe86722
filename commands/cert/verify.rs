//! `chancery cert verify`: whether a certificate hangs under an anchor.

use std::path::PathBuf;

use chancery::fault::{Fail, Fault};
use chancery::icao::chain::{Pool, Proof};
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::Role;
use chancery::pki::path::{Match, RevocationStatus, VerifiedCrl};
use chancery::station::Station;
use serde::Serialize;

use crate::anchoring::{self, Asked, Given, Way};
use crate::found;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Verify a certificate under an anchor
///
/// Verify a certificate under an anchor: by Doc 9303-12 appendix D, where a path is one certificate long and every CSCA key
/// is an anchor of its own, or, for a certificate of the services' own hierarchy, by RFC 5280, with certificates between. With
/// a station, what it issued is taken for what it issued it for. Another is taken for the latter where it names its
/// curve and has nothing of what Doc 9303 asks for, or where a services' CA signed it; '--role' says it where that is
/// wrong. Anchors are those given with '--anchor' and, where a station is named, the foreign certificates that people
/// accepted and the station's own roots of the same hierarchy: a services' CA is an anchor for nothing of Doc 9303.
/// Every anchor that may have signed it is asked and reported. Revocation lists are those given with '--crl', which the
/// state's newest key may have signed, and those that the station keeps. Ends with 0 where there is a path, and with 1
/// where there is none, or people distrust the certificate; the reason is said. With '--at' as at another time.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The certificate, DER or PEM
    file: PathBuf,

    #[command(flatten)]
    anchoring: anchoring::Args,

    /// Revocation list, DER or PEM, that an anchor signed; may be given again
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,

    /// What it is for, such as document-signer or service-entity, where that cannot be told from it
    #[arg(long, value_name = "ROLE", value_parser = crate::linting::role)]
    role: Option<Role>,

    /// Certificate between it and its anchor, DER or PEM, in the services' hierarchy; may be given again
    #[arg(long, value_name = "FILE")]
    between: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Verify a certificate of the station under its CSCA", "chancery cert verify ds.pem --station utopia")
        .after(&[Step::Prepared("signers")]),
    Example::new(
        "The same without a station, with the list of who was revoked",
        "chancery cert verify csca.pem --anchor csca.pem --crl csca.crl",
    )
    .after(&[Step::Prepared("crl")]),
];

/// The path, or why there is none.
#[derive(Debug, Serialize)]
pub struct Verified {
    fingerprint: String,
    subject: String,
    role: &'static str,
    judged_by: Way,
    at: String,
    anchors_in_all: usize,
    asked: Vec<Asked>,
    lists: Vec<List>,
    path: Option<Path>,
    clause: Option<&'static str>,
    why: Option<String>,
    known_issuer: Option<String>,
}

#[derive(Debug, Serialize)]
struct Path {
    anchor: String,
    anchor_subject: String,
    between: Vec<String>,
    matched: Match,
    revocation: RevocationStatus,
}

/// A revocation list that was looked at.
#[derive(Debug, Serialize)]
struct List {
    issuer: String,
    anchor: String,
    this_update: String,
    next_update: Option<String>,
}

impl From<&VerifiedCrl<'_>> for List {
    fn from(list: &VerifiedCrl<'_>) -> Self {
        List {
            issuer: list.crl().issuer.shown(300),
            anchor: list.anchor().to_string(),
            this_update: list.this_update().to_string(),
            next_update: list.next_update().map(|time| time.to_string()),
        }
    }
}

impl Report for Verified {
    const SCHEMA: &'static str = "chancery/cert.verify@1";

    fn human(&self, page: &mut Page) {
        page.shown("Certificate", &self.subject).field("SHA-256", &self.fingerprint).field("Taken for", self.role);
        page.field("Judged by", self.judged_by.words())
            .field("Judged at", &self.at)
            .field("Anchors", self.anchors_in_all);
        for list in &self.lists {
            let next = list.next_update.as_deref().unwrap_or("never");
            page.shown("List", format!("of {}, made {}, next {next}", list.issuer, list.this_update));
        }
        match &self.path {
            None => {
                page.field("Path", "none").shown("Why", self.why.as_deref().unwrap_or_default());
                if let Some(issuer) = &self.known_issuer {
                    let issuer = &issuer[..16];
                    page.shown("Known here", format!("{issuer} verifies it, and nobody accepted that"));
                    page.line(format_args!("See 'chancery trust show {issuer}'."));
                }
            }
            Some(path) => {
                page.field("Path", "good").shown("Anchor", &path.anchor_subject).field("Its SHA-256", &path.anchor);
                for between in &path.between {
                    page.field("Between", between);
                }
                page.field("Found", anchoring::found_by(path.matched));
                page.field("Revoked", anchoring::revoked(path.revocation));
            }
        }
        // With certificates between, the anchor did not sign this one.
        if self.path.as_ref().is_none_or(|path| path.between.is_empty()) {
            anchoring::show_asked(&self.asked, page);
        }
    }

    fn fault(&self) -> Option<Fault> {
        self.path.is_none().then_some(Fault::Unsound)
    }
}

/// Certificates are for a chain alone.
#[derive(Debug, thiserror::Error)]
#[error(
    "--between is for the services' own hierarchy, and the role '{role}' is none of it: its path has one certificate"
)]
struct NoneBetween {
    role: &'static str,
}

impl Fail for NoneBetween {
    fn kind(&self) -> Fault {
        Fault::Usage
    }
}

pub fn run(args: Args, context: &Context) -> Result<Verified, Failure> {
    let der = anchoring::certificate(&args.file)?;
    let certificate = Certificate::parse(&der)?;
    let between = args.between.iter().map(|path| anchoring::certificate(path)).collect::<Result<Vec<_>, _>>()?;
    let between = between.iter().map(|der| Certificate::parse(der)).collect::<Result<Vec<_>, _>>()?;
    let given = Given::read(&args.anchoring, context)?;
    let issued_for = match context.station() {
        Ok(_) => found::issued_for(&opening::read(context)?, certificate.digest())?,
        Err(_) => None,
    };
    let seems = || {
        let anchors = given.anchors();
        let verifies =
            |one: &&Certificate<'_>| one.public_key().is_ok_and(|key| certificate.verify_signature(&key).is_ok());
        let anchor = anchors.issuer_of(&certificate).map(|(anchor, _)| &anchor.certificate);
        Role::infer_under(&certificate, anchor.or_else(|| between.iter().find(verifies)))
    };
    let role = args.role.or(issued_for).unwrap_or_else(seems);
    let way = Way::of(role);
    if way == Way::Document && !args.between.is_empty() {
        return Err(NoneBetween { role: role.word() }.into());
    }
    let given = given.under(way);
    let anchors = given.anchors();
    let files = args.crl.iter().map(|path| Ok((path.clone(), anchoring::list(path)?)));
    let files = files.collect::<Result<Vec<_>, Failure>>()?;
    let mut lists = anchoring::verified(&files, &anchors)?;
    lists.extend(given.kept(&anchors));
    let distrusted = match context.station() {
        Ok(_) => found::distrusted(&opening::read(context)?, certificate.digest())?,
        Err(_) => None,
    };
    let (path, clause, why) =
        match (distrusted, anchoring::verify(way, &certificate, &between, &anchors, &lists, given.at())) {
            (Some(why), _) => (None, None, Some(why)),
            (None, Ok(path)) => (Some(path), None, None),
            (None, Err(error)) => (None, error.clause(), Some(error.to_string())),
        };
    let known_issuer = match (&path, context.station()) {
        (None, Ok(_)) => known_issuer(&opening::read(context)?, &certificate)?,
        _ => None,
    };
    Ok(Verified {
        fingerprint: certificate.digest().to_string(),
        subject: certificate.subject.shown(300),
        role: role.word(),
        judged_by: way,
        at: given.at().to_string(),
        anchors_in_all: given.count(),
        asked: given.asked(anchors.asked(&certificate)),
        lists: lists.iter().map(List::from).collect(),
        path: path.map(|path| Path {
            anchor: path.anchor().to_string(),
            anchor_subject: given.subject_of(path.anchor()),
            between: path.between().iter().map(ToString::to_string).collect(),
            matched: path.matched(),
            revocation: path.revocation(),
        }),
        clause,
        why,
        known_issuer,
    })
}

/// The foreign certificate that verifies this one, where there is one that is no anchor.
fn known_issuer(station: &Station<'_>, certificate: &Certificate<'_>) -> Result<Option<String>, Failure> {
    let known = station.known_by_rank(station.now()?)?;
    let pool = Pool::of(known.iter().map(|(der, _)| der.as_slice()));
    let Proof::Issuer { member, .. } = pool.prove(certificate).proof else { return Ok(None) };
    let digest = pool.certificate(member).map(Certificate::digest);
    let anchors = station.anchors(station.now()?)?;
    Ok(digest.filter(|digest| !anchors.contains(digest)).map(|digest| digest.to_string()))
}
