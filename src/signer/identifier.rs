//! Reading an `AlgorithmIdentifier`: which algorithm it names, and in which form it stands.
//!
//! Real objects write parameters where there should be none and leave them out
//! where there should be NULL. Both are read, and said in [`AlgorithmForm`], so
//! that whoever judges can make a finding of it.

use super::{Algorithm, Hash, MlDsa, SignerError};
use crate::asn1::{self, Asn1Error, Element, Tag};

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10.
const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// id-mgf1, 1.2.840.113549.1.1.8.
const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// id-Ed25519, 1.3.101.112.
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// How the parameters of an `AlgorithmIdentifier` are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParametersForm {
    /// Not there.
    Absent,
    /// NULL.
    Null,
    /// Something else.
    Other,
}

/// Which fields of RSASSA-PSS parameters are written out; the others have the
/// defaults of RFC 4055 3.1 (SHA-1, MGF1 with SHA-1, salt of 20 octets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PssForm {
    /// The hash is written out.
    pub hash_explicit: bool,
    /// The mask generation function and its hash are written out.
    pub mask_explicit: bool,
    /// The salt length is written out.
    pub salt_explicit: bool,
}

/// The form in which an `AlgorithmIdentifier` was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AlgorithmForm {
    /// How its parameters are written.
    pub parameters: ParametersForm,
    /// For RSASSA-PSS: which fields are written out.
    pub pss: Option<PssForm>,
    /// It is `rsaEncryption` alone; the hash came from elsewhere (RFC 5652 10.1.2).
    pub bare_rsa: bool,
}

impl AlgorithmForm {
    /// Whether the parameters are written as the algorithm's own standard wants them:
    /// NULL for RSASSA-PKCS1-v1_5 (RFC 4055 5), none for ECDSA (RFC 5758 3.2),
    /// Ed25519 (RFC 8410 3) and ML-DSA (RFC 9881 2), fields for RSASSA-PSS (RFC 4055 3.1).
    pub fn is_standard_for(&self, algorithm: Algorithm) -> bool {
        let wanted = match algorithm {
            Algorithm::RsaPkcs1(_) => ParametersForm::Null,
            Algorithm::Ecdsa(_) | Algorithm::Ed25519 | Algorithm::MlDsa(_) => ParametersForm::Absent,
            Algorithm::RsaPss(..) => ParametersForm::Other,
        };
        self.parameters == wanted
    }
}

/// Reads a signature's `AlgorithmIdentifier`. The element's own tag is not asked for.
///
/// Errors: [`SignerError::AlgorithmUnknown`] for an algorithm not known here, bare
/// `rsaEncryption` included; [`SignerError::ParametersBad`] for RSASSA-PSS parameters
/// that cannot be read or that ask for two different hashes.
pub fn read_algorithm(element: &Element<'_>) -> Result<(Algorithm, AlgorithmForm), SignerError> {
    read(element, None)
}

/// As [`read_algorithm`], where bare `rsaEncryption` means RSASSA-PKCS1-v1_5 with `digest`,
/// the hash that the object names beside it (CMS `digestAlgorithm`, RFC 3370 3.2).
pub fn read_algorithm_with_digest(
    element: &Element<'_>,
    digest: Hash,
) -> Result<(Algorithm, AlgorithmForm), SignerError> {
    read(element, Some(digest))
}

/// Reads a digest's `AlgorithmIdentifier`.
pub fn read_hash(element: &Element<'_>) -> Result<(Hash, ParametersForm), SignerError> {
    let parts = Parts::of(element)?;
    let hash = Hash::from_oid(parts.oid).ok_or_else(|| parts.unknown())?;
    Ok((hash, parts.form()))
}

/// An `AlgorithmIdentifier` taken apart.
struct Parts<'a> {
    oid: &'a [u8],
    parameters: Option<Element<'a>>,
}

