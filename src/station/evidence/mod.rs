//! Who decided an act, written out for strangers: files that `gpg`, `openssl`, `ssh-keygen` and a shell check without
//! this program.
//!
//! The folder closes a chain. The ledger key, which the stranger knows from elsewhere, signs a head; entries are in the
//! ledger under that head; one of them names the decisions, the policy and the roster; the roster names enrolments, and the
//! entries that brought these in force name them too; an enrolment shows the fingerprints of its keys, and each of them
//! signed it.

mod check;
mod decisions;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::check::Check;
use self::decisions::Decided;
use self::people::{Enrolled, Then};
use super::journal::lost;
use super::{Station, StationError};
use crate::act::{Act, Decision};
use crate::approval::key::{KeyForm, NAMESPACE, OfficerKey};
use crate::approval::{Evidence, Proposal};
use crate::digest::Digest;
use crate::ledger::{Kind, Leaf, TlogProof, VerifiedCheckpoint, inclusion_proof, origin};
use crate::safe::Label;
use crate::store::ProposalRow;

/// The files that show who decided an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFiles {
    /// The entry that holds the decisions: the act's intent or record.
    pub entry: u64,
    /// Who approved, and counted.
    pub officers: Vec<Label>,
    /// Who signed that they proposed it, where the rule wants the proposer apart.
    pub proposer: Option<Label>,
    /// Whose decisions did not count, each with the reason that the station gives.
    pub uncounted: Vec<(Label, String)>,
    /// By name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The command that checks all of them, in their folder.
    pub command: String,
}

/// Everything that is written out, before it is.
struct Gathered {
    leaf: Leaf,
    evidence: Evidence,
    proposal: Vec<u8>,
    then: Then,
    decided: Vec<Decided>,
    /// The entry that tells what came of it, where there is one yet.
    outcome: Option<u64>,
    /// The entry that names the ledger key of now: the first, or that of the last restore.
    key: u64,
}

impl Station<'_> {
    /// The evidence behind an act: of its intent, its record or its outcome. Refused where nobody was asked (EVIDENCE-1).
    pub fn evidence(&self, entry: u64) -> Result<EvidenceFiles, StationError> {
        let gathered = self.gathered(entry)?;
        let note = self.last_checkpoint()?;
        let mut folder = Folder::default();
        self.put_head(&mut folder, &note)?;
        for entry in gathered.entries() {
            folder.put(format!("entry-{entry}.json"), self.leaf_of(entry)?.bytes().to_vec());
            folder.put(format!("entry-{entry}.tlog-proof"), self.proof_of(entry, &note)?);
        }
        folder.put("bound.json", Proposal::kept(&gathered.proposal)?.bound.canonical()?);
        folder.put("proposal.txt", gathered.proposal.clone());
        folder.put("policy.toml", self.kept(gathered.evidence.policy)?);
        folder.put("roster.json", gathered.then.roster()?);
        for person in gathered.people() {
            self.put_person(&mut folder, person)?;
        }
        for decided in &gathered.decided {
            let key = decided.key()?;
            folder.put(decided.statement(), self.kept(decided.row.statement)?);
            folder.put(decided.signature(key), self.kept(decided.row.signature)?);
        }
        let check = Check::new(&gathered, &origin(&self.identity), &folder.files)?;
        Ok(folder.finished(&gathered, check))
    }

    /// Reads everything that belongs to the decisions of an act.
    fn gathered(&self, entry: u64) -> Result<Gathered, StationError> {
        let leaf = self.deciding_entry(entry)?;
        let entry = leaf.sequence();
        let nobody = || StationError::NobodyDecided { entry };
        let evidence: Evidence = serde_json::from_value(leaf.public().get("approval").cloned().ok_or_else(nobody)?)?;
        let row: ProposalRow = self.store.rows().proposal(evidence.proposal)?.ok_or_else(nobody)?;
        let text = self.kept(row.text)?;
        let proposal = Proposal::kept(&text)?;
        let genesis = matches!(proposal.bound.what, Act::StationGenesis(_));
        let then = self.then(entry, genesis)?;
        if crate::canonical::digest(&then.enrolments())? != evidence.roster || then.policy.digest != evidence.policy {
            return Err(lost("officer", format!("roster and policy are not those that entry {entry} names")));
        }
        let decided = self.decided(&leaf, &evidence, &proposal, &then)?;
        if decided.is_empty() {
            return Err(nobody());
        }
        let outcome = self.store.rows().intent(entry)?.and_then(|row| row.outcome).filter(|outcome| *outcome != entry);
        let key = self.eras.each().last().map_or(0, |(entry, _)| entry);
        Ok(Gathered { leaf, evidence, proposal: text, then, decided, outcome, key })
    }

    /// The entry in which the decisions stand.
    fn deciding_entry(&self, entry: u64) -> Result<Leaf, StationError> {
        let leaf = self.leaf_of(entry)?;
        match leaf.public().get("intent").and_then(Value::as_u64) {
            Some(intent) if leaf.kind() == Kind::Outcome => self.leaf_of(intent),
            _ => Ok(leaf),
        }
    }

    fn leaf_of(&self, entry: u64) -> Result<Leaf, StationError> {
        let body = self.store.rows().entry(entry)?;
        Ok(Leaf::parse(&body.ok_or_else(|| lost("entry", format!("there is no entry {entry}")))?)?)
    }

    fn kept(&self, digest: Digest) -> Result<Vec<u8>, StationError> {
        let missing = StationError::MaterialMissing { what: "evidence", digest };
        self.store.rows().object(digest)?.ok_or(missing)
    }

    fn last_checkpoint(&self) -> Result<VerifiedCheckpoint, StationError> {
        let (_, _, note) = self.store.rows().last_checkpoint()?.ok_or_else(|| lost("checkpoint", "there is none"))?;
        Ok(self.eras.verify(&note)?)
    }

    fn proof_of(&self, entry: u64, checkpoint: &VerifiedCheckpoint) -> Result<Vec<u8>, StationError> {
        let path = inclusion_proof(&self.store.rows(), entry, checkpoint.head().size)?;
        Ok(TlogProof::new(entry, path, checkpoint).text().into_bytes())
    }

    /// The ledger key and the head it signed, as `openssl` takes them.
    fn put_head(&self, folder: &mut Folder, checkpoint: &VerifiedCheckpoint) -> Result<(), StationError> {
        let (note, key) = (checkpoint.note(), self.log_key());
        let own = note.signatures().iter().find(|signature| key.claims(signature));
        let own = own.ok_or_else(|| lost("checkpoint", "the ledger key did not sign it"))?;
        folder.put("log-key.pem", self.ledger_key().pem()?.into_bytes());
        folder.put("checkpoint.note", note.to_string().into_bytes());
        folder.put("checkpoint.txt", note.text().as_bytes().to_vec());
        folder.put("checkpoint.sig", own.octets().to_vec());
        Ok(())
    }

    /// An enrolment with its keys, and what each of them signed to be in it.
    fn put_person(&self, folder: &mut Folder, person: &Enrolled) -> Result<(), StationError> {
        folder.put(person.text(), self.kept(person.digest)?);
        for (number, key) in person.keys.iter().enumerate() {
            let proof = self.kept(person.proof(number)?)?;
            folder.put(person.key_file(number, key), key.for_stock_tool().1);
            folder.put(person.proof_file(number, key), proof);
            if key.form() == KeyForm::Ssh {
                let line = String::from_utf8_lossy(&key.for_stock_tool().1).trim_end().to_owned();
                folder.allowed.insert(format!("{} namespaces=\"{NAMESPACE}\" {line}\n", person.officer));
            }
        }
        if let Some(officers) = &person.long {
            folder.put(person.naming(), officers.clone());
        }
        Ok(())
    }
}

