//! The ICAO PKD's downloads: read as a stream, judged against CA certificates, written again.
//!
//! [`ldif`] reads and writes LDIF whatever its size. [`Record`] says what a record is:
//! a container, a document signer, a bar code signer, a CRL, a master list, a deletion.
//! [`verify`] goes through a file once and says of every object who signed it.
//! [`Kept`] is what is kept of a file, [`Directory`] what stands in the PKD after files in their order, and [`export`]
//! writes objects in the layout of a download.
//!
//! Nothing is lost: what cannot be read is given out raw with the reason, and what is
//! longer than is read is named with its place. A download is not signed as a whole, so
//! nothing that stands in one is believed for standing there.

mod agree;
mod collection;
mod directory;
mod error;
mod export;
mod finding;
mod kept;
pub mod ldif;
mod object;
mod record;
mod survey;
mod verify;

pub use crate::icao::chain::Threads;
pub use collection::{Collection, Extent, FileName};
pub use directory::{Directory, Standing};
pub use error::PkdError;
pub use export::{Exported, Published, SUFFIX, export};
pub use finding::{FINDINGS_KEPT, Finding, Oddity, Place};
pub use kept::{Contents, Counts, Described, Judged, Kept, KeptWhat, NAME_KEPT, Said};
pub use object::{Object, ObjectChange, ObjectKind, Unreadable};
pub use record::{Base, Branch, Conformance, Record, Severity, What};
pub use survey::{StateCount, Survey, Tally};
pub use verify::{DIGESTS_KEPT, Examined, Verdict, Verifying, verify};
