//! `officer.enroll`, `officer.replace-key`, `officer.retire` and `policy.adopt`.

use std::collections::BTreeMap;

use super::{Material, Outcome};
use crate::act::{Act, Enrolled, Nonce, OfficerEnroll, OfficerReplaceKey, OfficerRetire, PolicyAdopt, Word};
use crate::approval::key::OfficerKey;
use crate::approval::policy::{self, Member, Policy, Rule, Severity};
use crate::approval::{ApprovalError, Enrolment, Officer, Person, Proofs, ProvenEnrolment, Roster, Spent};
use crate::clock::DAY;
use crate::digest::Digest;
use crate::entropy::Entropy as _;
use crate::ledger::Fields;
use crate::operation;
use crate::safe::Label;
use crate::station::{Preview, Station, StationError};

/// How long a challenge may be used, in days.
const CHALLENGE_DAYS: i64 = 30;

/// Refuses a recipient of shares that is none of age's (ENROLL-2), before shares are to be sealed to it.
fn expect_recipient(enrolment: &Enrolment) -> Result<(), ApprovalError> {
    let Some(recipient) = &enrolment.person.recipient else { return Ok(()) };
    let unfit = |_| ApprovalError::PersonUnfit {
        officer: enrolment.person.officer.clone(),
        what: "a recipient of shares that is no recipient of age",
    };
    recipient.parse::<crate::sealed::Recipient>().map(drop).map_err(unfit)
}

/// An officer as policies are held against them.
fn member(officer: &Officer) -> Member {
    let person = &officer.enrolment().person;
    Member { id: person.officer.clone(), roles: person.roles.clone(), organisation: officer.organisation() }
}

