//! Guards that stand in a key's attributes: what a user can read, set, unset and copy.

use cryptoki::error::Error;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};

use super::super::error::VaultError;
use super::bench::{Bench, Pair};
use crate::keys::KeySpec;
use crate::signer::Curve;

const P256: KeySpec = KeySpec::Ec(Curve::P256);

pub(super) fn check(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    reading(bench)?;
    one_way(bench)?;
    frozen(bench)?;
    trusted(bench)
}

/// Puts the question when the key for it was made.
fn with_pair(
    bench: &mut Bench<'_>,
    (id, question): (&'static str, &'static str),
    made: Result<Pair, Error>,
    ask: impl FnOnce(&mut Bench<'_>, Pair),
) {
    match made {
        Ok(pair) => ask(bench, pair),
        Err(error) => bench.not_measured(id, question, "refused", &error),
    }
}

/// Reading an attribute in clear: refused when the token gives no value.
fn read(bench: &Bench<'_>, key: ObjectHandle, attribute: AttributeType) -> Result<(), Error> {
    use cryptoki::context::Function;
    use cryptoki::error::RvError;
    let refused = Error::Pkcs11(RvError::AttributeSensitive, Function::GetAttributeValue);
    match bench.raw().get_attributes(key, &[attribute])?.first() {
        Some(_) => Ok(()),
        None => Err(refused),
    }
}

fn reading(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    for (id, question, spec, attribute, on_token) in [
        ("read.ec", "can the value of a sensitive EC key be read?", P256, AttributeType::Value, true),
        ("read.ec-session", "and of one in a session?", P256, AttributeType::Value, false),
        (
            "read.rsa",
            "can the private exponent of a sensitive RSA key be read?",
            KeySpec::Rsa(2048),
            AttributeType::PrivateExponent,
            false,
        ),
    ] {
        let made = bench.pair(spec, on_token, &[])?;
        with_pair(bench, (id, question), made, |bench, pair| {
            let tried = read(bench, pair.private, attribute);
            bench.wants_refusal(id, question, tried);
        });
    }
    let (id, question) = ("read.aes", "can the value of a sensitive AES key be read?");
    match bench.wrapping_key(&[Attribute::Extractable(true)])? {
        Ok(key) => {
            let tried = read(bench, key, AttributeType::Value);
            bench.wants_refusal(id, question, tried);
        }
        Err(error) => bench.not_measured(id, question, "refused", &error),
    }
    let (id, question) = ("read.unextractable", "can a key that is neither sensitive nor extractable be read?");
    let made = bench.pair(P256, false, &[Attribute::Sensitive(false), Attribute::Extractable(false)])?;
    with_pair(bench, (id, question), made, |bench, pair| {
        let tried = read(bench, pair.private, AttributeType::Value);
        bench.wants_refusal(id, question, tried);
    });
    Ok(())
}

fn set(bench: &Bench<'_>, key: ObjectHandle, attribute: Attribute) -> Result<(), Error> {
    bench.raw().update_attributes(key, &[attribute])
}

fn copy(bench: &Bench<'_>, key: ObjectHandle, attribute: Attribute) -> Result<ObjectHandle, Error> {
    bench.raw().copy_object(key, &[attribute])
}

/// Attributes that may go one way only.
fn one_way(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    let sensitive = Attribute::Sensitive(false);
    let extractable = Attribute::Extractable(true);
    let unguarded = Attribute::WrapWithTrusted(false);
    for (set_id, set_question, copy_id, copy_question, born, attribute) in [
        (
            "sensitive.unset",
            "can SENSITIVE be taken back?",
            "sensitive.unset-by-copy",
            "can it be taken back in a copy?",
            vec![],
            sensitive,
        ),
        (
            "extractable.regain",
            "can EXTRACTABLE be given back?",
            "extractable.regain-by-copy",
            "can it be given back in a copy?",
            vec![Attribute::Extractable(false)],
            extractable,
        ),
        (
            "wrap-with-trusted.unset",
            "can WRAP_WITH_TRUSTED be taken back?",
            "wrap-with-trusted.unset-by-copy",
            "can it be taken back in a copy?",
            vec![Attribute::WrapWithTrusted(true)],
            unguarded,
        ),
    ] {
        let made = bench.pair(P256, false, &born)?;
        with_pair(bench, (set_id, set_question), made, |bench, pair| {
            let tried = copy(bench, pair.private, attribute.clone());
            bench.wants_refusal(copy_id, copy_question, tried);
            let tried = set(bench, pair.private, attribute);
            bench.wants_refusal(set_id, set_question, tried);
        });
    }
    Ok(())
}

/// Keys that may not be changed or copied at all.
fn frozen(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    let label = || Attribute::Label(b"chancery-measure-changed".to_vec());
    let (id, question) = ("modifiable.set", "can a key with MODIFIABLE=false be changed?");
    let made = bench.pair(P256, false, &[Attribute::Modifiable(false)])?;
    with_pair(bench, (id, question), made, |bench, pair| {
        let tried = set(bench, pair.private, label());
        bench.wants_refusal(id, question, tried);
        let tried = copy(bench, pair.private, Attribute::Derive(true));
        bench.wants_refusal("modifiable.copy", "can it be changed in a copy?", tried);
    });
    let (id, question) = ("copyable.copy", "can a key with COPYABLE=false be copied?");
    let made = bench.pair(P256, false, &[Attribute::Copyable(false)])?;
    with_pair(bench, (id, question), made, |bench, pair| {
        let tried = bench.raw().copy_object(pair.private, &[]);
        bench.wants_refusal(id, question, tried);
    });
    Ok(())
}

/// TRUSTED is the security officer's word. Can a user say it?
fn trusted(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    let yes = [Attribute::Trusted(true)];
    let made = bench.wrapping_key(&yes)?;
    bench.wants_refusal("trusted.generate", "can a user make a key with TRUSTED?", made);
    let value = bench.draw::<32>()?;
    let made = bench.known_wrapping_key(&value, &yes)?;
    bench.wants_refusal("trusted.create", "can a user bring in a key with TRUSTED?", made);
    let (set_id, set_question) = ("trusted.set", "can a user set TRUSTED later?");
    let (copy_id, copy_question) = ("trusted.copy", "can a user set TRUSTED in a copy?");
    let (unwrap_id, unwrap_question) = ("trusted.unwrap", "can a user set TRUSTED on a key that is unwrapped?");
    match bench.wrapping_key(&[Attribute::Extractable(true)])? {
        Ok(key) => {
            let tried = copy(bench, key, Attribute::Trusted(true));
            bench.wants_refusal(copy_id, copy_question, tried);
            let tried = set(bench, key, Attribute::Trusted(true));
            bench.wants_refusal(set_id, set_question, tried);
            let other = bench.wrapping_key(&[])?;
            let tried = other.and_then(|other| {
                let wrapped = bench.wrap(other, key)?;
                let template = [
                    Attribute::Class(ObjectClass::SECRET_KEY),
                    Attribute::KeyType(KeyType::AES),
                    Attribute::Token(false),
                    Attribute::Wrap(true),
                    Attribute::Trusted(true),
                ];
                bench.unwrap(other, &wrapped, &template)
            });
            bench.wants_refusal(unwrap_id, unwrap_question, tried);
        }
        Err(error) => {
            for (id, question) in [(copy_id, copy_question), (set_id, set_question), (unwrap_id, unwrap_question)] {
                bench.not_measured(id, question, "refused", &error);
            }
        }
    }
    let (id, question) = ("kek.allowed-mechanisms", "does a wrapping key decrypt by a mechanism it does not allow?");
    let only = cryptoki::mechanism::MechanismType::AES_KEY_WRAP_PAD;
    let restricted = [Attribute::Decrypt(true), Attribute::AllowedMechanisms(vec![only])];
    match bench.wrapping_key(&restricted)? {
        Ok(key) => {
            let tried = bench.raw().decrypt(&Mechanism::AesEcb, key, &[0; 16]);
            // Here the refusal is said by the very error that elsewhere means "not offered".
            match tried {
                Err(Error::Pkcs11(cryptoki::error::RvError::MechanismInvalid, _))
                    if bench.session().token().offers(cryptoki_sys::CKM_AES_ECB) =>
                {
                    bench.note(super::Check {
                        id,
                        question,
                        wanted: "refused",
                        found: "refused (MechanismInvalid)".into(),
                        verdict: super::Verdict::Held,
                    });
                }
                other => bench.wants_refusal(id, question, other),
            }
        }
        Err(error) => bench.not_measured(id, question, "refused", &error),
    }
    Ok(())
}
