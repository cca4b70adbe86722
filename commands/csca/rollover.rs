//! `chancery csca rollover`: the next key of the CSCA.

use chancery::act::{Act, CscaRollover};
use chancery::digest::Digest;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Put the next key in the place of the CSCA's newest
///
/// Put the next key in the place of the CSCA's newest: its root, signed by itself, and the link that leads to it, signed by
/// the key before it, are issued by one act, and a letter to other states is written that names both. The next key is made
/// beforehand with 'key generate' and has no certificate (CSCA-3). It should sign nothing in its first two days, and other
/// states are to know of it 90 days before the key before it may sign no more; 'csca status' says what is due. Its name has
/// to be typed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Key that follows
    #[arg(value_name = "KEY")]
    to: Label,

    /// Key that it follows, where it is not the newest CSCA key
    #[arg(long, value_name = "KEY")]
    from: Option<Label>,

    /// Common name of the new root; the link bears it too
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Profile of the root
    #[arg(long, value_name = "NAME", default_value = "csca-root")]
    root_profile: Label,

    /// Profile of the link
    #[arg(long, value_name = "NAME", default_value = "csca-link")]
    link_profile: Label,

    /// Accept a lint warning by its rule's name; may be given again
    #[arg(long, value_name = "RULE")]
    accept: Vec<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Put the next key in the place of the CSCA's newest",
    "chancery csca rollover csca-2 --name 'CSCA Utopia' --station utopia",
)
.after(&[
    Step::Prepared("csca"),
    Step::Run("chancery key generate csca-2 --spec P-384 --station utopia --pin-source file:pin"),
    Step::Write("answers.toml", "confirm = [\"csca-2\"]\n"),
])
.with(&["--pin-source", "file:pin", "--answers", "answers.toml"])];

/// The new root and its link.
#[derive(Debug, Serialize)]
pub struct RolledOver {
    from: String,
    to: String,
    root: Made,
    link: Made,
    notice: String,
    quiet_until: String,
    /// From when on the next list is taken, where that is not at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    list_from: Option<String>,
    recorded: Recorded,
}

#[derive(Debug, Serialize)]
struct Made {
    serial: String,
    fingerprint: String,
    fingerprint_words: Vec<&'static str>,
    file: String,
}

impl Report for RolledOver {
    const SCHEMA: &'static str = "chancery/csca.rollover@1";

    fn human(&self, page: &mut Page) {
        page.field("From key", &self.from).field("To key", &self.to);
        page.field("Root", &self.root.serial).field("SHA-256 of the root", &self.root.fingerprint);
        page.words(&self.root.fingerprint_words);
        page.field("Link", &self.link.serial).field("SHA-256 of the link", &self.link.fingerprint);
        page.words(&self.link.fingerprint_words);
        self.recorded.show(page);
        page.line(format!("Send the letter: {}", self.notice));
        page.line(format!("The new key should sign no certificate before {}.", self.quiet_until));
        let next = format!("chancery crl issue --issuer {}", self.to);
        match &self.list_from {
            Some(from) => {
                page.line(format!("The next list is signed by it, from {from} on or once something is revoked: {next}"))
            }
            None => page.line(format!("The next list is signed by it: {next}")),
        };
    }
}

pub fn run(args: Args, context: &Context) -> Result<RolledOver, Failure> {
    let accept = opening::accepted(args.accept)?;
    let mut station = opening::write(context)?;
    let from = match args.from {
        Some(from) => from,
        None => station.newest_csca()?,
    };
    let (to, common_name) = (args.to, args.name);
    let (root_profile, link_profile) = (args.root_profile, args.link_profile);
    let act = CscaRollover { from: from.clone(), to: to.clone(), root_profile, link_profile, common_name, accept };
    let done = opening::perform(context, &mut station, Act::CscaRollover(act), Material::none())?;
    let made = |what: &str| -> Result<Made, Failure> {
        let output = |name: &str| opening::output(&done, &format!("{what}_{name}"));
        let fingerprint = output("fingerprint");
        let digest: Digest = fingerprint.parse()?;
        let (serial, file) = (output("serial"), output("file"));
        Ok(Made { serial, fingerprint, fingerprint_words: digest.words(), file })
    };
    Ok(RolledOver {
        from: from.to_string(),
        to: to.to_string(),
        root: made("root")?,
        link: made("link")?,
        notice: opening::output(&done, "notice"),
        quiet_until: opening::output(&done, "quiet_until"),
        list_from: Some(opening::output(&done, "list_from")).filter(|from| !from.is_empty()),
        recorded: Recorded::of(&done),
    })
}
