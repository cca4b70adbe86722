//! Metadata with its signatures, as a draft that collects them and as a file that
//! is judged by them.
//!
//! On the stick a metadata file is the RFC 8785 form of
//! `{"signatures":[…],"signed":{…}}`, signatures in the order of their key ids.
//! What the keys sign is the OLPC form of `signed` ([`super::olpc`]). A file in
//! any other form is refused, so that no octet of it can change unnoticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::metadata::Body;
use super::{BundleError, RoleKey, RoleKeys, olpc};
use crate::digest::Digest;
use crate::quorum::{self, Checked, QuorumError};
use crate::signer::{self, Signer};
use crate::{canonical, safe};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    signatures: Vec<Signature>,
    signed: Value,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: Digest,
    sig: String,
}

/// Which keys may sign a file, and for which role they count.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    /// The role's name, for messages.
    pub(super) role: &'a str,
    /// Its keys and threshold.
    pub(super) keys: &'a RoleKeys,
}

/// Metadata that is being signed.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    file: String,
    signed: Value,
    payload: Vec<u8>,
    signatures: BTreeMap<Digest, Vec<u8>>,
}

impl Draft {
    pub(super) fn new<B: Body>(file: &str, body: &B) -> Result<Self, BundleError> {
        let signed = serde_json::to_value(body).map_err(canonical::CanonicalError::NotJson)?;
        let payload = olpc::bytes(&signed)?;
        Ok(Draft { file: file.to_owned(), signed, payload, signatures: BTreeMap::new() })
    }

    pub(super) fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Signs with a key that one of the judges lists; the signature is checked at once.
    pub(super) fn sign(&mut self, signer: &dyn Signer, judges: &[Judge<'_>]) -> Result<(), BundleError> {
        let key = RoleKey::new(signer.public_key())?;
        if signer.algorithm() != key.algorithm() {
            let key = signer.public_key().kind().to_string();
            return Err(signer::SignerError::KeyDoesNotFit { key, algorithm: signer.algorithm() }.into());
        }
        self.listed(key.id(), judges)?;
        let signature = signer.sign(&self.payload)?;
        self.add(key.id(), signature, judges)
    }

    /// Takes a signature that was made elsewhere; it is checked at once.
    pub(super) fn add(&mut self, id: Digest, signature: Vec<u8>, judges: &[Judge<'_>]) -> Result<(), BundleError> {
        let key = self.listed(id, judges)?;
        signer::verify(key.public_key(), key.algorithm(), &self.payload, &signature).map_err(|source| {
            BundleError::SignatureBad { file: self.file.clone(), key: id.to_string(), source: Some(source) }
        })?;
        self.signatures.insert(id, signature);
        Ok(())
    }

    fn listed<'k>(&self, id: Digest, judges: &[Judge<'k>]) -> Result<&'k RoleKey, BundleError> {
        let role = judges.first().map_or("", |j| j.role).to_owned();
        let found = judges.iter().find_map(|judge| judge.keys.get(id));
        found.ok_or(BundleError::KeyUnknown { file: self.file.clone(), role, key: id })
    }

    /// The file's bytes with the signatures that are there, enough or not: what goes to who signs next.
    pub(super) fn unfinished(&self) -> Result<Vec<u8>, BundleError> {
        let hexed = |(keyid, sig): (&Digest, &Vec<u8>)| Signature { keyid: *keyid, sig: hex::encode(sig) };
        let file = File { signatures: self.signatures.iter().map(hexed).collect(), signed: self.signed.clone() };
        Ok(canonical::bytes(&file)?)
    }

    /// The file's bytes, once every judge's threshold is met.
    pub(super) fn close(self, judges: &[Judge<'_>]) -> Result<Vec<u8>, BundleError> {
        let bytes = self.unfinished()?;
        Envelope::read(&self.file, &bytes)?.judge(judges)?;
        Ok(bytes)
    }
}

/// A metadata file in its one form, its signatures not yet judged.
pub(super) struct Envelope {
    file: String,
    signed: Value,
    payload: Vec<u8>,
    signatures: BTreeMap<Digest, Vec<u8>>,
}

