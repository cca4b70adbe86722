//! Tests of checkpoints, cosignatures and tlog-proofs together.

use super::fixtures::*;
use super::*;
use crate::clock::Time;
use crate::fault::Fail;
use crate::quorum::{NotCounted, Threshold};
use crate::signer::{Algorithm, Hash, PublicKey, Signer, SignerError};

fn witness(person: &str, seed: u8) -> Witness {
    let name = format!("chancery/utopia-1/witness/{person}-{seed}");
    Witness { person: person.into(), key: NoteKey::new(&name, Role::Witness, stick_key(seed).public_key()).unwrap() }
}

fn cosigned(checkpoint: &mut VerifiedCheckpoint, seed: u8, by: &Witness, when: Time) {
    let seen = Continued::first_seen(checkpoint.clone());
    checkpoint.add(cosign(&seen, by.key.name(), when, &stick_key(seed)).unwrap());
}

fn two_of(n: usize) -> Threshold {
    Threshold::new(2, n).unwrap()
}

#[test]
fn a_signed_checkpoint_verifies_and_has_the_form_others_read() {
    let signed = checkpoint(&tree(&entries(5)), 5);
    let text = signed.note().to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines[1], lines[3]), ("chancery/utopia-1/specimen", "5", ""));
    assert!(lines[4].starts_with("\u{2014} chancery/utopia-1/specimen "));
    assert_eq!(VerifiedCheckpoint::verify(&text, &origin(&identity()), &[log_key()]).unwrap(), signed);
}

#[test]
fn checkpoints_of_other_logs_other_keys_or_changed_are_refused() {
    let text = checkpoint(&tree(&entries(5)), 5).note().to_string();
    let verify = |text: &str, origin: &str, keys: &[NoteKey]| VerifiedCheckpoint::verify(text, origin, keys);
    let origin = origin(&identity());
    assert!(matches!(verify(&text, "chancery/other/specimen", &[log_key()]), Err(LedgerError::SignerAbsent { .. })));
    let other = NoteKey::new(&origin, Role::Log, stick_key(2).public_key()).unwrap();
    assert!(matches!(verify(&text, &origin, std::slice::from_ref(&other)), Err(LedgerError::SignerAbsent { .. })));
    assert!(verify(&text, &origin, &[other, log_key()]).is_ok(), "an old and a new key stand beside each other");
    let as_witness = NoteKey::new(&origin, Role::Witness, stick_key(1).public_key()).unwrap();
    assert!(verify(&text, &origin, &[as_witness]).is_err());
    for (from, to) in [("\n5\n", "\n6\n"), ("specimen\n5", "specimen2\n5")] {
        let changed = text.replacen(from, to, 1);
        assert!(matches!(verify(&changed, &origin, &[log_key()]), Err(LedgerError::SignatureBad { .. })), "{to}");
    }
}

#[test]
fn one_log_signing_in_the_name_of_another_is_refused() {
    let head = Head::empty();
    let body = Checkpoint { origin: "chancery/other/specimen".into(), head }.body();
    let signature = stick_key(1).sign(body.as_bytes()).unwrap();
    let note = Note::new(body, vec![NoteSignature::by(&log_key(), signature)]);
    let error = VerifiedCheckpoint::verify(&note.to_string(), &origin(&identity()), &[log_key()]).unwrap_err();
    assert!(matches!(error, LedgerError::OriginOther { .. }));
}

#[test]
fn checkpoint_texts_that_are_loose_are_refused_with_their_line() {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert!(Checkpoint::parse(&format!("a\n0\n{root}\n")).is_ok());
    let cases = [
        (format!("a\n0\n{root}"), 1),
        (format!("\n0\n{root}\n"), 1),
        (format!("a\n00\n{root}\n"), 2),
        (format!("a\n+1\n{root}\n"), 2),
        (format!("a\n-1\n{root}\n"), 2),
        (format!("a\n\n{root}\n"), 2),
        (format!("a\n18446744073709551616\n{root}\n"), 2),
        ("a\n0\n".into(), 3),
        ("a\n0\nAAAA\n".into(), 3),
        (format!("a\n0\n{}\n", root.trim_end_matches('=')), 3),
        (format!("a\n0\n{root}\nextension\n"), 4),
    ];
    for (text, wanted) in cases {
        match Checkpoint::parse(&text) {
            Err(LedgerError::Text { line, .. }) => assert_eq!(line, wanted, "{text:?}"),
            other => panic!("{text:?}: {other:?}"),
        }
    }
}

