//! `bundle.export`: what the passport platform is sent, and the signing of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::OperationError;
use crate::bundle::index::{self, Item, Kind};
use crate::bundle::{
    BundleError, Expiry, Export, ManifestSigner, Plan, Prepared, RoleKey, RoleKeys, RootDraft, RootRoles, RootTerm,
    Roots, Service, Signed, Signers, Target, TargetPath, Versions,
};
use crate::clock::{DAY, Time};
use crate::digest::Digest;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::safe::Label;
use crate::signer::{PublicKey, Signer};

/// The passport platform's delegation.
pub const SERVICE: &str = "trust-anchors";
/// The profile of the certificate that a bundle's signing key must have.
pub const PROFILE: &str = "bundle-signer";
/// The country of what belongs to no state; ISO 3166-1 leaves the code to its users.
pub const NO_STATE: &str = "ZZ";
/// How long a root is good before it must be signed anew, in days.
pub const ROOT_DAYS: i64 = 3 * 365;
/// A root that ends sooner than this is renewed with the next bundle, in days.
const ROOT_MARGIN_DAYS: i64 = 180;

/// One thing to deliver, with its bytes and where it is known from.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What it is.
    pub kind: Kind,
    /// Its DER bytes.
    pub der: Vec<u8>,
    /// The state it belongs to. What is not two or three capital letters becomes [`NO_STATE`].
    pub country: String,
    /// Where it is known from.
    pub provenance: Vec<String>,
    /// When it was issued, for what does not say so itself.
    pub made: Time,
    /// Since when it is revoked, where it is.
    pub revoked_at: Option<Time>,
}

/// A key that is to sign, and the profiles of all its certificates.
#[derive(Clone, Copy, Debug)]
pub struct Certified<'a> {
    /// The key's name.
    pub key: &'a Label,
    /// The profile of each certificate it ever had.
    pub profiles: &'a [Label],
}

/// Refuses keys that have another duty: the bundle key is a bundle signer's and nothing
/// else (BUNDLE-15), the root key has no certificate at all (BUNDLE-16).
pub fn check_keys(root: Certified<'_>, bundle: Certified<'_>) -> Result<(), OperationError> {
    let unfit = |found| OperationError::BundleKeyUnfit { key: bundle.key.to_string(), found };
    if bundle.profiles.is_empty() {
        return Err(unfit("has no certificate".into()));
    }
    if let Some(other) = bundle.profiles.iter().find(|profile| profile.as_str() != PROFILE) {
        return Err(unfit(format!("has a certificate of profile '{other}'")));
    }
    match root.profiles.first() {
        None => Ok(()),
        Some(profile) => Err(OperationError::RootKeyUnfit { key: root.key.to_string(), profile: profile.to_string() }),
    }
}

/// A root that an export of unknown end may have had signed, as its intent reserved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservedRoot {
    /// Its version, which no other root may take: the chain has no gaps.
    pub version: u64,
    /// Until when it was to be good.
    pub expires: Time,
    /// SHA-256 of what its keys sign.
    pub payload: Digest,
}

impl ReservedRoot {
    /// What the intent says of a draft.
    pub fn of(draft: &RootDraft) -> Self {
        let RootTerm { version, expires } = draft.term();
        ReservedRoot { version, expires, payload: Digest::of(draft.payload()) }
    }
}

/// The next root where one is needed: the first, one with other keys, or one in the place of a root that ends soon.
///
/// Root versions have no gaps, so one that may have been signed cannot be left out like a
/// bundle's. It is `repeated` instead: with the same end and keys the keys sign the same
/// octets again, and no two roots of one version come about. Only if the keys were changed
/// since, or its end is near, the same version is signed over other octets; its bytes never
/// left the station, since only a recorded bundle is written to a stick.
pub fn next_root(
    roles: &RootRoles,
    roots: Option<&Roots>,
    now: Time,
    repeated: Option<&ReservedRoot>,
) -> Result<Option<RootDraft>, OperationError> {
    let soon = now.plus(ROOT_MARGIN_DAYS * DAY);
    if roots.is_some_and(|roots| roots.expires() > soon && roots.roles() == roles) {
        return Ok(None);
    }
    if let Some(reserved) = repeated.filter(|reserved| reserved.expires > soon) {
        let draft = RootDraft::new(roles, reserved.expires, roots)?;
        if ReservedRoot::of(&draft) == *reserved {
            return Ok(Some(draft));
        }
    }
    Ok(Some(RootDraft::new(roles, now.plus(ROOT_DAYS * DAY), roots)?))
}

/// The key of the last root whose signature the next one needs beside its own: none where
/// the root key stays (TUF 1.0 section 5.3.4).
pub fn outgoing<'r>(draft: &RootDraft, roles: &RootRoles, roots: Option<&'r Roots>) -> Option<&'r RoleKey> {
    let last = roots.filter(|roots| roots.latest_version() < draft.term().version)?;
    let stays = last.roles().root.keys().any(|key| roles.root.get(key.id()).is_some());
    if stays { None } else { last.roles().root.keys().next() }
}

