//! Keys that are not taken: private ones, several, none, damaged, too old, too weak, not for signing.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::{X509Builder, X509NameBuilder};
use sequoia_openpgp as pgp;
use sequoia_openpgp::cert::CertBuilder;
use sequoia_openpgp::cert::{CertRevocationBuilder, SubkeyRevocationBuilder};
use sequoia_openpgp::serialize::SerializeInto as _;
use sequoia_openpgp::types::ReasonForRevocation;

use super::officers::run;
use super::*;

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_private_key_is_refused_in_every_form_and_said_to_have_been_seen() {
    let Some(room) = Room::open() else { return };
    let (ann, bob, carol) = (room.officers.openpgp("ann"), room.officers.x509("bob"), room.officers.ssh("carol"));
    let secret = |armour: &[&str]| {
        run(ann.gpg().args(armour).args(["--passphrase", "", "--export-secret-keys", "ann@utopia.example"])).stdout
    };
    let openssl = |arguments: &str| run(bob.openssl().args(arguments.split(' '))).stdout;
    openssl("genrsa -out rsa.key 2048");
    openssl("pkcs12 -export -in me.pem -inkey me.key -out me.p12 -passout pass:x");
    run(carol.ssh_keygen().args(["-q", "-N", "", "-t", "rsa", "-m", "PEM", "-f", "pem"]));
    let mut given = vec![
        secret(&["--armor"]),
        secret(&[]),
        openssl("pkcs8 -topk8 -nocrypt -in me.key"),
        openssl("pkcs8 -topk8 -nocrypt -in me.key -outform DER"),
        openssl("pkcs8 -topk8 -in me.key -passout pass:x"),
        openssl("pkcs8 -topk8 -in me.key -passout pass:x -outform DER"),
        openssl("ec -in me.key"),
        openssl("ec -in me.key -outform DER"),
        openssl("rsa -in rsa.key -traditional"),
        openssl("rsa -in rsa.key -traditional -outform DER"),
        fs::read(bob.folder().join("me.p12")).unwrap(),
        fs::read(carol.folder().join("id")).unwrap(),
        fs::read(carol.folder().join("pem")).unwrap(),
        b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n".to_vec(),
        b"# created\nAGE-SECRET-KEY-1QQQ\n".to_vec(),
    ];
    // A certificate does not hide the private key after it.
    given.push([bob.key_bytes(), fs::read(bob.folder().join("me.key")).unwrap()].concat());
    for bytes in given {
        let error = OfficerKey::read(&bytes).unwrap_err();
        expect_clause(&error, "OFFICER-KEY-1");
        assert!(error.hint().unwrap().contains("has been seen"));
        let as_signature = Signature::read(&bytes).unwrap_err();
        assert_eq!(as_signature.clause(), Some("OFFICER-KEY-1"), "{as_signature}");
    }
}

#[test]
fn several_keys_and_anything_beside_a_key_are_refused() {
    let Some(room) = Room::open() else { return };
    let officers = &room.officers;
    let (ann, bob, carol) = (officers.openpgp("ann"), officers.x509("bob"), officers.ssh("carol"));
    let (eve, finn, gus) = (officers.openpgp("eve"), officers.x509("finn"), officers.ssh("gus"));
    for (one, two) in [(&ann, &eve), (&bob, &finn), (&carol, &gus), (&bob, &ann)] {
        unread(&[one.key_bytes(), two.key_bytes()].concat(), "OFFICER-KEY-2");
    }
    let both = run(ann.gpg().args(["--armor", "--export", "ann@utopia.example", "eve@utopia.example"])).stdout;
    unread(&both, "OFFICER-KEY-2");
    unread(&run(ann.gpg().args(["--export", "ann@utopia.example", "eve@utopia.example"])).stdout, "OFFICER-KEY-2");
    let der = run(bob.openssl().args(["x509", "-in", "me.pem", "-outform", "DER"])).stdout;
    let binary = run(ann.gpg().args(["--export", "ann@utopia.example"])).stdout;
    for officer in [&ann, &bob] {
        unread(&[b"Dear all,\n", &officer.key_bytes()[..]].concat(), "OFFICER-KEY-4");
        unread(&[&officer.key_bytes()[..], b"yours\n"].concat(), "OFFICER-KEY-4");
    }
    unread(&[b"my key:\n", &carol.key_bytes()[..]].concat(), "OFFICER-KEY-4");
    unread(&[&carol.key_bytes()[..], b"yours\n"].concat(), "OFFICER-KEY-4");
    unread(&[b"no-pty,command=\"x\" ", &carol.key_bytes()[..]].concat(), "OFFICER-KEY-4");
    unread(&[&der[..], b"x"].concat(), "OFFICER-KEY-4");
    unread(&[&binary[..], b"x"].concat(), "OFFICER-KEY-4");
    let with_text = run(bob.openssl().args(["x509", "-in", "me.pem", "-text"])).stdout;
    unread(&with_text, "OFFICER-KEY-4");
    for (blank, officer) in [("\n\n", &ann), ("\r\n", &bob), ("\n \n", &carol)] {
        let padded = format!("{blank}{}{blank}", text(officer.key_bytes()));
        assert_eq!(OfficerKey::read(padded.as_bytes()).unwrap().identities(), key(officer).identities());
    }
}

