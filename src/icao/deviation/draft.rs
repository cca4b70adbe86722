//! What a deviation list of ours is to say, as strict TOML that an officer writes and reads.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::DeviationError;
use super::description::Kind;
use super::documents::DocumentSigner;
use super::numbers::is_printable;
use crate::clock::Time;
use crate::pki::armour;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::safe::{is_plain, line};
use crate::signer::Hash;

/// Octets that a description may have: a list of hundreds of thousands of numbers has some millions.
const LONGEST: usize = 64 << 20;
/// Characters that a document number may have.
const NUMBER: usize = 40;
/// Characters that a text may have.
const WORDS: usize = 500;

/// A deviation list that is to be written, checked. Only [`DeviationDraft::parse`] makes one.
///
/// ```compile_fail,E0451
/// let _ = chancery::icao::deviation::DeviationDraft { hash: None, deviations: Vec::new() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviationDraft {
    pub(super) hash: Option<Hash>,
    pub(super) deviations: Vec<Drafted>,
}

/// One deviation that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drafted {
    /// Two characters of the machine-readable zone.
    pub document_type: Option<[u8; 2]>,
    pub signer: Option<DraftedSigner>,
    /// The first and the last moment of issue, in this order.
    pub issued: Option<(Time, Time)>,
    /// Each once; PrintableString.
    pub numbers: Option<BTreeSet<String>>,
    pub descriptions: Vec<DraftedDescription>,
}

/// How a signer's certificate will be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DraftedSigner {
    /// The issuer's whole DER and the content octets of the serial number.
    IssuerAndSerial {
        issuer: Vec<u8>,
        serial: Vec<u8>,
    },
    KeyIdentifier(Vec<u8>),
    CertificateDigest(Vec<u8>),
}

impl DraftedSigner {
    fn named(&self) -> DocumentSigner<'_> {
        match self {
            DraftedSigner::IssuerAndSerial { issuer, serial } => DocumentSigner::IssuerAndSerial { issuer, serial },
            DraftedSigner::KeyIdentifier(identifier) => DocumentSigner::KeyIdentifier(identifier),
            DraftedSigner::CertificateDigest(digest) => DocumentSigner::CertificateDigest(digest),
        }
    }
}

