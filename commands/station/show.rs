//! `chancery station show`: what a station is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Show what a station is: identity, country, vaults, profiles
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("Show the station in the folder utopia", "chancery station show --station utopia")
        .after(&[Step::Prepared("station")])];

/// What the station is.
#[derive(Debug, Serialize)]
pub struct Shown {
    station: String,
    mode: &'static str,
    epoch: u64,
    country: String,
    mrz_code: String,
    organisation: String,
    vaults: BTreeMap<String, String>,
    profiles: BTreeMap<String, String>,
    ledger_key: String,
    log_key: String,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/station.show@1";

    fn human(&self, page: &mut Page) {
        page.field("Station", &self.station).field("Mode", self.mode).field("Epoch", self.epoch);
        page.field("Country", format!("{} ({})", self.country, self.mrz_code))
            .field("Organisation", &self.organisation);
        page.field("Ledger key", &self.ledger_key).field("Log key", &self.log_key);
        page.table(&["Vault", "URI"], self.vaults.iter().map(|(name, uri)| [name, uri]));
        page.heading("Profiles in force, SHA-256");
        for (name, digest) in &self.profiles {
            page.field(name, digest);
        }
    }
}

pub fn run(_: Args, context: &Context) -> Result<Shown, Failure> {
    let station = opening::read(context)?;
    let identity = station.identity();
    let configuration = station.configuration();
    let country = configuration.country.fields();
    Ok(Shown {
        station: identity.station.to_string(),
        mode: identity.mode.word(),
        epoch: identity.epoch,
        country: country.country.clone(),
        mrz_code: country.mrz_code.clone(),
        organisation: country.organization.clone(),
        vaults: configuration.vaults.iter().map(|(name, v)| (name.to_string(), v.uri.clone())).collect(),
        profiles: station.profiles().iter().map(|(name, digest)| (name.to_string(), digest.to_string())).collect(),
        ledger_key: opening::identity(station.ledger_key())?,
        log_key: station.log_key().text()?,
    })
}