#[test]
fn what_is_no_key_is_refused_with_what_it_is() {
    let Some(room) = Room::open() else { return };
    let (ann, bob, carol) = (room.officers.openpgp("ann"), room.officers.x509("bob"), room.officers.ssh("carol"));
    let openssl = |arguments: &str| run(bob.openssl().args(arguments.split(' '))).stdout;
    let given = [
        Vec::new(),
        STATEMENT.into(),
        vec![0, 1, 2, 3],
        vec![b'x', 0xff, 0xfe],
        room.signed(&ann, &[]),
        room.signed(&bob, &[]),
        room.signed(&carol, &[]),
        room.signed(&ann, &["--no-armor", "--output", "approve.txt.asc"]),
        openssl("pkey -in me.key -pubout"),
        openssl("pkey -in me.key -pubout -outform DER"),
        openssl("req -new -key me.key -subj /CN=bob"),
        openssl("crl2pkcs7 -nocrl -certfile me.pem"),
        run(carol.ssh_keygen().args(["-e", "-m", "RFC4716", "-f", "id.pub"])).stdout,
    ];
    for bytes in given {
        unread(&bytes, "OFFICER-KEY-5");
    }
    run(carol.ssh_keygen().args(["-q", "-s", "id", "-I", "carol", "-n", "carol", "id.pub"]));
    unread(&fs::read(carol.folder().join("id-cert.pub")).unwrap(), "OFFICER-KEY-5");
}

#[test]
fn damaged_keys_and_those_over_the_limit_are_refused() {
    let Some(room) = Room::open() else { return };
    let (ann, bob, carol) = (room.officers.openpgp("ann"), room.officers.x509("bob"), room.officers.ssh("carol"));
    for officer in [&ann, &bob] {
        let armoured = text(officer.key_bytes());
        let end = armoured.find("-----END").unwrap();
        unread(&armoured.as_bytes()[..end], "OFFICER-KEY-6");
        unread(&armoured.as_bytes()[..end - 30], "OFFICER-KEY-6");
        unread(armoured.replace("-----END", "--*--").as_bytes(), "OFFICER-KEY-6");
    }
    let der = run(bob.openssl().args(["x509", "-in", "me.pem", "-outform", "DER"])).stdout;
    unread(&der[..der.len() - 1], "OFFICER-KEY-6");
    let binary = run(ann.gpg().args(["--export", "ann@utopia.example"])).stdout;
    unread(&binary[..binary.len() - 1], "OFFICER-KEY-6");
    unread(&[&binary[..], &[0xca, 3], b"PGP"].concat(), "OFFICER-KEY-6"); // a marker packet
    let line = text(carol.key_bytes());
    let words: Vec<&str> = line.split(' ').collect();
    let blob = STANDARD.decode(words[1]).unwrap();
    let written = |kind: &str, blob: &[u8]| format!("{kind} {} carol\n", STANDARD.encode(blob)).into_bytes();
    unread(b"ssh-ed25519\n", "OFFICER-KEY-6");
    unread(b"ssh-ed25519 AAAA*\n", "OFFICER-KEY-6");
    unread(&written("ssh-rsa", &blob), "OFFICER-KEY-6");
    unread(&written("ssh-ed25519", &blob[..blob.len() - 1]), "OFFICER-KEY-6");
    unread(&written("ssh-ed25519", &[&blob[..], &[0]].concat()), "OFFICER-KEY-6");
    unread(&vec![b'-'; 256 * 1024 + 1], "OFFICER-KEY-3");
    unread(&[&[0xc8, 0xff, 0, 0, 0, 9][..], &[0; 9]].concat(), "OFFICER-KEY-7");
    unread(&[&binary[..], &[0xa3, 1, 2]].concat(), "OFFICER-KEY-7");
}

