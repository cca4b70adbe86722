//! `chancery deviation issue`: our own list of what is wrong with documents we issued.

use std::path::PathBuf;

use chancery::act::{Act, DeviationIssue};
use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::icao::deviation::kinds;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::linting;
use crate::opening::{self, Recorded};

/// Issue a deviation list
#[derive(Debug, clap::Args)]
#[command(long_about = long())]
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

/// A description to be copied and changed.
const TEMPLATE: &str = include_str!("../../templates/documents/deviations.toml");

/// The fields of the file, in the order in which they stand there: where, its name, what it says.
const FIELDS: &[(&str, &str, &str)] = &[
    ("at the top", "hash = \"sha256\"", "the hash of every 'signer' named by digest: sha256, sha384 or sha512"),
    ("at the top", "nothing_deviates = true", "the list is empty and takes back what the one before it said"),
    ("[[deviation]]", "document_type = \"P\"", "one or two capital letters, as the machine-readable zone begins"),
    (
        "[[deviation]]",
        "signer = { key = HEX }",
        "who signed the documents: its subject key identifier in hex; or { digest = HEX }, its certificate's digest by \
         'hash'; or { certificate = PEM }, the certificate itself between three quotation marks, no path; a CA's, or another \
         state's, is refused (DEVIATION-8)",
    ),
    (
        "[[deviation]]",
        "issued = { first = \"2026-03-01\", last = \"2026-03-31\" }",
        "the first and the last day of issue, or moments such as 2026-03-01T12:00:00Z",
    ),
    (
        "[[deviation]]",
        "numbers = [\"UT1234567\", …]",
        "the document numbers, each 1 to 40 characters and once; no number stands in the ledger or in a message",
    ),
    ("[[deviation]]", "every_document = true", "in place of all of these: every document of the state"),
    ("[[deviation.description]]", "kind = \"group-hash\"", "what deviates; the kinds are below"),
    (
        "[[deviation.description]]",
        "parameter = \"DG12\"",
        "which field or group, in quotation marks, for kinds that have one",
    ),
    (
        "[[deviation.description]]",
        "text = \"…\"",
        "in words for inspectors, 1 to 500 characters of PrintableString; may be left out",
    ),
    (
        "[[deviation.description]]",
        "national_use = \"…\"",
        "for the state itself, 1 to 500 octets that show; may be left out",
    ),
];

/// The reference of the file, for the help and the man page.
fn long() -> String {
    let mut text = String::from(
        "Issue a deviation list: what is wrong with documents that the state issued, signed by the deviation-list signer, \
         whose certificate and whose CSCA's are embedded.\n\n\
         What it says stands in a TOML file; 'templates/documents/deviations.toml' is one to copy. Each [[deviation]] says \
         which documents are meant, by all of what stands there together, and has one [[deviation.description]] or more \
         that say what deviates. A list follows the one before it whole: what is to go on being said is said again. The \
         file is kept. What may not stand there is refused with what was wanted (DEVIATION-3 to DEVIATION-5).",
    );
    for (place, field, meaning) in FIELDS {
        text.push_str(&format!("\n\n{field} ({place}): {meaning}."));
    }
    for (word, meaning, parameters) in kinds() {
        text.push_str(&format!("\n\nkind {word}: {meaning}"));
        text.push_str(if parameters.is_empty() { ". No parameter." } else { ". Parameter: one of " });
        text.push_str(&parameters.join(", "));
        text.push_str(if parameters.is_empty() { "" } else { "." });
    }
    text
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Issue a deviation list", "chancery deviation issue deviations.toml --station utopia")
        .after(&[
            Step::Prepared("csca"),
            Step::Run("chancery key generate dls-1 --spec P-256 --station utopia --pin-source file:pin"),
            Step::Run(
                "chancery cert issue --profile deviationlist-signer --key dls-1 --station utopia --pin-source file:pin",
            ),
            Step::Write("deviations.toml", TEMPLATE),
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
