//! Issuing a master list: what comes out is DER that `openssl` verifies and reads, and a
//! signer that may not sign lists signs none.

#[path = "support/signing.rs"]
mod signing;

use std::path::Path;

use chancery::asn1;
use chancery::clock::Time;
use chancery::fault::{Fail, Fault};
use chancery::icao::IcaoError;
use chancery::icao::chain::{Lineage, Proof};
use chancery::icao::masterlist::{
    CONTENT_TYPE, IssuedMasterList, Issuing, Judging, ListFinding, Origin, SignerDefect, Standing, Threads, Unsigned,
    issue, judge, read,
};
use chancery::signer::{Algorithm, Hash};
use signing::{SoftKey, ec, openssl, openssl_ok, self_signed};

const CSCA: &[&str] = &["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];
const SIGNER: &str = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,2.23.136.1.1.3\n";

/// A state with a CSCA and a master list signer, on explicit curves as Doc 9303-12 wants them.
struct State {
    directory: tempfile::TempDir,
    csca: Vec<u8>,
    signer: Vec<u8>,
    key: SoftKey,
}

fn now() -> Time {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(seconds as i64 + 60).unwrap()
}

fn strs(owned: &[String]) -> Vec<&str> {
    owned.iter().map(String::as_str).collect()
}

/// Makes `<name>.key` and `<name>.pem`, issued by `csca`, with these extensions.
fn issued_by_csca(path: &Path, name: &str, key: &[String], extensions: &str) -> Vec<u8> {
    let (private, request, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
    openssl_ok(path, &[&["genpkey", "-out", &private][..], &strs(key)].concat());
    let subject = format!("/C=UT/CN={name}");
    openssl_ok(path, &["req", "-new", "-key", &private, "-subj", &subject, "-out", &request]);
    let keyids = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
    std::fs::write(path.join("extensions"), format!("{keyids}{extensions}")).unwrap();
    let sign = ["x509", "-req", "-in", &request, "-CA", "csca.pem", "-CAkey", "csca.key", "-days", "365"];
    openssl_ok(path, &[&sign[..], &["-extfile", "extensions", "-out", &pem]].concat());
    openssl_ok(path, &["x509", "-in", &pem, "-outform", "DER"])
}

fn state(curve: &'static str, algorithm: Algorithm) -> State {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    let csca = self_signed(path, "csca", &strs(&ec(curve, true)), CSCA);
    let signer = issued_by_csca(path, "signer", &ec(curve, true), SIGNER);
    let key = SoftKey::from_pem(&path.join("signer.key"), algorithm);
    State { csca, signer, key, directory }
}

fn utopia() -> State {
    state("P-384", Algorithm::Ecdsa(Hash::Sha384))
}

impl State {
    fn others(&self, count: usize) -> Vec<Vec<u8>> {
        let names: Vec<String> = (0..count).map(|i| format!("other-{i}")).collect();
        names.iter().map(|n| self_signed(self.directory.path(), n, &strs(&ec("P-256", true)), CSCA)).collect()
    }

    fn issue_with(
        &self,
        certificates: &[&[u8]],
        signer: &[u8],
        csca: &[u8],
        at: Time,
    ) -> Result<IssuedMasterList, IcaoError> {
        issue(&Issuing {
            certificates,
            signer: &self.key,
            signer_certificate: signer,
            csca_certificate: csca,
            signing_time: at,
            previous: None,
            accept: &[],
        })
    }
}

#[test]
fn an_issued_list_is_der_that_openssl_verifies_and_everything_in_it_is_found_again() {
    for (curve, hash) in [("P-384", Hash::Sha384), ("brainpoolP512r1", Hash::Sha512)] {
        let state = state(curve, Algorithm::Ecdsa(hash));
        let path = state.directory.path();
        let others = state.others(3);
        let certificates: Vec<&[u8]> = others.iter().chain([&state.csca, &others[0]]).map(Vec::as_slice).collect();
        let issued = state.issue_with(&certificates, &state.signer, &state.csca, now()).unwrap();
        assert_eq!(issued.count(), 4, "one was given twice");
        assert_eq!(asn1::strict_der(issued.der(), 0).unwrap(), []);

        std::fs::write(path.join("list.ml"), issued.der()).unwrap();
        let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "list.ml", "-noverify"];
        let content = openssl_ok(path, &verify);
        let list = read(issued.der(), Unsigned::Refuse).unwrap();
        assert_eq!(content, list.content());
        assert!(openssl_ok(path, &["asn1parse", "-inform", "DER", "-in", "list.ml"]).len() > 1000);

        assert_eq!(list.signed().unwrap().content_type(), CONTENT_TYPE);
        assert_eq!(list.signed().unwrap().certificates().len(), 2);
        let judgement = judge(&list, &Judging { at: now(), known: &[], threads: Threads::One });
        assert!(judgement.is_signed_soundly());
        assert_eq!(judgement.signers[0].issuer.as_ref().unwrap().origin, Origin::Carried);
        assert!(judgement.signers[0].defects.is_empty(), "{:?}", judgement.signers[0].defects);
        assert!(judgement.certificates.iter().all(|c| c.state.as_deref() == Some("UT")));
        let self_signed = |s: &Standing| matches!(s, Standing::Read { lineage: Lineage::SelfSigned, .. });
        assert!(judgement.certificates.iter().all(|c| self_signed(&c.standing)));
        assert_eq!(issued.judgement().certificates, judgement.certificates);
    }
}

#[test]
fn a_link_certificate_on_an_issued_list_is_found_to_be_one() {
    let state = utopia();
    let link = issued_by_csca(
        state.directory.path(),
        "next",
        &ec("P-521", true),
        "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n",
    );
    let issued = state.issue_with(&[&link, &state.csca], &state.signer, &state.csca, now()).unwrap();
    let links: Vec<&Standing> = issued
        .judgement()
        .certificates
        .iter()
        .map(|c| &c.standing)
        .filter(|s| matches!(s, Standing::Read { lineage: Lineage::LinkOtherName, proof: Proof::Issuer { .. }, .. }))
        .collect();
    assert_eq!(links.len(), 1);
}

#[test]
fn a_list_of_nothing_or_of_something_unreadable_is_refused() {
    let state = utopia();
    let empty = state.issue_with(&[], &state.signer, &state.csca, now()).unwrap_err();
    assert_eq!((empty.clause(), empty.kind()), (Some("MASTERLIST-2"), Fault::Refused));
    let trailing = [&state.csca[..], &[0]].concat();
    for bad in [&b"junk"[..], &state.csca[..40], &trailing] {
        let error = state.issue_with(&[&state.csca, bad], &state.signer, &state.csca, now()).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some("MASTERLIST-3"), Fault::Refused));
        assert!(error.to_string().starts_with("MASTERLIST-3: certificate 1"), "{error}");
    }
}