struct Broken(StickKey, Algorithm);

impl Signer for Broken {
    fn algorithm(&self) -> Algorithm {
        self.1
    }
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(vec![0; 64])
    }
}

#[test]
fn a_bad_signature_of_a_token_never_becomes_a_checkpoint() {
    let unsigned = Checkpoint { origin: origin(&identity()), head: Head::empty() };
    let broken = Broken(stick_key(1), Algorithm::Ed25519);
    assert!(matches!(sign(&unsigned, &broken), Err(LedgerError::Signer(SignerError::Bad))));
    let other = Broken(stick_key(1), Algorithm::Ecdsa(Hash::Sha256));
    assert!(matches!(sign(&unsigned, &other), Err(LedgerError::KeyKind { .. })));
    let named = Checkpoint { origin: "two words".into(), head: Head::empty() };
    assert!(matches!(sign(&named, &stick_key(1)), Err(LedgerError::KeyName { .. })));
}

#[test]
fn cosignatures_of_two_people_are_a_quorum_and_of_one_with_two_keys_are_not() {
    let mut signed = checkpoint(&tree(&entries(5)), 5);
    let witnesses = [witness("alice", 11), witness("alice", 12), witness("bob", 13)];
    let when = at(BEGIN);
    cosigned(&mut signed, 11, &witnesses[0], when);
    cosigned(&mut signed, 12, &witnesses[1], when);
    let one = witnessed(&signed, &witnesses, two_of(3), when).unwrap();
    assert_eq!(one.cosigned.len(), 2);
    assert!(matches!(one.tally.not_counted[..], [(_, NotCounted::SamePerson)]));
    assert_eq!(one.tally.met().unwrap_err().clause(), Some("QUORUM-2"));
    cosigned(&mut signed, 13, &witnesses[2], when.plus(60));
    assert!(!witnessed(&signed, &witnesses, two_of(3), when).unwrap().tally.is_met(), "bob's lies in the future");
    let both = witnessed(&signed, &witnesses, two_of(3), when.plus(60)).unwrap();
    assert_eq!(both.tally.met().unwrap().people.len(), 2);
    let strangers = [witness("carol", 14), witness("dave", 15)];
    assert!(!witnessed(&signed, &strangers, two_of(2), when.plus(60)).unwrap().tally.is_met());
}

#[test]
fn a_cosignature_is_of_that_checkpoint_and_time_and_no_other() {
    let stored = tree(&entries(6));
    let (mut five, mut six) = (checkpoint(&stored, 5), checkpoint(&stored, 6));
    let witnesses = [witness("alice", 11), witness("bob", 13)];
    cosigned(&mut five, 11, &witnesses[0], at(BEGIN));
    let line = five.note().signatures()[1].to_string();
    six.add(NoteSignature::parse(&line).unwrap());
    let judged = witnessed(&six, &witnesses, two_of(2), at(BEGIN)).unwrap();
    assert!(matches!(judged.tally.not_counted[..], [(_, NotCounted::SignatureBad)]));

    let mut octets = five.note().signatures()[1].octets().to_vec();
    octets[7] ^= 1;
    let mut moved = checkpoint(&stored, 5);
    moved.add(NoteSignature::by(&witnesses[0].key, octets));
    moved.add(NoteSignature::by(&witnesses[1].key, vec![0; 5]));
    let judged = witnessed(&moved, &witnesses, two_of(2), at(BEGIN).plus(1000)).unwrap();
    assert_eq!(judged.tally.not_counted.len(), 2);
}

#[test]
fn the_cosigned_message_is_the_one_others_check() {
    let mut signed = checkpoint(&tree(&entries(5)), 5);
    let alice = witness("alice", 11);
    cosigned(&mut signed, 11, &alice, at(BEGIN));
    let octets = signed.note().signatures()[1].octets();
    assert_eq!(octets[..8], 1_795_341_600u64.to_be_bytes());
    let message = format!("cosignature/v1\ntime 1795341600\n{}", signed.note().text());
    crate::signer::verify(alice.key.public_key(), Algorithm::Ed25519, message.as_bytes(), &octets[8..]).unwrap();
}

