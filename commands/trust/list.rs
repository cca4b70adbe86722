//! `chancery trust list`: foreign certificates and how they stand.

use chancery::trust::{Standing, standings};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the foreign certificates and how they stand
///
/// List the foreign certificates that were seen on lists: what verifies them, what the rules found, on how many lists
/// they stand, and what people decided. With --at the decisions of an earlier time.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of this state only, two letters
    #[arg(long, value_name = "XX", value_parser = state)]
    state: Option<String>,

    /// Only the anchors
    #[arg(long)]
    anchors: bool,
}

pub const EXAMPLES: &[Example] = &[Example::new("List the anchors", "chancery trust list --anchors --station utopia")
    .after(&[Step::Prepared("station")])];

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
                let stands = format!("{kind}, {}", c.standing);
                [
                    c.state.clone(),
                    c.subject.replace(',', ", "),
                    stands,
                    c.not_after.as_deref().map_or("", |t| &t[..10]).to_owned(),
                    c.fingerprint[..16].to_owned(),
                ]
            }),
        );
    }
}

pub fn run(args: Args, context: &Context) -> Result<Known, Failure> {
    let station = opening::read(context)?;
    let rows = station.rows();
    let standings = standings(&station.decisions()?, station.now()?);
    let mut certificates = Vec::new();
    for row in rows.known_of(args.state.as_deref())? {
        let standing = standings.get(&row.digest).copied().unwrap_or(Standing::Undecided);
        if args.anchors && standing != Standing::Anchor {
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
        });
    }
    let none = match (args.anchors, args.state) {
        (true, _) => "No such certificate is an anchor: see 'chancery trust accept --help'.",
        (false, Some(_)) => "No certificate of this state is known: see 'chancery trust list'.",
        (false, None) => "No foreign certificate is known yet: see 'chancery masterlist ingest --help'.",
    };
    Ok(Known { certificates, none })
}
