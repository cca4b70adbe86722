//! `certificate.batch`: the list of requests, what is refused of it, and its certificates ready to be signed.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::certificate_issue::{Inputs, Prepared, prepare};
use super::{OperationError, certificate_issue, rules_for};
use crate::act::CertificateBatch;
use crate::canonical;
use crate::clock::Time;
use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::mode::Mode;
use crate::pki::PkiError;
use crate::pki::alternative::AlternativeName;
use crate::pki::certificate::Certificate;
use crate::pki::country::CountrySettings;
use crate::pki::csr::Request;
use crate::pki::issue::{Issued, ProvenKey};
use crate::pki::lint::{Findings, Role, Severity};
use crate::pki::name::folded_text;
use crate::pki::profile::Profile;
use crate::pki::serial::SerialNumber;
use crate::pki::text;
use crate::safe;
use crate::signer::{KeyKind, Signer};

/// What a list of requests says it is.
pub const SCHEMA: &str = "chancery/batch@1";

/// The most requests of a batch: what officers are shown of each has to fit into one proposal.
pub const MOST: usize = 5_000;

/// Why a batch is not issued.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Nothing, or too much.
    #[error("BATCH-1: a batch of {count} certificate requests; wanted 1 to {MOST}")]
    Size {
        /// How many there are.
        count: usize,
    },
    /// One key in two requests.
    #[error("BATCH-2: requests '{one}' and '{other}' are for the same key, {key}; a key is certified once in a batch")]
    KeyTwice {
        /// The name that one asks for.
        one: String,
        /// The other's.
        other: String,
        /// The digest of the key.
        key: Digest,
    },
    /// A request that would be refused by itself.
    #[error("BATCH-3: request {number}, '{name}', is refused: {source}{others}")]
    Request {
        /// Its place on the list, from 1.
        number: usize,
        /// The name it is for.
        name: String,
        /// Why.
        source: Box<OperationError>,
        /// What else is refused, in words; nothing where it is alone.
        others: String,
    },
    /// A profile whose certificates are issued one by one.
    #[error("BATCH-4: certificates of profile '{profile}' are issued one by one: {why}")]
    ProfileUnfit {
        /// The profile.
        profile: String,
        /// Why.
        why: &'static str,
    },
    /// A list that is not what it should be.
    #[error("BATCH-5: the list of requests is not as this program writes one: {what}")]
    Form {
        /// What was found.
        what: String,
    },
    /// One name for two keys.
    #[error("BATCH-6: two requests are for the name '{name}'; in a batch each certificate has a name of its own")]
    NameTwice {
        /// The name.
        name: String,
    },
}

impl Fail for BatchError {
    fn kind(&self) -> Fault {
        match self {
            // What is asked for stands in the folder, and not on the command line.
            BatchError::Request { source, .. } if source.kind() == Fault::Usage => Fault::Refused,
            BatchError::Request { source, .. } => source.kind(),
            BatchError::Form { .. } => Fault::Malformed,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            BatchError::Size { .. } => "BATCH-1",
            BatchError::KeyTwice { .. } => "BATCH-2",
            BatchError::Request { .. } => "BATCH-3",
            BatchError::ProfileUnfit { .. } => "BATCH-4",
            BatchError::Form { .. } => "BATCH-5",
            BatchError::NameTwice { .. } => "BATCH-6",
        })
    }

    fn hint(&self) -> Option<String> {
        match self {
            BatchError::Request { source, .. } => {
                source.hint().or_else(|| Some("take its file out of the folder, or have the request made anew".into()))
            }
            BatchError::KeyTwice { .. } | BatchError::NameTwice { .. } => {
                Some("take one of their files out of the folder".into())
            }
            BatchError::ProfileUnfit { .. } => Some("take '--csr' or '--key' in place of '--csr-dir'".into()),
            BatchError::Size { .. } => Some("split the folder, and propose each part by itself".into()),
            BatchError::Form { .. } => None,
        }
    }
}

/// One request of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name that stands for `{name}` in the profile.
    pub name: String,
    /// Names beside the subject, where the profile takes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative: Vec<AlternativeName>,
    /// The request's DER in base64.
    csr: String,
}

