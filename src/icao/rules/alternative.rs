//! What the rules over subjectAltName and issuerAltName share.

use crate::asn1::Asn1Error;
use crate::pki::certificate::Certificate;
use crate::pki::extension::{GeneralNames, IssuerAltName, SubjectAltName};
use crate::pki::name::Name;
use crate::pki::oid;

/// One of the two extensions, as far as it is there.
pub(super) type Side<'a> = (&'static str, Option<Result<GeneralNames<'a>, Asn1Error>>);

/// subjectAltName, then issuerAltName.
pub(super) fn sides<'a>(certificate: &Certificate<'a>) -> [Side<'a>; 2] {
    [
        ("subjectAltName", certificate.read::<SubjectAltName<'a>>().map(|r| r.map(|s| s.0))),
        ("issuerAltName", certificate.read::<IssuerAltName<'a>>().map(|r| r.map(|i| i.0))),
    ]
}

/// Those of the two that are there and can be read.
pub(super) fn readable<'a>(
    certificate: &Certificate<'a>,
) -> impl Iterator<Item = (&'static str, GeneralNames<'a>)> + use<'a> {
    sides(certificate).into_iter().filter_map(|(place, names)| Some((place, names?.ok()?)))
}

/// The directoryName that says the state: the first with a localityName.
pub(super) fn state_name<'a>(names: &GeneralNames<'a>) -> Option<Name<'a>> {
    names.directories().find(|n| n.find(oid::LOCALITY).is_some())
}

/// The code of the state in it.
pub(super) fn locality<'a>(names: &GeneralNames<'a>) -> Option<&'a [u8]> {
    state_name(names)?.find(oid::LOCALITY).map(|l| l.value.content)
}
