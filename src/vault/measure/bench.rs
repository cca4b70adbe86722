//! The bench that a token is measured on: throw-away keys, and how answers are noted.

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};

use super::super::error::VaultError;
use super::super::mechanism::generation;
use super::super::objects::{private_template, public_template};
use super::super::raw::By;
use super::super::session::Session;
use super::super::wrapping::{Trial, words};
use super::{Check, Verdict};
use crate::entropy::Entropy;
use crate::keys::KeySpec;

/// A throw-away key pair.
pub(super) struct Pair {
    pub(super) public: ObjectHandle,
    pub(super) private: ObjectHandle,
}

pub(super) struct Bench<'a> {
    session: Session,
    entropy: &'a mut dyn Entropy,
    on_token: Vec<ObjectHandle>,
    checks: Vec<Check>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(session: Session, entropy: &'a mut dyn Entropy) -> Self {
        Bench { session, entropy, on_token: Vec::new(), checks: Vec::new() }
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }

    pub(super) fn raw(&self) -> &cryptoki::session::Session {
        &self.session.raw
    }

    /// Random octets for identifiers and for the one key that is known here.
    pub(super) fn draw<const N: usize>(&mut self) -> Result<[u8; N], VaultError> {
        let mut octets = [0; N];
        self.entropy.fill(&mut octets)?;
        Ok(octets)
    }

    fn name(&mut self) -> Result<[Attribute; 2], VaultError> {
        let id: [u8; 16] = self.draw()?;
        let label = format!("chancery-measure-{}", hex::encode(id.first_chunk::<8>().unwrap_or(&[0; 8])));
        Ok([Attribute::Id(id.to_vec()), Attribute::Label(label.into_bytes())])
    }

    /// A key pair whose private half is extractable and may be copied and
    /// changed, but for what `changes` says.
    pub(super) fn pair(
        &mut self,
        spec: KeySpec,
        on_token: bool,
        changes: &[Attribute],
    ) -> Result<Result<Pair, Error>, VaultError> {
        let name = self.name()?;
        let (_, mechanism) = generation(spec);
        let mut public = public_template(spec, on_token);
        let mut private = private_template(spec, on_token, true);
        public.extend(name.clone());
        private.extend(name);
        private.retain(|a| a.attribute_type() != AttributeType::Copyable);
        change(&mut private, changes);
        Ok(self.raw().generate_key_pair(&mechanism, &public, &private).map(|(public, private)| {
            if on_token {
                self.on_token.extend([public, private]);
            }
            Pair { public, private }
        }))
    }

    /// An AES-256 key that wraps and unwraps, made in the session.
    pub(super) fn wrapping_key(&mut self, changes: &[Attribute]) -> Result<Result<ObjectHandle, Error>, VaultError> {
        let mut template = wrapping_template(self.name()?);
        template.push(Attribute::ValueLen(32.into()));
        change(&mut template, changes);
        Ok(self.raw().generate_key(&Mechanism::AesKeyGen, &template))
    }

    /// The same with a value that is known here.
    pub(super) fn known_wrapping_key(
        &mut self,
        value: &[u8; 32],
        changes: &[Attribute],
    ) -> Result<Result<ObjectHandle, Error>, VaultError> {
        let mut template = wrapping_template(self.name()?);
        template.push(Attribute::Value(value.to_vec()));
        change(&mut template, changes);
        Ok(self.raw().create_object(&template))
    }

    /// Wraps by the mechanism for AES key wrap with padding.
    pub(super) fn wrap(&self, wrapping: ObjectHandle, key: ObjectHandle) -> Result<Vec<u8>, Error> {
        let mechanism = self.session.key_wrap().ok_or(Error::NotSupported)?;
        self.session.token().module.raw().wrap(self.raw(), mechanism, wrapping, key)
    }

    /// Unwraps by that mechanism.
    pub(super) fn unwrap(
        &self,
        wrapping: ObjectHandle,
        wrapped: &[u8],
        template: &[Attribute],
    ) -> Result<ObjectHandle, Error> {
        let mechanism = self.session.key_wrap().ok_or(Error::NotSupported)?;
        let raw = self.session.token().module.raw();
        raw.unwrap(self.raw(), By::Number(mechanism), wrapping, wrapped, template, &[])
    }

    /// A backup key that is thrown away, taken in.
    pub(super) fn backup(&mut self) -> Result<Trial, VaultError> {
        Trial::begin(self.session.another()?, self.entropy)
    }

    pub(super) fn note(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Notes a check that wants a refusal.
    pub(super) fn wants_refusal<T>(&mut self, id: &'static str, question: &'static str, tried: Result<T, Error>) {
        let (found, verdict) = match tried {
            Ok(_) => ("allowed".to_owned(), Verdict::NotHeld),
            Err(error) if is_missing(&error) => (format!("not offered ({})", words(&error)), Verdict::NotMeasured),
            Err(error) => (format!("refused ({})", words(&error)), Verdict::Held),
        };
        self.note(Check { id, question, wanted: "refused", found, verdict });
    }

    /// Notes a check that wants success; `Ok(text)` says more about it.
    pub(super) fn wants_success(
        &mut self,
        id: &'static str,
        question: &'static str,
        wanted: &'static str,
        tried: Result<bool, Error>,
    ) {
        let (found, verdict) = match tried {
            Ok(true) => (wanted.to_owned(), Verdict::Held),
            Ok(false) => ("no effect".to_owned(), Verdict::NotHeld),
            Err(error) if is_missing(&error) => (format!("not offered ({})", words(&error)), Verdict::NotMeasured),
            Err(error) => (format!("refused ({})", words(&error)), Verdict::NotHeld),
        };
        self.note(Check { id, question, wanted, found, verdict });
    }

    /// Notes that the question could not be put.
    pub(super) fn not_measured(&mut self, id: &'static str, question: &'static str, wanted: &'static str, why: &Error) {
        let found = format!("could not be tried ({})", words(why));
        self.note(Check { id, question, wanted, found, verdict: Verdict::NotMeasured });
    }

    /// Destroys what lies on the token, and gives the checks.
    pub(super) fn finish(mut self) -> Result<Vec<Check>, VaultError> {
        let failed = || self.session.token().failed("a throw-away key is not destroyed");
        for object in std::mem::take(&mut self.on_token) {
            match self.session.raw.destroy_object(object) {
                Ok(()) | Err(Error::Pkcs11(RvError::ObjectHandleInvalid, _)) => {}
                Err(error) => return Err(failed()(error)),
            }
        }
        Ok(std::mem::take(&mut self.checks))
    }
}

impl Drop for Bench<'_> {
    fn drop(&mut self) {
        for object in self.on_token.drain(..) {
            let _ = self.session.raw.destroy_object(object);
        }
    }
}

fn wrapping_template(name: [Attribute; 2]) -> Vec<Attribute> {
    let mut template = vec![
        Attribute::Class(ObjectClass::SECRET_KEY),
        Attribute::KeyType(KeyType::AES),
        Attribute::Token(false),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Encrypt(false),
        Attribute::Decrypt(false),
        Attribute::Wrap(true),
        Attribute::Unwrap(true),
    ];
    template.extend(name);
    template
}

/// Puts attributes in the place of those of the same type, or adds them.
pub(super) fn change(template: &mut Vec<Attribute>, changes: &[Attribute]) {
    for attribute in changes {
        template.retain(|a| a.attribute_type() != attribute.attribute_type());
        template.push(attribute.clone());
    }
}

/// The token has no such mechanism or function: neither a guard nor a hole.
pub(super) fn is_missing(error: &Error) -> bool {
    matches!(
        error,
        Error::NotSupported
            | Error::NullFunctionPointer
            | Error::Pkcs11(RvError::MechanismInvalid | RvError::FunctionNotSupported, _)
    )
}
