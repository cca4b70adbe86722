//! Sealing to an OpenPGP certificate, for a keeper who has a card or a key of `gpg` and nothing else. Nothing is opened
//! here: the keeper does that with their own tool.
//!
//! The certificate is judged at a time that is handed in: sequoia's standard policy at that time, without SHA-1 and older
//! hashes. What is sealed goes to the newest key of the certificate that is for encryption, and to no other.
//!
//! Randomness: the key of each message is drawn by sequoia from its cryptographic library; it takes no other source. What
//! is left in memory: the secret goes into the cipher as it is, in one piece, and is in no buffer of the library's but
//! that of a block. Where the certificate asks for the newer encryption of RFC 9580, the library gathers it in a buffer
//! that it does not wipe.

use std::fmt;
use std::io::Write;
use std::time::SystemTime;

use sequoia_openpgp::cert::CertParser;
use sequoia_openpgp::cert::amalgamation::key::ValidErasedKeyAmalgamation;
use sequoia_openpgp::crypto::mpi::PublicKey;
use sequoia_openpgp::packet::key::PublicParts;
use sequoia_openpgp::parse::Parse as _;
use sequoia_openpgp::policy::StandardPolicy;
use sequoia_openpgp::serialize::stream::{Armorer, Encryptor, Message};
use sequoia_openpgp::types::{Curve, HashAlgorithm, RevocationStatus, SymmetricAlgorithm, Timestamp};
use sequoia_openpgp::{Cert, armor};
use zeroize::Zeroizing;

use super::LARGEST;
use super::error::SealedError;
use crate::safe;
use crate::secret::Secret;

/// The largest certificate that is looked at, in octets; one has some thousand.
const LARGEST_CERTIFICATE: usize = 256 << 10;
/// The most keys in one certificate.
const MOST_KEYS: usize = 32;

/// Somebody's OpenPGP certificate: public. Whoever has its secret part can open what is sealed to it.
#[derive(Clone)]
pub struct OpenPgpCertificate {
    cert: Box<Cert>,
}

impl fmt::Debug for OpenPgpCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fingerprint())
    }
}

impl OpenPgpCertificate {
    /// Reads one certificate, armoured or not. SEALED-13 refuses what is none or more than one, SEALED-14 a private key;
    /// nothing of what was given is repeated.
    pub fn read(octets: &[u8]) -> Result<Self, SealedError> {
        let wrong = |what| SealedError::NotACertificate { what };
        if octets.len() > LARGEST_CERTIFICATE {
            return Err(SealedError::TooLarge { octets: octets.len(), limit: LARGEST_CERTIFICATE });
        }
        let mut found = CertParser::from_bytes(octets).map_err(|_| wrong("no OpenPGP packets are in it"))?;
        let cert = match found.next() {
            Some(Ok(cert)) => cert,
            Some(Err(_)) => return Err(wrong("its packets are no certificate, or cut short")),
            None => return Err(wrong("no OpenPGP packets are in it")),
        };
        if cert.is_tsk() {
            return Err(SealedError::PrivateCertificate);
        }
        match found.next() {
            Some(Ok(_)) => return Err(wrong("more than one certificate is in it")),
            Some(Err(_)) => return Err(wrong("something else stands behind it, or it is cut short")),
            None => {}
        }
        if cert.keys().count() > MOST_KEYS {
            return Err(wrong("it has more than 32 keys"));
        }
        Ok(OpenPgpCertificate { cert: Box::new(cert) })
    }

    /// Its fingerprint, in capital hex digits.
    pub fn fingerprint(&self) -> String {
        self.cert.fingerprint().to_hex()
    }

    /// The first name that stands in it, made harmless; whether it is that person's nothing here says.
    pub fn user(&self) -> Option<String> {
        let user = self.cert.userids().next()?;
        Some(safe::line(&String::from_utf8_lossy(user.userid().value()), 100))
    }

    /// Whether one raw key stands in both, be it under another name or date.
    pub fn has_a_key_of(&self, other: &OpenPgpCertificate) -> bool {
        self.cert.keys().any(|key| other.cert.keys().any(|theirs| key.key().mpis() == theirs.key().mpis()))
    }

    /// The fingerprint of the key that a message sealed at `at` (seconds since 1970, UTC) goes to. SEALED-15 refuses a
    /// certificate that is revoked, expired, not yet valid, or bound by weak signatures; SEALED-16 one without a key for
    /// encryption that is alive and strong.
    pub fn expect_usable(&self, at: i64) -> Result<String, SealedError> {
        let policy = policy(at);
        Ok(self.recipient(&policy, at)?.key().fingerprint().to_hex())
    }

