//! A key that can sign: one that lay sealed on a stick, or one in a token that took its PIN.

use std::fmt;

use openssl::pkey::{Id, PKey, Private};
use zeroize::Zeroizing;

use super::{HolderError, RootKey, WitnessKey};
use crate::clock::Time;
use crate::entropy::Entropy;
use crate::ledger::NoteKey;
use crate::safe::Label;
use crate::secret::Secret;
use crate::signer::{Algorithm, PublicKey, Signer, SignerError};
use crate::vault::KeySigner;

/// Octets of a seed.
const SEED: usize = 32;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldKind {
    /// It cosigns heads of the ledger.
    Witness,
    /// It signs the root of bundles.
    Root,
}

impl HeldKind {
    /// The word in files and messages.
    pub const fn word(self) -> &'static str {
        match self {
            HeldKind::Witness => "witness",
            HeldKind::Root => "root",
        }
    }

    /// The clause by which a key of the other kind is refused.
    pub(super) const fn clause(self) -> &'static str {
        match self {
            HeldKind::Witness => "WITNESS-10",
            HeldKind::Root => "ROOT-1",
        }
    }
}

impl HeldKind {
    /// Both kinds.
    pub(super) const ALL: [HeldKind; 2] = [HeldKind::Witness, HeldKind::Root];

    /// Refuses the other kind (WITNESS-10, ROOT-1).
    pub(super) fn expect(self, wanted: HeldKind) -> Result<(), HolderError> {
        if self == wanted { Ok(()) } else { Err(HolderError::KindOther { found: self, wanted }) }
    }
}

impl fmt::Display for HeldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A key that a person holds. It signs nothing as it is: see [`HeldKey::witness`] and [`HeldKey::root`].
///
/// ```compile_fail,E0277
/// fn sign(key: chancery::holder::HeldKey) {
///     let signer: &dyn chancery::signer::Signer = &key; // a held key is no signer
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn show(key: chancery::holder::HeldKey) {
///     let shown = format!("{key:?}"); // and has no Debug
/// }
/// ```
pub struct HeldKey {
    kind: HeldKind,
    pub(super) name: Label,
    made: Time,
    signer: Box<dyn Signer>,
}

impl HeldKey {
    /// A new key of this kind, its seed drawn from this entropy; and the text that is to be sealed.
    pub fn make(
        kind: HeldKind,
        name: Label,
        made: Time,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Secret), HolderError> {
        let mut octets = Zeroizing::new([0; SEED]);
        entropy.fill(&mut octets[..])?;
        let text = text(kind, &name, made, &octets);
        Ok((HeldKey { kind, name, made, signer: Box::new(Seed::new(&octets)?) }, text))
    }

    /// A key in a token that was found to be what its reference says.
    pub(super) fn in_token(kind: HeldKind, name: Label, made: Time, signer: KeySigner) -> Self {
        HeldKey { kind, name, made, signer: Box::new(signer) }
    }

    /// What it is for.
    pub fn kind(&self) -> HeldKind {
        self.kind
    }

    /// Whose it is.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// When it was made.
    pub fn made(&self) -> Time {
        self.made
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        self.signer.public_key()
    }

    /// The verifier key, of a witness's key; another kind is refused (WITNESS-10).
    pub fn verifier(&self) -> Result<NoteKey, HolderError> {
        self.kind.expect(HeldKind::Witness)?;
        super::witness::verifier(&self.name, self.public_key())
    }

    pub(super) fn signer(&self) -> &dyn Signer {
        self.signer.as_ref()
    }

    /// Reads the text as it was sealed.
    pub fn read(sealed: &Secret) -> Result<Self, HolderError> {
        let wrong = |line, wanted| HolderError::NotAKey { line, wanted };
        let written = sealed.expose_text().ok_or_else(|| wrong(1, "text"))?;
        let kind = HeldKind::ALL.into_iter().find(|kind| written.starts_with(&first_line(*kind)));
        let kind = kind.ok_or_else(|| wrong(1, "'chancery witness key 1' or 'chancery root key 1'"))?;
        let mut lines = written.strip_suffix('\n').unwrap_or_default().split('\n').skip(1);
        let mut value = |name: &str| lines.next()?.strip_prefix(name);
        let name = value("name ").and_then(|name| name.parse().ok()).ok_or_else(|| wrong(2, "'name' and a name"))?;
        let made = value("made ").and_then(|time| time.parse().ok()).ok_or_else(|| wrong(3, "'made' and a time"))?;
        let digits = value("seed ").ok_or_else(|| wrong(4, "'seed' and 64 hex digits"))?;
        let mut octets = Zeroizing::new([0; SEED]);
        hex::decode_to_slice(digits, &mut octets[..]).map_err(|_| wrong(4, "'seed' and 64 hex digits"))?;
        if lines.next().is_some() {
            return Err(wrong(5, "nothing"));
        }
        if text(kind, &name, made, &octets).expose() != sealed.expose() {
            return Err(wrong(1, "the text as it was written"));
        }
        Ok(HeldKey { kind, name, made, signer: Box::new(Seed::new(&octets)?) })
    }

    /// The key as a witness's; another kind is refused (WITNESS-10).
    pub fn witness(self) -> Result<WitnessKey, HolderError> {
        Ok(WitnessKey(self.expect(HeldKind::Witness)?))
    }

    /// The key as one behind the root of bundles; another kind is refused (ROOT-1).
    pub fn root(self) -> Result<RootKey, HolderError> {
        Ok(RootKey(self.expect(HeldKind::Root)?))
    }

    /// The key where it is of this kind; another kind is refused (WITNESS-10, ROOT-1).
    pub fn expect(self, wanted: HeldKind) -> Result<Self, HolderError> {
        self.kind.expect(wanted)?;
        Ok(self)
    }
}

/// The text that is sealed.
fn text(kind: HeldKind, name: &Label, made: Time, seed: &[u8; SEED]) -> Secret {
    let before = format!("{}name {name}\nmade {made}\nseed ", first_line(kind));
    // The buffer never grows, so that no copy is left behind.
    let mut text = Vec::with_capacity(before.len() + 2 * SEED + 1);
    text.extend_from_slice(before.as_bytes());
    let mut digits = Zeroizing::new([0u8; 2 * SEED]);
    for (pair, octet) in digits.chunks_exact_mut(2).zip(seed.iter()) {
        pair.copy_from_slice(&[digit(octet >> 4), digit(octet & 15)]);
    }
    text.extend_from_slice(&digits[..]);
    text.push(b'\n');
    Secret::new(text)
}

fn first_line(kind: HeldKind) -> String {
    format!("chancery {kind} key 1\n")
}

fn digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'a' + value - 10 }
}

