//! `chancery profile show`: the text of a profile.

use chancery::digest::Digest;
use chancery::pki::profile::template;
use chancery::safe::Label;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};
use crate::opening::UnknownName;

/// Show the text of a profile
///
/// Show the text of a profile that comes with the program, as an officer may read, copy and change it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the profile
    profile: Label,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show the profile of document signers", "chancery profile show document-signer")];

/// The profile.
#[derive(Debug, Serialize)]
pub struct Shown {
    name: String,
    sha256: String,
    text: &'static str,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/profile.show@1";

    fn human(&self, page: &mut Page) {
        page.verbatim(self.text);
    }
}

pub fn run(args: Args, _: &Context) -> Result<Shown, Failure> {
    let unknown = || UnknownName { what: "profile", name: args.profile.to_string(), see: "chancery profile list" };
    let text = template(args.profile.as_str()).ok_or_else(unknown)?;
    Ok(Shown { name: args.profile.to_string(), sha256: Digest::of(text.as_bytes()).to_string(), text })
}
