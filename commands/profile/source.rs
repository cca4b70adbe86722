//! Where a profile comes from: a template of the program, a file, or what is in force at the station.

use std::path::Path;

use chancery::fault::{Fail, Fault};
use chancery::pki::profile::{Profile, TEMPLATES, template};
use chancery::safe::Label;
use chancery::station::Station;

use crate::frame::Failure;
use crate::opening::{self, FileError};

/// The longest file that is read, in octets; the reader itself takes less.
const LONGEST: u64 = 1 << 20;

/// A profile with its text.
pub struct Source {
    /// The profile.
    pub profile: Profile,
    /// Its text, to the octet.
    pub text: String,
}

/// Neither a template nor a file.
#[derive(Debug, thiserror::Error)]
#[error("there is no profile '{name}' and no file of that name")]
struct UnknownProfile {
    name: String,
}

impl Fail for UnknownProfile {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        let names: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
        Some(format!("the program has {}; or name a file", names.join(", ")))
    }
}

/// Reads the template of this name, or else the file. `./NAME` is always a file.
pub fn named(name: &str) -> Result<Source, Failure> {
    if let Some(text) = template(name) {
        return Ok(Source { profile: Profile::parse(text)?, text: text.to_owned() });
    }
    let path = Path::new(name);
    if !name.contains(['/', '.']) && !path.exists() {
        return Err(UnknownProfile { name: chancery::safe::line(name, 80) }.into());
    }
    if path.is_dir() {
        let what = "it is a directory".to_owned();
        return Err(FileError::NotThat { path: path.to_owned(), wanted: "a file", what }.into());
    }
    let text = opening::read_text(path, LONGEST)?;
    let malformed = |error| Failure::from(error).about(path, &[Fault::Malformed, Fault::Refused]);
    Ok(Source { profile: Profile::parse(&text).map_err(malformed)?, text })
}

/// The profile of this name that is in force at a station, or else as [`named`] reads it.
pub fn in_force_or_named(station: Option<&Station<'_>>, name: &str) -> Result<Source, Failure> {
    if let (Some(station), Ok(label)) = (station, name.parse::<Label>())
        && station.profiles().contains_key(&label)
    {
        return Ok(Source { profile: station.profile(&label)?, text: station.profile_text(&label)? });
    }
    named(name)
}
