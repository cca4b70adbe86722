//! `chancery crl verify`: whether a revocation list is signed under an anchor, and in force.

use std::path::PathBuf;

use chancery::fault::{Fail, Fault};
use chancery::pki::crl::Crl;
use chancery::pki::path::VerifiedCrl;
use serde::Serialize;

use crate::anchoring::{self, Asked, Given};
use crate::frame::{Context, Example, Failure, Page, Report, Step};

/// Verify a revocation list under an anchor
///
/// Verify a revocation list under an anchor: its issuer's name is an anchor's, the anchor's key signed it and may sign
/// lists, nothing critical in it is unknown, and it is in force at the time. The state's newest key signs for all of its
/// keys (Doc 9303-12 D.3), so that the anchor may be another than that of a certificate on the list. Anchors are those
/// given with '--anchor' and, where a station is named, the foreign certificates that people accepted and its own roots.
/// Ends with 1 where it is not verified, or not in force.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list, DER or PEM
    file: PathBuf,

    #[command(flatten)]
    anchoring: anchoring::Args,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Verify a list under the certificate of its CSCA",
    "chancery crl verify csca.crl --anchor csca.pem",
)
.after(&[Step::Prepared("csca"), Step::Prepared("crl")])];

/// The verdict.
#[derive(Debug, Serialize)]
pub struct Verified {
    fingerprint: String,
    issuer: String,
    at: String,
    anchors_in_all: usize,
    asked: Vec<Asked>,
    verified: bool,
    in_force: bool,
    anchor: Option<String>,
    anchor_subject: Option<String>,
    this_update: Option<String>,
    next_update: Option<String>,
    entries: usize,
    clause: Option<&'static str>,
    why: Option<String>,
}

impl Report for Verified {
    const SCHEMA: &'static str = "chancery/crl.verify@1";

    fn human(&self, page: &mut Page) {
        page.shown("Issuer", &self.issuer)
            .field("SHA-256", &self.fingerprint)
            .field("Judged at", &self.at)
            .field("Anchors", self.anchors_in_all);
        page.field("Signature", if self.verified { "good" } else { "not verified" });
        if let Some(why) = &self.why {
            page.shown("Why", why);
        }
        if let (Some(anchor), Some(subject)) = (&self.anchor, &self.anchor_subject) {
            page.shown("Anchor", subject).field("Anchor's SHA-256", anchor);
        }
        page.field("Made", self.this_update.as_deref().unwrap_or("cannot be read"));
        page.field("Next", self.next_update.as_deref().unwrap_or("not said"));
        page.field("In force", if self.in_force { "yes" } else { "no" }).field("Entries", self.entries);
        anchoring::show_asked(&self.asked, page);
    }

    fn fault(&self) -> Option<Fault> {
        (!self.verified || !self.in_force).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Verified, Failure> {
    let der = anchoring::list(&args.file)?;
    let crl = Crl::parse(&der)?;
    let given = Given::read(&args.anchoring, context)?;
    let (at, anchors) = (given.at(), given.anchors());
    let in_force = crl.is_in_force(at);
    let this_update = crl.this_update.time().ok();
    let next_update = crl.next_update.as_ref().and_then(|next| next.time().ok());
    let found = VerifiedCrl::verify(crl.clone(), &anchors);
    let (anchor, error) = match found {
        Ok(list) => (Some(list.anchor()), None),
        Err(error) => (None, Some(error)),
    };
    Ok(Verified {
        fingerprint: crl.digest().to_string(),
        issuer: crl.issuer.shown(300),
        at: at.to_string(),
        anchors_in_all: given.count(),
        asked: given.asked(anchors.asked_of_list(&crl)),
        verified: anchor.is_some(),
        in_force,
        anchor: anchor.map(|digest| digest.to_string()),
        anchor_subject: anchor.map(|digest| given.subject_of(digest)),
        this_update: this_update.map(|time| time.to_string()),
        next_update: next_update.map(|time| time.to_string()),
        entries: crl.entries().count(),
        clause: error.as_ref().and_then(|error| error.clause()),
        why: error.map(|error| error.to_string()),
    })
}
