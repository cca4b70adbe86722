//! Issuing a deviation list: what comes out is DER that `openssl` verifies and that reads back as it was described, and a
//! signer that may not sign such lists signs none.

#[path = "support/signing.rs"]
mod signing;

use chancery::asn1;
use chancery::clock::Time;
use chancery::cms::differ_in_signature_alone;
use chancery::fault::{Fail, Fault};
use chancery::icao::chain::Threads;
use chancery::icao::deviation::{
    CONTENT_TYPE, DeviationDraft, DeviationError, DeviationText, DocumentSigner, IssuedDeviationList, Issuing, Kind,
    issue, judge, lint, read,
};
use chancery::icao::masterlist::SignerDefect;
use chancery::pki::certificate::Certificate;
use chancery::signer::{AbsentKey, Algorithm, Hash, Signer};
use signing::{SoftKey, ec, openssl, openssl_ok, self_signed};

const CSCA: &[&str] = &["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];
const SIGNER: &str = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,2.23.136.1.1.8\n";

/// A state with a CSCA and a deviation list signer, on explicit curves.
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

impl State {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let csca = self_signed(path, "csca", &strs(&ec("P-384", true)), CSCA);
        let mut state = State {
            csca,
            signer: Vec::new(),
            key: SoftKey::from_pem(&path.join("csca.key"), Algorithm::Ecdsa(Hash::Sha384)),
            directory,
        };
        state.signer = state.certificate("signer", SIGNER);
        let file = state.directory.path().join("signer.key");
        state.key = SoftKey::from_pem(&file, Algorithm::Ecdsa(Hash::Sha384));
        state
    }

    /// Makes `<name>.key` and its certificate under the CSCA, with these extensions.
    fn certificate(&self, name: &str, extensions: &str) -> Vec<u8> {
        let path = self.directory.path();
        let (private, request, pem) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        openssl_ok(path, &[&["genpkey", "-out", &private][..], &strs(&ec("P-384", true))].concat());
        let subject = format!("/C=UT/CN={name}");
        openssl_ok(path, &["req", "-new", "-key", &private, "-subj", &subject, "-out", &request]);
        let keyids = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        std::fs::write(path.join("extensions"), format!("{keyids}{extensions}")).unwrap();
        let sign = ["x509", "-req", "-in", &request, "-CA", "csca.pem", "-CAkey", "csca.key", "-days", "365"];
        openssl_ok(path, &[&sign[..], &["-extfile", "extensions", "-out", &pem]].concat());
        openssl_ok(path, &["x509", "-in", &pem, "-outform", "DER"])
    }

    fn issue_with(
        &self,
        text: &str,
        signer: &[u8],
        csca: &[u8],
        at: Time,
        accept: &[String],
    ) -> Result<IssuedDeviationList, DeviationError> {
        let draft = DeviationDraft::parse(text)?;
        issue(&Issuing {
            draft: &draft,
            signer: &self.key,
            signer_certificate: signer,
            csca_certificate: csca,
            signing_time: at,
            accept,
        })
    }

    fn issue(&self, text: &str) -> IssuedDeviationList {
        self.issue_with(text, &self.signer, &self.csca, now(), &[]).unwrap()
    }
}

const ONE: &str =
    "[[deviation]]\ndocument_type = \"P\"\n[[deviation.description]]\nkind = \"security-object-signature\"\n";

/// Every way to name documents and every kind of deviation.
fn everything(certificate: &str) -> String {
    let mut text = "hash = \"sha256\"\n".to_owned();
    let kinds = [
        ("signer-signature", None),
        ("signer-encoding", Some("subject")),
        ("csca-encoding", Some("the certificate as a whole")),
        ("authentication-key-compromised", None),
        ("group-malformed", Some("DG1")),
        ("group-hash", Some("EF.COM")),
        ("security-object-signature", None),
        ("common-inconsistent", None),
        ("zone-data", Some("optional data")),
        ("zone-check-digit", Some("date of birth")),
        ("chip", None),
        ("national-use", None),
    ];
    let signers = [
        "key = \"00112233\"".to_owned(),
        format!("digest = \"{}\"", "ab".repeat(32)),
        format!("certificate = \"\"\"\n{certificate}\"\"\""),
    ];
    for (signer, document_type) in signers.iter().zip(["P", "ID", "V<"]) {
        text.push_str(&format!("[[deviation]]\ndocument_type = \"{document_type}\"\nsigner = {{ {signer} }}\n"));
        text.push_str("issued = { first = \"2026-03-01\", last = \"2026-03-31T12:00:00Z\" }\n");
        text.push_str("numbers = [\"UT900\", \"UT1\", \"UT10\", \"UT2\"]\n");
        for (kind, parameter) in kinds {
            text.push_str(&format!("[[deviation.description]]\nkind = \"{kind}\"\ntext = \"Of {kind}.\"\n"));
            text.extend(parameter.map(|name| format!("parameter = \"{name}\"\n")));
        }
        text.push_str("[[deviation.description]]\nkind = \"national-use\"\nnational_use = \"Az. 7/2026 \u{a7} 3\"\n");
    }
    text
}

