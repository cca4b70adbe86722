//! Small certificates and CRLs for the tests of rules: good ones, to be changed in one place.

use super::DOC_9303;
use crate::asn1::{self, Tag};
use crate::clock::Time;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::lint::{CrlSubject, Edition, Finding, Role, SetMember, SetSubject, Subject};
use crate::pki::oid;
use crate::pki::service_rules::SERVICE_RULES;
use crate::signer::{Algorithm, Curve, Hash, PublicKey};

/// When everything is judged.
pub(crate) const NOW: &str = "2026-11-22T10:00:00Z";

/// A certificate in pieces; every `Vec<u8>` is an encoded element or nothing.
#[derive(Clone)]
pub(crate) struct Vector {
    pub role: Role,
    pub edition: Edition,
    pub signature_good: Option<bool>,
    pub version: Vec<u8>,
    pub serial: Vec<u8>,
    pub inner: Vec<u8>,
    pub outer: Vec<u8>,
    pub issuer: Vec<u8>,
    pub not_before: Vec<u8>,
    pub not_after: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: Vec<u8>,
    pub unique_ids: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
    pub trailing: Vec<u8>,
}

impl Vector {
    /// The vector with one thing changed.
    pub fn with(mut self, change: impl FnOnce(&mut Vector)) -> Self {
        change(&mut self);
        self
    }

    /// The vector with an extension put in, in place of one of the same kind.
    pub fn put(self, oid: &[u8], critical: bool, value: &[u8]) -> Self {
        self.put_raw(oid, extension(oid, critical, value))
    }

    /// The same with the whole extension given.
    pub fn put_raw(mut self, oid: &[u8], whole: Vec<u8>) -> Self {
        match self.extensions.iter_mut().find(|e| is(e, oid)) {
            Some(place) => *place = whole,
            None => self.extensions.push(whole),
        }
        self
    }

    /// The vector without an extension.
    pub fn without(mut self, oid: &[u8]) -> Self {
        self.extensions.retain(|e| !is(e, oid));
        self
    }

    /// The vector with the extension's `critical` turned round.
    pub fn turned(self, oid: &[u8]) -> Self {
        let whole = self.extensions.iter().find(|e| is(e, oid)).unwrap().clone();
        let element = asn1::Reader::new(&whole).any("an extension").unwrap();
        let mut parts = element.reader();
        parts.any("oid").unwrap();
        let critical = parts.optional(Tag::BOOLEAN, "critical").unwrap().is_some();
        let value = parts.any("value").unwrap().content.to_vec();
        self.put(oid, !critical, &value)
    }

    /// The vector with this distinguished name on both sides.
    pub fn named(self, name: &[u8]) -> Self {
        self.with(|v| (v.issuer, v.subject) = (name.to_vec(), name.to_vec()))
    }

    /// The certificate; its signature is zeros.
    pub fn der(&self) -> Vec<u8> {
        let extensions =
            if self.extensions.is_empty() { Vec::new() } else { asn1::context(3, &asn1::sequence(&self.extensions)) };
        let validity = asn1::sequence(&[&self.not_before, &self.not_after]);
        let tbs = asn1::sequence(&[
            &self.version,
            &self.serial,
            &self.inner,
            &self.issuer,
            &validity,
            &self.subject,
            &self.spki,
            &self.unique_ids,
            &extensions,
        ]);
        let mut der = asn1::sequence(&[&tbs, &self.outer, &asn1::bit_string(&[0; 96])]);
        der.extend_from_slice(&self.trailing);
        der
    }
}

fn is(extension: &[u8], oid: &[u8]) -> bool {
    let element = asn1::Reader::new(extension).any("an extension").unwrap();
    element.reader().any("its oid").unwrap().content == oid
}

/// An extension.
pub(crate) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { asn1::boolean(true) } else { Vec::new() };
    asn1::sequence(&[asn1::oid(oid), critical, asn1::octet_string(value)])
}

