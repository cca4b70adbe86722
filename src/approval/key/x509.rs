//! An X.509 certificate as an officer's key. It is enrolled byte for byte: who issued it, and for
//! what purpose (extKeyUsage), is not asked.

use super::strength::{expect_strong, key_error};
use super::{KeyError, KeyForm};
use crate::asn1::{Asn1Error, Tag, oid_text};
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki;
use crate::pki::armour;
use crate::pki::extension::{KeyUsage, KeyUsageBit};
use crate::safe;
use crate::signer::{Curve, Hash, PublicKey};

/// A certificate and the key in it.
#[derive(Clone)]
pub(super) struct Certificate {
    der: Vec<u8>,
    pub(super) public: PublicKey,
    identity: Digest,
    /// notBefore and notAfter; both seconds are still valid.
    pub(super) valid: (Time, Time),
}

impl Certificate {
    pub(super) fn read(der: Vec<u8>) -> Result<Self, KeyError> {
        let view = pki::certificate::Certificate::parse(&der).map_err(unreadable)?;
        if !view.trailing.is_empty() {
            return Err(KeyError::Beside { place: "after" });
        }
        expect_known_curve(&view)?;
        let public = view.public_key().map_err(key_error)?;
        let identity = public.identity().map_err(key_error)?;
        let valid = (view.not_before.time().map_err(unreadable)?, view.not_after.time().map_err(unreadable)?);
        Ok(Certificate { der, public, identity, valid })
    }

    pub(super) fn identity(&self) -> Digest {
        self.identity
    }

    /// The DER as it was given.
    pub(super) fn der(&self) -> &[u8] {
        &self.der
    }

    pub(super) fn pem(&self) -> String {
        armour::pem(&self.der, "CERTIFICATE")
    }

    pub(super) fn words(&self) -> Vec<(&'static str, String)> {
        let octets: Vec<String> = Digest::of(&self.der).0.iter().map(|octet| format!("{octet:02X}")).collect();
        let mut words = vec![
            ("form", KeyForm::X509.word().to_owned()),
            ("algorithm", self.public.kind().to_string()),
            ("fingerprint", octets.join(":")),
        ];
        if let Ok(view) = pki::certificate::Certificate::parse(&self.der) {
            words.push(("subject", view.subject.shown(200)));
            words.push(("issuer", view.issuer.shown(200)));
        }
        words.push(("validity", format!("{} to {}", self.valid.0, self.valid.1)));
        words
    }

    pub(super) fn expect_usable(&self, at: Time) -> Result<(), KeyError> {
        let view = pki::certificate::Certificate::parse(&self.der).map_err(unreadable)?;
        if pki::issue::is_marked(&view) {
            return Err(KeyError::Rehearsal);
        }
        if let Some(defect) = view.extensions.defect.clone() {
            return Err(unreadable(defect));
        }
        let unknown = view.extensions.iter().find(|e| e.is_critical() && !pki::path::is_understood(e.oid));
        if let Some(unknown) = unknown {
            return Err(KeyError::CriticalExtension { oid: oid_text(unknown.oid) });
        }
        expect_strong(&self.public)?;
        expect_strong_signature(&view)?;
        expect_usage(&view)?;
        let (from, until) = self.valid;
        if at < from {
            return Err(KeyError::NotYetValid { from, now: at });
        }
        if at > until {
            return Err(KeyError::Expired { expired: until, now: at });
        }
        Ok(())
    }
}

fn unreadable(error: Asn1Error) -> KeyError {
    KeyError::Unreadable { what: error.to_string() }
}

/// A named curve that is not known is no unreadable key: it is one that is not taken.
fn expect_known_curve(view: &pki::certificate::Certificate<'_>) -> Result<(), KeyError> {
    let mut parts = view.spki.reader();
    let algorithm = parts.next(Tag::SEQUENCE, "the key's algorithm").map_err(unreadable)?;
    let mut identifier = algorithm.reader();
    let name = identifier.next(Tag::OID, "the key's algorithm").map_err(unreadable)?;
    if name.content == [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
        && let Some(curve) = identifier.optional(Tag::OID, "the curve").map_err(unreadable)?
        && Curve::from_oid(curve.content).is_none()
    {
        return Err(KeyError::Algorithm { found: format!("a key on the curve {}", oid_text(curve.content)) });
    }
    Ok(())
}

/// The issuer's signature is not checked, but nobody should name a person under a broken hash:
/// SHA-1, MD5 and MD2 are refused.
fn expect_strong_signature(view: &pki::certificate::Certificate<'_>) -> Result<(), KeyError> {
    const PKCS1: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
    let oid = view.outer_algorithm.oid;
    let md = oid.strip_prefix(&PKCS1).is_some_and(|last| matches!(last, [2..=4]));
    let sha1 = view.outer_algorithm.algorithm().is_ok_and(|algorithm| algorithm.hash() == Some(Hash::Sha1));
    if md || sha1 {
        let found = format!("a certificate signed with {}", if sha1 { "SHA-1".into() } else { oid_text(oid) });
        return Err(KeyError::Weak { found, wanted: "SHA-256 or stronger" });
    }
    Ok(())
}

/// Where there is a keyUsage, it must allow signing, and not the signing of certificates. A mere
/// basicConstraints CA:TRUE is let pass: `openssl req -x509` writes it into every certificate.
fn expect_usage(view: &pki::certificate::Certificate<'_>) -> Result<(), KeyError> {
    let Some(usage) = view.read::<KeyUsage>() else { return Ok(()) };
    let usage = usage.map_err(unreadable)?;
    for (bit, what) in [(KeyUsageBit::KeyCertSign, "certificates"), (KeyUsageBit::CrlSign, "revocation lists")] {
        if usage.has(bit) {
            return Err(KeyError::SignsCertificates { what });
        }
    }
    if usage.has(KeyUsageBit::DigitalSignature) || usage.has(KeyUsageBit::NonRepudiation) {
        return Ok(());
    }
    Err(KeyError::CannotSign { what: "its keyUsage has neither digitalSignature nor nonRepudiation" })
}

/// What a signature says of the certificate it was made under, made harmless.
pub(super) fn shown_sid(sid: &crate::cms::SignerId<'_>) -> String {
    match sid {
        crate::cms::SignerId::IssuerAndSerial { serial, .. } => {
            safe::line(&format!("a certificate with serial number {}", hex::encode(serial)), 100)
        }
        crate::cms::SignerId::KeyIdentifier(identifier) => {
            safe::line(&format!("key identifier {}", hex::encode(identifier)), 100)
        }
    }
}
