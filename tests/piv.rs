//! PIV cards behind a real PC/SC service: found, read, and made to sign; judged by `openssl` and OpenSC.
#![cfg(feature = "piv")]

#[path = "support/card/mod.rs"]
mod card;
#[path = "support/signing.rs"]
mod signing;

use std::path::Path;

use card::service::{Service, in_a_service};
use card::{PIN, Shared, card_with, certified};
use chancery::clock::Time;
use chancery::cms;
use chancery::fault::{Fail as _, Fault};
use chancery::secret::Secret;
use chancery::signer::Signer as _;
use chancery::vault::piv::{self, Card, PinTries, PivError, Slot};
use signing::{openssl, openssl_ok};

const STATEMENT: &[u8] = b"I approve: certificate.issue\n";

fn pin() -> Secret {
    Secret::new(PIN.to_vec())
}

fn at() -> Time {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn slot(text: &str) -> Slot {
    text.parse().unwrap()
}

/// One card with three kinds of key, in reader 0.
fn three_keys(service: &Service) -> Shared {
    card_with(service.folder(), &[(0x9a, "p384"), (0x9c, "p256"), (0x9d, "rsa2048")])
}

fn clause(error: &PivError) -> &'static str {
    assert_eq!(error.kind(), Fault::Device);
    let clause = error.clause().unwrap_or_else(|| panic!("no clause: {error}"));
    assert!(error.to_string().starts_with(&format!("{clause}: ")), "{error}");
    assert!(error.hint().is_some(), "{error}");
    clause
}

/// The statement's signature by a slot, judged by the `openssl` command.
fn signed_and_judged(card: &Card, folder: &Path, slot_name: &str) {
    let signer = card.signer(slot(slot_name), &pin()).unwrap();
    let signature = cms::sign_detached(&signer, signer.certificate(), STATEMENT, at()).unwrap();
    std::fs::write(folder.join("statement"), STATEMENT).unwrap();
    std::fs::write(folder.join("statement.p7s"), &signature).unwrap();
    let certificate = format!("{slot_name}.pem");
    let judge = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "statement.p7s", "-content", "statement"];
    let judge = [&judge[..], &["-CAfile", &certificate]].concat();
    assert_eq!(openssl_ok(folder, &judge), STATEMENT, "slot {slot_name}");
    let shown = openssl_ok(folder, &["cms", "-cmsout", "-print", "-inform", "DER", "-in", "statement.p7s"]);
    let shown = String::from_utf8(shown).unwrap();
    for wanted in ["Nov 22 10:00:00 2026 GMT", "contentType", "messageDigest", "issuerAndSerialNumber"] {
        assert!(shown.contains(wanted), "slot {slot_name}: no {wanted} in {shown}");
    }
    std::fs::write(folder.join("statement"), [STATEMENT, b"!"].concat()).unwrap();
    assert!(!openssl(folder, &judge).status.success(), "openssl takes a changed statement");
}

#[test]
fn a_card_is_found_read_and_signs_by_three_kinds_of_key_as_openssl_judges() {
    in_a_service("a_card_is_found_read_and_signs_by_three_kinds_of_key_as_openssl_judges", |service| {
        let virtual_card = three_keys(service);
        virtual_card.look().serial = Some(12_345_678);
        let _inserted = service.put_in(0, &virtual_card);
        let card = Card::open(None).unwrap();
        assert_eq!(card.reader(), service.reader(0));
        let identity = card.identity().unwrap();
        assert_eq!((identity.serial, identity.guid), (Some(12_345_678), Some([0x5a; 16])));
        assert_eq!(identity.to_string(), "serial number 12345678");
        assert_eq!(card.pin_tries().unwrap(), PinTries::Left(3));
        let slots: Vec<Slot> = card.certificates().unwrap().into_iter().map(|(slot, _)| slot).collect();
        assert_eq!(slots, [slot("9c"), slot("9a"), slot("9d")]);
        for name in ["9c", "9a", "9d"] {
            let der = openssl_ok(service.folder(), &["x509", "-in", &format!("{name}.pem"), "-outform", "DER"]);
            assert_eq!(card.certificate(slot(name)).unwrap(), der);
            signed_and_judged(&card, service.folder(), name);
            assert!(!virtual_card.look().is_open(), "the card is left open to other programs");
        }
        // Twice by one signer: slot 9C gets the PIN anew.
        let signer = card.signer(slot("9c"), &pin()).unwrap();
        signer.sign(b"one").unwrap();
        signer.sign(b"two").unwrap();
    });
}

