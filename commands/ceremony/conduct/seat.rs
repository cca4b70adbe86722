//! Who answers: people at the terminal, or an answers file.

use std::collections::BTreeMap;
use std::path::Path;

use chancery::act::Word;
use chancery::ceremony::{Actor, Answer, Answers, Fitted, Given, Perform, Place, Prompt, Script, Shown, Want};
use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::mode::Mode;
use chancery::safe::Label;

use crate::ceremony::lint::LONGEST;
use crate::frame::{Context, Failure};
use crate::opening;

/// Who answers.
pub enum Seat {
    /// People at the terminal.
    Terminal,
    /// An answers file that fits the script.
    File(Fitted),
}

/// What will come of an operation, as the station stands now.
#[derive(Default)]
pub struct Coming {
    /// Field by field.
    pub words: Vec<Word>,
    /// What is to be said before anybody goes on.
    pub warnings: Vec<String>,
    /// Whom the rule asks that decides about it, where it asks for anybody.
    pub asks: Option<String>,
    /// Why it would be refused.
    pub refusal: Option<String>,
}

impl Coming {
    /// As it stands in the record.
    pub fn shown(&self) -> Vec<(String, String)> {
        self.words.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }
}

/// What came from the seat.
pub enum Said {
    /// An answer to the open step.
    Answer(Answer),
    /// Who acts in an operation; it may go ahead.
    Go(BTreeMap<String, String>),
    /// The ceremony pauses here.
    Pause,
    /// Something went otherwise than the script says: who says so, and what.
    Exception(String, String),
}

/// The words that are understood at every question.
pub const PAUSE: &str = "pause";
const EXCEPTION: &str = "exception";

/// Reads an answers file that fits the script.
pub fn answers(path: &Path, script: &Script, mode: Mode) -> Result<Fitted, Failure> {
    let text = opening::read_text(path, LONGEST)?;
    let fitted = Answers::parse(&text).and_then(|answers| answers.fit(script, mode));
    fitted.map_err(|e| Failure::from(e).about(path, &[Fault::Malformed, Fault::Usage]))
}

impl Seat {
    /// Before the first question: the run's name, and what is understood at every question.
    /// From here on, whoever interrupts is told how to go on.
    pub fn greet(&self, context: &Context, run: &Label) -> Result<(), Failure> {
        context.terminal().when_interrupted(&format!("go on with 'chancery ceremony resume {run}'"));
        if matches!(self, Seat::Terminal) {
            let width = usize::from(context.terminal().width());
            let told = format!(
                "This run is {run}. At every question '{PAUSE}' pauses it, and '{EXCEPTION}' records that something \
                 went otherwise than the script says. It goes on with 'chancery ceremony resume {run}'."
            );
            for line in wrapped(&told, width) {
                context.terminal().say(&line)?;
            }
        }
        Ok(())
    }

    /// Puts a step to whoever answers.
    pub fn ask(&self, context: &Context, prompt: &Prompt, coming: &Coming) -> Result<Option<Said>, Failure> {
        match (self, prompt) {
            (_, Prompt::Finished(_)) => Ok(None),
            (Seat::File(fitted), Prompt::Ask { place, .. }) => {
                context.terminal().note(&format!("step {} of {}: {}", place.number, place.of, place.step));
                Ok(fitted.answer(place).map(Said::Answer))
            }
            (Seat::File(fitted), Prompt::Operation(perform)) => {
                let place = &perform.place;
                context.terminal().note(&format!("step {} of {}: {}", place.number, place.of, place.step));
                for (name, value) in &coming.words {
                    context.terminal().note(&format!("{}: {name}: {value}", perform.operation));
                }
                for warning in &coming.warnings {
                    context.terminal().warn(warning);
                }
                if let Some(whom) = &coming.asks {
                    context.terminal().note(&format!("{} wants {whom}", perform.operation));
                }
                Ok(Some(Said::Go(fitted.by(&place.step))))
            }
            (Seat::Terminal, Prompt::Ask { place, actors, text, shown, want }) => {
                screen(context, place, actors, text, shown)?;
                answer(context, place, actors, want).map(Some)
            }
            (Seat::Terminal, Prompt::Operation(perform)) => operation(context, perform, coming).map(Some),
        }
    }
}