#[test]
fn a_key_is_usable_from_its_first_to_its_last_second_and_not_outside() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp_with("ann", "ed25519", "sign", "1y", &[]);
    let listed = text(run(ann.gpg().args(["--with-colons", "--list-keys", "ann@utopia.example"])).stdout);
    let public: Vec<&str> = listed.lines().find(|line| line.starts_with("pub:")).unwrap().split(':').collect();
    let moment = |field: &str| Time::from_unix(field.parse().unwrap()).unwrap();
    let bob = room.officers.x509("bob");
    let der = run(bob.openssl().args(["x509", "-in", "me.pem", "-outform", "DER"])).stdout;
    let view = chancery::pki::certificate::Certificate::parse(&der).unwrap();
    let lives = [
        (&ann, moment(public[5]), moment(public[6]).plus(-1)),
        (&bob, view.not_before.time().unwrap(), view.not_after.time().unwrap()),
    ];
    for (officer, first, last) in lives {
        let key = key(officer);
        let signature = room.signed(officer, &[]);
        for at in [first, now(), last] {
            key.expect_usable(at).unwrap();
        }
        judge(&key, STATEMENT.as_bytes(), &signature, last).unwrap();
        unusable(&key, last.plus(1), "OFFICER-KEY-10");
        unusable(&key, first.plus(-1), "OFFICER-KEY-11");
        refused(&key, &signature, last.plus(1), "OFFICER-KEY-10");
        refused(&key, &signature, first.plus(-1), "OFFICER-KEY-11");
    }
    // A signing subkey that is younger than the certificate's own end.
    let dora = room.officers.openpgp_with("dora", "ed25519", "cert", "2y", &[]);
    let fingerprint = dora.gpg_fingerprint();
    run(dora.gpg().args(["--passphrase", "", "--quick-add-key", &fingerprint, "ed25519", "sign", "30d"]));
    dora.export();
    unusable(&key(&dora), now().plus(days(31)), "OFFICER-KEY-10");
    refused(&key(&dora), &room.signed(&dora, &[]), now().plus(days(31)), "OFFICER-KEY-10");
    // Made by a machine whose clock is years ahead, or was years behind.
    let ahead =
        room.officers.openpgp_with("ahead", "ed25519", "sign", "never", &["--faked-system-time", "20400101T000000!"]);
    unusable(&key(&ahead), now(), "OFFICER-KEY-11");
    let behind =
        room.officers.openpgp_with("behind", "ed25519", "sign", "1y", &["--faked-system-time", "20200101T000000!"]);
    unusable(&key(&behind), now(), "OFFICER-KEY-10");
}

