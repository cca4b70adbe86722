//! Roles: known, filled, kept apart; everybody signs off.

use std::collections::BTreeSet;

use super::Findings;
use super::Severity::{Error, Warning};
use crate::ceremony::cast::EVERYONE;
use crate::ceremony::nearest::nearest;
use crate::ceremony::script::{Deed, Script, Step};

pub(super) fn check(script: &Script, found: &mut Findings) {
    let known = || script.roles().iter().map(|role| role.id.as_str());
    let mend_unknown = |id: &str| match nearest(id, known().chain([EVERYONE])) {
        Some(near) => format!("did you mean '{near}'?"),
        None => "add a [[role]] or name one that is there".to_owned(),
    };
    for role in script.roles() {
        if role.id == EVERYONE {
            let message = "'everyone' means all the people and cannot be a role".to_owned();
            found.at("role-reserved", Error, role.line, message, "give the role another id");
        }
        for other in &role.excludes {
            if *other == role.id {
                let message = format!("role '{other}' excludes itself");
                found.at("role-excludes-itself", Error, role.line, message, "drop it from the list");
            } else if script.role(other).is_none() {
                let message = format!("role '{}' excludes '{other}', which is no role", role.id);
                found.at("role-unknown", Error, role.line, message, &mend_unknown(other));
            }
        }
    }
    for (_, _, step) in script.steps() {
        for id in step.who.iter().chain(&step.witness).filter(|id| *id != EVERYONE) {
            match script.role(id) {
                None => {
                    let message = format!("'{id}' is no role");
                    found.step("role-unknown", Error, step, message, &mend_unknown(id));
                }
                Some(role) if role.minimum == 0 => {
                    let message = format!("role '{id}' acts here, but its minimum is 0: nobody may be there to act");
                    found.step("role-empty", Error, step, message, "set the minimum of the role to 1 or more");
                }
                Some(_) => {}
            }
        }
        for list in [&step.who, &step.witness] {
            if list.len() > 1 && list.iter().any(|id| id == EVERYONE) {
                let message = "'everyone' stands beside other roles".to_owned();
                found.step("everyone-alone", Error, step, message, "name 'everyone' alone, or the roles");
            }
        }
        two_people(script, step, found);
    }
    sign_off(script, found);
    for role in script.roles() {
        let acts = |step: &Step| step.who.iter().chain(&step.witness).any(|id| *id == role.id || id == EVERYONE);
        if !script.steps().any(|(_, _, step)| acts(step)) {
            let message = format!("role '{}' never acts", role.id);
            found.at("role-idle", Warning, role.line, message, "give it a step or drop it");
        }
    }
}

/// Who acts and who witnesses are never one person; what cannot be undone or is read aloud has a witness.
fn two_people(script: &Script, step: &Step, found: &mut Findings) {
    let needs = matches!(step.deed, Deed::Operation(_) | Deed::DigestRead { .. } | Deed::Output { .. });
    if needs && step.witness.is_empty() {
        let message = format!("a step of kind '{}' has no witness", step.deed.word());
        found.step("two-person", Error, step, message, "name a role in 'witness'");
    }
    for one in &step.who {
        for other in &step.witness {
            let apart = (one == EVERYONE) != (other == EVERYONE)
                || (one != EVERYONE && one != other && script.excluded(one, other));
            if !apart {
                let message = format!("'{one}' acts and '{other}' witnesses, but one person may hold both");
                let mend = format!("let role '{other}' exclude '{one}', or name another witness");
                found.step("two-person", Error, step, message, &mend);
            } else if one == EVERYONE {
                let message = "everyone acts, so nobody is left to witness".to_owned();
                found.step("two-person", Error, step, message, "drop the witness");
            }
        }
    }
}

/// The last step is a sign-off, nothing is done after the first, and every role is in one.
fn sign_off(script: &Script, found: &mut Findings) {
    let is_sign_off = |step: &Step| step.deed == Deed::SignOff;
    let Some(first) = script.steps().position(|(_, _, step)| is_sign_off(step)) else {
        let message = "the script has no sign-off".to_owned();
        found.at("sign-off-missing", Error, 1, message, "end with a step of kind 'sign-off' by everyone");
        return;
    };
    for (_, _, step) in script.steps().skip(first).filter(|(_, _, step)| !is_sign_off(step)) {
        let message = "comes after a sign-off: nobody has agreed to it".to_owned();
        found.step("sign-off-last", Error, step, message, "move it before the first sign-off");
    }
    let signing: BTreeSet<&str> = script
        .steps()
        .filter(|(_, _, step)| is_sign_off(step))
        .flat_map(|(_, _, step)| step.who.iter().map(String::as_str))
        .collect();
    for role in script.roles().iter().filter(|role| role.minimum > 0) {
        if !signing.contains(EVERYONE) && !signing.contains(role.id.as_str()) {
            let message = format!("role '{}' does not sign off", role.id);
            found.at("sign-off-missing", Error, role.line, message, "let the sign-off be by everyone");
        }
    }
}
