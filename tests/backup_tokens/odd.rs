//! A SoftHSM2 token behind a module of ours that does something else than it is asked, one thing at a time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chancery::fault::{Fail, Fault};
use chancery::secret::Secret;
use chancery::signer::PublicKey;
use chancery::vault::{Can, KeyRequest, Module, Session, VaultError, Verdict, WayIn, kwp, measure};
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::PKey;

use crate::tokens::{SOFTHSM, entropy, in_own_process, missing, pin, softhsm_configuration, softhsm_token};
use crate::{backup_key, clause, holds_no_backup_key, key, restoring, spec, stands, told};

/// The source of the module.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/odd_token.c");

/// The token, and the file with the word for what it does.
struct Odd {
    module: PathBuf,
    word: PathBuf,
}

impl Odd {
    /// In a process of its own; `None` outside of that.
    fn begin(test: &str) -> Option<Odd> {
        if !Path::new(SOFTHSM).exists() {
            missing("softhsm2");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let (configuration, word) = (dir.path().join("softhsm2.conf"), dir.path().join("word"));
        let module = dir.path().join("odd.so");
        let variables = [("SOFTHSM2_CONF", &*configuration), ("ODD_DOES", &*word), ("ODD_MODULE", Path::new(SOFTHSM))];
        let inside = in_own_process(&format!("odd::{test}"), &variables, || {
            softhsm_configuration(dir.path());
            softhsm_token(&configuration, "odd");
            let made = Command::new("cc").args(["-shared", "-fPIC", "-O1", SOURCE, "-ldl", "-o"]).arg(&module).output();
            let made = made.expect("the C compiler that OpenSSL is built with");
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        });
        inside.then(|| {
            let word = PathBuf::from(std::env::var_os("ODD_DOES").unwrap());
            Odd { module: word.with_file_name("odd.so"), word }
        })
    }

    /// From now on it does this.
    fn does(&self, word: &str) {
        fs::write(&self.word, word).unwrap();
    }

    fn open(&self) -> Session {
        let module = Module::load(&self.module).unwrap();
        module.find(&"pkcs11:token=odd".parse().unwrap()).unwrap().open(&pin()).unwrap()
    }
}

fn label() -> chancery::safe::Label {
    "backup-key".parse().unwrap()
}

fn made(session: &Session, n: usize) -> (KeyRequest, PublicKey) {
    let request = key(1, n, "P-256");
    let public = session.generate(&request).unwrap();
    (request, public)
}

#[test]
fn what_is_no_backup_of_the_key_is_never_given_away() {
    let Some(odd) = Odd::begin("what_is_no_backup_of_the_key_is_never_given_away") else { return };
    let session = odd.open();
    let backup = backup_key();
    let ((one, first), (two, second)) = (made(&session, 1), made(&session, 2));
    for (word, inner) in
        [("other-padding", "BACKUP-4"), ("trailing", "BACKUP-3"), ("damages", "BACKUP-3"), ("too-short", "BACKUP-3")]
    {
        odd.does(word);
        let wrapping = session.take_in(&backup, &label()).unwrap();
        let error = clause(wrapping.wrap(one.id, &first), "BACKUP-12");
        assert_eq!(error.kind(), Fault::Device);
        assert!(told(&error).contains(inner), "{word}: {}", told(&error));
        let trial = session.backup_trial(&[spec("P-256")], &mut entropy()).unwrap();
        let Can::Cannot(why) = &trial.kinds[0].backup else { panic!("{word}: {trial:?}") };
        assert!(why.contains(inner), "{word}: {why}");
    }
    odd.does("gives-the-first");
    let wrapping = session.take_in(&backup, &label()).unwrap();
    wrapping.wrap(one.id, &first).unwrap();
    let error = clause(wrapping.wrap(two.id, &second), "BACKUP-12");
    assert!(told(&error).contains("BACKUP-6"), "{}", told(&error));
    odd.does("wraps-nothing");
    let error = clause(wrapping.wrap(two.id, &second), "BACKUP-11");
    assert!(error.to_string().contains("DeviceError"), "{error}");
    odd.does("");
    wrapping.wrap(two.id, &second).unwrap();
    wrapping.destroy().unwrap();
    holds_no_backup_key(&session);
}

#[test]
fn a_backup_key_comes_in_by_whatever_way_is_left() {
    let Some(odd) = Odd::begin("a_backup_key_comes_in_by_whatever_way_is_left") else { return };
    let session = odd.open();
    let backup = backup_key();
    let (request, public) = made(&session, 1);
    for (word, way, on_token, guard) in [
        ("", WayIn::Created, false, None),
        ("no-create", WayIn::Unwrapped, false, None),
        ("token-only", WayIn::Unwrapped, false, None),
        ("wraps-under-token", WayIn::Created, true, Some("on the token")),
        ("knows-little", WayIn::Created, false, Some("CKA_MODIFIABLE=false is not taken")),
    ] {
        odd.does(word);
        let wrapping = session.take_in(&backup, &label()).unwrap_or_else(|e| panic!("{word}: {}", told(&e)));
        let blob = wrapping.wrap(request.id, &public).unwrap_or_else(|e| panic!("{word}: {}", told(&e)));
        assert_eq!((wrapping.way_in(), wrapping.is_on_token()), (way, on_token), "{word}");
        let guards = wrapping.guards();
        match guard {
            Some(words) => assert!(guards.iter().any(|g| g.contains(words)), "{word}: {guards:?}"),
            None => assert_eq!(guards, Vec::<String>::new(), "{word}"),
        }
        let on_it = session.inventory().unwrap().iter().filter(|record| record.class == "secret").count();
        assert_eq!(on_it, usize::from(on_token), "{word}");
        wrapping.destroy().unwrap();
        holds_no_backup_key(&session);
        // And the other way round.
        let back = restoring(&key(2, 0, "P-256"), &public);
        session.restore_key(&back, &backup, &blob).unwrap_or_else(|e| panic!("{word}: {}", told(&e)));
        stands(&session, &back);
        session.destroy(back.id).unwrap();
        holds_no_backup_key(&session);
    }
    // Dropped and not destroyed, one on the token goes as well.
    odd.does("wraps-under-token");
    let wrapping = session.take_in(&backup, &label()).unwrap();
    wrapping.wrap(request.id, &public).unwrap();
    drop(wrapping);
    holds_no_backup_key(&session);
}

#[test]
fn a_token_that_cannot_says_so_before() {
    let Some(odd) = Odd::begin("a_token_that_cannot_says_so_before") else { return };
    let backup = backup_key();
    let asked = [spec("P-256"), spec("RSA-2048")];
    let measured = |session: &Session, expected: [Verdict; 4], words: &str| {
        let found = measure(session, &mut entropy()).unwrap();
        let ids = ["backup.takes-key-in", "backup.guards", "backup.wraps", "backup.restores"];
        let checks = ids.map(|id| found.check(id).unwrap());
        assert_eq!(checks.map(|check| check.verdict), expected, "{checks:?}");
        assert!(checks.iter().any(|check| check.found.contains(words)), "{checks:?}");
    };
    use Verdict::{Held, NotHeld, NotMeasured};
    odd.does("no-key-wrap");
    let session = odd.open();
    made(&session, 1);
    let error = clause(session.take_in(&backup, &label()), "BACKUP-9");
    assert_eq!(error.kind(), Fault::Device);
    assert!(error.hint().unwrap().contains("clone"), "{}", told(&error));
    let trial = session.backup_trial(&asked, &mut entropy()).unwrap();
    assert_eq!(trial.way_in, None);
    assert!(trial.kinds.iter().all(|kind| !kind.backup.is_yes() && !kind.restore.is_yes()), "{trial:?}");
    clause(trial.expect_backup(asked[0]), "BACKUP-16");
    measured(&session, [NotHeld, NotMeasured, NotHeld, NotMeasured], "no-backup: it has no mechanism");
    drop(session);
    odd.does("takes-nothing");
    let session = odd.open();
    let error = clause(session.take_in(&backup, &label()), "BACKUP-10");
    assert!(error.to_string().contains("made into a session: TemplateInconsistent"), "{error}");
    assert!(error.to_string().contains("unwrapped by RSA on the token: DeviceError"), "{error}");
    let private = EcKey::generate(&EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap()).unwrap();
    let private = PKey::from_ec_key(private).unwrap();
    let blob = kwp::wrap(backup.secret(), &Secret::new(private.private_key_to_pkcs8().unwrap())).unwrap();
    let public = PublicKey::from_spki(&private.public_key_to_der().unwrap()).unwrap();
    clause(session.restore_key(&restoring(&key(2, 0, "P-256"), &public), &backup, &blob), "BACKUP-10");
    assert_eq!(session.inventory().unwrap().len(), 1);
    let trial = session.backup_trial(&asked, &mut entropy()).unwrap();
    assert_eq!((trial.way_in, trial.guards.len()), (None, 0));
    measured(&session, [NotHeld, NotMeasured, NotHeld, NotMeasured], "no-backup: it takes no backup key in");
    odd.does("wraps-nothing");
    measured(&session, [Held, Held, NotHeld, NotMeasured], "no-backup: P-256");
    odd.does("takes-none-back");
    measured(&session, [Held, Held, NotHeld, NotHeld], "not taken back: P-256");
    odd.does("");
    measured(&session, [Held, Held, NotHeld, Held], "no-backup: Ed25519");
}

#[test]
fn a_key_that_does_not_stand_up_in_its_new_token_is_destroyed() {
    let Some(odd) = Odd::begin("a_key_that_does_not_stand_up_in_its_new_token_is_destroyed") else { return };
    let session = odd.open();
    let backup = backup_key();
    let (request, public) = made(&session, 1);
    let wrapping = session.take_in(&backup, &label()).unwrap();
    let blob = wrapping.wrap(request.id, &public).unwrap();
    wrapping.destroy().unwrap();
    let before = session.inventory().unwrap();
    let wanted = restoring(&key(2, 0, "P-256"), &public);
    let refused = |word: &str| -> VaultError {
        odd.does(word);
        let error = session.restore_key(&wanted, &backup, &blob).unwrap_err();
        odd.does("");
        told(&error);
        assert_eq!(session.inventory().unwrap(), before, "{word}: {error}");
        assert!(session.find(wanted.id).unwrap().is_none(), "{word}: {error}");
        assert!(!session.has_label(&wanted.label).unwrap(), "{word}: {error}");
        assert_eq!(error.kind(), Fault::Device, "{word}: {error}");
        error
    };
    let error = refused("lets-out");
    assert!(matches!(error, VaultError::NotHonoured { attribute: "CKA_EXTRACTABLE", .. }), "{error}");
    refused("renames");
    let error = refused("takes-none-back");
    assert_eq!(error.clause(), Some("BACKUP-13"));
    assert!(error.to_string().contains("FunctionFailed") && error.hint().is_some(), "{error}");
    // A token that does not destroy is noticed, and what it was used for is not left either.
    let error = refused("keeps");
    assert_eq!(error.clause(), Some("BACKUP-15"));
    odd.does("");
    let wrapping = session.take_in(&backup, &label()).unwrap();
    odd.does("keeps");
    clause(wrapping.destroy(), "BACKUP-15");
    odd.does("");
    holds_no_backup_key(&session);
    session.restore_key(&wanted, &backup, &blob).unwrap();
    stands(&session, &wanted);
}

#[test]
fn what_a_power_cut_left_of_a_backup_key_goes_before_the_next_comes_in() {
    let Some(odd) = Odd::begin("what_a_power_cut_left_of_a_backup_key_goes_before_the_next_comes_in") else { return };
    let session = odd.open();
    let backup = backup_key();
    let (request, public) = made(&session, 1);
    let wrapping = session.take_in(&backup, &label()).unwrap();
    let blob = wrapping.wrap(request.id, &public).unwrap();
    wrapping.destroy().unwrap();
    session.destroy(request.id).unwrap();
    let (helper, half) = made(&session, 3);
    let left = |id| format!("chancery-restore-{id}").parse().unwrap();
    let cut = |label: &chancery::safe::Label| {
        odd.does("wraps-under-token");
        let taken = session.take_in(&backup, label).unwrap();
        taken.wrap(helper.id, &half).unwrap();
        assert!(taken.is_on_token());
        // Nobody is there any more who would destroy it.
        std::mem::forget(taken);
        odd.does("");
    };
    let (own, other) = (left(request.id), left(key(1, 2, "P-256").id));
    cut(&own);
    cut(&other);
    session.restore_key(&restoring(&request, &public), &backup, &blob).unwrap();
    stands(&session, &restoring(&request, &public));
    assert!(!session.has_label(&own).unwrap());
    // That of another key is another's, until it is asked for.
    assert!(session.has_label(&other).unwrap());
    assert_eq!(session.forget_restoring(key(1, 2, "P-256").id).unwrap(), 1);
    holds_no_backup_key(&session);
    // It goes, too, where nothing comes back after it.
    session.destroy(request.id).unwrap();
    cut(&own);
    clause(session.restore_key(&restoring(&request, &public), &backup, &blob[8..]), "BACKUP-3");
    holds_no_backup_key(&session);
}
