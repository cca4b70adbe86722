//! Shares and backup keys come into no memory that may be written to swap.
//!
//! The front locks all of its memory or none of it. Where it locks none and the machine swaps, production refuses what
//! brings a share or a backup key in, and everything else is warned.

use chancery::fault::{Fail, Fault};
use chancery::mode::Mode;
use chancery::station::Configuration;

use crate::frame::{Context, Failure};

/// Memory that may be written to swap.
#[derive(Debug, thiserror::Error)]
#[error(
    "SECRET-2: shares and backup keys come into memory that may be written to swap: this process may not lock its memory \
     (wanted: no limit), and the machine swaps to {places}"
)]
struct MaySwap {
    /// Where it swaps to.
    places: String,
}

impl Fail for MaySwap {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("SECRET-2")
    }

    fn hint(&self) -> Option<String> {
        Some(HINT.into())
    }
}

const HINT: &str = "switch swap off ('swapoff -a'), or lift the limit ('ulimit -l unlimited', 'LimitMEMLOCK=infinity')";

/// Refuses shares and backup keys in memory that may be written to swap, at a station of production (SECRET-2); warns
/// elsewhere.
pub fn expect_memory(context: &Context) -> Result<(), Failure> {
    expect_memory_in(context, mode_of(context))
}

/// The same where the mode is known; none where there is no station.
pub fn expect_memory_in(context: &Context, mode: Option<Mode>) -> Result<(), Failure> {
    let places = context.swaps_to();
    if places.is_empty() {
        return Ok(());
    }
    let error = MaySwap { places: chancery::safe::line(&places.join(", "), 200) };
    if mode == Some(Mode::Production) {
        return Err(error.into());
    }
    context.terminal().warn(&format!("{error}: {HINT}"));
    Ok(())
}

/// The mode of the station that is named; none where it cannot be read, which others say.
fn mode_of(context: &Context) -> Option<Mode> {
    let text = Configuration::text_in(context.station().ok()?).ok()?;
    Some(Configuration::parse(&text).ok()?.station.mode)
}
