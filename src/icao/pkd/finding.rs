//! What is odd in a PKD file: a code, where it stands, and what was found.

use std::fmt;

use serde::Serialize;

use crate::safe;

/// Where something begins in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// Octets before it.
    pub offset: u64,
    /// Its line, counted from 1 as editors do.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, offset {}", self.line, self.offset)
    }
}

impl Oddity {
    /// Whether it is said of what stands before in the file, too. Who reads a file from its middle on cannot tell.
    pub const fn needs_what_stood_before(self) -> bool {
        matches!(self, Oddity::ParentMissing | Oddity::ContainerRepeated | Oddity::ObjectRepeated)
    }
}

oddities! {
    /// What can be odd. `L` codes are about LDIF (RFC 2849), `P` codes about the PKD.
    {
        /// There is no `version: 1` before the first record.
        VersionMissing = "L01", "the file does not begin with its version";
        /// The version is not 1.
        VersionOther = "L02", "the version is not 1";
        /// A further version line, as where files were joined.
        VersionRepeated = "L03", "a further version line stands in the middle";
        /// The file begins with a byte order mark.
        ByteOrderMark = "L04", "the file begins with a byte order mark";
        /// A line is longer than is read; its record is skipped.
        LineTooLong = "L05", "a line is longer than is read; the record is skipped";
        /// A record is larger than is read; it is skipped.
        RecordTooLarge = "L06", "the record is larger than is read; it is skipped";
        /// A record has more attributes than are read; it is skipped.
        TooManyAttributes = "L07", "the record has more attributes than are read; it is skipped";
        /// A record has no `dn:` line.
        NameMissing = "L08", "the record has no name";
        /// A line is no attribute and value.
        NotAnAttribute = "L09", "the line is no attribute and value; it is left out";
        /// A line begins with a blank where nothing is to be continued.
        ContinuesNothing = "L10", "the line continues nothing; it is left out";
        /// A value said to be base64 is not.
        Base64Broken = "L11", "the value is not base64; it is kept as written";
        /// A value is base64 with blanks, without padding, or with bits left over.
        Base64Loose = "L12", "the base64 is not written as it should be";
        /// A value is given by an address, which is never fetched.
        UrlRefused = "L13", "the value is only an address, which is not fetched";
        /// A plain value has octets that should have been base64.
        ValueUnsafe = "L14", "the plain value has octets that should stand in base64";
        /// A record begins without a blank line before it.
        BlankLineMissing = "L15", "no blank line stands before the record";
        /// A change of a kind that RFC 2849 does not know.
        ChangeUnknown = "L16", "the kind of change is not known";
        /// A change is not written as its kind demands.
        ChangeMisshapen = "L17", "the change is not written as its kind demands";
        /// The file ends within a line.
        FinalNewlineMissing = "L18", "the file ends within a line; it may have been cut off";
        /// A control, which is not acted on.
        Control = "L19", "a control is not acted on";
        /// The name is not of RFC 4514.
        NameUnreadable = "L20", "the name cannot be read";
        /// A record has more findings than are kept.
        MoreFindings = "L21", "further findings of this record are left out";
        /// The file is empty: not even a version.
        FileEmpty = "L22", "the file is empty";
        /// The name ends in none of the PKD's own suffixes.
        BaseUnknown = "P01", "the name does not end in dc=data or dc=nc-data of the PKD";
        /// There is no country in the name, or one of another form.
        StateUnreadable = "P02", "the name has no country of two letters";
        /// The country is not in capitals.
        StateLowerCase = "P03", "the country of the name is not in capitals";
        /// The branch is not one that is known.
        BranchUnknown = "P04", "the branch of the name is not known";
        /// A record stands before its container, or the container is not there.
        ParentMissing = "P05", "the containers of the record do not stand before it";
        /// A container stands here again.
        ContainerRepeated = "P06", "the container stood here before";
        /// The serial number of the name is not the certificate's.
        SerialDiffers = "P07", "the serial number of the name is not the certificate's";
        /// The country of the name is not that of the object.
        StateDiffers = "P08", "the country of the name is not the object's";
        /// A record of a branch without the object.
        ObjectMissing = "P09", "the record holds no object";
        /// A record with more than one object.
        ObjectsSeveral = "P10", "the record holds more than one object";
        /// An object cannot be read and is kept raw.
        ObjectUnreadable = "P11", "the object cannot be read; it is kept as found";
        /// Octets follow the object.
        ObjectTrailing = "P12", "octets follow the object";
        /// An object is of another kind than its branch.
        ObjectMisplaced = "P13", "the object is not of the kind of its branch";
        /// The pkdVersion is no number.
        VersionUnreadable = "P14", "pkdVersion is not one number";
        /// The list stands in the attribute of older downloads.
        OldAttribute = "P15", "the list stands in an attribute of older downloads";
        /// The attribute of an object lacks `;binary`, or has it where it should not.
        BinaryOption = "P16", "the option ;binary is not written as elsewhere";
        /// The same bytes stood earlier in the file.
        ObjectRepeated = "P17", "the same object stood earlier in the file";
        /// A file called complete has changes.
        ChangeInComplete = "P18", "a change stands in a file that is called complete";
        /// The file's content belongs to another collection than its name says.
        CollectionDiffers = "P19", "the record does not belong to the collection that the file's name says";
        /// A conformance code that does not read `SEVERITY:TYPE.FIELD.N`.
        ConformanceUnreadable = "P20", "the conformance code is not of the usual form";
        /// The names inside and beside the record differ.
        NameDiffers = "P21", "an attribute differs from the record's name";
        /// A change, or a part of one, that is kept and changes nothing of what stands: another name, or values taken away of
        /// which none is named.
        ChangeNotApplied = "P22", "the change, or a part of it, is kept and not applied to what stands";
    }
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.words())
    }
}

/// One oddity at its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub oddity: Oddity,
    /// Where.
    pub place: Place,
    /// What was found, made harmless and short; empty where the code says all.
    pub detail: String,
}

/// How many characters of foreign text a finding quotes.
const QUOTED: usize = 60;

impl Finding {
    /// An oddity that says all by its code.
    pub fn plain(oddity: Oddity, place: Place) -> Finding {
        Finding { oddity, place, detail: String::new() }
    }

    /// An oddity and the octets that are odd.
    pub fn quoting(oddity: Oddity, place: Place, octets: &[u8]) -> Finding {
        let some = octets.get(..4 * QUOTED).unwrap_or(octets);
        Finding { oddity, place, detail: safe::line(&String::from_utf8_lossy(some), QUOTED) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.oddity)?;
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

/// The findings of one record: so many are kept, and that there were more is said.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Finding>,
}

/// How many findings of one record are kept.
pub const FINDINGS_KEPT: usize = 32;

impl Findings {
    /// Notes one.
    pub(super) fn note(&mut self, finding: Finding) {
        match self.kept.len() {
            kept if kept < FINDINGS_KEPT => self.kept.push(finding),
            FINDINGS_KEPT => self.kept.push(Finding::plain(Oddity::MoreFindings, finding.place)),
            _ => {}
        }
    }

    /// Notes an oddity that says all by its code.
    pub(super) fn plain(&mut self, oddity: Oddity, place: Place) {
        self.note(Finding::plain(oddity, place));
    }

    /// What was kept.
    pub(super) fn into_vec(self) -> Vec<Finding> {
        self.kept
    }
}

impl From<Vec<Finding>> for Findings {
    fn from(kept: Vec<Finding>) -> Self {
        Findings { kept }
    }
}
