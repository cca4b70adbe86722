//! What a list from outside leaves in the tables: the list, its entries, and what can be read of each.

use super::acts::octets;
use serde_json::Value;

use super::intents::{cell, number, text};
use super::{Claim, Comparison, Presence};
use crate::digest::Digest;
use crate::icao::masterlist::{Unsigned, read};
use crate::ledger::Leaf;
use crate::operation::masterlist_ingest::facts;
use crate::station::StationError;
use crate::station::journal::lost;
use crate::store::Cell;

impl Comparison<'_, '_> {
    /// A list, of which the entry says this.
    pub(super) fn list(
        &mut self,
        leaf: &Leaf,
        digest: Digest,
        unsigned: bool,
        of_list: &impl Fn(&str) -> Value,
    ) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let verdict = of_list("verdict");
        let issuer = of_list("signer_issuer").as_str().and_then(|text| text.parse().ok());
        let values = [
            ("signer_issuer", issuer.map_or(Cell::Null, octets)),
            ("signed", Cell::Number(i64::from(!verdict.as_str().is_some_and(|word| word.starts_with("unsigned"))))),
            ("verdict", cell(&verdict)),
            ("signer", cell(&of_list("signer"))),
            ("signed_at", cell(&of_list("signed_at"))),
            ("entries", cell(&of_list("entries"))),
            ("sequence", number(entry)),
        ];
        self.claim(entry, Claim::new("list", [("digest", octets(digest))], values))?;
        let missing = || lost("object", format!("the bytes of list {} are lost", digest));
        let bytes = self.rows.object(digest)?.ok_or_else(missing)?;
        let list = read(&bytes, if unsigned { Unsigned::Accept } else { Unsigned::Refuse })?;
        for one in list.entries() {
            let place = [("list", octets(digest)), ("place", number(one.index as u64))];
            self.claim(entry, Claim::new("sighting", place, [("certificate", octets(one.digest))]))?;
            let facts = facts(&one);
            let time = |time: Option<crate::clock::Time>| time.map_or(Cell::Null, text);
            let values = [
                ("state", text(facts.state)),
                ("subject", text(facts.subject)),
                ("not_before", time(facts.not_before)),
                ("not_after", time(facts.not_after)),
            ];
            let known = Claim::new("known", [("digest", octets(one.digest))], values);
            self.claim(entry, known.standing(Presence::Mentioned))?;
        }
        Ok(())
    }
}
