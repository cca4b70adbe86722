//! PIV cards that lie, break off, or hold what they should not: never a panic, never a signature that does not verify,
//! never a PIN shown once more than asked for. No service is needed: the card is in this process.

#[path = "support/card/mod.rs"]
mod card;
#[path = "support/signing.rs"]
mod signing;

use card::{PIN, Reply, Shared, card_with, certified};
use chancery::fault::{Fail as _, Fault};
use chancery::secret::Secret;
use chancery::signer::{Algorithm, Hash, PublicKey, Signer as _, verify};
use chancery::vault::piv::{PinTries, PivError, Slot, is_factory_pin};
use openssl::x509::X509;
use proptest::prelude::*;

const MESSAGE: &[u8] = b"I approve";

fn pin() -> Secret {
    Secret::new(PIN.to_vec())
}

fn one_key(kind: &str) -> (tempfile::TempDir, Shared) {
    let folder = tempfile::tempdir().unwrap();
    let card = card_with(folder.path(), &[(0x9c, kind)]);
    (folder, card)
}

/// Opens the card, asks it everything, and signs.
fn all_of_it(card: &Shared) -> Result<Vec<u8>, PivError> {
    let opened = card.open()?;
    opened.identity()?;
    opened.pin_tries()?;
    opened.slots()?;
    opened.signer(Slot::SIGNATURE, &pin())?.sign_checked(MESSAGE)
}

/// The same, on a card as new, with answers changed by `spoil`; gives how many PINs were shown, too.
fn spoiled(
    card: &Shared,
    spoil: impl FnMut(usize, &[u8], Vec<u8>) -> Reply + Send + 'static,
) -> (Result<Vec<u8>, PivError>, usize) {
    {
        let mut program = card.look();
        program.reset();
        program.set_pin(PIN);
        program.heard.clear();
        program.pins_shown = 0;
        program.spoil = Some(Box::new(spoil));
    }
    let result = all_of_it(card);
    (result, card.look().pins_shown)
}

/// What must hold however a card answers: a signature is good under the certificate's key, and a PIN is shown twice at
/// most, for the opening and for the one signature.
#[track_caller]
fn holds(what: &str, key: &PublicKey, (result, pins_shown): (Result<Vec<u8>, PivError>, usize)) {
    assert!(pins_shown <= 2, "{what}: {pins_shown} PINs were shown");
    match result {
        Ok(signature) => {
            verify(key, Algorithm::Ecdsa(Hash::Sha256), MESSAGE, &signature)
                .unwrap_or_else(|error| panic!("{what}: {error}"));
        }
        Err(PivError::PinWrong { .. }) => {}
        Err(error) => assert!(!error.to_string().is_empty(), "{what}"),
    }
}

/// The key of the card, out of its certificate, by another reader of certificates.
fn key_in(folder: &tempfile::TempDir) -> PublicKey {
    let certificate = X509::from_pem(&std::fs::read(folder.path().join("9c.pem")).unwrap()).unwrap();
    PublicKey::from_spki(&certificate.public_key().unwrap().public_key_to_der().unwrap()).unwrap()
}

/// The true answers to everything that [`all_of_it`] asks, in order.
fn recorded(card: &Shared) -> Vec<Vec<u8>> {
    let answers = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = answers.clone();
    let (result, pins_shown) = spoiled(card, move |_, _, answer| {
        kept.lock().unwrap().push(answer.clone());
        Reply::Answer(answer)
    });
    result.unwrap();
    assert_eq!(pins_shown, 2);
    card.look().spoil = None;
    answers.lock().unwrap().clone()
}

#[test]
fn every_answer_cut_at_every_length_gives_an_error_or_a_good_signature() {
    let (folder, card) = one_key("p256");
    let (key, answers) = (key_in(&folder), recorded(&card));
    assert!(answers.len() > 30);
    let mut signed = 0;
    for (at, answer) in answers.iter().enumerate() {
        for length in 0..answer.len() {
            let cut = move |number: usize, _: &[u8], mut answer: Vec<u8>| {
                if number == at {
                    answer.truncate(length);
                }
                Reply::Answer(answer)
            };
            let found = spoiled(&card, cut);
            signed += usize::from(found.0.is_ok());
            holds(&format!("answer {at} cut at {length}"), &key, found);
        }
    }
    // What does not matter for signing (CHUID, serial number, other slots) may be broken.
    assert!(signed > 0);
}

