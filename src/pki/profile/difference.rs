//! What two profiles do not have in common, field by field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Profile;
use crate::safe;

/// A field that is not the same in two profiles.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The field, such as `validity.covers`.
    pub field: String,
    /// What the first says; none where it says nothing.
    pub before: Option<String>,
    /// What the second says.
    pub now: Option<String>,
}

impl Change {
    /// In one line.
    pub fn words(&self) -> String {
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
        format!("{}: {}, before it was {}", self.field, said(&self.now), said(&self.before))
    }
}

/// The fields in which two profiles differ, in alphabetical order. Comments, blanks and the order of lines are no fields.
pub fn differences(before: &Profile, now: &Profile) -> Vec<Change> {
    let (before, now) = (fields(before), fields(now));
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let differ = names.into_iter().filter(|name| before.get(*name) != now.get(*name));
    differ
        .map(|name| Change { field: name.clone(), before: before.get(name).cloned(), now: now.get(name).cloned() })
        .collect()
}

fn fields(profile: &Profile) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    // What was read from text can be written as JSON.
    let written = serde_json::to_value(profile).unwrap_or_default();
    flatten("", &written, &mut fields);
    fields
}

fn flatten(path: &str, value: &Value, fields: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, member, fields);
            }
        }
        Value::Null => {}
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            fields.insert(path.to_owned(), safe::line(&items.join(", "), 400));
        }
        other => {
            fields.insert(path.to_owned(), safe::line(&plain(other), 200));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::profile::template;

    #[test]
    fn what_differs_is_named_by_field_and_a_comment_is_no_difference() {
        let text = template("document-signer").unwrap();
        let before = Profile::parse(text).unwrap();
        let same = Profile::parse(&format!("# a comment\n{text}")).unwrap();
        assert_eq!(differences(&before, &same), []);
        let changed = text.replacen("private_key_use = \"3 months\"", "private_key_use = \"1 month\"", 1).replacen(
            "organization = \"{organization}\"\n",
            "organizational_unit = \"{organization}\"\n",
            1,
        );
        let now = Profile::parse(&changed).unwrap();
        let change = |field: &str, before: Option<&str>, now: Option<&str>| {
            let [before, now] = [before, now].map(|text| text.map(str::to_owned));
            Change { field: field.to_owned(), before, now }
        };
        let wanted = [
            change("subject.organization", Some("{organization}"), None),
            change("subject.organizational_unit", None, Some("{organization}")),
            change("validity.private_key_use", Some("3 months"), Some("1 month")),
        ];
        let found = differences(&before, &now);
        assert_eq!(found, wanted);
        assert_eq!(found[0].words(), "subject.organization: nothing, before it was {organization}");
        assert_eq!(differences(&now, &before).len(), 3);
    }
}
