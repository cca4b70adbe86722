//! `csca.rollover`.

use serde_json::json;

use super::Outcome;
use super::certificate::{issued_row, rendering};
use super::filling::say_validity;
use crate::act::{CscaRollover, Word};
use crate::approval::Spent;
use crate::clock::{DAY, Time};
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Fields;
use crate::operation::OperationError;
use crate::operation::certificate_issue::{Inputs, check_name};
use crate::operation::csca_error::CscaError;
use crate::operation::csca_rollover::{self, Pair};
use crate::operation::csca_standing::{NOTICE_DAYS, QUIET_DAYS};
use crate::pki::certificate::Certificate;
use crate::pki::issue::{Issued, ProvenKey};
use crate::pki::lint::{Finding, Role, Severity};
use crate::pki::profile::Profile;
use crate::safe::Label;
use crate::station::letters::{self, Letter, Sender, Shown};
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, IssuedRow, StoreError};

/// Both certificates as they will be signed: everything that can be refused has been judged.
struct PlannedRollover {
    root: Planned,
    link: Planned,
    pair: Pair,
    key: ProvenKey,
    before: Vec<u8>,
    now: Time,
}

/// One of the two.
struct Planned {
    profile: Profile,
    issuer: Label,
    serial: String,
    stem: String,
}

/// What came of the two signatures.
struct Made {
    certificates: [MadeOne; 2],
    letter: Letter,
}

struct MadeOne {
    row: IssuedRow,
    issued: Issued,
    text: String,
    stem: String,
}

