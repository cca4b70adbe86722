//! What octets look like, by their form alone: so that who has the wrong file in hand can be told which it is.

use super::{deviation, masterlist};
use crate::asn1::{Reader, Tag};
use crate::cms;
use crate::pki::armour;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;

/// What octets can look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A certificate, DER or PEM.
    Certificate,
    /// A revocation list, DER or PEM.
    RevocationList,
    /// A signed master list.
    MasterList,
    /// A `CscaMasterList` without its signature.
    UnsignedList,
    /// A signed deviation list.
    DeviationList,
    /// LDIF, as the PKD gives it out.
    Download,
    /// JSON.
    Json,
}

impl Looks {
    /// What these octets look like; nothing where they have no form that is known here. Nothing is verified.
    pub fn of(bytes: &[u8]) -> Option<Looks> {
        let text = bytes.trim_ascii_start();
        if ["version:", "dn:", "#"].iter().any(|begin| text.starts_with(begin.as_bytes())) {
            return Some(Looks::Download);
        }
        if is_json(text) {
            return Some(Looks::Json);
        }
        let is_crl = armour::der(bytes, "X509 CRL").is_ok_and(|der| Crl::parse(&der).is_ok());
        if is_crl {
            return Some(Looks::RevocationList);
        }
        let der = ["CERTIFICATE", "CMS", "PKCS7"].iter().find_map(|label| armour::der(bytes, label).ok())?;
        if let Ok(signed) = cms::read(&der) {
            return match signed.content_type() {
                masterlist::CONTENT_TYPE => Some(Looks::MasterList),
                deviation::CONTENT_TYPE => Some(Looks::DeviationList),
                _ => None,
            };
        }
        if Certificate::parse(&der).is_ok() {
            return Some(Looks::Certificate);
        }
        let mut parts = Reader::new(&der).any("a list").ok()?.reader();
        let tags = [parts.any("a version").ok()?.tag, parts.any("the certificates").ok()?.tag];
        (tags == [Tag::INTEGER, Tag::SET] && parts.is_at_end()).then_some(Looks::UnsignedList)
    }

    /// What it is called.
    pub const fn words(self) -> &'static str {
        match self {
            Looks::Certificate => "a certificate",
            Looks::RevocationList => "a revocation list",
            Looks::MasterList => "a signed master list",
            Looks::UnsignedList => "a master list without its signature",
            Looks::DeviationList => "a deviation list",
            Looks::Download => "a download of the PKD",
            Looks::Json => "JSON",
        }
    }
}

/// An object, or an array: a bracket before a word is the head of a table in TOML.
fn is_json(text: &[u8]) -> bool {
    let after = text.iter().find(|octet| **octet != b'[' && !octet.is_ascii_whitespace());
    match text.first() {
        Some(b'{') => true,
        Some(b'[') => matches!(after, Some(b'{' | b'"' | b']' | b'-' | b'0'..=b'9')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1;

    #[test]
    fn what_a_file_is_is_told_by_its_form_and_nothing_where_it_has_none() {
        let unsigned = asn1::sequence(&[asn1::integer(0), asn1::set_of::<Vec<u8>>(&[])]);
        for (octets, wanted) in [
            (b"version: 1\n".as_slice(), Some(Looks::Download)),
            (b"\n# a comment\ndn: cn=a\n", Some(Looks::Download)),
            (b" { \"a\": 1 }", Some(Looks::Json)),
            (b"[{ \"a\": 1 }]", Some(Looks::Json)),
            (b"[[deviation]]\nkind = 1\n", None),
            (b"[subject]\n", None),
            (&unsigned, Some(Looks::UnsignedList)),
            (b"", None),
            (b"\x30\x80", None),
            (b"\x30\x03\x02\x01\x00", None),
            (b"words", None),
        ] {
            assert_eq!(Looks::of(octets), wanted, "{octets:?}");
        }
    }
}