impl<'a> Parts<'a> {
    fn of(element: &Element<'a>) -> Result<Self, SignerError> {
        let bad = |e: Asn1Error| SignerError::ParametersBad { oid: "?".into(), what: e.to_string() };
        let mut reader = element.reader();
        let oid = reader.next(Tag::OID, "the algorithm of an AlgorithmIdentifier").map_err(bad)?.content;
        let parameters = if reader.is_at_end() { None } else { Some(reader.any("parameters").map_err(bad)?) };
        reader.finish("the AlgorithmIdentifier").map_err(bad)?;
        Ok(Parts { oid, parameters })
    }

    fn form(&self) -> ParametersForm {
        match self.parameters {
            None => ParametersForm::Absent,
            Some(p) if p.tag == Tag::NULL => ParametersForm::Null,
            Some(_) => ParametersForm::Other,
        }
    }

    fn unknown(&self) -> SignerError {
        SignerError::AlgorithmUnknown { oid: asn1::oid_text(self.oid) }
    }
}

fn read(element: &Element<'_>, digest: Option<Hash>) -> Result<(Algorithm, AlgorithmForm), SignerError> {
    let parts = Parts::of(element)?;
    let plain = AlgorithmForm { parameters: parts.form(), pss: None, bare_rsa: false };
    if parts.oid == RSASSA_PSS {
        let (algorithm, pss) = read_pss(&parts)?;
        return Ok((algorithm, AlgorithmForm { pss: Some(pss), ..plain }));
    }
    if parts.oid == RSA_ENCRYPTION {
        let hash = digest.ok_or_else(|| parts.unknown())?;
        return Ok((Algorithm::RsaPkcs1(hash), AlgorithmForm { bare_rsa: true, ..plain }));
    }
    if parts.oid == ED25519 {
        return Ok((Algorithm::Ed25519, plain));
    }
    if let Some(set) = MlDsa::from_oid(parts.oid) {
        return Ok((Algorithm::MlDsa(set), plain));
    }
    let algorithm = hash_and_sign(parts.oid).ok_or_else(|| parts.unknown())?;
    Ok((algorithm, plain))
}

/// The algorithms whose identifier names the hash too.
fn hash_and_sign(oid: &[u8]) -> Option<Algorithm> {
    let (last, arc) = oid.split_last()?;
    let hash = |list: [(u8, Hash); 5]| list.into_iter().find(|(n, _)| n == last).map(|(_, h)| h);
    match arc {
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01] => {
            let all = [(5, Hash::Sha1), (14, Hash::Sha224), (11, Hash::Sha256), (12, Hash::Sha384), (13, Hash::Sha512)];
            hash(all).map(Algorithm::RsaPkcs1)
        }
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04] if *last == 1 => Some(Algorithm::Ecdsa(Hash::Sha1)),
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03] => {
            let sha2 = [Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512];
            let at = usize::from(*last).checked_sub(1)?;
            sha2.get(at).copied().map(Algorithm::Ecdsa)
        }
        _ => None,
    }
}

