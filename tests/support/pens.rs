//! Keys that officers sign with, made in the test's own process: SSH from a seed, so that a thousand signatures cost
//! milliseconds; X.509 and OpenPGP where the other forms are wanted without their tools.

#![allow(dead_code, reason = "each test uses its part")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery::approval::key::{NAMESPACE, OfficerKey, Signature};
use openssl::asn1::Asn1Time;
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::{MessageDigest, hash};
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::sign::Signer;
use openssl::x509::{X509, X509NameBuilder};
use sequoia_openpgp as openpgp;
use sequoia_openpgp::serialize::SerializeInto as _;

/// A private key with its public file.
pub enum Pen {
    Ssh { key: PKey<Private>, blob: Vec<u8> },
    X509 { key: PKey<Private>, certificate: X509 },
    OpenPgp { certificate: Box<openpgp::Cert> },
}

fn string(out: &mut Vec<u8>, octets: &[u8]) {
    out.extend(u32::try_from(octets.len()).unwrap().to_be_bytes());
    out.extend(octets);
}

impl Pen {
    /// An Ed25519 SSH key, the same from the same seed.
    pub fn ssh(seed: &str) -> Pen {
        let secret = hash(MessageDigest::sha256(), seed.as_bytes()).unwrap();
        let key = PKey::private_key_from_raw_bytes(&secret, Id::ED25519).unwrap();
        let mut blob = Vec::new();
        string(&mut blob, b"ssh-ed25519");
        string(&mut blob, &key.raw_public_key().unwrap());
        Pen::Ssh { key, blob }
    }

    /// A self-signed P-256 certificate, valid from a day ago for so many days.
    pub fn x509(name: &str, days: u32) -> Pen {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        Pen::X509 { certificate: certificate(name, &key, days), key }
    }

    /// The raw Ed25519 key of an SSH pen in an X.509 certificate.
    pub fn in_x509(&self, name: &str) -> Pen {
        let Pen::Ssh { key, .. } = self else { panic!("an SSH pen") };
        Pen::X509 { certificate: certificate(name, key, 30), key: key.clone() }
    }

    /// The raw Ed25519 key of an SSH pen as the primary key of an OpenPGP certificate.
    pub fn in_openpgp(&self, name: &str) -> Pen {
        let Pen::Ssh { key, .. } = self else { panic!("an SSH pen") };
        let secret = key.raw_private_key().unwrap();
        let made: openpgp::packet::key::Key4<_, openpgp::packet::key::PrimaryRole> =
            openpgp::packet::key::Key4::import_secret_ed25519(&secret, std::time::SystemTime::now()).unwrap();
        let primary: openpgp::packet::Key<openpgp::packet::key::SecretParts, openpgp::packet::key::PrimaryRole> =
            made.into();
        let mut signer = primary.clone().into_keypair().unwrap();
        let flags = openpgp::types::KeyFlags::empty().set_signing().set_certification();
        let user = openpgp::packet::UserID::from(format!("{name} <{name}@utopia.example>"));
        let binding =
            openpgp::packet::signature::SignatureBuilder::new(openpgp::types::SignatureType::PositiveCertification)
                .set_hash_algo(openpgp::types::HashAlgorithm::SHA256)
                .set_key_flags(flags)
                .unwrap();
        let alone = openpgp::Cert::try_from(vec![openpgp::Packet::SecretKey(primary)]).unwrap();
        let bound = user.bind(&mut signer, &alone, binding).unwrap();
        let certificate = alone.insert_packets(vec![openpgp::Packet::UserID(user), bound.into()]).unwrap().0;
        Pen::OpenPgp { certificate: Box::new(certificate) }
    }

    /// A new OpenPGP certificate that signs with its primary key.
    pub fn openpgp(name: &str) -> Pen {
        let user = format!("{name} <{name}@utopia.example>");
        let flags = openpgp::types::KeyFlags::empty().set_signing().set_certification();
        let builder = openpgp::cert::CertBuilder::new().add_userid(user).set_primary_key_flags(flags);
        Pen::OpenPgp { certificate: Box::new(builder.generate().unwrap().0) }
    }

