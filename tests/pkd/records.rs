//! What a record is, and what is odd about it, by hand-made files.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use chancery::icao::chain::{Orphan, Pool, Proof};
use chancery::icao::pkd::{
    Base, Branch, Collection, Examined, Extent, FileName, Object, ObjectChange, ObjectKind, Severity, Survey, Threads,
    Unreadable, Verdict, What,
};
use chancery::icao::pkd::{Oddity, ldif::Value};

use super::{SUFFIX, examined, lists};

const NAMED: &str = "icaopkd-001-complete-009667.ldif";

/// The certificate of a document signer of the United Arab Emirates, serial number 0x38, in base64.
fn certificate() -> Option<Vec<u8>> {
    let path = super::shared::shared(super::SLICE)?;
    let ldif = std::fs::read(path).unwrap();
    let some = &ldif[..20_000];
    lists::ldif_values(some, "userCertificate;binary").into_iter().next()
}

/// A file with the containers of one state and branch, and these lines.
fn below(state: &str, branch: &str, lines: &str) -> String {
    let lines = lines.replace("{SUFFIX}", SUFFIX);
    format!(
        "version: 1\n\ndn: c={state},{SUFFIX}\nobjectClass: country\nc: {state}\n\n\
         dn: o={branch},c={state},{SUFFIX}\nobjectClass: organization\no: {branch}\n\n{lines}\n"
    )
}

fn judged(ldif: &str, name: Option<&str>) -> (Survey, Vec<Examined>) {
    examined(ldif.as_bytes(), name, &Pool::new(), Threads::One)
}

fn oddities(ldif: &str, name: Option<&str>) -> Vec<&'static str> {
    judged(ldif, name).0.findings.keys().map(|o| o.code()).collect()
}

#[test]
fn a_record_knows_its_state_its_branch_its_version_and_its_conformance() {
    let Some(der) = certificate() else { return };
    let ldif = below(
        "AE",
        "dsc",
        &format!(
            "dn: cn=CN\\=UAE CSCA 01+sn=38,o=dsc,c=AE,{{SUFFIX}}\npkdVersion: 16\nuserCertificate;binary:: {}\n\
             pkdConformanceCode: ERR:CSCA.CDP.14\npkdConformanceCode: WARN:DSC.ISS.11\npkdConformanceCode: odd\n\
             pkdConformanceText: the issuer\npkdConformancePolicy: 1\n",
            STANDARD.encode(&der)
        ),
    );
    let (survey, all) = judged(&ldif, Some(NAMED));
    let record = &all[3].record;
    assert_eq!((record.base, record.state.as_deref()), (Base::Download, Some("AE")));
    assert_eq!((record.branch.clone(), record.version), (Some(Branch::DocumentSigners), Some(16)));
    assert_eq!((record.common_name(), record.serial_number()), (Some("CN=UAE CSCA 01"), Some("38")));
    let codes: Vec<_> = record.conformance.codes.iter().map(|(c, s)| (c.as_str(), *s)).collect();
    let wanted =
        [("ERR:CSCA.CDP.14", Some(Severity::Error)), ("WARN:DSC.ISS.11", Some(Severity::Warning)), ("odd", None)];
    assert_eq!(codes, wanted);
    assert_eq!((record.conformance.texts.len(), record.conformance.policies.len()), (1, 1));
    let [object] = record.objects() else { panic!() };
    assert_eq!((object.kind, object.octets().unwrap()), (ObjectKind::DocumentSigner, &der[..]));
    assert!(matches!(all[3].verdicts[..], [Verdict::Proven { proof: Proof::Orphan(Orphan::IssuerAbsent), .. }]));
    assert_eq!(survey.findings, BTreeMap::from([(Oddity::ConformanceUnreadable, 1)]));
    assert_eq!((survey.containers, survey.records, survey.total().all), (2, 3, 1));
    assert_eq!((survey.collection(), survey.extent()), (Some(Collection::Signers), Some(Extent::Complete)));
}

