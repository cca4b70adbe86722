//! Prepared states with officers: their keys, their challenges, a policy in force, a proposal and what came of it.

use std::fs;
use std::path::Path;

use super::{birth, chancery, member, run, secret};

/// The officers of every state here; each has an SSH key of this name beside the station.
const OFFICERS: [&str; 4] = ["ann", "bob", "carol", "dan"];

/// A rehearsal station `utopia`; keys of four people, and of one more (`eve`); their challenges `ann.txt` to `eve.txt`
/// with signatures (`.sig`); and `two-person.toml`, the policy of that name without its cooling-off.
pub fn challenges(dir: &Path) {
    secret(&dir.join("pin"), &format!("{}\n", super::PIN));
    birth(dir, "utopia", "UT", "UTO", "rehearsal");
    for officer in OFFICERS.iter().chain(&["eve"]) {
        run(dir, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", officer, "-f", officer]);
        let (name, key) = (format!("Person {officer}"), format!("{officer}.pub"));
        let person = ["--name", &name, "--organisation", "Ministry", "--contact", "extension 12", "--role", "officer"];
        chancery(
            dir,
            &[&["officer", "challenge", officer, "--key", &key, "--station", "utopia"], &person[..]].concat(),
        );
        sign(dir, officer, &format!("{officer}.txt"));
    }
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/policies/two-person.toml");
    let policy = fs::read_to_string(policy).unwrap();
    let lines: Vec<&str> = policy.lines().filter(|line| !line.starts_with("cooling-off")).collect();
    fs::write(dir.join("two-person.toml"), lines.join("\n") + "\n").unwrap();
}

/// An officer's signature over a file: `FILE.sig`.
fn sign(dir: &Path, officer: &str, file: &str) {
    run(dir, "ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", officer, file]);
}

/// An officer decides about a proposal.
fn decide(dir: &Path, proposal: &str, officer: &str, decision: &str) {
    let file = format!("{officer}-{decision}.txt");
    let show = ["proposal", "show", proposal, "--decision", decision, "--out", &file, "--station", "utopia"];
    chancery(dir, &show);
    sign(dir, officer, &file);
    chancery(dir, &["proposal", "import", &file, &format!("{file}.sig"), "--station", "utopia"]);
}

/// Everything of `challenges`, with the four as officers and the policy in force. The ledger has 7 entries.
pub fn council(dir: &Path) {
    challenges(dir);
    let mut genesis = vec!["station", "genesis", "--policy", "two-person.toml", "--station", "utopia", "--json"];
    let files: Vec<(String, String)> = OFFICERS.iter().map(|o| (format!("{o}.txt"), format!("{o}.txt.sig"))).collect();
    for (text, proof) in &files {
        genesis.extend(["--officer", text, "--proof", proof]);
    }
    let proposal = member(&chancery(dir, &genesis), "proposal");
    for officer in OFFICERS {
        decide(dir, &proposal, officer, "approve");
        fs::remove_file(dir.join(format!("{officer}-approve.txt"))).unwrap();
        fs::remove_file(dir.join(format!("{officer}-approve.txt.sig"))).unwrap();
    }
    chancery(dir, &["perform", &proposal, "--station", "utopia"]);
    fs::write(dir.join("confirm.toml"), "confirm = [\"dan\", \"two-person\"]\n").unwrap();
}

/// Everything of `council`, and the proposal `p-000007`: ann proposes the key `csca-1`.
pub fn proposal(dir: &Path) {
    council(dir);
    let key = ["key", "generate", "csca-1", "--spec", "P-384", "--propose", "--proposer", "ann"];
    chancery(dir, &[&key[..], &["--station", "utopia"]].concat());
}

/// Everything of `proposal`, which ann proposed and bob and carol approved.
pub fn approved(dir: &Path) {
    proposal(dir);
    decide(dir, "p-000007", "ann", "propose");
    decide(dir, "p-000007", "bob", "approve");
    decide(dir, "p-000007", "carol", "approve");
}

/// Everything of `approved`, carried out: intent 11, outcome 12.
pub fn performed(dir: &Path) {
    approved(dir);
    chancery(dir, &["perform", "p-000007", "--station", "utopia"]);
}

/// Age identities of ann, bob and carol (`ann.identity`), and a specimen station `utopia` where they are officers whose
/// enrolments name them.
pub fn keepers(dir: &Path) {
    super::station(dir);
    for officer in &OFFICERS[..3] {
        run(dir, "age-keygen", &["-o", &format!("{officer}.identity")]);
        let recipient = run(dir, "age-keygen", &["-y", &format!("{officer}.identity")]);
        run(dir, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", officer, "-f", officer]);
        let (name, key) = (format!("Person {officer}"), format!("{officer}.pub"));
        let person = ["--name", &name, "--organisation", "Ministry", "--contact", "extension 12", "--role", "officer"];
        let more = ["--recipient", recipient.trim(), "--key", &key, "--station", "utopia"];
        chancery(dir, &[&["officer", "challenge", officer], &person[..], &more].concat());
        sign(dir, officer, &format!("{officer}.txt"));
        let (text, proof) = (format!("{officer}.txt"), format!("{officer}.txt.sig"));
        chancery(dir, &["officer", "enroll", &text, "--proof", &proof, "--station", "utopia"]);
    }
}
