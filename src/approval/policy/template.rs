//! The policies that come with the house, as the files an officer reads.

/// Name and text of every policy in `templates/policies/`.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("specimen", include_str!("../../../templates/policies/specimen.toml")),
    ("two-person", include_str!("../../../templates/policies/two-person.toml")),
    ("national", include_str!("../../../templates/policies/national.toml")),
];

/// The text of a policy that comes with the house.
pub fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
