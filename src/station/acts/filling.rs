//! What a profile leaves to the station when a certificate is planned: the serial number, and how long what is signed
//! under it lives.

use crate::act::Word;
use crate::operation::certificate_issue::draw_serial;
use crate::pki::lint::Role;
use crate::pki::profile::{Covers, Profile, longest_child};
use crate::pki::serial::SerialNumber;
use crate::pki::span::Span;
use crate::safe::Label;
use crate::station::{Station, StationError};

/// Says among the lines of a certificate, from this place on, how long it will be valid: it is counted from its signing,
/// and the times that are drafted are not those that will be signed.
pub(super) fn say_validity(words: &mut Vec<Word>, from: usize, profile: &Profile, lifetime: Span) {
    let ends = if profile.role == Role::CscaLink { ", and not beyond its issuer's end" } else { "" };
    let use_ = profile.validity.private_key_use;
    let counted = format!("counted from its signing: {lifetime}{ends}, of which the key signs for {use_}");
    let place = words.iter().skip(from).position(|(name, _)| *name == "valid from").map(|place| from + place);
    let said = ("validity", format!("{counted}; the times below are those of a signing now"));
    words.insert(place.unwrap_or(words.len()), said);
}

impl Station<'_> {
    /// A serial number as the profile draws it, above those that were taken over with these keys of one authority. It is
    /// not taken yet.
    pub(super) fn drawn_serial(&mut self, profile: &Profile, lineage: &[Label]) -> Result<SerialNumber, StationError> {
        let rows = self.store.rows();
        let mut highest: Option<Vec<u8>> = None;
        for key in lineage {
            let Some(adopted) = rows.adopted(key)? else { continue };
            let above = |octets: &Vec<u8>| (octets.len(), octets) > (adopted.highest.len(), &adopted.highest);
            highest = highest.filter(above).or(Some(adopted.highest));
        }
        let taken = |drawn: &SerialNumber| Ok(rows.serial_is_taken(&drawn.to_string())?);
        draw_serial(profile, &mut self.entropy, highest.as_deref(), taken)
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
