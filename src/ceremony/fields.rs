//! Record fields: how they are read from a script, and what may be typed into them.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::error::CeremonyError;
use super::misfit::Misfit;
use super::nearest::nearest;
use super::pattern::Pattern;
use super::problem::Problem;
use super::reader::Reader;
use super::script::Field;
use super::shape::FieldShape;
use super::template::is_word;
use super::value::Type;
use crate::safe::line;

const LONGEST: u64 = 2000;
const LONGEST_UNLESS_SAID: usize = 200;
const MOST_FIELDS: usize = 40;

/// Reads the fields of a record step.
pub(super) fn read(reader: &Reader<'_>, shapes: &Spanned<Vec<FieldShape>>) -> Result<Vec<Field>, CeremonyError> {
    if shapes.get_ref().is_empty() {
        return reader.wrong(shapes, Problem::Empty { field: "list of fields" });
    }
    if shapes.get_ref().len() > MOST_FIELDS {
        return reader.wrong(shapes, Problem::TooMany { what: "fields", most: MOST_FIELDS });
    }
    let mut seen = BTreeSet::new();
    let mut fields = Vec::new();
    for shape in shapes.get_ref() {
        let field = one(reader, shape)?;
        if !seen.insert(field.name.clone()) {
            return reader.wrong(&shape.name, Problem::Twice { what: "field", id: field.name });
        }
        fields.push(field);
    }
    Ok(fields)
}

fn one(reader: &Reader<'_>, shape: &FieldShape) -> Result<Field, CeremonyError> {
    let name = shape.name.get_ref();
    if !is_word(name) {
        return reader.wrong(&shape.name, Problem::NotAWord { field: "name of a field", shown: line(name, 60) });
    }
    let word = shape.kind.get_ref();
    let Some((word, kind)) = Type::FIELD_WORDS.into_iter().find(|(known, _)| known == word) else {
        let nearest = nearest(word, Type::FIELD_WORDS.iter().map(|(known, _)| *known));
        return reader.wrong(&shape.kind, Problem::TypeUnknown { kind: line(word, 60), nearest });
    };
    let not_for = |field| Problem::NotForType { field, kind: word.to_owned() };
    let pattern = match &shape.pattern {
        None => None,
        Some(at) if !matches!(kind, Type::Text | Type::Serial) => return reader.wrong(at, not_for("pattern")),
        Some(at) => match Pattern::parse(at.get_ref()) {
            Some(pattern) => Some(pattern),
            None => return reader.wrong(at, Problem::Pattern { shown: line(at.get_ref(), 80) }),
        },
    };
    let choices = match (&shape.choices, kind) {
        (None, Type::Choice) => return reader.wrong(&shape.kind, Problem::Choices),
        (None, _) => Vec::new(),
        (Some(at), Type::Choice) => {
            let distinct: BTreeSet<&str> = at.get_ref().iter().map(|choice| choice.trim()).collect();
            let plain = |choice: &&str| !choice.is_empty() && crate::safe::Safe(choice).to_string() == **choice;
            if distinct.len() < 2 || distinct.len() != at.get_ref().len() || !distinct.iter().all(plain) {
                return reader.wrong(at, Problem::Choices);
            }
            at.get_ref().iter().map(|choice| choice.trim().to_owned()).collect()
        }
        (Some(at), _) => return reader.wrong(at, not_for("choices")),
    };
    let longest = match &shape.longest {
        None => LONGEST_UNLESS_SAID,
        Some(at) if kind != Type::Text => return reader.wrong(at, not_for("longest")),
        Some(at) => reader.number(at, "longest", 1, LONGEST)? as usize,
    };
    let material = match &shape.material {
        None => None,
        Some(at) if kind != Type::Serial => return reader.wrong(at, not_for("material")),
        Some(at) => Some(reader.word(at, "material of a field")?),
    };
    Ok(Field {
        name: name.clone(),
        ask: reader.words(&shape.ask, "question of a field", 200)?,
        kind,
        pattern,
        choices,
        longest,
        person: shape.person,
        material,
        optional: shape.optional,
    })
}

impl Field {
    /// What was typed, in its canonical form.
    pub(super) fn accept(&self, typed: &str) -> Result<String, Misfit> {
        if typed.chars().count() > self.longest {
            return Err(Misfit::TooLong { most: self.longest });
        }
        if typed.trim().is_empty() {
            return if self.optional { Ok(String::new()) } else { Err(Misfit::Empty) };
        }
        let text = self.kind.accept(typed)?;
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.fits(&text)) {
            return Err(Misfit::Pattern { wanted: pattern.words(), found: line(&text, 60) });
        }
        if self.kind == Type::Choice && !self.choices.contains(&text) {
            return Err(Misfit::Choice { choices: self.choices.join(", "), found: line(&text, 60) });
        }
        Ok(text)
    }
}

/// All that was typed into the fields of a step: none missing, none too many.
pub(super) fn accept(fields: &[Field], typed: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Misfit> {
    if let Some(stranger) = typed.keys().find(|name| !fields.iter().any(|field| field.name == **name)) {
        let nearest = nearest(stranger, fields.iter().map(|field| field.name.as_str()));
        return Err(Misfit::FieldUnknown { field: line(stranger, 60), nearest });
    }
    let mut accepted = BTreeMap::new();
    for field in fields {
        let text = match (typed.get(&field.name), field.optional) {
            (Some(text), _) => field
                .accept(text)
                .map_err(|misfit| Misfit::Field { field: field.name.clone(), misfit: Box::new(misfit) })?,
            (None, true) => String::new(),
            (None, false) => return Err(Misfit::FieldMissing { field: field.name.clone() }),
        };
        accepted.insert(field.name.clone(), text);
    }
    Ok(accepted)
}
