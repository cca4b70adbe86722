//! `chancery profile explain`: every field of a profile.

use chancery::pki::profile::{FIELDS, Field, PLACES};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};
use crate::opening::UnknownName;

/// Explain the fields of a profile
#[derive(Debug, clap::Args)]
#[command(long_about = long())]
pub struct Args {
    /// A field such as covers; without one all are listed
    #[arg(value_name = "FIELD")]
    field: Option<String>,
}

/// The reference of the file, for the help and the man page.
fn long() -> String {
    let mut text = String::from(
        "Explain the fields of a profile.\n\n\
         A profile is a TOML file: what a kind of certificate holds. The profiles that come with the program are there to \
         be read, copied and changed ('chancery profile show'); a station issues by those it has in force. What is not \
         written in [extensions] is not in the certificate. A field that is not known is refused, and so is one that \
         contradicts another.",
    );
    for field in FIELDS {
        let otherwise = field.otherwise.map_or("must be there".to_owned(), |what| format!("where absent: {what}"));
        let place = place(field);
        text.push_str(&format!("\n\n{} ({place}; {otherwise}): {}", field.example, field.meaning));
    }
    text
}

fn place(field: &Field) -> &'static str {
    if field.place == "head" { "head of the file" } else { field.place }
}

pub const EXAMPLES: &[Example] = &[
    Example::new("List every field", "chancery profile explain"),
    Example::new("Explain a field", "chancery profile explain covers"),
];

/// What was asked for; all, where nothing was.
#[derive(Debug, Serialize)]
pub struct Explained {
    fields: Vec<Line>,
    #[serde(skip)]
    all: bool,
}

#[derive(Debug, Serialize)]
struct Line {
    name: &'static str,
    place: &'static str,
    example: &'static str,
    required: bool,
    otherwise: Option<&'static str>,
    meaning: &'static str,
}

impl Line {
    fn of(field: &Field) -> Self {
        let Field { name, place, example, otherwise, meaning } = *field;
        Line { name, place, example, required: otherwise.is_none(), otherwise, meaning }
    }

    fn absent(&self) -> &'static str {
        self.otherwise.unwrap_or("refused")
    }
}

impl Report for Explained {
    const SCHEMA: &'static str = "chancery/profile.explain@1";

    fn human(&self, page: &mut Page) {
        if self.all {
            for wanted in PLACES {
                page.heading(if *wanted == "head" { "Head of the file" } else { wanted });
                let fields = self.fields.iter().filter(|field| field.place == *wanted);
                page.table(&["Field", "Absent", "Meaning"], fields.map(|f| [f.name, f.absent(), f.meaning]));
            }
            return;
        }
        for field in &self.fields {
            page.field("Field", field.name).field("Place", field.place).field("Example", field.example);
            page.field("Absent", field.absent()).field("Meaning", field.meaning);
        }
    }
}

pub fn run(args: Args, _: &Context) -> Result<Explained, Failure> {
    let all = args.field.is_none();
    let asked = |field: &&Field| args.field.as_ref().is_none_or(|name| name == field.name);
    let fields: Vec<Line> = FIELDS.iter().filter(asked).map(Line::of).collect();
    if fields.is_empty() {
        let name = args.field.unwrap_or_default();
        return Err(UnknownName { what: "field", name, see: "chancery profile explain" }.into());
    }
    Ok(Explained { fields, all })
}
