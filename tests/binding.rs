//! An approval is for one act at one station as it was: what was not approved for here and now is not performed.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/walk.rs"]
mod walk;

use std::path::Path;
use std::process::Command;

use chancery::act::{Act, CrlIssue};
use chancery::approval::Approved;
use chancery::clock::BatteryClock;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::secret::Secret;
use chancery::station::{Access, Material, PinSource, PinWanted, Station, StationError, Surroundings};
use walk::Walk;

/// Nobody is asked for a PIN before the approval is looked at.
struct NoPin;

impl PinSource for NoPin {
    fn pin(&mut self, wanted: PinWanted<'_>) -> Result<Secret, StationError> {
        panic!("the PIN of '{}' was asked for", wanted.vault)
    }
}

fn open(directory: &Path) -> Station<'static> {
    let surroundings = Surroundings {
        clock: Box::new(BatteryClock { bound: 5 }),
        entropy: Mixer::new(vec![Box::new(OperatingSystem)]),
        pins: Box::new(NoPin),
    };
    Station::open(directory, Access::Write, surroundings).unwrap()
}

fn revocation_list() -> Act {
    Act::CrlIssue(CrlIssue { issuer: "csca-1".parse().unwrap(), days: 90, accept: Vec::new() })
}

/// Approved at this station as it is now; the station is closed again.
fn approved(directory: &Path) -> Approved {
    open(directory).approve_alone(revocation_list()).unwrap()
}

/// Refused by this clause, and nothing is recorded.
fn refused(directory: &Path, approved: Approved, clause: &str) {
    let mut station = open(directory);
    let before = station.rows().ledger_size().unwrap();
    let error = station.perform(approved, &Material::none()).unwrap_err();
    assert_eq!((error.clause(), error.kind()), (Some(clause), Fault::Refused), "{error}");
    assert_eq!(station.rows().ledger_size().unwrap(), before);
}

fn genesis(name: &'static str) -> Walk {
    let walk = Walk::new(name);
    walk.init("UT", "UTO");
    walk.genesis();
    walk
}

#[test]
fn what_the_act_builds_on_has_changed_since() {
    let walk = genesis("utopia");
    let csr = walk.request("ds");
    let signer = walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 1"]);
    walk.done(&["crl", "issue"]);
    let one = approved(&walk.in_station(""));
    let serial = walk::text(&signer, "serial").to_owned();
    let answers = walk.confirmation(&serial);
    walk.done(&["csca", "revoke", &serial, "--reason", "lost", "--answers", &answers]);
    walk.done(&["crl", "issue"]);
    refused(&walk.in_station(""), one, "APPROVAL-2");
}

#[test]
fn another_station_performs_nothing_that_was_approved_here() {
    let (utopia, erewhon) = (genesis("utopia"), genesis("erewhon"));
    refused(&erewhon.in_station(""), approved(&utopia.in_station("")), "APPROVAL-3");
}

#[test]
fn a_copy_of_the_station_that_does_not_know_the_head_performs_nothing() {
    let walk = genesis("utopia");
    let copy = walk.path("copy");
    assert!(Command::new("cp").arg("-a").arg(walk.in_station("")).arg(&copy).status().unwrap().success());
    walk.done(&["key", "generate", "spare", "--spec", "P-256"]);
    refused(&copy, approved(&walk.in_station("")), "APPROVAL-4");
}

#[test]
fn a_finished_ceremony_takes_no_further_event() {
    let walk = genesis("utopia");
    let mut station = open(&walk.in_station(""));
    let run: Label = "csca-genesis-1".parse().unwrap();
    let (_, script, events) = station.ceremony(&run).unwrap();
    let last = events.last().unwrap().clone();
    let error = station.record_event(&run, &script, &last).unwrap_err();
    assert_eq!(error.clause(), Some("CEREMONY-9"), "{error}");
}
