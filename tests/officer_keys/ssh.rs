//! SSH signatures that do not count, and those of security keys, which are put together here by the published format
//! (OpenSSH PROTOCOL.sshsig and PROTOCOL.u2f) with keys in memory: no hardware is at hand.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::sha::{sha256, sha512};
use openssl::sign::Signer;

use super::*;

fn string(octets: &[u8]) -> Vec<u8> {
    [&u32::try_from(octets.len()).unwrap().to_be_bytes()[..], octets].concat()
}

fn mpint(unsigned: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if unsigned.first().is_some_and(|b| *b >= 0x80) { &[0] } else { &[] };
    string(&[sign, unsigned].concat())
}

/// Everything that stands in an SSH signature, to be put together rightly or not.
#[derive(Clone)]
struct Parts {
    version: u32,
    key: Vec<u8>,
    namespace: &'static [u8],
    reserved: &'static [u8],
    hash: &'static [u8],
    algorithm: &'static [u8],
    /// Flags and counter of a security key.
    security: Option<(u8, u32)>,
    after_inner: &'static [u8],
    after: &'static [u8],
}

impl Parts {
    fn of(key: &[u8], algorithm: &'static [u8]) -> Parts {
        let (version, namespace, hash) = (1, &b"chancery-decision"[..], &b"sha512"[..]);
        let (key, nothing) = (key.to_vec(), &b""[..]);
        Parts {
            version,
            key,
            namespace,
            reserved: nothing,
            hash,
            algorithm,
            security: None,
            after_inner: nothing,
            after: nothing,
        }
    }

    /// What is signed over the statement.
    fn signed(&self) -> Vec<u8> {
        let digest = match self.hash {
            b"sha256" => sha256(STATEMENT.as_bytes()).to_vec(),
            _ => sha512(STATEMENT.as_bytes()).to_vec(),
        };
        let parts = [string(self.namespace), string(self.reserved), string(self.hash), string(&digest)];
        [&b"SSHSIG"[..], &parts.concat()].concat()
    }

    fn armoured(&self, signature: &[u8]) -> Vec<u8> {
        let mut inner = [string(self.algorithm), string(signature)].concat();
        if let Some((flags, counter)) = self.security {
            inner.push(flags);
            inner.extend(counter.to_be_bytes());
        }
        inner.extend(self.after_inner);
        let fields =
            [string(&self.key), string(self.namespace), string(self.reserved), string(self.hash), string(&inner)];
        let blob = [&b"SSHSIG"[..], &self.version.to_be_bytes(), &fields.concat(), self.after].concat();
        armoured(&blob)
    }
}

fn armoured(blob: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode(blob);
    let lines: Vec<&str> = (0..text.len()).step_by(70).map(|i| &text[i..text.len().min(i + 70)]).collect();
    format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n")).into_bytes()
}

/// A key in memory with its SSH form.
struct Soft {
    key: PKey<Private>,
    kind: &'static str,
    blob: Vec<u8>,
    application: Option<&'static str>,
}

impl Soft {
    fn ed25519(application: Option<&'static str>) -> Soft {
        let key = PKey::generate_ed25519().unwrap();
        let kind = if application.is_some() { "sk-ssh-ed25519@openssh.com" } else { "ssh-ed25519" };
        let mut blob = [string(kind.as_bytes()), string(&key.raw_public_key().unwrap())].concat();
        blob.extend(application.map(|a| string(a.as_bytes())).unwrap_or_default());
        Soft { key, kind, blob, application }
    }

    fn p256(application: &'static str) -> Soft {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = EcKey::generate(&group).unwrap();
        let mut context = openssl::bn::BigNumContext::new().unwrap();
        let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
        let point = key.public_key().to_bytes(&group, form, &mut context).unwrap();
        let kind = "sk-ecdsa-sha2-nistp256@openssh.com";
        let parts = [string(kind.as_bytes()), string(b"nistp256"), string(&point), string(application.as_bytes())];
        Soft { key: PKey::from_ec_key(key).unwrap(), kind, blob: parts.concat(), application: Some(application) }
    }

    fn rsa() -> Soft {
        let key = Rsa::generate(2048).unwrap();
        let blob = [string(b"ssh-rsa"), mpint(&key.e().to_vec()), mpint(&key.n().to_vec())].concat();
        Soft { key: PKey::from_rsa(key).unwrap(), kind: "ssh-rsa", blob, application: None }
    }

