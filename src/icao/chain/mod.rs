//! Who signed a certificate: candidates are searched by name and key identifier, and
//! only a signature that verifies makes one of them the issuer.
//!
//! In the field one name has many keys, one key many names, and key roll-overs go from
//! RSA to EC and back. So equal names prove nothing, a candidate whose key is of
//! another kind is only the wrong candidate, and "self-signed" is said of a signature,
//! never of two equal names.

mod pool;
mod search;

use std::fmt;

use serde::Serialize;

use crate::pki::certificate::Certificate;
use crate::signer::DigestInfoForm;

pub use pool::Pool;
pub use search::{KEYS_TRIED, checks_for};

/// How many processors a search or a judgement may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// The calling thread alone.
    One,
    /// All there are.
    All,
}

/// What an issuer and its certificate have in common. In the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The issuer's name byte for byte, and the key identifier.
    NameAndKeyIdentifier,
    /// The issuer's name byte for byte; the key identifier is missing or another.
    Name,
    /// The issuer's name only as RFC 5280 7.1 compares names.
    NormalisedName,
    /// The key identifier alone; the names differ.
    KeyIdentifierOnly,
}

/// Why nobody is known to have signed a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orphan {
    /// No certificate with the issuer's name or key identifier is there.
    IssuerAbsent,
    /// The issuer's name is there, but none of its keys verifies the signature.
    NoKeyVerifies,
    /// The signature algorithm is not known here, or the signature cannot be read.
    SignatureUnreadable,
    /// More keys bear the issuer's name or key identifier than are tried for one
    /// certificate ([`KEYS_TRIED`]); none of those that were tried verifies.
    TooManyKeys,
    /// The certificates of the list want more signature checks than are made for one
    /// list ([`checks_for`]); none of the keys that were tried verifies.
    ChecksSpent,
}

impl Orphan {
    /// Whether the search came to its end. Where it did not, nothing is said against the
    /// signature: a key that was not tried may verify it.
    pub const fn is_conclusive(self) -> bool {
        !matches!(self, Orphan::TooManyKeys | Orphan::ChecksSpent)
    }
}

/// By what a certificate's signature was found good, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By its own key.
    OwnKey,
    /// By the key of another certificate.
    Issuer {
        /// Which one: the number it was given by [`Pool::add`].
        member: usize,
        /// What the two have in common.
        link: Link,
    },
    /// By none.
    Orphan(Orphan),
}

/// What a CA certificate is in its state's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lineage {
    /// Signed by its own key.
    SelfSigned,
    /// Issuer and subject have the same name, and another key signed it, or none that is known.
    LinkSameName,
    /// Issuer and subject have different names.
    LinkOtherName,
}

impl Lineage {
    /// From a certificate and its proof.
    pub fn of(certificate: &Certificate<'_>, proof: Proof) -> Lineage {
        match proof {
            Proof::OwnKey => Lineage::SelfSigned,
            _ if certificate.is_self_issued() => Lineage::LinkSameName,
            _ => Lineage::LinkOtherName,
        }
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lineage::SelfSigned => "self-signed",
            Lineage::LinkSameName => "link, same name",
            Lineage::LinkOtherName => "link, other name",
        })
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Proof::OwnKey => "verified by its own key",
            Proof::Issuer { link: Link::NameAndKeyIdentifier, .. } => "verified: issuer's name and key identifier",
            Proof::Issuer { link: Link::Name, .. } => "verified: issuer's name",
            Proof::Issuer { link: Link::NormalisedName, .. } => "verified: issuer's name, written otherwise",
            Proof::Issuer { link: Link::KeyIdentifierOnly, .. } => "verified: key identifier, the name differs",
            Proof::Orphan(Orphan::IssuerAbsent) => "not verified: no issuer is known",
            Proof::Orphan(Orphan::NoKeyVerifies) => "not verified: no key of the issuer verifies",
            Proof::Orphan(Orphan::SignatureUnreadable) => "not verified: the signature cannot be read",
            Proof::Orphan(Orphan::TooManyKeys) => {
                return write!(f, "not verified: more than {KEYS_TRIED} keys bear the issuer's name or key identifier");
            }
            Proof::Orphan(Orphan::ChecksSpent) => {
                "not verified: the list wants more signature checks than are made for one list"
            }
        })
    }
}

/// What [`Pool::prove`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// By what, or why not.
    pub proof: Proof,
    /// How the `DigestInfo` of an RSA signature is written.
    pub digest_info: DigestInfoForm,
    /// How many signatures were checked; 1 where the first candidate was the right one.
    pub checked: usize,
    /// How many keys of others were looked at, usable or not; at most [`KEYS_TRIED`].
    pub tried: usize,
}
