//! A name: folded, compared, shown whole and cut.

use chancery::asn1::Reader;
use chancery::pki::name::Name;

pub fn run(bytes: &[u8]) {
    let Ok(name) = Name::next(&mut Reader::new(bytes), "a name") else { return };
    assert!(name.matches(&name));
    if bytes.len() < 64 << 10 {
        assert_eq!(name.folded().is_none(), name.defect().is_some());
    }
    let shown = name.shown(120);
    assert!(shown.chars().count() <= 120);
    super::is_harmless(&shown);
    if bytes.len() < 1 << 20 {
        super::is_harmless(&name.to_string());
    }
}
