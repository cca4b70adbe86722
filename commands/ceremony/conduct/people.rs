//! Who is in the room: asked before the first step.

use chancery::ceremony::{Participant, Script};

use crate::frame::{Context, Failure};

/// Asks for the people of every role, at the terminal.
pub fn ask(context: &Context, script: &Script) -> Result<Vec<Participant>, Failure> {
    let terminal = context.terminal();
    terminal.say(&format!("{}, version {}", script.title(), script.version()))?;
    let mut people: Vec<Participant> = Vec::new();
    for role in script.roles() {
        let mut held = 0;
        loop {
            let more = if held < role.minimum { "" } else { "; empty to go on" };
            let name = terminal.ask(&format!("{}: name of person {}{more}:", role.title, held + 1))?;
            let name = name.trim();
            if name.is_empty() {
                if held >= role.minimum {
                    break;
                }
                terminal.say("   This role cannot be left empty.")?;
                continue;
            }
            match people.iter_mut().find(|p| p.name == name) {
                Some(person) => person.roles.push(role.id.clone()),
                None => {
                    let organisation = terminal.ask("   Organisation:")?.trim().to_owned();
                    let id = format!("p{}", people.len() + 1);
                    people.push(Participant { id, name: name.to_owned(), organisation, roles: vec![role.id.clone()] });
                }
            }
            held += 1;
        }
    }
    Ok(people)
}
