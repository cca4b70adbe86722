//! The row that every intent and record has: its act as approved, what it reserved, how it ended.

use serde_json::Value;

use super::finding::{Wrong, shown};
use super::{Claim, Comparison, Presence};
use crate::act::{Act, Bound};
use crate::ledger::{Kind, Leaf, Opening};
use crate::station::StationError;
use crate::station::birth::{Differing, differing};
use crate::station::journal::lost;
use crate::store::{Cell, IntentRow, IntentState};

/// An intent or record with its row, and its outcome where it has one.
pub(super) struct Told<'l> {
    pub(super) leaf: &'l Leaf,
    pub(super) row: IntentRow,
    /// Of a record, itself.
    pub(super) outcome: Option<Leaf>,
}

impl Told<'_> {
    /// The outcome of an act that was done.
    pub(super) fn done(&self) -> Option<&Leaf> {
        self.outcome.as_ref().filter(|_| self.row.state == IntentState::Done)
    }

    /// Something that the intent reserved.
    pub(super) fn reserved(&self, name: &str) -> &Value {
        self.row.reserved.get(name).unwrap_or(&Value::Null)
    }
}

/// An open field of an entry.
pub(super) fn said<'l>(leaf: &'l Leaf, name: &str) -> &'l Value {
    leaf.public().get(name).unwrap_or(&Value::Null)
}

/// A JSON value as a column holds it.
pub(super) fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::String(text) => Cell::Text(text.clone()),
        other => other.as_i64().map_or_else(|| Cell::Text(other.to_string()), Cell::Number),
    }
}

pub(super) fn number(number: u64) -> Cell {
    Cell::Number(number as i64)
}

pub(super) fn text(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

impl Comparison<'_, '_> {
    /// Everything that the tables should hold of one entry.
    pub(super) fn rows_of(&mut self, leaf: &Leaf) -> Result<(), StationError> {
        let openings = self.openings(leaf)?;
        if leaf.kind() == Kind::Outcome {
            let values = [("state", cell(said(leaf, "state"))), ("outcome", number(leaf.sequence()))];
            let claim = Claim::new("intent", [("sequence", cell(said(leaf, "intent")))], values);
            return self.claim(leaf.sequence(), claim.standing(Presence::Mentioned));
        }
        let key = [("sequence", number(leaf.sequence()))];
        let Some(row) = self.rows.intent(leaf.sequence())? else {
            return self.claim(leaf.sequence(), Claim::new("intent", key, []));
        };
        let outcome = match row.outcome {
            Some(at) if at != leaf.sequence() => {
                let body = self.rows.entry(at)?.ok_or_else(|| lost("entry", format!("entry {at} is lost")))?;
                Some(Leaf::parse(&body)?)
            }
            Some(_) => Some(leaf.clone()),
            None => None,
        };
        let told = Told { leaf, row, outcome };
        self.intent(&told, &openings)?;
        self.effects(&told)
    }

    /// The openings that were not erased are what the entry commits to.
    fn openings(&mut self, leaf: &Leaf) -> Result<Vec<Opening>, StationError> {
        let mut good = Vec::new();
        for opening in self.rows.openings(leaf.sequence())? {
            let key = [("sequence", number(leaf.sequence())), ("field", text(opening.name()))];
            match leaf.opened(&opening) {
                Ok(_) => {
                    self.claim(leaf.sequence(), Claim::new("opening", key, []))?;
                    good.push(opening);
                }
                Err(error) => self.find("opening", &key, leaf.sequence(), Wrong::Unreadable(error.to_string())),
            }
        }
        Ok(good)
    }

    fn intent(&mut self, told: &Told<'_>, openings: &[Opening]) -> Result<(), StationError> {
        let (leaf, row) = (told.leaf, &told.row);
        let (sequence, bound) = (leaf.sequence(), &row.bound);
        let key = [("sequence", number(sequence))];
        let differs = |column, found: String, wanted: String| Wrong::Differs { column, found, wanted };
        let values = [
            ("digest", Cell::Octets(leaf.act_digest().bytes().to_vec())),
            ("nonce", text(String::from(bound.nonce))),
            // Entries say it where an act has parts.
            ("part", number(said(leaf, "part").as_u64().unwrap_or(0))),
        ];
        self.claim(sequence, Claim::new("intent", key.clone(), values))?;

        if let Some(Differing { field, found, wanted }) = differing(leaf, &bound.what)? {
            self.find("intent", &key, sequence, differs("bound", format!("{field} {found}"), wanted));
        } else if bound.what.name() != leaf.act() || bound.identity != leaf.identity() {
            let found = format!("{} of station {}", bound.what.name(), bound.identity.station);
            self.find("intent", &key, sequence, differs("bound", found, leaf.act().to_owned()));
        } else if bound.what.struck_out()? != bound.what {
            let wanted = "that it is sealed".to_owned();
            self.find("intent", &key, sequence, differs("bound", "what is sealed".into(), wanted));
        } else if let Some(whole) = restored(bound, openings)?
            && whole.digest()? != leaf.act_digest()
        {
            let (found, wanted) = (whole.digest()?.to_string(), leaf.act_digest().to_string());
            self.find("intent", &key, sequence, differs("bound", found, wanted));
        }

        let wanted = match leaf.kind() {
            Kind::Record => &Value::Null,
            _ => said(leaf, "reserved"),
        };
        let none = wanted.is_null() && row.reserved.as_object().is_none_or(|o| o.is_empty());
        if row.reserved != *wanted && !none {
            let (found, wanted) = (shown(&cell(&row.reserved)), shown(&cell(wanted)));
            self.find("intent", &key, sequence, differs("reserved", found, wanted));
        }
        self.ending(told, &key);
        Ok(())
    }

    /// The row says the outcome that the ledger holds. That an outcome is there is judged from its own entry.
    fn ending(&mut self, told: &Told<'_>, key: &[(&'static str, Cell)]) {
        let (leaf, row) = (told.leaf, &told.row);
        let itself = leaf.kind() == Kind::Record;
        let fits = match &told.outcome {
            None => row.state == IntentState::Open && !itself,
            Some(own) if own.sequence() == leaf.sequence() => row.state == IntentState::Done && itself,
            Some(outcome) => {
                outcome.kind() == Kind::Outcome
                    && said(outcome, "intent").as_u64() == Some(leaf.sequence())
                    && said(outcome, "state").as_str() == Some(row.state.word())
                    && outcome.act_digest() == leaf.act_digest()
            }
        };
        if !fits {
            let at = row.outcome.map_or_else(|| "no outcome".into(), |at| format!("outcome {at}"));
            let found = format!("{}, {at}", row.state.word());
            let wrong = Wrong::Differs { column: "state", found, wanted: "otherwise".into() };
            self.find("intent", key, leaf.sequence(), wrong);
        }
    }
}

/// The act as it was approved, its sealed parameters put back; none where an opening was erased.
fn restored(bound: &Bound, openings: &[Opening]) -> Result<Option<Bound>, StationError> {
    let mut written = serde_json::to_value(&bound.what)?;
    let parameters = written.get_mut("parameters").and_then(Value::as_object_mut);
    for (name, value) in parameters.into_iter().flatten().filter(|(name, _)| Act::SEALED.contains(&name.as_str())) {
        match openings.iter().find(|opening| opening.name() == name) {
            Some(opening) => *value = opening.value().clone(),
            None => return Ok(None),
        }
    }
    Ok(Some(Bound { what: serde_json::from_value(written)?, ..bound.clone() }))
}
