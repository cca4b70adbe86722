//! `chancery masterlist show`: a list, certificate by certificate.

use std::collections::BTreeMap;

use chancery::icao::masterlist::{STATELESS, Validity};
use chancery::icao::rules::find;
use chancery::pki::lint::{Findings, Severity};
use chancery::station::masterlist::{Ingested, Judged};
use serde::Serialize;

use crate::found::{day, kind_in_words};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::masterlist::side::{Judge, Side};

/// Show a master list, certificate by certificate
///
/// Show a master list, certificate by certificate and state by state: what each is (self-signed, link of the same or another
/// name, orphan, or kept as it is because it cannot be read), the key that verifies it, its validity, what the rules found. The
/// list is a file, or one that the station took in, by the first 8 digits of its digest. With a station, what is known and
/// accepted there verifies what the list alone does not. A list whose signature was stripped is shown, and said to be one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list: a file, or the beginning of the digest of one that was taken in
    #[arg(value_name = "LIST")]
    list: Side,

    /// Certificates of this state only, two letters
    #[arg(long, value_name = "XX", value_parser = crate::trust::state)]
    state: Option<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new("Show what is on a list", "chancery masterlist show antarctica.ml")
    .after(&[Step::Prepared("masterlist")])];

/// The list.
#[derive(Debug, Serialize)]
pub struct Shown {
    #[serde(flatten)]
    list: Header,
    certificates: Vec<Certificate>,
}

/// What is said of a list as a whole.
#[derive(Debug, Serialize)]
pub struct Header {
    list: String,
    verdict: String,
    signer: Option<String>,
    signer_fingerprint: Option<String>,
    signer_issuer: Option<String>,
    signed_at: Option<String>,
    at: String,
    certificates: usize,
    states: usize,
    kinds: BTreeMap<&'static str, usize>,
    not_verified: Vec<String>,
    findings: Vec<String>,
}

impl Header {
    /// Of a list that was judged.
    pub fn of(digest: chancery::digest::Digest, list: &Ingested, at: chancery::clock::Time) -> Self {
        let verdict = &list.verdict;
        let states: std::collections::BTreeSet<&str> = list.certificates.iter().map(|c| c.state.as_str()).collect();
        let mut kinds = BTreeMap::new();
        for certificate in &list.certificates {
            *kinds.entry(certificate.kind).or_default() += 1;
        }
        Header {
            list: digest.to_string(),
            verdict: verdict.words(),
            signer: verdict.signer.clone(),
            signer_fingerprint: verdict.signer_certificate.map(|digest| digest.to_string()),
            signer_issuer: verdict.issuer.map(|digest| digest.to_string()),
            signed_at: verdict.signed_at.map(|at| at.to_string()),
            at: at.to_string(),
            certificates: list.certificates.len(),
            states: states.iter().filter(|state| **state != STATELESS).count(),
            kinds,
            not_verified: verdict.not_verified.clone(),
            findings: verdict.findings.clone(),
        }
    }

    /// Whether it carries a signature.
    pub fn is_signed(&self) -> bool {
        self.signer_fingerprint.is_some()
    }

    /// For a person.
    pub fn show(&self, page: &mut Page) {
        page.field("List", &self.list);
        page.field("Verdict", &self.verdict).shown("Signer", self.signer.as_deref().unwrap_or("none"));
        if let Some(fingerprint) = &self.signer_fingerprint {
            page.field("Signer's SHA-256", fingerprint);
        }
        if let Some(issuer) = &self.signer_issuer {
            page.field("Issued by", issuer);
        }
        page.field("Signed", self.signed_at.as_deref().unwrap_or("never")).field("Judged at", &self.at);
        page.field("Certificates", self.certificates).field("States", self.states);
        let kinds: Vec<String> = self.kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        page.field("By kind", kinds.join(", "));
        for remark in &self.not_verified {
            page.shown_line(format_args!("not verified: {remark}"));
        }
        for remark in &self.findings {
            page.shown_line(format_args!("noticed: {remark}"));
        }
    }
}

/// What stands where a certificate names no state.
#[derive(Debug, Serialize)]
struct Certificate {
    place: usize,
    fingerprint: String,
    state: String,
    subject: String,
    kind: &'static str,
    verifier: Option<String>,
    because: String,
    not_before: Option<String>,
    not_after: Option<String>,
    validity: Validity,
    octets: usize,
    errors: u32,
    warnings: u32,
    rules: Vec<&'static str>,
    findings: Option<Findings>,
}

