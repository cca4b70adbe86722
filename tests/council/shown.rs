//! What a proposal shows to the officers who judge it: field by field, beside the last such act, and nothing that is
//! found out only when it is performed.

use std::fs;

use chancery::approval::Proposal;
use chancery::digest::Digest;
use serde_json::Value;

use super::council::Council;
use super::pens::Pen;
use super::walk::{Walk, text};

/// Columns that a field's name may have before its value begins beside it.
const NAME: usize = 21;

/// A proposal that was made, as its file says it.
struct Shown(Proposal);

impl Shown {
    #[track_caller]
    fn of(council: &Council, proposal: &str) -> Shown {
        let text = fs::read(council.in_station(&format!("out/proposals/{proposal}.txt"))).unwrap();
        let read = Proposal::parse(&text).unwrap();
        for (name, value) in &read.seen {
            assert!(name.len() <= NAME && !name.is_empty(), "{name}: {value}");
        }
        for (name, value) in read.bound.what.words() {
            assert!(name.len() <= NAME, "{name}: {value}");
        }
        Shown(read)
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.0.seen.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    #[track_caller]
    fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name}: {:?}", self.0.seen);
        all[0]
    }

    /// What differs from the last such act, of one field.
    fn differs(&self, field: &str) -> Option<(&str, &str)> {
        let last = self.0.last.as_ref()?;
        let found = last.differs.iter().find(|one| one.field == field)?;
        Some((found.before.as_str(), found.now.as_str()))
    }
}

fn of_profile(walk: &Walk, profile: &str) -> Vec<u8> {
    let entries = fs::read_dir(walk.in_station("out/certificates")).unwrap().map(|entry| entry.unwrap().path());
    let fits = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        name.starts_with(profile) && name.ends_with(".cer")
    };
    fs::read(entries.filter(fits).min().unwrap()).unwrap()
}

/// A station with a master list of its own, `own.ml`, before anybody is an officer there.
fn with_a_list() -> (Council, String) {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    let signer = walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    let file = walk.files(&walk.done(&["masterlist", "issue"])).remove(0);
    fs::copy(file, walk.path("own.ml")).unwrap();
    (Council::seated(walk), text(&signer, "serial").to_owned())
}

#[test]
fn a_list_that_would_be_refused_is_not_proposed_and_one_that_is_taken_is_shown_with_its_signer() {
    let (council, serial) = with_a_list();
    let ingest = |file: &'static str| ["masterlist", "ingest", file, "--source", "courier"];
    let propose = |file| [&ingest(file)[..], &["--propose", "--proposer", "dan"]].concat();
    let before = council.entries();
    // One octet of the signature, of the content, of nothing at all: what is refused alone is refused as a proposal.
    let good = fs::read(council.walk.path("own.ml")).unwrap();
    for at in [good.len() - 1, good.len() / 3] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(council.walk.path("bad.ml"), bad).unwrap();
        let output = council.walk.run(&[&propose("bad.ml")[..], &["--at", &council.now().to_string()]].concat());
        assert!([Some(1), Some(4)].contains(&output.status.code()), "octet {at}: {output:?}");
    }
    fs::write(council.walk.path("bad.ml"), &good[..good.len() / 2]).unwrap();
    council.refused(&propose("bad.ml"), 4, None);
    assert_eq!(council.entries(), before, "nothing was proposed");

    let proposal = council.propose(&ingest("own.ml"));
    let shown = Shown::of(&council, &proposal);
    let signer = of_profile(&council.walk, "masterlist-signer");
    let certificate = chancery::pki::certificate::Certificate::parse(&signer).unwrap();
    assert!(shown.one("verdict").starts_with("signed: the signature is good, under a CSCA"), "{:?}", shown.0.seen);
    assert_eq!(shown.one("signer"), certificate.subject.to_string());
    assert_eq!(
        (shown.one("signer's serial"), shown.one("signer's SHA-256")),
        (&*serial, &*Digest::of(&signer).to_string())
    );
    assert!(shown.one("anchored by").starts_with("nobody"));
    assert!(shown.one("signed at").starts_with("20"));
    let root = Digest::of(&of_profile(&council.walk, "csca-root"));
    assert_eq!(shown.one("signer issued by"), format!("CN=csca-1,O=utopia,C=UT {root}"));
    assert_eq!(shown.one("signer's state"), "UT");
    assert_eq!((shown.one("certificates"), shown.one("states")), ("1", "1: UT 1"));
    assert_eq!((shown.one("new here"), shown.one("known already")), ("1", "0"));
    assert!(shown.one("new").ends_with(&root.to_string()));
    assert!(shown.one("no longer on it").starts_with("no list signed for this state"));
    for weight in ["errors", "warnings", "infos"] {
        let said = shown.one(weight);
        assert!(said == "none" || said.split(':').next().unwrap().parse::<u32>().is_ok(), "{said}");
    }
    assert_eq!(shown.0.last, None);
    assert!(shown.one("compared with").starts_with("nothing: there was no masterlist.ingest of a list signed for UT"));
    council.approve(&proposal, &["ann", "bob"]);
    council.done(&["perform", &proposal]);
    // The same list again is refused when it is proposed, by the clause that refuses its performance.
    let again = council.refused(&propose("own.ml"), 3, Some("LIST-1"));
    assert!(text(&again["error"], "message").contains("was taken in"));
}

