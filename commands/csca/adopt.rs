//! `chancery csca adopt`: a CSCA whose key another program made is taken over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chancery::act::{Act, CscaAdopt};
use chancery::digest::Digest;
use chancery::icao::inventory;
use chancery::keys::KeyId;
use chancery::safe::{self, Label};
use chancery::station::{ADOPTION_CLAUSES, Material};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, FileError, Recorded};
use crate::{anchoring, linting};

/// Take over a CSCA that exists
///
/// Take over a CSCA whose key is in a vault already: its root, the certificates that it issued and the links to it, the
/// serial numbers of those that are not at hand, and its last revocation list. Every claim is held against the root's key,
/// and the key signs once in its vault (ADOPT-1 to ADOPT-7, ADOPT-14, ADOPT-15). What the rules find in the objects is
/// listed rule by rule; since what exists cannot be mended, errors and warnings alike are accepted by their rule's name
/// (ADOPT-8, ADOPT-9), and so are, by their clause, a CSCA beside the station's own without a link (ADOPT-10), a key that
/// can leave its vault (ADOPT-11) or was outside (ADOPT-12), a last list that is lacking or overdue (ADOPT-13), and serial
/// numbers so high that none is left above them (ADOPT-16). From then on list numbers go on where the other program ended,
/// and every new serial number is drawn at random above the greatest that was taken over; where none is left above, it is
/// drawn at random and is never one that was taken (SERIAL-1). Certificate references of seals stay five digits. Of several
/// keys the oldest is adopted first; the link to a newer one is given with the newer one, with '--after'. Certificates of
/// keys that are gone are named by their serial numbers in the inventory of the key that continues their list. The name has
/// to be typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Root certificate, DER or PEM
    #[arg(value_name = "ROOT")]
    root: PathBuf,

    /// Name of the key here
    #[arg(long = "as", value_name = "KEY")]
    label: Label,

    /// Identifier of the key in its vault, in hex
    #[arg(long, value_name = "HEX")]
    key_id: KeyId,

    /// Vault that holds the key
    #[arg(long, value_name = "NAME", default_value = "primary")]
    vault: Label,

    /// Certificate that it issued or a link to it, LDIF with such, or a folder of such files; may be given again
    #[arg(long, value_name = "FILE|DIR")]
    certificate: Vec<PathBuf>,

    /// Serial numbers of others that it issued, one a line in hex, with 'revoked' behind one that is
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,

    /// Last revocation list, DER or PEM
    #[arg(long, value_name = "FILE")]
    crl: Option<PathBuf>,

    /// Highest list number that it took, where that is known from elsewhere
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..=0xffff_ffff_ffff))]
    last_number: Option<u64>,

    /// CSCA key of this station that signed the links to it
    #[arg(long, value_name = "KEY")]
    after: Option<Label>,

    /// Accept what a rule finds by its name, or ADOPT-10 to ADOPT-13 or ADOPT-16 by theirs; may be given again
    #[arg(long, value_name = "RULE")]
    accept: Vec<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Take over a CSCA (refused here: the certificate is this station's own)",
    "chancery csca adopt csca.pem --as csca-2019 --key-id 0a1b2c3d --station utopia",
)
.after(&[Step::Prepared("csca")])
.with(&["--pin-source", "file:pin"])
.ends(3)];

/// The longest inventory that is read, in octets.
const LONGEST: u64 = 64 << 20;

/// What was taken over.
#[derive(Debug, Serialize)]
pub struct Adopted {
    key: String,
    certificates: u64,
    /// Serial numbers of which no certificate is at hand.
    serials: u64,
    revoked: u64,
    /// The greatest serial number of all; the next ones are above it, where numbers of 20 octets are left.
    highest_serial: String,
    /// The last list number; the next list has the one after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    recorded: Recorded,
}

impl Report for Adopted {
    const SCHEMA: &'static str = "chancery/csca.adopt@1";

