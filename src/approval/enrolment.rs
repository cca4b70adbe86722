//! Enrolments: what a person says of themselves, signed with every key they will decide with.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::ApprovalError;
use super::Proofs;
use super::form::{Form, Lines, head_words};
use super::key::{KeyForm, OfficerKey, SignatureError};
use crate::act::{Head, Nonce};
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::{NoteKey, Role};
use crate::mode::Identity;
use crate::safe::Label;

/// Characters that a name, an organisation or a contact may have.
const WORDS: usize = 200;
/// Keys that a person may have.
const KEYS: usize = 8;

/// A key as an enrolment carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CarriedKey {
    form: KeyForm,
    /// The key file's octets, in base64.
    octets: String,
}

/// What a person is to be here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The officer's id: a word of the station's own, that names nobody.
    pub officer: Label,
    /// Their name.
    pub name: String,
    /// Where they belong. People of one organisation count as such, whatever case it is written in.
    pub organisation: String,
    /// How they are reached.
    pub contact: String,
    /// The roles they may act in.
    pub roles: BTreeSet<Label>,
    /// To whom shares of theirs are sealed: an age recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The key with which they cosign heads of the ledger, as a C2SP verifier key; it decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_key: Option<String>,
    /// The key with which they sign the root of bundles, as SPKI in hex; it decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_key: Option<String>,
}

/// An enrolment, bound to a station and a moment. Not yet proven: see [`Enrolment::prove`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Who, and as what.
    pub person: Person,
    /// Where.
    pub identity: Identity,
    /// The head of the ledger when this was written.
    pub head: Head,
    /// Drawn for this enrolment: its digest gives nothing away about the person.
    pub nonce: Nonce,
    /// Until when it may be used to enrol.
    pub expires: Time,
    keys: Vec<CarriedKey>,
}

impl Form for Enrolment {
    const KIND: &'static str = "enrolment";

    fn lines(&self, page: &mut Lines) {
        let person = &self.person;
        page.say(
            "I am to be an officer of this station, and decide there with these keys. I sign this with each of them.",
        );
        page.heading("Where and until when");
        let identity = &self.identity;
        page.field("station", &format!("{}, {}, epoch {}", identity.station, identity.mode, identity.epoch));
        page.field("ledger head", &head_words(&self.head));
        page.field("nonce", &String::from(self.nonce));
        page.field("to be used before", &self.expires.to_string());
        page.heading("Who");
        let roles: Vec<&str> = person.roles.iter().map(Label::as_str).collect();
        for (name, value) in [
            ("officer", person.officer.as_str()),
            ("name", &person.name),
            ("organisation", &person.organisation),
            ("contact", &person.contact),
        ] {
            page.field(name, &crate::safe::ascii(value));
        }
        page.field("roles", &roles.join(", "));
        for (name, value) in [
            ("shares are sealed to", &person.recipient),
            ("witness key", &person.witness_key),
            ("bundle root key", &person.root_key),
        ] {
            if let Some(value) = value {
                page.field(name, &crate::safe::ascii(value));
            }
        }
        for (number, key) in self.keys().into_iter().flatten().enumerate() {
            page.heading(&format!("Key {}", number + 1));
            key.words().iter().for_each(|(name, value)| page.field(name, value));
        }
    }
}

impl Enrolment {
    /// An enrolment of a person with these keys.
    pub fn new(
        person: Person,
        keys: &[OfficerKey],
        identity: Identity,
        head: Head,
        nonce: Nonce,
        expires: Time,
    ) -> Result<Self, ApprovalError> {
        let keys =
            keys.iter().map(|key| CarriedKey { form: key.form(), octets: STANDARD.encode(key.bytes()) }).collect();
        let enrolment = Enrolment { person, identity, head, nonce, expires, keys };
        enrolment.judge()?;
        Ok(enrolment)
    }

    /// Reads a text; every line of it must be what its block says (FORM-1).
    pub fn parse(text: &[u8]) -> Result<Self, ApprovalError> {
        let enrolment: Self = Form::parse(text)?;
        enrolment.judge()?;
        Ok(enrolment)
    }

    /// Reads a text that is kept by its digest, and was held against its block when it was taken in.
    pub fn kept(text: &[u8]) -> Result<Self, ApprovalError> {
        Form::kept(text)
    }

    /// The text to sign with every key.
    pub fn text(&self) -> Result<String, ApprovalError> {
        Form::text(self)
    }

    /// The keys for decisions.
    pub fn keys(&self) -> Result<Vec<OfficerKey>, ApprovalError> {
        let wrong = |what: String| ApprovalError::TextUnreadable { kind: "enrolment", what };
        let mut keys = Vec::new();
        for (number, carried) in self.keys.iter().enumerate() {
            let octets = STANDARD.decode(&carried.octets).map_err(|e| wrong(format!("key {}: {e}", number + 1)))?;
            let key = OfficerKey::read(&octets)?;
            if key.form() != carried.form {
                return Err(wrong(format!("key {} is of another form than it says", number + 1)));
            }
            keys.push(key);
        }
        Ok(keys)
    }

    /// The digest of the text.
    pub fn digest(&self) -> Result<Digest, ApprovalError> {
        Ok(Digest::of(self.text()?.as_bytes()))
    }

    /// The witness key, if the person has one.
    pub fn witness_key(&self) -> Result<Option<NoteKey>, ApprovalError> {
        self.person.witness_key.as_deref().map(|text| Ok(NoteKey::parse(text)?)).transpose()
    }

