//! What each act leaves in the tables beside its own row: keys, revocations, decisions, ceremonies.

use super::intents::{Told, cell, number, said, text};
use super::{Claim, Comparison, Presence};
use crate::act::{Act, CeremonyEvent, CeremonyTranscript, CertificateRevoke, CscaCompromise, KeyGenerate};
use crate::ceremony::Script;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Leaf;
use crate::signer::PublicKey;
use crate::station::StationError;
use crate::station::journal::lost;
use crate::station::letters::loss_paths;
use crate::store::{Cell, IntentState};

/// A digest as a column holds it.
pub(super) fn octets(digest: Digest) -> Cell {
    Cell::Octets(digest.bytes().to_vec())
}

impl Comparison<'_, '_> {
    pub(super) fn effects(&mut self, told: &Told<'_>) -> Result<(), StationError> {
        match &told.row.bound.what {
            Act::StationCreate(_) | Act::KeyLock(_) | Act::ClockCorrect(_) | Act::ClockAttest(_) => Ok(()),
            Act::KeyGenerate(act) => self.key(told, act),
            Act::CscaAdopt(act) => self.adoption(told, act),
            Act::CertificateIssue(act) => self.certificate(told, act),
            Act::CertificateBatch(act) => self.batch(told, act),
            Act::CertificateRevoke(act) => self.revocation(told.leaf, act),
            Act::CrlIssue(act) => self.crl(told, act),
            Act::CscaRollover(act) => self.rollover(told, act),
            Act::CscaCompromise(act) => self.ended(told.leaf, act),
            Act::MasterlistIngest(act) => {
                let of_list = |name: &str| said(told.leaf, name).clone();
                self.list(told.leaf, act.list, act.unsigned, &of_list)
            }
            Act::PkdIngest(act) => self.pkd_file(told.leaf, act),
            Act::DeviationIngest(act) => self.deviations(told.leaf, act),
            Act::DeviationIssue(_) => self.rendered(told, "deviations", "dl"),
            Act::TrustImport(act) => self.import(told.leaf, act),
            Act::MasterlistIssue(_) => self.rendered(told, "masterlists", "ml"),
            Act::VaultTest(act) => {
                let path = format!("vaults/{}-{:06}.json", act.vault, told.leaf.sequence());
                self.product(told, &path, "conformance")
            }
            Act::VaultProtect(act) => self.shares(told, act),
            Act::TrustAccept(act) => self.decision(told.leaf, act.certificate, "accept"),
            Act::TrustDistrust(act) => self.decision(told.leaf, act.certificate, "distrust"),
            Act::BundleExport(_) => self.bundle(told),
            Act::CeremonyEvent(act) => self.event(told.leaf, act),
            Act::CeremonyTranscript(act) => self.transcript(told.leaf, act),
            Act::OfficerEnroll(act) => self.officer(told.leaf, &act.person.officer, Some(act.person.enrolment)),
            Act::OfficerReplaceKey(act) => self.officer(told.leaf, &act.person.officer, Some(act.person.enrolment)),
            Act::OfficerRetire(act) => self.officer(told.leaf, &act.officer, None),
            Act::PolicyAdopt(act) => self.policy(told.leaf, &act.name, act.policy),
            Act::ProfileAdopt(act) => self.profile(told.leaf, act),
            Act::StationGenesis(act) => self.genesis(told.leaf, act),
            Act::ProposalCreate(act) => self.proposal(told.leaf, act),
            Act::ProposalDecide(act) => self.ballot(told.leaf, act),
            Act::LedgerCosign(act) => self.cosignature(told.leaf, act),
            Act::StationRestore(act) => self.restore(told.leaf, act),
            Act::VaultAdd(act) => self.configured(told.leaf, act.configuration),
            Act::VaultFailOver(act) => match told.done() {
                Some(outcome) => self.configured(outcome, act.configuration),
                None => Ok(()),
            },
            Act::VaultClone(_) => Ok(()),
            Act::BackupKeys(act) => self.key_backup(told, act),
            Act::BackupState(act) => self.state_backup(told.leaf, act),
            Act::BackupDrill(act) => self.drill(told.leaf, act),
            Act::BackupDestroyed(act) => self.destroyed(told.leaf, act),
            Act::ShareReissue(act) => self.reissue(told, act),
            Act::ShareChecked(act) => self.share_checked(told.leaf, act),
        }
    }

    fn key(&mut self, told: &Told<'_>, act: &KeyGenerate) -> Result<(), StationError> {
        // A key that provably was never made gave its name back.
        if told.row.state == IntentState::Failed {
            return Ok(());
        }
        let key = [("label", text(&act.label))];
        let ended = self.rows.ended(&act.label)?;
        let state = match told.done() {
            None => KeyState::Reserved,
            Some(_) if ended.is_some() => ended.map_or(KeyState::Active, |row| row.state()),
            Some(_) if self.rows.is_certified(&act.label)? || self.rows.signed_bundle(&act.label)? => KeyState::Active,
            Some(_) => KeyState::PreActivation,
        };
        let locked = told.done().is_some() && (!act.extractable || self.rows.was_locked(&act.label)?);
        let values = [
            ("vault", text(&act.vault)),
            ("id", cell(told.reserved("id"))),
            ("spec", text(act.spec)),
            ("state", text(state.word())),
            ("locked", Cell::Number(i64::from(locked))),
            ("sequence", number(told.leaf.sequence())),
            ("spki", self.public_key(told, &key)?),
        ];
        self.claim(told.leaf.sequence(), Claim::new("vault_key", key, values))
    }

