//! `chancery ceremony`: scripted ceremonies.

mod conduct;
mod lint;
mod list;
mod resume;
mod run;

use chancery::fault::{Fail, Fault};

/// A ceremony without people and without an answers file.
#[derive(Debug, thiserror::Error)]
#[error("CEREMONY-10: a ceremony asks its people at the terminal, and there is neither a terminal nor an answers file")]
struct NobodyThere;

impl Fail for NobodyThere {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("CEREMONY-10")
    }

    fn hint(&self) -> Option<String> {
        Some("run it at a terminal, or outside production give --answers FILE".into())
    }
}

crate::frame::verbs!(ceremony: "Check, run and resume scripted ceremonies"; lint, list, resume, run);
