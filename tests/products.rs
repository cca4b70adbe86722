//! Every product of the Doc 9303 hierarchy, by every profile, kind of key and algorithm, judged three times: by our rules,
//! by OpenSSL's command line (does it read, is it signed), and by a second judge that was written from the tables of the
//! standard alone.

#[path = "support/checker.rs"]
mod checker;
#[path = "support/openssl_cli.rs"]
mod openssl_cli;
#[path = "support/products.rs"]
mod products;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use std::path::Path;

use chancery::asn1::{Reader, Tag};
use chancery::keys::KeySpec;
use chancery::pki::armour;
use chancery::pki::lint::Role;
use chancery::pki::profile::Profile;
use chancery::signer::{Algorithm, Signer as _};

use checker::Job;
use openssl_cli::{file, good, openssl};
use products::{by, certificate_job, errors_of, issue, issue_at, key, master_list, profiles, revocation_list};
use soft_signer::SoftSigner;

/// A product with what the judges want to know.
struct Product {
    job: Job,
    role: Role,
    algorithm: Algorithm,
    /// Which of the roots signed it.
    root: usize,
}

/// How many of the kinds of key and roots are put together.
#[derive(Clone, Copy)]
enum How {
    /// Every kind with every root.
    Every,
    /// Every kind with some roots, and every root with some kinds.
    Thin,
}

impl How {
    fn takes(self, at: usize) -> bool {
        matches!(self, How::Every) || at.is_multiple_of(6)
    }
}

/// A root with its key and the algorithm it signed itself by.
struct Root {
    spec: KeySpec,
    signer: &'static SoftSigner,
    algorithm: Algorithm,
    der: Vec<u8>,
}

impl Root {
    fn above(&self) -> products::Above<'_> {
        (self.signer, &self.der, Role::CscaRoot)
    }
}

fn fitting(profile: &Profile, signer: &SoftSigner) -> Vec<Algorithm> {
    profile.signature.algorithms.iter().copied().filter(|algorithm| signer.public_key().fits(*algorithm)).collect()
}

/// A root by every kind of key, once by every algorithm that fits it.
fn roots(profile: &Profile) -> Vec<Root> {
    let mut roots = Vec::new();
    for spec in profile.key.kinds.iter().copied() {
        let signer = key(spec, "csca");
        for algorithm in fitting(profile, signer) {
            let der = issue(&by(profile, algorithm), signer, None, 1)
                .unwrap_or_else(|e| panic!("a root for {spec} by {algorithm}: {e}"));
            roots.push(Root { spec, signer, algorithm, der });
        }
    }
    roots
}

/// Everything that the profiles issue: certificates by kind of key and algorithm, then lists.
fn everything(roots: &[Root], how: How) -> Vec<Product> {
    let mut made = Vec::new();
    for profile in profiles() {
        match profile.role {
            Role::CscaRoot => {
                for (at, root) in roots.iter().enumerate() {
                    let job = certificate_job(&profile, &format!("{} {}", root.spec, root.algorithm), &root.der, None);
                    made.push(Product { job, role: profile.role, algorithm: root.algorithm, root: at });
                }
            }
            Role::CscaLink => links(&profile, roots, how, &mut made),
            _ => signers(&profile, roots, how, &mut made),
        }
    }
    for (at, root) in roots.iter().enumerate() {
        lists(at, root, roots, how, &mut made);
    }
    made
}

/// From every root to every kind of key but its own.
fn links(profile: &Profile, roots: &[Root], how: How, made: &mut Vec<Product>) {
    for (at, root) in roots.iter().enumerate() {
        let kinds = profile.key.kinds.iter().copied().enumerate();
        for (_, spec) in kinds.filter(|(n, spec)| *spec != root.spec && how.takes(at + n)) {
            let about = format!("{spec} by {} {}", root.spec, root.algorithm);
            let (new, above) = (key(spec, "new csca"), Some(root.above()));
            let der = issue_at(&by(profile, root.algorithm), new, above, 7, "2030-01-01T00:00:00Z");
            let der = der.unwrap_or_else(|e| panic!("{about}: {e}"));
            let job = certificate_job(profile, &about, &der, above);
            made.push(Product { job, role: profile.role, algorithm: root.algorithm, root: at });
        }
    }
}

