//! The tokens that the suite runs over, each fresh in a directory of its own.

use std::path::Path;
use std::process::Command;

use chancery::entropy::{Mixer, OperatingSystem};
use chancery::secret::Secret;
use chancery::vault::{Module, PinStretch, Vault};

/// The PIN of every token here.
pub const PIN: &str = "correct horse";

/// A token, and what must stay as long as it is used.
pub struct TokenUnderTest {
    pub vault: Vault,
    pub pin: Secret,
    pub dir: tempfile::TempDir,
}

pub fn pin() -> Secret {
    Secret::new(PIN.as_bytes().to_vec())
}

pub fn entropy() -> Mixer {
    Mixer::new(vec![Box::new(OperatingSystem)])
}

/// A new embedded token.
pub fn embedded() -> TokenUnderTest {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("primary");
    let vault =
        Vault::create_embedded(&file, &"primary".parse().unwrap(), &pin(), PinStretch::Light, &mut entropy()).unwrap();
    TokenUnderTest { vault, pin: pin(), dir }
}

/// Where Debian puts SoftHSM2.
pub const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";
/// Where Debian puts the NSS token.
pub const SOFTOKN: &str = "/usr/lib/x86_64-linux-gnu/libsoftokn3.so";

/// Says that something is not installed: a failure where everything must be.
pub fn missing(what: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{what} is not installed");
    println!("skipped: {what} is not installed");
}

/// Runs a test in a process of its own, with these variables, after what must
/// be prepared for it outside. `true` inside of that process.
pub fn in_own_process(test: &str, variables: &[(&str, &Path)], prepare: impl FnOnce()) -> bool {
    const INSIDE: &str = "CHANCERY_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_some_and(|inside| inside == test) {
        return true;
    }
    prepare();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(INSIDE, test);
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "the test failed in its own process");
    assert!(said.contains("1 passed"), "the test did not run in its own process");
    false
}

/// A configuration for SoftHSM2 with an empty token directory.
pub fn softhsm_configuration(dir: &Path) {
    let tokens = dir.join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let file = dir.join("softhsm2.conf");
    std::fs::write(&file, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display())).unwrap();
}

/// Makes a SoftHSM2 token with SoftHSM2's own tool.
pub fn softhsm_token(configuration: &Path, label: &str) {
    let tool = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "officer's horse"])
        .env("SOFTHSM2_CONF", configuration)
        .output()
        .unwrap();
    assert!(tool.status.success(), "{}", String::from_utf8_lossy(&tool.stderr));
}

/// The NSS token in a directory, made with NSS's own tool.
pub fn nss(dir: tempfile::TempDir) -> TokenUnderTest {
    let database = format!("sql:{}", dir.path().display());
    let password = dir.path().join("password");
    std::fs::write(&password, PIN).unwrap();
    let tool = Command::new("certutil").args(["-N", "-d", &database, "-f"]).arg(&password).output().unwrap();
    assert!(tool.status.success(), "{}", String::from_utf8_lossy(&tool.stderr));
    let configuration = format!("configdir='{database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=");
    let module = Module::load_with(Path::new(SOFTOKN), Some(&configuration)).unwrap();
    let vaults = module.vaults().unwrap();
    let vault = vaults.into_iter().find(|v| v.identity().label == "NSS Certificate DB").unwrap();
    TokenUnderTest { vault, pin: pin(), dir }
}
