//! What was proposed, and what officers decided about it.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::digest::Digest;
use crate::safe::Label;

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalRow {
    /// The digest of the proposed act.
    pub digest: Digest,
    /// The digest of the proposal's text, which is kept.
    pub text: Digest,
    /// The entry that recorded it.
    pub sequence: u64,
}

/// A decision that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotRow {
    /// The entry that recorded it.
    pub sequence: u64,
    /// The digest of the proposed act.
    pub proposal: Digest,
    /// Whose it is.
    pub officer: Label,
    /// The identity of the key that signed.
    pub key: Digest,
    /// The word.
    pub decision: String,
    /// The digest of the statement, which is kept.
    pub statement: Digest,
    /// The digest of the signature, which is kept.
    pub signature: Digest,
}

fn read_proposal(row: &rusqlite::Row<'_>) -> Result<ProposalRow, StoreError> {
    let (digest, text): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let sequence = row.get::<_, i64>(2)? as u64;
    Ok(ProposalRow { digest: Digest::from_slice(&digest)?, text: Digest::from_slice(&text)?, sequence })
}

impl Rows<'_> {
    /// Every proposal, oldest first.
    pub fn proposals(&self) -> Result<Vec<ProposalRow>, StoreError> {
        self.all("SELECT digest, text, sequence FROM proposal ORDER BY sequence", [], read_proposal)
    }

    /// The proposal of an act.
    pub fn proposal(&self, digest: Digest) -> Result<Option<ProposalRow>, StoreError> {
        self.one("SELECT digest, text, sequence FROM proposal WHERE digest = ?1", [digest.bytes()], read_proposal)
    }

    /// The proposal that an entry recorded.
    pub fn proposal_of_entry(&self, sequence: u64) -> Result<Option<ProposalRow>, StoreError> {
        self.one("SELECT digest, text, sequence FROM proposal WHERE sequence = ?1", [sequence as i64], read_proposal)
    }

    /// What officers decided about a proposal, oldest first.
    pub fn ballots(&self, proposal: Digest) -> Result<Vec<BallotRow>, StoreError> {
        let sql = "SELECT sequence, proposal, officer, key, decision, statement, signature FROM ballot \
                   WHERE proposal = ?1 ORDER BY sequence";
        self.all(sql, [proposal.bytes()], |row| {
            let digest = |n: usize| -> Result<Digest, StoreError> {
                let octets: Vec<u8> = row.get(n)?;
                Ok(Digest::from_slice(&octets)?)
            };
            let officer: String = row.get(2)?;
            Ok(BallotRow {
                sequence: row.get::<_, i64>(0)? as u64,
                proposal: digest(1)?,
                officer: officer.parse().map_err(|_| corrupt("ballot", "an officer's id"))?,
                key: digest(3)?,
                decision: row.get(4)?,
                statement: digest(5)?,
                signature: digest(6)?,
            })
        })
    }
}

impl Writing<'_> {
    /// Keeps a proposal with its text, and everything that it refers to.
    pub fn keep_proposal(
        &self,
        digest: Digest,
        text: &[u8],
        material: &[&[u8]],
        sequence: u64,
    ) -> Result<(), StoreError> {
        for bytes in material {
            self.keep_object(bytes)?;
        }
        let text = self.keep_object(text)?;
        let values = params![digest.bytes(), text.bytes(), sequence as i64];
        self.execute("INSERT INTO proposal (digest, text, sequence) VALUES (?1, ?2, ?3)", values)?;
        Ok(())
    }

    /// Keeps a decision with its statement and signature.
    pub fn keep_ballot(&self, row: &BallotRow, statement: &[u8], signature: &[u8]) -> Result<(), StoreError> {
        self.keep_object(statement)?;
        self.keep_object(signature)?;
        let values = params![
            row.sequence as i64,
            row.proposal.bytes(),
            row.officer.as_str(),
            row.key.bytes(),
            row.decision,
            row.statement.bytes(),
            row.signature.bytes(),
        ];
        let sql = "INSERT INTO ballot (sequence, proposal, officer, key, decision, statement, signature) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.execute(sql, values)?;
        Ok(())
    }
}