impl Entry {
    /// A request in DER, for a name.
    pub fn new(name: String, alternative: Vec<AlternativeName>, der: &[u8]) -> Self {
        Entry { name, alternative, csr: STANDARD.encode(der) }
    }

    /// The request's DER.
    pub fn der(&self) -> Result<Vec<u8>, BatchError> {
        let name = safe::line(&self.name, 80);
        STANDARD.decode(&self.csr).map_err(|error| BatchError::Form { what: format!("the request '{name}': {error}") })
    }
}

/// The requests of a batch, in the order of their names: a document `chancery/batch@1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    schema: String,
    requests: Vec<Entry>,
}

impl List {
    /// Of these requests. Refused: none or too many (BATCH-1), a name twice (BATCH-6).
    pub fn of(mut requests: Vec<Entry>) -> Result<Self, BatchError> {
        requests.sort_by(|one, other| one.name.cmp(&other.name));
        let list = List { schema: SCHEMA.to_owned(), requests };
        list.expect_whole()?;
        Ok(list)
    }

    /// Reads one: it has one writing, and every other is refused (BATCH-5).
    pub fn parse(bytes: &[u8]) -> Result<Self, BatchError> {
        let form = |what: String| BatchError::Form { what };
        let list: List = serde_json::from_slice(bytes).map_err(|error| form(safe::line(&error.to_string(), 200)))?;
        if list.schema != SCHEMA {
            return Err(form(format!("its schema is '{}', wanted '{SCHEMA}'", safe::line(&list.schema, 40))));
        }
        if list.text().map_err(|error| form(error.to_string()))? != bytes {
            return Err(form("it is not in canonical form (RFC 8785)".into()));
        }
        if !list.requests.is_sorted_by(|one, other| one.name <= other.name) {
            return Err(form("its requests are not in the order of their names".into()));
        }
        list.expect_whole()?;
        Ok(list)
    }

    fn expect_whole(&self) -> Result<(), BatchError> {
        let count = self.requests.len();
        if !(1..=MOST).contains(&count) {
            return Err(BatchError::Size { count });
        }
        // As names are compared, and not by their octets: 'DS 1' and 'ds  1' are one.
        let mut seen = HashSet::new();
        match self.requests.iter().find(|one| !seen.insert(folded_text(&one.name))) {
            Some(one) => Err(BatchError::NameTwice { name: safe::line(&one.name, 80) }),
            None => Ok(()),
        }
    }

    /// Its octets, whose digest the act names.
    pub fn text(&self) -> Result<Vec<u8>, canonical::CanonicalError> {
        canonical::bytes(self)
    }

    /// Its requests.
    pub fn requests(&self) -> &[Entry] {
        &self.requests
    }
}

/// A request of which everything was judged that no serial number and no time is needed for.
pub struct Judged {
    /// Its place on the list.
    pub place: usize,
    /// The name it is for.
    pub name: String,
    /// Names beside the subject.
    pub alternative: Vec<AlternativeName>,
    /// The key, proven to be held.
    pub key: ProvenKey,
    /// The key's digest.
    pub identity: Digest,
}

impl Judged {
    /// The refusal of the batch for this request.
    pub fn refused(&self, source: OperationError) -> BatchError {
        refused(self.place, &self.name)(source)
    }

    /// What its key is, in words.
    pub fn kind(&self) -> &KeyKind {
        self.key.key().kind()
    }
}

