//! The suite that every token passes through, and the table of what it enforces.

use chancery::entropy::Entropy;
use chancery::fault::{Fail, Fault};
use chancery::keys::{KeyId, KeySpec};
use chancery::secret::Secret;
use chancery::signer::{Algorithm, Hash, Signer, verify};
use chancery::vault::{Can, KeyRequest, Session, VaultError, Verdict, measure};

use crate::judge::{judges, openssl_verifies};
use crate::tokens::{TokenUnderTest, entropy, pin};

/// What one token is expected to be. What is not named here must hold.
pub struct Expected {
    /// Kinds of key that it makes, and for which signatures verify.
    pub makes: &'static [&'static str],
    /// Kinds that come back after being wrapped.
    pub restores: &'static [&'static str],
    /// Guards that do not hold.
    pub not_held: &'static [&'static str],
    /// Guards that cannot be measured.
    pub not_measured: &'static [&'static str],
    /// The mechanism for AES key wrap with padding.
    pub key_wrap: Option<&'static str>,
    /// Whether locking a key against extraction keeps it in.
    pub locks: bool,
}

fn request(n: u8, spec: &str, extractable: bool) -> KeyRequest {
    let label = format!("key-{n}").parse().unwrap();
    KeyRequest { id: KeyId::of([n; 16]), label, spec: spec.parse().unwrap(), extractable }
}

/// Every part of the suite, in one order.
pub fn run(token: &TokenUnderTest, expected: &Expected) {
    the_vault_opens_with_one_login(token);
    let session = token.vault.open(&token.pin).unwrap();
    keys_are_made_found_and_sign(&session, expected);
    used_labels_and_identifiers_are_refused(&session);
    kinds_it_does_not_make_are_refused(&session, expected);
    keys_and_algorithms_that_do_not_go_together_are_refused(&session);
    a_locked_key_says_so(&session);
    two_threads_sign_with_a_session_each(&session);
    its_randomness_can_be_mixed_in(&session);
    the_table_is_what_it_should_be(&session, expected);
    a_destroyed_key_is_gone(&session);
    drop(session);
    keys_are_there_after_the_next_login(token);
    the_pin_can_be_changed(token);
}

fn the_vault_opens_with_one_login(token: &TokenUnderTest) {
    let flags = token.vault.flags().unwrap();
    assert!(!flags.locked && !flags.final_try, "{flags:?}");
    let session = token.vault.open(&token.pin).unwrap();
    let error = token.vault.open(&Secret::new(b"whatever".to_vec())).err().unwrap();
    assert!(matches!(error, VaultError::AlreadyOpen { .. }), "a second login would not check its PIN: {error}");
    let signer_keeps_the_login = session.another().unwrap();
    drop(session);
    assert!(matches!(token.vault.open(&token.pin), Err(VaultError::AlreadyOpen { .. })));
    drop(signer_keeps_the_login);
}

fn keys_are_made_found_and_sign(session: &Session, expected: &Expected) {
    for (n, spec) in expected.makes.iter().enumerate() {
        let request = request(n as u8, spec, n % 2 == 1);
        assert!(session.find(request.id).unwrap().is_none());
        let made =
            session.generate(&request).unwrap_or_else(|e| panic!("{spec}: {e} {:?}", std::error::Error::source(&e)));
        assert_eq!(session.find(request.id).unwrap().unwrap(), made);
        assert!(session.has_label(&request.label).unwrap());
        let record = session.inventory().unwrap().into_iter().find(|r| r.key_id() == Some(request.id)).unwrap();
        assert_eq!(record.kind, *spec);
        assert_eq!((record.sensitive, record.extractable), (Some(true), Some(request.extractable)));
        assert_eq!((record.label.as_str(), record.sign), (request.label.as_str(), Some(true)));
        assert_eq!(record.public_key.unwrap(), made.identity().unwrap());
        let algorithms = match request.spec {
            KeySpec::Rsa(_) => [Hash::Sha256, Hash::Sha384, Hash::Sha512]
                .into_iter()
                .flat_map(|h| [Algorithm::RsaPkcs1(h), Algorithm::RsaPss(h, h.output_len() as u16)])
                .collect(),
            KeySpec::Ec(_) => vec![Algorithm::Ecdsa(Hash::Sha256), Algorithm::Ecdsa(Hash::Sha512)],
            KeySpec::Ed25519 => vec![Algorithm::Ed25519],
            KeySpec::MlDsa(set) => vec![Algorithm::MlDsa(set)],
        };
        for algorithm in algorithms {
            let signer = session.signer(request.id, algorithm).unwrap();
            assert_eq!((signer.algorithm(), signer.id()), (algorithm, request.id));
            let message = format!("{spec} {algorithm}");
            let signature = signer.sign(message.as_bytes()).unwrap();
            verify(&made, algorithm, message.as_bytes(), &signature).unwrap();
            if !judges(algorithm) {
                continue;
            }
            assert!(openssl_verifies(&made, algorithm, message.as_bytes(), &signature), "{spec} {algorithm}");
            assert!(!openssl_verifies(&made, algorithm, b"another", &signature), "{spec} {algorithm}");
        }
    }
}

