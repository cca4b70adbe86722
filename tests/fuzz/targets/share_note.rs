//! A share out of what a keeper brings: a note, the text of a card, or bare words. What is taken is taken again from the
//! words alone, and what is refused is refused without a word of it.

use chancery::backup::card::read_note;
use chancery::secret::Secret;

pub fn run(bytes: &[u8]) {
    match read_note(&Secret::new(bytes.to_vec())) {
        Ok(note) => {
            assert_eq!(note.number.unwrap_or(note.share.head().member), note.share.head().member);
            let again = read_note(&note.share.expose_words()).unwrap();
            assert_eq!(again.share.head(), note.share.head());
        }
        Err(error) => super::is_harmless(&error.to_string()),
    }
}
