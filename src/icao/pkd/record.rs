//! What a record of a PKD file is.

use serde::Serialize;

use super::agree;
use super::finding::{Finding, Findings, Oddity, Place};
use super::ldif::{Attribute, Body, Change, DistinguishedName, Item, Modification, Operation, Pair};
use super::object::{Object, ObjectChange, ObjectKind};
use crate::safe;

/// Below which suffix of the PKD a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// `dc=data,dc=download,dc=pkd,dc=icao,dc=int`.
    Download,
    /// `dc=nc-data,…`: what does not conform.
    NonConformant,
    /// Any other.
    Other,
}

/// The branch of a state below which a record stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Branch {
    /// `o=dsc`.
    DocumentSigners,
    /// `o=bc`, `o=bcsc`.
    BarCodeSigners,
    /// `o=crl`.
    Crls,
    /// `o=ml`.
    MasterLists,
    /// Another; its name, made harmless and short.
    Other(String),
}

impl Branch {
    fn of(pair: &Pair) -> Branch {
        match pair.value.to_ascii_lowercase().as_slice() {
            b"dsc" => Branch::DocumentSigners,
            b"bc" | b"bcsc" => Branch::BarCodeSigners,
            b"crl" => Branch::Crls,
            b"ml" => Branch::MasterLists,
            other => Branch::Other(safe::line(&String::from_utf8_lossy(other), 32)),
        }
    }

    fn holds(&self, kind: ObjectKind) -> bool {
        match self {
            Branch::DocumentSigners | Branch::BarCodeSigners => {
                matches!(kind, ObjectKind::DocumentSigner | ObjectKind::BarCodeSigner)
            }
            Branch::Crls => kind == ObjectKind::Crl,
            Branch::MasterLists => kind == ObjectKind::MasterList,
            Branch::Other(_) => true,
        }
    }
}

/// How grave a conformance code is, as the PKD's operator says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// `ERR:`.
    Error,
    /// `WARN:`.
    Warning,
}

/// What the PKD's operator says of an object's conformance. Foreign text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conformance {
    /// Each code as written, such as `WARN:CRL.ISS.11`, and its severity where it is of that form.
    pub codes: Vec<(String, Option<Severity>)>,
    /// The explanations.
    pub texts: Vec<String>,
    /// The policies.
    pub policies: Vec<String>,
}

impl Conformance {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.texts.is_empty() && self.policies.is_empty()
    }
}

/// What a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The version line of the file.
    Version,
    /// A container: the suffix, a state or a branch.
    Container,
    /// One object or several.
    Objects(Vec<Object>),
    /// The entry of this name is taken away, with all it holds.
    Deletion,
    /// A change to an entry that holds no object, such as a new name or version.
    Change,
    /// None of these.
    Other,
    /// Longer than is read; which limit it exceeds.
    Skipped(Oddity),
}

/// A record of a PKD file.
#[derive(Clone, Debug)]
pub struct Record {
    /// Where it begins.
    pub place: Place,
    /// How many octets it takes.
    pub octets: u64,
    /// Its name as written.
    pub name: Vec<u8>,
    /// Its name, where it can be read.
    pub parsed_name: Option<DistinguishedName>,
    /// The suffix it stands below.
    pub base: Base,
    /// The state whose container it stands below, two capital letters.
    pub state: Option<String>,
    /// The branch it stands below.
    pub branch: Option<Branch>,
    /// What it is.
    pub what: What,
    /// Whether it is written as a change (`changetype`).
    pub is_change: bool,
    /// Its pkdVersion.
    pub version: Option<u64>,
    /// What the operator says of its conformance.
    pub conformance: Conformance,
    /// What is odd.
    pub findings: Vec<Finding>,
}

impl Record {
    /// What an item of a file is.
    pub fn read(item: Item) -> Record {
        let Item { place, octets, body, findings } = item;
        let mut findings = Findings::from(findings);
        let mut record = Record {
            place,
            octets,
            name: Vec::new(),
            parsed_name: None,
            base: Base::Other,
            state: None,
            branch: None,
            what: What::Version,
            is_change: false,
            version: None,
            conformance: Conformance::default(),
            findings: Vec::new(),
        };
        match body {
            Body::Version(_) => {}
            Body::Skipped { why, name } => {
                record.take_name(name.unwrap_or_default(), None);
                record.what = What::Skipped(why);
            }
            Body::Entry(entry) => {
                record.take_name(entry.name, Some(&mut findings));
                record.take_change(entry.change, &mut findings);
            }
        }
        record.findings = findings.into_vec();
        record
    }

