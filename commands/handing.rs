//! What is to be done with a set that was just made: each share to its keeper and judged there, and what comes next.

use std::path::PathBuf;

use chancery::act::SetShares;
use chancery::digest::Digest;
use chancery::keys::SetId;
use chancery::station::Done;
use serde::Serialize;

use crate::frame::{Context, Page, quoted};

/// A share in a file that is sealed to its keeper.
#[derive(Debug, Serialize)]
struct SealedShare {
    keeper: String,
    file: String,
    /// What its keeper types to judge it.
    judge: String,
}

/// What is to be done with a set, in this order.
#[derive(Debug, Serialize)]
pub struct ToDo {
    manifest: String,
    manifest_words: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sealed: Vec<SealedShare>,
    /// What the keeper of a card types to judge it.
    #[serde(skip_serializing_if = "Option::is_none")]
    judge_card: Option<String>,
    next: Vec<String>,
    #[serde(skip)]
    groups: String,
}

impl ToDo {
    /// Of a set with this manifest, whose media were written and whose sealed shares are files.
    pub fn of(
        set: SetId,
        manifest: Digest,
        shares: &SetShares,
        media: &[PathBuf],
        done: &Done,
        context: &Context,
    ) -> Self {
        let medium = media.first().map_or_else(|| PathBuf::from("FOLDER"), |medium| medium.join(format!("keys-{set}")));
        let medium = quoted(&medium.to_string_lossy());
        let typed = format!("chancery share check --of {medium}");
        let (mut sealed, mut by_age) = (Vec::new(), Vec::new());
        let escrow = shares.escrow.iter().flat_map(|escrow| &escrow.each);
        for share in shares.each.iter().chain(escrow) {
            let file = |ending: &str| {
                let name = format!("{}.{ending}", share.keeper);
                let files = done.files.iter().filter(|file| file.file_name().is_some_and(|own| *own == *name));
                files.map(|file| file.display().to_string()).next_back().unwrap_or(name)
            };
            let (file, judge) = match share.way.split(':').next() {
                Some("age") => {
                    let file = file("age");
                    let judge = format!("chancery share check {} --identity FILE --of {medium}", quoted(&file));
                    by_age.push(file.clone());
                    (file, judge)
                }
                Some("openpgp") => {
                    let file = file("asc");
                    let judge = format!("gpg --decrypt {}; {typed}", quoted(&file));
                    (file, judge)
                }
                _ => continue,
            };
            sealed.push(SealedShare { keeper: share.keeper.to_string(), file, judge });
        }
        let mut drill = format!("chancery backup drill --state FOLDER --state-identity FILE --keys {medium}");
        if by_age.len() < shares.each.len() {
            drill.push_str(" --type");
        } else {
            let wanted = by_age.iter().take(usize::from(shares.threshold));
            wanted.for_each(|file| drill.push_str(&format!(" --share {}", quoted(file))));
            drill.push_str(" --identity FILE");
        }
        let state = "chancery backup state --to FOLDER --recipient RECIPIENT --record";
        let by_hand = shares.each.iter().any(|share| matches!(share.way.as_str(), "card" | "shown"));
        ToDo {
            manifest: manifest.to_string(),
            manifest_words: manifest.words(),
            groups: manifest.groups(),
            sealed,
            judge_card: by_hand.then_some(typed),
            next: vec![context.typed(state), context.typed(&drill)],
        }
    }

    /// The digest of the manifest, as it is read aloud.
    pub fn show_manifest(&self, page: &mut Page) {
        page.field("Manifest", &self.groups);
        page.words(&self.manifest_words);
    }

    /// For a person: who gets what, and what is typed next.
    pub fn show(&self, page: &mut Page) {
        if let Some(judge) = &self.judge_card {
            page.line(
                "Before a keeper leaves, each types the whole card, alone; no other share is wanted to judge it:",
            );
            page.command(judge);
        }
        if !self.sealed.is_empty() {
            page.line(
                "The sealed shares lie on this station's disk alone, and burn with it. Give each keeper theirs today, on a \
                 medium of their own; each judges it at once:",
            );
        }
        for share in &self.sealed {
            page.line(format!("give {} to {}:", share.file, share.keeper));
            page.command(&share.judge);
        }
        page.line(
            "A restore of these keys wants a copy of the state that is younger than this set. Make one, and hold a drill:",
        );
        self.next.iter().for_each(|command| {
            page.command(command);
        });
    }
}
