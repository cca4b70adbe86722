//! What the rules over signed lists look at, and the running of them: M01 to M20 over master lists, D01 to D04 over
//! deviation lists. They translate what reading and judging found; the verdicts stay where they are.

use std::fmt;
use std::sync::OnceLock;

use crate::cms::{CmsFinding, SignedData};
use crate::digest::{Digest, Hasher};
use crate::icao::deviation::{self, DeviationList, Oddity};
use crate::icao::masterlist::{self, CertificateVerdict, MasterList, SignerDefect, SignerVerdict};
use crate::pki::lint::{Edition, Findings, Report, Severity, holds, line};

/// A rule over one list.
pub struct ListRule {
    /// Its id, such as `M01`; never given to another rule.
    pub id: &'static str,
    /// Raised whenever what it finds changes.
    pub version: u16,
    /// What it wants.
    pub title: &'static str,
    /// The clause behind it.
    pub clause: &'static str,
    /// How much a finding weighs, unless the finding says otherwise.
    pub severity: Severity,
    /// The first edition that has it.
    pub since: Edition,
    /// The last edition that has it; `None` where it still holds.
    pub until: Option<Edition>,
    /// What it finds first in the bad example that stands in tests/vectors/lint, as `place: found`.
    pub example: &'static str,
    /// Looks, and writes what it finds.
    pub check: fn(&ListSubject<'_>, &mut Report),
}

impl fmt::Debug for ListRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListRule({} v{})", self.id, self.version)
    }
}

/// What is inside a list's signature.
#[derive(Clone, Copy)]
pub enum ListContent<'a> {
    /// A master list.
    Master {
        /// The list.
        list: &'a MasterList<'a>,
        /// The verdicts on what stands on it, in stored order.
        certificates: &'a [CertificateVerdict],
        /// The list before it, where there is one.
        previous: Option<&'a MasterList<'a>>,
    },
    /// A deviation list.
    Deviations(&'a DeviationList<'a>),
}

/// A list under rules, read and judged.
pub struct ListSubject<'a> {
    /// What is inside.
    pub content: ListContent<'a>,
    /// The CMS around it; `None` for a list whose signature was stripped.
    pub signed: Option<&'a SignedData<'a>>,
    /// The verdicts on its signers.
    pub signers: &'a [SignerVerdict],
    /// The edition it is judged by.
    pub edition: Edition,
}

impl<'a> ListSubject<'a> {
    /// A master list; edition by its signing time (sixth if that cannot be read).
    pub fn master(list: &'a MasterList<'a>, judgement: &'a masterlist::Judgement) -> Self {
        let (certificates, signers) = (judgement.certificates.as_slice(), judgement.signers.as_slice());
        let content = ListContent::Master { list, certificates, previous: None };
        ListSubject { content, signed: list.signed(), signers, edition: edition(signers) }
    }

    /// A deviation list; edition as for a master list.
    pub fn deviations(list: &'a DeviationList<'a>, judgement: &'a deviation::Judgement) -> Self {
        let signers = judgement.signers.as_slice();
        let (content, signed) = (ListContent::Deviations(list), Some(list.signed()));
        ListSubject { content, signed, signers, edition: edition(signers) }
    }

    /// With the master list before it.
    pub fn after(mut self, before: &'a MasterList<'a>) -> Self {
        if let ListContent::Master { previous, .. } = &mut self.content {
            *previous = Some(before);
        }
        self
    }

    /// With the operator's choice of edition.
    pub fn by_edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// What reading and verifying noticed in the CMS.
    pub(super) fn noticed(&self) -> impl Iterator<Item = &CmsFinding> {
        let verified = self.signers.iter().filter_map(|s| s.signature.as_ref()?.as_ref().ok());
        let read = self.signed.into_iter().flat_map(|signed| signed.findings());
        read.chain(verified.flat_map(|signer| signer.findings()))
    }

    /// Writes what was noticed in the CMS and passes.
    pub(super) fn report_noticed(
        &self,
        report: &mut Report,
        place: &'static str,
        wanted: &'static str,
        passes: impl Fn(&CmsFinding) -> bool,
    ) {
        self.noticed().filter(|noticed| passes(noticed)).for_each(|noticed| report.add(place, noticed, wanted));
    }

    /// Writes what is wrong with a signer and passes.
    pub(super) fn report_defects(
        &self,
        report: &mut Report,
        wanted: &'static str,
        passes: impl Fn(SignerDefect) -> bool,
    ) {
        for signer in self.signers {
            for defect in signer.defects.iter().filter(|defect| passes(**defect)) {
                report.add(place(signer), defect, wanted);
            }
        }
    }

    /// Writes the oddities of a deviation list that pass.
    pub(super) fn report_oddities(&self, report: &mut Report, wanted: &'static str, passes: &[Oddity]) {
        let ListContent::Deviations(list) = self.content else { return };
        for odd in list.findings().kept().iter().filter(|odd| passes.contains(&odd.code)) {
            let place = match odd.deviation {
                Some(deviation) => format!("deviation {}, offset {}", deviation + 1, odd.offset),
                None => format!("offset {}", odd.offset),
            };
            let found = odd.found.as_ref().map(|found| format!(": {found}")).unwrap_or_default();
            report.add(place, format_args!("{}{found}", odd.code.words()), wanted);
        }
    }
}

fn edition(signers: &[SignerVerdict]) -> Edition {
    signers.iter().find_map(|signer| signer.signing_time.time()).map_or(Edition::Sixth, Edition::at)
}

/// Where a finding about a signer stands.
pub(super) fn place(signer: &SignerVerdict) -> String {
    format!("signerInfo {}", signer.signer)
}

/// At most this many certificates of a list are named by one rule.
pub(super) const MOST: usize = 100;

/// The rules over lists.
#[derive(Debug)]
pub struct ListRules {
    /// Over master lists.
    pub master: &'static [&'static ListRule],
    /// Over deviation lists.
    pub deviations: &'static [&'static ListRule],
    digest: OnceLock<Digest>,
}

impl ListRules {
    pub(super) const fn new(master: &'static [&'static ListRule], deviations: &'static [&'static ListRule]) -> Self {
        ListRules { master, deviations, digest: OnceLock::new() }
    }

    /// SHA-256 over every rule's id, version and editions, in order.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| {
            let hasher = Hasher::new().then(b"chancery rule set lists\n");
            let all = self.master.iter().chain(self.deviations);
            all.fold(hasher, |h, r| line(h, r.id, r.version, r.since, r.until)).finish()
        })
    }

    /// Runs the rules over a list of its kind.
    pub fn lint(&self, subject: &ListSubject<'_>) -> Findings {
        let rules = match subject.content {
            ListContent::Master { .. } => self.master,
            ListContent::Deviations(_) => self.deviations,
        };
        let mut report = Report::new(subject.edition);
        for rule in rules.iter().filter(|r| holds(r.since, r.until, subject.edition)) {
            report.begin(rule.id, rule.severity, None);
            (rule.check)(subject, &mut report);
        }
        report.finish()
    }
}
