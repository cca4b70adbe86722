//! Who decided an act, for a stranger who has a shell, `sha256sum`, `gpg`, `openssl` and `ssh-keygen`, and no chancery.
//!
//! The commands of CHECK.txt are run exactly as they stand there. Then every file is altered, with its sum put right, and
//! they must find it.

#[path = "support/officers.rs"]
mod officers;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use officers::{Officer, Officers, tools_are_here};
use serde_json::Value;
use walk::{Walk, number, text};

const POLICY: &str = r#"
name = "three"
title = "Three officers, none of whom proposes"
mode = ["rehearsal"]

[[rule]]
name = "everything"
acts = ["*"]
quorum = 3
proposer-apart = true
validity = "7 days"
"#;

/// What the last line of a good check says.
const GOOD: &str = "Everything is good, if the ledger key of step 2 is the one on paper.";

/// People at a station, who sign with stock tools.
struct Council<'f> {
    walk: &'f Walk,
    made: Officers,
}

impl Council<'_> {
    /// The text that a person signs to be enrolled with these keys, and what each key gives for it.
    fn challenge(&self, name: &str, keys: &[&Officer]) -> (String, Vec<String>) {
        let file = format!("{name}-challenge-{}.txt", keys.len());
        let mut words = vec!["officer", "challenge", name, "--out", &file];
        words.extend(["--name", name, "--organisation", "Ministry", "--contact", "12", "--role", "officer"]);
        keys.iter().for_each(|key| words.extend(["--key", key.key().to_str().unwrap()]));
        self.walk.done(&words);
        let text = self.walk.path(&file);
        (file, keys.iter().map(|key| key.sign(&text).to_str().unwrap().to_owned()).collect())
    }

    fn decide(&self, proposal: &str, decision: &str, who: &[&Officer]) {
        let file = format!("{proposal}-{decision}.txt");
        let mut words = vec!["proposal", "show", proposal, "--decision", decision, "--out", &file];
        if decision == "refuse" {
            words.extend(["--reason", "Decision: approve"]);
        }
        self.walk.done(&words);
        for officer in who {
            let signature = officer.sign(&self.walk.path(&file));
            self.walk.done(&["proposal", "import", &file, signature.to_str().unwrap()]);
        }
    }
}

/// A station, and what was decided there: its genesis, a change of carol's key, a key of the station's. Dan proposes;
/// ann (OpenPGP), bob (X.509) and carol (SSH) approve; eve approves the station's key with one key and refuses it with
/// another.
struct Decided {
    walk: Walk,
    /// The entries of genesis and change, and the outcome of the key.
    entries: [u64; 3],
}

fn decided() -> Decided {
    let walk = Walk::new("utopia");
    let words = walk.init_words("UT", "UTO");
    let words: Vec<&str> = words.iter().map(|word| if word == "specimen" { "rehearsal" } else { word }).collect();
    walk.done(&words);
    walk.write("policy.toml", POLICY);
    let council = Council { walk: &walk, made: Officers::in_folder(walk.folder()) };
    let made = &council.made;
    let (ann, bob, carol, dan) = (made.openpgp("ann"), made.x509("bob"), made.ssh("carol"), made.ssh("dan"));
    let (eve, other_eve) = (made.openpgp("eve"), made.ssh("other-eve"));
    let mut genesis = vec!["station".to_owned(), "genesis".into(), "--policy".into(), "policy.toml".into()];
    let all: [(&str, &[&Officer]); 5] =
        [("ann", &[&ann]), ("bob", &[&bob]), ("carol", &[&carol]), ("dan", &[&dan]), ("eve", &[&eve, &other_eve])];
    for (name, keys) in all {
        let (file, proofs) = council.challenge(name, keys);
        genesis.extend(["--officer".into(), file]);
        proofs.into_iter().for_each(|proof| genesis.extend(["--proof".into(), proof]));
    }
    let proposal = text(&walk.done(&genesis.iter().map(String::as_str).collect::<Vec<_>>()), "proposal").to_owned();
    council.decide(&proposal, "approve", &[&ann, &bob, &carol, &dan, &eve]);
    let genesis = number(&walk.done(&["perform", &proposal])["recorded"], "entry");

    let (new, newer) = (made.ssh("carol-new"), made.x509("carol-newer"));
    let (file, proofs) = council.challenge("carol", &[&new, &newer]);
    let words = ["officer", "replace-key", &file, "--proof", &proofs[0], "--proof", &proofs[1]];
    let proposal = walk.done(&[&words[..], &["--propose", "--proposer", "dan"]].concat());
    let proposal = text(&proposal, "proposal").to_owned();
    council.decide(&proposal, "propose", &[&dan]);
    council.decide(&proposal, "approve", &[&ann, &bob, &carol]);
    let change = number(&walk.done(&["perform", &proposal])["recorded"], "entry");

    let report = walk.done(&["key", "generate", "k-1", "--spec", "P-256", "--propose", "--proposer", "dan"]);
    let proposal = text(&report, "proposal").to_owned();
    council.decide(&proposal, "propose", &[&dan]);
    council.decide(&proposal, "approve", &[&eve, &ann, &bob, &new]);
    council.decide(&proposal, "refuse", &[&other_eve]);
    let key = number(&walk.done(&["perform", &proposal])["recorded"], "entry");
    drop(council);
    Decided { walk, entries: [genesis, change, key] }
}

