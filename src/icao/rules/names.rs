//! What the rules over names share: both names of a certificate, and how a value is shown.

use std::fmt;

use super::pkd::Pkd;
use crate::asn1::Tag;
use crate::pki::lint::{Report, Subject};
use crate::pki::name::{Attribute, Name};

/// Looks at issuer and subject, and writes what is wrong in either. `codes` are the PKD
/// codes for the issuer and for the subject.
pub(super) fn each_name<'a, D: fmt::Display>(
    s: &Subject<'a>,
    report: &mut Report,
    codes: Option<&[Pkd; 2]>,
    wanted: &'static str,
    wrong: impl Fn(&Name<'a>) -> Option<D>,
) {
    let sides = [("issuer", &s.certificate.issuer), ("subject", &s.certificate.subject)];
    for (side, (place, name)) in sides.into_iter().enumerate() {
        let Some(found) = wrong(name) else { continue };
        match codes.and_then(|c| c.get(side)) {
            Some(code) => report.add_coded(code.of(s.role), place, found, wanted),
            None => report.add(place, found, wanted),
        }
    }
}

/// An attribute with its string type, for findings.
pub(super) struct Shown<'a>(pub(super) Attribute<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0.value.tag {
            Tag::PRINTABLE_STRING => "PrintableString",
            Tag::UTF8_STRING => "UTF8String",
            Tag::TELETEX_STRING => "TeletexString",
            Tag::IA5_STRING => "IA5String",
            Tag::BMP_STRING => "BMPString",
            Tag::UNIVERSAL_STRING => "UniversalString",
            other => return write!(f, "a value of tag {other}"),
        };
        match (self.0.short_name(), self.0.text()) {
            (Some(name), Some(text)) => write!(f, "{kind} {name}={text}"),
            (None, Some(text)) => write!(f, "{kind} {text}"),
            _ => write!(f, "{kind} that is no text"),
        }
    }
}

/// Octets that should be text, for findings.
pub(super) struct Text<'a>(pub(super) &'a [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match std::str::from_utf8(self.0) {
            Ok(text) => f.write_str(text),
            Err(_) => f.write_str(&hex::encode(self.0)),
        }
    }
}
