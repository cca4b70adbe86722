//! Keys in a vault: made, found, listed, locked against extraction, destroyed.

use cryptoki::error::{Error as Pkcs11Error, RvError};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session as RawSession;
use serde::Serialize;

use super::error::VaultError;
use super::mechanism::{generation, key_type, parameter_set};
use super::read;
use super::session::Session;
use super::token::Token;
use crate::asn1;
use crate::digest::Digest;
use crate::keys::{KeyId, KeySpec};
use crate::safe::Label;
use crate::signer::{PublicKey, Signer};

/// What key is wanted. Identifier and label are reserved by the caller before.
#[derive(Clone, Debug)]
pub struct KeyRequest {
    /// Its identifier (`CKA_ID`), drawn before.
    pub id: KeyId,
    /// Its label (`CKA_LABEL`).
    pub label: Label,
    /// Its kind.
    pub spec: KeySpec,
    /// Whether it may leave the vault wrapped, until it is locked. Only for keys
    /// that are to be backed up; see [`Session::lock_against_extraction`].
    pub extractable: bool,
}

/// A private or secret key as the vault shows it. `None`: the token does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyRecord {
    /// Its identifier in hex, whatever its length.
    pub id: String,
    /// Its label, made harmless.
    pub label: String,
    /// `private` or `secret`.
    pub class: &'static str,
    /// Its kind in words: `P-256`, `RSA-3072`, `AES`, `(unknown)`.
    pub kind: String,
    /// `CKA_SENSITIVE`: its value cannot be read in clear.
    pub sensitive: Option<bool>,
    /// `CKA_EXTRACTABLE`: it can leave wrapped.
    pub extractable: Option<bool>,
    /// `CKA_NEVER_EXTRACTABLE`.
    pub never_extractable: Option<bool>,
    /// `CKA_ALWAYS_SENSITIVE`.
    pub always_sensitive: Option<bool>,
    /// `CKA_LOCAL`: it was made in the token.
    pub local: Option<bool>,
    /// `CKA_SIGN`.
    pub sign: Option<bool>,
    /// The public half's identity, where the vault has it.
    pub public_key: Option<Digest>,
}

impl KeyRecord {
    /// The identifier, where it has 1 to 32 octets.
    pub fn key_id(&self) -> Option<KeyId> {
        self.id.parse().ok()
    }
}

impl Session {
    /// Makes a key pair in the vault. A label (VAULT-1) or identifier (VAULT-2)
    /// that is in the vault is refused before anything is made. Every attribute
    /// is asked for in words and the deciding ones are read back; the new key
    /// signs once, and the signature is checked. What does not stand up is destroyed.
    pub fn generate(&self, request: &KeyRequest) -> Result<PublicKey, VaultError> {
        let token = self.token();
        token.still_there()?;
        self.expect_unused(request.id, &request.label)?;
        let (id, label) = (request.id.octets().to_vec(), request.label.as_str().as_bytes().to_vec());
        let (number, mechanism) = generation(request.spec);
        if !token.offers(number) || !token.may_make(request.spec) {
            return Err(VaultError::SpecUnsupported { spec: request.spec, vault: token.name() });
        }
        let mut public = public_template(request.spec, true);
        let mut private = private_template(request.spec, true, request.extractable);
        for template in [&mut public, &mut private] {
            template.extend([Attribute::Id(id.clone()), Attribute::Label(label.clone())]);
        }
        let mut made = self.raw.generate_key_pair(&mechanism, &public, &private);
        // A token that does not know COPYABLE refuses the template, and is asked
        // without it; but only where the refused one has left nothing.
        if made.as_ref().err().is_some_and(is_template_refused) && self.find_raw(&[Attribute::Id(id)])?.is_empty() {
            private.retain(|a| a.attribute_type() != AttributeType::Copyable);
            made = self.raw.generate_key_pair(&mechanism, &public, &private);
        }
        let handles = made.map_err(|source| refusal(self, request.spec, source))?;
        let judged = self.judge(request, handles.1);
        if judged.is_err() {
            let _ = self.raw.destroy_object(handles.1);
            let _ = self.raw.destroy_object(handles.0);
        }
        judged
    }

    /// Refuses a label (VAULT-1) and an identifier (VAULT-2) that are in the vault, on whatever object.
    pub(super) fn expect_unused(&self, id: KeyId, label: &Label) -> Result<(), VaultError> {
        let vault = || self.token().name();
        if self.has_label(label)? {
            return Err(VaultError::LabelUsed { label: label.to_string(), vault: vault() });
        }
        match self.find_raw(&[Attribute::Id(id.octets().to_vec())])?.is_empty() {
            true => Ok(()),
            false => Err(VaultError::IdUsed { id, vault: vault() }),
        }
    }

