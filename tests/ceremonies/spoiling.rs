//! Spoilt input: whatever is done to the bytes, the answer is an error or a clean reading, never a panic.

use chancery::ceremony::{Answers, Event, Run, Script, lint};
use chancery::mode::Mode;
use proptest::prelude::*;

use crate::support::{SMALL, SMALL_ANSWERS, header, small, unattended};

/// Cuts, doubles or overwrites a piece of a text, on character borders.
fn spoilt(text: &str, at: usize, length: usize, with: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = at % (chars.len() + 1);
    let end = (at + length).min(chars.len());
    chars[..at].iter().chain(with.chars().collect::<Vec<_>>().iter()).chain(&chars[end..]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_spoilt_script_is_read_or_refused(at in 0usize..5000, length in 0usize..40, with in "[\\PC\n\"\\[\\]={}]{0,12}") {
        if let Ok(script) = Script::parse(&spoilt(SMALL, at, length, &with)) {
            let errors = lint(&script).iter().any(|f| f.severity == chancery::ceremony::Severity::Error);
            let answers = Answers::parse(SMALL_ANSWERS).unwrap();
            let fitted = answers.fit(&script, Mode::Specimen);
            prop_assert!(!(errors && fitted.is_ok()));
        }
    }

    #[test]
    fn spoilt_answers_fit_or_are_refused(at in 0usize..1000, length in 0usize..40, with in "[\\PC\n\"=]{0,12}") {
        if let Ok(answers) = Answers::parse(&spoilt(SMALL_ANSWERS, at, length, &with)) {
            let _ = answers.fit(&small(), Mode::Specimen);
        }
    }

    #[test]
    fn spoilt_events_are_refused_or_make_the_same_run(at in 0usize..9000, with in "[0-9a-z\"]{1}") {
        let (script, _, events) = unattended(SMALL, SMALL_ANSWERS, Mode::Specimen);
        let text = serde_json::to_string(&events).unwrap();
        if let Ok(spoilt) = serde_json::from_str::<Vec<Event>>(&spoilt(&text, at, 1, &with)) {
            let _ = chancery::ceremony::Transcript::of(&script, &spoilt, header(Mode::Specimen));
            if let Ok(run) = Run::resume(script, Mode::Specimen, &spoilt) {
                // What is public, unsealed and fits is still a whole run of this script.
                prop_assert!(run.is_finished());
            }
        }
    }
}
