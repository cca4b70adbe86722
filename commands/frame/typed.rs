//! Commands that are printed for a person to type next.

/// A file name as a shell takes it.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./+@:,=".contains(c);
    if !name.is_empty() && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("'{}'", name.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_quoted_where_a_shell_would_take_it_apart() {
        assert_eq!(quoted("approve.txt"), "approve.txt");
        assert_eq!(quoted("my file's.txt"), "'my file'\\''s.txt'");
    }
}
