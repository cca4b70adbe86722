//! Which form some bytes have: told by what is in them, never by a file's name.

use std::borrow::Cow;

use super::armour::{self, ArmourFault, Style};
use super::{KEY_LIMIT, KeyError, KeyForm, SIGNATURE_LIMIT, SignatureError};
use crate::asn1::{Reader, Tag};

/// A key's octets, out of their armour.
pub(super) enum KeyContent<'a> {
    /// OpenPGP packets.
    OpenPgp(Cow<'a, [u8]>),
    /// A DER certificate.
    X509(Cow<'a, [u8]>),
    /// The line of an SSH key.
    Ssh(&'a str),
}

/// A signature's octets, out of their armour.
pub(super) enum SignatureContent<'a> {
    /// OpenPGP packets.
    OpenPgp(Cow<'a, [u8]>),
    /// A CMS object, DER.
    Cms(Cow<'a, [u8]>),
    /// An SSHSIG blob.
    Ssh(Vec<u8>),
}

/// How private keys show in a file, and what they are called.
const PRIVATE: &[(&str, &str)] = &[
    ("PGP PRIVATE KEY BLOCK-----", "an OpenPGP private key"),
    ("OPENSSH PRIVATE KEY-----", "an OpenSSH private key"),
    ("PRIVATE KEY-----", "a private key in PEM"),
    ("PRIVATE KEY ----", "an SSH2 private key"),
    ("PuTTY-User-Key-File-", "a PuTTY private key"),
    ("AGE-SECRET-KEY-", "an age private key"),
];

/// What a private key in some text is called.
fn private_text(bytes: &[u8]) -> Option<&'static str> {
    let holds = |mark: &str| bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
    PRIVATE.iter().find(|(mark, _)| holds(mark)).map(|(_, what)| *what)
}

/// The form of a key file.
pub(super) fn key(bytes: &[u8]) -> Result<KeyContent<'_>, KeyError> {
    if bytes.len() > KEY_LIMIT {
        return Err(KeyError::TooLarge { found: bytes.len() });
    }
    if let Some(what) = private_text(bytes) {
        return Err(KeyError::Private { what });
    }
    let not = |what, instead| Err(KeyError::NotAKey { what, instead });
    match bytes.first() {
        None => return not("an empty file", None),
        Some(0x30) => return der_key(Cow::Borrowed(bytes)),
        Some(0x80..) => return Ok(KeyContent::OpenPgp(Cow::Borrowed(bytes))),
        Some(_) => {}
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return not("neither text nor a key", None) };
    let Some(label) = text.lines().find_map(armour::begun) else { return plain_key(text) };
    let read = |style| armour::one(text, style).map(|block| block.octets).map_err(key_fault);
    match label {
        "PGP PUBLIC KEY BLOCK" => Ok(KeyContent::OpenPgp(Cow::Owned(read(Style::OpenPgp)?))),
        "CERTIFICATE" | "X509 CERTIFICATE" => der_key(Cow::Owned(read(Style::Plain)?)),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => not("a bare public key", BARE),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => not("a certificate request", BARE),
        "X509 CRL" => not("a list of revoked certificates", None),
        "PGP SIGNATURE" | "SSH SIGNATURE" | "CMS" | "PKCS7" => not("a signature, or a bag of certificates", None),
        _ => not("an armoured file of another kind", None),
    }
}

const BARE: Option<&str> =
    Some("'openssl req -x509 -new -key me.key -subj /CN=me -days 730 -out me.pem' makes a certificate of a key");

/// The form of a text without armour.
fn plain_key(text: &str) -> Result<KeyContent<'_>, KeyError> {
    const SSH: &[&str] = &["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
    let is_ssh = |line: &str| SSH.iter().any(|start| line.starts_with(start));
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let keys = lines.iter().filter(|line| is_ssh(line)).count();
    match lines.as_slice() {
        [line] if is_ssh(line) => Ok(KeyContent::Ssh(line.trim_end())),
        [line, ..] if keys > 0 && lines.len() > keys => {
            Err(KeyError::Beside { place: if is_ssh(line) { "after" } else { "before" } })
        }
        _ if keys > 1 => Err(KeyError::Several { found: keys }),
        [line, ..] if line.starts_with("---- BEGIN SSH2 PUBLIC KEY") => {
            let instead = Some("'ssh-keygen -i -f FILE' writes the key as one line");
            Err(KeyError::NotAKey { what: "an SSH public key in the form of RFC 4716", instead })
        }
        [line] if SSH.iter().any(|start| line.contains(&format!(" {start}"))) => {
            Err(KeyError::Beside { place: "before" })
        }
        _ => Err(KeyError::NotAKey { what: "a text that is no key", instead: None }),
    }
}

/// Tells DER apart by the tags of its first parts. A certificate is left to its own reader.
fn der_key(der: Cow<'_, [u8]>) -> Result<KeyContent<'_>, KeyError> {
    let tags = inner_tags(&der);
    let private = |what| Err(KeyError::Private { what });
    match tags.as_slice() {
        [Tag::INTEGER, Tag::OCTET_STRING, ..] => private("an elliptic curve private key"),
        [Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, Tag::INTEGER, ..] => {
            private("an RSA or DSA private key")
        }
        [Tag::INTEGER, Tag::SEQUENCE, Tag::OCTET_STRING, ..] => private("a PKCS#8 private key"),
        [Tag::SEQUENCE, Tag::OCTET_STRING] => private("an encrypted PKCS#8 private key"),
        [Tag::INTEGER, Tag::SEQUENCE] | [Tag::INTEGER, Tag::SEQUENCE, Tag::SEQUENCE] => {
            private("a PKCS#12 file, which is made to hold private keys")
        }
        [Tag::SEQUENCE, Tag::BIT_STRING] | [Tag::INTEGER, Tag::INTEGER] => {
            Err(KeyError::NotAKey { what: "a bare public key", instead: BARE })
        }
        [Tag::OID, ..] => Err(KeyError::NotAKey { what: "a signature, or a bag of certificates", instead: None }),
        _ => Ok(KeyContent::X509(der)),
    }
}

/// The tags of the first parts of a SEQUENCE.
fn inner_tags(der: &[u8]) -> Vec<Tag> {
    let Ok(whole) = Reader::new(der).next(Tag::SEQUENCE, "a SEQUENCE") else { return Vec::new() };
    let mut parts = whole.reader();
    let mut tags = Vec::new();
    while !parts.is_at_end() && tags.len() < 8 {
        match parts.any("a part") {
            Ok(part) => tags.push(part.tag),
            Err(_) => break,
        }
    }
    tags
}

fn key_fault(fault: ArmourFault) -> KeyError {
    match fault {
        ArmourFault::Beside(place) => KeyError::Beside { place },
        ArmourFault::Several(found) => KeyError::Several { found },
        ArmourFault::Broken(line, what) => KeyError::Unreadable { what: format!("line {line}: {what}") },
    }
}

/// The form of a signature file.
pub(super) fn signature(bytes: &[u8]) -> Result<SignatureContent<'_>, SignatureError> {
    if bytes.len() > SIGNATURE_LIMIT {
        return Err(SignatureError::TooLarge { found: bytes.len() });
    }
    if let Some(what) = private_text(bytes) {
        return Err(KeyError::Private { what }.into());
    }
    let not = |what, form| Err(SignatureError::NotASignature { what, form });
    match bytes.first() {
        None => return not("an empty file", None),
        Some(0x30) => return der_signature(bytes),
        Some(0x80..) => return Ok(SignatureContent::OpenPgp(Cow::Borrowed(bytes))),
        Some(_) => {}
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return not("neither text nor a signature", None) };
    let mut labels = text.lines().filter_map(armour::begun);
    let label = labels.next();
    if label == Some("PGP SIGNED MESSAGE") {
        return Err(SignatureError::Attached { what: "a text signed inside OpenPGP armour", form: KeyForm::OpenPgp });
    }
    let read = |style| armour::one(text, style).map(|block| block.octets).map_err(signature_fault);
    match label {
        Some("PGP SIGNATURE" | "PGP MESSAGE") => Ok(SignatureContent::OpenPgp(Cow::Owned(read(Style::OpenPgp)?))),
        Some("CMS" | "PKCS7" | "PKCS #7 SIGNED DATA") => Ok(SignatureContent::Cms(Cow::Owned(read(Style::Plain)?))),
        Some("SSH SIGNATURE") => Ok(SignatureContent::Ssh(read(Style::Plain)?)),
        Some("PGP PUBLIC KEY BLOCK" | "CERTIFICATE" | "PUBLIC KEY") => not("a key, not a signature", None),
        Some(_) => not("an armoured file of another kind", None),
        None if is_mime(text) => not("an S/MIME message, not a DER file", Some(KeyForm::X509)),
        None => not("a text without a signature", None),
    }
}

/// A private key is told even where a signature was wanted.
fn der_signature(der: &[u8]) -> Result<SignatureContent<'_>, SignatureError> {
    match der_key(Cow::Borrowed(der)) {
        Err(error @ KeyError::Private { .. }) => Err(error.into()),
        Ok(_) if inner_tags(der) == [Tag::SEQUENCE, Tag::SEQUENCE, Tag::BIT_STRING] => {
            Err(SignatureError::NotASignature { what: "a certificate, not a signature", form: None })
        }
        _ => Ok(SignatureContent::Cms(Cow::Borrowed(der))),
    }
}

fn is_mime(text: &str) -> bool {
    text.lines().take(8).any(|line| line.starts_with("MIME-Version:") || line.starts_with("Content-Type:"))
}

fn signature_fault(fault: ArmourFault) -> SignatureError {
    match fault {
        ArmourFault::Beside(place) => SignatureError::Beside { place },
        ArmourFault::Several(found) => SignatureError::Several { found },
        ArmourFault::Broken(line, what) => SignatureError::Unreadable { what: format!("line {line}: {what}") },
    }
}