    /// What a key must be that was made, or brought back: its attributes are read, and it signs once.
    pub(super) fn judge(&self, request: &KeyRequest, private: ObjectHandle) -> Result<PublicKey, VaultError> {
        self.expect(private, "CKA_TOKEN", AttributeType::Token, true)?;
        self.expect(private, "CKA_PRIVATE", AttributeType::Private, true)?;
        self.expect(private, "CKA_SENSITIVE", AttributeType::Sensitive, true)?;
        self.expect(private, "CKA_EXTRACTABLE", AttributeType::Extractable, request.extractable)?;
        let signer = self.signer(request.id, request.spec.default_algorithm())?;
        signer.sign(b"chancery: the first signature of a new key, which proves that its halves belong together")?;
        Ok(signer.public_key().clone())
    }

    pub(super) fn expect(
        &self,
        object: ObjectHandle,
        name: &'static str,
        attribute: AttributeType,
        wanted: bool,
    ) -> Result<(), VaultError> {
        let found = self.flag(object, attribute)?;
        if found == Some(wanted) {
            return Ok(());
        }
        let found = found.map_or_else(|| "nothing".to_owned(), |f| f.to_string());
        Err(VaultError::NotHonoured { attribute: name, wanted, found, vault: self.token().name() })
    }

    pub(super) fn flag(&self, object: ObjectHandle, attribute: AttributeType) -> Result<Option<bool>, VaultError> {
        let values = self.raw.get_attributes(object, &[attribute]);
        Ok(values.map_err(self.token().failed("an attribute cannot be read"))?.first().and_then(read::flag))
    }

    /// The public half of a key; `None` where the vault has no such key. One half
    /// alone, which a crash can leave, is an error ([`VaultError::KeyHalf`]).
    pub fn find(&self, id: KeyId) -> Result<Option<PublicKey>, VaultError> {
        let half = |half| Err(VaultError::KeyHalf { id, half, vault: self.token().name() });
        match (self.private_handle(id), self.public_half(id.octets())?) {
            (Ok(_), Some(public)) => Ok(Some(public)),
            (Ok(_), None) => half("private"),
            (Err(VaultError::KeyMissing { .. }), Some(_)) => half("public"),
            (Err(VaultError::KeyMissing { .. }), None) => Ok(None),
            (Err(error), _) => Err(error),
        }
    }

    /// Every private and secret key of the token that the user sees.
    pub fn inventory(&self) -> Result<Vec<KeyRecord>, VaultError> {
        let mut records = Vec::new();
        for (class, word) in [(ObjectClass::PRIVATE_KEY, "private"), (ObjectClass::SECRET_KEY, "secret")] {
            for object in self.find_raw(&[Attribute::Class(class), Attribute::Token(true)])? {
                records.push(self.record(object, word)?);
            }
        }
        records.sort_by(|a, b| (&a.label, &a.id).cmp(&(&b.label, &b.id)));
        Ok(records)
    }

    /// Whether a label is in the vault, on whatever object.
    pub fn has_label(&self, label: &Label) -> Result<bool, VaultError> {
        Ok(!self.find_raw(&[Attribute::Label(label.as_str().as_bytes().to_vec())])?.is_empty())
    }

    fn record(&self, object: ObjectHandle, class: &'static str) -> Result<KeyRecord, VaultError> {
        let failed = || self.token().failed("a key cannot be read");
        let known = self.raw.get_attributes(object, &[AttributeType::Id, AttributeType::Label, AttributeType::KeyType]);
        let known = known.map_err(failed())?;
        let id = known.iter().find_map(|a| if let Attribute::Id(v) = a { Some(v.clone()) } else { None });
        let label = known.iter().find_map(|a| if let Attribute::Label(v) = a { Some(v.clone()) } else { None });
        let key_type = known.iter().find_map(|a| if let Attribute::KeyType(t) = a { Some(*t) } else { None });
        let id = id.unwrap_or_default();
        let public = match class {
            "private" if !id.is_empty() => self.public_half(&id)?,
            _ => None,
        };
        let kind = public.as_ref().map(|k| read::kind(k.kind())).or(key_type.map(|t| read::type_word(t).to_owned()));
        Ok(KeyRecord {
            id: hex::encode(&id),
            label: crate::safe::line(&String::from_utf8_lossy(&label.unwrap_or_default()), 80),
            class,
            kind: kind.unwrap_or_else(|| "(unknown)".into()),
            sensitive: self.flag(object, AttributeType::Sensitive)?,
            extractable: self.flag(object, AttributeType::Extractable)?,
            never_extractable: self.flag(object, AttributeType::NeverExtractable)?,
            always_sensitive: self.flag(object, AttributeType::AlwaysSensitive)?,
            local: self.flag(object, AttributeType::Local)?,
            sign: self.flag(object, AttributeType::Sign)?,
            public_key: public.map(|k| k.identity()).transpose()?,
        })
    }