#[test]
fn a_wrong_pin_costs_exactly_one_try_and_the_last_one_blocks() {
    in_a_service("a_wrong_pin_costs_exactly_one_try_and_the_last_one_blocks", |service| {
        let virtual_card = three_keys(service);
        let _inserted = service.put_in(0, &virtual_card);
        let card = Card::open(None).unwrap();
        let wrong = Secret::new(b"999999".to_vec());
        for (shown, left) in [(1, PinTries::Left(2)), (2, PinTries::Left(1)), (3, PinTries::Blocked)] {
            let error = card.signer(slot("9c"), &wrong).err().unwrap();
            assert_eq!(clause(&error), "PIV-1");
            assert!(matches!(error, PivError::PinWrong { tries } if tries == left), "{error}");
            assert_eq!(virtual_card.look().pins_shown, shown);
            assert_eq!(card.pin_tries().unwrap(), left);
        }
        let error = card.signer(slot("9c"), &pin()).err().unwrap();
        assert_eq!(clause(&error), "PIV-2");
        assert_eq!(virtual_card.look().pins_shown, 3, "a blocked card is shown no PIN");
    });
}

#[test]
fn no_card_two_cards_and_a_card_of_another_reader_are_refused() {
    in_a_service("no_card_two_cards_and_a_card_of_another_reader_are_refused", |service| {
        assert_eq!(clause(&Card::open(None).err().unwrap()), "PIV-7");
        let (one, two) = (three_keys(service), card_with(service.folder(), &[(0x9c, "p256")]));
        let first = service.put_in(0, &one);
        assert_eq!(clause(&Card::open(Some(&service.reader(1))).err().unwrap()), "PIV-7");
        let _second = service.put_in(1, &two);
        let error = Card::open(None).err().unwrap();
        assert_eq!(clause(&error), "PIV-6");
        assert!(error.to_string().contains(&service.reader(0)) && error.to_string().contains(&service.reader(1)));
        for index in [0, 1] {
            let card = Card::open(Some(&service.reader(index))).unwrap();
            assert_eq!(card.certificates().unwrap().len(), [3, 1][usize::from(index)]);
        }
        assert!(matches!(Card::open(Some("Attic")), Err(PivError::ReaderMissing { .. })));
        drop(first);
        service.wait_until_empty(0);
        assert_eq!(Card::open(None).unwrap().reader(), service.reader(1));
    });
}

#[test]
fn a_card_pulled_out_between_pin_and_signature_is_told_and_signs_again_when_it_is_back() {
    in_a_service("a_card_pulled_out_between_pin_and_signature_is_told_and_signs_again_when_it_is_back", |service| {
        let virtual_card = three_keys(service);
        let inserted = service.put_in(0, &virtual_card);
        let card = Card::open(None).unwrap();
        let signer = card.signer(slot("9c"), &pin()).unwrap();
        virtual_card.look().pulled_at = Some(0x87);
        let error = signer.sign(STATEMENT).unwrap_err();
        assert_eq!(error.kind(), Fault::Device);
        let behind = PivError::behind(&error).unwrap();
        assert!(matches!(behind, PivError::CardRemoved), "{behind}");
        drop(inserted);
        service.wait_until_empty(0);
        assert!(matches!(card.pin_tries(), Err(PivError::CardRemoved)));
        assert!(matches!(signer.sign_checked(STATEMENT), Err(PivError::CardRemoved)));
        virtual_card.look().pulled_at = None;
        let _inserted = service.put_in(0, &virtual_card);
        signer.sign(STATEMENT).unwrap();
    });
}

#[test]
fn a_pin_is_not_shown_to_another_card_that_came_into_the_reader() {
    in_a_service("a_pin_is_not_shown_to_another_card_that_came_into_the_reader", |service| {
        let (mine, theirs) = (three_keys(service), card_with(service.folder(), &[(0x9c, "p256")]));
        let inserted = service.put_in(0, &mine);
        let card = Card::open(None).unwrap();
        let signer = card.signer(slot("9c"), &pin()).unwrap();
        drop(inserted);
        service.wait_until_empty(0);
        let _inserted = service.put_in(0, &theirs);
        let error = signer.sign_checked(STATEMENT).unwrap_err();
        assert_eq!(clause(&error), "PIV-10");
        assert_eq!(theirs.look().pins_shown, 0);
    });
}