/// Everything a bundle is made of, gathered by the station.
pub struct Inputs<'a> {
    /// The root that will be in force.
    pub root: RootTerm,
    /// The bundle key's public half.
    pub bundle_key: &'a PublicKey,
    /// What is delivered.
    pub deliveries: &'a [Delivery],
    /// The version that is reserved for it.
    pub version: u64,
    /// The last bundle's versions.
    pub previous: Option<&'a Versions>,
    /// Station time.
    pub now: Time,
    /// Days until the roles expire.
    pub days: u16,
}

/// What a bundle of these deliveries holds beside its index, each file once, in the order of their paths.
pub fn holdings(deliveries: &[Delivery]) -> Result<Vec<Item>, OperationError> {
    let mut items: BTreeMap<String, Item> = BTreeMap::new();
    for delivery in deliveries {
        let item = item(delivery)?;
        items.entry(item.path.to_string()).or_insert(item);
    }
    Ok(items.into_values().collect())
}

/// Fixes what the bundle holds. Nothing is signed.
pub fn prepare(inputs: &Inputs<'_>) -> Result<Prepared, OperationError> {
    let mut targets: BTreeMap<String, Target> = BTreeMap::new();
    let mut items = Vec::new();
    for delivery in inputs.deliveries {
        let item = item(delivery)?;
        let target = Target { path: item.path.clone(), bytes: delivery.der.clone(), custom: None };
        if place(&mut targets, target)? {
            items.push(item);
        }
    }
    let index = index::build(inputs.now, &items)?;
    let mut targets: Vec<Target> = targets.into_values().collect();
    targets.push(Target { path: format!("{SERVICE}/index.json").parse()?, bytes: index, custom: None });
    let name: Label = SERVICE.parse().map_err(|_| OperationError::ListEmpty)?;
    let keys = RoleKeys::new(vec![RoleKey::new(inputs.bundle_key)?], 1)?;
    Ok(Export::prepare(Plan {
        root: inputs.root,
        services: vec![Service { name, keys, targets }],
        version: inputs.version,
        previous: inputs.previous,
        made: inputs.now,
        expiry: Expiry::rhythm(inputs.now, u32::from(inputs.days), 0),
    })?)
}

/// Has every role and the manifest signed by the bundle key, under these roots.
pub fn perform(
    prepared: Prepared,
    roots: &Roots,
    signer: &dyn Signer,
    certificates: &[&[u8]],
    now: Time,
) -> Result<Signed, OperationError> {
    let name: Label = SERVICE.parse().map_err(|_| OperationError::ListEmpty)?;
    Ok(prepared.sign(
        roots,
        &Signers {
            timestamp: vec![signer],
            snapshot: vec![signer],
            targets: vec![signer],
            services: BTreeMap::from([(name, vec![signer])]),
            manifest: ManifestSigner { signer, certificates, time: now },
        },
    )?)
}

/// Puts a target in its place; says whether it is new there. Other bytes of the same path are refused.
fn place(targets: &mut BTreeMap<String, Target>, target: Target) -> Result<bool, OperationError> {
    match targets.get(target.path.as_str()) {
        None => {
            targets.insert(target.path.to_string(), target);
            Ok(true)
        }
        Some(there) if there.bytes == target.bytes => Ok(false),
        Some(_) => Err(BundleError::PathTwice { path: target.path.to_string() }.into()),
    }
}

