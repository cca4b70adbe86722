//! `chancery officer list`: everybody who may decide.

use chancery::safe::Label;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the officers
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show those too who retired
    #[arg(long)]
    all: bool,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the officers", "chancery officer list --station utopia").after(&[Step::Prepared("council")])];

/// The officers.
#[derive(Debug, Serialize)]
pub struct Listed {
    officers: Vec<One>,
}

#[derive(Debug, Serialize)]
struct One {
    officer: String,
    state: &'static str,
    name: Option<String>,
    organisation: Option<String>,
    roles: Vec<String>,
    keys: Vec<Key>,
    since: u64,
}

#[derive(Debug, Serialize)]
struct Key {
    form: &'static str,
    usable: bool,
    why_not: Option<String>,
}

impl Report for Listed {
    const SCHEMA: &'static str = "chancery/officer.list@1";

    fn human(&self, page: &mut Page) {
        if self.officers.is_empty() {
            page.line("There are no officers.");
            return;
        }
        let rows = self.officers.iter().map(|one| {
            let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
            let keys = one
                .keys
                .iter()
                .map(|key| if key.usable { key.form.to_owned() } else { format!("{} (unfit)", key.form) });
            [
                one.officer.clone(),
                text(&one.name),
                text(&one.organisation),
                one.roles.join(", "),
                keys.collect::<Vec<_>>().join(", "),
                one.state.to_owned(),
            ]
        });
        page.table(&["Officer", "Name", "Organisation", "Roles", "Keys", "State"], rows);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Listed, Failure> {
    let station = opening::read(context)?;
    let (roster, now) = (station.roster()?, station.now()?);
    let mut officers = Vec::new();
    for row in station.rows().officers()? {
        let Some(officer) = roster.officer(&row.officer) else {
            if args.all {
                officers.push(One {
                    officer: row.officer.to_string(),
                    state: "retired",
                    name: None,
                    organisation: None,
                    roles: vec![],
                    keys: vec![],
                    since: row.sequence,
                });
            }
            continue;
        };
        let person = &officer.enrolment().person;
        let keys = officer.keys().iter().map(|key| {
            let refusal = key.expect_usable(now).err().map(|error| error.to_string());
            Key { form: key.form().word(), usable: refusal.is_none(), why_not: refusal }
        });
        officers.push(One {
            officer: row.officer.to_string(),
            state: "active",
            name: Some(person.name.clone()),
            organisation: Some(person.organisation.clone()),
            roles: person.roles.iter().map(Label::to_string).collect(),
            keys: keys.collect(),
            since: row.sequence,
        });
    }
    Ok(Listed { officers })
}
