//! `masterlist.issue`: the list of the certificates we vouch for, signed by the master-list signer.

use std::collections::BTreeSet;

use super::OperationError;
use crate::act::MasterlistIssue;
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::masterlist::{
    IssuedMasterList, Issuing, LintedMasterList, MasterListText, Unsigned, issue, lint, read,
};
use crate::signer::Signer;

/// Everything a list is made of, gathered by the station.
pub struct Inputs<'a> {
    /// The certificates on it.
    pub certificates: &'a [&'a [u8]],
    /// The master-list signer's certificate.
    pub signer_certificate: &'a [u8],
    /// The certificate of the CSCA that issued it.
    pub csca_certificate: &'a [u8],
    /// Station time.
    pub now: Time,
    /// The last list of ours, where there is one.
    pub previous: Option<&'a [u8]>,
}

impl Inputs<'_> {
    fn issuing<'i>(&'i self, act: &'i MasterlistIssue, signer: &'i dyn Signer) -> Issuing<'i> {
        Issuing {
            certificates: self.certificates,
            signer,
            signer_certificate: self.signer_certificate,
            csca_certificate: self.csca_certificate,
            signing_time: self.now,
            previous: self.previous,
            accept: &act.accept,
        }
    }
}

/// Refuses, before anything is begun, a list without a certificate, one on it twice, and one that nobody vouches for:
/// neither a CSCA certificate of our own nor an anchor.
pub fn check(certificates: &[Digest], vouched_for: &[Digest]) -> Result<(), OperationError> {
    if certificates.is_empty() {
        return Err(OperationError::ListEmpty);
    }
    let mut seen = BTreeSet::new();
    for certificate in certificates {
        if !vouched_for.contains(certificate) {
            return Err(OperationError::NotVouchedFor { certificate: *certificate });
        }
        if !seen.insert(certificate) {
            return Err(OperationError::ListedTwice { certificate: *certificate });
        }
    }
    Ok(())
}

/// The list as it will be, but for its signature; what the rules refuse is refused here. The signer is not asked.
pub fn prepare(
    act: &MasterlistIssue,
    inputs: &Inputs<'_>,
    signer: &dyn Signer,
) -> Result<LintedMasterList, OperationError> {
    Ok(lint(&inputs.issuing(act, signer))?)
}

/// Has it signed; it is read back and judged before it is given out.
pub fn perform(
    act: &MasterlistIssue,
    inputs: &Inputs<'_>,
    signer: &dyn Signer,
) -> Result<IssuedMasterList, OperationError> {
    Ok(issue(&inputs.issuing(act, signer))?)
}

/// The text beside a list of ours, with what came and went since the one before it.
pub fn rendering(issued: &IssuedMasterList, previous: Option<&[u8]>) -> Result<String, OperationError> {
    let list = read(issued.der(), Unsigned::Refuse)?;
    let previous = previous.map(|der| read(der, Unsigned::Refuse)).transpose()?;
    let (der, judgement) = (issued.der(), issued.judgement());
    Ok(MasterListText { der, list: &list, judgement, previous: previous.as_ref() }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn a_list_holds_what_is_vouched_for_and_each_once() {
        let [own, anchor, other] = [b"own", b"anc", b"oth"].map(|octets| Digest::of(octets));
        let vouched = [own, anchor];
        assert!(check(&[own], &vouched).is_ok() && check(&[anchor, own], &vouched).is_ok());
        for (list, clause) in
            [(vec![], "LIST-2"), (vec![own, own], "LIST-6"), (vec![other], "LIST-7"), (vec![own, other], "LIST-7")]
        {
            assert_eq!(check(&list, &vouched).unwrap_err().clause(), Some(clause));
        }
        assert_eq!(check(&[own], &[]).unwrap_err().clause(), Some("LIST-7"));
    }
}
