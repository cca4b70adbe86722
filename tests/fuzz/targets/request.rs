//! A certificate request: read, its key proven, what it wishes shown.

use chancery::pki::csr::Request;
use chancery::pki::key_material;
use chancery::pki::weak::BlockList;

pub fn run(bytes: &[u8]) {
    let Ok(request) = Request::parse(bytes) else { return };
    for (_, wish) in request.wishes() {
        super::is_harmless(&wish);
    }
    let defects = request.defects(None, None);
    for defect in &defects {
        super::is_harmless(&defect.to_string());
    }
    match request.check() {
        Ok(checked) => {
            assert!(checked.key().is_plainly_encoded().unwrap());
            assert!(defects.is_empty(), "{defects:?}");
        }
        Err(error) => assert_eq!(defects.first().map(ToString::to_string), Some(error.to_string())),
    }
    let _ = key_material::refuse(bytes);
    let _ = BlockList::of(bytes);
}
