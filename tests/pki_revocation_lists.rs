//! CRLs of our own: what is in them, what is refused, and what OpenSSL says.

#[path = "support/openssl_cli.rs"]
mod openssl_cli;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use chancery::asn1::strict_der;
use chancery::clock::Time;
use chancery::fault::Fail;
use chancery::keys::KeySpec;
use chancery::pki::PkiError;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::{Crl, CrlDraft, IssuedCrl, Revoked, sign_linted_crl};
use chancery::pki::extension::CrlNumber;
use chancery::pki::lint::{CrlRule, Edition, RuleSet, Severity};
use chancery::pki::serial::SerialNumber;
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::signer::{Curve, Signer};

use openssl_cli::{file, good, openssl};
use soft_signer::SoftSigner;
use utopia::{NO_RULES, Request, at, csca};

fn revoked(serial: u64, on: &str) -> Revoked {
    Revoked { serial: SerialNumber::from_number(serial).unwrap(), on: at(on) }
}

struct Csca {
    signer: SoftSigner,
    root: Vec<u8>,
}

impl Csca {
    fn new() -> Self {
        let (signer, root) = csca();
        Csca { signer, root }
    }

    fn issue(&self, list: &[Revoked], number: u64, from: Time, previous: Option<&[u8]>) -> Result<Vec<u8>, PkiError> {
        let issuer = Certificate::parse(&self.root).unwrap();
        let previous = previous.map(|der| Crl::parse(der).unwrap());
        let draft = CrlDraft {
            issuer: &issuer,
            algorithm: self.signer.algorithm(),
            number,
            this_update: from,
            next_update: from.plus_months(2),
            revoked: list,
            previous: previous.as_ref(),
            former: &[],
            family: &[],
        };
        let issued = sign_linted_crl(draft.lint(&NO_RULES, &[])?, &self.signer, &NO_RULES)?;
        Ok(issued.der().to_vec())
    }
}

