//! What a station knows of a certificate that was found, as it stands in reports: where it was seen, what people decided,
//! and why it is or is not trusted.

use std::path::{Path, PathBuf};

use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::pki::lint::{Finding, Findings, Role, Severity};
use chancery::station::{Decided, Found, IssuedHere, KnownCertificate, PkdSighting, Seen, Station, Verdict};
use chancery::trust::Standing;
use serde::Serialize;

use crate::frame::{Failure, Page};
use crate::opening::UnknownName;

/// The fewest digits that name a certificate to be shown.
const FEWEST: usize = 8;

/// What stands where an opening was erased.
pub const ERASED: &str = "(erased)";

/// A certificate as it is named on the command line.
#[derive(Clone, Debug)]
pub enum Named {
    /// A file.
    File(PathBuf),
    /// The beginning of its digest, in lower case.
    Beginning(String),
}

impl std::str::FromStr for Named {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = (FEWEST..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
        let named = digits && !Path::new(text).exists();
        Ok(if named { Named::Beginning(text.to_lowercase()) } else { Named::File(text.into()) })
    }
}

/// A beginning that several share.
#[derive(Debug, thiserror::Error)]
#[error("{count} {what}s begin with {beginning}: {candidates}")]
struct Several {
    what: &'static str,
    count: usize,
    beginning: String,
    candidates: String,
}

impl Fail for Several {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("type more of its digest".into())
    }
}

/// How many that share a beginning are named.
const NAMED: usize = 5;

/// The one that is meant among those whose digest begins so.
pub fn one(what: &'static str, candidates: &[Digest], beginning: &str, see: &'static str) -> Result<Digest, Failure> {
    match candidates {
        [] => Err(UnknownName { what, name: beginning.to_owned(), see }.into()),
        [one] => Ok(*one),
        several => {
            let named: Vec<String> = several.iter().take(NAMED).map(Digest::to_string).collect();
            let more = if several.len() > NAMED { ", …" } else { "" };
            let candidates = format!("{}{more}", named.join(", "));
            Err(Several { what, count: several.len(), beginning: beginning.to_owned(), candidates }.into())
        }
    }
}

/// What a certificate is, in words.
pub fn kind_in_words(kind: &str) -> &str {
    match kind {
        "link" => "link, same name",
        "link-other-name" => "link, other name",
        "unreadable" => "kept as it is",
        other => other,
    }
}

/// An end of a validity, as a day.
pub fn day(time: Option<&str>) -> &str {
    time.and_then(|time| time.get(..10)).unwrap_or("a day that cannot be read")
}

/// A place where a certificate was seen.
#[derive(Debug, Serialize)]
pub struct Place {
    list: String,
    form: String,
    place: u64,
    name: Option<String>,
    source: Option<String>,
    signer: Option<String>,
    edition: Option<String>,
    verdict: String,
    taken: String,
    entry: u64,
}

impl From<&Seen> for Place {
    fn from(seen: &Seen) -> Self {
        Place {
            list: seen.list.to_string(),
            form: seen.form.clone(),
            place: seen.place,
            name: seen.name.clone(),
            source: seen.source.clone(),
            signer: seen.signer.clone(),
            edition: seen.signed_at.map(|at| at.to_string()),
            verdict: seen.verdict.clone(),
            taken: seen.taken.to_string(),
            entry: seen.entry,
        }
    }
}

/// A line of a download of the PKD.
#[derive(Debug, Serialize)]
struct Download {
    file: String,
    name: Option<String>,
    collection: Option<u16>,
    edition: Option<u32>,
    line: u64,
    found: Option<&'static str>,
    version: Option<u64>,
    conformance: Vec<String>,
    entry: u64,
}

impl From<&PkdSighting> for Download {
    fn from(sighting: &PkdSighting) -> Self {
        let PkdSighting { file, entry } = sighting;
        Download {
            file: file.digest.to_string(),
            name: file.name.clone(),
            collection: file.collection,
            edition: file.edition,
            line: entry.line,
            found: entry.judged.map(|judged| judged.words()),
            version: entry.version,
            conformance: entry.said.iter().flat_map(|said| &said.codes).cloned().collect(),
            entry: file.sequence,
        }
    }
}

impl Download {
    fn show(&self, page: &mut Page) {
        let collection = self.collection.map_or_else(String::new, |number| format!(" of collection {number:03}"));
        let edition = self.edition.map_or_else(String::new, |number| format!(", edition {number}"));
        let found = self.found.unwrap_or("not judged");
        page.shown_line(format!("line {} of PKD file {}{collection}{edition}: {found}", self.line, &self.file[..16]));
        for code in &self.conformance {
            page.shown_line(format!("  the PKD says of it: {code}"));
        }
        page.line(format!("  ledger entry {}", self.entry));
    }
}

