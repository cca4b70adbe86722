//! What is claimed of a CSCA that another program made, held against its key: each claim that the key does not prove is
//! refused by its clause.

#[path = "support/signing.rs"]
mod signing;

use std::path::Path;

use chancery::asn1::{self, Reader, Tag};
use chancery::clock::Time;
use chancery::fault::Fail;
use chancery::mode::Mode;
use chancery::operation::csca_adopt::{Claims, Proven, judge, lint, questions, settle};
use chancery::operation::csca_adopt_error::AdoptError;
use chancery::operation::csca_adopt_found::by_rule;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::Role;
use chancery::safe::Label;
use chancery::signer::{Algorithm, Hash, Signer};
use signing::{SoftKey, ec, openssl_ok, self_signed};

const CSCA: &[&str] = &["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];
const LINK: &str = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n";
const SIGNER: &str = "keyUsage=critical,digitalSignature\n";

fn strs(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

/// A CSCA of two keys as openssl makes them: `old`, and `csca` with a link from it, a signer, and a list with one entry.
struct Office {
    directory: tempfile::TempDir,
    label: Label,
    before: Label,
    old: Vec<u8>,
    root: Vec<u8>,
    link: Vec<u8>,
    signer: Vec<u8>,
    list: Vec<u8>,
}

impl Office {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let [old, root] = ["old", "csca"].map(|name| self_signed(path, name, &strs(&ec("P-384", true)), CSCA));
        let link = certificate(path, "csca", "old", "link", LINK, "1001");
        openssl_ok(path, &[&["genpkey", "-out", "ds.key"][..], &strs(&ec("P-256", true))].concat());
        let signer = certificate(path, "ds", "csca", "ds", SIGNER, "2002");
        let list = crl(path, "csca", 7, &["0abc"]);
        let [label, before] = ["csca-2", "csca-1"].map(|name| name.parse().unwrap());
        Office { directory, label, before, old, root, link, signer, list }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn judge(&self, change: impl FnOnce(&mut Given)) -> Result<Proven, AdoptError> {
        let mut given = Given {
            root: self.root.clone(),
            certificates: vec![self.signer.clone(), self.link.clone()],
            inventory: Some(b"0abc\n0def # lost\n2002\n".to_vec()),
            crl: Some(self.list.clone()),
            last_number: None,
            before: Some(self.old.clone()),
            mode: Mode::Specimen,
            country: "UT",
        };
        change(&mut given);
        judge(&self.claims(&given))
    }

    fn claims<'c>(&'c self, given: &'c Given) -> Claims<'c> {
        Claims {
            label: &self.label,
            root: &given.root,
            certificates: &given.certificates,
            inventory: given.inventory.as_deref(),
            crl: given.crl.as_deref(),
            last_number: given.last_number,
            before: given.before.as_deref().map(|der| (&self.before, der)),
            mode: given.mode,
            country: given.country,
        }
    }
}

/// What is claimed.
struct Given {
    root: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    inventory: Option<Vec<u8>>,
    crl: Option<Vec<u8>>,
    last_number: Option<u64>,
    before: Option<Vec<u8>>,
    mode: Mode,
    country: &'static str,
}

/// A certificate for `KEY.key`, signed by `CA.key`, with this serial number in hex.
fn certificate(path: &Path, key: &str, ca: &str, name: &str, extensions: &str, serial: &str) -> Vec<u8> {
    named(path, key, ca, name, extensions, serial, &format!("/C=UT/CN={key}"))
}

fn named(path: &Path, key: &str, ca: &str, name: &str, extensions: &str, serial: &str, subject: &str) -> Vec<u8> {
    let (private, pem) = (format!("{key}.key"), format!("{name}.cer.pem"));
    openssl_ok(path, &["req", "-new", "-key", &private, "-subj", subject, "-out", "request"]);
    let keyids = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
    std::fs::write(path.join("extensions"), format!("{keyids}{extensions}")).unwrap();
    let (certificate, ca_key, serial) = (format!("{ca}.pem"), format!("{ca}.key"), format!("0x{serial}"));
    let sign = ["x509", "-req", "-in", "request", "-CA", &certificate, "-CAkey", &ca_key, "-days", "365"];
    let rest = ["-set_serial", &serial, "-extfile", "extensions", "-out", &pem];
    openssl_ok(path, &[&sign[..], &rest].concat());
    openssl_ok(path, &["x509", "-in", &pem, "-outform", "DER"])
}

/// A revocation list with this number and these serial numbers.
fn crl(path: &Path, ca: &str, number: u64, revoked: &[&str]) -> Vec<u8> {
    crl_with(path, ca, number, revoked, "")
}

/// The same with one extension more.
fn crl_with(path: &Path, ca: &str, number: u64, revoked: &[&str], extension: &str) -> Vec<u8> {
    let mut index = String::new();
    for serial in revoked {
        index.push_str(&format!("R\t351231235959Z\t260101000000Z\t{}\tunknown\t/C=UT/CN=x\n", serial.to_uppercase()));
    }
    std::fs::write(path.join("index"), index).unwrap();
    std::fs::write(path.join("number"), format!("{number:04X}\n")).unwrap();
    let configuration = "[ca]\ndefault_ca = own\n[own]\ndatabase = index\ncrlnumber = number\ndefault_md = sha384\n\
                         default_crl_days = 30\ncrl_extensions = list\n[list]\nauthorityKeyIdentifier = keyid\n";
    std::fs::write(path.join("configuration"), format!("{configuration}{extension}\n")).unwrap();
    let (key, pem) = (format!("{ca}.key"), format!("{ca}.pem"));
    let words = ["ca", "-config", "configuration", "-gencrl", "-keyfile", &key, "-cert", &pem, "-out", "list.pem"];
    openssl_ok(path, &words);
    armour::der(&std::fs::read(path.join("list.pem")).unwrap(), "X509 CRL").unwrap().into_owned()
}

/// A list that the stock tool does not make: its second entry has the number of its first, and it is signed anew.
fn twice_on(path: &Path, list: &[u8]) -> Vec<u8> {
    let mut whole = Reader::new(list);
    let outer = whole.any("a list").unwrap();
    let mut parts = Reader::new(outer.content);
    let [tbs, algorithm] = ["what is signed", "an algorithm"].map(|what| parts.any(what).unwrap());
    let place = tbs.full.windows(4).position(|window| window == [2, 2, 0x0a, 0xbd]).unwrap();
    let mut tbs = tbs.full.to_vec();
    tbs[place + 3] = 0xbc;
    let key = SoftKey::from_pem(&path.join("csca.key"), Algorithm::Ecdsa(Hash::Sha384));
    let signature = [vec![0], key.sign(&tbs).unwrap()].concat();
    asn1::sequence(&[tbs, algorithm.full.to_vec(), asn1::tlv(Tag::BIT_STRING, &signature)])
}

#[test]
fn an_existing_csca_is_proven_with_its_link_its_inventory_and_its_list() {
    let office = Office::new();
    let proven = office.judge(|_| ()).unwrap();
    let told: Vec<(Role, &str, bool)> =
        proven.certificates().iter().map(|one| (one.role, one.issuer.as_str(), one.is_own)).collect();
    assert_eq!(told[0], (Role::CscaRoot, "csca-2", true));
    assert_eq!(told[1], (Role::DocumentSigner, "csca-2", false));
    assert_eq!(told[2], (Role::CscaLink, "csca-1", true));
    let bare = |proven: &Proven| -> Vec<(String, bool)> {
        proven.bare().iter().map(|one| (one.serial.clone(), one.only_listed)).collect()
    };
    let one = |serial: &str, only_listed| (serial.to_owned(), only_listed);
    assert_eq!(bare(&proven), [one("0abc", false), one("0def", false)], "2002 has a certificate");
    let list = proven.list().unwrap();
    assert_eq!((list.number, list.revoked.len(), list.revoked[0].0.as_str()), (7, 1, "0abc"));

    let alone = office.judge(|given| {
        *given = Given { certificates: vec![], inventory: None, crl: None, before: None, ..take(given) };
    });
    let alone = alone.unwrap();
    assert_eq!((alone.certificates().len(), alone.bare().len(), alone.list()), (1, 0, None));
    let listed = office.judge(|given| given.inventory = None).unwrap();
    assert_eq!(bare(&listed), [one("0abc", true)], "what is revoked was issued");
}

/// The claims, to be changed in several places.
fn take(given: &mut Given) -> Given {
    let empty = Given {
        root: Vec::new(),
        certificates: Vec::new(),
        inventory: None,
        crl: None,
        last_number: None,
        before: None,
        mode: Mode::Specimen,
        country: "UT",
    };
    std::mem::replace(given, empty)
}

#[test]
fn each_claim_that_the_key_does_not_prove_is_refused() {
    let (office, other) = (Office::new(), Office::new());
    let path = office.path();
    let damaged = |der: &[u8]| {
        let mut der = der.to_vec();
        let last = der.len() - 1;
        der[last] ^= 1;
        der
    };
    let longer = |der: &[u8]| [der, &[0, 0]].concat();
    let second = certificate(path, "ds", "csca", "second", SIGNER, "2002");
    let onward = certificate(path, "old", "csca", "onward", LINK, "3003");
    let not_a_link = certificate(path, "csca", "old", "not-a-link", SIGNER, "4004");
    let twice = twice_on(path, &crl(path, "csca", 9, &["0abc", "0abd"]));
    let elsewhere = named(path, "csca", "old", "elsewhere", LINK, "5005", "/C=UT/CN=another");
    let delta = crl_with(path, "csca", 9, &["0abc"], "2.5.29.27=critical,DER:020107");
    let in_part =
        crl_with(path, "csca", 9, &["0abc"], "issuingDistributionPoint=critical,@part\n[part]\nonlyuser=TRUE");
    let own_serial = hex::encode(Certificate::parse(&office.root).unwrap().serial());
    let of_itself = crl(path, "csca", 9, &[&own_serial]);
    let without_number = {
        std::fs::remove_file(path.join("number")).unwrap();
        let configuration = std::fs::read_to_string(path.join("configuration")).unwrap();
        std::fs::write(path.join("configuration"), configuration.replace("crlnumber = number\n", "serial = serial\n"))
            .unwrap();
        std::fs::write(path.join("serial"), "01\n").unwrap();
        let words = ["ca", "-config", "configuration", "-gencrl", "-keyfile", "csca.key", "-cert", "csca.pem"];
        openssl_ok(path, &[&words[..], &["-out", "list.pem"]].concat());
        armour::der(&std::fs::read(path.join("list.pem")).unwrap(), "X509 CRL").unwrap().into_owned()
    };
    let of_others = crl(other.path(), "csca", 8, &[]);
    type Change<'c> = Box<dyn FnOnce(&mut Given) + 'c>;
    let certificates = |all: Vec<Vec<u8>>| -> Change<'_> { Box::new(move |given| given.certificates = all) };
    let root = |der: Vec<u8>| -> Change<'_> { Box::new(move |given| given.root = der) };
    let list = |der: Vec<u8>| -> Change<'_> { Box::new(move |given| given.crl = Some(der)) };
    let inventory =
        |text: &'static [u8]| -> Change<'_> { Box::new(move |given| given.inventory = Some(text.to_vec())) };
    let cases: Vec<(&str, Change<'_>, Option<&str>)> = vec![
        ("a root of nothing", root(Vec::new()), Some("ADOPT-1")),
        ("a root that was altered", root(damaged(&office.root)), Some("ADOPT-1")),
        ("a root with something behind it", root(longer(&office.root)), Some("ADOPT-1")),
        ("a link as the root", root(office.link.clone()), Some("ADOPT-1")),
        ("a signer as the root", root(office.signer.clone()), Some("ADOPT-1")),
        ("the root of another key", root(other.root.clone()), Some("ADOPT-3")),
        ("a certificate of another CSCA", certificates(vec![other.signer.clone()]), Some("ADOPT-3")),
        ("a certificate that was altered", certificates(vec![damaged(&office.signer)]), Some("ADOPT-3")),
        ("a certificate with something behind it", certificates(vec![longer(&office.signer)]), Some("ADOPT-3")),
        ("a certificate of nothing", certificates(vec![Vec::new()]), Some("ADOPT-3")),
        ("a link of another CSCA", certificates(vec![other.link.clone()]), Some("ADOPT-3")),
        ("a link that was altered", certificates(vec![damaged(&office.link)]), Some("ADOPT-3")),
        ("a link to a newer key", certificates(vec![onward]), Some("ADOPT-3")),
        ("a signer for the root's key", certificates(vec![not_a_link]), Some("ADOPT-3")),
        ("a link to another name", certificates(vec![elsewhere]), Some("ADOPT-3")),
        ("a list of what changed", list(delta), Some("ADOPT-5")),
        ("a list of a part", list(in_part), Some("ADOPT-5")),
        ("a link from nowhere", Box::new(|given| given.before = None), Some("ADOPT-3")),
        ("a link from another key", Box::new(|given| given.before = Some(other.old.clone())), Some("ADOPT-3")),
        ("a number twice", certificates(vec![office.signer.clone(), second]), Some("ADOPT-4")),
        ("a certificate twice", certificates(vec![office.signer.clone(), office.signer.clone()]), Some("ADOPT-4")),
        ("a number twice on the list", list(twice), Some("ADOPT-4")),
        ("a root that its own list revokes", list(of_itself), Some("ADOPT-1")),
        ("the list of another", list(of_others), Some("ADOPT-5")),
        ("a list that was altered", list(damaged(&office.list)), Some("ADOPT-5")),
        ("a list of nothing", list(Vec::new()), Some("ADOPT-5")),
        ("a list without a number", list(without_number), Some("ADOPT-5")),
        ("a list before the last", Box::new(|given| given.last_number = Some(8)), Some("ADOPT-6")),
        ("an unmarked root in a rehearsal", Box::new(|given| given.mode = Mode::Rehearsal), Some("ADOPT-7")),
        ("a root of another state", Box::new(|given| given.country = "XO"), Some("ADOPT-1")),
        ("a link that is not there", certificates(vec![office.signer.clone()]), Some("ADOPT-10")),
        ("a revocation that is on no list", inventory(b"0abc revoked\n0def revoked\n"), Some("ADOPT-15")),
        (
            "revocations without a list",
            Box::new(|given| {
                given.crl = None;
                given.inventory = Some(b"0abc revoked\n".to_vec());
            }),
            Some("ADOPT-15"),
        ),
        ("an inventory of words", inventory(b"none\n"), None),
        ("an inventory with a number twice", inventory(b"07\n7\n"), None),
    ];
    assert!(cases.len() >= 20);
    for (what, change, clause) in cases {
        let error = office.judge(change).expect_err(what);
        assert_eq!(error.clause(), clause, "{what}: {error}");
        if let Some(clause) = clause {
            assert!(error.to_string().starts_with(&format!("{clause}: ")), "{what}: {error}");
        }
    }
}

#[test]
fn findings_of_old_certificates_are_accepted_by_name_or_refused() {
    let office = Office::new();
    let given = Given {
        root: office.root.clone(),
        certificates: vec![office.signer.clone()],
        inventory: None,
        crl: Some(office.list.clone()),
        last_number: None,
        before: None,
        mode: Mode::Specimen,
        country: "UT",
    };
    let claims = office.claims(&given);
    let proven = judge(&claims).unwrap();
    let now = now();
    let lint = |accept: &[String]| lint(&claims, &proven, accept, now);
    let Err(AdoptError::NotAccepted { rules, .. }) = lint(&[]) else { panic!("openssl's certificates are not clean") };
    let all: Vec<String> = rules.split(", ").map(str::to_owned).collect();
    assert!(all.len() > 3, "{rules}");
    let found = lint(&all).unwrap();
    // Every rule is told, with how often and where it finds what, and what it wants.
    let told = by_rule(&found, &proven);
    assert_eq!(told.iter().map(|one| one.rule).collect::<Vec<_>>(), all);
    assert_eq!(told.iter().map(|one| one.count).sum::<usize>(), found.len());
    for one in &told {
        let examples: Vec<String> = one.examples().collect();
        assert!(!examples.is_empty() && examples.len() <= 4, "{one:?}");
        assert!(examples.iter().all(|line| line.contains("; wanted ") && line.contains("; in ")), "{examples:?}");
        assert!(one.line().starts_with(&format!("{}: {} ", one.rule, one.count)), "{}", one.line());
        assert!((1..=3).contains(&one.objects) && one.objects <= one.count, "{one:?}");
    }
    assert!(told.iter().any(|one| one.examples().any(|line| line.contains("in document-signer 2002"))));
    // A refusal has a line for each rule that is open, and for no other.
    let mut lines = Vec::new();
    let refusal = lint(&all[1..3]).unwrap_err();
    let mut below = std::error::Error::source(&refusal);
    while let Some(line) = below {
        lines.push(line.to_string());
        below = line.source();
    }
    assert_eq!(lines.len(), all.len() - 2, "{lines:?}");
    assert!(lines[0].starts_with(&format!("{}: ", all[0])) && lines[1].starts_with(&format!("{}: ", all[3])));
    assert!(found.iter().all(|(_, finding)| all.iter().any(|rule| rule == finding.rule)));
    assert_eq!(lint(&all[1..]).unwrap_err().clause(), Some("ADOPT-8"));
    let more = [&all[..], &["C06".to_owned()]].concat();
    assert_eq!(lint(&more).unwrap_err().clause(), Some("ADOPT-9"));
}

fn now() -> Time {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(seconds as i64 + 60).unwrap()
}

#[test]
fn what_is_out_of_its_time_is_refused_or_asked_about() {
    let office = Office::new();
    let given = Given {
        root: office.root.clone(),
        certificates: vec![],
        inventory: None,
        crl: Some(office.list.clone()),
        last_number: None,
        before: None,
        mode: Mode::Specimen,
        country: "UT",
    };
    let claims = office.claims(&given);
    let proven = judge(&claims).unwrap();
    for (days, clause) in [(-1, "ADOPT-1"), (3651, "ADOPT-1"), (3649, "ADOPT-8")] {
        let error = lint(&claims, &proven, &[], now().plus(days * 86_400)).unwrap_err();
        assert_eq!(error.clause(), Some(clause), "{days} days: {error}");
    }
    let asked = |days: i64, own| -> Vec<&str> {
        let asked = questions(&claims, &proven, own, now().plus(days * 86_400));
        asked.iter().filter_map(Fail::clause).collect()
    };
    assert_eq!(asked(0, None), [""; 0]);
    assert_eq!(asked(31, None), ["ADOPT-13"]);
    assert_eq!(asked(31, Some(&office.before)), ["ADOPT-10", "ADOPT-13"]);
}

#[test]
fn a_question_is_settled_by_its_clause_and_by_nothing_else() {
    let key: Label = "csca-2".parse().unwrap();
    let asked = [AdoptError::Extractable { key: key.clone() }, AdoptError::WasOutside { key }];
    let settled = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        settle(&names, &asked, &["ADOPT-10", "ADOPT-13"]).map_err(|error| error.clause().unwrap())
    };
    assert_eq!(settled(&[]), Err("ADOPT-11"));
    assert_eq!(settled(&["ADOPT-11"]), Err("ADOPT-12"));
    assert_eq!(settled(&["ADOPT-12"]), Err("ADOPT-11"));
    assert_eq!(settled(&["ADOPT-11", "ADOPT-12"]), Ok(()));
    assert_eq!(settled(&["ADOPT-11", "ADOPT-12", "ADOPT-13", "X43"]), Ok(()), "asked elsewhere");
    let idle = settle(&["ADOPT-11".to_owned()], &[], &[]).unwrap_err();
    assert_eq!(idle.clause(), Some("ADOPT-9"));
}

#[test]
fn the_greatest_serial_number_of_all_is_the_mark_and_one_without_room_above_it_is_asked_about() {
    let office = Office::new();
    let of = |inventory: &str| {
        let text = format!("0abc\n{inventory}\n");
        let given = Given {
            root: office.root.clone(),
            certificates: vec![office.signer.clone(), office.link.clone()],
            inventory: Some(text.into_bytes()),
            crl: Some(office.list.clone()),
            before: Some(office.old.clone()),
            last_number: None,
            mode: Mode::Specimen,
            country: "UT",
        };
        let proven = judge(&office.claims(&given)).unwrap();
        let asked = questions(&office.claims(&given), &proven, None, now());
        let asked: Vec<String> = asked.iter().filter_map(Fail::clause).map(str::to_owned).collect();
        (hex::encode(proven.highest()), asked)
    };
    // Of certificates, inventory and list, whatever their lengths; a root of the stock tool has twenty octets.
    let (usual, asked) = of("0def");
    assert!(usual.len() >= 4 && asked.is_empty(), "{usual}: {asked:?}");
    let high = "7e".repeat(20);
    assert_eq!(of(&high), (high.clone(), vec![]));
    let ff = "ff".repeat(19);
    assert_eq!(of(&format!("7e00{}", "00".repeat(18))).0, format!("7e00{}", "00".repeat(18)));
    assert_eq!(of(&format!("7f{ff}")), (format!("7f{ff}"), vec!["ADOPT-16".to_owned()]));
}