/// The commands of the page, as they stand there.
fn commands(folder: &Path) -> String {
    let page = fs::read_to_string(folder.join("CHECK.txt")).unwrap();
    page.lines().filter_map(|line| line.strip_prefix("    ")).flat_map(|line| [line, "\n"]).collect()
}

/// Runs the commands of the page in a folder, as a stranger who stops at the first that fails.
fn checked(folder: &Path) -> Result<(), String> {
    run(folder, &commands(folder))
}

/// The same with the signatures alone: whatever the entries should say counts for nothing.
fn checked_by_signatures(folder: &Path) -> Result<(), String> {
    let all = commands(folder);
    let alone = all.replace("exit 1; }", ":; }").replace("cmp -", "true -");
    assert_ne!(alone, all);
    run(folder, &alone)
}

/// Runs commands in a folder; what they said where one of them failed.
fn run(folder: &Path, commands: &str) -> Result<(), String> {
    let mut shell = Command::new("sh");
    // A home of their own, and nothing of ours but the tools.
    let home = tempfile::tempdir().unwrap();
    shell.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home.path());
    // gpg wants a short path to its home, which the commands make there.
    shell.args(["-e", "-c", commands]).current_dir(folder).stdin(Stdio::null()).env("TMPDIR", home.path());
    let output = shell.output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let good = out.trim_end().ends_with(GOOD);
    assert_eq!(output.status.success(), good, "{out}{err}");
    if good { Ok(()) } else { Err(format!("{out}{err}")) }
}

/// A copy of a folder with some files altered, and the sums put right.
fn altered(folder: &Path, change: impl FnOnce(&Path)) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    change(copy.path());
    let sums = "sha256sum $(sed 's/^[0-9a-f]*  //' SHA256SUMS) > new && mv new SHA256SUMS";
    assert!(Command::new("sh").args(["-c", sums]).current_dir(copy.path()).status().unwrap().success());
    copy
}

/// One octet of a file is another.
fn flip(folder: &Path, name: &str, place: impl FnOnce(&[u8]) -> usize) {
    let path = folder.join(name);
    let mut octets = fs::read(&path).unwrap();
    let place = place(&octets);
    octets[place] = if octets[place] == b'A' { b'B' } else { b'A' };
    fs::write(path, octets).unwrap();
}

fn put(folder: &Path, name: &str, octets: impl AsRef<[u8]>) {
    fs::write(folder.join(name), octets).unwrap();
}

