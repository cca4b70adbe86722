//! From TOML to a script: every word of the language is known, every limit kept.
//!
//! What needs the whole script (roles that do not exist, values used before they are
//! there) is found by `lint`, all of it at once.

use std::collections::BTreeSet;

use toml::Spanned;

use super::error::CeremonyError;
use super::fields;
use super::nearest::nearest;
use super::problem::Problem;
use super::script::{Act, Deed, Material, Performance, Role, Script, Step};
use super::shape::{ActShape, FileShape, MaterialShape, RoleShape, Roles, StepShape, from_toml, line_of};
use super::template::{Template, is_value_name};
use super::{OPERATIONS, signature};
use crate::digest::Digest;
use crate::safe::line;

const LONGEST_FILE: usize = 1 << 20;
const LONGEST_TEXT: usize = 4000;
const MOST_STEPS: usize = 2000;

/// The kinds and the fields that belong to each, beside `id`, `kind`, `text` and `who`.
const KINDS: [(&str, &[&str]); 9] = [
    ("say", &[]),
    ("read-aloud", &["witness"]),
    ("check", &["witness", "optional"]),
    ("record", &["witness", "field", "each"]),
    ("clock-reading", &["witness", "allowed-seconds"]),
    ("digest-read", &["witness", "value"]),
    ("operation", &["witness", "operation", "parameters", "outputs"]),
    ("output", &["witness", "artefact", "value"]),
    ("sign-off", &[]),
];

/// Reads a whole script.
pub(super) fn read(text: &str) -> Result<Script, CeremonyError> {
    let reader = Reader { text };
    if text.len() > LONGEST_FILE {
        return Err(CeremonyError::Script { line: 1, problem: Problem::TooLong { field: "file", most: LONGEST_FILE } });
    }
    let file: FileShape = from_toml(text, false)?;
    let none = |what| Err(CeremonyError::Script { line: 1, problem: Problem::None { what } });
    if file.role.is_empty() {
        return none("role");
    }
    if file.act.is_empty() {
        return none("act");
    }
    let script = Script {
        name: reader.word(&file.ceremony.name, "name of the ceremony")?,
        title: reader.words(&file.ceremony.title, "title", 120)?,
        purpose: reader.words(&file.ceremony.purpose, "purpose", 2000)?,
        version: reader.words(&file.ceremony.version, "version", 20)?,
        digest: Digest::of(text.as_bytes()),
        roles: file.role.iter().map(|role| reader.role(role)).collect::<Result<_, _>>()?,
        materials: file.material.iter().map(|material| reader.material(material)).collect::<Result<_, _>>()?,
        acts: file.act.iter().map(|act| reader.act(act)).collect::<Result<_, _>>()?,
    };
    reader.unique("role", script.roles.iter().map(|role| (role.id.as_str(), role.line)))?;
    reader.unique("material", script.materials.iter().map(|material| (material.id.as_str(), material.line)))?;
    reader.unique("step", script.steps().map(|(_, _, step)| (step.id.as_str(), step.line)))?;
    if script.steps().count() > MOST_STEPS {
        return Err(CeremonyError::Script { line: 1, problem: Problem::TooMany { what: "steps", most: MOST_STEPS } });
    }
    Ok(script)
}