/// One step on the screen: where we are, who acts, what to say, what to show.
fn screen(context: &Context, place: &Place, actors: &[Actor], text: &[String], shown: &[Shown]) -> Result<(), Failure> {
    let mut lines = vec![
        String::new(),
        format!(
            "── step {} of {} ── {} ({}, about {} minutes) ──",
            place.number, place.of, place.act, place.label, place.act_minutes
        ),
    ];
    if place.turns > 1 {
        lines.push(format!("   turn {} of {}", place.turn, place.turns));
    }
    for actor in actors {
        let people: Vec<&str> = actor.people.iter().map(|p| p.text.as_str()).collect();
        let does = if actor.witness { "witnesses" } else { "acts" };
        lines.push(format!("   {} {does}: {}", actor.title, people.join(", ")));
    }
    lines.push(String::new());
    let width = usize::from(context.terminal().width().saturating_sub(3));
    lines.extend(text.iter().flat_map(|line| wrapped(line, width)).map(|line| format!("   {line}")));
    for value in shown {
        lines.push(String::new());
        if value.spoken.is_empty() {
            lines.push(format!("   {}: {}", value.name, value.text));
        } else {
            lines.push(format!("   {}:", value.name));
            lines.extend(table(&value.spoken).into_iter().map(|line| format!("   {line}")));
        }
    }
    for line in lines {
        context.terminal().say(&line)?;
    }
    Ok(())
}

/// A digest in groups and words, as it is read aloud.
fn table(spoken: &[(String, String)]) -> Vec<String> {
    let row = |(row, pair): (usize, &[(String, String)])| {
        let cells: Vec<String> = pair.iter().map(|(hex, words)| format!("{hex}  {words:<24}")).collect();
        format!("{:>2}  {}", row * 2 + 1, cells.join("  ")).trim_end().to_owned()
    };
    spoken.chunks(2).enumerate().map(row).collect()
}

/// The same of a digest that no step shows.
pub(super) fn spoken(digest: Digest) -> Vec<String> {
    table(&Shown::digest("", digest).spoken)
}

/// A field on the screen: its name, and its value in a column beside it.
fn column(name: &str, value: &str, width: usize) -> Vec<String> {
    const NAME: usize = 18;
    let width = width.saturating_sub(3 + NAME + 1).max(1);
    // A digest or a name without a blank is cut where the screen ends.
    let cut = |piece: String| -> Vec<String> {
        let letters: Vec<char> = piece.chars().collect();
        if letters.is_empty() { vec![piece] } else { letters.chunks(width).map(|c| c.iter().collect()).collect() }
    };
    let pieces: Vec<String> = wrapped(value, width).into_iter().flat_map(cut).collect();
    let named = |(row, piece): (usize, String)| {
        let name = if row == 0 { format!("{name}:") } else { String::new() };
        format!("   {name:<NAME$} {piece}").trim_end().to_owned()
    };
    pieces.into_iter().enumerate().map(named).collect()
}

/// A line in pieces no wider than this, cut between words; a word that is wider stands alone.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for word in line.split(' ') {
        let last = pieces.last_mut().filter(|p| p.is_empty() || p.chars().count() + 1 + word.chars().count() <= width);
        match last {
            Some(piece) if piece.is_empty() => piece.push_str(word),
            Some(piece) => {
                piece.push(' ');
                piece.push_str(word);
            }
            None => pieces.push(word.to_owned()),
        }
    }
    pieces
}

