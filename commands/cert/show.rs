//! `chancery cert show`: a certificate for a person to read, and why it is or is not trusted.

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::icao::chain::{Orphan, Pool, Proof};
use chancery::icao::masterlist::Validity;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::{Findings, Role, Subject};
use chancery::pki::{armour, text};
use chancery::station::{Station, rules_for};
use serde::Serialize;

use crate::anchoring::{self, Given, Way};
use crate::found::{self, Here, Named};
use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::opening::{self, FileError};

/// Show a certificate, and why it is or is not trusted
///
/// Show a certificate as a page a person can read: a file, DER or PEM, or one that the station issued or found in the world,
/// by the first 8 digits of its SHA-256 or more. Its fields, its fingerprint in hex and in words, the key that verifies it and
/// what the rules find. With a station also where it was seen, what people decided about it, and whether it hangs under an
/// anchor. Foreign text is made harmless. For a file no station is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The certificate: a file, DER or PEM, or the beginning of its SHA-256
    certificate: Named,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Show a certificate", "chancery cert show csca.pem").after(&[Step::Prepared("csca")]),
    Example::new("Show a certificate, and what the station knows of it", "chancery cert show ds.pem --station utopia")
        .after(&[Step::Prepared("signers")]),
];

/// The certificate.
#[derive(Debug, Serialize)]
pub struct Shown {
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    subject: Option<String>,
    issuer: Option<String>,
    serial: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    key: Option<String>,
    unreadable: Option<String>,
    octets: usize,
    at: String,
    role: Option<Role>,
    validity: Option<Validity>,
    signature: Option<Signature>,
    fields: Vec<(&'static str, String)>,
    rules: Option<String>,
    findings: Option<Findings>,
    here: Option<Here>,
    path: Option<Path>,
}

/// By which key the signature is good, or why by none.
#[derive(Debug, Serialize)]
struct Signature {
    good: bool,
    found: String,
    verifier: Option<String>,
    verifier_subject: Option<String>,
}

/// Whether it hangs under an anchor of the station.
#[derive(Debug, Serialize)]
struct Path {
    judged_by: Way,
    anchor: Option<String>,
    anchor_subject: Option<String>,
    revocation: Option<chancery::pki::path::RevocationStatus>,
    why: Option<String>,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/cert.show@1";

    fn human(&self, page: &mut Page) {
        if let Some(here) = &self.here {
            here.show_standing(page);
        }
        if let Some(path) = &self.path {
            page.shown("Path", path.words());
        }
        if let Some(signature) = &self.signature {
            page.shown("Signature", signature.words());
        }
        if let Some(validity) = self.validity {
            page.field("Validity", format!("{} at {}", words(validity), self.at));
        }
        if let Some(role) = self.role {
            page.field("Taken for", role.word());
        }
        page.field("SHA-256", &self.fingerprint);
        page.words(&self.fingerprint_words);
        page.heading("Certificate");
        match &self.unreadable {
            Some(why) => page.shown("cannot be read", why).field("kept as it is", format!("{} octets", self.octets)),
            None => self.fields.iter().fold(&mut *page, |page, (name, value)| page.shown(name, value)),
        };
        if let Some(findings) = &self.findings {
            found::show_findings(findings, page);
        }
        if let Some(here) = &self.here {
            here.show_history(page);
        }
    }
}

impl Path {
    fn words(&self) -> String {
        match (&self.anchor_subject, &self.revocation, &self.why) {
            (Some(anchor), Some(revocation), _) => {
                format!("under the anchor {anchor} (revoked: {})", anchoring::revoked(*revocation))
            }
            (_, _, why) => format!("none: {}", why.as_deref().unwrap_or_default()),
        }
    }
}

impl Signature {
    fn words(&self) -> String {
        match (&self.verifier, &self.verifier_subject) {
            (Some(digest), Some(subject)) => format!("{}: {subject}, SHA-256 {}", self.found, &digest[..16]),
            _ => self.found.clone(),
        }
    }
}

fn words(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "valid",
        Validity::NotYet => "not yet valid",
        Validity::Expired => "expired",
        Validity::Unreadable => "of dates that cannot be read",
    }
}

/// The longest certificate that is read, in octets.
pub const LONGEST: u64 = 1 << 20;

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let (station, der) = match args.certificate {
        Named::File(path) => {
            let octets = opening::read_file(&path, LONGEST)?;
            let wrong = |what: String| FileError::NotThat { path: path.clone(), wanted: "a certificate", what };
            let der = armour::der(&octets, "CERTIFICATE").map_err(|e| wrong(e.to_string()))?.into_owned();
            Certificate::parse(&der).map_err(|e| wrong(e.to_string()))?;
            (context.station().is_ok().then(|| opening::read(context)).transpose()?, der)
        }
        Named::Beginning(beginning) => {
            let station = opening::read(context)?;
            let candidates = station.rows().certificates_beginning(&beginning)?;
            let digest =
                found::one("certificate", &candidates, &beginning, "chancery cert list' and 'chancery trust list")?;
            let der = station.found(digest, station.now()?)?.map(|found| found.der).unwrap_or_default();
            (Some(station), der)
        }
    };
    let at = match &station {
        Some(station) => station.now()?,
        None => context.clock(Purpose::Judging, 0)?.read()?.time,
    };
    shown(&der, station.as_ref(), at)
}

