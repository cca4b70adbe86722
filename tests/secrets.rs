//! PINs as canaries through every command of the sequence at the highest verbosity: they are found in nothing that a
//! command says, writes, or shows of itself while it runs.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/walk.rs"]
mod walk;

use std::cell::{Cell, RefCell};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::rc::Rc;

use canary::{Canary, Hit, assert_none};
use demo::Demo;
use serde_json::json;
use tempfile::TempDir;
use walk::{Sight, Walk, ceremony, text};

const PRIMARY: &str = "c4n4ry-Of-The-Pr1mary-Vault";
const LEDGER: &str = "c4n4ry_of_the_L3dger!?>";
const WRONG: &str = "c4n4ry-That-Is-Wr0ng~";

fn canaries() -> Vec<Canary> {
    [("the PIN of primary", PRIMARY), ("the PIN of ledger", LEDGER), ("the wrong PIN", WRONG)]
        .map(|(name, pin)| Canary::new(name, pin.as_bytes()))
        .into()
}

/// What was seen of the commands of a walk.
#[derive(Clone, Default)]
struct Watch {
    hits: Rc<RefCell<Vec<Hit>>>,
    /// How many commands ended, how often one was seen running, how much was said.
    ended: Rc<Cell<usize>>,
    running: Rc<Cell<usize>>,
    said: Rc<Cell<usize>>,
}

impl Watch {
    /// Looks for canaries in all that a process shows and says.
    fn look_on(&self, walk: Walk) -> Walk {
        let (watch, canaries) = (self.clone(), canaries());
        walk.watched_by(move |sight| match sight {
            Sight::Running(process) => {
                // A process that was only just begun still shows the words of this test.
                let words = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
                if words.windows(b"--pin-source".len()).any(|window| window == b"--pin-source") {
                    watch.running.set(watch.running.get() + 1);
                }
                watch.hits.borrow_mut().extend(canaries.iter().flat_map(|canary| canary.in_process(process)));
            }
            Sight::Ended(output) => {
                watch.ended.set(watch.ended.get() + 1);
                watch.said.set(watch.said.get() + output.stderr.len());
                watch.hits.borrow_mut().extend(canaries.iter().flat_map(|canary| canary.in_output(output)));
            }
        })
    }

    #[track_caller]
    fn found_nothing(&self) {
        assert_none(&self.hits.borrow());
        // The watch was awake: every command was seen, and spoke.
        assert!(self.running.get() > self.ended.get() * 5, "seen {} times", self.running.get());
        assert!(self.said.get() > self.ended.get() * 20, "{} octets on standard error", self.said.get());
    }
}

/// A PIN file outside of everything that is searched.
fn pin_file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Everything that the walk left on disk: station, database, tokens, products, stick.
#[track_caller]
fn nothing_on_disk(walk: &Walk) {
    for canary in canaries() {
        assert_none(&canary.in_folder(walk.folder()));
    }
    // The search reaches what it should: words that must be there are found, in the database and on the stick.
    let places = |words: &str| -> Vec<String> {
        let hits = Canary::new("a word", words.as_bytes()).in_folder(walk.folder());
        hits.into_iter().map(|hit| hit.place).collect()
    };
    let found = places("csca@utopia.example");
    for place in ["station.db", "/out/certificates/", "/stick/targets/", "/out/masterlists/", "station.toml"] {
        assert!(found.iter().any(|found| found.contains(place)), "{place} is not among {found:?}");
    }
    let found = places("masterlist-signer-1");
    assert!(found.iter().any(|place| place.contains("token/primary.sql")), "the token is not among {found:?}");
}

/// The further commands of a walk, those that read and those that fail among them.
fn everything_else(walk: &Walk, demo: &Demo) {
    for words in [
        &["vault", "list"][..],
        &["vault", "test", "primary"],
        &["key", "list"],
        &["cert", "list"],
        &["cert", "show", text(&demo.document_signer, "file")],
        &["cert", "lint", text(&demo.document_signer, "file")],
        &["crl", "show", text(&demo.crl, "file")],
        &["ceremony", "list"],
        &["masterlist", "list"],
        &["trust", "list"],
        &["profile", "list"],
        &["station", "show"],
        &["bundle", "write", "second"],
        &["ledger", "list"],
        &["ledger", "show", "0"],
        &["ledger", "verify"],
        &["recover"],
        &["status"],
    ] {
        walk.done(words);
    }
    let answers = ceremony("answers/csca-genesis.toml");
    walk.done(&["ceremony", "resume", "csca-genesis-1", "--answers", &answers]);
    walk.refused(&["key", "generate", "csca-1", "--spec", "P-256"], 3, Some("LABEL-1"));
    walk.refused(&["masterlist", "issue", "--signer", "csca-1"], 2, None);
    walk.refused(&["masterlist", "ingest", "ds.csr", "--source", "no list"], 4, None);
    walk.refused(&["key", "generate", "x", "--spec", "P-257"], 2, None);
}

