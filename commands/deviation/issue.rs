//! `chancery deviation issue`: our own list of what is wrong with documents we issued.

use std::path::PathBuf;

use chancery::act::{Act, DeviationIssue};
use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::linting;
use crate::opening::{self, Recorded};

/// Issue a deviation list
///
/// Issue a deviation list: what is wrong with documents that the state issued, signed by the deviation-list signer, whose
/// certificate and whose CSCA's are embedded. What it says stands in a TOML file. Each [[deviation]] says which documents
/// are meant, by all of what stands there: 'document_type' (one or two letters), 'signer' ({ key = HEX }, { digest = HEX }
/// with 'hash' at the top, or { certificate = PEM }), 'issued' ({ first = DAY, last = DAY }) and 'numbers'; or
/// 'every_document = true'. Each [[deviation.description]] in it says what deviates: 'kind', for most kinds a 'parameter',
/// and where wanted 'text' and 'national_use'. A wrong word is refused with those that may stand there. A list follows the
/// one before it whole: what is to go on being said is said again; 'nothing_deviates = true' takes all of it back. The file
/// is kept, and no document number stands in the ledger.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What the list says, TOML
    file: PathBuf,

    /// Key of the deviation-list signer, where it is not the newest
    #[arg(long, value_name = "KEY")]
    signer: Option<Label>,

    /// Accept a lint warning by its rule's name; may be given again
    #[arg(long, value_name = "RULE")]
    accept: Vec<String>,
}

/// The longest description that is read, in octets.
const LONGEST: u64 = 64 << 20;

/// A data group that was hashed wrongly in two documents.
const HASHED: &str = r#"[[deviation]]
document_type = "P"
issued = { first = "2026-03-01", last = "2026-03-31" }
numbers = ["UT1234567", "UT7654321"]

[[deviation.description]]
kind = "group-hash"
parameter = "DG12"
text = "hash computed over padded data"
"#;

pub const EXAMPLES: &[Example] =
    &[Example::new("Issue a deviation list", "chancery deviation issue deviations.toml --station utopia")
        .after(&[
            Step::Prepared("csca"),
            Step::Run("chancery key generate dls-1 --spec P-256 --station utopia --pin-source file:pin"),
            Step::Run(
                "chancery cert issue --profile deviationlist-signer --key dls-1 --station utopia --pin-source file:pin",
            ),
            Step::Write("deviations.toml", HASHED),
        ])
        .with(&["--pin-source", "file:pin"])];

/// The new list.
#[derive(Debug, Serialize)]
pub struct Issued {
    signer: String,
    deviations: u64,
    document_numbers: u64,
    fingerprint: String,
    file: String,
    recorded: Recorded,
}

impl Report for Issued {
    const SCHEMA: &'static str = "chancery/deviation.issue@1";

    fn human(&self, page: &mut Page) {
        page.field("Signer", &self.signer).field("Deviations", self.deviations);
        page.field("Document numbers", self.document_numbers);
        page.field("SHA-256", &self.fingerprint);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Issued, Failure> {
    let text = opening::read_file(&args.file, LONGEST)?;
    let accept = linting::accepted(args.accept)?;
    let mut station = opening::write(context)?;
    let signer = match args.signer {
        Some(signer) => signer,
        None => station.deviationlist_signer()?,
    };
    let description = Digest::of(&text);
    let act = Act::DeviationIssue(DeviationIssue { signer: signer.clone(), description, accept });
    let done = opening::perform(context, &mut station, act, Material::one(text))
        .map_err(|e| e.about(&args.file, &[Fault::Malformed]))?;
    let number = |name| opening::output(&done, name).parse().unwrap_or_default();
    Ok(Issued {
        signer: signer.to_string(),
        deviations: number("deviations"),
        document_numbers: number("numbers"),
        fingerprint: opening::output(&done, "fingerprint"),
        file: opening::output(&done, "file"),
        recorded: Recorded::of(&done),
    })
}
