//! `chancery station init`: a new station.

use std::collections::BTreeMap;
use std::str::FromStr;

use chancery::clock::DAY;
use chancery::mode::Mode;
use chancery::pki::country::{CountryFields, CountrySettings};
use chancery::pki::profile::TEMPLATES;
use chancery::pki::span::Span;
use chancery::safe::Label;
use chancery::station::{
    Access, Configuration, Identification, LEDGER, Limits, NewStation, NewVault, PRIMARY, Station, Surroundings,
};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step};
use crate::opening::{self, Pins};

/// Make a new station
///
/// Make a new station in a directory of its own: its database, its ledger with the first entry, the vault 'primary' and
/// the vault 'ledger', which holds the ledger key and no other. Vaults are embedded tokens in the station's directory
/// unless --vault names a token that exists. The directory must be new or empty (STATION-1); if anything fails,
/// nothing is left behind.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the station
    #[arg(long, value_name = "NAME")]
    name: Label,

    /// Mode of the station, fixed at birth
    #[arg(long, value_name = "MODE", value_parser = mode)]
    mode: Mode,

    /// Country code of certificates, two letters
    #[arg(long, value_name = "CODE")]
    country: String,

    /// Country code of the machine-readable zone, three letters
    #[arg(long, value_name = "CODE")]
    mrz: String,

    /// Organisation in subject names
    #[arg(long, value_name = "NAME")]
    organisation: String,

    /// Contact address in alternative names
    #[arg(long, value_name = "ADDRESS")]
    email: String,

    /// Where revocation lists are published; may be given again
    #[arg(long, value_name = "URL", required = true)]
    crl_url: Vec<String>,

    #[command(flatten)]
    documents: Documents,

    #[command(flatten)]
    services: Services,

    /// A token that exists instead of an embedded one, NAME=URI (RFC 7512); or one more embedded vault, NAME=embedded
    #[arg(long, value_name = "NAME=URI")]
    vault: Vec<Existing>,
}

/// What the state's documents are: validity sums and document types come from it.
#[derive(Debug, clap::Args)]
struct Documents {
    /// How long the longest document is valid, such as '10 years', which is taken where nothing is said
    #[arg(long, value_name = "SPAN")]
    document_life: Option<Span>,

    /// What may pass between the signing of a document and the start of its validity; nothing where it is not said
    #[arg(long, value_name = "SPAN")]
    document_lead: Option<Span>,

    /// Document type that document signers sign, as in the machine-readable zone; may be given again, P where it is not
    #[arg(long, value_name = "TYPE")]
    document_type: Vec<String>,
}

/// Where the services' own hierarchy publishes.
#[derive(Debug, clap::Args)]
struct Services {
    /// Where the revocation list of the services' CA is published; may be given again
    #[arg(long, value_name = "URL")]
    service_crl_url: Vec<String>,

    /// Where the OCSP responder of the services' CA answers
    #[arg(long, value_name = "URL")]
    service_ocsp_url: Option<String>,

    /// Where the certificate of the services' CA is published
    #[arg(long, value_name = "URL")]
    service_ca_url: Option<String>,

    /// SPIFFE trust domain of the services' workloads
    #[arg(long, value_name = "DOMAIN")]
    trust_domain: Option<String>,
}

/// A vault that exists.
#[derive(Clone, Debug)]
pub struct Existing(Label, String);

impl Existing {
    /// The vault's name, and where its token is: 'embedded' is one of the station's own.
    pub fn into_pair(self) -> (Label, NewVault) {
        let Existing(name, uri) = self;
        let place = if uri == "embedded" { NewVault::Embedded } else { NewVault::Existing(uri) };
        (name, place)
    }
}