impl Station<'_> {
    /// Proves an enrolment that was brought, with its signatures: it is for this station as it is, every key
    /// signed it, and no key in it is anybody else's. `replacing` is the officer whose keys these are to be.
    pub fn prove(
        &self,
        text: &[u8],
        signatures: &[Vec<u8>],
        replacing: Option<&Label>,
    ) -> Result<(ProvenEnrolment, Material), StationError> {
        let enrolment = Enrolment::parse(text)?;
        self.expect_here(&enrolment)?;
        expect_recipient(&enrolment)?;
        let mut roster = self.roster()?;
        if let Some(officer) = replacing {
            roster.officer(officer).ok_or_else(|| ApprovalError::OfficerUnknown { officer: officer.clone() })?;
            let others = roster.officers().filter(|other| other.id() != officer);
            roster = Roster::of(others.map(|other| other.enrolment().clone()))?;
        }
        roster.enroll(enrolment.clone())?;
        let mut material = Material::one(text.to_vec());
        for signature in signatures {
            material = material.and(signature.clone());
        }
        Ok((enrolment.prove(&Proofs::read(signatures)?, self.now()?)?, material))
    }

    /// Proves an enrolment out of the signatures of several: how the first officers prove theirs.
    pub fn prove_among(&self, text: &[u8], signatures: &[Vec<u8>]) -> Result<ProvenEnrolment, StationError> {
        let enrolment = Enrolment::parse(text)?;
        self.expect_here(&enrolment)?;
        expect_recipient(&enrolment)?;
        Ok(enrolment.prove(&Proofs::read(signatures)?, self.now()?)?)
    }

    /// The text that a person signs with every key to become an officer here.
    pub fn challenge(&mut self, person: Person, keys: &[OfficerKey]) -> Result<Enrolment, StationError> {
        let mut nonce = [0; 16];
        self.entropy.fill(&mut nonce)?;
        let (head, now) = (self.head()?, self.now()?);
        for key in keys {
            key.expect_usable(now).map_err(ApprovalError::from)?;
        }
        let expires = now.plus(CHALLENGE_DAYS * DAY);
        let enrolment = Enrolment::new(person, keys, self.identity.clone(), head, Nonce(nonce), expires)?;
        expect_recipient(&enrolment)?;
        Ok(enrolment)
    }

    /// Refuses an enrolment that was written for another station, mode or epoch, or before another history.
    fn expect_here(&self, enrolment: &Enrolment) -> Result<(), StationError> {
        self.expect_this_station(&enrolment.identity)?;
        self.expect_ancestor(enrolment.head)
    }

    /// Refuses what an act says of a person where it is not what their enrolment and its proofs say.
    fn proven_again(
        &self,
        person: &Enrolled,
        material: &Material,
        replacing: Option<&Label>,
    ) -> Result<Enrolment, StationError> {
        let mut history = self.store.rows().officer_history()?.into_iter();
        if let Some(used) = history.find(|row| row.enrolment == Some(person.enrolment)) {
            return Err(ApprovalError::EnrolmentUsed { officer: used.officer, entry: used.sequence }.into());
        }
        let text = material.find("enrolment", person.enrolment)?.to_vec();
        let proofs = person.proofs.iter().map(|digest| Ok(material.find("proof of possession", *digest)?.to_vec()));
        let (proven, _) = self.prove(&text, &proofs.collect::<Result<Vec<_>, StationError>>()?, replacing)?;
        if proven.enrolled()? == *person {
            return Ok(proven.enrolment().clone());
        }
        Err(ApprovalError::PersonUnfit {
            officer: person.officer.clone(),
            what: "the act says other things than the enrolment",
        }
        .into())
    }

    pub(in crate::station) fn preview_enroll(
        &self,
        act: &OfficerEnroll,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let enrolment = self.proven_again(&act.person, material, None)?;
        let roster = self.roster()?;
        let warnings = namesakes(&enrolment, roster.officers().map(Officer::enrolment));
        Ok(Preview { words: person_words(&enrolment)?, warnings })
    }

    pub(in crate::station) fn preview_replace(
        &self,
        act: &OfficerReplaceKey,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let enrolment = self.replaced(act, material)?;
        let old = self.enrolment(act.replaces)?;
        let mut words = keys_beside(&old, &enrolment)?;
        let (before, now) = (person_words(&old)?, person_words(&enrolment)?);
        let of = |words: &[Word], name: &str| words.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
        let mut warnings = Vec::new();
        for name in PERSONAL {
            let none = || "nothing".to_owned();
            let (before, now) = (of(&before, name), of(&now, name));
            if before != now {
                let (before, now) = (before.unwrap_or_else(none), now.unwrap_or_else(none));
                warnings.push(format!("more than the keys change: {name} was {before}, would be {now}"));
            }
        }
        let beside = match warnings.len() {
            0 => "nothing in the enrolment changes".to_owned(),
            1 => "one thing changes, as said below".to_owned(),
            many => format!("{many} things change, as said below"),
        };
        words.push(("beside the keys", beside));
        words.extend(now);
        Ok(Preview { words, warnings })
    }

    fn replaced(&self, act: &OfficerReplaceKey, material: &Material) -> Result<Enrolment, StationError> {
        let officer = &act.person.officer;
        let found = super::super::approving::enrolments(&self.store.rows())?.get(officer).copied();
        let found = found.ok_or_else(|| ApprovalError::OfficerUnknown { officer: officer.clone() })?;
        if found != act.replaces {
            let what = "the enrolment that is to end is not the one in force";
            return Err(ApprovalError::PersonUnfit { officer: officer.clone(), what }.into());
        }
        let enrolment = self.proven_again(&act.person, material, Some(officer))?;
        if let Some(policy) = self.policy()? {
            let others = self.roster()?;
            let others = others.officers().filter(|other| other.id() != officer).map(|o| o.enrolment().clone());
            let after = Roster::of(others.chain([enrolment.clone()]))?;
            self.expect_workable(&policy, &members_of(&after))?;
        }
        Ok(enrolment)
    }

    pub(super) fn officer_enroll(
        &mut self,
        spent: &Spent,
        act: &OfficerEnroll,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        self.proven_again(&act.person, material, None)?;
        let text = material.find("enrolment", act.person.enrolment)?;
        self.enrolled(spent, &act.person.officer, text, &act.person.proofs, material)
    }

    pub(super) fn officer_replace_key(
        &mut self,
        spent: &Spent,
        act: &OfficerReplaceKey,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        self.replaced(act, material)?;
        let text = material.find("enrolment", act.person.enrolment)?;
        self.enrolled(spent, &act.person.officer, text, &act.person.proofs, material)
    }

    fn enrolled(
        &mut self,
        spent: &Spent,
        officer: &Label,
        text: &[u8],
        proofs: &[Digest],
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let digest = Digest::of(text);
        let sequence = self.record(spent, Fields::new(), |writing, sequence| {
            for proof in proofs {
                writing.keep_object(material.find("proof of possession", *proof)?)?;
            }
            Ok(writing.enroll(officer, text, sequence)?)
        })?;
        Ok(Outcome::of(sequence, [("officer", officer.to_string()), ("enrolment", digest.to_string())]))
    }

    /// The roster without one officer; refused where they are not on it, where nobody would be left,
    /// and where those who are left could never meet the policy for changing the roster or the policy.
    fn without(&self, act: &OfficerRetire) -> Result<Officer, StationError> {
        let roster = self.roster()?;
        let unknown = || ApprovalError::OfficerUnknown { officer: act.officer.clone() };
        let officer = roster.officer(&act.officer).ok_or_else(unknown)?.clone();
        operation::officer::check_reason(&act.reason)?;
        let left: Vec<Member> = roster.officers().filter(|o| o.id() != &act.officer).map(member).collect();
        if let Some(policy) = self.policy()? {
            self.expect_workable(&policy, &left)?;
        }
        Ok(officer)
    }

    pub(in crate::station) fn preview_retire(&self, act: &OfficerRetire) -> Result<Preview, StationError> {
        let officer = self.without(act)?;
        let mut preview = Preview::of(person_words(officer.enrolment())?);
        for vault in self.configuration().vaults.keys() {
            if self.protection_of(vault)?.is_some_and(|(_, shares)| shares.keepers.contains_key(&act.officer)) {
                preview.warnings.push(format!(
                    "'{}' holds a share of the PIN of vault '{vault}': until it is drawn anew by 'vault protect {vault}' every \
                     act waits but revoking and revocation lists",
                    act.officer
                ));
            }
        }
        Ok(preview)
    }

    pub(super) fn officer_retire(&mut self, spent: &Spent, act: &OfficerRetire) -> Result<Outcome, StationError> {
        self.without(act)?;
        let sequence =
            self.record(spent, Fields::new(), |writing, sequence| Ok(writing.retire(&act.officer, sequence)?))?;
        Ok(Outcome::of(sequence, [("officer", act.officer.to_string())]))
    }

    /// What a policy would be judged here, by the people who are left: errors are refused (POLICY-5). Answers with what
    /// the officers should think about.
    pub(super) fn expect_workable(&self, policy: &Policy, members: &[Member]) -> Result<Vec<String>, StationError> {
        let profiles: Vec<(Label, Digest)> =
            self.profiles().iter().map(|(name, digest)| (name.clone(), *digest)).collect();
        let findings = policy::lint(policy, Some(members), Some(&profiles), &governed());
        if let Some(finding) = findings.iter().find(|finding| finding.severity == Severity::Error) {
            let (policy, code, what) = (policy.name().clone(), finding.id.to_owned(), finding.found.clone());
            return Err(ApprovalError::PolicyUnfit { policy, code, what }.into());
        }
        let about = |rule: &Option<String>| rule.as_ref().map(|rule| format!(", rule '{rule}'")).unwrap_or_default();
        let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning);
        Ok(warnings.map(|finding| format!("{}{}: {}", finding.id, about(&finding.rule), finding.found)).collect())
    }

    /// A policy that may be adopted here, and what the officers should think about.
    pub(super) fn fit_policy(
        &self,
        name: &Label,
        digest: Digest,
        material: &Material,
        members: &[Member],
    ) -> Result<(Policy, Vec<String>), StationError> {
        let text = material.find("policy", digest)?;
        let policy = Policy::parse(&String::from_utf8_lossy(text)).map_err(ApprovalError::from)?;
        if !policy.is_for(self.identity.mode) {
            return Err(ApprovalError::OtherMode { policy: policy.name().clone(), mode: self.identity.mode }.into());
        }
        if policy.name() != name {
            let (code, what) = ("name".to_owned(), format!("the act names it '{name}'"));
            return Err(ApprovalError::PolicyUnfit { policy: policy.name().clone(), code, what }.into());
        }
        let warnings = self.expect_workable(&policy, members)?;
        Ok((policy, warnings))
    }

    fn adoptable(&self, act: &PolicyAdopt, material: &Material) -> Result<(Policy, Vec<String>), StationError> {
        if let Some(row) = self.store.rows().policy()?.filter(|row| row.digest == act.policy) {
            return Err(ApprovalError::PolicyInForce { policy: act.name.clone(), entry: row.sequence }.into());
        }
        let members: Vec<Member> = self.roster()?.officers().map(member).collect();
        self.fit_policy(&act.name, act.policy, material, &members)
    }

    pub(in crate::station) fn preview_policy(
        &self,
        act: &PolicyAdopt,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let (policy, warnings) = self.adoptable(act, material)?;
        Ok(Preview { words: policy_words(&policy, self.policy()?.as_ref()), warnings })
    }

    pub(super) fn policy_adopt(
        &mut self,
        spent: &Spent,
        act: &PolicyAdopt,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        self.adoptable(act, material)?;
        let text = material.find("policy", act.policy)?;
        let sequence = self
            .record(spent, Fields::new(), |writing, sequence| Ok(writing.adopt_policy(&act.name, text, sequence)?))?;
        Ok(Outcome::of(sequence, [("policy", act.name.to_string()), ("digest", act.policy.to_string())]))
    }

    /// Everybody who may decide, as policies are held against them.
    pub fn members(&self) -> Result<Vec<Member>, StationError> {
        Ok(self.roster()?.officers().map(member).collect())
    }
}