    /// The key for the root of bundles, if the person has one.
    pub fn root_key(&self) -> Result<Option<crate::signer::PublicKey>, ApprovalError> {
        let unfit = || ApprovalError::PersonUnfit {
            officer: self.person.officer.clone(),
            what: "a root key that is not an Ed25519 key in hex",
        };
        let Some(text) = &self.person.root_key else { return Ok(None) };
        let key = hex::decode(text).ok().and_then(|spki| crate::signer::PublicKey::from_spki(&spki).ok());
        let key = key.filter(|key| matches!(key.kind(), crate::signer::KeyKind::Ed25519));
        Ok(Some(key.ok_or_else(unfit)?))
    }

    /// The identity of every key that this enrolment ties to the person, whatever it is for.
    pub fn identities(&self) -> Result<Vec<Digest>, ApprovalError> {
        let mut all: Vec<Digest> = self.keys()?.iter().flat_map(|key| key.identities().to_vec()).collect();
        if let Some(key) = self.witness_key()? {
            all.push(key.public_key().identity()?);
        }
        if let Some(key) = self.root_key()? {
            all.push(key.identity()?);
        }
        all.extend(self.person.recipient.as_ref().map(|key| Digest::of(key.as_bytes())));
        Ok(all)
    }

    /// What any reader refuses: a person without words, roles or keys, one key for two uses.
    fn judge(&self) -> Result<(), ApprovalError> {
        let person = &self.person;
        let unfit = |what| Err(ApprovalError::PersonUnfit { officer: person.officer.clone(), what });
        for (value, what) in [
            (&person.name, "a name of 1 to 200 characters is wanted"),
            (&person.organisation, "an organisation of 1 to 200 characters is wanted"),
            (&person.contact, "a contact of 1 to 200 characters is wanted"),
        ] {
            if value.trim().is_empty() || value.chars().count() > WORDS || value.trim() != value {
                return unfit(what);
            }
        }
        if person.roles.is_empty() || person.roles.len() > 16 {
            return unfit("1 to 16 roles are wanted");
        }
        if self.keys.is_empty() || self.keys.len() > KEYS {
            return unfit("1 to 8 keys are wanted");
        }
        if person.recipient.as_ref().is_some_and(|r| r.len() > 4096 || !r.starts_with("age1")) {
            return unfit("a recipient that does not begin with 'age1'");
        }
        if self.witness_key()?.is_some_and(|key| key.role() != Role::Witness) {
            return unfit("a verifier key that is not a witness's");
        }
        let all = self.identities()?;
        if all.iter().collect::<BTreeSet<_>>().len() != all.len() {
            return unfit("one key twice, or one key for two uses");
        }
        Ok(())
    }

    /// Proves possession: one signature by every key over exactly this text, and every key fit to
    /// decide at this time; a witness key and a root key each by a proof of its own form ([`Proofs`]).
    /// Refused where the time is past the enrolment's own.
    pub fn prove(self, given: &Proofs, now: Time) -> Result<ProvenEnrolment, ApprovalError> {
        let officer = &self.person.officer;
        if now >= self.expires {
            return Err(ApprovalError::EnrolmentOld { officer: officer.clone(), expired: self.expires, now });
        }
        let (text, keys) = (self.text()?, self.keys()?);
        let (mut signed_by, mut proofs) = (Vec::new(), Vec::new());
        for (number, key) in keys.iter().enumerate() {
            key.expect_usable(now)?;
            let mut refusal = None;
            let mut proof = None;
            for signature in given.signatures.iter().filter(|signature| signature.form() == key.form()) {
                match key.verify(text.as_bytes(), signature, now) {
                    Ok(identity) => proof = Some((identity, signature.digest())),
                    // By another key: it proves nothing here, and may well be the proof of the next one.
                    Err(SignatureError::OtherKey { .. } | SignatureError::OtherCertificate { .. }) => {}
                    Err(error) => refusal = Some(error),
                }
            }
            match (proof, refusal) {
                (Some((identity, signature)), _) => {
                    signed_by.push(identity);
                    proofs.push(signature);
                }
                (None, Some(error)) => return Err(error.into()),
                (None, None) => return Err(ApprovalError::Unproven { officer: officer.clone(), number: number + 1 }),
            }
        }
        proofs.extend(self.expect_held(given, now)?);
        Ok(ProvenEnrolment { enrolment: self, keys: signed_by, proofs })
    }
}

/// Evidence that a person holds every key of their enrolment.
///
/// ```compile_fail,E0451
/// use chancery::approval::{Enrolment, ProvenEnrolment};
/// fn claimed(enrolment: Enrolment) -> ProvenEnrolment {
///     ProvenEnrolment { enrolment, keys: vec![], proofs: vec![] } // private fields
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ProvenEnrolment {
    enrolment: Enrolment,
    keys: Vec<Digest>,
    proofs: Vec<Digest>,
}

impl ProvenEnrolment {
    /// The enrolment.
    pub fn enrolment(&self) -> &Enrolment {
        &self.enrolment
    }

    /// What an act says of it.
    pub fn enrolled(&self) -> Result<crate::act::Enrolled, ApprovalError> {
        let person = &self.enrolment.person;
        Ok(crate::act::Enrolled {
            officer: person.officer.clone(),
            roles: person.roles.iter().cloned().collect(),
            keys: self.keys.clone(),
            enrolment: self.enrolment.digest()?,
            proofs: self.proofs.clone(),
        })
    }
}
