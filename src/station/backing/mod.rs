//! Backups of a station: what is written, handed out, read back, restored and thrown away.
//!
//! An act on backups needs more than its parameters: media, a printer, people in a room, a place in memory. [`Backing`] is
//! all of that, brought by the front door. What was read from a medium and opened by its shares is an [`OpenedSet`].

mod checked;
mod copying;
mod error;
mod hands;
mod opened;
mod proof;
mod said;
mod set;
mod written;

pub use copying::{CopyRequest, Judged, MadeCopy, PassedOver};
pub use error::BackingError;
pub use hands::{Handed, Printer, ReadBack, Room, Turn};
pub use opened::{OpenedSet, ReadSet};
pub(in crate::station) use proof::{
    Proven, Returning, expect_provable, place_in_memory, prove_in_memory, throw_away, whole_or_none,
};
pub use said::SetSaid;
pub(in crate::station) use set::{Drawn, Medley, Of, check_shares, expect_hands, media, note_path};

use std::path::{Path, PathBuf};

use super::{Station, StationError};
use crate::keys::SetId;

/// What acts on backups are given beside their parameters.
#[derive(Default)]
pub struct Backing<'p> {
    /// A folder on each medium that a set is written to.
    pub media: Vec<PathBuf>,
    /// Folders in which a throw-away token may lie; the first that is in memory is taken.
    pub memory: Vec<PathBuf>,
    /// The printer for cards, where there is one.
    pub printer: Option<Printer>,
    /// The room in which shares are handed over.
    pub room: Option<Box<dyn Room + 'p>>,
    /// The set that was opened by its shares, where an act needs one.
    pub opened: Option<OpenedSet>,
}

/// A folder's parent and name.
pub(in crate::station) fn parted(path: &Path) -> Result<(&Path, String), StationError> {
    let name = path.file_name().and_then(|name| name.to_str());
    let unfit = || StationError::PlaceUnfit { path: path.to_owned(), what: "no name in a folder" };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((parent, name.ok_or_else(unfit)?.to_owned()))
}

impl<'p> Station<'p> {
    /// Gives acts on backups what they need beside their parameters.
    pub fn back_with(&mut self, backing: Backing<'p>) {
        self.backing = backing;
    }

    /// A name for a set that was never used: eight octets that are drawn.
    pub fn draw_set(&mut self) -> Result<SetId, StationError> {
        use crate::entropy::Entropy as _;
        let mut octets = [0; 8];
        self.entropy.fill(&mut octets)?;
        Ok(SetId::of(octets))
    }
}
