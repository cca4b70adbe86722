//! What a download of the PKD leaves in the tables: the file, every line of it, what can be read of its objects, its lists.

use serde_json::Value;

use super::acts::octets;
use super::finding::Wrong;
use super::intents::{cell, number, said, text};
use super::{Claim, Comparison, Presence};
use crate::act::PkdIngest;
use crate::icao::pkd::{Described, Kept, ObjectKind};
use crate::ledger::Leaf;
use crate::station::StationError;
use crate::store::Cell;

impl Comparison<'_, '_> {
    pub(super) fn pkd_file(&mut self, leaf: &Leaf, act: &PkdIngest) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let contents = said(leaf, "contents");
        let values = [
            ("name", text(&act.name)),
            ("collection", cell(said(leaf, "collection"))),
            ("extent", cell(said(leaf, "extent"))),
            ("edition", cell(said(leaf, "edition"))),
            ("version", cell(said(leaf, "version"))),
            ("octets", cell(said(leaf, "octets"))),
            ("records", cell(said(leaf, "records"))),
            ("contents", contents.as_str().and_then(|text| text.parse().ok()).map_or(Cell::Null, octets)),
            ("sequence", number(entry)),
        ];
        let key = [("digest", octets(act.file))];
        self.claim(entry, Claim::new("pkd_file", key.clone(), values))?;
        for list in said(leaf, "lists").as_array().into_iter().flatten().filter_map(Value::as_object) {
            let digest = list.get("list").and_then(Value::as_str).and_then(|text| text.parse().ok());
            if let Some(digest) = digest {
                self.list(leaf, digest, false, &|name| list.get(name).cloned().unwrap_or_default())?;
            }
        }
        if !self.is_compared("pkd_file") || self.collected.is_some() {
            return Ok(());
        }
        let found = self.station.pkd_contents(act.file)?;
        if contents.as_str() != Some(&found.digest.to_string()) {
            let differs = |column, found: String, wanted: &Value| Wrong::Differs {
                column,
                found,
                wanted: crate::safe::line(&wanted.to_string(), 120),
            };
            self.find("pkd_entry", &key, entry, differs("contents", found.digest.to_string(), contents));
        }
        let rows = self.rows;
        rows.each_pkd_entry(act.file, |kept| self.pkd_object(entry, &kept))
    }

    /// What can be read of an object is what its bytes say.
    fn pkd_object(&mut self, entry: u64, kept: &Kept) -> Result<(), StationError> {
        let Some((digest, kind)) = kept.object.zip(kept.kind) else { return Ok(()) };
        let Some(bytes) = self.rows.object(digest)? else {
            self.find("object", &[("digest", octets(digest))], entry, Wrong::Missing);
            return Ok(());
        };
        // A list is described by its own rows.
        if kind == ObjectKind::MasterList {
            return Ok(());
        }
        let described = Described::again(kind, digest, &bytes);
        let time = |time: Option<crate::clock::Time>| time.map_or(Cell::Null, text);
        let values = [
            ("state", text(described.state)),
            ("subject", text(described.subject)),
            ("number", described.number.map_or(Cell::Null, Cell::Text)),
            ("identifier", described.identifier.map_or(Cell::Null, Cell::Octets)),
            ("not_before", time(described.not_before)),
            ("not_after", time(described.not_after)),
        ];
        let claim = Claim::new("pkd_object", [("digest", octets(digest)), ("kind", text(kind.word()))], values);
        self.claim(entry, claim.standing(Presence::Mentioned))
    }
}
