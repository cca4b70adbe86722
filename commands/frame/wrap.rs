//! Long lines, broken between words.

/// Breaks a line between words so that none is longer than `width` columns where that can be helped; every line after
/// the first begins with `indent` blanks. A word is never broken: one that is longer than a line stands out. A line that
/// is short enough stays as it is, its blanks too.
pub fn wrap(line: &str, width: usize, indent: usize) -> String {
    let columns = |text: &str| text.chars().count();
    if columns(line) <= width {
        return line.to_owned();
    }
    let mut lines: Vec<String> = vec![String::new()];
    for word in line.split_inclusive(' ') {
        let fresh = lines.len() > 1;
        let Some(last) = lines.last_mut() else { break };
        let taken = if fresh { indent } else { 0 } + columns(last);
        // Moving a word gains nothing where it would begin no further to the left.
        if taken + columns(word.trim_end()) > width && taken > indent && !last.trim().is_empty() {
            lines.push(word.to_owned());
        } else {
            last.push_str(word);
        }
    }
    let margin = format!("\n{}", " ".repeat(indent));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join(&margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_stays_as_it_is() {
        assert_eq!(wrap("a  b ", 10, 2), "a  b ");
    }

    #[test]
    fn a_long_line_is_broken_between_words_and_set_in() {
        assert_eq!(wrap("one two three four", 9, 2), "one two\n  three\n  four");
        let words = "word ".repeat(60);
        assert!(wrap(&words, 80, 4).lines().all(|line| line.len() <= 80));
    }

    #[test]
    fn a_word_is_never_broken_and_not_moved_for_nothing() {
        let digest = "f".repeat(64);
        assert_eq!(wrap(&format!("list: {digest}"), 66, 4), format!("list:\n    {digest}"));
        assert_eq!(wrap(&format!("File: {digest}"), 60, 6), format!("File: {digest}"));
    }
}