#[test]
fn a_signer_that_may_not_sign_lists_is_refused() {
    let state = utopia();
    let path = state.directory.path();
    let cases = [
        (
            "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=critical,2.23.136.1.1.3\n",
            SignerDefect::KeyUsage,
        ),
        ("extendedKeyUsage=critical,2.23.136.1.1.3\n", SignerDefect::KeyUsage),
        ("keyUsage=critical,digitalSignature\n", SignerDefect::ExtendedKeyUsage),
        (
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,2.23.136.1.1.3,clientAuth\n",
            SignerDefect::ExtendedKeyUsage,
        ),
        (
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=2.23.136.1.1.3\n",
            SignerDefect::ExtendedKeyUsageNotCritical,
        ),
        (
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,2.23.136.1.1.3\n",
            SignerDefect::IsCa,
        ),
    ];
    for (extensions, expected) in cases {
        let certificate = issued_by_csca(path, "unfit", &ec("P-384", true), extensions);
        let error = state.issue_with(&[&state.csca], &certificate, &state.csca, now()).unwrap_err();
        assert!(matches!(error, IcaoError::SignerUnfit { defect } if defect == expected), "{extensions}: {error}");
        assert_eq!(error.clause(), Some("MASTERLIST-4"));
    }
}

#[test]
fn a_csca_does_not_sign_its_own_list() {
    let state = utopia();
    let key = SoftKey::from_pem(&state.directory.path().join("csca.key"), Algorithm::Ecdsa(Hash::Sha384));
    let error = issue(&Issuing {
        certificates: &[&state.csca],
        signer: &key,
        signer_certificate: &state.csca,
        csca_certificate: &state.csca,
        signing_time: now(),
        previous: None,
        accept: &[],
    });
    assert_eq!(error.unwrap_err().clause(), Some("MASTERLIST-4"));
}

