//! What in some bytes is not DER: a walk over every constructed element.

use super::{Asn1Error, Element, Reader, Tag};

/// One thing that DER does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Where in the input.
    pub offset: usize,
    /// What.
    pub kind: DefectKind,
}

/// The kinds of defect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefectKind {
    /// A length not written as short as it can be (X.690 10.1).
    LengthNotMinimal,
    /// BOOLEAN TRUE that is not 0xFF (X.690 11.1).
    BooleanNotFf,
    /// An INTEGER with superfluous leading octets (X.690 8.3.2).
    IntegerNotMinimal,
    /// A SET OF whose elements are not in order (X.690 11.6).
    SetNotSorted,
    /// A BIT STRING whose unused bits are wrong or not zero (X.690 11.2).
    BitStringPadding,
    /// Nested deeper than is read here; what lies below was not looked at.
    TooDeep,
    /// What is inside cannot be read as elements.
    Unreadable,
}

/// How deep the walk goes.
pub const MAX_DEPTH: usize = 32;

/// At most this many defects are reported.
const MAX_DEFECTS: usize = 64;

/// Everything in `bytes` (one element) that is not DER. Primitive OCTET STRINGs are not opened.
pub fn strict_der(bytes: &[u8], base: usize) -> Result<Vec<Defect>, Asn1Error> {
    let mut defects = Vec::new();
    let mut reader = Reader::at(bytes, base);
    let outer = reader.any("an element")?;
    reader.finish("the element")?;
    let mut open: Vec<(Element<'_>, usize)> = vec![(outer, 0)];
    while let Some((element, depth)) = open.pop() {
        if defects.len() >= MAX_DEFECTS {
            break;
        }
        let mut note = |offset, kind| defects.push(Defect { offset, kind });
        if !element.minimal {
            note(element.offset, DefectKind::LengthNotMinimal);
        }
        if let Some(kind) = of_content(&element) {
            note(element.offset, kind);
        }
        if !element.tag.is_constructed() {
            continue;
        }
        if depth >= MAX_DEPTH {
            note(element.offset, DefectKind::TooDeep);
            continue;
        }
        let mut inner = element.reader();
        let mut previous: Option<Element<'_>> = None;
        let mut sorted = true;
        let first = open.len();
        while !inner.is_at_end() {
            let Ok(child) = inner.any("an element") else {
                defects.push(Defect { offset: inner.offset(), kind: DefectKind::Unreadable });
                break;
            };
            sorted &= element.tag != Tag::SET || previous.is_none_or(|p| p.full <= child.full);
            previous = Some(child);
            // Most elements of a long list are of no further interest.
            if child.tag.is_constructed() || !child.minimal || of_content(&child).is_some() {
                open.push((child, depth + 1));
            }
        }
        open[first..].reverse();
        if element.tag == Tag::SET && !sorted {
            defects.push(Defect { offset: element.offset, kind: DefectKind::SetNotSorted });
        }
    }
    Ok(defects)
}

/// What in the content of a primitive element is not DER.
fn of_content(element: &Element<'_>) -> Option<DefectKind> {
    match (element.tag, element.content) {
        (Tag::BOOLEAN, [0x00] | [0xff]) => None,
        (Tag::BOOLEAN, _) => Some(DefectKind::BooleanNotFf),
        (Tag::INTEGER, [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..]) => Some(DefectKind::IntegerNotMinimal),
        (Tag::BIT_STRING, [0]) => None,
        (Tag::BIT_STRING, [unused @ 0..=7, .., last]) if last.trailing_zeros() >= u32::from(*unused) => None,
        (Tag::BIT_STRING, _) => Some(DefectKind::BitStringPadding),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(bytes: &[u8]) -> Vec<DefectKind> {
        strict_der(bytes, 0).unwrap().into_iter().map(|d| d.kind).collect()
    }

    #[test]
    fn each_defect_is_found() {
        assert_eq!(kinds(&[0x30, 0x03, 0x01, 0x01, 0x01]), [DefectKind::BooleanNotFf]);
        assert_eq!(kinds(&[0x30, 0x81, 0x03, 0x02, 0x01, 0x01]), [DefectKind::LengthNotMinimal]);
        assert_eq!(kinds(&[0x02, 0x02, 0x00, 0x01]), [DefectKind::IntegerNotMinimal]);
        assert_eq!(kinds(&[0x31, 0x06, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01]), [DefectKind::SetNotSorted]);
        assert_eq!(kinds(&[0x03, 0x02, 0x01, 0x07]), [DefectKind::BitStringPadding]);
        assert_eq!(kinds(&[0x30, 0x01, 0x02]), [DefectKind::Unreadable]);
    }

    #[test]
    fn good_der_has_none() {
        assert!(kinds(&[0x30, 0x07, 0x01, 0x01, 0xff, 0x03, 0x02, 0x01, 0x06]).is_empty());
    }

    #[test]
    fn deep_nesting_ends_without_running_away() {
        let mut bytes = vec![0x30, 0x00];
        for _ in 0..60 {
            let mut outer = vec![0x30, bytes.len() as u8];
            outer.append(&mut bytes);
            bytes = outer;
        }
        assert!(kinds(&bytes).contains(&DefectKind::TooDeep));
    }
}