    /// The value of `cn` in the name of a leaf: the issuer's name, as a rule.
    pub fn common_name(&self) -> Option<&str> {
        self.parsed_name.as_ref()?.own("cn")?.text()
    }

    /// The value of `sn` in the name of a leaf: the serial number in hexadecimal, as a rule.
    pub fn serial_number(&self) -> Option<&str> {
        self.parsed_name.as_ref()?.own("sn")?.text()
    }

    /// The objects; none where it is something else.
    pub fn objects(&self) -> &[Object] {
        match &self.what {
            What::Objects(objects) => objects,
            _ => &[],
        }
    }

    fn take_name(&mut self, name: Vec<u8>, findings: Option<&mut Findings>) {
        let parsed = DistinguishedName::parse(&name);
        self.name = name;
        let mut unheard = Findings::default();
        let findings = findings.unwrap_or(&mut unheard);
        match parsed {
            // That there is no name was said when it was read.
            Ok(parsed) if parsed.rdns().is_empty() => {}
            Ok(parsed) => {
                self.place_below(&parsed, findings);
                self.parsed_name = Some(parsed);
            }
            Err(defect) => {
                let detail = defect.to_string();
                findings.note(Finding { oddity: Oddity::NameUnreadable, place: self.place, detail });
            }
        }
    }

    /// Finds suffix, state and branch.
    fn place_below(&mut self, name: &DistinguishedName, findings: &mut Findings) {
        let single = |rdn: &[Pair], kind: &str| match rdn {
            [pair] if pair.kind.eq_ignore_ascii_case(kind) => Some(pair.clone()),
            _ => None,
        };
        let rdns = name.rdns();
        let suffix = rdns.iter().rev().map_while(|rdn| single(rdn, "dc"));
        let suffix: Vec<Vec<u8>> = suffix.map(|pair| pair.value.to_ascii_lowercase()).collect();
        let labels: Vec<&[u8]> = suffix.iter().map(Vec::as_slice).collect();
        self.base = match labels.as_slice() {
            [b"int", b"icao", b"pkd", b"download", b"data"] => Base::Download,
            [b"int", b"icao", b"pkd", b"download", b"nc-data"] => Base::NonConformant,
            [b"int", b"icao", b"pkd", ..] if rdns.len() == labels.len() => Base::Other,
            _ => {
                findings.note(Finding::quoting(Oddity::BaseUnknown, self.place, &self.name));
                Base::Other
            }
        };
        let mut above = rdns.iter().rev().skip(labels.len());
        let Some(country) = above.next() else { return };
        match single(country, "c").map(|pair| pair.value) {
            Some(code) if code.len() == 2 && code.iter().all(u8::is_ascii_alphabetic) => {
                if code.iter().any(u8::is_ascii_lowercase) {
                    findings.note(Finding::quoting(Oddity::StateLowerCase, self.place, &code));
                }
                self.state = Some(String::from_utf8_lossy(&code).to_ascii_uppercase());
            }
            _ => findings.note(Finding::quoting(Oddity::StateUnreadable, self.place, &self.name)),
        }
        let Some(branch) = above.next() else { return };
        match single(branch, "o").map(|pair| Branch::of(&pair)) {
            Some(branch) => {
                if matches!(branch, Branch::Other(_)) {
                    findings.note(Finding::quoting(Oddity::BranchUnknown, self.place, &self.name));
                }
                self.branch = Some(branch);
            }
            None => findings.note(Finding::quoting(Oddity::BranchUnknown, self.place, &self.name)),
        }
    }

    fn take_change(&mut self, change: Change, findings: &mut Findings) {
        self.is_change = !matches!(change, Change::Content(_));
        let (attributes, whole) = match change {
            Change::Content(attributes) | Change::Add(attributes) => (attributes, true),
            Change::Delete => {
                self.what = What::Deletion;
                return;
            }
            Change::Modify(parts) => {
                let objects = self.take_modifications(parts, findings);
                self.what = if objects.is_empty() { What::Change } else { What::Objects(objects) };
                return;
            }
            Change::Rename { .. } => {
                findings.plain(Oddity::ChangeNotApplied, self.place);
                (Vec::new(), false)
            }
            Change::Other { attributes, .. } => (attributes, false),
        };
        let objects = self.take_attributes(attributes, findings);
        let depth = self.parsed_name.as_ref().map_or(0, |name| name.rdns().len());
        let is_leaf = self.parsed_name.as_ref().is_some_and(|name| name.own("cn").is_some());
        self.what = if !objects.is_empty() {
            if objects.len() > 1 {
                findings.plain(Oddity::ObjectsSeveral, self.place);
            }
            What::Objects(objects)
        } else if !whole {
            What::Change
        } else if is_leaf {
            findings.plain(Oddity::ObjectMissing, self.place);
            What::Other
        } else if depth > 0 {
            What::Container
        } else {
            What::Other
        };
    }

