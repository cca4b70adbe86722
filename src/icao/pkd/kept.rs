//! What is kept of a file: every object with its verdict, every deletion, everything odd; and one digest over all of it.
//!
//! The file itself is not kept. [`Contents`] binds what is: whoever changes, adds or drops a line changes it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::collection::Collection;
use super::finding::Place;
use super::ldif::Value;
use super::object::{Object, ObjectChange, ObjectKind};
use super::record::{Record, What};
use super::verify::{Examined, Verdict};
use crate::canonical;
use crate::clock::Time;
use crate::digest::{Digest, Hasher};
use crate::icao::chain::{Link, Orphan, Proof};
use crate::icao::masterlist::{STATELESS, state_of};
use crate::pki::certificate::Certificate;
use crate::pki::extension::CrlNumber;
use crate::safe;

/// How many octets of a record's name are kept.
pub const NAME_KEPT: usize = 4096;

/// How much is kept of what the operator says: so many codes, texts and policies, so long each.
const SAID_KEPT: usize = 64;
const SAID_LONGEST: usize = 1000;

macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(into = "&'static str")]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word in the store and in reports.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// From the word.
            pub fn from_word(word: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }

        impl From<$name> for &'static str {
            fn from(one: $name) -> &'static str {
                one.word()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// What a line that is kept is.
    KeptWhat {
        /// An object of an entry that is there, or comes.
        Object = "object",
        /// An object that comes beside what an entry holds.
        Addition = "addition",
        /// An object that takes the place of what an entry held of its kind.
        Replacement = "replacement",
        /// An object that is taken away from an entry.
        Removal = "removal",
        /// The entry of this name is taken away, with all it holds.
        Deletion = "deletion",
        /// A change without an object.
        Change = "change",
        /// A container about which something is odd.
        Container = "container",
        /// A record longer than is read.
        Skipped = "skipped",
        /// The file's version line, about which something is odd.
        Version = "version",
        /// None of these.
        Other = "other",
    }
}

words! {
    /// What was found of an object when its file was read.
    Judged {
        /// Verified by its own key.
        OwnKey = "own-key",
        /// Verified: the issuer's name and key identifier.
        NameAndKeyIdentifier = "name-and-key-identifier",
        /// Verified: the issuer's name; the key identifier is missing or another.
        Name = "name",
        /// Verified: the issuer's name as RFC 5280 7.1 compares names.
        NormalisedName = "normalised-name",
        /// Verified: the key identifier alone.
        KeyIdentifierOnly = "key-identifier-only",
        /// Not verified: no issuer was known.
        IssuerAbsent = "issuer-absent",
        /// Not verified: no key of the issuer did it.
        NoKeyVerifies = "no-key-verifies",
        /// Not verified: the signature cannot be read.
        SignatureUnreadable = "signature-unreadable",
        /// Not verified: the search for the issuer was given up.
        SearchGivenUp = "search-given-up",
        /// Kept raw: it cannot be read.
        Unreadable = "unreadable",
        /// A master list, whose signer is judged with it.
        List = "list",
    }
}

impl Judged {
    /// Of a verdict.
    pub fn of(verdict: &Verdict) -> Judged {
        match verdict {
            Verdict::Unreadable(_) => Judged::Unreadable,
            Verdict::List { .. } => Judged::List,
            Verdict::Proven { proof, .. } => Judged::of_proof(*proof),
        }
    }

    /// Of a proof.
    pub const fn of_proof(proof: Proof) -> Judged {
        match proof {
            Proof::OwnKey => Judged::OwnKey,
            Proof::Issuer { link: Link::NameAndKeyIdentifier, .. } => Judged::NameAndKeyIdentifier,
            Proof::Issuer { link: Link::Name, .. } => Judged::Name,
            Proof::Issuer { link: Link::NormalisedName, .. } => Judged::NormalisedName,
            Proof::Issuer { link: Link::KeyIdentifierOnly, .. } => Judged::KeyIdentifierOnly,
            Proof::Orphan(Orphan::IssuerAbsent) => Judged::IssuerAbsent,
            Proof::Orphan(Orphan::NoKeyVerifies) => Judged::NoKeyVerifies,
            Proof::Orphan(Orphan::SignatureUnreadable) => Judged::SignatureUnreadable,
            Proof::Orphan(Orphan::TooManyKeys | Orphan::ChecksSpent) => Judged::SearchGivenUp,
        }
    }

