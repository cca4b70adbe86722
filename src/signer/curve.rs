//! Elliptic curves: named, or explicit and then equal to a known curve by value.
//!
//! Doc 9303-12 4.1.6.3 demands explicit parameters with the cofactor and
//! uncompressed points. Explicit parameters that are not a known curve by value
//! are refused: a changed generator lets anybody forge (CVE-2020-0601).

use std::fmt;
use std::sync::LazyLock;

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, PointConversionForm};
use openssl::nid::Nid;
use serde::{Deserialize, Serialize};

use super::SignerError;
use crate::asn1::{self, Asn1Error, Element, Tag};

/// The curves that travel documents use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Curve {
    /// NIST P-224.
    #[serde(rename = "P-224")]
    P224,
    /// NIST P-256.
    #[serde(rename = "P-256")]
    P256,
    /// NIST P-384.
    #[serde(rename = "P-384")]
    P384,
    /// NIST P-521.
    #[serde(rename = "P-521")]
    P521,
    /// brainpoolP224r1 (RFC 5639): only read.
    #[serde(rename = "brainpoolP224r1")]
    BrainpoolP224r1,
    /// brainpoolP256r1.
    #[serde(rename = "brainpoolP256r1")]
    BrainpoolP256r1,
    /// brainpoolP384r1.
    #[serde(rename = "brainpoolP384r1")]
    BrainpoolP384r1,
    /// brainpoolP512r1.
    #[serde(rename = "brainpoolP512r1")]
    BrainpoolP512r1,
}

impl Curve {
    /// Every curve known here.
    pub const ALL: [Curve; 8] = [
        Curve::P256,
        Curve::P384,
        Curve::P521,
        Curve::BrainpoolP256r1,
        Curve::BrainpoolP384r1,
        Curve::BrainpoolP512r1,
        Curve::P224,
        Curve::BrainpoolP224r1,
    ];

    /// The usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Curve::P224 => "P-224",
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
            Curve::BrainpoolP224r1 => "brainpoolP224r1",
            Curve::BrainpoolP256r1 => "brainpoolP256r1",
            Curve::BrainpoolP384r1 => "brainpoolP384r1",
            Curve::BrainpoolP512r1 => "brainpoolP512r1",
        }
    }

    /// The content octets of its object identifier.
    pub const fn oid(self) -> &'static [u8] {
        match self {
            Curve::P224 => &[0x2b, 0x81, 0x04, 0x00, 0x21],
            Curve::P256 => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
            Curve::P384 => &[0x2b, 0x81, 0x04, 0x00, 0x22],
            Curve::P521 => &[0x2b, 0x81, 0x04, 0x00, 0x23],
            Curve::BrainpoolP224r1 => &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x05],
            Curve::BrainpoolP256r1 => &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07],
            Curve::BrainpoolP384r1 => &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b],
            Curve::BrainpoolP512r1 => &[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d],
        }
    }

    /// From the content octets of an object identifier.
    pub fn from_oid(oid: &[u8]) -> Option<Curve> {
        Curve::ALL.into_iter().find(|c| c.oid() == oid)
    }

    /// Octets of a field element, and of each half of a raw signature.
    pub const fn field_len(self) -> usize {
        match self {
            Curve::P224 | Curve::BrainpoolP224r1 => 28,
            Curve::P256 | Curve::BrainpoolP256r1 => 32,
            Curve::P384 | Curve::BrainpoolP384r1 => 48,
            Curve::P521 => 66,
            Curve::BrainpoolP512r1 => 64,
        }
    }

    const fn nid(self) -> Nid {
        match self {
            Curve::P224 => Nid::SECP224R1,
            Curve::P256 => Nid::X9_62_PRIME256V1,
            Curve::P384 => Nid::SECP384R1,
            Curve::P521 => Nid::SECP521R1,
            Curve::BrainpoolP224r1 => Nid::BRAINPOOL_P224R1,
            Curve::BrainpoolP256r1 => Nid::BRAINPOOL_P256R1,
            Curve::BrainpoolP384r1 => Nid::BRAINPOOL_P384R1,
            Curve::BrainpoolP512r1 => Nid::BRAINPOOL_P512R1,
        }
    }

    fn known(self) -> Result<&'static Known, SignerError> {
        let unreadable = || SignerError::KeyUnreadable { what: format!("curve {} is not supported", self.name()) };
        KNOWN.iter().find(|k| k.curve == self).ok_or_else(unreadable)
    }

    /// The library's group of this curve.
    pub fn group(self) -> Result<&'static EcGroup, SignerError> {
        Ok(&self.known()?.group)
    }

    /// The DER `ECParameters` as Doc 9303-12 wants them: explicit, generator
    /// uncompressed, cofactor present, no seed.
    pub fn explicit_parameters(self) -> Result<Vec<u8>, SignerError> {
        let known = self.known()?;
        let prime_field = asn1::oid(&PRIME_FIELD);
        Ok(asn1::sequence(&[
            asn1::integer(1),
            asn1::sequence(&[prime_field, asn1::integer_bytes(&known.p)]),
            asn1::sequence(&[asn1::octet_string(&known.a), asn1::octet_string(&known.b)]),
            asn1::octet_string(&known.generator),
            asn1::integer_bytes(&known.order),
            asn1::integer(1),
        ]))
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// id-prime-field, 1.2.840.10045.1.1.
const PRIME_FIELD: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01, 0x01];

