//! Where a policy comes from: a template of the program, or a file.

use std::path::Path;

use chancery::approval::policy::{Policy, TEMPLATES, template};
use chancery::fault::{Fail, Fault};

use crate::frame::Failure;
use crate::opening::{self, FileError};

/// The longest file that is read, in octets; the reader itself takes less.
pub const LONGEST: u64 = 1 << 20;

/// Neither a template nor a file.
#[derive(Debug, thiserror::Error)]
#[error("there is no policy '{name}' and no file of that name")]
struct UnknownPolicy {
    name: String,
}

impl Fail for UnknownPolicy {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        let names: Vec<&str> = TEMPLATES.iter().map(|(name, _)| *name).collect();
        Some(format!("the program has {}; or name a file", names.join(", ")))
    }
}

/// Reads the template of this name, or else the file. `./NAME` is always a file.
pub fn policy(name: &str) -> Result<Policy, Failure> {
    if let Some(text) = template(name) {
        return Ok(Policy::parse(text)?);
    }
    let path = Path::new(name);
    if !name.contains(['/', '.']) && !path.exists() {
        return Err(UnknownPolicy { name: chancery::safe::line(name, 80) }.into());
    }
    let text = text_of(path)?;
    Policy::parse(&text).map_err(|error| Failure::from(error).about(path, &[Fault::Malformed]))
}

/// A file's text; what is not UTF-8 is malformed.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    if path.is_dir() {
        let what = "it is a directory".to_owned();
        return Err(FileError::NotThat { path: path.to_owned(), wanted: "a file", what }.into());
    }
    opening::read_text(path, LONGEST)
}
