//! Why a signature over a decision does not count.

use super::{KeyError, KeyForm, NAMESPACE, SIGNATURE_LIMIT, SKEW};
use crate::clock::Time;
use crate::fault::{Fail, Fault};

/// Why a signature does not count. The clauses stand in the table of [the room](super).
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// Too large.
    #[error("SIGNATURE-1: a signature file of {found} octets; at most {SIGNATURE_LIMIT} are read")]
    TooLarge {
        /// Its length in octets.
        found: usize,
    },
    /// No signature of a form that is taken.
    #[error("SIGNATURE-2: this is {what}; wanted a detached signature by gpg, 'openssl cms' or ssh-keygen")]
    NotASignature {
        /// What it looks like.
        what: &'static str,
        /// The form whose signing command helps, where one can be told.
        form: Option<KeyForm>,
    },
    /// Something stands beside the signature.
    #[error("SIGNATURE-3: something stands {place} the signature; wanted the signature and nothing beside it")]
    Beside {
        /// `before` or `after`.
        place: &'static str,
    },
    /// It looks like a signature and cannot be read.
    #[error("SIGNATURE-4: the signature cannot be read: {what}")]
    Unreadable {
        /// Where and why, made harmless.
        what: String,
    },
    /// Several in one file.
    #[error("SIGNATURE-5: {found} signatures in one file; wanted one")]
    Several {
        /// How many.
        found: usize,
    },
    /// The text stands inside.
    #[error("SIGNATURE-6: {what}; wanted a signature that stands beside the statement")]
    Attached {
        /// What was found.
        what: &'static str,
        /// Its form.
        form: KeyForm,
    },
    /// Compressed packets.
    #[error("SIGNATURE-7: compressed OpenPGP data, which is not unfolded here; wanted a detached signature")]
    Compressed,
    /// Signed as a text, with its line ends changed.
    #[error("SIGNATURE-8: {what}; wanted a signature over the statement's exact bytes")]
    TextMode {
        /// What was found.
        what: &'static str,
        /// Its form.
        form: KeyForm,
    },
    /// An OpenPGP signature that signs no document.
    #[error("SIGNATURE-9: an OpenPGP signature of type {found:#04x}; wanted 0x00, over a document's bytes")]
    Type {
        /// The type octet.
        found: u8,
    },
    /// A CMS content type.
    #[error("SIGNATURE-10: CMS content of type {found}; wanted plain data, inside and signed alike")]
    ContentType {
        /// The type that was found.
        found: String,
    },
    /// A signed attribute.
    #[error("SIGNATURE-11: CMS signed attribute {attribute} is {what}")]
    Attribute {
        /// Its name.
        attribute: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Another SSH namespace.
    #[error("SIGNATURE-12: an SSH signature in the namespace '{found}'; wanted '{NAMESPACE}'")]
    Namespace {
        /// The namespace found, made harmless.
        found: String,
    },
    /// An algorithm that is not known.
    #[error("SIGNATURE-13: signature algorithm {found} is not known here")]
    Algorithm {
        /// Its name, made harmless.
        found: String,
    },
    /// A weak hash.
    #[error("SIGNATURE-14: the signature uses {found}; wanted SHA-256 or stronger")]
    Weak {
        /// What was found.
        found: String,
        /// Its form.
        form: KeyForm,
    },
    /// Something in the reserved field.
    #[error("SIGNATURE-15: {found} octets in the reserved field of an SSH signature; wanted none")]
    Reserved {
        /// How many octets.
        found: usize,
    },
    /// Nobody touched the security key.
    #[error("SIGNATURE-16: the security key signed without anybody touching it")]
    NotTouched,
    /// Key and signature are of two forms.
    #[error("SIGNATURE-17: an {signature} signature beside an {key} key")]
    Form {
        /// The signature's form.
        signature: KeyForm,
        /// The key's form.
        key: KeyForm,
    },
    /// Another key.
    #[error("SIGNATURE-18: the signature is by another key ({found}), not by this one")]
    OtherKey {
        /// What it says of its key, made harmless.
        found: String,
    },
    /// Another certificate.
    #[error("SIGNATURE-19: the signature {what} another certificate than the enrolled one")]
    OtherCertificate {
        /// `names` or `carries`.
        what: &'static str,
    },
    /// Bad.
    #[error("SIGNATURE-20: the signature is not good over this statement under this key")]
    Bad,
    /// From the future.
    #[error("SIGNATURE-21: the signature says {signed}, more than {SKEW} seconds after the station's time {now}")]
    Future {
        /// When it says that it was made.
        signed: Time,
        /// The station's time.
        now: Time,
    },
    /// Expired by its own word.
    #[error("SIGNATURE-22: the signature expired at {expired} by its own word; it is {now}")]
    Expired {
        /// When.
        expired: Time,
        /// The station's time.
        now: Time,
    },
    /// The key was not valid when it signed.
    #[error("SIGNATURE-23: the signature was made at {signed}, when its key was not valid ({from} to {until})")]
    KeyThen {
        /// When it says that it was made.
        signed: Time,
        /// From when the key is valid.
        from: Time,
        /// Until when, or `without end`.
        until: String,
    },
    /// Something critical that is not understood.
    #[error("SIGNATURE-24: the signature has the critical {found}, which is not understood here")]
    Critical {
        /// What it is, made harmless.
        found: String,
    },
    /// No time, or an unreadable one.
    #[error("SIGNATURE-25: {what}")]
    NoTime {
        /// What was found.
        what: &'static str,
    },
    /// The key may not be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The cryptographic library failed where it never should.
    #[error("the cryptographic library failed")]
    Library(#[from] openssl::error::ErrorStack),
}

impl Fail for SignatureError {
    fn kind(&self) -> Fault {
        match self {
            SignatureError::NotASignature { .. }
            | SignatureError::Unreadable { .. }
            | SignatureError::Beside { .. } => Fault::Malformed,
            SignatureError::Bad
            | SignatureError::OtherKey { .. }
            | SignatureError::ContentType { .. }
            | SignatureError::Attribute { .. } => Fault::Unsound,
            SignatureError::Key(error) => error.kind(),
            SignatureError::Library(_) => Fault::Bug,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            SignatureError::TooLarge { .. } => "SIGNATURE-1",
            SignatureError::NotASignature { .. } => "SIGNATURE-2",
            SignatureError::Beside { .. } => "SIGNATURE-3",
            SignatureError::Unreadable { .. } => "SIGNATURE-4",
            SignatureError::Several { .. } => "SIGNATURE-5",
            SignatureError::Attached { .. } => "SIGNATURE-6",
            SignatureError::Compressed => "SIGNATURE-7",
            SignatureError::TextMode { .. } => "SIGNATURE-8",
            SignatureError::Type { .. } => "SIGNATURE-9",
            SignatureError::ContentType { .. } => "SIGNATURE-10",
            SignatureError::Attribute { .. } => "SIGNATURE-11",
            SignatureError::Namespace { .. } => "SIGNATURE-12",
            SignatureError::Algorithm { .. } => "SIGNATURE-13",
            SignatureError::Weak { .. } => "SIGNATURE-14",
            SignatureError::Reserved { .. } => "SIGNATURE-15",
            SignatureError::NotTouched => "SIGNATURE-16",
            SignatureError::Form { .. } => "SIGNATURE-17",
            SignatureError::OtherKey { .. } => "SIGNATURE-18",
            SignatureError::OtherCertificate { .. } => "SIGNATURE-19",
            SignatureError::Bad => "SIGNATURE-20",
            SignatureError::Future { .. } => "SIGNATURE-21",
            SignatureError::Expired { .. } => "SIGNATURE-22",
            SignatureError::KeyThen { .. } => "SIGNATURE-23",
            SignatureError::Critical { .. } => "SIGNATURE-24",
            SignatureError::NoTime { .. } => "SIGNATURE-25",
            SignatureError::Key(error) => return error.clause(),
            SignatureError::Library(_) => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        let sign = |form: KeyForm| Some(format!("sign the statement with '{}'", form.command()));
        match self {
            SignatureError::TooLarge { .. } | SignatureError::Several { .. } => {
                Some("give each signature in a file of its own".into())
            }
            SignatureError::NotASignature { form, .. } => form.and_then(sign),
            SignatureError::Attached { form, .. }
            | SignatureError::TextMode { form, .. }
            | SignatureError::Weak { form, .. } => sign(*form),
            SignatureError::Compressed
            | SignatureError::Type { .. }
            | SignatureError::Critical { .. }
            | SignatureError::Expired { .. } => sign(KeyForm::OpenPgp),
            SignatureError::ContentType { .. }
            | SignatureError::Attribute { .. }
            | SignatureError::OtherCertificate { .. } => sign(KeyForm::X509),
            SignatureError::Namespace { .. } | SignatureError::Reserved { .. } => sign(KeyForm::Ssh),
            SignatureError::NotTouched => {
                Some("sign again with a key that was made without 'no-touch-required'".into())
            }
            SignatureError::Form { key, .. } => sign(*key),
            SignatureError::Bad => Some("sign the statement file as it was given, not a copy that was edited".into()),
            SignatureError::Future { .. } => {
                Some("compare the clock of the machine that signed with the station's".into())
            }
            SignatureError::Key(error) => error.hint(),
            SignatureError::Beside { .. }
            | SignatureError::Unreadable { .. }
            | SignatureError::Algorithm { .. }
            | SignatureError::OtherKey { .. }
            | SignatureError::KeyThen { .. }
            | SignatureError::NoTime { .. }
            | SignatureError::Library(_) => None,
        }
    }
}
