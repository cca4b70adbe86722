//! Who signed a certificate: only a signature that verifies decides, whatever names and
//! key identifiers say.

#[path = "support/signing.rs"]
mod signing;

use std::path::Path;

use chancery::icao::chain::{Lineage, Link, Orphan, Pool, Proof};
use chancery::pki::certificate::Certificate;
use signing::{ec, openssl_ok};

/// A directory in which certificates are made: `<name>.key`, `<name>.pem`.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        Office(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn key(&self, name: &str, kind: &[String]) {
        let file = format!("{name}.key");
        let kind: Vec<&str> = kind.iter().map(String::as_str).collect();
        openssl_ok(self.path(), &[&["genpkey", "-out", &file][..], &kind].concat());
    }

    /// A certificate for `key`, self-signed or signed by `issuer` (a certificate's name and
    /// its key's), with the subject's strings in this form and these extensions.
    fn certify(
        &self,
        file: &str,
        key: &str,
        subject: &str,
        by: Option<(&str, &str)>,
        form: &str,
        extensions: &str,
    ) -> Vec<u8> {
        let config = format!("[req]\nprompt=no\nstring_mask={form}\ndistinguished_name=dn\n[dn]\nC=UT\nCN={subject}\n");
        std::fs::write(self.path().join("config"), config).unwrap();
        std::fs::write(self.path().join("extensions"), extensions).unwrap();
        let (key, request, pem) = (format!("{key}.key"), format!("{file}.csr"), format!("{file}.pem"));
        let ask = ["req", "-new", "-config", "config", "-utf8", "-key", &key, "-out", &request];
        openssl_ok(self.path(), &ask);
        let sign = ["x509", "-req", "-in", &request, "-days", "100", "-extfile", "extensions", "-out", &pem];
        match by {
            None => openssl_ok(self.path(), &[&sign[..], &["-signkey", &key]].concat()),
            Some((issuer, issuer_key)) => {
                let (ca, ca_key) = (format!("{issuer}.pem"), format!("{issuer_key}.key"));
                openssl_ok(self.path(), &[&sign[..], &["-CA", &ca, "-CAkey", &ca_key]].concat())
            }
        };
        openssl_ok(self.path(), &["x509", "-in", &pem, "-outform", "DER"])
    }
}

const IDENTIFIED: &str = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
const BARE: &str = "basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=none\nauthorityKeyIdentifier=none\n";

fn rsa() -> Vec<String> {
    ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"].map(String::from).into()
}

fn prove(pool: &[&[u8]], der: &[u8]) -> (Lineage, Proof, usize) {
    let mut all = Pool::new();
    for member in pool {
        all.add(Certificate::parse(member).unwrap());
    }
    let certificate = Certificate::parse(der).unwrap();
    let proven = all.prove(&certificate);
    (Lineage::of(&certificate, proven.proof), proven.proof, proven.checked)
}

#[test]
fn a_candidate_of_the_same_name_with_a_key_of_another_kind_is_passed_over() {
    let office = Office::new();
    office.key("old", &rsa());
    office.key("new", &ec("P-256", true));
    let old = office.certify("old", "old", "CSCA", None, "utf8only", BARE);
    let new = office.certify("new", "new", "CSCA", None, "utf8only", BARE);
    let link = office.certify("link", "new", "CSCA", Some(("old", "old")), "utf8only", BARE);
    let (lineage, proof, checked) = prove(&[&new, &old, &link], &link);
    assert_eq!(lineage, Lineage::LinkSameName);
    assert_eq!(proof, Proof::Issuer { member: 1, link: Link::Name });
    assert_eq!(checked, 1, "the EC key is not asked about an RSA signature");
    assert_eq!(prove(&[&new, &old, &link], &old).1, Proof::OwnKey);
    assert_eq!(prove(&[&new, &old, &link], &new).1, Proof::OwnKey);
}

