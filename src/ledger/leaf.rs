//! Entries: what one says, its canonical bytes, and its hash in the tree.
//!
//! An entry is an RFC 8785 object with the members `act`, `act_digest`, `bound`,
//! `epoch`, `kind`, `mode`, `public`, `sealed`, `sequence`, `source`, `station`,
//! `time` and `v` (always 1), no other and none missing. Its bytes are the leaf;
//! the leaf commits to its own place in the ledger.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LedgerError;
use super::fields::{Fields, LARGEST, Opening, check_name, check_numbers};
use super::tree::leaf_hash;
use crate::canonical;
use crate::clock::{Reading, Source, Time};
use crate::digest::Digest;
use crate::entropy::Entropy;
use crate::mode::{Identity, Mode};
use crate::safe::{self, Label};

/// Octets an entry may have: what one fits into a C2SP entry bundle (tlog-tiles).
pub const LIMIT: usize = 65_535;

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Written before an effect that cannot be undone.
    Intent,
    /// Written after it.
    Outcome,
    /// Written of something that has no such effect.
    Record,
}

impl Kind {
    /// The word in entries and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Intent => "intent",
            Kind::Outcome => "outcome",
            Kind::Record => "record",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    act: String,
    act_digest: Digest,
    bound: u32,
    epoch: u64,
    kind: Kind,
    mode: Mode,
    public: BTreeMap<String, Value>,
    sealed: BTreeMap<String, Digest>,
    sequence: u64,
    source: Source,
    station: Label,
    time: Time,
    v: u64,
}

/// An entry: read strictly, its bytes its own canonical form.
///
/// ```compile_fail,E0616
/// // An entry comes from `compose` or `parse`, and stays as it came.
/// fn change(leaf: &mut chancery::ledger::Leaf) {
///     leaf.bytes.clear();
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    bytes: Vec<u8>,
    hash: Digest,
    members: Members,
}

/// How a sealed field of an entry reads in one edition of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// The opening is there and is what was committed to.
    Opened(Value),
    /// The opening is withheld or erased.
    Withheld,
}

impl Leaf {
    /// Writes an entry. The openings of its sealed fields come back apart.
    #[expect(clippy::too_many_arguments, reason = "an entry says eight things and none has a default")]
    pub fn compose(
        identity: &Identity,
        sequence: u64,
        reading: Reading,
        kind: Kind,
        act: &str,
        act_digest: Digest,
        fields: Fields,
        entropy: &mut dyn Entropy,
    ) -> Result<(Leaf, Vec<Opening>), LedgerError> {
        let committed = fields.commit(entropy)?;
        let members = Members {
            act: act.to_owned(),
            act_digest,
            bound: reading.bound,
            epoch: identity.epoch,
            kind,
            mode: identity.mode,
            public: committed.public,
            sealed: committed.sealed,
            sequence,
            source: reading.source,
            station: identity.station.clone(),
            time: reading.time,
            v: 1,
        };
        members.check()?;
        let bytes = canonical::bytes(&members)?;
        // What is written must read back: depth of nesting and length are judged by the reader.
        Ok((Leaf::parse(&bytes)?, committed.openings))
    }

    /// Reads an entry, strictly: known members only, and bytes that are exactly
    /// what RFC 8785 makes of their value.
    pub fn parse(bytes: &[u8]) -> Result<Leaf, LedgerError> {
        if bytes.len() > LIMIT {
            return Err(LedgerError::LeafTooLarge { length: bytes.len(), limit: LIMIT });
        }
        let members: Members = serde_json::from_slice(bytes).map_err(|source| unreadable(bytes, source))?;
        let again = canonical::bytes(&members)?;
        if again != bytes {
            let differs = bytes.iter().zip(&again).position(|(a, b)| a != b);
            return Err(LedgerError::LeafNotCanonical { offset: differs.unwrap_or(bytes.len().min(again.len())) });
        }
        members.check()?;
        Ok(Leaf { hash: leaf_hash(bytes), bytes: bytes.to_vec(), members })
    }

    /// The RFC 8785 bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash in the tree.
    pub fn hash(&self) -> Digest {
        self.hash
    }