/// Everything that is said of a certificate.
fn shown(der: &[u8], station: Option<&Station<'_>>, at: Time) -> Result<Shown, Failure> {
    let digest = Digest::of(der);
    let found = match station {
        Some(station) => Some(station.found(digest, at)?),
        None => None,
    };
    let known = found.iter().flatten().any(|found| found.known.is_some());
    let mut shown = Shown {
        fingerprint: digest.to_string(),
        fingerprint_words: digest.words(),
        subject: None,
        issuer: None,
        serial: None,
        not_before: None,
        not_after: None,
        key: None,
        unreadable: None,
        octets: der.len(),
        at: at.to_string(),
        role: None,
        validity: None,
        signature: None,
        fields: Vec::new(),
        rules: None,
        findings: None,
        here: found.map(|found| Here::of(found.as_ref())),
        path: None,
    };
    match Certificate::parse(der) {
        // What stands on a list is of the travel-document PKI, whatever it looks like.
        Ok(certificate) if known => shown.read(&certificate, Role::infer(&certificate), station, at)?,
        Ok(certificate) => {
            let issued_for = station.map(|station| found::issued_for(station, digest)).transpose()?.flatten();
            shown.read(&certificate, issued_for.unwrap_or_else(|| Role::infer_anywhere(&certificate)), station, at)?;
        }
        Err(error) => shown.unreadable = Some(error.to_string()),
    }
    Ok(shown)
}

impl Shown {
    /// Fills in what is said of a certificate that can be read.
    fn read(
        &mut self,
        certificate: &Certificate<'_>,
        role: Role,
        station: Option<&Station<'_>>,
        at: Time,
    ) -> Result<(), Failure> {
        self.subject = Some(certificate.subject.to_string());
        self.issuer = Some(certificate.issuer.to_string());
        self.serial = Some(hex::encode(certificate.serial()));
        self.not_before = certificate.not_before.time().ok().map(|t| t.to_string());
        self.not_after = certificate.not_after.time().ok().map(|t| t.to_string());
        self.key = certificate.public_key().ok().map(|k| k.kind().to_string());
        self.role = Some(role);
        self.validity = Some(Validity::of(certificate, at));
        self.fields = text::found_lines(certificate);
        let (given, world) = match station {
            Some(station) => (Some(Given::of(station)?), station.known_by_rank(at)?),
            None => (None, Vec::new()),
        };
        let anchors = given.iter().flat_map(Given::ders);
        self.judge(certificate, role, anchors.chain(world.iter().map(|(der, _)| der.as_slice())), at);
        self.path = given.map(|given| path(certificate, role, &given.under(Way::of(role))));
        Ok(())
    }

    /// Whose key signed it, of these certificates or its own, and what the rules find.
    fn judge<'d>(&mut self, certificate: &Certificate<'_>, role: Role, ders: impl Iterator<Item = &'d [u8]>, at: Time) {
        let pool = Pool::of(ders);
        let proof = pool.prove(certificate).proof;
        let issuer = match proof {
            Proof::OwnKey => Some(certificate),
            Proof::Issuer { member, .. } => pool.certificate(member),
            Proof::Orphan(_) => None,
        };
        let mut subject = Subject::in_role(certificate, role, at);
        match (issuer, proof) {
            (Some(issuer), _) => subject = subject.issued_by(issuer).with_signature(true),
            (None, Proof::Orphan(why)) if why.is_conclusive() && why != Orphan::IssuerAbsent => {
                subject = subject.with_signature(false);
            }
            (None, _) => {}
        }
        let rules = rules_for(role);
        self.rules = Some(rules.digest().to_string());
        self.findings = Some(rules.lint(&subject));
        let other = issuer.filter(|_| proof != Proof::OwnKey);
        self.signature = Some(Signature {
            good: issuer.is_some(),
            found: proof.to_string(),
            verifier: issuer.map(|issuer| issuer.digest().to_string()),
            verifier_subject: other.map(|issuer| issuer.subject.shown(300)),
        });
    }
}

/// Whether the certificate hangs under an anchor of the station, by the rules of its hierarchy.
fn path(certificate: &Certificate<'_>, role: Role, given: &Given) -> Path {
    let (anchors, judged_by) = (given.anchors(), Way::of(role));
    let lists = given.kept(&anchors);
    match anchoring::verify(judged_by, certificate, &[], &anchors, &lists, given.at()) {
        Ok(path) => Path {
            judged_by,
            anchor: Some(path.anchor().to_string()),
            anchor_subject: Some(given.subject_of(path.anchor())),
            revocation: Some(path.revocation()),
            why: None,
        },
        Err(error) => {
            Path { judged_by, anchor: None, anchor_subject: None, revocation: None, why: Some(error.to_string()) }
        }
    }
}