#[test]
fn pins_from_files_are_found_nowhere() {
    let pins = TempDir::new().unwrap();
    let sources = [
        format!("primary=file:{}", pin_file(pins.path(), "primary", &format!("{PRIMARY}\n"))),
        format!("ledger=file:{}", pin_file(pins.path(), "ledger", &format!("{LEDGER}\n"))),
    ];
    let options = ["-vv", "--pin-source", &sources[0], "--pin-source", &sources[1]];
    let watch = Watch::default();
    let walk = watch.look_on(Walk::new("utopia").with_options(&options));
    fs::remove_file(walk.path("pin")).unwrap();
    let demo = Demo::hold(&walk, &[], "");
    everything_else(&walk, &demo);

    // A wrong PIN, and one in the wrong place, are not said again either.
    let wrong = format!("file:{}", pin_file(pins.path(), "wrong", &format!("{WRONG}\n")));
    let walk = walk.with_options(&["-vv", "--pin-source", &wrong]);
    walk.refused(&["key", "generate", "other", "--spec", "P-256"], 5, None);
    let two = format!("file:{}", pin_file(pins.path(), "two", &format!("{WRONG}\n{WRONG}\n")));
    let walk = walk.with_options(&["-vv", "--pin-source", &two]);
    walk.refused(&["key", "generate", "other", "--spec", "P-256"], 2, None);

    watch.found_nothing();
    nothing_on_disk(&walk);
}

#[test]
fn pins_from_a_descriptor_are_found_nowhere() {
    let pins = TempDir::new().unwrap();
    let primary = pin_file(pins.path(), "primary", &format!("{PRIMARY}\n"));
    let ledger = format!("ledger=file:{}", pin_file(pins.path(), "ledger", &format!("{LEDGER}\n")));
    let options = ["-vv", "--pin-source", "primary=fd:0", "--pin-source", &ledger];
    let watch = Watch::default();
    let walk = Walk::new("utopia").with_options(&options).with_input(Path::new(&primary));
    let walk = watch.look_on(walk);
    fs::remove_file(walk.path("pin")).unwrap();
    let demo = Demo::hold(&walk, &[], "");
    everything_else(&walk, &demo);
    watch.found_nothing();
    nothing_on_disk(&walk);
}

#[test]
fn the_pins_that_are_searched_for_are_the_pins_that_open_the_vaults() {
    let pins = TempDir::new().unwrap();
    let primary = pin_file(pins.path(), "primary", &format!("{PRIMARY}\n"));
    let ledger = pin_file(pins.path(), "ledger", &format!("{LEDGER}\n"));
    let (own, other) = (format!("primary=file:{primary}"), format!("ledger=file:{ledger}"));
    let walk = Walk::new("utopia").with_options(&["--pin-source", &own, "--pin-source", &other]);
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    let (own, other) = (format!("primary=file:{ledger}"), format!("ledger=file:{primary}"));
    let walk = walk.with_options(&["--pin-source", &own, "--pin-source", &other]);
    walk.refused(&["key", "generate", "k-2", "--spec", "P-256"], 5, None);
    assert_eq!(walk.done(&["status"])["keys"], json!(1));
}

#[test]
fn the_watch_sees_a_pin_in_a_running_process() {
    let pin = Canary::new("the PIN", PRIMARY.as_bytes());
    let walk = Walk::new("utopia");
    let mut child = walk.program("sleep").arg("30").env("PIN", PRIMARY).spawn().unwrap();
    let mut hits = Vec::new();
    for _ in 0..200 {
        hits = pin.in_process(child.id());
        if !hits.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(hits.first().map(|hit| hit.place.as_str()), Some("the environment"));
}