fn used_labels_and_identifiers_are_refused(session: &Session) {
    let before = session.inventory().unwrap();
    let used = request(0, "P-256", false);
    let label = KeyRequest { id: KeyId::of([0x77; 16]), ..used.clone() };
    let id = KeyRequest { label: "another".parse().unwrap(), ..used };
    for (request, clause) in [(label, "VAULT-1"), (id, "VAULT-2")] {
        let error = session.generate(&request).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some(clause), Fault::Refused));
        assert!(error.to_string().starts_with(clause));
    }
    assert_eq!(session.inventory().unwrap(), before);
}

fn kinds_it_does_not_make_are_refused(session: &Session, expected: &Expected) {
    let all = ["P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1", "RSA-3072", "Ed25519"];
    let all = all.into_iter().chain(["ML-DSA-44", "ML-DSA-65"]);
    let before = session.inventory().unwrap();
    for spec in all {
        let request = request(0x66, spec, false);
        let asked = session.expect_makes(request.spec);
        assert_eq!(session.inventory().unwrap(), before, "{spec}: nothing is left of the trial");
        if expected.makes.contains(&spec) {
            asked.unwrap();
            continue;
        }
        assert!(matches!(asked, Err(VaultError::SpecUnsupported { .. })), "{spec}: {asked:?}");
        let error = session.generate(&request).unwrap_err();
        assert_eq!(error.kind(), Fault::Device, "{spec}: {error}");
        assert!(matches!(error, VaultError::SpecUnsupported { .. }), "{spec}: {error}");
        assert!(session.find(request.id).unwrap().is_none(), "{spec}");
        assert!(!session.has_label(&request.label).unwrap(), "{spec}");
    }
}

fn keys_and_algorithms_that_do_not_go_together_are_refused(session: &Session) {
    let first = KeyId::of([0; 16]);
    assert!(session.signer(first, Algorithm::RsaPkcs1(Hash::Sha256)).is_err());
    assert!(session.signer(first, Algorithm::Ed25519).is_err());
    assert!(session.signer(first, Algorithm::Ecdsa(Hash::Sha1)).is_err(), "SHA-1 signs nothing");
    let missing = session.signer(KeyId::of([0x55; 16]), Algorithm::Ed25519).err().unwrap();
    assert!(matches!(missing, VaultError::KeyMissing { .. }));
    assert!(matches!(session.destroy(KeyId::of([0x55; 16])), Err(VaultError::KeyMissing { .. })));
}

fn a_locked_key_says_so(session: &Session) {
    let id = KeyId::of([1; 16]);
    let extractable = |session: &Session| {
        session.inventory().unwrap().into_iter().find(|r| r.key_id() == Some(id)).unwrap().extractable
    };
    assert_eq!(extractable(session), Some(true));
    session.lock_against_extraction(id).unwrap();
    assert_eq!(extractable(session), Some(false));
    session.lock_against_extraction(id).unwrap();
    let spec: KeySpec = "P-384".parse().unwrap();
    session.signer(id, spec.default_algorithm()).unwrap().sign(b"it still signs").unwrap();
}