    fn human(&self, page: &mut Page) {
        page.field("Key", &self.key).field("Certificates", self.certificates);
        page.field("Serial numbers beside", self.serials).field("Revoked", self.revoked);
        page.field("Highest serial number", &self.highest_serial);
        if let Some(number) = self.number {
            page.field("Last list number", number);
        }
        self.recorded.show(page);
    }
}

/// The certificates of a file, or of every file of a folder, in the order of their names.
fn certificates(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    if !path.is_dir() {
        return of_file(path);
    }
    let wanted = "a folder of certificates";
    let failed = |reason| FileError::Unreadable { path: path.to_owned(), wanted, reason };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // What leads elsewhere was not put there to be read.
        if !entry.file_type().map_err(failed)?.is_file() {
            let what = format!("{} is no ordinary file", safe::line(&entry.file_name().to_string_lossy(), 200));
            return Err(FileError::NotThat { path: path.to_owned(), wanted, what }.into());
        }
        files.push(entry.path());
        if files.len() > inventory::MOST {
            let what = format!("it has more than {} files", inventory::MOST);
            return Err(FileError::NotThat { path: path.to_owned(), wanted, what }.into());
        }
    }
    files.sort();
    let mut all = Vec::new();
    for file in files {
        all.append(&mut of_file(&file)?);
    }
    Ok(all)
}

fn of_file(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let octets = opening::read_file(path, LONGEST)?;
    if !inventory::looks_like_ldif(&octets) {
        return Ok(vec![anchoring::certificate(path)?]);
    }
    let wrong = |error: inventory::LdifError| FileError::NotThat {
        path: path.to_owned(),
        wanted: "LDIF with certificates",
        what: error.to_string(),
    };
    Ok(inventory::certificates(&octets).map_err(wrong)?)
}

/// Rules by their names, and clauses of adoption.
fn accepted(names: Vec<String>) -> Result<Vec<String>, Failure> {
    let mut all = Vec::new();
    for name in names {
        match ADOPTION_CLAUSES.iter().find(|clause| clause.eq_ignore_ascii_case(&name)) {
            Some(clause) => all.push((*clause).to_owned()),
            None => all.append(&mut linting::accepted(vec![name])?),
        }
    }
    Ok(all)
}

pub fn run(args: Args, context: &Context) -> Result<Adopted, Failure> {
    let accept = accepted(args.accept)?;
    let root = anchoring::certificate(&args.root)?;
    let root_digest = Digest::of(&root);
    let mut material = Material::one(root);
    let mut named = Vec::new();
    let mut seen = BTreeSet::from([root_digest]);
    for path in &args.certificate {
        for der in certificates(path)? {
            let digest = Digest::of(&der);
            // A folder may hold the root too.
            if seen.insert(digest) {
                named.push(digest);
                material = material.and(der);
            }
        }
    }
    let mut keep = |bytes: Vec<u8>| {
        let digest = Digest::of(&bytes);
        material = std::mem::take(&mut material).and(bytes);
        digest
    };
    let inventory = match &args.inventory {
        Some(path) => Some(keep(opening::read_file(path, LONGEST)?)),
        None => None,
    };
    let crl = match &args.crl {
        Some(path) => Some(keep(anchoring::list(path)?)),
        None => None,
    };
    let act = Act::CscaAdopt(CscaAdopt {
        vault: args.vault,
        key_id: args.key_id,
        label: args.label,
        root: root_digest,
        certificates: named,
        inventory,
        crl,
        last_number: args.last_number,
        before: args.after,
        accept,
    });
    let mut station = opening::write(context)?;
    let done = opening::perform(context, &mut station, act, material)?;
    let number = |name| opening::output(&done, name).parse::<u64>();
    Ok(Adopted {
        key: opening::output(&done, "key"),
        certificates: number("certificates").unwrap_or_default(),
        serials: number("serials").unwrap_or_default(),
        revoked: number("revoked").unwrap_or_default(),
        highest_serial: opening::output(&done, "highest"),
        number: number("number").ok(),
        recorded: Recorded::of(&done),
    })
}
