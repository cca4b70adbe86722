//! Keys out of one token and into another, wrapped under a backup key: every token of the machine with every other,
//! what each refuses, and tokens that do something else than they say.

#[path = "support/canary.rs"]
mod canary;
#[path = "backup_tokens/odd.rs"]
mod odd;
#[path = "vaults/tokens.rs"]
mod tokens;

use std::collections::BTreeMap;
use std::path::Path;

use canary::{Canary, assert_none};
use chancery::fault::{Fail, Fault};
use chancery::keys::{KeyId, KeySpec};
use chancery::secret::Secret;
use chancery::signer::{PublicKey, Signer, verify};
use chancery::vault::{
    BackupError, BackupKey, Can, KeyRequest, Module, RestoreRequest, Session, VaultError, WayIn, kwp,
};
use tokens::{SOFTHSM, SOFTOKN, TokenUnderTest, entropy, in_own_process, missing, pin};

const ALL: [&str; 12] = [
    "P-256",
    "P-384",
    "P-521",
    "brainpoolP256r1",
    "brainpoolP384r1",
    "brainpoolP512r1",
    "RSA-2048",
    "RSA-3072",
    "RSA-4096",
    "Ed25519",
    "ML-DSA-44",
    "ML-DSA-65",
];
/// The octets of the backup key of every test here, so that they can be looked for.
const OCTETS: [u8; 32] = *b"Jx7!kQ2@vN9#bM4$wR8%tY1^zL5&cD3*";

fn backup_key() -> BackupKey {
    BackupKey::of(Secret::new(OCTETS.to_vec())).unwrap()
}

fn spec(text: &str) -> KeySpec {
    text.parse().unwrap()
}

/// A key in a token, named by two numbers.
fn key(family: u8, n: usize, kind: &str) -> KeyRequest {
    let mut id = [family; 16];
    id[15] = n as u8;
    let label = format!("key-{family}-{n}").parse().unwrap();
    KeyRequest { id: KeyId::of(id), label, spec: spec(kind), extractable: true }
}

fn restoring(request: &KeyRequest, public: &PublicKey) -> RestoreRequest {
    let KeyRequest { id, label, spec, .. } = request.clone();
    RestoreRequest { id, label, spec, public_key: public.clone(), extractable: false }
}

/// An error as a person can ever see it: its message, its hint, its sources, its Debug form. The backup key is in none.
#[track_caller]
fn told(error: &VaultError) -> String {
    let mut text = format!("{error}\n{error:?}\n{}\n", error.hint().unwrap_or_default());
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text.push_str(&format!("{inner}\n{inner:?}\n"));
        source = inner.source();
    }
    assert_none(&Canary::new("the backup key", &OCTETS).in_bytes("an error", text.as_bytes()));
    text
}

#[track_caller]
fn clause<T>(tried: Result<T, VaultError>, wanted: &str) -> VaultError {
    let error = tried.err().unwrap_or_else(|| panic!("{wanted} was expected"));
    let text = told(&error);
    assert_eq!(error.clause(), Some(wanted), "{text}");
    assert!(error.to_string().starts_with(&format!("{wanted}: ")), "{text}");
    error
}

/// The key is a key of the token in every way: found, named, locked in, and it signs under the wanted public half.
#[track_caller]
fn stands(session: &Session, request: &RestoreRequest) {
    let found = session.find(request.id).unwrap().unwrap();
    assert_eq!(found.identity().unwrap(), request.public_key.identity().unwrap());
    let record = session.inventory().unwrap().into_iter().find(|r| r.key_id() == Some(request.id)).unwrap();
    assert_eq!((record.label.as_str(), record.kind), (request.label.as_str(), request.spec.to_string()));
    assert_eq!((record.sensitive, record.extractable), (Some(true), Some(request.extractable)));
    assert_eq!((record.sign, record.local), (Some(true), Some(false)));
    let signer = session.signer(request.id, request.spec.default_algorithm()).unwrap();
    let signature = signer.sign(b"after it came back").unwrap();
    verify(&request.public_key, signer.algorithm(), b"after it came back", &signature).unwrap();
}

/// No secret key is in the token, and nothing under the label of a backup key.
#[track_caller]
fn holds_no_backup_key(session: &Session) {
    let inventory = session.inventory().unwrap();
    assert!(inventory.iter().all(|record| record.class == "private"), "{inventory:?}");
    assert!(!session.has_label(&"backup-key".parse().unwrap()).unwrap());
}

