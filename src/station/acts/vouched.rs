//! What a master list of ours may hold: our own CSCA certificates as the ledger tells of them, and the anchors.

use crate::act::Act;
use crate::digest::Digest;
use crate::ledger::{Kind, Leaf};
use crate::operation::OperationError;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::station::birth::differing;
use crate::station::tables::Comparison;
use crate::station::{Station, StationError};
use crate::store::IssuedRow;
use crate::trust::{Standing, standings};

impl Station<'_> {
    /// What a master list of ours would hold now: our own CSCA certificates that are neither revoked nor distrusted, and
    /// the anchors. Refused where a certificate is called ours that the ledger does not tell of (LEDGER-10): whoever writes
    /// the database speaks for us to every other state otherwise.
    pub fn vouched_for(&self) -> Result<Vec<Digest>, StationError> {
        let rows = self.store.rows();
        let standings = standings(&self.decisions()?, self.now()?);
        let distrusted: Vec<&Digest> = standings
            .iter()
            .filter(|(_, standing)| **standing == Standing::Distrusted)
            .map(|(digest, _)| digest)
            .collect();
        let mut all = self.anchors(self.now()?)?;
        for row in rows.issued_by_role(&[Role::CscaRoot, Role::CscaLink])? {
            if rows.revocation(&row.issuer, &row.serial)?.is_none() && !distrusted.contains(&&row.digest) {
                self.expect_own(&row)?;
                all.push(row.digest);
            }
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    /// Refuses a CSCA certificate that no recorded key of ours signed, and one that the ledger does not tell of.
    fn expect_own(&self, row: &IssuedRow) -> Result<(), StationError> {
        let wrong = |why: String| {
            let finding = format!("certificate {} in table 'issued' {why}", row.digest);
            StationError::AuthorityAltered { finding }
        };
        let rows = self.store.rows();
        let der = rows.object(row.digest)?.ok_or_else(|| wrong("is not at hand".into()))?;
        let certificate =
            Certificate::parse(&der).map_err(OperationError::unreadable("a CSCA certificate of this station"))?;
        let key = rows.key(&row.issuer)?.and_then(|key| key.public_key);
        if key.is_none_or(|key| certificate.verify_signature(&key).is_err()) {
            return Err(wrong(format!("was not signed by key '{}'", row.issuer)));
        }
        match self.is_told_of(row, Role::infer(&certificate))? {
            true => Ok(()),
            false => Err(wrong(format!("is not what ledger entry {} tells of", row.sequence))),
        }
    }

    /// Whether the entries that a row names tell of it: of an adoption the act, of all else every row that its entry leaves.
    fn is_told_of(&self, row: &IssuedRow, role: Role) -> Result<bool, StationError> {
        let rows = self.store.rows();
        let Some(bytes) = rows.entry(row.sequence)? else { return Ok(false) };
        let outcome = Leaf::parse(&bytes)?;
        let intent = outcome.public().get("intent").and_then(serde_json::Value::as_u64);
        let Some(intent) = intent.filter(|_| outcome.kind() == Kind::Outcome) else { return Ok(false) };
        let Some(bytes) = rows.entry(intent)? else { return Ok(false) };
        let leaf = Leaf::parse(&bytes)?;
        if leaf.act() != "csca.adopt" {
            return Comparison::told_of_certificate(self, &bytes, row.digest);
        }
        // An adoption brings so many that they are not all judged again for one.
        let Some(told) = rows.intent(intent)? else { return Ok(false) };
        let unaltered = differing(&leaf, &told.bound.what)?.is_none();
        let Act::CscaAdopt(act) = told.bound.what else { return Ok(false) };
        Ok(unaltered && role == row.role && (act.root == row.digest || act.certificates.contains(&row.digest)))
    }
}
