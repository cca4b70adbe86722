//! The nearest known word to one that is not known, for "did you mean".

/// The known word nearest to `word`, if it is near enough to be a slip of the finger.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word: Vec<char> = word.chars().take(64).collect();
    let limit = (word.len() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// How many letters must be added, dropped, changed or swapped with their neighbour.
fn distance(word: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in word.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let (Some(up), Some(left), Some(corner)) = (last.get(j + 1), row.get(j), last.get(j)) else { continue };
            let mut best = (up + 1).min(left + 1).min(corner + usize::from(a != b));
            let swapped = i > 0 && j > 0 && word.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if let (true, Some(two)) = (swapped, before.get(j.wrapping_sub(1))) {
                best = best.min(two + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let known = ["say", "check", "record", "sign-off"];
        assert_eq!(nearest("chekc", known).as_deref(), Some("check"));
        assert_eq!(nearest("recrod", known).as_deref(), Some("record"));
        assert_eq!(nearest("sign-of", known).as_deref(), Some("sign-off"));
        assert_eq!(nearest("photograph", known), None);
        assert_eq!(nearest("", known), None);
    }
}
