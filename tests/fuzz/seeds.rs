//! What the mutations begin from: the kept corpus, files of the project, and the public suites where they are at hand.
//! The objects `made-…` of the corpus are written anew with `UPDATE=1`; otherwise nothing here is different tomorrow.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chancery::act::{Head, Nonce};
use chancery::approval::key::OfficerKey;
use chancery::approval::{Enrolment, Person, Statement};
use chancery::asn1::{self, Reader, Tag};
use chancery::cms::{self, Content, Sid, Signing};
use chancery::digest::Digest;
use chancery::icao::pkd::{Base, ObjectKind, PkdError, Published, Said, export};
use chancery::ledger::{Checkpoint, sign};
use chancery::mode::{Identity, Mode};
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::{CrlDraft, Revoked, sign_linted_crl};
use chancery::pki::serial::SerialNumber;
use chancery::signer::Signer;

use super::deviations;
use super::project;
use super::shared;
use super::soft_signer::SoftSigner;
use super::utopia::{self, NO_RULES, at};

/// At most this many files of a public suite.
const OF_A_SUITE: usize = 60;

/// The seeds of a target, in an order that never changes.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = corpus(target);
    seeds.extend(of_the_project(target));
    match target {
        "certificate" | "chain" | "name" | "extensions" | "public_key" => {
            let found = suite("pkits/PKITS_data/certs", "CERTIFICATE").into_iter();
            let found = found.chain(suite("x509-odd/custom", "CERTIFICATE"));
            seeds.extend(found.flat_map(|der| parts(target, &der)));
        }
        "crl" => {
            seeds.extend(suite("pkits/PKITS_data/crls", "X509 CRL"));
            seeds.extend(suite("x509-odd/custom", "X509 CRL"));
        }
        "cms" | "master_list" | "import" => seeds.extend(suite("cms-pkcs7", "PKCS7")),
        _ => {}
    }
    if target == "public_key" {
        seeds.extend(suite("ec-encodings/EC", "PUBLIC KEY"));
    }
    assert!(!seeds.is_empty(), "no seed for {target}");
    seeds
}

fn folder(target: &str) -> PathBuf {
    project::root().join("tests/fuzz/corpus").join(target)
}

/// Writes the objects that are made for a target.
pub fn keep(target: &str) {
    for (number, seed) in made(target).iter().enumerate() {
        fs::create_dir_all(folder(target)).unwrap();
        fs::write(folder(target).join(format!("made-{number}")), seed).unwrap();
    }
}

/// The kept corpus: objects of each kind, and inputs that once were of interest.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    files(&folder(target)).iter().map(|path| fs::read(path).unwrap()).collect()
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeSet::new() };
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

/// Every so many files of a suite, their armour taken off.
fn suite(folder: &str, label: &'static str) -> Vec<Vec<u8>> {
    let Some(folder) = shared::shared(&format!("suites/{folder}")) else { return Vec::new() };
    let all = files(&folder);
    let every = all.len().div_ceil(OF_A_SUITE);
    let read = |path: &PathBuf| Some(armour::der(&fs::read(path).unwrap(), label).ok()?.into_owned());
    all.iter().step_by(every).filter_map(read).filter(|der| der.len() < 8192).collect()
}

/// What of a certificate is a seed of a target.
fn parts(target: &str, der: &[u8]) -> Vec<Vec<u8>> {
    let Ok(certificate) = Certificate::parse(der) else { return Vec::new() };
    match target {
        "name" => vec![certificate.subject.der().to_vec()],
        "public_key" => vec![certificate.spki.full.to_vec()],
        "extensions" => {
            let all: Vec<u8> = certificate.extensions.iter().flat_map(|e| e.element.full.iter().copied()).collect();
            vec![asn1::tlv(Tag::SEQUENCE, &all)]
        }
        "chain" => vec![[der, der].concat()],
        _ => vec![der.to_vec()],
    }
}

fn texts(below: &str, ending: &str) -> Vec<Vec<u8>> {
    project::files(below, ending).iter().map(|name| project::text(name).into_bytes()).collect()
}

fn statements() -> Vec<Vec<u8>> {
    texts("tests/golden/statements", ".txt")
}

