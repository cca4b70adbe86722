//! `chancery trust list`: foreign certificates and how they stand.

use std::collections::{BTreeMap, BTreeSet};

use chancery::trust::vanished::Vanished;
use chancery::trust::{Standing, standings};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the foreign certificates and how they stand
///
/// List the foreign certificates that were seen on lists: their kind, what the rules found, and what people decided; with
/// --json also what verifies each and on how many lists it stands. With --at the decisions of an earlier time.
/// A certificate that stood on an earlier list of a signer and stands on its newest no more has vanished from it: since
/// which list, whether it had expired by then, and whose newest list still holds it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of this state only, two letters
    #[arg(long, value_name = "XX", value_parser = state)]
    state: Option<String>,

    /// Only the anchors
    #[arg(long)]
    anchors: bool,

    /// Only those that stood on an earlier list of a signer and stand on its newest no more
    #[arg(long)]
    vanished: bool,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("List the anchors", "chancery trust list --anchors --station utopia")
        .after(&[Step::Prepared("station")]),
    Example::new(
        "List the anchors that vanished from a list",
        "chancery trust list --anchors --vanished --station utopia",
    )
    .after(&[Step::Prepared("station")]),
];

/// Two letters, as upper case.
pub fn state(text: &str) -> Result<String, String> {
    let two = text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic());
    if two { Ok(text.to_uppercase()) } else { Err("wanted two letters, such as UT".into()) }
}

/// The certificates.
#[derive(Debug, Serialize)]
pub struct Known {
    certificates: Vec<Certificate>,
    #[serde(skip)]
    none: &'static str,
    #[serde(skip)]
    vanished: bool,
}

#[derive(Debug, Serialize)]
struct Certificate {
    fingerprint: String,
    state: String,
    subject: String,
    kind: String,
    verifier: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    errors: u32,
    warnings: u32,
    lists: usize,
    standing: &'static str,
    vanished: Vec<Gone>,
}

/// From whose lists a certificate vanished.
#[derive(Debug, Serialize)]
struct Gone {
    signer: String,
    last_on: String,
    last_on_signed: String,
    since: String,
    since_signed: String,
    had_expired: bool,
    still_on: Vec<String>,
    #[serde(skip)]
    words: String,
}

impl Gone {
    fn of(one: &Vanished) -> Self {
        Gone {
            signer: one.since.signer.clone(),
            last_on: one.last_on.list.to_string(),
            last_on_signed: one.last_on.signed_at.to_string(),
            since: one.since.list.to_string(),
            since_signed: one.since.signed_at.to_string(),
            had_expired: one.had_expired(),
            still_on: one.still_on.iter().map(|place| place.list.to_string()).collect(),
            words: one.words(),
        }
    }
}

impl Known {
    /// How many there are, of how many states, and how they stand.
    fn totals(&self) -> String {
        let mut standings: BTreeMap<&str, usize> = BTreeMap::new();
        for one in &self.certificates {
            *standings.entry(one.standing).or_default() += 1;
        }
        let states: BTreeSet<&str> = self.certificates.iter().map(|one| one.state.as_str()).collect();
        let stand: Vec<String> = standings.iter().map(|(standing, count)| format!("{count} {standing}")).collect();
        format!("certificates: {}, states: {}; {}", self.certificates.len(), states.len(), stand.join(", "))
    }
}

impl Report for Known {
    const SCHEMA: &'static str = "chancery/trust.list@1";

    fn human(&self, page: &mut Page) {
        if self.certificates.is_empty() {
            page.line(self.none);
            return;
        }
        let header = ["State", "Subject", "Kind, standing", "Until", "SHA-256"];
        page.table(
            &header,
            self.certificates.iter().map(|c| {
                let errors = if c.errors == 1 { "error" } else { "errors" };
                let kind = if c.errors == 0 { c.kind.clone() } else { format!("{}, {} {errors}", c.kind, c.errors) };
                let signers: Vec<&str> = c.vanished.iter().map(|gone| gone.signer.as_str()).collect();
                let gone =
                    if signers.is_empty() { String::new() } else { format!(", vanished from {}", signers.join(", ")) };
                let stands = format!("{kind}, {}{gone}", c.standing);
                [
                    c.state.clone(),
                    c.subject.replace(',', ", "),
                    stands,
                    c.not_after.as_deref().map_or("", |t| &t[..10]).to_owned(),
                    c.fingerprint[..16].to_owned(),
                ]
            }),
        );
        page.line(self.totals());
        if self.vanished {
            for certificate in &self.certificates {
                page.heading(format!("{} {}", certificate.state, certificate.fingerprint));
                certificate.vanished.iter().for_each(|gone| {
                    page.line(&gone.words);
                });
            }
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Known, Failure> {
    let station = opening::read(context)?;
    let rows = station.rows();
    let standings = standings(&station.decisions()?, station.now()?);
    let mut gone = station.all_vanished()?;
    let mut certificates = Vec::new();
    for row in rows.known_of(args.state.as_deref())? {
        let standing = standings.get(&row.digest).copied().unwrap_or(Standing::Undecided);
        if args.anchors && standing != Standing::Anchor {
            continue;
        }
        let vanished = gone.remove(&row.digest).unwrap_or_default();
        if args.vanished && vanished.is_empty() {
            continue;
        }
        certificates.push(Certificate {
            fingerprint: row.digest.to_string(),
            lists: rows.sightings(row.digest)?.len(),
            state: row.state,
            subject: row.subject,
            kind: row.kind,
            verifier: row.verifier.map(|v| v.to_string()),
            not_before: row.not_before.map(|t| t.to_string()),
            not_after: row.not_after.map(|t| t.to_string()),
            errors: row.errors,
            warnings: row.warnings,
            standing: standing.word(),
            vanished: vanished.iter().map(Gone::of).collect(),
        });
    }
    let none = match (args.anchors, args.state) {
        _ if args.vanished => "No such certificate vanished from the lists of a signer.",
        (true, _) => "No such certificate is an anchor: see 'chancery trust accept --help'.",
        (false, Some(_)) => "No certificate of this state is known: see 'chancery trust list'.",
        (false, None) => "No foreign certificate is known yet: see 'chancery masterlist ingest --help'.",
    };
    Ok(Known { certificates, none, vanished: args.vanished })
}
