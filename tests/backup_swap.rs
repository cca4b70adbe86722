//! Shares and backup keys where locked memory is limited and the machine swaps: refused in production, warned of elsewhere.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::process::{Command, Output};

use backing::{Backing, SET, refusal, said};
use serde_json::Value;

const HEAD: &str = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

/// Whether a table of swap can be put in the place of the kernel's, for one process and its children.
fn can_pretend() -> bool {
    let works =
        Command::new("unshare").args(["--mount", "--map-root-user", "prlimit", "--memlock=65536", "true"]).output();
    let works = works.is_ok_and(|output| output.status.success());
    if !works {
        println!("skipped: no mount namespace or no prlimit here");
    }
    works
}

/// Runs a command with so many octets of locked memory at most, on a machine that swaps as this table says.
fn limited(command: &Command, memlock: &str, table: &str) -> Output {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), table).unwrap();
    let script = "mount --bind \"$0\" /proc/swaps && exec \"$@\"";
    let mut inside = Command::new("unshare");
    inside.args(["--mount", "--map-root-user", "sh", "-c", script]).arg(file.path());
    inside.args(["prlimit", &format!("--memlock={memlock}")]);
    inside.arg(command.get_program()).args(command.get_args());
    inside.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    inside.current_dir(command.get_current_dir().unwrap()).stdin(std::process::Stdio::null());
    inside.output().unwrap()
}

#[test]
fn secret_2_no_share_comes_into_memory_that_may_be_written_to_swap() {
    let Some(backing) = Backing::grown() else { return };
    if !can_pretend() {
        return;
    }
    backing.back_up();
    let copy = backing.copy("--record");
    let file = backing.walk.in_station("station.toml");
    let specimen = fs::read_to_string(&file).unwrap();
    let production = specimen.replace("mode = \"specimen\"", "mode = \"production\"");
    assert_ne!(specimen, production);
    let swapping = format!("{HEAD}/dev/sda2                               partition\t8388604\t0\t-2\n");
    let share = backing.share(SET, "alice");
    let check = format!("share check {share} --identity alice.key --of m1/keys-{SET}");
    let opening = backing.opening("m1", SET, &["alice", "bob"]);
    let lines = [
        check.clone(),
        format!("share open {share} --identity alice.key --for {} --out opened.age", backing.recipient("dora")),
        backing.drilling(&copy),
        format!("vault clone primary --to standby {opening}"),
        backing.backup_words(""),
        "share split --threshold 2 --of 3 --make 256 --show".to_owned(),
    ];
    for line in &lines {
        fs::write(&file, &production).unwrap();
        let output = limited(&backing.command(line), "8388608", &swapping);
        let refused = refusal(line, &output, 3, "SECRET-2");
        let (message, hint) = (walk::text(&refused["error"], "message"), walk::text(&refused["error"], "hint"));
        assert!(message.contains("/dev/sda2"), "{refused}");
        assert!(hint.contains("swapoff -a") && hint.contains("ulimit -l unlimited"), "{refused}");
    }
    fs::write(&file, &specimen).unwrap();
    let warned = |output: &Output| String::from_utf8_lossy(&output.stderr).contains("SECRET-2");
    let before = backing.entries();
    let ended = |memlock: &str, table: &str| -> Output {
        let output = limited(&backing.command(&check), memlock, table);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["of"]["keeper"], "alice", "{report}");
        output
    };
    // What is no production goes on, and is told.
    assert!(warned(&ended("8388608", &swapping)));
    // Of a machine that does not swap there is nothing to tell.
    assert!(!warned(&ended("8388608", HEAD)));
    assert!(!warned(&ended("65536", "")));
    assert_eq!(backing.entries(), before);
}
