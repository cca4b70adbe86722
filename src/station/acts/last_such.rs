//! The last act that a proposed one can be held against, and what differs: in its own words, and in what the station saw.

use crate::act::{Act, Word};
use crate::approval::{Differs, LastSuch, Proposal};
use crate::icao::masterlist::STATELESS;
use crate::station::{Station, StationError};
use crate::store::{IntentRow, IntentState};

/// The name under which a proposal says what it was held against.
pub(super) const COMPARED: &str = "compared with";

/// What the station says beside what will come of an act: differences already, and not held against anything.
const DIFFERENCES: &[&str] = &[
    COMPARED,
    "new",
    "gone",
    "goes onto it",
    "added",
    "number added",
    "number taken away",
    "taken away",
    "officers left",
    "holds",
    "since the last bundle",
    "removed",
    "changed",
    "to be issued",
    "begun before",
];

/// Counts of many things in one line, of which only those are told that are not the same.
const COUNTED: &[&str] = &["states", "by kind", "errors", "warnings", "legacy", "infos"];

/// A field by its name, as it stands in a proposal.
type Seen = (String, String);

impl Station<'_> {
    /// The last act of the same name about the same thing, in words, and what differs from it where there is one.
    pub(super) fn last_such(&self, what: &Act, seen: &[Seen]) -> Result<(String, Option<LastSuch>), StationError> {
        let state = seen.iter().find(|(name, _)| name == "signer's state").map(|(_, value)| value.clone());
        let about = self.about(what, state)?;
        let such = format!("{}{}", what.name(), about.as_deref().map(|about| format!(" {about}")).unwrap_or_default());
        let mut found = None;
        for intent in self.store.rows().intents(IntentState::Done)?.into_iter().rev() {
            let of_the_name = intent.bound.what.name() == what.name();
            if of_the_name && self.about(&intent.bound.what, None)? == about {
                found = Some(intent);
                break;
            }
        }
        let Some(last) = found else { return Ok((format!("nothing: there was no {such} before"), None)) };
        let mut differs = self.words_differ(what, &last)?;
        differs.extend(self.seen_differs(seen, &last)?);
        let compared = format!("the last {such}, ledger entry {}", last.sequence);
        Ok((compared, Some(LastSuch { entry: last.sequence, differs })))
    }

    /// What acts of one name are about, where only those about the same thing say something of each other. The state
    /// that signs a list is given where it was not taken in yet.
    fn about(&self, what: &Act, signs: Option<String>) -> Result<Option<String>, StationError> {
        let rows = self.store.rows();
        let of_state = |certificate| -> Result<String, StationError> {
            let known = rows.known(certificate)?;
            Ok(format!("of a certificate of {}", known.map_or_else(|| STATELESS.into(), |known| known.state)))
        };
        Ok(Some(match what {
            Act::CertificateIssue(act) => match &act.issuer {
                Some(issuer) => format!("by profile {}, signed by {issuer}", act.profile),
                None => format!("by profile {}, signed by itself", act.profile),
            },
            Act::CertificateBatch(act) => format!("by profile {}, signed by {}", act.profile, act.issuer),
            Act::CertificateRevoke(act) => format!("of a certificate issued by {}", act.issuer),
            Act::CrlIssue(act) => format!("by {}", act.issuer),
            Act::CscaCompromise(act) => format!("of key {}", act.key),
            Act::CscaRollover(act) => format!("by profile {}", act.root_profile),
            Act::KeyGenerate(act) => format!("in vault {}", act.vault),
            Act::VaultTest(act) => format!("of vault {}", act.vault),
            Act::VaultProtect(act) => format!("of vault {}", act.vault),
            Act::OfficerEnroll(act) => format!("of {}", act.person.officer),
            Act::OfficerReplaceKey(act) => format!("of {}", act.person.officer),
            Act::OfficerRetire(act) => format!("of {}", act.officer),
            Act::ProfileAdopt(act) => format!("of {}", act.name),
            Act::TrustAccept(act) => of_state(act.certificate)?,
            Act::TrustDistrust(act) => of_state(act.certificate)?,
            Act::DeviationIngest(act) => {
                let taken = rows.deviation_list(act.list)?.and_then(|list| list.state);
                let signs = signs.or(taken);
                signs.map_or_else(
                    || "of a list signed for no state".into(),
                    |state| format!("of a list signed for {state}"),
                )
            }
            Act::MasterlistIngest(act) => {
                let taken = rows.list(act.list)?.map(|list| self.state_of_list(&list)).transpose()?.flatten();
                let signs = signs.or(taken);
                signs.map_or_else(|| "of a list nobody signed".into(), |state| format!("of a list signed for {state}"))
            }
            _ => return Ok(None),
        }))
    }

    /// What differs in the act's own words. What was sealed is compared where its opening is still there.
    fn words_differ(&self, what: &Act, last: &IntentRow) -> Result<Vec<Differs>, StationError> {
        let mut written = serde_json::to_value(&last.bound.what)?;
        let mut erased = false;
        for name in Act::SEALED {
            let place = written.get_mut("parameters").and_then(|parameters| parameters.get_mut(name));
            let Some(place) = place.filter(|value| value.as_str() == Some("(sealed)")) else { continue };
            match self.store.rows().opened(last.sequence, name)? {
                Some(value) => *place = value,
                None => erased = true,
            }
        }
        let before = serde_json::from_value::<Act>(written)?.words();
        let now = if erased { what.struck_out()?.words() } else { what.words() };
        let owned = |words: Vec<Word>| words.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let (before, now): (Vec<Seen>, Vec<Seen>) = (owned(before), owned(now));
        let mut differs = differing(&before, &now);
        if erased {
            let (before, now) = ("erased, and cannot be compared".to_owned(), "as it stands above".to_owned());
            differs.push(Differs { field: "what was sealed".into(), before, now });
        }
        Ok(differs)
    }

    /// What differs in what the station saw, where that was written down: an act that nobody had to agree to has no
    /// proposal, and then it is said that only the act itself was compared.
    fn seen_differs(&self, seen: &[Seen], last: &IntentRow) -> Result<Vec<Differs>, StationError> {
        let rows = self.store.rows();
        let before = match rows.proposal(last.digest)? {
            Some(row) => {
                let missing = || StationError::MaterialMissing { what: "proposal", digest: row.text };
                Proposal::kept(&rows.object(row.text)?.ok_or_else(missing)?)?.seen
            }
            None if seen.is_empty() => return Ok(Vec::new()),
            None => {
                let (before, now) = ("not written down: it was not proposed", "as it stands above");
                let field = "what was seen".to_owned();
                return Ok(vec![Differs { field, before: before.into(), now: now.into() }]);
            }
        };
        Ok(differing(&comparable(&before), &comparable(seen)))
    }
}

