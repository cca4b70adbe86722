//! The world: things have serial numbers, time has a clock, keys do not stay open.

use super::Findings;
use super::Severity::{Error, Warning};
use crate::ceremony::catalogue::KEYS;
use crate::ceremony::script::{Deed, Performance, Script};

pub(super) fn check(script: &Script, found: &mut Findings) {
    materials(script, found);
    clock(script, found);
    keys(script, found);
}

/// Each serial number that is wanted is recorded as often as the thing is there.
fn materials(script: &Script, found: &mut Findings) {
    for (_, _, step) in script.steps() {
        let Deed::Record { fields, .. } = &step.deed else { continue };
        for id in fields.iter().filter_map(|field| field.material.as_deref()) {
            if !script.materials().iter().any(|material| material.id == id) {
                let message = format!("'{id}' is no material");
                found.step("material-unknown", Error, step, message, "add a [[material]] or name one that is there");
            }
        }
    }
    for material in script.materials() {
        let recorded = script
            .steps()
            .filter_map(|(_, _, step)| match &step.deed {
                Deed::Record { fields, .. } => Some(fields),
                _ => None,
            })
            .flatten()
            .filter(|field| field.material.as_deref() == Some(material.id.as_str()))
            .count();
        let (id, exactly) = (&material.id, material.exactly);
        if material.serial && recorded != exactly as usize {
            let message = format!("{exactly} of '{id}' with a serial number each, {recorded} recorded");
            let mend = "record each with a field of type 'serial' and this material";
            found.at("material-serial", Error, material.line, message, mend);
        } else if !material.serial && recorded > 0 {
            let message = format!("a serial number of '{id}' is recorded, but none is asked for");
            found.at("material-serial", Warning, material.line, message, "say 'serial = true' for the material");
        }
    }
}

/// A clock is read before anything is done whose time matters.
fn clock(script: &Script, found: &mut Findings) {
    let first_operation = script.steps().find(|(_, _, step)| matches!(step.deed, Deed::Operation(_)));
    let Some((_, _, operation)) = first_operation else { return };
    let mut before = script.steps().take_while(|(_, _, step)| step.id != operation.id);
    if !before.any(|(_, _, step)| matches!(step.deed, Deed::ClockReading { .. })) {
        let message = "the first operation comes before any clock was read aloud".to_owned();
        found.step("clock-unread", Warning, operation, message, "add a step of kind 'clock-reading' before it");
    }
}

/// Whether an operation locks the key of this value: by itself, or at the end of its backup.
pub(super) fn locks(operation: &Performance, key: &str) -> bool {
    let template = |name: &str| operation.parameters.get(name);
    match operation.signature.name {
        "key.lock" => template("key").and_then(|template| template.only_name()) == Some(key),
        "backup.keys" => template(KEYS).is_some_and(|template| template.names().any(|name| name == key)),
        _ => false,
    }
}

/// A key that is made is locked against extraction before the end.
fn keys(script: &Script, found: &mut Findings) {
    for (_, _, step) in script.steps() {
        let Deed::Operation(made) = &step.deed else { continue };
        if made.signature.name != "key.generate" {
            continue;
        }
        let key = format!("{}.key", step.id);
        let locked = script.steps().any(|(_, _, other)| match &other.deed {
            Deed::Operation(lock) => locks(lock, &key),
            _ => false,
        });
        if !locked {
            let message = "the key is never locked against extraction".to_owned();
            let mend = "add an operation 'key.lock' for it, or a 'backup.keys' that names it";
            found.step("key-unlocked", Warning, step, message, mend);
        }
    }
}
