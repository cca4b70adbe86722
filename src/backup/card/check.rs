//! One share judged alone: of this set, whole, unaltered. Nothing is rebuilt and no other share is needed.

use openssl::memcmp;

use super::error::CardError;
use super::note::Note;
use crate::backup::manifest::check_of;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::safe::Label;
use crate::share::Share;

/// Octets of the secret that the shares of a set give: an AES-256 key.
const SECRET: usize = 32;

/// What a set says of its shares; none of it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharesSaid {
    /// The number that all of them begin with.
    pub identifier: u16,
    /// How many are wanted.
    pub threshold: u8,
    /// How many there are.
    pub of: u8,
    /// Each of them.
    pub each: Vec<ShareSaid>,
}

/// What a set says of one share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareSaid {
    /// Its number, from 1.
    pub number: u8,
    /// Who keeps it.
    pub keeper: Label,
    /// Its [`share_check`].
    pub check: Digest,
}

/// What a set keeps of a share, to know it again: [`check_of`] its words.
pub fn share_check(set: SetId, number: u8, share: &Share) -> Digest {
    check_of(set, number, &share.expose_words())
}

/// Judges one share against what its set says: SHARE-17 where it is of another set, SHARE-18 where the set has no share
/// of that number, SHARE-19 where it is not the one that was handed out. Gives what the set says of it: number and keeper.
pub fn judge<'a>(set: SetId, wanted: &'a SharesSaid, share: &Share) -> Result<&'a ShareSaid, CardError> {
    let head = share.head();
    let compared: [(&'static str, u64, u64); 5] = [
        ("SLIP-39 number", head.set.identifier.number().into(), wanted.identifier.into()),
        ("number of groups", head.set.groups.into(), 1),
        ("number of shares wanted", head.member_threshold.into(), wanted.threshold.into()),
        ("secret's length in octets", head.set.octets as u64, SECRET as u64),
        ("group", head.group.into(), 1),
    ];
    if let Some((what, found, wanted)) = compared.into_iter().find(|(_, found, wanted)| found != wanted) {
        let (found, wanted) = (found.to_string(), wanted.to_string());
        return Err(CardError::OtherSet { share: head.name(), set, what, found, wanted });
    }
    let number = head.member;
    let said = wanted.each.iter().find(|said| said.number == number && number <= wanted.of);
    let said = said.ok_or(CardError::NoSuchNumber { number, of: wanted.of, set })?;
    if memcmp::eq(share_check(set, number, share).bytes(), said.check.bytes()) {
        Ok(said)
    } else {
        Err(CardError::Altered { number, keeper: said.keeper.clone(), set })
    }
}

/// Judges what a note says of itself (SHARE-20), then its share as [`judge`] does.
pub fn judge_note<'a>(set: SetId, wanted: &'a SharesSaid, note: &Note) -> Result<&'a ShareSaid, CardError> {
    match note.set {
        Some(found) if found != set => Err(CardError::NoteOfOtherSet { found, wanted: set }),
        _ => judge(set, wanted, &note.share),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SET, canaries, dealt, others, said_of, silent};
    use super::*;
    use crate::fault::{Fail, Fault};
    use crate::secret::Secret;

    #[test]
    fn the_check_is_what_the_format_says() {
        let share = dealt(2, 3, 32).remove(1);
        let words = share.expose_words();
        let text = format!("chancery share\na1b2c3d4e5f60718\n2\n{}\n", words.expose_text().unwrap());
        assert_eq!(share_check(SET, 2, &share), Digest::of(text.as_bytes()));
    }

    #[test]
    fn every_share_of_a_set_is_told_by_its_number_and_keeper() {
        let shares = dealt(3, 5, 32);
        let said = said_of(&shares);
        for (share, expected) in shares.iter().zip(["keeper-1", "keeper-2", "keeper-3", "keeper-4", "keeper-5"]) {
            assert_eq!(judge(SET, &said, share).unwrap().keeper.as_str(), expected);
        }
    }

    #[test]
    fn share_17_a_share_of_another_set_is_refused_by_the_first_thing_in_which_it_differs() {
        let shares = dealt(2, 3, 32);
        let said = said_of(&shares);
        let with = |change: &dyn Fn(&mut SharesSaid)| {
            let mut other = said.clone();
            change(&mut other);
            let error = judge(SET, &other, &shares[0]).unwrap_err();
            silent(&error, &canaries(&shares[0]));
            assert_eq!((error.clause(), error.kind()), (Some("SHARE-17"), Fault::Refused), "{error}");
            assert!(error.hint().unwrap().contains("'Set a1b2-c3d4-e5f6-0718'"), "{error:?}");
            error.to_string()
        };
        assert!(with(&|said| said.identifier ^= 1).contains("SLIP-39 number"));
        assert!(with(&|said| said.threshold = 3).contains("number of shares wanted is 2, the set's 3"));
        let short = dealt(2, 3, 16);
        let error = judge(SET, &said_of(&short), &short[0]).unwrap_err();
        assert!(error.to_string().contains("length in octets is 16, the set's 32"), "{error}");
        let error = judge(SET, &said, &others(&shares)[0]).unwrap_err();
        assert_eq!(error.clause(), Some("SHARE-17"), "{error}");
    }

    #[test]
    fn share_18_a_number_that_the_set_does_not_have_is_refused() {
        let shares = dealt(2, 5, 32);
        let mut said = said_of(&shares);
        said.each.truncate(3);
        let missing = judge(SET, &said, &shares[3]).unwrap_err();
        said = said_of(&shares);
        said.of = 3;
        let beyond = judge(SET, &said, &shares[4]).unwrap_err();
        for (error, number) in [(missing, 4), (beyond, 5)] {
            assert_eq!((error.clause(), error.kind()), (Some("SHARE-18"), Fault::Refused));
            assert!(error.to_string().contains(&format!("share {number} is none of set")), "{error}");
            assert!(error.hint().is_some());
        }
    }

    #[test]
    fn share_19_a_share_with_the_same_head_and_another_value_or_another_set_is_not_the_one() {
        let shares = dealt(2, 3, 32);
        let mut said = said_of(&shares);
        said.each.swap(0, 1);
        (said.each[0].number, said.each[1].number) = (1, 2);
        for error in [judge(SET, &said, &shares[0]), judge(SetId::of([1; 8]), &said_of(&shares), &shares[0])] {
            let error = error.unwrap_err();
            silent(&error, &canaries(&shares[0]));
            assert_eq!((error.clause(), error.kind()), (Some("SHARE-19"), Fault::Unsound), "{error}");
            assert!(error.hint().unwrap().contains("keeper-"), "{error}");
        }
    }

    #[test]
    fn one_wrong_word_is_no_share_at_all() {
        let share = dealt(2, 3, 32).remove(0);
        let text = share.expose_words();
        let words: Vec<&str> = text.expose_text().unwrap().split(' ').collect();
        for place in 0..words.len() {
            let mut wrong = words.clone();
            wrong[place] = if wrong[place] == "academic" { "acid" } else { "academic" };
            let error = Share::read(&Secret::new(wrong.join(" ").into_bytes())).err().unwrap();
            assert_eq!(error.clause(), Some("SHARE-3"), "{place}");
        }
    }
}