/// One thing that deviates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftedDescription {
    pub text: Option<String>,
    /// The kind's object identifier, content octets.
    pub oid: Vec<u8>,
    /// The number of what deviates, where the kind wants one.
    pub parameter: Option<u64>,
    pub national_use: Option<String>,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hash: Option<String>,
    #[serde(default)]
    nothing_deviates: bool,
    #[serde(default)]
    deviation: Vec<DeviationTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviationTable {
    document_type: Option<String>,
    signer: Option<SignerTable>,
    issued: Option<IssuedTable>,
    numbers: Option<Vec<String>>,
    #[serde(default)]
    every_document: bool,
    #[serde(default)]
    description: Vec<DescriptionTable>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SignerTable {
    /// A key identifier in hex.
    Key(String),
    /// A certificate's digest in hex.
    Digest(String),
    /// A certificate as PEM, to be named by its issuer and serial number.
    Certificate(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuedTable {
    first: String,
    last: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptionTable {
    kind: String,
    text: Option<String>,
    parameter: Option<String>,
    national_use: Option<String>,
}

/// The fields that a person may write, whose names are told.
const FIELDS: &[&str] = &[
    "hash",
    "nothing_deviates",
    "document_type",
    "signer",
    "issued",
    "numbers",
    "every_document",
    "kind",
    "text",
    "parameter",
    "national_use",
];

/// The kinds of what deviates: the word for each, what it means, and the parameters of which it wants one.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str, Vec<&'static str>)> {
    KINDS.iter().map(|(word, kind, _)| {
        let values = kind.values().map(|(_, names)| names).unwrap_or_default();
        (*word, kind.words(), values.iter().copied().filter(|name| !name.is_empty()).collect())
    })
}

impl DeviationDraft {
    /// Reads a description. Refused: what is no TOML of this form or does not fit a deviation list (`DEVIATION-3`), a
    /// deviation that nothing bounds and that does not say so, or the other way round (`DEVIATION-4`), and a list of none
    /// that does not say so (`DEVIATION-5`), and the certificate of a CA in the place of a signer's (`DEVIATION-8`). No
    /// message has a document number.
    pub fn parse(text: &str) -> Result<Self, DeviationError> {
        if text.len() > LONGEST {
            return Err(DeviationError::Draft { what: format!("longer than {LONGEST} octets") });
        }
        let file: File = toml::from_str(text).map_err(|error| DeviationError::Draft { what: told(text, &error) })?;
        if file.deviation.is_empty() != file.nothing_deviates {
            return Err(DeviationError::NothingDeviates { said: file.nothing_deviates });
        }
        let hash = file.hash.as_deref().map(hash).transpose()?;
        let deviations = file.deviation.into_iter().enumerate();
        let deviations: Vec<Drafted> =
            deviations.map(|(index, table)| drafted(index, table, hash)).collect::<Result<_, _>>()?;
        Ok(DeviationDraft { hash, deviations })
    }

    /// Whom it names as signers of documents, each with the number of its deviation, from 1, as they stand in the file.
    pub fn signers(&self) -> impl Iterator<Item = (usize, DocumentSigner<'_>)> {
        self.deviations.iter().enumerate().filter_map(|(index, one)| Some((index + 1, one.signer.as_ref()?.named())))
    }

    /// The hash by which certificates are named.
    pub fn hash(&self) -> Option<Hash> {
        self.hash
    }

    /// How many deviations there are.
    pub fn len(&self) -> usize {
        self.deviations.len()
    }

    /// Whether there is none: the list takes back everything that the one before it said.
    pub fn is_empty(&self) -> bool {
        self.deviations.is_empty()
    }
}

/// What the parser found, at which line and field, and what was wanted. What it quotes may be a document number: only what
/// it says before and after is told.
fn told(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let at = before.matches('\n').count() + 1;
    let key = text.lines().nth(at - 1).and_then(|line| line.split_once('=')).map(|(key, _)| key.trim());
    let field = key.filter(|key| FIELDS.contains(key)).map(|key| format!(", {key}")).unwrap_or_default();
    let (said, wanted) = match error.message().rsplit_once(", expected ") {
        Some((said, wanted)) => (said, Some(wanted)),
        None => (error.message(), None),
    };
    let said = said.split(['`', '"', ',']).next().unwrap_or_default().trim();
    let found = match said {
        // A date that stands bare is a table to the reader.
        "invalid type: map" if text.get(start..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) => {
            "a date without quotation marks"
        }
        said => said.strip_prefix("invalid type: ").unwrap_or(said),
    };
    let wanted = match wanted {
        Some("a string") => "; wanted text in quotation marks".to_owned(),
        Some("a sequence") => "; wanted a list in brackets, such as [\"…\", \"…\"]".to_owned(),
        Some("a boolean") => "; wanted true or false".to_owned(),
        Some(wanted) => format!("; wanted {}", line(&wanted.replace('`', "'"), 160)),
        None => String::new(),
    };
    format!("line {at}{field}: {}{wanted}", line(found, 120))
}

fn hash(word: &str) -> Result<Hash, DeviationError> {
    match word {
        "sha256" => Ok(Hash::Sha256),
        "sha384" => Ok(Hash::Sha384),
        "sha512" => Ok(Hash::Sha512),
        other => {
            let what = format!("hash '{}'; wanted sha256, sha384 or sha512", line(other, 20));
            Err(DeviationError::Draft { what })
        }
    }
}

/// The words by which kinds are called, and their arcs below 2.23.136.1.1.7.
const KINDS: &[(&str, Kind, &[u8])] = &[
    ("signer-signature", Kind::SignerSignature, &[1, 1]),
    ("signer-encoding", Kind::SignerEncoding, &[1, 2]),
    ("csca-encoding", Kind::CscaEncoding, &[1, 3]),
    ("authentication-key-compromised", Kind::AuthenticationKeyCompromised, &[1, 4]),
    ("group-malformed", Kind::GroupMalformed, &[2, 1]),
    ("group-hash", Kind::GroupHash, &[2, 2]),
    ("security-object-signature", Kind::SecurityObjectSignature, &[2, 3]),
    ("common-inconsistent", Kind::CommonInconsistent, &[2, 4]),
    ("zone-data", Kind::ZoneData, &[3, 1]),
    ("zone-check-digit", Kind::ZoneCheckDigit, &[3, 2]),
    ("chip", Kind::Chip, &[4]),
    ("national-use", Kind::NationalUse, &[5]),
];

/// One deviation, at its place.
struct Place(usize);

impl Place {
    /// People count deviations from 1.
    fn wrong(&self, what: impl std::fmt::Display) -> DeviationError {
        DeviationError::Draft { what: format!("deviation {}: {what}", self.0 + 1) }
    }
}

fn drafted(index: usize, table: DeviationTable, hash: Option<Hash>) -> Result<Drafted, DeviationError> {
    let place = Place(index);
    let bounded =
        table.document_type.is_some() || table.signer.is_some() || table.issued.is_some() || table.numbers.is_some();
    if bounded == table.every_document {
        return Err(DeviationError::EveryDocument { deviation: index + 1, said: table.every_document });
    }
    if table.description.is_empty() {
        return Err(place.wrong("nothing says what deviates; wanted at least one [[deviation.description]]"));
    }
    let descriptions = table.description.into_iter().map(|one| described(&place, one));
    Ok(Drafted {
        document_type: table.document_type.map(|text| document_type(&place, &text)).transpose()?,
        signer: table.signer.map(|signer| named(&place, signer, hash)).transpose()?,
        issued: table.issued.map(|issued| period(&place, &issued)).transpose()?,
        numbers: table.numbers.map(|numbers| distinct(&place, numbers)).transpose()?,
        descriptions: descriptions.collect::<Result<_, _>>()?,
    })
}

/// A type of one letter has a filler after it, as in the machine-readable zone.
fn document_type(place: &Place, text: &str) -> Result<[u8; 2], DeviationError> {
    match *text.as_bytes() {
        [first] if first.is_ascii_uppercase() => Ok([first, b'<']),
        [first, second] if first.is_ascii_uppercase() && (second.is_ascii_uppercase() || second == b'<') => {
            Ok([first, second])
        }
        _ => Err(place.wrong(format_args!("document type '{}'; wanted one or two capital letters", line(text, 20)))),
    }
}

fn named(place: &Place, signer: SignerTable, hash: Option<Hash>) -> Result<DraftedSigner, DeviationError> {
    let octets = |what: &str, text: &str| {
        let octets = hex::decode(text).map_err(|_| place.wrong(format_args!("the signer's {what} is not hexadecimal")));
        octets.and_then(|octets| match octets.len() {
            1..=64 => Ok(octets),
            some => Err(place.wrong(format_args!("the signer's {what} has {some} octets; wanted 1 to 64"))),
        })
    };
    match signer {
        SignerTable::Key(text) => Ok(DraftedSigner::KeyIdentifier(octets("key identifier", &text)?)),
        SignerTable::Digest(text) => {
            let digest = octets("digest", &text)?;
            let Some(hash) = hash else {
                return Err(
                    place.wrong("a certificate is named by its digest; wanted 'hash' at the top, which says by which")
                );
            };
            if digest.len() != hash.output_len() {
                let (found, wanted) = (digest.len(), hash.output_len());
                return Err(
                    place.wrong(format_args!("the signer's digest has {found} octets; that hash gives {wanted}"))
                );
            }
            Ok(DraftedSigner::CertificateDigest(digest))
        }
        SignerTable::Certificate(text) => {
            let unreadable = |why: &dyn std::fmt::Display| {
                place.wrong(format_args!("the signer's certificate cannot be read: {why}"))
            };
            let der = armour::der(text.as_bytes(), "CERTIFICATE").map_err(|error| unreadable(&error))?;
            let certificate = Certificate::parse(&der).map_err(|error| unreadable(&error))?;
            if Role::may_sign_certificates(&certificate) {
                let what = format!("the certificate of a CA, '{}'", certificate.subject.shown(200));
                return Err(DeviationError::OtherSigner { deviation: place.0 + 1, what });
            }
            let (issuer, serial) = (certificate.issuer.der().to_vec(), certificate.serial().to_vec());
            Ok(DraftedSigner::IssuerAndSerial { issuer, serial })
        }
    }
}

/// A day alone means all of it.
fn period(place: &Place, issued: &IssuedTable) -> Result<(Time, Time), DeviationError> {
    let moment = |text: &str, of_a_day: &str| {
        let whole = if text.len() == 10 { format!("{text}T{of_a_day}Z") } else { text.to_owned() };
        whole.parse::<Time>().map_err(|_| {
            place.wrong(format_args!("'{}' is no day and no time; wanted such as 2026-03-31", line(text, 30)))
        })
    };
    let (first, last) = (moment(&issued.first, "00:00:00")?, moment(&issued.last, "23:59:59")?);
    if last < first {
        return Err(place.wrong(format_args!("issued last at {last}, which is before {first}")));
    }
    Ok((first, last))
}

/// No number is told: it names somebody's document.
fn distinct(place: &Place, numbers: Vec<String>) -> Result<BTreeSet<String>, DeviationError> {
    let mut distinct = BTreeSet::new();
    for (index, number) in numbers.into_iter().enumerate() {
        let at = index + 1;
        if !(1..=NUMBER).contains(&number.len()) || !number.bytes().all(is_printable) {
            let what = format!("document number {at} is not 1 to {NUMBER} characters of PrintableString");
            return Err(place.wrong(what));
        }
        if !distinct.insert(number) {
            return Err(place.wrong(format_args!("document number {at} stands there twice")));
        }
    }
    if distinct.is_empty() {
        return Err(place.wrong("an empty list of document numbers, so that it would be about no document"));
    }
    Ok(distinct)
}

fn described(place: &Place, table: DescriptionTable) -> Result<DraftedDescription, DeviationError> {
    let Some((word, kind, arcs)) = KINDS.iter().find(|(word, ..)| *word == table.kind) else {
        let words: Vec<&str> = KINDS.iter().map(|(word, ..)| *word).collect();
        let found = line(&table.kind, 40);
        return Err(place.wrong(format_args!("kind '{found}'; wanted one of {}", words.join(", "))));
    };
    let text = table.text;
    if text.as_ref().is_some_and(|text| !(1..=WORDS).contains(&text.len()) || !text.bytes().all(is_printable)) {
        return Err(place.wrong(format_args!("a text that is not 1 to {WORDS} characters of PrintableString")));
    }
    let national_use = table.national_use;
    if national_use.as_ref().is_some_and(|text| !(1..=WORDS).contains(&text.len())) {
        return Err(place.wrong(format_args!("'national_use' is not 1 to {WORDS} octets")));
    }
    if let Some(found) = national_use.as_ref().and_then(|text| text.chars().find(|c| !is_plain(*c))) {
        let found = u32::from(found);
        return Err(place.wrong(format_args!(
            "'national_use' has U+{found:04X}, which controls, hides or turns the writing round; wanted characters that show"
        )));
    }
    let parameter = match (kind.values(), table.parameter) {
        (None, None) => None,
        (None, Some(_)) => return Err(place.wrong(format_args!("kind '{word}' has no parameter"))),
        (Some((from, names)), given) => {
            let position = given.as_deref().and_then(|given| names.iter().position(|name| *name == given));
            let Some(position) = position.filter(|_| given.as_deref() != Some("")) else {
                let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
                let found = given.map_or("none".to_owned(), |given| format!("'{}'", line(&given, 40)));
                let wanted = names.join(", ");
                return Err(place.wrong(format_args!("the parameter of '{word}' is {found}; wanted one of {wanted}")));
            };
            Some((from + position) as u64)
        }
    };
    Ok(DraftedDescription { text, oid: [super::CONTENT_TYPE, arcs].concat(), parameter, national_use })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    const ONE: &str = "[[deviation]]\ndocument_type = \"P\"\n[[deviation.description]]\nkind = \"group-hash\"\n\
                       parameter = \"DG12\"\n";

    #[test]
    fn every_word_of_a_kind_is_that_of_its_identifier() {
        for (word, kind, arcs) in KINDS {
            assert_eq!(Kind::of(&[crate::icao::deviation::CONTENT_TYPE, arcs].concat()), *kind, "{word}");
        }
    }

    #[test]
    fn a_type_of_one_letter_gets_its_filler_and_a_day_is_all_of_it() {
        let text = ONE.replace("\"P\"\n", "\"P\"\nissued = { first = \"2026-03-01\", last = \"2026-03-01\" }\n");
        let draft = DeviationDraft::parse(&text).unwrap();
        let one = &draft.deviations[0];
        assert_eq!(one.document_type, Some(*b"P<"));
        let (first, last) = one.issued.unwrap();
        assert_eq!(
            (first.to_string(), last.to_string()),
            ("2026-03-01T00:00:00Z".into(), "2026-03-01T23:59:59Z".into())
        );
        assert_eq!(one.descriptions[0].parameter, Some(12));
        let sod = DeviationDraft::parse(&ONE.replace("DG12", "EF.SOD")).unwrap();
        assert_eq!(sod.deviations[0].descriptions[0].parameter, Some(20));
    }

    #[test]
    fn what_does_not_fit_a_deviation_list_is_refused_with_its_place_and_without_a_number() {
        let with = |from: &str, to: &str| DeviationDraft::parse(&ONE.replace(from, to)).unwrap_err();
        let p = "document_type = \"P\"";
        let numbers = |list: &str| with(p, &format!("numbers = [{list}]"));
        let cases = [
            (with("P\"", "p\""), "DEVIATION-3", "document type"),
            (with("P\"", "PAS\""), "DEVIATION-3", "document type"),
            (with("P\"", "<P\""), "DEVIATION-3", "document type"),
            (with(p, "colour = \"red\""), "DEVIATION-3", "line 2"),
            (with("group-hash", "colour"), "DEVIATION-3", "kind 'colour'"),
            (with("DG12", "DG17"), "DEVIATION-3", "'DG17'"),
            (with("DG12", ""), "DEVIATION-3", "the parameter"),
            (with("parameter = \"DG12\"", ""), "DEVIATION-3", "is none"),
            (with("group-hash", "chip"), "DEVIATION-3", "has no parameter"),
            (with("kind =", "text = \"caf\u{e9}\"\nkind ="), "DEVIATION-3", "a text"),
            (with("kind =", "text = \"\"\nkind ="), "DEVIATION-3", "a text"),
            (with("kind =", "national_use = \"a\\u0007b\"\nkind ="), "DEVIATION-3", "U+0007"),
            (with("kind =", "national_use = \"a\\u202eb\"\nkind ="), "DEVIATION-3", "U+202E"),
            (with("kind =", "national_use = \"a\\u200bb\"\nkind ="), "DEVIATION-3", "U+200B"),
            (with(p, ""), "DEVIATION-4", "every_document"),
            (with(p, "document_type = \"P\"\nevery_document = true"), "DEVIATION-4", "every_document"),
            (with(p, "signer = { key = \"xyz\" }"), "DEVIATION-3", "hexadecimal"),
            (with(p, "signer = { key = \"\" }"), "DEVIATION-3", "0 octets"),
            (with(p, "signer = { digest = \"abcd\" }"), "DEVIATION-3", "'hash'"),
            (with(p, "signer = { certificate = \"none\" }"), "DEVIATION-3", "cannot be read"),
            (with(p, "signer = { colour = \"none\" }"), "DEVIATION-3", "line"),
            (with("[[deviation]]", "hash = \"sha1\"\n[[deviation]]"), "DEVIATION-3", "hash 'sha1'"),
            (with("[[deviation]]", "nothing_deviates = true\n[[deviation]]"), "DEVIATION-5", "nothing_deviates"),
            (DeviationDraft::parse("").unwrap_err(), "DEVIATION-5", "nothing_deviates"),
            (with(p, "issued = { first = \"2026-03-02\", last = \"2026-03-01\" }"), "DEVIATION-3", "before"),
            (with(p, "issued = { first = \"2026-02-30\", last = \"2026-03-01\" }"), "DEVIATION-3", "no day"),
            (numbers(""), "DEVIATION-3", "no document"),
            (numbers("\"AQ1\", \"AQ1\""), "DEVIATION-3", "document number 2 stands there twice"),
            (numbers("\"AQ1\", \"AQ<1\""), "DEVIATION-3", "document number 2 is not"),
            (numbers("\"AQ1\", \"\""), "DEVIATION-3", "document number 2 is not"),
            (numbers("\"AQ1\", 7"), "DEVIATION-3", "line 2, numbers: integer; wanted text in quotation marks"),
            (with("\"DG12\"", "12"), "DEVIATION-3", "line 5, parameter: integer; wanted text in quotation marks"),
            (with(p, "numbers = \"AQ1, expected AQ2\""), "DEVIATION-3", "line 2, numbers: string; wanted a list"),
            (with(p, "AQ1 = \"P\""), "DEVIATION-3", "line 2: unknown field; wanted one of 'document_type', 'signer'"),
            (with(p, "every_document = \"AQ\""), "DEVIATION-3", "every_document: string; wanted true or false"),
            (
                with(p, "issued = { first = 2026-03-01, last = \"2026-03-02\" }"),
                "DEVIATION-3",
                "line 2, issued: a date without quotation marks; wanted text in quotation marks",
            ),
        ];
        for (error, clause, words) in cases {
            let shown = error.to_string();
            assert_eq!(error.clause(), Some(clause), "{shown}");
            assert!(shown.starts_with(&format!("{clause}: ")) && shown.contains(words), "{words}: {shown}");
            assert!(!shown.contains("AQ"), "{shown}");
        }
        let no_kind = DeviationDraft::parse("[[deviation]]\ndocument_type = \"P\"\n").unwrap_err();
        assert!(no_kind.to_string().contains("what deviates"), "{no_kind}");
        let short = "hash = \"sha256\"\n".to_owned() + &ONE.replace(p, "signer = { digest = \"abcd\" }");
        assert!(DeviationDraft::parse(&short).unwrap_err().to_string().contains("gives 32"));
    }

    #[test]
    fn nothing_and_everything_are_said() {
        assert!(DeviationDraft::parse("nothing_deviates = true\n").unwrap().is_empty());
        let everything = ONE.replace("document_type = \"P\"", "every_document = true");
        assert_eq!(DeviationDraft::parse(&everything).unwrap().len(), 1);
    }
}
