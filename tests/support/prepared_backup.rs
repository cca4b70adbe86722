//! Prepared states with backups: keys that can still be wrapped, a set with its shares, copies of the state, a standby.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::prepared_council::decide;
use super::{chancery, copy, member, named, officers, prepare, run};

/// The set of every state here.
pub const SET: &str = "00112233445566aa";

/// Keepers of shares, and their recipients: the specimen officers of the same names.
const KEEPERS: [(&str, &str); 3] = [
    ("alice", "age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l"),
    ("bob", "age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04vszex59m"),
    ("carol", "age1thld6wmt63lklg5wu9wed82mkr49xa6dfz9a47wlr3hqzf9nau3qqx6458"),
];

const STATION: [&str; 2] = ["--station", "utopia"];

fn at_station(dir: &Path, line: &str) -> String {
    chancery(dir, &[&line.split(' ').collect::<Vec<_>>(), &STATION[..]].concat())
}

/// The station of `station`, whose keys `csca-1`, with its root, and `ds-1` can still be wrapped; everything of `officers`;
/// empty folders `stick-1` to `stick-4` and `shelf`; `confirm.toml`, which confirms what is done to the set, to the vault
/// `primary` and to the key `spare`.
pub fn extractable(dir: &Path) {
    prepare("station", dir);
    officers(dir);
    at_station(dir, "key generate csca-1 --spec P-384 --extractable");
    at_station(dir, "key generate ds-1 --spec P-256 --extractable");
    at_station(dir, "cert issue --profile csca-root --key csca-1 --name csca-1");
    for folder in ["stick-1", "stick-2", "stick-3", "stick-4", "shelf"] {
        fs::create_dir(dir.join(folder)).unwrap();
    }
    fs::write(dir.join("confirm.toml"), "confirm = [\"0011-2233-4455-66aa\", \"primary\", \"spare\"]\n").unwrap();
}

/// The station of `station`, and an empty `shelf`.
pub fn shelf(dir: &Path) {
    prepare("station", dir);
    fs::create_dir(dir.join("shelf")).unwrap();
}

/// Everything of `extractable`, whose keys are in the set 0011-2233-4455-66aa on `stick-1` and `stick-2`, two of three
/// shares; on `shelf` two full copies of the state, of which the second, named in `full`, was recorded, and one that builds
/// on it, named in `copy`, all sealed to Alice.
pub fn backed_up(dir: &Path) {
    prepare("extractable", dir);
    let mut keys = vec!["backup", "keys", "--threshold", "2", "--set", SET, "--to", "stick-1", "--to", "stick-2"];
    let keepers: Vec<String> = KEEPERS.iter().map(|(name, recipient)| format!("{name}={recipient}")).collect();
    keepers.iter().for_each(|keeper| keys.extend(["--keeper", keeper]));
    chancery(dir, &[&keys[..], &["--answers", "confirm.toml"], &STATION[..]].concat());
    let state = format!("backup state --to shelf --recipient {} --json", KEEPERS[0].1);
    // Copies are told apart by the second in which they were made.
    let second = || std::thread::sleep(std::time::Duration::from_millis(1100));
    at_station(dir, &state);
    second();
    let name = |made: &str| format!("shelf/{}", member(made, "name"));
    fs::write(dir.join("full"), name(&at_station(dir, &format!("{state} --record")))).unwrap();
    second();
    fs::write(dir.join("copy"), name(&at_station(dir, &format!("{state} --incremental")))).unwrap();
}

/// Everything of `backed-up`, and the sealed shares as `share-1.age` of Alice to `share-3.age` of Carol.
pub fn to_restore(dir: &Path) {
    prepare("backed-up", dir);
    for (number, (keeper, _)) in (1..).zip(KEEPERS) {
        let sealed = dir.join(format!("utopia/out/backups/keys-{SET}/{keeper}.age"));
        fs::copy(sealed, dir.join(format!("share-{number}.age"))).unwrap();
    }
}

/// Everything of `to-restore`, whose set was replaced by 8899-aabb-ccdd-eeff on `stick-3` and `stick-4`, with the shares
/// `new-1.age` of Alice and `new-2.age` of Bob.
pub fn replaced_set(dir: &Path) {
    prepare("to-restore", dir);
    let mut reissue = vec!["share", "reissue", SET, "--reason", "Carol left", "--threshold", "2", "--set"];
    reissue.extend(["8899aabbccddeeff", "--keys", "stick-1/keys-00112233445566aa", "--share", "share-1.age"]);
    reissue.extend(["--share", "share-2.age", "--identity", "alice.key", "--identity", "bob.key"]);
    reissue.extend(["--to", "stick-3", "--to", "stick-4", "--answers", "confirm.toml"]);
    let dave = run(dir, "age-keygen", &["-y", "dave.key"]);
    let keepers = [format!("alice={}", KEEPERS[0].1), format!("bob={}", KEEPERS[1].1), format!("dave={}", dave.trim())];
    keepers.iter().for_each(|keeper| reissue.extend(["--keeper", keeper]));
    chancery(dir, &[&reissue[..], &STATION[..]].concat());
    for (number, keeper) in [(1, "alice"), (2, "bob")] {
        let sealed = dir.join(format!("utopia/out/backups/keys-8899aabbccddeeff/{keeper}.age"));
        fs::copy(sealed, dir.join(format!("new-{number}.age"))).unwrap();
    }
}