/// Asks until something is said that is meant for this step.
fn answer(context: &Context, place: &Place, actors: &[Actor], want: &Want) -> Result<Said, Failure> {
    let by = match choose(context, actors)? {
        Choice::By(by) => by,
        Choice::Other(said) => return Ok(said),
    };
    let given = loop {
        let question = match want {
            Want::Done => "Type 'done' when it is done:",
            Want::Same => "Type 'Yes' if it was read, followed and is the same:",
            Want::Holds { required: true } => "Is it so? 'yes', or 'no' and the ceremony cannot go on:",
            Want::Holds { required: false } => "Is it so? 'yes', or 'no' and why:",
            Want::Fields { .. } => "",
            Want::Clock { .. } => "Time on the independent clock, UTC, such as 2026-11-22T10:00:00Z:",
            Want::Verdict => "Type 'agree', or 'do not agree' and why:",
        };
        if let Want::Fields { fields } = want {
            match fill(context, actors, fields)? {
                Ok(values) => break Given::Fields(values),
                Err(said) => return Ok(said),
            }
        }
        let typed = context.terminal().ask(question)?;
        let typed = typed.trim();
        if let Some(said) = aside(context, actors, typed)? {
            return Ok(said);
        }
        let (word, rest) = typed.split_once(' ').unwrap_or((typed, ""));
        match (want, word) {
            (Want::Done, "done") => break Given::Done,
            (Want::Same, "Yes") if rest.is_empty() => break Given::Done,
            (Want::Holds { .. }, "yes") => break Given::Holds,
            (Want::Holds { .. }, "no") => break Given::DoesNotHold(rest.trim().to_owned()),
            (Want::Verdict, "agree") if rest.is_empty() => break Given::Agree,
            (Want::Verdict, "do") if rest.starts_with("not agree") => {
                break Given::DoNotAgree(rest.trim_start_matches("not agree").trim().to_owned());
            }
            (Want::Clock { .. }, _) => match typed.parse::<Time>() {
                Ok(time) => break Given::Clock(time),
                Err(error) => context.terminal().say(&format!("   {error}"))?,
            },
            _ => {
                context.terminal().say("   That is none of the answers; 'pause' and 'exception' are understood too.")?
            }
        }
    };
    let mut answer = Answer::new(&place.step, given);
    answer.by = by;
    Ok(Said::Answer(answer))
}

/// The fields one by one, or something else that was said.
fn fill(
    context: &Context,
    actors: &[Actor],
    fields: &[chancery::ceremony::Asked],
) -> Result<Result<BTreeMap<String, String>, Said>, Failure> {
    let mut values = BTreeMap::new();
    for field in fields {
        let mut question = format!("{} ({}", field.ask, field.wanted);
        if let Some(pattern) = &field.pattern {
            question.push_str(&format!(": {pattern}"));
        }
        if !field.choices.is_empty() {
            question.push_str(&format!(": {}", field.choices.join(", ")));
        }
        question.push_str(if field.optional { ", may be left empty):" } else { "):" });
        let typed = context.terminal().ask(&question)?;
        if let Some(said) = aside(context, actors, typed.trim())? {
            return Ok(Err(said));
        }
        if !(field.optional && typed.trim().is_empty()) {
            values.insert(field.name.clone(), typed.trim().to_owned());
        }
    }
    Ok(Ok(values))
}

/// 'pause' and 'exception', which are understood at every question.
pub(super) fn aside(context: &Context, actors: &[Actor], typed: &str) -> Result<Option<Said>, Failure> {
    match typed {
        PAUSE => Ok(Some(Said::Pause)),
        EXCEPTION => {
            let what = context.terminal().ask("What went otherwise than the script says, in your words:")?;
            let people = actors.iter().flat_map(|a| a.people.iter()).map(|p| p.name.as_str());
            let people: Vec<&str> = people.collect();
            let by = match people.as_slice() {
                [one] => (*one).to_owned(),
                several => several[context.terminal().choose("Who says so:", several)?].to_owned(),
            };
            Ok(Some(Said::Exception(by, what)))
        }
        _ => Ok(None),
    }
}