fn comparable(seen: &[Seen]) -> Vec<Seen> {
    seen.iter().filter(|(name, _)| !DIFFERENCES.contains(&name.as_str())).cloned().collect()
}

/// Name by name, the values that are not the same in both; where only their order is not, all of them.
fn differing(before: &[Seen], now: &[Seen]) -> Vec<Differs> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in before.iter().chain(now) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let of = |all: &[Seen], name: &str| -> Vec<String> {
        all.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone()).collect()
    };
    let mut differs = Vec::new();
    for name in names {
        let (was, is) = (of(before, name), of(now, name));
        if was == is {
            continue;
        }
        let (gone, came) = (without(&was, &is), without(&is, &was));
        let (gone, came) = match (gone.as_slice(), came.as_slice()) {
            ([], []) => (was, is),
            ([before], [now]) if COUNTED.contains(&name) => counts(before, now),
            _ => (gone, came),
        };
        differs.push(Differs { field: name.to_owned(), before: gone.join("; "), now: came.join("; ") });
    }
    differs
}

/// The parts of two lines of counts that are not in both.
fn counts(before: &str, now: &str) -> (Vec<String>, Vec<String>) {
    let parts = |line: &str| -> Vec<String> { line.split(", ").map(str::to_owned).collect() };
    let (before, now) = (parts(before), parts(now));
    (vec![without(&before, &now).join(", ")], vec![without(&now, &before).join(", ")])
}

/// The values that are left of some when each of the others is taken away once.
fn without(some: &[String], others: &[String]) -> Vec<String> {
    let mut others = others.to_vec();
    let mut left = Vec::new();
    for one in some {
        match others.iter().position(|other| other == one) {
            Some(place) => drop(others.swap_remove(place)),
            None => left.push(one.clone()),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&str, &str)]) -> Vec<Seen> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_what_is_not_in_both_is_told_and_an_order_that_changed_whole() {
        let before = fields(&[("key", "a"), ("extension", "x"), ("extension", "y"), ("extension", "y"), ("gone", "g")]);
        assert_eq!(differing(&before, &before), []);
        let now = fields(&[("key", "a"), ("extension", "y"), ("extension", "z"), ("came", "c")]);
        let told = |field: &str, before: &str, now: &str| {
            let [field, before, now] = [field, before, now].map(str::to_owned);
            Differs { field, before, now }
        };
        let wanted = [told("extension", "x; y", "z"), told("gone", "g", ""), told("came", "", "c")];
        assert_eq!(differing(&before, &now), wanted);
        let turned = differing(&fields(&[("key", "a"), ("key", "b")]), &fields(&[("key", "b"), ("key", "a")]));
        assert_eq!(turned, [told("key", "a; b", "b; a")]);
        let counted = differing(&fields(&[("states", "2: A 1, B 2")]), &fields(&[("states", "2: A 1, B 3, C 1")]));
        assert_eq!(counted, [told("states", "B 2", "B 3, C 1")]);
        assert_eq!(comparable(&before).len(), 4, "a difference is not compared again");
    }
}