/// For every kind of key, under every root by the root's algorithm.
fn signers(profile: &Profile, roots: &[Root], how: How, made: &mut Vec<Product>) {
    for (at, root) in roots.iter().enumerate() {
        assert!(profile.signature.algorithms.contains(&root.algorithm), "{}: {}", profile.name, root.algorithm);
        for (_, spec) in profile.key.kinds.iter().copied().enumerate().filter(|(n, _)| how.takes(at + n)) {
            let about = format!("{spec} by {} {}", root.spec, root.algorithm);
            let above = Some(root.above());
            let der = issue(&by(profile, root.algorithm), key(spec, "signer"), above, 0x1_2345);
            let der = der.unwrap_or_else(|e| panic!("{} {about}: {e}", profile.name));
            let job = certificate_job(profile, &about, &der, above);
            made.push(Product { job, role: profile.role, algorithm: root.algorithm, root: at });
        }
    }
}

/// The lists of a root: revocations, none, some and those of before; and a master list by every kind of key and algorithm.
fn lists(at: usize, root: &Root, roots: &[Root], how: How, made: &mut Vec<Product>) {
    let about = |what: &str| format!("{what} of {} {}", root.spec, root.algorithm);
    let empty = revocation_list(root.above(), &[], 1, None);
    let some = revocation_list(root.above(), &[3, 128, u64::MAX], 2, Some(&empty));
    let more = revocation_list(root.above(), &[3, 128, 300, u64::MAX], 3, Some(&some));
    for (what, der) in [("no revocations", empty), ("revocations", some), ("more revocations", more)] {
        let (issuer, months) = (Some(root.der.clone()), None);
        let job = Job { name: about(what), kind: "crl", der, issuer, months };
        made.push(Product { job, role: Role::Unknown, algorithm: root.algorithm, root: at });
    }
    let profile = utopia::profile("masterlist-signer");
    let listed: Vec<&[u8]> = roots.iter().map(|root| root.der.as_slice()).collect();
    for (_, spec) in profile.key.kinds.iter().copied().enumerate().filter(|(n, _)| how.takes(at + n)) {
        let signer = key(spec, "signer");
        let certificate = issue(&by(&profile, root.algorithm), signer, Some(root.above()), 0x1_2345).unwrap();
        for algorithm in fitting(&profile, signer) {
            let der = master_list(&listed, &signer.by(algorithm), &certificate, &root.der);
            let name = about(&format!("a master list by {spec} {algorithm}"));
            let job = Job { name, kind: "masterlist", der, issuer: Some(root.der.clone()), months: None };
            made.push(Product { job, role: Role::Unknown, algorithm, root: at });
        }
    }
}

#[test]
fn both_checkers_and_openssl_find_nothing_in_a_product_of_every_profile_kind_of_key_and_root() {
    judged(How::Thin, 250);
}

#[test]
fn campaign_both_checkers_and_openssl_find_nothing_in_any_product() {
    judged(How::Every, 1800);
}

