//! The program over real master lists: what it shows of them, how two of them differ, what people decided and when.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/program.rs"]
mod program;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/signing.rs"]
mod signing;
#[path = "support/world.rs"]
mod world;

use std::collections::BTreeSet;
use std::path::Path;

use chancery::digest::Digest;
use chancery::pki::certificate::Certificate;
use serde_json::Value;
use signing::{ec, openssl_ok, self_signed};
use world::{act, done, expected, expected_chain, in_days, ingest, list, said, station, texts};

const BEFORE: &str = "DE_ML_2025-10-14.ml";
const AFTER: &str = "DE_ML_2025-11-27.ml";
/// Its signer's certificate ended on 2025-07-02.
const EXPIRED: &str = "ICAO_ML_2025-04-01.ml";

/// The digests of a list's certificates, by a walk of the test's own.
fn digests(path: &Path) -> BTreeSet<String> {
    let octets = std::fs::read(path).unwrap();
    lists::certificates(&octets).iter().map(|element| Digest::of(element.full).to_string()).collect()
}

#[test]
fn every_real_list_is_shown_with_the_certificates_kinds_and_signer_that_are_expected() {
    let Some(all) = list("expected.json") else { return };
    let all: Value = serde_json::from_slice(&std::fs::read(all).unwrap()).unwrap();
    let here = tempfile::tempdir().unwrap();
    for (name, expected) in all.as_object().unwrap() {
        let path = list(name.strip_prefix("masterlists/").unwrap()).unwrap();
        let shown = done(here.path(), &["masterlist", "show", path.to_str().unwrap()]);
        let certificates = shown["certificates"].as_array().unwrap();
        assert_eq!(certificates.len() as u64, expected["ncerts"].as_u64().unwrap(), "{name}");
        let of = |kinds: &[&str]| certificates.iter().filter(|c| kinds.iter().any(|kind| c["kind"] == *kind)).count();
        assert_eq!(of(&["self-signed"]), expected_chain(expected, "self-signed"), "{name}");
        assert_eq!(of(&["orphan"]), expected_chain(expected, "UNVERIFIED"), "{name}");
        assert_eq!(of(&["unreadable"]), 0, "{name}");
        let links = expected_chain(expected, "link(different DN)")
            - expected_chain(expected, "link(different DN) | UNVERIFIED");
        assert_eq!(of(&["link-other-name"]), links, "{name}");
        assert_eq!(of(&["link"]), certificates.len() - of(&["self-signed", "orphan", "link-other-name"]), "{name}");
        let shown_digests: BTreeSet<String> = texts(&shown["certificates"], "fingerprint").into_iter().collect();
        assert_eq!(shown_digests, digests(&path), "{name}");
        let unsigned = expected["form"] == "bare CscaMasterList";
        assert_eq!(shown["verdict"], if unsigned { "unsigned" } else { "signed" }, "{name}");
        assert_eq!(shown["signer"].is_null(), unsigned, "{name}");
        // Who verifies a certificate is on the list, and nobody verifies an orphan.
        for one in certificates {
            match one["verifier"].as_str() {
                Some(verifier) => assert!(shown_digests.contains(verifier), "{name}: {one}"),
                None => assert!(one["because"].as_str().unwrap().starts_with("not verified: "), "{name}: {one}"),
            }
        }
    }
}

#[test]
fn two_editions_differ_by_what_a_walk_of_them_finds() {
    let Some((before, after)) = list(BEFORE).zip(list(AFTER)) else { return };
    let here = tempfile::tempdir().unwrap();
    let difference = done(here.path(), &["masterlist", "diff", before.to_str().unwrap(), after.to_str().unwrap()]);
    let count = |of: &Value| of.as_u64().unwrap();
    assert_eq!(count(&difference["before"]["certificates"]), expected(BEFORE)["ncerts"]);
    assert_eq!(count(&difference["after"]["certificates"]), expected(AFTER)["ncerts"]);
    let (was, is) = (digests(&before), digests(&after));
    let all = |name: &str| -> BTreeSet<String> {
        let states = difference["states"].as_array().unwrap().iter();
        states.flat_map(|state| texts(&state[name], "fingerprint")).collect()
    };
    assert_eq!(all("come"), is.difference(&was).cloned().collect());
    assert_eq!(all("go"), was.difference(&is).cloned().collect());
    assert_eq!((all("come").len(), all("go").len()), (14, 7));
    assert_eq!(count(&difference["same"]) as usize, was.intersection(&is).count());
    // All that went had expired when the later edition was signed, and nothing that came had.
    let expired = |name: &str| -> Vec<bool> {
        let states = difference["states"].as_array().unwrap().iter();
        let ones = states.flat_map(|state| state[name].as_array().unwrap());
        ones.map(|one| one["expired"].as_bool().unwrap()).collect()
    };
    assert!(expired("go").iter().all(|gone| *gone) && !expired("come").iter().any(|gone| *gone));
    let back = done(here.path(), &["masterlist", "diff", after.to_str().unwrap(), before.to_str().unwrap()]);
    assert_eq!((&back["come"], &back["go"]), (&difference["go"], &difference["come"]));
}