/// Files of the project.
fn of_the_project(target: &str) -> Vec<Vec<u8>> {
    match target {
        "statement" => statements(),
        "proposal" => {
            let read = |text: &Vec<u8>| Statement::kept(text).unwrap().proposal().text().unwrap().into_bytes();
            statements().iter().map(read).collect()
        }
        "files" => [("templates", ".toml"), ("ceremonies", ".toml")].iter().flat_map(|(f, e)| texts(f, e)).collect(),
        _ => Vec::new(),
    }
}

/// Objects made with keys of the moment.
fn made(target: &str) -> Vec<Vec<u8>> {
    match target {
        "certificate" | "chain" | "name" | "extensions" | "public_key" => {
            let (signer, root) = utopia::csca();
            let (_, signed) = document_signer(&signer, &root);
            let chain = [&signed[..], &root].concat();
            [root, signed]
                .iter()
                .flat_map(|der| parts(target, der))
                .chain((target == "chain").then_some(chain))
                .collect()
        }
        "crl" => vec![crl()],
        "request" => vec![request()],
        "cms" => vec![signed_data(cms::ID_DATA, b"content")],
        "master_list" => {
            let (_, root) = utopia::csca();
            let list = asn1::sequence(&[asn1::integer(0), asn1::set_of(&[root.clone(), asn1::sequence(&[root])])]);
            let content_type = asn1::oid_from_text("2.23.136.1.1.2").unwrap();
            vec![signed_data(&content_type, &list), list]
        }
        "deviation_list" => {
            let content_type = asn1::oid_from_text("2.23.136.1.1.7").unwrap();
            vec![signed_data(&content_type, &deviations::specimen()), deviations::specimen()]
        }
        "import" => imports(),
        "pkd" => downloads(),
        "enrolment" => vec![enrolment().text().unwrap().into_bytes()],
        "officer_key" => vec![ssh_key().into_bytes(), utopia::csca().1],
        "note" => vec![note().into_bytes()],
        other => super::seeds_of_backups::made(other),
    }
}

/// A download with objects of every kind, one that takes away and changes, and one below the suffix of what does not conform.
fn downloads() -> Vec<Vec<u8>> {
    let (signer, root) = utopia::csca();
    let (_, signed) = document_signer(&signer, &root);
    let objects = [
        (ObjectKind::DocumentSigner, signed),
        (ObjectKind::CaCertificate, root),
        (ObjectKind::Crl, crl()),
        (ObjectKind::MasterList, made("master_list").swap_remove(0)),
    ];
    let said = Said { codes: vec!["WARN:CRL.ISS.11".into()], texts: vec!["ä text".into()], policies: vec![] };
    let published: Vec<Published> = objects
        .iter()
        .map(|(kind, octets)| Published {
            kind: *kind,
            state: "UT".into(),
            object: Digest::of(octets),
            version: Some(7),
            said: Some(said.clone()),
        })
        .collect();
    let written = |base| {
        let mut out = Vec::new();
        let octets = |digest| objects.iter().find(|(_, octets)| Digest::of(octets) == digest).unwrap().1.clone();
        export(&mut out, base, &published, &mut |digest| Ok::<_, PkdError>(octets(digest))).unwrap();
        out
    };
    let base = "o=dsc,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int";
    let delta = format!(
        "version: 1\n# a delta\n\ndn: cn=a+sn=0C,{base}\nchangetype: delete\n\ndn:: Y249YixvPWRzYyxjPVVU\nchangetype: modify\n\
         replace: userCertificate;binary\nuserCertificate;binary:: MAA=\n-\n\ndn: cn=c,{base}\nchangetype: modrdn\n\
         newrdn: cn=d\ndeleteoldrdn: 1\n\ndn: c=UT,dc=data\nobjectClass: top\ndescription:< file:///etc/passwd\n"
    );
    vec![written(Base::Download), written(Base::NonConformant), delta.into_bytes()]
}

fn key() -> SoftSigner {
    SoftSigner::generate(chancery::keys::KeySpec::Ec(chancery::signer::Curve::P256))
}

fn document_signer(signer: &SoftSigner, root: &[u8]) -> (SoftSigner, Vec<u8>) {
    let key = key();
    let root = Certificate::parse(root).unwrap();
    let request = utopia::Request::new("document-signer", "DS 1", 2, &key).under(&root);
    let der = request.issue(signer, &NO_RULES).unwrap().der().to_vec();
    (key, der)
}