    /// Locks a key that was born extractable for good: `CKA_EXTRACTABLE` becomes
    /// false, and is read back. On the tokens measured nothing gives it back.
    pub fn lock_against_extraction(&self, id: KeyId) -> Result<(), VaultError> {
        self.token().still_there()?;
        let key = self.private_handle(id)?;
        if self.flag(key, AttributeType::Extractable)? != Some(false) {
            let locked = self.raw.update_attributes(key, &[Attribute::Extractable(false)]);
            locked.map_err(self.token().failed("the key is not locked against extraction"))?;
        }
        self.expect(key, "CKA_EXTRACTABLE", AttributeType::Extractable, false)
    }

    /// Destroys what there is of a key, and looks that it is gone.
    pub fn destroy(&self, id: KeyId) -> Result<(), VaultError> {
        self.token().still_there()?;
        let wanted = [Attribute::Id(id.octets().to_vec())];
        let found = self.find_raw(&wanted)?;
        if found.is_empty() {
            return Err(VaultError::KeyMissing { id, vault: self.token().name() });
        }
        for object in found {
            self.raw.destroy_object(object).map_err(self.token().failed("the key is not destroyed"))?;
        }
        match self.find_raw(&wanted)?.len() {
            0 => Ok(()),
            count => Err(VaultError::KeyAmbiguous { id, count, vault: self.token().name() }),
        }
    }

    pub(super) fn find_raw(&self, template: &[Attribute]) -> Result<Vec<ObjectHandle>, VaultError> {
        self.raw.find_objects(template).map_err(self.token().failed("its objects cannot be searched"))
    }

    pub(super) fn private_handle(&self, id: KeyId) -> Result<ObjectHandle, VaultError> {
        let found =
            self.find_raw(&[Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(id.octets().to_vec())])?;
        let vault = || self.token().name();
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(VaultError::KeyMissing { id, vault: vault() }),
            some => Err(VaultError::KeyAmbiguous { id, count: some.len(), vault: vault() }),
        }
    }

    fn public_half(&self, id: &[u8]) -> Result<Option<PublicKey>, VaultError> {
        let mut found = self.find_raw(&[Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(id.to_vec())])?;
        if found.len() > 1 {
            // Anybody at the token may put a public half beside one, without its PIN; what the token made says so.
            let made =
                |object: &ObjectHandle| self.flag(*object, AttributeType::Local).is_ok_and(|own| own == Some(true));
            found.retain(made);
            if found.len() != 1 {
                let (id, count) = (hex::encode(id), found.len());
                return Err(VaultError::PublicAmbiguous { id, count, vault: self.token().name() });
            }
        }
        found.first().map(|object| self.read_public(*object)).transpose()
    }

    pub(super) fn read_public(&self, object: ObjectHandle) -> Result<PublicKey, VaultError> {
        read_public(&self.raw, self.token(), object)
    }
}

/// A public key as a session shows it.
pub(super) fn read_public(raw: &RawSession, token: &Token, object: ObjectHandle) -> Result<PublicKey, VaultError> {
    let read = |wanted: &[AttributeType]| {
        raw.get_attributes(object, wanted).map_err(token.failed("a public key cannot be read"))
    };
    let mut values = read(&[AttributeType::KeyType])?;
    // A token is asked for what its type of key has and for nothing else.
    values.extend(match values.first() {
        Some(Attribute::KeyType(KeyType::RSA)) => read(&[AttributeType::Modulus, AttributeType::PublicExponent])?,
        Some(Attribute::KeyType(KeyType::ML_DSA)) => read(&[AttributeType::ParameterSet, AttributeType::Value])?,
        _ => read(&[AttributeType::EcParams, AttributeType::EcPoint])?,
    });
    let unreadable = || VaultError::Unreadable { vault: token.name(), what: "a public key" };
    read::public_key(&values)?.ok_or_else(unreadable)
}

