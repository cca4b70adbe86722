//! Real master lists: counts, chains and signers are those of `expected.json`, and no
//! damage to them makes the reader panic.

#[path = "support/shared.rs"]
mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chancery::asn1::{self, Reader, Tag, oid_text};
use chancery::cms::{CmsFinding, SignerId};
use chancery::icao::chain::{KEYS_TRIED, Lineage, Link, Orphan, Pool, Proof};
use chancery::icao::masterlist::{
    Entry, Judgement, Judging, MasterList, Origin, SignerDefect, Standing, StateSummary, Threads, Unsigned, judge,
    read, summary,
};
use chancery::pki::certificate::Certificate;
use chancery::signer::{Algorithm, AlgorithmForm, EcParametersForm, KeyKind, ParametersForm};
use serde_json::Value;

fn at() -> chancery::clock::Time {
    "2026-08-22T00:00:00Z".parse().unwrap()
}

/// Name, bytes and expectation of every list.
fn lists() -> Vec<(String, Vec<u8>, Value)> {
    let Some(directory) = shared::shared("data") else { return Vec::new() };
    let expected = std::fs::read(directory.join("masterlists/expected.json")).unwrap();
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&expected).unwrap();
    assert!(expected.len() >= 20, "{} lists", expected.len());
    let bytes = |name: &str| std::fs::read(directory.join(name)).unwrap();
    expected.into_iter().map(|(name, value)| (name.clone(), bytes(&name), value)).collect()
}

fn one(name: &str) -> Option<Vec<u8>> {
    let path: PathBuf = shared::shared("data/masterlists")?.join(name);
    Some(std::fs::read(path).unwrap())
}

fn judged(list: &MasterList<'_>) -> Judgement {
    judge(list, &Judging { at: at(), known: &[], threads: Threads::All })
}

/// The words of `expected.json` for a standing.
fn words(standing: &Standing) -> (String, String) {
    let Standing::Read { lineage, proof, .. } = standing else { return ("unreadable".into(), "".into()) };
    let kind = match lineage {
        Lineage::SelfSigned => "self-signed",
        Lineage::LinkSameName => "self-issued-other-key(link,same DN)",
        Lineage::LinkOtherName => "link(different DN)",
    };
    let how = match proof {
        Proof::OwnKey => "self-signed",
        Proof::Issuer { link: Link::NameAndKeyIdentifier, .. } => "name+aki",
        Proof::Issuer { link: Link::Name, .. } => "name",
        Proof::Issuer { link: Link::NormalisedName, .. } => "normname",
        Proof::Issuer { link: Link::KeyIdentifierOnly, .. } => "aki-only(name differs)",
        Proof::Orphan(Orphan::IssuerAbsent) => "UNVERIFIED:no-issuer-in-set",
        Proof::Orphan(Orphan::NoKeyVerifies) => "UNVERIFIED:issuer-name-present-no-key-verifies",
        Proof::Orphan(Orphan::SignatureUnreadable) => "UNREADABLE",
        Proof::Orphan(Orphan::TooManyKeys | Orphan::ChecksSpent) => "GIVEN UP",
    };
    (kind.into(), how.into())
}

#[test]
fn every_list_has_the_expected_certificates_and_states() {
    for (name, bytes, expected) in lists() {
        let list = read(&bytes, Unsigned::Accept).unwrap();
        assert_eq!(list.len() as u64, expected["ncerts"].as_u64().unwrap(), "{name}");
        let distinct: BTreeSet<_> = list.entries().map(|e| e.digest).collect();
        assert_eq!(distinct.len() as u64, expected["unique"].as_u64().unwrap(), "{name}");
        assert!(list.entries().all(|e| e.certificate().is_ok()), "{name}");
        let judgement = judged(&list);
        // Certificates that name no state count as one more.
        let by_state = summary(&judgement);
        assert_eq!(by_state.len() as u64, expected["countries"].as_u64().unwrap(), "{name}");
        assert_eq!(by_state.iter().map(|s| s.certificates).sum::<usize>(), list.len(), "{name}");
        let total = |f: fn(&StateSummary) -> usize| by_state.iter().map(f).sum::<usize>() as u64;
        let words = |part: &str| -> u64 {
            let chain = expected["chain"].as_object().unwrap().iter().filter(|(k, _)| k.contains(part));
            chain.map(|(_, n)| n.as_u64().unwrap()).sum()
        };
        assert_eq!(total(|s| s.self_signed), words("self-signed"), "{name}");
        assert_eq!(total(|s| s.orphans), words("UNVERIFIED"), "{name}");
        assert_eq!(total(|s| s.self_signed + s.links + s.orphans), list.len() as u64, "{name}");
        assert!(by_state.iter().flat_map(|s| &s.state).all(|s| s.len() == 2 || s == "LTU"), "{name}");
    }
}

