//! Bundle: what leaves the station, as a TUF repository on a stick.
//!
//! Words: a *service* is a role below `targets` with a folder of its own; a *target*
//! is a file delivered; the *manifest* lists the targets for `sha256sum` and carries
//! a detached CMS signature; `log/` holds the proof that the export is in the
//! ledger. [`Export`] makes a [`Bundle`] in memory; [`Stick`] writes it and reads it
//! back; [`verify`] turns a copy into a [`VerifiedBundle`], and nothing else does.
//!
//! ```text
//! metadata/1.root.json …            which keys count, from the first root on
//! metadata/timestamp.json           what is the latest
//! metadata/snapshot.json            which versions belong together
//! metadata/targets.json             which services there are
//! metadata/<service>.json           which files a service has
//! targets/<service>/…               the files
//! MANIFEST.sha256, MANIFEST.p7s     the files for a bare machine
//! log/checkpoint                    the ledger's head
//! log/export.entry                  the export's entry
//! log/export.tlog-proof             that it is under the head
//! ```
//!
//! What holds: the export's entry commits to the manifest, and so to every target,
//! and to all metadata; the metadata is in one form only; so no octet of a bundle
//! without cosignatures can change unnoticed. An older bundle, an expired one, a
//! mixed and a partial one are each refused by a clause of their own. Signatures are
//! counted by [`crate::quorum`], as approvals and cosignatures are.

mod error;
mod export;
pub mod index;
mod key;
mod manifest;
mod metadata;
mod offered;
pub mod olpc;
mod path;
mod root;
mod signed;
mod stick;
mod verify;
mod versions;

pub use error::BundleError;
pub use export::{Bundle, Expiry, Export, LogFiles, Plan, Prepared, Service, Signed, Signers, Target, committed};
pub use key::{RoleKey, RoleKeys};
pub use manifest::ManifestSigner;
pub use offered::OfferedRoot;
pub use path::TargetPath;
pub use root::{RootDraft, RootRoles, RootTerm, Roots};
pub use stick::{Limits, Stick, StickCopy, Written};
pub use verify::{Step, Trust, VerifiedBundle, VerifiedTarget, verify};
pub use versions::{Seen, Versions};

/// The act whose outcome entry a bundle carries.
pub const EXPORT_ACT: &str = "bundle.export";
/// The open field of the export's ledger entry that holds [`Signed::targets_digest`].
pub const ENTRY_TARGETS: &str = "targets_digest";
/// The open field of the export's ledger entry that holds [`Signed::metadata_digest`].
pub const ENTRY_METADATA: &str = "metadata_digest";