/// What a kind of key became on its way out of a token.
type Left = BTreeMap<&'static str, (Vec<u8>, PublicKey)>;

/// Wraps a key of every kind that the token makes; what refuses is named with its clause.
fn out_of(session: &Session, family: u8) -> (Left, BTreeMap<&'static str, &'static str>) {
    let backup = backup_key();
    let wrapping = session.take_in(&backup, &"backup-key".parse().unwrap()).unwrap();
    assert_eq!((wrapping.way_in(), wrapping.is_on_token()), (WayIn::Created, false));
    let (mut left, mut refused) = (Left::new(), BTreeMap::new());
    for (n, kind) in ALL.into_iter().enumerate() {
        let request = key(family, n, kind);
        let public = match session.generate(&request) {
            Ok(public) => public,
            Err(error) => {
                assert!(matches!(error, VaultError::SpecUnsupported { .. }), "{kind}: {error}");
                refused.insert(kind, "not made");
                continue;
            }
        };
        match wrapping.wrap(request.id, &public) {
            Ok(blob) => {
                kwp::opens_to(backup.secret(), &blob, &public).unwrap();
                left.insert(kind, (blob, public));
            }
            Err(error) => {
                told(&error);
                assert_eq!(error.kind(), Fault::Device, "{kind}: {error}");
                refused.insert(kind, error.clause().unwrap());
            }
        }
    }
    // The public half that is wanted is another one's.
    let other = left.values().next().unwrap().1.clone();
    let (last, _) = left.iter().next_back().unwrap();
    let n = ALL.iter().position(|kind| kind == last).unwrap();
    let error = clause(wrapping.wrap(key(family, n, last).id, &other), "BACKUP-12");
    assert!(told(&error).contains("BACKUP-6"));
    let missing = wrapping.wrap(KeyId::of([0xee; 16]), &other).unwrap_err();
    assert!(matches!(missing, VaultError::KeyMissing { .. }), "{missing}");
    // Locked, it is refused before the token is asked.
    let first = key(family, 0, ALL[0]);
    session.lock_against_extraction(first.id).unwrap();
    let error = clause(wrapping.wrap(first.id, &left[ALL[0]].1), "BACKUP-1");
    assert_eq!(error.kind(), Fault::Refused);
    // Its label is taken for as long as it is there, and not longer.
    assert!(session.has_label(&"backup-key".parse().unwrap()).unwrap());
    clause(session.take_in(&backup, &"backup-key".parse().unwrap()), "VAULT-1");
    wrapping.destroy().unwrap();
    holds_no_backup_key(session);
    drop(session.take_in(&backup, &"backup-key".parse().unwrap()).unwrap());
    holds_no_backup_key(session);
    (left, refused)
}

/// Brings back what left another token; what refuses is named with its clause.
fn into(session: &Session, family: u8, left: &Left) -> BTreeMap<&'static str, &'static str> {
    let mut refused = BTreeMap::new();
    for (n, kind) in ALL.into_iter().enumerate() {
        let Some((blob, public)) = left.get(kind) else { continue };
        let before = session.inventory().unwrap();
        let request = restoring(&key(family, n, kind), public);
        match session.restore_key(&request, &backup_key(), blob) {
            Ok(found) => {
                assert_eq!(found.identity().unwrap(), public.identity().unwrap());
                stands(session, &request);
                clause(session.restore_key(&request, &backup_key(), blob), "VAULT-1");
                let again = RestoreRequest { label: "another".parse().unwrap(), ..request };
                clause(session.restore_key(&again, &backup_key(), blob), "VAULT-2");
            }
            Err(error) => {
                told(&error);
                assert_eq!(error.kind(), Fault::Device, "{kind}: {error}");
                assert_eq!(session.inventory().unwrap(), before, "{kind}: nothing is left of it");
                assert!(session.find(request.id).unwrap().is_none() && !session.has_label(&request.label).unwrap());
                refused.insert(kind, error.clause().unwrap_or_else(|| panic!("{kind}: {error:?}")));
            }
        }
    }
    holds_no_backup_key(session);
    refused
}

const NO_CURVES: [(&str, &str); 3] =
    [("brainpoolP256r1", "BACKUP-13"), ("brainpoolP384r1", "BACKUP-13"), ("brainpoolP512r1", "BACKUP-13")];

