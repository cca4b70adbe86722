//! Prepared states with what officers and newcomers bring: decisions and challenges, and such on which something is wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::prepared_council::sign;
use super::{birth, chancery, prepare, run};

/// Everything of `proposal`, and a second one, `p-000008`, for the key `csca-2`. Of the first: `approve.txt`, signed by
/// everybody (`ann.sig` to `dan.sig`, and `eve.sig`, who is no officer) and by bob in another namespace (`file.sig`);
/// `propose.txt` (`ann-proposes.sig`), `refuse.txt` (`dan-refuses.sig`), `withdraw.txt` (`bob-withdraws.sig`). `altered.txt`
/// with one word changed, signed so by bob (`altered.sig`), and `cut.txt`, which lacks its end. `other.txt` is about the
/// second proposal (`other.sig`), `elsewhere.txt` about one of another station (`elsewhere.sig`).
pub fn decisions(dir: &Path) {
    prepare("proposal", dir);
    let second = ["key", "generate", "csca-2", "--spec", "P-384", "--proposer", "ann", "--station", "utopia"];
    chancery(dir, &second);
    for decision in ["approve", "propose"] {
        statement(dir, "p-000007", decision, &format!("{decision}.txt"));
    }
    for (decision, reason) in [("refuse", "wrong curve"), ("withdraw", "made again tomorrow")] {
        let show = ["proposal", "show", "p-000007", "--decision", decision, "--reason", reason, "--station", "utopia"];
        chancery(dir, &show);
    }
    for (officer, text, signature) in [
        ("ann", "approve", "ann"),
        ("bob", "approve", "bob"),
        ("carol", "approve", "carol"),
        ("dan", "approve", "dan"),
        ("eve", "approve", "eve"),
        ("ann", "propose", "ann-proposes"),
        ("dan", "refuse", "dan-refuses"),
        ("bob", "withdraw", "bob-withdraws"),
    ] {
        signed(dir, officer, &format!("{text}.txt"), &format!("{signature}.sig"));
    }
    run(dir, "ssh-keygen", &["-q", "-Y", "sign", "-n", "file", "-f", "bob", "approve.txt"]);
    fs::rename(dir.join("approve.txt.sig"), dir.join("file.sig")).unwrap();
    let text = fs::read_to_string(dir.join("approve.txt")).unwrap();
    fs::write(dir.join("altered.txt"), text.replacen("csca-1", "csca-7", 1)).unwrap();
    signed(dir, "bob", "altered.txt", "altered.sig");
    fs::write(dir.join("cut.txt"), &text[..600]).unwrap();
    statement(dir, "p-000008", "approve", "other.txt");
    signed(dir, "bob", "other.txt", "other.sig");
    let elsewhere = TempDir::new().unwrap();
    super::prepared_council::challenges(elsewhere.path());
    super::prepared_council::council_of_challenges(elsewhere.path());
    chancery(elsewhere.path(), &second);
    statement(elsewhere.path(), "p-000007", "approve", "elsewhere.txt");
    fs::copy(elsewhere.path().join("elsewhere.txt"), dir.join("elsewhere.txt")).unwrap();
    signed(dir, "bob", "elsewhere.txt", "elsewhere.sig");
}

fn statement(dir: &Path, proposal: &str, decision: &str, file: &str) {
    chancery(dir, &["proposal", "show", proposal, "--decision", decision, "--out", file, "--station", "utopia"]);
}

fn signed(dir: &Path, officer: &str, file: &str, signature: &str) {
    sign(dir, officer, file);
    fs::rename(dir.join(format!("{file}.sig")), dir.join(signature)).unwrap();
}

