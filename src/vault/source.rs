//! The token's random generator as a source of entropy.

use super::session::Session;
use crate::entropy::{EntropyError, Source};

/// Draws from `C_GenerateRandom`, through a session of its own.
pub struct TokenSource {
    session: Session,
    name: String,
}

impl TokenSource {
    pub(super) fn new(session: Session) -> Self {
        let name = format!("token {}", crate::safe::line(&session.token().identity.serial, 32));
        TokenSource { session, name }
    }
}

impl Source for TokenSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn draw(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        // Some tokens refuse large draws.
        for piece in out.chunks_mut(256) {
            let dry =
                |e: cryptoki::error::Error| EntropyError::Dry { source_name: self.name.clone(), what: e.to_string() };
            self.session.raw.generate_random_slice(piece).map_err(dry)?;
        }
        Ok(())
    }
}