#[test]
fn every_certificate_has_the_expected_place_in_its_chain() {
    for (name, bytes, expected) in lists() {
        let list = read(&bytes, Unsigned::Accept).unwrap();
        let mut chain: BTreeMap<String, u64> = BTreeMap::new();
        let mut unverified = BTreeSet::new();
        for verdict in judged(&list).certificates {
            let (kind, how) = words(&verdict.standing);
            if how.starts_with("UNVERIFIED") {
                unverified.insert((verdict.digest.to_string()[..12].to_owned(), how.clone()));
            }
            *chain.entry(format!("{kind} | {how}")).or_default() += 1;
        }
        let wanted: BTreeMap<String, u64> = serde_json::from_value(expected["chain"].clone()).unwrap();
        assert_eq!(chain, wanted, "{name}");
        let wanted: Vec<(String, String, String)> = serde_json::from_value(expected["unverified"].clone()).unwrap();
        assert_eq!(unverified, wanted.into_iter().map(|(_, digest, how)| (digest, how)).collect(), "{name}");
    }
}

#[test]
fn no_list_comes_near_a_bound_of_the_search_alone_or_beside_all_others() {
    let lists = lists();
    let entries = |bytes: &[u8]| -> BTreeSet<Vec<u8>> {
        read(bytes, Unsigned::Accept).unwrap().entries().map(|e| e.der.to_vec()).collect()
    };
    let mut groups: Vec<(&str, BTreeSet<Vec<u8>>)> =
        lists.iter().map(|(name, bytes, _)| (&name[..], entries(bytes))).collect();
    let all: BTreeSet<Vec<u8>> = groups.iter().flat_map(|(_, entries)| entries.clone()).collect();
    if !groups.is_empty() {
        assert!(all.len() > 800, "{}", all.len());
        groups.push(("all lists", all));
    }
    for (name, certificates) in groups {
        let certificates: Vec<Certificate<'_>> =
            certificates.iter().map(|der| Certificate::parse(der).unwrap()).collect();
        let mut pool = Pool::new();
        for certificate in &certificates {
            pool.add(certificate.clone());
        }
        let references: Vec<&Certificate<'_>> = certificates.iter().collect();
        let proofs = pool.prove_all(&references, Threads::All);
        assert_eq!(proofs.len(), certificates.len());
        // The bounds are 16 keys, 4 checks for each certificate and 1000 besides.
        assert!(proofs.iter().all(|p| p.tried <= KEYS_TRIED / 2 && p.checked <= 5), "{name}");
        let checked: usize = proofs.iter().map(|p| p.checked).sum();
        assert!(checked <= certificates.len() * 21 / 20, "{name}: {checked} checks");
        for (certificate, proven) in certificates.iter().zip(proofs) {
            assert_eq!(proven, pool.prove(certificate), "{name}: a share of the checks changed a verdict");
        }
    }
}

#[test]
fn one_thread_and_all_of_them_come_to_the_same_verdicts() {
    let Some(bytes) = one("DE_ML_2025-11-27.ml") else { return };
    let list = read(&bytes, Unsigned::Refuse).unwrap();
    let alone = judge(&list, &Judging { at: at(), known: &[], threads: Threads::One });
    assert_eq!(alone.certificates, judged(&list).certificates);
}

