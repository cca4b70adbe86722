//! The house's plan as a test: which room may use which, and what no room may do.
//!
//! Every file of `src/` and `commands/` is read as syntax. A finding names file and line. The second half of this
//! file feeds the judge bad code, so that each rule is known to bite.

#[path = "support/project.rs"]
mod project;
#[path = "support/syntax.rs"]
mod syntax;

use std::collections::BTreeSet;
use std::fmt;

use project::{files, root, text};
use syntax::{Named, Source};

/// The ground: every room may use these; each of them may use those that stand before it.
const GROUND: &[&str] = &["fault", "safe", "secret", "digest", "canonical", "mode"];

/// `asn1` is ground too, and writes times.
const GROUND_ASN1: &str = "asn1";

/// The other rooms in the order of the plan, and what each may use beside the ground.
const ROOMS: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("entropy", &[]),
    ("signer", &[]),
    // Kinds of key are named by the signer's curves and algorithms.
    ("keys", &["clock", "signer"]),
    ("quorum", &["keys"]),
    ("share", &["entropy"]),
    // The key of a session is drawn from the entropy that is handed in.
    ("sealed", &["entropy"]),
    // The salts of committed fields are drawn from the entropy that is handed in.
    ("ledger", &["clock", "entropy", "signer", "quorum"]),
    ("cms", &["clock", "signer"]),
    // Serial numbers are drawn from the entropy that is handed in.
    ("pki", &["clock", "entropy", "signer", "keys", "cms"]),
    ("icao", &["clock", "signer", "pki", "cms"]),
    // The expiry is part of what an act's digest covers.
    ("act", &["clock", "keys", "pki", "icao"]),
    // A policy names rules of trust, and only those there are.
    // Officers sign with raw keys and X.509 certificates; their signatures are CMS among others. An officer's share of a
    // PIN is judged alone, sealed to them, and sealed again to a session.
    ("approval", &["clock", "signer", "cms", "pki", "act", "ledger", "quorum", "share", "sealed", "trust"]),
    ("vault", &["entropy", "signer", "keys"]),
    // Certificates come in PKCS#7 bags too.
    ("trust", &["clock", "pki", "icao", "cms"]),
    // Snapshots and share cards are sealed files.
    ("backup", &["clock", "entropy", "keys", "share", "sealed", "vault", "ledger"]),
    ("online", &["clock", "signer", "keys", "pki"]),
    ("archive", &["clock", "signer", "ledger", "cms"]),
    ("bundle", &["clock", "signer", "ledger", "quorum", "cms"]),
    // A witness cosigns, and a root key signs roots; both prove themselves over enrolments, and lie sealed or in a token.
    ("holder", &["clock", "entropy", "signer", "keys", "sealed", "ledger", "approval", "bundle", "vault"]),
    ("operation", &[ALL_ABOVE]),
    // A script names kinds of key.
    ("ceremony", &["clock", "keys", "act", "approval", "ledger", "cms"]),
    ("store", &[ALL_ABOVE]),
    ("station", &[ALL_ABOVE]),
    ("relay", &["bundle", "archive"]),
];

/// Stands for every room of the table above this one; see [`never_above`].
const ALL_ABOVE: &str = "*";

/// What "all above" leaves out.
fn never_above(room: &str) -> &'static [&'static str] {
    if room == "store" { &["operation", "ceremony"] } else { &[] }
}

/// Rooms that `commands/` may name: station, ceremony, and those whose types are values and judgements. What has an
/// effect (vault, store, operation, backup) it reaches through the station alone. Splitting, combining and judging a
/// share and sealing it to its keeper have no station and change nothing but the files that the frame writes: `share` and
/// `sealed` take values and give values. `holder` opens a person's own token, which is no vault of a station.
const FOR_COMMANDS: &[&str] = &[
    "fault",
    "safe",
    "secret",
    "digest",
    "canonical",
    "mode",
    "clock",
    "entropy",
    "signer",
    "keys",
    "quorum",
    "share",
    "sealed",
    "ledger",
    "pki",
    "icao",
    "act",
    "approval",
    "trust",
    "online",
    "archive",
    "bundle",
    "holder",
    "ceremony",
    "station",
    "relay",
];

/// Crates that speak to a terminal or parse a command line.
const SPEAKERS: &[&str] =
    &["clap", "clap_complete", "clap_mangen", "dialoguer", "indicatif", "comfy_table", "console", "tracing_subscriber"];

