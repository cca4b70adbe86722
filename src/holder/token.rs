//! Keys of holders in their own tokens: looked for and judged by what the token shows without its PIN, made, and opened
//! with one try at the PIN.

use std::path::Path;

use super::reference::{TokenKey, identifier, label};
use super::witness::verifier;
use super::{HeldKey, HeldKind, HolderError};
use crate::approval::{ApprovalError, Enrolment};
use crate::bundle::{BundleError, OfferedRoot, RoleKey};
use crate::clock::Time;
use crate::keys::KeySpec;
use crate::ledger::NoteKey;
use crate::safe::Label;
use crate::secret::Secret;
use crate::signer::{Algorithm, PublicKey, Signer as _};
use crate::vault::{KeyRequest, Module, PinFlags, PublicHalf, Session, Vault, VaultError, VaultUri};

/// The token that a URI names; refused where it takes no PIN any more.
fn token(uri: &VaultUri) -> Result<Vault, HolderError> {
    let module = uri.module_path().ok_or_else(|| HolderError::ModuleWanted { uri: uri.to_string() })?;
    let vault = Module::load(module)?.find(uri)?;
    if vault.flags()?.locked {
        return Err(VaultError::PinLocked { vault: crate::safe::line(&vault.identity().label, 64) }.into());
    }
    Ok(vault)
}

/// Whether a public half bears identifier and label of this kind and name.
fn bears(half: &PublicHalf, kind: HeldKind, name: &Label) -> Result<bool, HolderError> {
    Ok(half.id == identifier(kind, name)?.to_string() && half.label == label(kind, name)?.as_str())
}

/// A key in a token that is there and is what its reference says, as far as this is seen without the PIN.
///
/// ```compile_fail,E0277
/// fn sign(key: chancery::holder::FoundKey) {
///     let signer: &dyn chancery::signer::Signer = &key; // a key that was found signs nothing
/// }
/// ```
pub struct FoundKey {
    key: TokenKey,
    vault: Vault,
}

impl FoundKey {
    /// Looks for the key of a reference. `module` is the PKCS#11 module that the caller names in place of the
    /// reference's. Refused: a module that only the file vouches for (TOKEN-KEY-5), a key that is not there
    /// (TOKEN-KEY-1), one of the other kind (WITNESS-10, ROOT-1), another public key than the reference's (TOKEN-KEY-2).
    pub fn find(key: TokenKey, module: Option<&Path>) -> Result<Self, HolderError> {
        let vault = token(&key.place(module)?)?;
        let halves = vault.public_halves()?;
        let (kind, name) = (key.kind, &key.name);
        let absent = |shown: String| HolderError::NotInToken {
            kind,
            name: name.clone(),
            token: vault.identity().to_string(),
            shown,
        };
        let own: Vec<&PublicHalf> = halves.iter().filter(|half| half.key == key.public_key).collect();
        let (mut is_bound, mut other_kind) = (false, None);
        for half in &own {
            is_bound |= bears(half, kind, name)?;
            for other in HeldKind::ALL {
                other_kind = if bears(half, other, name)? { Some(other) } else { other_kind };
            }
        }
        if !is_bound {
            let id = identifier(kind, name)?.to_string();
            let instead = halves.iter().find(|half| half.id == id);
            return Err(match (other_kind, own.first(), instead) {
                (Some(found), ..) => HolderError::KindOther { found, wanted: kind },
                (None, Some(own), _) => absent(format!("this key as '{}'", own.label)),
                (None, None, Some(other)) => HolderError::PublicOther {
                    kind,
                    name: name.clone(),
                    token: vault.identity().to_string(),
                    found: other.key.identity()?,
                    wanted: key.public_key.identity()?,
                },
                (None, None, None) if halves.is_empty() => absent("no key".into()),
                (None, None, None) => {
                    absent(halves.iter().map(|half| format!("'{}'", half.label)).collect::<Vec<_>>().join(", "))
                }
            });
        }
        Ok(FoundKey { key, vault })
    }

