//! What only the embedded token has: its files, its lock, and a PIN that locks.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chancery::fault::{Fail, Fault};
use chancery::keys::KeyId;
use chancery::secret::Secret;
use chancery::signer::{Algorithm, Hash, Signer};
use chancery::vault::{KeyRequest, PinFlags, PinStretch, Vault, VaultError, VaultUri};

use crate::tokens::{embedded, entropy, in_own_process, pin};

fn create(file: &Path) -> Result<Vault, VaultError> {
    Vault::create_embedded(file, &"primary".parse().unwrap(), &pin(), PinStretch::Light, &mut entropy())
}

fn key(n: u8) -> KeyRequest {
    let label = format!("key-{n}").parse().unwrap();
    KeyRequest { id: KeyId::of([n; 16]), label, spec: "P-256".parse().unwrap(), extractable: false }
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

#[test]
fn ten_wrong_pins_lock_the_token_and_the_flags_say_so_before() {
    let token = embedded();
    let file = token.dir.path().join("primary");
    let wrong = Secret::new(b"wrong horse".to_vec());
    for tries in 1..=10 {
        let error = token.vault.open(&wrong).err().unwrap();
        assert_eq!(error.kind(), Fault::Device);
        let VaultError::PinWrong { flags, .. } = error else { panic!("{error}") };
        let (count_low, final_try, locked) = (matches!(tries, 7 | 8), tries == 9, tries == 10);
        assert_eq!(
            flags,
            PinFlags { initialised: true, count_low, final_try, locked, to_be_changed: false },
            "{tries}"
        );
        assert_eq!(token.vault.flags().unwrap(), flags);
    }
    let untried = |vault: &Vault| {
        for pin in [&wrong, &pin()] {
            let error = vault.open(pin).err().unwrap();
            assert!(matches!(error, VaultError::PinLocked { .. }), "{error}");
            assert_eq!(error.kind(), Fault::Device);
        }
    };
    untried(&token.vault);
    drop(token.vault);
    untried(&Vault::embedded(&file).unwrap());
}

#[test]
fn a_right_pin_takes_the_count_back() {
    let token = embedded();
    for _ in 0..9 {
        assert!(token.vault.open(&Secret::new(b"wrong horse".to_vec())).is_err());
    }
    assert!(token.vault.flags().unwrap().final_try);
    drop(token.vault.open(&token.pin).unwrap());
    assert!(!token.vault.flags().unwrap().final_try);
}

#[test]
fn vault_5_short_pins_are_refused_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("primary");
    let short = Secret::new(b"1234567".to_vec());
    let error = Vault::create_embedded(&file, &"primary".parse().unwrap(), &short, PinStretch::Light, &mut entropy())
        .err()
        .unwrap();
    assert_eq!((error.clause(), error.kind()), (Some("VAULT-5"), Fault::Refused));
    let long = format!("a{}", "b".repeat(32)).parse().unwrap();
    let error = Vault::create_embedded(&file, &long, &pin(), PinStretch::Light, &mut entropy()).err().unwrap();
    assert_eq!(error.kind(), Fault::Usage);
    let mut none = chancery::entropy::Forbidden;
    let error =
        Vault::create_embedded(&file, &"primary".parse().unwrap(), &pin(), PinStretch::Light, &mut none).err().unwrap();
    assert!(matches!(error, VaultError::Entropy(_)));
    assert_eq!(dir.path().read_dir().unwrap().count(), 0);
    create(&file).unwrap();
}

#[test]
fn vault_4_nothing_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("primary");
    std::fs::write(&file, b"something").unwrap();
    let error = create(&file).err().unwrap();
    assert_eq!((error.clause(), error.kind()), (Some("VAULT-4"), Fault::Refused));
    assert_eq!(std::fs::read(&file).unwrap(), b"something");
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(dir.path().join("nowhere"), &link).unwrap();
    assert_eq!(create(&link).err().unwrap().clause(), Some("VAULT-4"));
    let error = create(&dir.path().join("no directory/primary")).err().unwrap();
    assert!(matches!(error, VaultError::TokenFile { verb: "made", .. }), "{error}");
}

