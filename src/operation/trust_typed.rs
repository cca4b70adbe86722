//! The first anchor: two officers type its fingerprint, each alone, and both must have typed the same.

use super::trust_error::TrustError;
use crate::act::TrustAccept;
use crate::digest::Digest;
use crate::safe::Label;

/// That two different officers typed the same fingerprint. Only [`Typed::both`] makes it.
///
/// ```compile_fail,E0451
/// use chancery::operation::trust_typed::Typed;
/// fn claimed(certificate: chancery::digest::Digest, one: chancery::safe::Label) -> Typed {
///     Typed { certificate, by: [one.clone(), one] } // private fields
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    certificate: Digest,
    by: [Label; 2],
}

impl Typed {
    /// What each typed, where that is the same. Where it is not, only the place is said: which is right, nobody here knows.
    pub fn both(first: (&Label, Digest), second: (&Label, Digest)) -> Result<Typed, TrustError> {
        let by = expect_two(&[first.0.clone(), second.0.clone()])?;
        match first.1.first_difference(&second.1) {
            Some(group) => Err(TrustError::TypedApart { group }),
            None => Ok(Typed { certificate: first.1, by }),
        }
    }

    /// The fingerprint.
    pub fn certificate(&self) -> Digest {
        self.certificate
    }

    /// Who typed it, in that order.
    pub fn by(&self) -> &[Label] {
        &self.by
    }

    /// Whether an act says just this.
    pub fn is_said_by(&self, act: &TrustAccept) -> bool {
        act.certificate == self.certificate && act.typed_by == self.by
    }
}

/// The two. Refuses other than two different people (TRUST-13).
pub fn expect_two(officers: &[Label]) -> Result<[Label; 2], TrustError> {
    if let [first, second] = officers
        && first != second
    {
        return Ok([first.clone(), second.clone()]);
    }
    let names: Vec<String> = officers.iter().map(|officer| format!("'{officer}'")).collect();
    Err(TrustError::NotTwo { found: if names.is_empty() { "nobody".into() } else { names.join(" and ") } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    fn label(text: &str) -> Label {
        text.parse().unwrap()
    }

    #[test]
    fn trust_13_two_different_officers_type_and_not_one_twice_nor_one_alone_nor_three() {
        let named = |names: &[&str]| expect_two(&names.iter().map(|name| label(name)).collect::<Vec<_>>());
        assert!(named(&["anna", "ben"]).is_ok());
        for wrong in [&["anna", "anna"][..], &["anna"], &[], &["anna", "ben", "cleo"], &["anna", "ben", "anna"]] {
            assert_eq!(named(wrong).unwrap_err().clause(), Some("TRUST-13"), "{wrong:?}");
        }
        let one = Digest::of(b"one");
        assert_eq!(Typed::both((&label("anna"), one), (&label("anna"), one)).unwrap_err().clause(), Some("TRUST-13"));
    }

    #[test]
    fn trust_15_two_that_differ_are_told_apart_by_the_place_alone() {
        let (one, other) = (Digest([1; 32]), Digest([2; 32]));
        let error = Typed::both((&label("anna"), one), (&label("ben"), other)).unwrap_err();
        assert_eq!(error.clause(), Some("TRUST-15"));
        let said = error.to_string();
        assert!(said.contains("group 1 of 16") && !said.contains("0101") && !said.contains("0202"), "{said}");
    }

    #[test]
    fn an_act_says_what_was_typed_only_with_the_same_certificate_and_the_same_two() {
        let one = Digest::of(b"one");
        let typed = Typed::both((&label("anna"), one), (&label("ben"), one)).unwrap();
        let act = |certificate, by: &[&str]| TrustAccept {
            certificate,
            source: "note".into(),
            despite: None,
            rule: None,
            typed_by: by.iter().map(|name| label(name)).collect(),
        };
        assert!(typed.is_said_by(&act(one, &["anna", "ben"])));
        for other in [act(Digest::of(b"two"), &["anna", "ben"]), act(one, &["anna", "cleo"]), act(one, &["ben"])] {
            assert!(!typed.is_said_by(&other));
        }
    }
}
