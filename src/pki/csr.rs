//! Certificate requests (PKCS#10, RFC 2986): read, proven, and the key in them judged.
//! Of a request only the key is used; names and extensions come from the profile. The names beside its subject can be
//! asked for by an act that shows them.

use std::net::IpAddr;

use super::PkiError;
use super::algorithm_identifier::AlgorithmIdentifier;
use super::alternative::{AlternativeName, NameKind};
use super::extension::{Extensions, GeneralName, SubjectAltName, Typed};
use super::name::Name;
use super::oid;
use super::profile::Profile;
use super::text::{self, Line};
use super::weak::{self, BlockList};
use crate::asn1::{self, Asn1Error, Element, Reader, Tag};
use crate::digest::Digest;
use crate::signer::{self, PublicKey};

/// A request over its original DER.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The whole request.
    pub element: Element<'a>,
    /// What its signature is over.
    pub info: Element<'a>,
    /// The subject it asks for; shown, never used.
    pub subject: Name<'a>,
    /// The SubjectPublicKeyInfo.
    pub spki: Element<'a>,
    /// The attributes, unread.
    pub attributes: Option<Element<'a>>,
    /// How it is signed.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature BIT STRING.
    pub signature_element: Element<'a>,
}

impl<'a> Request<'a> {
    /// Reads a DER request.
    pub fn parse(der: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut input = Reader::new(der);
        let element = input.next(Tag::SEQUENCE, "a certificate request")?;
        input.finish("the request")?;
        let mut outer = element.reader();
        let info = outer.next(Tag::SEQUENCE, "the information of a request")?;
        let algorithm = AlgorithmIdentifier::next(&mut outer, "the signature algorithm")?;
        let signature_element = outer.next(Tag::BIT_STRING, "the signature")?;
        outer.finish("the signature")?;
        let mut fields = info.reader();
        let version = fields.next(Tag::INTEGER, "the version of a request")?;
        if version.small()? != 0 {
            return Err(Asn1Error::Value { offset: version.offset, what: "a request that is not version 1" });
        }
        let subject = Name::next(&mut fields, "the subject of a request")?;
        let spki = fields.next(Tag::SEQUENCE, "the key of a request")?;
        let attributes = fields.optional(Tag::context(0), "the attributes of a request")?;
        fields.finish("the attributes of a request")?;
        Ok(Request { element, info, subject, spki, attributes, algorithm, signature_element })
    }

    /// SHA-256 of the whole DER.
    pub fn digest(&self) -> Digest {
        Digest::of(self.element.full)
    }

    /// What it asks for beside the key, for people: `subject`, each `extension`, each other `attribute` by its object
    /// identifier, and what is `unreadable`. Harmless; nothing of it is ever used.
    pub fn wishes(&self) -> Vec<Line> {
        let mut wishes = vec![("subject", self.subject.shown(SHOWN))];
        if let Some(attributes) = &self.attributes
            && let Err(error) = wished(attributes, &mut wishes)
        {
            wishes.push(("unreadable", error.to_string()));
        }
        wishes
    }

    /// The hosts, addresses, URIs and e-mail addresses that it asks for beside its subject, in its order: what somebody can
    /// ask for in an act, who would type them otherwise. Refused: a name of another form, or not in its one writing, and
    /// attributes that cannot be read.
    pub fn alternative_names(&self) -> Result<Vec<AlternativeName>, PkiError> {
        let unreadable = PkiError::unreadable("what the request asks for");
        let mut names = Vec::new();
        let Some(attributes) = &self.attributes else { return Ok(names) };
        let mut all = attributes.reader();
        for _ in 0..ATTRIBUTES {
            if all.is_at_end() {
                return Ok(names);
            }
            let mut attribute = all.next(Tag::SEQUENCE, "an attribute of a request").map_err(&unreadable)?.reader();
            let oid = attribute.next(Tag::OID, "the name of an attribute").map_err(&unreadable)?.content;
            if oid != oid::EXTENSION_REQUEST {
                continue;
            }
            let values = attribute.next(Tag::SET, "the values of an attribute").map_err(&unreadable)?;
            let extensions = Extensions::read(&values);
            for extension in extensions.iter().filter(|extension| extension.oid == SubjectAltName::OID) {
                for name in SubjectAltName::read(extension).map_err(&unreadable)?.0.iter() {
                    names.push(asked(&name.map_err(&unreadable)?)?);
                }
            }
            extensions.defect.map_or(Ok(()), |defect| Err(unreadable(defect)))?;
        }
        match all.is_at_end() {
            true => Ok(names),
            false => {
                Err(unreadable(Asn1Error::Value { offset: all.offset(), what: "more attributes than anybody needs" }))
            }
        }
    }

