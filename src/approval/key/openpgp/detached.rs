//! One detached OpenPGP signature, and its judgement under an officer's certificate.

use sequoia_openpgp::Packet;
use sequoia_openpgp::packet::Signature;
use sequoia_openpgp::packet::signature::subpacket::{SubpacketTag, SubpacketValue};
use sequoia_openpgp::parse::Parse as _;
use sequoia_openpgp::types::SignatureType;

use super::super::moment::expect_moment;
use super::super::{KeyForm, SignatureError};
use super::certificate::{AnyKey, Certificate};
use super::packets::{self, WalkFault, kind};
use super::raw_key::{expect_good, identity};
use super::rules::{is_strong, station_time};
use crate::clock::Time;
use crate::digest::Digest;
use crate::safe;

/// A signature of type 0x00 over a document's bytes, version 4 or later.
#[derive(Clone)]
pub(in super::super) struct Detached {
    signature: Signature,
}

impl Detached {
    /// Refuses everything that is not one signature packet over a document's exact bytes.
    pub(in super::super) fn read(octets: &[u8]) -> Result<Self, SignatureError> {
        expect_one_signature(octets)?;
        let signature = match Packet::from_bytes(octets) {
            Ok(Packet::Signature(signature)) => signature,
            Ok(_) => return Err(unreadable("a signature packet that is not understood")),
            Err(error) => return Err(unreadable(&safe::line(&error.to_string(), 200))),
        };
        if signature.version() < 4 {
            return Err(unreadable("a signature of version 3; wanted version 4 or later"));
        }
        match signature.typ() {
            SignatureType::Binary => Ok(Detached { signature }),
            SignatureType::Text => Err(SignatureError::TextMode {
                what: "an OpenPGP signature of type 0x01: gpg was run with --textmode",
                form: KeyForm::OpenPgp,
            }),
            other => Err(SignatureError::Type { found: other.into() }),
        }
    }
}

fn unreadable(what: &str) -> SignatureError {
    SignatureError::Unreadable { what: what.to_owned() }
}

/// Walks the packets: one signature and nothing else.
fn expect_one_signature(octets: &[u8]) -> Result<(), SignatureError> {
    let not = |what| Err(SignatureError::NotASignature { what, form: Some(KeyForm::OpenPgp) });
    match packets::first(octets) {
        Some(kind::SIGNATURE | kind::COMPRESSED) => {}
        Some(kind::ONE_PASS | kind::LITERAL) => {
            let what = "an OpenPGP message with the text inside";
            return Err(SignatureError::Attached { what, form: KeyForm::OpenPgp });
        }
        Some(kind::PUBLIC_KEY | kind::PUBLIC_SUBKEY) => return not("an OpenPGP key"),
        Some(kind::SECRET_KEY | kind::SECRET_SUBKEY) => {
            return Err(super::super::KeyError::Private { what: "an OpenPGP private key" }.into());
        }
        Some(_) => return not("an OpenPGP object of another kind"),
        None => return not("neither text nor a signature"),
    }
    let kinds = packets::kinds(octets).map_err(|fault| match fault {
        WalkFault::Compressed => SignatureError::Compressed,
        WalkFault::NoPacket { after: 1.., .. } => SignatureError::Beside { place: "after" },
        fault => unreadable(&fault.to_string()),
    })?;
    if kinds.contains(&kind::LITERAL) {
        let what = "an OpenPGP message with the text inside";
        return Err(SignatureError::Attached { what, form: KeyForm::OpenPgp });
    }
    let found = kinds.iter().filter(|k| **k == kind::SIGNATURE).count();
    match found {
        1 if kinds.len() == 1 => Ok(()),
        1 => Err(SignatureError::Beside { place: "after" }),
        _ => Err(SignatureError::Several { found }),
    }
}

impl Certificate {
    pub(in super::super) fn verify(
        &self,
        message: &[u8],
        found: &Detached,
        at: Time,
    ) -> Result<Digest, SignatureError> {
        let signature = &found.signature;
        let hash = signature.hash_algo();
        if !is_strong(hash) {
            return Err(SignatureError::Weak { found: hash.to_string(), form: KeyForm::OpenPgp });
        }
        let candidates = self.candidates(signature)?;
        let made = signature.signature_creation_time();
        let made = made.ok_or(SignatureError::NoTime { what: "the signature does not say when it was made" })?;
        let made = station_time(made)?;
        let mut signed_by = None;
        for key in candidates {
            expect_good(key.key())?;
            let from = station_time(key.key().creation_time())?;
            if made < from {
                return Err(SignatureError::KeyThen { signed: made, from, until: "without end".into() });
            }
            if signature.verify_message(key.key(), message).is_ok() {
                signed_by = Some((key, from));
                break;
            }
        }
        let (key, from) = signed_by.ok_or(SignatureError::Bad)?;
        expect_understood(signature)?;
        self.expect_standing(at)?;
        let until = self.expect_signs(&key, at)?;
        expect_moment(made, from, until, at)?;
        if let Some(expired) = signature.signature_expiration_time().map(station_time).transpose()?
            && expired <= at
        {
            return Err(SignatureError::Expired { expired, now: at });
        }
        Ok(identity(key.key())?)
    }

    /// The keys that the signature says it is by; all of them where it does not say.
    fn candidates(&self, signature: &Signature) -> Result<Vec<AnyKey<'_>>, SignatureError> {
        let issuers = signature.get_issuers();
        let named = |key: &AnyKey<'_>| {
            let handle = key.key().key_handle();
            issuers.is_empty() || issuers.iter().any(|issuer| issuer.aliases(&handle))
        };
        let candidates: Vec<AnyKey<'_>> = self.cert.keys().filter(named).collect();
        if candidates.is_empty() {
            let names: Vec<String> = issuers.iter().map(|issuer| issuer.to_string()).collect();
            return Err(SignatureError::OtherKey { found: safe::line(&names.join(", "), 200) });
        }
        Ok(candidates)
    }
}

/// Refuses critical subpackets, but for those whose meaning is kept here. No notation is known.
fn expect_understood(signature: &Signature) -> Result<(), SignatureError> {
    for subpacket in signature.hashed_area().iter().filter(|subpacket| subpacket.critical()) {
        let kept = matches!(
            subpacket.tag(),
            SubpacketTag::SignatureCreationTime
                | SubpacketTag::SignatureExpirationTime
                | SubpacketTag::Issuer
                | SubpacketTag::IssuerFingerprint
                | SubpacketTag::SignersUserID
        );
        if !kept {
            let found = match subpacket.value() {
                SubpacketValue::NotationData(notation) => format!("notation '{}'", notation.name()),
                _ => format!("subpacket {}", u8::from(subpacket.tag())),
            };
            return Err(SignatureError::Critical { found: safe::line(&found, 100) });
        }
    }
    Ok(())
}