    /// The key that is sealed to.
    fn recipient<'a>(
        &'a self,
        policy: &'a StandardPolicy<'static>,
        at: i64,
    ) -> Result<ValidErasedKeyAmalgamation<'a, PublicParts>, SealedError> {
        let unfit = |what| SealedError::CertificateUnfit { what, fingerprint: self.fingerprint() };
        // A revocation counts whenever it was made: a key that was given up is sealed to no more.
        if self.cert.primary_key().self_revocations().next().is_some() {
            return Err(unfit("it is revoked"));
        }
        let valid = self.cert.with_policy(policy, openpgp_time(at));
        let valid = valid.map_err(|_| unfit("it is not yet valid, or no strong signature binds it"))?;
        match valid.revocation_status() {
            RevocationStatus::Revoked(_) => return Err(unfit("it is revoked")),
            RevocationStatus::CouldBe(_) if self.cert.revocation_keys(policy).next().is_some() => {
                return Err(unfit("it may be revoked, by somebody whom it names for that"));
            }
            RevocationStatus::CouldBe(_) | RevocationStatus::NotAsFarAsWeKnow => {}
        }
        valid.alive().map_err(|_| unfit("it is expired, or not yet valid"))?;
        let fit = valid.keys().supported().alive().revoked(false).for_storage_encryption().for_transport_encryption();
        let strong = fit.filter(|key| key.self_revocations().next().is_none() && is_strong(key.key().mpis()));
        let newest = strong.max_by_key(|key| (key.key().creation_time(), key.key().fingerprint()));
        newest.ok_or_else(|| SealedError::NoEncryptionKey { fingerprint: self.fingerprint() })
    }
}

/// The policy at a time: sequoia's standard one, and none of the old hashes at any time.
fn policy(at: i64) -> StandardPolicy<'static> {
    let mut policy = StandardPolicy::at(openpgp_time(at));
    for hash in [HashAlgorithm::MD5, HashAlgorithm::RipeMD, HashAlgorithm::SHA1, HashAlgorithm::SHA224] {
        policy.reject_hash(hash);
    }
    policy
}

/// RSA of 2048 bits and more, and the curves that are known.
fn is_strong(numbers: &PublicKey) -> bool {
    match numbers {
        PublicKey::RSA { n, .. } => (2048..=16384).contains(&n.bits()),
        PublicKey::ECDH { curve, .. } => !matches!(curve, Curve::Unknown(_)),
        PublicKey::X25519 { .. } | PublicKey::X448 { .. } => true,
        _ => false,
    }
}

/// Seals to the one certificate, as text. It is judged at `at`, seconds since 1970 in UTC: SEALED-15, SEALED-16. SEALED-9
/// refuses more than half of [`LARGEST`].
pub fn seal_to_certificate(secret: &Secret, certificate: &OpenPgpCertificate, at: i64) -> Result<Vec<u8>, SealedError> {
    if secret.len() > LARGEST / 2 {
        return Err(SealedError::TooLarge { octets: secret.len(), limit: LARGEST / 2 });
    }
    let policy = policy(at);
    let recipient = certificate.recipient(&policy, at)?;
    let inside = literal(secret);
    let mut sealed = Vec::new();
    let write = || -> sequoia_openpgp::Result<()> {
        let message = Armorer::new(Message::new(&mut sealed)).kind(armor::Kind::Message).build()?;
        let message = Encryptor::for_recipients(message, std::iter::once(recipient));
        let mut message = message.symmetric_algo(SymmetricAlgorithm::AES256).build()?;
        message.write_all(&inside)?;
        message.finalize()
    };
    write().map_err(|_| SealedError::Unsealed)?;
    Ok(sealed)
}

/// The literal data packet (RFC 9580 5.9) around the secret: binary, without a name or a date. Written here in a buffer
/// that never grows, since the library's own writer gathers megabytes in one that it does not wipe.
fn literal(secret: &Secret) -> Zeroizing<Vec<u8>> {
    const HEAD: [u8; 6] = [b'b', 0, 0, 0, 0, 0];
    let length = u32::try_from(HEAD.len() + secret.len()).unwrap_or(u32::MAX);
    let mut packet = Zeroizing::new(Vec::with_capacity(6 + HEAD.len() + secret.len()));
    packet.extend_from_slice(&[0xC0 | 11, 0xFF]);
    packet.extend_from_slice(&length.to_be_bytes());
    packet.extend_from_slice(&HEAD);
    packet.extend_from_slice(secret.expose());
    packet
}