#[test]
fn what_is_odd_about_a_record_has_a_code() {
    let Some(der) = certificate() else { return };
    let object = format!("userCertificate;binary:: {}", STANDARD.encode(&der));
    let trailing = format!("userCertificate;binary:: {}", STANDARD.encode([&der[..], b"x"].concat()));
    let leaf = "dn: cn=a+sn=38,o=dsc,c=AE,{SUFFIX}";
    for (state, branch, lines, code) in [
        ("AE", "dsc", format!("dn: cn=a,o=dsc,c=AE,dc=example\n{object}"), "P01"),
        ("A1", "dsc", format!("dn: cn=a,o=dsc,c=A1,{{SUFFIX}}\n{object}"), "P02"),
        ("ae", "dsc", format!("dn: cn=a,o=dsc,c=ae,{{SUFFIX}}\n{object}"), "P03"),
        ("AE", "xyz", format!("dn: cn=a,o=xyz,c=AE,{{SUFFIX}}\n{object}"), "P04"),
        ("AE", "crl", format!("{leaf}\n{object}"), "P05"),
        ("AE", "dsc", "dn: o=dsc,c=AE,{SUFFIX}\no: dsc".into(), "P06"),
        ("AE", "dsc", format!("dn: cn=a+sn=39,o=dsc,c=AE,{{SUFFIX}}\n{object}"), "P07"),
        ("AT", "dsc", format!("dn: cn=a+sn=38,o=dsc,c=AT,{{SUFFIX}}\n{object}"), "P08"),
        ("AE", "dsc", format!("{leaf}\nobjectClass: top"), "P09"),
        ("AE", "dsc", format!("{leaf}\n{object}\n{object}"), "P10"),
        ("AE", "dsc", format!("{leaf}\nuserCertificate;binary:: MAA="), "P11"),
        ("AE", "dsc", format!("{leaf}\n{trailing}"), "P12"),
        ("AE", "crl", format!("dn: cn=a+sn=38,o=crl,c=AE,{{SUFFIX}}\n{object}"), "P13"),
        ("AE", "dsc", format!("{leaf}\npkdVersion: new\n{object}"), "P14"),
        ("AE", "dsc", format!("{leaf}\npkdVersion: 1\npkdVersion: 2\n{object}"), "P14"),
        ("AE", "ml", "dn: cn=a,o=ml,c=AE,{SUFFIX}\nCscaMasterListData:: MAA=".into(), "P15"),
        ("AE", "dsc", format!("{leaf}\n{}", object.replace(";binary", "")), "P16"),
        ("AE", "dsc", format!("{leaf}\n{object}\n\n{leaf}\n{object}"), "P17"),
        ("AE", "dsc", format!("{leaf}\nchangetype: delete"), "P18"),
        ("AE", "ml", "dn: cn=a,o=ml,c=AE,{SUFFIX}\npkdMasterListContent:: MAA=".into(), "P19"),
        ("AE", "dsc", format!("{leaf}\npkdConformanceCode: 7\n{object}"), "P20"),
        ("AE", "dsc", format!("{leaf}\nsn: 39\n{object}"), "P21"),
        ("AE", "dsc", format!("{leaf}\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1"), "P22"),
        ("AE", "dsc", format!("{leaf}\nchangetype: modify\ndelete: userCertificate;binary\n-"), "P22"),
        (
            "AE",
            "dsc",
            format!("{leaf}\nchangetype: modify\ndelete: pkdConformanceCode\npkdConformanceCode: a\n-"),
            "P22",
        ),
        ("AE", "dsc", format!("dn: cn=a;b,o=dsc,c=AE,{{SUFFIX}}\n{object}"), "L20"),
    ] {
        let found = oddities(&below(state, branch, &lines), Some(NAMED));
        assert!(found.contains(&code), "{code} {lines}: {found:?}");
    }
    assert!(oddities(&below("AE", "dsc", &format!("{leaf}\n{object}\nsn: 38")), Some(NAMED)).is_empty());
}

#[test]
fn an_object_that_cannot_be_read_is_kept_with_its_octets_and_the_reason() {
    for (line, kind, raw) in [
        ("userCertificate;binary:: MAA=", ObjectKind::DocumentSigner, &[0x30, 0][..]),
        ("certificateRevocationList;binary:: MAA=", ObjectKind::Crl, &[0x30, 0]),
        ("pkdMasterListContent:: MAA=", ObjectKind::MasterList, &[0x30, 0]),
        ("cACertificate;binary::", ObjectKind::CaCertificate, &[]),
        ("userCertificate;binary:: M*", ObjectKind::DocumentSigner, b"M*"),
        ("userCertificate;binary:< http://x", ObjectKind::DocumentSigner, b"http://x"),
    ] {
        let (survey, all) = judged(&format!("version: 1\n\ndn: cn=a,{SUFFIX}\n{line}\n"), None);
        let [object] = all[1].record.objects() else { panic!("{line}") };
        assert_eq!((object.kind, object.raw()), (kind, raw), "{line}");
        let [Verdict::Unreadable(why)] = &all[1].verdicts[..] else { panic!("{line}") };
        let base64 = matches!(why, Unreadable::Base64);
        assert_eq!(base64, matches!(object.value, Value::Undecodable(_)), "{line}");
        assert_eq!((survey.total().unreadable, survey.total().all), (1, 1), "{line}");
        assert_eq!(survey.findings[&Oddity::ObjectUnreadable], 1, "{line}");
    }
}