impl Station<'_> {
    fn plan_rollover(&mut self, act: &CscaRollover) -> Result<PlannedRollover, StationError> {
        let (root_profile, link_profile) = (self.profile(&act.root_profile)?, self.profile(&act.link_profile)?);
        csca_rollover::check_profiles(&root_profile, &link_profile)?;
        self.expect_followable(act)?;
        self.expect_unrevoked(&act.from)?;
        let (before, role) = self.certificate_and_role(&act.from)?;
        let issuer = Certificate::parse(&before).map_err(OperationError::unreadable("the issuer's certificate"))?;
        check_name(&act.root(), &root_profile)?;
        let key = self.own_key(&act.to, &root_profile)?;
        let key = ProvenKey::in_vault(link_profile.take_key(key.key()).map(|()| key.key().clone())?);
        let now = self.now()?;
        let lineage = self.lineage(&act.from)?;
        let root_serial = self.drawn_serial(&root_profile, &lineage)?;
        let link_serial = self.drawn_serial(&link_profile, &lineage)?;
        let serials = [hex::encode(root_serial.content()), hex::encode(link_serial.content())];
        let taken = |serial: &str| {
            let what = format!("serial number {serial} of '{}'", act.from);
            StationError::from(StoreError::Reserved { clause: "SERIAL-1", what })
        };
        for (serial, own) in serials.iter().zip([&act.to, &act.from]) {
            self.expect_new_serial(&act.from, serial)?;
            self.expect_new_serial(own, serial)?;
        }
        let [root_hex, link_hex] = serials;
        if root_hex == link_hex {
            return Err(taken(&link_hex));
        }
        let country = self.configuration.country.clone();
        let root_inputs = Inputs {
            profile: &root_profile,
            country: &country,
            mode: self.identity.mode,
            name: act.common_name.as_deref().unwrap_or(act.to.as_str()),
            serial: root_serial,
            key: &key,
            issuer: None,
            root: None,
            alternative: &[],
            child: self.longest_child(&root_profile)?,
            now,
            accepted: &act.accept,
        };
        let link_inputs = Inputs {
            profile: &link_profile,
            serial: link_serial,
            issuer: Some((&issuer, role)),
            child: self.longest_child(&link_profile)?,
            ..root_inputs
        };
        let pair = csca_rollover::prepare(act, &root_inputs, &link_inputs)?;
        self.expect_one_purpose(key.key().identity()?, Some(&act.to), &root_profile)?;
        self.seen_elsewhere(key.key(), root_profile.role, &pair.root.linted.subject()?)?;
        self.expect_own_primes(key.key())?;
        let planned = |profile: Profile, issuer: &Label, serial: String| -> Result<Planned, StationError> {
            let stem = format!("certificates/{}-{serial}", profile.name);
            for ending in ["cer", "pem", "txt"] {
                self.expect_free(&format!("{stem}.{ending}"))?;
            }
            Ok(Planned { profile, issuer: issuer.clone(), serial, stem })
        };
        let (root, link) = (planned(root_profile, &act.to, root_hex)?, planned(link_profile, &act.from, link_hex)?);
        Ok(PlannedRollover { root, link, pair, key, before, now })
    }

    /// Refuses a change that does not lead from the newest key to one that was never used (CSCA-2, CSCA-3, CSCA-4).
    fn expect_followable(&self, act: &CscaRollover) -> Result<(), StationError> {
        let (from, to) = (act.from.clone(), act.to.clone());
        if from == to {
            return Err(OperationError::from(CscaError::Itself { key: to }).into());
        }
        self.expect_certified(&from, "a CSCA", Role::is_csca)?;
        self.usable_key(&from)?;
        if let Some(row) = self.store.rows().certificate_of_key(&to)? {
            let (key, serial) = (to, row.serial);
            return Err(OperationError::from(CscaError::UsedAlready { key, serial }).into());
        }
        let newest = self.newest_of(&from)?;
        if newest == from {
            return Ok(());
        }
        Err(OperationError::from(CscaError::FollowedAlready { key: from, newest }).into())
    }

    /// Both certificates as they would be signed now, under serial numbers that are thrown away.
    pub(in crate::station) fn preview_rollover(&mut self, act: &CscaRollover) -> Result<Preview, StationError> {
        let planned = self.plan_rollover(act)?;
        let mut words: Vec<Word> = Vec::new();
        let (root, link) = (&planned.root.profile, &planned.link.profile);
        for (what, one, profile) in [("root", &planned.pair.root, root), ("link", &planned.pair.link, link)] {
            let begins = words.len();
            words.push(("certificate", format!("the {what}")));
            words.extend(one.linted.lines()?);
            say_validity(&mut words, begins, profile, one.lifetime);
            for finding in one.linted.findings().of(Severity::Warning) {
                let Finding { rule, place, found, wanted, .. } = finding;
                words.push(("accepted warning", format!("{rule}, {place}: found {found}; wanted {wanted}")));
            }
        }
        words.push(("other states", "are told by the letter that comes of it".to_owned()));
        let mut warnings: Vec<String> = self.quiet(&act.from)?.into_iter().collect();
        let over = self.csca_standing()?.roots.into_iter().find(|one| one.root.key == act.from);
        if let Some(root) = over.map(|one| one.root).filter(|root| root.days_left(planned.now) < NOTICE_DAYS) {
            let (key, left) = (&act.from, root.days_left(planned.now));
            warnings.push(format!(
                "NOTICE-1: key '{key}' signs for {left} more days; other states are to know the next one {NOTICE_DAYS} \
                 days before (Doc 9303-12 4.1.4.3)"
            ));
        }
        Ok(Preview { words, warnings })
    }

    pub(super) fn csca_rollover(&mut self, spent: &Spent, act: &CscaRollover) -> Result<Outcome, StationError> {
        let PlannedRollover { root, link, pair, key, before, now } = self.plan_rollover(act)?;
        let own = self.signer(&act.to, pair.root.algorithm)?;
        let old = self.signer(&act.from, pair.link.algorithm)?;
        let taken = |one: &Planned| json!({ "issuer": one.issuer, "serial": one.serial });
        let reserved = json!({ "root": taken(&root), "link": taken(&link) });
        let both = [(root.issuer.clone(), root.serial.clone()), (link.issuer.clone(), link.serial.clone())];
        let intent = self.begin(spent, reserved, |writing, sequence| {
            for (issuer, serial) in &both {
                writing.reserve_serial(issuer, serial, sequence)?;
            }
            Ok(())
        })?;
        let identity = key.key().identity().map_err(StationError::from);
        let made = csca_rollover::sign(pair, &own, &old).map_err(StationError::from);
        let made = made.and_then(|(new, linked)| {
            let identity = identity?;
            let one = |planned: Planned, issued: Issued| -> Result<MadeOne, StationError> {
                let Planned { profile, issuer, serial, stem } = planned;
                let row = issued_row(&issued, &profile, &issuer, &serial, Some(act.to.clone()), identity)?;
                Ok(MadeOne { row, text: rendering(issued.der())?, issued, stem })
            };
            let letter = self.notice([new.der(), linked.der(), &before], now)?;
            Ok(Made { certificates: [one(root, new)?, one(link, linked)?], letter })
        });
        let Made { certificates, letter } = match made {
            Ok(made) => made,
            Err(error) => {
                return Err(self.unknown(intent, error, |writing| {
                    both.iter().try_for_each(|(issuer, serial)| Ok(writing.burn_serial(issuer, serial)?))
                }));
            }
        };
        let [root, link] = &certificates;
        let fields = Fields::new()
            .open("root_fingerprint", root.issued.digest().to_string())
            .open("link_fingerprint", link.issued.digest().to_string())
            .open("notice", Digest::of(letter.text.as_bytes()).to_string())
            .open("notice_page", Digest::of(letter.page.as_bytes()).to_string())
            .open("rules", root.issued.rules().to_string());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            for MadeOne { row, issued, text, stem } in &certificates {
                writing.keep_issued(&IssuedRow { sequence, ..row.clone() }, issued.der())?;
                writing.keep_artefact(&format!("{stem}.cer"), issued.der(), sequence)?;
                writing.keep_artefact(&format!("{stem}.pem"), issued.pem().as_bytes(), sequence)?;
                writing.keep_artefact(&format!("{stem}.txt"), text.as_bytes(), sequence)?;
            }
            let [text, page] = letters::notice_paths(sequence);
            writing.keep_artefact(&text, letter.text.as_bytes(), sequence)?;
            writing.keep_artefact(&page, letter.page.as_bytes(), sequence)?;
            for label in [&act.from, &act.to] {
                writing.set_key_state(label, KeyState::Active)?;
            }
            Ok(())
        })?;
        let file = |stem: &str| self.out().join(format!("{stem}.cer")).to_string_lossy().into_owned();
        let [notice, _] = letters::notice_paths(sequence);
        let list_from = self.list_from(&self.lineage(&act.to)?, now)?;
        let outputs = [
            ("root_serial", root.row.serial.clone()),
            ("root_fingerprint", root.issued.digest().to_string()),
            ("root_file", file(&root.stem)),
            ("link_serial", link.row.serial.clone()),
            ("link_fingerprint", link.issued.digest().to_string()),
            ("link_file", file(&link.stem)),
            ("notice", self.out().join(notice).to_string_lossy().into_owned()),
            ("quiet_until", now.plus(QUIET_DAYS * DAY).to_string()),
            ("list_from", list_from.map_or_else(String::new, |from| from.to_string())),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// The letter that tells other states of a root and its link, and of the root they know.
    fn notice(&self, [new, link, old]: [&[u8]; 3], now: Time) -> Result<Letter, StationError> {
        let sender = Sender::of(self.configuration.country.fields(), self.identity.mode.word(), now);
        let (new, link, old) = (Shown::of(new)?, Shown::of(link)?, Shown::of(old)?);
        letters::notice(&sender, [&new, &link, &old], now.plus(QUIET_DAYS * DAY))
    }
}
