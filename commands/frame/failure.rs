//! A failure as the caller sees it: one kind, one clause, one line, its causes, and the next thing to type.

use chancery::fault::{Fail, Fault};
use chancery::safe::kept;
use serde::Serialize;

use super::command::Answer;

/// How many other failures one tells of.
const TOLD: usize = 20;

/// What a command ends with when it does not end well. Any room's error becomes one by `?`.
#[derive(Debug)]
pub struct Failure {
    kind: Fault,
    clause: Option<&'static str>,
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
    /// What is answered all the same: the act was proposed, not performed.
    instead: Option<Box<Answer>>,
}

impl<E: Fail> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::of(&error)
    }
}

impl Failure {
    /// Of an error that stays where it is.
    pub fn of(error: &dyn Fail) -> Self {
        let mut causes: Vec<String> = Vec::new();
        let message = harmless(&error.to_string());
        let mut below = error.source();
        while let Some(cause) = below {
            let text = harmless(&cause.to_string());
            let said = causes.last().unwrap_or(&message);
            if !said.contains(&text) {
                causes.push(text);
            }
            below = cause.source();
        }
        Failure { kind: error.kind(), clause: error.clause(), message, causes, hint: error.hint(), instead: None }
    }

    /// A failure of the frame's own, where no room has an error to give.
    pub(super) fn plain(kind: Fault, message: &str, hint: Option<String>) -> Self {
        Failure { kind, clause: None, message: harmless(message), causes: Vec::new(), hint, instead: None }
    }

    /// No failure: the verb ends here with another answer than its own.
    pub fn instead(answer: Answer) -> Self {
        let mut ended = Failure::plain(Fault::Bug, "this answer was not given", None);
        ended.instead = Some(Box::new(answer));
        ended
    }

    /// The other answer, where there is one.
    pub(super) fn answer(self) -> Result<Answer, Failure> {
        match self.instead {
            Some(answer) => Ok(*answer),
            None => Err(self),
        }
    }

    /// The same failure with another next thing to type, where the verb knows better than the room.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure with more to type behind its next thing to type, where it has one.
    #[must_use]
    pub fn with_more_to_type(mut self, more: &str) -> Self {
        self.hint = self.hint.map(|hint| format!("{hint} {more}"));
        self
    }

    /// The same failure, naming the file that it is about where it is of one of these kinds.
    #[must_use]
    pub fn about(mut self, file: &std::path::Path, kinds: &[Fault]) -> Self {
        if kinds.contains(&self.kind) && !self.message.starts_with(&*file.to_string_lossy()) {
            self.message = harmless(&format!("{}: {}", file.display(), self.message));
        }
        self
    }

    /// The same failure, which says what else failed in the same way: a folder is mended at once. More than twenty are
    /// counted.
    #[must_use]
    pub fn and(mut self, others: &[Failure]) -> Self {
        for other in others.iter().take(TOLD) {
            self.message.push_str(&format!("; {}", other.message));
        }
        if others.len() > TOLD {
            self.message.push_str(&format!("; and {} more", others.len() - TOLD));
        }
        self
    }

    /// The message, without its causes.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The clause that refuses, where there is one.
    pub fn clause(&self) -> Option<&'static str> {
        self.clause
    }

    /// Its kind, and so the exit code.
    pub fn kind(&self) -> Fault {
        self.kind
    }

    /// The lines for a person: `error:`, then the causes, then `hint:`.
    pub fn human(&self, colour: bool) -> String {
        let (red, cyan, plain) = if colour { ("\x1b[1;31m", "\x1b[36m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{red}error:{plain} {}\n", self.message);
        for cause in &self.causes {
            text.push_str(&format!("  because {cause}\n"));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("{cyan}hint:{plain} {}\n", harmless(hint)));
        }
        text
    }

    /// The one JSON document of a command that failed.
    pub fn document(&self, schema: &str) -> String {
        let document = Document {
            schema,
            error: Body {
                kind: self.kind.word(),
                clause: self.clause,
                message: &self.message,
                causes: &self.causes,
                hint: self.hint.as_deref(),
                exit_code: self.kind.exit_code(),
            },
        };
        match serde_json::to_string_pretty(&document) {
            Ok(text) => super::report::harmless(&text),
            Err(_) => format!("{{\"schema\":\"{schema}\",\"error\":{{\"kind\":\"bug\",\"exit_code\":70}}}}\n"),
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'a str,
    error: Body<'a>,
}

#[derive(Serialize)]
struct Body<'a> {
    kind: &'static str,
    clause: Option<&'static str>,
    message: &'a str,
    causes: &'a [String],
    hint: Option<&'a str>,
    exit_code: u8,
}

/// One line without anything that steers a terminal. Rooms make foreign text harmless themselves, so a backslash is
/// already an escape here and stays as it is.
pub(super) fn harmless(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    kept(&lines.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{said}")]
    struct Layer {
        said: &'static str,
        #[source]
        below: Option<Box<Layer>>,
    }

    impl Fail for Layer {
        fn kind(&self) -> Fault {
            Fault::Refused
        }
        fn clause(&self) -> Option<&'static str> {
            Some("SERIAL-1")
        }
        fn hint(&self) -> Option<String> {
            Some("take another serial".into())
        }
    }

    fn layers(said: &[&'static str]) -> Layer {
        let below = (said.len() > 1).then(|| Box::new(layers(&said[1..])));
        Layer { said: said[0], below }
    }

    #[test]
    fn a_cause_that_is_said_already_is_not_said_again() {
        let said = ["SERIAL-1: used: disk full", "disk full", "disk full", "no space"];
        let lines = ["error: SERIAL-1: used: disk full", "  because no space", "hint: take another serial", ""];
        assert_eq!(Failure::from(layers(&said)).human(false), lines.join("\n"));
    }

    #[test]
    fn a_failure_tells_of_twenty_others_and_counts_the_rest() {
        let others: Vec<Failure> = (0..22).map(|_| Failure::from(layers(&["b: bad"]))).collect();
        let said = Failure::from(layers(&["a: bad"])).and(&others);
        assert_eq!(said.message().matches("; b: bad").count(), 20);
        assert!(said.message().starts_with("a: bad; b: bad") && said.message().ends_with("; and 2 more"));
        assert_eq!(Failure::from(layers(&["a"])).and(&[]).message(), "a");
    }

    #[test]
    fn the_document_names_kind_clause_and_exit_code() {
        let text = Failure::from(layers(&["SERIAL-1: used", "why"])).document("chancery/cert.issue@1");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "chancery/cert.issue@1");
        let expected = serde_json::json!({
            "kind": "refused", "clause": "SERIAL-1", "message": "SERIAL-1: used", "causes": ["why"],
            "hint": "take another serial", "exit_code": 3
        });
        assert_eq!(value["error"], expected);
    }

    #[test]
    fn a_message_is_one_line_that_steers_no_terminal() {
        let failure = Failure::from(layers(&["a\u{1b}[2J\nb \\u{1b}"]));
        assert_eq!(failure.human(false).lines().next(), Some("error: a\\u{1b}[2J b \\u{1b}"));
        assert!(!failure.human(false).contains('\u{1b}'));
        assert!(failure.human(true).starts_with("\x1b[1;31merror:\x1b[0m "));
    }
}
