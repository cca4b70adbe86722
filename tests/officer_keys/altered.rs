//! Every byte flipped: of the statement, of the signature, of the key.

use super::*;

/// An officer of each form, and their signatures in each spelling.
fn signed_in_every_form(room: &Room) -> Vec<(&'static str, OfficerKey, Vec<u8>)> {
    let officers = &room.officers;
    let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let (ann, bob, carol) = (officers.openpgp("ann"), officers.x509("bob"), officers.ssh("carol"));
    let rita = officers.x509_with("rita", &rsa, &[]);
    let pss = ["-keyopt", "rsa_padding_mode:pss", "-nocerts"];
    vec![
        ("gpg, armoured", key(&ann), room.signed(&ann, &[])),
        ("gpg, binary", key(&ann), room.signed(&ann, &["--no-armor", "--output", "approve.txt.asc"])),
        ("openssl", key(&bob), room.signed(&bob, &[])),
        ("openssl, no attributes", key(&bob), room.signed(&bob, &["-noattr", "-nocerts"])),
        ("openssl, PEM", key(&bob), room.signed(&bob, &["-nocerts", "-outform", "PEM"])),
        ("openssl, RSASSA-PSS", key(&rita), room.signed(&rita, &pss)),
        ("ssh-keygen", key(&carol), room.signed(&carol, &[])),
    ]
}

#[test]
fn every_flipped_bit_of_a_statement_is_refused_in_every_form() {
    let Some(room) = Room::open() else { return };
    for (form, key, signature) in signed_in_every_form(&room) {
        let signature = Signature::read(&signature).unwrap();
        for at in 0..STATEMENT.len() {
            for bit in 0..8 {
                let mut altered = STATEMENT.as_bytes().to_vec();
                altered[at] ^= 1 << bit;
                let error = key.verify(&altered, &signature, now()).unwrap_err();
                assert_eq!(error.clause(), Some("SIGNATURE-20"), "{form}, octet {at}, bit {bit}: {error}");
            }
        }
        for altered in [&STATEMENT[1..], &STATEMENT[..STATEMENT.len() - 1], &format!("{STATEMENT}\n"), ""] {
            assert!(key.verify(altered.as_bytes(), &signature, now()).is_err(), "{form}");
        }
    }
}

#[test]
fn a_flipped_octet_of_a_signature_makes_it_nothing_else_and_mostly_refused() {
    let Some(room) = Room::open() else { return };
    let other = STATEMENT.replace("approve", "refuse ");
    for (form, key, signature) in signed_in_every_form(&room) {
        let (mut still, identity) = (Vec::new(), judge(&key, STATEMENT.as_bytes(), &signature, now()).unwrap());
        for at in 0..signature.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut altered = signature.clone();
                altered[at] ^= flip;
                let Ok(read) = Signature::read(&altered) else { continue };
                assert!(key.verify(other.as_bytes(), &read, now()).is_err(), "{form}, octet {at}");
                if let Ok(by) = key.verify(STATEMENT.as_bytes(), &read, now()) {
                    assert_eq!(by, identity);
                    still.push(at);
                }
            }
        }
        still.dedup();
        let allowed = may_differ(form, &signature);
        assert!(still.iter().all(|at| allowed.contains(at)), "{form}: {still:?} beyond {allowed:?}");
    }
}

/// The octets of a signature file that may be written differently and mean the same.
fn may_differ(form: &str, signature: &[u8]) -> Vec<usize> {
    let last = signature.len() - 1;
    match form {
        // The line end after the armour.
        "gpg, armoured" | "openssl, PEM" | "ssh-keygen" => vec![last],
        // The unhashed area, where the number of the issuer's key stands beside the fingerprint in the hashed one,
        // and the two octets of the hash that follow it.
        "gpg, binary" => {
            let number = |at: usize| usize::from(signature[at]) << 8 | usize::from(signature[at + 1]);
            let unhashed = 8 + number(6);
            (unhashed + 2..unhashed + 2 + number(unhashed) + 2).collect()
        }
        // The certificate that is carried, as long as it does not pass itself off as the signer's.
        "openssl" => {
            let carried = chancery::cms::read(signature).unwrap().certificates()[0];
            // The tag of the set as well: a set of lists is looked at no more than one of certificates.
            (carried.offset - 4..carried.offset + carried.full.len()).collect()
        }
        // What stands where the parameters of a hash would stand, were there any: NULL, or another empty element.
        "openssl, RSASSA-PSS" => (0..last).filter(|at| signature[*at..*at + 2] == [0x05, 0x00]).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_flipped_octet_of_a_key_never_makes_another_key_of_it_that_signed() {
    let Some(room) = Room::open() else { return };
    let officers = &room.officers;
    let (ann, bob, carol) = (officers.openpgp("ann"), officers.x509("bob"), officers.ssh("carol"));
    for officer in [&ann, &bob, &carol] {
        let signature = Signature::read(&room.signed(officer, &[])).unwrap();
        let (bytes, identities) = (officer.key_bytes(), key(officer).identities().to_vec());
        for at in 0..bytes.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut altered = bytes.clone();
                altered[at] ^= flip;
                let Ok(key) = OfficerKey::read(&altered) else { continue };
                let _ = (key.words(), key.expect_usable(now()), key.for_stock_tool());
                if let Ok(by) = key.verify(STATEMENT.as_bytes(), &signature, now()) {
                    assert!(identities.contains(&by), "octet {at}");
                }
            }
        }
    }
}