#[test]
fn a_list_that_is_judged_otherwise_than_it_was_shown_is_not_taken_in() {
    let (council, _) = with_a_list();
    let ingest = |file: &'static str| ["masterlist", "ingest", file, "--source", "courier"];
    council.through(&ingest("own.ml"), "nothing");
    council.later(5);
    let second = council.through(&["masterlist", "issue"], "nothing");
    fs::copy(&council.walk.files(&second)[0], council.walk.path("own.ml")).unwrap();
    let waiting = council.agreed(&ingest("own.ml"));
    let shown = Shown::of(&council, &waiting);
    assert_eq!((shown.one("new here"), shown.one("known already")), ("0", "1"));
    assert!(shown.one("no longer on it").starts_with("0 of the 1 on this state's last list"), "{:?}", shown.0.seen);
    assert!(shown.one("compared with").starts_with("the last masterlist.ingest of a list signed for UT"));
    assert_eq!(shown.differs("new here"), Some(("1", "0")));
    assert_eq!(shown.differs("states"), None, "what is the same is not told again");

    let root = Digest::of(&of_profile(&council.walk, "csca-root")).to_string();
    council.accept_first(&root);
    let said = council.not_performed(&waiting, "APPROVAL-2");
    assert!(text(&said["error"], "message").contains("of the list"), "{said}");
    let anew = council.agreed(&ingest("own.ml"));
    let shown = Shown::of(&council, &anew);
    assert!(shown.one("verdict").starts_with("anchored: "), "{:?}", shown.0.seen);
    let by = shown.one("anchored by");
    assert!(by.contains(&root) && by.contains(", accepted 20") && by.contains("ledger entry"), "{by}");
    council.done(&["perform", &anew]);
}

