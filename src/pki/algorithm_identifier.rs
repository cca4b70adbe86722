//! `AlgorithmIdentifier` of a signature: what it means, and what is odd about how it is written.

use crate::asn1::{Asn1Error, Element, Reader, Tag, oid_text};
use crate::signer::{Algorithm, Hash, SignerError};

/// An `AlgorithmIdentifier` as it stands in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier<'a> {
    /// The SEQUENCE.
    pub element: Element<'a>,
    /// Content octets of the algorithm's object identifier.
    pub oid: &'a [u8],
    /// The parameters, if there are any.
    pub parameters: Option<Element<'a>>,
}

/// What is odd about an identifier that can be used all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// ECDSA or Ed25519 with parameters (mostly NULL), where RFC 5758 3.2 wants none.
    pub unwanted_parameters: bool,
    /// RSA PKCS#1 without the NULL that RFC 4055 5 wants.
    pub null_missing: bool,
    /// PSS: the hash is left to its default (SHA-1).
    pub pss_hash_implicit: bool,
    /// PSS: the mask generation is left to its default (MGF1 with SHA-1).
    pub pss_mask_implicit: bool,
    /// PSS: the salt length is left to its default (20).
    pub pss_salt_implicit: bool,
    /// PSS: a default value is written out, which DER does not allow.
    pub pss_default_written: bool,
}

/// ansi-X9-62 signatures, 1.2.840.10045.4.
const ECDSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04];
/// pkcs-1, 1.2.840.113549.1.1.
const PKCS1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
/// id-Ed25519.
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

impl<'a> AlgorithmIdentifier<'a> {
    /// Takes the next element, which must be a SEQUENCE that begins with an object identifier.
    pub fn next(reader: &mut Reader<'a>, wanted: &'static str) -> Result<Self, Asn1Error> {
        Self::from_element(reader.next(Tag::SEQUENCE, wanted)?)
    }

    /// Reads the SEQUENCE.
    pub fn from_element(element: Element<'a>) -> Result<Self, Asn1Error> {
        let mut parts = element.reader();
        let oid = parts.next(Tag::OID, "an algorithm's object identifier")?.content;
        let parameters = if parts.is_at_end() { None } else { Some(parts.any("the parameters of an algorithm")?) };
        parts.finish("the parameters of an algorithm")?;
        Ok(AlgorithmIdentifier { element, oid, parameters })
    }

    /// The signature algorithm, hash included.
    pub fn algorithm(&self) -> Result<Algorithm, SignerError> {
        self.read().map(|(algorithm, _)| algorithm)
    }

    /// The signature algorithm, and what is odd about how it is written.
    pub fn read(&self) -> Result<(Algorithm, Oddities), SignerError> {
        let mut odd = Oddities::default();
        let unknown = || SignerError::AlgorithmUnknown { oid: oid_text(self.oid) };
        if let Some(rest) = self.oid.strip_prefix(ECDSA) {
            odd.unwanted_parameters = self.parameters.is_some();
            let hash = match rest {
                [1] => Hash::Sha1,
                [3, 1] => Hash::Sha224,
                [3, 2] => Hash::Sha256,
                [3, 3] => Hash::Sha384,
                [3, 4] => Hash::Sha512,
                _ => return Err(unknown()),
            };
            return Ok((Algorithm::Ecdsa(hash), odd));
        }
        if self.oid == ED25519 {
            odd.unwanted_parameters = self.parameters.is_some();
            return Ok((Algorithm::Ed25519, odd));
        }
        let hash = match self.oid.strip_prefix(PKCS1) {
            Some([10]) => return self.read_pss(odd),
            Some([5]) => Hash::Sha1,
            Some([14]) => Hash::Sha224,
            Some([11]) => Hash::Sha256,
            Some([12]) => Hash::Sha384,
            Some([13]) => Hash::Sha512,
            _ => return Err(unknown()),
        };
        odd.null_missing = !self.parameters.is_some_and(|p| p.tag == Tag::NULL && p.content.is_empty());
        Ok((Algorithm::RsaPkcs1(hash), odd))
    }

