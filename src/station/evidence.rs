//! Who decided an act, written out for strangers: files that `gpg`, `openssl`, `ssh-keygen` and `sha256sum` check
//! without this program.

use std::collections::BTreeMap;

use serde_json::Value;

use super::journal::lost;
use super::{Station, StationError};
use crate::approval::key::{KeyForm, NAMESPACE, OfficerKey};
use crate::approval::{Enrolment, Evidence, Proposal, Voice};
use crate::digest::Digest;
use crate::ledger::{Leaf, TlogProof, VerifiedCheckpoint, inclusion_proof, origin};
use crate::safe::Label;

/// The files that show who decided an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFiles {
    /// The entry that holds the decisions: the act's intent or record.
    pub entry: u64,
    /// Who decided.
    pub officers: Vec<Label>,
    /// By name.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The commands that check them, in order.
    pub commands: Vec<String>,
}

impl Station<'_> {
    /// The evidence behind an act: of its intent, its record or its outcome. Refused where nobody was asked (EVIDENCE-1).
    pub fn evidence(&self, entry: u64) -> Result<EvidenceFiles, StationError> {
        let leaf = self.deciding_entry(entry)?;
        let entry = leaf.sequence();
        let said = leaf.public().get("approval").cloned();
        let evidence: Evidence = serde_json::from_value(said.ok_or(StationError::NobodyDecided { entry })?)?;
        let mut files = EvidenceFiles { entry, officers: Vec::new(), files: BTreeMap::new(), commands: Vec::new() };
        files.put("entry.json", leaf.bytes().to_vec());
        files.put("entry.tlog-proof", self.proof_of(entry)?);
        files.put("policy.toml", self.kept(evidence.policy)?);
        files.commands.push("sha256sum --check SHA256SUMS".into());
        if let Some(row) = self.store.rows().proposal(evidence.proposal)? {
            let text = self.kept(row.text)?;
            // The digest of these octets is the act's digest: in the entry, and in every statement.
            files.put("bound.json", Proposal::kept(&text)?.bound.canonical()?);
            files.put("proposal.txt", text);
        }
        let mut allowed = String::new();
        for voice in &evidence.voices {
            let (enrolment, key) = self.key_then(voice, entry)?;
            self.put_voice(&mut files, voice, &key, &mut allowed)?;
            files.put(&format!("{}-enrolment.txt", voice.officer), self.kept(enrolment)?);
            if !files.officers.contains(&voice.officer) {
                files.officers.push(voice.officer.clone());
            }
        }
        if !allowed.is_empty() {
            files.put("allowed_signers", allowed.into_bytes());
        }
        let sums: Vec<String> =
            files.files.iter().map(|(name, octets)| format!("{}  {name}\n", Digest::of(octets))).collect();
        files.put("SHA256SUMS", sums.concat().into_bytes());
        let how = how_to_check(&files, &leaf);
        files.put("CHECK.txt", how.into_bytes());
        Ok(files)
    }

    /// The entry in which the decisions stand.
    fn deciding_entry(&self, entry: u64) -> Result<Leaf, StationError> {
        let rows = self.store.rows();
        let read = |entry: u64| -> Result<Leaf, StationError> {
            let body = rows.entry(entry)?.ok_or_else(|| lost("entry", format!("there is no entry {entry}")))?;
            Ok(Leaf::parse(&body)?)
        };
        let leaf = read(entry)?;
        match leaf.public().get("intent").and_then(Value::as_u64) {
            Some(intent) => read(intent),
            None => Ok(leaf),
        }
    }

    fn proof_of(&self, entry: u64) -> Result<Vec<u8>, StationError> {
        let rows = self.store.rows();
        let (size, _, note) = rows.last_checkpoint()?.ok_or_else(|| lost("checkpoint", "there is none"))?;
        let checkpoint = VerifiedCheckpoint::verify(&note, &origin(&self.identity), &[self.log_key()?])?;
        let path = inclusion_proof(&rows, entry, size)?;
        Ok(TlogProof::new(entry, path, &checkpoint).text().into_bytes())
    }

    fn kept(&self, digest: Digest) -> Result<Vec<u8>, StationError> {
        let missing = StationError::MaterialMissing { what: "evidence", digest };
        self.store.rows().object(digest)?.ok_or(missing)
    }

    /// The enrolment and the key of a voice, as they were when the entry was written.
    fn key_then(&self, voice: &Voice, entry: u64) -> Result<(Digest, OfficerKey), StationError> {
        let history = self.store.rows().officer_history()?;
        let mut then = history.into_iter().filter(|row| row.officer == voice.officer && row.sequence <= entry);
        let enrolment = then.next_back().and_then(|row| row.enrolment);
        let gone = || lost("officer", format!("the enrolment of '{}' is lost", voice.officer));
        let digest = enrolment.ok_or_else(gone)?;
        let keys = Enrolment::kept(&self.kept(digest)?)?.keys()?;
        let key = keys.into_iter().find(|key| key.identities().contains(&voice.key)).ok_or_else(gone)?;
        Ok((digest, key))
    }

    fn put_voice(
        &self,
        files: &mut EvidenceFiles,
        voice: &Voice,
        key: &OfficerKey,
        allowed: &mut String,
    ) -> Result<(), StationError> {
        let (officer, stem) = (&voice.officer, format!("{}-{}", voice.officer, voice.decision.word()));
        let (ending, octets) = key.for_stock_tool();
        let (statement, key_file) = (format!("{stem}.txt"), format!("key-{officer}-{}.{ending}", voice.key.short()));
        files.put(&statement, self.kept(voice.statement)?);
        let signature = self.kept(voice.signature)?;
        match key.form() {
            KeyForm::OpenPgp => {
                let name = format!("{stem}.asc");
                files.commands.push(format!("gpg --import {key_file}"));
                files.commands.push(format!("gpg --verify {name} {statement}"));
                files.put(&name, signature);
            }
            KeyForm::X509 => {
                let name = format!("{stem}.p7s");
                let form = if signature.starts_with(b"-----BEGIN") { "PEM" } else { "DER" };
                files.commands.push(format!(
                    "openssl cms -verify -binary -inform {form} -in {name} -content {statement} -certfile {key_file} \
                     -nointern -noverify -out /dev/null"
                ));
                files.put(&name, signature);
            }
            KeyForm::Ssh => {
                let name = format!("{stem}.sig");
                allowed.push_str(&format!(
                    "{officer} namespaces=\"{NAMESPACE}\" {}\n",
                    String::from_utf8_lossy(&octets).trim_end()
                ));
                files.commands.push(format!(
                    "ssh-keygen -Y verify -f allowed_signers -I {officer} -n {NAMESPACE} -s {name} < {statement}"
                ));
                files.put(&name, signature);
            }
        }
        files.put(&key_file, octets);
        Ok(())
    }
}

