//! Name constraints of a CA, ours and OpenSSL's verdict side by side: the constraint stands in the anchor's own
//! certificate, the name in the end entity's.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::{X509, X509Name, X509StoreContext};

use chancery::clock::Time;
use chancery::fault::Fail;
use chancery::pki::certificate::Certificate;
use chancery::pki::path::{Anchor, Anchors, service};

fn key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

/// The subject, the key, the issuer's name and key, and extensions as OpenSSL's configuration writes them.
fn certificate(
    subject: &[(&str, &str)],
    key: &PKey<Private>,
    issuer: &[(&str, &str)],
    issuer_key: &PKey<Private>,
    extensions: &[(&str, &str)],
) -> X509 {
    let name = |parts: &[(&str, &str)]| {
        let mut builder = X509Name::builder().unwrap();
        parts.iter().for_each(|(field, value)| builder.append_entry_by_text(field, value).unwrap());
        builder.build()
    };
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&BigNum::from_u32(7).unwrap().to_asn1_integer().unwrap()).unwrap();
    builder.set_subject_name(&name(subject)).unwrap();
    builder.set_issuer_name(&name(issuer)).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(1_600_000_000).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(4_000_000_000).unwrap()).unwrap();
    for (field, value) in extensions {
        #[allow(deprecated, reason = "the one way to write an extension as text")]
        let extension = openssl::x509::X509Extension::new(None, None, field, value).unwrap();
        builder.append_extension(extension).unwrap();
    }
    builder.sign(issuer_key, MessageDigest::sha256()).unwrap();
    builder.build()
}

const CA: &[(&str, &str)] = &[("C", "UT"), ("CN", "Services CA")];
const SUBJECT: &[(&str, &str)] = &[("C", "UT"), ("O", "State"), ("CN", "Service")];

/// The verdict of both on an end entity with this subject and alternative name under an anchor with this constraint.
fn judge(constraint: &str, subject: &[(&str, &str)], alternative: &str) -> (bool, bool) {
    let (ca_key, leaf_key) = (key(), key());
    let of_ca = [
        ("basicConstraints", "critical,CA:true"),
        ("keyUsage", "critical,keyCertSign"),
        ("nameConstraints", constraint),
    ];
    let ca = certificate(CA, &ca_key, CA, &ca_key, &of_ca);
    let leaf = certificate(subject, &leaf_key, CA, &ca_key, &[("subjectAltName", alternative)]);
    let (ca_der, leaf_der) = (ca.to_der().unwrap(), leaf.to_der().unwrap());

    let anchors = Anchors::new(vec![Anchor::of(Certificate::parse(&ca_der).unwrap()).unwrap()]);
    let time: Time = "2026-11-22T10:00:00Z".parse().unwrap();
    let ours = service::verify(&Certificate::parse(&leaf_der).unwrap(), &[], &anchors, &[], None, time);
    if let Err(error) = &ours {
        assert_eq!(error.clause(), Some("PATH-8"), "{constraint} {alternative}: {error}");
    }

    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(ca).unwrap();
    let store = store.build();
    let mut context = X509StoreContext::new().unwrap();
    let theirs = context.init(&store, &leaf, &Stack::new().unwrap(), |context| context.verify_cert()).unwrap();
    (ours.is_ok(), theirs)
}

#[test]
fn both_judge_the_names_under_a_constraint_alike() {
    for (constraint, alternative, wanted) in [
        ("critical,permitted;DNS:state.ut", "DNS:state.ut", true),
        ("critical,permitted;DNS:state.ut", "DNS:a.b.State.UT", true),
        ("critical,permitted;DNS:state.ut", "DNS:mystate.ut", false),
        ("critical,permitted;DNS:state.ut", "DNS:state.ut,DNS:other.ut", false),
        ("critical,permitted;DNS:state.ut", "email:a@other.ut", true),
        ("permitted;DNS:state.ut", "DNS:other.ut", false),
        ("critical,permitted;DNS:a.ut,permitted;DNS:b.ut", "DNS:x.b.ut", true),
        ("critical,permitted;DNS:ut,excluded;DNS:secret.ut", "DNS:a.secret.ut", false),
        ("critical,permitted;DNS:ut,excluded;DNS:secret.ut", "DNS:open.ut", true),
        ("critical,permitted;email:state.ut", "email:a@state.ut", true),
        ("critical,permitted;email:state.ut", "email:a@b.state.ut", false),
        ("critical,permitted;email:.state.ut", "email:a@b.state.ut", true),
        ("critical,permitted;email:.state.ut", "email:a@state.ut", false),
        ("critical,permitted;email:a@state.ut", "email:a@STATE.ut", true),
        ("critical,permitted;email:a@state.ut", "email:b@state.ut", false),
        ("critical,excluded;email:state.ut", "email:a@state.ut", false),
        ("critical,permitted;URI:state.ut", "URI:https://state.ut/x", true),
        ("critical,permitted;URI:state.ut", "URI:https://a.state.ut/x", false),
        ("critical,permitted;URI:.state.ut", "URI:https://a.state.ut:8443/x", true),
        ("critical,excluded;URI:.state.ut", "URI:https://a.state.ut/", false),
        ("critical,permitted;IP:10.1.0.0/255.255.0.0", "IP:10.1.2.3", true),
        ("critical,permitted;IP:10.1.0.0/255.255.0.0", "IP:10.2.2.3", false),
        ("critical,excluded;IP:10.1.0.0/255.255.0.0", "IP:10.1.2.3", false),
        ("critical,permitted;IP:10.1.0.0/255.255.0.0", "IP:fd00::1", false),
        ("critical,permitted;IP:fd00::/ffff::", "IP:fd00::1", true),
    ] {
        assert_eq!(judge(constraint, SUBJECT, alternative), (wanted, wanted), "{constraint} over {alternative}");
    }
}

#[test]
fn an_address_in_the_subject_is_held_too() {
    let with = |address| [SUBJECT, &[("emailAddress", address)]].concat();
    for (address, wanted) in [("a@state.ut", true), ("a@other.ut", false)] {
        let verdict = judge("critical,permitted;email:state.ut", &with(address), "DNS:state.ut");
        assert_eq!(verdict, (wanted, wanted), "{address}");
    }
}

#[test]
fn what_openssl_takes_and_cannot_be_decided_is_refused_here() {
    for (constraint, alternative) in
        [("critical,excluded;DNS:secret.ut", "DNS:*.ut"), ("critical,permitted;RID:1.2.3", "DNS:state.ut")]
    {
        assert_eq!(judge(constraint, SUBJECT, alternative), (false, true), "{constraint} over {alternative}");
    }
}