/// The requests of an act, judged. Refused: a profile whose certificates are issued one by one (BATCH-4), a list with
/// another count than the act says (BATCH-5), a request that would be refused by itself (BATCH-3), and a key that stands
/// in two of them (BATCH-2). `wanted` are the places that are looked at beside that.
pub fn judge(
    act: &CertificateBatch,
    profile: &Profile,
    list: &List,
    wanted: impl Fn(usize) -> bool,
) -> Result<Vec<Judged>, BatchError> {
    let unfit = |why| BatchError::ProfileUnfit { profile: profile.name.to_string(), why };
    if profile.role.is_ca() || profile.is_self_signed() {
        return Err(unfit("their keys sign certificates themselves"));
    }
    if !profile.takes_name() {
        return Err(unfit("the profile gives all of them one name"));
    }
    if list.requests().len() != act.count as usize {
        let what = format!("it has {} requests, and the act says {}", list.requests().len(), act.count);
        return Err(BatchError::Form { what });
    }
    let of = |(place, entry): (usize, &Entry)| judge_one(place, entry, profile);
    let places: Vec<(usize, &Entry)> = list.requests().iter().enumerate().filter(|(n, _)| wanted(*n)).collect();
    let judged = places.into_par_iter().map(of).collect::<Vec<_>>();
    let judged = all_or_told(judged)?;
    let mut seen: HashMap<Digest, &str> = HashMap::new();
    for one in &judged {
        if let Some(other) = seen.insert(one.identity, &one.name) {
            let (one_name, other) = (safe::line(other, 80), safe::line(&one.name, 80));
            return Err(BatchError::KeyTwice { one: one_name, other, key: one.identity });
        }
    }
    Ok(judged)
}

fn refused(place: usize, name: &str) -> impl Fn(OperationError) -> BatchError {
    let (number, name) = (place + 1, safe::line(name, 80));
    move |source| BatchError::Request { number, name: name.clone(), source: Box::new(source), others: String::new() }
}

/// How many refused requests are told of beside the first; the rest is counted.
const TOLD: usize = 20;

/// All of them, or the first refusal in the order of the list with what else is refused: a folder is mended at once.
fn all_or_told<T>(judged: Vec<Result<T, BatchError>>) -> Result<Vec<T>, BatchError> {
    let (mut good, mut first, mut rest) = (Vec::with_capacity(judged.len()), None, Vec::new());
    for one in judged {
        match one {
            Ok(one) => good.push(one),
            Err(error) if first.is_none() => first = Some(error),
            Err(BatchError::Request { number, name, source, .. }) => rest.push(format!("{number}, '{name}': {source}")),
            Err(error) => rest.push(error.to_string()),
        }
    }
    match first {
        None => Ok(good),
        Some(BatchError::Request { number, name, source, .. }) => {
            let more = rest.len().saturating_sub(TOLD);
            rest.truncate(TOLD);
            let mut others: String = rest.iter().map(|one| format!("; so is request {one}")).collect();
            if more > 0 {
                others.push_str(&format!("; and {more} more"));
            }
            Err(BatchError::Request { number, name, source, others })
        }
        Some(error) => Err(error),
    }
}

/// Refuses requests whose keys share a prime, all of them at once (BATCH-3 with CSR-8).
pub fn expect_own_primes(requests: &[Judged], shared: Vec<Option<PkiError>>) -> Result<(), BatchError> {
    let of = |(judged, error): (&Judged, Option<PkiError>)| match error {
        Some(error) => Err(judged.refused(error.into())),
        None => Ok(()),
    };
    all_or_told(requests.iter().zip(shared).map(of).collect()).map(drop)
}

fn judge_one(place: usize, entry: &Entry, profile: &Profile) -> Result<Judged, BatchError> {
    let der = entry.der()?;
    let proven = || -> Result<(ProvenKey, Digest), OperationError> {
        let request = Request::parse(&der).map_err(OperationError::unreadable("the certificate request"))?;
        let key = ProvenKey::of_request(&request.check_for(profile)?);
        let identity = key.key().identity()?;
        Ok((key, identity))
    };
    let (key, identity) = proven().map_err(refused(place, &entry.name))?;
    let (name, alternative) = (entry.name.clone(), entry.alternative.clone());
    Ok(Judged { place, name, alternative, key, identity })
}

/// What all certificates of a batch have in common.
pub struct Common<'a> {
    /// By which profile.
    pub profile: &'a Profile,
    /// What the station says of its state.
    pub country: &'a CountrySettings,
    /// The station's mode.
    pub mode: Mode,
    /// The issuer's certificate and the role it was issued for.
    pub issuer: (&'a Certificate<'a>, Role),
    /// Station time.
    pub now: Time,
    /// Lint warnings accepted by name.
    pub accepted: &'a [String],
}

