//! Small signed lists for the tests of rules: good ones, to be changed in one place. Every signature is made with the
//! private key 1 and the nonce 2, so that the same list has the same octets whenever it is made.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::EcPoint;

use super::LISTS;
use super::list::ListSubject;
use super::vectors::*;
use crate::asn1::{self, Tag};
use crate::icao::masterlist::{Judging, Threads, Unsigned};
use crate::icao::{deviation as deviation_lists, masterlist};
use crate::pki::lint::{Finding, Role};
use crate::pki::oid;
use crate::signer::{Algorithm, Curve, Hash};

const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const PKCS_9: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9];

/// A signature by the key that is the generator of a curve: private key 1, nonce 2.
pub(crate) fn sign(curve: Curve, hash: Hash, message: &[u8]) -> Vec<u8> {
    let group = curve.group().unwrap();
    let mut context = BigNumContext::new().unwrap();
    let (mut order, mut x, mut y) = (BigNum::new().unwrap(), BigNum::new().unwrap(), BigNum::new().unwrap());
    group.order(&mut order, &mut context).unwrap();
    let two = BigNum::from_u32(2).unwrap();
    let mut point = EcPoint::new(group).unwrap();
    point.mul_generator2(group, &two, &mut context).unwrap();
    point.affine_coordinates(group, &mut x, &mut y, &mut context).unwrap();
    let (mut r, mut half, mut sum, mut s) =
        (BigNum::new().unwrap(), BigNum::new().unwrap(), BigNum::new().unwrap(), BigNum::new().unwrap());
    r.nnmod(&x, &order, &mut context).unwrap();
    half.mod_inverse(&two, &order, &mut context).unwrap();
    let digest = BigNum::from_slice(&hash.digest(message).unwrap()).unwrap();
    sum.mod_add(&digest, &r, &order, &mut context).unwrap();
    s.mod_mul(&sum, &half, &order, &mut context).unwrap();
    asn1::sequence(&[asn1::integer_bytes(&r.to_vec()), asn1::integer_bytes(&s.to_vec())])
}

/// A certificate, signed by the key of a curve with SHA-384.
pub(crate) fn signed(vector: &Vector, issuer: Curve) -> Vec<u8> {
    let whole = vector.der();
    let tbs = asn1::Reader::new(&whole).any("a certificate").unwrap().reader().any("tbs").unwrap().full.to_vec();
    let signature = sign(issuer, Hash::Sha384, &tbs);
    asn1::sequence(&[tbs, vector.outer.clone(), asn1::bit_string(&signature)])
}

/// The old root, the new one, the link between them.
pub(crate) fn listed() -> Vec<Vec<u8>> {
    let old = Curve::BrainpoolP384r1;
    vec![signed(&old_csca(), old), signed(&csca(), Curve::P384), signed(&link(), old)]
}

/// The certificate that signs the good master list.
pub(crate) fn masterlist_signer_der() -> Vec<u8> {
    signed(&masterlist_signer(), Curve::P384)
}

/// The certificate that signs the good deviation list.
pub(crate) fn deviationlist_signer_der() -> Vec<u8> {
    let signer = masterlist_signer().with(|v| v.role = Role::DeviationlistSigner);
    signed(&signer.put(oid::EXTENDED_KEY_USAGE, true, &purposes(&[oid::EKU_DEVIATIONLIST_SIGNER])), Curve::P384)
}

/// Elements in DER order.
pub(crate) fn asn1_sorted(mut elements: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    elements.sort_unstable();
    elements
}

/// A `CscaMasterList`, its certificates in DER order.
pub(crate) fn csca_master_list(version: u64, certificates: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::integer(version), asn1::set_of(certificates)])
}

/// The same with the certificates as they come.
pub(crate) fn csca_master_list_as_it_is(certificates: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::integer(0), asn1::tlv(Tag::SET, &certificates.concat())])
}

/// The identifier of SHA-256, without parameters.
pub(crate) fn sha256() -> Vec<u8> {
    asn1::sequence(&[asn1::oid(Hash::Sha256.oid())])
}

/// The sid that names the good master list's signer by issuer and serial number.
pub(crate) fn by_issuer_and_serial() -> Vec<u8> {
    asn1::sequence(&[utopia("CSCA Utopia"), masterlist_signer().serial])
}

