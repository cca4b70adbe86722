//! The binary `chancery`.

mod anchoring;
mod batching;
mod bundle;
mod card;
mod ceremony;
mod cert;
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
mod perform;
mod pkd;
mod policy;
mod profile;
mod proposal;
mod recover;
mod reference;
mod share;
mod station;
mod status;
mod trust;
mod vault;

use std::process::ExitCode;

fn main() -> ExitCode {
    frame::run(cli::root(), &cli::tree())
}
