//! CMS signatures that do not count: other line ends, content inside, several signers, other certificates, other
//! attributes, weak hashes.

use std::fs;

use chancery::asn1;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sha::sha256;
use openssl::sign::Signer;

use super::officers::run;
use super::*;

#[test]
fn a_signature_without_binary_or_over_a_text_message_is_named_with_the_right_command() {
    let Some(room) = Room::open() else { return };
    let bob = room.officers.x509("bob");
    room.signed(&bob, &[]);
    for options in ["", "-noattr", "-text", "-text -noattr", "-crlfeol"] {
        let mut command = bob.openssl();
        command.args("cms -sign -outform DER -in approve.txt -signer me.pem -inkey me.key".split(' '));
        let signature = run(command.args(options.split_whitespace())).stdout;
        refused(&key(&bob), &signature, now(), "SIGNATURE-8");
        let error = judge(&key(&bob), STATEMENT.as_bytes(), &signature, now()).unwrap_err();
        assert!(error.hint().unwrap().contains("openssl cms -sign -binary"), "{options}");
        // That it fits another text's lines is no comfort.
        let other = STATEMENT.replace("approve", "refuse");
        let judged = judge(&key(&bob), other.as_bytes(), &signature, now());
        assert_eq!(judged.unwrap_err().clause(), Some("SIGNATURE-20"), "{options}");
    }
}

#[test]
fn what_is_no_single_detached_signature_in_der_is_refused() {
    let Some(room) = Room::open() else { return };
    let (bob, finn) = (room.officers.x509("bob"), room.officers.x509("finn"));
    let key = key(&bob);
    let good = room.signed(&bob, &[]);
    fs::copy(finn.folder().join("me.pem"), bob.folder().join("finn.pem")).unwrap();
    fs::copy(finn.folder().join("me.key"), bob.folder().join("finn.key")).unwrap();
    let two = ["-signer", "finn.pem", "-inkey", "finn.key"];
    refused(&key, &room.signed(&bob, &two), now(), "SIGNATURE-5");
    refused(&key, &room.signed(&bob, &["-nodetach"]), now(), "SIGNATURE-6");
    refused(&key, &room.signed(&bob, &["-nodetach", "-outform", "PEM"]), now(), "SIGNATURE-6");
    refused(&key, &room.signed(&bob, &["-outform", "SMIME"]), now(), "SIGNATURE-2");
    refused(&key, &room.signed(&bob, &["-stream", "-nodetach"]), now(), "SIGNATURE-4");
    refused(&key, &room.signed(&bob, &["-econtent_type", "1.2.3.4"]), now(), "SIGNATURE-10");
    let openssl = |arguments: &str| run(bob.openssl().args(arguments.split(' '))).stdout;
    refused(&key, &openssl("crl2pkcs7 -nocrl -certfile me.pem -outform DER"), now(), "SIGNATURE-2");
    refused(&key, &openssl("cms -encrypt -outform DER -in approve.txt me.pem"), now(), "SIGNATURE-2");
    refused(&key, &openssl("cms -data_create -outform DER -in approve.txt"), now(), "SIGNATURE-2");
    refused(&key, &openssl("x509 -in me.pem -outform DER"), now(), "SIGNATURE-2");
    refused(&key, &bob.key_bytes(), now(), "SIGNATURE-2");
    for tail in [&b"x"[..], b"\n", b"\0", &good] {
        refused(&key, &[&good[..], tail].concat(), now(), "SIGNATURE-3");
    }
    refused(&key, &good[..good.len() - 1], now(), "SIGNATURE-4");
    let pem = room.signed(&bob, &["-outform", "PEM"]);
    refused(&key, &[b"From: bob\n", &pem[..]].concat(), now(), "SIGNATURE-3");
    refused(&key, &[&pem[..], b"bob\n"].concat(), now(), "SIGNATURE-3");
    refused(&key, &pem.repeat(2), now(), "SIGNATURE-5");
    refused(&key, &pem[..pem.len() - 8], now(), "SIGNATURE-4");
    accepted(&key, &good, "the good one");
    let other = STATEMENT.replace("number 7", "number 8");
    assert_eq!(judge(&key, other.as_bytes(), &good, now()).unwrap_err().clause(), Some("SIGNATURE-20"));
}