/// Makes the to-be-signed bytes of many requests and lints them, each with its serial number. A warning that is accepted
/// and is not found in one certificate may be found in another; see [`idle`].
pub fn prepare_all(common: &Common<'_>, requests: &[(&Judged, SerialNumber)]) -> Result<Vec<Prepared>, BatchError> {
    let of = |(judged, serial): &(&Judged, SerialNumber)| {
        let prepared = prepare_one(common, judged, *serial);
        prepared.map_err(refused(judged.place, &judged.name))
    };
    all_or_told(requests.par_iter().map(of).collect())
}

/// The same on this thread alone, while another has a vault sign.
pub fn prepare_next(common: &Common<'_>, requests: &[(&Judged, SerialNumber)]) -> Result<Vec<Prepared>, BatchError> {
    let of = |(judged, serial): &(&Judged, SerialNumber)| {
        prepare_one(common, judged, *serial).map_err(refused(judged.place, &judged.name))
    };
    requests.iter().map(of).collect()
}

fn prepare_one(common: &Common<'_>, judged: &Judged, serial: SerialNumber) -> Result<Prepared, OperationError> {
    let inputs = |accepted| Inputs {
        profile: common.profile,
        country: common.country,
        mode: common.mode,
        name: &judged.name,
        serial,
        key: &judged.key,
        issuer: Some((common.issuer.0, common.issuer.1)),
        root: None,
        alternative: &judged.alternative,
        child: None,
        now: common.now,
        accepted,
    };
    match prepare(&inputs(common.accepted)) {
        // What is accepted for the batch need not be found in each: those that are not are left out of this one.
        Err(OperationError::Pki(PkiError::LintNotFound { rules })) => {
            let idle: Vec<&str> = rules.split(", ").collect();
            let found: Vec<String> =
                common.accepted.iter().filter(|id| !idle.contains(&id.as_str())).cloned().collect();
            prepare(&inputs(&found))
        }
        prepared => prepared,
    }
}

/// The accepted warnings that no certificate of a batch has (LINT-4).
pub fn idle<'f>(accepted: &[String], found: impl IntoIterator<Item = &'f Findings>) -> Result<(), OperationError> {
    let mut open: Vec<&String> = accepted.iter().collect();
    for findings in found {
        if open.is_empty() {
            break;
        }
        let there = findings.rules(Severity::Warning);
        open.retain(|id| !there.contains(&id.as_str()));
    }
    if open.is_empty() {
        return Ok(());
    }
    let rules = open.iter().map(|id| safe::line(id, 20)).collect::<Vec<_>>().join(", ");
    Err(PkiError::LintNotFound { rules }.into())
}

/// One certificate of a batch with what is kept of it.
pub struct Product {
    /// The certificate.
    pub issued: Issued,
    /// Its PEM.
    pub pem: String,
    /// Its rendering for people.
    pub text: String,
}

/// What was signed, and its signature: from here on no vault is needed.
pub struct Signed {
    prepared: Prepared,
    signature: Vec<u8>,
}

/// Has one certificate signed. The signer's key and algorithm are looked at before anything is signed.
pub fn sign(prepared: Prepared, signer: &dyn Signer) -> Result<Signed, OperationError> {
    let signature = prepared.linted.signed_by(signer)?;
    Ok(Signed { prepared, signature })
}

impl Signed {
    /// Puts the certificate together and looks at it once more, as [`certificate_issue::perform`] does.
    pub fn finish(self) -> Result<Product, OperationError> {
        let Signed { prepared: certificate_issue::Prepared { linted, .. }, signature } = self;
        let (rules, key) = (rules_for(linted.role()), linted.issuer_key().clone());
        let issued = Issued::assemble(linted, &signature, &key, rules)?;
        let unreadable = OperationError::unreadable("the new certificate");
        let text = text::CertificateText(&Certificate::parse(issued.der()).map_err(unreadable)?).to_string();
        Ok(Product { pem: issued.pem(), text, issued })
    }
}
