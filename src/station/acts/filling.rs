//! What a profile leaves to the station when a certificate is planned: the serial number, and how long what is signed
//! under it lives.

use crate::operation::certificate_issue::draw_serial;
use crate::pki::profile::{Covers, Profile, longest_child};
use crate::pki::serial::SerialNumber;
use crate::pki::span::Span;
use crate::station::{Station, StationError};

impl Station<'_> {
    /// A serial number as the profile draws it. It is not taken yet.
    pub(super) fn drawn_serial(&mut self, profile: &Profile) -> Result<SerialNumber, StationError> {
        let rows = self.store.rows();
        draw_serial(profile, &mut self.entropy, |drawn| Ok(rows.serial_is_taken(&drawn.to_string())?))
    }

    /// The longest lifetime among the profiles in force whose certificates a CA of this profile will sign; none for
    /// who is no CA, or counts by nobody.
    pub(super) fn longest_child(&self, profile: &Profile) -> Result<Option<Span>, StationError> {
        if profile.validity.covers != Covers::Children {
            return Ok(None);
        }
        let names = self.profiles().keys();
        let others = names.map(|name| self.profile(name)).collect::<Result<Vec<Profile>, StationError>>()?;
        Ok(longest_child(profile.role, &self.configuration.country, &others))
    }
}
