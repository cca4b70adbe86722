//! Before anybody takes a step: whether those who must approve the operations of a script can be asked here.

use chancery::approval::ApprovalError;
use chancery::ceremony::{Deed, Step, signature};
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::{Asked, Station};

use super::seat::Seat;
use crate::frame::{Context, Failure};

/// The operation after which another policy decides.
const GENESIS: &str = "station.genesis";

/// Officers who cannot be asked, or did not come forward.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// Nowhere to leave signatures.
    #[error(
        "CEREMONY-11: step '{step}' ({act}) wants {whom}, and the answers file names no folder for their signatures"
    )]
    NoFolder {
        /// The step.
        step: String,
        /// Its operation.
        act: &'static str,
        /// Whom the rule asks.
        whom: String,
    },
    /// They have not signed in time.
    #[error("CEREMONY-11: the officers who must approve '{act}' have not all signed: {what}")]
    NotGathered {
        /// The operation.
        act: &'static str,
        /// What is lacking, or was wrong with what was left.
        what: String,
    },
    /// Nobody proposes.
    #[error(
        "CEREMONY-12: '{act}' is proposed by one officer and approved by others (rule '{rule}'), and nobody is named"
    )]
    ProposerUnnamed {
        /// The operation.
        act: &'static str,
        /// The rule.
        rule: String,
    },
}

impl Fail for NotAsked {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            NotAsked::NoFolder { .. } | NotAsked::NotGathered { .. } => "CEREMONY-11",
            NotAsked::ProposerUnnamed { .. } => "CEREMONY-12",
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            NotAsked::NoFolder { .. } => "say in the answers file: approvals = \"FOLDER\"".into(),
            NotAsked::NotGathered { .. } => "leave the signatures in the folder beside what is signed".into(),
            NotAsked::ProposerUnnamed { .. } => "name who proposes: --proposer OFFICER".into(),
        })
    }
}

/// Refuses steps whose officers could not be asked when it comes to them. What comes after a genesis is decided by a
/// policy that is not in force yet, and is asked then.
pub fn expect_askable<'s>(
    context: &Context,
    station: &Station<'_>,
    steps: impl Iterator<Item = &'s Step>,
    seat: &Seat,
) -> Result<(), Failure> {
    for step in steps {
        let Deed::Operation(performance) = &step.deed else { continue };
        let act = performance.signature.name;
        let profile = performance.fixed("profile").and_then(|profile| profile.parse::<Label>().ok());
        let about_profile = signature(act).is_some_and(|s| s.parameters.iter().any(|p| p.name == "profile"));
        if about_profile && profile.is_none() {
            continue;
        }
        let asked = station.asked_about(act, profile.as_ref())?;
        if asked.anybody {
            expect_folder(step, act, &asked, seat)?;
            expect_proposer(context, station, act, &asked)?;
        }
        if asked.cooling_off > 0 {
            let (step, rule, whom) = (&step.id, &asked.rule, &asked.whom);
            context
                .terminal()
                .warn(&format!("step '{step}' ({act}) will pause the ceremony: rule '{rule}' wants {whom}"));
        }
        if act == GENESIS {
            break;
        }
    }
    Ok(())
}

fn expect_folder(step: &Step, act: &'static str, asked: &Asked, seat: &Seat) -> Result<(), Failure> {
    match seat {
        Seat::File(fitted) if fitted.approvals().is_none() => {
            let (step, whom) = (step.id.clone(), asked.whom.clone());
            Err(NotAsked::NoFolder { step, act, whom }.into())
        }
        _ => Ok(()),
    }
}

/// Where the proposer stands apart, an officer is named who proposes.
pub fn expect_proposer(
    context: &Context,
    station: &Station<'_>,
    act: &'static str,
    asked: &Asked,
) -> Result<(), Failure> {
    if !asked.proposer_apart {
        return Ok(());
    }
    let Some(proposer) = context.proposer() else {
        return Err(NotAsked::ProposerUnnamed { act, rule: asked.rule.clone() }.into());
    };
    match station.roster()?.officer(proposer) {
        Some(_) => Ok(()),
        None => Err(ApprovalError::OfficerUnknown { officer: proposer.clone() }.into()),
    }
}
