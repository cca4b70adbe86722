//! Good products with one thing made wrong each: our rules find it by the rule that the row names, and a second judge,
//! which was written from the tables of the standard alone, gives each of them the same weight.

#[path = "mutants/body.rs"]
mod body;
#[path = "support/checker.rs"]
mod checker;
#[path = "mutants/extensions.rs"]
mod extensions;
#[path = "mutants/keys.rs"]
mod keys;
#[path = "mutants/lists.rs"]
mod lists;
#[path = "support/mutate.rs"]
mod mutate;
#[path = "support/products.rs"]
mod products;
#[path = "mutants/revocations.rs"]
mod revocations;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;
#[path = "mutants/workshop.rs"]
mod workshop;

use std::collections::{BTreeMap, BTreeSet};

use chancery::keys::KeySpec;
use chancery::pki::lint::{Role, Severity};
use chancery::pki::profile::Profile;
use chancery::signer::{Algorithm, Curve, Hash, Signer as _};

use checker::{Job, Verdict};
use mutate::Draft;
use products::{Above, certificate_job, findings_of, issue, issue_at, key, master_list, profiles, revocation_list};
use soft_signer::SoftSigner;
use workshop::{Mutant, Sign};

/// What a judge says of an object as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Nothing to say.
    Good,
    /// Not as it is recommended: a warning of ours, advice of theirs.
    Advised,
    /// Something that must be otherwise.
    Broken,
}

impl Weight {
    /// What a finding of ours weighs; a note says nothing against an object.
    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Weight::Broken,
            Severity::Warning => Weight::Advised,
            _ => Weight::Good,
        }
    }

    fn by(verdict: &Verdict) -> Self {
        match (verdict.breaks.is_empty(), verdict.advice.is_empty()) {
            (false, _) => Weight::Broken,
            (true, false) => Weight::Advised,
            (true, true) => Weight::Good,
        }
    }
}

/// A good product, and who signed it.
struct Base {
    job: Job,
    role: Role,
    signer: &'static SoftSigner,
    stranger: &'static SoftSigner,
    algorithm: Algorithm,
}

fn ec(curve: Curve, name: &str) -> &'static SoftSigner {
    key(KeySpec::Ec(curve), name)
}

/// A root of this key.
fn root(signer: &'static SoftSigner) -> Vec<u8> {
    issue(&utopia::profile("csca-root"), signer, None, 1).unwrap()
}

fn bases(
    csca: &'static SoftSigner,
    root_der: &[u8],
    rsa: &'static SoftSigner,
    rsa_der: &[u8],
) -> BTreeMap<String, Base> {
    let above: Above<'_> = (csca, root_der, Role::CscaRoot);
    let by_rsa: Above<'_> = (rsa, rsa_der, Role::CscaRoot);
    let stranger = ec(Curve::P384, "stranger");
    let (sha384, pss) = (Algorithm::Ecdsa(Hash::Sha384), Algorithm::RsaPss(Hash::Sha256, 32));
    let mut bases = BTreeMap::new();
    let mut put = |name: String, profile: &Profile, der: &[u8], above: Option<Above<'_>>, algorithm| {
        let job = Job { name: name.clone(), ..certificate_job(profile, "", der, above) };
        let signer = if algorithm == pss { rsa } else { csca };
        bases.insert(name, Base { job, role: profile.role, signer, stranger, algorithm });
    };
    for profile in profiles() {
        let name = profile.name.to_string();
        match profile.role {
            Role::CscaRoot => put(name, &profile, root_der, None, sha384),
            Role::CscaLink => {
                let new = ec(Curve::P521, "new csca");
                let der = issue_at(&profile, new, Some(above), 7, "2030-01-01T00:00:00Z").unwrap();
                put(name, &profile, &der, Some(above), Algorithm::Ecdsa(Hash::Sha384));
            }
            _ => {
                let der = issue(&profile, ec(Curve::P256, "signer"), Some(above), 0x1_2345).unwrap();
                put(name, &profile, &der, Some(above), sha384);
            }
        }
    }
    let profile = utopia::profile("document-signer");
    let der = issue(&profile, key(KeySpec::Rsa(2048), "signer"), Some(by_rsa), 0x1_2345).unwrap();
    put("document-signer by RSA".into(), &profile, &der, Some(by_rsa), pss);
    for (name, serials) in [("crl", &[3, 128][..]), ("crl of nothing", &[])] {
        let der = revocation_list(above, serials, 2, None);
        let job = Job { name: name.into(), kind: "crl", der, issuer: Some(root_der.to_vec()), months: None };
        bases.insert(name.into(), Base { job, role: Role::Unknown, signer: csca, stranger, algorithm: sha384 });
    }
    bases
}

