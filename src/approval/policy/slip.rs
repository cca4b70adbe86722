//! The known word that was probably meant, for "did you mean".

/// The known word that differs least from `word`, where no more than a third of its letters differ.
pub(super) fn probably<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).clamp(1, 3);
    let near = known.into_iter().map(|candidate| (differ(word, candidate), candidate));
    near.filter(|(differ, _)| *differ <= most).min().map(|(_, candidate)| candidate)
}

/// How many letters must be added, dropped or changed; of long words the first 64 are compared.
fn differ(word: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in word.chars().take(64).enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (j, b) in other.iter().enumerate() {
            let up = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            let best = (up + 1).min(left + 1).min(corner + usize::from(a != *b));
            if let Some(cell) = row.get_mut(j) {
                *cell = left;
            }
            (corner, left) = (up, best);
        }
        if let Some(last) = row.last_mut() {
            *last = left;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let known = ["quorum", "roles", "validity", "cooling-off"];
        assert_eq!(probably("qourum", known), Some("quorum"));
        assert_eq!(probably("role", known), Some("roles"));
        assert_eq!(probably("cooling_off", known), Some("cooling-off"));
        assert_eq!(probably("password", known), None);
        assert_eq!((differ("", "abc"), differ("abc", ""), differ("kitten", "sitting")), (3, 3, 3));
    }
}
