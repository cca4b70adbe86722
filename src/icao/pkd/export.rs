//! Objects written in the layout of the PKD's downloads.

use std::collections::BTreeMap;
use std::io::Write;

use super::error::PkdError;
use super::finding::Place;
use super::kept::Said;
use super::ldif::{self, Attribute, Change, DistinguishedName, Entry, Pair, Value};
use super::object::ObjectKind;
use super::record::Base;
use crate::asn1::{Reader, oid_text};
use crate::cms::SignerId;
use crate::digest::Digest;
use crate::icao::masterlist::{self, Unsigned};
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::name::Name;

/// The suffix below which a download stands, the lowest first.
pub const SUFFIX: [&str; 5] = ["data", "download", "pkd", "icao", "int"];

/// The lowest label of the suffix of what does not conform.
const NON_CONFORMANT: &str = "nc-data";

/// An object to be published.
#[derive(Clone, Debug)]
pub struct Published {
    /// What it is.
    pub kind: ObjectKind,
    /// The state below whose container it goes: two capital letters.
    pub state: String,
    /// SHA-256 of its octets.
    pub object: Digest,
    /// Its pkdVersion.
    pub version: Option<u64>,
    /// What the PKD's operator says of its conformance.
    pub said: Option<Said>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Containers.
    pub containers: u64,
    /// Records with an object.
    pub records: u64,
    /// Objects; more than records where several have one name.
    pub objects: u64,
    /// Objects left out since the same octets are there already.
    pub repeated: u64,
    /// Objects left out since they cannot be read, so that they have no name in the directory.
    pub nameless: Vec<Digest>,
    /// Objects left out since they belong below no state.
    pub stateless: Vec<Digest>,
}

/// One leaf of the directory, gathered.
#[derive(Default)]
struct Leaf {
    version: Option<u64>,
    said: Said,
    objects: Vec<Digest>,
}

/// The leaves of one branch, by their lowest RDN.
type Leaves = BTreeMap<Vec<Pair>, (ObjectKind, Leaf)>;

/// Writes objects as a complete download: every container before what it holds, states
/// and branches in order, names in order below them. The same objects give the same
/// octets, in whatever order they come. Objects of one name share a record. Each object's
/// octets are asked for twice, to name it and to write it, and not held in between.
///
/// Errors: the output fails, or `octets` does.
pub fn export<E: From<PkdError>>(
    out: &mut dyn Write,
    base: Base,
    objects: &[Published],
    octets: &mut dyn FnMut(Digest) -> Result<Vec<u8>, E>,
) -> Result<Exported, E> {
    let mut tree: BTreeMap<&str, BTreeMap<&str, Leaves>> = BTreeMap::new();
    let mut exported = Exported::default();
    for object in objects {
        if object.state.len() != 2 || !object.state.bytes().all(|b| b.is_ascii_uppercase()) {
            exported.stateless.push(object.object);
            continue;
        }
        let Some(name) = own_name(object.kind, &octets(object.object)?) else {
            exported.nameless.push(object.object);
            continue;
        };
        let branches = tree.entry(&object.state).or_default();
        let leaves = branches.entry(branch(object.kind)).or_default();
        let (_, leaf) = leaves.entry(name).or_insert_with(|| (object.kind, Leaf::default()));
        leaf.version = leaf.version.max(object.version);
        leaf.add(object.said.as_ref());
        if leaf.objects.contains(&object.object) {
            exported.repeated += 1;
        } else {
            leaf.objects.push(object.object);
            exported.objects += 1;
        }
    }
    let suffix = suffix(base);
    ldif::header(out).map_err(PkdError::from)?;
    for (state, branches) in tree {
        let state_name = below(vec![pair("c", state)], &suffix);
        ldif::write(out, &entry(&state_name, container("country", "c", state))).map_err(PkdError::from)?;
        exported.containers += 1;
        for (branch, leaves) in branches {
            let branch_name = below(vec![pair("o", branch)], &state_name);
            let opened = entry(&branch_name, container("organization", "o", branch));
            ldif::write(out, &opened).map_err(PkdError::from)?;
            exported.containers += 1;
            for (name, (kind, mut leaf)) in leaves {
                leaf.objects.sort_unstable();
                let several = kind == ObjectKind::MasterList && leaf.objects.len() > 1;
                // Lists are large: several of one signer stand in records of their own, told apart by their digests.
                let records: Vec<&[Digest]> =
                    if several { leaf.objects.chunks(1).collect() } else { vec![leaf.objects.as_slice()] };
                for objects in records {
                    let values = objects.iter().map(|object| octets(*object)).collect::<Result<Vec<_>, E>>()?;
                    let mut name = name.clone();
                    name.extend(objects.first().filter(|_| several).map(|one| pair("sn", &one.to_string())));
                    let attributes = leaf_attributes(&name, kind, &leaf, &values);
                    ldif::write(out, &entry(&below(name, &branch_name), attributes)).map_err(PkdError::from)?;
                    exported.records += 1;
                }
            }
        }
    }
    out.flush().map_err(PkdError::from)?;
    Ok(exported)
}

impl Leaf {
    /// Takes in what is said of one more of its objects, each sentence once.
    fn add(&mut self, said: Option<&Said>) {
        let Some(said) = said else { return };
        let own = &mut self.said;
        for (all, more) in
            [(&mut own.codes, &said.codes), (&mut own.texts, &said.texts), (&mut own.policies, &said.policies)]
        {
            for one in more {
                if !all.contains(one) {
                    all.push(one.clone());
                }
            }
        }
    }
}