    /// `RSASSA-PSS-params` (RFC 4055 3.1). MGF1 must use the same hash: the two may
    /// differ in the standard, but nobody writes that and a difference hides a weak hash.
    fn read_pss(&self, mut odd: Oddities) -> Result<(Algorithm, Oddities), SignerError> {
        let bad = |what: String| SignerError::ParametersBad { oid: oid_text(self.oid), what };
        let malformed = |e: Asn1Error| bad(e.to_string());
        let Some(parameters) = self.parameters else {
            return Err(bad("RSASSA-PSS without parameters".into()));
        };
        let mut parts = parameters.expect(Tag::SEQUENCE, "RSASSA-PSS parameters").map_err(malformed)?.reader();
        let inner = |e: Option<Element<'a>>| e.map(|e| e.reader());

        let mut hash = Hash::Sha1;
        match inner(parts.optional(Tag::context(0), "the hash").map_err(malformed)?) {
            Some(mut r) => {
                hash = hash_of(&AlgorithmIdentifier::next(&mut r, "the hash").map_err(malformed)?)?;
                odd.pss_default_written |= hash == Hash::Sha1;
            }
            None => odd.pss_hash_implicit = true,
        }
        let mut mask_hash = Hash::Sha1;
        match inner(parts.optional(Tag::context(1), "the mask generation").map_err(malformed)?) {
            Some(mut r) => {
                let mgf = AlgorithmIdentifier::next(&mut r, "the mask generation").map_err(malformed)?;
                if mgf.oid.strip_prefix(PKCS1) != Some(&[8]) {
                    return Err(bad(format!("mask generation {} is not MGF1", oid_text(mgf.oid))));
                }
                let Some(hash) = mgf.parameters else { return Err(bad("MGF1 without its hash".into())) };
                let hash = hash.expect(Tag::SEQUENCE, "the hash of MGF1").and_then(AlgorithmIdentifier::from_element);
                mask_hash = hash_of(&hash.map_err(malformed)?)?;
                odd.pss_default_written |= mask_hash == Hash::Sha1;
            }
            None => odd.pss_mask_implicit = true,
        }
        let mut salt = 20;
        match inner(parts.optional(Tag::context(2), "the salt length").map_err(malformed)?) {
            Some(mut r) => {
                let length = r.next(Tag::INTEGER, "the salt length").and_then(|e| e.small()).map_err(malformed)?;
                salt = u16::try_from(length).map_err(|_| bad(format!("a salt of {length} octets")))?;
                odd.pss_default_written |= salt == 20;
            }
            None => odd.pss_salt_implicit = true,
        }
        if let Some(mut r) = inner(parts.optional(Tag::context(3), "the trailer field").map_err(malformed)?) {
            let trailer = r.next(Tag::INTEGER, "the trailer field").and_then(|e| e.small()).map_err(malformed)?;
            odd.pss_default_written = true;
            if trailer != 1 {
                return Err(bad(format!("trailer field {trailer}, which nobody defines")));
            }
        }
        parts.finish("RSASSA-PSS parameters").map_err(malformed)?;
        if hash != mask_hash {
            return Err(bad(format!("hash {hash} but MGF1 with {mask_hash}")));
        }
        Ok((Algorithm::RsaPss(hash, salt), odd))
    }
}

fn hash_of(identifier: &AlgorithmIdentifier<'_>) -> Result<Hash, SignerError> {
    Hash::from_oid(identifier.oid).ok_or_else(|| SignerError::AlgorithmUnknown { oid: oid_text(identifier.oid) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1;

    fn read(der: &[u8]) -> Result<(Algorithm, Oddities), SignerError> {
        AlgorithmIdentifier::next(&mut Reader::new(der), "an algorithm").unwrap().read()
    }

    #[test]
    fn what_we_write_reads_back_without_oddities() {
        for hash in [Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            for algorithm in [Algorithm::Ecdsa(hash), Algorithm::RsaPkcs1(hash), Algorithm::RsaPss(hash, 32)] {
                assert_eq!(read(&algorithm.identifier()).unwrap(), (algorithm, Oddities::default()));
            }
        }
        assert_eq!(read(&Algorithm::Ed25519.identifier()).unwrap().0, Algorithm::Ed25519);
    }

    #[test]
    fn null_where_none_belongs_and_none_where_it_belongs_are_noted() {
        let ecdsa =
            asn1::sequence(&[asn1::oid_from_text("1.2.840.10045.4.3.2").map(|o| asn1::oid(&o)).unwrap(), asn1::null()]);
        assert!(read(&ecdsa).unwrap().1.unwanted_parameters);
        let rsa = asn1::sequence(&[asn1::oid_from_text("1.2.840.113549.1.1.11").map(|o| asn1::oid(&o)).unwrap()]);
        assert!(read(&rsa).unwrap().1.null_missing);
    }

    #[test]
    fn pss_with_two_hashes_or_another_mask_or_trailer_is_refused() {
        let good = Algorithm::RsaPss(Hash::Sha256, 32).identifier();
        let sha512 = asn1::oid(Hash::Sha512.oid());
        let at = good.windows(sha512.len()).rposition(|w| w == asn1::oid(Hash::Sha256.oid())).unwrap();
        let mut mixed = good.clone();
        mixed[at..at + sha512.len()].copy_from_slice(&sha512);
        assert!(read(&mixed).unwrap_err().to_string().contains("MGF1 with SHA-512"));
        let oid = asn1::oid_from_text("1.2.840.113549.1.1.10").map(|o| asn1::oid(&o)).unwrap();
        let trailer = asn1::sequence(&[asn1::context(3, &asn1::integer(2))]);
        assert!(read(&asn1::sequence(&[oid.clone(), trailer])).is_err());
        assert!(read(&asn1::sequence(std::slice::from_ref(&oid))).is_err());
        let all_defaults = read(&asn1::sequence(&[oid, asn1::sequence::<&[u8]>(&[])])).unwrap();
        assert_eq!(all_defaults.0, Algorithm::RsaPss(Hash::Sha1, 20));
        assert!(
            all_defaults.1.pss_hash_implicit && all_defaults.1.pss_mask_implicit && all_defaults.1.pss_salt_implicit
        );
    }

    #[test]
    fn bare_rsa_encryption_is_no_signature_algorithm() {
        let oid = asn1::oid_from_text("1.2.840.113549.1.1.1").map(|o| asn1::oid(&o)).unwrap();
        assert!(read(&asn1::sequence(&[oid, asn1::null()])).is_err());
    }
}