#[test]
fn a_revoked_key_is_refused_hard_or_soft_whole_or_the_subkey_that_signs() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let signature = room.signed(&ann, &[]);
    let made_at_birth =
        text(run(ann.gpg().args(["--passphrase", "", "--list-options", "show-keyring", "--list-keys"])).stdout);
    let home = made_at_birth.lines().find(|line| line.ends_with("pubring.kbx")).unwrap().trim();
    let revocation = home.replace("pubring.kbx", &format!("openpgp-revocs.d/{}.rev", ann.gpg_fingerprint()));
    let revocation = text(fs::read(revocation).unwrap()).replace(":-----BEGIN", "-----BEGIN");
    fs::write(ann.folder().join("revocation"), revocation).unwrap();
    run(ann.gpg().args(["--import", "revocation"]));
    ann.export();
    unusable(&key(&ann), now(), "OFFICER-KEY-12");
    refused(&key(&ann), &signature, now(), "OFFICER-KEY-12");

    for reason in
        [ReasonForRevocation::KeyCompromised, ReasonForRevocation::KeySuperseded, ReasonForRevocation::KeyRetired]
    {
        let (cert, _) = CertBuilder::general_purpose(Some("gus")).generate().unwrap();
        let mut signer = cert.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
        let revocation = CertRevocationBuilder::new().set_reason_for_revocation(reason, b"\x1b[2J over").unwrap();
        let revocation = revocation.build(&mut signer, &cert, None).unwrap();
        let (revoked, _) = cert.clone().insert_packets(revocation).unwrap();
        let error = written(&revoked).expect_usable(now()).unwrap_err();
        expect_clause(&error, "OFFICER-KEY-12");
        assert!(!error.to_string().contains('\x1b') && error.to_string().contains("\\u{1b}[2J over"), "{error}");

        let (cert, _) = CertBuilder::new().add_userid("hal").add_signing_subkey().generate().unwrap();
        written(&cert).expect_usable(now()).unwrap();
        let mut signer = cert.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
        let subkey = cert.keys().subkeys().next().unwrap().key().clone();
        let revocation = SubkeyRevocationBuilder::new().set_reason_for_revocation(reason, b"").unwrap();
        let revocation = revocation.build(&mut signer, &cert, &subkey, None).unwrap();
        let (revoked, _) = cert.insert_packets(revocation).unwrap();
        unusable(&written(&revoked), now(), "OFFICER-KEY-12");
    }
}

#[test]
fn a_good_signature_by_a_subkey_dies_with_the_subkey_and_with_its_certificate() {
    let (cert, _) = CertBuilder::new().add_userid("hal").add_signing_subkey().generate().unwrap();
    let pair = |key: &pgp::packet::Key<pgp::packet::key::SecretParts, pgp::packet::key::UnspecifiedRole>| {
        key.clone().into_keypair().unwrap()
    };
    let secret: Vec<_> = cert.keys().secret().map(|key| key.key().clone()).collect();
    let (mut primary, mut sub) = (pair(&secret[0]), pair(&secret[1]));
    let builder = pgp::packet::signature::SignatureBuilder::new(pgp::types::SignatureType::Binary);
    let signature = pgp::Packet::from(builder.sign_message(&mut sub, STATEMENT).unwrap()).to_vec().unwrap();
    accepted(&written(&cert), &signature, "before");
    let (reason, subkey) = (ReasonForRevocation::KeyRetired, cert.keys().subkeys().next().unwrap().key().clone());
    let whole = CertRevocationBuilder::new().set_reason_for_revocation(reason, b"").unwrap();
    let whole = whole.build(&mut primary, &cert, None).unwrap();
    let part = SubkeyRevocationBuilder::new().set_reason_for_revocation(reason, b"").unwrap();
    let part = part.build(&mut primary, &cert, &subkey, None).unwrap();
    for revocation in [whole, part] {
        let (revoked, _) = cert.clone().insert_packets(revocation).unwrap();
        refused(&written(&revoked), &signature, now(), "OFFICER-KEY-12");
    }
}

/// A certificate of sequoia's as an officer's key.
fn written(cert: &pgp::Cert) -> OfficerKey {
    OfficerKey::read(&cert.clone().strip_secret_key_material().to_vec().unwrap()).unwrap()
}

