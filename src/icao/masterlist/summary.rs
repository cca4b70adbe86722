//! A judged list summed up by state.

use std::collections::BTreeMap;

use serde::Serialize;

use super::judge::{Judgement, Standing, Validity};
use crate::icao::chain::{Lineage, Proof};

/// The certificates of one state on a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StateSummary {
    /// The state's country code in capitals; `None` for certificates that name none or
    /// cannot be read.
    pub state: Option<String>,
    /// All its entries.
    pub certificates: usize,
    /// Those signed by their own key.
    pub self_signed: usize,
    /// Link certificates that an issuer on the list verifies.
    pub links: usize,
    /// Those that nothing on the list verifies.
    pub orphans: usize,
    /// Those not valid at the time of the judgement: expired, not yet valid, or without readable dates.
    pub not_valid: usize,
    /// Entries that cannot be read.
    pub unreadable: usize,
}

/// Sums a judgement up by state, in the order of the codes; entries without a state stand first.
pub fn summary(judgement: &Judgement) -> Vec<StateSummary> {
    let mut states: BTreeMap<Option<&str>, StateSummary> = BTreeMap::new();
    for verdict in &judgement.certificates {
        let state = verdict.state.as_deref();
        let line = states
            .entry(state)
            .or_insert_with(|| StateSummary { state: state.map(str::to_owned), ..StateSummary::default() });
        line.certificates += 1;
        match &verdict.standing {
            Standing::Unreadable(_) => line.unreadable += 1,
            Standing::Read { lineage, proof, validity, .. } => {
                match (lineage, proof) {
                    (_, Proof::Orphan(_)) => line.orphans += 1,
                    (Lineage::SelfSigned, _) => line.self_signed += 1,
                    _ => line.links += 1,
                }
                line.not_valid += usize::from(*validity != Validity::Valid);
            }
        }
    }
    states.into_values().collect()
}
