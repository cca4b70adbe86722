//! The anchors and revocation lists that something is judged under, and the judgement of a certificate under them.

use std::path::{Path, PathBuf};

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::pki::PkiError;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::lint::Role;
use chancery::pki::path::{self, Anchor, Anchors, Match, RevocationStatus, Undetermined, VerifiedCrl, VerifiedPath};
use chancery::station::{AnchorOrigin, Station};
use serde::Serialize;

use crate::found;
use crate::frame::{Context, Failure, Page, Purpose};
use crate::opening::{self, FileError};

/// The longest revocation list that is read, in octets.
pub const LONGEST_LIST: u64 = 256 << 20;

/// Under what it is judged.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Certificate that is taken for an anchor, DER or PEM; may be given again
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
}

/// Why something is an anchor here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// It was given on the command line.
    Given,
    /// People accepted it.
    Accepted,
    /// It is a root of the station's own.
    Own,
}

impl Origin {
    fn words(self) -> &'static str {
        match self {
            Origin::Given => "given here",
            Origin::Accepted => "accepted by people",
            Origin::Own => "of this station's own",
        }
    }
}

/// Anchors as they were read.
pub struct Given {
    anchors: Vec<(Vec<u8>, Origin)>,
    /// The roots of the station's own, each with the one way that it is an anchor for.
    own: Vec<(Digest, Way)>,
    lists: Vec<Vec<u8>>,
    at: Time,
}

impl Given {
    /// Those that are given, and where a station is named, those that people accepted and the station's own roots, with
    /// the revocation lists that are kept there. Decisions count as by the time of judging.
    pub fn read(args: &Args, context: &Context) -> Result<Self, Failure> {
        let given = |path: &PathBuf| Ok((certificate(path)?, Origin::Given));
        let anchors = args.anchor.iter().map(given).collect::<Result<Vec<_>, Failure>>()?;
        if context.station().is_err() {
            let at = context.clock(Purpose::Judging, 0)?.read()?.time;
            return Ok(Given { anchors, own: Vec::new(), lists: Vec::new(), at });
        }
        let station = opening::read(context)?;
        for (path, (der, _)) in args.anchor.iter().zip(&anchors) {
            found::refuse_distrusted(&station, path, der)?;
        }
        let mut all = Given::of(&station)?;
        all.anchors.splice(0..0, anchors);
        Ok(all)
    }

    /// Those of a station.
    pub fn of(station: &Station<'_>) -> Result<Self, Failure> {
        let at = station.now()?;
        let (mut anchors, mut own) = (Vec::new(), Vec::new());
        for (der, origin) in station.all_anchors(at)? {
            let way = match origin {
                AnchorOrigin::Accepted => None,
                AnchorOrigin::OwnCsca => Some(Way::Document),
                AnchorOrigin::OwnServices => Some(Way::Service),
            };
            own.extend(way.map(|way| (Digest::of(&der), way)));
            anchors.push((der, way.map_or(Origin::Accepted, |_| Origin::Own)));
        }
        Ok(Given { anchors, own, lists: station.kept_revocation_lists(at)?, at })
    }

    /// Those alone that are anchors for this way: of the station's own roots, those of its hierarchy. What was given here is
    /// an anchor for what it was given for.
    pub fn under(mut self, way: Way) -> Self {
        let own = |der: &[u8]| self.own.iter().find(|(root, _)| *root == Digest::of(der)).map(|(_, own)| *own);
        self.anchors.retain(|(der, origin)| *origin != Origin::Own || own(der).is_none_or(|own| own == way));
        self
    }

    /// The time it is judged at.
    pub fn at(&self) -> Time {
        self.at
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.anchors.len()
    }

    /// Their bytes.
    pub fn ders(&self) -> impl Iterator<Item = &[u8]> {
        self.anchors.iter().map(|(der, _)| der.as_slice())
    }

    /// The anchors. One whose key cannot be read anchors nothing.
    pub fn anchors(&self) -> Anchors<'_> {
        let read = self.anchors.iter().filter_map(|(der, _)| Certificate::parse(der).ok());
        Anchors::new(read.filter_map(|certificate| Anchor::of(certificate).ok()).collect())
    }

    /// The lists that the station keeps, those that an anchor signed.
    pub fn kept(&self, anchors: &Anchors<'_>) -> Vec<VerifiedCrl<'_>> {
        let read = self.lists.iter().filter_map(|der| Crl::parse(der).ok());
        read.filter_map(|crl| VerifiedCrl::verify(crl, anchors).ok()).collect()
    }

    /// The subject of an anchor.
    pub fn subject_of(&self, anchor: Digest) -> String {
        let der = self.anchors.iter().map(|(der, _)| der).find(|der| Digest::of(der) == anchor);
        let certificate = der.and_then(|der| Certificate::parse(der).ok());
        certificate.map(|certificate| certificate.subject.shown(300)).unwrap_or_default()
    }

    /// Every anchor that was asked, for a report.
    pub fn asked(&self, asked: Vec<path::Asked>) -> Vec<Asked> {
        let origin = |anchor| self.anchors.iter().find(|(der, _)| Digest::of(der) == anchor).map(|(_, origin)| *origin);
        let one = |asked: path::Asked| Asked {
            anchor: asked.anchor.to_string(),
            subject: self.subject_of(asked.anchor),
            origin: origin(asked.anchor).unwrap_or(Origin::Given),
            matched: asked.matched,
            verifies: asked.verifies,
        };
        asked.into_iter().map(one).collect()
    }
}

