//! Every parser against broken input: a bounded number of mutations of kept seeds, the same on every run, and
//! inputs that are large in each way there is.
//!
//! A failure writes its input to a file; once the parser is mended the file belongs into `corpus/<target>/`.

#[path = "../support/deviations.rs"]
mod deviations;
mod large;
mod mutation;
#[path = "../support/project.rs"]
mod project;
#[path = "../support/sealed_media.rs"]
mod sealed_media;
mod seeds;
mod seeds_of_backups;
#[path = "../support/shared.rs"]
mod shared;
#[path = "../support/soft_signer.rs"]
mod soft_signer;
mod targets;
#[path = "../support/utopia.rs"]
mod utopia;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use mutation::{Random, mutate};
use targets::{ALL, Target};

/// Mutations of one target in an ordinary run.
const ROUNDS: usize = 1500;

fn attempt(target: &Target, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_err() {
        let digest = chancery::digest::Digest::of(input).to_string();
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}-{}", target.name, &digest[..16]));
        std::fs::write(&file, input).unwrap();
        panic!("target {}: the input is in {}", target.name, file.display());
    }
}

fn fuzz(name: &str, number: u64, rounds: usize) {
    let target = ALL.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("no target {name}"));
    let seeds = seeds::of(name);
    for seed in &seeds {
        attempt(target, seed);
        attempt(target, &seed[..seed.len() / 2]);
    }
    let mut random = Random::of(name, number);
    for _ in 0..rounds {
        let (seed, other) = (random.below(seeds.len()), random.below(seeds.len()));
        attempt(target, &mutate(&mut random, &seeds[seed], &seeds[other]));
    }
}

macro_rules! survives {
    ($($test:ident: $name:literal),* $(,)?) => {
        $(#[test]
        fn $test() {
            fuzz($name, 0, ROUNDS);
        })*

        #[test]
        fn every_target_has_its_test() {
            let tested = [$($name),*];
            assert_eq!(ALL.iter().map(|target| target.name).collect::<Vec<_>>(), tested);
        }
    };
}

survives! {
    recipients_and_identities_come_back: "age_keys",
    manifests_of_keys_come_back: "backup_keys",
    notes_of_manifests_come_back: "backup_note",
    manifests_of_the_state_come_back: "backup_state",
    certificates_come_back: "certificate",
    chains_come_back: "chain",
    signed_data_comes_back: "cms",
    crls_come_back: "crl",
    deviation_lists_come_back: "deviation_list",
    enrolments_come_back: "enrolment",
    extensions_come_back: "extensions",
    files_of_officers_come_back: "files",
    imports_come_back: "import",
    wrapped_keys_come_back: "key_wrap",
    leaves_come_back: "leaf",
    master_lists_come_back: "master_list",
    names_come_back: "name",
    notes_come_back: "note",
    keys_of_officers_come_back: "officer_key",
    certificates_of_keepers_come_back: "openpgp_certificate",
    downloads_of_the_pkd_come_back: "pkd",
    proposals_come_back: "proposal",
    public_keys_come_back: "public_key",
    requests_come_back: "request",
    sealed_files_come_back: "sealed",
    names_of_sets_come_back: "set_id",
    shares_come_back: "share",
    shares_of_keepers_come_back: "share_note",
    what_is_sealed_of_the_state_comes_back: "state_tar",
    statements_come_back: "statement",
}

#[test]
fn every_seed_of_the_corpus_is_of_a_target_and_every_target_has_seeds() {
    if std::env::var("UPDATE").as_deref() == Ok("1") {
        ALL.iter().for_each(|target| seeds::keep(target.name));
    }
    assert!(ALL.iter().all(|target| !seeds::of(target.name).is_empty()));
    for file in project::files("tests/fuzz/corpus", "") {
        let target = file.split('/').nth_back(1).unwrap().to_owned();
        assert!(ALL.iter().any(|known| known.name == target), "{file}");
    }
}

/// A seed that its target refuses at once would lead nowhere.
#[test]
fn seeds_of_backups_are_what_their_targets_take() {
    use chancery::backup::{KeysManifest, StateManifest};
    use chancery::sealed::{Keyring, OpenPgpCertificate};
    use chancery::secret::Secret;
    use chancery::vault::kwp;
    let seed = |name: &str, number: usize| {
        let file = format!("tests/fuzz/corpus/{name}/made-{number}");
        std::fs::read(project::root().join(file)).unwrap()
    };
    KeysManifest::read(&seed("backup_keys", 0)).unwrap();
    (0..2).for_each(|number| drop(StateManifest::read(&seed("backup_state", number)).unwrap()));
    assert_eq!(targets::state_tar::taken(&seed("state_tar", 0)), [true, false]);
    assert_eq!(targets::state_tar::taken(&seed("state_tar", 1)), [false, true]);
    (0..2).for_each(|number| drop(OpenPgpCertificate::read(&seed("openpgp_certificate", number)).unwrap()));
    let keyring = Keyring::read(&Secret::new(seed("age_keys", 3))).unwrap();
    assert_eq!((keyring.recipients().len(), keyring.plugins().len()), (1, 1));
    let key = Secret::new(targets::key_wrap::KEY.to_vec());
    (0..3).for_each(|number| drop(kwp::opened(&key, &seed("key_wrap", 2 * number)).unwrap()));
    for number in 0..3 {
        chancery::backup::card::read_note(&Secret::new(seed("share_note", number))).unwrap();
    }
}

#[test]
fn the_same_seed_makes_the_same_mutations() {
    let make = || mutate(&mut Random::of("name", 7), &[0x30; 64], &[0x31; 64]);
    assert_eq!(make(), make());
    assert_ne!(make(), mutate(&mut Random::of("name", 8), &[0x30; 64], &[0x31; 64]));
}

#[test]
fn campaign_every_target_with_other_mutations() {
    for target in ALL {
        for number in 1..=20 {
            fuzz(target.name, number, ROUNDS);
        }
    }
}
