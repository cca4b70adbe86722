//! `chancery proposal create`: any act of the catalogue, proposed by its name and parameters.

use std::path::PathBuf;

use chancery::act::Act;
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::safe;
use chancery::station::{Material, StationError};
use serde_json::{Map, Value};

use crate::deciding::{self, Proposed};
use crate::frame::{Context, Example, Failure, Step};
use crate::opening;

/// Propose an act by its name and parameters
///
/// Propose an act by its name and parameters, as 'ledger show' names them. Every verb does the same with '--propose',
/// and looks up more by itself. What will come of the act is looked at as for its performance; the proposal is one text
/// with every field of it, what differs from the last such act, and the bytes that the station acts on.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the act, such as 'key.lock'
    act: String,

    /// Parameters; a value that reads as JSON is taken as that where a text does not fit
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,

    /// File that the act names by its digest; may be given again
    #[arg(long, value_name = "FILE")]
    material: Vec<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Propose to make a key",
    "chancery proposal create key.generate vault=primary label=csca-2 spec=P-384 --proposer ann --station utopia",
)
.after(&[Step::Prepared("council")])
.with(&["--pin-source", "file:pin"])];

/// Parameters that are no act's, or a name that is none.
#[derive(Debug, thiserror::Error)]
enum NotAnAct {
    #[error("there is no act '{act}'")]
    Unknown { act: String },
    #[error("these are not the parameters of '{act}': {why}")]
    Parameters { act: String, why: String },
}

impl Fail for NotAnAct {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            NotAnAct::Unknown { .. } => format!("the acts are {}", Act::NAMES.join(", ")),
            NotAnAct::Parameters { .. } => {
                "an act's own verb looks its parameters up, with '--propose'; 'chancery ledger \
                                            show' names those of an earlier one"
                    .into()
            }
        })
    }
}

/// An act names a file by its digest, and the file is not there.
#[derive(Debug, thiserror::Error)]
#[error("the act names the {what} with digest {digest}, which was not given")]
struct FileWanted {
    what: &'static str,
    digest: Digest,
}

impl Fail for FileWanted {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("give the file itself too, with '--material FILE'".into())
    }
}

/// The act, each value first as a text, and as JSON where that does not fit.
fn read(name: &str, parameters: &[String]) -> Result<Act, NotAnAct> {
    if !Act::NAMES.contains(&name) {
        return Err(NotAnAct::Unknown { act: safe::line(name, 60) });
    }
    let wrong =
        |why: String| NotAnAct::Parameters { act: safe::line(name, 60), why: safe::line(&why.replace('`', "'"), 300) };
    let mut texts = Map::new();
    for parameter in parameters {
        let (field, value) = parameter.split_once('=').ok_or_else(|| wrong(format!("'{parameter}' has no '='")))?;
        if texts.insert(field.to_owned(), Value::String(value.to_owned())).is_some() {
            return Err(wrong(format!("'{field}' is given twice")));
        }
    }
    let act = |parameters: &Map<String, Value>| {
        serde_json::from_value::<Act>(serde_json::json!({ "act": name, "parameters": parameters }))
    };
    let first = match act(&texts) {
        Ok(act) => return Ok(act),
        Err(error) => error,
    };
    let json = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        serde_json::from_str(text).ok().filter(|parsed: &Value| !parsed.is_string()).unwrap_or_else(|| value.clone())
    };
    let parsed: Map<String, Value> = texts.iter().map(|(field, value)| (field.clone(), json(value))).collect();
    act(&parsed).map_err(|_| wrong(first.to_string()))
}

pub fn run(args: Args, context: &Context) -> Result<Proposed, Failure> {
    let act = read(&args.act, &args.parameters)?;
    let mut material = Material::none();
    for path in &args.material {
        material = material.and(opening::read_file(path, 256 << 20)?);
    }
    let mut station = opening::write(context)?;
    if let Err(StationError::MaterialMissing { what, digest }) = station.preview(&act, &material) {
        return Err(FileWanted { what, digest }.into());
    }
    deciding::propose(context, &mut station, act, &material)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(parameters: &[&str]) -> Vec<String> {
        parameters.iter().map(|&p| p.to_owned()).collect()
    }

    #[test]
    fn a_value_is_a_text_unless_the_act_wants_something_else() {
        let act = read("crl.issue", &given(&["issuer=csca-1", "days=90"])).unwrap();
        assert_eq!(serde_json::to_value(&act).unwrap()["parameters"]["days"], 90);
        assert!(read("key.lock", &given(&["key=true"])).is_ok(), "a key may be called so");
    }

    #[test]
    fn what_is_no_act_or_no_parameter_of_it_is_refused() {
        for (name, parameters) in [
            ("key.lick", &["key=k"][..]),
            ("key.lock", &[]),
            ("key.lock", &["key"]),
            ("key.lock", &["key=k", "key=k"]),
            ("key.lock", &["key=k", "force=true"]),
            ("crl.issue", &["issuer=csca-1", "days=many"]),
        ] {
            assert_eq!(read(name, &given(parameters)).unwrap_err().kind(), Fault::Usage, "{name} {parameters:?}");
        }
    }
}