#[test]
fn what_is_known_differs_from_a_list_by_what_other_lists_brought() {
    let Some((before, after)) = list(BEFORE).zip(list(AFTER)) else { return };
    let dir = station();
    ingest(dir.path(), &before, "published page", None);
    let words = ["masterlist", "diff", "store", after.to_str().unwrap(), "--station", "utopia"];
    let difference = done(dir.path(), &words);
    assert_eq!((difference["come"].as_u64(), difference["go"].as_u64()), (Some(14), Some(7)));
    ingest(dir.path(), &after, "published page", None);
    let difference = done(dir.path(), &words);
    assert_eq!((difference["come"].as_u64(), difference["go"].as_u64()), (Some(0), Some(7)));
    assert_eq!(difference["same"], expected(AFTER)["ncerts"]);
}

#[test]
fn a_certificate_is_one_with_every_place_edition_signer_and_source_it_was_seen_at() {
    let Some((before, after)) = list(BEFORE).zip(list(AFTER)) else { return };
    let dir = station();
    ingest(dir.path(), &before, "diplomatic note", None);
    ingest(dir.path(), &after, "published page", None);
    let (was, is) = (digests(&before), digests(&after));
    let both = was.intersection(&is).next().unwrap();
    let shown = done(dir.path(), &["trust", "show", both, "--station", "utopia"]);
    let seen = shown["seen"].as_array().unwrap();
    let member = |name: &str| -> Vec<&str> { seen.iter().map(|one| one[name].as_str().unwrap()).collect() };
    assert_eq!(member("source"), ["diplomatic note", "published page"]);
    assert_eq!(member("edition"), ["2025-10-14T10:26:34Z", "2025-11-27T06:39:21Z"]);
    assert!(member("signer").iter().all(|signer| signer.contains("CSCA Master List Signer")));
    for (one, path) in seen.iter().zip([&before, &after]) {
        let octets = std::fs::read(path).unwrap();
        let there = lists::certificates(&octets)[one["place"].as_u64().unwrap() as usize].full;
        assert_eq!(&Digest::of(there).to_string(), both);
    }
    // One that vanished stays with the edition it was on.
    let gone = was.difference(&is).next().unwrap();
    let shown = done(dir.path(), &["cert", "show", &gone[..16], "--station", "utopia"]);
    assert_eq!(texts(&shown["here"]["seen"], "edition"), ["2025-10-14T10:26:34Z"]);
    assert_eq!(shown["here"]["standing"], "undecided");
}

#[test]
fn a_list_is_taken_in_and_anchored_though_its_signer_has_expired_since() {
    let Some(path) = list(EXPIRED) else { return };
    let validity = expected(EXPIRED)["signers"][0]["signer_validity"].as_str().unwrap().to_owned();
    assert!(validity[12..] < in_days(0).to_string()[..10], "{validity}");
    let dir = station();
    let taken = ingest(dir.path(), &path, "courier", None);
    assert_eq!(
        (taken["verdict"].as_str(), taken["signed_at"].as_str()),
        (Some("signed"), Some("2025-04-01T19:47:18Z"))
    );
    let verify = ["masterlist", "verify", path.to_str().unwrap(), "--station", "utopia"];
    let (code, verdict) = said(dir.path(), &verify);
    assert_eq!((code, &verdict["anchored"]), (1, &false.into()));
    let issuer = verdict["signer_issuer"].as_str().unwrap();
    act(dir.path(), &["trust", "accept", issuer, "--source", "diplomatic note"], None);
    let verdict = done(dir.path(), &verify);
    assert_eq!((&verdict["verdict"], &verdict["anchors"][0]), (&"anchored".into(), &issuer.into()));
    let lists = done(dir.path(), &["masterlist", "list", "--station", "utopia"]);
    assert_eq!(lists["lists"][0]["verdict"], "anchored");
}