/// One attribute of a name, in a SET of its own.
pub(crate) fn rdn(oid: &[u8], tag: Tag, text: &str) -> Vec<u8> {
    asn1::set_of(&[asn1::sequence(&[asn1::oid(oid), asn1::tlv(tag, text.as_bytes())])])
}

/// A name of these RDNs.
pub(crate) fn name(rdns: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(rdns)
}

/// C=UT, CN=…
pub(crate) fn utopia(common_name: &str) -> Vec<u8> {
    let country = rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT");
    name(&[country, rdn(oid::COMMON_NAME, Tag::UTF8_STRING, common_name)])
}

/// A time as in validities.
pub(crate) fn time(text: &str) -> Vec<u8> {
    asn1::validity_time(text.parse().unwrap())
}

/// A privateKeyUsagePeriod.
pub(crate) fn period(from: &str, to: &str) -> Vec<u8> {
    let end = |n, t: &str| {
        let time: Time = t.parse().unwrap();
        asn1::context_primitive(n, &asn1::generalized_time(time)[2..])
    };
    asn1::sequence(&[end(0, from), end(1, to)])
}

/// The key that is the generator of a curve.
pub(crate) fn key(curve: Curve) -> PublicKey {
    let group = curve.group().unwrap();
    let mut context = openssl::bn::BigNumContext::new().unwrap();
    let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
    let point = group.generator_opt().unwrap().to_bytes(group, form, &mut context).unwrap();
    PublicKey::from_ec_point(curve, &point).unwrap()
}

/// The key identifier of that key.
pub(crate) fn key_id(curve: Curve) -> Vec<u8> {
    key(curve).key_identifier().unwrap().to_vec()
}

/// An RSA key: SubjectPublicKeyInfo.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    PublicKey::from_rsa(modulus, exponent).unwrap().spki().to_vec()
}

/// The value of an authorityKeyIdentifier.
pub(crate) fn authority(id: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::context_primitive(0, id)])
}

/// A directoryName with these RDNs, as a GeneralName.
pub(crate) fn directory(rdns: &[Vec<u8>]) -> Vec<u8> {
    asn1::context(4, &name(rdns))
}

/// The state's code in a directoryName.
pub(crate) fn state(code: &str) -> Vec<u8> {
    directory(&[rdn(oid::LOCALITY, Tag::PRINTABLE_STRING, code)])
}

/// An e-mail address, as a GeneralName.
pub(crate) fn mail() -> Vec<u8> {
    asn1::context_primitive(1, b"csca@utopia.example")
}

/// The value of cRLDistributionPoints with these URIs in one point.
pub(crate) fn points(uris: &[&str]) -> Vec<u8> {
    let names: Vec<u8> = uris.iter().flat_map(|u| asn1::context_primitive(6, u.as_bytes())).collect();
    asn1::sequence(&[asn1::sequence(&[asn1::context(0, &asn1::context(0, &names))])])
}

/// The value of extKeyUsage.
pub(crate) fn purposes(oids: &[&[u8]]) -> Vec<u8> {
    asn1::sequence(&oids.iter().map(|o| asn1::oid(o)).collect::<Vec<_>>())
}

/// The value of a keyUsage.
pub(crate) fn key_usage(unused: u8, octets: &[u8]) -> Vec<u8> {
    asn1::tlv(Tag::BIT_STRING, &[&[unused], octets].concat())
}