fn branch(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::DocumentSigner | ObjectKind::BarCodeSigner | ObjectKind::CaCertificate => "dsc",
        ObjectKind::Crl => "crl",
        ObjectKind::MasterList => "ml",
    }
}

fn pair(kind: &str, value: &str) -> Pair {
    Pair { kind: kind.to_owned(), value: value.as_bytes().to_vec() }
}

fn suffix(base: Base) -> DistinguishedName {
    let lowest = if base == Base::NonConformant { NON_CONFORMANT } else { "data" };
    let labels = std::iter::once(lowest).chain(SUFFIX.into_iter().skip(1));
    DistinguishedName::new(labels.map(|label| vec![pair("dc", label)]).collect())
}

fn below(rdn: Vec<Pair>, parent: &DistinguishedName) -> DistinguishedName {
    DistinguishedName::new([rdn].into_iter().chain(parent.rdns().iter().cloned()).collect())
}

fn entry(name: &DistinguishedName, attributes: Vec<Attribute>) -> Entry {
    Entry { name: name.written(), change: Change::Content(attributes) }
}

fn attribute(description: &str, octets: &[u8]) -> Attribute {
    let value = Value::Octets(octets.to_vec());
    Attribute { description: description.to_owned(), value, place: Place::default() }
}

fn container(class: &str, kind: &str, value: &str) -> Vec<Attribute> {
    vec![
        attribute("objectClass", b"top"),
        attribute("objectClass", class.as_bytes()),
        attribute(kind, value.as_bytes()),
    ]
}

fn leaf_attributes(name: &[Pair], kind: ObjectKind, leaf: &Leaf, values: &[Vec<u8>]) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    if let Some(version) = leaf.version {
        attributes.push(attribute("pkdVersion", version.to_string().as_bytes()));
    }
    let Said { codes, texts, policies } = &leaf.said;
    for (description, all) in
        [("pkdConformanceText", texts), ("pkdConformanceCode", codes), ("pkdConformancePolicy", policies)]
    {
        attributes.extend(all.iter().map(|one| attribute(description, one.as_bytes())));
    }
    attributes.extend(values.iter().map(|octets| attribute(kind.attribute(), octets)));
    // `sn` before `cn`, as downloads have it.
    attributes.extend(name.iter().rev().map(|pair| attribute(&pair.kind, &pair.value)));
    let classes: &[&str] = match kind {
        ObjectKind::Crl => &["top", "pkdDownload", "cRLDistributionPoint"],
        ObjectKind::MasterList => &["top", "person", "pkdMasterList", "pkdDownload"],
        _ => &["inetOrgPerson", "pkdDownload", "organizationalPerson", "top", "person"],
    };
    attributes.extend(classes.iter().map(|class| attribute("objectClass", class.as_bytes())));
    attributes
}

/// The lowest RDN of an object: its issuer, and a certificate's serial number.
fn own_name(kind: ObjectKind, octets: &[u8]) -> Option<Vec<Pair>> {
    let named = |issuer: Vec<u8>| Pair { kind: "cn".into(), value: issuer };
    match kind {
        ObjectKind::Crl => Some(vec![named(written(&Crl::parse(octets).ok()?.issuer)?)]),
        ObjectKind::MasterList => {
            let list = masterlist::read(octets, Unsigned::Accept).ok()?;
            let signer = list.signed().and_then(|signed| signed.signers().first().map(|s| s.sid));
            let issuer = match signer {
                Some(SignerId::IssuerAndSerial { issuer, .. }) => {
                    Name::next(&mut Reader::new(issuer), "the issuer").ok().and_then(|name| written(&name))
                }
                Some(SignerId::KeyIdentifier(identifier)) => list.signed().and_then(|signed| {
                    let read = signed.certificates().iter().filter_map(|e| Certificate::from_element(*e, &[]).ok());
                    let mut fits = read.filter(|c| c.subject_key_identifier() == Some(identifier));
                    fits.next().and_then(|c| written(&c.issuer))
                }),
                None => None,
            };
            Some(vec![named(issuer.unwrap_or_else(|| Digest::of(octets).to_string().into_bytes()))])
        }
        _ => {
            let certificate = Certificate::parse(octets).ok()?;
            let digits = hex::encode_upper(certificate.serial());
            let digits = digits.trim_start_matches('0');
            let digits = if digits.is_empty() { "0" } else { digits };
            Some(vec![named(written(&certificate.issuer)?), pair("sn", digits)])
        }
    }
}

/// A name as downloads write it inside theirs: the last RDN first. `None` where a part
/// of it cannot be read.
fn written(name: &Name<'_>) -> Option<Vec<u8>> {
    let mut attributes = Vec::new();
    for attribute in name.attributes() {
        attributes.push(attribute.ok()?);
    }
    attributes.reverse();
    let mut out = Vec::new();
    let mut before = None;
    for attribute in attributes {
        match before {
            Some(rdn) if rdn == attribute.rdn => out.push(b'+'),
            Some(_) => out.push(b','),
            None => {}
        }
        before = Some(attribute.rdn);
        out.extend_from_slice(attribute.short_name().map_or_else(|| oid_text(attribute.oid), str::to_owned).as_bytes());
        out.push(b'=');
        match attribute.text() {
            Some(text) => ldif::escape(&mut out, text.as_bytes(), false),
            None => out.extend_from_slice(format!("#{}", hex::encode(attribute.value.full)).as_bytes()),
        }
    }
    Some(out)
}