#[test]
fn a_list_is_anchored_by_any_certificate_that_holds_its_cscas_key_and_by_no_other_of_the_state() {
    let Some(path) = list(AFTER) else { return };
    let dir = station();
    ingest(dir.path(), &path, "published page", None);
    let verify = ["masterlist", "verify", path.to_str().unwrap(), "--station", "utopia"];
    let (_, verdict) = said(dir.path(), &verify);
    let issuer = verdict["signer_issuer"].as_str().unwrap().to_owned();
    let octets = std::fs::read(&path).unwrap();
    let read: Vec<Certificate<'_>> =
        lists::certificates(&octets).iter().map(|element| Certificate::parse(element.full).unwrap()).collect();
    let root = read.iter().find(|c| c.digest().to_string() == issuer).unwrap();
    let same_state =
        || read.iter().filter(|c| c.digest() != root.digest() && c.subject.country() == root.subject.country());
    let link = same_state().find(|c| c.spki.full == root.spki.full).expect("a link holds the root's key");
    let older = same_state().find(|c| c.spki.full != root.spki.full && c.is_self_issued()).unwrap();
    let verdict_of_list = || {
        let lists = done(dir.path(), &["masterlist", "list", "--station", "utopia"]);
        lists["lists"][0]["verdict"].as_str().unwrap().to_owned()
    };
    act(dir.path(), &["trust", "accept", &older.digest().to_string(), "--source", "note"], None);
    assert_eq!((said(dir.path(), &verify).0, verdict_of_list().as_str()), (1, "signed"));
    act(dir.path(), &["trust", "accept", &link.digest().to_string(), "--source", "note"], None);
    let verdict = done(dir.path(), &verify);
    assert_eq!(verdict["anchors"], serde_json::json!([link.digest().to_string()]));
    assert_eq!(verdict_of_list(), "anchored");
}

