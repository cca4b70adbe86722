//! A wrapped key brought back into a token, with its public half beside it, to be a key as one that is made there.

use cryptoki::error::Error;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};

use super::super::error::VaultError;
use super::super::kwp;
use super::super::mechanism::parameter_set;
use super::super::objects::{KeyRequest, is_template_refused, private_template, public_template};
use super::super::raw::By;
use super::super::read;
use super::super::session::Session;
use super::super::token::Token;
use super::taken::{Place, Purpose, Taken};
use super::{BackupError, BackupKey, restoring_label, words};
use crate::asn1;
use crate::keys::{KeyId, KeySpec};
use crate::safe::Label;
use crate::signer::{KeyKind, PublicKey, SignerError};

/// CKA_NSS_DB, without which NSS does not unwrap an EC key: its public point.
const NSS_DB: u64 = 0xd5a0_db00;
/// CKM_NSS_AES_KEY_WRAP, by which NSS is known.
const NSS_MECHANISM: u64 = 0xce53_4351;

/// Which key is brought back, and under which name.
#[derive(Clone, Debug)]
pub struct RestoreRequest {
    /// Its identifier (`CKA_ID`), as before.
    pub id: KeyId,
    /// Its label (`CKA_LABEL`), as before.
    pub label: Label,
    /// Its kind.
    pub spec: KeySpec,
    /// Its public half.
    pub public_key: PublicKey,
    /// Whether it may leave once more, for a new set of backups, until it is locked.
    pub extractable: bool,
}

impl Session {
    /// Brings a wrapped key back as a permanent key of the token, with the attributes that a key is made with here.
    ///
    /// What a stop left of a backup key when this key was coming back before is destroyed first.
    ///
    /// A label (VAULT-1) or identifier (VAULT-2) that is in the vault is refused, and a blob that does not open to the
    /// wanted key, before the token is given anything. The backup key unwraps and does nothing else, and is destroyed
    /// before the key is judged. The attributes that decide are read back, and the key signs once under the wanted
    /// public half. What does not stand up is destroyed.
    ///
    /// Errors: BACKUP-2 to BACKUP-7 of the blob; BACKUP-9, BACKUP-10 where the token takes no backup key in; BACKUP-13
    /// where it takes no such key back; BACKUP-14 where the kind is not that of the public half.
    pub fn restore_key(&self, request: &RestoreRequest, key: &BackupKey, blob: &[u8]) -> Result<PublicKey, VaultError> {
        let token = self.token();
        token.still_there()?;
        // What a stop left of a backup key is a backup key: it goes whatever comes of this.
        self.forget_restoring(request.id)?;
        let found = read::kind(request.public_key.kind());
        if found != request.spec.to_string() {
            return Err(BackupError::SpecOther { spec: request.spec, found }.into());
        }
        self.expect_unused(request.id, &request.label)?;
        kwp::opens_to(key.secret(), blob, &request.public_key)?;
        let private = self.unwrapped(request, key, blob)?;
        let judged = match self.put_beside(request) {
            Ok(public) => self.judge_restored(request, private).inspect_err(|_| {
                let _ = self.raw.destroy_object(public);
            }),
            Err(error) => Err(error),
        };
        if judged.is_err() {
            let _ = self.raw.destroy_object(private);
        }
        judged
    }

    /// The private half, unwrapped; the backup key is gone again.
    fn unwrapped(&self, request: &RestoreRequest, key: &BackupKey, blob: &[u8]) -> Result<ObjectHandle, VaultError> {
        let token = self.token();
        let mechanism = self.expect_key_wrap()?;
        let label = restoring_label(request.id);
        if !self.find_raw(&[Attribute::Label(label.as_bytes().to_vec())])?.is_empty() {
            return Err(VaultError::LabelUsed { label, vault: token.name() });
        }
        let mut template = private_template(request.spec, true, request.extractable);
        template.extend(named(request));
        template.extend(returning(token, request.spec, &request.public_key)?);
        last_of_all(&mut template);
        // From here to where it is destroyed nothing returns.
        let session = self.another()?;
        let place = (label.as_bytes(), Place::Either);
        let mut taken = Taken::take(&session, key, place, (Purpose::Unwrap, mechanism))?;
        let ask = |taken: &Taken, template: &[Attribute]| -> Result<Result<ObjectHandle, Error>, VaultError> {
            let raw = token.module.raw();
            Ok(raw.unwrap(&session.raw, By::Number(mechanism), taken.handle(&session)?, blob, template, &[]))
        };
        let mut ask_both = || -> Result<Result<ObjectHandle, Error>, VaultError> {
            let made = ask(&taken, &template)?;
            // As when a key is made: a token that does not know COPYABLE is asked without it, where nothing was left.
            let refused = made.as_ref().err().is_some_and(is_template_refused);
            if !refused || !self.find_raw(&[Attribute::Id(request.id.octets().to_vec())])?.is_empty() {
                return Ok(made);
            }
            let first = made;
            template.retain(|a| a.attribute_type() != AttributeType::Copyable);
            // What it said to the whole template says more.
            Ok(ask(&taken, &template)?.or(first))
        };
        let made = ask_both();
        let gone = taken.destroy(&session);
        let refused =
            |source: Error| BackupError::NotTakenBack { spec: request.spec, vault: token.name(), what: words(&source) };
        let private = made?.map_err(refused)?;
        if let Err(error) = gone {
            let _ = self.raw.destroy_object(private);
            return Err(error);
        }
        Ok(private)
    }