#[test]
fn every_signer_is_the_expected_one_and_its_signature_is_good() {
    for (name, bytes, expected) in lists() {
        let list = read(&bytes, Unsigned::Accept).unwrap();
        let judgement = judged(&list);
        let signers = expected["signers"].as_array().cloned().unwrap_or_default();
        assert_eq!(judgement.signers.len(), signers.len(), "{name}");
        let Some(signed) = list.signed() else {
            assert_eq!(expected["form"], "bare CscaMasterList", "{name}");
            assert!(!judgement.is_signed_soundly());
            continue;
        };
        for ((verdict, info), expected) in judgement.signers.iter().zip(signed.signers()).zip(&signers) {
            assert_eq!(u64::from(info.version), expected["version"].as_u64().unwrap(), "{name}");
            let sid = match info.sid {
                SignerId::IssuerAndSerial { .. } => "issuerSerial",
                SignerId::KeyIdentifier(_) => "ski",
            };
            assert_eq!(sid, expected["sid"], "{name}");
            let (digest, _) = info.digest().unwrap();
            assert_eq!(digest.to_string().replace('-', "").to_lowercase(), expected["digest"], "{name}");
            let (algorithm, form) = info.algorithm().unwrap();
            let hash = |h: chancery::signer::Hash| h.to_string().replace('-', "").to_lowercase();
            let label = match algorithm {
                _ if form.bare_rsa => "rsaEncryption(+digestAlg)".to_owned(),
                Algorithm::Ecdsa(h) => format!("ECDSA/{}", hash(h)),
                Algorithm::RsaPss(h, _) => format!("RSASSA-PSS/{}", hash(h)),
                Algorithm::RsaPkcs1(h) => format!("RSA-PKCS1/{}", hash(h)),
                Algorithm::Ed25519 => "Ed25519".to_owned(),
                Algorithm::MlDsa(set) => set.name().to_owned(),
            };
            assert_eq!(label, expected["sigalg_label"], "{name}");
            let null_in_ecdsa = expected["issues"].as_array().unwrap().contains(&"ecdsa-params-null".into());
            let noted = signed.findings().iter().any(|f| matches!(f, CmsFinding::SignatureParameters { .. }));
            assert_eq!(noted, null_in_ecdsa, "{name}");

            let attributes = info.attributes.as_ref().unwrap();
            let names: Vec<Value> = attributes.names().map(|n| oid_text(n).into()).collect();
            assert_eq!(&names, expected["attrs"].as_array().unwrap(), "{name}");
            assert!(attributes.is_sorted(), "{name}");
            let time = info.signing_time().time().unwrap().to_string();
            let short: String = time[2..].chars().filter(|c| c.is_ascii_digit()).chain(['Z']).collect();
            assert_eq!(short, expected["signingTime"], "{name}");

            let good = verdict.signature.as_ref().unwrap().as_ref().unwrap();
            let without_null = good.findings().contains(&CmsFinding::DigestInfoWithoutNull { signer: 0 });
            assert_eq!(without_null, expected["sig_asis"] == "ok-digestinfo-without-NULL", "{name}");
            assert_eq!(without_null, name.ends_with("ICAO_ML_2021-01-29.ml"), "{name}");
            check_certificate(&name, &list, verdict, expected);
            assert!(verdict.is_sound(), "{name}: {:?}", verdict.defects);
        }
    }
}

fn check_certificate(
    name: &str,
    list: &MasterList<'_>,
    verdict: &chancery::icao::masterlist::SignerVerdict,
    expected: &Value,
) {
    let carried = list.signed().unwrap().certificates();
    let certificate = carried
        .iter()
        .map(|c| chancery::pki::certificate::Certificate::from_element(*c, &[]).unwrap())
        .find(|c| Some(c.digest()) == verdict.certificate)
        .unwrap();
    let key = match certificate.public_key().unwrap().kind() {
        KeyKind::Rsa { bits, .. } => format!("RSA-{bits}/"),
        KeyKind::Ec { curve, form, .. } => {
            let form = if *form == EcParametersForm::Named { "named" } else { "explicit" };
            format!("EC-{}/{form}", curve.name().replace("brainpoolP", "bp"))
        }
        KeyKind::Ed25519 => "Ed25519/".to_owned(),
        KeyKind::MlDsa(set) => format!("{}/", set.name()),
    };
    assert_eq!(key, expected["signer_key"], "{name}");
    let day = |instant: chancery::pki::instant::Instant<'_>| instant.time().unwrap().to_string()[..10].to_owned();
    let validity = format!("{}..{}", day(certificate.not_before), day(certificate.not_after));
    assert_eq!(validity, expected["signer_validity"], "{name}");
}

/// What is odd about the lists of one issuer.
struct Oddities {
    file: &'static str,
    named_by_serial: bool,
    digest_parameters: bool,
    bare_rsa: bool,
    sha1: bool,
    sorted: bool,
    carries_csca: bool,
    link: Link,
}

