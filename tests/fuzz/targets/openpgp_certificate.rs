//! An OpenPGP certificate that a share is sealed to: whatever is taken can be sealed to, or is refused with a reason.

use chancery::sealed::{OpenPgpCertificate, seal_to_certificate};
use chancery::secret::Secret;

pub fn run(bytes: &[u8]) {
    let certificate = match OpenPgpCertificate::read(bytes) {
        Ok(certificate) => certificate,
        Err(error) => return super::is_harmless(&error.to_string()),
    };
    super::is_harmless(&certificate.fingerprint());
    certificate.user().iter().for_each(|user| super::is_harmless(user));
    assert!(certificate.has_a_key_of(&certificate));
    let at = super::time().unix();
    let usable = certificate.expect_usable(at);
    let sealed = seal_to_certificate(&Secret::new(b"a share".to_vec()), &certificate, at);
    assert_eq!(usable.is_ok(), sealed.is_ok());
    usable.err().iter().for_each(|error| super::is_harmless(&error.to_string()));
}