/// The good root: P-384, 5 years of use, 15 years and 3 months of validity.
pub(crate) fn csca() -> Vector {
    let own = key_id(Curve::P384);
    let algorithm = Algorithm::Ecdsa(Hash::Sha384).identifier();
    let names = asn1::sequence(&[state("UTO"), mail()]);
    Vector {
        role: Role::CscaRoot,
        edition: Edition::Eighth,
        signature_good: None,
        version: asn1::context(0, &asn1::integer(2)),
        serial: asn1::integer(0x0102_0304_0506_0708),
        inner: algorithm.clone(),
        outer: algorithm,
        issuer: utopia("CSCA Utopia"),
        not_before: time("2024-01-01T00:00:00Z"),
        not_after: time("2039-04-01T00:00:00Z"),
        subject: utopia("CSCA Utopia"),
        spki: key(Curve::P384).explicit_spki().unwrap(),
        unique_ids: Vec::new(),
        extensions: Vec::new(),
        trailing: Vec::new(),
    }
    .put(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&own))
    .put(oid::SUBJECT_KEY_IDENTIFIER, false, &asn1::octet_string(&own))
    .put(oid::KEY_USAGE, true, &key_usage(1, &[0x06]))
    .put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &period("2024-01-01T00:00:00Z", "2029-01-01T00:00:00Z"))
    .put(oid::SUBJECT_ALT_NAME, false, &names)
    .put(oid::ISSUER_ALT_NAME, false, &names)
    .put(oid::BASIC_CONSTRAINTS, true, &asn1::sequence(&[asn1::boolean(true), asn1::integer(0)]))
    .put(oid::CRL_DISTRIBUTION_POINTS, false, &points(&["https://pki.utopia.example/csca.crl"]))
}

/// The root before it: another key, five years earlier.
pub(crate) fn old_csca() -> Vector {
    let own = key_id(Curve::BrainpoolP384r1);
    csca()
        .with(|v| {
            v.serial = asn1::integer(7);
            v.spki = key(Curve::BrainpoolP384r1).explicit_spki().unwrap();
            v.not_before = time("2019-01-01T00:00:00Z");
            v.not_after = time("2034-04-01T00:00:00Z");
        })
        .put(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&own))
        .put(oid::SUBJECT_KEY_IDENTIFIER, false, &asn1::octet_string(&own))
        .put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &period("2019-01-01T00:00:00Z", "2024-01-01T00:00:00Z"))
}

/// The link from the old root's key to the new one's.
pub(crate) fn link() -> Vector {
    csca()
        .with(|v| {
            v.role = Role::CscaLink;
            v.serial = asn1::integer(8);
        })
        .put(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&key_id(Curve::BrainpoolP384r1)))
}

/// The good document signer: P-256, 3 months of use, 10 years and 3 months of validity.
pub(crate) fn document_signer() -> Vector {
    csca()
        .with(|v| {
            v.role = Role::DocumentSigner;
            v.serial = asn1::integer(9);
            v.subject = utopia("DS 7");
            v.not_before = time("2026-01-01T00:00:00Z");
            v.not_after = time("2036-04-01T00:00:00Z");
            v.spki = key(Curve::P256).explicit_spki().unwrap();
        })
        .put(oid::SUBJECT_KEY_IDENTIFIER, false, &asn1::octet_string(&key_id(Curve::P256)))
        .put(oid::KEY_USAGE, true, &key_usage(7, &[0x80]))
        .put(oid::PRIVATE_KEY_USAGE_PERIOD, false, &period("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z"))
        .put(oid::DOCUMENT_TYPE_LIST, false, &document_types(&["P"]))
        .without(oid::BASIC_CONSTRAINTS)
}

/// The good master list signer.
pub(crate) fn masterlist_signer() -> Vector {
    document_signer()
        .with(|v| v.role = Role::MasterlistSigner)
        .put(oid::EXTENDED_KEY_USAGE, true, &purposes(&[oid::EKU_MASTERLIST_SIGNER]))
        .without(oid::DOCUMENT_TYPE_LIST)
}

/// The good seal signer: nothing but what 7.1.3 allows.
pub(crate) fn barcode_signer() -> Vector {
    let country = rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT");
    document_signer().with(|v| {
        v.role = Role::BarcodeSigner;
        v.subject = name(&[country, rdn(oid::COMMON_NAME, Tag::PRINTABLE_STRING, "AB")]);
        v.extensions = vec![
            extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&key_id(Curve::P384))),
            extension(oid::EXTENDED_KEY_USAGE, true, &purposes(&[oid::EKU_VDS_SIGNER])),
        ];
    })
}

/// The value of a documentTypeList.
pub(crate) fn document_types(types: &[&str]) -> Vec<u8> {
    let types: Vec<Vec<u8>> = types.iter().map(|t| asn1::printable_string(t)).collect();
    asn1::sequence(&[asn1::integer(0), asn1::set_of(&types)])
}

