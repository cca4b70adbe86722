//! Good products with one thing made wrong each: our rules find the error that the row names, and a second judge, which
//! was written from the tables of the standard alone, breaks a table over it. Where the two differ, the row says why.

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

use checker::Job;
use mutate::Draft;
use products::{Above, certificate_job, findings_of, issue, issue_at, key, master_list, profiles, revocation_list};
use soft_signer::SoftSigner;
use workshop::{Mutant, Sign};

/// How ours differs from the second judge, which breaks a table over all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ours {
    /// The rule is broken by ours too, but weighs less than an error.
    Weighs,
    /// Ours finds no error.
    Silent,
}

/// Where ours and the second judge differ: the mutant, how, and why.
const DIFFERENCES: &[(&str, Ours, &str)] = &[
    ("document-signer: two countries", Ours::Silent, "C13 looks for one country and does not count them"),
    (
        "document-signer: common name empty",
        Ours::Silent,
        "C18 wants the attribute, and does not look whether it is empty",
    ),
    (
        "document-signer: a PrintableString that is not",
        Ours::Silent,
        "C01 walks the structure and does not look at the characters of strings",
    ),
    (
        "document-signer: a UTF8String that is not",
        Ours::Silent,
        "C01 walks the structure and does not look at the characters of strings",
    ),
    (
        "document-signer: a mail address that is no IA5String",
        Ours::Silent,
        "C01 walks the structure and does not look at the characters of strings",
    ),
    (
        "document-signer: two attributes in one part",
        Ours::Weighs,
        "certificates of the field have it; table 5 does not speak of it, clause 7.1.1.1.1 only by its examples",
    ),
    (
        "document-signer: it names another key",
        Ours::Silent,
        "X01 wants an identifier; whose it is, building the path tells",
    ),
    (
        "document-signer: zeros after the last bit",
        Ours::Weighs,
        "certificates of the field have it, and no reader takes them for others",
    ),
    (
        "document-signer: a key that outlives its certificate",
        Ours::Weighs,
        "table 1 gives the lengths of both as recommendations",
    ),
    (
        "document-signer: a signer that outlives its CSCA",
        Ours::Weighs,
        "table 1 gives the lengths of both as recommendations; our own are cut off by VALIDITY-1",
    ),
    (
        "document-signer: two directoryNames",
        Ours::Silent,
        "X20 wants the state's directoryName, and takes others beside it",
    ),
    (
        "document-signer: another state's code",
        Ours::Weighs,
        "the clause behind it is one of Doc 9303-11, for those who read passports",
    ),
    (
        "csca-root: an identifier that is not its own",
        Ours::Weighs,
        "in a root the identifier may be absent, and nothing is found by it",
    ),
    ("csca-root: the purpose of a health CSCA", Ours::Weighs, "the VDS-NC report allows what table 6 forbids"),
    (
        "spoc-client: the server's purpose",
        Ours::Silent,
        "the role is communication: client and server are not told apart",
    ),
    (
        "spoc-server: no host",
        Ours::Weighs,
        "the role is communication: client and server are not told apart; the profile of ours wants a host",
    ),
    (
        "document-signer: ECDSA with NULL",
        Ours::Weighs,
        "certificates of the field have it, and the signature is the same",
    ),
    ("document-signer by RSA: PSS hashes without NULL", Ours::Silent, "RFC 4055 2.1 wants readers to take both forms"),
    (
        "document-signer: a coefficient that is too long",
        Ours::Silent,
        "K04 compares the values; a zero before one does not change it",
    ),
    (
        "document-signer: version 0 of the parameters",
        Ours::Silent,
        "K04 compares the values; the version says nothing of the curve",
    ),
    (
        "document-signer by RSA: an even modulus",
        Ours::Silent,
        "K05 reads the key and does not weigh its modulus; a request with it is refused by CSR-2",
    ),
    (
        "document-signer by RSA: an exponent of one",
        Ours::Weighs,
        "K08 weighs every exponent that is not advised the same; a request with it is refused by CSR-2",
    ),
    (
        "document-signer by RSA: an even exponent",
        Ours::Weighs,
        "K08 weighs every exponent that is not advised the same; a request with it is refused by CSR-2",
    ),
    (
        "document-signer by RSA: an RSA key without NULL",
        Ours::Silent,
        "the key is read all the same; our own are always written with it",
    ),
    (
        "document-signer: another issuer's name",
        Ours::Silent,
        "no rule compares the names of two certificates: building the path does",
    ),
    (
        "crl: another issuer",
        Ours::Silent,
        "no rule compares the names of list and issuer: the check of revocation does",
    ),
    (
        "crl: former names that are none",
        Ours::Weighs,
        "table 10 lets the names be there; what they must be stands in a note",
    ),
    ("crl: former names that are critical", Ours::Weighs, "R11 is a warning as a whole"),
    ("masterlist: certificates not in order", Ours::Weighs, "lists of the field have it"),
    ("masterlist: a certificate twice", Ours::Weighs, "lists of the field have it"),
    ("masterlist: a digest with NULL", Ours::Weighs, "RFC 5754 2 wants readers to take both forms"),
    ("masterlist: a digest that is not among the list's", Ours::Weighs, "RFC 5652 5.1 says SHOULD"),
];