#[test]
fn a_certificate_to_be_trusted_is_shown_field_by_field() {
    let (council, _) = with_a_list();
    council.through(&["masterlist", "ingest", "own.ml", "--source", "courier"], "nothing");
    let der = of_profile(&council.walk, "csca-root");
    let root = Digest::of(&der).to_string();
    let words = council.first_anchor(&root);
    let proposal = council.propose(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let shown = Shown::of(&council, &proposal);
    let certificate = chancery::pki::certificate::Certificate::parse(&der).unwrap();
    assert_eq!(shown.one("SHA-256"), root);
    assert_eq!(shown.one("serial number").replace(':', ""), hex::encode(certificate.serial()));
    assert_eq!((shown.one("subject"), shown.one("issuer")), ("CN=csca-1,O=utopia,C=UT", "CN=csca-1,O=utopia,C=UT"));
    assert_eq!(shown.one("valid until"), certificate.not_after.time().unwrap().to_string());
    assert_eq!(shown.one("key"), "EC P-384, explicit parameters");
    assert!(shown.one("signature").contains("384"), "{}", shown.one("signature"));
    let extensions = shown.all("extension");
    assert_eq!(extensions.len(), certificate.extensions.iter().count());
    let ski: Vec<String> = certificate.subject_key_identifier().unwrap().iter().map(|o| format!("{o:02x}")).collect();
    for wanted in [
        "basicConstraints, critical: CA, path length 0".to_owned(),
        "keyUsage, critical: keyCertSign+cRLSign".to_owned(),
        format!("subjectKeyIdentifier: {}", ski.join(":")),
        format!("authorityKeyIdentifier: {}", ski.join(":")),
    ] {
        assert!(extensions.contains(&&*wanted), "{wanted}: {extensions:?}");
    }
    assert!(shown.one("seen on").contains(", signed by CN=") && shown.one("seen on").contains("ledger entry"));
    assert_eq!((shown.one("stands now"), shown.one("state")), ("undecided", "UT"));
    // Each finding stands there by its rule, as it was found when the list was taken in.
    let listed = council.done(&["trust", "list"]);
    let errors = listed["certificates"][0]["errors"].as_u64().unwrap() as usize;
    assert_eq!(shown.all("error").len(), errors);
    council.approve(&proposal, &["ann", "bob"]);
    council.done(&["perform", &proposal]);
    let distrust = council.propose(&["trust", "distrust", &root, "--reason", "key lost"]);
    let shown = Shown::of(&council, &distrust);
    assert_eq!((shown.one("SHA-256"), shown.one("stands now")), (&*root, "anchor"));
}

#[test]
fn a_bundle_is_shown_file_by_file_and_beside_the_last_one() {
    let council = Council::specimen("utopia");
    let export = ["bundle", "export", "stick"];
    council.walk.request("ds");
    let issued = council
        .through(&["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS 1"], "nothing");
    let first = council.agreed(&export);
    let shown = Shown::of(&council, &first);
    assert_eq!(shown.one("since the last bundle"), "there was none");
    let root = Digest::of(&of_profile(&council.walk, "csca-root"));
    let signer = Digest::of(&of_profile(&council.walk, "document-signer"));
    let held = shown.all("holds").join("\n");
    assert!(held.contains(&format!("anchor of UT, CN=csca-1,O=utopia,C=UT, SHA-256 {root}")), "{held}");
    assert!(held.contains(&format!("document signer of UT, CN=DS 1,O=utopia,C=UT, SHA-256 {signer}")), "{held}");
    let report = council.done(&["perform", &first]);
    council.done(&["bundle", "write", "stick"]);
    // What was shown is what the stick holds.
    let folder = council.walk.path("stick/targets/trust-anchors");
    let mut files = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { folders.push(entry) } else { files.push(fs::read(entry).unwrap()) }
        }
    }
    assert_eq!(files.len(), shown.all("holds").len(), "{report}");
    let unnamed = files.iter().filter(|file| !held.contains(&Digest::of(file).to_string())).count();
    assert_eq!(unnamed, 1, "all but the index, which says when it was made");

    // Another signer comes, the first is revoked, the revocation list is new.
    council.walk.request("ds2");
    council
        .through(&["cert", "issue", "--profile", "document-signer", "--csr", "ds2.csr", "--name", "DS 2"], "nothing");
    let serial = outputs(&issued, "serial");
    council.through(&["csca", "revoke", &serial, "--reason", "lost"], &serial);
    council.through(&["crl", "issue"], "nothing");
    let next = council.propose(&export);
    let shown = Shown::of(&council, &next);
    let (added, changed) = (shown.all("added"), shown.all("changed"));
    assert!(shown.one("since the last bundle").starts_with("version 1: "), "{:?}", shown.0.seen);
    assert!(added.iter().any(|one| one.starts_with("document signer of UT, CN=DS 2,")), "{added:?}");
    let revoked = changed.iter().find(|one| one.contains(&signer.to_string())).unwrap();
    assert!(revoked.contains("was not revoked, would be revoked 20"), "{revoked}");
    assert_eq!(shown.all("removed"), Vec::<&str>::new());
    assert_eq!(shown.differs("holds"), None, "the files are compared one by one");
    assert!(shown.differs("document signers").is_some());

    // What was agreed to is what was shown: one more revocation, and it is another bundle.
    council.approve(&next, &["ann", "bob"]);
    let second = council.done(&["cert", "list"]);
    let second = second["certificates"].as_array().unwrap().iter().find(|c| c["subject"] == "CN=DS 2,O=utopia,C=UT");
    let serial = text(second.unwrap(), "serial");
    council.through(&["csca", "revoke", serial, "--reason", "lost"], serial);
    let said = council.not_performed(&next, "APPROVAL-2");
    assert!(text(&said["error"], "message").contains("what a bundle holds"), "{said}");
}

