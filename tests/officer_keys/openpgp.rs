//! OpenPGP signatures that do not count: in text mode, inside, compressed, of another type, several, by another key,
//! out of their time, with conditions that nobody here understands.

use std::time::{Duration, SystemTime};

use sequoia_openpgp as pgp;
use sequoia_openpgp::cert::CertBuilder;
use sequoia_openpgp::crypto::KeyPair;
use sequoia_openpgp::packet::signature::SignatureBuilder;
use sequoia_openpgp::packet::signature::subpacket::{NotationDataFlags, Subpacket, SubpacketTag, SubpacketValue};
use sequoia_openpgp::serialize::SerializeInto as _;
use sequoia_openpgp::types::{HashAlgorithm, SignatureType};

use super::officers::run;
use super::*;

/// A certificate of sequoia's, and its primary key to sign with.
fn soft(profile: pgp::Profile) -> (OfficerKey, KeyPair) {
    let builder = CertBuilder::general_purpose(Some("ida")).set_profile(profile).unwrap();
    let (cert, _) = builder
        .set_primary_key_flags(pgp::types::KeyFlags::empty().set_signing().set_certification())
        .generate()
        .unwrap();
    let pair = cert.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
    (OfficerKey::read(&cert.strip_secret_key_material().to_vec().unwrap()).unwrap(), pair)
}

fn octets(signature: pgp::packet::Signature) -> Vec<u8> {
    pgp::Packet::from(signature).to_vec().unwrap()
}

#[test]
fn text_mode_is_named_and_the_right_command_is_the_hint() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let signature = room.signed(&ann, &["--textmode"]);
    refused(&key(&ann), &signature, now(), "SIGNATURE-8");
    let error = Signature::read(&signature).unwrap_err();
    assert!(error.to_string().contains("--textmode"), "{error}");
    assert!(error.hint().unwrap().contains("gpg --armor --detach-sign approve.txt"));
}

#[test]
fn a_message_with_the_text_inside_is_no_detached_signature() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let key = key(&ann);
    room.signed(&ann, &[]);
    let gpg = |arguments: &str| run(ann.gpg().args(arguments.split(' ')).args(["-o", "-", "approve.txt"])).stdout;
    for (arguments, clause) in [
        ("--clearsign", "SIGNATURE-6"),
        ("--sign -z 0", "SIGNATURE-6"),
        ("--armor --sign -z 0", "SIGNATURE-6"),
        ("--sign", "SIGNATURE-7"),
        ("--armor --sign", "SIGNATURE-7"),
        ("--armor --sign --compress-algo zlib", "SIGNATURE-7"),
        ("--armor --store -z 0", "SIGNATURE-6"),
        ("--armor --passphrase x --symmetric", "SIGNATURE-2"),
    ] {
        refused(&key, &gpg(arguments), now(), clause);
    }
}

