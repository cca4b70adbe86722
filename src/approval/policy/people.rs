//! People as the policy sees them, and the planning file in which an officer writes them before anybody is enrolled.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::error::{PolicyError, Problem};
use super::reader::Reader;
use super::shape;
use crate::safe::Label;

/// The most people in a planning file.
const MOST_PEOPLE: usize = 200;

/// One person: an id, never a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: Label,
    /// The roles this person has.
    pub roles: BTreeSet<Label>,
    /// The organisation; two are the same only where they are written the same.
    pub organisation: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShape {
    #[serde(default)]
    person: Vec<PersonShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonShape {
    id: Spanned<String>,
    roles: Spanned<Vec<Spanned<String>>>,
    organisation: Spanned<String>,
}

/// Reads a planning file: `[[person]]` with `id`, `roles` and `organisation`, nothing else. At most 256 KiB and 200
/// people, each once.
pub fn read_people(text: &str) -> Result<Vec<Member>, PolicyError> {
    let reader = Reader { text };
    reader.short_enough()?;
    let file: FileShape = shape::from_toml(text)?;
    if file.person.is_empty() {
        return Err(PolicyError::Text { line: 1, problem: Problem::None { what: "person" } });
    }
    let mut people: Vec<Member> = Vec::new();
    for person in &file.person {
        let id = reader.label(&person.id, "id")?;
        if people.iter().any(|known| known.id == id) {
            return reader.wrong(&person.id, Problem::Twice { what: "person", shown: id.to_string() });
        }
        if people.len() == MOST_PEOPLE {
            return reader.wrong(&person.id, Problem::TooMany { what: "people", most: MOST_PEOPLE });
        }
        let roles = reader.labels(&person.roles, "role")?;
        let organisation = reader.words(&person.organisation, "organisation")?;
        people.push(Member { id, roles, organisation });
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"
[[person]]
id = "alice"
roles = ["officer", "auditor"]
organisation = "Ministry of the Interior"

[[person]]
id = "bob"
roles = []
organisation = "Printing Office"
"#;

    #[test]
    fn people_are_read_with_their_roles() {
        let people = read_people(TWO).unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!((people[0].id.as_str(), people[0].roles.len()), ("alice", 2));
        assert_eq!((people[1].organisation.as_str(), people[1].roles.len()), ("Printing Office", 0));
    }

    #[test]
    fn a_file_that_does_not_fit_is_refused_with_its_line() {
        for (from, to, wanted) in [
            ("roles = []", "role = []", "line 9: unknown field `role`"),
            ("\"bob\"", "\"alice\"", "line 8: the person 'alice' is there twice"),
            ("\"bob\"", "\"Bob\"", "line 8: 'Bob' cannot be the id"),
            ("[\"officer\", \"auditor\"]", "[\"officer\", \"officer\"]", "line 4: the role 'officer' is there twice"),
            ("\"Printing Office\"", "\"Printing\\u202eOffice\"", "line 10: the organisation holds a character"),
            ("\"Printing Office\"", "\"\"", "line 10: 'organisation' is empty"),
            ("\"Printing Office\"", "\" Office\"", "line 10: the organisation begins or ends with a blank"),
            ("organisation = \"Printing Office\"", "", "missing field `organisation`"),
            ("[]", "3", "line 9: invalid type"),
        ] {
            assert!(TWO.contains(from));
            let error = read_people(&TWO.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(wanted), "{to}: {error}");
        }
        assert_eq!(read_people("").unwrap_err().to_string(), "line 1: there is no person");
        let many: String = (0..201).map(|n| format!("[[person]]\nid='p{n}'\nroles=[]\norganisation='x'\n")).collect();
        assert!(read_people(&many).unwrap_err().to_string().contains("more than 200 people"));
    }
}
