//! Private keys, known by their form, where none may be: of one nothing but its place is looked at.

use super::PkiError;
use crate::asn1::{Element, Reader, Tag};

/// Encryption under a password: PKCS#5 and PKCS#12, 1.2.840.113549.1.5 and .12.
const PASSWORD_BASED: &[&[u8]] =
    &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5], &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12]];

/// Whether an element is a private key by its form: PKCS#1, SEC 1, PKCS#8 plain or encrypted, PKCS#12.
pub fn is_key(element: &Element<'_>) -> bool {
    let mut tags = [Tag::NULL; 4];
    let mut parts = element.reader();
    let mut first: Option<Element<'_>> = None;
    for tag in &mut tags {
        let Ok(part) = parts.any("a part") else { break };
        first.get_or_insert(part);
        *tag = part.tag;
    }
    let number = first.filter(|first| first.tag == Tag::INTEGER).and_then(|first| first.small().ok());
    match (number, tags) {
        // RSAPrivateKey: a version and numbers.
        (Some(0 | 1), [_, Tag::INTEGER, Tag::INTEGER, Tag::INTEGER]) => true,
        // ECPrivateKey, PrivateKeyInfo.
        (Some(0 | 1), [_, Tag::OCTET_STRING, ..] | [_, Tag::SEQUENCE, Tag::OCTET_STRING, _]) => true,
        // PFX.
        (Some(3), [_, Tag::SEQUENCE, ..]) => true,
        // EncryptedPrivateKeyInfo.
        (None, [Tag::SEQUENCE, Tag::OCTET_STRING, ..]) => first.is_some_and(|algorithm| {
            let oid = algorithm.reader().next(Tag::OID, "the algorithm");
            oid.is_ok_and(|oid| PASSWORD_BASED.iter().any(|arc| oid.content.starts_with(arc)))
        }),
        _ => false,
    }
}

/// Whether octets begin with a private key, whatever the label above them says.
pub fn begins_with_key(octets: &[u8]) -> bool {
    Reader::new(octets).any("a key").is_ok_and(|element| is_key(&element))
}

/// Refuses a file, DER or PEM, that holds a private key wherever in it (`KEY-6`).
pub fn refuse(file: &[u8]) -> Result<(), PkiError> {
    if file.first() == Some(&0x30) {
        let mut elements = Reader::new(file);
        while let Ok(element) = elements.any("an element") {
            if is_key(&element) {
                return Err(PkiError::KeyMaterial { place: format!("offset {}", element.offset) });
            }
        }
        return Ok(());
    }
    let lines = file.split(|b| *b == b'\n').enumerate();
    let is_label = |line: &[u8]| {
        let line = line.trim_ascii();
        line.starts_with(b"-----BEGIN") && line.windows(11).any(|part| part == b"PRIVATE KEY")
    };
    match lines.into_iter().find(|(_, line)| is_label(line)) {
        None => Ok(()),
        Some((number, _)) => Err(PkiError::KeyMaterial { place: format!("line {}", number + 1) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;
    use openssl::ec::EcKey;
    use openssl::pkey::PKey;
    use openssl::rsa::Rsa;
    use openssl::symm::Cipher;

    #[test]
    fn private_keys_are_refused_in_every_form_and_wherever_they_stand() {
        let rsa = Rsa::generate(2048).unwrap();
        let ec = EcKey::generate(crate::signer::Curve::P256.group().unwrap()).unwrap();
        let key = PKey::from_ec_key(ec.clone()).unwrap();
        let sealed = |pem: Vec<u8>| {
            [b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n".to_vec(), pem].concat()
        };
        for (file, place) in [
            (rsa.private_key_to_der().unwrap(), "offset 0"),
            (ec.private_key_to_der().unwrap(), "offset 0"),
            (key.private_key_to_pkcs8().unwrap(), "offset 0"),
            (key.private_key_to_pkcs8_passphrase(Cipher::aes_256_cbc(), b"horse").unwrap(), "offset 0"),
            ([&[0x30, 0][..], &key.private_key_to_pkcs8().unwrap()].concat(), "offset 2"),
            (rsa.private_key_to_pem().unwrap(), "line 1"),
            (ec.private_key_to_pem().unwrap(), "line 1"),
            (sealed(key.private_key_to_pem_pkcs8().unwrap()), "line 4"),
            (sealed(key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), b"horse").unwrap()), "line 4"),
        ] {
            let refused = refuse(&file).unwrap_err();
            assert_eq!(refused.clause(), Some("KEY-6"));
            assert!(refused.to_string().contains(place), "{refused}");
        }
    }

    #[test]
    fn public_keys_and_junk_are_no_private_keys() {
        let rsa = Rsa::generate(2048).unwrap();
        for file in
            [rsa.public_key_to_der().unwrap(), rsa.public_key_to_pem().unwrap(), vec![], vec![0x30], vec![0x30, 0x80]]
        {
            assert!(refuse(&file).is_ok(), "{}", hex::encode(file));
        }
    }
}
