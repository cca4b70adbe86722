//! A slot of a card as a [`Signer`]. No signature leaves before it was checked.

use std::cell::Cell;

use super::apdu::{Transmit, exchange};
use super::card::{self, Card, End, PinTries};
use super::error::PivError;
use super::object;
use super::slot::Slot;
use crate::asn1::{self, Reader, Tag};
use crate::secret::Secret;
use crate::signer::{self, Algorithm, Curve, Hash, KeyKind, PublicKey, Signer, SignerError};

const GENERAL_AUTHENTICATE: &str = "GENERAL AUTHENTICATE";
/// The template of GENERAL AUTHENTICATE, what is asked in it, and what is answered.
const TEMPLATE: Tag = Tag(0x7c);
const CHALLENGE: Tag = Tag(0x81);
const RESPONSE: Tag = Tag(0x82);
/// Octets of an RSA-2048 signature.
const RSA_OCTETS: usize = 256;

/// Whether this is the PIN that cards leave the factory with. Worth a warning; no refusal here.
pub fn is_factory_pin(pin: &Secret) -> bool {
    pin.expose() == b"123456"
}

/// How a kind of key signs.
#[derive(Clone, Copy)]
struct Way {
    /// The algorithm identifier of SP 800-78-4, table 6-2.
    identifier: u8,
    algorithm: Algorithm,
    hash: Hash,
}

impl Way {
    fn of(key: &PublicKey) -> Option<Way> {
        let way = |identifier, algorithm, hash| Some(Way { identifier, algorithm, hash });
        match key.kind() {
            KeyKind::Ec { curve: Curve::P256, .. } => way(0x11, Algorithm::Ecdsa(Hash::Sha256), Hash::Sha256),
            KeyKind::Ec { curve: Curve::P384, .. } => way(0x14, Algorithm::Ecdsa(Hash::Sha384), Hash::Sha384),
            KeyKind::Rsa { bits: 2048, .. } => way(0x07, Algorithm::RsaPkcs1(Hash::Sha256), Hash::Sha256),
            _ => None,
        }
    }

    /// What the card is given: the digest, or for RSA the padded block (RFC 8017 9.2), since a card does not pad.
    fn input(self, digest: &[u8]) -> Vec<u8> {
        if !matches!(self.algorithm, Algorithm::RsaPkcs1(_)) {
            return digest.to_vec();
        }
        let identifier = asn1::sequence(&[asn1::oid(self.hash.oid()), asn1::null()]);
        let info = asn1::sequence(&[identifier, asn1::octet_string(digest)]);
        let mut block = vec![0xff; RSA_OCTETS.saturating_sub(info.len() + 3)];
        block.splice(0..0, [0x00, 0x01]);
        block.push(0x00);
        block.extend(info);
        block
    }
}

/// A slot of a card that signs, with the PIN it was opened by.
///
/// Before each signature the certificate in the slot is read again: a PIN never goes to another card than the one
/// it was given for. After each, the card is reset, so that no other program signs on.
pub struct PivSigner<'c> {
    card: &'c Card,
    slot: Slot,
    pin: Secret,
    way: Way,
    certificate: Vec<u8>,
    public_key: PublicKey,
    refused: Cell<bool>,
}

impl Card {
    /// A signer over a slot. The PIN is shown to the card here, once, so that a wrong one is known before anything
    /// else is begun; a blocked one is not shown.
    ///
    /// Errors: `PIV-1` a wrong PIN, `PIV-2` a blocked one, `PIV-3` what can be no PIN, `PIV-4` an empty slot, `PIV-8`
    /// a kind of key that signs nothing here, `PIV-9` a compressed certificate.
    pub fn signer(&self, slot: Slot, pin: &Secret) -> Result<PivSigner<'_>, PivError> {
        let mut opened = None;
        self.converse(End::Reset, &mut |talk| {
            let certificate = card::certificate(talk, slot)?.ok_or(PivError::NoCertificate { slot })?;
            let public_key = object::public_key(&certificate, slot)?;
            let way = Way::of(&public_key)
                .ok_or_else(|| PivError::KeyUnsupported { slot, key: public_key.kind().to_string() })?;
            if card::pin_tries(talk)? == PinTries::Blocked {
                return Err(PivError::PinBlocked);
            }
            card::verify(talk, pin)?;
            opened = Some((certificate, public_key, way));
            Ok(())
        })?;
        let (certificate, public_key, way) = opened.ok_or(PivError::CardReset)?;
        let pin = Secret::new(pin.expose().to_vec());
        Ok(PivSigner { card: self, slot, pin, way, certificate, public_key, refused: Cell::new(false) })
    }
}