/// A list that the stock tool signs now, with a signer whose certificate is valid between two times.
fn signed_now(dir: &Path, from: &str, until: &str) {
    let keys: Vec<String> = ec("P-256", true);
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let usage = ["basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign"];
    let csca = self_signed(dir, "csca", &keys, &usage);
    openssl_ok(dir, &[&["genpkey", "-out", "signer.key"][..], &keys].concat());
    openssl_ok(dir, &["req", "-new", "-key", "signer.key", "-subj", "/C=UT/CN=signer", "-out", "signer.csr"]);
    let configuration = "[ca]\ndefault_ca = one\n[one]\ndatabase = index\nnew_certs_dir = .\nserial = serial\n\
        default_md = sha256\npolicy = any\nx509_extensions = signer\nunique_subject = no\n[any]\nC = optional\n\
        CN = supplied\n[signer]\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n\
        keyUsage = critical,digitalSignature\nextendedKeyUsage = critical,2.23.136.1.1.3\n";
    for (name, text) in [("ca.cnf", configuration), ("index", ""), ("serial", "1234\n")] {
        std::fs::write(dir.join(name), text).unwrap();
    }
    let issue = ["ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "csca.pem", "-keyfile", "csca.key"];
    let dates = ["-in", "signer.csr", "-out", "signer.pem", "-startdate", from, "-enddate", until];
    openssl_ok(dir, &[&issue[..], &dates].concat());
    std::fs::write(dir.join("content"), prepared::prepared_world::stripped(&[&csca])).unwrap();
    let sign = ["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-econtent_type", "2.23.136.1.1.2"];
    let by = ["-md", "sha256", "-keyid", "-signer", "signer.pem", "-inkey", "signer.key", "-certfile", "csca.pem"];
    openssl_ok(dir, &[&sign[..], &by, &["-in", "content", "-outform", "DER", "-out", "list.ml"]].concat());
}

#[test]
fn a_list_signed_by_a_signer_that_had_expired_or_was_not_valid_yet_is_refused_whole() {
    for (from, until) in [("20200101000000Z", "20210101000000Z"), ("20900101000000Z", "20910101000000Z")] {
        let dir = station();
        signed_now(dir.path(), from, until);
        let (code, verdict) = said(dir.path(), &["masterlist", "verify", "list.ml", "--anchor", "csca.pem"]);
        assert_eq!(code, 1, "{verdict}");
        let message = verdict["error"]["message"].as_str().unwrap();
        assert!(message.ends_with("it was not valid at the signing time"), "{message}");
        let take = ["masterlist", "ingest", "list.ml", "--source", "courier", "--station", "utopia"];
        let (code, refused) = said(dir.path(), &[&take[..], &["--pin-source", "file:pin"]].concat());
        let refused = refused["error"]["message"].as_str().unwrap();
        assert!(code == 1 && message.ends_with(refused), "{code}: {refused}");
        let lists = done(dir.path(), &["masterlist", "list", "--station", "utopia"]);
        assert_eq!(lists["lists"], Value::Array(Vec::new()));
    }
}

#[test]
fn the_same_list_by_a_signer_valid_then_is_good_whenever_it_is_judged_and_said_to_be_early_before() {
    let dir = tempfile::tempdir().unwrap();
    signed_now(dir.path(), "20200101000000Z", &format!("{}0101000000Z", in_days(800).to_string()[..4].to_owned()));
    let verify = |at: &str| {
        let words = ["masterlist", "verify", "list.ml", "--anchor", "csca.pem", "--at", at];
        done(dir.path(), &words)
    };
    assert_eq!(verify(&in_days(3000).to_string())["verdict"], "anchored");
    assert_eq!(verify(&in_days(1).to_string())["findings"], Value::Array(Vec::new()));
    let early = verify("2025-01-01T00:00:00Z");
    assert!(early["findings"][0].as_str().unwrap().starts_with("signer: it says that it signed at "), "{early}");
}

#[test]
fn the_anchors_of_any_past_day_are_those_of_that_day_and_the_history_says_why() {
    let Some(path) = list(EXPIRED) else { return };
    let dir = station();
    ingest(dir.path(), &path, "courier", None);
    let one = done(dir.path(), &["masterlist", "show", path.to_str().unwrap(), "--state", "UN"]);
    let csca = one["signer_issuer"].as_str().unwrap().to_owned();
    let confirm = dir.path().join("confirm.toml");
    std::fs::write(&confirm, format!("confirm = [\"{}\"]\n", &csca[..16])).unwrap();
    act(dir.path(), &["trust", "accept", &csca, "--source", "diplomatic note 1"], Some(in_days(40)));
    act(dir.path(), &["trust", "distrust", &csca[..16], "--reason", "key compromised"], Some(in_days(80)));
    let again = ["trust", "accept", &csca, "--source", "diplomatic note 2", "--answers", "confirm.toml"];
    act(dir.path(), &again, Some(in_days(120)));
    let at = |words: &[&str], days: i64| {
        let time = in_days(days).to_string();
        done(dir.path(), &[words, &["--station", "utopia", "--at", &time]].concat())
    };
    for (days, anchors, decisions, standing) in
        [(20, 0, 0, "undecided"), (60, 1, 1, "anchor"), (100, 0, 2, "distrusted"), (140, 1, 3, "anchor")]
    {
        let listed = at(&["trust", "anchors"], days);
        assert_eq!(listed["anchors"].as_array().unwrap().len(), anchors, "day {days}");
        let history = at(&["trust", "history"], days);
        assert_eq!(history["decisions"].as_array().unwrap().len(), decisions, "day {days}");
        assert_eq!(at(&["trust", "show", &csca], days)["standing"], standing, "day {days}");
        let shown = at(&["cert", "show", &csca[..8]], days);
        assert_eq!(shown["here"]["standing"], standing, "day {days}");
        assert_eq!(shown["path"]["anchor"].is_string(), anchors == 1, "day {days}");
    }
    let history = at(&["trust", "history", &csca[..16]], 140);
    let ground: Vec<String> = texts(&history["decisions"], "ground");
    assert_eq!(ground, ["diplomatic note 1", "key compromised", "diplomatic note 2"]);
    let since = &at(&["trust", "anchors"], 140)["anchors"][0]["since"];
    assert_eq!(since.as_str().unwrap()[..10], in_days(120).to_string()[..10]);
}
