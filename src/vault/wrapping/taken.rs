//! A backup key as an object of a token: how it comes in, what is asked of it, what the token keeps of that.

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsOaepParams, PkcsOaepSource};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeInfo, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki_sys::{
    CK_FALSE, CKA_ALLOWED_MECHANISMS, CKA_MODIFIABLE, CKA_VALUE, CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_RSA_PKCS_OAEP,
};
use openssl::encrypt::Encrypter;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Padding;
use serde::Serialize;

use super::super::error::VaultError;
use super::super::objects::is_template_refused;
use super::super::raw::{By, Extra};
use super::super::session::Session;
use super::{BackupError, BackupKey, words};

/// How a backup key comes into a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayIn {
    /// `C_CreateObject`.
    Created,
    /// `C_UnwrapKey` by RSA-OAEP (SHA-1, MGF1 with SHA-1) under a key pair that is thrown away.
    Unwrapped,
}

/// What a backup key is for in a token. Never both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::vault) enum Purpose {
    Wrap,
    Unwrap,
}

/// Where it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Into the session, or on the token where it takes none into a session.
    Either,
    /// On the token.
    Token,
}

/// Attributes that a token may not know, and sets of them that are left out, one set after another.
const UNKNOWN: [&[Optional]; 6] = [
    &[],
    &[Optional::Mechanisms],
    &[Optional::Copyable],
    &[Optional::Mechanisms, Optional::Copyable],
    &[Optional::Copyable, Optional::Modifiable],
    &[Optional::Mechanisms, Optional::Copyable, Optional::Modifiable],
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Optional {
    Mechanisms,
    Copyable,
    Modifiable,
}

/// A backup key that is in a token.
pub(in crate::vault) struct Taken {
    /// `None` when it was destroyed.
    handle: Option<ObjectHandle>,
    label: Vec<u8>,
    pub(super) on_token: bool,
    pub(super) way: WayIn,
    pub(super) guards: Vec<String>,
}

impl Taken {
    /// Takes a backup key in, for one purpose and one mechanism. Every attribute is asked for in words and read back.
    pub(super) fn take(
        session: &Session,
        key: &BackupKey,
        (label, place): (&[u8], Place),
        (purpose, mechanism): (Purpose, u64),
    ) -> Result<Taken, VaultError> {
        let mut said = Vec::new();
        let mut envelope = None;
        for on_token in [false, true] {
            if place == Place::Token && !on_token {
                continue;
            }
            for way in [WayIn::Created, WayIn::Unwrapped] {
                if way == WayIn::Unwrapped && envelope.is_none() {
                    envelope = Some(Envelope::seal(session, key));
                }
                let made = match (way, &envelope) {
                    (WayIn::Unwrapped, Some(Ok(envelope))) => {
                        attempts(session, Source::Envelope(envelope), (label, on_token), (purpose, mechanism))
                    }
                    (WayIn::Unwrapped, Some(Err(what))) => Err(what.clone()),
                    _ => attempts(session, Source::Plain(key), (label, on_token), (purpose, mechanism)),
                };
                match made {
                    Ok((handle, unknown)) => {
                        let mut taken =
                            Taken { handle: Some(handle), label: label.to_vec(), on_token, way, guards: Vec::new() };
                        taken.guards = match taken.read_back(session, handle, purpose, mechanism, unknown) {
                            Ok(guards) => guards,
                            Err(error) => {
                                let _ = taken.destroy(session);
                                return Err(error);
                            }
                        };
                        return Ok(taken);
                    }
                    Err(what) => {
                        let place = if on_token { "on the token" } else { "into a session" };
                        let way = if way == WayIn::Created { "made" } else { "unwrapped by RSA" };
                        said.push(format!("{way} {place}: {what}"));
                    }
                }
            }
        }
        Err(BackupError::KeyNotTaken { vault: session.token().name(), what: said.join("; ") }.into())
    }

    /// The object.
    pub(super) fn handle(&self, session: &Session) -> Result<ObjectHandle, VaultError> {
        let gone = || VaultError::Unreadable { vault: session.token().name(), what: "a backup key that was destroyed" };
        self.handle.ok_or_else(gone)
    }

    /// Destroys it, and looks that it is gone (BACKUP-15).
    pub(super) fn destroy(&mut self, session: &Session) -> Result<(), VaultError> {
        let Some(handle) = self.handle.take() else { return Ok(()) };
        let destroyed = session.raw.destroy_object(handle);
        let wanted = [Attribute::Class(ObjectClass::SECRET_KEY), Attribute::Label(self.label.clone())];
        if !session.find_raw(&wanted)?.is_empty() {
            let label = crate::safe::line(&String::from_utf8_lossy(&self.label), 64);
            return Err(BackupError::StillThere { label, vault: session.token().name() }.into());
        }
        match destroyed {
            Ok(()) | Err(Error::Pkcs11(RvError::ObjectHandleInvalid, _)) => Ok(()),
            Err(source) => Err(session.token().failed("the backup key is not destroyed")(source)),
        }
    }

    /// What the token did not keep of what was asked.
    fn read_back(
        &self,
        session: &Session,
        handle: ObjectHandle,
        purpose: Purpose,
        mechanism: u64,
        unknown: &[Optional],
    ) -> Result<Vec<String>, VaultError> {
        let mut guards = Vec::new();
        let left_out = [
            (Optional::Mechanisms, "CKA_ALLOWED_MECHANISMS is not taken"),
            (Optional::Copyable, "CKA_COPYABLE=false is not taken"),
            (Optional::Modifiable, "CKA_MODIFIABLE=false is not taken"),
        ];
        guards.extend(left_out.iter().filter(|(which, _)| unknown.contains(which)).map(|(_, what)| (*what).to_owned()));
        for (name, attribute, wanted) in [
            ("CKA_TOKEN", AttributeType::Token, self.on_token),
            ("CKA_PRIVATE", AttributeType::Private, true),
            ("CKA_SENSITIVE", AttributeType::Sensitive, true),
            ("CKA_EXTRACTABLE", AttributeType::Extractable, false),
            ("CKA_WRAP", AttributeType::Wrap, purpose == Purpose::Wrap),
            ("CKA_UNWRAP", AttributeType::Unwrap, purpose == Purpose::Unwrap),
            ("CKA_ENCRYPT", AttributeType::Encrypt, false),
            ("CKA_DECRYPT", AttributeType::Decrypt, false),
            ("CKA_MODIFIABLE", AttributeType::Modifiable, false),
            ("CKA_COPYABLE", AttributeType::Copyable, false),
        ] {
            let asked = match attribute {
                AttributeType::Copyable => !unknown.contains(&Optional::Copyable),
                AttributeType::Modifiable => !unknown.contains(&Optional::Modifiable),
                _ => true,
            };
            let found = session.flag(handle, attribute)?;
            if asked && found != Some(wanted) {
                let found = found.map_or_else(|| "nothing".to_owned(), |found| found.to_string());
                guards.push(format!("{name}={wanted} is not kept (it says {found})"));
            }
        }
        if !unknown.contains(&Optional::Mechanisms) {
            let raw = session.token().module.raw();
            let found = raw.numbers(&session.raw, handle, CKA_ALLOWED_MECHANISMS).ok().flatten();
            if found.as_deref() != Some(&[mechanism]) {
                guards.push("CKA_ALLOWED_MECHANISMS is not kept".to_owned());
            }
        }
        let about = session.raw.get_attribute_info(handle, &[AttributeType::Value]);
        let about = about.map_err(session.token().failed("an attribute cannot be read"))?;
        if matches!(about.first(), Some(AttributeInfo::Available(_))) {
            guards.push("its value can be read".to_owned());
        }
        Ok(guards)
    }

    /// What its user can make of it in spite of what was asked. It is thrown away after that.
    pub(super) fn holes(&self, session: &Session) -> Vec<String> {
        let Some(handle) = self.handle else { return Vec::new() };
        let mut holes = Vec::new();
        for (name, attribute) in [
            ("CKA_UNWRAP", Attribute::Unwrap(true)),
            ("CKA_DECRYPT", Attribute::Decrypt(true)),
            ("CKA_EXTRACTABLE", Attribute::Extractable(true)),
        ] {
            if session.raw.update_attributes(handle, std::slice::from_ref(&attribute)).is_ok() {
                holes.push(format!("{name}=true can be given to it later"));
            }
            if let Ok(copy) = session.raw.copy_object(handle, &[attribute]) {
                let _ = session.raw.destroy_object(copy);
                holes.push(format!("{name}=true can be given to a copy of it"));
            }
        }
        holes
    }
}

/// From where the octets of a backup key come.
enum Source<'a> {
    Plain(&'a BackupKey),
    Envelope(&'a Envelope<'a>),
}

type Made = (ObjectHandle, &'static [Optional]);

/// Asks with every attribute, and then without those that a token may not know. In words why not.
fn attempts(
    session: &Session,
    source: Source<'_>,
    (label, on_token): (&[u8], bool),
    (purpose, mechanism): (Purpose, u64),
) -> Result<Made, String> {
    let raw = session.token().module.raw();
    let mechanisms = [mechanism];
    let mut last = String::new();
    for unknown in UNKNOWN {
        let template = template(label, on_token, purpose, unknown);
        let allowed = Extra::Numbers(CKA_ALLOWED_MECHANISMS, &mechanisms);
        let allowed = (!unknown.contains(&Optional::Mechanisms)).then_some(allowed);
        // The last of all: a token that takes a template in its order takes nothing after it.
        let fixed = Extra::Octets(CKA_MODIFIABLE, &[CK_FALSE]);
        let fixed = (!unknown.contains(&Optional::Modifiable)).then_some(fixed);
        let value = match &source {
            Source::Plain(key) => Some(Extra::Octets(CKA_VALUE, key.secret().expose())),
            Source::Envelope(_) => None,
        };
        let extra: Vec<Extra<'_>> = value.into_iter().chain(allowed).chain(fixed).collect();
        let made = match &source {
            Source::Plain(_) => raw.create(&session.raw, &template, &extra),
            Source::Envelope(envelope) => envelope.open(&template, &extra),
        };
        match made {
            Ok(handle) => return Ok((handle, unknown)),
            Err(error) => {
                last = words(&error);
                if !is_template_refused(&error) {
                    break;
                }
            }
        }
    }
    Err(last)
}

fn template(label: &[u8], on_token: bool, purpose: Purpose, unknown: &[Optional]) -> Vec<Attribute> {
    let mut template = vec![
        Attribute::Class(ObjectClass::SECRET_KEY),
        Attribute::KeyType(KeyType::AES),
        Attribute::Token(on_token),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Encrypt(false),
        Attribute::Decrypt(false),
        Attribute::Sign(false),
        Attribute::Verify(false),
        Attribute::Derive(false),
        Attribute::Wrap(purpose == Purpose::Wrap),
        Attribute::Unwrap(purpose == Purpose::Unwrap),
        Attribute::Label(label.to_vec()),
    ];
    if !unknown.contains(&Optional::Copyable) {
        template.push(Attribute::Copyable(false));
    }
    template
}

/// A backup key under the public half of an RSA key pair of the session, which goes when this does.
struct Envelope<'a> {
    session: &'a Session,
    pair: [ObjectHandle; 2],
    octets: Vec<u8>,
}

impl<'a> Envelope<'a> {
    /// Bits of the pair: as strong as what it carries is hard to guess, for any purpose here.
    const BITS: u64 = 3072;

    fn seal(session: &'a Session, key: &BackupKey) -> Result<Envelope<'a>, String> {
        let token = session.token();
        if !token.offers(CKM_RSA_PKCS_OAEP) || !token.offers(CKM_RSA_PKCS_KEY_PAIR_GEN) {
            return Err("no mechanism for it".to_owned());
        }
        let public = [
            Attribute::Class(ObjectClass::PUBLIC_KEY),
            Attribute::KeyType(KeyType::RSA),
            Attribute::Token(false),
            Attribute::Private(false),
            Attribute::Wrap(true),
            Attribute::Encrypt(true),
            Attribute::Verify(false),
            Attribute::ModulusBits(Self::BITS.into()),
            Attribute::PublicExponent(vec![1, 0, 1]),
        ];
        let private = [
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::KeyType(KeyType::RSA),
            Attribute::Token(false),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Unwrap(true),
            Attribute::Decrypt(false),
            Attribute::Sign(false),
        ];
        let made = session.raw.generate_key_pair(&Mechanism::RsaPkcsKeyPairGen, &public, &private);
        let (public, private) = made.map_err(|error| words(&error))?;
        let mut envelope = Envelope { session, pair: [private, public], octets: Vec::new() };
        let public = session.read_public(public).map_err(|error| error.to_string())?;
        envelope.octets = sealed(public.spki(), key).map_err(|_| "it cannot be sealed".to_owned())?;
        Ok(envelope)
    }

    fn open(&self, template: &[Attribute], extra: &[Extra<'_>]) -> Result<ObjectHandle, Error> {
        // The client says CKZ_DATA_SPECIFIED with no data, as tokens want it: any other source is refused.
        let parameters = PkcsOaepParams::new(MechanismType::SHA1, PkcsMgfType::MGF1_SHA1, PkcsOaepSource::empty());
        let mechanism = Mechanism::RsaPkcsOaep(parameters);
        let raw = self.session.token().module.raw();
        raw.unwrap(&self.session.raw, By::Known(&mechanism), self.pair[0], &self.octets, template, extra)
    }
}

impl Drop for Envelope<'_> {
    fn drop(&mut self) {
        for object in self.pair {
            let _ = self.session.raw.destroy_object(object);
        }
    }
}

fn sealed(spki: &[u8], key: &BackupKey) -> Result<Vec<u8>, openssl::error::ErrorStack> {
    let public = PKey::public_key_from_der(spki)?;
    let mut encrypter = Encrypter::new(&public)?;
    encrypter.set_rsa_padding(Padding::PKCS1_OAEP)?;
    encrypter.set_rsa_oaep_md(MessageDigest::sha1())?;
    encrypter.set_rsa_mgf1_md(MessageDigest::sha1())?;
    let mut out = vec![0; encrypter.encrypt_len(key.secret().expose())?];
    let length = encrypter.encrypt(key.secret().expose(), &mut out)?;
    out.truncate(length);
    Ok(out)
}
