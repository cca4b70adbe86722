//! Inputs that are made to cost time or memory, or to break a reader. None is taken, and none takes long.

use std::time::{Duration, Instant};

use super::officers::run;
use super::*;

/// What one hostile file may cost in a debug build on a slow machine.
const LONGEST: Duration = Duration::from_secs(5);

/// Reads some bytes as a key and as a signature, uses whatever comes of it, and asks how long it took.
fn endure(what: &str, bytes: &[u8], known: &OfficerKey, signature: &Signature) {
    let begun = Instant::now();
    if let Ok(key) = OfficerKey::read(bytes) {
        let _ = (key.words(), key.expect_usable(now()), key.for_stock_tool());
        let _ = key.verify(STATEMENT.as_bytes(), signature, now());
    }
    if let Ok(read) = Signature::read(bytes) {
        let _ = known.verify(STATEMENT.as_bytes(), &read, now());
    }
    let took = begun.elapsed();
    assert!(took < LONGEST, "{what} took {took:?}");
}

/// A packet in the new format with a length of five octets.
fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[0xc0 | kind, 0xff][..], &length, body].concat()
}

/// The body of a signature packet of version 4 with these areas, and an RSA signature of one bit: as small as can be,
/// so that as many as can be nest.
fn signature_body(kind: u8, hashed: &[u8], unhashed: &[u8]) -> Vec<u8> {
    let area = |octets: &[u8]| [&u16::try_from(octets.len()).unwrap().to_be_bytes()[..], octets].concat();
    [&[4, kind, 1, 8][..], &area(hashed), &area(unhashed), &[0, 0], &[0, 1, 1]].concat()
}

fn subpacket(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[0xff][..], &u32::try_from(body.len() + 1).unwrap().to_be_bytes(), &[kind], body].concat()
}

#[test]
fn signatures_nested_in_signatures_do_not_overflow_the_stack() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let (known, signature) = (key(&ann), Signature::read(&room.signed(&ann, &[])).unwrap());
    let certificate = run(ann.gpg().args(["--export", "ann@utopia.example"])).stdout;
    for hashed in [true, false] {
        let mut body = signature_body(0, &[], &[]);
        while body.len() < 65_000 {
            let inside = subpacket(32, &body);
            body = if hashed { signature_body(0x19, &inside, &[]) } else { signature_body(0x19, &[], &inside) };
        }
        let nested = packet(2, &body);
        endure("a nested signature", &nested, &known, &signature);
        endure("a nested signature in a certificate", &[certificate.clone(), nested].concat(), &known, &signature);
    }
}

#[test]
fn certificates_with_hundreds_of_parts_take_no_time() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let (known, signature) = (key(&ann), Signature::read(&room.signed(&ann, &[])).unwrap());
    let certificate = run(ann.gpg().args(["--export", "ann@utopia.example"])).stdout;
    let self_signature = {
        let mut at = 0;
        let mut parts = Vec::new();
        while at < certificate.len() {
            let length = 2 + usize::from(certificate[at + 1]);
            parts.push(certificate[at..at + length].to_vec());
            at += length;
        }
        parts
    };
    let (primary, user, binding) = (&self_signature[0], &self_signature[1], &self_signature[2]);
    let grown = |part: &[u8], count: usize| [certificate.clone(), part.repeat(count)].concat();
    let large_user = packet(13, &vec![b'x'; 150_000]);
    let files = [
        ("many copies of the binding", grown(binding, 500)),
        ("many users with the first one's binding", grown(&[user.clone(), binding.clone()].concat(), 250)),
        ("many users without a binding", grown(&packet(13, b"x"), 500)),
        ("a large user with many bindings", [primary.clone(), large_user, binding.repeat(500)].concat()),
        ("bindings before any user", [primary.clone(), binding.repeat(500)].concat()),
        ("many attributes", grown(&packet(17, &[5, 1, 1, 2, 3, 4]), 500)),
        ("too many packets", grown(&packet(13, b"x"), 600)),
        ("many subkeys", grown(&packet(14, &primary[2..]), 100)),
        ("thirty subkeys with bindings", grown(&[packet(14, &primary[2..]), binding.clone()].concat(), 30)),
    ];
    for (what, bytes) in files {
        assert!(bytes.len() <= 256 * 1024, "{what}");
        endure(what, &bytes, &known, &signature);
    }
}

#[test]
fn compression_is_refused_without_unfolding_it() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    std::fs::write(ann.folder().join("zeros"), vec![0; 20_000_000]).unwrap();
    for algorithm in ["zip", "zlib", "bzip2"] {
        let bomb = run(ann.gpg().args(["--compress-algo", algorithm, "-z", "9", "-o", "-", "--store", "zeros"])).stdout;
        assert!(bomb.len() < 100_000);
        let begun = Instant::now();
        refused(&key(&ann), &bomb, now(), "SIGNATURE-7");
        unread(&bomb, "OFFICER-KEY-7");
        assert!(begun.elapsed() < Duration::from_secs(1));
    }
}