    /// The parts of a modification: objects that come, take the place of others or go, and what is said anew of the entry.
    fn take_modifications(&mut self, parts: Vec<Modification>, findings: &mut Findings) -> Vec<Object> {
        let mut objects = Vec::new();
        for Modification { operation, values, .. } in parts {
            if operation == Operation::Delete && values.iter().all(|value| ObjectKind::of(value).is_none()) {
                findings.plain(Oddity::ChangeNotApplied, self.place);
                continue;
            }
            let mut of_part = self.take_attributes(values, findings);
            for (number, object) in of_part.iter_mut().enumerate() {
                object.change = Some(match (operation, number) {
                    (Operation::Delete, _) => ObjectChange::Removes,
                    (Operation::Replace, 0) => ObjectChange::Replaces,
                    (Operation::Replace | Operation::Add, _) => ObjectChange::Adds,
                });
            }
            objects.extend(of_part);
        }
        objects
    }

    /// Keeps what is known of the attributes, and gives the objects among them.
    fn take_attributes(&mut self, attributes: Vec<Attribute>, findings: &mut Findings) -> Vec<Object> {
        let mut objects = Vec::new();
        let text = |attribute: &Attribute| String::from_utf8_lossy(attribute.value.raw()).into_owned();
        for attribute in attributes {
            if let Some((kind, old)) = ObjectKind::of(&attribute) {
                let place = attribute.place;
                if old {
                    findings.note(Finding::quoting(Oddity::OldAttribute, place, attribute.description.as_bytes()));
                }
                if attribute.has_option("binary") != kind.attribute().contains(";binary") {
                    findings.note(Finding::quoting(Oddity::BinaryOption, place, attribute.description.as_bytes()));
                }
                let mut object = Object::new(kind, attribute);
                object.kind = agree::look(self, &object, findings);
                if self.branch.as_ref().is_some_and(|branch| !branch.holds(object.kind)) {
                    findings.plain(Oddity::ObjectMisplaced, place);
                }
                objects.push(object);
            } else if attribute.is("pkdVersion") {
                let number = attribute.value.octets().and_then(|v| std::str::from_utf8(v).ok()?.parse().ok());
                if number.is_none() || self.version.is_some() {
                    findings.note(Finding::quoting(Oddity::VersionUnreadable, attribute.place, attribute.value.raw()));
                }
                self.version = self.version.max(number);
            } else if attribute.is("pkdConformanceCode") {
                let code = text(&attribute);
                let severity = severity(&code);
                if severity.is_none() {
                    let raw = attribute.value.raw();
                    findings.note(Finding::quoting(Oddity::ConformanceUnreadable, attribute.place, raw));
                }
                self.conformance.codes.push((code, severity));
            } else if attribute.is("pkdConformanceText") {
                self.conformance.texts.push(text(&attribute));
            } else if attribute.is("pkdConformancePolicy") {
                self.conformance.policies.push(text(&attribute));
            } else if attribute.is("sn") || attribute.is("cn") {
                let own = self.parsed_name.as_ref().and_then(|name| name.own(attribute.kind()));
                if own.is_some_and(|own| own.value != attribute.value.raw()) {
                    findings.note(Finding::quoting(Oddity::NameDiffers, attribute.place, attribute.value.raw()));
                }
            }
        }
        objects
    }
}

/// The severity of a code of the form `SEVERITY:TYPE.FIELD.N`.
fn severity(code: &str) -> Option<Severity> {
    let (severity, rest) = code.split_once(':')?;
    let mut parts = rest.split('.');
    let word = |part: Option<&str>| part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    let number = |part: Option<&str>| part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    if !word(parts.next()) || !word(parts.next()) || !number(parts.next()) || parts.next().is_some() {
        return None;
    }
    match severity {
        "ERR" => Some(Severity::Error),
        "WARN" => Some(Severity::Warning),
        _ => None,
    }
}
