//! `chancery bundle verify`: a bundle judged away from the station.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chancery::bundle::{BundleError, Limits, Seen, Step as Passed, Stick};
use chancery::digest::Digest;
use chancery::ledger::NoteKey;
use chancery::pki::armour;
use chancery::station::bundle_verify::{Given, judge};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::opening::{self, FileError};

/// Verify a bundle
///
/// Verify a bundle on a machine that needs nothing but this program and what was given by another way than the stick:
/// the digest of the first root, the certificate of the services' CA, and the ledger's key. The stick is read once and
/// the copy is judged, step by step: an expired bundle, a mixed or partial one, a tampered or a foreign file are refused.
/// An older bundle is refused only with --seen, what 'seen' was in the last verification's JSON; without it there is a
/// warning.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Directory on the stick
    stick: PathBuf,

    /// SHA-256 of the first root
    #[arg(long, value_name = "HEX")]
    root: Digest,

    /// Certificate of the services' CA, DER or PEM
    #[arg(long, value_name = "FILE")]
    service_ca: PathBuf,

    /// The ledger's key as 'station show' gives it
    #[arg(long, value_name = "KEY")]
    log_key: String,

    /// What was seen before: the member 'seen' of an earlier JSON report
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Verify the bundle in the folder stick",
    "chancery bundle verify stick --root e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \
     --service-ca service-ca.pem --log-key chancery/utopia/specimen+6b1e0d5a+AQ==",
)
.after(&[Step::Prepared("csca"), Step::Run("chancery bundle export stick --station utopia --pin-source file:pin")])
.ends(4)];

/// What the verification came to.
#[derive(Debug, Serialize)]
pub struct Verified {
    steps: Vec<Passed>,
    targets: BTreeMap<String, Target>,
    expires: String,
    recorded_at: String,
    ledger_entries: u64,
    seen: Seen,
}

#[derive(Debug, Serialize)]
struct Target {
    length: u64,
    sha256: String,
}

impl Report for Verified {
    const SCHEMA: &'static str = "chancery/bundle.verify@1";

    fn human(&self, page: &mut Page) {
        page.table(
            &["Step", "Judged", "Found"],
            self.steps.iter().map(|s| [s.number.to_string(), s.name.to_owned(), s.found.clone()]),
        );
        page.field("Bundle", "good").field("Targets", self.targets.len()).field("Expires", &self.expires);
        page.field("Recorded", format!("{}, ledger of {} entries", self.recorded_at, self.ledger_entries));
    }
}

pub fn run(args: Args, context: &Context) -> Result<Verified, Failure> {
    let bytes = opening::read_file(&args.service_ca, crate::cert::LONGEST)?;
    let wrong = |wanted, path: &PathBuf, what: String| FileError::NotThat { path: path.clone(), wanted, what };
    let service_ca = armour::der(&bytes, "CERTIFICATE");
    let service_ca = service_ca.map_err(|e| wrong("a certificate", &args.service_ca, e.to_string()))?;
    let log_key = NoteKey::parse(&args.log_key)?;
    let seen: Seen = match &args.seen {
        Some(path) => {
            let text = opening::read_file(path, 1 << 20)?;
            serde_json::from_slice(&text).map_err(|e| wrong("what was seen before", path, e.to_string()))?
        }
        None => Seen::default(),
    };
    let reading = context.clock(Purpose::Judging, 0)?.read()?;
    let progress = context.progress("judging the bundle");
    let copy = Stick::read(&args.stick, &Limits::default()).map_err(|error| match error {
        BundleError::Storage { source, .. } => {
            FileError::Unreadable { path: args.stick.clone(), wanted: "a bundle's folder", reason: source }.into()
        }
        error => Failure::from(error),
    })?;
    let given = Given { root: args.root, service_ca: &service_ca, log_key: &log_key };
    let mut steps = Vec::new();
    let judged = judge(copy, &given, &seen, reading, &mut steps);
    drop(progress);
    let verified = match judged {
        Ok(verified) => verified,
        Err(error) => {
            for step in &steps {
                context.terminal().note(&format!("step {} passed: {}: {}", step.number, step.name, step.found));
            }
            return Err(error.into());
        }
    };
    if args.seen.is_none() {
        context.terminal().note("without --seen an older bundle that has not expired is not told from the newest");
    }
    let target = |digest: Digest, length| Target { length, sha256: digest.to_string() };
    let targets = verified.targets().iter().map(|(path, t)| (path.to_string(), target(t.digest, t.length)));
    Ok(Verified {
        targets: targets.collect(),
        expires: verified.expires().to_string(),
        recorded_at: verified.recorded_at().to_string(),
        ledger_entries: verified.head().size,
        seen: verified.seen(),
        steps,
    })
}
