//! What an adoption leaves in the tables: the key, its certificates, serial numbers, its last list and what is on it.

use super::acts::octets;
use super::intents::{Told, number, said, text};
use super::{Claim, Comparison};
use crate::act::CscaAdopt;
use crate::keys::KeyState;
use crate::operation::csca_adopt::judge;
use crate::operation::{OperationError, spec_of};
use crate::station::StationError;
use crate::station::acts::{Claimed, was_outside};
use crate::station::journal::lost;
use crate::store::{Cell, IntentState};

impl Comparison<'_, '_> {
    /// Everything follows from the bytes that the act names: they are judged again.
    pub(super) fn adoption(&mut self, told: &Told<'_>, act: &CscaAdopt) -> Result<(), StationError> {
        // A key that was not taken over gave its name back.
        if told.row.state == IntentState::Failed {
            return Ok(());
        }
        let entry = told.leaf.sequence();
        let key = [("label", text(&act.label))];
        let Some(outcome) = told.done().cloned() else {
            let values = [
                ("vault", text(&act.vault)),
                ("id", text(act.key_id)),
                ("state", text(KeyState::Reserved.word())),
                ("sequence", number(entry)),
            ];
            return self.claim(entry, Claim::new("vault_key", key, values));
        };
        let before = match &act.before {
            None => None,
            Some(before) => match self.rows.issuing_certificate(before)? {
                Some(row) => self.rows.object(row.digest)?,
                None => None,
            },
        };
        let claimed = Claimed::gather(act, before, |what, digest| {
            self.rows.object(digest)?.ok_or_else(|| lost("object", format!("the {what} {digest} is lost")))
        })?;
        let country = &self.station.configuration.country.fields().country;
        let proven =
            judge(&claimed.claims(act, told.row.bound.identity.mode, country)).map_err(OperationError::from)?;
        let locked = said(&outcome, "locked").as_bool() == Some(true) || self.rows.was_locked(&act.label)?;
        let state = self.rows.ended(&act.label)?.map_or(KeyState::Active, |row| row.state());
        let values = [
            ("vault", text(&act.vault)),
            ("id", text(act.key_id)),
            ("spec", spec_of(proven.key()).map_or(Cell::Null, text)),
            ("state", text(state.word())),
            ("locked", Cell::Number(i64::from(locked))),
            ("sequence", number(entry)),
            ("spki", self.public_key(told, &key)?),
        ];
        self.claim(entry, Claim::new("vault_key", key.clone(), values))?;
        let entry = outcome.sequence();
        for one in proven.certificates() {
            self.taken(entry, &one.issuer, &one.serial)?;
            let values = [
                ("issuer", text(&one.issuer)),
                ("serial", text(&one.serial)),
                ("profile", text(one.role.word())),
                ("role", text(one.role.word())),
                ("subject", text(&one.subject)),
                ("subject_key", if one.is_own { text(&act.label) } else { Cell::Null }),
                ("key", octets(one.key)),
                ("not_before", text(one.not_before)),
                ("not_after", text(one.not_after)),
                ("sequence", number(entry)),
            ];
            self.claim(entry, Claim::new("issued", [("digest", octets(one.digest))], values))?;
        }
        let placed = self.station.place(act, &proven, entry)?;
        for serial in placed.serials {
            self.taken(entry, &act.label, serial)?;
        }
        let list_key = |number_of_list| [("issuer", text(&act.label)), ("number", number(number_of_list))];
        if let Some(list) = proven.list() {
            let values = [
                ("digest", octets(list.digest)),
                ("this_update", text(list.this_update)),
                ("next_update", text(list.next_update)),
                ("sequence", number(entry)),
            ];
            self.claim(entry, Claim::new("crl", list_key(list.number), values))?;
            for (issuer, serial, at) in placed.revoked {
                let key = [("issuer", text(issuer)), ("serial", text(serial))];
                self.claim(entry, Claim::new("revoked", key, [("at", text(at)), ("sequence", number(entry))]))?;
            }
        } else if let Some(last) = act.last_number {
            let values = [("digest", Cell::Null), ("sequence", number(entry))];
            self.claim(entry, Claim::new("crl", list_key(last), values))?;
        }
        let values = [
            ("root", octets(act.root)),
            ("inventory", act.inventory.map_or(Cell::Null, octets)),
            ("crl", act.crl.map_or(Cell::Null, octets)),
            ("highest", Cell::Octets(proven.highest())),
            ("outside", Cell::Number(i64::from(was_outside(act)))),
            ("sequence", number(entry)),
        ];
        self.claim(entry, Claim::new("adopted", key, values))
    }

    /// A serial number of a certificate that exists.
    fn taken(&mut self, entry: u64, issuer: &crate::safe::Label, serial: &str) -> Result<(), StationError> {
        let key = [("issuer", text(issuer)), ("serial", text(serial))];
        self.claim(entry, Claim::new("serial", key, [("state", text("issued")), ("sequence", number(entry))]))
    }
}