#[test]
fn every_octet_of_every_answer_changed_gives_an_error_or_a_good_signature() {
    let (folder, card) = one_key("p256");
    let (key, answers) = (key_in(&folder), recorded(&card));
    for (at, answer) in answers.iter().enumerate() {
        for octet in 0..answer.len() {
            for change in [0x01, 0x80, 0xff] {
                let flip = move |number: usize, _: &[u8], mut answer: Vec<u8>| {
                    if number == at && octet < answer.len() {
                        answer[octet] ^= change;
                    }
                    Reply::Answer(answer)
                };
                holds(&format!("octet {octet} of answer {at}, {change:#x}"), &key, spoiled(&card, flip));
            }
        }
    }
}

#[test]
fn every_answer_replaced_by_every_status_or_by_silence_gives_an_error_or_a_good_signature() {
    let (folder, card) = one_key("p256");
    let (key, answers) = (key_in(&folder), recorded(&card));
    let statuses: [u16; 18] = [
        0x9000, 0x6100, 0x6110, 0x6300, 0x63c0, 0x63c3, 0x6581, 0x6700, 0x6882, 0x6884, 0x6982, 0x6983, 0x6985, 0x6a80,
        0x6a82, 0x6c00, 0x6d00, 0xffff,
    ];
    for at in 0..answers.len() {
        for status in statuses {
            let say = move |number: usize, _: &[u8], answer: Vec<u8>| {
                Reply::Answer(if number == at { status.to_be_bytes().to_vec() } else { answer })
            };
            holds(&format!("answer {at} is {status:04X}"), &key, spoiled(&card, say));
        }
        let silence = move |number: usize, _: &[u8], answer: Vec<u8>| {
            if number == at { Reply::Gone } else { Reply::Answer(answer) }
        };
        let (result, pins_shown) = spoiled(&card, silence);
        assert!(matches!(result, Err(PivError::CardRemoved)), "answer {at} does not come");
        assert!(pins_shown <= 2);
    }
}