    /// Its place in the ledger, from zero.
    pub fn sequence(&self) -> u64 {
        self.members.sequence
    }

    /// Station, mode and epoch it was written in.
    pub fn identity(&self) -> Identity {
        Identity { station: self.members.station.clone(), mode: self.members.mode, epoch: self.members.epoch }
    }

    /// Station time when it was written, its source and bound.
    pub fn reading(&self) -> Reading {
        Reading { time: self.members.time, source: self.members.source, bound: self.members.bound }
    }

    /// Intent, outcome or record.
    pub fn kind(&self) -> Kind {
        self.members.kind
    }

    /// The act's name.
    pub fn act(&self) -> &str {
        &self.members.act
    }

    /// The digest of the act's canonical bytes.
    pub fn act_digest(&self) -> Digest {
        self.members.act_digest
    }

    /// The open fields.
    pub fn public(&self) -> &BTreeMap<String, Value> {
        &self.members.public
    }

    /// The commitments of the sealed fields.
    pub fn sealed(&self) -> &BTreeMap<String, Digest> {
        &self.members.sealed
    }

    /// Checks that an opening is what this entry commits to, and gives the value.
    pub fn opened<'o>(&self, opening: &'o Opening) -> Result<&'o Value, LedgerError> {
        let (sequence, name) = (self.sequence(), || safe::line(opening.name(), 80));
        let Some(commitment) = self.members.sealed.get(opening.name()) else {
            return Err(LedgerError::OpeningUnknown { sequence, name: name() });
        };
        check_numbers(opening.name(), opening.value())?;
        if opening.commitment()? != *commitment {
            return Err(LedgerError::OpeningBad { sequence, name: name() });
        }
        Ok(opening.value())
    }

    /// Every sealed field as it reads with these openings. A missing opening is
    /// withheld, which is no fault; a wrong one is refused.
    pub fn shown(&self, openings: &[Opening]) -> Result<BTreeMap<String, Shown>, LedgerError> {
        let mut shown: BTreeMap<String, Shown> =
            self.members.sealed.keys().map(|name| (name.clone(), Shown::Withheld)).collect();
        for opening in openings {
            let value = self.opened(opening)?.clone();
            shown.insert(opening.name().to_owned(), Shown::Opened(value));
        }
        Ok(shown)
    }
}

impl Members {
    /// What the types do not say.
    fn check(&self) -> Result<(), LedgerError> {
        if self.v != 1 {
            return Err(LedgerError::LeafVersion { found: self.v });
        }
        check_act(&self.act)?;
        for (what, value) in [("sequence", self.sequence), ("epoch", self.epoch)] {
            if value > LARGEST {
                return Err(LedgerError::CounterTooLarge { what, value });
            }
        }
        for (name, value) in &self.public {
            check_name(name)?;
            check_numbers(name, value)?;
        }
        for name in self.sealed.keys() {
            check_name(name)?;
            if self.public.contains_key(name) {
                return Err(LedgerError::FieldTwice { name: name.clone() });
            }
        }
        Ok(())
    }
}

fn check_act(act: &str) -> Result<(), LedgerError> {
    let fits = (1..=64).contains(&act.len())
        && act.starts_with(|c: char| c.is_ascii_lowercase())
        && act.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'));
    if fits { Ok(()) } else { Err(LedgerError::ActName { shown: safe::line(act, 80) }) }
}

