//! A `SignedData`: read, its findings said, each signer judged under the certificate it carries.

use chancery::cms;
use chancery::signer::PublicKey;

pub fn run(bytes: &[u8]) {
    let Ok(signed) = cms::read(bytes) else { return };
    signed.findings().iter().for_each(|finding| super::is_harmless(&finding.to_string()));
    for signer in 0..signed.signers().len() {
        let Ok(Some(names)) = signed.certificate_of(signer) else { continue };
        let Ok(key) = PublicKey::from_element(&names.key) else { continue };
        let _ = signed.verify(signer, &key, None);
    }
    assert!(signed.certificate_of(signed.signers().len()).is_err());
}
