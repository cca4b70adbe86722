//! `csca.adopt`.

use serde_json::json;

use super::{Material, Outcome};
use crate::act::CscaAdopt;
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::entropy::Entropy as _;
use crate::keys::{KeySpec, KeyState};
use crate::ledger::Fields;
use crate::operation::csca_adopt::{
    ASKED_HERE, ASKED_OF_VAULT, Claims, Proven, judge, lint, questions, questions_of_vault, settle,
};
use crate::operation::csca_adopt_error::AdoptError;
use crate::operation::csca_adopt_found::by_rule;
use crate::operation::csca_error::CscaError;
use crate::operation::{OperationError, spec_of};
use crate::pki::certificate::Certificate;
use crate::pki::lint::{Finding, Role};
use crate::safe::Label;
use crate::signer::{Signer as _, verify};
use crate::station::acts::made_fields;
use crate::station::{LEDGER, Preview, Station, StationError};
use crate::store::{AdoptedRow, IntentState, IssuedRow, StoreError};

/// How many certificates are told; all are counted.
const TOLD: usize = 40;

/// What an act of adoption names, as it was given or is kept.
pub(in crate::station) struct Claimed {
    root: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    inventory: Option<Vec<u8>>,
    crl: Option<Vec<u8>>,
    before: Option<Vec<u8>>,
}

impl Claimed {
    /// From wherever the bytes of a digest are.
    pub(in crate::station) fn gather<E>(
        act: &CscaAdopt,
        before: Option<Vec<u8>>,
        find: impl Fn(&'static str, Digest) -> Result<Vec<u8>, E>,
    ) -> Result<Self, E> {
        let certificates = act.certificates.iter().map(|digest| find("certificate", *digest));
        Ok(Claimed {
            root: find("root certificate", act.root)?,
            certificates: certificates.collect::<Result<_, E>>()?,
            inventory: act.inventory.map(|digest| find("inventory", digest)).transpose()?,
            crl: act.crl.map(|digest| find("revocation list", digest)).transpose()?,
            before,
        })
    }

    /// As they are judged.
    pub(in crate::station) fn claims<'c>(
        &'c self,
        act: &'c CscaAdopt,
        mode: crate::mode::Mode,
        country: &'c str,
    ) -> Claims<'c> {
        Claims {
            label: &act.label,
            root: &self.root,
            certificates: &self.certificates,
            inventory: self.inventory.as_deref(),
            crl: self.crl.as_deref(),
            last_number: act.last_number,
            before: act.before.as_ref().zip(self.before.as_deref()),
            mode,
            country,
        }
    }
}

/// An adoption as it will be recorded: everything that can be refused without the vault has been judged.
struct PlannedAdoption {
    claimed: Claimed,
    proven: Proven,
    spec: KeySpec,
    found: Vec<(Digest, Finding)>,
    /// What was asked and accepted by its clause.
    settled: Vec<String>,
}

/// Whether somebody had to accept that the key was outside its vault; who accepted it though nobody asked was refused.
pub(in crate::station) fn was_outside(act: &CscaAdopt) -> bool {
    act.accept.iter().any(|clause| clause == "ADOPT-12")
}

/// To which keys the numbers belong that an adoption brings without certificates.
pub(in crate::station) struct Placed<'p> {
    /// The new key's.
    pub(in crate::station) serials: Vec<&'p str>,
    /// What is revoked: the key that took the number, the number, since when.
    pub(in crate::station) revoked: Vec<(Label, &'p str, Time)>,
}