#[test]
fn files_are_for_their_owner_alone_whatever_the_umask() {
    if !in_own_process("embedded::files_are_for_their_owner_alone_whatever_the_umask", &[], || ()) {
        return;
    }
    for umask in [0o000, 0o777] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("primary");
        let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(umask));
        let vault = create(&file).unwrap();
        vault.open(&pin()).unwrap().generate(&key(1)).unwrap();
        rustix::process::umask(before);
        let names: Vec<_> = dir.path().read_dir().unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(names.iter().all(|n| mode(n) == 0o600), "{names:?}");
    }
}

#[test]
fn vault_6_a_file_that_is_open_to_others_is_refused() {
    let token = embedded();
    let file = token.dir.path().join("primary");
    drop(token.vault);
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    let error = Vault::embedded(&file).err().unwrap();
    assert_eq!((error.clause(), error.kind()), (Some("VAULT-6"), Fault::Refused));
    assert!(error.hint().unwrap().starts_with("chmod 600"));
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    Vault::embedded(&file).unwrap();
}

#[test]
fn what_is_not_a_token_is_refused_and_spoils_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        path
    };
    let junk = place("junk", &[b'j'; 5000]);
    assert!(matches!(Vault::embedded(&junk), Err(VaultError::TokenUnreadable { .. })));
    assert_eq!(std::fs::read(&junk).unwrap(), [b'j'; 5000]);
    let empty = place("empty", b"");
    assert!(matches!(Vault::embedded(&empty), Err(VaultError::NotAToken { .. })));
    assert_eq!(std::fs::read(&empty).unwrap(), b"");
    assert!(matches!(Vault::embedded(dir.path()), Err(VaultError::NotAToken { .. })));
    let missing = dir.path().join("missing");
    assert!(matches!(Vault::embedded(&missing), Err(VaultError::TokenFile { verb: "opened", .. })));
    assert!(!missing.exists());
    let good = dir.path().join("good");
    drop(create(&good).unwrap());
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(&good, &link).unwrap();
    assert!(matches!(Vault::embedded(&link), Err(VaultError::NotAToken { .. })), "links are not followed");
    Vault::embedded(&good).unwrap().open(&pin()).unwrap();
}

#[test]
fn tokens_come_and_go_in_one_process() {
    let kept = embedded();
    let session = kept.vault.open(&kept.pin).unwrap();
    session.generate(&key(1)).unwrap();
    for round in 0..5 {
        let passing = embedded();
        let inner = passing.vault.open(&passing.pin).unwrap();
        inner.generate(&key(1)).unwrap();
        if round % 2 == 0 {
            // The directory goes away while everything is still open.
            drop(passing.dir);
        }
    }
    session.generate(&key(2)).unwrap();
    assert_eq!(session.inventory().unwrap().len(), 2);
    let same = Vault::embedded(&kept.dir.path().join("primary")).unwrap();
    assert!(matches!(same.open(&pin()), Err(VaultError::AlreadyOpen { .. })), "opened twice it is one token");
}

#[test]
fn a_token_whose_directory_went_away_makes_no_keys_and_no_signers() {
    let token = embedded();
    let session = token.vault.open(&token.pin).unwrap();
    session.generate(&key(1)).unwrap();
    let signer = session.signer(KeyId::of([1; 16]), Algorithm::Ecdsa(Hash::Sha256)).unwrap();
    token.dir.close().unwrap();
    for error in [
        session.generate(&key(2)).err(),
        session.signer(KeyId::of([1; 16]), Algorithm::Ecdsa(Hash::Sha256)).err(),
        session.destroy(KeyId::of([1; 16])).err(),
        session.lock_against_extraction(KeyId::of([1; 16])).err(),
    ] {
        let error = error.unwrap();
        assert!(matches!(error, VaultError::TokenGone { .. }), "{error}");
        assert_eq!(error.kind(), Fault::Device);
    }
    drop((signer, session));
    assert!(matches!(token.vault.open(&token.pin), Err(VaultError::TokenGone { .. })));
}

