//! Globs: names of acts and profiles with `*` for any run of letters, none included. Nothing else is special.

use std::fmt;

/// The longest glob, in characters.
pub(super) const LONGEST: usize = 80;

/// A pattern for names, over `a-z0-9.-` and `*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glob(String);

impl Glob {
    /// Reads a glob; `None` where it is empty, longer than 80 characters, has another letter, or two stars in a row.
    pub fn parse(text: &str) -> Option<Glob> {
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '*');
        let fits = (1..=LONGEST).contains(&text.len()) && text.chars().all(letter) && !text.contains("**");
        fits.then(|| Glob(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the whole name fits. The work is at most the product of both lengths.
    pub fn matches(&self, name: &str) -> bool {
        let (glob, name) = (self.0.as_bytes(), name.as_bytes());
        let (mut g, mut n) = (0, 0);
        // Where to go on after taking one more letter into the last star.
        let mut last: Option<(usize, usize)> = None;
        while n < name.len() {
            match glob.get(g) {
                Some(b'*') => {
                    last = Some((g + 1, n));
                    g += 1;
                }
                Some(letter) if name.get(n) == Some(letter) => (g, n) = (g + 1, n + 1),
                _ => {
                    let Some((behind, taken)) = last else { return false };
                    last = Some((behind, taken + 1));
                    (g, n) = (behind, taken + 1);
                }
            }
        }
        glob.get(g..).is_some_and(|rest| rest.iter().all(|letter| *letter == b'*'))
    }

    /// Whether some name fits both.
    pub fn meets(&self, other: &Glob) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        // fits[j]: whether the rest of `a` from i and the rest of `b` from j have a name in common; from the ends.
        let mut fits = vec![false; b.len() + 1];
        for i in (0..=a.len()).rev() {
            let below = std::mem::replace(&mut fits, vec![false; b.len() + 1]);
            for j in (0..=b.len()).rev() {
                let at = |row: &[bool], index: usize| row.get(index).copied().unwrap_or(false);
                let met = match (a.get(i), b.get(j)) {
                    (None, None) => true,
                    (Some(b'*'), other) => at(&below, j) || (other.is_some() && at(&fits, j + 1)),
                    (other, Some(b'*')) => at(&fits, j + 1) || (other.is_some() && at(&below, j)),
                    (Some(x), Some(y)) => x == y && at(&below, j + 1),
                    _ => false,
                };
                if let Some(cell) = fits.get_mut(j) {
                    *cell = met;
                }
            }
        }
        fits.first() == Some(&true)
    }

    /// Whether it has a star.
    pub fn is_open(&self) -> bool {
        self.0.contains('*')
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn glob(text: &str) -> Glob {
        Glob::parse(text).unwrap()
    }

    /// The plainest model there is.
    fn fits(glob: &[u8], name: &[u8]) -> bool {
        match (glob.split_first(), name.split_first()) {
            (None, None) => true,
            (Some((b'*', rest)), Some((_, shorter))) => fits(rest, name) || fits(glob, shorter),
            (Some((b'*', rest)), None) => fits(rest, name),
            (Some((a, glob)), Some((b, name))) => a == b && fits(glob, name),
            _ => false,
        }
    }

    #[test]
    fn a_star_is_any_run_of_letters_and_all_else_is_itself() {
        assert!(glob("key.*").matches("key.generate") && glob("key.*").matches("key."));
        assert!(!glob("key.*").matches("key") && !glob("key.*").matches("monkey.lock"));
        assert!(glob("*").matches("") && glob("csca-*-a").matches("csca-root-a"));
        assert!(!glob("key.lock").matches("keyxlock"), "a dot is a dot");
    }

    #[test]
    fn other_letters_and_empty_globs_are_refused() {
        for bad in ["", "**", "a**b", "Key.*", "key ?", "key/*", "é", "[a]", "a\u{202e}", &"a".repeat(81)] {
            assert!(Glob::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_glob_made_to_take_long_does_not() {
        let hostile = glob(&("a*".repeat(39) + "b"));
        assert!(!hostile.matches(&"a".repeat(60_000)));
        assert!(hostile.matches(&("a".repeat(60_000) + "b")));
    }

    proptest! {
        #[test]
        fn matching_is_what_the_plain_model_says(g in "[ab*]{1,7}", name in "[ab]{0,7}") {
            let Some(parsed) = Glob::parse(&g) else { return Ok(()) };
            prop_assert_eq!(parsed.matches(&name), fits(g.as_bytes(), name.as_bytes()));
        }

        #[test]
        fn two_globs_meet_where_some_name_fits_both(a in "[ab*]{1,4}", b in "[ab*]{1,4}") {
            let (Some(a), Some(b)) = (Glob::parse(&a), Glob::parse(&b)) else { return Ok(()) };
            // A shortest name in common is no longer than both globs together.
            let mut names = vec![String::new()];
            for length in 0..8 {
                let longer: Vec<String> = names.iter().filter(|n| n.len() == length)
                    .flat_map(|n| ["a", "b"].map(|c| format!("{n}{c}"))).collect();
                names.extend(longer);
            }
            prop_assert_eq!(a.meets(&b), names.iter().any(|n| a.matches(n) && b.matches(n)));
        }
    }
}
