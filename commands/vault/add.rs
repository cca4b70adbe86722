//! `chancery vault add`: one vault more.

use chancery::act::Act;
use chancery::safe::Label;
use chancery::station::Material;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening::{self, Recorded};

/// Add a vault
///
/// Add a vault: a token that exists, named by its URI, or a new embedded token in the station's directory. It comes into
/// the configuration by an act, and holds no key yet. A standby is added so, filled with 'chancery vault clone', compared
/// with 'chancery vault compare', and takes over with 'chancery vault fail-over'. No token is two vaults (STATION-7).
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("token").required(true))]
pub struct Args {
    /// Name of the new vault
    vault: Label,

    /// The token, an RFC 7512 URI with 'module-path' and 'serial'
    #[arg(long, value_name = "URI", group = "token")]
    uri: Option<String>,

    /// Make a new embedded token, with a PIN that is chosen now
    #[arg(long, group = "token")]
    embedded: bool,
}

pub const EXAMPLES: &[Example] =
    &[Example::new("Add an embedded standby", "chancery vault add standby --embedded --station utopia")
        .after(&[Step::Prepared("station")])
        .with(&["--pin-source", "file:pin"])];

/// The new vault.
#[derive(Debug, Serialize)]
pub struct Added {
    vault: String,
    uri: String,
    recorded: Recorded,
}

impl Report for Added {
    const SCHEMA: &'static str = "chancery/vault.add@1";

    fn human(&self, page: &mut Page) {
        page.field("Vault", &self.vault).field("Token", &self.uri);
        self.recorded.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Added, Failure> {
    let mut station = opening::write(context)?;
    let uri = match &args.uri {
        Some(uri) => uri.parse()?,
        None => station.make_embedded_vault(&args.vault)?,
    };
    let act = station.adding_vault(&args.vault, &uri)?;
    let uri = act.uri.clone();
    let done = opening::perform(context, &mut station, Act::VaultAdd(act), Material::none())?;
    Ok(Added { vault: args.vault.to_string(), uri, recorded: Recorded::of(&done) })
}
