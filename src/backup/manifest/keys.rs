//! The manifest of a key set.

use std::collections::BTreeSet;
use std::fmt;

use openssl::pkey::PKey;
use serde::{Deserialize, Serialize};

use super::parts::{Base64, EXACT, LedgerRecord, StationRecord};
use super::{LARGEST_KEYS, expect, expect_schema, is_shown, note_text, strictly};
use crate::backup::error::BackupError;
use crate::clock::Time;
use crate::digest::{Digest, Hasher};
use crate::keys::{KeyId, KeySpec, SetId};
use crate::safe::Label;
use crate::secret::Secret;

/// What the document is called in messages.
const WHAT: &str = "the manifest of a key set";
/// Its schema.
const SCHEMA: &str = "chancery/backup-keys@1";
/// The most shares of a set: SLIP-39's groups have at most 16 members.
const SHARES: usize = 16;
/// The most keys of a set.
const KEYS: usize = 1024;
/// The longest blob: an RSA key of 8192 bits has under 5 KiB.
const BLOB: u64 = 16 << 10;
/// The most sets that one replaces.
const REPLACED: usize = 64;

/// How a share came to its keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Printed on a card.
    Card,
    /// Shown word by word, and written by hand.
    Shown,
    /// Sealed with age.
    Age,
    /// Sealed with OpenPGP.
    Openpgp,
}

impl Way {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Way::Card => "card",
            Way::Shown => "shown",
            Way::Age => "age",
            Way::Openpgp => "openpgp",
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Who keeps a share, and what it is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareRecord {
    /// Its number, from 1: the member index that its words say.
    pub number: u8,
    /// Who keeps it.
    pub keeper: Label,
    /// How it came to them.
    pub way: Way,
    /// What it was sealed to: a recipient of age, or the fingerprint of a certificate. Nothing for cards.
    pub to: Option<String>,
    /// [`check_of`] its words.
    pub check: Digest,
}

/// The shares of the backup key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharesRecord {
    /// SLIP-39's identifier, 15 bits.
    pub identifier: u16,
    /// How many are wanted.
    pub threshold: u8,
    /// How many there are.
    pub of: u8,
    /// Each of them, in the order of their numbers.
    pub each: Vec<ShareRecord>,
}

/// The token a key was wrapped in, as it called itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenRecord {
    /// Its label.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// Who made it.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
}

/// One wrapped key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    /// The key's label.
    pub label: Label,
    /// Its identifier in a vault (`CKA_ID`).
    pub id: KeyId,
    /// What kind of key it is.
    pub spec: KeySpec,
    /// Its public half: a SubjectPublicKeyInfo in DER.
    pub public_key: Base64,
    /// The file with the blob: the label and `.kwp`.
    pub file: String,
    /// How long the blob is, in octets.
    pub octets: u64,
    /// The blob's digest.
    pub sha256: Digest,
    /// The vault it was in.
    pub vault: Label,
    /// The token behind the vault.
    pub token: TokenRecord,
    /// What its token does not guard of a backup key, in words; nothing where it keeps all that is asked.
    pub guards: Vec<String>,
    /// Its certificates in DER, the newest last.
    pub certificates: Vec<Base64>,
}

/// The manifest of a key set: which keys were wrapped under which backup key, and who keeps its shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysManifest {
    /// The form of this document.
    pub schema: String,
    /// The set.
    pub set: SetId,
    /// Whose keys.
    pub station: StationRecord,
    /// When they were wrapped.
    pub made: Time,
    /// The digest of the act by which it was done.
    pub act: Digest,
    /// The shares of the backup key.
    pub shares: SharesRecord,
    /// A second splitting of the same key, whose shares are in escrow, for drills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escrow: Option<SharesRecord>,
    /// The keys, in the order of their labels.
    pub keys: Vec<WrappedKey>,
    /// Where the ledger stood.
    pub ledger: LedgerRecord,
    /// The sets that this one replaces.
    pub replaces: Vec<SetId>,
}

impl KeysManifest {
    /// The schema of this version.
    pub const SCHEMA: &str = SCHEMA;

    /// Reads the octets of a manifest; every rule of the form is judged.
    pub fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let manifest: KeysManifest = strictly(bytes, WHAT, LARGEST_KEYS)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The octets, RFC 8785 without a newline. What could not be read is not written.
    pub fn bytes(&self) -> Result<Vec<u8>, BackupError> {
        let bytes = crate::canonical::bytes(self)?;
        KeysManifest::read(&bytes)?;
        Ok(bytes)
    }

    /// The folder it lies in: `keys-` and the set.
    pub fn folder(&self) -> String {
        folder_of(self.set)
    }

    /// The text of its note, for these octets of it.
    pub fn note_text(&self, bytes: &[u8]) -> String {
        note_text("keys", &self.set.to_string(), bytes)
    }

