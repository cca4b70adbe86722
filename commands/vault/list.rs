//! `chancery vault list`: the station's vaults and what their tokens say.

use chancery::fault::Fail as _;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// List the vaults with what their tokens say
///
/// List the vaults with what their tokens say of themselves and of their PIN, and who holds shares of it. No PIN is asked
/// for or tried.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the vaults", "chancery vault list --station utopia").after(&[Step::Prepared("station")])];

/// The vaults.
#[derive(Debug, Serialize)]
pub struct Vaults {
    vaults: Vec<Vault>,
}

#[derive(Debug, Serialize)]
struct Vault {
    name: String,
    uri: String,
    token: Option<String>,
    serial: Option<String>,
    pin: String,
    shares: Option<Shares>,
}

/// A PIN that officers hold in shares.
#[derive(Debug, Serialize)]
struct Shares {
    entry: u64,
    wanted: u8,
    officers: Vec<String>,
    certain: bool,
}

impl Vault {
    /// How its PIN stands, in one line.
    fn pin(&self) -> String {
        let Some(shares) = &self.shares else { return self.pin.clone() };
        let perhaps = if shares.certain { "in" } else { "perhaps in" };
        format!("{perhaps} shares of {}, any {} give it; {}", shares.officers.join(", "), shares.wanted, self.pin)
    }
}

impl Report for Vaults {
    const SCHEMA: &'static str = "chancery/vault.list@1";

    fn human(&self, page: &mut Page) {
        let rows = self.vaults.iter().map(|v| {
            [
                v.name.clone(),
                v.token.clone().unwrap_or_else(|| "not there".into()),
                v.serial.clone().unwrap_or_default(),
                v.pin(),
            ]
        });
        page.table(&["Vault", "Token", "Serial", "PIN"], rows);
    }
}

pub fn run(_: Args, context: &Context) -> Result<Vaults, Failure> {
    let station = opening::read(context)?;
    let mut vaults = Vec::new();
    for (name, settings) in &station.configuration().vaults {
        let found = station.vault(name);
        let (token, serial, pin) = match &found {
            Ok(vault) => {
                let identity = vault.identity();
                let pin = vault.flags().map_or_else(|e| e.to_string(), |flags| flags.to_string());
                (
                    Some(format!("{} {}", identity.manufacturer, identity.model).trim().to_owned()),
                    Some(identity.serial.clone()),
                    pin,
                )
            }
            Err(error) => (None, None, format!("{}: {error}", error.kind())),
        };
        let shares = station.shares_of(name)?.map(|shared| Shares {
            entry: shared.entry,
            wanted: shared.threshold,
            officers: shared.officers.keys().map(ToString::to_string).collect(),
            certain: shared.sure,
        });
        vaults.push(Vault { name: name.to_string(), uri: settings.uri.clone(), token, serial, pin, shares });
    }
    Ok(Vaults { vaults })
}