impl Certificate {
    fn of(judged: &Judged, at: chancery::clock::Time) -> Self {
        let of = |severity| judged.findings.iter().flat_map(move |all| all.rules(severity));
        Certificate {
            place: judged.place,
            fingerprint: judged.digest.to_string(),
            state: judged.state.clone(),
            subject: judged.subject.clone(),
            kind: judged.kind,
            verifier: judged.verifier.map(|by| by.to_string()),
            because: judged.because.clone(),
            not_before: judged.not_before.map(|time| time.to_string()),
            not_after: judged.not_after.map(|time| time.to_string()),
            validity: match (judged.not_before, judged.not_after) {
                (Some(from), _) if at < from => Validity::NotYet,
                (_, Some(until)) if until < at => Validity::Expired,
                (Some(_), Some(_)) => Validity::Valid,
                _ => Validity::Unreadable,
            },
            octets: judged.der.len(),
            errors: judged.count(Severity::Error),
            warnings: judged.count(Severity::Warning),
            rules: of(Severity::Error).chain(of(Severity::Warning)).collect(),
            findings: judged.findings.clone(),
        }
    }

    fn show(&self, page: &mut Page) {
        if self.kind == "unreadable" {
            page.shown_line(format!("  {:>3}  {}; {} octets", self.place, self.because, self.octets));
            page.line(format!("       SHA-256 {}", self.fingerprint));
            return;
        }
        page.shown_line(format!("  {:>3}  {}", self.place, self.subject));
        let by = self.verifier.as_ref().filter(|by| **by != self.fingerprint);
        let by = by.map(|by| format!(" by {}", &by[..16])).unwrap_or_default();
        page.line(format!("       {}; {}{by}", kind_in_words(self.kind), self.because));
        let validity = match self.validity {
            Validity::Valid => "",
            Validity::NotYet => ": not yet",
            Validity::Expired => ": expired",
            Validity::Unreadable => ": nobody can say",
        };
        let (from, until) = (day(self.not_before.as_deref()), day(self.not_after.as_deref()));
        page.line(format!("       valid {from} to {until}{validity}"));
        page.line(format!("       SHA-256 {}", self.fingerprint));
        for (severity, word) in [(Severity::Error, "errors"), (Severity::Warning, "warnings")] {
            let rules = self.findings.as_ref().map(|all| all.rules(severity)).unwrap_or_default();
            if !rules.is_empty() {
                page.line(format!("       {word}: {}", rules.join(" ")));
            }
        }
    }
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/masterlist.show@1";

    fn human(&self, page: &mut Page) {
        self.list.show(page);
        let mut states: BTreeMap<&str, Vec<&Certificate>> = BTreeMap::new();
        for certificate in &self.certificates {
            states.entry(&certificate.state).or_default().push(certificate);
        }
        for (state, certificates) in states {
            let state = if state == STATELESS { "no state" } else { state };
            let (count, many) = (certificates.len(), if certificates.len() == 1 { "" } else { "s" });
            page.heading(format!("{state}: {count} certificate{many}"));
            certificates.into_iter().for_each(|certificate| certificate.show(page));
        }
        self.show_rules(page);
    }
}

impl Shown {
    /// Which rules were broken how often: errors and warnings.
    fn show_rules(&self, page: &mut Page) {
        let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
        for certificate in &self.certificates {
            for severity in [Severity::Error, Severity::Warning] {
                for rule in certificate.findings.iter().flat_map(|all| all.rules(severity)) {
                    *counts.entry((std::cmp::Reverse(severity), rule)).or_default() += 1;
                }
            }
        }
        if counts.is_empty() {
            return;
        }
        let rows = counts.iter().map(|((severity, rule), count)| {
            let title = find(rule).map(|rule| rule.title.to_owned()).unwrap_or_default();
            [(*rule).to_owned(), severity.0.word().to_owned(), count.to_string(), title]
        });
        page.heading("What the rules found").table(&["Rule", "Weight", "Certificates", "Title"], rows);
        page.line("'chancery lint explain RULE' says what a rule wants, and why.");
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let judge = Judge::new(context, Vec::new())?;
    let (digest, list) = judge.judged(&args.list)?;
    let wanted = |one: &&Judged| args.state.as_ref().is_none_or(|state| *state == one.state);
    let certificates = list.certificates.iter().filter(wanted).map(|one| Certificate::of(one, judge.at())).collect();
    Ok(Shown { list: Header::of(digest, &list, judge.at()), certificates })
}