    /// What it means, for a person.
    pub const fn words(self) -> &'static str {
        match self {
            Judged::OwnKey => "verified by its own key",
            Judged::NameAndKeyIdentifier => "verified: issuer's name and key identifier",
            Judged::Name => "verified: issuer's name",
            Judged::NormalisedName => "verified: issuer's name, written otherwise",
            Judged::KeyIdentifierOnly => "verified: key identifier, the name differs",
            Judged::IssuerAbsent => "not verified: no issuer is known",
            Judged::NoKeyVerifies => "not verified: no key of the issuer verifies",
            Judged::SignatureUnreadable => "not verified: the signature cannot be read",
            Judged::SearchGivenUp => "not verified: too many keys bear the issuer's name or key identifier",
            Judged::Unreadable => "kept raw: it cannot be read",
            Judged::List => "a master list, judged with its signer",
        }
    }

    /// Whether a key verified it.
    pub const fn is_verified(self) -> bool {
        use Judged::{KeyIdentifierOnly, Name, NameAndKeyIdentifier, NormalisedName, OwnKey};
        matches!(self, OwnKey | NameAndKeyIdentifier | Name | NormalisedName | KeyIdentifierOnly)
    }

    /// Whether it was read and no key verified it.
    pub const fn is_orphan(self) -> bool {
        !self.is_verified() && !matches!(self, Judged::Unreadable | Judged::List)
    }
}

/// What the PKD's operator says of an object, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Conformance codes, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Explanations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<String>,
    /// Policies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
}

impl Said {
    fn of(record: &Record) -> Option<Said> {
        if record.conformance.is_empty() {
            return None;
        }
        let kept = |texts: &mut dyn Iterator<Item = &String>| -> Vec<String> {
            texts.take(SAID_KEPT).map(|text| text.chars().take(SAID_LONGEST).collect()).collect()
        };
        Some(Said {
            codes: kept(&mut record.conformance.codes.iter().map(|(code, _)| code)),
            texts: kept(&mut record.conformance.texts.iter()),
            policies: kept(&mut record.conformance.policies.iter()),
        })
    }
}

/// A line of a file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The line where it begins: of an object, its attribute's; else the record's. Each is kept once.
    pub line: u64,
    /// What it is.
    pub what: KeptWhat,
    /// The record's name as written, its first [`NAME_KEPT`] octets.
    pub name: Vec<u8>,
    /// The digest of the record's name as directories compare names, where it can be read.
    pub place: Option<Digest>,
    /// The collection to which records of such a name belong.
    pub collection: Option<Collection>,
    /// The state below whose container it stands: two capital letters.
    pub state: Option<String>,
    /// What the object is.
    pub kind: Option<ObjectKind>,
    /// SHA-256 of the object's bytes.
    pub object: Option<Digest>,
    /// What was found of the object.
    pub judged: Option<Judged>,
    /// The certificate whose key verified it.
    pub verifier: Option<Digest>,
    /// Its pkdVersion.
    pub version: Option<u64>,
    /// What the operator says of it.
    pub said: Option<Said>,
    /// Codes of what is odd about the line itself, each once, in order: the same wherever the reading began.
    pub findings: Vec<String>,
}