#[test]
fn a_signer_out_of_its_time_or_of_another_csca_or_key_is_refused() {
    let (state, other) = (utopia(), utopia());
    let years = |n| now().plus_years(n);
    for (at, expected) in [(years(-1), SignerDefect::NotValidAtSigning), (years(2), SignerDefect::NotValidAtSigning)] {
        let error = state.issue_with(&[&state.csca], &state.signer, &state.csca, at).unwrap_err();
        assert!(matches!(error, IcaoError::SignerUnfit { defect } if defect == expected), "{error}");
    }
    let error = state.issue_with(&[&state.csca], &state.signer, &other.csca, now()).unwrap_err();
    assert_eq!((error.clause(), error.kind()), (Some("MASTERLIST-5"), Fault::Refused));
    let error = state.issue_with(&[&state.csca], &other.signer, &other.csca, now()).unwrap_err();
    assert!(error.to_string().contains("another key"), "{error}");
}

#[test]
fn every_flipped_byte_that_the_signature_covers_makes_an_issued_list_unsound_for_both_judges() {
    let state = utopia();
    let path = state.directory.path();
    let issued = state.issue_with(&[&state.csca], &state.signer, &state.csca, now()).unwrap();
    let list = read(issued.der(), Unsigned::Refuse).unwrap();
    let info = &list.signed().unwrap().signers()[0];
    let start_of = |part: &[u8]| issued.der().windows(part.len()).position(|w| w == part).unwrap();
    let content = start_of(list.content())..start_of(list.content()) + list.content().len();
    let attributes = info.attributes.as_ref().unwrap().offset() + 3;
    let signature = start_of(info.signature)..start_of(info.signature) + info.signature.len();
    let mut asked = 0;
    for place in content.chain(attributes..attributes + 100).chain(signature) {
        let mut damaged = issued.der().to_vec();
        damaged[place] ^= 1 << (place % 8);
        if let Ok(list) = read(&damaged, Unsigned::Refuse) {
            let judgement = judge(&list, &Judging { at: now(), known: &[], threads: Threads::One });
            assert!(!judgement.is_signed_soundly(), "{place}");
        }
        if place % 40 == 0 {
            std::fs::write(path.join("damaged"), &damaged).unwrap();
            let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "damaged", "-noverify"];
            assert!(!openssl(path, &verify).status.success(), "{place}");
            asked += 1;
        }
    }
    assert!(asked > 10);
}

#[test]
fn order_and_duplicates_are_found_in_a_list_that_somebody_else_wrote() {
    let state = utopia();
    let others = state.others(2);
    let mut entries: Vec<&[u8]> = others.iter().map(Vec::as_slice).collect();
    entries.sort_unstable();
    let backwards = [entries[1], entries[0], entries[1]].concat();
    let der = asn1::sequence(&[asn1::integer(1), asn1::tlv(asn1::Tag::SET, &backwards)]);
    let with_rest = [&der[..], &[0, 0]].concat();
    let list = read(&with_rest, Unsigned::Accept).unwrap();
    let expected = [
        ListFinding::Version { found: 1 },
        ListFinding::TrailingOctets { offset: der.len(), count: 2 },
        ListFinding::NotSorted { entry: 1 },
        ListFinding::Duplicate { entry: 2, of: 0 },
    ];
    assert_eq!(list.findings(), expected);
    assert_eq!(list.len(), 3);
}

#[test]
fn an_issuer_that_is_not_on_the_list_is_found_among_the_known_ones() {
    let state = utopia();
    let ca = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n";
    let link = issued_by_csca(state.directory.path(), "next", &ec("P-256", true), ca);
    let list = asn1::sequence(&[asn1::integer(0), asn1::set_of(&[&link])]);
    let list = read(&list, Unsigned::Accept).unwrap();
    let proof = |known: &[&[u8]]| {
        let judgement = judge(&list, &Judging { at: now(), known, threads: Threads::One });
        match judgement.certificates[0].standing {
            Standing::Read { proof, .. } => proof,
            Standing::Unreadable(_) => panic!("readable"),
        }
    };
    assert!(matches!(proof(&[]), Proof::Orphan(_)));
    assert!(matches!(proof(&[b"junk", &state.csca]), Proof::Issuer { member: 1, .. }));
}