struct Known {
    curve: Curve,
    group: EcGroup,
    p: Vec<u8>,
    a: Vec<u8>,
    b: Vec<u8>,
    generator: Vec<u8>,
    order: Vec<u8>,
}

static KNOWN: LazyLock<Vec<Known>> =
    LazyLock::new(|| Curve::ALL.into_iter().filter_map(|curve| read_known(curve).ok()).collect());

fn read_known(curve: Curve) -> Result<Known, openssl::error::ErrorStack> {
    let mut group = EcGroup::from_curve_name(curve.nid())?;
    group.set_asn1_flag(openssl::ec::Asn1Flag::NAMED_CURVE);
    let mut context = BigNumContext::new()?;
    let (mut p, mut a, mut b, mut order) = (BigNum::new()?, BigNum::new()?, BigNum::new()?, BigNum::new()?);
    group.components_gfp(&mut p, &mut a, &mut b, &mut context)?;
    group.order(&mut order, &mut context)?;
    let generator = group.generator_opt().ok_or_else(openssl::error::ErrorStack::get)?.to_bytes(
        &group,
        PointConversionForm::UNCOMPRESSED,
        &mut context,
    )?;
    let width = curve.field_len() as i32;
    Ok(Known {
        curve,
        p: p.to_vec(),
        a: a.to_vec_padded(width)?,
        b: b.to_vec_padded(width)?,
        generator,
        order: order.to_vec(),
        group,
    })
}

/// Explicit `ECParameters` as they were found, unjudged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplicitParameters<'a> {
    prime: &'a [u8],
    a: &'a [u8],
    b: &'a [u8],
    generator: &'a [u8],
    order: &'a [u8],
    cofactor: Option<&'a [u8]>,
    version: &'a [u8],
    coefficients: [usize; 2],
    /// Whether a seed stands in them.
    pub has_seed: bool,
}

/// What explicit parameters were found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurveMatch {
    /// The known curve they equal by value.
    pub curve: Curve,
    /// What in them is not as Doc 9303-12 wants it.
    pub defects: Vec<ExplicitDefect>,
}

/// What can be odd about explicit parameters that do equal a known curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExplicitDefect {
    /// The cofactor is absent.
    CofactorAbsent,
    /// The generator is compressed.
    GeneratorCompressed,
    /// A seed is present (allowed, noted).
    SeedPresent,
    /// A version that is none of 1 to 3 (X9.62).
    VersionUnknown,
    /// A coefficient that has not the length of the field (X9.62, FieldElement).
    CoefficientLength,
}