/// What the commands say of a folder where one octet of this file is another; nothing where they do not find it.
fn found_altered(folder: &Path, name: &str) -> Option<String> {
    // The end of an armoured key is of no account, and of a line with a key; its middle is the key.
    let key = name.starts_with("key-") || ["allowed_signers", "log-key.pem"].contains(&name);
    let place = |octets: &[u8]| if key { octets.len() / 2 } else { octets.len() - 1 };
    let said = checked(altered(folder, |copy| flip(copy, name, place)).path()).err()?;
    println!("{name}: {}", said.trim_end().lines().last().unwrap_or_default());
    Some(said)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn evidence(walk: &Walk, entry: u64) -> (PathBuf, Value) {
    let folder = format!("evidence-{entry}");
    let shown = walk.done(&["ledger", "show", &entry.to_string(), "--evidence", &folder]);
    (walk.path(&folder), shown)
}

#[test]
fn the_commands_of_the_page_check_everything_and_find_whatever_is_altered() {
    if !tools_are_here() {
        return;
    }
    let Decided { walk, entries } = decided();
    let [genesis, change, key] = entries;

    // An entry that names the first officers itself, a record, and the outcome of an intent.
    for (entry, officers, uncounted) in [
        (genesis, vec!["ann", "bob", "carol", "dan", "eve"], vec![]),
        (change, vec!["ann", "bob", "carol"], vec![]),
        (key, vec!["ann", "bob", "carol"], vec!["eve", "eve"]),
    ] {
        let (folder, shown) = evidence(&walk, entry);
        let told = &shown["evidence"];
        assert_eq!(told["officers"], serde_json::json!(officers));
        let proposer = if entry == genesis { Value::Null } else { "dan".into() };
        assert_eq!(told["proposer"], proposer);
        let others: Vec<&str> = told["uncounted"].as_array().unwrap().iter().map(|u| text(u, "officer")).collect();
        assert_eq!(others, uncounted);
        checked(&folder).unwrap_or_else(|said| panic!("entry {entry}: {said}"));
        // The one command that is printed runs the same.
        let page = fs::read_to_string(folder.join("CHECK.txt")).unwrap();
        let command = text(told, "check_with");
        assert!(page.contains(&format!("\n  {command}\n")), "{page}");
        let all = command.replace("sh -ec", "printf %s");
        let printed = Command::new("sh").args(["-c", &all]).current_dir(&folder).output().unwrap();
        assert_eq!(String::from_utf8(printed.stdout).unwrap(), commands(&folder).trim_end());
        assert!(page.is_ascii() && page.lines().all(|line| line.len() <= 100), "{page}");
    }

    let folder = walk.path(&format!("evidence-{key}"));
    let all = names(&folder);
    let page = fs::read_to_string(folder.join("CHECK.txt")).unwrap();
    // The key is the one that was printed at the birth.
    let printed = text(&walk.done(&["station", "show"]), "ledger_key").to_owned();
    let line = "openssl pkey -pubin -in log-key.pem -outform DER | sha256sum";
    assert!(page.contains(line));
    let key_sum = Command::new("sh").args(["-c", line]).current_dir(&folder).output().unwrap().stdout;
    assert!(String::from_utf8(key_sum).unwrap().starts_with(&printed));
    // The new key of carol came in force by the change, the others' by the genesis.
    for (file, there) in [
        (format!("enrolment-carol-{change}.txt"), true),
        (format!("enrolment-carol-{genesis}.txt"), false),
        (format!("enrolment-ann-{genesis}.txt"), true),
        (format!("key-carol-{change}-1.pub"), true),
        (format!("key-eve-{genesis}-1.asc"), true),
        (format!("key-eve-{genesis}-2.pub"), true),
        (format!("proof-carol-{change}-2.p7s"), true),
        ("counted-bob-approve.p7s".into(), true),
        ("counted-eve-approve.asc".into(), false),
    ] {
        assert_eq!(all.contains(&file), there, "{file}: {all:?}");
    }
    let apart: Vec<&String> = all.iter().filter(|name| name.starts_with("uncounted-")).collect();
    assert_eq!(apart.len(), 4, "{apart:?}");
    assert!(apart.iter().any(|name| name.ends_with("-eve-approve.asc")), "{apart:?}");
    assert!(apart.iter().any(|name| name.ends_with("-eve-refuse.sig")), "{apart:?}");
    assert!(page.contains("the same officer refused"), "{page}");

    // Every file, altered; two at a time, for a check takes a while.
    let files: Vec<&String> = all.iter().filter(|name| !["CHECK.txt", "SHA256SUMS"].contains(&name.as_str())).collect();
    let unfound: Vec<&String> = std::thread::scope(|scope| {
        let judge = |half: usize| {
            let mine = files.iter().skip(half).step_by(2);
            mine.filter(|name| found_altered(&folder, name).is_none()).copied().collect::<Vec<_>>()
        };
        let halves = [scope.spawn(move || judge(0)), scope.spawn(move || judge(1))];
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(unfound.is_empty(), "altered and not found: {unfound:?}");
    // Where the last octet is of no account: the rest of what a proof and an entry say.
    for (name, what) in [
        (format!("entry-{genesis}.tlog-proof"), "c2sp.org"),
        (format!("entry-{genesis}.tlog-proof"), "index "),
        (format!("entry-{genesis}.tlog-proof"), "\n\n"),
        (format!("entry-{change}.json"), "\"proofs\""),
        ("checkpoint.note".to_owned(), "chancery/"),
        (format!("enrolment-ann-{genesis}.txt"), "  fingerprint"),
        ("counted-ann-approve.txt".to_owned(), "Decision: "),
    ] {
        // The octet after these words, or before the blank line: the last node.
        let at = |octets: &[u8]| {
            let found = octets.windows(what.len()).position(|window| window == what.as_bytes()).unwrap();
            if what == "\n\n" { found - 4 } else { found + what.len() }
        };
        let copy = altered(&folder, |copy| flip(copy, &name, at));
        assert!(checked(copy.path()).is_err(), "{name} after {what:?}");
    }
    // Every signature is judged by itself, whatever the entries say.
    checked_by_signatures(&folder).unwrap();
    let signed = all.iter().filter(|name| {
        let text = name.contains("counted-") || name.starts_with("enrolment-");
        name.as_str() == "checkpoint.txt" || (text && name.ends_with(".txt"))
    });
    for name in signed {
        let copy = altered(&folder, |copy| flip(copy, name, |octets| octets.len() / 2));
        assert!(checked_by_signatures(copy.path()).is_err(), "the signature over {name} is not looked at");
    }
    // With its sum as it was it is found too.
    let untouched = altered(&folder, |_| {});
    flip(untouched.path(), "policy.toml", |_| 0);
    assert!(checked(untouched.path()).unwrap_err().contains("policy.toml"));
}

#[test]
fn a_folder_that_somebody_made_with_keys_of_their_own_is_found_out() {
    if !tools_are_here() {
        return;
    }
    let Decided { walk, entries: [genesis, change, key] } = decided();
    let (folder, _) = evidence(&walk, key);
    checked(&folder).unwrap();
    let found = |what: &str, wanted: &str, change: &dyn Fn(&Path)| {
        let said = checked(altered(&folder, change).path()).expect_err(what);
        println!("{what}: {}", said.trim_end().lines().last().unwrap_or_default());
        assert!(said.contains(wanted), "{what}: {said}");
    };
    let forger = Officers::in_folder(&walk.path(""));
    let (mallory, smith, jones) = (forger.openpgp("mallory"), forger.ssh("smith"), forger.x509("jones"));
    let of = |officer: &Officer, file: &Path| fs::read(officer.sign(file)).unwrap();

    // Another key beside a signature by it: each tool is content, and the enrolment does not show the key.
    found("an OpenPGP key", "does not show the key", &|copy| {
        put(copy, &format!("key-ann-{genesis}-1.asc"), mallory.key_bytes());
        for (text, name) in [
            ("counted-ann-approve.txt".to_owned(), "counted-ann-approve.asc".to_owned()),
            (format!("enrolment-ann-{genesis}.txt"), format!("proof-ann-{genesis}-1.asc")),
        ] {
            put(copy, &name, of(&mallory, &copy.join(text)));
        }
    });
    found("a certificate", "does not show the key", &|copy| {
        put(copy, &format!("key-bob-{genesis}-1.pem"), jones.key_bytes());
        put(copy, "counted-bob-approve.p7s", of(&jones, &copy.join("counted-bob-approve.txt")));
    });
    found("an SSH key", "does not show the key", &|copy| {
        put(copy, &format!("key-carol-{change}-1.pub"), smith.key_bytes());
        put(copy, "counted-carol-approve.sig", of(&smith, &copy.join("counted-carol-approve.txt")));
        let line = format!("carol {}", String::from_utf8(smith.key_bytes()).unwrap());
        put(copy, "allowed_signers", line);
    });
    // Signatures by the others' keys, whom gpg and ssh-keygen know too: these tools alone must tell them apart.
    for (ours, theirs) in
        [("counted-ann-approve.asc", "-eve-approve.asc"), ("counted-carol-approve.sig", "-eve-refuse.sig")]
    {
        let copy = altered(&folder, |copy| {
            let other = names(copy).into_iter().find(|name| name.ends_with(theirs)).unwrap();
            fs::copy(copy.join(&other), copy.join(ours)).unwrap();
            let text = |name: &str| copy.join(name).with_extension("txt");
            fs::copy(text(&other), text(ours)).unwrap();
        });
        assert!(checked_by_signatures(copy.path()).is_err(), "{ours} by another's key");
    }
    // A forger's key after the officer's own, in one file, and the forger's signature: each tool alone must tell.
    let second = |copy: &Path, key: String, by: &Officer, statement: &str, signature: &str| {
        let (file, statement) = (copy.join(key), copy.join(statement));
        let keys = [fs::read(&file).unwrap(), by.key_bytes()].concat();
        fs::write(file, keys).unwrap();
        fs::copy(by.sign(&statement), copy.join(signature)).unwrap();
    };
    for (key, by, stem, ending) in [
        (format!("key-ann-{genesis}-1.asc"), &mallory, "counted-ann-approve", "asc"),
        (format!("key-bob-{genesis}-1.pem"), &jones, "counted-bob-approve", "p7s"),
        (format!("key-carol-{change}-1.pub"), &smith, "counted-carol-approve", "sig"),
    ] {
        let copy = altered(&folder, |copy| {
            second(copy, key.clone(), by, &format!("{stem}.txt"), &format!("{stem}.{ending}"));
            let mut lines = fs::read_to_string(copy.join("allowed_signers")).unwrap();
            lines.push_str(&format!("carol {}\n", String::from_utf8(smith.key_bytes()).unwrap().trim_end()));
            put(copy, "allowed_signers", lines);
        });
        let said = checked_by_signatures(copy.path());
        assert!(said.is_err(), "{key} with a second key");
    }
    found("a signature by another certificate", "does not name what bob signed", &|copy| {
        put(copy, "counted-bob-approve.p7s", of(&jones, &copy.join("counted-bob-approve.txt")));
    });
    found("another officer's OpenPGP signature", "does not name what ann signed", &|copy| {
        let other = names(copy).into_iter().find(|name| name.ends_with("-eve-approve.asc")).unwrap();
        fs::copy(copy.join(other), copy.join("counted-ann-approve.asc")).unwrap();
    });
    found("carol's line with dan's key", "", &|copy| {
        let lines = fs::read_to_string(copy.join("allowed_signers")).unwrap();
        let carol = lines.lines().find(|line| line.starts_with("carol")).unwrap();
        let dan = lines.lines().find(|line| line.starts_with("dan")).unwrap();
        put(copy, "allowed_signers", lines.replace(carol, &dan.replacen("dan", "carol", 1)));
    });

    // An enrolment of the forger's, who signed it with the key that it shows.
    found("an enrolment", "does not say \"enrolment\"", &|copy| {
        let name = format!("enrolment-ann-{genesis}.txt");
        let shown = fs::read_to_string(copy.join(&name)).unwrap();
        let own = |officer: &str| shown.lines().find(|line| line.starts_with(officer)).unwrap().to_owned();
        let text =
            shown.replace(&own("  fingerprint"), &format!("  fingerprint           {}", mallory.gpg_fingerprint()));
        put(copy, &name, text);
        put(copy, &format!("key-ann-{genesis}-1.asc"), mallory.key_bytes());
        put(copy, &format!("proof-ann-{genesis}-1.asc"), of(&mallory, &copy.join(&name)));
        put(copy, "counted-ann-approve.asc", of(&mallory, &copy.join("counted-ann-approve.txt")));
    });
    // An enrolment that was in force once, and is not any more: no roster names it.
    let old = walk.path(&format!("evidence-{change}"));
    evidence(&walk, change);
    found("an enrolment of before", "does not say \"enrolment\"", &|copy| {
        for (from, to) in [
            (format!("enrolment-carol-{genesis}.txt"), format!("enrolment-carol-{change}.txt")),
            (format!("key-carol-{genesis}-1.pub"), format!("key-carol-{change}-1.pub")),
            (format!("proof-carol-{genesis}-1.sig"), format!("proof-carol-{change}-1.sig")),
        ] {
            fs::copy(old.join(from), copy.join(to)).unwrap();
        }
    });

    // What eve said, as if ann had.
    found("a decision that did not count, as one that did", "does not show the key", &|copy| {
        let approved = names(copy).into_iter().find(|name| name.ends_with("-eve-approve.asc")).unwrap();
        fs::copy(copy.join(&approved), copy.join("counted-ann-approve.asc")).unwrap();
        fs::copy(copy.join(format!("key-eve-{genesis}-1.asc")), copy.join(format!("key-ann-{genesis}-1.asc"))).unwrap();
    });
    found("an act of another entry", "\"act_digest\"", &|copy| {
        put(copy, "bound.json", fs::read(old.join("bound.json")).unwrap());
        put(copy, "proposal.txt", fs::read(old.join("proposal.txt")).unwrap());
    });
    // A ledger of the forger's: the head is theirs, and the first entry names another key.
    let forged = |copy: &Path| {
        let make = "openssl genpkey -algorithm ed25519 -out forged.key && openssl pkey -in forged.key -pubout -out \
                    log-key.pem && openssl pkeyutl -sign -rawin -inkey forged.key -in checkpoint.txt -out checkpoint.sig \
                    && { cat checkpoint.txt; echo; sed -n '5s/ [^ ]*$/ /p' checkpoint.note | tr -d '\\n'; \
                    { printf 'abcd'; cat checkpoint.sig; } | openssl base64 -A; echo; } > new && mv new checkpoint.note && \
                    for proof in *.tlog-proof; do { sed '/^$/q' $proof; cat checkpoint.note; } > new; mv new $proof; done";
        assert!(Command::new("sh").args(["-ec", make]).current_dir(copy).status().unwrap().success());
    };
    found("another ledger key", "\"ledger_key\"", &forged);
    // A size in which some shells would run what it says.
    found("a size that is no number", "is no number", &|copy| {
        let text = fs::read_to_string(copy.join("checkpoint.txt")).unwrap();
        let size = text.lines().nth(1).unwrap().to_owned();
        put(copy, "checkpoint.txt", text.replacen(&size, "a[$(echo run>&2)]", 1));
        forged(copy);
    });
    found("an entry in another's place", "\"sequence\"", &|copy| {
        fs::copy(copy.join("entry-0.json"), copy.join(format!("entry-{genesis}.json"))).unwrap();
        fs::copy(copy.join("entry-0.tlog-proof"), copy.join(format!("entry-{genesis}.tlog-proof"))).unwrap();
    });
}

#[test]
fn the_people_of_a_large_genesis_stand_in_a_file_that_its_entry_names() {
    if !tools_are_here() {
        return;
    }
    let walk = Walk::new("utopia");
    let words = walk.init_words("UT", "UTO");
    let words: Vec<&str> = words.iter().map(|word| if word == "specimen" { "rehearsal" } else { word }).collect();
    walk.done(&words);
    walk.write("policy.toml", POLICY);
    let council = Council { walk: &walk, made: Officers::in_folder(walk.folder()) };
    // Each takes some 270 octets of an entry; from 8 KiB on it names them by their digest.
    let people: Vec<(String, Officer)> =
        (0..34).map(|n| (format!("o{n}"), council.made.ssh(&format!("o{n}")))).collect();
    let mut genesis = vec!["station".to_owned(), "genesis".into(), "--policy".into(), "policy.toml".into()];
    for (name, key) in &people {
        let (file, proofs) = council.challenge(name, &[key]);
        genesis.extend(["--officer".into(), file, "--proof".into(), proofs[0].clone()]);
    }
    let proposal = text(&walk.done(&genesis.iter().map(String::as_str).collect::<Vec<_>>()), "proposal").to_owned();
    council.decide(&proposal, "approve", &people.iter().map(|(_, officer)| officer).collect::<Vec<_>>());
    let entry = number(&walk.done(&["perform", &proposal])["recorded"], "entry");
    let (folder, _) = evidence(&walk, entry);
    let officers = format!("entry-{entry}-officers.json");
    assert!(folder.join(&officers).is_file());
    checked(&folder).unwrap();
    let said = checked(altered(&folder, |copy| flip(copy, &officers, |octets| octets.len() - 1)).path()).unwrap_err();
    assert!(said.contains("does not say \"officers_digest\""), "{said}");
}

#[test]
fn where_nobody_was_asked_there_is_nothing_to_show_and_a_folder_that_is_there_is_left_alone() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    for entry in ["0", "1", "2"] {
        walk.refused(&["ledger", "show", entry, "--evidence", "evidence"], 3, Some("EVIDENCE-1"));
    }
    walk.refused(&["ledger", "show", "9", "--evidence", "evidence"], 2, None);
    assert!(!walk.path("evidence").exists());
    fs::create_dir(walk.path("evidence")).unwrap();
    walk.refused(&["ledger", "show", "0", "--evidence", "evidence"], 3, Some("EVIDENCE-1"));
    assert_eq!(fs::read_dir(walk.path("evidence")).unwrap().count(), 0);
}