#[test]
fn a_card_that_always_promises_more_or_another_length_comes_to_an_end() {
    let (_folder, card) = one_key("p256");
    for tail in [[0x61, 0x00], [0x6c, 0x10]] {
        for data in [0, 1, 256] {
            let endless = move |_: usize, _: &[u8], _: Vec<u8>| Reply::Answer([vec![0; data], tail.to_vec()].concat());
            assert!(spoiled(&card, endless).0.is_err());
            assert!(card.look().heard.len() < 40_000);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_answers_at_all_make_no_signature(answers in proptest::collection::vec(
        (proptest::collection::vec(any::<u8>(), 0..300), any::<bool>()), 40,
    )) {
        let card = Shared::new(card::Program::new(PIN));
        let noise = move |number: usize, _: &[u8], _: Vec<u8>| {
            let (data, done) = &answers[number % answers.len()];
            Reply::Answer(if *done { [data.as_slice(), &[0x90, 0x00]].concat() } else { data.clone() })
        };
        let (result, pins_shown) = spoiled(&card, noise);
        prop_assert!(result.is_err());
        prop_assert_eq!(pins_shown, 0);
    }
}

#[track_caller]
fn refused<T>(result: Result<T, PivError>, clause: &str) -> PivError {
    let error = result.err().unwrap_or_else(|| panic!("{clause} did not refuse"));
    assert_eq!(error.clause(), Some(clause), "{error}");
    assert!(error.to_string().starts_with(&format!("{clause}: ")), "{error}");
    assert_eq!(error.kind(), Fault::Device);
    assert!(error.hint().is_some());
    error
}

#[test]
fn a_pin_that_can_be_none_is_not_shown_to_the_card() {
    let (_folder, card) = one_key("p256");
    let opened = card.open().unwrap();
    for bad in [&b""[..], b"12345", b"123456789", &[b'1'; 300]] {
        refused(opened.signer(Slot::SIGNATURE, &Secret::new(bad.to_vec())), "PIV-3");
    }
    let program = card.look();
    assert_eq!((program.pins_shown, program.tries), (0, 3));
}

#[test]
fn a_pin_that_is_changed_meanwhile_is_shown_once_and_never_again() {
    let (_folder, card) = one_key("p256");
    let opened = card.open().unwrap();
    let signer = opened.signer(Slot::SIGNATURE, &pin()).unwrap();
    signer.sign(MESSAGE).unwrap();
    card.look().set_pin(b"161803");
    let error = refused(signer.sign_checked(MESSAGE), "PIV-1");
    assert!(matches!(error, PivError::PinWrong { tries: PinTries::Left(2) }));
    for _ in 0..5 {
        refused(signer.sign_checked(MESSAGE), "PIV-11");
        let error = signer.sign(MESSAGE).unwrap_err();
        assert_eq!(PivError::behind(&error).and_then(|e| e.clause()), Some("PIV-11"));
    }
    assert_eq!(card.look().tries, 2);
}

#[test]
fn a_blocked_pin_is_told_with_the_last_wrong_one_and_not_tried_after() {
    let (_folder, card) = one_key("p256");
    let opened = card.open().unwrap();
    card.look().tries = 1;
    assert_eq!(opened.pin_tries().unwrap().to_string(), "1 try is left, the last before the PIN is blocked");
    let error = refused(opened.signer(Slot::SIGNATURE, &Secret::new(b"000000".to_vec())), "PIV-1");
    assert_eq!(error.to_string(), "PIV-1: the PIN of the card is wrong; the PIN is blocked");
    assert!(error.hint().unwrap().contains("PUK"));
    let shown = card.look().pins_shown;
    refused(opened.signer(Slot::SIGNATURE, &pin()), "PIV-2");
    assert_eq!(card.look().pins_shown, shown);
}

#[test]
fn the_pin_of_the_factory_is_known_and_others_are_not() {
    let (_folder, card) = one_key("p256");
    card.look().set_pin(b"123456");
    let opened = card.open().unwrap();
    assert!(opened.signer(Slot::SIGNATURE, &Secret::new(b"123456".to_vec())).unwrap().has_factory_pin());
    for other in [&b"271828"[..], b"1234567", b"12345", b""] {
        assert!(!is_factory_pin(&Secret::new(other.to_vec())));
    }
}

#[test]
fn empty_slots_strange_keys_and_compressed_certificates_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = [(0x9a, "p521"), (0x9d, "rsa3072"), (0x9e, "rsa1024"), (0x82, "p256")];
    let card = card_with(folder.path(), &kinds);
    let compressed = certified(folder.path(), "compressed", "p256");
    card.look().put_certificate(0x83, &compressed, 1);
    card.look().put_certificate(0x84, &compressed[1..], 0);
    card.look().put_certificate(0x85, &[], 0);
    let opened = card.open().unwrap();
    let slot = |text: &str| text.parse::<Slot>().unwrap();
    for (slot_name, clause) in
        [("9c", "PIV-4"), ("85", "PIV-4"), ("9a", "PIV-8"), ("9d", "PIV-8"), ("9e", "PIV-8"), ("83", "PIV-9")]
    {
        refused(opened.signer(slot(slot_name), &pin()).map(|_| ()), clause);
    }
    refused(opened.certificate(slot("9c")), "PIV-4");
    refused(opened.certificate(slot("83")), "PIV-9");
    assert!(matches!(opened.certificate(slot("84")), Err(PivError::Certificate { .. })));
    assert_eq!(card.look().pins_shown, 0, "none of it is worth a PIN");
    // The bad ones do not hide the good ones.
    let slots = opened.slots().unwrap();
    assert_eq!(slots.len(), 6);
    assert_eq!(slots.iter().filter(|found| found.certificate.is_err()).count(), 2);
    assert_eq!(opened.certificates().unwrap().len(), 4);
    opened.signer(slot("82"), &pin()).unwrap().sign(MESSAGE).unwrap();
}

#[test]
fn a_card_without_the_application_is_told() {
    let (_folder, card) = one_key("p256");
    for status in [[0x6a, 0x82], [0x6a, 0x81]] {
        card.look().spoil = Some(Box::new(move |_, _, _| Reply::Answer(status.to_vec())));
        let error = card.open().err().unwrap();
        assert_eq!(error.to_string(), "the card in 'in process' has no PIV application");
    }
    card.look().spoil = Some(Box::new(|_, _, _| Reply::Answer(vec![0x6f, 0x00])));
    let error = card.open().err().unwrap();
    assert_eq!(error.to_string(), "the card answered SELECT with 6F00 (it failed and does not say why)");
}

#[test]
fn the_certificate_of_another_key_gives_no_signature_whatever_the_kind() {
    for kind in ["p256", "p384", "rsa2048"] {
        let (folder, card) = one_key(kind);
        let other = certified(folder.path(), "other", kind);
        card.look().put_certificate(0x9c, &other, 0);
        let opened = card.open().unwrap();
        refused(opened.signer(Slot::SIGNATURE, &pin()).unwrap().sign_checked(MESSAGE), "PIV-5");
    }
}