fn attribute(kind: u8, value: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(&[PKCS_9, &[kind]].concat()), asn1::tlv(Tag::SET, value)])
}

/// The signed attribute that says when.
pub(crate) fn signing_time(text: &str) -> Vec<u8> {
    attribute(5, &time(text))
}

/// A list in pieces.
#[derive(Clone)]
pub(crate) struct ListVector {
    pub content_type: &'static [u8],
    pub version: u64,
    pub digests: Vec<Vec<u8>>,
    pub list: Vec<u8>,
    pub is_in_pieces: bool,
    pub certificates: Vec<Vec<u8>>,
    pub crls: Vec<u8>,
    pub signers: usize,
    pub signer_version: u64,
    pub sid: Vec<u8>,
    /// The curve of the key that signs it.
    pub key: Curve,
    pub digest: Vec<u8>,
    pub algorithm: Vec<u8>,
    /// contentType and signingTime; messageDigest comes by itself.
    pub attributes: Vec<Vec<u8>>,
    pub has_attributes: bool,
    pub is_reversed: bool,
    pub signs_stored_order: bool,
    pub signs_other_attributes: bool,
    pub unsigned: Vec<u8>,
    pub trailing: Vec<u8>,
    pub is_stripped: bool,
    /// The `CscaMasterList` before it.
    pub previous: Option<Vec<u8>>,
}

impl ListVector {
    /// The vector with one thing changed.
    pub fn with(mut self, change: impl FnOnce(&mut ListVector)) -> Self {
        change(&mut self);
        self
    }

    /// The list.
    pub fn der(&self) -> Vec<u8> {
        if self.is_stripped {
            return self.list.clone();
        }
        let content = match self.is_in_pieces {
            false => asn1::octet_string(&self.list),
            true => {
                let (a, b) = self.list.split_at(self.list.len() / 2);
                asn1::tlv(Tag(0x24), &[asn1::octet_string(a), asn1::octet_string(b)].concat())
            }
        };
        let encapsulated = asn1::sequence(&[asn1::oid(self.content_type), asn1::context(0, &content)]);
        let signers = vec![self.signer(); self.signers];
        let signed = asn1::sequence(&[
            asn1::integer(self.version),
            asn1::set_of(&self.digests),
            encapsulated,
            asn1::context(0, &self.certificates.concat()),
            self.crls.clone(),
            asn1::set_of(&signers),
        ]);
        let mut der = asn1::sequence(&[asn1::oid(SIGNED_DATA), asn1::context(0, &signed)]);
        der.extend_from_slice(&self.trailing);
        der
    }

    fn signer(&self) -> Vec<u8> {
        let digest = attribute(4, &asn1::octet_string(&Hash::Sha256.digest(&self.list).unwrap()));
        let mut attributes = asn1_sorted([&self.attributes[..], &[digest]].concat());
        let in_order = asn1::set_of(&attributes);
        if self.is_reversed {
            attributes.reverse();
        }
        let message = match (self.has_attributes, self.signs_stored_order, self.signs_other_attributes) {
            (false, ..) => self.list.clone(),
            (_, _, true) => asn1::set_of(&attributes[1..]),
            (_, true, _) => asn1::tlv(Tag::SET, &attributes.concat()),
            _ => in_order,
        };
        let stored = if self.has_attributes { asn1::context(0, &attributes.concat()) } else { Vec::new() };
        asn1::sequence(&[
            asn1::integer(self.signer_version),
            self.sid.clone(),
            self.digest.clone(),
            stored,
            self.algorithm.clone(),
            asn1::octet_string(&sign(self.key, Hash::Sha256, &message)),
            self.unsigned.clone(),
        ])
    }
}