/// One decision about it.
#[derive(Debug, Serialize)]
pub struct Decision {
    verdict: &'static str,
    at: String,
    ground: Option<String>,
    rule: Option<String>,
    entry: u64,
}

impl Decision {
    /// As it stands in reports.
    pub fn of(decided: &Decided) -> Self {
        Decision {
            verdict: decided.verdict.word(),
            at: decided.at.to_string(),
            ground: decided.ground.clone(),
            rule: decided.rule.clone(),
            entry: decided.entry,
        }
    }

    /// What was decided.
    pub fn verdict(&self) -> &'static str {
        self.verdict
    }

    /// When.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// The source, the rule or the reason, in words.
    pub fn ground(&self) -> String {
        match (&self.ground, &self.rule) {
            (Some(ground), _) => ground.clone(),
            (None, Some(rule)) => format!("rule {rule}"),
            (None, None) => ERASED.to_owned(),
        }
    }

    /// The entry.
    pub fn entry(&self) -> u64 {
        self.entry
    }
}

/// A certificate that we issued.
#[derive(Debug, Serialize)]
struct Issued {
    profile: String,
    issuer: String,
    key: Option<String>,
    revoked: Option<String>,
    entry: u64,
}

impl From<&IssuedHere> for Issued {
    fn from(here: &IssuedHere) -> Self {
        let row = &here.row;
        Issued {
            profile: row.profile.to_string(),
            issuer: row.issuer.to_string(),
            key: row.subject_key.as_ref().map(ToString::to_string),
            revoked: here.revoked.map(|at| at.to_string()),
            entry: row.sequence,
        }
    }
}

/// What a station knows of a certificate.
#[derive(Debug, Serialize)]
pub struct Here {
    standing: &'static str,
    why: String,
    issued: Option<Issued>,
    seen: Vec<Place>,
    downloads: Vec<Download>,
    decisions: Vec<Decision>,
}

impl Here {
    /// Of what was found, or nothing where it was not.
    pub fn of(found: Option<&Found>) -> Self {
        let known = found.and_then(|found| found.known.as_ref());
        let issued = found.and_then(|found| found.issued.as_ref());
        let (standing, why) = match (issued, known) {
            (Some(here), _) => ("issued here", why_issued(here)),
            (None, Some(known)) => (known.standing.word(), why_known(known)),
            (None, None) if found.is_some_and(|found| !found.downloads.is_empty()) => {
                let why = "it stands in a download of the PKD, for which nobody vouches: what verifies it does";
                ("not for people to decide", why.into())
            }
            (None, None) => {
                ("unknown", "it stands on nothing that was taken in here, and nobody decided about it".into())
            }
        };
        Here {
            standing,
            why,
            issued: issued.map(Issued::from),
            seen: known.into_iter().flat_map(|known| &known.seen).map(Place::from).collect(),
            downloads: found.into_iter().flat_map(|found| &found.downloads).map(Download::from).collect(),
            decisions: known.into_iter().flat_map(|known| &known.decided).map(Decision::of).collect(),
        }
    }

    /// How it stands, and why, as fields.
    pub fn show_standing(&self, page: &mut Page) {
        page.field("Standing", self.standing).field("Why", &self.why);
    }

    /// Where it was seen and what was decided, as tables.
    pub fn show_history(&self, page: &mut Page) {
        page.heading("Seen");
        if self.seen.is_empty() && self.downloads.is_empty() {
            page.line("on no list that was taken in");
        }
        for seen in &self.seen {
            let signed = match (&seen.edition, &seen.signer) {
                (Some(edition), Some(signer)) => format!("signed {} by {signer}", &edition[..10]),
                _ => "which nobody signed".to_owned(),
            };
            let (list, place) = (&seen.list[..16], seen.place);
            page.shown_line(match &seen.name {
                Some(name) => format!("'{name}' in import {list}: {}", seen.verdict),
                None => format!("place {place} of list {list}, {signed}: {}", seen.verdict),
            });
            let source = seen.source.as_deref().unwrap_or(ERASED);
            page.line(format!("  from {source}; taken in {}, ledger entry {}", &seen.taken[..10], seen.entry));
        }
        self.downloads.iter().for_each(|download| download.show(page));
        if !self.decisions.is_empty() {
            let decided = self.decisions.iter().map(|decision| {
                [decision.at.clone(), decision.verdict.to_owned(), decision.ground(), decision.entry.to_string()]
            });
            page.heading("Decided").table(&["At", "Decision", "Ground", "Entry"], decided);
        }
    }
}

fn why_issued(here: &IssuedHere) -> String {
    let row = &here.row;
    let by = format!("this station issued it by profile {}, ledger entry {}", row.profile, row.sequence);
    match here.revoked {
        Some(since) => format!("{by}, and revoked it since {since}: not to be trusted"),
        None => format!("{by}, and did not revoke it"),
    }
}

