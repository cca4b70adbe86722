//! States that examples and pages begin from. Each is made once for a test binary and copied from there.

#![allow(dead_code, reason = "each test uses its part")]

#[path = "prepared_adopting.rs"]
mod prepared_adopting;
#[path = "prepared_backup.rs"]
mod prepared_backup;
#[path = "prepared_council.rs"]
mod prepared_council;
#[path = "prepared_decisions.rs"]
mod prepared_decisions;
#[path = "prepared_lists.rs"]
mod prepared_lists;
#[path = "prepared_outside.rs"]
mod prepared_outside;
#[path = "prepared_requests.rs"]
mod prepared_requests;
#[path = "prepared_world.rs"]
pub mod prepared_world;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};

use chancery::sealed;
use chancery::secret::Secret;
use tempfile::TempDir;

/// How a prepared state is made in an empty directory. To add one, add a line here and its function below.
const STATES: &[(&str, Make)] = &[
    ("empty", |_| {}),
    ("station", station),
    ("csca", csca),
    ("csr", csr),
    ("csrs", prepared_requests::csrs),
    ("folders", prepared_requests::folders),
    ("adopting", prepared_adopting::adopting),
    ("crl", crl),
    ("script", script),
    ("masterlist", masterlist),
    ("pkd", prepared_outside::pkd),
    ("deviations", prepared_outside::deviations),
    ("dls", prepared_outside::dls),
    ("certificates", prepared_outside::certificates),
    ("garbage", garbage),
    ("confirm", confirm),
    ("dates", dates),
    ("cut-off", cut_off),
    ("altered", altered),
    ("by-hand", by_hand),
    ("locked", locked),
    ("signers", signers),
    ("foreign", prepared_lists::foreign),
    ("linked", prepared_lists::linked),
    ("world", prepared_world::world),
    ("bundle", bundle),
    ("requests", requests),
    ("scripts", scripts),
    ("neighbours", neighbours),
    ("officers", officers),
    ("shares", shares),
    ("challenges", prepared_council::challenges),
    ("council", prepared_council::council),
    ("proposal", prepared_council::proposal),
    ("approved", prepared_council::approved),
    ("performed", prepared_council::performed),
    ("withdrawn", prepared_council::withdrawn),
    ("refused", prepared_council::refused),
    ("changed", prepared_council::changed),
    ("decisions", prepared_decisions::decisions),
    ("newcomers", prepared_decisions::newcomers),
    ("keepers", prepared_council::keepers),
    ("witness-challenge", witness_challenge),
    ("witness", witness),
    ("witness-cosigned", witness_cosigned),
    ("root", root),
    ("token", token),
    ("extractable", prepared_backup::extractable),
    ("shelf", prepared_backup::shelf),
    ("backed-up", prepared_backup::backed_up),
    ("to-restore", prepared_backup::to_restore),
    ("replaced-set", prepared_backup::replaced_set),
    ("empty-standby", prepared_backup::empty_standby),
    ("standby", prepared_backup::standby),
    ("spoilt", prepared_backup::spoilt),
    ("approved-backup", prepared_backup::approved_backup),
];

type Make = fn(&Path);

/// Puts the prepared state of this name into `dir`.
pub fn prepare(name: &str, dir: &Path) {
    static MADE: OnceLock<Mutex<BTreeMap<String, TempDir>>> = OnceLock::new();
    let made = MADE.get_or_init(Mutex::default);
    let known = made.lock().unwrap().get(name).map(|folder| folder.path().to_owned());
    let state = known.unwrap_or_else(|| {
        let make =
            STATES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no prepared state '{name}'"));
        // Nothing is locked meanwhile: a state may begin with another one.
        let folder = TempDir::new().unwrap();
        make.1(folder.path());
        made.lock().unwrap().entry(name.to_owned()).or_insert(folder).path().to_owned()
    });
    copy(&state, dir);
}

/// The PIN of both vaults of every prepared station.
pub const PIN: &str = "correct horse battery";