#[test]
fn a_key_identifier_leads_to_the_right_one_of_many_keys_of_one_name() {
    let office = Office::new();
    let names = ["a", "b", "c", "d"];
    let mut roots: Vec<Vec<u8>> = Vec::new();
    for name in names {
        office.key(name, &ec("P-256", true));
        roots.push(office.certify(name, name, "CSCA", None, "utf8only", IDENTIFIED));
    }
    office.key("next", &ec("P-256", true));
    let link = office.certify("next", "next", "CSCA", Some(("c", "c")), "utf8only", IDENTIFIED);
    let pool: Vec<&[u8]> = roots.iter().map(Vec::as_slice).chain([&link[..]]).collect();
    let (lineage, proof, checked) = prove(&pool, &link);
    assert_eq!((lineage, checked), (Lineage::LinkSameName, 1));
    assert_eq!(proof, Proof::Issuer { member: 2, link: Link::NameAndKeyIdentifier });
}

#[test]
fn a_name_in_another_string_type_is_still_the_issuer_and_said_to_differ() {
    let office = Office::new();
    office.key("root", &ec("P-256", true));
    office.key("entity", &ec("P-256", true));
    office.certify("as-utf8", "root", "CSCA Utopia", None, "utf8only", IDENTIFIED);
    let printable = office.certify("as-printable", "root", "CSCA UTOPIA", None, "default", IDENTIFIED);
    let issued = office.certify("entity", "entity", "Signer", Some(("as-utf8", "root")), "utf8only", IDENTIFIED);
    let (lineage, proof, _) = prove(&[&printable], &issued);
    assert_eq!((lineage, proof), (Lineage::LinkOtherName, Proof::Issuer { member: 0, link: Link::NormalisedName }));
}

#[test]
fn a_key_identifier_alone_is_enough_when_the_signature_verifies() {
    let office = Office::new();
    office.key("root", &ec("P-256", true));
    office.key("entity", &ec("P-256", true));
    office.certify("old", "root", "CSCA Old", None, "utf8only", IDENTIFIED);
    let renamed = office.certify("renamed", "root", "CSCA New", None, "utf8only", IDENTIFIED);
    let issued = office.certify("entity", "entity", "Signer", Some(("old", "root")), "utf8only", IDENTIFIED);
    let (_, proof, _) = prove(&[&renamed], &issued);
    assert_eq!(proof, Proof::Issuer { member: 0, link: Link::KeyIdentifierOnly });
}

#[test]
fn equal_names_prove_nothing_and_an_absent_issuer_is_told_from_a_wrong_key() {
    let office = Office::new();
    for name in ["root", "impostor", "entity"] {
        office.key(name, &ec("P-256", true));
    }
    office.certify("root", "root", "CSCA", None, "utf8only", BARE);
    let impostor = office.certify("impostor", "impostor", "CSCA", None, "utf8only", BARE);
    let issued = office.certify("entity", "entity", "Signer", Some(("root", "root")), "utf8only", BARE);
    let same_name = office.certify("again", "entity", "CSCA", Some(("root", "root")), "utf8only", BARE);
    assert_eq!(prove(&[&impostor], &issued).1, Proof::Orphan(Orphan::NoKeyVerifies));
    assert_eq!(prove(&[], &issued).1, Proof::Orphan(Orphan::IssuerAbsent));
    let (lineage, proof, _) = prove(&[&impostor, &same_name], &same_name);
    assert_eq!((lineage, proof), (Lineage::LinkSameName, Proof::Orphan(Orphan::NoKeyVerifies)));
}

#[test]
fn a_changed_certificate_or_an_unknown_algorithm_is_nobodys() {
    let office = Office::new();
    office.key("root", &ec("P-256", true));
    let root = office.certify("root", "root", "CSCA", None, "utf8only", IDENTIFIED);
    let last = root.len() - 1;
    let mut changed = root.clone();
    changed[last] ^= 1;
    assert_eq!(prove(&[&root], &changed).1, Proof::Orphan(Orphan::NoKeyVerifies));
    // ecdsa-with-SHA256 twice becomes an algorithm that nobody knows.
    let ecdsa = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let mut unknown = root.clone();
    let places: Vec<usize> = (0..root.len() - 8).filter(|i| root[*i..*i + 8] == ecdsa).collect();
    places.iter().for_each(|place| unknown[place + 7] = 0x7f);
    assert_eq!(places.len(), 2);
    assert_eq!(prove(&[&root], &unknown).1, Proof::Orphan(Orphan::SignatureUnreadable));
}