/// Why a foreign certificate is or is not trusted, in one sentence.
fn why_known(known: &KnownCertificate) -> String {
    let last = known.decided.last();
    let (accepted, distrusted) = (known.standing == Standing::Anchor, known.standing == Standing::Distrusted);
    match (last, known.row.kind.as_str()) {
        (Some(last), _) if accepted => {
            let ground = last.ground.as_deref().unwrap_or(ERASED);
            let (at, entry) = (last.at, last.entry);
            match &last.rule {
                Some(rule) => format!("accepted {at} by rule {rule}; its evidence stands in ledger entry {entry}"),
                None => format!("accepted {at}, ledger entry {entry}; its fingerprint was read from: {ground}"),
            }
        }
        (Some(last), _) if distrusted => why_distrusted(last),
        (_, "unreadable") => "it cannot be read, so that it can be no anchor".into(),
        (_, "orphan") => "nothing that is known here verifies it, so that it can be no anchor".into(),
        _ => "nobody decided about it: see 'chancery trust accept --help'".into(),
    }
}

fn why_distrusted(last: &Decided) -> String {
    let ground = last.ground.as_deref().unwrap_or(ERASED);
    format!("distrusted {}, ledger entry {}: {ground}", last.at, last.entry)
}

/// Why people distrust a certificate, where they do.
pub fn distrusted(station: &Station<'_>, certificate: Digest) -> Result<Option<String>, Failure> {
    let history = station.trust_history(station.now()?)?;
    let last = history.iter().rev().find(|decided| decided.certificate == certificate);
    Ok(last.filter(|last| last.verdict == Verdict::Distrust).map(why_distrusted))
}

/// What the station issued a certificate for, where it did and it is known.
pub fn issued_for(station: &Station<'_>, certificate: Digest) -> Result<Option<Role>, Failure> {
    let row = station.rows().issued_certificate(certificate)?;
    Ok(row.map(|row| row.role).filter(|role| *role != Role::Unknown))
}

/// What the rules found, the weightiest first.
pub fn show_findings(findings: &Findings, page: &mut Page) {
    let of = |severity| findings.of(severity).count();
    let counts = format!("Findings (errors: {}, warnings: {})", of(Severity::Error), of(Severity::Warning));
    page.heading(counts);
    if findings.list.is_empty() {
        page.line(format!("none, by {} rules", findings.checked));
        return;
    }
    let mut list: Vec<_> = findings.list.iter().collect();
    list.sort_by_key(|one| std::cmp::Reverse(one.severity));
    let row = |one: &&Finding| {
        let weight = one.severity.word().to_owned();
        [one.rule.to_owned(), weight, one.place.to_string(), one.found.clone(), one.wanted.to_string()]
    };
    page.table(&["Rule", "Weight", "Where", "Found", "Wanted"], list.iter().map(row));
}

/// A certificate that is given for an anchor, though people distrust it.
#[derive(Debug, thiserror::Error)]
#[error("{} is no anchor here: {why}", path.display())]
struct NoAnchor {
    path: PathBuf,
    why: String,
}

impl Fail for NoAnchor {
    fn kind(&self) -> Fault {
        Fault::Unsound
    }

    fn hint(&self) -> Option<String> {
        Some("judge it without the station if that is meant, or see 'chancery trust history'".into())
    }
}

/// Refuses a certificate for an anchor that people distrust, whoever gives it.
pub fn refuse_distrusted(station: &Station<'_>, path: &Path, der: &[u8]) -> Result<(), Failure> {
    match distrusted(station, Digest::of(der))? {
        Some(why) => Err(NoAnchor { path: path.to_owned(), why }.into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_told_from_a_file() {
        let named = |text: &str| text.parse::<Named>().unwrap();
        assert!(matches!(named("8A1EB3B7"), Named::Beginning(digits) if digits == "8a1eb3b7"));
        for file in ["csca.pem", "8a1eb3b", "./8a1eb3b7", "", "8a1eb3bx", &"a".repeat(65)] {
            assert!(matches!(named(file), Named::File(_)), "{file}");
        }
    }

    #[test]
    fn a_beginning_names_one_certificate_or_none() {
        let digests = [Digest::of(b"a"), Digest::of(b"b")];
        assert_eq!(one("certificate", &digests[..1], "ca97", "here").unwrap(), digests[0]);
        assert_eq!(one("certificate", &[], "ca97", "here").unwrap_err().kind(), Fault::Usage);
        let several = one("certificate", &digests, "", "here").unwrap_err();
        assert!(several.message().contains("2 certificates begin with"), "{}", several.message());
    }
}
