//! `chancery officer root-key`: make a key that signs the root of bundles.

use chancery::holder::HeldKind;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::held::{self, Made, Making};

/// Make a key that signs the root of bundles
///
/// Make a key that signs the root of bundles: an Ed25519 key on a stick, sealed with a passphrase or to a recipient of
/// age, never in the clear; or with --token one in a token of your own, which it can never leave. It signs nothing
/// else, and decides nothing. The text for 'officer challenge --root-key' is beside it, in NAME.root.pub. Of a key in a
/// token NAME.root.token says where it is; that file is no secret, and '--key' takes it as it takes a sealed key.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    making: Making,
}

pub const EXAMPLES: &[Example] = &[
    Example::new(
        "Make Ann's root key, sealed to a recipient of hers",
        "chancery officer root-key ann --out stick \
         --seal-to age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l",
    ),
    Example::new(
        "Make Ann's root key in a token of hers",
        "chancery officer root-key ann --out stick \
         --token pkcs11:token=ann?module-path=/usr/lib/softhsm/libsofthsm2.so",
    )
    .after(&[Step::Prepared("token")])
    .with(&["--pin-source", "token=file:token-pin"]),
];

/// The key.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct RootKey(Made);

impl Report for RootKey {
    const SCHEMA: &'static str = "chancery/officer.root-key@1";

    fn human(&self, page: &mut Page) {
        self.0.show(page);
    }
}

pub fn run(args: Args, context: &Context) -> Result<RootKey, Failure> {
    Ok(RootKey(held::make(HeldKind::Root, &args.making, context)?))
}
