//! Patterns for what is typed: a picture of the text, readable by whoever reads the script.
//!
//! `#` is a digit, `@` a capital letter, `*` a capital letter or a digit, and `+` after
//! any of these means one or more. Everything else stands for itself: `UT-######`, `@@ #+`.

use std::fmt;

use serde::{Serialize, Serializer};

/// A picture of the text that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    parts: Vec<(Kind, bool)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Digit,
    Capital,
    Either,
    Exactly(char),
}

impl Kind {
    fn fits(self, c: char) -> bool {
        match self {
            Kind::Digit => c.is_ascii_digit(),
            Kind::Capital => c.is_ascii_uppercase(),
            Kind::Either => c.is_ascii_uppercase() || c.is_ascii_digit(),
            Kind::Exactly(wanted) => c == wanted,
        }
    }
}

impl Pattern {
    /// Reads a picture; `None` if it is empty, longer than 80 characters, or has a `+` with nothing to repeat.
    pub fn parse(text: &str) -> Option<Pattern> {
        let mut parts: Vec<(Kind, bool)> = Vec::new();
        for c in text.chars() {
            match c {
                '#' => parts.push((Kind::Digit, false)),
                '@' => parts.push((Kind::Capital, false)),
                '*' => parts.push((Kind::Either, false)),
                '+' => match parts.last_mut() {
                    Some((Kind::Digit | Kind::Capital | Kind::Either, many @ false)) => *many = true,
                    _ => return None,
                },
                other => parts.push((Kind::Exactly(other), false)),
            }
        }
        ((1..=80).contains(&parts.len())).then(|| Pattern { text: text.to_owned(), parts })
    }

    /// Whether the whole text fits. Each part of the picture is looked at once per character.
    pub fn fits(&self, text: &str) -> bool {
        // Which parts may come next, after what was read so far.
        let mut open = vec![false; self.parts.len() + 1];
        if let Some(first) = open.first_mut() {
            *first = true;
        }
        for c in text.chars() {
            let mut next = vec![false; self.parts.len() + 1];
            for (i, (kind, many)) in self.parts.iter().enumerate() {
                if open.get(i) == Some(&true) && kind.fits(c) {
                    if let Some(after) = next.get_mut(i + 1) {
                        *after = true;
                    }
                    if let (true, Some(again)) = (*many, next.get_mut(i)) {
                        *again = true;
                    }
                }
            }
            open = next;
        }
        open.last() == Some(&true)
    }
}

impl Pattern {
    /// The picture in words, such as `UT- and 6 digits`.
    pub fn words(&self) -> String {
        let mut told: Vec<String> = Vec::new();
        let mut rest = self.parts.as_slice();
        while let Some((kind, many)) = rest.first() {
            let same = |part: &&(Kind, bool)| match kind {
                Kind::Exactly(_) => matches!(part.0, Kind::Exactly(_)),
                kind => part.0 == *kind,
            };
            let run = rest.iter().take_while(same).count();
            let (here, behind) = rest.split_at(run);
            let more = if here.iter().any(|(_, many)| *many) || *many { " or more" } else { "" };
            let (one, several) = match kind {
                Kind::Digit => ("digit", "digits"),
                Kind::Capital => ("capital letter", "capital letters"),
                Kind::Either => ("capital letter or digit", "capital letters or digits"),
                Kind::Exactly(_) => {
                    let exact = here.iter().filter_map(|(kind, _)| match kind {
                        Kind::Exactly(c) => Some(*c),
                        _ => None,
                    });
                    told.push(format!("'{}'", exact.collect::<String>()));
                    rest = behind;
                    continue;
                }
            };
            let noun = if run == 1 && more.is_empty() { one } else { several };
            told.push(format!("{run}{more} {noun}"));
            rest = behind;
        }
        told.join(", then ")
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_fits_what_it_shows_and_nothing_else() {
        let bag = Pattern::parse("UT-######").unwrap();
        assert!(bag.fits("UT-004711"));
        for bad in ["", "UT-00471", "UT-0047111", "ut-004711", "UT-00471A", " UT-004711", "UT-００４７１１"] {
            assert!(!bag.fits(bad), "{bad}");
        }
        let device = Pattern::parse("@+#+").unwrap();
        assert!(device.fits("ABC1") && device.fits("A123") && !device.fits("ABC") && !device.fits("1"));
        let run = Pattern::parse("#+#").unwrap();
        assert!(run.fits("12") && run.fits("1234") && !run.fits("1"));
    }

    #[test]
    fn a_picture_is_told_in_words() {
        for (picture, words) in [
            ("****", "4 capital letters or digits"),
            ("UT-######", "'UT-', then 6 digits"),
            ("@@ #+", "2 capital letters, then ' ', then 1 or more digits"),
            ("#", "1 digit"),
            ("#+#", "2 or more digits"),
        ] {
            assert_eq!(Pattern::parse(picture).unwrap().words(), words);
        }
    }

    #[test]
    fn pictures_that_mean_nothing_are_refused() {
        for bad in ["", "+", "a+", "#++"] {
            assert!(Pattern::parse(bad).is_none(), "{bad}");
        }
    }
}