impl<'a> ExplicitParameters<'a> {
    /// Reads the SEQUENCE; only prime fields are read.
    pub fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut parts = element.reader();
        let version = parts.next(Tag::INTEGER, "the version of ECParameters")?.content;
        let mut field = parts.next(Tag::SEQUENCE, "the fieldID of ECParameters")?.reader();
        let field_type = field.next(Tag::OID, "the field type")?;
        if field_type.content != PRIME_FIELD {
            return Err(Asn1Error::Value { offset: field_type.offset, what: "a field that is not a prime field" });
        }
        let prime = field.next(Tag::INTEGER, "the prime of the field")?.unsigned()?;
        let mut curve = parts.next(Tag::SEQUENCE, "the curve of ECParameters")?.reader();
        let a = curve.next(Tag::OCTET_STRING, "the coefficient a")?.content;
        let b = curve.next(Tag::OCTET_STRING, "the coefficient b")?.content;
        let has_seed = curve.optional(Tag::BIT_STRING, "the seed")?.is_some();
        let generator = parts.next(Tag::OCTET_STRING, "the base point")?.content;
        let order = parts.next(Tag::INTEGER, "the order")?.unsigned()?;
        let cofactor = parts.optional(Tag::INTEGER, "the cofactor")?.map(|c| c.unsigned()).transpose()?;
        let (coefficients, a, b) = ([a.len(), b.len()], trim(a), trim(b));
        Ok(ExplicitParameters { prime, a, b, generator, order, cofactor, version, coefficients, has_seed })
    }

    /// The known curve that these parameters equal by value, if any.
    pub fn matched(&self) -> Option<CurveMatch> {
        let known = KNOWN.iter().find(|k| {
            let compressed = self.generator.len() == k.curve.field_len() + 1;
            k.p == self.prime
                && trim(&k.a) == self.a
                && trim(&k.b) == self.b
                && k.order == self.order
                && self.cofactor.is_none_or(|h| h == [1])
                && if compressed {
                    compressed_equals(self.generator, &k.generator)
                } else {
                    k.generator == self.generator
                }
        })?;
        let mut defects = Vec::new();
        if self.cofactor.is_none() {
            defects.push(ExplicitDefect::CofactorAbsent);
        }
        if self.generator.first() != Some(&4) {
            defects.push(ExplicitDefect::GeneratorCompressed);
        }
        if self.has_seed {
            defects.push(ExplicitDefect::SeedPresent);
        }
        if !matches!(self.version, [1..=3]) {
            defects.push(ExplicitDefect::VersionUnknown);
        }
        if self.coefficients.iter().any(|length| *length != known.curve.field_len()) {
            defects.push(ExplicitDefect::CoefficientLength);
        }
        Some(CurveMatch { curve: known.curve, defects })
    }
}

fn trim(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|b| **b == 0).count();
    &octets[zeros..]
}

fn compressed_equals(compressed: &[u8], uncompressed: &[u8]) -> bool {
    let width = compressed.len() - 1;
    let odd = uncompressed.last().is_some_and(|b| b & 1 == 1);
    compressed[0] == if odd { 3 } else { 2 } && compressed[1..] == uncompressed[1..=width]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    fn matched(der: &[u8]) -> Option<CurveMatch> {
        let element = Reader::new(der).next(Tag::SEQUENCE, "parameters").unwrap();
        ExplicitParameters::read(&element).unwrap().matched()
    }

    #[test]
    fn what_is_written_is_recognised_for_every_curve() {
        for curve in Curve::ALL {
            let found = matched(&curve.explicit_parameters().unwrap()).unwrap();
            assert_eq!(found, CurveMatch { curve, defects: vec![] });
        }
    }

    #[test]
    fn a_changed_generator_is_no_known_curve() {
        let mut der = Curve::P256.explicit_parameters().unwrap();
        let generator = &Curve::P256.known().unwrap().generator;
        let at = der.windows(generator.len()).position(|w| w == generator.as_slice()).unwrap();
        der[at + 5] ^= 1;
        assert_eq!(matched(&der), None);
    }
}