/// A command that must end well, in `dir`; what it said on standard output.
fn run(dir: &Path, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(dir).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn chancery(dir: &Path, arguments: &[&str]) -> String {
    let pin = ["--pin-source", "file:pin", "--quiet"];
    run(dir, env!("CARGO_BIN_EXE_chancery"), &[arguments, &pin].concat())
}

/// `pin`, and `utopia`: a new specimen station.
fn station(dir: &Path) {
    named(dir, "utopia", "UT", "UTO");
}

fn named(dir: &Path, name: &str, country: &str, mrz: &str) {
    secret(&dir.join("pin"), &format!("{PIN}\n"));
    birth(dir, name, country, mrz, "specimen");
}

/// `station init`, with what is the same for all.
fn birth(dir: &Path, name: &str, country: &str, mrz: &str, mode: &str) {
    let (email, url) = (format!("csca@{name}.example"), format!("https://{name}.example/csca.crl"));
    let who = ["station", "init", "--station", name, "--name", name, "--mode", mode, "--organisation", name];
    let state = ["--country", country, "--mrz", mrz, "--email", &email, "--crl-url", &url];
    chancery(dir, &[&who[..], &state[..]].concat());
}

/// A station whose genesis ceremony was held, its CSCA's certificate as `csca.pem`, that of the services' CA as
/// `service-ca.pem`.
fn csca(dir: &Path) {
    station(dir);
    genesis(dir, "utopia");
    for (profile, file) in [("csca-root", "csca.pem"), ("service-ca", "service-ca.pem")] {
        fs::copy(certificate(&dir.join("utopia/out/certificates"), profile), dir.join(file)).unwrap();
    }
}

fn genesis(dir: &Path, station: &str) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("ceremonies");
    let (script, answers) = (home.join("csca-genesis.toml"), home.join("answers/csca-genesis.toml"));
    let arguments = ["ceremony", "run", script.to_str().unwrap(), "--answers", answers.to_str().unwrap()];
    chancery(dir, &[&arguments, &["--station", station][..]].concat());
}

fn certificate(folder: &Path, profile: &str) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(profile) && name.ends_with(".pem")
    };
    entries.filter(fits).min().unwrap()
}

/// `ds.csr`, with its key: a request that the stock tool made.
fn csr(dir: &Path) {
    let arguments =
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ds.key -out ds.csr -subj /C=UT/CN=DS";
    run(dir, "openssl", &arguments.split(' ').collect::<Vec<_>>());
}

/// `csca.crl`, beside everything of `csca`.
fn crl(dir: &Path) {
    csca(dir);
    chancery(dir, &["crl", "issue", "--station", "utopia"]);
    fs::copy(dir.join("utopia/out/crl/csca-1-000001.crl"), dir.join("csca.crl")).unwrap();
}

/// `csca-genesis.toml` and `answers.toml`.
fn script(dir: &Path) {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("ceremonies");
    fs::copy(home.join("csca-genesis.toml"), dir.join("csca-genesis.toml")).unwrap();
    fs::copy(home.join("answers/csca-genesis.toml"), dir.join("answers.toml")).unwrap();
}