/// Knows the text, so that each error has its line.
pub(super) struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    pub(super) fn wrong<T, S>(&self, at: &Spanned<S>, problem: Problem) -> Result<T, CeremonyError> {
        Err(CeremonyError::Script { line: self.line(at), problem })
    }

    pub(super) fn line<S>(&self, at: &Spanned<S>) -> usize {
        line_of(self.text, &at.span())
    }

    /// A word of ours: `a-z`, `0-9`, `-`.
    pub(super) fn word(&self, at: &Spanned<String>, field: &'static str) -> Result<String, CeremonyError> {
        match at.get_ref().parse::<crate::safe::Label>() {
            Ok(label) => Ok(label.to_string()),
            Err(_) => self.wrong(at, Problem::NotAWord { field, shown: line(at.get_ref(), 60) }),
        }
    }

    /// Words for people: not empty, not too long, nothing in them that cannot be seen.
    pub(super) fn words(
        &self,
        at: &Spanned<String>,
        field: &'static str,
        most: usize,
    ) -> Result<String, CeremonyError> {
        let text = at.get_ref().trim();
        if text.is_empty() {
            return self.wrong(at, Problem::Empty { field });
        }
        if text.chars().count() > most {
            return self.wrong(at, Problem::TooLong { field, most });
        }
        let hidden = |c: &char| {
            *c != '\n' && *c != '\\' && crate::safe::Safe(c.encode_utf8(&mut [0; 4])).to_string() != c.to_string()
        };
        if let Some(c) = text.chars().find(hidden) {
            return self.wrong(at, Problem::Hidden { field, code: u32::from(c) });
        }
        Ok(text.to_owned())
    }

    pub(super) fn number(
        &self,
        at: &Spanned<u64>,
        field: &'static str,
        least: u64,
        most: u64,
    ) -> Result<u64, CeremonyError> {
        let number = *at.get_ref();
        if (least..=most).contains(&number) {
            return Ok(number);
        }
        self.wrong(at, Problem::OutOfRange { field, least, most })
    }

    fn unique<'i>(&self, what: &'static str, ids: impl Iterator<Item = (&'i str, usize)>) -> Result<(), CeremonyError> {
        let mut seen = BTreeSet::new();
        for (id, line) in ids {
            if !seen.insert(id) {
                return Err(CeremonyError::Script { line, problem: Problem::Twice { what, id: id.to_owned() } });
            }
        }
        Ok(())
    }

    fn role(&self, role: &RoleShape) -> Result<Role, CeremonyError> {
        Ok(Role {
            id: self.word(&role.id, "id of a role")?,
            title: self.words(&role.title, "title of a role", 80)?,
            minimum: self.number(&role.minimum, "minimum", 0, 50)? as usize,
            excludes: role.excludes.iter().map(|id| self.word(id, "excluded role")).collect::<Result<_, _>>()?,
            line: self.line(&role.id),
        })
    }

    fn material(&self, material: &MaterialShape) -> Result<Material, CeremonyError> {
        Ok(Material {
            id: self.word(&material.id, "id of a material")?,
            what: self.words(&material.what, "material", 200)?,
            exactly: self.number(&material.exactly, "number of a material", 1, 1000)? as u32,
            serial: material.serial,
            line: self.line(&material.id),
        })
    }

    fn act(&self, act: &ActShape) -> Result<Act, CeremonyError> {
        if act.step.is_empty() {
            return self.wrong(&act.title, Problem::None { what: "step in this act" });
        }
        Ok(Act {
            title: self.words(&act.title, "title of an act", 120)?,
            minutes: self.number(&act.minutes, "minutes of an act", 1, 1440)? as u32,
            steps: act.step.iter().map(|step| self.step(step)).collect::<Result<_, _>>()?,
        })
    }

    fn step(&self, step: &StepShape) -> Result<Step, CeremonyError> {
        let found = step.kind.get_ref().as_str();
        let Some(&(kind, fields)) = KINDS.iter().find(|(kind, _)| *kind == found) else {
            let nearest = nearest(found, KINDS.iter().map(|(kind, _)| *kind));
            return self.wrong(&step.kind, Problem::KindUnknown { kind: line(found, 60), nearest });
        };
        for (field, line) in self.present(step) {
            if !fields.contains(&field) {
                return Err(CeremonyError::Script { line, problem: Problem::FieldNotOfKind { field, kind } });
            }
        }
        let need = |field| CeremonyError::Script {
            line: self.line(&step.kind),
            problem: Problem::FieldMissing { field, kind },
        };
        let flag = |at: &Option<Spanned<bool>>| at.as_ref().is_some_and(|flag| *flag.get_ref());
        let deed = match kind {
            "say" => Deed::Say,
            "read-aloud" => Deed::ReadAloud,
            "check" => Deed::Check { required: !flag(&step.optional) },
            "record" => {
                let shapes = step.field.as_ref().ok_or_else(|| need("field"))?;
                Deed::Record { fields: fields::read(self, shapes)?, each: flag(&step.each) }
            }
            "clock-reading" => {
                let allowed = step.allowed_seconds.as_ref().ok_or_else(|| need("allowed-seconds"))?;
                Deed::ClockReading { allowed: self.number(allowed, "allowed difference in seconds", 1, 86_400)? as u32 }
            }
            "digest-read" => {
                Deed::DigestRead { value: self.value_name(step.value.as_ref().ok_or_else(|| need("value"))?)? }
            }
            "operation" => self.operation(step, need)?,
            "output" => Deed::Output {
                artefact: self.words(step.artefact.as_ref().ok_or_else(|| need("artefact"))?, "artefact", 120)?,
                value: self.value_name(step.value.as_ref().ok_or_else(|| need("value"))?)?,
            },
            _ => Deed::SignOff,
        };
        Ok(Step {
            id: self.word(&step.id, "id of a step")?,
            who: self.roles(&step.who)?,
            witness: step.witness.as_ref().map(|roles| self.roles(roles)).transpose()?.unwrap_or_default(),
            text: self.template(&step.text, "text of a step")?,
            deed,
            line: self.line(&step.id),
        })
    }

    /// The fields of a step that belong to some kinds only, with their lines.
    fn present(&self, step: &StepShape) -> Vec<(&'static str, usize)> {
        fn at<S>(reader: &Reader<'_>, name: &'static str, field: &Option<Spanned<S>>) -> Option<(&'static str, usize)> {
            field.as_ref().map(|field| (name, reader.line(field)))
        }
        [
            at(self, "witness", &step.witness),
            at(self, "optional", &step.optional),
            at(self, "field", &step.field),
            at(self, "each", &step.each),
            at(self, "allowed-seconds", &step.allowed_seconds),
            at(self, "value", &step.value),
            at(self, "operation", &step.operation),
            at(self, "parameters", &step.parameters),
            at(self, "outputs", &step.outputs),
            at(self, "artefact", &step.artefact),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn roles(&self, at: &Spanned<Roles>) -> Result<Vec<String>, CeremonyError> {
        let list = at.get_ref().list();
        if list.is_empty() {
            return self.wrong(at, Problem::Empty { field: "list of roles" });
        }
        let mut seen = BTreeSet::new();
        for role in &list {
            if role.parse::<crate::safe::Label>().is_err() {
                return self.wrong(at, Problem::NotAWord { field: "role", shown: line(role, 60) });
            }
            if !seen.insert(role) {
                return self.wrong(at, Problem::Twice { what: "role", id: (*role).to_owned() });
            }
        }
        Ok(list.into_iter().map(str::to_owned).collect())
    }

    fn template(&self, at: &Spanned<String>, field: &'static str) -> Result<Template, CeremonyError> {
        let text = self.words(at, field, LONGEST_TEXT)?;
        match Template::parse(&text) {
            Some(template) => Ok(template),
            None => self.wrong(at, Problem::Template { shown: line(&text, 80) }),
        }
    }

    fn value_name(&self, at: &Spanned<String>) -> Result<String, CeremonyError> {
        let name = at.get_ref();
        if is_value_name(name) {
            return Ok(name.clone());
        }
        self.wrong(at, Problem::NotAWord { field: "value (step.value)", shown: line(name, 60) })
    }

    fn operation(&self, step: &StepShape, need: impl Fn(&'static str) -> CeremonyError) -> Result<Deed, CeremonyError> {
        let at = step.operation.as_ref().ok_or_else(|| need("operation"))?;
        let Some(operation) = signature(at.get_ref()) else {
            let nearest = nearest(at.get_ref(), OPERATIONS.iter().map(|operation| operation.name));
            return self.wrong(at, Problem::OperationUnknown { name: line(at.get_ref(), 60), nearest });
        };
        let mut parameters = std::collections::BTreeMap::new();
        for (name, text) in step.parameters.iter().flat_map(|parameters| parameters.get_ref()) {
            if operation.parameter(name).is_none() {
                let nearest = nearest(name, operation.parameters.iter().map(|parameter| parameter.name));
                let name = line(name, 60);
                return self.wrong(text, Problem::ParameterUnknown { operation: operation.name, name, nearest });
            }
            parameters.insert(name.clone(), self.template(text, "parameter")?);
        }
        let missing = operation.parameters.iter().find(|p| p.required && !parameters.contains_key(p.name));
        if let Some(parameter) = missing {
            let problem = Problem::ParameterMissing { operation: operation.name, name: parameter.name };
            return self.wrong(at, problem);
        }
        let given = operation.one_of.iter().filter(|name| parameters.contains_key(**name)).count();
        if !operation.one_of.is_empty() && given != 1 {
            let names = operation.one_of.join(", ");
            return self.wrong(at, Problem::ParameterOneOf { operation: operation.name, names });
        }
        let mut outputs = Vec::new();
        for output in step.outputs.iter().flat_map(|outputs| outputs.get_ref()) {
            let name = output.get_ref();
            if operation.output(name).is_none() {
                let nearest = nearest(name, operation.outputs.iter().map(|output| output.name));
                let name = line(name, 60);
                return self.wrong(output, Problem::OutputUnknown { operation: operation.name, name, nearest });
            }
            if outputs.contains(name) {
                return self.wrong(output, Problem::Twice { what: "output", id: name.clone() });
            }
            outputs.push(name.clone());
        }
        Ok(Deed::Operation(Performance { signature: operation, parameters, outputs }))
    }
}
