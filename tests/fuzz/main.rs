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
mod seeds;
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
    certificates_come_back: "certificate",
    chains_come_back: "chain",
    signed_data_comes_back: "cms",
    crls_come_back: "crl",
    deviation_lists_come_back: "deviation_list",
    enrolments_come_back: "enrolment",
    extensions_come_back: "extensions",
    files_of_officers_come_back: "files",
    imports_come_back: "import",
    leaves_come_back: "leaf",
    master_lists_come_back: "master_list",
    names_come_back: "name",
    notes_come_back: "note",
    keys_of_officers_come_back: "officer_key",
    downloads_of_the_pkd_come_back: "pkd",
    proposals_come_back: "proposal",
    public_keys_come_back: "public_key",
    requests_come_back: "request",
    sealed_files_come_back: "sealed",
    shares_come_back: "share",
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
