//! `certificate.revoke`.

use super::Outcome;
use crate::act::CertificateRevoke;
use crate::approval::Spent;
use crate::ledger::Fields;
use crate::operation::csca_error::CscaError;
use crate::operation::{self, OperationError};
use crate::pki::lint::Role;
use crate::safe::Label;
use crate::station::{Preview, Station, StationError};
use crate::store::revoked_already;

impl Station<'_> {
    /// Refuses what cannot be revoked, before anybody is asked to confirm it.
    pub fn check_revocation(&self, act: &CertificateRevoke) -> Result<(), StationError> {
        let rows = self.store.rows();
        let taken = rows.serial(&act.issuer, &act.serial)?.is_some();
        operation::certificate_revoke::check(act, taken, rows.taker_of(&act.serial)?)?;
        if rows.revocation(&act.issuer, &act.serial)?.is_some() {
            return Err(revoked_already(&act.issuer, &act.serial).into());
        }
        // Links would go with it, the key would sign on, and nobody would be told: that is another act.
        match rows.issued_by_serial(&act.issuer, &act.serial)? {
            Some(row) if row.role == Role::CscaRoot => {
                let (key, serial) = (row.subject_key.unwrap_or(row.issuer), row.serial);
                Err(OperationError::from(CscaError::RootAlone { key, serial }).into())
            }
            _ => Ok(()),
        }
    }

    /// Whose certificate it is that would be revoked.
    pub(in crate::station) fn preview_revocation(&self, act: &CertificateRevoke) -> Result<Preview, StationError> {
        self.check_revocation(act)?;
        let words = match self.store.rows().issued_by_serial(&act.issuer, &act.serial)? {
            Some(row) => vec![
                ("subject", row.subject),
                ("profile", row.profile.to_string()),
                ("valid from", row.not_before.to_string()),
                ("valid until", row.not_after.to_string()),
                ("SHA-256", row.digest.to_string()),
            ],
            None => vec![("subject", self.without_certificate(&act.issuer, &act.serial)?.into())],
        };
        Ok(Preview::of(words))
    }

    /// Why there is a serial number and no certificate.
    pub(super) fn without_certificate(&self, issuer: &Label, serial: &str) -> Result<&'static str, StationError> {
        Ok(if self.store.rows().came_with_adoption(issuer, serial)? {
            "not at hand: the serial number came with the key when it was taken over"
        } else {
            "no certificate that is known: the serial number was burnt"
        })
    }

    pub(super) fn certificate_revoke(
        &mut self,
        spent: &Spent,
        act: &CertificateRevoke,
    ) -> Result<Outcome, StationError> {
        self.check_revocation(act)?;
        let at = self.now()?;
        let fields = Fields::new().open("at", at.to_string());
        let sequence = self
            .record(spent, fields, |writing, sequence| Ok(writing.revoke(&act.issuer, &act.serial, at, sequence)?))?;
        Ok(Outcome::of(sequence, [("serial", act.serial.clone()), ("at", at.to_string())]))
    }
}
