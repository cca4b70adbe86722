//! Guards against wrapping: which keys leave the token, for whom, and what comes back.

use cryptoki::error::Error;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use zeroize::Zeroizing;

use super::super::error::VaultError;
use super::super::kwp;
use super::bench::{Bench, Pair};
use super::{Check, Verdict};
use crate::keys::KeySpec;
use crate::secret::Secret;
use crate::signer::Curve;

const P256: KeySpec = KeySpec::Ec(Curve::P256);

pub(super) fn check(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    let kek = bench.wrapping_key(&[])?;
    leaving(bench, &kek)?;
    locking(bench, &kek)?;
    coming_back(bench, &kek)?;
    regaining(bench)?;
    format(bench)
}

/// `NotSupported`-like errors are passed on; the closure runs with both.
fn with<T>(
    bench: &Bench<'_>,
    kek: &Result<ObjectHandle, Error>,
    key: Result<Pair, Error>,
    ask: impl FnOnce(&Bench<'_>, ObjectHandle, ObjectHandle) -> Result<T, Error>,
) -> Result<T, Tried> {
    let kek = kek.as_ref().map_err(|e| Tried::Before(again(e)))?;
    let key = key.map_err(Tried::Before)?;
    ask(bench, *kek, key.private).map_err(Tried::Itself)
}

/// Whether the question was reached.
enum Tried {
    Before(Error),
    Itself(Error),
}

fn again(error: &Error) -> Error {
    match error {
        Error::Pkcs11(rv, function) => Error::Pkcs11(*rv, *function),
        _ => Error::NotSupported,
    }
}

fn refusal<T>(bench: &mut Bench<'_>, id: &'static str, question: &'static str, tried: Result<T, Tried>) {
    match tried {
        Ok(_) => bench.wants_refusal(id, question, Ok(())),
        Err(Tried::Itself(error)) => bench.wants_refusal(id, question, Err::<(), _>(error)),
        Err(Tried::Before(error)) => bench.not_measured(id, question, "refused", &error),
    }
}

fn success(
    bench: &mut Bench<'_>,
    id: &'static str,
    question: &'static str,
    wanted: &'static str,
    tried: Result<bool, Tried>,
) {
    match tried {
        Ok(found) => bench.wants_success(id, question, wanted, Ok(found)),
        Err(Tried::Itself(error)) => bench.wants_success(id, question, wanted, Err(error)),
        Err(Tried::Before(error)) => bench.not_measured(id, question, wanted, &error),
    }
}

fn leaving(bench: &mut Bench<'_>, kek: &Result<ObjectHandle, Error>) -> Result<(), VaultError> {
    let never = [Attribute::Extractable(false)];
    for (id, question, spec, on_token) in [
        ("wrap.unextractable-ec", "does an EC key with EXTRACTABLE=false leave?", P256, true),
        ("wrap.unextractable-ec-session", "and one in a session?", P256, false),
        ("wrap.unextractable-rsa", "does an RSA key with EXTRACTABLE=false leave?", KeySpec::Rsa(2048), false),
    ] {
        let key = bench.pair(spec, on_token, &never)?;
        let tried = with(bench, kek, key, |b, kek, key| b.wrap(kek, key));
        refusal(bench, id, question, tried);
    }
    let (id, question) = ("wrap.with-trusted", "does a key with WRAP_WITH_TRUSTED leave under a user's own key?");
    let key = bench.pair(P256, false, &[Attribute::WrapWithTrusted(true)])?;
    let tried = with(bench, kek, key, |b, kek, key| b.wrap(kek, key));
    refusal(bench, id, question, tried);
    let (id, question) = ("wrap.with-trusted-later", "and when WRAP_WITH_TRUSTED was set later?");
    let key = bench.pair(P256, false, &[])?;
    let key = key.and_then(|pair| {
        bench.raw().update_attributes(pair.private, &[Attribute::WrapWithTrusted(true)])?;
        Ok(pair)
    });
    let tried = with(bench, kek, key, |b, kek, key| b.wrap(kek, key));
    refusal(bench, id, question, tried);
    let (id, question) = ("wrap.trusted-by-user", "does such a key leave under a key that a user made TRUSTED?");
    let own = bench.wrapping_key(&[Attribute::Trusted(true)])?;
    let key = bench.pair(P256, false, &[Attribute::WrapWithTrusted(true)])?;
    let tried = match own {
        Ok(own) => with(bench, &Ok(own), key, |b, kek, key| b.wrap(kek, key)),
        Err(error) => Err(Tried::Itself(error)),
    };
    refusal(bench, id, question, tried);
    Ok(())
}

/// The guard that everything rests on: born extractable, wrapped once, locked for good.
fn locking(bench: &mut Bench<'_>, kek: &Result<ObjectHandle, Error>) -> Result<(), VaultError> {
    for (lock_id, lock_question, wrap_id, wrap_question, regain_id, on_token) in [
        (
            "lock.set",
            "can an extractable key be locked against extraction?",
            "lock.wrap",
            "does it leave after that?",
            "lock.regain",
            true,
        ),
        (
            "lock.set-session",
            "can one in a session be locked?",
            "lock.wrap-session",
            "does it leave after that, from a session?",
            "lock.regain-session",
            false,
        ),
    ] {
        let pair = bench.pair(P256, on_token, &[])?;
        let tried = with(bench, kek, pair, |bench, kek, key| {
            bench.wrap(kek, key)?;
            bench.raw().update_attributes(key, &[Attribute::Extractable(false)])?;
            Ok((kek, key))
        });
        let (kek, key) = match tried {
            Ok(both) => both,
            Err(error) => {
                success(bench, lock_id, lock_question, "locked", Err(error));
                continue;
            }
        };
        let now = bench.session().flag(key, AttributeType::Extractable)?;
        bench.wants_success(lock_id, lock_question, "locked", Ok(now == Some(false)));
        let tried = bench.wrap(kek, key);
        bench.wants_refusal(wrap_id, wrap_question, tried);
        let tried = bench.raw().update_attributes(key, &[Attribute::Extractable(true)]);
        bench.wants_refusal(regain_id, "can the lock be taken off?", tried);
    }
    Ok(())
}

fn private_key(spec: KeyType, more: &[Attribute]) -> Vec<Attribute> {
    let mut template = vec![
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(spec),
        Attribute::Token(false),
        Attribute::Private(true),
        Attribute::Sign(true),
    ];
    template.extend_from_slice(more);
    template
}

fn coming_back(bench: &mut Bench<'_>, kek: &Result<ObjectHandle, Error>) -> Result<(), VaultError> {
    let guarded = [Attribute::Sensitive(true), Attribute::Extractable(false), Attribute::WrapWithTrusted(true)];
    let pair = bench.pair(KeySpec::Rsa(2048), false, &[])?;
    let wrapped = with(bench, kek, pair, |b, kek, key| Ok((kek, b.wrap(kek, key)?)));
    let (id, question) = ("unwrap.guarded", "does a key that comes back guarded leave again?");
    let silent = "unwrap.silent";
    let silent_question = "is a key that comes back with nothing said extractable?";
    let readable = "unwrap.readable";
    let readable_question = "can a user bring a wrapped key back readable?";
    let (kek, wrapped) = match wrapped {
        Ok(both) => both,
        Err(Tried::Before(error) | Tried::Itself(error)) => {
            for (id, question) in [(id, question), (silent, silent_question), (readable, readable_question)] {
                bench.not_measured(id, question, "refused", &error);
            }
            return Ok(());
        }
    };
    match bench.unwrap(kek, &wrapped, &private_key(KeyType::RSA, &guarded)) {
        Ok(key) => {
            let tried = bench.wrap(kek, key);
            bench.wants_refusal(id, question, tried);
        }
        Err(error) => bench.not_measured(id, question, "refused", &error),
    }
    match bench.unwrap(kek, &wrapped, &private_key(KeyType::RSA, &[])) {
        Ok(key) => {
            let extractable = bench.session().flag(key, AttributeType::Extractable)?;
            let verdict = if extractable == Some(false) { Verdict::Held } else { Verdict::NotHeld };
            let found = if extractable == Some(false) { "not extractable" } else { "extractable" }.to_owned();
            let (id, question) = (silent, silent_question);
            bench.note(Check { id, question, wanted: "not extractable", found, verdict });
        }
        Err(error) => bench.not_measured(silent, silent_question, "not extractable", &error),
    }
    let open = [Attribute::Sensitive(false), Attribute::Extractable(true)];
    let tried = bench.unwrap(kek, &wrapped, &private_key(KeyType::RSA, &open));
    bench.wants_refusal(readable, readable_question, tried);
    Ok(())
}

/// A wrapping key that may only wrap: can its user make it unwrap?
fn regaining(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    for (id, question, attribute) in [
        ("kek.unwrap-regain", "can a user give UNWRAP to a key that may only wrap?", Attribute::Unwrap(true)),
        ("kek.decrypt-regain", "can a user give DECRYPT to a key that may only wrap?", Attribute::Decrypt(true)),
    ] {
        match bench.wrapping_key(&[Attribute::Unwrap(false)])? {
            Ok(key) => {
                let tried = bench.raw().update_attributes(key, &[attribute]);
                bench.wants_refusal(id, question, tried);
            }
            Err(error) => bench.not_measured(id, question, "refused", &error),
        }
    }
    let (id, question) = ("kek.frozen", "and when the wrapping key has MODIFIABLE=false?");
    match bench.wrapping_key(&[Attribute::Unwrap(false), Attribute::Modifiable(false)])? {
        Ok(key) => {
            let tried = bench.raw().update_attributes(key, &[Attribute::Unwrap(true)]);
            bench.wants_refusal(id, question, tried);
        }
        Err(error) => bench.not_measured(id, question, "refused", &error),
    }
    Ok(())
}

/// Under a wrapping key that is known here: is what leaves what RFC 5649 says?
fn format(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    let value = Zeroizing::new(bench.draw::<32>()?);
    let (import_id, import_question) = ("import.aes", "does it take in an AES key that cannot be read or leave?");
    let kek = bench.known_wrapping_key(&value, &[])?;
    let tried = kek
        .as_ref()
        .map_err(again)
        .and_then(|key| Ok(bench.raw().get_attributes(*key, &[AttributeType::Value])?.is_empty()));
    bench.wants_success(import_id, import_question, "taken in", tried);
    let (id, question) = ("wrap.rfc5649", "does a wrapped key open by RFC 5649, and is it the key?");
    let pair = bench.pair(P256, false, &[])?;
    let pair = match pair {
        Ok(pair) => pair,
        Err(error) => {
            bench.not_measured(id, question, "it opens", &error);
            return Ok(());
        }
    };
    let public = bench.session().read_public(pair.public)?;
    let tried = with(bench, &kek, Ok(pair), |b, kek, key| b.wrap(kek, key));
    let value = Secret::new(value.to_vec());
    let opens = |wrapped: Vec<u8>| kwp::opens_to(&value, &wrapped, &public).is_ok();
    success(bench, id, question, "it opens", tried.map(opens));
    Ok(())
}