fn two_threads_sign_with_a_session_each(session: &Session) {
    let id = KeyId::of([0; 16]);
    let signer = session.signer(id, Algorithm::Ecdsa(Hash::Sha256)).unwrap();
    let workers: Vec<_> = (0..2)
        .map(|worker| {
            let signer = signer.another().unwrap();
            std::thread::spawn(move || {
                for n in 0..200 {
                    let message = format!("{worker} {n}");
                    let signature = signer.sign(message.as_bytes()).unwrap();
                    verify(signer.public_key(), signer.algorithm(), message.as_bytes(), &signature).unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
}

fn its_randomness_can_be_mixed_in(session: &Session) {
    let mut mixer = entropy();
    mixer.add(Box::new(session.source().unwrap()));
    let mut out = [0; 1000];
    mixer.fill(&mut out).unwrap();
    let report = mixer.report();
    assert_eq!(report.len(), 2);
    assert!(report[1].0.starts_with("token ") && report[1].1 == 1024, "{report:?}");
}

fn the_table_is_what_it_should_be(session: &Session, expected: &Expected) {
    let before = session.inventory().unwrap();
    let found = measure(session, &mut entropy()).unwrap();
    assert_eq!(session.inventory().unwrap(), before, "the measurement leaves nothing behind");
    let with = |verdict: Verdict| -> Vec<&str> {
        let mut ids: Vec<&str> = found.checks.iter().filter(|c| c.verdict == verdict).map(|c| c.id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(with(Verdict::NotHeld), expected.not_held, "{:#?}", found.checks);
    assert_eq!(with(Verdict::NotMeasured), expected.not_measured, "{:#?}", found.checks);
    let mut ids: Vec<&str> = found.checks.iter().map(|c| c.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), found.checks.len(), "every check has a name of its own");
    assert_eq!(found.failures().count(), expected.not_held.len());
    assert_eq!(found.check("lock.wrap").unwrap().verdict == Verdict::Held, expected.locks);
    assert_eq!(found.key_wrap.as_deref(), expected.key_wrap);
    let kinds = |wanted: fn(&chancery::vault::KindFound) -> bool| -> Vec<String> {
        found.kinds.iter().filter(|k| wanted(k)).map(|k| k.spec.to_string()).collect()
    };
    assert_eq!(kinds(|k| k.makes), expected.makes, "{:?}", found.kinds);
    assert_eq!(kinds(|k| k.restores == Some(true)), expected.restores, "{:?}", found.kinds);
    // Under a backup key that comes in from outside it is the same kinds.
    assert_eq!(kinds(|k| k.backup == Some(Can::Can)), expected.restores, "{:?}", found.kinds);
    assert_eq!(kinds(|k| k.backup_restores == Some(Can::Can)), expected.restores, "{:?}", found.kinds);
    let extractable: Vec<_> = before.iter().filter(|k| k.extractable == Some(true)).map(|k| k.label.clone()).collect();
    let reported: Vec<_> = found.extractable_keys.iter().map(|k| k.label.clone()).collect();
    assert_eq!(reported, extractable);
    assert!(!extractable.is_empty());
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["checks"][0]["id"], "read.ec");
    assert_eq!(json["checks"][0]["verdict"], "held");
}

fn a_destroyed_key_is_gone(session: &Session) {
    let id = KeyId::of([2; 16]);
    let before = session.inventory().unwrap().len();
    session.destroy(id).unwrap();
    assert!(session.find(id).unwrap().is_none());
    assert_eq!(session.inventory().unwrap().len(), before - 1);
    assert!(!session.has_label(&"key-2".parse().unwrap()).unwrap());
}

fn keys_are_there_after_the_next_login(token: &TokenUnderTest) {
    let session = token.vault.open(&token.pin).unwrap();
    let signer = session.signer(KeyId::of([0; 16]), Algorithm::Ecdsa(Hash::Sha256)).unwrap();
    drop(session);
    let signature = signer.sign(b"the signer keeps the login").unwrap();
    verify(signer.public_key(), signer.algorithm(), b"the signer keeps the login", &signature).unwrap();
}

fn the_pin_can_be_changed(token: &TokenUnderTest) {
    let next = || Secret::new(b"battery staple".to_vec());
    let session = token.vault.open(&token.pin).unwrap();
    let wrong = session.change_pin(&Secret::new(b"wrong horse".to_vec()), &next()).unwrap_err();
    assert!(matches!(wrong, VaultError::PinWrong { .. }), "{wrong}");
    session.change_pin(&pin(), &next()).unwrap();
    drop(session);
    let error = token.vault.open(&pin()).err().unwrap();
    assert!(matches!(error, VaultError::PinWrong { .. }), "{error}");
    assert_eq!(error.kind(), Fault::Device);
    let session = token.vault.open(&next()).unwrap();
    // What was made under the old PIN signs under the new one, and the session that changed it goes on.
    let signer = session.signer(KeyId::of([0; 16]), Algorithm::Ecdsa(Hash::Sha256)).unwrap();
    for words in [&b"after the change"[..], b"and after the change back"] {
        let signature = signer.sign(words).unwrap();
        verify(signer.public_key(), signer.algorithm(), words, &signature).unwrap();
        if words.starts_with(b"after") {
            session.change_pin(&next(), &pin()).unwrap();
        }
    }
    drop((signer, session));
    token.vault.open(&pin()).unwrap();
    let error = token.vault.open(&next()).err().unwrap();
    assert!(matches!(error, VaultError::PinWrong { .. }), "{error}");
}