#[test]
fn files_that_hold_more_than_one_signature_or_something_else_are_refused() {
    let Some(room) = Room::open() else { return };
    let (ann, eve) = (room.officers.openpgp("ann"), room.officers.openpgp("eve"));
    let key = key(&ann);
    let (armoured, by_eve) = (room.signed(&ann, &[]), room.signed(&eve, &[]));
    let binary = room.signed(&ann, &["--no-armor", "--output", "approve.txt.asc"]);
    let two = room.signed(&ann, &["-u", "eve@utopia.example"]);
    refused(&key, &two, now(), "SIGNATURE-5");
    refused(&key, &[&armoured[..], &by_eve].concat(), now(), "SIGNATURE-5");
    refused(&key, &binary.repeat(2), now(), "SIGNATURE-5");
    for (before, after) in [("hello\n", ""), ("", "hello\n"), ("", "-----")] {
        let beside = [before.as_bytes(), &armoured, after.as_bytes()].concat();
        refused(&key, &beside, now(), "SIGNATURE-3");
    }
    refused(&key, &[&binary[..], b"\n"].concat(), now(), "SIGNATURE-3");
    let user = [&binary[..], &[0xcd, 1, b'x']].concat();
    refused(&key, &user, now(), "SIGNATURE-3");
    refused(&key, &[&binary[..], &[0xcb, 1, b'x']].concat(), now(), "SIGNATURE-6");
    refused(&key, &[&binary[..], &[0xc8, 1, b'x']].concat(), now(), "SIGNATURE-7");
    refused(&key, &binary[..binary.len() - 1], now(), "SIGNATURE-4");
    refused(&key, &armoured[..armoured.len() - 20], now(), "SIGNATURE-4");
    let broken = String::from_utf8(armoured.clone()).unwrap().replace("\n=", "\n=A");
    refused(&key, broken.as_bytes(), now(), "SIGNATURE-4");
    for nothing in [&b""[..], STATEMENT.as_bytes(), &ann.key_bytes(), &[1, 2, 3], b"\xff\xff", &[b'x', 0xff]] {
        let clause = Signature::read(nothing).unwrap_err().clause();
        assert!(matches!(clause, Some("SIGNATURE-2")), "{nothing:02x?}: {clause:?}");
    }
    refused(&key, &run(ann.gpg().args(["--export", "ann@utopia.example"])).stdout, now(), "SIGNATURE-2");
    refused(&key, &[&[b'-'; 256 * 1024][..], b"x"].concat(), now(), "SIGNATURE-1");
}

#[test]
fn another_key_and_another_form_are_told_apart_from_a_bad_signature() {
    let Some(room) = Room::open() else { return };
    let (ann, eve) = (room.officers.openpgp("ann"), room.officers.openpgp("eve"));
    let signature = room.signed(&ann, &[]);
    refused(&key(&eve), &signature, now(), "SIGNATURE-18");
    refused(&key(&room.officers.ssh("carol")), &signature, now(), "SIGNATURE-17");
    refused(&key(&room.officers.x509("bob")), &signature, now(), "SIGNATURE-17");
    let other = STATEMENT.replace("approve", "refuse");
    let error = judge(&key(&ann), other.as_bytes(), &signature, now()).unwrap_err();
    assert_eq!(error.clause(), Some("SIGNATURE-20"));
    // Cut short, or over nothing.
    for part in [&STATEMENT[..STATEMENT.len() - 1], "", &STATEMENT[1..]] {
        assert!(judge(&key(&ann), part.as_bytes(), &signature, now()).is_err());
    }
    // It says that it is by eve, in the area that nothing protects: a hint, no proof.
    let (key, mut pair) = soft(pgp::Profile::RFC4880);
    let (_, mut other) = soft(pgp::Profile::RFC4880);
    let named = SignatureBuilder::new(SignatureType::Binary)
        .set_issuer_fingerprint(pair.public().fingerprint())
        .unwrap()
        .set_issuer(pair.public().keyid())
        .unwrap();
    let lie = named.sign_message(&mut other, STATEMENT).unwrap();
    refused(&key, &octets(lie), now(), "SIGNATURE-20");
    let truth = SignatureBuilder::new(SignatureType::Binary).sign_message(&mut pair, STATEMENT).unwrap();
    accepted(&key, &octets(truth), "sequoia's own");
}

#[test]
fn weak_hashes_are_refused_whoever_says_so() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp_with("ann", "rsa2048", "sign", "never", &[]);
    for hash in ["SHA1", "SHA224", "RIPEMD160"] {
        let signature = room.signed(&ann, &["--digest-algo", hash, "--allow-weak-digest-algos"]);
        refused(&key(&ann), &signature, now(), "SIGNATURE-14");
    }
}