const PLAIN: Oddities = Oddities {
    file: "",
    named_by_serial: false,
    digest_parameters: false,
    bare_rsa: false,
    sha1: false,
    sorted: true,
    carries_csca: true,
    link: Link::NameAndKeyIdentifier,
};

#[test]
fn what_is_odd_about_each_list_is_found_and_nothing_else() {
    let lists = [
        Oddities { file: "DE_ML_2025-11-27.ml", ..PLAIN },
        Oddities { file: "DE_ML_2021-03-15.ml", digest_parameters: true, sha1: true, sorted: false, ..PLAIN },
        Oddities { file: "NL_ML_2025-07-29.ml", carries_csca: false, ..PLAIN },
        Oddities { file: "ES_ML_2022-01-25.ml", named_by_serial: true, bare_rsa: true, carries_csca: false, ..PLAIN },
        Oddities {
            file: "ICAO_ML_2021-01-29.ml",
            named_by_serial: true,
            digest_parameters: true,
            bare_rsa: true,
            ..PLAIN
        },
        Oddities { file: "ICAO_ML_2025-04-01.ml", link: Link::NormalisedName, ..PLAIN },
        Oddities {
            file: "IT_ML_2023-07-31.ml",
            named_by_serial: true,
            digest_parameters: true,
            carries_csca: false,
            ..PLAIN
        },
    ];
    for odd in lists {
        let Some(bytes) = one(odd.file) else { return };
        let list = read(&bytes, Unsigned::Refuse).unwrap();
        let found = list.signed().unwrap().findings();
        let mut wanted = Vec::new();
        let mut when = |is: bool, finding: CmsFinding| wanted.extend(is.then_some(finding));
        when(odd.named_by_serial, CmsFinding::NamedByIssuerAndSerial { signer: 0 });
        when(odd.digest_parameters, CmsFinding::DigestParameters { signer: 0 });
        when(odd.bare_rsa, CmsFinding::BareRsaEncryption { signer: 0 });
        let form = AlgorithmForm { parameters: ParametersForm::Null, pss: None, bare_rsa: false };
        when(odd.sha1, CmsFinding::SignatureParameters { signer: 0, form });
        when(odd.sha1, CmsFinding::WeakHash { signer: 0 });
        assert_eq!(found, wanted, "{}", odd.file);
        assert_eq!(list.findings().is_empty(), odd.sorted, "{}", odd.file);

        let judgement = judged(&list);
        assert!(judgement.carried.iter().all(|c| c.defect.is_none()), "{}: {:?}", odd.file, judgement.carried);
        let verdict = &judgement.signers[0];
        let issuer = verdict.issuer.as_ref().unwrap();
        let origin = if odd.carries_csca { Origin::Carried } else { Origin::Listed };
        assert_eq!((issuer.origin, issuer.link), (origin, odd.link), "{}", odd.file);
        let defects: &[SignerDefect] = if odd.carries_csca { &[] } else { &[SignerDefect::CscaNotCarried] };
        assert_eq!(verdict.defects, defects, "{}", odd.file);
    }
}

#[test]
fn a_stripped_list_is_refused_unless_it_is_asked_for() {
    let Some(bytes) = one("DE_unsigned_2020-04-13.cscalist") else { return };
    use chancery::fault::{Fail, Fault};
    let error = read(&bytes, Unsigned::Refuse).unwrap_err();
    assert_eq!((error.kind(), error.clause()), (Fault::Refused, Some("MASTERLIST-1")));
    assert!(read(&bytes, Unsigned::Accept).unwrap().signed().is_none());
}

/// What must hold of a list however it was damaged.
fn holds(bytes: &[u8], what: &str) {
    match read(bytes, Unsigned::Accept) {
        Ok(list) => {
            let mut end = 0;
            for Entry { index, offset, der, .. } in list.entries() {
                assert!(offset >= end && offset + der.len() <= bytes.len(), "{what}: entry {index}");
                assert_eq!(&bytes[offset..offset + der.len()], der, "{what}: entry {index}");
                end = offset + der.len();
            }
            for entry in list.entries() {
                if let Err(error) = entry.certificate() {
                    let range = entry.offset..=entry.offset + entry.der.len();
                    assert!(range.contains(&error.offset()), "{what}: {error}");
                }
            }
        }
        Err(error) => {
            let text = error.to_string();
            let refused = matches!(error, chancery::icao::IcaoError::NotAMasterList { .. })
                || matches!(error, chancery::icao::IcaoError::ContentMissing);
            assert!(refused || text.contains("offset "), "{what}: {text}");
        }
    }
}