fn item(delivery: &Delivery) -> Result<Item, OperationError> {
    let digest = Digest::of(&delivery.der);
    let is_state =
        (2..=3).contains(&delivery.country.len()) && delivery.country.bytes().all(|b| b.is_ascii_uppercase());
    let country = if is_state { delivery.country.as_str() } else { NO_STATE };
    let path =
        |folder: &str, ending: &str| format!("{SERVICE}/{folder}/{country}-{digest}.{ending}").parse::<TargetPath>();
    let blank = |path: TargetPath| Item {
        kind: delivery.kind,
        path,
        digest,
        country: country.to_owned(),
        subject: None,
        issuer: None,
        serial: None,
        key_identifier: None,
        valid_from: delivery.made,
        valid_to: None,
        revoked_at: delivery.revoked_at,
        provenance: delivery.provenance.clone(),
    };
    match delivery.kind {
        Kind::Anchor | Kind::DocumentSigner => {
            let folder = if delivery.kind == Kind::Anchor { "anchors" } else { "document-signers" };
            let unreadable = OperationError::unreadable("a certificate to deliver");
            let certificate = Certificate::parse(&delivery.der).map_err(&unreadable)?;
            Ok(Item {
                subject: Some(certificate.subject.to_string()),
                issuer: Some(certificate.issuer.to_string()),
                serial: Some(certificate.serial().to_vec()),
                key_identifier: certificate.subject_key_identifier().map(<[u8]>::to_vec),
                valid_from: certificate.not_before.time().map_err(&unreadable)?,
                valid_to: Some(certificate.not_after.time().map_err(&unreadable)?),
                ..blank(path(folder, "cer")?)
            })
        }
        Kind::Crl => {
            let unreadable = OperationError::unreadable("a revocation list to deliver");
            let crl = Crl::parse(&delivery.der).map_err(&unreadable)?;
            let next = crl.next_update.as_ref().map(|n| n.time()).transpose().map_err(&unreadable)?;
            Ok(Item {
                issuer: Some(crl.issuer.to_string()),
                valid_from: crl.this_update.time().map_err(&unreadable)?,
                valid_to: next,
                ..blank(path("crl", "crl")?)
            })
        }
        Kind::MasterList => Ok(blank(path("masterlists", "ml")?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn a_root_that_may_have_been_signed_is_signed_again_alike_or_not_at_all() {
        let key = |digit: u8| {
            let point = hex::decode(
                [
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                ][usize::from(digit)],
            )
            .unwrap();
            PublicKey::from_ed25519(&point.try_into().unwrap()).unwrap()
        };
        let roles = |root: u8, bundle: u8| {
            let nobody = super::super::bundle_root::Holders::default();
            super::super::bundle_root::roles(&key(root), &nobody, &key(bundle)).unwrap()
        };
        let (one, other) = (roles(0, 1), roles(1, 0));
        let now: Time = "2026-11-22T10:00:00Z".parse().unwrap();
        let lost = ReservedRoot::of(&next_root(&one, None, now, None).unwrap().unwrap());
        let drafted = |roles, now, lost| ReservedRoot::of(&next_root(roles, None, now, lost).unwrap().unwrap());
        let later = now.plus(40 * DAY);
        assert_ne!(drafted(&one, later, None), lost, "without the reservation it would be another root");
        assert_eq!(drafted(&one, later, Some(&lost)), lost);
        assert_ne!(drafted(&other, later, Some(&lost)).payload, lost.payload);
        let near = lost.expires.plus(-DAY);
        assert_eq!(drafted(&one, near, Some(&lost)).expires, near.plus(ROOT_DAYS * DAY));
    }

    #[test]
    fn what_belongs_to_no_state_is_delivered_under_a_name_of_its_own() {
        let made: Time = "2026-11-22T10:00:00Z".parse().unwrap();
        let of = |country: &str| {
            let (der, country, provenance) = (b"a list".to_vec(), country.to_owned(), Vec::new());
            item(&Delivery { kind: Kind::MasterList, der, country, provenance, made, revoked_at: None }).unwrap()
        };
        let digest = Digest::of(b"a list");
        for odd in ["??", "", "ut", "U/", "UTOP"] {
            let item = of(odd);
            assert_eq!(item.path.as_str(), format!("trust-anchors/masterlists/ZZ-{digest}.ml"), "{odd}");
            index::build(made, &[item]).unwrap();
        }
        assert_eq!(of("UT").path.as_str(), format!("trust-anchors/masterlists/UT-{digest}.ml"));
    }

    #[test]
    fn other_bytes_of_the_same_path_are_refused() {
        let target = |bytes: &[u8]| Target { path: "a/b".parse().unwrap(), bytes: bytes.to_vec(), custom: None };
        let mut targets = BTreeMap::new();
        assert!(place(&mut targets, target(b"one")).unwrap());
        assert!(!place(&mut targets, target(b"one")).unwrap());
        assert_eq!(place(&mut targets, target(b"two")).unwrap_err().clause(), Some("BUNDLE-9"));
        assert_eq!(targets["a/b"].bytes, b"one");
    }

    #[test]
    fn a_key_with_another_duty_signs_no_bundle() {
        let label = |text: &str| text.parse::<Label>().unwrap();
        let (root, key) = (label("root"), label("key"));
        let clause = |of_root: &[&str], of_key: &[&str]| {
            let labels = |names: &[&str]| names.iter().map(|name| label(name)).collect::<Vec<_>>();
            let (of_root, of_key) = (labels(of_root), labels(of_key));
            let root = Certified { key: &root, profiles: &of_root };
            check_keys(root, Certified { key: &key, profiles: &of_key }).err().and_then(|error| error.clause())
        };
        assert_eq!(clause(&[], &[]), Some("BUNDLE-15"));
        assert_eq!(clause(&[], &["csca-root"]), Some("BUNDLE-15"));
        assert_eq!(clause(&[], &["bundle-signer", "service-ca"]), Some("BUNDLE-15"));
        assert_eq!(clause(&["csca-root"], &["bundle-signer"]), Some("BUNDLE-16"));
        assert_eq!(clause(&["bundle-signer"], &["bundle-signer"]), Some("BUNDLE-16"));
        assert_eq!(clause(&[], &["bundle-signer", "bundle-signer"]), None);
    }
}