    fn officer_key(&self) -> OfficerKey {
        let line = format!("{} {} soft\n", self.kind, STANDARD.encode(&self.blob));
        OfficerKey::read(line.as_bytes()).unwrap()
    }

    fn parts(&self) -> Parts {
        let algorithm: &'static [u8] = if self.kind == "ssh-rsa" { b"rsa-sha2-512" } else { self.kind.as_bytes() };
        Parts { security: self.application.map(|_| (1, 7)), ..Parts::of(&self.blob, algorithm) }
    }

    /// Signs what the parts ask for.
    fn sign(&self, parts: &Parts) -> Vec<u8> {
        let mut message = parts.signed();
        if let (Some(application), Some((flags, counter))) = (self.application, parts.security) {
            let digests = [&sha256(application.as_bytes())[..], &[flags], &counter.to_be_bytes(), &sha256(&message)];
            message = digests.concat();
        }
        let signature = match self.key.id() {
            openssl::pkey::Id::ED25519 => Signer::new_without_digest(&self.key).unwrap().sign_oneshot_to_vec(&message),
            openssl::pkey::Id::RSA => {
                let sha1 = parts.algorithm == b"ssh-rsa";
                let hash = if sha1 { MessageDigest::sha1() } else { MessageDigest::sha512() };
                Signer::new(hash, &self.key).unwrap().sign_oneshot_to_vec(&message)
            }
            _ => Signer::new(MessageDigest::sha256(), &self.key).unwrap().sign_oneshot_to_vec(&message).map(|der| {
                let signature = EcdsaSig::from_der(&der).unwrap();
                [mpint(&signature.r().to_vec()), mpint(&signature.s().to_vec())].concat()
            }),
        };
        parts.armoured(&signature.unwrap())
    }

    fn refused(&self, change: impl FnOnce(&mut Parts), clause: &str) {
        let mut parts = self.parts();
        change(&mut parts);
        super::refused(&self.officer_key(), &self.sign(&parts), now(), clause);
    }
}

#[test]
fn security_keys_sign_when_somebody_touches_them() {
    for soft in [Soft::ed25519(Some("ssh:")), Soft::p256("ssh:"), Soft::ed25519(Some("ssh:chancery"))] {
        let key = soft.officer_key();
        for (flags, counter) in [(1, 7), (5, 0), (1, u32::MAX)] {
            let parts = Parts { security: Some((flags, counter)), ..soft.parts() };
            accepted(&key, &soft.sign(&parts), soft.kind);
        }
        let sha256 = Parts { hash: b"sha256", ..soft.parts() };
        accepted(&key, &soft.sign(&sha256), soft.kind);
        assert!(key.words().iter().any(|(name, value)| *name == "security key for" && value.starts_with("ssh:")));
    }
}

