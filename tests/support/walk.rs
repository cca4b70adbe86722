//! A station of its own in a folder of its own, walked command by command as a person or a script would.

#![allow(dead_code, reason = "each test uses its part")]

use std::cell::Cell;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The binary that was built for this test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");
/// The PIN of both vaults.
pub const PIN: &str = "correct horse battery";
/// Where Debian puts SoftHSM2.
pub const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";
const ONE_SECOND: Duration = Duration::from_millis(1100);

/// A folder with one station, its PIN file, and whatever else a walk brings there.
pub struct Walk {
    folder: TempDir,
    station: &'static str,
    environment: Vec<(&'static str, OsString)>,
    /// What every command is given after its own words.
    options: Vec<String>,
    /// Further words of `station init`.
    vault: Option<String>,
    /// What every command has on standard input.
    input: Option<PathBuf>,
    /// Who looks on while commands run.
    watcher: Option<Watcher>,
    /// When the last revocation list was asked for.
    listed: Cell<Option<Instant>>,
}

type Watcher = Box<dyn Fn(Sight<'_>)>;

/// What somebody who looks on sees of a command.
pub enum Sight<'a> {
    /// It runs, as the process of this number.
    Running(u32),
    /// It has ended, and said this.
    Ended(&'a Output),
}

impl Walk {
    /// An empty folder for a station of this name. Both vaults will be embedded.
    pub fn new(station: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        let (environment, options, listed) = (Vec::new(), words("--pin-source file:pin"), Cell::new(None));
        let walk = Walk { folder, station, environment, options, vault: None, input: None, watcher: None, listed };
        walk.private("pin", &format!("{PIN}\n"));
        walk
    }

    /// The same, with the vault `primary` on a new SoftHSM2 token. `None`, with a printed word, where there is no
    /// SoftHSM2; a failure where CI says that it must be.
    pub fn on_softhsm(station: &'static str) -> Option<Self> {
        if !Path::new(SOFTHSM).exists() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "softhsm2 is not installed");
            println!("skipped: softhsm2 is not installed");
            return None;
        }
        let mut walk = Walk::new(station);
        let tokens = walk.path("tokens");
        fs::create_dir(&tokens).unwrap();
        walk.write("softhsm2.conf", &format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()));
        walk.environment.push(("SOFTHSM2_CONF", walk.path("softhsm2.conf").into()));
        let made = ["--init-token", "--free", "--label", station, "--pin", PIN, "--so-pin", "officer's horse"];
        walk.tool("softhsm2-util", &made);
        let slots = walk.tool("softhsm2-util", &["--show-slots"]);
        let serial = slots.lines().find_map(|line| line.trim().strip_prefix("Serial number:"));
        let serial = serial.map(str::trim).filter(|serial| !serial.is_empty()).expect("the token has a serial number");
        walk.vault = Some(format!("primary=pkcs11:token={station};serial={serial}?module-path={SOFTHSM}"));
        Some(walk)
    }

    /// The same token through another module.
    pub fn through(mut self, module: &Path) -> Self {
        self.vault = self.vault.map(|words| words.replace(SOFTHSM, module.to_str().unwrap()));
        self
    }

    /// A variable that every command finds in its environment from now on.
    pub fn with_environment(mut self, name: &'static str, value: OsString) -> Self {
        self.environment.push((name, value));
        self
    }

    /// Options that every command is given from now on, in the place of those before.
    pub fn with_options(mut self, options: &[&str]) -> Self {
        self.options = options.iter().map(|&word| word.to_owned()).collect();
        self
    }

    /// A file that every command is given on standard input from now on.
    pub fn with_input(mut self, input: &Path) -> Self {
        self.input = Some(input.to_owned());
        self
    }

    /// Somebody looks on at every command from now on.
    pub fn watched_by(mut self, watcher: impl Fn(Sight<'_>) + 'static) -> Self {
        self.watcher = Some(Box::new(watcher));
        self
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A path in the station.
    pub fn in_station(&self, name: &str) -> PathBuf {
        self.path(self.station).join(name)
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Writes a file that nobody else may read.
    pub fn private(&self, name: &str, text: &str) {
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// A program in the folder: nothing on standard input, nothing of the caller's environment but PATH.
    pub fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.folder()).env("TMPDIR", self.folder()).env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// A stock tool that must end well; what it said on standard output.
    pub fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.program(program).args(arguments).output().unwrap_or_else(|e| panic!("{program}: {e}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).unwrap()
    }

    /// A command of `chancery` at this station, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(PROGRAM);
        command.env("CHANCERY_STATION", self.station).args(arguments).args(&self.options).arg("--json");
        if let Some(input) = &self.input {
            command.stdin(fs::File::open(input).unwrap());
        }
        command
    }

    /// Runs a command.
    pub fn run(&self, arguments: &[&str]) -> Output {
        if !arguments.starts_with(&["crl", "issue"]) {
            return self.run_now(arguments);
        }
        self.await_another_second();
        let output = self.run_now(arguments);
        self.has_listed();
        output
    }

    fn run_now(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        let Some(watcher) = &self.watcher else { return command.output().unwrap() };
        let mut child = command.spawn().unwrap();
        let output = std::thread::scope(|scope| {
            let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
            let out = scope.spawn(move || read_all(out));
            let err = scope.spawn(move || read_all(err));
            let status = loop {
                // Looked at before it is asked whether it has ended: until then the number is this process's own.
                watcher(Sight::Running(child.id()));
                match child.try_wait().unwrap() {
                    Some(status) => break status,
                    None => std::thread::sleep(std::time::Duration::from_millis(5)),
                }
            };
            Output { status, stdout: out.join().unwrap(), stderr: err.join().unwrap() }
        });
        watcher(Sight::Ended(&output));
        output
    }

    /// A command that must end well; its JSON document, which names its own form.
    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
        document(arguments, &output)
    }

    /// A command that must end with this exit code, and its clause where it has one; the JSON document.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str], code: i32, clause: Option<&str>) -> Value {
        let output = self.run(arguments);
        let said = [&output.stderr, &output.stdout].map(|said| String::from_utf8_lossy(said));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said:?}");
        let document = document(arguments, &output);
        assert_eq!(document["error"]["clause"].as_str(), clause, "{document}");
        document
    }

    /// Waits until a list of the CSCA is not of the same second as the last one.
    pub fn await_another_second(&self) {
        let since = self.listed.get().map_or(ONE_SECOND, |listed| listed.elapsed());
        std::thread::sleep(ONE_SECOND.saturating_sub(since));
    }

    /// A list of the CSCA was made, here or elsewhere.
    pub fn has_listed(&self) {
        self.listed.set(Some(Instant::now()));
    }

    /// A check that ran and whose answer is no: exit code 1 with its report.
    #[track_caller]
    pub fn refused_judgement(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        document(arguments, &output)
    }

    /// The words of `station init` for a specimen country.
    pub fn init_words(&self, country: &str, mrz: &str) -> Vec<String> {
        let name = self.station;
        let mut all = words(&format!(
            "station init --name {name} --mode specimen --country {country} --mrz {mrz} --organisation {name} \
             --email csca@{name}.example --crl-url https://{name}.example/csca.crl"
        ));
        if let Some(vault) = &self.vault {
            all.extend(["--vault".to_owned(), vault.clone()]);
        }
        all
    }

    /// Makes the station.
    pub fn init(&self, country: &str, mrz: &str) -> Value {
        let all = self.init_words(country, mrz);
        self.done(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Holds the genesis ceremony by its answers file.
    pub fn genesis(&self) -> Value {
        let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
        self.done(&["ceremony", "run", &script, "--answers", &answers])
    }

    /// Makes `NAME.key` and `NAME.csr` with the stock tool.
    pub fn request(&self, name: &str) -> String {
        let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
        let arguments = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"];
        let subject = format!("/C=UT/O=Utopia/CN={name}");
        self.tool("openssl", &[&arguments[..], &[&key, "-out", &csr, "-subj", &subject]].concat());
        csr
    }

    /// Writes the answers file that confirms the act on this object, and gives its name.
    pub fn confirmation(&self, name: &str) -> String {
        self.write("confirm.toml", &format!("confirm = [\"{name}\"]\n"));
        "confirm.toml".to_owned()
    }

    /// The files that a report says were made; each is there.
    #[track_caller]
    pub fn files(&self, report: &Value) -> Vec<PathBuf> {
        let files = report["recorded"]["files"].as_array().unwrap_or_else(|| panic!("no files in {report}"));
        let files: Vec<PathBuf> = files.iter().map(|file| self.path(file.as_str().unwrap())).collect();
        for file in &files {
            assert!(file.is_file(), "{} is not there", file.display());
        }
        files
    }
}

fn read_all(mut from: impl std::io::Read) -> Vec<u8> {
    let mut all = Vec::new();
    from.read_to_end(&mut all).unwrap();
    all
}

/// A file of `ceremonies/`.
pub fn ceremony(name: &str) -> String {
    format!("{}/ceremonies/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The words of a line without quotes.
pub fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// The text of a member.
#[track_caller]
pub fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no text '{name}' in {value}"))
}

/// The number of a member.
#[track_caller]
pub fn number(value: &Value, name: &str) -> u64 {
    value[name].as_u64().unwrap_or_else(|| panic!("no number '{name}' in {value}"))
}

/// The one JSON document on standard output, of the form that belongs to the command.
#[track_caller]
fn document(arguments: &[&str], output: &Output) -> Value {
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{arguments:?}: {e}: {}", String::from_utf8_lossy(&output.stdout)));
    let form = text(&document, "schema").strip_prefix("chancery/").unwrap().to_owned();
    let (noun, version) = form.split_once('@').unwrap();
    let own = match noun.split_once('.') {
        Some((noun, verb)) => arguments.starts_with(&[noun, verb]),
        None => arguments.starts_with(&[noun]),
    };
    // An act that is proposed in place of being performed answers as a proposal.
    let proposed = arguments.contains(&"--propose") || arguments.starts_with(&["station", "genesis"]);
    let batch = arguments.starts_with(&["cert", "issue"]) && arguments.contains(&"--csr-dir");
    let own = own || (proposed && noun == "proposal.create") || (batch && noun == "cert.batch");
    assert!(own && version == "1", "{arguments:?} answered with {form}");
    document
}