    fn put_beside(&self, request: &RestoreRequest) -> Result<ObjectHandle, VaultError> {
        let mut template = public_template(request.spec, true);
        template.retain(|a| !matches!(a.attribute_type(), AttributeType::ModulusBits | AttributeType::PublicExponent));
        template.extend(named(request));
        template.extend(public_numbers(&request.public_key)?);
        let (spec, vault) = (request.spec, self.token().name());
        let refused =
            |error| BackupError::NotTakenBack { spec, vault, what: format!("its public half: {}", words(&error)) };
        Ok(self.raw.create_object(&template).map_err(refused)?)
    }

    fn judge_restored(&self, request: &RestoreRequest, private: ObjectHandle) -> Result<PublicKey, VaultError> {
        self.expect(private, "CKA_SIGN", AttributeType::Sign, true)?;
        let [id, label] = named(request);
        if self.find_raw(&[Attribute::Class(ObjectClass::PRIVATE_KEY), id, label])? != [private] {
            let what = "the name of the key that came back";
            return Err(VaultError::Unreadable { vault: self.token().name(), what });
        }
        let RestoreRequest { id, label, spec, public_key: wanted, extractable } = request;
        let as_made = KeyRequest { id: *id, label: label.clone(), spec: *spec, extractable: *extractable };
        let public = self.judge(&as_made, private)?;
        let (found, wanted) = (public.identity()?, wanted.identity()?);
        if found != wanted {
            return Err(BackupError::OtherKey { found, wanted }.into());
        }
        Ok(public)
    }
}

/// A token that takes a template in its order takes nothing after MODIFIABLE=false.
pub(super) fn last_of_all(template: &mut Vec<Attribute>) {
    let found = template.iter().position(|a| a.attribute_type() == AttributeType::Modifiable);
    if let Some(at) = found {
        let modifiable = template.remove(at);
        template.push(modifiable);
    }
}

fn named(request: &RestoreRequest) -> [Attribute; 2] {
    [Attribute::Id(request.id.octets().to_vec()), Attribute::Label(request.label.as_str().as_bytes().to_vec())]
}

/// What the template of a private key that comes back must say beside that of one that is made.
pub(in crate::vault) fn returning(
    token: &Token,
    spec: KeySpec,
    public: &PublicKey,
) -> Result<Vec<Attribute>, SignerError> {
    Ok(match spec {
        KeySpec::MlDsa(set) => vec![Attribute::ParameterSet(parameter_set(set))],
        KeySpec::Ec(_) if token.offers(NSS_MECHANISM) => {
            let point = asn1::octet_string(&public.anew()?.key_octets()?);
            vec![Attribute::VendorDefined((AttributeType::VendorDefined(NSS_DB), point))]
        }
        _ => Vec::new(),
    })
}

/// The numbers of a public key, as the attributes of one that is put into a token.
fn public_numbers(public: &PublicKey) -> Result<Vec<Attribute>, SignerError> {
    Ok(match public.kind() {
        KeyKind::Rsa { modulus, exponent, .. } => {
            vec![Attribute::Modulus(modulus.clone()), Attribute::PublicExponent(exponent.clone())]
        }
        KeyKind::Ec { .. } | KeyKind::Ed25519 => {
            vec![Attribute::EcPoint(asn1::octet_string(&public.anew()?.key_octets()?))]
        }
        KeyKind::MlDsa(_) => vec![Attribute::Value(public.key_octets()?)],
    })
}