impl Kept {
    /// What is kept of a record: a line for each of its objects, or one for what it is without any. Containers and the
    /// version line are kept where something is odd about them.
    pub fn of(examined: &Examined) -> Vec<Kept> {
        let record = &examined.record;
        let found = record.findings.iter().map(|f| f.oddity).filter(|oddity| !oddity.needs_what_stood_before());
        let mut findings: Vec<String> = found.map(|oddity| oddity.code().to_owned()).collect();
        findings.sort_unstable();
        findings.dedup();
        let line = |line: u64, what: KeptWhat| Kept {
            line,
            what,
            name: record.name.iter().take(NAME_KEPT).copied().collect(),
            place: record.parsed_name.as_ref().map(|name| name.place()),
            collection: Collection::of_record(record.base, record.branch.as_ref()),
            state: record.state.clone(),
            kind: None,
            object: None,
            judged: None,
            verifier: None,
            version: record.version,
            said: Said::of(record),
            findings: findings.clone(),
        };
        let what = match &record.what {
            What::Objects(objects) => {
                let what = |object: &Object| match object.change {
                    None => KeptWhat::Object,
                    Some(ObjectChange::Adds) => KeptWhat::Addition,
                    Some(ObjectChange::Replaces) => KeptWhat::Replacement,
                    Some(ObjectChange::Removes) => KeptWhat::Removal,
                };
                let with = |(object, verdict): (&Object, &Verdict)| Kept {
                    kind: Some(object.kind),
                    object: Some(object.digest),
                    judged: Some(Judged::of(verdict)),
                    verifier: match verdict {
                        Verdict::Proven { issuer, .. } => *issuer,
                        _ => None,
                    },
                    ..line(object.place.line, what(object))
                };
                return objects.iter().zip(&examined.verdicts).map(with).collect();
            }
            What::Version => KeptWhat::Version,
            What::Container => KeptWhat::Container,
            What::Deletion => KeptWhat::Deletion,
            What::Change => KeptWhat::Change,
            What::Other => KeptWhat::Other,
            What::Skipped(_) => KeptWhat::Skipped,
        };
        let is_plain = matches!(what, KeptWhat::Version | KeptWhat::Container) && findings.is_empty();
        if is_plain { Vec::new() } else { vec![line(record.place.line, what)] }
    }

    /// The canonical bytes that stand for it.
    fn canonical(&self) -> Result<Vec<u8>, canonical::CanonicalError> {
        canonical::bytes(&json!({
            "line": self.line,
            "what": self.what,
            "name": hex::encode(&self.name),
            "place": self.place,
            "collection": self.collection.map(|collection| collection.number()),
            "state": self.state,
            "kind": self.kind,
            "object": self.object,
            "judged": self.judged,
            "verifier": self.verifier,
            "version": self.version.map(|version| version.to_string()),
            "said": self.said,
            "findings": self.findings,
        }))
    }
}

/// The digest over all that is kept of a file, and its counts. Lines come in their order.
#[derive(Default)]
pub struct Contents {
    hasher: Hasher,
    counts: Counts,
}

/// What is kept of a file, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Lines that are kept.
    pub lines: u64,
    /// Objects.
    pub objects: u64,
    /// Certificates of document signers, those of CAs among them.
    pub document_signers: u64,
    /// Certificates of bar code signers.
    pub bar_code_signers: u64,
    /// CRLs.
    pub crls: u64,
    /// Master lists.
    pub master_lists: u64,
    /// Objects that a key verified.
    pub verified: u64,
    /// Objects that were read, and no key verified.
    pub not_verified: u64,
    /// Objects that are kept raw.
    pub unreadable: u64,
    /// Objects with a conformance code.
    pub with_codes: u64,
    /// Entries and objects that are taken away.
    pub deletions: u64,
    /// Records that were skipped.
    pub skipped: u64,
}

impl Contents {
    /// Takes one more line in.
    pub fn add(&mut self, kept: &Kept) -> Result<(), canonical::CanonicalError> {
        let octets = kept.canonical()?;
        let hasher = std::mem::take(&mut self.hasher);
        self.hasher = hasher.then(&(octets.len() as u64).to_be_bytes()).then(&octets);
        let counts = &mut self.counts;
        counts.lines += 1;
        match kept.what {
            KeptWhat::Deletion | KeptWhat::Removal => counts.deletions += 1,
            KeptWhat::Skipped => counts.skipped += 1,
            _ => {}
        }
        let came = kept.kind.zip(kept.judged).filter(|_| kept.what != KeptWhat::Removal);
        let Some((kind, judged)) = came else { return Ok(()) };
        counts.objects += 1;
        counts.with_codes += u64::from(kept.said.as_ref().is_some_and(|said| !said.codes.is_empty()));
        match kind {
            ObjectKind::DocumentSigner | ObjectKind::CaCertificate => counts.document_signers += 1,
            ObjectKind::BarCodeSigner => counts.bar_code_signers += 1,
            ObjectKind::Crl => counts.crls += 1,
            ObjectKind::MasterList => counts.master_lists += 1,
        }
        counts.verified += u64::from(judged.is_verified());
        counts.not_verified += u64::from(judged.is_orphan());
        counts.unreadable += u64::from(judged == Judged::Unreadable);
        Ok(())
    }