#[test]
fn a_key_that_may_be_revoked_by_a_revoker_it_names_is_refused_and_a_strangers_revocation_is_nothing() {
    let builder = || CertBuilder::general_purpose(Some("judge")).generate().unwrap().0;
    let (revoker, stranger) = (builder(), builder());
    let named: pgp::types::RevocationKey = (&revoker).into();
    let (cert, _) = CertBuilder::general_purpose(Some("ida")).set_revocation_keys(vec![named]).generate().unwrap();
    for (by, clause) in [(&revoker, Some("OFFICER-KEY-12")), (&stranger, None)] {
        let mut signer = by.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
        let reason = CertRevocationBuilder::new().set_reason_for_revocation(ReasonForRevocation::KeyCompromised, b"");
        let revocation = reason.unwrap().build(&mut signer, &cert, None).unwrap();
        let (perhaps, _) = cert.clone().insert_packets(revocation).unwrap();
        assert_eq!(written(&perhaps).expect_usable(now()).err().and_then(|e| e.clause()), clause);
    }
}

#[test]
fn weak_keys_and_algorithms_that_are_not_taken_are_refused() {
    let Some(room) = Room::open() else { return };
    let openpgp = |name: &str, algorithm: &str, options: &[&str]| {
        key(&room.officers.openpgp_with(name, algorithm, "sign", "never", options))
    };
    unusable(&openpgp("short", "rsa1024", &[]), now(), "OFFICER-KEY-9");
    unusable(&openpgp("dsa", "dsa2048", &[]), now(), "OFFICER-KEY-8");
    unusable(&openpgp("koblitz", "secp256k1", &[]), now(), "OFFICER-KEY-8");
    let old_hash = ["--cert-digest-algo", "SHA1", "--allow-weak-digest-algos"];
    unusable(&openpgp("sha1", "ed25519", &old_hash), now(), "OFFICER-KEY-9");
    unusable(&openpgp("sha224", "rsa2048", &["--cert-digest-algo", "SHA224"]), now(), "OFFICER-KEY-9");

    let x509 = |name: &str, arguments: &[&str], options: &[&str]| room.officers.x509_with(name, arguments, options);
    let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"];
    unusable(&key(&x509("short-rsa", &rsa, &[])), now(), "OFFICER-KEY-9");
    let curve = |curve: &str| format!("ec_paramgen_curve:{curve}");
    let ec = |name: &str| x509(name, &["-algorithm", "EC", "-pkeyopt", &curve(name)], &[]).key_bytes();
    unusable(&OfficerKey::read(&ec("secp224r1")).unwrap(), now(), "OFFICER-KEY-9");
    unread(&ec("secp256k1"), "OFFICER-KEY-8");
    unread(&ec("prime192v1"), "OFFICER-KEY-8");
    unread(&x509("ed448", &["-algorithm", "ED448"], &[]).key_bytes(), "OFFICER-KEY-8");
    let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    unusable(&key(&x509("sha1-signed", &p256, &["-sha1"])), now(), "OFFICER-KEY-9");
    let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    unusable(&key(&x509("md5-signed", &rsa, &["-md5"])), now(), "OFFICER-KEY-9");

    unusable(&key(&room.officers.ssh_with("short-ssh", &["-t", "rsa", "-b", "1024"])), now(), "OFFICER-KEY-9");
    unread(b"ssh-dss AAAAB3NzaC1kc3MAAAABAAAAAQAAAAEAAAABAA== old\n", "OFFICER-KEY-8");
    // An exponent of 1 makes every message its own signature.
    let modulus = Rsa::generate(2048).unwrap().n().to_vec();
    for exponent in [&[1][..], &[2], &[1, 0, 0]] {
        unusable(&OfficerKey::read(&certificate_of(&modulus, exponent)).unwrap(), now(), "OFFICER-KEY-9");
    }
    unusable(&OfficerKey::read(&certificate_of(&[0xff; 1040], &[3])).unwrap(), now(), "OFFICER-KEY-8");
}

/// A certificate for these RSA numbers, signed by somebody.
fn certificate_of(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers =
        Rsa::from_public_components(BigNum::from_slice(modulus).unwrap(), BigNum::from_slice(exponent).unwrap());
    let issuer = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "numbers").unwrap();
    let name = name.build();
    let mut builder = X509Builder::new().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_pubkey(&PKey::from_rsa(numbers.unwrap()).unwrap()).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(30).unwrap()).unwrap();
    builder.sign(&issuer, MessageDigest::sha256()).unwrap();
    builder.build().to_der().unwrap()
}