/// The reader counts lines and columns; an entry wants an octet.
fn unreadable(bytes: &[u8], source: serde_json::Error) -> LedgerError {
    let before = bytes.split_inclusive(|b| *b == b'\n').take(source.line().saturating_sub(1));
    let offset = before.map(<[u8]>::len).sum::<usize>() + source.column().saturating_sub(1);
    LedgerError::LeafUnreadable { offset, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{EntropyError, Forbidden};
    use crate::fault::{Fail, Fault};
    use serde_json::json;

    struct Fixed;
    impl Entropy for Fixed {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            out.fill(7);
            Ok(())
        }
    }

    fn identity() -> Identity {
        Identity { station: "utopia-1".parse().unwrap(), mode: Mode::Specimen, epoch: 1 }
    }

    fn compose(sequence: u64, act: &str, fields: Fields) -> Result<(Leaf, Vec<Opening>), LedgerError> {
        let time = "2026-11-22T10:00:00Z".parse().unwrap();
        let reading = Reading { time, source: Source::Battery, bound: 5 };
        Leaf::compose(&identity(), sequence, reading, Kind::Record, act, Digest::of(b"act"), fields, &mut Fixed)
    }

    fn sample() -> (Leaf, Vec<Opening>) {
        compose(3, "certificate.issue", Fields::new().open("profile", "ds").sealed("officer", "Alice")).unwrap()
    }

    #[test]
    fn the_bytes_of_an_entry_never_change() {
        let wanted = "{\"act\":\"certificate.issue\",\"act_digest\":\"\
            f83f07be16e270186d35b876916c461995ebc3af5b1798f898c33285a1847dbc\",\"bound\":5,\"epoch\":1,\"kind\":\"record\",\
            \"mode\":\"specimen\",\"public\":{\"profile\":\"ds\"},\"sealed\":{\"officer\":\"\
            795ebe10db24f853aac19aee45adc7047c5baf2d0ff146ad817493b83d472edc\"},\"sequence\":3,\
            \"source\":\"battery\",\"station\":\"utopia-1\",\"time\":\"2026-11-22T10:00:00Z\",\"v\":1}";
        assert_eq!(std::str::from_utf8(sample().0.bytes()).unwrap(), wanted);
    }

    #[test]
    fn an_entry_reads_back_as_it_was_written() {
        let (leaf, _) = sample();
        assert_eq!(Leaf::parse(leaf.bytes()).unwrap(), leaf);
        assert_eq!((leaf.sequence(), leaf.kind(), leaf.act()), (3, Kind::Record, "certificate.issue"));
        assert_eq!((leaf.identity(), leaf.reading().bound), (identity(), 5));
        assert_eq!(leaf.public()["profile"], json!("ds"));
        assert_eq!(leaf.hash(), leaf_hash(leaf.bytes()));
    }

    #[test]
    fn bytes_that_are_not_their_own_canonical_form_are_refused() {
        let good = String::from_utf8(sample().0.bytes().to_vec()).unwrap();
        let spaced = good.replace(":5,", ": 5,");
        let zone = good.replace("00Z", "00+00:00");
        let escaped = good.replace("\"ds\"", "\"\\u0064s\"");
        let exponent = good.replace(":5,", ":5e0,");
        let capital = good.replace("f83f07be", "F83F07BE");
        let swapped = good.replace("\"bound\":5,\"epoch\":1", "\"epoch\":1,\"bound\":5");
        for bad in [spaced, zone, escaped, exponent, capital, swapped, format!("{good}\n"), format!(" {good}")] {
            assert_ne!(bad, good);
            let error = Leaf::parse(bad.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), Fault::Malformed, "{bad}: {error}");
        }
        let offset = match Leaf::parse(good.replace(":5,", ": 5,").as_bytes()) {
            Err(LedgerError::LeafNotCanonical { offset }) => offset,
            other => panic!("{other:?}"),
        };
        assert_eq!(offset, good.find(":5,").unwrap() + 1);
    }

    #[test]
    fn members_unknown_missing_doubled_or_of_another_kind_are_refused() {
        let good = String::from_utf8(sample().0.bytes().to_vec()).unwrap();
        let changes = [
            ("\"v\":1", "\"v\":1,\"w\":2"),
            ("\"v\":1", "\"v\":2"),
            ("\"v\":1", "\"v\":\"1\""),
            (",\"v\":1", ""),
            ("\"bound\":5,", "\"bound\":5,\"bound\":5,"),
            ("\"profile\":\"ds\"", "\"profile\":\"ds\",\"profile\":\"ds\""),
            ("\"profile\":\"ds\"", "\"Profile\":\"ds\""),
            ("\"profile\":\"ds\"", "\"officer\":\"ds\""),
            ("\"profile\":\"ds\"", "\"profile\":0.5"),
            ("\"profile\":\"ds\"", "\"profile\":9007199254740992"),
            ("\"profile\":\"ds\"", "\"profile\":12345678901234567890"),
            ("\"sequence\":3", "\"sequence\":-3"),
            ("\"sequence\":3", "\"sequence\":9007199254740992"),
            ("\"record\"", "\"recorded\""),
            ("\"specimen\"", "\"test\""),
            ("\"utopia-1\"", "\"Utopia 1\""),
            ("certificate.issue", "certificate issue"),
            ("2026-11-22", "2026-13-22"),
        ];
        for (from, to) in changes {
            let bad = good.replace(from, to);
            assert_ne!(bad, good, "{from}");
            assert_eq!(Leaf::parse(bad.as_bytes()).unwrap_err().kind(), Fault::Malformed, "{bad}");
        }
        for junk in ["", "{", "[]", "null", "{}", "\u{feff}{}"] {
            assert!(matches!(Leaf::parse(junk.as_bytes()), Err(LedgerError::LeafUnreadable { .. })), "{junk}");
        }
    }

    #[test]
    fn every_truncated_entry_is_refused_with_an_offset_inside_it() {
        let (leaf, _) = sample();
        for length in 0..leaf.bytes().len() {
            match Leaf::parse(&leaf.bytes()[..length]) {
                Err(LedgerError::LeafUnreadable { offset, .. }) => assert!(offset <= length),
                other => panic!("{length}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_entry_too_large_for_a_tile_or_nested_too_deep_is_not_written() {
        let error = compose(0, "a.b", Fields::new().open("text", "x".repeat(LIMIT))).unwrap_err();
        assert_eq!((error.kind(), error.clause()), (Fault::Refused, Some("LEDGER-1")));
        let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
        assert!(compose(0, "a.b", Fields::new().open("deep", deep)).is_err());
    }

    #[test]
    fn acts_and_counters_outside_their_form_are_not_written() {
        for act in ["", "Key.generate", "key generate", "1.a", "a\"b"] {
            assert!(matches!(compose(0, act, Fields::new()), Err(LedgerError::ActName { .. })), "{act}");
        }
        let error = compose(1 << 53, "a.b", Fields::new()).unwrap_err();
        assert!(matches!(error, LedgerError::CounterTooLarge { what: "sequence", .. }));
    }

    #[test]
    fn an_opening_is_taken_only_by_the_entry_and_field_that_seal_it() {
        let (leaf, openings) = sample();
        assert_eq!(leaf.opened(&openings[0]).unwrap(), &json!("Alice"));
        let text = serde_json::to_string(&openings[0]).unwrap();
        let read = |text: String| serde_json::from_str::<Opening>(&text);
        for changed in [text.replace("Alice", "Bob"), text.replace("0707", "0708")] {
            let error = leaf.opened(&read(changed).unwrap()).unwrap_err();
            assert!(matches!(error, LedgerError::OpeningBad { sequence: 3, .. }), "{error}");
            assert_eq!(error.kind(), Fault::Unsound);
        }
        let other = read(text.replace("officer", "profile")).unwrap();
        assert!(matches!(leaf.opened(&other), Err(LedgerError::OpeningUnknown { .. })));
        assert!(read(text.replace('}', ",\"more\":1}")).is_err());
    }

    #[test]
    fn a_withheld_field_reads_as_withheld_and_the_entry_is_the_same() {
        let (leaf, openings) = sample();
        assert_eq!(leaf.shown(&openings).unwrap()["officer"], Shown::Opened(json!("Alice")));
        assert_eq!(leaf.shown(&[]).unwrap()["officer"], Shown::Withheld);
        let other = compose(3, "a.b", Fields::new().sealed("officer", "Bob")).unwrap().1;
        assert!(leaf.shown(&other).is_err(), "a wrong opening is not shown as withheld");
    }

    #[test]
    fn sealing_needs_entropy() {
        let reading = sample().0.reading();
        let sealed = Fields::new().sealed("officer", "Alice");
        let digest = Digest::of(b"act");
        let made = Leaf::compose(&identity(), 0, reading, Kind::Intent, "a.b", digest, sealed, &mut Forbidden);
        assert!(matches!(made, Err(LedgerError::Entropy(EntropyError::Forbidden))));
    }
}