/// The signatures put together here are the real thing: `ssh-keygen` says so too.
#[test]
fn ssh_keygen_agrees_with_the_security_key_signatures_of_these_tests() {
    let Some(room) = Room::open() else { return };
    let folder = room.officers.ssh("carol").folder().to_owned();
    for soft in [Soft::ed25519(Some("ssh:")), Soft::p256("ssh:")] {
        let (ending, line) = soft.officer_key().for_stock_tool();
        assert_eq!(ending, "pub");
        fs::write(folder.join("allowed"), format!("soft {}", String::from_utf8(line).unwrap())).unwrap();
        fs::write(folder.join("signature"), soft.sign(&soft.parts())).unwrap();
        let statement = fs::File::open(room.statement()).unwrap();
        let mut command = std::process::Command::new("ssh-keygen");
        command.current_dir(&folder).args(["-Y", "verify", "-f", "allowed", "-I", "soft", "-n", "chancery-decision"]);
        let output = command.args(["-s", "signature"]).stdin(statement).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_security_key_that_nobody_touched_or_whose_flags_were_changed_is_refused() {
    for soft in [Soft::ed25519(Some("ssh:")), Soft::p256("ssh:")] {
        for flags in [0, 4, 0xfe] {
            soft.refused(|parts| parts.security = Some((flags, 7)), "SIGNATURE-16");
        }
        let key = soft.officer_key();
        let untouched = Parts { security: Some((0, 7)), ..soft.parts() };
        let signature = String::from_utf8(soft.sign(&untouched)).unwrap();
        let body: String = signature.lines().filter(|line| !line.starts_with('-')).collect();
        let mut blob = STANDARD.decode(body).unwrap();
        let flags = blob.len() - 5;
        blob[flags] = 1;
        refused(&key, &armoured(&blob), now(), "SIGNATURE-20");
        blob[flags] = 5;
        refused(&key, &armoured(&blob), now(), "SIGNATURE-20");
        soft.refused(|parts| parts.security = None, "SIGNATURE-4");
        // The same raw key as a plain one: another blob, so another key.
        if soft.kind.contains("ed25519") {
            let plain = [string(b"ssh-ed25519"), string(&soft.key.raw_public_key().unwrap())].concat();
            soft.refused(|parts| parts.key = plain, "SIGNATURE-18");
        }
    }
    let plain = Soft::ed25519(None);
    accepted(&plain.officer_key(), &plain.sign(&plain.parts()), "plain");
    plain.refused(|parts| parts.security = Some((1, 7)), "SIGNATURE-4");
}

#[test]
fn every_field_of_an_ssh_signature_is_judged() {
    for soft in [Soft::ed25519(None), Soft::rsa(), Soft::p256("ssh:")] {
        accepted(&soft.officer_key(), &soft.sign(&soft.parts()), soft.kind);
        for namespace in [&b"file"[..], b"git", b"", b"chancery-decisio", b"chancery-decision\0", b"\x1b[2J"] {
            soft.refused(|parts| parts.namespace = namespace, "SIGNATURE-12");
        }
        soft.refused(|parts| parts.reserved = b"x", "SIGNATURE-15");
        for hash in [&b"sha1"[..], b"md5", b"sha384", b"", b"SHA512"] {
            soft.refused(|parts| parts.hash = hash, "SIGNATURE-13");
        }
        soft.refused(|parts| parts.version = 2, "SIGNATURE-4");
        soft.refused(|parts| parts.version = 0, "SIGNATURE-4");
        soft.refused(|parts| parts.after = b"x", "SIGNATURE-3");
        soft.refused(|parts| parts.after_inner = b"xyz", "SIGNATURE-4");
        for algorithm in [&b"rsa-sha2-1024"[..], b"", b"ssh-dss", b"ecdsa-sha2-nistp384", b"ssh-ed448"] {
            soft.refused(|parts| parts.algorithm = algorithm, "SIGNATURE-13");
        }
        let other = Soft::ed25519(None);
        soft.refused(|parts| parts.key = other.blob.clone(), "SIGNATURE-18");
        soft.refused(|parts| parts.key = Vec::new(), "SIGNATURE-18");
    }
    // RSA with SHA-1 is a good signature, and is refused for what it is.
    Soft::rsa().refused(|parts| parts.algorithm = b"ssh-rsa", "SIGNATURE-14");
}

#[test]
fn a_namespace_of_another_purpose_is_named_and_another_key_told() {
    let Some(room) = Room::open() else { return };
    let (carol, gus) = (room.officers.ssh("carol"), room.officers.ssh("gus"));
    let signature = room.signed(&carol, &["-n", "file"]);
    refused(&key(&carol), &signature, now(), "SIGNATURE-12");
    let error = Signature::read(&signature).unwrap_err();
    assert!(error.to_string().contains("'file'") && error.hint().unwrap().contains("-n chancery-decision"), "{error}");
    let good = room.signed(&carol, &[]);
    refused(&key(&gus), &good, now(), "SIGNATURE-18");
    refused(&key(&room.officers.openpgp("ann")), &good, now(), "SIGNATURE-17");
    let other = STATEMENT.replace("number 7", "number 8");
    assert_eq!(judge(&key(&carol), other.as_bytes(), &good, now()).unwrap_err().clause(), Some("SIGNATURE-20"));
    for (before, after) in [("x\n", ""), ("", "x\n")] {
        refused(&key(&carol), &[before.as_bytes(), &good, after.as_bytes()].concat(), now(), "SIGNATURE-3");
    }
    refused(&key(&carol), &good.repeat(2), now(), "SIGNATURE-5");
    refused(&key(&carol), &good[..good.len() - 10], now(), "SIGNATURE-4");
    refused(&key(&carol), &armoured(b"SSHSIG"), now(), "SIGNATURE-4");
    refused(&key(&carol), &armoured(b"SSHSIX\0\0\0\x01"), now(), "SIGNATURE-4");
    refused(&key(&carol), &armoured(&[&b"SSHSIG\0\0\0\x01"[..], &[0xff; 40]].concat()), now(), "SIGNATURE-4");
    let weak = room.officers.ssh_with("weak", &["-t", "rsa", "-b", "1024"]);
    refused(&key(&weak), &room.signed(&weak, &[]), now(), "OFFICER-KEY-9");
}