/// What one rule of the set finds in a certificate.
pub(crate) fn found(id: &str, vector: &Vector) -> Vec<Finding> {
    found_below(id, vector, None)
}

/// The same with the issuer's certificate known.
pub(crate) fn found_below(id: &str, vector: &Vector, issuer: Option<&Vector>) -> Vec<Finding> {
    let (der, above) = (vector.der(), issuer.map(Vector::der));
    let certificate = Certificate::parse(&der).unwrap();
    let above = above.as_ref().map(|d| Certificate::parse(d).unwrap());
    let mut subject = Subject::in_role(&certificate, vector.role, NOW.parse().unwrap()).by_edition(vector.edition);
    subject.issuer = above.as_ref();
    subject.signature_good = vector.signature_good;
    let rules = if id.starts_with("S5280") { &SERVICE_RULES } else { &DOC_9303 };
    one_rule(id, rules.lint(&subject).list)
}

fn one_rule(id: &str, mut list: Vec<Finding>) -> Vec<Finding> {
    assert!(super::find(id).is_some(), "no rule {id}");
    list.retain(|f| f.rule == id);
    list
}

/// Where and what one rule finds, as `place: found`.
pub(crate) fn shown(id: &str, vector: &Vector) -> Vec<String> {
    found(id, vector).iter().map(|f| format!("{}: {}", f.place, f.found)).collect()
}

/// What one set rule finds.
pub(crate) fn found_in_set(id: &str, vectors: &[Vector]) -> Vec<Finding> {
    let ders: Vec<Vec<u8>> = vectors.iter().map(Vector::der).collect();
    let certificates: Vec<Certificate<'_>> = ders.iter().map(|d| Certificate::parse(d).unwrap()).collect();
    let members: Vec<SetMember<'_>> = certificates
        .iter()
        .zip(vectors)
        .map(|(certificate, v)| SetMember { role: v.role, ..SetMember::found(certificate) })
        .collect();
    let set = SetSubject { members: &members, edition: Edition::Eighth, time: NOW.parse().unwrap() };
    one_rule(id, DOC_9303.lint_set(&set).list)
}

/// A CRL in pieces.
#[derive(Clone)]
pub(crate) struct CrlVector {
    pub version: Vec<u8>,
    pub inner: Vec<u8>,
    pub outer: Vec<u8>,
    pub issuer: Vec<u8>,
    pub this_update: Vec<u8>,
    pub next_update: Vec<u8>,
    pub revoked: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
    pub trailing: Vec<u8>,
    pub signature_good: Option<bool>,
}

impl CrlVector {
    /// The vector with one thing changed.
    pub fn with(mut self, change: impl FnOnce(&mut CrlVector)) -> Self {
        change(&mut self);
        self
    }

    /// The vector with an extension put in, in place of one of the same kind.
    pub fn put(mut self, oid: &[u8], critical: bool, value: &[u8]) -> Self {
        self.extensions.retain(|e| !is(e, oid));
        self.extensions.push(extension(oid, critical, value));
        self
    }

    /// The vector without an extension.
    pub fn without(mut self, oid: &[u8]) -> Self {
        self.extensions.retain(|e| !is(e, oid));
        self
    }

    /// The CRL; its signature is zeros.
    pub fn der(&self) -> Vec<u8> {
        let tbs = asn1::sequence(&[
            &self.version,
            &self.inner,
            &self.issuer,
            &self.this_update,
            &self.next_update,
            &self.revoked,
            &asn1::context(0, &asn1::sequence(&self.extensions)),
        ]);
        let mut der = asn1::sequence(&[&tbs, &self.outer, &asn1::bit_string(&[0; 96])]);
        der.extend_from_slice(&self.trailing);
        der
    }
}

