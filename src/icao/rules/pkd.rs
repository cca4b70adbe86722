//! The PKD operator's conformance codes: one number, several forms.
//!
//! A code reads `SEVERITY:TYPE.FIELD.N`. The operator's own list names types CSCA, DSC
//! and CRL; every certificate that is not a CA's is judged by it as a DSC. Where the
//! operator has no such check, a rule has no code.

use crate::pki::lint::{Edition, Role, Subject};

/// One code in the forms it takes for a certificate; made by [`pkd!`].
pub(super) struct Pkd {
    pub(super) csca: &'static str,
    pub(super) dsc: &'static str,
    pub(super) csca_warning: &'static str,
    pub(super) dsc_warning: &'static str,
}

/// The forms of a code: `pkd!("SER.0")`, or `pkd!("SER.", "0")`.
macro_rules! pkd {
    ($($rest:literal),+) => {
        $crate::icao::rules::pkd::Pkd {
            csca: concat!("ERR:CSCA.", $($rest),+),
            dsc: concat!("ERR:DSC.", $($rest),+),
            csca_warning: concat!("WARN:CSCA.", $($rest),+),
            dsc_warning: concat!("WARN:DSC.", $($rest),+),
        }
    };
}

/// The forms of a code for the issuer and for the subject: `name_pkd!("10")`.
macro_rules! name_pkd {
    ($number:literal) => {
        [$crate::icao::rules::pkd::pkd!("ISS.", $number), $crate::icao::rules::pkd::pkd!("SUB.", $number)]
    };
}

pub(super) use {name_pkd, pkd};

impl Pkd {
    /// The form of an error.
    pub(super) fn of(&self, role: Role) -> &'static str {
        if is_ca(role) { self.csca } else { self.dsc }
    }

    /// The form of a warning.
    pub(super) fn warning(&self, role: Role) -> &'static str {
        if is_ca(role) { self.csca_warning } else { self.dsc_warning }
    }

    /// For what was allowed under the sixth edition: a warning there, an error since.
    pub(super) fn legacy(&self, s: &Subject<'_>) -> &'static str {
        if s.edition == Edition::Sixth { self.warning(s.role) } else { self.of(s.role) }
    }
}

fn is_ca(role: Role) -> bool {
    role.is_csca() || role == Role::ServiceCa
}