#[test]
fn weak_hashes_are_refused_in_every_place() {
    let Some(room) = Room::open() else { return };
    let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let bob = room.officers.x509_with("bob", &rsa, &[]);
    for hash in ["sha1", "sha224", "md5"] {
        for more in [&[][..], &["-noattr"], &["-keyopt", "rsa_padding_mode:pss"]] {
            if hash == "md5" && more.len() == 2 {
                continue; // openssl itself makes none
            }
            refused(&key(&bob), &room.signed(&bob, &[&["-md", hash][..], more].concat()), now(), "SIGNATURE-14");
        }
    }
    // The masking of RSASSA-PSS with another hash than the signature is not known here.
    let mixed = ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_mgf1_md:sha1"];
    refused(&key(&bob), &room.signed(&bob, &mixed), now(), "SIGNATURE-13");
    let sha3 = ["-md", "sha3-256"];
    refused(&key(&bob), &room.signed(&bob, &sha3), now(), "SIGNATURE-13");
}

#[test]
fn only_the_enrolled_certificate_counts_whatever_is_carried() {
    let Some(room) = Room::open() else { return };
    let (bob, finn) = (room.officers.x509("bob"), room.officers.x509("finn"));
    let enrolled = key(&bob);
    refused(&enrolled, &room.signed(&finn, &[]), now(), "SIGNATURE-18");
    refused(&enrolled, &room.signed(&finn, &["-nocerts", "-noattr"]), now(), "SIGNATURE-18");
    refused(&key(&room.officers.ssh("carol")), &room.signed(&finn, &[]), now(), "SIGNATURE-17");
    let serial = run(bob.openssl().args(["x509", "-in", "me.pem", "-noout", "-serial"])).stdout;
    let serial = format!("0x{}", String::from_utf8(serial).unwrap().trim().trim_start_matches("serial="));
    let certify = |officer: &Officer, serial: &str, file: &str| {
        let subject = ["req", "-x509", "-new", "-key", "me.key", "-subj", "/C=UT/O=Office/CN=bob", "-days", "9"];
        run(officer.openssl().args(subject).args(["-set_serial", serial, "-out", file]));
    };
    // Bob's key in another certificate of his; the enrolled one's name and number on a third one.
    certify(&bob, "77", "renewed.pem");
    certify(&bob, &serial, "posing.pem");
    let sign = |officer: &Officer, certificate: &str, more: &[&str]| {
        fs::copy(room.statement(), officer.folder().join("approve.txt")).unwrap();
        let arguments = ["cms", "-sign", "-binary", "-outform", "DER", "-in", "approve.txt", "-signer", certificate];
        run(officer.openssl().args(arguments).args(["-inkey", "me.key"]).args(more)).stdout
    };
    refused(&enrolled, &sign(&bob, "renewed.pem", &[]), now(), "SIGNATURE-19");
    refused(&enrolled, &sign(&bob, "posing.pem", &[]), now(), "SIGNATURE-19");
    accepted(&enrolled, &sign(&bob, "posing.pem", &["-nocerts"]), "the names are the enrolled ones, nothing poses");
    // Finn's key under bob's name and number.
    certify(&finn, &serial, "posing.pem");
    refused(&enrolled, &sign(&finn, "posing.pem", &[]), now(), "SIGNATURE-20");
    // Foreign certificates that are merely carried are nothing.
    fs::copy(finn.folder().join("me.pem"), bob.folder().join("finn.pem")).unwrap();
    accepted(&enrolled, &room.signed(&bob, &["-certfile", "finn.pem"]), "with another certificate beside");
}

/// A CMS object put together here, with any attributes, signed by bob's key.
struct Forge {
    key: PKey<Private>,
    sid: Vec<u8>,
}

const DATA: &[u8] = chancery::cms::ID_DATA;
const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 5];

impl Forge {
    fn of(bob: &Officer) -> Forge {
        let key = PKey::private_key_from_pem(&fs::read(bob.folder().join("me.key")).unwrap()).unwrap();
        let der = run(bob.openssl().args(["x509", "-in", "me.pem", "-outform", "DER"])).stdout;
        let names = chancery::cms::CertificateNames::read(&der).unwrap();
        let sid = asn1::sequence(&[names.issuer.to_vec(), asn1::tlv(asn1::Tag::INTEGER, names.serial)]);
        Forge { key, sid }
    }

    fn object(&self, attributes: &[Vec<u8>]) -> Vec<u8> {
        let signed = asn1::set_of(attributes);
        let signature = Signer::new(MessageDigest::sha256(), &self.key).unwrap().sign_oneshot_to_vec(&signed).unwrap();
        let mut implicit = signed;
        implicit[0] = 0xa0;
        let hash = asn1::sequence(&[asn1::oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1])]);
        let ecdsa = asn1::sequence(&[asn1::oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
        let version = asn1::integer(1);
        let info = [version.clone(), self.sid.clone(), hash.clone(), implicit, ecdsa, asn1::octet_string(&signature)];
        let content = asn1::sequence(&[asn1::oid(DATA)]);
        let infos = asn1::set_of(&[asn1::sequence(&info)]);
        let data = asn1::sequence(&[version, asn1::set_of(&[hash]), content, infos]);
        let signed_data = asn1::oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
        asn1::sequence(&[signed_data, asn1::context(0, &data)])
    }
}