    /// The public key file.
    pub fn file(&self) -> Vec<u8> {
        match self {
            Pen::Ssh { blob, .. } => format!("ssh-ed25519 {} pen\n", STANDARD.encode(blob)).into_bytes(),
            Pen::X509 { certificate, .. } => certificate.to_pem().unwrap(),
            Pen::OpenPgp { certificate } => certificate.armored().to_vec().unwrap(),
        }
    }

    /// The raw public key of an SSH pen, as SPKI.
    pub fn spki(&self) -> Vec<u8> {
        let Pen::Ssh { key, .. } = self else { panic!("an SSH pen") };
        key.public_key_to_der().unwrap()
    }

    /// The same, read.
    pub fn key(&self) -> OfficerKey {
        OfficerKey::read(&self.file()).unwrap()
    }

    /// A signature file over these octets.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Pen::Ssh { .. } => self.ssh_signature(NAMESPACE, message),
            // The library signs no CMS with Ed25519: such a certificate is enrolled here and nothing else.
            Pen::X509 { key, .. } if key.id() == Id::ED25519 => Vec::new(),
            Pen::X509 { key, certificate } => {
                let options = CMSOptions::DETACHED | CMSOptions::BINARY;
                let signed = CmsContentInfo::sign(Some(certificate), Some(key), None, Some(message), options);
                signed.unwrap().to_der().unwrap()
            }
            Pen::OpenPgp { certificate } => {
                use std::io::Write as _;
                let primary = certificate.primary_key().key().clone().parts_into_secret().unwrap();
                let mut out = Vec::new();
                let stream = openpgp::serialize::stream::Message::new(&mut out);
                let signer = openpgp::serialize::stream::Signer::new(stream, primary.into_keypair().unwrap()).unwrap();
                let mut signer = signer.detached().build().unwrap();
                signer.write_all(message).unwrap();
                signer.finalize().unwrap();
                out
            }
        }
    }

    /// The same, read.
    pub fn signature(&self, message: &[u8]) -> Signature {
        Signature::read(&self.sign(message)).unwrap()
    }

    /// What `ssh-keygen -Y sign` writes, in this namespace.
    pub fn ssh_signature(&self, namespace: &str, message: &[u8]) -> Vec<u8> {
        let Pen::Ssh { key, blob } = self else { panic!("an SSH pen") };
        let mut signed = b"SSHSIG".to_vec();
        let digest = hash(MessageDigest::sha512(), message).unwrap();
        for part in [namespace.as_bytes(), b"", b"sha512", &digest] {
            string(&mut signed, part);
        }
        let raw = Signer::new_without_digest(key).unwrap().sign_oneshot_to_vec(&signed).unwrap();
        let mut signature = Vec::new();
        string(&mut signature, b"ssh-ed25519");
        string(&mut signature, &raw);
        let mut out = b"SSHSIG".to_vec();
        out.extend(1u32.to_be_bytes());
        for part in [&blob[..], namespace.as_bytes(), b"", b"sha512", &signature] {
            string(&mut out, part);
        }
        let text = STANDARD.encode(out);
        let lines: Vec<&str> = text.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n")).into_bytes()
    }
}

fn certificate(name: &str, key: &PKey<Private>, days: u32) -> X509 {
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial =
        openssl::bn::BigNum::from_slice(&hash(MessageDigest::sha256(), name.as_bytes()).unwrap()[..8]).unwrap();
    builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&subject).unwrap();
    builder.set_issuer_name(&subject).unwrap();
    builder.set_pubkey(key).unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let at = |seconds: u64| Asn1Time::from_unix(i64::try_from(seconds).unwrap()).unwrap();
    builder.set_not_before(&at(now - 86_400)).unwrap();
    builder.set_not_after(&at(now - 86_400 + u64::from(days) * 86_400)).unwrap();
    let digest = if key.id() == Id::ED25519 { MessageDigest::null() } else { MessageDigest::sha256() };
    builder.sign(key, digest).unwrap();
    builder.build()
}