/// The acts that a policy is about: all that are not bookkeeping, and not those done before there is one.
pub(in crate::station) fn governed() -> Vec<&'static str> {
    let no_rule = |name: &&str| !policy::NO_RULE.iter().any(|(free, _)| free == name);
    Act::NAMES.into_iter().filter(no_rule).collect()
}

/// The members of a roster that is not in force yet.
pub(super) fn members_of(roster: &Roster) -> Vec<Member> {
    roster.officers().map(member).collect()
}

/// What to be careful of where others bear the same name: one person has one voice, and one id (QUORUM-1 sees keys alone).
pub(super) fn namesakes<'o>(person: &Enrolment, others: impl IntoIterator<Item = &'o Enrolment>) -> Vec<String> {
    let plain = |e: &Enrolment| e.person.name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (own, id) = (plain(person), &person.person.officer);
    let same = others.into_iter().filter(|other| other.person.officer != *id && plain(other) == own);
    same.map(|other| format!("'{}' bears the same name as '{id}': are they two people?", other.person.officer))
        .collect()
}

/// What an enrolment says of a person beside their keys.
const PERSONAL: [&str; 7] =
    ["name", "organisation", "roles", "contact", "shares are sealed to", "witness key", "bundle root key"];

/// The keys of an enrolment and of the one in its place: which ends, which comes, which stays.
fn keys_beside(before: &Enrolment, after: &Enrolment) -> Result<Vec<Word>, StationError> {
    let (old, new) = (before.keys()?, after.keys()?);
    let in_one_line = |key: &OfficerKey| {
        let words = key.words();
        let of = |name: &str| words.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str());
        let parts = ["form", "algorithm", "fingerprint", "validity"].map(|name| of(name).unwrap_or("not said"));
        let [form, algorithm, fingerprint, validity] = parts;
        format!("{form}, {algorithm}, {fingerprint}, {validity}")
    };
    let is_in = |key: &OfficerKey, keys: &[OfficerKey]| keys.iter().any(|other| other.digest() == key.digest());
    let shares = |key: &OfficerKey| old.iter().any(|o| o.identities().iter().any(|id| key.identities().contains(id)));
    let mut words = Vec::new();
    words.extend(old.iter().filter(|key| !is_in(key, &new)).map(|key| ("key that ends", in_one_line(key))));
    for key in &new {
        let line = in_one_line(key);
        words.push(match (is_in(key, &old), shares(key)) {
            (true, _) => ("key that stays", line),
            (false, true) => ("key that comes", format!("{line}; the raw key is one that they have already")),
            (false, false) => ("key that comes", line),
        });
    }
    Ok(words)
}

