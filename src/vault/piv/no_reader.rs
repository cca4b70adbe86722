//! In a build without the feature `piv`: no reader is ever found, and the error says why.

use super::Reader;
use super::card::Link;
use super::error::PivError;

/// The readers; this build has none.
///
/// Errors: always [`PivError::NotBuilt`].
pub fn readers() -> Result<Vec<Reader>, PivError> {
    Err(PivError::NotBuilt)
}

/// The way to the card in a reader; this build has none.
pub(super) fn link(_reader: &str) -> Result<Box<dyn Link>, PivError> {
    Err(PivError::NotBuilt)
}
