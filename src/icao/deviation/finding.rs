//! What is odd in a deviation list: a code, where it stands, what was found, and how often.

use std::fmt;

use serde::Serialize;

oddities! {
    /// What can be odd.
    {
        /// The list's version is not 0.
        Version = "DL01", "the list's version is not 0";
        /// Something follows where an element should end.
        Trailing = "DL02", "octets follow where the element should end";
        /// The deviations are not in DER order.
        DeviationsUnsorted = "DL03", "the deviations are not in DER order";
        /// A deviation cannot be read and is kept raw.
        Unreadable = "DL04", "the deviation cannot be read; it is kept as it is";
        /// Something in it is not DER.
        NotDer = "DL05", "it is not DER";
        /// Something stands there that Doc 9303-12 10 does not know.
        UnknownElement = "DL06", "an element that a deviation list does not have; it is kept as it is";
        /// A part stands there a second time, or after one that comes later; the first counts.
        OutOfPlace = "DL07", "a part stands there again or out of its order; the first counts";
        /// A part has its own tag inside where the tag around it replaces it.
        ExplicitTag = "DL08", "a tag stands around a part in place of its own (the module's tags are implicit)";
        /// A document type is not two letters of the machine-readable zone.
        DocumentType = "DL09", "the document type is not two letters";
        /// A certificate is named by its digest and the list does not say by which hash.
        DigestAlgorithmMissing = "DL10", "a certificate is named by its digest, and the list does not say which hash";
        /// A certificate's digest has another length than its hash gives.
        DigestLength = "DL11", "the digest of a certificate has another length than its hash gives";
        /// A date is not `YYYYMMDDHHMMSSZ`; it is kept raw and bounds nothing.
        Date = "DL12", "a date that is not YYYYMMDDHHMMSSZ; it is kept as it is and bounds nothing";
        /// The last day of issue lies before the first.
        DatesReversed = "DL13", "the last date of issue lies before the first";
        /// A document number is not a PrintableString.
        NumberType = "DL14", "a document number of another string type than PrintableString";
        /// Something among the document numbers is no text.
        NumberUnreadable = "DL15", "among the document numbers something that is no text";
        /// A document number is empty or has characters that PrintableString does not have.
        NumberCharacters = "DL16", "a document number that is empty or has characters no PrintableString has";
        /// The document numbers are not in DER order.
        NumbersUnsorted = "DL17", "the document numbers are not in DER order";
        /// A document number stands next to itself.
        NumberTwice = "DL18", "a document number stands there twice";
        /// There is a list of document numbers and it is empty, so that the deviation is about no document.
        NumbersEmpty = "DL19", "the list of document numbers is empty, so that the deviation is about no document";
        /// Nothing says which documents are meant: all of the state's.
        Unbounded = "DL20", "nothing says which documents are meant: it is about every document of the state";
        /// Nothing says what deviates.
        DescriptionsMissing = "DL21", "nothing says what deviates";
        /// A description cannot be read and is kept raw.
        DescriptionUnreadable = "DL22", "a description cannot be read; it is kept as it is";
        /// A kind of deviation that Doc 9303-12 10 does not name.
        KindUnknown = "DL23", "a kind of deviation that is not known here";
        /// The kind wants parameters that are not there.
        ParametersMissing = "DL24", "the kind of deviation wants a parameter, and there is none";
        /// Parameters that the kind does not have, or that have another form or value; kept raw.
        Parameters = "DL25", "parameters that this kind does not have, or of another form; they are kept as they are";
        /// A description is not a PrintableString.
        TextType = "DL26", "a text of another string type than PrintableString";
    }
}

/// One oddity of one deviation, told once however often it comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub code: Oddity,
    /// In which deviation, from 0; none where it is about the list.
    pub deviation: Option<usize>,
    /// Where it stands first.
    pub offset: usize,
    /// What was found there, made harmless.
    pub found: Option<String>,
    /// How often.
    pub times: u64,
}

/// People count deviations from 1.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.code.code())?;
        if let Some(deviation) = self.deviation {
            write!(f, "deviation {}, ", deviation + 1)?;
        }
        write!(f, "offset {}: {}", self.offset, self.code.words())?;
        if let Some(found) = &self.found {
            write!(f, ": {found}")?;
        }
        if self.times > 1 {
            write!(f, " (and {} more)", self.times - 1)?;
        }
        Ok(())
    }
}

/// How many findings of a list are kept; all are counted.
const KEPT: usize = 1000;

/// Everything odd in a list.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    kept: Vec<Finding>,
    beyond: u64,
    deviation: Option<usize>,
    /// Where the findings of the deviation in hand begin.
    begin: usize,
}

impl Findings {
    /// The findings, in the order of the list; the first thousand.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many oddities there are that are not kept.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    /// From now on about this deviation.
    pub(super) fn about(&mut self, deviation: Option<usize>) {
        self.deviation = deviation;
        self.begin = self.kept.len();
    }

    pub(super) fn note(&mut self, code: Oddity, offset: usize) {
        self.tell(code, offset, || None);
    }

    pub(super) fn note_text(&mut self, code: Oddity, offset: usize, octets: &[u8]) {
        self.tell(code, offset, || Some(crate::safe::line(&format!("'{}'", String::from_utf8_lossy(octets)), 80)));
    }

    pub(super) fn note_found(&mut self, code: Oddity, offset: usize, found: impl fmt::Display) {
        self.tell(code, offset, || Some(crate::safe::line(&found.to_string(), 200)));
    }

    fn tell(&mut self, code: Oddity, offset: usize, found: impl FnOnce() -> Option<String>) {
        let told = self.kept.get_mut(self.begin..).unwrap_or_default().iter_mut().find(|told| told.code == code);
        if let Some(told) = told {
            told.times += 1;
        } else if self.kept.len() < KEPT {
            self.kept.push(Finding { code, deviation: self.deviation, offset, found: found(), times: 1 });
        } else {
            self.beyond += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_oddity_has_a_code_of_its_own_in_order() {
        let codes: Vec<&str> = Oddity::ALL.iter().map(|oddity| oddity.code()).collect();
        let wanted: Vec<String> = (1..=codes.len()).map(|n| format!("DL{n:02}")).collect();
        assert_eq!(codes, wanted);
        assert!(Oddity::ALL.iter().all(|oddity| !oddity.words().is_empty()));
    }

    #[test]
    fn an_oddity_that_comes_a_thousand_times_in_a_deviation_is_told_once_and_counted() {
        let mut findings = Findings::default();
        findings.about(Some(3));
        (0..1000).for_each(|at| findings.note_text(Oddity::NumberType, at, b"X\x1b1"));
        assert_eq!(findings.kept().len(), 1);
        let told = findings.kept()[0].to_string();
        assert!(told.starts_with("DL14 deviation 4, offset 0: ") && told.ends_with("(and 999 more)"), "{told}");
        assert!(!told.contains('\u{1b}'));
        findings.about(Some(4));
        findings.note(Oddity::NumberType, 9);
        assert_eq!(findings.kept().len(), 2);
    }

    #[test]
    fn findings_are_bounded_however_many_deviations_have_one() {
        let mut findings = Findings::default();
        for deviation in 0..5000 {
            findings.about(Some(deviation));
            findings.note(Oddity::Unbounded, deviation);
        }
        assert_eq!((findings.kept().len(), findings.beyond()), (1000, 4000));
    }
}