    /// Checks that the key signed the request (`CSR-1`, `CSR-3`), is not weak (`CSR-2`, `CSR-6`), and
    /// that nothing stands beside it in its encoding (`CSR-4`). The key goes on written anew.
    pub fn check(&self) -> Result<CheckedRequest, PkiError> {
        let key = PublicKey::from_element(&self.spki)?;
        self.possession(&key)?;
        weak::refuse(&key)?;
        if !key.is_plainly_encoded()? {
            return Err(PkiError::KeyEncoding { offset: self.spki.offset });
        }
        Ok(CheckedRequest { key: key.anew()?, digest: self.digest() })
    }

    /// Everything for which the request is refused, the first in the order of [`Request::check`], with what a profile
    /// (`PROFILE-1`) and a list of weak keys (`CSR-5`) say, where they are given. A key that cannot be read ends it.
    pub fn defects(&self, profile: Option<&Profile>, list: Option<&BlockList>) -> Vec<PkiError> {
        let key = match PublicKey::from_element(&self.spki) {
            Ok(key) => key,
            Err(error) => return vec![error.into()],
        };
        let encoding = || PkiError::KeyEncoding { offset: self.spki.offset };
        let plain = key.is_plainly_encoded().map_err(PkiError::from);
        let mut defects: Vec<PkiError> = self.possession(&key).err().into_iter().collect();
        match weak::of(&key) {
            Ok(found) => defects.extend(found.into_iter().map(|weakness| PkiError::WeakKey { weakness })),
            Err(error) => defects.push(error),
        }
        defects.extend(plain.and_then(|plain| if plain { Ok(()) } else { Err(encoding()) }).err());
        defects.extend(list.and_then(|list| weak::refuse_listed(&key, list).err()));
        defects.extend(profile.and_then(|profile| profile.take_key(&key).err()));
        defects
    }

    /// Refuses a signature that is not the key's (`CSR-1`), or proves nothing (`CSR-3`).
    fn possession(&self, key: &PublicKey) -> Result<(), PkiError> {
        let algorithm = self.algorithm.algorithm()?;
        let signature = self.signature_element.bit_string_octets().map_err(PkiError::unreadable("the signature"))?;
        signer::verify(key, algorithm, self.info.full, signature)
            .map_err(|source| PkiError::NoPossession { source })?;
        if !algorithm.is_for_new_signatures() {
            return Err(PkiError::WeakRequestSignature { algorithm });
        }
        Ok(())
    }

    /// As [`Request::check`], and the key is of a kind the profile takes (`PROFILE-1`).
    pub fn check_for(&self, profile: &Profile) -> Result<CheckedRequest, PkiError> {
        let checked = self.check()?;
        profile.take_key(&checked.key)?;
        Ok(checked)
    }
}

/// Characters of a name that are shown.
const SHOWN: usize = 300;
/// Attributes that are shown of a request; nobody needs more.
const ATTRIBUTES: usize = 32;

/// A name that a request asks for, as it would be given by hand.
fn asked(name: &GeneralName<'_>) -> Result<AlternativeName, PkiError> {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    match name {
        GeneralName::Dns(host) => AlternativeName::new(NameKind::Dns, &text(host)),
        GeneralName::Email(mail) => AlternativeName::new(NameKind::Email, &text(mail)),
        GeneralName::Uri(uri) => AlternativeName::new(NameKind::Uri, &text(uri)),
        GeneralName::Address(octets) => {
            let four = <[u8; 4]>::try_from(*octets).map(IpAddr::from);
            let address = four.or_else(|_| <[u8; 16]>::try_from(*octets).map(IpAddr::from));
            let shown = address.map_or_else(|_| hex::encode(octets), |address| address.to_string());
            AlternativeName::new(NameKind::Ip, &shown)
        }
        GeneralName::Directory(_) | GeneralName::Other(_) => Err(PkiError::Name {
            shown: text::name_text(Ok(*name)),
            wanted: "a host, an address, a URI or an e-mail address",
        }),
    }
}

