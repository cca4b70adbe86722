//! `masterlist.issue`: the list of the certificates we vouch for, signed by the master-list signer.

use std::collections::BTreeSet;

use super::OperationError;
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::masterlist::{IssuedMasterList, Issuing, issue};
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

/// Has it signed; it is read back and judged before it is given out.
pub fn perform(inputs: &Inputs<'_>, signer: &dyn Signer) -> Result<IssuedMasterList, OperationError> {
    Ok(issue(&Issuing {
        certificates: inputs.certificates,
        signer,
        signer_certificate: inputs.signer_certificate,
        csca_certificate: inputs.csca_certificate,
        signing_time: inputs.now,
    })?)
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