#[test]
fn a_witness_key_has_no_second_role() {
    let signed = checkpoint(&tree(&entries(5)), 5);
    let seen = Continued::first_seen(signed.clone());
    let error = cosign(&seen, "chancery/utopia-1/witness/log", at(BEGIN), &stick_key(1)).unwrap_err();
    assert_eq!(error.clause(), Some("WITNESS-1"));
    let shared = [witness("alice", 11), witness("bob", 11)];
    let as_log = [Witness { person: "alice".into(), key: log_key() }, witness("bob", 13)];
    let the_log_key = [witness("alice", 1), witness("bob", 13)];
    for witnesses in [shared, as_log, the_log_key] {
        let error = witnessed(&signed, &witnesses, two_of(2), at(BEGIN)).unwrap_err();
        assert_eq!(error.clause(), Some("WITNESS-1"));
    }
    let before = Time::from_unix(-1).unwrap();
    assert!(matches!(cosign(&seen, "w", before, &stick_key(11)), Err(LedgerError::CosignatureTime { .. })));
}

#[test]
fn a_witness_cosigns_only_what_continues_the_checkpoint_seen_before() {
    let stored = tree(&entries(9));
    let (five, nine) = (checkpoint(&stored, 5), checkpoint(&stored, 9));
    let proof = consistency_proof(&stored, 5, 9).unwrap();
    assert!(Continued::after(&five, nine.clone(), &proof).is_ok());
    let empty = checkpoint(&stored, 0);
    assert!(Continued::after(&empty, nine.clone(), &[]).is_ok());
    assert!(Continued::after(&nine, nine.clone(), &[]).is_ok());
    let mut other = entries(9);
    other[2] = entry_of(&identity(), 2, at(BEGIN).plus(2), "another story").bytes().to_vec();
    let other = tree(&other);
    let forked = consistency_proof(&other, 5, 9).unwrap();
    for (seen, newer, proof) in [
        (&five, checkpoint(&other, 9), &forked[..]),
        (&five, checkpoint(&other, 5), &[]),
        (&nine, five.clone(), &proof),
        (&five, empty, &proof),
        (&five, nine.clone(), &[]),
    ] {
        assert_eq!(Continued::after(seen, newer, proof).unwrap_err().clause(), Some("WITNESS-2"));
    }
}

fn proof_of(index: u64) -> TlogProof {
    let stored = tree(&entries(9));
    TlogProof::new(index, inclusion_proof(&stored, index, 9).unwrap(), &checkpoint(&stored, 9))
}

#[test]
fn an_entry_is_proven_by_one_text_and_only_that_entry() {
    let origin = origin(&identity());
    for index in 0..9 {
        let text = proof_of(index).text();
        let proof = TlogProof::parse(&text).unwrap();
        assert_eq!((proof.text(), &proof), (text, &proof_of(index)));
        assert_eq!(proof.verify(entry(index).bytes(), &origin, &[log_key()]).unwrap().head().size, 9);
        assert!(proof.verify(entry(index + 1).bytes(), &origin, &[log_key()]).is_err());
        assert!(proof.verify(entry(index).bytes(), &origin, &[]).is_err());
    }
    let moved = TlogProof { index: 4, ..proof_of(3) };
    assert!(matches!(moved.verify(entry(3).bytes(), &origin, &[log_key()]), Err(LedgerError::RootDiffers { .. })));
}

#[test]
fn data_beside_the_proof_is_kept_and_not_trusted() {
    let proof = TlogProof { extra: Some(b"a line\n".to_vec()), ..proof_of(3) };
    assert_eq!(TlogProof::parse(&proof.text()).unwrap(), proof);
}

#[test]
fn proof_texts_that_are_loose_are_refused_with_their_line() {
    let good = proof_of(3).text();
    let cases = [
        (good.replace("@v1", "@v2"), 1),
        (good.replace("index 3", "index 03"), 2),
        (good.replace("index 3", "index -3"), 2),
        (good.replace("index 3\n", ""), 2),
        (good.replace("index 3", "extra ?\nindex 3"), 2),
        (good.replace("index 3\n", "index 3\nAAAA\n"), 3),
        (good.replace("index 3", "extra AAAA\nextra AAAA\nindex 3"), 3),
        (good.replace("\n\n", "\n"), 1),
        ("".into(), 1),
        (good.replace("index 3\n", &format!("index 3\n{}", format!("{}\n", "A".repeat(43) + "=").repeat(65))), 67),
    ];
    for (text, wanted) in cases {
        match TlogProof::parse(&text) {
            Err(LedgerError::Text { line, .. }) => assert_eq!(line, wanted, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}
