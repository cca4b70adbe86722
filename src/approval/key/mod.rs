//! The keys by which officers sign decisions, and the check of their signatures.
//!
//! An officer signs a statement with what they have: an OpenPGP certificate, an X.509 certificate
//! or an SSH key (FIDO included). [`OfficerKey::read`] and [`Signature::read`] know each by its
//! content, never by a file's name, and keep the bytes as they were given.
//! [`OfficerKey::verify`] answers with the *identity* of the raw key that signed
//! ([`PublicKey::identity`](crate::signer::PublicKey::identity)): one key in an OpenPGP
//! certificate, an X.509 certificate and an SSH line has one identity. Callers count by identity,
//! never by the bytes of a signature: signatures can be written anew without a key.
//!
//! What must be accepted, word for word:
//!
//! ```text
//! gpg --armor --detach-sign approve.txt
//! openssl cms -sign -binary -outform DER -in approve.txt -signer me.pem -inkey me.key -out approve.txt.p7s
//! ssh-keygen -Y sign -n chancery-decision -f id_ed25519 approve.txt
//! ```
//!
//! # What is trusted
//!
//! The enrolled key alone, byte for byte. No certificate that travels in a signature is looked at
//! but to see that it is the enrolled one; no issuer, web of trust or purpose (extKeyUsage) is
//! asked. Hashes are SHA-256 or stronger (SHA-3 from 256 bits in OpenPGP), at any date: SHA-1,
//! SHA-224, MD5 and RIPEMD-160 are refused in signatures over statements and in the self-signatures
//! of OpenPGP certificates. RSA has 2048 bits or more; curves are P-256, P-384, P-521,
//! brainpoolP256r1/384r1/512r1 and Ed25519. Beside this, OpenPGP certificates pass sequoia's
//! standard policy at the station's time.
//!
//! # What can be written differently and means the same
//!
//! The spelling of armour (blanks around it, header lines of OpenPGP armour, line ends), the
//! unhashed area of an OpenPGP signature and its two octets of the hash, in CMS the certificates and
//! revocation lists that are carried (but for one that passes itself off as the signer's), unsigned
//! attributes and the parameters of hash identifiers, which have none, and whatever ECDSA lets
//! anybody do (`s` and `n - s`). No such change makes another statement or another key of it.
//!
//! # Refusals of keys
//!
//! | clause | the key |
//! |---|---|
//! | `OFFICER-KEY-1` | is a private key: it has been seen, and must not be used again |
//! | `OFFICER-KEY-2` | is one of several in the file |
//! | `OFFICER-KEY-3` | is larger than [`KEY_LIMIT`] |
//! | `OFFICER-KEY-4` | has something before or after it |
//! | `OFFICER-KEY-5` | is no key of these forms |
//! | `OFFICER-KEY-6` | cannot be read |
//! | `OFFICER-KEY-7` | holds compressed OpenPGP packets, which are not unfolded |
//! | `OFFICER-KEY-8` | uses an algorithm or curve that is not taken here |
//! | `OFFICER-KEY-9` | is weak, or its certificate is signed with a weak hash |
//! | `OFFICER-KEY-10` | has expired |
//! | `OFFICER-KEY-11` | is not valid yet |
//! | `OFFICER-KEY-12` | is revoked, or may be by a revoker it names |
//! | `OFFICER-KEY-13` | may not sign |
//! | `OFFICER-KEY-14` | signs certificates or lists of revoked ones |
//! | `OFFICER-KEY-15` | comes from a rehearsal |
//! | `OFFICER-KEY-16` | has a critical extension that is not understood |
//!
//! # Refusals of signatures
//!
//! | clause | the signature |
//! |---|---|
//! | `SIGNATURE-1` | is larger than [`SIGNATURE_LIMIT`] |
//! | `SIGNATURE-2` | is none of these forms |
//! | `SIGNATURE-3` | has something before or after it |
//! | `SIGNATURE-4` | cannot be read |
//! | `SIGNATURE-5` | is one of several |
//! | `SIGNATURE-6` | carries the text it signs instead of standing beside it |
//! | `SIGNATURE-7` | is compressed OpenPGP data, which is not unfolded |
//! | `SIGNATURE-8` | is over a text whose line ends were changed (gpg `--textmode`, CMS without `-binary`) |
//! | `SIGNATURE-9` | is of an OpenPGP type that signs no document |
//! | `SIGNATURE-10` | has a CMS content type that is not plain data, or not the signed one |
//! | `SIGNATURE-11` | lacks a CMS attribute, or has one twice |
//! | `SIGNATURE-12` | has another SSH namespace than [`NAMESPACE`] |
//! | `SIGNATURE-13` | uses an algorithm that is not known here |
//! | `SIGNATURE-14` | uses a weak hash |
//! | `SIGNATURE-15` | has something in the reserved field of SSHSIG |
//! | `SIGNATURE-16` | was made by a security key that nobody touched |
//! | `SIGNATURE-17` | is of another form than the key |
//! | `SIGNATURE-18` | is by another key |
//! | `SIGNATURE-19` | names, or carries, another certificate for the same key |
//! | `SIGNATURE-20` | is not good over this statement |
//! | `SIGNATURE-21` | is from the future by more than [`SKEW`] seconds |
//! | `SIGNATURE-22` | has expired by its own word |
//! | `SIGNATURE-23` | was made when its key was not valid |
//! | `SIGNATURE-24` | has a critical subpacket or notation that is not understood |
//! | `SIGNATURE-25` | does not say when it was made, or says it so that it cannot be read |
//!
//! A good signature by a key that is not usable when it is counted is refused by the key's clause.

mod armour;
mod content;
mod key_error;
mod moment;
mod officer_key;
mod openpgp;
mod signature;
mod signature_error;
mod signed_data;
mod ssh;
mod strength;
mod x509;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use key_error::KeyError;
pub use officer_key::OfficerKey;
pub use signature::Signature;
pub use signature_error::SignatureError;

/// The namespace of SSH signatures over decisions (`ssh-keygen -Y sign -n`).
pub const NAMESPACE: &str = "chancery-decision";

/// The largest file that is read as a key, in octets.
pub const KEY_LIMIT: usize = 256 * 1024;

/// The largest file that is read as a signature, in octets.
pub const SIGNATURE_LIMIT: usize = 256 * 1024;

/// How far a signature's own time may be ahead of the station's, in seconds.
pub const SKEW: i64 = 300;

/// The three forms of keys and signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyForm {
    /// An OpenPGP certificate; signed by `gpg`.
    #[serde(rename = "openpgp")]
    OpenPgp,
    /// An X.509 certificate; signed by `openssl cms`, or by a PIV card.
    X509,
    /// An SSH public key; signed by `ssh-keygen -Y sign`.
    Ssh,
}

impl KeyForm {
    /// The word that stands in the store and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            KeyForm::OpenPgp => "openpgp",
            KeyForm::X509 => "x509",
            KeyForm::Ssh => "ssh",
        }
    }

    /// The command that signs a statement with such a key.
    const fn command(self) -> &'static str {
        match self {
            KeyForm::OpenPgp => "gpg --armor --detach-sign approve.txt",
            KeyForm::X509 => {
                "openssl cms -sign -binary -outform DER -in approve.txt -signer me.pem -inkey me.key \
                 -out approve.txt.p7s"
            }
            KeyForm::Ssh => "ssh-keygen -Y sign -n chancery-decision -f id_ed25519 approve.txt",
        }
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