impl Gathered {
    /// The enrolments that these decisions rest on, each once.
    fn people(&self) -> Vec<&Enrolled> {
        let all = self.decided.iter().map(|decided| (decided.person.name(), &*decided.person));
        all.collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// The entries that these decisions rest on: the ledger's first, the one that names its key, the one that names them, what came of it, those that
    /// brought policy and enrolments in force, and those that took in what did not count.
    fn entries(&self) -> BTreeSet<u64> {
        let mut all = BTreeSet::from([0, self.key, self.leaf.sequence(), self.then.policy.sequence]);
        all.extend(self.outcome);
        all.extend(self.people().iter().map(|person| person.entry));
        all.extend(self.decided.iter().filter(|decided| decided.why.is_some()).map(|decided| decided.row.sequence));
        all
    }
}

/// The files as they come together.
#[derive(Default)]
struct Folder {
    files: BTreeMap<String, Vec<u8>>,
    allowed: BTreeSet<String>,
}

impl Folder {
    fn put(&mut self, name: impl Into<String>, octets: Vec<u8>) {
        self.files.insert(name.into(), octets);
    }

    /// With the sums of all files and the page that says how to check them.
    fn finished(mut self, gathered: &Gathered, check: Check) -> EvidenceFiles {
        if !self.allowed.is_empty() {
            let lines: Vec<String> = std::mem::take(&mut self.allowed).into_iter().collect();
            self.put("allowed_signers", lines.concat().into_bytes());
        }
        let sums = self.files.iter().map(|(name, octets)| format!("{}  {name}\n", Digest::of(octets)));
        let sums = sums.collect::<String>().into_bytes();
        self.put("SHA256SUMS", sums);
        self.put("CHECK.txt", check.text().into_bytes());
        let (mut officers, mut uncounted, mut proposer) = (Vec::new(), Vec::new(), None);
        let proposes = |decided: &Decided| decided.row.decision == Decision::Propose.word();
        for decided in &gathered.decided {
            match &decided.why {
                None if proposes(decided) => proposer = Some(decided.row.officer.clone()),
                None if !officers.contains(&decided.row.officer) => officers.push(decided.row.officer.clone()),
                None => {}
                Some(why) => uncounted.push((decided.row.officer.clone(), why.clone())),
            }
        }
        let (entry, command) = (gathered.leaf.sequence(), check::COMMAND.to_owned());
        EvidenceFiles { entry, officers, proposer, uncounted, files: self.files, command }
    }
}

/// How the file of a signature by this key is called at its end, as its stock tool calls it.
fn ending(key: &OfficerKey) -> &'static str {
    match key.form() {
        KeyForm::OpenPgp => "asc",
        KeyForm::X509 => "p7s",
        KeyForm::Ssh => "sig",
    }
}
