//! `chancery policy lint`: what is wrong with a policy before anybody adopts it.

use std::path::PathBuf;

use chancery::approval::ApprovalError;
use chancery::approval::policy::{ACTS, Finding, Severity, lint, read_people};
use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::pki::profile::{Profile, TEMPLATES};
use serde::Serialize;

use super::source;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// The help and the man page; the roster's lines stay as they are.
const LONG: &str = "Check a policy before it is adopted: rules that nobody can meet, rules behind others, acts without a rule, \
a policy easier to change than what it guards, backups that could not be trusted. Profiles are those that come with the program. 'policy explain CODE' says \
more of a finding. The exit code is 1 if there is an error.

What depends on people is judged where a roster is given: a TOML file with ids, never names, of those who are to be \
officers.

    [[person]]
    id = \"alice\"
    roles = [\"security-officer\"]
    organisation = \"Ministry of the Interior\"";

/// Check a policy before it is adopted
#[derive(Debug, clap::Args)]
#[command(long_about = LONG)]
pub struct Args {
    /// Name of a policy that comes with the program, or a file
    #[arg(value_name = "NAME|FILE")]
    policy: String,

    /// The people who are to be officers, for planning
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
}

const PEOPLE: &str = r#"[[person]]
id = "alice"
roles = ["officer"]
organisation = "Civil Registry"

[[person]]
id = "bob"
roles = ["officer"]
organisation = "Civil Registry"

[[person]]
id = "carol"
roles = ["officer"]
organisation = "Civil Registry"

[[person]]
id = "dave"
roles = ["officer"]
organisation = "Civil Registry"
"#;

pub const EXAMPLES: &[Example] = &[
    Example::new("Check it against the officers of a station", "chancery policy lint two-person.toml --station utopia")
        .after(&[Step::Prepared("council")]),
    Example::new("Check a policy for itself", "chancery policy lint national"),
    Example::new(
        "Check it with the people who are to be officers",
        "chancery policy lint two-person --roster people.toml",
    )
    .after(&[Step::Write("people.toml", PEOPLE)]),
];

/// What was found.
#[derive(Debug, Serialize)]
pub struct Linted {
    policy: String,
    title: String,
    sha256: String,
    people: Option<usize>,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: Vec<Finding>,
}

impl Report for Linted {
    const SCHEMA: &'static str = "chancery/policy.lint@1";

    fn human(&self, page: &mut Page) {
        page.field("Policy", format!("{}: {}", self.policy, self.title)).field("SHA-256", &self.sha256);
        let people = self.people.map_or_else(|| "not given".to_owned(), |count| count.to_string());
        page.field("People", people).field("Errors", self.errors);
        page.field("Warnings", self.warnings).field("Notes", self.notes);
        for finding in &self.findings {
            let place = match (&finding.rule, finding.line) {
                (Some(rule), line) => format!(" rule '{rule}' (line {line})"),
                (None, 0) => String::new(),
                (None, line) => format!(" [backup] (line {line})"),
            };
            let head = format!("{} {}{place}", finding.severity.word(), finding.id);
            page.line(format!("{head}: {}; {}", finding.found, finding.mend));
        }
    }

    fn fault(&self) -> Option<Fault> {
        (self.errors > 0).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Linted, Failure> {
    let policy = source::policy(&args.policy)?;
    let mut people = match &args.roster {
        None => None,
        Some(path) => {
            let text = source::text_of(path)?;
            Some(read_people(&text).map_err(|e| Failure::from(e).about(path, &[Fault::Malformed]))?)
        }
    };
    let mut profiles = Vec::new();
    match context.station() {
        Ok(_) => {
            let station = opening::read(context)?;
            profiles.extend(station.profiles().iter().map(|(name, digest)| (name.clone(), *digest)));
            // Before a genesis there is nobody, and nothing to be said of them.
            if people.is_none() {
                people = Some(station.members()?).filter(|people| !people.is_empty());
            }
            if !policy.is_for(station.identity().mode) {
                let (policy, mode) = (policy.name().clone(), station.identity().mode);
                return Err(ApprovalError::OtherMode { policy, mode }.into());
            }
        }
        Err(_) => {
            for (_, text) in TEMPLATES {
                profiles.push((Profile::parse(text)?.name, Digest::of(text.as_bytes())));
            }
        }
    }
    let findings = lint(&policy, people.as_deref(), Some(&profiles), ACTS);
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    Ok(Linted {
        policy: policy.name().to_string(),
        title: policy.title().to_owned(),
        sha256: policy.digest().to_string(),
        people: people.map(|people| people.len()),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        findings,
    })
}