/// A person with their keys, field by field.
pub(super) fn person_words(enrolment: &Enrolment) -> Result<Vec<Word>, StationError> {
    let person = &enrolment.person;
    let roles: Vec<&str> = person.roles.iter().map(Label::as_str).collect();
    let safe = |text: &str| crate::safe::Safe(text).to_string();
    let mut words = vec![
        ("officer", person.officer.to_string()),
        ("name", safe(&person.name)),
        ("organisation", safe(&person.organisation)),
        ("contact", safe(&person.contact)),
        ("roles", roles.join(", ")),
    ];
    words.extend(person.witness_key.as_ref().map(|key| ("witness key", safe(key))));
    words.extend(person.root_key.as_ref().map(|key| ("bundle root key", safe(key))));
    words.extend(person.recipient.as_ref().map(|key| ("shares are sealed to", safe(key))));
    for key in enrolment.keys()? {
        words.extend(key.words());
    }
    Ok(words)
}

/// A policy, rule by rule, beside the one in force: what is new, what changes, what goes.
pub(super) fn policy_words(policy: &Policy, before: Option<&Policy>) -> Vec<Word> {
    let modes: Vec<&str> = policy.modes().iter().map(|mode| mode.word()).collect();
    let mut words = vec![("title", crate::safe::line(policy.title(), 200)), ("for stations in", modes.join(", "))];
    let said = |rule: &Rule| format!("{} wants {}, within {}", rule.about(), rule.asks(), rule.time());
    let of = |policy: &Policy, name: &Label| policy.rules().iter().find(|rule| rule.name() == name).map(said);
    for (place, rule) in (1..).zip(policy.rules()) {
        let now = said(rule);
        words.push(("rule", format!("{place}, {}: {now}", rule.name())));
        match before.map(|before| of(before, rule.name())) {
            None => {}
            Some(None) => words.push(("that rule", "is new".into())),
            Some(Some(was)) if was == now => words.push(("that rule", "is as it was".into())),
            Some(Some(was)) => words.push(("that rule was", was)),
        }
    }
    for gone in before.iter().flat_map(|before| before.rules()).filter(|rule| of(policy, rule.name()).is_none()) {
        words.push(("rule that goes", format!("{}: {}", gone.name(), said(gone))));
    }
    let was: BTreeMap<&str, String> = before.into_iter().flat_map(|before| before.backup().words()).collect();
    for (name, now) in policy.backup().words() {
        let changed = was.get(name).filter(|was| **was != now);
        words.push(("backups", format!("{name}: {now}")));
        words.extend(changed.map(|was| ("that was", was.clone())));
    }
    let order = |policy: &Policy| policy.rules().iter().map(|rule| rule.name().clone()).collect::<Vec<_>>();
    if before.is_some_and(|before| order(before) != order(policy)) {
        words.push(("order of the rules", "changes; the first that fits decides".into()));
    }
    words
}
