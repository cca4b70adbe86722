//! The names of a certificate that is drafted: its subject, and what stands beside it.

use super::draft::Draft;
use super::encode;
use super::rehearsal;
use crate::mode::Mode;
use crate::pki::PkiError;
use crate::pki::alternative::AlternativeName;
use crate::pki::country::{is_name_part, twice};
use crate::pki::lint::Role;
use crate::pki::oid;

/// Whether a common name of this role has room for the word of a rehearsal. Those of two and of nine characters have
/// none: such certificates carry the critical mark, and the word stands in their issuer's name.
fn has_room(role: Role) -> bool {
    !matches!(role, Role::BarcodeSigner | Role::Lds2Signer)
}

impl Draft<'_> {
    /// The subject: the state's country, what the profile says, and the name that is asked for; or another certificate's,
    /// as it stands.
    pub(super) fn subject(&self) -> Result<Vec<u8>, PkiError> {
        if let Some(other) = self.named_as {
            return Ok(other.subject.der().to_vec());
        }
        let settings = self.country.fields();
        let rehearsing = self.mode == Mode::Rehearsal;
        if self.profile.takes_name() && !is_name_part(self.name) {
            let wanted = "1 to 64 characters without control characters or doubled blanks";
            return Err(PkiError::Name { shown: crate::safe::line(self.name, 80), wanted });
        }
        if self.mode == Mode::Production && self.name.to_uppercase().contains(rehearsal::WORD) {
            let wanted = "a name without the word REHEARSAL, which marks rehearsals";
            return Err(PkiError::Name { shown: crate::safe::line(self.name, 80), wanted });
        }
        let filled = |template: &str, marked: bool| -> Result<String, PkiError> {
            let text = template.replace("{organization}", &settings.organization).replace("{name}", self.name);
            let text = if marked { format!("{} {text}", rehearsal::WORD) } else { text };
            if is_name_part(&text) {
                return Ok(text);
            }
            let wanted = "at most 64 characters with what the profile adds to it";
            Err(PkiError::Name { shown: crate::safe::line(&text, 80), wanted })
        };
        let fields = &self.profile.subject;
        let organization = fields.organization.as_deref().map(|t| filled(t, false)).transpose()?;
        let unit = fields.organizational_unit.as_deref().map(|t| filled(t, false)).transpose()?;
        let common_name = filled(&fields.common_name, rehearsing && has_room(self.profile.role))?;
        let mut attributes: Vec<(&[u8], &str)> = vec![(oid::COUNTRY, &settings.country)];
        attributes.extend(organization.as_deref().map(|text| (oid::ORGANIZATION, text)));
        attributes.extend(unit.as_deref().map(|text| (oid::ORGANIZATIONAL_UNIT, text)));
        attributes.push((oid::COMMON_NAME, &common_name));
        Ok(encode::name(&attributes))
    }

    /// The names beside the subject that belong to this certificate: those of the profile, then those given.
    /// Refused where the profile does not take them, or wants others (PROFILE-13).
    pub(super) fn alternative_names(&self) -> Result<Vec<AlternativeName>, PkiError> {
        let unfit = |what: String| PkiError::AlternativeUnfit { profile: self.profile.name.to_string(), what };
        let Some(fields) = &self.profile.alternative else {
            return match self.alternative.first() {
                Some(name) => Err(unfit(format!("takes no names beside the subject; '{name}' was given"))),
                None => Ok(Vec::new()),
            };
        };
        if let Some(name) = self.alternative.iter().find(|name| !fields.take.contains(&name.kind())) {
            let kinds: Vec<&str> = fields.take.iter().map(|kind| kind.word()).collect();
            let kinds = if kinds.is_empty() { "no names beside the subject".into() } else { kinds.join(", ") };
            return Err(unfit(format!("takes {kinds}; '{name}' was given")));
        }
        let (least, most, count) = (usize::from(fields.least()), usize::from(fields.most()), self.alternative.len());
        if !(least..=most).contains(&count) {
            let kinds: Vec<&str> = fields.take.iter().map(|kind| kind.word()).collect();
            return Err(unfit(format!(
                "wants {least} to {most} names of kind {}; {count} were given",
                kinds.join(", ")
            )));
        }
        let mut names = Vec::new();
        for pattern in &fields.always {
            names.push(self.filled(pattern)?.parse()?);
        }
        names.extend_from_slice(self.alternative);
        match twice(&names) {
            Some(name) => Err(unfit(format!("has each name once; '{name}' stands twice"))),
            None => Ok(names),
        }
    }

    /// A name of the profile with its placeholders filled in.
    fn filled(&self, pattern: &str) -> Result<String, PkiError> {
        let profile = self.profile.name.to_string();
        let wanted = "the setting 'trust_domain' among its country settings";
        let domain = match (&self.country.fields().trust_domain, pattern.contains("{trust_domain}")) {
            (None, true) => return Err(PkiError::StationLacks { profile, wanted }),
            (domain, _) => domain.as_deref().unwrap_or_default(),
        };
        Ok(pattern.replace("{trust_domain}", domain).replace("{name}", self.name))
    }
}
