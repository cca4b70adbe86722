//! `deviation.issue`: the list of what is wrong with documents we issued, signed by the deviation-list signer.

use super::OperationError;
use crate::act::DeviationIssue;
use crate::clock::Time;
use crate::icao::chain::Threads;
use crate::icao::deviation::{
    DeviationDraft, DeviationText, IssuedDeviationList, Issuing, LintedDeviationList, issue, judge, lint, read,
};
use crate::signer::Signer;

/// How many deviations the text beside a list shows; all are counted.
const SHOWN: usize = 1000;

/// Everything a list is made of, gathered by the station.
pub struct Inputs<'a> {
    /// What it says.
    pub draft: &'a DeviationDraft,
    /// The deviation-list signer's certificate.
    pub signer_certificate: &'a [u8],
    /// The certificate of the CSCA that issued it.
    pub csca_certificate: &'a [u8],
    /// Station time.
    pub now: Time,
}

impl Inputs<'_> {
    fn issuing<'i>(&'i self, act: &'i DeviationIssue, signer: &'i dyn Signer) -> Issuing<'i> {
        Issuing {
            draft: self.draft,
            signer,
            signer_certificate: self.signer_certificate,
            csca_certificate: self.csca_certificate,
            signing_time: self.now,
            accept: &act.accept,
        }
    }
}

/// Reads the description of a list. It is UTF-8 or it is refused.
pub fn draft(text: &[u8]) -> Result<DeviationDraft, OperationError> {
    Ok(DeviationDraft::parse(&String::from_utf8_lossy(text))?)
}

/// The list as it will be, but for its signature; what the rules refuse is refused here. The signer is not asked.
pub fn prepare(
    act: &DeviationIssue,
    inputs: &Inputs<'_>,
    signer: &dyn Signer,
) -> Result<LintedDeviationList, OperationError> {
    Ok(lint(&inputs.issuing(act, signer))?)
}

/// Has it signed; it is read back and judged before it is given out.
pub fn perform(
    act: &DeviationIssue,
    inputs: &Inputs<'_>,
    signer: &dyn Signer,
) -> Result<IssuedDeviationList, OperationError> {
    Ok(issue(&inputs.issuing(act, signer))?)
}

/// The text beside a list of ours.
pub fn rendering(der: &[u8]) -> Result<String, OperationError> {
    let list = read(der)?;
    let judgement = judge(&list, &[], Threads::One);
    Ok(DeviationText { der, list: &list, judgement: &judgement, deviations: SHOWN }.to_string())
}