fn attribute(name: &[u8], values: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(name), asn1::set_of(values)])
}

#[test]
fn signed_attributes_are_there_once_and_say_what_they_must() {
    let Some(room) = Room::open() else { return };
    let bob = room.officers.x509("bob");
    let (key, forge) = (key(&bob), Forge::of(&bob));
    let kind = attribute(CONTENT_TYPE, &[asn1::oid(DATA)]);
    let digest = attribute(MESSAGE_DIGEST, &[asn1::octet_string(&sha256(STATEMENT.as_bytes()))]);
    let made = |at: Time| attribute(SIGNING_TIME, &[asn1::validity_time(at)]);
    accepted(&key, &forge.object(&[kind.clone(), digest.clone()]), "without a time");
    accepted(&key, &forge.object(&[kind.clone(), digest.clone(), made(now())]), "with a time");

    let wrong_kind = attribute(CONTENT_TYPE, &[asn1::oid(&[0x2a, 3, 4])]);
    refused(&key, &forge.object(&[wrong_kind, digest.clone()]), now(), "SIGNATURE-10");
    let other = attribute(MESSAGE_DIGEST, &[asn1::octet_string(&sha256(b"another text"))]);
    let two = attribute(MESSAGE_DIGEST, &[asn1::octet_string(&sha256(STATEMENT.as_bytes())), asn1::octet_string(b"x")]);
    refused(&key, &forge.object(&[kind.clone(), other.clone()]), now(), "SIGNATURE-20");
    for attributes in [
        vec![kind.clone()],
        vec![digest.clone()],
        vec![kind.clone(), digest.clone(), other],
        vec![kind.clone(), kind.clone(), digest.clone()],
        vec![kind.clone(), two],
        vec![kind.clone(), attribute(MESSAGE_DIGEST, &[])],
        vec![kind.clone(), attribute(MESSAGE_DIGEST, &[asn1::integer(1)])],
    ] {
        refused(&key, &forge.object(&attributes), now(), "SIGNATURE-11");
    }
    let ahead = forge.object(&[kind.clone(), digest.clone(), made(now().plus(310))]);
    refused(&key, &ahead, now(), "SIGNATURE-21");
    accepted(&key, &forge.object(&[kind.clone(), digest.clone(), made(now().plus(290))]), "a little ahead");
    let before = forge.object(&[kind.clone(), digest.clone(), made(now().plus(days(-2)))]);
    refused(&key, &before, now(), "SIGNATURE-23");
    let no_time = attribute(SIGNING_TIME, &[asn1::octet_string(b"noon")]);
    refused(&key, &forge.object(&[kind, digest, no_time]), now(), "SIGNATURE-25");
}

/// Attributes cut off a signature and passed off as the content, with the signature over them as one without attributes.
#[test]
fn attributes_cannot_be_passed_off_as_a_statement_nor_a_statement_as_attributes() {
    let Some(room) = Room::open() else { return };
    let bob = room.officers.x509("bob");
    let key = key(&bob);
    let signature = room.signed(&bob, &[]);
    let signed = chancery::cms::read(&signature).unwrap();
    let info = &signed.signers()[0];
    let offset = info.attributes.as_ref().unwrap().offset();
    let length = 2 + usize::from(signature[offset + 1]);
    assert!(signature[offset + 1] < 0x80 || signature[offset + 1] == 0x81);
    let (header, length) =
        if signature[offset + 1] == 0x81 { (3, usize::from(signature[offset + 2])) } else { (2, length - 2) };
    let mut attributes = signature[offset..offset + header + length].to_vec();
    attributes[0] = 0x31;
    let (raw, forge) = (info.signature.to_vec(), Forge::of(&bob));
    let hash = asn1::sequence(&[asn1::oid(&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1])]);
    let ecdsa = asn1::sequence(&[asn1::oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
    let infos =
        asn1::set_of(&[asn1::sequence(&[asn1::integer(1), forge.sid, hash.clone(), ecdsa, asn1::octet_string(&raw)])]);
    let data = asn1::sequence(&[asn1::integer(1), asn1::set_of(&[hash]), asn1::sequence(&[asn1::oid(DATA)]), infos]);
    let cut = asn1::sequence(&[asn1::oid(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]), asn1::context(0, &data)]);
    let judged = judge(&key, &attributes, &cut, now());
    assert_eq!(judged.unwrap_err().clause(), Some("SIGNATURE-20"));
    refused(&key, &cut, now(), "SIGNATURE-20");
}
