//! Values: there before they are used, of the right type, and never a person's name.

use std::collections::BTreeMap;

use super::Findings;
use super::Severity::{Error, Warning};
use crate::ceremony::nearest::nearest;
use crate::ceremony::script::{Deed, Script, Step};
use crate::ceremony::template::Template;
use crate::ceremony::value::{BUILT_IN, Type};

/// A value that some step gives.
#[derive(Clone)]
struct Given {
    kind: Type,
    /// For a choice: the words.
    choices: Vec<String>,
    /// Which step gives it, from 0; none for what is there from the beginning.
    step: Option<usize>,
    /// Why it cannot be used, if it cannot.
    kept: Option<&'static str>,
}

pub(super) fn check(script: &Script, found: &mut Findings) {
    let given = given(script);
    for (index, (_, _, step)) in script.steps().enumerate() {
        if BUILT_IN.iter().any(|(name, _)| name.split_once('.').is_some_and(|(word, _)| word == step.id)) {
            let message = "the word is taken by the values that are there from the beginning".to_owned();
            found.step("step-reserved", Error, step, message, "give the step another id");
        }
        for name in step.text.names() {
            usable(&given, index, step, name, found);
        }
        match &step.deed {
            Deed::DigestRead { value } => typed(&given, index, step, value, Type::Digest, found),
            Deed::Output { value, .. } => typed(&given, index, step, value, Type::File, found),
            Deed::Operation(performance) => {
                for (name, template) in &performance.parameters {
                    let Some(parameter) = performance.signature.parameter(name) else { continue };
                    if let Some(value) = template.only_name() {
                        typed(&given, index, step, value, parameter.kind, found);
                    } else if let Some(text) = template.literal() {
                        literal(step, name, text, parameter.kind, found);
                    } else {
                        mixed(&given, index, step, template, (name, parameter.kind), found);
                    }
                }
            }
            _ => {}
        }
    }
    unread(script, found);
}

/// Every value with its type and step.
fn given(script: &Script) -> BTreeMap<String, Given> {
    let mut given: BTreeMap<String, Given> = BUILT_IN
        .into_iter()
        .map(|(name, kind)| (name.to_owned(), Given { kind, choices: Vec::new(), step: None, kept: None }))
        .collect();
    for (index, (_, _, step)) in script.steps().enumerate() {
        match &step.deed {
            Deed::Record { fields, each } => {
                for field in fields {
                    let kept = match (field.person, each, field.optional) {
                        (true, _, _) => Some("names a person and is sealed"),
                        (_, true, _) => Some("is filled in by each person"),
                        (_, _, true) => Some("may be left empty"),
                        _ => None,
                    };
                    let name = format!("{}.{}", step.id, field.name);
                    given.insert(
                        name,
                        Given { kind: field.kind, choices: field.choices.clone(), step: Some(index), kept },
                    );
                }
            }
            Deed::Operation(performance) => {
                for output in performance.signature.outputs {
                    let named = performance.outputs.iter().any(|name| name == output.name);
                    let kept = (!named).then_some("is not in the 'outputs' of its step");
                    let name = format!("{}.{}", step.id, output.name);
                    given.insert(name, Given { kind: output.kind, choices: Vec::new(), step: Some(index), kept });
                }
            }
            _ => {}
        }
    }
    given
}

/// The value, if the step may use it.
fn usable<'g>(
    given: &'g BTreeMap<String, Given>,
    index: usize,
    step: &Step,
    name: &str,
    found: &mut Findings,
) -> Option<&'g Given> {
    let Some(value) = given.get(name) else {
        let mend = match nearest(name, given.keys().map(String::as_str)) {
            Some(near) => format!("did you mean '{near}'?"),
            None => "values are named 'step.field' or 'step.output'".to_owned(),
        };
        found.step("value-unknown", Error, step, format!("no step gives a value '{name}'"), &mend);
        return None;
    };
    if value.step.is_some_and(|giver| giver >= index) {
        let message = format!("'{name}' is used before it is there");
        found.step("value-later", Error, step, message, "move this step behind the one that gives the value");
        return None;
    }
    if let Some(kept) = value.kept {
        let message = format!("'{name}' {kept}, so it cannot be used");
        found.step("value-kept", Error, step, message, "use another value, or change the step that gives it");
        return None;
    }
    Some(value)
}

fn typed(given: &BTreeMap<String, Given>, index: usize, step: &Step, name: &str, wanted: Type, found: &mut Findings) {
    let Some(value) = usable(given, index, step, name, found) else { return };
    // A choice fits where each of its words does.
    let each_fits = !value.choices.is_empty() && value.choices.iter().all(|word| wanted.accept(word).is_ok());
    let kind = value.kind;
    if each_fits {
        return;
    }
    if !kind.may_stand_for(wanted) {
        let message = format!("'{name}' is {}, wanted {}", kind.wanted(), wanted.wanted());
        found.step("value-type", Error, step, message, "use a value of the type that is wanted");
    }
}

/// Text and values together: always fitting only where any text fits, or where numbers end a name.
fn mixed(
    given: &BTreeMap<String, Given>,
    index: usize,
    step: &Step,
    template: &Template,
    (name, wanted): (&str, Type),
    found: &mut Findings,
) {
    let values: Vec<_> = template.names().filter_map(|value| usable(given, index, step, value, found)).collect();
    // A name is judged with the widest number in each place.
    let widest = |number: &str| template.fill(|_| Some(number.to_owned())).unwrap_or_default();
    let numbers_fit = || ["0", "-9007199254740992"].iter().all(|number| wanted.accept(&widest(number)).is_ok());
    let fits = match wanted {
        Type::Text => values.iter().all(|value| value.kind != Type::File),
        Type::Label => values.iter().all(|value| value.kind == Type::Integer) && numbers_fit(),
        _ => false,
    };
    if !fits {
        let message = format!("the parameter '{name}' mixes text with a value that may not fit {}", wanted.wanted());
        found.step("parameter-mixed", Error, step, message, "use one value of the type that is wanted, alone");
    }
}

fn literal(step: &Step, name: &str, text: &str, wanted: Type, found: &mut Findings) {
    if wanted != Type::File && wanted.accept(text).is_err() {
        let message = format!("the parameter '{name}' is '{text}', wanted {}", wanted.wanted());
        found.step("parameter-type", Error, step, message, "write a value of the type that is wanted");
    }
}

/// What an operation gives out is read: files by an output step, digests aloud.
fn unread(script: &Script, found: &mut Findings) {
    for (_, _, step) in script.steps() {
        let Deed::Operation(performance) = &step.deed else { continue };
        for output in performance.signature.outputs {
            let name = format!("{}.{}", step.id, output.name);
            let named = performance.outputs.iter().any(|known| known == output.name);
            let read = script.steps().any(|(_, _, other)| match &other.deed {
                Deed::DigestRead { value } | Deed::Output { value, .. } => *value == name,
                _ => false,
            });
            if output.kind == Type::File && !read {
                let message = format!("the file '{name}' is never read out");
                let mend = "name it in 'outputs' and add a step of kind 'output' for it";
                found.step("output-unread", Error, step, message, mend);
            } else if output.kind == Type::Digest && named && !read {
                let message = format!("the digest '{name}' is never read aloud");
                found.step("digest-unread", Warning, step, message, "add a step of kind 'digest-read' for it");
            }
        }
    }
}
