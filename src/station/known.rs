//! What is known of one foreign certificate: where it was seen, what was found, what people decided and on what ground.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::journal::lost;
use super::{Station, StationError};
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::store::{DecisionRow, KnownRow};
use crate::trust::import::Import;
use crate::trust::{self, Standing, Verdict};

/// A place where a certificate was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The list.
    pub list: Digest,
    /// What the list is: a master list, or an import of another form.
    pub form: String,
    /// The place on it, from 0.
    pub place: u64,
    /// What the place is called, where the list is an import.
    pub name: Option<String>,
    /// Where the list came from, in words, unless that was erased.
    pub source: Option<String>,
    /// Who signed it, as text.
    pub signer: Option<String>,
    /// When it says it was signed: its edition.
    pub signed_at: Option<Time>,
    /// What its signature was worth when it was taken in.
    pub verdict: String,
    /// The entry that took it in.
    pub entry: u64,
    /// When.
    pub taken: Time,
}

/// What people decided, and on what ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// About which certificate.
    pub certificate: Digest,
    /// What.
    pub verdict: Verdict,
    /// From when on.
    pub at: Time,
    /// The source of the fingerprint, or the reason; none where it was erased, or a rule stands for it.
    pub ground: Option<String>,
    /// The rule of trust by which it was accepted.
    pub rule: Option<String>,
    /// The entry.
    pub entry: u64,
}

/// Everything that is known of a certificate.
#[derive(Clone, Debug)]
pub struct KnownCertificate {
    /// What was concluded about it.
    pub row: KnownRow,
    /// Its original bytes.
    pub der: Vec<u8>,
    /// Where it was seen, in the order in which it was.
    pub seen: Vec<Seen>,
    /// What was decided about it by then, oldest first.
    pub decided: Vec<Decided>,
    /// How it stands.
    pub standing: Standing,
}

impl Station<'_> {
    /// Everything that is known of a foreign certificate; decisions as by this time.
    pub fn known_certificate(&self, certificate: Digest, at: Time) -> Result<KnownCertificate, StationError> {
        self.if_known(certificate, at)?.ok_or(StationError::ForeignUnknown { certificate })
    }

    /// The same, where it is known at all.
    pub(super) fn if_known(&self, certificate: Digest, at: Time) -> Result<Option<KnownCertificate>, StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.known(certificate)? else { return Ok(None) };
        let der = rows.object(certificate)?;
        let der = der.ok_or(StationError::MaterialMissing { what: "foreign certificate", digest: certificate })?;
        let mut seen = Vec::new();
        let mut imports: BTreeMap<Digest, Option<Import>> = BTreeMap::new();
        for (list, place) in rows.places(certificate)? {
            let list = rows.list(list)?.ok_or_else(|| lost("list", format!("list {list} is lost")))?;
            if let Entry::Vacant(vacant) = imports.entry(list.digest) {
                vacant.insert(self.import(list.digest)?);
            }
            let import = imports.get(&list.digest).and_then(Option::as_ref);
            let name = import.and_then(|import| import.places().get(usize::try_from(place).ok()?));
            seen.push(Seen {
                list: list.digest,
                form: list.form,
                place,
                name: name.map(|one| one.name.clone()),
                source: list.source,
                signer: list.signer,
                signed_at: list.signed_at,
                verdict: list.verdict,
                entry: list.sequence,
                taken: self.time_of(list.sequence)?,
            });
        }
        seen.sort_by_key(|one| (one.entry, one.place));
        let decided: Vec<Decided> =
            self.trust_history(at)?.into_iter().filter(|d| d.certificate == certificate).collect();
        let standing = trust::standings(&self.decisions()?, at).get(&certificate).copied();
        Ok(Some(KnownCertificate { row, der, seen, decided, standing: standing.unwrap_or(Standing::Undecided) }))
    }

    /// The rule of trust by which an entry's decision went, where it went by one.
    fn rule_of(&self, entry: u64) -> Result<Option<String>, StationError> {
        let missing = || lost("entry", format!("entry {entry} is not there"));
        let leaf = Leaf::parse(&self.store.rows().entry(entry)?.ok_or_else(missing)?)?;
        Ok(leaf.public().get("rule").and_then(|rule| rule.as_str()).map(str::to_owned))
    }

    /// Everything that people decided by then, oldest first, each with its ground.
    pub fn trust_history(&self, at: Time) -> Result<Vec<Decided>, StationError> {
        let rows = self.store.rows();
        let mut decided = Vec::new();
        for DecisionRow { certificate, word, at: when, sequence: entry } in rows.decisions()? {
            let Some(verdict) = Verdict::from_word(&word).filter(|_| when <= at) else { continue };
            let field = match verdict {
                Verdict::Accept => "source",
                Verdict::Distrust => "reason",
            };
            let (ground, rule) = (rows.opened_text(entry, field)?, self.rule_of(entry)?);
            decided.push(Decided { certificate, verdict, at: when, ground, rule, entry });
        }
        Ok(decided)
    }
}