    /// The counts of the lines that were taken in.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The digest over them.
    pub fn finish(self) -> (Digest, Counts) {
        (self.hasher.finish(), self.counts)
    }
}

/// What can be read of an object, to find it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// What it is.
    pub kind: ObjectKind,
    /// The state: two letters, upper case; `??` where it says none.
    pub state: String,
    /// A certificate's subject or a CRL's issuer, as text; why it cannot be read, where it cannot.
    pub subject: String,
    /// A certificate's serial number or a CRL's number, in hex.
    pub number: Option<String>,
    /// A certificate's key identifier, or a CRL's authority key identifier.
    pub identifier: Option<Vec<u8>>,
    /// Start of validity, or of a CRL's.
    pub not_before: Option<Time>,
    /// End of validity, or when a CRL's next was due.
    pub not_after: Option<Time>,
}

impl Described {
    /// Of an object: what its octets are, however they were written.
    pub fn of(object: &Object) -> Described {
        Described::again(object.kind, object.digest, object.raw())
    }

    /// Of octets that were kept: the same whenever it is asked.
    pub fn again(kind: ObjectKind, digest: Digest, octets: &[u8]) -> Described {
        let value = Value::Octets(octets.to_vec());
        Described::read(&Object { kind, value, digest, place: Place::default(), change: None })
    }

    fn read(object: &Object) -> Described {
        let unread = |why: &dyn fmt::Display| Described {
            digest: object.digest,
            kind: object.kind,
            state: STATELESS.into(),
            subject: safe::line(&why.to_string(), 300),
            number: None,
            identifier: None,
            not_before: None,
            not_after: None,
        };
        match object.kind {
            ObjectKind::MasterList => unread(&"a master list, which is known as such"),
            ObjectKind::Crl => match object.crl() {
                Err(why) => unread(&why),
                Ok(crl) => {
                    let letters = |c: &[u8]| c.iter().map(|b| char::from(b.to_ascii_uppercase())).collect::<String>();
                    let state = crl.issuer.country().map(|c| safe::line(letters(c).trim(), 8));
                    Described {
                        state: state.unwrap_or_else(|| STATELESS.into()),
                        subject: crl.issuer.shown(300),
                        number: crl
                            .read::<CrlNumber<'_>>()
                            .and_then(Result::ok)
                            .and_then(|n| n.magnitude().ok().map(hex::encode)),
                        identifier: crl.authority_key_identifier().map(<[u8]>::to_vec),
                        not_before: crl.this_update.time().ok(),
                        not_after: crl.next_update.and_then(|next| next.time().ok()),
                        ..unread(&"")
                    }
                }
            },
            _ => match object.certificate() {
                Err(why) => unread(&why),
                Ok(certificate) => Described::certificate(object.kind, object.digest, &certificate),
            },
        }
    }

    fn certificate(kind: ObjectKind, digest: Digest, certificate: &Certificate<'_>) -> Described {
        Described {
            digest,
            kind,
            state: state_of(certificate).unwrap_or_else(|| STATELESS.into()),
            subject: certificate.subject.shown(300),
            number: Some(hex::encode(certificate.serial())),
            identifier: certificate.subject_key_identifier().map(<[u8]>::to_vec),
            not_before: certificate.not_before.time().ok(),
            not_after: certificate.not_after.time().ok(),
        }
    }
}