/// A time as OpenPGP can write it: between 1970 and 2106.
fn openpgp_time(at: i64) -> SystemTime {
    Timestamp::from(u32::try_from(at.max(0)).unwrap_or(u32::MAX)).into()
}

#[cfg(test)]
mod tests {
    use sequoia_openpgp::cert::{CertBuilder, CertRevocationBuilder, CipherSuite};
    use sequoia_openpgp::parse::stream::{DecryptionHelper, DecryptorBuilder, MessageStructure, VerificationHelper};
    use sequoia_openpgp::serialize::SerializeInto as _;
    use sequoia_openpgp::types::{KeyFlags, ReasonForRevocation};
    use sequoia_openpgp::{KeyHandle, Packet, crypto, packet};
    use std::io::Read as _;
    use std::time::Duration;

    use super::*;
    use crate::fault::{Fail, Fault};

    /// When the certificates of these tests were made, and how long some of them last.
    const MADE: i64 = 1_790_000_000;
    const LASTS: i64 = 86_400;

    fn builder() -> CertBuilder<'static> {
        let builder = CertBuilder::new().add_userid("Alice <alice@utopia.example>");
        builder.set_cipher_suite(CipherSuite::P256).set_creation_time(openpgp_time(MADE))
    }

    fn for_encryption() -> CertBuilder<'static> {
        builder().add_signing_subkey().add_storage_encryption_subkey()
    }

    fn read(cert: &Cert) -> Result<OpenPgpCertificate, SealedError> {
        OpenPgpCertificate::read(&cert.armored().to_vec().unwrap())
    }

    fn secret() -> Secret {
        Secret::new(b"academic acid acne\n".to_vec())
    }

    /// Opens a message with a key of the test's own.
    struct Opener(Cert);

    impl VerificationHelper for Opener {
        fn get_certs(&mut self, _: &[KeyHandle]) -> sequoia_openpgp::Result<Vec<Cert>> {
            Ok(Vec::new())
        }
        fn check(&mut self, _: MessageStructure<'_>) -> sequoia_openpgp::Result<()> {
            Ok(())
        }
    }

    impl DecryptionHelper for Opener {
        fn decrypt(
            &mut self,
            sealed_to: &[packet::PKESK],
            _: &[packet::SKESK],
            _: Option<SymmetricAlgorithm>,
            decrypt: &mut dyn FnMut(Option<SymmetricAlgorithm>, &crypto::SessionKey) -> bool,
        ) -> sequoia_openpgp::Result<Option<Cert>> {
            assert_eq!(sealed_to.len(), 1, "sealed to one key alone");
            for key in self.0.keys().secret() {
                let mut pair = key.key().clone().into_keypair()?;
                if let Some((algorithm, session)) = sealed_to[0].decrypt(&mut pair, None) {
                    decrypt(algorithm, &session);
                }
            }
            Ok(None)
        }
    }

    fn opened(sealed: &[u8], with: &Cert) -> Option<Vec<u8>> {
        let policy = StandardPolicy::new();
        let begun = DecryptorBuilder::from_bytes(sealed).unwrap();
        let mut message = begun.with_policy(&policy, openpgp_time(MADE), Opener(with.clone())).ok()?;
        let mut octets = Vec::new();
        message.read_to_end(&mut octets).ok()?;
        Some(octets)
    }

    #[test]
    fn what_is_sealed_is_opened_by_the_newest_key_for_encryption_and_by_nobody_else() {
        let (cert, _) = for_encryption().add_transport_encryption_subkey().generate().unwrap();
        let (other, _) = for_encryption().generate().unwrap();
        let certificate = read(&cert).unwrap();
        let sealed = seal_to_certificate(&secret(), &certificate, MADE + 60).unwrap();
        assert!(sealed.starts_with(b"-----BEGIN PGP MESSAGE-----\n") && sealed.is_ascii());
        assert_eq!(opened(&sealed, &cert).unwrap(), secret().expose());
        assert_eq!(opened(&sealed, &other), None);
        assert_eq!(certificate.fingerprint(), cert.fingerprint().to_hex());
        assert_eq!(certificate.user().as_deref(), Some("Alice <alice@utopia.example>"));
        let key = certificate.expect_usable(MADE + 60).unwrap();
        assert!(cert.keys().subkeys().any(|subkey| subkey.key().fingerprint().to_hex() == key));
        assert!(certificate.has_a_key_of(&certificate) && !certificate.has_a_key_of(&read(&other).unwrap()));
        for length in [0, 1, 200, 9000, LARGEST / 2] {
            let long = Secret::new(vec![7; length]);
            let sealed = seal_to_certificate(&long, &certificate, MADE).unwrap();
            assert!(opened(&sealed, &cert).unwrap() == long.expose(), "{length}");
        }
        let error = seal_to_certificate(&Secret::new(vec![0; LARGEST / 2 + 1]), &certificate, MADE).unwrap_err();
        assert_eq!(error.clause(), Some("SEALED-9"));
    }

    #[test]
    fn sealed_13_what_is_not_one_certificate_is_refused() {
        let (cert, _) = for_encryption().generate().unwrap();
        let armoured = cert.armored().to_vec().unwrap();
        let binary = cert.to_vec().unwrap();
        let sealed = seal_to_certificate(&secret(), &read(&cert).unwrap(), MADE).unwrap();
        assert!(OpenPgpCertificate::read(&binary).is_ok());
        let cut = &binary[..binary.len() - 7];
        let not = [
            &b""[..],
            b"garbage",
            b"\xff\xff\xff",
            &armoured[..200],
            &[binary.clone(), binary.clone()].concat(),
            &sealed,
        ];
        for text in not.into_iter().chain([cut, &binary[3..], &[0xC0 | 6; 4]]) {
            let error = OpenPgpCertificate::read(text).err().unwrap_or_else(|| panic!("taken: {} octets", text.len()));
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-13"), Fault::Malformed), "{error}");
        }
        let error = OpenPgpCertificate::read(&vec![0; LARGEST_CERTIFICATE + 1]).err().unwrap();
        assert_eq!(error.clause(), Some("SEALED-9"));
    }

    #[test]
    fn sealed_14_a_private_key_in_its_place_is_refused() {
        let (cert, _) = for_encryption().generate().unwrap();
        for text in [cert.as_tsk().to_vec().unwrap(), cert.as_tsk().armored().to_vec().unwrap()] {
            let error = OpenPgpCertificate::read(&text).err().unwrap();
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-14"), Fault::Refused));
        }
    }

    #[test]
    fn sealed_15_a_certificate_that_is_not_valid_at_the_time_is_refused() {
        let lasting = Duration::from_secs(LASTS.unsigned_abs());
        let (ending, _) = for_encryption().set_validity_period(lasting).generate().unwrap();
        let (revoked, _) = for_encryption().generate().unwrap();
        let mut signer = revoked.primary_key().key().clone().parts_into_secret().unwrap().into_keypair().unwrap();
        let revocation = CertRevocationBuilder::new()
            .set_signature_creation_time(openpgp_time(MADE + LASTS))
            .unwrap()
            .set_reason_for_revocation(ReasonForRevocation::KeyRetired, b"")
            .unwrap()
            .build(&mut signer, &revoked, None)
            .unwrap();
        let (revoked, _) = revoked.insert_packets(Packet::from(revocation)).unwrap();
        for (cert, at) in
            [(&ending, MADE - 10), (&ending, MADE + LASTS + 1), (&revoked, MADE), (&revoked, MADE + LASTS)]
        {
            let certificate = read(cert).unwrap();
            let error = seal_to_certificate(&secret(), &certificate, at).unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-15"), Fault::Refused), "{error}");
            assert!(error.to_string().contains(&certificate.fingerprint()) && certificate.expect_usable(at).is_err());
        }
        assert!(read(&ending).unwrap().expect_usable(MADE + LASTS - 1).is_ok());
    }

    #[test]
    fn sealed_16_a_certificate_without_a_good_key_for_encryption_is_refused() {
        let (signing, _) = builder().add_signing_subkey().generate().unwrap();
        let lasting = Duration::from_secs(LASTS.unsigned_abs());
        let flags = KeyFlags::empty().set_storage_encryption();
        let (short, _) = builder().add_subkey(flags, lasting, None).generate().unwrap();
        for (cert, at) in [(&signing, MADE), (&short, MADE + LASTS + 1)] {
            let error = seal_to_certificate(&secret(), &read(cert).unwrap(), at).unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-16"), Fault::Refused), "{error}");
            assert!(error.hint().unwrap().contains("quick-add-key"));
        }
        assert!(read(&short).unwrap().expect_usable(MADE).is_ok());
    }
}