#[test]
fn lengths_nesting_and_armour_that_lie_take_no_time() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    let (known, signature) = (key(&ann), Signature::read(&room.signed(&ann, &[])).unwrap());
    const MOST: usize = 256 * 1024;
    let text = |part: &str| part.repeat(MOST / part.len()).into_bytes();
    let begun =
        |label: &str, rest: Vec<u8>| [format!("-----BEGIN {label}-----\n").as_bytes(), &rest[..MOST - 100]].concat();
    let files = [
        ("sequences in sequences", [0x30, 0x84, 0, 0x03, 0xff, 0xff].repeat(MOST / 6)),
        ("open sequences", [0x30, 0x80].repeat(MOST / 2)),
        ("a length of four gigabytes", [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0; 99]].concat()),
        ("an OpenPGP length of four gigabytes", [&[0xc2, 0xff, 0xff, 0xff, 0xff, 0xff][..], &[0; 99]].concat()),
        ("empty packets", [0xc2, 0].repeat(MOST / 2)),
        ("octets of one bit", vec![0x80; MOST]),
        ("octets of ones", vec![0xff; MOST]),
        ("blank lines", text("\n")),
        ("armour that begins and begins", text("-----BEGIN PGP SIGNATURE-----\n")),
        ("armour of headers", begun("PGP SIGNATURE", text("Comment: x\n"))),
        ("armour of blank lines", begun("PGP SIGNATURE", text("\n"))),
        ("armour of one line", begun("PGP PUBLIC KEY BLOCK", [b"\n".to_vec(), text("A")].concat())),
        ("PEM of one line", begun("CERTIFICATE", text("M"))),
        ("SSH armour of one line", begun("SSH SIGNATURE", text("U"))),
        ("a long SSH line", [&b"ssh-ed25519 "[..], &text("A")[..MOST - 20]].concat()),
        ("many SSH lines", text("ssh-ed25519 AAAA x\n")),
        ("a long comment", [&b"ssh-ed25519 AAAA "[..], &text("\u{1b}")[..MOST - 20]].concat()),
        ("dashes", text("-")),
    ];
    for (what, bytes) in files {
        assert!(bytes.len() <= MOST, "{what}");
        assert!(OfficerKey::read(&bytes).is_err() && Signature::read(&bytes).is_err(), "{what}");
        endure(what, &bytes, &known, &signature);
    }
}

/// Bytes of every form, changed in a few places at random (a fixed seed), many times over.
#[test]
fn thousands_of_damaged_files_break_nothing() {
    let Some(room) = Room::open() else { return };
    let officers = &room.officers;
    let (ann, bob, carol) = (officers.openpgp("ann"), officers.x509("bob"), officers.ssh("carol"));
    let known = key(&ann);
    let binary = room.signed(&ann, &["--no-armor", "--output", "approve.txt.asc"]);
    let signature = Signature::read(&binary).unwrap();
    let der = run(bob.openssl().args(["x509", "-in", "me.pem", "-outform", "DER"])).stdout;
    let exported = run(ann.gpg().args(["--export", "ann@utopia.example"])).stdout;
    let signed = [room.signed(&bob, &[]), room.signed(&carol, &[])];
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut draw = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below).unwrap()).unwrap()
    };
    let begun = Instant::now();
    for whole in [binary, exported, der, signed[0].clone(), signed[1].clone(), carol.key_bytes(), bob.key_bytes()] {
        for _ in 0..700 {
            let mut bytes = whole.clone();
            for _ in 0..=draw(4) {
                let at = draw(bytes.len());
                match draw(4) {
                    0 => bytes[at] = u8::try_from(draw(256)).unwrap(),
                    1 => drop(bytes.drain(at..(at + 1 + draw(9)).min(bytes.len()))),
                    2 => bytes.insert(at, [0, 0x7f, 0x80, 0xff][draw(4)]),
                    _ => bytes.extend_from_within(at..(at + 1 + draw(30)).min(bytes.len())),
                }
                if bytes.is_empty() {
                    bytes.push(0);
                }
            }
            if let Ok(key) = OfficerKey::read(&bytes) {
                let _ = (key.words(), key.expect_usable(now()), key.for_stock_tool());
                let _ = key.verify(STATEMENT.as_bytes(), &signature, now());
            }
            if let Ok(read) = Signature::read(&bytes) {
                let _ = known.verify(STATEMENT.as_bytes(), &read, now());
            }
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_statement_of_ten_megabytes_is_judged_in_every_form() {
    let Some(room) = Room::open() else { return };
    let large = STATEMENT.repeat(10 * 1024 * 1024 / STATEMENT.len());
    std::fs::write(room.statement(), &large).unwrap();
    let officers = &room.officers;
    for officer in [officers.openpgp("ann"), officers.x509("bob"), officers.ssh("carol")] {
        let signature = Signature::read(&room.signed(&officer, &[])).unwrap();
        let begun = Instant::now();
        key(&officer).verify(large.as_bytes(), &signature, now()).unwrap();
        assert!(key(&officer).verify(&large.as_bytes()[1..], &signature, now()).is_err());
        assert!(begun.elapsed() < LONGEST);
    }
}

/// A quorum's worth of signatures: five of each form.
#[test]
fn fifteen_signatures_are_read_and_judged_in_a_moment() {
    let Some(room) = Room::open() else { return };
    let mut all = Vec::new();
    for number in 0..5 {
        let name = |form: &str| format!("{form}{number}");
        let officers = &room.officers;
        for officer in [officers.openpgp(&name("ann")), officers.x509(&name("bob")), officers.ssh(&name("carol"))] {
            all.push((officer.key_bytes(), room.signed(&officer, &[])));
        }
    }
    let begun = Instant::now();
    let read: Vec<_> = all.iter().map(|(k, s)| (OfficerKey::read(k).unwrap(), Signature::read(s).unwrap())).collect();
    let reading = begun.elapsed();
    let begun = Instant::now();
    for (key, signature) in &read {
        key.verify(STATEMENT.as_bytes(), signature, now()).unwrap();
    }
    let first = begun.elapsed();
    let begun = Instant::now();
    for (key, signature) in &read {
        key.verify(STATEMENT.as_bytes(), signature, now()).unwrap();
    }
    println!("15 signatures: read in {reading:?}, judged in {first:?}, judged again in {:?}", begun.elapsed());
    assert!(reading + first < Duration::from_secs(2));
}
