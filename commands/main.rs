//! The binary `chancery`.

mod anchoring;
mod attending;
mod backing;
mod backup;
mod batching;
mod bundle;
mod card;
mod ceremony;
mod cert;
mod check;
mod cli;
mod clock;
mod completions;
mod crl;
mod csca;
mod csr;
mod deciding;
mod deviation;
mod found;
mod frame;
mod handing;
mod held;
mod key;
mod ledger;
mod lint;
mod linting;
mod looks;
mod man;
mod masterlist;
mod officer;
mod opening;
mod paper;
mod perform;
mod pkd;
mod policy;
mod profile;
mod proposal;
mod recover;
mod reference;
mod room;
mod share;
mod station;
mod status;
mod swapping;
mod trust;
mod vault;

use std::process::ExitCode;

fn main() -> ExitCode {
    frame::run(cli::root(), &cli::tree())
}
