//! Prepared states with officers: their keys, their challenges, a policy in force, a proposal and what came of it.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use chancery::clock::Time;

use super::{birth, chancery, member, prepare, run, secret};

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
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("ceremonies");
    fs::copy(home.join("station-genesis.toml"), dir.join("station-genesis.toml")).unwrap();
    let answers = fs::read_to_string(home.join("answers/station-genesis.toml")).unwrap();
    let without: Vec<&str> = answers.lines().filter(|line| !line.starts_with("approvals")).collect();
    fs::write(dir.join("no-folder.toml"), without.join("\n") + "\n").unwrap();
    fs::write(dir.join("two-person.toml"), lines.join("\n") + "\n").unwrap();
}

/// An officer's signature over a file: `FILE.sig`.
pub fn sign(dir: &Path, officer: &str, file: &str) {
    run(dir, "ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", officer, file]);
}

/// An officer decides about a proposal.
pub fn decide(dir: &Path, proposal: &str, officer: &str, decision: &str) {
    let file = format!("{officer}-{decision}.txt");
    let mut show = vec!["proposal", "show", proposal, "--decision", decision, "--out", &file, "--station", "utopia"];
    if ["refuse", "withdraw"].contains(&decision) {
        show.extend(["--reason", "wrong curve"]);
    }
    chancery(dir, &show);
    sign(dir, officer, &file);
    chancery(dir, &["proposal", "import", &file, &format!("{file}.sig"), "--station", "utopia"]);
}

/// Everything of `challenges`, with the four as officers and the policy in force. The ledger has 7 entries.
///
/// `in-20-days` and `in-40-days` hold such times, past the life of a proposal and of a challenge; `confirm.toml` confirms
/// what is done to `dan` and to the policy.
pub fn council(dir: &Path) {
    prepare("challenges", dir);
    council_of_challenges(dir);
}

/// The genesis of the station whose challenges are here.
pub fn council_of_challenges(dir: &Path) {
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
    for days in [20, 40] {
        let time = SystemTime::now() + Duration::from_secs(days * 24 * 60 * 60);
        let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let time = Time::from_unix(i64::try_from(seconds).unwrap()).unwrap();
        fs::write(dir.join(format!("in-{days}-days")), time.to_string()).unwrap();
    }
    fs::write(dir.join("confirm.toml"), "confirm = [\"dan\", \"two-person\"]\n").unwrap();
}

/// Everything of `council`, and the proposal `p-000007`: ann proposes the key `csca-1`.
pub fn proposal(dir: &Path) {
    prepare("council", dir);
    let key = ["key", "generate", "csca-1", "--spec", "P-384", "--propose", "--proposer", "ann"];
    chancery(dir, &[&key[..], &["--station", "utopia"]].concat());
}

/// Everything of `proposal`, which ann proposed and bob and carol approved.
pub fn approved(dir: &Path) {
    prepare("proposal", dir);
    decide(dir, "p-000007", "ann", "propose");
    decide(dir, "p-000007", "bob", "approve");
    decide(dir, "p-000007", "carol", "approve");
}

/// Everything of `approved`, carried out: intent 11, outcome 12.
pub fn performed(dir: &Path) {
    prepare("approved", dir);
    chancery(dir, &["perform", "p-000007", "--station", "utopia"]);
}

/// Everything of `approved`, and bob withdrew it.
pub fn withdrawn(dir: &Path) {
    prepare("approved", dir);
    decide(dir, "p-000007", "bob", "withdraw");
}

/// Everything of `approved`, and dan refused.
pub fn refused(dir: &Path) {
    prepare("approved", dir);
    decide(dir, "p-000007", "dan", "refuse");
}

/// Everything of `approved`, and dan retired since: the roster is another.
pub fn changed(dir: &Path) {
    prepare("approved", dir);
    let retire = ["officer", "retire", "dan", "--reason", "left the office", "--proposer", "ann", "--json"];
    let retire = chancery(dir, &[&retire[..], &["--station", "utopia"]].concat());
    let proposal = member(&retire, "proposal");
    for (officer, decision) in [("ann", "propose"), ("bob", "approve"), ("carol", "approve")] {
        let _ = fs::remove_file(dir.join(format!("{officer}-{decision}.txt")));
        let _ = fs::remove_file(dir.join(format!("{officer}-{decision}.txt.sig")));
        decide(dir, &proposal, officer, decision);
    }
    chancery(dir, &["perform", &proposal, "--answers", "confirm.toml", "--station", "utopia"]);
}

/// Age identities of ann, bob and carol (`ann.identity`), and a specimen station `utopia` where they are officers whose
/// enrolments name them.
pub fn keepers(dir: &Path) {
    for vault in ["primary", "ledger"] {
        fs::write(dir.join(format!("{vault}.toml")), format!("confirm = [\"{vault}\"]\n")).unwrap();
    }
    fs::write(dir.join("garbage"), "this is no folder\n").unwrap();
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