/// An anchor that may have signed something, and whether it did.
#[derive(Debug, Serialize)]
pub struct Asked {
    anchor: String,
    subject: String,
    origin: Origin,
    matched: Match,
    verifies: bool,
}

/// Shows which anchors were asked, in the order in which they were.
pub fn show_asked(asked: &[Asked], page: &mut Page) {
    if asked.is_empty() {
        page.line("No anchor has the issuer's name or key identifier.");
        return;
    }
    let row = |one: &Asked| {
        [
            one.subject.replace(',', ", "),
            one.origin.words().to_owned(),
            found_by(one.matched).to_owned(),
            if one.verifies { "good" } else { "not by this key" }.to_owned(),
            one.anchor[..16].to_owned(),
        ]
    };
    page.heading("Anchors that were asked");
    page.shown_table(&["Anchor", "Why", "Found", "Signature", "SHA-256"], asked.iter().map(row));
    if asked.iter().any(|one| one.verifies && one.matched == Match::KeyIdentifier) {
        page.line("A key identifier under another name is no path: names have to agree (Doc 9303-12 D.1.1.3).");
    }
}

/// How an anchor was found, in words.
pub fn found_by(matched: Match) -> &'static str {
    match matched {
        Match::NameAndKey => "by its name and key identifier",
        Match::Name => "by its name",
        Match::FoldedName => "by its name, written otherwise",
        Match::KeyIdentifier => "by its key identifier alone",
    }
}

/// What is known of a revocation, in words.
pub fn revoked(status: RevocationStatus) -> String {
    match status {
        RevocationStatus::Unrevoked => "no, by a list that is in force".into(),
        RevocationStatus::Revoked { on } => format!("since {on}"),
        RevocationStatus::Undetermined { why: Undetermined::NoList } => {
            "nobody can say: no list of its issuer is here".into()
        }
        RevocationStatus::Undetermined { why: Undetermined::NoneInForce } => {
            "nobody can say: no list of its issuer is in force".into()
        }
    }
}

/// By which rules a path is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Way {
    /// One certificate under an anchor.
    #[serde(rename = "doc9303-12-appendix-d")]
    Document,
    /// A chain of the services' own hierarchy.
    #[serde(rename = "rfc5280-6.1")]
    Service,
}

impl Way {
    /// The one that fits a role.
    pub fn of(role: Role) -> Self {
        if role.is_service() { Way::Service } else { Way::Document }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Way::Document => "Doc 9303-12 appendix D: one certificate under an anchor",
            Way::Service => "RFC 5280 6.1: the services' own hierarchy",
        }
    }
}

/// Looks for a path.
pub fn verify(
    way: Way,
    certificate: &Certificate<'_>,
    between: &[Certificate<'_>],
    anchors: &Anchors<'_>,
    lists: &[VerifiedCrl<'_>],
    at: Time,
) -> Result<VerifiedPath, PkiError> {
    match way {
        Way::Document => path::document::verify(certificate, anchors, lists, at),
        Way::Service => path::service::verify(certificate, between, anchors, lists, None, at),
    }
}

/// A certificate in a file, as DER.
pub fn certificate(path: &Path) -> Result<Vec<u8>, Failure> {
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a certificate", what };
    let octets = opening::read_file(path, crate::cert::LONGEST)?;
    let der = armour::der(&octets, "CERTIFICATE").map_err(|e| wrong(e.to_string()))?.into_owned();
    Certificate::parse(&der).map_err(|e| wrong(e.to_string()))?;
    Ok(der)
}

/// A revocation list in a file, as DER.
pub fn list(path: &Path) -> Result<Vec<u8>, Failure> {
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a revocation list", what };
    let octets = opening::read_file(path, LONGEST_LIST)?;
    let der = armour::der(&octets, "X509 CRL").map_err(|e| wrong(e.to_string()))?.into_owned();
    Crl::parse(&der).map_err(|e| wrong(e.to_string()))?;
    Ok(der)
}

/// Revocation lists, each verified under the anchors; one that is not is refused by its name.
pub fn verified<'a>(files: &'a [(PathBuf, Vec<u8>)], anchors: &Anchors<'_>) -> Result<Vec<VerifiedCrl<'a>>, Failure> {
    let read = |(path, der): &'a (PathBuf, Vec<u8>)| {
        let wrong = |what: String| FileError::NotThat { path: path.clone(), wanted: "a revocation list", what };
        let crl = Crl::parse(der).map_err(|e| wrong(e.to_string()))?;
        VerifiedCrl::verify(crl, anchors)
            .map_err(|error| Failure::from(error).about(&named(path), &[Fault::Unsound, Fault::Refused]))
    };
    files.iter().map(read).collect()
}

/// A revocation list by its file, so that nothing said of it is taken for the certificate's.
fn named(path: &Path) -> PathBuf {
    PathBuf::from(format!("revocation list {}", path.display()))
}