impl PivSigner<'_> {
    /// The certificate in the slot, DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The slot.
    pub fn slot(&self) -> Slot {
        self.slot
    }

    /// Whether the card still has the PIN of the factory.
    pub fn has_factory_pin(&self) -> bool {
        is_factory_pin(&self.pin)
    }

    /// One signature, checked. As [`Signer::sign`], with the card's own error.
    ///
    /// Errors: `PIV-5` where it does not verify, `PIV-10` where another card is in, `PIV-11` where the card refused the
    /// PIN before.
    pub fn sign_checked(&self, message: &[u8]) -> Result<Vec<u8>, PivError> {
        if self.refused.get() {
            return Err(PivError::PinRefusedBefore);
        }
        let digest = self.way.hash.digest(message)?;
        let input = self.way.input(&digest);
        let mut signature = Vec::new();
        self.card.converse(End::Reset, &mut |talk| {
            if card::certificate(talk, self.slot)?.as_ref() != Some(&self.certificate) {
                return Err(PivError::CardOther { slot: self.slot });
            }
            let shown = card::verify(talk, &self.pin);
            self.refused.set(matches!(shown, Err(PivError::PinWrong { .. } | PivError::Status { .. })));
            shown?;
            signature = authenticate(talk, self.way.identifier, self.slot, &input)?;
            Ok(())
        })?;
        match signer::verify_prepared(&self.public_key, self.way.algorithm, &digest, &signature) {
            Ok(_) => Ok(signature),
            Err(SignerError::Library(error)) => Err(SignerError::Library(error).into()),
            Err(_) => Err(PivError::KeyOther { slot: self.slot }),
        }
    }
}

impl Signer for PivSigner<'_> {
    fn algorithm(&self) -> Algorithm {
        self.way.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        self.sign_checked(message).map_err(|error| match error {
            PivError::Signer(error) => error,
            error => SignerError::Device {
                what: format!("slot {} of the card in '{}'", self.slot, self.card.reader()),
                source: Some(Box::new(error)),
            },
        })
    }
}

/// Lets the key of a slot work on a block.
fn authenticate(talk: &mut dyn Transmit, identifier: u8, slot: Slot, input: &[u8]) -> Result<Vec<u8>, PivError> {
    let asked = [asn1::tlv(RESPONSE, &[]), asn1::tlv(CHALLENGE, input)].concat();
    let data = Secret::new(asn1::tlv(TEMPLATE, &asked));
    let parameters = [identifier, slot.reference()];
    let command = card::command(GENERAL_AUTHENTICATE, 0x87, parameters, data, true);
    response(&exchange(talk, &command)?.done(command.name)?)
}

/// The one response in the template of an answer.
fn response(answer: &[u8]) -> Result<Vec<u8>, PivError> {
    let read = || {
        let mut reader = Reader::new(answer);
        let mut parts = reader.next(TEMPLATE, "a dynamic authentication template")?.reader();
        reader.finish("the template")?;
        let response = parts.next(RESPONSE, "a response")?;
        parts.finish("the response")?;
        Ok(response.content.to_vec())
    };
    read().map_err(|source| PivError::Unreadable { command: GENERAL_AUTHENTICATE, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rsa_block_is_the_one_of_the_standard() {
        let way = Way { identifier: 7, algorithm: Algorithm::RsaPkcs1(Hash::Sha256), hash: Hash::Sha256 };
        let block = way.input(&[0xab; 32]);
        assert_eq!(block.len(), RSA_OCTETS);
        let prefix = "003031300d060960864801650304020105000420";
        let text = hex::encode(&block);
        assert_eq!(text, format!("0001{}{prefix}{}", "ff".repeat(256 - 2 - 20 - 32), "ab".repeat(32)));
    }

    #[test]
    fn an_answer_that_is_not_one_response_is_refused() {
        let good = hex::decode("7c058203010203").unwrap();
        assert_eq!(response(&good).unwrap(), [1, 2, 3]);
        for length in 0..good.len() {
            assert!(response(&good[..length]).is_err(), "cut at {length}");
        }
        for bad in ["7c0582030102030000", "7c088203010203820101", "7c03810101", "7c00", "8203010203", "7d058203010203"]
        {
            assert!(response(&hex::decode(bad).unwrap()).is_err(), "{bad}");
        }
    }
}