    /// What it is for.
    pub fn kind(&self) -> HeldKind {
        self.key.kind
    }

    /// Whose it is.
    pub fn name(&self) -> &Label {
        &self.key.name
    }

    /// The token, in words.
    pub fn token(&self) -> String {
        self.vault.identity().to_string()
    }

    /// What the token says about its PIN. Nothing is tried.
    pub fn flags(&self) -> Result<PinFlags, HolderError> {
        Ok(self.vault.flags()?)
    }

    /// The key where it is of this kind; another kind is refused (WITNESS-10, ROOT-1).
    pub fn expect(self, wanted: HeldKind) -> Result<Self, HolderError> {
        self.key.kind.expect(wanted)?;
        Ok(self)
    }

    /// The verifier key, of a witness's key; another kind is refused (WITNESS-10).
    pub fn verifier(&self) -> Result<NoteKey, HolderError> {
        self.key.kind.expect(HeldKind::Witness)?;
        verifier(&self.key.name, &self.key.public_key)
    }

    /// Refuses an enrolment that does not carry this key (ENROLL-2).
    pub fn expect_enrolled_by(&self, enrolment: &Enrolment) -> Result<(), HolderError> {
        let (carried, what) = match self.key.kind {
            HeldKind::Witness => (
                enrolment.witness_key()? == Some(self.verifier()?),
                "the challenge carries another witness key, or none",
            ),
            HeldKind::Root => (
                enrolment.root_key()?.as_ref() == Some(&self.key.public_key),
                "the challenge carries another root key, or none",
            ),
        };
        let officer = || enrolment.person.officer.clone();
        if carried { Ok(()) } else { Err(ApprovalError::PersonUnfit { officer: officer(), what }.into()) }
    }

    /// Refuses a root that does not name this key (BUNDLE-7).
    pub fn expect_named_by(&self, root: &OfferedRoot) -> Result<(), HolderError> {
        let key = RoleKey::new(&self.key.public_key)?;
        if root.names(&key) {
            return Ok(());
        }
        let file = format!("{}.root.json", root.term().version);
        Err(BundleError::KeyUnknown { file, role: "root".into(), key: key.id() }.into())
    }

    /// Opens the token with one try at its PIN and judges the key again: the private half must bear the kind and the
    /// name, and must have been made there, never to leave it (TOKEN-KEY-3).
    pub fn unlock(self, pin: &Secret) -> Result<HeldKey, HolderError> {
        let session = self.vault.open(pin)?;
        let TokenKey { kind, name, made, public_key, .. } = self.key;
        judge(&session, kind, &name)?;
        let signer = session.signer(identifier(kind, &name)?, Algorithm::Ed25519)?;
        if signer.public_key() != &public_key {
            return Err(HolderError::PublicOther {
                kind,
                token: self.vault.identity().to_string(),
                found: signer.public_key().identity()?,
                wanted: public_key.identity()?,
                name,
            });
        }
        Ok(HeldKey::in_token(kind, name, made, signer))
    }
}

/// Judges the private half of this kind and name.
fn judge(session: &Session, kind: HeldKind, name: &Label) -> Result<(), HolderError> {
    let (id, wanted_label) = (identifier(kind, name)?, label(kind, name)?);
    let token = || session.vault().identity().to_string();
    let records = session.inventory()?;
    let Some(found) = records.iter().find(|record| record.class == "private" && record.key_id() == Some(id)) else {
        let shown = "no private half of it".to_owned();
        return Err(HolderError::NotInToken { kind, name: name.clone(), token: token(), shown });
    };
    if found.label != wanted_label.as_str() {
        let shown = format!("its private half as '{}'", found.label);
        return Err(HolderError::NotInToken { kind, name: name.clone(), token: token(), shown });
    }
    for (attribute, found, wanted) in [
        ("CKA_SENSITIVE", found.sensitive, true),
        ("CKA_ALWAYS_SENSITIVE", found.always_sensitive, true),
        ("CKA_EXTRACTABLE", found.extractable, false),
        ("CKA_NEVER_EXTRACTABLE", found.never_extractable, true),
        ("CKA_LOCAL", found.local, true),
    ] {
        if found != Some(wanted) {
            let found = found.map_or_else(|| "nothing".to_owned(), |found| found.to_string());
            let (name, token) = (name.clone(), token());
            return Err(HolderError::NotGuarded { kind, name, token, attribute, wanted, found });
        }
    }
    Ok(())
}