#[test]
fn signatures_of_types_that_sign_no_document_are_refused() {
    let (key, mut pair) = soft(pgp::Profile::RFC4880);
    let standalone = SignatureBuilder::new(SignatureType::Standalone).sign_standalone(&mut pair).unwrap();
    refused(&key, &octets(standalone), now(), "SIGNATURE-9");
    let timestamp = SignatureBuilder::new(SignatureType::Timestamp).sign_timestamp(&mut pair).unwrap();
    refused(&key, &octets(timestamp), now(), "SIGNATURE-9");
    let direct = SignatureBuilder::new(SignatureType::DirectKey).sign_direct_key(&mut pair, None).unwrap();
    refused(&key, &octets(direct), now(), "SIGNATURE-9");
    let primary = pair.public().clone().role_into_primary();
    for kind in [SignatureType::GenericCertification, SignatureType::PositiveCertification] {
        let user = pgp::packet::UserID::from(STATEMENT);
        let certification = SignatureBuilder::new(kind).sign_userid_binding(&mut pair, &primary, &user).unwrap();
        refused(&key, &octets(certification), now(), "SIGNATURE-9");
    }
}

#[test]
fn signatures_of_version_3_are_refused_for_what_they_leave_unsigned() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let numbers = [&[1, 0, 0xff][..], &[0xff; 31], &[1, 0, 0xff], &[0xff; 31]].concat();
    let body = [&[3, 5, 0, 0x60, 0, 0, 0][..], &[7; 8], &[22, 8, 0, 0], &numbers].concat();
    let packet = [&[0xc2, u8::try_from(body.len()).unwrap()][..], &body].concat();
    refused(&key(&ann), &packet, now(), "SIGNATURE-4");
    let later = [&[0xc2, u8::try_from(body.len()).unwrap(), 9][..], &body[1..]].concat();
    refused(&key(&ann), &later, now(), "SIGNATURE-4");
}

#[test]
fn signatures_from_the_future_before_the_key_or_past_their_own_end_are_refused() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp_with("ann", "ed25519", "sign", "1y", &[]);
    let officer = key(&ann);
    let signature = room.signed(&ann, &[]);
    let eve = room.officers.openpgp("eve");
    let ahead = ["--faked-system-time", "20370101T000000!"];
    refused(&key(&eve), &room.signed(&eve, &ahead), now(), "SIGNATURE-21");
    let short = room.signed(&ann, &["--default-sig-expire", "1d"]);
    accepted(&officer, &short, "not yet expired");
    refused(&officer, &short, now().plus(days(1)), "SIGNATURE-22");
    judge(&officer, STATEMENT.as_bytes(), &signature, now().plus(days(1))).unwrap();

    let (key, mut pair) = soft(pgp::Profile::RFC4880);
    let at =
        |moment: SystemTime| SignatureBuilder::new(SignatureType::Binary).set_signature_creation_time(moment).unwrap();
    let made = pair.public().creation_time();
    let here = |moment: SystemTime| {
        let seconds = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        Time::from_unix(i64::try_from(seconds).unwrap()).unwrap()
    };
    let ahead = |seconds| made + Duration::from_secs(seconds);
    for (seconds, clause) in [(0, None), (300, None), (301, Some("SIGNATURE-21"))] {
        let signature = octets(at(ahead(seconds)).sign_message(&mut pair, STATEMENT).unwrap());
        let judged = judge(&key, STATEMENT.as_bytes(), &signature, here(made));
        assert_eq!(judged.err().and_then(|e| e.clause()), clause, "{seconds}");
    }
    let before = octets(at(made - Duration::from_secs(1)).sign_message(&mut pair, STATEMENT).unwrap());
    refused(&key, &before, now(), "SIGNATURE-23");
    // Made after the key's end, by a clock that is ahead of the station's.
    let builder = CertBuilder::general_purpose(Some("jo")).set_validity_period(Duration::from_secs(1000));
    let (cert, _) = builder
        .set_primary_key_flags(pgp::types::KeyFlags::empty().set_signing().set_certification())
        .generate()
        .unwrap();
    let mut pair = cert.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
    let made = pair.public().creation_time();
    let late = at(made + Duration::from_secs(1000)).sign_message(&mut pair, STATEMENT).unwrap();
    let key = OfficerKey::read(&cert.strip_secret_key_material().to_vec().unwrap()).unwrap();
    let last = here(made + Duration::from_secs(999));
    key.expect_usable(last).unwrap();
    refused(&key, &octets(late), last, "SIGNATURE-23");
}

