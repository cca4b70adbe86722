//! The roster: who may decide, and by which keys they are known.

use std::collections::BTreeMap;

use super::key::{OfficerKey, Signature, SignatureError};
use super::{ApprovalError, Enrolment};
use crate::clock::Time;
use crate::digest::Digest;
use crate::quorum;
use crate::safe::Label;

/// A person who may decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    enrolment: Enrolment,
    digest: Digest,
    keys: Vec<OfficerKey>,
}

impl Officer {
    /// The id.
    pub fn id(&self) -> &Label {
        &self.enrolment.person.officer
    }

    /// What they said of themselves.
    pub fn enrolment(&self) -> &Enrolment {
        &self.enrolment
    }

    /// The digest of the enrolment's text.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The keys they decide with.
    pub fn keys(&self) -> &[OfficerKey] {
        &self.keys
    }

    /// The organisation, as it is compared.
    pub fn organisation(&self) -> String {
        let words: Vec<&str> = self.enrolment.person.organisation.split_whitespace().collect();
        words.join(" ").to_lowercase()
    }

    /// The key with this identity among its own.
    pub fn key(&self, identity: Digest) -> Option<&OfficerKey> {
        self.keys.iter().find(|key| key.identities().contains(&identity))
    }
}

/// Everybody who may decide.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    officers: BTreeMap<Label, Officer>,
    holders: quorum::Roster,
}

impl Roster {
    /// Nobody.
    pub fn new() -> Self {
        Roster::default()
    }

    /// The people of these enrolments. One person under two ids is not noticed; one key is (QUORUM-1).
    pub fn of(enrolments: impl IntoIterator<Item = Enrolment>) -> Result<Self, ApprovalError> {
        let mut roster = Roster::new();
        for enrolment in enrolments {
            roster.enroll(enrolment)?;
        }
        Ok(roster)
    }

    /// One more. Refused: an id that somebody has (ENROLL-1), a key that anybody has (QUORUM-1).
    pub fn enroll(&mut self, enrolment: Enrolment) -> Result<(), ApprovalError> {
        let digest = enrolment.digest()?;
        self.add(enrolment, digest)
    }

    /// One more, by a text that is kept: known by the digest of these octets, however the text would be worded today.
    pub fn enroll_kept(&mut self, text: &[u8]) -> Result<(), ApprovalError> {
        self.add(Enrolment::kept(text)?, Digest::of(text))
    }

    fn add(&mut self, enrolment: Enrolment, digest: Digest) -> Result<(), ApprovalError> {
        let id = enrolment.person.officer.clone();
        if self.officers.contains_key(&id) {
            return Err(ApprovalError::OfficerAlready { officer: id });
        }
        let mut holders = self.holders.clone();
        for identity in enrolment.identities()? {
            holders.enrol(id.as_str(), identity)?;
        }
        self.holders = holders;
        let keys = enrolment.keys()?;
        self.officers.insert(id, Officer { enrolment, digest, keys });
        Ok(())
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.officers.is_empty()
    }

    /// Everybody, by id.
    pub fn officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.values()
    }

    /// One of them.
    pub fn officer(&self, id: &Label) -> Option<&Officer> {
        self.officers.get(id)
    }

    /// The digest of who is on it with which enrolment.
    pub fn digest(&self) -> Result<Digest, ApprovalError> {
        let all: BTreeMap<&Label, Digest> = self.officers.iter().map(|(id, officer)| (id, officer.digest)).collect();
        Ok(crate::canonical::digest(&all)?)
    }

    /// Which key is whose, for the one counter.
    pub(super) fn holders(&self) -> &quorum::Roster {
        &self.holders
    }

    /// Whose signature this is, over exactly these octets. The key must be fit to decide at this time.
    /// Refused with what was wrong with it where a key of somebody's is named in it, else as nobody's (QUORUM-5).
    pub fn signer(&self, message: &[u8], signature: &Signature, at: Time) -> Result<(&Officer, Digest), ApprovalError> {
        let mut nearest: Option<ApprovalError> = None;
        for officer in self.officers.values() {
            for key in officer.keys.iter().filter(|key| key.form() == signature.form()) {
                match key.verify(message, signature, at) {
                    Ok(identity) => {
                        key.expect_usable(at)?;
                        return Ok((officer, identity));
                    }
                    Err(SignatureError::OtherKey { .. } | SignatureError::OtherCertificate { .. }) => {}
                    Err(error) => nearest = Some(error.into()),
                }
            }
        }
        Err(nearest.unwrap_or(ApprovalError::KeyNotEnrolled { form: signature.form() }))
    }
}
