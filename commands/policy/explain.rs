//! `chancery policy explain`: every field of the file and every code of the check.

use chancery::approval::policy::{ACTS, FIELDS, Field, LINT_RULES, LintRule, NO_RULE, find};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};
use crate::opening::UnknownName;

/// Explain the fields of a policy and the findings of its check
#[derive(Debug, clap::Args)]
#[command(long_about = long())]
pub struct Args {
    /// A field such as cooling-off, or a code such as P11; without one all are listed
    #[arg(value_name = "FIELD|CODE")]
    word: Option<String>,
}

/// The reference of the file, for the help and the man page.
fn long() -> String {
    let mut text = String::from(
        "Explain the fields of a policy and the findings of its check.\n\n\
         A policy is a TOML file: a head, then rules, then what the station's backups have to be. The rules are \
         tried from the first to the last; the first that matches the act (and, for certificate.issue and \
         certificate.batch, the profile) decides who must approve it. What no rule matches is refused. A field that is not known is refused.",
    );
    for field in FIELDS {
        let otherwise = field.otherwise.map_or("must be there".to_owned(), |what| format!("where absent: {what}"));
        let place = if field.place == "head" { "head of the file" } else { field.place };
        text.push_str(&format!("\n\n{} ({place}; {otherwise}): {}", field.example, field.meaning));
    }
    text.push_str(&format!("\n\nActs that need a rule: {}.", ACTS.join(", ")));
    let free: Vec<&str> = NO_RULE.iter().map(|(act, _)| *act).collect();
    text.push_str(&format!(" Nobody is asked about {}.", free.join(", ")));
    text
}

pub const EXAMPLES: &[Example] = &[
    Example::new("List every field and every code", "chancery policy explain"),
    Example::new("Explain a field", "chancery policy explain cooling-off"),
    Example::new("Explain what is wanted of restore drills", "chancery policy explain drill-every"),
    Example::new("Explain a finding", "chancery policy explain P11"),
];

/// What was asked for; all, where nothing was.
#[derive(Debug, Serialize)]
pub struct Explained {
    fields: Vec<FieldLine>,
    codes: Vec<Code>,
    acts: Vec<ActLine>,
    #[serde(skip)]
    all: bool,
}

#[derive(Debug, Serialize)]
struct FieldLine {
    name: &'static str,
    place: &'static str,
    example: &'static str,
    required: bool,
    otherwise: Option<&'static str>,
    meaning: &'static str,
}

#[derive(Debug, Serialize)]
struct Code {
    id: &'static str,
    severity: &'static str,
    title: &'static str,
    clause: &'static str,
    reason: &'static str,
    bad: &'static str,
    good: &'static str,
}

#[derive(Debug, Serialize)]
struct ActLine {
    name: &'static str,
    /// Why no rule is needed.
    no_rule: Option<&'static str>,
}

impl FieldLine {
    fn of(field: &Field) -> Self {
        let Field { name, place, example, otherwise, meaning } = *field;
        FieldLine { name, place, example, required: otherwise.is_none(), otherwise, meaning }
    }

    fn absent(&self) -> &'static str {
        self.otherwise.unwrap_or("refused")
    }
}

impl Code {
    fn of(rule: &LintRule) -> Self {
        let (bad, good) = (rule.bad.trim(), rule.good.trim());
        let (id, severity, title) = (rule.id, rule.severity.word(), rule.title);
        Code { id, severity, title, clause: rule.clause, reason: rule.reason, bad, good }
    }
}

impl Report for Explained {
    const SCHEMA: &'static str = "chancery/policy.explain@1";

    fn human(&self, page: &mut Page) {
        if self.all {
            let places = [
                ("head", "Head of the file"),
                ("[[rule]]", "Each [[rule]]"),
                ("[backup]", "[backup], which may be absent"),
            ];
            for (place, heading) in places {
                page.heading(heading);
                let fields = self.fields.iter().filter(|field| field.place == place);
                page.table(&["Field", "Absent", "Meaning"], fields.map(|f| [f.name, f.absent(), f.meaning]));
            }
            page.heading("What 'policy lint' finds");
            page.table(&["Code", "Weighs", "Wants"], self.codes.iter().map(|c| [c.id, c.severity, c.title]));
            page.heading("Acts");
            let acts = self.acts.iter().map(|act| (act.name, act.no_rule.unwrap_or("needs a rule")));
            page.table(&["Act", "Rule"], acts.map(|(name, what)| [name, what]));
            return;
        }
        for field in &self.fields {
            page.field("Field", field.name).field("Place", field.place).field("Example", field.example);
            page.field("Absent", field.absent()).field("Meaning", field.meaning);
        }
        for code in &self.codes {
            page.field("Code", code.id).field("Wants", code.title).field("Weighs", code.severity);
            page.field("Clause", code.clause).field("Why", code.reason);
            page.heading("Finds something in").verbatim(&format!("{}\n", code.bad));
            page.heading("Finds nothing in").verbatim(&format!("{}\n", code.good));
        }
    }
}

pub fn run(args: Args, _: &Context) -> Result<Explained, Failure> {
    let Some(word) = args.word else {
        let with = ACTS.iter().map(|name| ActLine { name, no_rule: None });
        let without = NO_RULE.iter().map(|(name, reason)| ActLine { name, no_rule: Some(reason) });
        return Ok(Explained {
            fields: FIELDS.iter().map(FieldLine::of).collect(),
            codes: LINT_RULES.iter().map(|rule| Code::of(rule)).collect(),
            acts: with.chain(without).collect(),
            all: true,
        });
    };
    let fields: Vec<FieldLine> = FIELDS.iter().filter(|field| field.name == word).map(FieldLine::of).collect();
    let codes: Vec<Code> = find(&word).map(Code::of).into_iter().collect();
    if fields.is_empty() && codes.is_empty() {
        return Err(UnknownName { what: "field or code", name: word, see: "chancery policy explain" }.into());
    }
    Ok(Explained { fields, codes, acts: Vec::new(), all: false })
}