/// What the second judge breaks over a good product, for which our rules do not ask: whether a signer of digital travel
/// credentials lists document types is said by a technical report, which neither of the two was written from.
const UNSETTLED: [(&str, &str); 1] = [("dtc-signer", "Table 6 documentTypeList: the extension must be there")];

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
    let shop = lists::Workshop {
        good: &good,
        signer: &signer,
        by_sha1: &signer.by(Algorithm::Ecdsa(Hash::Sha1)),
        stranger: &ec(Curve::P256, "stranger").by(signer.algorithm()),
        csca: &csca.by(Algorithm::Ecdsa(Hash::Sha256)),
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
fn every_mutant_breaks_its_rule_and_a_table_of_the_second_judge() {
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
        asked.push((mutant.rule, base.role, Job { name, der: made(mutant, base), ..base.job.clone() }));
    }
    let lists = list_jobs(csca, &root_der, &bases);
    asked.extend(lists.into_iter().map(|(rule, job)| (rule, Role::Unknown, job)));
    let names: BTreeSet<&str> = asked.iter().map(|(_, _, job)| job.name.as_str()).collect();
    assert_eq!(names.len(), asked.len(), "two of one name");

    let jobs: Vec<Job> = asked.iter().map(|(_, _, job)| job.clone()).collect();
    let theirs = checker::judge(&python, &jobs);
    let (mut wrong, mut count, mut differ) = (Vec::new(), 0, BTreeSet::new());
    for ((rule, role, job), theirs) in asked.iter().zip(&theirs) {
        let ours = findings_of(job, *role);
        let breaks: Vec<&String> =
            theirs.breaks.iter().filter(|words| !UNSETTLED.contains(&(job.kind, words.as_str()))).collect();
        let errors = ours.iter().filter(|(_, severity)| *severity == Severity::Error).count();
        let weight = ours.iter().filter(|(id, _)| id == rule).map(|(_, severity)| *severity).max();
        if rule.is_empty() {
            if errors > 0 || !breaks.is_empty() {
                wrong.push(format!("{} is good, but ours {ours:?}, theirs {theirs:?}", job.name));
            }
            continue;
        }
        count += 1;
        let said = DIFFERENCES.iter().find(|(name, ..)| job.name == *name);
        differ.extend(said.map(|(name, ..)| *name));
        let as_said = match said.map(|(_, how, _)| how) {
            None => weight == Some(Severity::Error),
            Some(Ours::Weighs) => weight.is_some() && errors == 0,
            Some(Ours::Silent) => weight.is_none() && errors == 0,
        };
        if !as_said || breaks.is_empty() {
            wrong.push(format!("{} [{rule}]: ours {ours:?}, theirs {breaks:?}", job.name));
        }
    }
    println!("{count} mutants, {} of them judged differently", differ.len());
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(differ.len(), DIFFERENCES.len(), "a difference is named that no mutant has");
    assert!(count >= 200, "{count} mutants");
}
