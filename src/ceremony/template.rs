//! Text of a script with `{{ name }}` in it: values of earlier steps, put in by name.

/// Text and names in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    source: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl Template {
    /// Reads text; `None` if a brace pair is not closed or what stands in it is not a name.
    pub(super) fn parse(source: &str) -> Option<Template> {
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, behind) = after.split_once("}}")?;
            let name = name.trim();
            if !is_value_name(name) || before.contains("}}") {
                return None;
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = behind;
        }
        if rest.contains("}}") {
            return None;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Some(Template { source: source.to_owned(), parts })
    }

    /// The text as it stands in the script.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The names in it, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The one name it consists of, if it is nothing but that.
    pub(super) fn only_name(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// The text if no name is in it.
    pub(super) fn literal(&self) -> Option<&str> {
        self.names().next().is_none().then_some(self.source.as_str())
    }

    /// The text with the values put in; the first name without a value is the error.
    pub(super) fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Name(name) => text.push_str(&value(name).ok_or_else(|| name.clone())?),
            }
        }
        Ok(text)
    }
}

/// `step.value`: two words of `a-z`, `0-9`, `-` and, after the point, `_`.
pub(super) fn is_value_name(name: &str) -> bool {
    name.split_once('.').is_some_and(|(step, value)| is_word(step) && is_word(value)) && name.len() <= 130
}

/// `a-z`, `0-9`, `-`, `_`, beginning with a letter, up to 64.
pub(super) fn is_word(word: &str) -> bool {
    (1..=64).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_filled() {
        let template = Template::parse("key {{ csca.key }} of {{csca.serial}}.").unwrap();
        assert_eq!(template.names().collect::<Vec<_>>(), ["csca.key", "csca.serial"]);
        assert_eq!(template.fill(|name| Some(name.to_uppercase())).unwrap(), "key CSCA.KEY of CSCA.SERIAL.");
        assert_eq!(template.fill(|_| None).unwrap_err(), "csca.key");
        assert_eq!(Template::parse("{{ a.b }}").unwrap().only_name(), Some("a.b"));
    }

    #[test]
    fn braces_that_do_not_close_or_hold_no_name_are_refused() {
        for bad in ["{{ a.b", "a }} b", "{{}}", "{{ a }}", "{{ A.b }}", "{{ a.b | upper }}", "{{ {{ a.b }} }}"] {
            assert!(Template::parse(bad).is_none(), "{bad}");
        }
    }
}