/// What performing gave back under this name.
#[track_caller]
fn outputs(report: &Value, name: &str) -> String {
    text(&report["outputs"], name).to_owned()
}

#[test]
fn what_a_request_asks_for_and_does_not_get_is_said_and_validity_is_counted_in_words() {
    let council = Council::specimen("utopia");
    council.walk.write(
        "request.cnf",
        "[req]\ndistinguished_name=dn\nreq_extensions=ext\nattributes=attr\nprompt=no\n[dn]\nC=XX\nCN=Somebody Else\n\
         [attr]\nchallengePassword=hunter22\n[ext]\nkeyUsage=critical,keyCertSign\nsubjectAltName=DNS:evil.example\n\
         1.2.3.4=ASN1:UTF8String:odd\n",
    );
    let key = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "k.pem"];
    council.walk.tool("openssl", &[&key[..], &["-out", "ds.csr", "-config", "request.cnf"]].concat());
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS 1"];
    let proposal = council.propose(&issue);
    let shown = Shown::of(&council, &proposal);
    assert_eq!(
        shown.one("request's subject"),
        "CN=Somebody Else,C=XX; not taken over: the certificate says CN=DS 1,O=utopia,C=UT"
    );
    let asked = shown.all("request's extension");
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(
        asked[0],
        "keyUsage, critical: keyCertSign; not taken over: the certificate says keyUsage, critical: digitalSignature"
    );
    assert!(asked[1].starts_with("subjectAltName: host evil.example; not taken over: the certificate "), "{asked:?}");
    assert!(asked[2].starts_with("1.2.3.4: ") && asked[2].ends_with("; not taken over: the certificate has none"));
    assert_eq!(shown.all("request's attribute"), ["1.2.840.113549.1.9.7; not taken over"]);
    let validity = shown.one("validity");
    assert!(validity.starts_with("counted from its signing: 10 years 3 months"), "{validity}");
    assert!(validity.contains("the key signs for 3 months") && validity.contains("of a signing now"), "{validity}");
    council.approve(&proposal, &["ann", "bob"]);
    let done = council.done(&["perform", &proposal]);

    // The last act is the last by this profile and this issuer: one by another profile in between is none.
    council.through(&["key", "generate", "mls-1", "--spec", "P-256"], "nothing");
    council.through(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"], "nothing");
    council.walk.request("other");
    let next = ["cert", "issue", "--profile", "document-signer", "--csr", "other.csr", "--name", "DS 1"];
    let next = council.propose(&next);
    let shown = Shown::of(&council, &next);
    let compared = shown.one("compared with");
    assert!(
        compared.starts_with("the last certificate.issue by profile document-signer, signed by csca-1, ledger entry"),
        "{compared}"
    );
    let last = shown.0.last.as_ref().unwrap().entry;
    assert!(compared.ends_with(&format!(" {last}")) && last <= done["recorded"]["entry"].as_u64().unwrap());
    // Nothing of the act's own fields but the request differs; what was seen is compared too.
    assert!(shown.differs("key digest").is_some() && shown.differs("request's subject").is_some());
    assert_eq!((shown.differs("profile"), shown.differs("subject")), (None, None));
    let extensions = shown.differs("extension").unwrap();
    assert!(extensions.0.contains("subjectKeyIdentifier") && !extensions.0.contains("keyUsage"), "{extensions:?}");
}

