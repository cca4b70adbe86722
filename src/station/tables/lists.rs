//! What comes from outside leaves in the tables: a list or an import, its entries and what can be read of each; a
//! deviation list.

use super::acts::octets;
use serde_json::Value;

use super::intents::{cell, number, said, text};
use super::{Claim, Comparison, Presence};
use crate::act::{DeviationIngest, TrustImport};
use crate::digest::Digest;
use crate::icao::masterlist::{Entry, Unsigned, read};
use crate::ledger::Leaf;
use crate::operation::masterlist_ingest::facts;
use crate::operation::{deviation_ingest, trust_import};
use crate::station::StationError;
use crate::station::journal::lost;
use crate::store::{Cell, MASTER_LIST};

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
            ("form", text(MASTER_LIST)),
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
            self.sighting(entry, digest, one.index, one.digest)?;
            self.known(entry, &one)?;
        }
        Ok(())
    }

    fn sighting(&mut self, entry: u64, list: Digest, place: usize, certificate: Digest) -> Result<(), StationError> {
        let place = [("list", octets(list)), ("place", number(place as u64))];
        self.claim(entry, Claim::new("sighting", place, [("certificate", octets(certificate))]))
    }

    fn known(&mut self, entry: u64, one: &Entry<'_>) -> Result<(), StationError> {
        let facts = facts(one);
        let time = |time: Option<crate::clock::Time>| time.map_or(Cell::Null, text);
        let values = [
            ("state", text(facts.state)),
            ("subject", text(facts.subject)),
            ("not_before", time(facts.not_before)),
            ("not_after", time(facts.not_after)),
        ];
        let known = Claim::new("known", [("digest", octets(one.digest))], values);
        self.claim(entry, known.standing(Presence::Mentioned))
    }

    /// An import's own bytes say which certificate lies at which place.
    pub(super) fn import(&mut self, leaf: &Leaf, act: &TrustImport) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let missing = || lost("object", format!("the bytes of import {} are lost", act.import));
        let import = trust_import::open(&self.rows.object(act.import)?.ok_or_else(missing)?)?;
        let values = [
            ("form", text(import.form().word())),
            ("signed", Cell::Number(0)),
            ("signer_issuer", Cell::Null),
            ("verdict", cell(said(leaf, "verdict"))),
            ("signer", Cell::Null),
            ("signed_at", Cell::Null),
            ("entries", number(import.places().len() as u64)),
            ("sequence", number(entry)),
        ];
        self.claim(entry, Claim::new("list", [("digest", octets(act.import))], values))?;
        let digests: Vec<Digest> = import.certificates().iter().map(|der| Digest::of(der)).collect();
        for (number, place) in import.places().iter().enumerate() {
            let Some(certificate) = digests.get(place.certificate) else { continue };
            self.sighting(entry, act.import, number, *certificate)?;
        }
        let list = trust_import::as_list(&import);
        for one in read(&list, Unsigned::Accept)?.entries() {
            self.known(entry, &one)?;
        }
        Ok(())
    }

    /// A deviation list is counted again from its own bytes.
    pub(super) fn deviations(&mut self, leaf: &Leaf, act: &DeviationIngest) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let missing = || lost("object", format!("the bytes of deviation list {} are lost", act.list));
        let bytes = self.rows.object(act.list)?.ok_or_else(missing)?;
        let counts = deviation_ingest::counts(&deviation_ingest::open(&bytes)?);
        let issuer = said(leaf, "signer_issuer").as_str().and_then(|text| text.parse().ok());
        let values = [
            ("state", cell(said(leaf, "state"))),
            ("version", number(counts.version.into())),
            ("verdict", cell(said(leaf, "verdict"))),
            ("signer", cell(said(leaf, "signer"))),
            ("signer_issuer", issuer.map_or(Cell::Null, octets)),
            ("signed_at", cell(said(leaf, "signed_at"))),
            ("deviations", number(counts.deviations)),
            ("numbers", number(counts.numbers)),
            ("sequence", number(entry)),
        ];
        self.claim(entry, Claim::new("deviation_list", [("digest", octets(act.list))], values))
    }
}
