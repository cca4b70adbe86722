//! The first anchor of a station with officers: whether two of them typed its fingerprint, here.

use crate::act::{Act, TrustAccept};
use crate::digest::Digest;
use crate::operation::OperationError;
use crate::operation::trust_error::TrustError;
use crate::operation::trust_typed::{Typed, expect_two};
use crate::safe::Label;
use crate::station::{Station, StationError};
use crate::trust::Verdict;

impl Station<'_> {
    /// Whether the next anchor is the first that is ever decided, at a station where officers decide.
    pub fn wants_typed_anchor(&self) -> Result<bool, StationError> {
        let rows = self.store.rows();
        let accepted = |row: &crate::store::DecisionRow| row.word == Verdict::Accept.word();
        Ok(rows.policy()?.is_some() && !rows.decisions()?.iter().any(accepted))
    }

    /// The two officers who are to type a fingerprint. Refuses anybody but two different ones (TRUST-13, TRUST-14).
    pub fn expect_typists(&self, officers: &[Label]) -> Result<[Label; 2], StationError> {
        let two = expect_two(officers).map_err(OperationError::from)?;
        let roster = self.roster()?;
        for officer in officers {
            if roster.officer(officer).is_none() {
                return Err(OperationError::from(TrustError::NoOfficer { officer: officer.clone() }).into());
            }
        }
        Ok(two)
    }

    /// Takes what two officers typed, each alone: the certificate that both mean. Two that differ are refused with the
    /// place alone (TRUST-15), and what no list holds (TRUST-16). Only then may an act of this process name them.
    pub fn take_typed(&mut self, first: (&Label, Digest), second: (&Label, Digest)) -> Result<Digest, StationError> {
        self.expect_typists(&[first.0.clone(), second.0.clone()])?;
        let typed = Typed::both(first, second).map_err(OperationError::from)?;
        let certificate = typed.certificate();
        if self.store.rows().known(certificate)?.is_none() {
            return Err(OperationError::from(TrustError::TypedUnknown { typed: certificate }).into());
        }
        self.typed.push(typed);
        Ok(certificate)
    }

    /// Refuses an acceptance of the first anchor without two officers, and one that names other than two.
    pub(super) fn expect_two_behind(&self, act: &TrustAccept) -> Result<(), StationError> {
        if !act.typed_by.is_empty() {
            return self.expect_typists(&act.typed_by).map(drop);
        }
        // A rule builds on an anchor, so it is never about the first.
        match act.rule.is_none() && self.wants_typed_anchor()? {
            true => Err(OperationError::from(TrustError::FirstUntyped).into()),
            false => Ok(()),
        }
    }

    /// Refuses an act that says who typed, where they did not in this process (TRUST-18). What was proposed before was
    /// looked at when it was proposed.
    pub(in crate::station) fn expect_typed_here(&self, act: &Act) -> Result<(), StationError> {
        let Act::TrustAccept(act) = act else { return Ok(()) };
        if act.typed_by.is_empty() || self.typed.iter().any(|typed| typed.is_said_by(act)) {
            return Ok(());
        }
        let officers: Vec<&str> = act.typed_by.iter().map(Label::as_str).collect();
        let error = TrustError::NotTypedHere { certificate: act.certificate, officers: officers.join(" and ") };
        Err(OperationError::from(error).into())
    }
}