#[test]
fn every_token_gives_and_takes_with_every_other() {
    if !Path::new(SOFTHSM).exists() || !Path::new(SOFTOKN).exists() {
        return missing("softhsm2 or libnss3");
    }
    let dir = tempfile::tempdir().unwrap();
    let configuration = dir.path().join("softhsm2.conf");
    let test = "every_token_gives_and_takes_with_every_other";
    if !in_own_process(test, &[("SOFTHSM2_CONF", &configuration)], || {
        tokens::softhsm_configuration(dir.path());
        tokens::softhsm_token(&configuration, "primary");
    }) {
        return;
    }
    let softhsm = Module::load(Path::new(SOFTHSM)).unwrap().find(&"pkcs11:token=primary".parse().unwrap()).unwrap();
    let all = [
        ("embedded", tokens::embedded()),
        ("softhsm", TokenUnderTest { vault: softhsm, pin: pin(), dir }),
        ("nss", tokens::nss(tempfile::tempdir().unwrap())),
    ];
    let sessions: Vec<(&str, Session)> =
        all.iter().map(|(name, token)| (*name, token.vault.open(&token.pin).unwrap())).collect();
    let left: Vec<(&str, Left)> = sessions
        .iter()
        .enumerate()
        .map(|(n, (name, session))| {
            let (left, refused) = out_of(session, 1 + n as u8);
            let expected: &[(&str, &str)] = match *name {
                "embedded" => &[("ML-DSA-44", "BACKUP-11"), ("ML-DSA-65", "BACKUP-11")],
                "softhsm" => &[("Ed25519", "BACKUP-11")],
                _ => &[],
            };
            let wanted: BTreeMap<_, _> = expected.iter().copied().collect();
            let wrapped: BTreeMap<_, _> = refused.into_iter().filter(|(_, why)| *why != "not made").collect();
            assert_eq!(wrapped, wanted, "out of {name}");
            (*name, left)
        })
        .collect();
    for (to, (place, session)) in sessions.iter().enumerate() {
        for (from, (origin, left)) in left.iter().enumerate() {
            let refused = into(session, (0x10 + 0x10 * to + from) as u8, left);
            let expected: &[(&str, &str)] = match (*origin, *place) {
                ("softhsm", "embedded" | "nss") => &NO_CURVES,
                ("embedded", "softhsm" | "nss") => &[("Ed25519", "BACKUP-13")],
                _ => &[],
            };
            assert_eq!(refused, expected.iter().copied().collect(), "out of {origin} into {place}");
        }
    }
    // What the trial says beforehand is what happened.
    for ((name, session), (_, left)) in sessions.iter().zip(&left) {
        let asked = ["P-256", "P-521", "brainpoolP384r1", "RSA-2048", "Ed25519", "ML-DSA-44"];
        let before = session.inventory().unwrap();
        let found = session.backup_trial(&asked.map(spec), &mut entropy()).unwrap();
        assert_eq!(session.inventory().unwrap(), before, "{name}: nothing is left of the trial");
        assert_eq!((found.way_in, found.kinds.len()), (Some(WayIn::Created), asked.len()));
        for kind in asked {
            let one = found.of(spec(kind)).unwrap();
            assert_eq!(one.backup.is_yes(), left.contains_key(kind), "{name}: {one:?}");
            assert_eq!(one.restore.is_yes(), left.contains_key(kind), "{name}: {one:?}");
            match &one.backup {
                Can::Can => found.expect_backup(one.spec).unwrap(),
                Can::Cannot(why) => {
                    let error = clause(found.expect_backup(one.spec), "BACKUP-16");
                    let text = told(&error);
                    assert!(text.contains("no-backup") && text.contains(why) && text.contains("clone"), "{text}");
                    assert_eq!(error.kind(), Fault::Refused);
                }
            }
        }
        clause(found.expect_backup(spec("RSA-4096")), "BACKUP-16");
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!((&json["kinds"][0]["spec"], &json["kinds"][0]["backup"]), (&"P-256".into(), &"can".into()));
        println!("{name}: {}", found.guards.join("; "));
    }
}