impl FromStr for Existing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, uri) = text.split_once('=').ok_or("wanted NAME=URI")?;
        Ok(Existing(name.parse().map_err(|e| format!("{e}"))?, uri.to_owned()))
    }
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::from_word(text).ok_or_else(|| "wanted production, rehearsal or specimen".into())
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Make the specimen station of Utopia, its two tokens in its own directory",
    "chancery station init --station utopia --name utopia --mode specimen --country UT --mrz UTO \
     --organisation Utopia --email csca@utopia.example --crl-url https://utopia.example/csca.crl",
)
.after(&[Step::Write("pin", "correct horse battery\n")])
.with(&["--pin-source", "file:pin"])];

/// The new station.
#[derive(Debug, Serialize)]
pub struct Made {
    directory: String,
    station: String,
    mode: &'static str,
    vaults: BTreeMap<String, String>,
    ledger_key: String,
    log_key: String,
    entries: u64,
    root: String,
    root_words: Vec<&'static str>,
}

impl Report for Made {
    const SCHEMA: &'static str = "chancery/station.init@1";

    fn human(&self, page: &mut Page) {
        page.field("Station", format!("{} ({})", self.station, self.mode)).field("Directory", &self.directory);
        for (name, uri) in &self.vaults {
            page.field(&format!("Vault {name}"), uri);
        }
        page.field("Ledger key", &self.ledger_key).field("Log key", &self.log_key);
        page.field("Ledger head", format!("{}, root {}", opening::entries(self.entries), self.root));
        page.words(&self.root_words);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Made, Failure> {
    let directory = context.station()?;
    let country = CountrySettings::new(CountryFields {
        country: args.country,
        mrz_code: args.mrz,
        organization: args.organisation,
        contact_email: Some(args.email),
        crl_urls: args.crl_url,
        service_crl_urls: args.services.service_crl_url,
        document_life: args.documents.document_life,
        document_lead: args.documents.document_lead,
        document_types: args.documents.document_type,
        trust_domain: args.services.trust_domain,
        service_ocsp_url: args.services.service_ocsp_url,
        service_ca_url: args.services.service_ca_url,
        ..CountryFields::default()
    })?;
    let limits = Limits::default();
    debug_assert!(i64::from(limits.clock_jump_days) * DAY > 0);
    let mut vaults: BTreeMap<Label, NewVault> = BTreeMap::new();
    for name in [PRIMARY, LEDGER] {
        vaults.insert(name.parse()?, NewVault::Embedded);
    }
    vaults.extend(args.vault.into_iter().map(Existing::into_pair));
    let mut profiles = BTreeMap::new();
    for (name, text) in TEMPLATES {
        profiles.insert(name.parse()?, (*text).to_owned());
    }
    let surroundings = || -> Result<Surroundings<'_>, Failure> {
        let clock = context.clock(Purpose::Acting(args.mode), limits.clock_bound_seconds)?;
        Ok(Surroundings { clock, entropy: context.entropy(), pins: Box::new(Pins::new(context, args.mode)) })
    };
    let configuration = Configuration {
        station: Identification { name: args.name, mode: args.mode },
        country,
        vaults: BTreeMap::new(),
        limits: limits.clone(),
    };
    let new = NewStation { directory: directory.to_owned(), configuration, vaults, profiles };
    if let Some(remains) = new.create(surroundings()?)? {
        let key = remains.key().map(|id| format!("; ledger key {id}, if it was made, is destroyed in its token"));
        let key = key.unwrap_or_default();
        context.terminal().warn(&format!("an earlier making was cut off: what it left beside is cleared away{key}"));
    }
    let station = Station::open(directory, Access::Read, surroundings()?)?;
    let status = station.status()?;
    let vaults = station.configuration().vaults.iter().map(|(name, v)| (name.to_string(), v.uri.clone())).collect();
    Ok(Made {
        directory: directory.display().to_string(),
        station: station.identity().station.to_string(),
        mode: station.identity().mode.word(),
        vaults,
        ledger_key: opening::identity(station.ledger_key())?,
        log_key: station.log_key().text()?,
        entries: status.size,
        root: status.root.to_string(),
        root_words: status.root.words(),
    })
}