/// Macros that print, and those that leave a hole.
const MACROS: &[&str] = &["println", "eprintln", "print", "eprint", "dbg", "todo", "unimplemented"];

/// Paths that reach out of the library: to the process, its surroundings and its terminal.
const REACHES_OUT: &[&str] = &[
    "std::process::exit",
    "std::process::abort",
    "std::env::var",
    "std::env::var_os",
    "std::env::vars",
    "std::env::vars_os",
    "std::env::args",
    "std::env::args_os",
    "std::env::current_dir",
    "std::env::temp_dir",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
];

/// Paths that ask the machine for time; only `clock` may.
const TIME: &[&str] = &[
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "std::time::UNIX_EPOCH",
    "time::OffsetDateTime::now_utc",
    "time::OffsetDateTime::now_local",
    "time::UtcDateTime::now",
];

/// Paths that ask the machine for randomness; only `entropy` may.
const RANDOMNESS: &[&str] = &["getrandom", "rand", "rand_core", "openssl::rand", "rustix::rand"];

/// Names that say nothing of what a module is for.
const PURPOSELESS: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];

/// Where unsafe code may stand: the calls that the PKCS#11 client cannot express, and the embedded token's entry points.
const UNSAFE_FILES: &[&str] = &["src/vault/raw.rs", "src/vault/embedded/shims.rs"];

/// A file longer than this is split.
const LINES: usize = 600;

/// Something that is against the plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// The rooms that `room` may use, or nothing where the table does not know it.
fn may_use(room: &str) -> Option<BTreeSet<&'static str>> {
    if let Some(at) = GROUND.iter().position(|g| *g == room) {
        return Some(GROUND[..at].iter().copied().collect());
    }
    let ground = GROUND.iter().copied();
    if room == GROUND_ASN1 {
        return Some(ground.chain(["clock"]).collect());
    }
    let at = ROOMS.iter().position(|(name, _)| *name == room)?;
    let mut allowed: BTreeSet<_> = ground.chain([GROUND_ASN1]).collect();
    for other in ROOMS[at].1 {
        if *other == ALL_ABOVE {
            allowed.extend(ROOMS[..at].iter().map(|(name, _)| *name));
        } else {
            allowed.insert(other);
        }
    }
    never_above(room).iter().for_each(|never| {
        allowed.remove(never);
    });
    if room == "clock" {
        allowed.remove(GROUND_ASN1);
    }
    Some(allowed)
}

