//! `chancery trust propose`: what the rules of trust propose now, and on what evidence.

use chancery::act::{Act, TrustAccept};
use chancery::fault::{Fail, Fault};
use chancery::station::Station;
use chancery::trust::rules::{self, Evidence, RULES, Sight};
use chancery::trust::{Candidate, Voices};
use serde::Serialize;

use super::list::state;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Propose anchors by the rules of trust
#[derive(Debug, clap::Args)]
#[command(long_about = long())]
pub struct Args {
    /// Only by this rule
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,

    /// Of this state only, two letters
    #[arg(long, value_name = "XX", value_parser = state)]
    state: Option<String>,
}

/// What it does, and every rule, for the help and the man page.
fn long() -> String {
    let mut text = String::from(
        "Propose anchors by the rules of trust: for each certificate that nobody decided about, which rules hold, on what \
         evidence, who would be asked, and the command to type. Nothing is changed: people decide, or a rule of the policy \
         that names the rule of trust with 'by-rule'. Below it stands whose lists count, and who is one voice with whom.",
    );
    for rule in RULES {
        text.push_str(&format!("\n\n{}: {}. {}", rule.name, rule.title, rule.reason));
    }
    text.push_str(
        "\n\nTwo signers are one voice where 85 of 100 foreign certificates of the smaller list stand on the larger one too, \
         in their nearest editions; whoever copies a copyist is one voice with both. What was ever distrusted, and what \
         has an error finding, no rule proposes.",
    );
    text
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Say what the rules propose", "chancery trust propose --station utopia")
        .after(&[Step::Prepared("station")]),
    Example::new(
        "Say what links of one state continue its anchors",
        "chancery trust propose --rule link-from-anchor --state UT --station utopia",
    )
    .after(&[Step::Prepared("station")]),
];

/// What is proposed, and whose lists count.
#[derive(Debug, Serialize)]
pub struct Proposals {
    proposals: Vec<Line>,
    rules: Vec<RuleLine>,
    voices: Vec<VoiceLine>,
    too_old: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Line {
    state: String,
    fingerprint: String,
    subject: String,
    not_after: Option<String>,
    rule: &'static str,
    evidence: Vec<String>,
    /// The rule of the policy that decides, where one is known.
    decided_by: Option<String>,
    asks: String,
    next: String,
}

#[derive(Debug, Serialize)]
struct RuleLine {
    name: &'static str,
    title: &'static str,
    proposes: usize,
}

#[derive(Debug, Serialize)]
struct VoiceLine {
    signer: String,
    list: String,
    signed_at: String,
    voice: usize,
    nearest: Option<String>,
    common: usize,
    of: usize,
}

impl Report for Proposals {
    const SCHEMA: &'static str = "chancery/trust.propose@1";

    fn human(&self, page: &mut Page) {
        for line in &self.proposals {
            page.heading(format!("{}, by rule {}", line.state, line.rule));
            page.field("Certificate", &line.fingerprint).field("Subject", line.subject.replace(',', ", "));
            if let Some(end) = &line.not_after {
                page.field("Valid until", end);
            }
            for evidence in &line.evidence {
                page.field("Evidence", evidence);
            }
            page.field("Asks", &line.asks);
            page.command(&line.next);
        }
        if self.proposals.is_empty() {
            page.line("No rule proposes anything here.");
        }
        page.heading("Rules");
        page.table(
            &["Rule", "Proposes", "Wants"],
            self.rules.iter().map(|r| [r.name.to_owned(), r.proposes.to_string(), r.title.to_owned()]),
        );
        page.heading("Whose lists count");
        if self.voices.is_empty() {
            page.line("Nobody's: no list is signed under an anchor and young enough.");
        } else {
            page.table(
                &["Signer", "Signed", "Voice", "Nearest"],
                self.voices.iter().map(|v| {
                    let nearest =
                        v.nearest.as_ref().map(|other| format!("{} of {} in common with {other}", v.common, v.of));
                    let signed = v.signed_at.get(..10).unwrap_or_default().to_owned();
                    [v.signer.clone(), signed, v.voice.to_string(), nearest.unwrap_or_default()]
                }),
            );
        }
        for old in &self.too_old {
            page.line(format!("Too old to count: {old}"));
        }
    }
}

/// A rule that there is not.
#[derive(Debug, thiserror::Error)]
#[error("there is no rule '{name}'; the rules are {known}")]
struct NoRule {
    name: String,
    known: String,
}

impl Fail for NoRule {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("see 'chancery trust propose --help'".into())
    }
}

