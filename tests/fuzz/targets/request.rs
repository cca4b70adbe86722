//! A certificate request: read, its key proven, what it wishes shown.

use chancery::pki::csr::Request;

pub fn run(bytes: &[u8]) {
    let Ok(request) = Request::parse(bytes) else { return };
    for (_, wish) in request.wishes() {
        super::is_harmless(&wish);
    }
    if let Ok(checked) = request.check() {
        assert!(checked.key().is_plainly_encoded().unwrap());
    }
}
