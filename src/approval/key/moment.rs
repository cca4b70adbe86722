//! When a signature says that it was made, against the station's time and its key's validity.

use super::{SKEW, SignatureError};
use crate::clock::Time;

/// Refuses a signature from the future, and one that was made when its key was not valid.
/// `until` is the last valid second, or none.
pub(super) fn expect_moment(signed: Time, from: Time, until: Option<Time>, now: Time) -> Result<(), SignatureError> {
    if signed > now.plus(SKEW) {
        return Err(SignatureError::Future { signed, now });
    }
    if signed < from || until.is_some_and(|until| signed > until) {
        let until = until.map_or_else(|| "without end".to_owned(), |until| until.to_string());
        return Err(SignatureError::KeyThen { signed, from, until });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn a_signature_may_be_ahead_by_the_skew_and_no_more_and_lies_in_its_keys_validity() {
        let at = |seconds| Time::from_unix(1_800_000_000 + seconds).unwrap();
        let judge = |signed, until| expect_moment(at(signed), at(-100), until, at(0)).map_err(|e| e.clause().unwrap());
        assert_eq!(judge(0, None), Ok(()));
        assert_eq!(judge(SKEW, None), Ok(()));
        assert_eq!(judge(SKEW + 1, None), Err("SIGNATURE-21"));
        assert_eq!(judge(-100, Some(at(0))), Ok(()));
        assert_eq!(judge(-101, None), Err("SIGNATURE-23"));
        assert_eq!(judge(10, Some(at(10))), Ok(()));
        assert_eq!(judge(11, Some(at(10))), Err("SIGNATURE-23"));
    }
}