impl EvidenceFiles {
    fn put(&mut self, name: &str, octets: Vec<u8>) {
        self.files.insert(name.to_owned(), octets);
    }
}

/// The page that lies beside the files.
fn how_to_check(files: &EvidenceFiles, leaf: &Leaf) -> String {
    let mut text = format!(
        "Who decided ledger entry {}: {}\n\n\
         1. The files are whole, and each signature is good under the key beside it:\n\n",
        files.entry,
        leaf.act()
    );
    for command in &files.commands {
        text.push_str(&format!("    {command}\n"));
    }
    text.push_str(&format!(
        "\n   'openssl' says that it does not judge the certificate (-noverify), and 'gpg' that the key is not\n   \
         certified: what ties a key to its officer is step 3.\n\n\
         2. Each statement is about this act. Its digest stands in the line 'Digest:' of every statement, and is the\n   \
         digest of bound.json, and the act digest in entry.json:\n\n\
         \x20   {}\n\n\
         \x20   sha256sum bound.json; grep '^Digest:' *-*.txt\n\n\
         3. Each key is the officer's: the enrolment beside it names it, and its digest is in the ledger entry by which\n   \
         the officer was enrolled. Ask the officer for the fingerprint, and compare.\n\n\
         4. The entry names each statement and signature by its SHA-256, under 'approval', and the proof ties the entry\n   \
         to a signed head of the ledger: entry.tlog-proof, in the form c2sp.org/tlog-proof@v1.\n",
        leaf.act_digest()
    ));
    text
}
