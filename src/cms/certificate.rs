//! Just enough of a certificate to name it and to take its key: who issued it, its serial
//! number, its subject key identifier. Nothing here judges a certificate.

use crate::asn1::{Asn1Error, Element, Reader, Tag};

/// subjectKeyIdentifier, 2.5.29.14.
const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x0e];

/// The parts of a certificate by which a CMS signer can name it.
#[derive(Clone, Copy, Debug)]
pub struct CertificateNames<'a> {
    /// The issuer's `Name`, whole DER.
    pub issuer: &'a [u8],
    /// The subject's `Name`, whole DER.
    pub subject: &'a [u8],
    /// The content octets of the serial number, as written.
    pub serial: &'a [u8],
    /// The `SubjectPublicKeyInfo`.
    pub key: Element<'a>,
    /// The octets of the subject key identifier, where there is one that can be read.
    pub key_identifier: Option<&'a [u8]>,
}

impl<'a> CertificateNames<'a> {
    /// Reads them out of a DER certificate.
    pub fn read(certificate: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut reader = Reader::new(certificate);
        let mut outer = reader.next(Tag::SEQUENCE, "a certificate")?.reader();
        reader.finish("the certificate")?;
        let mut tbs = outer.next(Tag::SEQUENCE, "the tbsCertificate")?.reader();
        tbs.optional(Tag::context(0), "the version")?;
        let serial = tbs.next(Tag::INTEGER, "the serial number")?.content;
        tbs.next(Tag::SEQUENCE, "the signature algorithm")?;
        let issuer = tbs.next(Tag::SEQUENCE, "the issuer")?.full;
        tbs.next(Tag::SEQUENCE, "the validity")?;
        let subject = tbs.next(Tag::SEQUENCE, "the subject")?.full;
        let key = tbs.next(Tag::SEQUENCE, "the subject's public key")?;
        let mut key_identifier = None;
        while !tbs.is_at_end() {
            let part = tbs.any("the extensions")?;
            if part.tag == Tag::context(3) {
                key_identifier = find_key_identifier(&part)?;
            }
        }
        Ok(CertificateNames { issuer, subject, serial, key, key_identifier })
    }
}

fn find_key_identifier<'a>(extensions: &Element<'a>) -> Result<Option<&'a [u8]>, Asn1Error> {
    let mut list = extensions.reader().next(Tag::SEQUENCE, "the extensions")?.reader();
    while !list.is_at_end() {
        let mut extension = list.next(Tag::SEQUENCE, "an extension")?.reader();
        let name = extension.next(Tag::OID, "the name of an extension")?;
        if name.content != SUBJECT_KEY_IDENTIFIER {
            continue;
        }
        extension.optional(Tag::BOOLEAN, "critical")?;
        let value = extension.next(Tag::OCTET_STRING, "the value of an extension")?;
        let wrapped = value.reader().next(Tag::OCTET_STRING, "the subject key identifier");
        return Ok(wrapped.ok().map(|inner| inner.content));
    }
    Ok(None)
}
