//! The writer: functions from content to DER bytes, composed from the inside out.

use crate::clock::Time;

use super::{Asn1Error, Tag};

/// Any tag around any content.
pub fn tlv(tag: Tag, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag.0);
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let octets = length.to_be_bytes();
        let zeros = octets.iter().take_while(|b| **b == 0).count();
        out.push(0x80 | (octets.len() - zeros) as u8);
        out.extend_from_slice(&octets[zeros..]);
    }
    out.extend_from_slice(content);
    out
}

/// SEQUENCE of encoded parts; an absent optional part is an empty slice.
pub fn sequence<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    tlv(Tag::SEQUENCE, &concatenated(parts))
}

/// SET OF encoded parts, put in DER order.
pub fn set_of<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    let mut sorted: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    sorted.sort_unstable();
    tlv(Tag::SET, &sorted.concat())
}

fn concatenated<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.as_ref().len()).sum());
    parts.iter().for_each(|part| all.extend_from_slice(part.as_ref()));
    all
}

/// `[n]` EXPLICIT, or IMPLICIT over the content of a constructed type.
pub fn context(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(Tag::context(number), content)
}

/// `[n]` IMPLICIT over the content of a primitive type.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(Tag::context_primitive(number), content)
}

/// BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(Tag::BOOLEAN, &[if value { 0xff } else { 0x00 }])
}

/// A small non-negative INTEGER.
pub fn integer(value: u64) -> Vec<u8> {
    integer_bytes(&value.to_be_bytes())
}

/// A non-negative INTEGER from big-endian octets, shortened.
pub fn integer_bytes(unsigned: &[u8]) -> Vec<u8> {
    let zeros = unsigned.iter().take_while(|b| **b == 0).count();
    let digits = &unsigned[zeros..];
    match digits.first() {
        None => tlv(Tag::INTEGER, &[0]),
        Some(first) if *first >= 0x80 => tlv(Tag::INTEGER, &[&[0], digits].concat()),
        Some(_) => tlv(Tag::INTEGER, digits),
    }
}

/// BIT STRING of whole octets.
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    tlv(Tag::BIT_STRING, &[&[0], octets].concat())
}

/// OCTET STRING.
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    tlv(Tag::OCTET_STRING, octets)
}

/// NULL.
pub fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

/// OBJECT IDENTIFIER from its content octets.
pub fn oid(content: &[u8]) -> Vec<u8> {
    tlv(Tag::OID, content)
}

/// OBJECT IDENTIFIER content octets from dotted text.
pub fn oid_from_text(text: &str) -> Result<Vec<u8>, Asn1Error> {
    let wrong = Asn1Error::Value { offset: 0, what: "not an object identifier in dotted form" };
    let arcs: Vec<u64> = text.split('.').map(|a| a.parse().map_err(|_| wrong.clone())).collect::<Result<_, _>>()?;
    let (&[first, second], rest) = arcs.split_first_chunk::<2>().ok_or(wrong.clone())?;
    if first > 2 || (first < 2 && second > 39) || second > 1_000_000 {
        return Err(wrong);
    }
    let mut content = Vec::new();
    for arc in std::iter::once(first * 40 + second).chain(rest.iter().copied()) {
        let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
        for group in (0..groups).rev() {
            let more = if group == 0 { 0 } else { 0x80 };
            content.push(((arc >> (7 * group)) & 0x7f) as u8 | more);
        }
    }
    Ok(content)
}

/// PrintableString. The caller has checked the characters.
pub fn printable_string(text: &str) -> Vec<u8> {
    tlv(Tag::PRINTABLE_STRING, text.as_bytes())
}

/// UTF8String.
pub fn utf8_string(text: &str) -> Vec<u8> {
    tlv(Tag::UTF8_STRING, text.as_bytes())
}

/// IA5String. The caller has checked that the text is ASCII.
pub fn ia5_string(text: &str) -> Vec<u8> {
    tlv(Tag::IA5_STRING, text.as_bytes())
}

/// GeneralizedTime `YYYYMMDDHHMMSSZ`.
pub fn generalized_time(time: Time) -> Vec<u8> {
    tlv(Tag::GENERALIZED_TIME, digits(time, 4).as_bytes())
}

/// UTCTime `YYMMDDHHMMSSZ`.
pub fn utc_time(time: Time) -> Vec<u8> {
    tlv(Tag::UTC_TIME, digits(time, 2).as_bytes())
}

/// UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5).
pub fn validity_time(time: Time) -> Vec<u8> {
    if (1950..2050).contains(&time.calendar().year()) { utc_time(time) } else { generalized_time(time) }
}

fn digits(time: Time, year_digits: usize) -> String {
    let at = time.calendar();
    let year = format!("{:04}", at.year());
    format!(
        "{}{:02}{:02}{:02}{:02}{:02}Z",
        &year[4 - year_digits..],
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_as_short_as_they_can_be() {
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(127), [2, 1, 127]);
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(integer_bytes(&[0, 0, 1, 0]), [2, 2, 1, 0]);
    }

    #[test]
    fn object_identifiers_go_there_and_back() {
        for text in ["2.23.136.1.1.2", "1.2.840.113549.1.1.11", "2.999.1", "0.9.2342", "1.3.6.1.4.1.4294967296"] {
            assert_eq!(super::super::oid_text(&oid_from_text(text).unwrap()), text);
        }
        for bad in ["", "1", "3.1", "1.40", "a.b", "1..2", "-1.2"] {
            assert!(oid_from_text(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_change_form_in_2050() {
        let at = |t: &str| validity_time(t.parse().unwrap());
        assert_eq!(at("2049-12-31T23:59:59Z"), utc_time("2049-12-31T23:59:59Z".parse().unwrap()));
        assert_eq!(&at("2050-01-01T00:00:00Z")[2..], b"20500101000000Z");
    }

    #[test]
    fn long_content_gets_a_long_length() {
        assert_eq!(&octet_string(&[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(&octet_string(&[0; 256])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn sets_are_sorted() {
        assert_eq!(set_of(&[integer(2), integer(1)]), [0x31, 6, 2, 1, 1, 2, 1, 2]);
    }
}