#[test]
fn truncated_lists_never_panic_and_say_where() {
    for (name, bytes, _) in lists() {
        for step in 0..200 {
            let end = bytes.len() * step / 200;
            let Err(error) = read(&bytes[..end], Unsigned::Accept) else { panic!("{name} cut at {end} was read") };
            assert!(error.to_string().contains("offset "), "{name} cut at {end}: {error}");
        }
    }
}

#[test]
fn flipped_bytes_anywhere_in_a_real_list_never_panic_and_are_said_with_their_place() {
    for (name, bytes, _) in lists() {
        let list = read(&bytes, Unsigned::Accept).unwrap();
        let after = list.entries().last().map_or(0, |e| e.offset + e.der.len());
        let frame = list.entries().next().unwrap().offset;
        let around = (0..frame).step_by(5).chain((after..bytes.len()).step_by(211));
        for place in around.chain((frame..after).step_by(bytes.len() / 12)) {
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << (place % 8);
            holds(&damaged, &format!("{name} at {place}"));
        }
    }
}

/// A real list with all but its first three certificates taken out; its signature is no longer good.
fn shortened(bytes: &[u8]) -> Vec<u8> {
    let list = read(bytes, Unsigned::Refuse).unwrap();
    let few: Vec<u8> = list.entries().take(3).flat_map(|e| e.der.to_vec()).collect();
    let content = asn1::sequence(&[asn1::integer(0), asn1::tlv(Tag::SET, &few)]);
    let outer = Reader::new(bytes).any("all").unwrap();
    let mut info = outer.reader();
    let kind = info.any("the type").unwrap();
    let mut data = info.any("the content").unwrap().reader().any("the data").unwrap().reader();
    let mut parts: Vec<Vec<u8>> = Vec::new();
    while !data.is_at_end() {
        parts.push(data.any("a part").unwrap().full.to_vec());
    }
    let explicit = asn1::context(0, &asn1::octet_string(&content));
    parts[2] = asn1::sequence(&[asn1::oid(chancery::icao::masterlist::CONTENT_TYPE), explicit]);
    asn1::sequence(&[kind.full.to_vec(), asn1::context(0, &asn1::sequence(&parts))])
}

#[test]
fn every_byte_of_a_short_list_flipped_never_panics_in_reading_or_judging() {
    for name in ["DE_ML_2025-11-27.ml", "IT_ML_2023-07-31.ml", "ICAO_ML_2021-01-29.ml"] {
        let Some(bytes) = one(name) else { return };
        let short = shortened(&bytes);
        assert_eq!(read(&short, Unsigned::Refuse).unwrap().len(), 3);
        for place in 0..short.len() {
            let mut damaged = short.clone();
            damaged[place] ^= 1 << (place % 8);
            holds(&damaged, &format!("{name} at {place}"));
            if place % 16 == 0
                && let Ok(list) = read(&damaged, Unsigned::Refuse)
            {
                assert_eq!(judged(&list).certificates.len(), list.len(), "{name} at {place}");
            }
        }
    }
}

#[test]
fn a_damaged_certificate_costs_itself_alone_and_the_signature() {
    let Some(bytes) = one("DE_ML_2025-11-27.ml") else { return };
    let whole = read(&bytes, Unsigned::Refuse).unwrap();
    let entry = whole.entries().nth(300).unwrap();
    let (start, tag_of_tbs) = (entry.offset, entry.offset + 4);
    let mut damaged = bytes.clone();
    damaged[tag_of_tbs] ^= 0x01;
    let list = read(&damaged, Unsigned::Refuse).unwrap();
    assert_eq!(list.len(), whole.len());
    let judgement = judged(&list);
    assert!(!judgement.is_signed_soundly());
    let unreadable: Vec<_> =
        judgement.certificates.iter().filter(|c| matches!(c.standing, Standing::Unreadable(_))).collect();
    assert_eq!(unreadable.len(), 1);
    assert_eq!((unreadable[0].entry, unreadable[0].offset), (300, start));
    let Standing::Unreadable(error) = &unreadable[0].standing else { unreachable!() };
    assert_eq!(error.offset(), tag_of_tbs);
}