/// The station of `extractable` with a vault `standby`, a new token without keys.
pub fn empty_standby(dir: &Path) {
    prepare("extractable", dir);
    at_station(dir, "vault add standby --embedded");
}

/// Everything of `empty-standby`, whose keys were cloned into the standby.
pub fn standby(dir: &Path) {
    prepare("empty-standby", dir);
    at_station(dir, "vault clone primary --to standby");
}

/// Everything of `to-restore`, and what is not as it was: `spoilt` names a copy of the state one octet of which was changed,
/// `alone` one without the copy that it builds on; the set on `stick-3` has another octet in `ds-1.kwp`, that on `stick-4`
/// one file more. `foreign` names a copy of the station `antarctica`, which is here too, beside one of ours in `both`.
pub fn spoilt(dir: &Path) {
    prepare("to-restore", dir);
    let named_in = |file: &str| fs::read_to_string(dir.join(file)).unwrap();
    let moved = |from: &str, shelf: &str| {
        let to = format!("{shelf}/{}", from.split('/').next_back().unwrap());
        fs::create_dir_all(dir.join(shelf)).unwrap();
        copy(&dir.join(from), &dir.join(&to));
        to
    };
    let change = |file: &str| {
        let mut octets = fs::read(dir.join(file)).unwrap();
        *octets.last_mut().unwrap() ^= 1;
        fs::write(dir.join(file), octets).unwrap();
    };
    let full = moved(&named_in("full"), "elsewhere");
    change(&format!("{full}/data.age"));
    fs::write(dir.join("spoilt"), full).unwrap();
    fs::write(dir.join("alone"), moved(&named_in("copy"), "alone-there")).unwrap();
    let set = format!("keys-{SET}");
    for stick in ["stick-3", "stick-4"] {
        copy(&dir.join("stick-1").join(&set), &dir.join(stick).join(&set));
    }
    change(&format!("stick-3/{set}/ds-1.kwp"));
    fs::write(dir.join("stick-4").join(&set).join("notes.txt"), "do not forget\n").unwrap();
    let elsewhere = TempDir::new().unwrap();
    named(elsewhere.path(), "antarctica", "AQ", "ATA");
    let both = dir.join("both");
    moved(&named_in("full"), "both");
    let state = ["backup", "state", "--to", both.to_str().unwrap(), "--recipient", KEEPERS[0].1, "--json"];
    let made = chancery(elsewhere.path(), &[&state[..], &["--station", "antarctica"]].concat());
    fs::write(dir.join("foreign"), format!("both/{}", member(&made, "name"))).unwrap();
    copy(&elsewhere.path().join("antarctica"), &dir.join("antarctica"));
}

/// Everything of `council`, with a key `csca-1` that can be wrapped, empty folders `stick-1` and `stick-2`, and a backup of
/// it that ann proposed and bob and carol approved: `backup` names the proposal, `backup.toml` confirms it.
pub fn approved_backup(dir: &Path) {
    prepare("council", dir);
    let propose = |line: &str| {
        let line = format!("{line} --propose --proposer ann --json");
        let proposal = member(&at_station(dir, &line), "proposal");
        for (officer, decision) in [("ann", "propose"), ("bob", "approve"), ("carol", "approve")] {
            let _ = fs::remove_file(dir.join(format!("{officer}-{decision}.txt")));
            let _ = fs::remove_file(dir.join(format!("{officer}-{decision}.txt.sig")));
            decide(dir, &proposal, officer, decision);
        }
        proposal
    };
    let made = propose("key generate csca-1 --spec P-384 --extractable");
    at_station(dir, &format!("perform {made}"));
    let keepers: Vec<String> = KEEPERS.iter().map(|(name, recipient)| format!("--keeper {name}={recipient}")).collect();
    let backup = propose(&format!("backup keys --threshold 2 {} --set {SET}", keepers.join(" ")));
    fs::write(dir.join("backup"), backup).unwrap();
    fs::write(dir.join("backup.toml"), "confirm = [\"0011-2233-4455-66aa\"]\n").unwrap();
    for stick in ["stick-1", "stick-2"] {
        fs::create_dir(dir.join(stick)).unwrap();
    }
}