#[test]
fn what_is_critical_and_not_understood_is_refused_and_what_is_not_critical_is_nothing() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let note =
        |mark: &str| room.signed(&ann, &["--sig-notation", &format!("{mark}limit@utopia.example=only tuesdays")]);
    accepted(&key(&ann), &note(""), "a note");
    refused(&key(&ann), &note("!"), now(), "SIGNATURE-24");
    refused(&key(&ann), &room.signed(&ann, &["--sig-policy-url", "!https://utopia.example"]), now(), "SIGNATURE-24");

    let (key, mut pair) = soft(pgp::Profile::RFC4880);
    let tags = [SubpacketTag::Private(101), SubpacketTag::Unknown(77), SubpacketTag::Reserved(17)];
    for tag in tags {
        for critical in [true, false] {
            let unknown = SubpacketValue::Unknown { tag, body: b"only tuesdays".to_vec() };
            let mut builder = SignatureBuilder::new(SignatureType::Binary);
            builder.hashed_area_mut().add(Subpacket::new(unknown, critical).unwrap()).unwrap();
            let signature = octets(builder.sign_message(&mut pair, STATEMENT).unwrap());
            let judged = judge(&key, STATEMENT.as_bytes(), &signature, now());
            assert_eq!(judged.err().and_then(|e| e.clause()), critical.then_some("SIGNATURE-24"), "{tag:?}");
        }
    }
    let flags = NotationDataFlags::empty().set_human_readable();
    let evil =
        SignatureBuilder::new(SignatureType::Binary).set_notation("\u{202e}x@\u{1b}", b"y", flags, true).unwrap();
    let signature = octets(evil.sign_message(&mut pair, STATEMENT).unwrap());
    let error = judge(&key, STATEMENT.as_bytes(), &signature, now()).unwrap_err().to_string();
    assert!(error.contains("\\u{202e}x@\\u{1b}") && !error.contains('\u{1b}'), "{error}");
}

#[test]
fn version_6_keys_and_signatures_work_and_never_mix_with_version_4() {
    let (key, mut pair) = soft(pgp::Profile::RFC9580);
    let sign = |pair: &mut KeyPair, hash| {
        let builder = SignatureBuilder::new(SignatureType::Binary).set_hash_algo(hash);
        octets(builder.sign_message(pair, STATEMENT).unwrap())
    };
    for hash in [HashAlgorithm::SHA256, HashAlgorithm::SHA512, HashAlgorithm::SHA3_256] {
        let signature = sign(&mut pair, hash);
        accepted(&key, &signature, "version 6");
        let (other, _) = soft(pgp::Profile::RFC4880);
        refused(&other, &signature, now(), "SIGNATURE-18");
    }
}

#[test]
fn a_subkey_that_did_not_say_itself_that_it_belongs_to_the_certificate_signs_nothing() {
    // Mallory binds ann's key to a certificate of his own, to have her signature counted as his.
    let (_, mut ann) = soft(pgp::Profile::RFC4880);
    let (mallory, _) = CertBuilder::general_purpose(Some("mallory")).generate().unwrap();
    let mut primary = mallory.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
    let stolen = ann.public().clone().role_into_subordinate();
    let binding = SignatureBuilder::new(SignatureType::SubkeyBinding)
        .set_key_flags(pgp::types::KeyFlags::empty().set_signing())
        .unwrap()
        .sign_subkey_binding(&mut primary, mallory.primary_key().key(), &stolen)
        .unwrap();
    let packets = [pgp::Packet::from(stolen), binding.into()];
    let (grafted, _) = mallory.insert_packets(packets).unwrap();
    let key = OfficerKey::read(&grafted.strip_secret_key_material().to_vec().unwrap()).unwrap();
    let signature = SignatureBuilder::new(SignatureType::Binary).sign_message(&mut ann, STATEMENT).unwrap();
    refused(&key, &octets(signature), now(), "OFFICER-KEY-13");
}
