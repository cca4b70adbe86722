//! A master list, signed or bare: every octet of it is in an entry or said.

use chancery::icao::masterlist::{Unsigned, read};

pub fn run(bytes: &[u8]) {
    for unsigned in [Unsigned::Refuse, Unsigned::Accept] {
        let Ok(list) = read(bytes, unsigned) else { continue };
        assert_eq!(list.entries().len(), list.len());
        for entry in list.entries() {
            if let Ok(certificate) = entry.certificate() {
                assert_eq!(certificate.der(), entry.der);
            }
        }
        list.findings().iter().for_each(|finding| super::is_harmless(&finding.to_string()));
    }
}