impl Station<'_> {
    /// Places the numbers that an adoption brings, as they stood before an entry. A list continues those of the keys
    /// before: what they took stays theirs. A number that both are said to have taken is refused (ADOPT-4).
    pub(in crate::station) fn place<'p>(
        &self,
        act: &CscaAdopt,
        proven: &'p Proven,
        entry: u64,
    ) -> Result<Placed<'p>, StationError> {
        let rows = self.store.rows();
        let mut older = act.before.as_ref().map(|before| self.lineage(before)).transpose()?.unwrap_or_default();
        older.retain(|key| *key != act.label);
        let before = |found: Option<u64>| found.is_some_and(|at| at < entry);
        let owner = |serial: &str| -> Result<Option<&Label>, StationError> {
            for key in &older {
                if before(rows.serial_entry(key, serial)?) {
                    return Ok(Some(key));
                }
            }
            Ok(None)
        };
        let twice = |serial: &str, key: &Label| {
            let what = format!("was taken by key '{key}' of this station, which comes before");
            StationError::from(OperationError::from(AdoptError::SerialTwice { serial: serial.to_owned(), what }))
        };
        for one in proven.certificates().iter().filter(|one| one.issuer == act.label) {
            if let Some(key) = owner(&one.serial)? {
                return Err(twice(&one.serial, key));
            }
        }
        let mut placed = Placed { serials: Vec::new(), revoked: Vec::new() };
        for bare in proven.bare() {
            match owner(&bare.serial)? {
                None => placed.serials.push(&bare.serial),
                Some(_) if bare.only_listed => {}
                Some(key) => return Err(twice(&bare.serial, key)),
            }
        }
        for (serial, at) in proven.list().iter().flat_map(|list| &list.revoked) {
            let owner = owner(serial)?.unwrap_or(&act.label);
            if !before(rows.revocation_entry(owner, serial)?) {
                placed.revoked.push((owner.clone(), serial, *at));
            }
        }
        Ok(placed)
    }

    /// Refuses a key that the station has under another name (ADOPT-14).
    fn expect_new_key(&self, proven: &Proven) -> Result<(), StationError> {
        let wanted = proven.key().identity()?;
        for row in self.store.rows().keys()? {
            let known = row.public_key.as_ref().map(|key| key.identity()).transpose()?;
            if known == Some(wanted) {
                return Err(OperationError::from(AdoptError::KnownKey { key: row.label }).into());
            }
        }
        Ok(())
    }

    /// The newest key of the station's own CSCA, where its end is not recorded.
    fn own_csca(&self) -> Result<Option<Label>, StationError> {
        let rows = self.store.rows();
        let newest = rows.newest_of_role(Role::CscaRoot)?.and_then(|row| row.subject_key);
        let newest = newest.map(|key| self.newest_of(&key)).transpose()?;
        Ok(match newest {
            Some(key) if rows.ended(&key)?.is_none() => Some(key),
            _ => None,
        })
    }

    fn plan_adoption(&self, act: &CscaAdopt, material: &Material) -> Result<PlannedAdoption, StationError> {
        if act.vault.as_str() == LEDGER {
            return Err(OperationError::LedgerVault { vault: act.vault.to_string() }.into());
        }
        if !self.configuration.vaults.contains_key(&act.vault) {
            return Err(StationError::VaultUnknown { vault: act.vault.to_string() });
        }
        self.expect_free_label(&act.label)?;
        let before = match &act.before {
            Some(key) => {
                self.expect_certified(key, "a CSCA", Role::is_csca)?;
                let newest = self.newest_of(key)?;
                if newest != *key {
                    return Err(OperationError::from(CscaError::FollowedAlready { key: key.clone(), newest }).into());
                }
                // A link by a key that is lost, compromised or revoked proves nothing: the next key is named by that act.
                self.usable_key(key)?;
                self.expect_unrevoked(key)?;
                Some(self.certificate_of(key)?)
            }
            None => None,
        };
        let claimed = Claimed::gather(act, before, |what, digest| material.find(what, digest).map(<[u8]>::to_vec))?;
        let claims = claimed.claims(act, self.identity.mode, &self.configuration.country.fields().country);
        let proven = judge(&claims).map_err(OperationError::from)?;
        self.expect_new_key(&proven)?;
        let root = Certificate::parse(claims.root).map_err(OperationError::unreadable("the root"))?;
        self.seen_elsewhere(proven.key(), Role::CscaRoot, &root.subject)?;
        self.expect_own_primes(proven.key())?;
        let now = self.now()?;
        let found = lint(&claims, &proven, &act.accept, now).map_err(OperationError::from)?;
        let asked = questions(&claims, &proven, self.own_csca()?.as_ref(), now);
        settle(&act.accept, &asked, &ASKED_OF_VAULT).map_err(OperationError::from)?;
        let settled = asked.iter().map(ToString::to_string).collect();
        let rows = self.store.rows();
        for one in proven.certificates() {
            if rows.serial(&one.issuer, &one.serial)?.is_some() || rows.issued_certificate(one.digest)?.is_some() {
                let what = format!("serial number {} of '{}'", one.serial, one.issuer);
                return Err(StoreError::Reserved { clause: "SERIAL-1", what }.into());
            }
        }
        let kind = || OperationError::KeyUnfit { kind: proven.key().kind().to_string() };
        let spec = spec_of(proven.key()).ok_or_else(kind)?;
        self.place(act, &proven, u64::MAX)?;
        Ok(PlannedAdoption { claimed, proven, spec, found, settled })
    }

    /// What would be taken over, and what the rules find in it.
    pub(in crate::station) fn preview_adoption(
        &self,
        act: &CscaAdopt,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let planned = self.plan_adoption(act, material)?;
        let proven = &planned.proven;
        let mut words = vec![("kind", planned.spec.to_string())];
        for one in proven.certificates().iter().take(TOLD) {
            let (role, serial, subject) = (one.role.word(), &one.serial, &one.subject);
            words.push(("certificate", format!("{role} {serial}, {subject}, until {}", one.not_after)));
        }
        if proven.certificates().len() > TOLD {
            words.push(("certificate", format!("and {} more", proven.certificates().len() - TOLD)));
        }
        words.push(("serial numbers without a certificate", proven.bare().len().to_string()));
        words.push(("highest serial number", hex::encode(proven.highest())));
        words.push(match proven.list() {
            Some(list) => ("revocation list", format!("number {}, {} revoked", list.number, list.revoked.len())),
            None => ("revocation list", "none".into()),
        });
        // Whoever accepts a rule sees what it found, whatever the others found: no rule is left out.
        for rule in by_rule(&planned.found, proven) {
            words.push(("accepted by name", rule.line()));
            words.extend(rule.examples().map(|example| ("such as", example)));
        }
        let warnings = planned.settled.into_iter().map(|question| format!("accepted: {question}")).collect();
        Ok(Preview { words, warnings })
    }

    pub(super) fn csca_adopt(
        &mut self,
        spent: &Spent,
        act: &CscaAdopt,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let PlannedAdoption { claimed, proven, spec, .. } = self.plan_adoption(act, material)?;
        let other = |found: &'static str| {
            let (id, vault) = (act.key_id.to_string(), act.vault.clone());
            StationError::from(OperationError::from(AdoptError::OtherKey { id, vault, found }))
        };
        let session = self.session(&act.vault)?;
        let there = session.find(act.key_id)?.ok_or_else(|| other("is not there"))?;
        if there.identity()? != proven.key().identity()? {
            return Err(other("is another key"));
        }
        let id = act.key_id.to_string();
        let record = session.inventory()?.into_iter().find(|one| one.class == "private" && one.id == id);
        settle(&act.accept, &questions_of_vault(&act.label, record.as_ref()), &ASKED_HERE)
            .map_err(OperationError::from)?;
        let highest = proven.highest();
        let locked = record.is_some_and(|one| one.extractable == Some(false));
        let signer = session.signer(act.key_id, spec.default_algorithm())?;
        let mut nonce = [0; 16];
        self.entropy.fill(&mut nonce)?;
        let nonce = hex::encode(nonce);
        let reserved = json!({ "vault": act.vault, "label": act.label, "id": act.key_id, "nonce": nonce });
        let intent = self.begin(spent, reserved, |writing, sequence| {
            Ok(writing.reserve_key(&act.label, &act.vault, act.key_id, spec, sequence)?)
        })?;
        let (station, label) = (&self.identity.station, &act.label);
        let message = format!("chancery: station {station} takes key {id} over as {label}, {nonce}");
        // No certificate begins so, and nothing else is signed by a CSCA's key.
        let proof = signer.sign(message.as_bytes()).map_err(StationError::from);
        let proof = proof.and_then(|signature| {
            verify(proven.key(), signer.algorithm(), message.as_bytes(), &signature)?;
            Ok(made_fields(&act.label, act.key_id, proven.key())?
                .open("locked", locked)
                .open("highest", hex::encode(&highest))
                .open("proof", hex::encode(signature)))
        });
        let fields = match proof {
            Ok(fields) => fields,
            Err(error) => {
                // Nothing was made: the name is free again.
                let fields = Fields::new().open("found", "the key did not sign");
                self.end(intent, IntentState::Failed, fields, |writing, _| Ok(writing.release_key(&act.label)?))?;
                return Err(error);
            }
        };
        let placed = self.place(act, &proven, u64::MAX)?;
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.key_made(&act.label, proven.key(), locked)?;
            writing.set_key_state(&act.label, KeyState::Active)?;
            let ders = std::iter::once(&claimed.root).chain(&claimed.certificates);
            for (der, one) in ders.zip(proven.certificates()) {
                writing.reserve_serial(&one.issuer, &one.serial, sequence)?;
                let row = IssuedRow {
                    digest: one.digest,
                    issuer: one.issuer.clone(),
                    serial: one.serial.clone(),
                    profile: one.role.word().parse()?,
                    role: one.role,
                    subject: one.subject.clone(),
                    subject_key: one.is_own.then(|| act.label.clone()),
                    key: one.key,
                    not_before: one.not_before,
                    not_after: one.not_after,
                    sequence,
                };
                writing.keep_issued(&row, der)?;
            }
            for serial in &placed.serials {
                writing.take_serial(&act.label, serial, sequence)?;
            }
            if let Some(bytes) = &claimed.inventory {
                writing.keep_object(bytes)?;
            }
            match (proven.list(), &claimed.crl) {
                (Some(list), Some(der)) => {
                    writing.reserve_crl_number(&act.label, list.number, sequence)?;
                    writing.keep_crl(&act.label, list.number, der, list.this_update, list.next_update)?;
                    for (issuer, serial, at) in &placed.revoked {
                        writing.revoke(issuer, serial, *at, sequence)?;
                    }
                }
                _ => {
                    if let Some(number) = act.last_number {
                        writing.reserve_crl_number(&act.label, number, sequence)?;
                    }
                }
            }
            let row = AdoptedRow {
                root: act.root,
                inventory: act.inventory,
                crl: act.crl,
                highest: highest.clone(),
                outside: was_outside(act),
                sequence,
            };
            Ok(writing.keep_adopted(&act.label, &row)?)
        })?;
        let number = proven.list().map(|list| list.number).or(act.last_number);
        let outputs = [
            ("key", act.label.to_string()),
            ("certificates", proven.certificates().len().to_string()),
            ("serials", placed.serials.len().to_string()),
            ("revoked", proven.list().map_or(0, |list| list.revoked.len()).to_string()),
            ("number", number.map(|number| number.to_string()).unwrap_or_default()),
            ("highest", hex::encode(&highest)),
        ];
        Ok(Outcome::of(sequence, outputs))
    }
}