#[test]
fn one_damaged_object_never_costs_its_neighbours() {
    let Some(der) = certificate() else { return };
    let good = STANDARD.encode(&der);
    let record = |name: &str, value: &str| {
        format!("dn: cn={name}+sn=38,o=dsc,c=AE,{SUFFIX}\nuserCertificate;binary:: {value}\n\n")
    };
    for damage in [good.replacen('M', "N", 1), good[..400].into(), "!".into(), "A".repeat(10_000)] {
        let lines = [record("a", &good), record("b", &damage), record("c", &good)].concat();
        let (survey, all) = judged(&below("AE", "dsc", &lines), None);
        assert_eq!((survey.total().all, survey.total().unreadable), (3, 1), "{damage:.20}");
        for at in [3, 5] {
            assert_eq!(all[at].record.objects()[0].octets().unwrap(), der);
        }
        assert!(all[5].verdicts[0].is_repeated() && !all[3].verdicts[0].is_repeated());
    }
}

#[test]
fn a_deletion_names_what_goes_and_makes_the_file_a_delta() {
    let ldif = format!("version: 1\n\ndn: cn=CN\\=a+sn=0A,o=dsc,c=AE,{SUFFIX}\nchangetype: delete\n");
    let (survey, all) = judged(&ldif, Some("icaopkd-001-delta-000012.ldif"));
    assert_eq!(all[1].record.what, What::Deletion);
    assert_eq!((all[1].record.common_name(), all[1].record.serial_number()), (Some("CN=a"), Some("0A")));
    assert_eq!((survey.deletions, survey.extent()), (1, Some(Extent::Delta)));
    assert!(survey.findings.is_empty(), "{:?}", survey.findings);
    assert_eq!(judged(&ldif, None).0.extent(), Some(Extent::Delta));
}

#[test]
fn an_object_that_is_changed_is_an_object() {
    let Some(der) = certificate() else { return };
    let ldif = format!(
        "version: 1\n\ndn: cn=a+sn=38,o=dsc,c=AE,{SUFFIX}\nchangetype: modify\nreplace: userCertificate;binary\n\
         userCertificate;binary:: {0}\n-\nreplace: pkdVersion\npkdVersion: 7\n-\n\n\
         dn: cn=b+sn=38,o=dsc,c=AE,{SUFFIX}\nchangetype: modify\ndelete: userCertificate;binary\n\
         userCertificate;binary:: {0}\n-\n",
        STANDARD.encode(&der)
    );
    let (survey, all) = judged(&ldif, None);
    assert_eq!(all[1].record.version, Some(7));
    assert!(all[1].record.is_change);
    assert_eq!(all[1].record.objects().iter().map(Object::raw).collect::<Vec<_>>(), [&der[..]]);
    // What is taken away is known by its octets, and is none of what stands.
    let changes: Vec<_> = all.iter().flat_map(|one| one.record.objects()).map(|object| object.change).collect();
    assert_eq!(changes, [Some(ObjectChange::Replaces), Some(ObjectChange::Removes)]);
    assert_eq!((survey.deletions, survey.total().all), (1, 1));
}

#[test]
fn an_empty_delta_holds_its_version_and_an_empty_file_not_even_that() {
    for empty in ["version: 1\n", "version: 1\n\n", "version: 1"] {
        let (survey, all) = judged(empty, Some("icaopkd-002-delta-000325.ldif"));
        assert!(survey.is_empty_delta() && all.len() == 1);
        assert_eq!((survey.extent(), survey.collection()), (Some(Extent::Delta), Some(Collection::MasterLists)));
    }
    let (survey, all) = judged("", None);
    assert!(all.is_empty() && !survey.is_empty_delta());
    assert_eq!(survey.of_file[0].oddity, Oddity::FileEmpty);
}