/// RSASSA-PSS parameters (RFC 4055 3.1). Absent parameters mean all defaults.
fn read_pss(parts: &Parts<'_>) -> Result<(Algorithm, PssForm), SignerError> {
    let refused = |what: String| SignerError::ParametersBad { oid: asn1::oid_text(RSASSA_PSS), what };
    let bad = |e: Asn1Error| refused(e.to_string());
    let Some(parameters) = parts.parameters else {
        let form = PssForm { hash_explicit: false, mask_explicit: false, salt_explicit: false };
        return Ok((Algorithm::RsaPss(Hash::Sha1, 20), form));
    };
    let mut fields = parameters.expect(Tag::SEQUENCE, "RSASSA-PSS parameters").map_err(bad)?.reader();
    let inner = |field: Option<Element<'_>>, wanted| -> Result<Option<Hash>, SignerError> {
        let Some(field) = field else { return Ok(None) };
        let mut reader = field.reader();
        let identifier = reader.next(Tag::SEQUENCE, wanted).map_err(bad)?;
        reader.finish(wanted).map_err(bad)?;
        read_hash(&identifier).map(|(hash, _)| Some(hash))
    };
    let hash_field = fields.optional(Tag::context(0), "hashAlgorithm").map_err(bad)?;
    let hash = inner(hash_field, "the hash of RSASSA-PSS")?;
    let mask = match fields.optional(Tag::context(1), "maskGenAlgorithm").map_err(bad)? {
        None => None,
        Some(field) => {
            let mut function =
                field.reader().next(Tag::SEQUENCE, "the mask generation function").map_err(bad)?.reader();
            let name = function.next(Tag::OID, "the mask generation function").map_err(bad)?;
            if name.content != MGF1 {
                return Err(refused(format!("mask generation function {}", asn1::oid_text(name.content))));
            }
            let identifier = function.next(Tag::SEQUENCE, "the hash of MGF1").map_err(bad)?;
            function.finish("the mask generation function").map_err(bad)?;
            Some(read_hash(&identifier)?.0)
        }
    };
    let number = |field: Option<Element<'_>>, wanted| -> Result<Option<u32>, SignerError> {
        let Some(field) = field else { return Ok(None) };
        let value = field.reader().next(Tag::INTEGER, wanted).and_then(|e| e.small()).map_err(bad)?;
        Ok(Some(value))
    };
    let salt = number(fields.optional(Tag::context(2), "saltLength").map_err(bad)?, "the salt length")?;
    let trailer = number(fields.optional(Tag::context(3), "trailerField").map_err(bad)?, "the trailer field")?;
    fields.finish("the RSASSA-PSS parameters").map_err(bad)?;

    let form = PssForm { hash_explicit: hash.is_some(), mask_explicit: mask.is_some(), salt_explicit: salt.is_some() };
    let (hash, mask) = (hash.unwrap_or(Hash::Sha1), mask.unwrap_or(Hash::Sha1));
    if hash != mask {
        return Err(refused(format!("hash {hash} but {mask} in the mask generation function")));
    }
    let salt = salt.unwrap_or(20);
    let salt = u16::try_from(salt).ok().filter(|s| *s <= 512);
    let salt = salt.ok_or_else(|| refused("a salt length over 512 octets".into()))?;
    if trailer.is_some_and(|t| t != 1) {
        return Err(refused("a trailer field other than 1".into()));
    }
    Ok((Algorithm::RsaPss(hash, salt), form))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    fn element(der: &[u8]) -> Element<'_> {
        Reader::new(der).next(Tag::SEQUENCE, "an identifier").unwrap()
    }

    fn pss(fields: &[Vec<u8>]) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(RSASSA_PSS), asn1::sequence(fields)])
    }

    fn hash_id(hash: Hash) -> Vec<u8> {
        asn1::sequence(&[asn1::oid(hash.oid())])
    }

    #[test]
    fn what_is_written_is_read_back_in_its_standard_form() {
        for hash in Hash::ALL {
            let salt = hash.output_len() as u16;
            for algorithm in [Algorithm::Ecdsa(hash), Algorithm::RsaPkcs1(hash), Algorithm::RsaPss(hash, salt)] {
                let (found, form) = read_algorithm(&element(&algorithm.identifier())).unwrap();
                assert_eq!(found, algorithm);
                assert!(form.is_standard_for(algorithm) && !form.bare_rsa, "{algorithm}");
            }
        }
        for bare in [Algorithm::Ed25519, Algorithm::MlDsa(MlDsa::MlDsa44), Algorithm::MlDsa(MlDsa::MlDsa65)] {
            let (found, form) = read_algorithm(&element(&bare.identifier())).unwrap();
            assert_eq!((found, form.parameters), (bare, ParametersForm::Absent));
            assert!(form.is_standard_for(bare));
        }
    }

    #[test]
    fn pss_fields_that_are_left_out_have_the_defaults_of_rfc_4055() {
        let absent = asn1::sequence(&[asn1::oid(RSASSA_PSS)]);
        for der in [absent, pss(&[])] {
            let (algorithm, form) = read_algorithm(&element(&der)).unwrap();
            assert_eq!(algorithm, Algorithm::RsaPss(Hash::Sha1, 20));
            assert!(!form.pss.unwrap().hash_explicit);
        }
        let mask = asn1::sequence(&[asn1::oid(MGF1), hash_id(Hash::Sha256)]);
        let der = pss(&[asn1::context(0, &hash_id(Hash::Sha256)), asn1::context(1, &mask)]);
        let (algorithm, form) = read_algorithm(&element(&der)).unwrap();
        assert_eq!(algorithm, Algorithm::RsaPss(Hash::Sha256, 20));
        let expected = PssForm { hash_explicit: true, mask_explicit: true, salt_explicit: false };
        assert_eq!(form.pss, Some(expected));
    }

    #[test]
    fn pss_with_two_hashes_another_trailer_or_a_huge_salt_is_refused() {
        let two_hashes = pss(&[asn1::context(0, &hash_id(Hash::Sha256))]);
        let trailer = pss(&[asn1::context(3, &asn1::integer(2))]);
        let salt = pss(&[asn1::context(2, &asn1::integer(70_000))]);
        let negative = pss(&[asn1::context(2, &[0x02, 0x01, 0xff])]);
        let not_mgf1 = pss(&[asn1::context(1, &asn1::sequence(&[asn1::oid(&[0x2a]), hash_id(Hash::Sha1)]))]);
        let null = asn1::sequence(&[asn1::oid(RSASSA_PSS), asn1::null()]);
        for der in [two_hashes, trailer, salt, negative, not_mgf1, null] {
            let error = read_algorithm(&element(&der)).unwrap_err();
            assert!(matches!(error, SignerError::ParametersBad { .. }), "{error}");
        }
    }

    #[test]
    fn bare_rsa_encryption_is_an_algorithm_only_beside_a_digest() {
        let der = asn1::sequence(&[asn1::oid(RSA_ENCRYPTION), asn1::null()]);
        assert!(matches!(read_algorithm(&element(&der)), Err(SignerError::AlgorithmUnknown { .. })));
        let (algorithm, form) = read_algorithm_with_digest(&element(&der), Hash::Sha384).unwrap();
        assert_eq!(algorithm, Algorithm::RsaPkcs1(Hash::Sha384));
        assert!(form.bare_rsa);
    }

    #[test]
    fn parameters_are_told_apart_even_where_they_should_not_be() {
        let ecdsa = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
        for (parameters, expected) in [
            (vec![], ParametersForm::Absent),
            (asn1::null(), ParametersForm::Null),
            (asn1::integer(1), ParametersForm::Other),
        ] {
            let der = asn1::sequence(&[asn1::oid(ecdsa), parameters]);
            let (algorithm, form) = read_algorithm(&element(&der)).unwrap();
            assert_eq!((algorithm, form.parameters), (Algorithm::Ecdsa(Hash::Sha256), expected));
        }
    }

    #[test]
    fn junk_and_unknown_algorithms_are_refused() {
        let unknown = asn1::sequence(&[asn1::oid(&[0x2a, 0x03])]);
        let beyond = asn1::sequence(&[asn1::oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x00])]);
        let trailing = asn1::sequence(&[asn1::oid(ED25519), asn1::null(), asn1::null()]);
        for der in [unknown, beyond, trailing, vec![0x30, 0x00], vec![0x30, 0x02, 0x06, 0x00], vec![0x30, 0x01, 0x06]] {
            assert!(read_algorithm(&element(&der)).is_err(), "{der:02x?}");
            assert!(read_hash(&element(&der)).is_err(), "{der:02x?}");
        }
    }
}