enum Choice {
    By(BTreeMap<String, String>),
    Other(Said),
}

/// Who acts, where several people hold a role.
fn choose(context: &Context, actors: &[Actor]) -> Result<Choice, Failure> {
    let mut by = BTreeMap::new();
    for actor in actors.iter().filter(|a| a.choose) {
        let mut names: Vec<&str> = actor.people.iter().map(|p| p.text.as_str()).collect();
        names.push(PAUSE);
        let chosen = context.terminal().choose(&format!("{}: who is it?", actor.title), &names)?;
        match actor.people.get(chosen) {
            Some(person) => by.insert(actor.role.clone(), person.name.clone()),
            None => return Ok(Choice::Other(Said::Pause)),
        };
    }
    Ok(Choice::By(by))
}

/// An operation: what will happen, then the exact word.
fn operation(context: &Context, perform: &Perform, coming: &Coming) -> Result<Said, Failure> {
    screen(context, &perform.place, &perform.actors, &perform.text, &[])?;
    context.terminal().say("")?;
    context.terminal().say(&format!("   The station will perform {}:", perform.operation))?;
    let width = usize::from(context.terminal().width());
    let parameters = perform.parameters.iter().map(|(name, value)| (name.as_str(), value));
    for line in parameters.flat_map(|(name, value)| column(name, value, width)) {
        context.terminal().say(&line)?;
    }
    if !coming.words.is_empty() {
        context.terminal().say("")?;
        context.terminal().say("   What will come of it, as the station stands now:")?;
    }
    for (name, value) in &coming.words {
        // Each person and each rule by itself: they are read aloud one by one.
        if matches!(*name, "officer" | "rule") {
            context.terminal().say("")?;
        }
        column(name, value, width).iter().try_for_each(|line| context.terminal().say(line))?;
    }
    let said = coming.warnings.iter().map(|warning| format!("warning: {warning}"));
    let said = said.chain(coming.asks.iter().map(|whom| format!("After 'Yes' its officers are asked: {whom}.")));
    let said = said.chain(coming.refusal.iter().map(|why| format!("It would be refused now: {why}")));
    for line in said.flat_map(|text| wrapped(&text, width.saturating_sub(3))) {
        context.terminal().say(&format!("   {line}"))?;
    }
    let by = match choose(context, &perform.actors)? {
        Choice::By(by) => by,
        Choice::Other(said) => return Ok(said),
    };
    loop {
        let typed = context.terminal().ask("Type 'Yes' to perform it:")?;
        if let Some(said) = aside(context, &perform.actors, typed.trim())? {
            return Ok(said);
        }
        if typed.trim() == "Yes" {
            return Ok(Said::Go(by));
        }
        context.terminal().say("   Only 'Yes' performs it; 'pause' and 'exception' are understood too.")?;
    }
}

#[cfg(test)]
mod tests {
    use super::{column, wrapped};

    #[test]
    fn a_field_stays_in_its_column_and_nothing_of_it_is_lost() {
        let digest = "0123456789abcdef".repeat(4);
        let lines = column("key digest", &digest, 60);
        assert!(lines[0].starts_with("   key digest:        0123"), "{lines:?}");
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 60), "{lines:?}");
        let told: String = lines.iter().map(|line| line.rsplit(' ').next().unwrap()).collect();
        assert_eq!(told, digest);
        assert_eq!(column("words", "", 60), ["   words:"]);
    }

    #[test]
    fn lines_are_cut_between_words_and_nothing_is_lost() {
        let line = "the last one out names the step that is open";
        for width in 1..50 {
            let pieces = wrapped(line, width);
            assert_eq!(pieces.join(" "), line);
            assert!(pieces.iter().all(|p| p.len() <= width || !p.contains(' ')), "{width}: {pieces:?}");
        }
    }
}
