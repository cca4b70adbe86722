//! Within one process: an approval that was given out is worth no more than what officers say at the moment of use.

use std::path::Path;

use chancery::act::{Act, ProposalCreate};
use chancery::approval::Approved;
use chancery::clock::{Time, TypedClock};
use chancery::digest::Digest;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::fault::{Fail as _, Fault};
use chancery::secret::Secret;
use chancery::station::{Access, Material, PinSource, PinWanted, Station, StationError, Surroundings};

use super::council::Council;
use super::walk::PIN;

struct Known;

impl PinSource for Known {
    fn pin(&mut self, _: PinWanted<'_>) -> Result<Secret, StationError> {
        Ok(Secret::new(PIN.as_bytes().to_vec()))
    }
}

fn open(directory: &Path, time: Time) -> Station<'static> {
    let surroundings = Surroundings {
        clock: Box::new(TypedClock { time }),
        entropy: Mixer::new(vec![Box::new(OperatingSystem)]),
        pins: Box::new(Known),
    };
    Station::open(directory, Access::Write, surroundings).unwrap()
}

fn approved(station: &Station<'_>, proposal: &str) -> (Approved, Material) {
    let standing = station.proposal_named(&proposal.parse().unwrap()).unwrap().unwrap();
    station.approve_proposal(standing).unwrap()
}

/// A statement and a signature over it.
fn signed(council: &Council, officer: &str, proposal: &str, decision: &str) -> (Vec<u8>, Vec<u8>) {
    let statement = std::fs::read(council.walk.path(&council.statement(proposal, decision))).unwrap();
    let signature = council.pen(officer).sign(&statement);
    (statement, signature)
}

/// One station in one process: a process opens its tokens once.
#[test]
fn an_approval_given_out_is_counted_again_used_once_and_bound_to_what_was_signed() {
    let council = Council::rehearsal("utopia");
    let proposals = ["k-1", "k-2", "k-3"].map(|key| council.agreed(&["key", "generate", key, "--spec", "P-256"]));
    let [withdrawn, refused, used] = &proposals;
    let carol = signed(&council, "carol", withdrawn, "withdraw");
    let bob = signed(&council, "bob", refused, "refuse");
    let late = signed(&council, "carol", used, "approve");
    let mut station = open(&council.in_station(""), council.now());

    // Every octet of the statement and every octet of the signature: none is taken in.
    for at in 0..late.0.len() {
        let mut altered = late.0.clone();
        altered[at] ^= 0x10;
        let error = station.judge_decision(&altered, &late.1).err().expect("an altered statement was taken in");
        assert!(error.clause() == Some("FORM-1") || error.kind() == Fault::Malformed, "octet {at}: {error}");
    }
    for at in 0..late.1.len() {
        let mut altered = late.1.clone();
        altered[at] ^= 0x01;
        // What stands behind the armour's last line may be any blank.
        let taken = station.judge_decision(&late.0, &altered).is_ok();
        assert!(!taken || at == late.1.len() - 1, "octet {at} of the signature");
    }
    let good = station.judge_decision(&late.0, &late.1).unwrap();
    assert_eq!(good.officer().as_str(), "carol");

    // Given out, and then withdrawn or refused: it is worth nothing.
    for ((statement, signature), proposal, clause) in [(&carol, withdrawn, "APPROVAL-5"), (&bob, refused, "QUORUM-2")] {
        let (approved, material) = approved(&station, proposal);
        let decision = station.judge_decision(statement, signature).unwrap();
        station.take_in(decision).unwrap();
        let error = station.perform(approved, &material).unwrap_err();
        assert_eq!(error.clause(), Some(clause), "{error}");
    }
    // Given out twice: used once.
    let (one, material) = approved(&station, used);
    let (other, _) = approved(&station, used);
    station.perform(one, &material).unwrap();
    let error = station.perform(other, &material).unwrap_err();
    assert_eq!(error.clause(), Some("REPLAY-1"), "{error}");
    let error = station.take_in(good).unwrap_err();
    assert_eq!(error.clause(), Some("REPLAY-1"), "{error}");

    // A text that is not the proposal it is recorded as.
    let standing = station.proposal_named(&used.parse().unwrap()).unwrap().unwrap();
    let mut forged = standing.proposal.clone();
    forged.seen.push(("key".into(), "quite harmless".into()));
    forged.bound.nonce.0[0] ^= 1;
    let text = forged.text().unwrap().into_bytes();
    let (own, material) = (forged.digest().unwrap(), vec![]);
    for (proposal, material, clause) in
        [(Digest::of(b"another"), material.clone(), "FORM-1"), (own, vec![Digest::of(b"more")], "FORM-1")]
    {
        let act = Act::ProposalCreate(ProposalCreate { proposal, text: Digest::of(&text), material });
        let approved = station.approve_alone(act).unwrap();
        let error = station.perform(approved, &Material::one(text.clone()).and(b"more".to_vec())).unwrap_err();
        assert_eq!(error.clause(), Some(clause), "{error}");
    }
}
