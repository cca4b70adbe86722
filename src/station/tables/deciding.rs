//! What officers, policy and proposals leave in the tables.

use super::acts::octets;
use super::intents::{Told, cell, number, said, text};
use super::{Claim, Comparison};
use crate::act::{LedgerCosign, ProfileAdopt, ProposalCreate, ProposalDecide, StationGenesis, VaultProtect};
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::safe::Label;
use crate::station::StationError;
use crate::station::acts::{reserved_shares, share_path};
use crate::station::approving::proposal_name;
use crate::store::Cell;

impl Comparison<'_, '_> {
    pub(super) fn officer(
        &mut self,
        leaf: &Leaf,
        officer: &Label,
        enrolment: Option<Digest>,
    ) -> Result<(), StationError> {
        let key = [("officer", text(officer)), ("sequence", number(leaf.sequence()))];
        let values = [("enrolment", enrolment.map_or(Cell::Null, octets))];
        self.claim(leaf.sequence(), Claim::new("officer", key, values))
    }

    pub(super) fn policy(&mut self, leaf: &Leaf, name: &Label, digest: Digest) -> Result<(), StationError> {
        let key = [("sequence", number(leaf.sequence()))];
        self.claim(leaf.sequence(), Claim::new("policy", key, [("name", text(name)), ("digest", octets(digest))]))
    }

    pub(super) fn profile(&mut self, leaf: &Leaf, act: &ProfileAdopt) -> Result<(), StationError> {
        let key = [("name", text(&act.name)), ("sequence", number(leaf.sequence()))];
        let values = [("digest", octets(act.profile)), ("role", cell(said(leaf, "role")))];
        self.claim(leaf.sequence(), Claim::new("profile", key, values))
    }

    pub(super) fn genesis(&mut self, leaf: &Leaf, act: &StationGenesis) -> Result<(), StationError> {
        for person in &act.officers {
            self.officer(leaf, &person.officer, Some(person.enrolment))?;
        }
        for root in &act.root_keys {
            let key = [("spki", Cell::Octets(hex::decode(&root.spki).unwrap_or_default()))];
            let values = [("officer", text(&root.officer)), ("sequence", number(leaf.sequence()))];
            self.claim(leaf.sequence(), Claim::new("root_key", key, values))?;
        }
        self.policy(leaf, &act.name, act.policy)
    }

    pub(super) fn shares(&mut self, told: &Told<'_>, act: &VaultProtect) -> Result<(), StationError> {
        let Some(outcome) = &told.outcome else { return Ok(()) };
        for (officer, digest) in reserved_shares(&told.row.reserved)? {
            let path = share_path(&act.vault, told.leaf.sequence(), &officer);
            self.file(outcome.sequence(), &path, Some(digest))?;
        }
        Ok(())
    }

    pub(super) fn proposal(&mut self, leaf: &Leaf, act: &ProposalCreate) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let values = [("text", octets(act.text)), ("sequence", number(entry))];
        self.claim(entry, Claim::new("proposal", [("digest", octets(act.proposal))], values))?;
        self.file(entry, &format!("proposals/{}.txt", proposal_name(entry)), Some(act.text))
    }

    pub(super) fn ballot(&mut self, leaf: &Leaf, act: &ProposalDecide) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let values = [
            ("proposal", octets(act.proposal)),
            ("officer", text(&act.officer)),
            ("key", octets(act.key)),
            ("decision", text(act.decision.word())),
            ("statement", octets(act.statement)),
            ("signature", octets(act.signature)),
        ];
        self.claim(entry, Claim::new("ballot", [("sequence", number(entry))], values))
    }

    pub(super) fn cosignature(&mut self, leaf: &Leaf, act: &LedgerCosign) -> Result<(), StationError> {
        let values = [
            ("size", number(act.size)),
            ("root", octets(act.root)),
            ("officer", text(&act.officer)),
            ("line", text(&act.cosignature)),
        ];
        self.claim(leaf.sequence(), Claim::new("cosignature", [("sequence", number(leaf.sequence()))], values))
    }
}