fn wished(attributes: &Element<'_>, wishes: &mut Vec<Line>) -> Result<(), Asn1Error> {
    let mut all = attributes.reader();
    for _ in 0..ATTRIBUTES {
        if all.is_at_end() {
            return Ok(());
        }
        let mut attribute = all.next(Tag::SEQUENCE, "an attribute of a request")?.reader();
        let oid = attribute.next(Tag::OID, "the name of an attribute")?.content;
        let values = attribute.next(Tag::SET, "the values of an attribute")?;
        if oid != oid::EXTENSION_REQUEST {
            wishes.push(("attribute", asn1::oid_text(oid)));
            continue;
        }
        let extensions = Extensions::read(&values);
        wishes.extend(extensions.iter().map(|extension| ("extension", text::extension_text(extension))));
        if let Some(defect) = extensions.defect {
            return Err(defect);
        }
    }
    if all.is_at_end() {
        return Ok(());
    }
    Err(Asn1Error::Value { offset: all.offset(), what: "more attributes than anybody needs" })
}

/// A request whose key signed it and is not weak.
///
/// ```compile_fail
/// use chancery::pki::csr::CheckedRequest;
/// fn unchecked(key: chancery::signer::PublicKey, digest: chancery::digest::Digest) -> CheckedRequest {
///     CheckedRequest { key, digest } // the fields are private: only a check makes one
/// }
/// ```
#[derive(Clone, Debug)]
pub struct CheckedRequest {
    key: PublicKey,
    digest: Digest,
}

impl CheckedRequest {
    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// SHA-256 of the request.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An element, its length not in the shortest form, which readers take.
    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82], &length[..], &content].concat()
    }

    /// A request with no name, no key and these attributes.
    fn asking(attributes: &[&[u8]]) -> Vec<u8> {
        let info = der(0x30, &[&[2, 1, 0], &der(0x30, &[]), &der(0x30, &[]), &der(0xa0, attributes)]);
        der(0x30, &[&info, &der(0x30, &[&[6, 3, 0x2a, 3, 4]]), &der(3, &[&[0]])])
    }

    fn wishes(attributes: &[&[u8]]) -> Vec<Line> {
        Request::parse(&asking(attributes)).unwrap().wishes()
    }

    #[test]
    fn what_a_request_asks_for_is_told_and_what_cannot_be_read_is_said() {
        let attribute = |oid: &[u8], values: &[u8]| der(0x30, &[&der(6, &[oid]), &der(0x31, &[values])]);
        let extension = der(0x30, &[&der(6, &[&[0x2a, 3, 4]]), &der(4, &[b"\x1b[2J"])]);
        let asked = attribute(oid::EXTENSION_REQUEST, &der(0x30, &[&extension]));
        let told = wishes(&[&attribute(&[0x2a, 3], b""), &asked]);
        let wanted = [("subject", ""), ("attribute", "1.2.3"), ("extension", "1.2.3.4: 1b:5b:32:4a")];
        assert_eq!(told, wanted.map(|(name, value)| (name, value.to_owned())));
        for odd in [&b"\x01"[..], &[0x30, 1, 0], &attribute(oid::EXTENSION_REQUEST, b"\x02\x01\x00")] {
            let told = wishes(&[odd]);
            assert_eq!(told.last().map(|(name, _)| *name), Some("unreadable"), "{told:?}");
        }
        let one = attribute(&[0x2a, 3], b"");
        let many = vec![&*one; ATTRIBUTES + 1];
        assert_eq!(wishes(&many).iter().filter(|(name, _)| *name == "attribute").count(), ATTRIBUTES);
        assert_eq!(wishes(&many).last().unwrap().0, "unreadable");
        assert_eq!(wishes(&many[1..]).last().unwrap().0, "attribute");
    }
}