/// Everything of `council`, and people who come with keys: `new`, a further SSH key; `weak`, one of RSA with 1024 bits;
/// `gina.asc`, an OpenPGP certificate (her private key as `gina-secret.asc`), and `expired.asc`; `hal.pem`, an X.509
/// certificate. Challenges with signatures: `gina.txt` (`gina.txt.asc`, and `gina-text.asc` in text mode), `hal.txt`
/// (`hal.txt.p7s`, and `hal-text.p7s` without `-binary`), `ann-new.txt` of ann with the key `new`, `frank.txt` with the key
/// of bob, `two.txt` with two keys of which one signed, `altered.txt`, that of eve with one word changed, and
/// `elsewhere.txt`, for the station `antarctica`.
pub fn newcomers(dir: &Path) {
    prepare("council", dir);
    run(dir, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "new", "-f", "new"]);
    run(dir, "ssh-keygen", &["-q", "-t", "rsa", "-b", "1024", "-N", "", "-C", "weak", "-f", "weak"]);
    let card = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout hal.key -out hal.pem \
                -subj /C=UT/O=Ministry/CN=Hal -days 730";
    run(dir, "openssl", &card.split_whitespace().collect::<Vec<_>>());
    let home = tempfile::Builder::new().prefix("p").tempdir_in("/tmp").unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let at_home = home.path().to_str().unwrap().to_owned();
    let gpg = |arguments: &[&str]| {
        let always = ["--homedir", &at_home, "--batch", "--quiet", "--yes", "--pinentry-mode", "loopback"];
        run(dir, "gpg", &[&always[..], &["--passphrase", ""], arguments].concat())
    };
    gpg(&["--quick-generate-key", "Gina <gina@utopia.example>", "ed25519", "sign", "never"]);
    let past = ["--faked-system-time", "20200101T000000", "--quick-generate-key", "Old <old@utopia.example>"];
    gpg(&[&past[..], &["ed25519", "sign", "1y"]].concat());
    for (who, file) in [("gina", "gina.asc"), ("old", "expired.asc")] {
        gpg(&["--armor", "--output", file, "--export", &format!("{who}@utopia.example")]);
    }
    gpg(&["--armor", "--output", "gina-secret.asc", "--export-secret-keys", "gina@utopia.example"]);
    challenge(dir, "gina", &["gina.asc"], "gina.txt");
    challenge(dir, "hal", &["hal.pem"], "hal.txt");
    challenge(dir, "ann", &["new.pub"], "ann-new.txt");
    challenge(dir, "frank", &["bob.pub"], "frank.txt");
    challenge(dir, "two", &["eve.pub", "new.pub"], "two.txt");
    for (option, file) in [("--no-textmode", "gina.txt.asc"), ("--textmode", "gina-text.asc")] {
        let sign = ["--local-user", "gina@utopia.example", "--armor", option, "--output", file];
        gpg(&[&sign[..], &["--detach-sign", "gina.txt"]].concat());
    }
    let _ = Command::new("gpgconf").args(["--homedir", &at_home, "--kill", "gpg-agent"]).status();
    let cms = "cms -sign -outform DER -in hal.txt -signer hal.pem -inkey hal.key";
    let cms: Vec<&str> = cms.split(' ').collect();
    run(dir, "openssl", &[&cms[..], &["-binary", "-out", "hal.txt.p7s"]].concat());
    run(dir, "openssl", &[&cms[..], &["-out", "hal-text.p7s"]].concat());
    for (key, file) in [("new", "ann-new.txt"), ("bob", "frank.txt"), ("eve", "two.txt")] {
        sign(dir, key, file);
    }
    let elsewhere = TempDir::new().unwrap();
    fs::copy(dir.join("new.pub"), elsewhere.path().join("new.pub")).unwrap();
    fs::copy(dir.join("pin"), elsewhere.path().join("pin")).unwrap();
    birth(elsewhere.path(), "antarctica", "AQ", "ATA", "specimen");
    fs::rename(elsewhere.path().join("antarctica"), elsewhere.path().join("utopia")).unwrap();
    challenge(elsewhere.path(), "ida", &["new.pub"], "elsewhere.txt");
    fs::copy(elsewhere.path().join("elsewhere.txt"), dir.join("elsewhere.txt")).unwrap();
    sign(dir, "new", "elsewhere.txt");
    let text = fs::read_to_string(dir.join("eve.txt")).unwrap();
    fs::write(dir.join("altered.txt"), text.replacen("Person eve", "Person Eve", 1)).unwrap();
}

fn challenge(dir: &Path, officer: &str, keys: &[&str], out: &str) {
    let who =
        ["officer", "challenge", officer, "--name", "Person", "--organisation", "Ministry", "--contact", "desk 3"];
    let keys: Vec<&str> = keys.iter().flat_map(|key| ["--key", key]).collect();
    chancery(dir, &[&who[..], &keys, &["--role", "officer", "--out", out, "--station", "utopia"]].concat());
}
