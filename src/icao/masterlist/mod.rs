//! Master lists (Doc 9303-12 5.3 and 9): read as found, judged, summed up, issued.
//!
//! [`read`] keeps every entry with its original bytes, digest and offset; one that
//! cannot be read keeps the reason and never costs the list. [`judge`] says for each
//! certificate who signed it and whether it is valid at a time, and for each signer of
//! the list whether its signature is good, under which certificate, and who issued
//! that. None of this is trust: a list proves itself to be consistent, and which CSCA
//! is believed is decided elsewhere. [`issue`] writes a list and judges it before it is
//! returned.

mod carried;
mod issue;
mod judge;
mod read;
mod signer;
mod summary;
mod text;

pub use crate::icao::chain::Threads;
pub(in crate::icao) use carried::judge as judge_carried;
pub use carried::{CarriedDefect, CarriedVerdict};
pub use issue::{IssuedMasterList, Issuing, LintedMasterList, issue, lint};
pub(in crate::icao) use issue::{Unfit, check_signer};
pub use judge::{
    CertificateVerdict, Judgement, Judging, STATELESS, Standing, Validity, judge, judge_remembering, state_of,
};
pub use read::{Entry, ListFinding, MasterList, Unsigned, read};
pub(in crate::icao) use signer::{ListKind, judge as judge_signers};
pub use signer::{Origin, SignerDefect, SignerIssuer, SignerVerdict};
pub use summary::{StateSummary, summary};
pub use text::MasterListText;

/// id-icao-cscaMasterList, 2.23.136.1.1.2 (content octets).
pub const CONTENT_TYPE: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x02];