    fn check(&self) -> Result<(), BackupError> {
        expect_schema(&self.schema, SCHEMA)?;
        expect(self.station.epoch <= EXACT, "station.epoch", "at most 2^53 - 1")?;
        self.ledger.check(&self.station)?;
        self.shares.check()?;
        if let Some(escrow) = &self.escrow {
            escrow.check()?;
            let apart = escrow.identifier != self.shares.identifier;
            expect(apart, "escrow.identifier", "another number than that of the shares")?;
        }
        expect((1..=KEYS).contains(&self.keys.len()), "keys", "1 to 1024 keys")?;
        let ordered = self.keys.is_sorted_by(|one, next| one.label < next.label);
        expect(ordered, "keys.label", "labels in their order, none of them twice")?;
        let ids: BTreeSet<(&Label, KeyId)> = self.keys.iter().map(|key| (&key.vault, key.id)).collect();
        expect(ids.len() == self.keys.len(), "keys.id", "no identifier twice in one vault")?;
        self.keys.iter().try_for_each(WrappedKey::check)?;
        expect(self.replaces.len() <= REPLACED, "replaces", "at most 64 sets")?;
        let ordered = self.replaces.is_sorted_by(|one, next| one < next) && !self.replaces.contains(&self.set);
        expect(ordered, "replaces", "other sets, in their order, none of them twice")
    }
}

/// The folder that a key set lies in.
pub fn folder_of(set: SetId) -> String {
    format!("keys-{set}")
}

impl SharesRecord {
    fn check(&self) -> Result<(), BackupError> {
        expect(self.identifier < 1 << 15, "shares.identifier", "a number of 15 bits")?;
        let count = usize::from(self.of);
        expect((1..=SHARES).contains(&count), "shares.of", "1 to 16 shares")?;
        expect((1..=self.of).contains(&self.threshold), "shares.threshold", "at least 1 and no more than there are")?;
        // SLIP-39 gives each member of a group of which one is enough the same value: it has one member then.
        expect(self.threshold > 1 || self.of == 1, "shares.threshold", "2 or more where there are several shares")?;
        let numbered = self.each.iter().map(|share| share.number).eq(1..=self.of);
        expect(numbered, "shares.each", "each share once, in the order of their numbers")?;
        let checks: BTreeSet<Digest> = self.each.iter().map(|share| share.check).collect();
        expect(checks.len() == count, "shares.each.check", "no two shares with one check")?;
        self.each.iter().try_for_each(|share| {
            let fits = match (share.way, share.to.as_deref()) {
                (Way::Card | Way::Shown, to) => to.is_none(),
                (Way::Age, to) => to.is_some_and(|to| to.starts_with("age1") && is_shown(to, 4096)),
                (Way::Openpgp, to) => to.is_some_and(is_fingerprint),
            };
            expect(fits, "shares.each.to", "what it was sealed to, and nothing for a card")
        })
    }
}

/// The hex digits of an OpenPGP fingerprint, of version 4 or 6.
fn is_fingerprint(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    digits && (text.len() == 40 || text.len() == 64)
}

impl WrappedKey {
    /// The file that a key's blob lies in.
    pub fn file_of(label: &Label) -> String {
        format!("{label}.kwp")
    }

    fn check(&self) -> Result<(), BackupError> {
        expect(self.file == WrappedKey::file_of(&self.label), "keys.file", "the label and '.kwp'")?;
        // RFC 5649: 8 octets of head, and the key padded to whole 8.
        let whole = (24..=BLOB).contains(&self.octets) && self.octets.is_multiple_of(8);
        expect(whole, "keys.octets", "24 to 16384, in steps of 8")?;
        let key = PKey::public_key_from_der(&self.public_key.0);
        let key = key.ok().filter(|_| self.public_key.0.len() <= 4096);
        expect(key.is_some(), "keys.public_key", "a SubjectPublicKeyInfo in DER")?;
        let TokenRecord { label, serial, manufacturer, model } = &self.token;
        let told = [label, serial, manufacturer, model];
        let plain = told.iter().all(|text| text.is_empty() || is_shown(text, 256));
        expect(plain, "keys.token", "texts of at most 256 octets that show what they hold")?;
        let plain = self.guards.len() <= 32 && self.guards.iter().all(|guard| is_shown(guard, 256));
        expect(plain, "keys.guards", "at most 32 texts of at most 256 octets that show what they hold")?;
        let sized = |der: &Base64| (2..=1 << 16).contains(&der.0.len()) && der.0.first() == Some(&0x30);
        let fits = self.certificates.len() <= 32 && self.certificates.iter().all(sized);
        expect(fits, "keys.certificates", "at most 32 certificates in DER of at most 64 KiB")
    }
}

/// What a share is known by: SHA-256 of `chancery share`, the set, the share's number and its words with one blank
/// between two, each ended by a newline. 256 bits nobody can guess stand behind it, so that it says nothing of the
/// share.
pub fn check_of(set: SetId, number: u8, words: &Secret) -> Digest {
    let head = format!("chancery share\n{set}\n{number}\n");
    Hasher::new().then(head.as_bytes()).then(words.expose()).then(b"\n").finish()
}
