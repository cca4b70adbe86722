//! Validity sums: what the words of `covers` stand for at a station (Doc 9303-12 4.1 table 1, appendix A).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::template::TEMPLATES;
use super::{IssuerRole, Profile};
use crate::pki::PkiError;
use crate::pki::country::CountrySettings;
use crate::pki::lint::Role;
use crate::pki::span::Span;

/// How long what a key signed last must still verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Covers {
    /// The state's longest document, and what may pass before it begins: from the country settings.
    Documents,
    /// The longest certificate that the key will sign: from the profiles in force.
    Children,
    /// As long as the profile says.
    Span(Span),
}

impl fmt::Display for Covers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Covers::Documents => f.write_str("documents"),
            Covers::Children => f.write_str("children"),
            Covers::Span(span) => write!(f, "{span}"),
        }
    }
}

impl TryFrom<String> for Covers {
    type Error = PkiError;
    fn try_from(text: String) -> Result<Self, PkiError> {
        Ok(match text.as_str() {
            "documents" => Covers::Documents,
            "children" => Covers::Children,
            _ => Covers::Span(text.parse()?),
        })
    }
}

impl From<Covers> for String {
    fn from(covers: Covers) -> String {
        covers.to_string()
    }
}

/// The longest lifetime among profiles whose certificates a CA of this role signs; none where there is no such
/// profile. `others` are the profiles in force; those of other hierarchies, and of CAs, do not count.
pub fn longest_child<'p>(
    role: Role,
    country: &CountrySettings,
    others: impl IntoIterator<Item = &'p Profile>,
) -> Option<Span> {
    longest(role, country.documents(), others)
}

fn longest<'p>(role: Role, documents: Span, others: impl IntoIterator<Item = &'p Profile>) -> Option<Span> {
    let below = |profile: &&Profile| profile.issuer.takes(role) && !profile.role.is_ca();
    let spans = others.into_iter().filter(below).filter_map(|profile| match profile.validity.covers {
        Covers::Documents => Some(profile.validity.private_key_use + documents),
        Covers::Span(span) => Some(profile.validity.private_key_use + span),
        Covers::Children => None,
    });
    spans.reduce(|longest, span| if span.is_longer_than(longest) { span } else { longest })
}

impl Profile {
    /// Refuses a typed span where there is a sum that is longer (PROFILE-15): what signs documents covers them, and a CA its
    /// children. A typed span that covers enough is told. The sum is the station's where its settings and the profiles in
    /// force there are given, else that of [`Profile::lifetime`].
    pub fn check_sum(&self, station: Option<(&CountrySettings, &[Profile])>) -> Result<Option<String>, PkiError> {
        let wanted = match self.role {
            Role::DocumentSigner | Role::DtcSigner => Covers::Documents,
            role if role.is_ca() => Covers::Children,
            _ => return Ok(None),
        };
        let Covers::Span(typed) = self.validity.covers else { return Ok(None) };
        let mut summed = self.clone();
        summed.validity.covers = wanted;
        let sum = match station {
            None => Ok(summed.lifetime()),
            Some((country, others)) => summed.lifetime_at(country, longest_child(self.role, country, others)),
        };
        let found = self.lifetime();
        match sum {
            Ok(sum) if sum.is_longer_than(found) => {
                Err(PkiError::CoversLess { profile: self.name.to_string(), found, sum, wanted })
            }
            _ => Ok(Some(format!(
                "'covers = \"{typed}\"' is typed, and stays where documents or profiles change; 'covers = \"{wanted}\"' is \
                 computed at every issuing"
            ))),
        }
    }

    /// How long a certificate is valid at a station: the use of the key, and what it covers. `child` is the longest
    /// lifetime among the profiles in force whose certificates it will sign ([`longest_child`]). Refused where the
    /// profile counts by its children and there are none (PROFILE-14).
    pub fn lifetime_at(&self, country: &CountrySettings, child: Option<Span>) -> Result<Span, PkiError> {
        let covered = match self.validity.covers {
            Covers::Documents => country.documents(),
            Covers::Span(span) => span,
            Covers::Children => child.ok_or_else(|| PkiError::StationLacks {
                profile: self.name.to_string(),
                wanted: "a profile in force whose certificates it signs, since its validity is counted by them",
            })?,
        };
        Ok(self.validity.private_key_use + covered)
    }

    /// How long a certificate is valid where documents live for ten years and the profiles in force are those that
    /// come with the house.
    pub fn lifetime(&self) -> Span {
        let ten_years = Span { months: 120, days: 0 };
        let covered = match self.validity.covers {
            Covers::Documents => ten_years,
            Covers::Span(span) => span,
            Covers::Children => {
                let others: Vec<Profile> = TEMPLATES.iter().filter_map(|(_, text)| Profile::parse(text).ok()).collect();
                let role = if self.issuer == IssuerRole::Csca { Role::CscaRoot } else { self.role };
                longest(role, ten_years, &others).unwrap_or_default()
            }
        };
        self.validity.private_key_use + covered
    }
}