pub fn run(args: Args, context: &Context) -> Result<Proposals, Failure> {
    let wanted = match &args.rule {
        None => RULES.to_vec(),
        Some(name) => {
            let known = || rules::names().collect::<Vec<_>>().join(", ");
            vec![rules::find(name).ok_or_else(|| NoRule { name: name.clone(), known: known() })?]
        }
    };
    let station = opening::read(context)?;
    let world = station.trust_world(station.now()?)?;
    let sight = Sight::of(&world);
    let mut proposals = Vec::new();
    let mut counted = Vec::new();
    for rule in wanted {
        let mut proposed = sight.proposed(rule);
        proposed.retain(|(one, _)| args.state.as_ref().is_none_or(|state| *state == one.state));
        counted.push(RuleLine { name: rule.name, title: rule.title, proposes: proposed.len() });
        for (candidate, evidence) in proposed {
            proposals.push(line(context, &station, candidate, &evidence)?);
        }
    }
    proposals.sort_by(|a, b| (&a.state, &a.fingerprint).cmp(&(&b.state, &b.fingerprint)));
    let too_old = sight.voices().too_old().iter().map(|edition| edition.place().to_string()).collect();
    Ok(Proposals { proposals, rules: counted, voices: voices(sight.voices()), too_old })
}

fn line(context: &Context, station: &Station<'_>, candidate: &Candidate, evidence: &Evidence) -> Result<Line, Failure> {
    let certificate = candidate.certificate;
    let rule = evidence.rule();
    let mut next = format!("chancery trust accept {certificate} --rule {rule}");
    let act = TrustAccept {
        certificate,
        source: String::new(),
        despite: None,
        rule: rule.parse().ok(),
        typed_by: Vec::new(),
    };
    let (decided_by, asks) = match station.asked(&Act::TrustAccept(act)) {
        Ok(asked) => {
            if asked.anybody {
                next.push_str(if asked.proposer_apart { " --proposer OFFICER" } else { " --propose" });
            }
            (Some(asked.rule), asked.whom)
        }
        Err(error) => (None, error.to_string()),
    };
    let subject = station.rows().known(certificate)?.map(|row| row.subject).unwrap_or_default();
    Ok(Line {
        state: candidate.state.clone(),
        fingerprint: certificate.to_string(),
        subject,
        not_after: candidate.not_after.map(|end| end.to_string()),
        rule,
        evidence: evidence.words().to_vec(),
        decided_by,
        asks,
        next: context.typed(&next),
    })
}

/// Each signer with the number of its voice, counted from 1 in the order of the signers.
fn voices(voices: &Voices<'_>) -> Vec<VoiceLine> {
    let mut seen: Vec<usize> = Vec::new();
    voices
        .all()
        .iter()
        .map(|voice| {
            let at = seen.iter().position(|number| *number == voice.number);
            let at = at.unwrap_or_else(|| {
                seen.push(voice.number);
                seen.len() - 1
            });
            VoiceLine {
                signer: voice.edition.signer.clone(),
                list: voice.edition.list.to_string(),
                signed_at: voice.edition.signed_at.to_string(),
                voice: at + 1,
                nearest: voice.nearest.map(|(other, _)| other.to_owned()),
                common: voice.nearest.map_or(0, |(_, overlap)| overlap.common),
                of: voice.nearest.map_or(0, |(_, overlap)| overlap.smaller),
            }
        })
        .collect()
}