/// A token in which there is no key of this kind and name yet.
pub struct FreePlace {
    kind: HeldKind,
    name: Label,
    vault: Vault,
}

impl FreePlace {
    /// Looks at the token that an RFC 7512 URI names, with its module. Refused: a name too long for a label, a token that
    /// is not there or makes no Ed25519 keys, one that shows a key of this kind and name (TOKEN-KEY-4).
    pub fn look(kind: HeldKind, name: Label, uri: &str) -> Result<Self, HolderError> {
        let (id, label) = (identifier(kind, &name)?.to_string(), label(kind, &name)?);
        let vault = token(&uri.parse()?)?;
        vault.expect_makes(KeySpec::Ed25519)?;
        if vault.public_halves()?.iter().any(|half| half.id == id || half.label == label.as_str()) {
            let token = vault.identity().to_string();
            return Err(HolderError::PlaceTaken { kind, name, token, label: label.to_string() });
        }
        Ok(FreePlace { kind, name, vault })
    }

    /// The token, in words.
    pub fn token(&self) -> String {
        self.vault.identity().to_string()
    }

    /// What the token says about its PIN. Nothing is tried.
    pub fn flags(&self) -> Result<PinFlags, HolderError> {
        Ok(self.vault.flags()?)
    }

    /// Makes the key, with one try at the PIN. One that the token does not guard (TOKEN-KEY-3) is destroyed again.
    pub fn make(self, made: Time, pin: &Secret) -> Result<NewKey, HolderError> {
        let session = self.vault.open(pin)?;
        let (kind, name) = (self.kind, self.name);
        let (id, label) = (identifier(kind, &name)?, label(kind, &name)?);
        let request = KeyRequest { id, label, spec: KeySpec::Ed25519, extractable: false };
        let public_key = session.generate(&request)?;
        if let Err(error) = judge(&session, kind, &name) {
            let _ = session.destroy(id);
            return Err(error);
        }
        Ok(NewKey { key: TokenKey { kind, name, made, uri: self.vault.uri(), public_key }, session })
    }
}

/// A key that was just made in a token, as long as nobody knows of it. It signs nothing: its reference is read for that.
///
/// ```compile_fail,E0277
/// fn sign(key: chancery::holder::NewKey) {
///     let signer: &dyn chancery::signer::Signer = &key;
/// }
/// ```
pub struct NewKey {
    key: TokenKey,
    session: Session,
}

impl NewKey {
    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.key.public_key
    }

    /// The token's URI.
    pub fn uri(&self) -> String {
        self.key.uri.to_string()
    }

    /// The verifier key, of a witness's key; another kind is refused (WITNESS-10).
    pub fn verifier(&self) -> Result<NoteKey, HolderError> {
        self.key.kind.expect(HeldKind::Witness)?;
        verifier(&self.key.name, &self.key.public_key)
    }

    /// The text of the reference.
    pub fn reference(&self) -> Result<String, HolderError> {
        self.key.text()
    }

    /// Destroys it again: it was of no use to anybody.
    pub fn destroy(self) -> Result<(), HolderError> {
        Ok(self.session.destroy(identifier(self.key.kind, &self.key.name)?)?)
    }
}