#[test]
fn an_issued_list_is_der_that_openssl_verifies_and_it_reads_back_whole() {
    let state = State::new();
    let path = state.directory.path();
    let document_signer = state.certificate("ds", "keyUsage=critical,digitalSignature\n");
    let pem = std::fs::read_to_string(path.join("ds.pem")).unwrap();
    let issued = state.issue(&everything(&pem));
    assert_eq!(asn1::strict_der(issued.der(), 0).unwrap(), []);
    assert_eq!(issued.findings().list, []);

    std::fs::write(path.join("list.dl"), issued.der()).unwrap();
    let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "list.dl", "-noverify"];
    let content = openssl_ok(path, &verify);
    let list = read(issued.der()).unwrap();
    assert_eq!(content, list.content());
    assert_eq!(asn1::strict_der(list.content(), 0).unwrap(), []);
    assert_eq!(list.signed().content_type(), CONTENT_TYPE);
    assert_eq!(list.findings().kept(), []);
    assert_eq!((list.len(), list.numbers(), list.unreadable(), list.hash()), (3, 12, 0, Some(Hash::Sha256)));
    let judgement = judge(&list, &[], Threads::One);
    assert!(judgement.is_signed_soundly() && judgement.signers[0].defects.is_empty());

    let mut signers = Vec::new();
    for entry in list.entries() {
        let deviation = entry.read().unwrap();
        let numbers: Vec<String> = deviation.documents.numbers().map(|number| number.shown()).collect();
        assert_eq!(numbers, ["UT1", "UT2", "UT10", "UT900"], "shorter ones come first in DER");
        let issued = deviation.documents.issued.unwrap();
        let shown = (issued.first.shown(), issued.last.shown());
        assert_eq!(shown, ("2026-03-01T00:00:00Z".to_owned(), "2026-03-31T12:00:00Z".to_owned()));
        assert_eq!(deviation.described, 13);
        let described: Vec<_> = deviation.descriptions().map(Result::unwrap).collect();
        assert!(described.iter().all(|one| one.kind != Kind::Unknown));
        let values: Vec<_> = described.iter().filter_map(|one| one.parameter?.value).collect();
        assert_eq!(values.len(), 6, "{values:?}");
        assert_eq!(described.iter().filter(|one| one.national_use.is_some()).count(), 1);
        signers.push((deviation.documents.document_type.unwrap().to_vec(), deviation.documents.signer.unwrap()));
    }
    let named = Certificate::parse(&document_signer).unwrap();
    let by_serial = DocumentSigner::IssuerAndSerial { issuer: named.issuer.der(), serial: named.serial() };
    assert!(signers.contains(&(b"V<".to_vec(), by_serial)));
    assert!(signers.contains(&(b"P<".to_vec(), DocumentSigner::KeyIdentifier(&[0, 0x11, 0x22, 0x33]))));
    assert!(signers.contains(&(b"ID".to_vec(), DocumentSigner::CertificateDigest(&[0xab; 32]))));

    let first = list.entries().next().unwrap().read().unwrap();
    let mut words = first.descriptions().map(|one| one.unwrap().words());
    assert!(words.any(|words| words.contains("national use ") && words.contains(", 'Az. 7/2026 \u{a7} 3'")));

    let text = DeviationText { der: issued.der(), list: &list, judgement: &judgement, deviations: 2 }.to_string();
    assert!(text.contains("CN=signer,C=UT") && text.contains("and 1 more") && !text.contains("UT900"), "{text}");
}

#[test]
fn the_certificate_of_a_ca_is_no_signers() {
    let state = State::new();
    let pem = std::fs::read_to_string(state.directory.path().join("csca.pem")).unwrap();
    let error = DeviationDraft::parse(&everything(&pem)).unwrap_err();
    assert_eq!((error.clause(), error.kind()), (Some("DEVIATION-8"), Fault::Refused));
    assert!(
        error.to_string().starts_with("DEVIATION-8: deviation 3 names the certificate of a CA, 'CN=csca"),
        "{error}"
    );
}

#[test]
fn what_is_judged_before_the_signature_is_what_is_signed() {
    let state = State::new();
    let draft = DeviationDraft::parse(ONE).unwrap();
    let absent = AbsentKey::new(state.key.public_key().clone(), state.key.algorithm());
    let issuing = |signer| Issuing {
        draft: &draft,
        signer,
        signer_certificate: &state.signer,
        csca_certificate: &state.csca,
        signing_time: now(),
        accept: &[],
    };
    let linted = lint(&issuing(&absent)).unwrap();
    let issued = issue(&issuing(&state.key)).unwrap();
    assert_eq!(read(linted.der()).unwrap().content(), read(issued.der()).unwrap().content());
    assert!(differ_in_signature_alone(linted.der(), issued.der()));
    let signature = read(issued.der()).unwrap().signed().signers()[0].signature.len();
    let signed = issued.der().len() - signature;
    for place in 0..signed {
        let mut other = issued.der().to_vec();
        other[place] ^= 1;
        assert!(!differ_in_signature_alone(linted.der(), &other), "octet {place}");
    }
    assert!(!judge(&read(linted.der()).unwrap(), &[], Threads::One).is_signed_soundly(), "it bears no signature");
    assert!(issue(&issuing(&absent)).is_err(), "a key that is not there signs nothing");
}