#[test]
fn an_empty_list_has_no_list_in_it() {
    let csca = Csca::new();
    let der = csca.issue(&[], 1, at("2026-12-01T00:00:00Z"), None).unwrap();
    assert_eq!(strict_der(&der, 0).unwrap(), []);
    let crl = Crl::parse(&der).unwrap();
    assert_eq!((crl.version(), crl.entries().count()), (2, 0));
    assert!(crl.revoked_element.is_none());
    assert_eq!(crl.read::<CrlNumber<'_>>().unwrap().unwrap().magnitude().unwrap(), [1]);
    let root = Certificate::parse(&csca.root).unwrap();
    assert_eq!(crl.authority_key_identifier(), root.subject_key_identifier());
    assert_eq!(crl.issuer.der(), root.subject.der());
    assert_eq!(crl.extensions.len(), 2);
    let text = good(&["crl", "-inform", "DER", "-noout", "-text"], &der);
    assert!(text.contains("Version 2") && text.contains("No Revoked Certificates"), "{text}");
    assert!(text.contains("Next Update: Feb  1 00:00:00 2027 GMT"), "{text}");
}

#[test]
fn openssl_reads_every_entry_and_verifies_the_signature() {
    let csca = Csca::new();
    let list = [
        revoked(1, "2026-11-30T01:02:03Z"),
        revoked(128, "2026-11-30T01:02:03Z"),
        revoked(u64::MAX, "2026-11-29T23:59:59Z"),
    ];
    let der = csca.issue(&list, 300, at("2026-12-01T00:00:00Z"), None).unwrap();
    assert_eq!(strict_der(&der, 0).unwrap(), []);
    let text = good(&["crl", "-inform", "DER", "-noout", "-text"], &der);
    for wanted in
        ["Serial Number: 01", "Serial Number: 80", "Serial Number: FFFFFFFFFFFFFFFF", "Nov 29 23:59:59 2026 GMT"]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert_eq!(text.matches("Nov 30 01:02:03 2026 GMT").count(), 2, "{text}");
    assert!(text.contains("CRL Number") && !text.contains("CRL entry extensions"), "{text}");
    let folder = tempfile::tempdir().unwrap();
    let root = file(folder.path(), "root.pem", chancery::pki::armour::pem(&csca.root, "CERTIFICATE").as_bytes());
    let said = openssl(&["crl", "-inform", "DER", "-noout", "-CAfile", &root], &der);
    assert!(said.ok && said.text.contains("verify OK"), "{}", said.text);
    good(&["asn1parse", "-inform", "DER"], &der);
}

#[test]
fn openssl_refuses_a_revoked_service_certificate_by_our_list() {
    let ca_key = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let ca = Request::new("service-ca", "Services CA", 1, &ca_key).issue(&ca_key, &SERVICE_RULES).unwrap();
    let ca_certificate = Certificate::parse(ca.der()).unwrap();
    let key = SoftSigner::generate(KeySpec::Ec(Curve::P256));
    let leaf = Request::new("bundle-signer", "Bundle signer", 2, &key).under(&ca_certificate);
    let leaf = leaf.issue(&ca_key, &SERVICE_RULES).unwrap();
    let issue = |list: &[Revoked]| -> IssuedCrl {
        let draft = CrlDraft {
            issuer: &ca_certificate,
            algorithm: ca_key.algorithm(),
            number: 1,
            this_update: at("2026-12-01T00:00:00Z"),
            next_update: at("2027-02-01T00:00:00Z"),
            revoked: list,
            previous: None,
            former: &[],
            family: &[],
        };
        sign_linted_crl(draft.lint(&SERVICE_RULES, &[]).unwrap(), &ca_key, &SERVICE_RULES).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let anchor = file(folder.path(), "ca.pem", ca.pem().as_bytes());
    let moment = at("2027-01-01T00:00:00Z").unix().to_string();
    for (list, wanted) in [(vec![], "OK"), (vec![revoked(2, "2026-11-30T00:00:00Z")], "certificate revoked")] {
        let crl = file(folder.path(), "crl.pem", issue(&list).pem().as_bytes());
        let options = ["verify", "-crl_check", "-CRLfile", &crl, "-attime", &moment, "-CAfile", &anchor];
        let said = openssl(&options, leaf.pem().as_bytes());
        assert!(said.text.contains(wanted), "{wanted}: {}", said.text);
    }
}

#[test]
fn numbers_times_and_entries_that_contradict_the_last_list_are_refused() {
    let csca = Csca::new();
    let one = [revoked(7, "2026-11-30T00:00:00Z")];
    let first = csca.issue(&one, 5, at("2026-12-01T00:00:00Z"), None).unwrap();
    let next = |list: &[Revoked], number, time: &str| csca.issue(list, number, at(time), Some(&first));
    let clause = |result: Result<Vec<u8>, PkiError>| result.unwrap_err().clause().unwrap();
    assert!(next(&one, 6, "2027-01-01T00:00:00Z").is_ok());
    assert!(next(&one, u64::MAX, "2027-01-01T00:00:00Z").is_ok());
    assert_eq!(clause(next(&one, 5, "2027-01-01T00:00:00Z")), "CRL-1");
    assert_eq!(clause(next(&one, 4, "2027-01-01T00:00:00Z")), "CRL-1");
    assert_eq!(clause(next(&one, 0, "2027-01-01T00:00:00Z")), "CRL-1");
    assert_eq!(clause(next(&one, 6, "2026-12-01T00:00:00Z")), "CRL-2");
    assert_eq!(clause(next(&[], 6, "2027-01-01T00:00:00Z")), "CRL-4");
    let other = [revoked(8, "2026-11-30T00:00:00Z")];
    assert_eq!(clause(next(&other, 6, "2027-01-01T00:00:00Z")), "CRL-4");
    let both = [revoked(8, "2026-12-30T00:00:00Z"), one[0]];
    assert!(next(&both, 6, "2027-01-01T00:00:00Z").is_ok());
}

#[test]
fn doubles_and_revocations_from_the_future_are_refused() {
    let csca = Csca::new();
    let now = at("2026-12-01T00:00:00Z");
    let twice =
        [revoked(7, "2026-11-30T00:00:00Z"), revoked(8, "2026-11-30T00:00:00Z"), revoked(7, "2026-11-29T00:00:00Z")];
    let error = csca.issue(&twice, 1, now, None).unwrap_err();
    assert_eq!(error.clause(), Some("CRL-3"));
    assert!(error.to_string().contains("07"), "{error}");
    let future = [revoked(7, "2026-12-01T00:00:01Z")];
    assert_eq!(csca.issue(&future, 1, now, None).unwrap_err().clause(), Some("CRL-2"));
    let last_moment = [revoked(7, "2026-12-01T00:00:00Z")];
    assert!(csca.issue(&last_moment, 1, now, None).is_ok());
}

static NO_SEVENS: CrlRule = CrlRule {
    id: "X07",
    version: 1,
    title: "no serial number seven",
    clause: "test",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "",
    applies: |_| true,
    check: |s, report| {
        if s.crl.find(&[7]).is_ok_and(|e| e.is_some()) {
            report.add("revokedCertificates", "7", "no 7");
        }
    },
};
static RULES: RuleSet = RuleSet::new("no-sevens", &[], &[&NO_SEVENS], &[]);

#[test]
fn rules_refuse_lists_as_they_refuse_certificates() {
    let csca = Csca::new();
    let issuer = Certificate::parse(&csca.root).unwrap();
    let draft = |list| CrlDraft {
        issuer: &issuer,
        algorithm: csca.signer.algorithm(),
        number: 1,
        this_update: at("2026-12-01T00:00:00Z"),
        next_update: at("2027-01-01T00:00:00Z"),
        revoked: list,
        previous: None,
        former: &[],
        family: &[],
    };
    let bad = [revoked(7, "2026-11-30T00:00:00Z")];
    assert_eq!(draft(&bad).lint(&RULES, &[]).unwrap_err().clause(), Some("LINT-1"));
    let good = [revoked(6, "2026-11-30T00:00:00Z")];
    let linted = draft(&good).lint(&RULES, &[]).unwrap();
    let signature = csca.signer.sign(linted.tbs()).unwrap();
    let assemble = |signature: &[u8], key: &dyn Signer, rules| {
        let linted = draft(&good).lint(&RULES, &[]).unwrap();
        IssuedCrl::assemble(linted, signature, key.public_key(), rules).map_err(|e| e.clause().unwrap())
    };
    assert!(assemble(&signature, &csca.signer, &RULES).is_ok());
    assert_eq!(assemble(&signature, &csca.signer, &NO_RULES).unwrap_err(), "LINT-3");
    let (stranger, _) = utopia::csca();
    assert_eq!(assemble(&signature, &stranger, &RULES).unwrap_err(), "ISSUE-1");
    assert_eq!(assemble(&signature[1..], &csca.signer, &RULES).unwrap_err(), "ISSUE-3");
}

#[test]
fn a_long_list_is_der_and_keeps_its_order() {
    let csca = Csca::new();
    let start = at("2020-01-01T00:00:00Z");
    let list: Vec<Revoked> = (1..=20_000u64)
        .map(|n| Revoked { serial: SerialNumber::from_number(n * 977).unwrap(), on: start.plus(n as i64 * 60) })
        .collect();
    let der = csca.issue(&list, 1, at("2026-12-01T00:00:00Z"), None).unwrap();
    let crl = Crl::parse(&der).unwrap();
    let read: Vec<Revoked> = crl
        .entries()
        .map(|e| e.unwrap())
        .map(|e| Revoked {
            serial: SerialNumber::from_element(&e.serial_element).unwrap(),
            on: e.revocation_date.time().unwrap(),
        })
        .collect();
    assert_eq!(read, list);
    assert_eq!(strict_der(&der, 0).unwrap(), []);
}
