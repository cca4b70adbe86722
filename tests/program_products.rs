//! What the whole program issues on a token, by every profile of the Doc 9303 hierarchy, before a second judge that was
//! written from the tables of the standard alone.

#[path = "support/checker.rs"]
mod checker;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use checker::Job;
use demo::{Demo, certificate};
use walk::{Walk, text};

/// Profile, and what its certificate is asked for with.
const ASKED: [(&str, &[&str]); 10] = [
    ("deviationlist-signer", &["--name", "Deviation Signer 1"]),
    ("dtc-signer", &["--name", "DTC Signer 1"]),
    ("barcode-signer", &["--name", "VS"]),
    ("vds-nc-signer", &["--name", "DFAT"]),
    ("lds2-signer-travel", &["--name", "LDS2 1"]),
    ("lds2-signer-visa", &["--name", "LDS2 2"]),
    ("lds2-signer-biometrics", &["--name", "LDS2 3"]),
    ("spoc-client", &[]),
    ("spoc-server", &["--dns", "spoc.utopia.example"]),
    ("communication", &["--name", "Talk 1"]),
];

fn judged(walk: &Walk) {
    let Some(python) = checker::python() else { return };
    let demo = Demo::hold(walk, &[], "");
    for (profile, words) in ASKED {
        let csr = walk.request(profile);
        walk.done(&[&["cert", "issue", "--profile", profile, "--csr", &csr][..], words].concat());
    }
    let der = |profile: &str| fs::read(certificate(walk, profile).with_extension("cer")).unwrap();
    let root = der("csca-root");
    let job = |kind: &'static str, name: &str, der: Vec<u8>| {
        let issuer = (kind != "csca-root").then(|| root.clone());
        Job { name: name.to_owned(), kind, der, issuer, months: None }
    };
    let profiles = ["csca-root", "document-signer", "masterlist-signer"];
    let profiles = profiles.into_iter().chain(ASKED.map(|(profile, _)| profile));
    let mut jobs: Vec<Job> = profiles.map(|name| job(checker::kind(name), name, der(name))).collect();
    for (kind, report) in [("crl", &demo.crl), ("masterlist", &demo.masterlist)] {
        jobs.push(job(kind, kind, fs::read(walk.path(text(report, "file"))).unwrap()));
    }
    assert_eq!(jobs.len(), 15);
    for (job, verdict) in jobs.iter().zip(checker::judge(&python, &jobs)) {
        assert!(verdict.is_good() && verdict.advice.is_empty(), "{}: {verdict:?}", job.name);
        assert!(verdict.unjudged.is_empty(), "{}: {verdict:?}", job.name);
    }
    // And one of another CSCA is refused by the same judge.
    let other = Job { issuer: Some(der("service-ca")), ..jobs[1].clone() };
    assert!(!checker::judge(&python, &[other])[0].is_good());
}

#[test]
fn the_second_judge_finds_nothing_in_what_the_embedded_token_signed() {
    judged(&Walk::new("utopia"));
}

#[test]
fn the_second_judge_finds_nothing_in_what_softhsm2_signed() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    judged(&walk);
}