#[test]
fn a_file_says_what_it_is_by_its_name_and_by_its_records() {
    use Collection::{MasterLists, NonConformant, Signers};
    let of = |name| FileName::read(name).map(|n| (n.collection, n.extent, n.edition));
    assert_eq!(of("/a/icaopkd-001-complete-009667.ldif"), Some((Signers, Some(Extent::Complete), Some(9667))));
    assert_eq!(of("C:\\a\\ICAOPKD-002-delta-000325.LDIF"), Some((MasterLists, Some(Extent::Delta), Some(325))));
    assert_eq!(of("icaopkd-001-dsccrl-004573.ldif"), Some((Signers, None, Some(4573))));
    assert_eq!(of("icaopkd-003-complete-000090.ldif"), Some((NonConformant, Some(Extent::Complete), Some(90))));
    assert_eq!(of("icaopkd-001-complete-slice.ldif"), Some((Signers, Some(Extent::Complete), None)));
    assert_eq!(of("icaopkd-004-complete-000001.ldif").unwrap().0, Collection::Other(4));
    for other in ["", "a.ldif", "icaopkd-1-complete-1.ldif", "icaopkd-001.ldif", "icaopkd-001-complete-000001.xml"] {
        assert_eq!(of(other), None, "{other}");
    }
    let leaf =
        |base: &str| format!("version: 1\n\ndn: cn=a,o=crl,c=UT,dc={base},dc=download,dc=pkd,dc=icao,dc=int\no: a\n");
    assert_eq!(judged(&leaf("nc-data"), None).0.collection(), Some(NonConformant));
    assert_eq!(judged(&leaf("data"), None).0.collection(), Some(Signers));
    assert_eq!(judged(&leaf("data"), Some(NAMED)).0.extent(), Some(Extent::Complete));
    assert_eq!(judged(&leaf("data"), None).0.extent(), None);
}

#[test]
fn master_lists_are_read_in_both_attributes_and_the_older_one_is_said() {
    let all = lists::files("data/masterlists", &["NL_ML_2019-12-17.ml"]);
    let Some((_, list)) = all.first() else { return };
    for (attribute, old) in [("pkdMasterListContent", false), ("CscaMasterListData", true)] {
        let lines = format!("dn: cn=a,o=ml,c=NL,{{SUFFIX}}\npkdVersion: 3\n{attribute}:: {}\n", STANDARD.encode(list));
        let (survey, all) = judged(&below("NL", "ml", &lines), Some("icaopkd-002-complete-000325.ldif"));
        assert!(matches!(
            all[3].verdicts[..],
            [Verdict::List { certificates: Some(281), signed: true, repeated: false }]
        ));
        assert_eq!(all[3].record.objects()[0].raw(), list);
        let found: Vec<_> = survey.findings.keys().copied().collect();
        assert_eq!(found, if old { vec![Oddity::OldAttribute] } else { vec![] });
    }
}

#[test]
fn an_object_that_would_take_many_times_its_size_to_read_is_kept_raw() {
    let sequence = |parts: &[Vec<u8>]| chancery::asn1::sequence(parts);
    let crowded = sequence(&vec![vec![0x30, 0]; 100_000]);
    let crl = sequence(&[sequence(&[crowded.clone(), crowded.clone(), crowded.clone()]), vec![0x30, 0]]);
    for (attribute, octets) in [("userCertificate", &crowded), ("certificateRevocationList", &crl)] {
        let ldif = format!("version: 1\n\ndn: cn=a,{SUFFIX}\n{attribute};binary:: {}\n", STANDARD.encode(octets));
        let (_, all) = judged(&ldif, None);
        assert!(matches!(all[1].verdicts[..], [Verdict::Unreadable(Unreadable::TooLarge { .. })]), "{attribute}");
        assert_eq!(all[1].record.objects()[0].raw(), octets);
    }
    let list = sequence(&[chancery::asn1::integer(0), chancery::asn1::tlv(chancery::asn1::Tag::SET, &crowded)]);
    let ldif = format!("version: 1\n\ndn: cn=a,{SUFFIX}\npkdMasterListContent:: {}\n", STANDARD.encode(&list));
    let (_, all) = judged(&ldif, None);
    assert!(matches!(all[1].verdicts[..], [Verdict::List { certificates: Some(1), signed: false, .. }]));
}

#[test]
fn octets_that_stood_in_a_wrong_place_before_are_judged_anew() {
    let Some(der) = certificate() else { return };
    let record = |attribute: &str, value: &[u8]| {
        [format!("dn: cn=a,{SUFFIX}\n{attribute}:: ").as_bytes(), value, b"\n\n"].concat()
    };
    let good = STANDARD.encode(&der);
    // Raw octets where base64 is wanted must not hold a line's end.
    let raw_is_one_line = !der.contains(&b'\n');
    let first = if raw_is_one_line { der.clone() } else { b"*".to_vec() };
    let ldif = [
        record("certificateRevocationList;binary", good.as_bytes()),
        record("pkdMasterListContent", good.as_bytes()),
        record("userCertificate;binary", &first),
        record("userCertificate;binary", good.as_bytes()),
        record("cACertificate;binary", good.as_bytes()),
        record("userCertificate;binary", good.as_bytes()),
    ]
    .concat();
    let (survey, all) = examined(&ldif[..], None, &Pool::new(), Threads::One);
    let read: Vec<bool> = all.iter().map(|e| matches!(e.verdicts[..], [Verdict::Proven { .. }])).collect();
    assert_eq!(read, [false, false, false, true, true, true]);
    assert_eq!(survey.total().repeated, 1);
}
