//! The signed attributes of one signer: found, taken apart, and put in the form that is hashed.

use super::{ALGORITHM_PROTECTION, CONTENT_TYPE, CmsError, MESSAGE_DIGEST, SIGNING_TIME};
use crate::asn1::{self, Asn1Error, Element, Tag};
use crate::clock::Time;

/// When a signer says that it signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningTime {
    /// It does not say.
    Absent,
    /// It says something that is no time of RFC 5652 11.3.
    Unreadable {
        /// Where it stands.
        offset: usize,
    },
    /// It says this.
    At(Time),
}

impl SigningTime {
    /// The time, where there is a readable one.
    pub fn time(self) -> Option<Time> {
        match self {
            SigningTime::At(time) => Some(time),
            SigningTime::Absent | SigningTime::Unreadable { .. } => None,
        }
    }
}

/// Signed attributes as they are stored.
#[derive(Clone, Debug)]
pub struct SignedAttributes<'a> {
    element: Element<'a>,
    list: Vec<Attribute<'a>>,
    sorted: bool,
}

#[derive(Clone, Copy, Debug)]
struct Attribute<'a> {
    full: &'a [u8],
    name: &'a [u8],
    values: Element<'a>,
}

impl<'a> SignedAttributes<'a> {
    /// Reads the content of `[0] IMPLICIT SET OF Attribute` (or of the SET itself).
    pub(super) fn read(element: Element<'a>) -> Result<Self, Asn1Error> {
        let mut reader = element.reader();
        let mut list: Vec<Attribute<'a>> = Vec::new();
        let mut sorted = true;
        while !reader.is_at_end() {
            let whole = reader.next(Tag::SEQUENCE, "a signed attribute")?;
            let mut parts = whole.reader();
            let name = parts.next(Tag::OID, "the name of a signed attribute")?.content;
            let values = parts.next(Tag::SET, "the values of a signed attribute")?;
            parts.finish("the signed attribute")?;
            sorted &= list.last().is_none_or(|previous| previous.full <= whole.full);
            list.push(Attribute { full: whole.full, name, values });
        }
        Ok(SignedAttributes { element, list, sorted })
    }

    /// Where they stand in the whole input.
    pub fn offset(&self) -> usize {
        self.element.offset
    }

    /// Whether they are stored in DER order.
    pub fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// The names of all attributes in stored order (content octets of the object identifiers).
    pub fn names(&self) -> impl Iterator<Item = &'a [u8]> {
        self.list.iter().map(|a| a.name)
    }

    /// The octets that are hashed: a DER SET OF (RFC 5652 5.4).
    pub(super) fn der_form(&self) -> Vec<u8> {
        let parts: Vec<&[u8]> = self.list.iter().map(|a| a.full).collect();
        asn1::set_of(&parts)
    }

    /// The same in the stored order; differs from [`Self::der_form`] only when that is not DER.
    pub(super) fn stored_form(&self) -> Vec<u8> {
        asn1::tlv(Tag::SET, self.element.content)
    }

    /// The one value of an attribute, if it is there. `Err` says what is wrong.
    fn single(&self, name: &[u8]) -> Result<Option<Element<'a>>, &'static str> {
        let mut found = self.list.iter().filter(|a| a.name == name);
        let Some(attribute) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err("there more than once");
        }
        let mut values = attribute.values.reader();
        let value = values.any("a value").map_err(|_| "without a readable value")?;
        if values.is_at_end() { Ok(Some(value)) } else { Err("there with several values") }
    }

    fn required(&self, name: &[u8], attribute: &'static str, tag: Tag) -> Result<&'a [u8], CmsError> {
        let wrong = |what| CmsError::Attribute { attribute, what };
        let value = self.single(name).map_err(wrong)?.ok_or_else(|| wrong("missing"))?;
        if value.tag == tag { Ok(value.content) } else { Err(wrong("of another type")) }
    }

    /// The signed content type: content octets of an object identifier.
    pub fn content_type(&self) -> Result<&'a [u8], CmsError> {
        self.required(CONTENT_TYPE, "contentType", Tag::OID)
    }

    /// The signed digest of the content.
    pub fn message_digest(&self) -> Result<&'a [u8], CmsError> {
        self.required(MESSAGE_DIGEST, "messageDigest", Tag::OCTET_STRING)
    }

    /// The signed time.
    pub fn signing_time(&self) -> SigningTime {
        match self.single(SIGNING_TIME) {
            Ok(None) => SigningTime::Absent,
            Ok(Some(value)) => match read_time(&value) {
                Some(time) => SigningTime::At(time),
                None => SigningTime::Unreadable { offset: value.offset },
            },
            Err(_) => SigningTime::Unreadable { offset: self.element.offset },
        }
    }

    /// The digest and the signature algorithm that were signed (RFC 6211), where they are.
    pub(super) fn algorithm_protection(&self) -> Result<Option<(Element<'a>, Element<'a>)>, CmsError> {
        let wrong = |what| CmsError::Attribute { attribute: "CMSAlgorithmProtection", what };
        let Some(value) = self.single(ALGORITHM_PROTECTION).map_err(wrong)? else { return Ok(None) };
        let mut parts = value.reader();
        let digest = parts.next(Tag::SEQUENCE, "the digest algorithm")?;
        let signature = parts.next(Tag::context(1), "the signature algorithm")?;
        Ok(Some((digest, signature)))
    }
}

