//! `masterlist.issue`: the list of the certificates we vouch for, signed by the master-list signer.

use super::OperationError;
use crate::clock::Time;
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

/// Refuses a list without a certificate before anything is begun.
pub fn check(certificates: usize) -> Result<(), OperationError> {
    if certificates == 0 { Err(OperationError::ListEmpty) } else { Ok(()) }
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
    fn a_list_without_a_certificate_is_no_list() {
        assert_eq!(check(0).unwrap_err().clause(), Some("LIST-2"));
        assert!(check(1).is_ok());
    }
}
