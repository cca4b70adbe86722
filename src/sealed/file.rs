//! Sealing and opening: one secret in memory, one age file in memory.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read, Write};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::error::SealedError;
use super::identity::Identities;
use super::recipient::Recipient;
use super::{LARGEST, LARGEST_HEADER, MOST_RECIPIENTS, WorkFactor};
use crate::secret::Secret;

/// How a file begins in text.
const ARMOUR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// How a file begins in octets, whatever its version.
const MAGIC: &[u8] = b"age-encryption.org/";

/// Which form the file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// ASCII, for what is printed, mailed or looked at.
    Text,
    /// Octets.
    Binary,
}

/// What opens a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The identity of one of its recipients.
    Identity,
    /// A passphrase.
    Passphrase,
}

/// Whether something begins as a sealed file does.
pub(super) fn looks_sealed(file: &[u8]) -> bool {
    file.starts_with(ARMOUR) || file.starts_with(MAGIC)
}

/// Seals to everybody of these: each of them can open the file alone.
pub fn seal(secret: &Secret, recipients: &[Recipient], wrapping: Wrapping) -> Result<Vec<u8>, SealedError> {
    if recipients.is_empty() || recipients.len() > MOST_RECIPIENTS {
        return Err(SealedError::Recipients { count: recipients.len() });
    }
    if recipients.iter().map(Recipient::as_str).collect::<BTreeSet<_>>().len() < recipients.len() {
        return Err(SealedError::RecipientTwice);
    }
    let keys = recipients.iter().map(|recipient| &recipient.key as &dyn age::Recipient);
    write(secret, Encryptor::with_recipients(keys).map_err(|_| SealedError::Unsealed)?, wrapping)
}

/// Seals with a passphrase, which must not be empty.
pub fn seal_with_passphrase(
    secret: &Secret,
    passphrase: &Secret,
    work: WorkFactor,
    wrapping: Wrapping,
) -> Result<Vec<u8>, SealedError> {
    let mut recipient = age::scrypt::Recipient::new(words(passphrase)?);
    recipient.set_work_factor(work.number());
    let keys = std::iter::once(&recipient as &dyn age::Recipient);
    write(secret, Encryptor::with_recipients(keys).map_err(|_| SealedError::Unsealed)?, wrapping)
}

fn write(secret: &Secret, encryptor: Encryptor, wrapping: Wrapping) -> Result<Vec<u8>, SealedError> {
    if secret.len() > LARGEST / 2 {
        return Err(SealedError::TooLarge { octets: secret.len(), limit: LARGEST / 2 });
    }
    let format = match wrapping {
        Wrapping::Text => Format::AsciiArmor,
        Wrapping::Binary => Format::Binary,
    };
    let sealed = || -> io::Result<Vec<u8>> {
        let mut writer = encryptor.wrap_output(ArmoredWriter::wrap_output(Vec::new(), format)?)?;
        writer.write_all(secret.expose())?;
        writer.finish()?.finish()
    };
    sealed().map_err(|_| SealedError::Unsealed)
}

fn words(passphrase: &Secret) -> Result<SecretString, SealedError> {
    match passphrase.expose_text() {
        Some("") => Err(SealedError::Passphrase { what: "it is empty" }),
        Some(text) => Ok(SecretString::from(text.to_owned())),
        None => Err(SealedError::Passphrase { what: "it is not UTF-8" }),
    }
}

type Opening = Decryptor<Cursor<Vec<u8>>>;

/// Takes the text off, bounds the header, and reads it.
fn begin(file: &[u8]) -> Result<(Opening, usize), SealedError> {
    let wrong = |what| SealedError::NotSealed { what };
    if file.len() > LARGEST {
        return Err(SealedError::TooLarge { octets: file.len(), limit: LARGEST });
    }
    let mut octets = Vec::new();
    if file.starts_with(ARMOUR) {
        let read = ArmoredReader::new(file).read_to_end(&mut octets);
        read.map_err(|_| wrong("its text form is broken or cut short"))?;
    } else {
        octets.extend_from_slice(file);
    }
    if !octets.starts_with(MAGIC) {
        return Err(wrong("it does not begin as an age file does"));
    }
    if !octets.starts_with(b"age-encryption.org/v1\n") {
        return Err(wrong("it is of a version that is not known here"));
    }
    // The header is read anew for each of its lines: what is long is refused before.
    let head = octets.get(..octets.len().min(LARGEST_HEADER)).unwrap_or_default();
    if !head.windows(5).any(|five| five == b"\n--- ") {
        return Err(wrong("its header has no end within 16 KiB"));
    }
    let length = octets.len();
    let decryptor = Decryptor::new_buffered(Cursor::new(octets));
    Ok((decryptor.map_err(|_| wrong("its header is malformed or cut short"))?, length))
}

/// What would open this file.
pub fn lock(file: &[u8]) -> Result<Lock, SealedError> {
    let (decryptor, _) = begin(file)?;
    Ok(if decryptor.is_scrypt() { Lock::Passphrase } else { Lock::Identity })
}

/// Opens a file with an identity.
pub fn open(file: &[u8], identities: &Identities) -> Result<Secret, SealedError> {
    let (decryptor, length) = begin(file)?;
    if decryptor.is_scrypt() {
        return Err(SealedError::OtherLock { found: "a passphrase", given: "an identity" });
    }
    let keys = identities.0.iter().map(|identity| identity as &dyn age::Identity);
    let reader = decryptor.decrypt(keys).map_err(|error| match error {
        DecryptError::NoMatchingKeys => SealedError::OtherRecipient,
        DecryptError::InvalidHeader => SealedError::NotSealed { what: "a recipient's line of its header is malformed" },
        _ => SealedError::Altered,
    })?;
    take(reader, length)
}

/// Opens a file with a passphrase.
pub fn open_with_passphrase(file: &[u8], passphrase: &Secret) -> Result<Secret, SealedError> {
    let (decryptor, length) = begin(file)?;
    if !decryptor.is_scrypt() {
        return Err(SealedError::OtherLock { found: "an identity", given: "a passphrase" });
    }
    let mut identity = age::scrypt::Identity::new(words(passphrase)?);
    identity.set_max_work_factor(WorkFactor::MOST.number());
    let reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|error| match error {
        DecryptError::ExcessiveWork { required, .. } => SealedError::Work { required, most: WorkFactor::MOST.number() },
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            SealedError::OtherPassphrase
        }
        DecryptError::InvalidHeader => {
            SealedError::NotSealed { what: "the passphrase's line of its header is malformed" }
        }
        _ => SealedError::Altered,
    })?;
    take(reader, length)
}

/// The content, whole or not at all. What is opened is shorter than the file, so that the buffer never moves.
fn take(mut reader: impl Read, length: usize) -> Result<Secret, SealedError> {
    let mut content = Zeroizing::new(Vec::with_capacity(length));
    let mut part = Zeroizing::new([0u8; 4096]);
    loop {
        match reader.read(part.as_mut_slice()) {
            Ok(0) => break,
            Ok(count) => content.extend_from_slice(part.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(SealedError::Altered),
        }
    }
    Ok(Secret::new(std::mem::take(&mut *content)))
}