/// An Ed25519 seed. Beside the signer of a token it is the only thing in this room that signs.
struct Seed {
    private: PKey<Private>,
    public: PublicKey,
}

impl Seed {
    fn new(octets: &[u8; SEED]) -> Result<Self, HolderError> {
        let private = PKey::private_key_from_raw_bytes(octets, Id::ED25519).map_err(SignerError::from)?;
        let spki = private.public_key_to_der().map_err(SignerError::from)?;
        Ok(Seed { private, public: PublicKey::from_spki(&spki)? })
    }
}

impl Signer for Seed {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut engine = openssl::sign::Signer::new_without_digest(&self.private)?;
        Ok(engine.sign_oneshot_to_vec(message)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};
    use crate::fault::{Fail, Fault};

    fn made(kind: HeldKind) -> (HeldKey, Secret) {
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        HeldKey::make(kind, "ann".parse().unwrap(), "2026-11-22T10:00:00Z".parse().unwrap(), &mut entropy).unwrap()
    }

    #[test]
    fn a_key_is_written_and_read_and_stays_of_its_kind() {
        for (kind, clause) in [(HeldKind::Witness, "ROOT-1"), (HeldKind::Root, "WITNESS-10")] {
            let (key, text) = made(kind);
            let read = HeldKey::read(&text).unwrap();
            assert_eq!((read.kind(), read.name(), read.made()), (kind, key.name(), key.made()));
            assert_eq!(read.public_key(), key.public_key());
            let refused = match kind {
                HeldKind::Witness => read.root().err().unwrap(),
                HeldKind::Root => read.witness().err().unwrap(),
            };
            assert_eq!((refused.clause(), refused.kind()), (Some(clause), Fault::Refused));
        }
        assert_ne!(made(HeldKind::Witness).0.public_key(), made(HeldKind::Witness).0.public_key());
    }

    #[test]
    fn the_public_half_is_that_of_the_rfc() {
        // RFC 8032, 7.1, the first test.
        let text = "chancery witness key 1\nname ann\nmade 2026-11-22T10:00:00Z\n\
                    seed 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n";
        let key = HeldKey::read(&Secret::new(text.as_bytes().to_vec())).unwrap();
        let point = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(hex::encode(key.public_key().key_octets().unwrap()), point);
        let verifier = key.witness().unwrap().verifier().unwrap().text().unwrap();
        assert!(
            verifier.starts_with("chancery/witness/ann+")
                && verifier.ends_with("BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
        );
    }

    #[test]
    fn what_is_no_key_is_refused_by_line_and_not_repeated() {
        let good = made(HeldKind::Root).1.expose_text().unwrap().to_owned();
        let seed = &good[good.len() - 65..good.len() - 1];
        let lines = |n: usize, with: &str| {
            let mut all: Vec<&str> = good.lines().collect();
            all[n - 1] = with;
            format!("{}\n", all.join("\n"))
        };
        for (text, wanted) in [
            (String::new(), 1),
            (lines(1, "chancery officer key 1"), 1),
            (lines(1, "chancery root key 2"), 1),
            (lines(2, "name Ann"), 2),
            (lines(2, "ann"), 2),
            (lines(3, "made today"), 3),
            (lines(4, "seed 00"), 4),
            (lines(4, &format!("seed {}zz", &seed[2..])), 4),
            (good.trim_end().to_owned(), 2),
            (format!("{good}more\n"), 5),
            (good.replace(seed, &seed.to_uppercase()), 1),
        ] {
            let error =
                HeldKey::read(&Secret::new(text.clone().into_bytes())).err().unwrap_or_else(|| panic!("{text}"));
            assert!(matches!(error, HolderError::NotAKey { line, .. } if line == wanted), "{text}: {error}");
            assert!(!error.to_string().contains(&seed[..8]), "{error}");
        }
    }
}