/// What tokens say to a template with an attribute that they do not know; one of
/// them says no more than that something is wrong.
pub(super) fn is_template_refused(error: &Pkcs11Error) -> bool {
    use RvError::{AttributeTypeInvalid, AttributeValueInvalid, GeneralError, TemplateInconsistent};
    let refused = |rv| matches!(rv, AttributeTypeInvalid | AttributeValueInvalid | GeneralError | TemplateInconsistent);
    matches!(error, Pkcs11Error::Pkcs11(rv, _) if refused(*rv))
}

/// A kind that the token lists and then refuses is a kind that it does not make.
pub(super) fn refusal(session: &Session, spec: KeySpec, source: Pkcs11Error) -> VaultError {
    let refused = matches!(
        source,
        Pkcs11Error::Pkcs11(
            RvError::CurveNotSupported
                | RvError::MechanismInvalid
                | RvError::DomainParamsInvalid
                | RvError::AttributeValueInvalid
                | RvError::KeySizeRange,
            _
        )
    );
    if refused {
        return VaultError::SpecUnsupported { spec, vault: session.token().name() };
    }
    session.token().failed("the key is not made")(source)
}

/// Attributes of a new public half. It is readable without the PIN, and does nothing but verify.
pub(super) fn public_template(spec: KeySpec, on_token: bool) -> Vec<Attribute> {
    let mut template = vec![
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::Token(on_token),
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::Encrypt(false),
        Attribute::Wrap(false),
        Attribute::Derive(false),
    ];
    match spec {
        KeySpec::Ec(curve) => {
            template.extend([Attribute::KeyType(KeyType::EC), Attribute::EcParams(asn1::oid(curve.oid()))]);
        }
        KeySpec::Rsa(bits) => template.extend([
            Attribute::KeyType(KeyType::RSA),
            Attribute::ModulusBits(u64::from(bits).into()),
            Attribute::PublicExponent(vec![1, 0, 1]),
        ]),
        KeySpec::Ed25519 => {
            template
                .extend([Attribute::KeyType(KeyType::EC_EDWARDS), Attribute::EcParams(asn1::oid(read::ED25519_OID))]);
        }
        KeySpec::MlDsa(set) => {
            template.extend([Attribute::KeyType(KeyType::ML_DSA), Attribute::ParameterSet(parameter_set(set))]);
        }
    }
    template
}

/// Attributes of a new private half: it signs, and nothing else. It stays
/// modifiable only as long as it must be locked against extraction later.
pub(super) fn private_template(spec: KeySpec, on_token: bool, extractable: bool) -> Vec<Attribute> {
    vec![
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(key_type(spec)),
        Attribute::Token(on_token),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(extractable),
        Attribute::Sign(true),
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
        Attribute::Derive(false),
        Attribute::Modifiable(extractable),
        Attribute::Copyable(false),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};
    use crate::fault::Fail;
    use crate::secret::Secret;
    use crate::vault::{PinStretch, Vault};

    #[test]
    fn half_a_key_is_said_to_be_half_signs_nothing_and_can_be_destroyed() {
        let dir = tempfile::tempdir().unwrap();
        let pin = Secret::new(b"correct horse".to_vec());
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let label: Label = "primary".parse().unwrap();
        let vault =
            Vault::create_embedded(&dir.path().join("token"), &label, &pin, PinStretch::Light, &mut entropy).unwrap();
        let session = vault.open(&pin).unwrap();
        for (n, lost, left) in [(1, ObjectClass::PUBLIC_KEY, "private"), (2, ObjectClass::PRIVATE_KEY, "public")] {
            let (id, spec) = (KeyId::of([n; 16]), "P-256".parse::<KeySpec>().unwrap());
            let request = KeyRequest { id, label: format!("key-{n}").parse().unwrap(), spec, extractable: false };
            session.generate(&request).unwrap();
            let lost = session.find_raw(&[Attribute::Class(lost), Attribute::Id(id.octets().to_vec())]).unwrap();
            session.raw.destroy_object(lost[0]).unwrap();
            let found = session.find(id).unwrap_err();
            assert!(matches!(found, VaultError::KeyHalf { half, .. } if half == left), "{found}");
            let signer = session.signer(id, spec.default_algorithm()).err().unwrap();
            assert!(matches!(signer, VaultError::KeyHalf { .. }), "{signer}");
            assert_eq!(session.generate(&request).unwrap_err().clause(), Some("VAULT-1"));
            session.destroy(id).unwrap();
            assert!(session.find(id).unwrap().is_none());
            assert!(matches!(session.destroy(id), Err(VaultError::KeyMissing { .. })));
        }
    }
}