/// The octets of a mutant.
fn made(mutant: &Mutant, base: &Base) -> Vec<u8> {
    let mut draft = Draft::of(&base.job.der);
    (mutant.change)(&mut draft);
    match mutant.sign {
        Sign::Issuer => draft.signed(&base.signer.by(base.algorithm)),
        Sign::By(algorithm) => draft.signed(&base.signer.by(algorithm)),
        Sign::Stranger => draft.signed(&base.stranger.by(base.algorithm)),
        Sign::Not => draft.left_signed(),
    }
}

/// A master list, and its mutants as jobs with the rule that each must break.
fn list_jobs(csca: &'static SoftSigner, root: &[u8], bases: &BTreeMap<String, Base>) -> Vec<(&'static str, Job)> {
    let signer = ec(Curve::P256, "signer").by(Algorithm::Ecdsa(Hash::Sha256));
    let own = &bases["masterlist-signer"].job.der;
    let other = issue(&utopia::profile("csca-root"), ec(Curve::BrainpoolP384r1, "other csca"), None, 5).unwrap();
    let good = master_list(&[root, &other], &signer, own, root);
    let other_key = ec(Curve::BrainpoolP384r1, "other csca");
    let for_other =
        issue(&utopia::profile("masterlist-signer"), other_key, Some((csca, root, Role::CscaRoot)), 6).unwrap();
    let shop = lists::Workshop {
        good: &good,
        signer: &signer,
        by_sha1: &signer.by(Algorithm::Ecdsa(Hash::Sha1)),
        stranger: &ec(Curve::P256, "stranger").by(signer.algorithm()),
        csca: &csca.by(Algorithm::Ecdsa(Hash::Sha256)),
        other: (&other_key.by(Algorithm::Ecdsa(Hash::Sha256)), &for_other),
        certificates: [own, root, &bases["document-signer"].job.der],
        crl: &bases["crl"].job.der,
    };
    let job = |words: &str, der| Job {
        name: format!("masterlist: {words}"),
        kind: "masterlist",
        der,
        issuer: Some(root.to_vec()),
        months: None,
    };
    let mut jobs = vec![("", job("good", good.clone()))];
    jobs.extend(lists::mutants(&shop).into_iter().map(|mutant| (mutant.rule, job(mutant.words, mutant.der))));
    jobs
}

#[test]
fn of_every_mutant_both_judges_say_the_same_and_ours_by_the_rule_of_its_row() {
    let Some(python) = checker::python() else { return };
    let (csca, rsa) = (ec(Curve::P384, "csca"), key(KeySpec::Rsa(3072), "csca"));
    let (root_der, rsa_der) = (root(csca), root(rsa));
    let bases = bases(csca, &root_der, rsa, &rsa_der);

    // The products themselves are good; then each with one thing made wrong.
    let mut asked: Vec<(&str, Role, Job)> = bases.values().map(|base| ("", base.role, base.job.clone())).collect();
    let mutants = [body::mutants(), extensions::mutants(), keys::mutants(), revocations::mutants()];
    for mutant in mutants.iter().flatten() {
        let base = &bases[mutant.base];
        let name = format!("{}: {}", mutant.base, mutant.words);
        asked.push((mutant.rule, base.role, Job { name, der: made(mutant, base), months: None, ..base.job.clone() }));
    }
    let lists = list_jobs(csca, &root_der, &bases);
    asked.extend(lists.into_iter().map(|(rule, job)| (rule, Role::Unknown, job)));
    let names: BTreeSet<&str> = asked.iter().map(|(_, _, job)| job.name.as_str()).collect();
    assert_eq!(names.len(), asked.len(), "two of one name");

    let jobs: Vec<Job> = asked.iter().map(|(_, _, job)| job.clone()).collect();
    let theirs = checker::judge(&python, &jobs);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for ((rule, role, job), theirs) in asked.iter().zip(&theirs) {
        let ours = findings_of(job, *role);
        let weight = ours.iter().filter(|(id, _)| id == rule).map(|(_, severity)| *severity).max();
        let heaviest = ours.iter().map(|(_, severity)| Weight::of(*severity)).max().unwrap_or(Weight::Good);
        let same = heaviest == Weight::by(theirs);
        let named = if rule.is_empty() { heaviest == Weight::Good } else { weight.map(Weight::of) == Some(heaviest) };
        count += usize::from(!rule.is_empty());
        if !same || !named {
            wrong.push(format!("{} [{rule}]: ours {ours:?}, theirs {theirs:?}", job.name));
        }
    }
    println!("{count} mutants, and both judges say the same of each");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 200, "{count} mutants");
}
