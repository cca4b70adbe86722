//! `chancery perform`: a proposed act is carried out, once its officers agree.

use std::collections::BTreeMap;

use chancery::act::Act;
use chancery::fault::{Fail, Fault};
use chancery::keys::SetId;
use serde::Serialize;

use crate::backing::{Places, Sets};
use crate::deciding::{self, Named};
use crate::frame::{Context, Example, Failure, Irreversible, Page, Report, Shield, Step};
use crate::opening::{self, Recorded};

/// Carry a proposal out, where its officers agree
///
/// Carry a proposal out, where its officers agree. Every decision is looked at again: signatures, keys, roster, policy,
/// expiry, and that everything the act builds on is as it was. The approval is used up by the act's intent, once.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The proposal: its name at the station, its file, or a statement about it
    #[arg(value_name = "PROPOSAL")]
    proposal: Named,

    #[command(flatten)]
    places: Places,

    #[command(flatten)]
    sets: Sets,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Carry out what was approved", "chancery perform p-000007 --station utopia")
        .after(&[Step::Prepared("approved")])
        .with(&["--pin-source", "file:pin"])];

/// What was done.
#[derive(Debug, Serialize)]
pub struct Performed {
    proposal: String,
    officers: Vec<String>,
    outputs: BTreeMap<String, String>,
    recorded: Recorded,
}

impl Report for Performed {
    const SCHEMA: &'static str = "chancery/perform@1";

    fn human(&self, page: &mut Page) {
        page.field("Proposal", &self.proposal).field("Act", self.recorded.act());
        page.field("Approved by", self.officers.join(", "));
        for (name, value) in &self.outputs {
            // Files stand below, each once.
            if value.is_empty() || self.recorded.has_file(value) {
                continue;
            }
            let Some(label) = label(self.recorded.act(), name) else { continue };
            for line in value.lines() {
                page.field(&label, as_on_paper(name, line));
            }
        }
        self.recorded.show(page);
    }
}

/// A value as its own verb shows it: the name of a set in groups of four.
fn as_on_paper(name: &str, value: &str) -> String {
    match value.parse::<SetId>() {
        Ok(set) if ["set", "replaced"].contains(&name) => set.spoken(),
        _ => value.to_owned(),
    }
}

/// The label of an act's output, as the act's own verb has it; none for what stands in another output too.
fn label(act: &str, name: &str) -> Option<String> {
    Some(match (act, name) {
        (_, "fingerprint") => "SHA-256".into(),
        ("masterlist.issue", "entries") => "Certificates".into(),
        ("masterlist.issue", "gone") => "Taken away".into(),
        ("masterlist.issue", "added_count" | "gone_count") => return None,
        ("deviation.issue", "numbers") => "Document numbers".into(),
        ("csca.adopt", "serials") => "Serial numbers beside".into(),
        ("csca.adopt", "number") => "Last list number".into(),
        ("csca.adopt", "highest") => "Highest serial number".into(),
        ("share.reissue", "replaced") => "Instead of".into(),
        ("csca.rollover", "root_fingerprint") => "Root SHA-256".into(),
        ("csca.rollover", "link_fingerprint") => "Link SHA-256".into(),
        _ => titled(name),
    })
}

/// The name of an output as a label: `public_key_digest` is `Public key digest`.
fn titled(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A proposal is carried out, or another is made; not both.
#[derive(Debug, thiserror::Error)]
#[error("'perform' carries a proposal out; with '--propose' or '--proposer' nothing is carried out")]
struct ProposedAlready;

impl Fail for ProposedAlready {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("leave them out; to propose such an act again, take its own verb".into())
    }
}

pub fn run(args: Args, context: &Context) -> Result<Performed, Failure> {
    if context.proposes() {
        return Err(ProposedAlready.into());
    }
    let mut station = opening::write(context)?;
    let standing = deciding::find(&station, &args.proposal)?;
    let (name, act) = (standing.name.to_string(), standing.proposal.bound.what.clone());
    let voices = station.verdict(&standing)?;
    let officers: Vec<String> = voices
        .counted()
        .iter()
        .filter(|voice| voice.decision == chancery::act::Decision::Approve)
        .map(|voice| voice.officer.to_string())
        .collect();
    if args.sets.is_given() || matches!(act, Act::BackupKeys(_) | Act::ShareReissue(_) | Act::VaultClone(_)) {
        crate::swapping::expect_memory(context)?;
    }
    let opened = args.sets.open_one(context)?;
    args.places.give(context, &mut station, opened);
    let (approved, material) = station.approve_proposal(standing)?;
    let preview = station.preview_approved(&approved, &material)?;
    for (field, value) in act.words().into_iter().chain(preview.words) {
        context.terminal().preview(&format!("{}: {field}: {value}", act.name()));
    }
    for warning in preview.warnings {
        context.terminal().warn(&warning);
    }
    if let Some(typed) = act.typed_name() {
        let what = format!("{} {typed}", act.name());
        context.confirm(station.identity().mode, &Irreversible { act: &what, name: &typed })?;
    }
    let progress = context.progress(act.name());
    station.tell_progress(progress.teller());
    station.stop_if(Box::new(Shield::take_wish));
    let shield = Shield::raise();
    let done = station.perform(approved, &material);
    drop(progress);
    drop(shield);
    let done = done?;
    Ok(Performed { proposal: name, officers, outputs: done.outputs.clone(), recorded: Recorded::of(&done) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_that_is_carried_out_is_labelled_as_its_own_verb_labels_it() {
        let of = |act, name| label(act, name).unwrap_or_default();
        assert_eq!(of("certificate.issue", "fingerprint"), "SHA-256");
        assert_eq!(of("masterlist.issue", "entries"), "Certificates");
        assert_eq!(of("crl.issue", "entries"), "Entries");
        assert_eq!(of("key.generate", "public_key_digest"), "Public key digest");
        assert_eq!(label("masterlist.issue", "added_count"), None, "its lines stand there");
    }
}
