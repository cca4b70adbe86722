//! `chancery pkd`: downloads of the ICAO Public Key Directory.

mod export;
mod ingest;
mod list;
mod show;

use std::collections::BTreeMap;

use chancery::station::PkdTally;
use serde::Serialize;

use crate::frame::Page;

crate::frame::verbs!(pkd: "Take in, show and write downloads of the ICAO PKD"; ingest, list, show, export);

/// One state's objects.
#[derive(Debug, Serialize)]
pub struct State {
    /// Two letters; empty for those below no state's container.
    state: String,
    #[serde(flatten)]
    tally: PkdTally,
}

/// States in order.
fn by_state(states: BTreeMap<String, PkdTally>) -> Vec<State> {
    states.into_iter().map(|(state, tally)| State { state, tally }).collect()
}

/// The table of all.
fn table(page: &mut Page, states: &[State]) {
    if states.is_empty() {
        return;
    }
    let header = ["State", "Signers", "Bar codes", "CRLs", "Lists", "Verified", "Anchored", "Not", "Raw", "Coded"];
    page.table(
        &header,
        states.iter().map(|s| {
            let t = &s.tally;
            let numbers = [
                t.document_signers,
                t.bar_code_signers,
                t.crls,
                t.master_lists,
                t.verified,
                t.under_an_anchor,
                t.not_verified,
                t.unreadable,
                t.with_codes,
            ];
            let state = if s.state.is_empty() { "none".to_owned() } else { s.state.clone() };
            std::iter::once(state).chain(numbers.map(|n| n.to_string()))
        }),
    );
}