#[test]
fn a_service_that_is_gone_is_named_and_no_card_is_promised() {
    in_a_service("a_service_that_is_gone_is_named_and_no_card_is_promised", |service| {
        let virtual_card = three_keys(service);
        let _inserted = service.put_in(0, &virtual_card);
        let card = Card::open(None).unwrap();
        service.stop();
        for error in [card.pin_tries().err().unwrap(), piv::readers().err().unwrap()] {
            assert!(matches!(error, PivError::NoService), "{error}");
            assert_eq!(error.hint().as_deref(), Some("install and start pcscd"));
        }
    });
}

#[test]
fn stock_tools_see_the_same_card_and_sign_with_it() {
    in_a_service("stock_tools_see_the_same_card_and_sign_with_it", |service| {
        let virtual_card = card_with(service.folder(), &[(0x9a, "rsa2048"), (0x9c, "p256"), (0x9e, "p384")]);
        let _inserted = service.put_in(0, &virtual_card);
        let (ok, text) = service.tool("opensc-tool", &["--list-readers"]);
        assert!(ok && text.contains(&service.reader(0)), "{text}");
        let (ok, text) = service.tool("opensc-tool", &["--reader", "0", "--name"]);
        assert!(ok && text.contains("Personal Identity Verification"), "{text}");
        let (ok, text) = service.tool("pkcs11-tool", &["--list-objects", "--type", "cert"]);
        assert!(ok && text.matches("Certificate Object").count() == 3, "{text}");
        let folder = service.folder();
        std::fs::write(folder.join("statement"), STATEMENT).unwrap();
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let (input, output) = (path("statement"), path("signature"));
        let sign = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01", "--login", "--pin", "271828"];
        let (ok, text) = service.tool("pkcs11-tool", &[&sign[..], &["-i", &input, "-o", &output]].concat());
        assert!(ok, "{text}");
        let public = openssl_ok(folder, &["x509", "-in", "9a.pem", "-noout", "-pubkey"]);
        std::fs::write(folder.join("public.pem"), public).unwrap();
        openssl_ok(folder, &["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "statement"]);
        // What the tool did leaves our own client as it was.
        signed_and_judged(&Card::open(None).unwrap(), folder, "9c");
    });
}

#[test]
fn the_certificate_of_another_key_makes_no_signature() {
    in_a_service("the_certificate_of_another_key_makes_no_signature", |service| {
        let virtual_card = three_keys(service);
        let other = certified(service.folder(), "other", "p256");
        virtual_card.look().put_certificate(0x9c, &other, 0);
        let _inserted = service.put_in(0, &virtual_card);
        let card = Card::open(None).unwrap();
        let signer = card.signer(slot("9c"), &pin()).unwrap();
        assert_eq!(clause(&signer.sign_checked(STATEMENT).unwrap_err()), "PIV-5");
        let error = cms::sign_detached(&signer, signer.certificate(), STATEMENT, at()).unwrap_err();
        assert_eq!(PivError::behind(&error).and_then(|e| e.clause()), Some("PIV-5"), "{error}");
    });
}

#[test]
fn the_program_lists_the_cards_with_their_slots_and_tries() {
    in_a_service("the_program_lists_the_cards_with_their_slots_and_tries", |service| {
        let virtual_card = three_keys(service);
        virtual_card.look().serial = Some(7);
        virtual_card.look().tries = 1;
        virtual_card.look().put_certificate(0x82, &[0x30], 0);
        let _inserted = service.put_in(0, &virtual_card);
        let (ok, text) = service.tool(env!("CARGO_BIN_EXE_chancery"), &["vault", "cards", "--json"]);
        assert!(ok, "{text}");
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        let readers = report["readers"].as_array().unwrap();
        assert_eq!(readers.len(), 2);
        assert_eq!(readers[1]["problem"], "no card");
        let card = &readers[0]["card"];
        assert_eq!((&card["serial"], &card["pin_tries_left"]), (&7.into(), &1.into()));
        assert_eq!(card["guid"], "5a".repeat(16));
        let slots = card["slots"].as_array().unwrap();
        let found: Vec<_> = slots.iter().map(|slot| (slot["slot"].as_str(), slot["key"].as_str())).collect();
        let wanted = [("9C", Some("EC P-256")), ("9A", Some("EC P-384")), ("9D", Some("RSA-2048")), ("82", None)];
        assert_eq!(found, wanted.map(|(slot, key)| (Some(slot), key)));
        assert!(slots[3]["problem"].as_str().unwrap().contains("cannot be read"), "{text}");
        let (ok, text) = service.tool(env!("CARGO_BIN_EXE_chancery"), &["vault", "cards"]);
        assert!(ok && text.contains("1 try is left, the last before the PIN is blocked"), "{text}");
        assert_eq!(virtual_card.look().pins_shown, 0);
    });
}