/// `antarctica.ml`: a master list of another specimen state, made by a station of its own.
fn masterlist(dir: &Path) {
    let elsewhere = TempDir::new().unwrap();
    let there = elsewhere.path();
    named(there, "antarctica", "AQ", "ATA");
    genesis(there, "antarctica");
    let station = ["--station", "antarctica"];
    chancery(there, &[&["key", "generate", "mls-1", "--spec", "P-256"], &station[..]].concat());
    chancery(there, &[&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"], &station[..]].concat());
    chancery(there, &[&["masterlist", "issue"], &station[..]].concat());
    let mut files = fs::read_dir(there.join("antarctica/out/masterlists")).unwrap().map(|file| file.unwrap().path());
    let list = files.find(|file| file.extension().is_some_and(|ending| ending == "ml")).unwrap();
    fs::copy(list, dir.join("antarctica.ml")).unwrap();
}

/// Files that are nothing: `garbage`, `empty`, `binary`, and `pin`s that open nothing.
fn garbage(dir: &Path) {
    fs::write(dir.join("garbage"), "this is no object\n").unwrap();
    fs::write(dir.join("empty"), "").unwrap();
    fs::write(dir.join("binary"), [0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0xff]).unwrap();
    secret(&dir.join("wrong-pin"), "not the PIN\n");
    secret(&dir.join("short-pin"), "123\n");
}

/// `confirm.toml`, which confirms what is done to the key `spare`.
fn confirm(dir: &Path) {
    fs::write(dir.join("confirm.toml"), "confirm = [\"spare\"]\n").unwrap();
}

/// `june.toml`, which confirms a day long after any other of these states.
fn dates(dir: &Path) {
    fs::write(dir.join("june.toml"), "confirm = [\"2099-06-01\"]\n").unwrap();
}

/// The station of `station`, in which the making of the key `large` was killed between its intent and its outcome: a
/// token needs long for such a key.
fn cut_off(dir: &Path) {
    station(dir);
    let make = "key generate large --spec RSA-4096 --station utopia --pin-source file:pin";
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    let command = command.args(make.split(' ')).current_dir(dir).stdin(Stdio::null());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = || chancery(dir, &["status", "--json", "--station", "utopia"]);
    while !status().contains("key.generate") {
        assert!(child.try_wait().unwrap().is_none(), "the key was made before anybody looked");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The station of `csca`, and beside it `altered`: the same, one letter of whose third entry somebody changed in the
/// database, past the triggers that forbid it.
fn altered(dir: &Path) {
    csca(dir);
    copy(&dir.join("utopia"), &dir.join("altered"));
    let database = rusqlite::Connection::open(dir.join("altered/station.db")).unwrap();
    let change = "DROP TRIGGER entry_stays; UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'csca-genesis', \
                  'csca-genesiS') AS BLOB) WHERE sequence = 3;";
    database.execute_batch(change).unwrap();
    assert_eq!(database.changes(), 1);
}

/// The station of `station`, whose file somebody changed to say `production`.
fn by_hand(dir: &Path) {
    station(dir);
    let file = dir.join("utopia/station.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(file, text.replace("mode = \"specimen\"", "mode = \"production\"")).unwrap();
}

/// The station of `station`, the PIN of whose vault `primary` was typed wrong until the token locked it.
fn locked(dir: &Path) {
    station(dir);
    garbage(dir);
    let wrong = "key generate spare --spec P-256 --station utopia --pin-source file:wrong-pin --json";
    for _ in 0..20 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        let output = command.args(wrong.split(' ')).current_dir(dir).stdin(Stdio::null()).output().unwrap();
        if String::from_utf8(output.stdout).unwrap().contains("is locked") {
            return;
        }
    }
    panic!("the token locks no PIN");
}

fn secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Everything of `csca`, the root's serial number in `root-serial`, a document signer's in `serial`, a master-list
/// signer, and an answers file that confirms the serial number. Their certificates are `ds.pem` and `mls.pem`.
fn signers(dir: &Path) {
    csca(dir);
    csr(dir);
    let station = ["--station", "utopia"];
    let request = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS 1", "--json"];
    fs::write(dir.join("serial"), member(&chancery(dir, &[&request, &station[..]].concat()), "serial")).unwrap();
    chancery(dir, &[&["key", "generate", "mls-1", "--spec", "P-256"], &station[..]].concat());
    chancery(dir, &[&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"], &station[..]].concat());
    for (profile, file) in [("document-signer", "ds.pem"), ("masterlist-signer", "mls.pem")] {
        fs::copy(certificate(&dir.join("utopia/out/certificates"), profile), dir.join(file)).unwrap();
    }
    let confirm = format!("confirm = [\"{}\"]\n", fs::read_to_string(dir.join("serial")).unwrap());
    fs::write(dir.join("answers.toml"), confirm).unwrap();
    let root = certificate(&dir.join("utopia/out/certificates"), "csca-root");
    let serial = root.file_stem().unwrap().to_str().unwrap().strip_prefix("csca-root-").unwrap();
    fs::write(dir.join("root-serial"), serial).unwrap();
}

/// A text in a JSON report.
fn member(report: &str, name: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    report[name].as_str().unwrap().to_owned()
}

/// `stick` with the newest bundle and `old-stick` with the one before, what a verifier is given by another way in
/// `root` and `log-key` beside `service-ca.pem`, the `seen.json` of the newest, sticks on which something is wrong,
/// and the station.
fn bundle(dir: &Path) {
    csca(dir);
    let station = ["--station", "utopia"];
    let export = |stick| chancery(dir, &[&["bundle", "export", stick, "--json"], &station[..]].concat());
    export("stick");
    copy(&dir.join("stick"), &dir.join("old-stick"));
    chancery(dir, &[&["crl", "issue"], &station[..]].concat());
    fs::write(dir.join("root"), member(&export("stick"), "root_digest")).unwrap();
    let shown = chancery(dir, &[&["station", "show", "--json"], &station[..]].concat());
    let log_key = member(&shown, "log_key");
    fs::write(dir.join("log-key"), &log_key).unwrap();
    let root = fs::read_to_string(dir.join("root")).unwrap();
    let verify = ["bundle", "verify", "stick", "--service-ca", "service-ca.pem", "--log-key", &log_key];
    let verified = chancery(dir, &[&verify, &["--root", &root, "--json"][..]].concat());
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    fs::write(dir.join("seen.json"), verified["seen"].to_string()).unwrap();
}

/// Requests on which something is wrong: `weak.csr` with RSA-1024, `broken.csr` with a signature that is not good; and
/// `bad.pem`, a certificate as no CSCA makes it.
fn requests(dir: &Path) {
    let bad = "req -x509 -newkey rsa:1024 -nodes -keyout weak.key -out bad.pem -subj /C=ut/CN=x -days 3650";
    run(dir, "openssl", &bad.split(' ').collect::<Vec<_>>());
    let weak = "req -new -newkey rsa:1024 -nodes -keyout weak.key -out weak.csr -subj /C=UT/CN=DS";
    run(dir, "openssl", &weak.split(' ').collect::<Vec<_>>());
    csr(dir);
    run(dir, "openssl", &["req", "-in", "ds.csr", "-outform", "DER", "-out", "broken.csr"]);
    let mut der = fs::read(dir.join("broken.csr")).unwrap();
    let last = der.len() - 1;
    der[last] ^= 1;
    fs::write(dir.join("broken.csr"), der).unwrap();
}

/// Scripts and answers on which something is wrong.
fn scripts(dir: &Path) {
    script(dir);
    let script = fs::read_to_string(dir.join("csca-genesis.toml")).unwrap();
    let answers = fs::read_to_string(dir.join("answers.toml")).unwrap();
    let write = |name: &str, text: String| fs::write(dir.join(name), text).unwrap();
    write("unknown-word.toml", script.replacen("minutes = 20", "minuets = 20", 1));
    write("no-witness.toml", script.replacen("witness = \"internal-witness\"\noperation", "operation", 1));
    write("too-few.toml", answers.replacen("phones = \"yes\"\n", "", 1));
    write("too-many.toml", answers.replacen("[answers]\n", "[answers]\ncoffee = \"yes\"\n", 1));
    write("refusing.toml", answers.replacen("phones = \"yes\"", "phones = \"no\"", 1));
}

/// `utopia`, and the station `antarctica` of another state.
fn neighbours(dir: &Path) {
    station(dir);
    named(dir, "antarctica", "AQ", "ATA");
}

/// Identities of specimen officers, whose secret keys everybody can know: 32 octets 01, 02, 03, 05, and of a session 04.
/// Keys so known protect nothing: they stand in the examples of the help.
const OFFICERS: [(&str, &str); 5] = [
    ("alice", "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZ9K4CN"),
    ("bob", "AGE-SECRET-KEY-1QGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQ0N3JDM"),
    ("carol", "AGE-SECRET-KEY-1QVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPSXQCRQVPS2PGGME"),
    ("dave", "AGE-SECRET-KEY-1Q5ZS2PG9Q5ZS2PG9Q5ZS2PG9Q5ZS2PG9Q5ZS2PG9Q5ZS2PG9Q5ZS7LLVFU"),
    ("session", "AGE-SECRET-KEY-1QSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQMDXKL7"),
];

/// Identity files of officers (`alice.key` to `dave.key`) and of a session (`session.key`), Carol's once more sealed with
/// the passphrase in `words` (`carol.key.age`), and Dave's open to others (`open.key`).
fn officers(dir: &Path) {
    for (name, key) in OFFICERS {
        secret(&dir.join(format!("{name}.key")), &format!("# specimen\n{key}\n"));
    }
    fs::copy(dir.join("dave.key"), dir.join("open.key")).unwrap();
    fs::set_permissions(dir.join("open.key"), fs::Permissions::from_mode(0o644)).unwrap();
    secret(&dir.join("words"), "correct horse\n");
    secret(&dir.join("wrong-words"), "wrong horse\n");
    let (carol, words) = (hidden(&fs::read(dir.join("carol.key")).unwrap()), hidden(b"correct horse"));
    let work = sealed::WorkFactor::new(10).unwrap();
    let file = sealed::seal_with_passphrase(&carol, &words, work, sealed::Wrapping::Text).unwrap();
    fs::write(dir.join("carol.key.age"), file).unwrap();
}

fn hidden(octets: &[u8]) -> Secret {
    Secret::new(octets.to_vec())
}

/// Everything of `officers`; `shares`, a fresh secret split two of three among Alice, Bob and Carol, its digest in
/// `digest`; `others`, the same of another secret; `letters.age` and `slip.age`, sealed to Alice: no share, and one with
/// a wrong word; `secret.hex`, a secret in hex, `short.hex`, one of 64 bits, and `plain.txt`, words in the clear.
fn shares(dir: &Path) {
    officers(dir);
    let keepers: Vec<String> = OFFICERS
        .iter()
        .take(3)
        .flat_map(|(name, key)| {
            let identities = sealed::Identities::read(&hidden(key.as_bytes())).unwrap();
            ["--seal-to".to_owned(), format!("{name}={}", identities.recipients()[0])]
        })
        .collect();
    let keepers: Vec<&str> = keepers.iter().map(String::as_str).collect();
    let split = ["share", "split", "--threshold", "2", "--of", "3", "--make", "128", "--json", "--out"];
    let made = run(dir, env!("CARGO_BIN_EXE_chancery"), &[&split[..], &["shares"], &keepers].concat());
    fs::write(dir.join("digest"), member(&made, "secret_sha256")).unwrap();
    run(dir, env!("CARGO_BIN_EXE_chancery"), &[&split[..], &["others"], &keepers].concat());
    let alice = sealed::Identities::read(&hidden(OFFICERS[0].1.as_bytes())).unwrap();
    let seal = |name: &str, text: &[u8]| {
        let file = sealed::seal(&hidden(text), &alice.recipients(), sealed::Wrapping::Text).unwrap();
        fs::write(dir.join(name), file).unwrap();
    };
    seal("letters.age", b"Dear Alice, these are no words of a share.");
    let share = sealed::open(&fs::read(dir.join("shares/alice.age")).unwrap(), &alice).unwrap();
    let mut words: Vec<&str> = share.expose_text().unwrap().split(' ').collect();
    words[4] = if words[4] == "academic" { "acid" } else { "academic" };
    seal("slip.age", words.join(" ").as_bytes());
    secret(&dir.join("secret.hex"), "00112233445566778899aabbccddeeff\n");
    secret(&dir.join("short.hex"), "0011223344556677\n");
    secret(&dir.join("plain.txt"), share.expose_text().unwrap());
}

/// The identity of a specimen officer, whose secret key everybody can know: 32 octets 01. It protects nothing.
const IDENTITY: &str = "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZ9K4CN";
/// Its recipient.
const RECIPIENT: &str = "age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l";

/// The station of `station`; on `stick` Ann's witness and root key, opened by `ann.identity`; her key for decisions `ann`
/// and her challenge `ann.txt`, which carries all three.
fn witness_challenge(dir: &Path) {
    station(dir);
    secret(&dir.join("ann.identity"), &format!("{IDENTITY}\n"));
    for kind in ["witness-key", "root-key"] {
        chancery(dir, &["officer", kind, "ann", "--out", "stick", "--seal-to", RECIPIENT]);
    }
    run(dir, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", "ann"]);
    let who = ["officer", "challenge", "ann", "--name", "Ann Example", "--organisation", "Ministry of the Interior"];
    let more = ["--contact", "extension 12", "--role", "security-officer", "--key", "ann.pub", "--station", "utopia"];
    let keys = ["--witness-key", "stick/ann.witness.pub", "--root-key", "stick/ann.root.pub"];
    chancery(dir, &[&who[..], &more, &keys].concat());
    run(dir, "ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "ann", "ann.txt"]);
}

/// The same with Ann enrolled, and `confirm.toml`, which confirms the newest head by its number of entries.
fn witness(dir: &Path) {
    witness_challenge(dir);
    for kind in ["witness", "root"] {
        let key = format!("stick/ann.{kind}.age");
        chancery(dir, &["officer", "prove", "ann.txt", "--key", &key, "--identity", "ann.identity"]);
    }
    let proofs = ["--proof", "ann.txt.sig", "--proof", "ann.txt.witness", "--proof", "ann.txt.root"];
    chancery(dir, &[&["officer", "enroll", "ann.txt", "--station", "utopia"], &proofs[..]].concat());
    let status: serde_json::Value =
        serde_json::from_str(&chancery(dir, &["status", "--json", "--station", "utopia"])).unwrap();
    fs::write(dir.join("confirm.toml"), format!("confirm = [\"{}\"]\n", status["entries"])).unwrap();
    fs::write(dir.join("log-key"), station_log_key(dir, "utopia")).unwrap();
}

fn station_log_key(dir: &Path, station: &str) -> String {
    member(&chancery(dir, &["station", "show", "--json", "--station", station]), "log_key")
}

/// The same with `head.txt`, what a witness is asked, and `cosigned.txt`, what Ann cosigned on another machine.
fn witness_cosigned(dir: &Path) {
    witness(dir);
    chancery(dir, &["ledger", "head", "--proof-from", "0", "--out", "head.txt", "--station", "utopia"]);
    let key = ["ledger", "cosign", "--key", "stick/ann.witness.age", "--identity", "ann.identity"];
    let log_key = fs::read_to_string(dir.join("log-key")).unwrap();
    let what =
        ["--checkpoint", "head.txt", "--log-key", &log_key, "--out", "cosigned.txt", "--answers", "confirm.toml"];
    chancery(dir, &[&key[..], &what].concat());
}

/// The station of `csca` after a genesis that wants two root signatures of three: the vault's, Ann's, Bob's. Their keys are on
/// `stick`, opened by `ann.identity`. `root.json` is the next root and `root.toml` confirms it.
fn root(dir: &Path) {
    csca(dir);
    secret(&dir.join("ann.identity"), &format!("{IDENTITY}\n"));
    let (mut proofs, mut officers) = (Vec::new(), Vec::new());
    for name in ["ann", "bob"] {
        chancery(dir, &["officer", "root-key", name, "--out", "stick", "--seal-to", RECIPIENT]);
        run(dir, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name]);
        let (key, root) = (format!("{name}.pub"), format!("stick/{name}.root.pub"));
        let who =
            ["officer", "challenge", name, "--name", name, "--organisation", "Ministry", "--contact", "extension"];
        let keys = ["--role", "officer", "--key", &key, "--root-key", &root, "--station", "utopia"];
        chancery(dir, &[&who[..], &keys].concat());
        let text = format!("{name}.txt");
        sign(dir, name, &text);
        let sealed = format!("stick/{name}.root.age");
        chancery(dir, &["officer", "prove", &text, "--key", &sealed, "--identity", "ann.identity"]);
        proofs.extend([format!("{text}.sig"), format!("{text}.root")]);
        officers.push(text);
    }
    chancery(dir, &["officer", "witness-key", "ann", "--out", "stick", "--seal-to", RECIPIENT]);
    let mut genesis = vec!["station", "genesis", "--policy", "specimen", "--root-threshold", "2", "--json"];
    officers.iter().for_each(|text| genesis.extend(["--officer", text]));
    proofs.iter().for_each(|file| genesis.extend(["--proof", file]));
    let proposal = member(&chancery(dir, &[&genesis[..], &["--station", "utopia"]].concat()), "proposal");
    let show = ["proposal", "show", &proposal, "--decision", "approve", "--out"];
    for name in ["ann", "bob"] {
        let statement = format!("{name}-approves.txt");
        chancery(dir, &[&show[..], &[&statement, "--station", "utopia"]].concat());
        sign(dir, name, &statement);
        chancery(dir, &["proposal", "import", &statement, &format!("{statement}.sig"), "--station", "utopia"]);
    }
    chancery(dir, &["perform", &proposal, "--station", "utopia"]);
    let offered = chancery(dir, &["bundle", "root", "--out", "root.json", "--json", "--station", "utopia"]);
    fs::write(dir.join("root.toml"), format!("confirm = [\"{}\"]\n", &member(&offered, "payload_sha256")[..8]))
        .unwrap();
}

/// A new SoftHSM2 token of Ann's, `ann`, as a program finds it whose home is this folder; `token-pin`, and `other-pin`,
/// which is not its PIN.
fn token(dir: &Path) {
    fs::create_dir_all(dir.join(".config/softhsm2")).unwrap();
    fs::create_dir(dir.join("tokens")).unwrap();
    let configuration = "directories.tokendir = tokens\nlog.level = ERROR\n";
    fs::write(dir.join(".config/softhsm2/softhsm2.conf"), configuration).unwrap();
    secret(&dir.join("token-pin"), "c4n4ry-Of-Anns-Token\n");
    secret(&dir.join("other-pin"), "not the PIN\n");
    let words = ["--init-token", "--free", "--label", "ann", "--pin", "c4n4ry-Of-Anns-Token", "--so-pin", "so-c4n4ry"];
    let mut made = Command::new("softhsm2-util");
    let made = made.args(words).current_dir(dir).env("HOME", dir).env_remove("SOFTHSM2_CONF").stdin(Stdio::null());
    let output = made.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn sign(dir: &Path, key: &str, text: &str) {
    run(dir, "ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", key, text]);
}

/// Copies what is in a folder, with its permissions. `fs::copy` keeps them for files.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