/// revokedCertificates: serial number, date, encoded extensions or nothing.
pub(crate) fn revoked(entries: &[(u64, &str, &[Vec<u8>])]) -> Vec<u8> {
    let entry = |(serial, date, extensions): &(u64, &str, &[Vec<u8>])| {
        let extensions = if extensions.is_empty() { Vec::new() } else { asn1::sequence(extensions) };
        asn1::sequence(&[asn1::integer(*serial), time(date), extensions])
    };
    asn1::sequence(&entries.iter().map(entry).collect::<Vec<_>>())
}

/// The good list: one entry, 60 days.
pub(crate) fn crl() -> CrlVector {
    let algorithm = Algorithm::Ecdsa(Hash::Sha384).identifier();
    CrlVector {
        version: asn1::integer(1),
        inner: algorithm.clone(),
        outer: algorithm,
        issuer: utopia("CSCA Utopia"),
        this_update: time("2026-11-01T00:00:00Z"),
        next_update: time("2026-12-31T00:00:00Z"),
        revoked: revoked(&[(9, "2026-10-31T00:00:00Z", &[])]),
        extensions: Vec::new(),
        trailing: Vec::new(),
        signature_good: None,
    }
    .put(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority(&key_id(Curve::P384)))
    .put(oid::CRL_NUMBER, false, &asn1::integer(12))
}

/// What one rule finds in a CRL of the good root.
pub(crate) fn found_in_crl(id: &str, vector: &CrlVector) -> Vec<Finding> {
    found_in_series(id, vector, None)
}

/// The same with the list before it known.
pub(crate) fn found_in_series(id: &str, vector: &CrlVector, previous: Option<&CrlVector>) -> Vec<Finding> {
    found_in_all(id, vector, previous, &[])
}

/// The same with other certificates of the root known.
pub(crate) fn found_in_family(id: &str, vector: &CrlVector, family: &[Vector]) -> Vec<Finding> {
    found_in_all(id, vector, None, family)
}

/// What one rule finds in a CRL of the good root, with all that may be known around it.
pub(crate) fn found_in_all(
    id: &str,
    vector: &CrlVector,
    previous: Option<&CrlVector>,
    family: &[Vector],
) -> Vec<Finding> {
    let (der, before, above) = (vector.der(), previous.map(CrlVector::der), csca().der());
    let list = Crl::parse(&der).unwrap();
    let before = before.as_ref().map(|d| Crl::parse(d).unwrap());
    let issuer = Certificate::parse(&above).unwrap();
    let ders: Vec<Vec<u8>> = family.iter().map(Vector::der).collect();
    let family: Vec<Certificate<'_>> = ders.iter().map(|d| Certificate::parse(d).unwrap()).collect();
    let mut subject = CrlSubject::found(&list, NOW.parse().unwrap()).issued_by(&issuer).beside(&family);
    subject.previous = before.as_ref();
    subject.signature_good = vector.signature_good;
    let rules = if id.starts_with("S5280") { &SERVICE_RULES } else { &DOC_9303 };
    one_rule(id, rules.lint_crl(&subject).list)
}

/// An elliptic curve SubjectPublicKeyInfo with these parameters and this point.
pub(crate) fn spki(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    let ec = asn1::oid(&asn1::oid_from_text("1.2.840.10045.2.1").unwrap());
    asn1::sequence(&[asn1::sequence(&[&ec[..], parameters]), asn1::bit_string(point)])
}

/// The key of [`key`] with these parameters.
pub(crate) fn with_parameters(curve: Curve, parameters: &[u8]) -> Vec<u8> {
    spki(parameters, &key(curve).key_octets().unwrap())
}

/// Another point under the curve's own explicit parameters.
pub(crate) fn with_point(curve: Curve, point: &[u8]) -> Vec<u8> {
    spki(&curve.explicit_parameters().unwrap(), point)
}

/// One element with a part of it replaced, its length set anew.
pub(crate) fn replaced(whole: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let element = asn1::Reader::new(whole).any("an element").unwrap();
    let at = element.content.windows(old.len()).position(|w| w == old).unwrap();
    let rest = &element.content[at + old.len()..];
    asn1::tlv(element.tag, &[&element.content[..at], new, rest].concat())
}
