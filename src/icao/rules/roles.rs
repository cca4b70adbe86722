//! For `applies`: which certificates a rule has something to say about.

use crate::pki::lint::{Role, Subject};

/// Every certificate of the travel-document PKI; not the services' own.
pub(super) fn travel(s: &Subject<'_>) -> bool {
    !s.role.is_service()
}

/// CSCA certificates, roots and links.
pub(super) fn csca(s: &Subject<'_>) -> bool {
    s.role.is_csca()
}

/// CSCA roots.
pub(super) fn root(s: &Subject<'_>) -> bool {
    s.role == Role::CscaRoot
}

/// Link certificates.
pub(super) fn link(s: &Subject<'_>) -> bool {
    s.role == Role::CscaLink
}

/// What a CSCA issues to others.
pub(super) fn signer(s: &Subject<'_>) -> bool {
    s.role.is_signer()
}

/// Those that Doc 9303-12 table 6 describes; seal and LDS2 signers have small profiles
/// of their own (7.1.2, 7.1.3).
pub(super) fn table_6(s: &Subject<'_>) -> bool {
    travel(s) && !small(s)
}

/// Those of the small profiles: seal signers and LDS2 signers.
pub(super) fn small(s: &Subject<'_>) -> bool {
    matches!(s.role, Role::BarcodeSigner | Role::VdsNcSigner | Role::Lds2Signer)
}