    /// The public key in the row, where it is the one of which the outcome has the digest; else that digest.
    pub(super) fn public_key(&self, told: &Told<'_>, key: &[(&'static str, Cell)]) -> Result<Cell, StationError> {
        let Some(outcome) = told.done() else { return Ok(Cell::Null) };
        let wanted = said(outcome, "public_key_digest");
        let found = self.rows.cells("vault_key", key, &["spki"])?.and_then(|mut cells| cells.pop());
        match found {
            Some(Cell::Octets(spki)) => {
                let identity = PublicKey::from_spki(&spki).and_then(|key| key.identity());
                let same = identity.is_ok_and(|identity| wanted.as_str() == Some(&identity.to_string()));
                Ok(if same { Cell::Octets(spki) } else { cell(wanted) })
            }
            _ => Ok(cell(wanted)),
        }
    }

    fn revocation(&mut self, leaf: &Leaf, act: &CertificateRevoke) -> Result<(), StationError> {
        let key = [("issuer", text(&act.issuer)), ("serial", text(&act.serial))];
        let values = [("at", cell(said(leaf, "at"))), ("sequence", number(leaf.sequence()))];
        self.claim(leaf.sequence(), Claim::new("revoked", key, values))
    }

    /// The end of a key of the CSCA: its row, what is revoked with it, the letter about it.
    fn ended(&mut self, leaf: &Leaf, act: &CscaCompromise) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let successor = act.successor.as_ref().map_or(Cell::Null, text);
        let values = [("what", text(act.what.word())), ("successor", successor), ("at", cell(said(leaf, "at")))];
        let key = [("key", text(&act.key)), ("sequence", number(entry))];
        self.claim(entry, Claim::new("ended", key, values))?;
        for pair in said(leaf, "revoked").as_array().into_iter().flatten() {
            let one = |place: usize| pair.get(place).map_or(Cell::Null, cell);
            let key = [("issuer", one(0)), ("serial", one(1))];
            let values = [("at", cell(said(leaf, "at"))), ("sequence", number(entry))];
            self.claim(entry, Claim::new("revoked", key, values))?;
        }
        for (path, field) in loss_paths(entry).iter().zip(["letter", "letter_page"]) {
            let digest = said(leaf, field).as_str().and_then(|digest| digest.parse().ok());
            self.file(entry, path, digest)?;
        }
        Ok(())
    }

    fn decision(&mut self, leaf: &Leaf, certificate: Digest, word: &str) -> Result<(), StationError> {
        let key = [("certificate", octets(certificate)), ("sequence", number(leaf.sequence()))];
        let values = [("word", text(word)), ("at", cell(said(leaf, "at")))];
        self.claim(leaf.sequence(), Claim::new("decision", key, values))
    }

    fn event(&mut self, leaf: &Leaf, act: &CeremonyEvent) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let key = [("run", text(&act.run)), ("number", number(act.number.into()))];
        let body = text(serde_json::to_string(said(leaf, "happened"))?);
        self.claim(entry, Claim::new("event", key, [("body", body), ("sequence", number(entry))]))?;
        if act.number > 0 {
            return Ok(());
        }
        let missing = || lost("object", format!("the script of ceremony '{}' is lost", act.run));
        let script = self.rows.object(act.script)?.ok_or_else(missing)?;
        let title = Script::parse(&String::from_utf8_lossy(&script))?.title().to_owned();
        let transcript = [("path", text(format!("ceremonies/{}.json", act.run)))];
        let finished = self.rows.cells("artefact", &transcript, &[])?.is_some();
        let values = [
            ("script", octets(act.script)),
            ("title", text(title)),
            ("state", text(if finished { "finished" } else { "running" })),
            ("sequence", number(entry)),
        ];
        self.claim(entry, Claim::new("run", [("name", text(&act.run))], values))
    }

    fn transcript(&mut self, leaf: &Leaf, act: &CeremonyTranscript) -> Result<(), StationError> {
        let entry = leaf.sequence();
        let run = Claim::new("run", [("name", text(&act.run))], [("state", text("finished"))]);
        self.claim(entry, run.standing(Presence::Mentioned))?;
        self.file(entry, &format!("ceremonies/{}.json", act.run), Some(act.body))?;
        let page = [("path", text(format!("ceremonies/{}.html", act.run)))];
        let page = Claim::new("artefact", page, [("sequence", number(entry))]);
        self.claim(entry, page.standing(Presence::Later))
    }
}