/// The good master list: three certificates, its signer and the CSCA carried.
pub(crate) fn master_list() -> ListVector {
    ListVector {
        content_type: masterlist::CONTENT_TYPE,
        version: 3,
        digests: vec![sha256()],
        list: csca_master_list(0, &listed()),
        is_in_pieces: false,
        certificates: asn1_sorted(vec![masterlist_signer_der(), signed(&csca(), Curve::P384)]),
        crls: Vec::new(),
        signers: 1,
        signer_version: 3,
        sid: asn1::context_primitive(0, &key_id(Curve::P256)),
        key: Curve::P256,
        digest: sha256(),
        algorithm: Algorithm::Ecdsa(Hash::Sha256).identifier(),
        attributes: vec![attribute(3, &asn1::oid(masterlist::CONTENT_TYPE)), signing_time(NOW)],
        has_attributes: true,
        is_reversed: false,
        signs_stored_order: false,
        signs_other_attributes: false,
        unsigned: Vec::new(),
        trailing: Vec::new(),
        is_stripped: false,
        previous: None,
    }
}

/// A document type of a deviation.
pub(crate) fn document_type(text: &str) -> Vec<u8> {
    asn1::context_primitive(0, text.as_bytes())
}

/// A document signer by a digest of so many octets.
pub(crate) fn by_digest(length: usize) -> Vec<u8> {
    asn1::context_primitive(3, &vec![0xab; length])
}

/// A description: the hash of a data group is wrong.
pub(crate) fn group_hash(group: Option<u64>) -> Vec<u8> {
    let kind = asn1::oid(&[deviation_lists::CONTENT_TYPE, &[2, 2]].concat());
    let parameters = group.map(|group| asn1::context(0, &asn1::integer(group))).unwrap_or_default();
    asn1::sequence(&[kind, parameters])
}

/// One deviation.
pub(crate) fn deviation(documents: &[Vec<u8>], descriptions: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::sequence(documents), asn1::set_of(descriptions)])
}

/// A `DeviationList`; `hash` is an algorithm identifier or nothing.
pub(crate) fn deviations(hash: &[u8], all: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::integer(0), hash.to_vec(), asn1::set_of(all)])
}

/// The good deviation list.
pub(crate) fn deviation_list() -> ListVector {
    let content_type = deviation_lists::CONTENT_TYPE;
    let one = deviation(&[document_type("P<"), by_digest(32)], &[group_hash(Some(12))]);
    master_list().with(|v| {
        v.content_type = content_type;
        v.list = deviations(&sha256(), &[one]);
        v.certificates = asn1_sorted(vec![deviationlist_signer_der(), signed(&csca(), Curve::P384)]);
        v.attributes[0] = attribute(3, &asn1::oid(content_type));
    })
}

/// What one rule finds in a list.
pub(crate) fn found_in_list(id: &str, vector: &ListVector) -> Vec<Finding> {
    assert!(super::find(id).is_some(), "no rule {id}");
    let mut found = lint_list(&vector.der(), vector.previous.as_deref());
    found.retain(|f| f.rule == id);
    found
}

/// What the rules find in a list of either kind.
pub(crate) fn lint_list(der: &[u8], previous: Option<&[u8]>) -> Vec<Finding> {
    if let Ok(list) = deviation_lists::read(der) {
        let judgement = deviation_lists::judge(&list, &[], Threads::One);
        return LISTS.lint(&ListSubject::deviations(&list, &judgement)).list;
    }
    let list = masterlist::read(der, Unsigned::Accept).unwrap();
    let by = Judging { at: NOW.parse().unwrap(), known: &[], threads: Threads::One };
    let judgement = masterlist::judge(&list, &by);
    let before = previous.map(|previous| masterlist::read(previous, Unsigned::Accept).unwrap());
    let subject = ListSubject::master(&list, &judgement);
    match &before {
        Some(before) => LISTS.lint(&subject.after(before)).list,
        None => LISTS.lint(&subject).list,
    }
}

/// Where and what one rule finds in a list, as `place: found`.
pub(crate) fn shown_in_list(id: &str, vector: &ListVector) -> Vec<String> {
    found_in_list(id, vector).iter().map(|f| format!("{}: {}", f.place, f.found)).collect()
}

mod tests {
    use super::*;

    #[test]
    fn good_lists_have_no_findings_at_all() {
        assert_eq!(lint_list(&master_list().der(), None), []);
        assert_eq!(lint_list(&deviation_list().der(), None), []);
    }

    #[test]
    fn a_list_has_the_same_octets_whenever_it_is_made() {
        assert_eq!(master_list().der(), master_list().der());
    }
}