#[test]
fn an_act_that_was_not_proposed_is_compared_by_its_own_words_alone_and_that_is_said() {
    let (council, _) = with_a_list();
    council.later(5);
    let issue = ["masterlist", "issue"];
    let first = council.agreed(&issue);
    let shown = Shown::of(&council, &first);
    assert_eq!(shown.differs("what was seen").unwrap().0, "not written down: it was not proposed");
    assert_eq!(shown.differs("own certificates"), None);
    council.done(&["perform", &first]);
    council.later(5);
    let shown = Shown::of(&council, &council.propose(&issue));
    assert_eq!((shown.differs("what was seen"), shown.differs("own certificates")), (None, None));
    // Before there is anything to compare with, nothing is.
    let shown = Shown::of(&council, &council.propose(&["crl", "issue"]));
    assert_eq!(shown.0.last, None);
    assert_eq!(shown.one("compared with"), "nothing: there was no crl.issue by csca-1 before");
}

#[test]
fn old_and_new_keys_of_an_officer_stand_side_by_side_by_their_fingerprints() {
    let council = Council::rehearsal("utopia");
    let (challenge, proofs) = council.challenge("bob", "officer", &[Pen::ssh("bob's new key")]);
    let replace = ["officer", "replace-key", &challenge, "--proof", &proofs[0]];
    let proposal = council.propose(&replace);
    let shown = Shown::of(&council, &proposal);
    let fingerprint = |pen: &Pen| pen.key().words().into_iter().find(|(name, _)| *name == "fingerprint").unwrap().1;
    let (old, new) = (fingerprint(council.pen("bob")), fingerprint(&Pen::ssh("bob's new key")));
    for (name, wanted) in [("key that ends", &old), ("key that comes", &new)] {
        let line = shown.one(name);
        assert!(line.contains(wanted) && line.starts_with("ssh, ") && line.contains("Ed25519"), "{line}");
        assert!(line.ends_with("no end of its own"), "{line}");
    }
    assert_eq!(shown.all("key that stays"), Vec::<&str>::new());
    assert_eq!(shown.one("beside the keys"), "nothing in the enrolment changes");
    // No identity of a key stands in what people read before the machine's own block.
    let text = fs::read_to_string(council.in_station(&format!("out/proposals/{proposal}.txt"))).unwrap();
    let people = text.split("-----BEGIN").next().unwrap();
    let chancery::act::Act::OfficerReplaceKey(act) = &shown.0.bound.what else { panic!() };
    assert!(act.person.keys.iter().all(|key| !people.contains(&key.to_string())), "{people}");

    // A second key beside the first, and another role: the old key stays, and what else changes is a warning.
    let (challenge, proofs) = council.challenge("bob", "auditor", &[Pen::ssh("bob"), Pen::x509("bob", 30)]);
    let mut words = vec!["officer", "replace-key", &challenge];
    proofs.iter().for_each(|proof| words.extend(["--proof", proof]));
    let shown = Shown::of(&council, &council.propose(&words));
    assert!(shown.one("key that stays").contains(&old));
    assert!(shown.one("key that comes").starts_with("x509, "), "{}", shown.one("key that comes"));
    assert_eq!(shown.one("beside the keys"), "one thing changes, as said below");
    assert_eq!(shown.0.warnings, ["more than the keys change: roles was officer, would be auditor"]);
}