/// UTCTime `YYMMDDHHMMSSZ` or GeneralizedTime `YYYYMMDDHHMMSSZ`, nothing else.
fn read_time(element: &Element<'_>) -> Option<Time> {
    let text = std::str::from_utf8(element.content).ok()?.strip_suffix('Z')?;
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match (element.tag, text.len()) {
        (Tag::UTC_TIME, 12) => {
            let year: u32 = text.get(..2)?.parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, text.get(2..)?)
        }
        (Tag::GENERALIZED_TIME, 14) => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    let field = |at: usize| rest.get(at..at + 2);
    let (month, day, hour, minute, second) = (field(0)?, field(2)?, field(4)?, field(6)?, field(8)?);
    format!("{year:04}-{month}-{day}T{hour}:{minute}:{second}Z").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    fn attribute(name: &[u8], values: &[Vec<u8>]) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(name), asn1::set_of(values)])
    }

    fn set(parts: &[Vec<u8>]) -> Vec<u8> {
        asn1::tlv(Tag::SET, &parts.concat())
    }

    fn attributes(der: &[u8]) -> SignedAttributes<'_> {
        SignedAttributes::read(Reader::new(der).any("attributes").unwrap()).unwrap()
    }

    #[test]
    fn an_attribute_twice_or_with_two_values_or_of_another_type_is_refused() {
        let digest = attribute(MESSAGE_DIGEST, &[asn1::octet_string(&[1])]);
        let two_values = attribute(MESSAGE_DIGEST, &[asn1::octet_string(&[1]), asn1::octet_string(&[2])]);
        let no_value = attribute(MESSAGE_DIGEST, &[]);
        let other_type = attribute(MESSAGE_DIGEST, &[asn1::integer(1)]);
        assert_eq!(attributes(&set(std::slice::from_ref(&digest))).message_digest().unwrap(), [1]);
        for bad in [vec![], vec![digest.clone(), digest], vec![two_values], vec![no_value], vec![other_type]] {
            let der = set(&bad);
            assert!(matches!(attributes(&der).message_digest(), Err(CmsError::Attribute { .. })));
        }
    }

    #[test]
    fn times_are_read_in_their_two_forms_and_no_other() {
        let read = |tag: Tag, text: &str| {
            let der = set(&[attribute(SIGNING_TIME, &[asn1::tlv(tag, text.as_bytes())])]);
            attributes(&der).signing_time().time().map(|t| t.to_string())
        };
        assert_eq!(read(Tag::UTC_TIME, "251127063921Z").as_deref(), Some("2025-11-27T06:39:21Z"));
        assert_eq!(read(Tag::UTC_TIME, "500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
        assert_eq!(read(Tag::GENERALIZED_TIME, "20501231235959Z").as_deref(), Some("2050-12-31T23:59:59Z"));
        for bad in ["2511270639Z", "251327063921Z", "251127063921+0100", "25112706392éZ", "", "Z"] {
            assert_eq!(read(Tag::UTC_TIME, bad), None, "{bad}");
        }
        assert_eq!(read(Tag::GENERALIZED_TIME, "20501231235959.5Z"), None);
        assert_eq!(attributes(&set(&[])).signing_time(), SigningTime::Absent);
    }

    #[test]
    fn order_is_noticed_and_the_hashed_form_is_sorted() {
        let low = attribute(CONTENT_TYPE, &[asn1::oid(super::super::ID_DATA)]);
        let high = attribute(MESSAGE_DIGEST, &[asn1::octet_string(&[0; 40])]);
        let (good, bad) = (set(&[low.clone(), high.clone()]), set(&[high, low]));
        assert!(attributes(&good).is_sorted() && !attributes(&bad).is_sorted());
        assert_eq!(attributes(&bad).der_form(), good);
        assert_eq!(attributes(&bad).stored_form(), bad);
    }
}