#[test]
fn a_key_is_lost_and_comes_back_into_the_same_token() {
    let token = tokens::embedded();
    let session = token.vault.open(&token.pin).unwrap();
    let backup = backup_key();
    let request = key(1, 0, "P-384");
    let public = session.generate(&request).unwrap();
    let wrapping = session.take_in(&backup, &"backup-key".parse().unwrap()).unwrap();
    let blob = wrapping.wrap(request.id, &public).unwrap();
    assert_eq!(wrapping.guards(), Vec::<String>::new(), "this token keeps all that is asked");
    let canary = Canary::new("the backup key", &OCTETS);
    assert_none(&canary.in_folder(token.dir.path()));
    wrapping.destroy().unwrap();
    assert_none(&canary.in_folder(token.dir.path()));
    session.destroy(request.id).unwrap();
    let wanted = restoring(&request, &public);
    let refused = |change: &dyn Fn(&mut RestoreRequest), key: &BackupKey, blob: &[u8], expected: &str| {
        let mut request = wanted.clone();
        change(&mut request);
        let error = clause(session.restore_key(&request, key, blob), expected);
        assert_eq!(session.inventory().unwrap(), [], "{error}");
        assert!(!session.has_label(&request.label).unwrap(), "{error}");
    };
    let other = session.generate(&key(2, 0, "P-384")).unwrap();
    session.destroy(key(2, 0, "P-384").id).unwrap();
    let another_key = BackupKey::draw(&mut entropy()).unwrap();
    let mut damaged = blob.clone();
    damaged[20] ^= 1;
    let as_it_is = |_: &mut RestoreRequest| ();
    refused(&as_it_is, &another_key, &blob, "BACKUP-3");
    refused(&as_it_is, &backup, &damaged, "BACKUP-3");
    refused(&as_it_is, &backup, &blob[..blob.len() - 1], "BACKUP-2");
    refused(&as_it_is, &backup, b"", "BACKUP-2");
    refused(&|r| r.public_key = other.clone(), &backup, &blob, "BACKUP-6");
    refused(&|r| r.spec = spec("P-256"), &backup, &blob, "BACKUP-14");
    let words = kwp::wrap(backup.secret(), &Secret::new(b"no key at all".to_vec())).unwrap();
    refused(&as_it_is, &backup, &words, "BACKUP-5");
    session.restore_key(&wanted, &backup, &blob).unwrap();
    stands(&session, &wanted);
    // It cannot leave again; one that is brought back for a new set can, once.
    let wrapping = session.take_in(&backup, &"backup-key".parse().unwrap()).unwrap();
    clause(wrapping.wrap(request.id, &public), "BACKUP-1");
    session.destroy(request.id).unwrap();
    let open = RestoreRequest { extractable: true, ..wanted };
    session.restore_key(&open, &backup, &blob).unwrap();
    stands(&session, &open);
    let again = wrapping.wrap(request.id, &public).unwrap();
    kwp::opens_to(backup.secret(), &again, &public).unwrap();
    session.lock_against_extraction(request.id).unwrap();
    clause(wrapping.wrap(request.id, &public), "BACKUP-1");
    drop(wrapping);
    holds_no_backup_key(&session);
}

#[test]
fn a_wrapping_key_ends_with_its_last_use_whatever_happens_around_it() {
    let token = tokens::embedded();
    let session = token.vault.open(&token.pin).unwrap();
    let backup = backup_key();
    let request = key(1, 0, "P-256");
    let public = session.generate(&request).unwrap();
    let wrapping = session.take_in(&backup, &"backup-key".parse().unwrap()).unwrap();
    // It has a session of its own, and so outlives the one that it was made by.
    drop(session);
    wrapping.wrap(request.id, &public).unwrap();
    assert!(matches!(token.vault.open(&token.pin), Err(VaultError::AlreadyOpen { .. })));
    drop(wrapping);
    holds_no_backup_key(&token.vault.open(&token.pin).unwrap());
    let session = token.vault.open(&token.pin).unwrap();
    let wrapping = session.take_in(&backup, &"backup-key".parse().unwrap()).unwrap();
    token.dir.close().unwrap();
    for error in [
        wrapping.wrap(request.id, &public).err(),
        session.take_in(&backup, &"second".parse().unwrap()).err(),
        session.restore_key(&restoring(&key(2, 0, "P-256"), &public), &backup, b"").err(),
        session.backup_trial(&[], &mut entropy()).err(),
    ] {
        let error = error.unwrap();
        assert!(matches!(error, VaultError::TokenGone { .. }), "{}", told(&error));
    }
}

#[test]
fn errors_that_hold_another_name_what_is_wrong_with_the_blob() {
    let inner = BackupError::DoesNotOpen;
    let error: VaultError =
        BackupError::BlobBad { id: KeyId::of([1; 16]), vault: "primary".into(), source: Box::new(inner) }.into();
    assert!(told(&error).contains("BACKUP-3"), "{error}");
}
