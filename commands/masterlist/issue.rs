//! `chancery masterlist issue`: the list of the certificates we vouch for.

use chancery::act::{Act, MasterlistIssue};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::linting;
use crate::opening::{self, Recorded};

/// Issue a master list
///
/// Issue a master list of our own CSCA certificates and of every foreign one that was accepted, signed by the
/// master-list signer. Its certificate and its CSCA's are embedded. The list is judged by the rules before it is signed
/// and after: an error stops it (LINT-1), a warning has to be accepted by its rule's name (LINT-2), and what was accepted
/// has to be found (LINT-4). What came and went since the last list stands in the text beside it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key of the master-list signer, where it is not the newest
    #[arg(long, value_name = "KEY")]
    signer: Option<Label>,

    /// Leave a certificate off the list, by its SHA-256; may be given again
    #[arg(long, value_name = "SHA-256")]
    without: Vec<Digest>,

    /// Accept a lint warning by its rule's name; may be given again
    #[arg(long, value_name = "RULE")]
    accept: Vec<String>,
}

/// A certificate is to be left off a list on which it would not stand.
#[derive(Debug, thiserror::Error)]
#[error("LIST-8: certificate {certificate} would not be on the list; there is nothing to leave off")]
struct NotOnIt {
    certificate: Digest,
}

impl Fail for NotOnIt {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("LIST-8")
    }

    fn hint(&self) -> Option<String> {
        Some("see 'chancery cert list' and 'chancery trust list --anchors'".into())
    }
}

pub const EXAMPLES: &[Example] = &[Example::new("Issue a master list", "chancery masterlist issue --station utopia")
    .after(&[
        Step::Prepared("csca"),
        Step::Run("chancery key generate masterlist-signer --spec P-256 --station utopia --pin-source file:pin"),
        Step::Run("chancery cert issue --profile masterlist-signer --key masterlist-signer --station utopia --pin-source file:pin"),
    ])
    .with(&["--pin-source", "file:pin"])];

/// The new list.
#[derive(Debug, Serialize)]
pub struct Issued {
    signer: String,
    certificates: u64,
    /// How many it has that the last list had not.
    added: usize,
    /// How many the last list had and it has not.
    taken_away: usize,
    /// The first of them, by name and digest.
    difference: Vec<Differs>,
    fingerprint: String,
    file: String,
    recorded: Recorded,
}

/// A certificate that came or went since the last list.
#[derive(Debug, Serialize)]
struct Differs {
    what: &'static str,
    certificate: String,
}

impl Report for Issued {
    const SCHEMA: &'static str = "chancery/masterlist.issue@1";

    fn human(&self, page: &mut Page) {
        page.field("Signer", &self.signer).field("Certificates", self.certificates);
        for differs in &self.difference {
            page.field(if differs.what == "added" { "Added" } else { "Taken away" }, &differs.certificate);
        }
        page.field("SHA-256", &self.fingerprint);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Issued, Failure> {
    let accept = linting::accepted(args.accept)?;
    let mut station = opening::write(context)?;
    let signer = match args.signer {
        Some(signer) => signer,
        None => station.masterlist_signer()?,
    };
    let mut certificates = station.vouched_for()?;
    for certificate in args.without {
        let place = certificates.iter().position(|one| *one == certificate).ok_or(NotOnIt { certificate })?;
        certificates.remove(place);
    }
    let act = Act::MasterlistIssue(MasterlistIssue { signer: signer.clone(), certificates, accept });
    let done = opening::perform(context, &mut station, act, Material::none())?;
    let lines = |name| opening::output(&done, name);
    let differs = |what: &'static str, lines: &str| -> Vec<Differs> {
        lines.lines().map(|line| Differs { what, certificate: line.to_owned() }).collect()
    };
    let mut difference = differs("added", &lines("added"));
    difference.append(&mut differs("taken away", &lines("gone")));
    let count = |name| opening::output(&done, name).parse().unwrap_or_default();
    Ok(Issued {
        signer: signer.to_string(),
        added: count("added_count"),
        taken_away: count("gone_count"),
        difference,
        certificates: opening::output(&done, "entries").parse().unwrap_or_default(),
        fingerprint: opening::output(&done, "fingerprint"),
        file: opening::output(&done, "file"),
        recorded: Recorded::of(&done),
    })
}
