//! Looking through octets for certificates: DER, PEM, PKCS#7, base64, and key material by its form.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::collector::Collector;
use super::json;
use crate::asn1::{Reader, Tag};
use crate::cms;
use crate::pki::certificate::Certificate;
use crate::pki::key_material;

/// Base64 with or without its padding.
const TOLERANT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, TOLERANT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, TOLERANT);

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// Texts that begin private keys which are not armoured as PEM, and Java's key stores, which hold keys as a rule.
const KEY_TEXTS: &[&[u8]] = &[b"AGE-SECRET-KEY-", b"PuTTY-User-Key-File"];
const KEY_STORES: &[&[u8]] = &[b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"];

/// Endings of files that are certificates by name: kept raw where they cannot be read.
const CERTIFICATE_ENDINGS: &[&str] = &[".cer", ".crt", ".der"];

/// Looks through a file.
pub(super) fn look(into: &mut Collector, name: &str, bytes: &[u8]) {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    if text.is_empty() {
        return into.unread(name, "empty".into());
    }
    if KEY_TEXTS.iter().any(|begin| contains(text, begin)) {
        into.key(name);
    }
    if KEY_STORES.iter().any(|begin| bytes.starts_with(begin)) {
        return into.key(name);
    }
    if matches!(text.first(), Some(b'{' | b'[')) {
        let before = into.found();
        match json::look(into, &format!("{name}#"), text) {
            Ok(()) if into.found() == before => into.unread(name, "no certificate in this JSON".into()),
            Ok(()) => {}
            Err(error) => {
                into.unread(name, error.to_string());
                // What broke off may hold a key all the same.
                armoured(into, name, text);
            }
        }
        return;
    }
    if contains(text, BEGIN) {
        return armoured(into, name, text);
    }
    if bytes.first() == Some(&0x30) && !text.iter().all(u8::is_ascii_graphic) {
        let by_name = CERTIFICATE_ENDINGS.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
        return der(into, name, bytes, by_name);
    }
    match decoded(text) {
        Some(octets) => der(into, name, &octets, false),
        None => into.unread(name, "neither DER, PEM, base64 nor JSON".into()),
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    find(text, part).is_some()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    // The first octet is sought first: a file may have a hundred megabytes.
    let first = *part.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|octet| *octet == first) {
        if text.get(from + at..)?.starts_with(part) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Every PEM block in a text, whatever stands between them.
pub(super) fn armoured(into: &mut Collector, name: &str, text: &[u8]) {
    let (mut rest, mut number) = (text, 0);
    let several =
        find(text, BEGIN).and_then(|at| text.get(at + BEGIN.len()..)).is_some_and(|after| contains(after, BEGIN));
    while let Some(begin) = find(rest, BEGIN) {
        number += 1;
        let place = if several { format!("{name}#{number}") } else { name.to_owned() };
        let after = rest.get(begin + BEGIN.len()..).unwrap_or_default();
        let Some(label_end) = find(after.get(..120.min(after.len())).unwrap_or_default(), DASHES) else {
            into.unread(&place, "a PEM block whose first line does not end".into());
            rest = after;
            continue;
        };
        let label = String::from_utf8_lossy(after.get(..label_end).unwrap_or_default()).into_owned();
        let body = after.get(label_end + DASHES.len()..).unwrap_or_default();
        // Of a private key nothing but its label is looked at.
        if label.contains("PRIVATE KEY") {
            into.key(&place);
        }
        let Some(end) = find(body, DASHES) else {
            if !label.contains("PRIVATE KEY") {
                into.unread(&place, "a PEM block that does not end".into());
            }
            return;
        };
        if !label.contains("PRIVATE KEY") {
            block(into, &place, &label, body.get(..end).unwrap_or_default());
        }
        // What ends this block may be the beginning of the next, where its own end is missing.
        rest = body.get(end..).unwrap_or_default();
        if !rest.starts_with(BEGIN) {
            rest = rest.get(DASHES.len()..).unwrap_or_default();
        }
    }
}

fn block(into: &mut Collector, place: &str, label: &str, body: &[u8]) {
    match (label, decoded(body)) {
        ("CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE", Some(octets)) => {
            // OpenSSL's trusted certificates have settings of its own behind them.
            let mut reader = Reader::new(&octets);
            match reader.any("a certificate") {
                Ok(first) if reader.is_at_end() || label == "TRUSTED CERTIFICATE" => {
                    into.certificate(place, first.full);
                }
                Ok(_) => into.unread(place, format!("offset {}: octets follow the certificate", reader.offset())),
                Err(error) => into.unread(place, error.to_string()),
            }
        }
        ("PKCS7" | "CMS" | "PKCS #7 SIGNED DATA", Some(octets)) => der(into, place, &octets, false),
        (_, None) => into.unread(place, format!("the {} block is not base64", crate::safe::line(label, 40))),
        (_, Some(octets)) if key_material::begins_with_key(&octets) => into.key(place),
        (other, Some(_)) => into.unread(place, format!("a block of {}", crate::safe::line(other, 40))),
    }
}

/// Base64 of either alphabet with blanks anywhere, or hex, of something that begins as DER does.
pub(super) fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let bare: Vec<u8> = text.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    let der = |octets: &Vec<u8>| octets.first() == Some(&0x30);
    let as_hex = bare.starts_with(b"30").then(|| hex::decode(&bare).ok()).flatten();
    as_hex.or_else(|| STANDARD.decode(&bare).ok().filter(der)).or_else(|| URL_SAFE.decode(&bare).ok().filter(der))
}

/// DER: certificates one after the other, PKCS#7, or a key. What is none of them and is a certificate by its file's
/// name is kept as one that cannot be read.
pub(super) fn der(into: &mut Collector, name: &str, octets: &[u8], by_name: bool) {
    let mut reader = Reader::new(octets);
    let first = match reader.any("a certificate") {
        Ok(first) => first,
        Err(error) => return into.unread(name, error.to_string()),
    };
    if key_material::is_key(&first) {
        return into.key(name);
    }
    if let Ok(signed) = cms::read(octets) {
        return carried(into, name, &signed);
    }
    let several = !reader.is_at_end();
    let (mut element, mut number) = (first, 1);
    loop {
        let place = if several { format!("{name}#{number}") } else { name.to_owned() };
        match Certificate::from_element(element, &[]) {
            Ok(_) => into.certificate(&place, element.full),
            Err(_) if key_material::is_key(&element) => into.key(&place),
            Err(_) if by_name => into.certificate(&place, element.full),
            Err(error) => into.unread(&place, error.to_string()),
        }
        if reader.is_at_end() {
            return;
        }
        number += 1;
        element = match reader.any("another certificate") {
            Ok(element) => element,
            Err(error) => return into.unread(&format!("{name}#{number}"), error.to_string()),
        };
    }
}

/// The certificates that a `SignedData` carries; only one that carries nothing else is a bag of them.
fn carried(into: &mut Collector, name: &str, signed: &cms::SignedData<'_>) {
    if signed.content_type() != cms::ID_DATA || signed.content().is_some_and(|content| !content.is_empty()) {
        return into.unread(name, "signed content; a master list is taken in with 'chancery masterlist ingest'".into());
    }
    if signed.certificates().is_empty() {
        return into.unread(name, "PKCS#7 without a certificate".into());
    }
    for (number, element) in signed.certificates().iter().enumerate() {
        into.certificate(&format!("{name}#{}", number + 1), element.full);
    }
}

/// Whether some octets are of interest where nobody said that they are a certificate: they have the form of one, of a
/// `SignedData` or of a key.
pub(super) fn is_of_interest(octets: &[u8]) -> bool {
    let mut whole = Reader::new(octets);
    let Ok(element) = whole.any("a certificate") else { return false };
    let mut parts = element.reader();
    let mut next = || parts.any("a part").map(|part| part.tag).ok();
    let form = [next(), next(), next()];
    whole.is_at_end()
        && (form == [Some(Tag::SEQUENCE), Some(Tag::SEQUENCE), Some(Tag::BIT_STRING)]
            || form.first() == Some(&Some(Tag::OID))
            || key_material::is_key(&element))
}
