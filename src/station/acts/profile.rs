//! `profile.adopt`.

use super::{Material, Outcome};
use crate::act::{ProfileAdopt, Word};
use crate::approval::Spent;
use crate::ledger::Fields;
use crate::operation::OperationError;
use crate::operation::profile_adopt::{Beside, ProfileError, check, role_above};
use crate::pki::lint::Role;
use crate::pki::profile::{Profile, differences};
use crate::station::{Preview, Station, StationError};

impl Station<'_> {
    /// Judges a profile as it would be before it comes into force here: what is to be warned of. Refused: another role
    /// under a name that is taken (PROFILE-7), a profile by which nothing could be issued (PROFILE-8), and one that
    /// covers less than the sum (PROFILE-15).
    pub fn check_profile(&self, profile: &Profile) -> Result<Vec<String>, StationError> {
        let before = match self.profiles().contains_key(&profile.name) {
            true => Some(self.profile(&profile.name)?),
            false => None,
        };
        let above = role_above(profile).map(|role| self.profile_of_role(role, profile)).transpose()?;
        let names = self.profiles().keys().filter(|name| **name != profile.name);
        let others = names.map(|name| self.profile(name)).collect::<Result<Vec<Profile>, StationError>>()?;
        let beside = Beside {
            others: &others,
            before: before.as_ref(),
            above: above.as_ref(),
            country: &self.configuration.country,
            mode: self.identity.mode,
            now: self.now()?,
        };
        let mut warnings = check(profile, &beside).map_err(OperationError::from)?;
        warnings.extend(self.outlives(profile)?);
        Ok(warnings)
    }

    /// What is to be said where the CA in force ends before certificates of a profile would: each would be refused
    /// (VALIDITY-1). Nothing of a link, which ends with the key that signs it, and nothing where there is no CA yet.
    fn outlives(&self, profile: &Profile) -> Result<Option<String>, StationError> {
        let Some(above) = role_above(profile).filter(|_| profile.role != Role::CscaLink) else { return Ok(None) };
        if self.store.rows().newest_of_role(above)?.is_none() {
            return Ok(None);
        }
        let key = if above == Role::CscaRoot { self.csca_issuer()? } else { self.newest_for(above)? };
        let issuer = self.issuing_certificate(&key)?;
        let child = self.longest_child(profile)?;
        let lifetime = profile.lifetime_at(&self.configuration.country, child).map_err(OperationError::from)?;
        let ends = lifetime.after(self.now()?);
        Ok((ends > issuer.not_after).then(|| {
            let until = issuer.not_after;
            let next = match above {
                Role::CscaRoot => "the CSCA wants its next key first: chancery csca rollover",
                _ => "the services' CA wants its next key first",
            };
            format!(
                "VALIDITY-1: a certificate of this profile would be valid until {ends}, and the key that would sign it, \
                 '{key}', has a certificate until {until}: none can be issued under it; {next}"
            )
        }))
    }

    /// Of the profiles in force that make this role the one whose certificates are valid longest.
    fn profile_of_role(&self, role: Role, below: &Profile) -> Result<Profile, StationError> {
        let now = self.now()?;
        let mut longest: Option<Profile> = None;
        for name in self.profiles().keys() {
            let one = self.profile(name)?;
            let ends = |profile: &Profile| profile.lifetime().after(now);
            if one.role == role && longest.as_ref().is_none_or(|other| ends(other) < ends(&one)) {
                longest = Some(one);
            }
        }
        let unknown = || StationError::ProfileUnknown {
            profile: format!("of role {} above {}", role.word(), below.name),
            known: self.profiles().keys().map(|name| name.as_str()).collect::<Vec<_>>().join(", "),
        };
        longest.ok_or_else(unknown)
    }

    fn adoptable_profile(
        &self,
        act: &ProfileAdopt,
        material: &Material,
    ) -> Result<(Profile, Vec<String>), StationError> {
        if self.profiles().get(&act.name) == Some(&act.profile) {
            let (profile, entry) = (act.name.clone(), self.profile_entry(&act.name));
            return Err(OperationError::from(ProfileError::InForce { profile, entry }).into());
        }
        let text = material.find("profile", act.profile)?;
        let profile = Profile::parse(&String::from_utf8_lossy(text))?;
        if profile.name != act.name {
            let (found, named) = (profile.name, act.name.clone());
            return Err(OperationError::from(ProfileError::OtherName { found, named }).into());
        }
        let warnings = self.check_profile(&profile)?;
        Ok((profile, warnings))
    }

    pub(in crate::station) fn preview_profile(
        &self,
        act: &ProfileAdopt,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let (profile, warnings) = self.adoptable_profile(act, material)?;
        let mut words = profile_words(&profile);
        if self.profiles().contains_key(&act.name) {
            let changes = differences(&self.profile(&act.name)?, &profile);
            words.extend(changes.iter().map(|change| ("changed", change.words())));
            words.extend(changes.is_empty().then(|| ("changed", "nothing but comments and blanks".to_owned())));
        } else {
            words.push(("new", "no profile of this name is in force".into()));
        }
        Ok(Preview { words, warnings })
    }

    pub(super) fn profile_adopt(
        &mut self,
        spent: &Spent,
        act: &ProfileAdopt,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let (profile, _) = self.adoptable_profile(act, material)?;
        let text = material.find("profile", act.profile)?;
        let role = profile.role;
        let fields = Fields::new().open("role", role.word());
        let sequence = self
            .record(spent, fields, |writing, sequence| Ok(writing.adopt_profile(&act.name, text, role, sequence)?))?;
        self.in_force(act.name.clone(), act.profile, sequence);
        Ok(Outcome::of(sequence, [("profile", act.name.to_string()), ("digest", act.profile.to_string())]))
    }
}

/// What a profile makes, in a few lines.
fn profile_words(profile: &Profile) -> Vec<Word> {
    let listed = |items: Vec<String>| items.join(", ");
    vec![
        ("title", crate::safe::line(&profile.title, 200)),
        ("makes", profile.role.word().to_owned()),
        ("signed by", profile.issuer.word().to_owned()),
        ("key signs for", profile.validity.private_key_use.to_string()),
        ("valid for", profile.lifetime().to_string()),
        ("kinds of key", listed(profile.key.kinds.iter().map(ToString::to_string).collect())),
        ("algorithms", listed(profile.signature.algorithms.iter().map(ToString::to_string).collect())),
    ]
}