impl Envelope {
    /// Reads a file; refuses every form but the one it is written in.
    pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Self, BundleError> {
        let malformed = |what: String| BundleError::Malformed { file: file.to_owned(), what };
        let unreadable = |e: serde_json::Error| malformed(safe::line(&e.to_string(), 160));
        let read: File = serde_json::from_slice(bytes).map_err(unreadable)?;
        let again = canonical::bytes(&read)?;
        if again != bytes {
            let offset = again.iter().zip(bytes).take_while(|(a, b)| a == b).count();
            return Err(malformed(format!("not in the form metadata is written in (RFC 8785), from offset {offset}")));
        }
        let mut signatures = BTreeMap::new();
        let mut last = None;
        for signature in read.signatures {
            let octets = hex::decode(&signature.sig).ok().filter(|octets| hex::encode(octets) == signature.sig);
            let octets = octets.ok_or_else(|| malformed(format!("sig of {}: wanted hex digits", signature.keyid)))?;
            if last >= Some(signature.keyid) {
                return Err(malformed(format!("signature by key {} twice or out of order", signature.keyid)));
            }
            last = Some(signature.keyid);
            signatures.insert(signature.keyid, octets);
        }
        let payload = olpc::bytes(&read.signed)?;
        Ok(Envelope { file: file.to_owned(), signed: read.signed, payload, signatures })
    }

    /// Judges every signature. Each must be good and by a key that a judge lists;
    /// for each judge enough distinct keys must stand behind the file.
    pub(super) fn judge(&self, judges: &[Judge<'_>]) -> Result<(), BundleError> {
        let mut checked = Vec::new();
        for (id, signature) in &self.signatures {
            let role = || judges.first().map_or("", |j| j.role).to_owned();
            let key = judges.iter().find_map(|judge| judge.keys.get(*id));
            let key = key.ok_or_else(|| BundleError::KeyUnknown { file: self.file.clone(), role: role(), key: *id })?;
            signer::verify(key.public_key(), key.algorithm(), &self.payload, signature).map_err(|source| {
                BundleError::SignatureBad { file: self.file.clone(), key: id.to_string(), source: Some(source) }
            })?;
            checked.push(Checked { key: key.identity(), good: true });
        }
        for judge in judges {
            let tally = quorum::count(judge.keys.roster(), judge.keys.threshold(), &checked);
            tally.met().map_err(|error| match error {
                QuorumError::TooFew { have, threshold } => {
                    let (file, role) = (self.file.clone(), judge.role.to_owned());
                    BundleError::TooFew { file, role, have, threshold }
                }
                other => BundleError::Quorum(other),
            })?;
        }
        Ok(())
    }

    /// The file as a draft without signatures, under its own name, and the signatures it had.
    pub(super) fn reopened(self, file: &str) -> (Draft, BTreeMap<Digest, Vec<u8>>) {
        let Envelope { signed, payload, signatures, .. } = self;
        (Draft { file: file.to_owned(), signed, payload, signatures: BTreeMap::new() }, signatures)
    }

    /// What is signed, as the type it says it is.
    pub(super) fn body<B: Body>(&self) -> Result<B, BundleError> {
        let malformed = |what: String| BundleError::Malformed { file: self.file.clone(), what };
        let body: B =
            serde_json::from_value(self.signed.clone()).map_err(|e| malformed(safe::line(&e.to_string(), 160)))?;
        let head = body.head();
        if head.kind != B::TYPE {
            return Err(malformed(format!("_type is '{}', wanted '{}'", safe::line(head.kind, 40), B::TYPE)));
        }
        if !head.spec_version.starts_with("1.") {
            let found = safe::line(head.spec_version, 40);
            return Err(malformed(format!("spec_version is '{found}', wanted '{}'", super::metadata::SPEC_VERSION)));
        }
        if head.version == 0 {
            return Err(malformed("version is 0, wanted 1 or more".into()));
        }
        Ok(body)
    }
}

/// Reads a file, judges it, and gives what was signed.
pub(super) fn accept<B: Body>(file: &str, bytes: &[u8], judges: &[Judge<'_>]) -> Result<B, BundleError> {
    let envelope = Envelope::read(file, bytes)?;
    envelope.judge(judges)?;
    envelope.body()
}
