//! `chancery csr check`: is there anything for which a request would be refused?

use std::path::PathBuf;

use chancery::fault::{Fail, Fault};
use chancery::pki::PkiError;
use chancery::pki::csr::Request;
use chancery::signer::PublicKey;
use chancery::station::Station;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;
use crate::profile::source;

/// Judge a certificate request and its key
///
/// Judge a certificate request and its key: that the key signed it (CSR-1), with more than SHA-1 (CSR-3); that the key is not
/// weak (CSR-2), not on a list of weak keys (CSR-5), not one whose private half can be computed (CSR-6), and has
/// nothing beside it (CSR-4); that a profile takes it (PROFILE-1): with a station the one in force there. With a
/// station also that its key stands in no certificate that is kept there, and under which names it does, and that it
/// shares no prime with an RSA key that is known there (CSR-8). A curve that only looks like a known one and a point
/// off its curve are no keys. A file with a private key in it is refused (KEY-6). The exit code is 1 if anything was
/// found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The request, PKCS#10 in DER or PEM
    file: PathBuf,

    /// Profile that should take the key: a name, or a file
    ///
    /// Profile that should take the key: with a station the one in force there under this name, else the one that comes with
    /// the program, or that of a file.
    #[arg(long, value_name = "NAME|FILE")]
    profile: Option<String>,

    /// List of weak keys in the text format of Debian's openssl-blacklist
    ///
    /// List of weak keys in the text format of Debian's openssl-blacklist: 20 hexadecimal digits a line, comments behind '#'.
    /// None comes with the program.
    #[arg(long, value_name = "FILE")]
    blocklist: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Judge a request", "chancery csr check ds.csr").after(&[Step::Prepared("csr")]),
    Example::new(
        "Judge a request for a document signer, by a list of weak keys too",
        "chancery csr check ds.csr --profile document-signer --blocklist weak-keys",
    )
    .after(&[Step::Prepared("csrs")]),
];

/// What was found.
#[derive(Debug, Serialize)]
pub struct Checked {
    fingerprint: String,
    key: Option<String>,
    public_key_digest: Option<String>,
    sound: bool,
    findings: Vec<Finding>,
    seen: Option<Vec<Seen>>,
    blocklist: Option<Listed>,
    not_looked_for: Vec<&'static str>,
}

/// Something for which the request would be refused, or of which somebody should know.
#[derive(Debug, Serialize)]
struct Finding {
    clause: Option<&'static str>,
    found: String,
}

/// A certificate that holds the key.
#[derive(Debug, Serialize)]
struct Seen {
    certificate: String,
    origin: &'static str,
    subject: String,
}

/// The list that was looked at.
#[derive(Debug, Serialize)]
struct Listed {
    sha256: String,
    keys: usize,
}

impl Report for Checked {
    const SCHEMA: &'static str = "chancery/csr.check@1";

    fn human(&self, page: &mut Page) {
        page.field("Key", self.key.as_deref().unwrap_or("cannot be read"));
        if let Some(digest) = &self.public_key_digest {
            page.field("Public key", digest);
        }
        page.field("SHA-256", &self.fingerprint);
        if let Some(list) = &self.blocklist {
            page.field("List of weak keys", format!("{}, SHA-256 {}", keys(list.keys), list.sha256));
        }
        page.field("Sound", if self.sound { "yes" } else { "no" });
        if !self.findings.is_empty() {
            page.table(&["Found"], self.findings.iter().map(|finding| [finding.found.clone()]));
        }
        match self.seen.as_deref() {
            None => {}
            Some([]) => {
                page.field("Seen before", "in no certificate that is kept here");
            }
            Some(seen) => {
                let row = |seen: &Seen| [seen.origin.to_owned(), seen.subject.clone(), seen.certificate.clone()];
                page.shown_table(&["Seen before", "Subject", "SHA-256"], seen.iter().map(row));
            }
        }
        for what in &self.not_looked_for {
            page.field("Not looked for", what);
        }
    }

    fn fault(&self) -> Option<Fault> {
        (!self.sound).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Checked, Failure> {
    let station = context.station().is_ok().then(|| opening::read(context)).transpose()?;
    let in_force = |name: &String| source::in_force_or_named(station.as_ref(), name);
    let profile = args.profile.as_ref().map(in_force).transpose()?.map(|source| source.profile);
    let list = args.blocklist.as_deref().map(super::block_list).transpose()?;
    let der = super::request(&args.file)?;
    let request = Request::parse(&der).map_err(PkiError::unreadable("the certificate request"));
    let request = request.map_err(|e| Failure::from(e).about(&args.file, &[Fault::Malformed]))?;
    let key = PublicKey::from_element(&request.spki).ok();
    let defects = request.defects(profile.as_ref(), list.as_ref());
    let mut findings: Vec<Finding> =
        defects.iter().map(|defect| Finding { clause: defect.clause(), found: defect.to_string() }).collect();
    let seen = match (&key, &station) {
        (Some(key), Some(station)) => Some(seen(station, key)?),
        _ => None,
    };
    if let Some(count) = seen.as_ref().map(Vec::len).filter(|count| *count > 0) {
        let certificates = if count == 1 { "a certificate that is" } else { "certificates that are" };
        let found =
            format!("the key stands in {certificates} kept here: under another name it is refused to a CA (CSR-7)");
        findings.push(Finding { clause: None, found });
    }
    if let (Some(key), Some(station)) = (&key, &station) {
        for shared in station.shared_primes(&[key], |_| String::new())?.into_iter().flatten() {
            findings.push(Finding { clause: shared.clause(), found: shared.to_string() });
        }
    }
    let unlisted =
        list.is_none().then_some("weak keys of one generator, such as Debian's of 2006 to 2008: give '--blocklist'");
    let unseen = seen
        .is_none()
        .then_some("where the key was seen before, and RSA keys that it shares a prime with: give '--station'");
    Ok(Checked {
        fingerprint: request.digest().to_string(),
        public_key_digest: key.as_ref().map(opening::identity).transpose()?,
        key: key.map(|key| key.kind().to_string()),
        sound: findings.is_empty(),
        findings,
        seen,
        blocklist: list.map(|list| Listed { sha256: list.digest().to_string(), keys: list.len() }),
        not_looked_for: unlisted.into_iter().chain(unseen).collect(),
    })
}

fn keys(count: usize) -> String {
    if count == 1 { "1 key".into() } else { format!("{count} keys") }
}

fn seen(station: &Station<'_>, key: &PublicKey) -> Result<Vec<Seen>, Failure> {
    let seen = station.certificates_of_key(key)?.into_iter();
    Ok(seen
        .map(|seen| Seen {
            certificate: seen.certificate.to_string(),
            origin: seen.origin.word(),
            subject: seen.subject,
        })
        .collect())
}
