//! Backups: what is wrapped was made so that it can be, and was not locked before; what can leave its vault does so once.

use super::Findings;
use super::Severity::{Error, Warning};
use super::world::locks;
use crate::ceremony::catalogue::{EXTRACTABLE, KEYS};
use crate::ceremony::script::{Deed, Performance, Script, Step};

/// An operation with its step, and the place of that in the script.
type Placed<'s> = (usize, &'s Step, &'s Performance);

pub(super) fn check(script: &Script, found: &mut Findings) {
    for one in operations(script) {
        match one.2.signature.name {
            "key.generate" => made(script, one, found),
            "backup.keys" => backed_up(script, one, found),
            _ => {}
        }
    }
}

fn operations(script: &Script) -> impl Iterator<Item = Placed<'_>> {
    script.steps().enumerate().filter_map(|(place, (_, _, step))| match &step.deed {
        Deed::Operation(operation) => Some((place, step, operation)),
        _ => None,
    })
}

/// Whether a step makes a key that can be backed up; nothing where it says neither `yes` nor `no`.
fn extractable(operation: &Performance) -> Option<bool> {
    match operation.parameters.get(EXTRACTABLE) {
        None => Some(false),
        Some(template) => match template.literal() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        },
    }
}

/// A key that can leave its vault is backed up, and says in one word that it can.
fn made(script: &Script, (_, step, operation): Placed<'_>, found: &mut Findings) {
    let key = format!("{}.key", step.id);
    let backs_up = |other: &Performance| other.signature.name == "backup.keys" && locks(other, &key);
    match extractable(operation) {
        None => {
            let message = format!("'{EXTRACTABLE}' is neither 'yes' nor 'no'");
            found.step("extractable-word", Error, step, message, "write the word itself");
        }
        Some(true) if !operations(script).any(|(_, _, other)| backs_up(other)) => {
            let message = "the key can leave its vault, and is never backed up".to_owned();
            let mend = "name it in an operation 'backup.keys', or leave 'extractable' out";
            found.step("backup-missing", Warning, step, message, mend);
        }
        Some(_) => {}
    }
}

/// Keys that the script itself makes: each can be wrapped, and no step before has locked it.
fn backed_up(script: &Script, (place, step, operation): Placed<'_>, found: &mut Findings) {
    let Some(keys) = operation.parameters.get(KEYS) else { return };
    for name in keys.names() {
        let Some(maker) = name.strip_suffix(".key") else { continue };
        let made = |(_, own, other): &Placed<'_>| own.id == maker && other.signature.name == "key.generate";
        if operations(script).find(made).is_some_and(|(_, _, making)| extractable(making) == Some(false)) {
            let message = format!("the key '{name}' is made so that it never leaves its vault");
            let mend = format!("say 'extractable = \"yes\"' in step '{maker}'");
            found.step("backup-unextractable", Error, step, message, &mend);
        }
        if operations(script).any(|(before, _, other)| before < place && locks(other, name)) {
            let message = format!("the key '{name}' was locked before, and leaves its vault no more");
            found.step("backup-locked", Error, step, message, "back it up before it is locked, once");
        }
    }
}