#[test]
fn a_list_may_say_that_nothing_deviates_or_that_every_document_does() {
    let state = State::new();
    let nothing = state.issue("nothing_deviates = true\n");
    let list = read(nothing.der()).unwrap();
    assert!(list.is_empty());
    let judgement = judge(&list, &[], Threads::One);
    let text = DeviationText { der: nothing.der(), list: &list, judgement: &judgement, deviations: 9 }.to_string();
    assert!(text.contains("nothing deviates   whatever a list before this one said is taken back"), "{text}");
    let every = state.issue(&ONE.replace("document_type = \"P\"", "every_document = true"));
    let list = read(every.der()).unwrap();
    let words = list.entries().next().unwrap().read().unwrap().documents.words();
    assert_eq!(words, [("documents", "every document of the state".to_owned())]);
}

#[test]
fn a_signer_that_may_not_sign_deviation_lists_is_refused() {
    let state = State::new();
    let cases = [
        (
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,2.23.136.1.1.3\n",
            SignerDefect::ExtendedKeyUsage,
        ),
        ("keyUsage=critical,digitalSignature\n", SignerDefect::ExtendedKeyUsage),
        ("extendedKeyUsage=critical,2.23.136.1.1.8\n", SignerDefect::KeyUsage),
        (
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=2.23.136.1.1.8\n",
            SignerDefect::ExtendedKeyUsageNotCritical,
        ),
        (
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,2.23.136.1.1.8\n",
            SignerDefect::IsCa,
        ),
    ];
    for (extensions, expected) in cases {
        let certificate = state.certificate("unfit", extensions);
        let error = state.issue_with(ONE, &certificate, &state.csca, now(), &[]).unwrap_err();
        assert!(matches!(error, DeviationError::SignerUnfit { defect } if defect == expected), "{extensions}: {error}");
        assert_eq!((error.clause(), error.kind()), (Some("DEVIATION-6"), Fault::Refused));
    }
}

#[test]
fn a_signer_out_of_its_time_or_of_another_csca_or_key_is_refused() {
    let (state, other) = (State::new(), State::new());
    for years in [-1, 2] {
        let at = now().plus_years(years);
        let error = state.issue_with(ONE, &state.signer, &state.csca, at, &[]).unwrap_err();
        let expected = SignerDefect::NotValidAtSigning;
        assert!(matches!(error, DeviationError::SignerUnfit { defect } if defect == expected), "{error}");
    }
    let error = state.issue_with(ONE, &state.signer, &other.csca, now(), &[]).unwrap_err();
    assert_eq!((error.clause(), error.kind()), (Some("DEVIATION-7"), Fault::Refused));
    let error = state.issue_with(ONE, &other.signer, &other.csca, now(), &[]).unwrap_err();
    assert!(error.to_string().contains("another key"), "{error}");
    let error = state.issue_with(ONE, &state.signer[..40], &state.csca, now(), &[]).unwrap_err();
    assert_eq!(error.kind(), Fault::Malformed);
}

#[test]
fn an_acceptance_of_what_is_not_found_is_refused() {
    let state = State::new();
    let error = state.issue_with(ONE, &state.signer, &state.csca, now(), &["D04".to_owned()]).unwrap_err();
    assert_eq!((error.clause(), error.kind()), (Some("LINT-4"), Fault::Refused));
}

#[test]
fn every_flipped_octet_that_the_signature_covers_makes_an_issued_list_unsound_for_both_judges() {
    let state = State::new();
    let path = state.directory.path();
    let issued = state.issue(ONE);
    let list = read(issued.der()).unwrap();
    let info = &list.signed().signers()[0];
    let start_of = |part: &[u8]| issued.der().windows(part.len()).position(|w| w == part).unwrap();
    let content = start_of(list.content())..start_of(list.content()) + list.content().len();
    let attributes = info.attributes.as_ref().unwrap().offset() + 3;
    let signature = start_of(info.signature)..start_of(info.signature) + info.signature.len();
    let mut asked = 0;
    for place in content.chain(attributes..attributes + 100).chain(signature) {
        let mut damaged = issued.der().to_vec();
        damaged[place] ^= 1 << (place % 8);
        if let Ok(list) = read(&damaged) {
            assert!(!judge(&list, &[], Threads::One).is_signed_soundly(), "{place}");
        }
        if place % 20 == 0 {
            std::fs::write(path.join("damaged"), &damaged).unwrap();
            let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "damaged", "-noverify"];
            assert!(!openssl(path, &verify).status.success(), "{place}");
            asked += 1;
        }
    }
    assert!(asked > 5, "{asked}");
}
