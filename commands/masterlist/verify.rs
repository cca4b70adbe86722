//! `chancery masterlist verify`: whether a list is signed under an anchor.

use std::path::PathBuf;

use chancery::fault::Fault;
use serde::Serialize;

use crate::anchoring;
use crate::found;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::masterlist::show::Header;
use crate::masterlist::side::{Judge, Side};

/// Judge the signature of a master list
///
/// Judge the signature of a master list: its signer at the time of signing, under a CSCA certificate that is an anchor.
/// Anchors are those of the station, where one is named, and the certificates given with '--anchor'. Ends with 0 where the
/// list is signed under an anchor, and with 1 where it is not: unsigned, signed under a CSCA that nobody decided about, or
/// unsound. Nothing is taken in.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list: a file, or the beginning of the digest of one that was taken in
    #[arg(value_name = "LIST")]
    list: Side,

    /// CSCA certificate that is taken for an anchor, DER or PEM; may be given again
    #[arg(long, value_name = "FILE")]
    anchor: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Judge a list by what the station trusts, which is nothing yet",
    "chancery masterlist verify antarctica.ml --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("masterlist")])
.ends(1)];

/// The verdict.
#[derive(Debug, Serialize)]
pub struct Verified {
    anchored: bool,
    anchors: Vec<String>,
    #[serde(flatten)]
    list: Header,
}

impl Report for Verified {
    const SCHEMA: &'static str = "chancery/masterlist.verify@1";

    fn human(&self, page: &mut Page) {
        self.list.show(page);
        match self.anchors.as_slice() {
            [] if !self.list.is_signed() => page.field("Anchored by", "nobody: it carries no signature"),
            [] => page.field("Anchored by", "nobody: no CSCA certificate of its signer's was accepted"),
            anchors => page.field("Anchored by", anchors.join(", ")),
        };
    }

    fn fault(&self) -> Option<Fault> {
        (!self.anchored).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Verified, Failure> {
    let anchors = args.anchor.iter().map(|path| anchoring::certificate(path)).collect::<Result<Vec<_>, _>>()?;
    let judge = Judge::new(context, anchors.clone())?;
    if context.station().is_ok() {
        for (path, der) in args.anchor.iter().zip(&anchors) {
            found::refuse_distrusted(judge.station()?, path, der)?;
        }
    }
    let (digest, list) = judge.judged(&args.list)?;
    let anchors: Vec<String> = list.verdict.anchors.iter().map(ToString::to_string).collect();
    let anchored = list.verdict.word == "anchored";
    Ok(Verified { anchored, anchors, list: Header::of(digest, &list, judge.at()) })
}