fn crl() -> Vec<u8> {
    let (signer, root) = utopia::csca();
    let issuer = Certificate::parse(&root).unwrap();
    let on = at("2026-12-01T00:00:00Z");
    let revoked = [3, 200].map(|n| Revoked { serial: SerialNumber::from_number(n).unwrap(), on });
    let draft = CrlDraft {
        issuer: &issuer,
        algorithm: signer.algorithm(),
        number: 1,
        this_update: at("2027-01-01T00:00:00Z"),
        next_update: at("2027-03-01T00:00:00Z"),
        revoked: &revoked,
        previous: None,
        former: &[],
        family: &[],
    };
    sign_linted_crl(draft.lint(&NO_RULES, &[]).unwrap(), &signer, &NO_RULES).unwrap().der().to_vec()
}

fn request() -> Vec<u8> {
    let key = openssl::pkey::PKey::private_key_from_pem(&key().private_pem()).unwrap();
    let mut builder = openssl::x509::X509Req::builder().unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.sign(&key, openssl::hash::MessageDigest::sha256()).unwrap();
    builder.build().to_der().unwrap()
}

fn signed_data(content_type: &[u8], content: &[u8]) -> Vec<u8> {
    let (signer, root) = utopia::csca();
    let (key, certificate) = document_signer(&signer, &root);
    let signing = Signing {
        content_type,
        content: Content::Attached(content),
        signer: &key,
        certificates: &[&certificate, &root],
        sid: Sid::KeyIdentifier,
        signing_time: at("2026-12-01T00:00:00Z"),
    };
    cms::sign(&signing).unwrap()
}

/// A PEM file of two blocks, DER, a trust store, and what is kept of one.
fn imports() -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let (_, root) = utopia::csca();
    let pem = armour::pem(&root, "CERTIFICATE");
    let base64 = base64::engine::general_purpose::STANDARD.encode(&root);
    let store = serde_json::json!({ "UT": [{ "pem": pem, "note": "first" }], "x5c": [base64, hex::encode(&root)] });
    let store = serde_json::to_vec(&store).unwrap();
    let mut collector = chancery::trust::import::Collector::default();
    collector.trust_store(&store).unwrap();
    let kept = collector.finish(chancery::trust::import::Form::TrustStore).unwrap().bytes().unwrap();
    vec![pem.repeat(2).into_bytes(), root, store, kept]
}

fn ssh_key() -> String {
    use base64::Engine as _;
    let private = openssl::pkey::PKey::private_key_from_raw_bytes(&[7; 32], openssl::pkey::Id::ED25519).unwrap();
    let field = |octets: &[u8]| [&(octets.len() as u32).to_be_bytes()[..], octets].concat();
    let wire = [field(b"ssh-ed25519"), field(&private.raw_public_key().unwrap())].concat();
    format!("ssh-ed25519 {} ann\n", base64::engine::general_purpose::STANDARD.encode(wire))
}

fn identity() -> Identity {
    Identity { station: "utopia".parse().unwrap(), mode: Mode::Rehearsal, epoch: 1 }
}

fn enrolment() -> Enrolment {
    let person = Person {
        officer: "ann".parse().unwrap(),
        name: "Ann".into(),
        organisation: "office of ann".into(),
        contact: "by courier".into(),
        roles: [String::from("officer")].iter().map(|role| role.parse().unwrap()).collect(),
        recipient: None,
        witness_key: None,
        root_key: None,
    };
    let head = Head { size: 7, root: Digest::of(b"head") };
    let key = OfficerKey::read(ssh_key().as_bytes()).unwrap();
    Enrolment::new(person, &[key], identity(), head, Nonce([5; 16]), at("2027-02-01T00:00:00Z")).unwrap()
}

fn note() -> String {
    let head = chancery::ledger::Head { size: 7, root: Digest::of(b"head") };
    let checkpoint = Checkpoint { origin: chancery::ledger::origin(&identity()), head };
    sign(&checkpoint, &SoftSigner::generate(chancery::keys::KeySpec::Ed25519)).unwrap().note().to_string()
}

/// An input that holds nothing but elements inside of each other, `depth` times.
pub fn nested(depth: usize) -> Vec<u8> {
    let mut headers = Vec::with_capacity(depth * 6);
    for below in (0..depth).rev() {
        headers.extend([0x30, 0x84]);
        headers.extend(u32::try_from(below * 6).unwrap().to_be_bytes());
    }
    assert_eq!(Reader::new(&headers).any("the outermost").unwrap().full.len(), headers.len());
    headers
}
