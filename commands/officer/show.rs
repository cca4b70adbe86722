//! `chancery officer show`: one officer, with their keys and the history of their enrolments.

use chancery::approval::ApprovalError;
use chancery::safe::Label;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show an officer with their keys
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the officer
    officer: Label,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show an officer", "chancery officer show ann --station utopia")
        .after(&[Step::Prepared("council")])];

/// The officer.
#[derive(Debug, Serialize)]
pub struct Shown {
    officer: String,
    state: &'static str,
    name: Option<String>,
    organisation: Option<String>,
    contact: Option<String>,
    roles: Vec<String>,
    recipient: Option<String>,
    witness_key: Option<String>,
    root_key: Option<String>,
    enrolment: Option<String>,
    keys: Vec<Vec<(&'static str, String)>>,
    history: Vec<Since>,
}

#[derive(Debug, Serialize)]
struct Since {
    entry: u64,
    enrolment: Option<String>,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/officer.show@1";

    fn human(&self, page: &mut Page) {
        page.field("Officer", &self.officer).field("State", self.state);
        for (name, value) in [
            ("Name", &self.name),
            ("Organisation", &self.organisation),
            ("Contact", &self.contact),
            ("Shares are sealed to", &self.recipient),
            ("Witness key", &self.witness_key),
            ("Bundle root key", &self.root_key),
            ("Enrolment", &self.enrolment),
        ] {
            if let Some(value) = value {
                page.field(name, value);
            }
        }
        page.field("Roles", self.roles.join(", "));
        for (number, key) in self.keys.iter().enumerate() {
            page.heading(format!("Key {}", number + 1));
            key.iter().for_each(|(name, value)| {
                page.field(name, value);
            });
        }
        page.heading("History");
        for since in &self.history {
            let what = since.enrolment.as_ref().map_or_else(|| "retired".to_owned(), |e| format!("enrolment {e}"));
            page.line(format!("  entry {}: {what}", since.entry));
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let history = station.rows().officer_history()?;
    let history: Vec<Since> = history
        .into_iter()
        .filter(|row| row.officer == args.officer)
        .map(|row| Since { entry: row.sequence, enrolment: row.enrolment.map(|digest| digest.to_string()) })
        .collect();
    if history.is_empty() {
        return Err(ApprovalError::OfficerUnknown { officer: args.officer }.into());
    }
    let roster = station.roster()?;
    let officer = roster.officer(&args.officer);
    let person = officer.map(|officer| officer.enrolment().person.clone());
    let field = |take: fn(&chancery::approval::Person) -> String| person.as_ref().map(take);
    Ok(Shown {
        officer: args.officer.to_string(),
        state: if person.is_some() { "active" } else { "retired" },
        name: field(|p| p.name.clone()),
        organisation: field(|p| p.organisation.clone()),
        contact: field(|p| p.contact.clone()),
        roles: person.iter().flat_map(|p| p.roles.iter().map(Label::to_string)).collect(),
        recipient: person.as_ref().and_then(|p| p.recipient.clone()),
        witness_key: person.as_ref().and_then(|p| p.witness_key.clone()),
        root_key: person.as_ref().and_then(|p| p.root_key.clone()),
        enrolment: officer.map(|officer| officer.digest().to_string()),
        keys: officer
            .iter()
            .flat_map(|officer| officer.keys().iter().map(chancery::approval::key::OfficerKey::words))
            .collect(),
        history,
    })
}
