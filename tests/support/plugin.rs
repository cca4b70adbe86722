//! A plugin of age on a search path of its own: `age-plugin-tumbler`, with the stock protocol and a key of its own
//! kind.

#![allow(dead_code, reason = "each test uses its part")]

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::stranger::python;

/// The PIN of an identity that asks for one.
pub const PIN: &str = "314159";

/// The plugin, one identity and its recipient.
pub struct Plugin {
    folder: TempDir,
    /// `age1tumbler1…`
    pub recipient: String,
    /// A file that age reads as identities.
    pub identity: PathBuf,
}

impl Plugin {
    /// A new identity that is opened without a word. `None`, with a printed word, where the Python of the tests is not
    /// here.
    pub fn new() -> Option<Plugin> {
        Plugin::generate(&["--generate"])
    }

    /// A new identity that asks for its PIN before it opens anything.
    pub fn asking() -> Option<Plugin> {
        Plugin::generate(&["--generate", "--asking"])
    }

    fn generate(words: &[&str]) -> Option<Plugin> {
        let python = python()?;
        let folder = TempDir::new().unwrap();
        let program = folder.path().join("age-plugin-tumbler");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/plugin.py");
        fs::write(&program, format!("#!/bin/sh\nexec '{}' '{}' \"$@\"\n", python.display(), script.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let output = Command::new(&program).args(words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let recipient = text.lines().find_map(|line| line.strip_prefix("# recipient: ")).unwrap().to_owned();
        let identity = folder.path().join("identity");
        fs::write(&identity, &text).unwrap();
        fs::set_permissions(&identity, fs::Permissions::from_mode(0o600)).unwrap();
        Some(Plugin { folder, recipient, identity })
    }

    /// PATH with the plugin on it.
    pub fn path(&self) -> OsString {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.folder.path().to_owned()).chain(std::env::split_paths(&path));
        std::env::join_paths(folders).unwrap()
    }
}