fn judged(how: How, least: usize) {
    let Some(python) = checker::python() else { return };
    let roots = roots(&utopia::profile("csca-root"));
    let made = everything(&roots, how);
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    made.iter().for_each(|product| *counts.entry(product.job.kind).or_default() += 1);
    println!("{} products by {} roots: {counts:?}", made.len(), roots.len());
    assert!(made.len() >= least && counts.len() == 16, "{counts:?}");

    let ours: Vec<Vec<String>> = made.iter().map(|product| errors_of(&product.job, product.role)).collect();
    let jobs: Vec<Job> = made.iter().map(|product| product.job.clone()).collect();
    let theirs = checker::judge(&python, &jobs);
    let mut wrong = Vec::new();
    for ((job, ours), theirs) in jobs.iter().zip(&ours).zip(&theirs) {
        let said = theirs.breaks.len() + theirs.advice.len();
        if !ours.is_empty() || said > 0 || !theirs.unjudged.is_empty() {
            wrong.push(format!("{}: ours {ours:?}, theirs {theirs:?}", job.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), jobs.len(), wrong[..wrong.len().min(20)].join("\n"));

    openssl_reads_every_one(&made);
    openssl_says_who_signed(&made, &roots);
}

/// Certificates and master lists as OpenSSL reads them, in a few runs for all.
fn openssl_reads_every_one(made: &[Product]) {
    let folder = tempfile::tempdir().unwrap();
    let is_certificate = |product: &&Product| !["crl", "masterlist"].contains(&product.job.kind);
    let pems: Vec<String> =
        made.iter().filter(is_certificate).map(|product| armour::pem(&product.job.der, "CERTIFICATE")).collect();
    let all = file(folder.path(), "all.pem", pems.concat().as_bytes());
    let text = good(&["storeutl", "-certs", "-noout", "-text", &all], b"");
    assert_eq!(text.matches("Version: 3 (0x2)").count(), pems.len());
    for bad in ["<INVALID", "<Not Supported>", "Unable to load Public Key", "error"] {
        assert!(!text.contains(bad), "OpenSSL says {bad}");
    }
    for product in made.iter().filter(|product| product.job.kind == "crl") {
        let text = good(&["crl", "-inform", "DER", "-noout", "-text"], &product.job.der);
        assert!(text.contains("Version 2 (0x1)") && text.contains("X509v3 CRL Number"), "{}: {text}", product.job.name);
    }
    for product in made.iter().filter(|product| product.job.kind == "masterlist") {
        let verify = ["cms", "-verify", "-noverify", "-inform", "DER", "-out", "/dev/null"];
        let said = openssl(&verify, &product.job.der);
        assert!(said.ok, "{}: {}", product.job.name, said.text);
    }
}

/// The key of a root as OpenSSL takes it out of its certificate, the explicit curve known again.
fn key_of(folder: &Path, root: &Root, at: usize) -> String {
    let pem = good(&["x509", "-inform", "DER", "-noout", "-pubkey"], &root.der);
    let pem = match root.spec {
        KeySpec::Ec(_) => good(&["ec", "-pubin", "-param_enc", "named_curve"], pem.as_bytes()),
        _ => pem,
    };
    let begin = pem.find("-----BEGIN").unwrap();
    file(folder, &format!("root-{at}.pem"), &pem.as_bytes()[begin..])
}

/// The signature of every certificate and revocation list under its root's key, and never under another's.
fn openssl_says_who_signed(made: &[Product], roots: &[Root]) {
    let folder = tempfile::tempdir().unwrap();
    let keys: Vec<String> = roots.iter().enumerate().map(|(at, root)| key_of(folder.path(), root, at)).collect();
    let signed_by = |product: &Product, key: &str| {
        let mut parts = Reader::new(&product.job.der).next(Tag::SEQUENCE, "the object").unwrap().reader();
        let body = parts.any("the signed part").unwrap().full.to_vec();
        parts.any("the algorithm").unwrap();
        let signature = parts.any("the signature").unwrap().bit_string_octets().unwrap().to_vec();
        let signature = file(folder.path(), "signature", &signature);
        let hash = format!("-{}", product.algorithm.hash().unwrap().message_digest().type_().short_name().unwrap());
        let mut words = vec!["dgst", hash.as_str(), "-verify", key, "-signature", &signature];
        let salt;
        if let Algorithm::RsaPss(_, length) = product.algorithm {
            salt = format!("rsa_pss_saltlen:{length}");
            words.extend(["-sigopt", "rsa_padding_mode:pss", "-sigopt", &salt]);
        }
        let said = openssl(&words, &body);
        assert_eq!(said.ok, said.text.contains("Verified OK"), "{}: {}", product.job.name, said.text);
        said.ok
    };
    for (at, product) in made.iter().filter(|product| product.job.kind != "masterlist").enumerate() {
        assert!(signed_by(product, &keys[product.root]), "{}", product.job.name);
        if at % 50 == 0 {
            let other = (0..roots.len()).find(|other| roots[*other].spec != roots[product.root].spec).unwrap();
            assert!(!signed_by(product, &keys[other]), "{} by another root", product.job.name);
        }
    }
}