#[test]
fn keys_that_are_not_for_signing_decisions_are_refused() {
    let Some(room) = Room::open() else { return };
    let certifies = room.officers.openpgp_with("certifies", "ed25519", "cert", "never", &[]);
    unusable(&key(&certifies), now(), "OFFICER-KEY-13");
    let fingerprint = certifies.gpg_fingerprint();
    run(certifies.gpg().args(["--passphrase", "", "--quick-add-key", &fingerprint, "cv25519", "encr", "never"]));
    run(certifies.gpg().args(["--passphrase", "", "--quick-add-key", &fingerprint, "ed25519", "auth", "never"]));
    certifies.export();
    unusable(&key(&certifies), now(), "OFFICER-KEY-13");

    let p256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    for (name, extension, clause) in [
        ("agrees", "keyUsage=critical,keyAgreement", Some("OFFICER-KEY-13")),
        ("enciphers", "keyUsage=keyEncipherment,dataEncipherment", Some("OFFICER-KEY-13")),
        ("authority", "keyUsage=critical,keyCertSign,digitalSignature", Some("OFFICER-KEY-14")),
        ("lists", "keyUsage=cRLSign,digitalSignature", Some("OFFICER-KEY-14")),
        ("unknown", "1.2.3.4=critical,DER:0500", Some("OFFICER-KEY-16")),
        ("rehearsal", "2.25.177394949855629552332176401382712945553=critical,DER:0500", Some("OFFICER-KEY-15")),
        ("unknown-uncritical", "1.2.3.4=DER:0500", None),
        ("signs", "keyUsage=critical,digitalSignature", None),
        ("commits", "keyUsage=critical,nonRepudiation", None),
    ] {
        let officer = room.officers.x509_with(name, &p256, &["-addext", extension]);
        assert_eq!(key(&officer).expect_usable(now()).err().and_then(|e| e.clause()), clause, "{name}");
        let judged = judge(&key(&officer), STATEMENT.as_bytes(), &room.signed(&officer, &[]), now());
        assert_eq!(judged.err().and_then(|e| e.clause()), clause, "{name}");
    }
}

#[test]
fn names_that_steer_a_terminal_or_the_eye_are_shown_harmless() {
    let Some(room) = Room::open() else { return };
    let evil = "Ann\u{1b}[2J\u{202e}nna\u{200b}";
    let expect_harmless = |key: &OfficerKey| {
        let shown: String = key.words().into_iter().map(|(_, value)| value).collect();
        assert!(shown.chars().all(|c| !c.is_control() && c != '\u{202e}' && c != '\u{200b}'), "{shown:?}");
        assert!(shown.contains("\\u{1b}[2J\\u{202e}nna\\u{200b}"), "{shown}");
    };
    let (cert, _) = CertBuilder::general_purpose(Some(evil)).generate().unwrap();
    expect_harmless(&written(&cert));
    let latin1 = pgp::packet::UserID::from(&b"Ann M\xfcller"[..]);
    let (cert, _) = CertBuilder::general_purpose(Some(latin1)).generate().unwrap();
    assert!(written(&cert).words().iter().any(|(name, value)| *name == "user id" && value.starts_with("Ann M")));
    let bob = room.officers.x509("bob");
    let subject = format!("/CN={evil}");
    run(bob.openssl().args(["req", "-utf8", "-x509", "-new", "-key", "me.key", "-subj", &subject, "-out", "me.pem"]));
    expect_harmless(&key(&bob));
    let line = text(room.officers.ssh("carol").key_bytes()).replace(" carol", &format!(" {evil}"));
    expect_harmless(&OfficerKey::read(line.as_bytes()).unwrap());
}

#[test]
fn a_name_that_the_key_did_not_sign_is_said_to_be_so() {
    let (cert, _) = CertBuilder::general_purpose(Some("ida")).generate().unwrap();
    let (grafted, _) = cert.insert_packets(pgp::packet::UserID::from("The Minister")).unwrap();
    let words = written(&grafted).words();
    let said = |value: &str| words.iter().any(|(name, v)| *name == "user id" && v == value);
    assert!(said("ida") && said("The Minister (not signed by the key)"), "{words:?}");
}