#[test]
fn another_token_in_the_same_place_is_noticed() {
    let token = embedded();
    let file = token.dir.path().join("primary");
    let uri = token.vault.uri();
    let again: VaultUri = uri.to_string().parse().unwrap();
    let vault = Vault::at(&again, &file).unwrap();
    assert_eq!(vault.identity(), token.vault.identity());
    drop((vault, token.vault));
    std::fs::remove_file(&file).unwrap();
    create(&file).unwrap();
    let error = Vault::at(&uri, &file).err().unwrap();
    assert!(matches!(error, VaultError::TokenOther { .. }), "{error}");
    assert_eq!(error.kind(), Fault::Device);
    assert!(error.to_string().contains(uri.serial().unwrap()), "{error}");
}

#[test]
fn a_second_process_is_told_who_has_the_token() {
    const FILE: &str = "CHANCERY_TEST_TOKEN_FILE";
    const HOLDER: &str = "CHANCERY_TEST_TOKEN_HOLDER";
    let test = "embedded::a_second_process_is_told_who_has_the_token";
    if let Some(file) = std::env::var_os(FILE) {
        let tried = Vault::embedded(Path::new(&file));
        match std::env::var(HOLDER).unwrap().as_str() {
            "nobody" => drop(tried.unwrap().open(&pin()).unwrap()),
            holder => {
                let error = tried.err().unwrap();
                assert!(matches!(error, VaultError::TokenBusy { .. }), "{error}");
                assert_eq!(error.kind(), Fault::Device);
                assert!(error.to_string().contains(&format!("process {holder}")), "{error}");
            }
        }
        return;
    }
    let token = embedded();
    let file = token.dir.path().join("primary");
    let holder = std::process::id().to_string();
    let session = token.vault.open(&token.pin).unwrap();
    drop(token.vault);
    assert!(!in_own_process(test, &[(FILE, &file), (HOLDER, Path::new(&holder))], || ()));
    drop(session);
    assert!(!in_own_process(test, &[(FILE, &file), (HOLDER, Path::new("nobody"))], || ()));
}

#[test]
fn the_environment_of_the_library_changes_nothing() {
    let test = "embedded::the_environment_of_the_library_changes_nothing";
    let nowhere = Path::new("/nowhere/token.conf");
    if in_own_process(test, &[("KRYOPTIC_CONF", nowhere), ("KRYOPTIC_EC_POINT_ENCODING", Path::new("DER"))], || ()) {
        let token = embedded();
        let session = token.vault.open(&token.pin).unwrap();
        let made = session.generate(&key(1)).unwrap();
        assert_eq!(session.find(KeyId::of([1; 16])).unwrap().unwrap(), made);
    }
}

#[test]
fn vaults_go_to_every_thread_and_sessions_to_one() {
    fn everywhere<T: Send + Sync>() {}
    fn elsewhere<T: Send>() {}
    everywhere::<Vault>();
    elsewhere::<chancery::vault::Session>();
    elsewhere::<chancery::vault::KeySigner>();
}

#[test]
fn the_pin_does_not_stand_in_the_files() {
    let token = embedded();
    let session = token.vault.open(&token.pin).unwrap();
    session.generate(&key(1)).unwrap();
    session.signer(KeyId::of([1; 16]), Algorithm::Ecdsa(Hash::Sha256)).unwrap().sign(b"x").unwrap();
    for entry in token.dir.path().read_dir().unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(pin().len()).any(|w| w == pin().expose()));
    }
}
