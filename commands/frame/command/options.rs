//! The options that stand behind every command.

use std::path::PathBuf;

use chancery::clock::Time;
use chancery::safe::Label;
use clap::builder::{OsStringValueParser, TypedValueParser};

use crate::frame::pin::PinSource;

// No doc comment: it would become the help of whatever takes these options in.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Options everywhere")]
pub struct Options {
    /// Directory of the station
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CHANCERY_STATION",
        hide_env_values = true,
        value_parser = OsStringValueParser::new().map(PathBuf::from)
    )]
    pub station: Option<PathBuf>,

    /// Answer with exactly one JSON document, on failure too
    #[arg(long, global = true)]
    pub json: bool,

    /// Take answers and confirmations from this file
    ///
    /// Nothing is asked at the terminal then. Names under 'confirm' confirm acts that cannot be undone. In production
    /// people confirm and sign off, never a file (CONFIRM-3).
    #[arg(long, global = true, value_name = "FILE")]
    pub answers: Option<PathBuf>,

    /// Where the PIN of a vault comes from
    ///
    /// 'prompt' asks at the terminal, as it is where nothing is said; 'fd:N' reads a line for each vault in the order
    /// they are asked for; 'file:PATH' and 'env:NAME' are for specimen and rehearsal stations and unattended vaults
    /// (PIN-1), and a file must be private (PIN-2). 'quorum' or 'quorum:DIR' puts the PIN together from officers' shares,
    /// which each of them opens alone and seals to this session with 'share open'. May be given once for each vault,
    /// and once without a vault for all others of the station; somebody's own card or token is named: 'card=fd:3',
    /// 'token=fd:3'. A PIN is never an argument and never tried twice.
    #[arg(long, global = true, value_name = "[VAULT=]SOURCE")]
    pub pin_source: Vec<PinSource>,

    /// Propose the act in place of performing it
    ///
    /// The proposal is written to out/proposals/ of the station, for officers to judge and sign.
    #[arg(long, global = true)]
    pub propose: bool,

    /// Officer who proposes; the act is then proposed, not performed
    ///
    /// Where the policy wants the proposer apart, they sign that they proposed it, and their approval does not count.
    #[arg(long, global = true, value_name = "OFFICER")]
    pub proposer: Option<Label>,

    /// Judge or rehearse as at this time
    ///
    /// RFC 3339 in whole seconds, such as 2026-11-22T10:00:00Z. Acts in production refuse it (CLOCK-3).
    #[arg(long, global = true, value_name = "TIME")]
    pub at: Option<Time>,

    /// Say nothing but the result, warnings and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// Say more on standard error; twice says most
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}