/// The module a file is, from its path below `src/` or `commands/`.
fn module_of(file: &str) -> Vec<String> {
    let inside = file.split_once('/').map_or(file, |(_, inside)| inside);
    let mut module: Vec<String> = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

/// Judges one file, named by its path from the project's root.
fn judge(file: &str, code: &str) -> Vec<Finding> {
    let library = file.starts_with("src/");
    let module = module_of(file);
    let mut findings = Vec::new();
    let mut find = |line: usize, what: String| findings.push(Finding { file: file.to_owned(), line, what });

    let lines = code.lines().count();
    if lines > LINES {
        find(LINES + 1, format!("{lines} lines; split at {LINES}"));
    }
    if let Some(name) = module.iter().find(|name| PURPOSELESS.contains(&name.as_str())) {
        find(1, format!("'{name}' does not say what the module is for"));
    }
    let source = match syntax::read(code, &module, library.then_some("chancery")) {
        Ok(source) => source,
        Err(error) => {
            find(error.span().start().line, format!("cannot be read as Rust: {error}"));
            return findings;
        }
    };
    for (name, line) in &source.modules {
        if PURPOSELESS.contains(&name.as_str()) {
            find(*line, format!("'{name}' does not say what the module is for"));
        }
    }
    if !UNSAFE_FILES.contains(&file) {
        source.unsafety.iter().for_each(|(what, line)| find(*line, format!("{what} outside the allow-list")));
    }
    if library {
        judge_library(&module, &source, &mut find);
    } else {
        judge_commands(&module, &source, &mut find);
    }
    findings.sort();
    findings.dedup();
    findings
}

/// The library: rooms, terminal, time, randomness.
fn judge_library(module: &[String], source: &Source, find: &mut dyn FnMut(usize, String)) {
    let Some(room) = module.first() else {
        for line in &source.other_items {
            find(*line, "src/lib.rs holds rooms and nothing else".into());
        }
        for (name, line) in &source.modules {
            if may_use(name).is_none() {
                find(*line, format!("room '{name}' is not in the table"));
            }
        }
        return;
    };
    let Some(allowed) = may_use(room) else {
        find(1, format!("room '{room}' is not in the table"));
        return;
    };
    for named in &source.paths {
        if named.segments[0] == "crate" {
            match named.segments.get(1) {
                Some(other) if other == room || allowed.contains(other.as_str()) => {}
                Some(other) => find(named.line, format!("room '{room}' may not use '{other}'")),
                None => find(named.line, format!("room '{room}' takes in the whole crate")),
            }
        }
        if SPEAKERS.contains(&named.segments[0].as_str()) {
            find(named.line, format!("the library speaks to the terminal: {}", named.segments.join("::")));
        }
        refuse(named, REACHES_OUT, "the library reaches out of itself", find);
        if room != "clock" {
            refuse(named, TIME, "time is taken outside src/clock", find);
        }
        if room != "entropy" {
            refuse(named, RANDOMNESS, "randomness is taken outside src/entropy", find);
            if named.segments.iter().any(|s| s == "OsRng") {
                find(named.line, "randomness is taken outside src/entropy: OsRng".into());
            }
        }
    }
    for (name, line) in source.macros.iter().filter(|(name, _)| MACROS.contains(&name.as_str())) {
        find(*line, format!("the library prints or leaves a hole: {name}!"));
    }
}

/// The binary: which rooms it may name, and that only its frame speaks.
fn judge_commands(module: &[String], source: &Source, find: &mut dyn FnMut(usize, String)) {
    let frame = module.first().is_some_and(|first| first == "frame");
    for named in &source.paths {
        if named.segments[0] == "chancery" {
            match named.segments.get(1) {
                Some(room) if FOR_COMMANDS.contains(&room.as_str()) => {}
                Some(room) => find(named.line, format!("commands/ may not use '{room}': go through 'station'")),
                None => find(named.line, "commands/ takes in the whole library".into()),
            }
        }
        if !frame {
            refuse(named, REACHES_OUT, "only commands/frame reaches out", find);
            refuse(named, TIME, "only src/clock and commands/frame take the time", find);
        }
        refuse(named, RANDOMNESS, "randomness is taken outside src/entropy", find);
    }
    for (name, line) in source.macros.iter().filter(|(name, _)| MACROS.contains(&name.as_str())) {
        find(*line, format!("printed past the frame, or a hole: {name}!"));
    }
}

/// Finds a path that begins with one of `refused`, ends in its last two names, or takes in all of its parent.
fn refuse(named: &Named, refused: &[&str], why: &str, find: &mut dyn FnMut(usize, String)) {
    for path in refused {
        let path: Vec<&str> = path.split("::").collect();
        let segments: Vec<&str> = named.segments.iter().map(String::as_str).collect();
        let begins = segments.starts_with(&path);
        let ends = path.len() > 2 && segments.len() >= 2 && segments.ends_with(&path[path.len() - 2..]);
        let parent = named.glob && segments == path[..path.len() - 1];
        if begins || ends || parent {
            let star = if named.glob { "::*" } else { "" };
            find(named.line, format!("{why}: {}{star}", named.segments.join("::")));
            return;
        }
    }
}

fn assert_none(findings: &[Finding]) {
    let list: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(list.is_empty(), "against the plan of the house:\n{}", list.join("\n"));
}

#[test]
fn every_file_of_the_house_keeps_to_the_plan() {
    let all = [files("src", ".rs"), files("commands", ".rs")].concat();
    assert!(all.len() > 20, "the walk found only {} files", all.len());
    let findings: Vec<Finding> = all.iter().flat_map(|file| judge(file, &text(file))).collect();
    assert_none(&findings);
}

#[test]
fn no_file_stands_on_the_unsafe_list_for_nothing() {
    let vault_is_built = root().join("src/vault").is_dir();
    let needs_it = |file: &&&str| {
        let source = || syntax::read(&text(file), &module_of(file), None).unwrap();
        !vault_is_built || root().join(file).is_file() && !source().unsafety.is_empty()
    };
    let idle: Vec<_> = UNSAFE_FILES.iter().filter(|file| !needs_it(file)).collect();
    assert!(idle.is_empty(), "nothing unsafe in {idle:?}: take it off the list");
}

/// How a test is left out; in two parts, so that this file is not found by its own search.
const LEFT_OUT: &str = concat!("#[", "ignore");

#[test]
fn tests_are_no_longer_than_other_files_and_none_is_left_out() {
    let mut findings = Vec::new();
    for file in files("tests", ".rs") {
        let code = text(&file);
        let lines = code.lines().count();
        if lines > LINES {
            findings.push(Finding { file: file.clone(), line: LINES + 1, what: format!("{lines} lines") });
        }
        let left_out = code.lines().position(|l| l.trim_start().starts_with(LEFT_OUT));
        findings.extend(left_out.map(|at| Finding { file, line: at + 1, what: "a test left out".into() }));
    }
    assert_none(&findings);
}

/// Asserts that the judge finds exactly one thing, on this line, that says this.
#[track_caller]
fn refused(file: &str, code: &str, line: usize, what: &str) {
    let findings = judge(file, code);
    assert_eq!(findings.len(), 1, "{file}: {code:?} gave {findings:?}");
    assert_eq!(findings[0].line, line, "{findings:?}");
    assert!(findings[0].what.contains(what), "{findings:?} does not say '{what}'");
}

#[track_caller]
fn accepted(file: &str, code: &str) {
    assert_none(&judge(file, code));
}

#[test]
fn refuses_a_room_that_the_table_does_not_allow_however_it_is_named() {
    let what = "room 'ledger' may not use 'vault'";
    for code in [
        "use crate::vault;",
        "use crate::vault::Session as S;",
        "use crate::{fault::Fail, vault::{self}};",
        "use chancery::vault::Session;",
        "use ::chancery::vault::Session;",
        "use super::vault::Session;",
        "fn f() -> crate::vault::Session { g() }",
        "fn f() { self::super::vault::open() }",
        "fn f() { let _ = vec![crate::vault::open()]; }",
        "macro_rules! m { () => { $crate::vault::open() } }",
        "impl From<crate::vault::VaultError> for E {}",
        "mod tests { use super::super::vault::Session; }",
        "fn f() { match x { crate::vault::A => {} _ => {} } }",
    ] {
        refused("src/ledger/mod.rs", code, 1, what);
    }
    refused("src/ledger/tree.rs", "//! Tree.\n\nuse super::super::vault::Session;", 3, what);
}

#[test]
fn refuses_the_whole_crate_and_rooms_that_are_unknown() {
    refused("src/ledger/mod.rs", "use crate as house;", 1, "takes in the whole crate");
    refused("src/ledger/mod.rs", "use crate::*;", 1, "takes in the whole crate");
    refused("src/ledger/mod.rs", "extern crate self as house;", 1, "takes in the whole crate");
    refused("src/parlour/mod.rs", "", 1, "room 'parlour' is not in the table");
    refused("src/lib.rs", "pub mod parlour;", 1, "room 'parlour' is not in the table");
    refused("src/lib.rs", "pub mod ledger;\npub use ledger::Leaf;", 2, "rooms and nothing else");
}

#[test]
fn refuses_station_and_store_to_every_room_but_the_station() {
    for (room, _) in ROOMS.iter().filter(|(room, _)| !["station", "relay"].contains(room)) {
        let file = format!("src/{room}/mod.rs");
        refused(&file, "use crate::station::Station;", 1, "may not use 'station'");
        if *room != "store" {
            refused(&file, "use crate::store::Store;", 1, "may not use 'store'");
        }
    }
    accepted("src/station/mod.rs", "use crate::store::Store;");
    refused("src/store/mod.rs", "use crate::operation::Perform;", 1, "may not use 'operation'");
    refused("src/store/mod.rs", "use crate::ceremony::Script;", 1, "may not use 'ceremony'");
}

#[test]
fn the_table_has_no_circle_and_names_only_itself() {
    let known: Vec<&str> = GROUND.iter().copied().chain([GROUND_ASN1]).chain(ROOMS.iter().map(|r| r.0)).collect();
    for room in &known {
        let mut reached = BTreeSet::new();
        let mut ahead: Vec<&str> = may_use(room).unwrap().into_iter().collect();
        while let Some(next) = ahead.pop() {
            assert!(known.contains(&next), "'{room}' may use '{next}', which is no room");
            if reached.insert(next) {
                ahead.extend(may_use(next).unwrap());
            }
        }
        assert!(!reached.contains(room), "'{room}' may use itself by way of {reached:?}");
    }
}

#[test]
fn refuses_a_library_that_speaks() {
    let file = "src/ledger/mod.rs";
    for speaker in SPEAKERS {
        refused(file, &format!("use {speaker}::X;"), 1, "speaks to the terminal");
    }
    for name in ["println", "eprintln", "print", "dbg"] {
        refused(file, &format!("fn f() {{\n    {name}!(\"x\");\n}}"), 2, &format!("{name}!"));
    }
    refused(file, "fn f() { std::println!(\"x\"); }", 1, "println!");
    refused(file, "fn f() { assert!(g(|| { println!(\"x\") })); }", 1, "println!");
    accepted(file, "/// ```\n/// println!(\"x\");\n/// ```\nfn f() { let _ = format!(\"println\"); }");
}

#[test]
fn refuses_a_library_that_reaches_out() {
    let file = "src/ledger/mod.rs";
    let what = "reaches out";
    refused(file, "fn f() { std::process::exit(1) }", 1, what);
    refused(file, "use std::process;\nfn f() { process::exit(1) }", 2, what);
    refused(file, "use std::env::*;", 1, what);
    refused(file, "use std::env::var;", 1, what);
    refused(file, "use std::env as surroundings;\nfn f() { surroundings::var(\"X\"); }", 2, what);
    refused(file, "fn f() { std::env::var_os(\"X\"); }", 1, what);
    refused(file, "use std::io;\nfn f() { io::stdout(); }", 2, what);
    accepted(file, "use std::io::Write;\nconst ROOT: &str = env!(\"CARGO_MANIFEST_DIR\");");
}

#[test]
fn refuses_time_and_randomness_taken_deep_in_the_house() {
    let (time, chance) = ("time is taken outside", "randomness is taken outside");
    let file = "src/ledger/mod.rs";
    refused(file, "fn f() { std::time::SystemTime::now(); }", 1, time);
    refused(file, "use std::time::Instant;\nfn f() { Instant::now(); }", 2, time);
    refused(file, "use time::OffsetDateTime as T;\nfn f() { T::now_utc(); }", 2, time);
    refused(file, "fn f() { let now = time::OffsetDateTime::now_utc; }", 1, time);
    accepted("src/clock.rs", "use time::OffsetDateTime;\nfn f() { OffsetDateTime::now_utc(); }");
    refused(file, "fn f() { getrandom::fill(&mut b); }", 1, chance);
    refused(file, "use openssl::rand::rand_bytes;", 1, chance);
    refused(file, "fn f() { g(&mut aead::OsRng); }", 1, chance);
    accepted("src/entropy.rs", "fn f() { getrandom::fill(&mut b); }");
}

#[test]
fn refuses_unsafe_code_outside_the_allow_list() {
    let what = "outside the allow-list";
    for code in [
        "fn f() { unsafe { g() } }",
        "unsafe fn f() {}",
        "unsafe impl Send for T {}",
        "unsafe trait T {}",
        "#[unsafe(no_mangle)] fn f() {}",
        "#[allow(unsafe_code)] mod m {}",
        "extern \"C\" { fn f(); }",
        "fn f() { vec![unsafe { g() }]; }",
    ] {
        refused("src/ledger/mod.rs", code, 1, what);
        refused("src/vault/session.rs", code, 1, what);
        refused("commands/key/show.rs", code, 1, what);
        accepted("src/vault/raw.rs", code);
    }
}

#[test]
fn refuses_long_files_and_modules_without_a_purpose() {
    accepted("src/ledger/mod.rs", &"\n".repeat(LINES));
    refused("src/ledger/mod.rs", &"\n".repeat(LINES + 1), LINES + 1, "601 lines");
    for name in PURPOSELESS {
        refused("src/ledger/mod.rs", &format!("mod {name};"), 1, "what the module is for");
        refused(&format!("commands/key/{name}.rs"), "", 1, "what the module is for");
    }
    refused("src/ledger/mod.rs", "fn f( {}", 1, "cannot be read as Rust");
}

#[test]
fn refuses_commands_that_go_round_the_station_or_the_frame() {
    let file = "commands/key/show.rs";
    for room in ["vault", "store", "operation", "backup", "cms", "asn1"] {
        refused(file, &format!("use chancery::{room}::X;"), 1, "go through 'station'");
    }
    accepted(file, "use chancery::station::Station;\nuse chancery::fault::Fault;\nuse crate::frame::Context;");
    refused(file, "fn f() { println!(\"x\"); }", 1, "printed past the frame");
    refused(file, "fn f() { std::process::exit(3); }", 1, "only commands/frame");
    refused(file, "fn f() { std::env::var(\"PIN\"); }", 1, "only commands/frame");
    refused("commands/frame/report.rs", "fn f() { println!(\"x\"); }", 1, "printed past the frame");
}
