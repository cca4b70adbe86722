//! The stranger restores what stock tools have made by the documented formats, and refuses whatever is not as it was.

#[path = "support/backup_maker.rs"]
mod backup_maker;
#[path = "support/plugin.rs"]
mod plugin;
#[path = "support/shamir.rs"]
mod shamir;
#[path = "support/stranger.rs"]
mod stranger;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use backup_maker::{BLOCK, Database, KeySet, Ledger, Saving, State, flip, hex_digest, identity, keys, wrap};
use openssl::pkey::PKey;
use plugin::Plugin;
use serde_json::{Value, json};
use stranger::{By, Stranger, in_memory};
use tempfile::TempDir;

/// A key set that any two of three keepers open, on a medium of its own.
struct Desk {
    medium: TempDir,
    stranger: Stranger,
    tool: std::path::PathBuf,
    set: KeySet,
}

impl Desk {
    fn new() -> Option<Desk> {
        let (tool, stranger, medium) = (shamir::shamir()?, Stranger::find()?, TempDir::new().unwrap());
        let set = KeySet::make(&tool, medium.path(), &Ledger::of("utopia"), keys(), (2, 3));
        Some(Desk { medium, stranger, tool, set })
    }

    /// The line in which a set is refused that two good shares should open.
    #[track_caller]
    fn refusal(&self) -> String {
        self.refusal_by(&By::Shares(&self.set.shares[..2]))
    }

    #[track_caller]
    fn refusal_by(&self, by: &By<'_>) -> String {
        self.stranger.keys(&self.set.folder, by).expect_err("it was not refused")
    }

    /// Does something to the set that has to be refused, and undoes it.
    #[track_caller]
    fn refuses(&self, what: &str, spoil: impl FnOnce(&KeySet)) {
        let kept: Vec<_> = fs::read_dir(&self.set.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let kept: Vec<_> = kept.into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
        spoil(&self.set);
        let refusal = self.refusal();
        assert!(refusal.contains(what), "'{what}' is not why: {refusal}");
        kept.into_iter().for_each(|(octets, path)| fs::write(path, octets).unwrap());
    }
}

#[test]
fn any_keepers_who_are_enough_restore_every_kind_of_key() {
    let Some(desk) = Desk::new() else { return };
    let shares = &desk.set.shares;
    let pair = |a: usize, b: usize| [shares[a].clone(), shares[b].clone()];
    let restored =
        [pair(0, 1), pair(2, 0), pair(1, 2)].map(|two| desk.stranger.keys(&desk.set.folder, &By::Shares(&two)));
    let first = restored[0].as_ref().unwrap();
    assert!(restored.iter().all(|keys| keys.as_ref() == Ok(first)));
    assert_eq!(first.len(), desk.set.keys.len());
    for (label, key) in &desk.set.keys {
        let found = PKey::private_key_from_pem(first[label].as_bytes()).unwrap();
        assert!(found.public_eq(key), "{label}");
        assert_eq!(found.private_key_to_pkcs8().unwrap(), key.private_key_to_pkcs8().unwrap(), "{label}");
    }
    // More than enough are enough, and a blank more in the words changes nothing.
    let generous = shares.iter().map(|words| words.replace(' ', "\n  ")).collect::<Vec<_>>();
    assert_eq!(desk.stranger.keys(&desk.set.folder, &By::Shares(&generous)).as_ref(), Ok(first));
}

#[test]
fn stock_programs_alone_open_a_wrapped_key() {
    let Some(desk) = Desk::new() else { return };
    let secret = shamir::recover(&desk.tool, &desk.set.shares[1..]).unwrap();
    assert_eq!(secret, desk.set.secret);
    let by_key = desk.stranger.keys(&desk.set.folder, &By::Key(&secret)).unwrap();
    assert_eq!(by_key.len(), desk.set.keys.len());
    let words = ["enc", "-d", "-id-aes256-wrap-pad", "-K", &secret, "-iv", "A65959A6", "-in"];
    for (label, key) in &desk.set.keys {
        let output = Command::new("openssl").args(words).arg(desk.set.file(&format!("{label}.kwp"))).output().unwrap();
        assert_eq!(output.stdout, key.private_key_to_pkcs8().unwrap(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn keys_are_written_into_memory_alone() {
    let Some(desk) = Desk::new() else { return };
    let (memory, by) = (in_memory(), By::Key(&desk.set.secret));
    desk.stranger.keys_into(&desk.set.folder, &by, memory.path()).unwrap();
    assert_eq!(fs::read_dir(memory.path()).unwrap().count(), desk.set.keys.len());
    let pem = fs::read(memory.path().join("csca-1.pem")).unwrap();
    assert!(PKey::private_key_from_pem(&pem).unwrap().public_eq(&desk.set.keys[0].1));
    // Nothing is written over, and nothing on a disk.
    desk.stranger.keys_into(&desk.set.folder, &by, memory.path()).unwrap_err();
    let disk = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let refusal = desk.stranger.keys_into(&desk.set.folder, &by, disk.path()).unwrap_err();
    assert!(refusal.contains("does not lie in memory"), "{refusal}");
    assert_eq!(fs::read_dir(disk.path()).unwrap().count(), 0);
}

#[test]
fn shares_that_are_too_few_wrong_or_of_another_set_are_refused() {
    let Some(desk) = Desk::new() else { return };
    let (own, other) =
        (&desk.set.shares, KeySet::make(&desk.tool, desk.medium.path(), &desk.set.ledger, vec![], (2, 3)));
    let few = "1 different shares are here, 2 are wanted";
    let wrong = "is no share of set";
    let last = own[1].rsplit_once(' ').unwrap().0;
    let one_word = if own[1].ends_with("academic") { format!("{last} acid") } else { format!("{last} academic") };
    let mut swapped: Vec<&str> = own[1].split(' ').collect();
    swapped.swap(9, 10);
    for (shares, why) in [
        (vec![own[0].clone()], few),
        (vec![own[0].clone(), own[0].clone()], few),
        (vec![own[0].clone(), other.shares[1].clone()], wrong),
        (vec![own[0].clone(), one_word], wrong),
        (vec![own[0].clone(), last.to_owned()], wrong),
        (vec![own[0].clone(), swapped.join(" ")], wrong),
        (vec![own[0].clone(), own[1].to_uppercase()], wrong),
        (vec![own[0].clone(), String::new()], wrong),
    ] {
        let refusal = desk.refusal_by(&By::Shares(&shares));
        assert!(refusal.contains(why), "{refusal}");
        // A refusal says no word of a share.
        assert!(!own.iter().any(|words| refusal.contains(&words[words.len() - 24..])), "{refusal}");
    }
    for key in [&other.secret, &desk.set.secret[..62], "no hex"] {
        desk.refusal_by(&By::Key(key));
    }
}

#[test]
fn a_set_of_which_one_octet_was_changed_is_refused() {
    let Some(desk) = Desk::new() else { return };
    for name in ["csca-1.kwp", "rsa-1.kwp", "ledger-1.kwp"] {
        let octets = fs::metadata(desk.set.file(name)).unwrap().len() as usize;
        for at in [0, octets / 2, octets - 1] {
            desk.refuses("was changed", |set| flip(&set.file(name), at));
        }
        desk.refuses("was changed", |set| cut(&set.file(name), 8));
    }
    for at in [1, 40, 700, 1500] {
        desk.refuses("", |set| flip(&set.file("manifest.json"), at));
        desk.refuses("", |set| flip(&set.file("manifest.note"), at));
    }
    desk.refuses("FileNotFoundError", |set| fs::remove_file(set.file("manifest.note")).unwrap());
    desk.refuses("FileNotFoundError", |set| fs::remove_file(set.file("mls-1.kwp")).unwrap());
    desk.refuses("JSONDecodeError", |set| cut(&set.file("manifest.json"), 1));
    // What is no part of it, and what somebody may have lost, changes nothing.
    fs::remove_file(desk.set.file("README.txt")).unwrap();
    desk.stranger.keys(&desk.set.folder, &By::Key(&desk.set.secret)).unwrap();
}

fn cut(path: &Path, octets: usize) {
    let all = fs::read(path).unwrap();
    fs::write(path, &all[..all.len() - octets]).unwrap();
}

#[test]
fn a_manifest_that_lies_is_refused_even_when_it_is_signed() {
    let Some(desk) = Desk::new() else { return };
    let spoil = |change: fn(&mut Value)| move |set: &KeySet| set.change(change);
    desk.refuses("another key's", spoil(|said| said["keys"][0]["public_key"] = said["keys"][1]["public_key"].clone()));
    desk.refuses("InvalidUnwrap", |set| {
        let blob = wrap(&[7; 32], b"not under the backup key");
        fs::write(set.file("csca-1.kwp"), &blob).unwrap();
        set.change(|said| {
            said["keys"][0]["octets"] = json!(blob.len());
            said["keys"][0]["sha256"] = json!(hex_digest(&blob));
        });
    });
    desk.refuses("another key's", |set| {
        // Two blobs change places with their digests.
        set.change(|said| {
            for member in ["file", "octets", "sha256"] {
                let first = said["keys"][0][member].take();
                said["keys"][0][member] = std::mem::replace(&mut said["keys"][3][member], first);
            }
        });
    });
    desk.refuses("is no share of set", spoil(|said| said["shares"]["each"][1]["check"] = json!("0".repeat(64))));
    desk.refuses("not the one that was signed", spoil(|said| said["set"] = json!("0011223344556677")));
    desk.refuses("is no backup of keys", spoil(|said| said["schema"] = json!("chancery/backup-keys@2")));
    desk.refuses("another station's", spoil(|said| said["station"]["mode"] = json!("production")));
    desk.refuses("leads out of the folder", spoil(|said| said["keys"][2]["file"] = json!("../x.kwp")));
    desk.refuses("leads out of the folder", spoil(|said| said["keys"][2]["label"] = json!("../x")));
    desk.refuses("KeyError", spoil(|said| drop(said["keys"][1].as_object_mut().unwrap().remove("sha256"))));
}

#[test]
fn a_set_that_another_station_signed_is_refused() {
    let Some(desk) = Desk::new() else { return };
    let (own, by) = (desk.set.ledger.verifier(), By::Key(&desk.set.secret));
    let knowing = Stranger::find().unwrap().who_knows(&own);
    knowing.keys(&desk.set.folder, &by).unwrap();
    // Another key of the same name signs what names the other key: it agrees with itself, and with no paper.
    let thief = Ledger::of("utopia");
    let mut said = desk.set.manifest();
    desk.set.sign(&said, &thief);
    assert!(desk.refusal().contains("is not signed by the ledger key"));
    said["ledger"]["key"] = json!(thief.verifier());
    said["ledger"]["checkpoint"] = json!(thief.checkpoint(&[b"an entry".to_vec()]));
    desk.set.sign(&said, &thief);
    desk.stranger.keys(&desk.set.folder, &by).unwrap();
    let refusal = knowing.keys(&desk.set.folder, &by).unwrap_err();
    assert!(refusal.contains("is not signed by the ledger key"), "{refusal}");
    let garbled = own.replace("utopia", "dystopia");
    let refusal = Stranger::find().unwrap().who_knows(&garbled).keys(&desk.set.folder, &by).unwrap_err();
    assert!(refusal.contains("the ledger key is none"), "{refusal}");
}

/// Two states of a station, one full and one that builds on it.
struct Archive {
    medium: TempDir,
    stranger: Stranger,
    ledger: Ledger,
    identity: std::path::PathBuf,
    recipient: String,
    before: Database,
    now: Database,
}

impl Archive {
    fn new() -> Option<Archive> {
        let (stranger, medium) = (Stranger::find()?, TempDir::new().unwrap());
        let (identity, recipient) = identity(medium.path(), "identity")?;
        let ledger = Ledger::of("utopia");
        Some(Archive { medium, stranger, ledger, identity, recipient, before: Database::of(5), now: Database::of(700) })
    }

    fn save(&self, how: impl FnOnce(Saving<'_>) -> State) -> State {
        let recipients = [self.recipient.as_str()];
        how(Saving {
            ledger: &self.ledger,
            database: &self.before,
            base: None,
            signed: true,
            recipients: &recipients,
            path: None,
        })
    }

    fn full(&self) -> State {
        self.save(|saving| saving.write(self.medium.path()))
    }

    fn on(&self, base: &State) -> State {
        self.save(|saving| {
            Saving { database: &self.now, base: Some((base, &self.before)), ..saving }.write(self.medium.path())
        })
    }

    fn restore(&self, states: &[&State]) -> Result<(Value, Vec<u8>), String> {
        let out = TempDir::new().unwrap();
        let folders: Vec<&Path> = states.iter().map(|state| state.folder.as_path()).collect();
        let head = self.stranger.state(&folders, &self.identity, &out.path().join("out"));
        let left = fs::read_dir(out.path()).unwrap().count();
        assert_eq!(left, usize::from(head.is_ok()), "what is refused leaves nothing behind");
        let head = head?;
        assert!(fs::read_to_string(out.path().join("out/station.toml")).unwrap().contains("utopia"));
        Ok((head, fs::read(out.path().join("out/station.db")).unwrap()))
    }

    #[track_caller]
    fn refuses(&self, states: &[&State], why: &str) {
        let refusal = self.restore(states).expect_err("it was not refused");
        assert!(refusal.contains(why), "'{why}' is not why: {refusal}");
    }

    /// A full backup that was made wrong on purpose has to be refused.
    #[track_caller]
    fn refuses_made(&self, why: &str, contents: impl FnOnce(&Path), manifest: impl FnOnce(&mut Value)) {
        let made = self.save(|saving| saving.write_with(self.medium.path(), contents, manifest));
        self.refuses(&[&made], why);
    }
}

#[test]
fn a_state_is_restored_from_a_full_backup_and_from_one_that_builds_on_it() {
    let Some(archive) = Archive::new() else { return };
    let full = archive.full();
    let (head, octets) = archive.restore(&[&full]).unwrap();
    assert_eq!((&head["size"], &octets), (&json!(5), &archive.before.octets));
    let more = archive.on(&full);
    let small = fs::metadata(more.folder.join("data.age")).unwrap().len();
    assert!(small < fs::metadata(full.folder.join("data.age")).unwrap().len(), "{small}");
    for order in [[&full, &more], [&more, &full]] {
        let (head, octets) = archive.restore(&order).unwrap();
        assert_eq!((&head["size"], &octets), (&json!(700), &archive.now.octets));
        assert_eq!(head["root"], hex::encode(backup_maker::head(&archive.now.entries)));
    }
    // One that has become smaller, and one that nobody signed.
    let least = Database::holding(archive.now.entries.clone(), 10);
    assert!(least.octets.len() < archive.before.octets.len() && least.octets.len() > BLOCK);
    let less = archive.save(|saving| {
        let base = Some((&full, &archive.before));
        Saving { database: &least, base, signed: false, ..saving }.write(archive.medium.path())
    });
    assert_eq!(archive.restore(&[&full, &less]).unwrap().1, least.octets);
    // An empty ledger has a head, too.
    let empty = Database::of(0);
    let none = archive.save(|saving| Saving { database: &empty, ..saving }.write(archive.medium.path()));
    assert_eq!(archive.restore(&[&none]).unwrap().0["root"], hex_digest(b""));
}

#[test]
fn a_state_sealed_to_a_plugin_is_restored_by_it_alone() {
    let (Some(mut archive), Some(plugin), Some(other)) = (Archive::new(), Plugin::new(), Plugin::new()) else { return };
    let recipients = [plugin.recipient.as_str()];
    let saved = archive.save(|saving| {
        Saving { recipients: &recipients, path: Some(plugin.path()), ..saving }.write(archive.medium.path())
    });
    archive.refuses(&[&saved], "CalledProcessError");
    archive.stranger = Stranger::find().unwrap().with_path(plugin.path());
    archive.identity = other.identity.clone();
    archive.refuses(&[&saved], "CalledProcessError");
    archive.identity = plugin.identity.clone();
    assert_eq!(archive.restore(&[&saved]).unwrap().1, archive.before.octets);
}

#[test]
fn a_plugin_that_asks_is_answered_at_the_terminal_or_not_at_all() {
    let (Some(archive), Some(plugin)) = (Archive::new(), Plugin::asking()) else { return };
    let sealed = archive.medium.path().join("sealed");
    let age = |words: &[&str]| {
        let mut command = Command::new("setsid");
        command.args(["--wait", "age"]).args(words).env("PATH", plugin.path()).stdin(Stdio::null());
        command.output().unwrap()
    };
    fs::write(archive.medium.path().join("plain"), "plain").unwrap();
    let plain = archive.medium.path().join("plain").display().to_string();
    let (sealed, identity) = (sealed.display().to_string(), plugin.identity.display().to_string());
    assert!(age(&["-r", &plugin.recipient, "-o", &sealed, &plain]).status.success());
    let refused = age(&["-d", "-i", &identity, &sealed]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("tumbler"));
    // Stock age refuses what is no recipient of the plugin's.
    assert!(!age(&["-r", &plugin.recipient.replace("tumbler1", "tumbler1q"), &plain]).status.success());
}

#[test]
fn an_incremental_backup_without_its_base_or_over_another_is_refused() {
    let Some(archive) = Archive::new() else { return };
    let (full, other) = (archive.full(), archive.full());
    let more = archive.on(&full);
    let twice = archive.save(|saving| {
        Saving { database: &archive.now, base: Some((&more, &archive.now)), ..saving }.write(archive.medium.path())
    });
    archive.refuses(&[&more], "one full, and one incremental");
    archive.refuses(&[&full, &other], "one full, and one incremental");
    archive.refuses(&[&full, &more, &twice], "one full, and one incremental");
    archive.refuses(&[&other, &more], "builds on another one");
    archive.refuses(&[&full, &twice], "builds on another one");
    // The base of the same name, written again.
    let manifest = full.folder.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap().replace("chancery 0.1.0", "chancery 0.1.1");
    fs::write(&manifest, text).unwrap();
    fs::remove_file(full.folder.join("manifest.note")).unwrap();
    archive.refuses(&[&full, &more], "builds on another one");
}

#[test]
fn a_state_of_which_one_octet_was_changed_is_refused() {
    let Some(archive) = Archive::new() else { return };
    let full = archive.full();
    let (data, manifest) = (full.folder.join("data.age"), full.folder.join("manifest.json"));
    let (whole, text) = (fs::read(&data).unwrap(), fs::read(&manifest).unwrap());
    for at in [0, 30, 300, BLOCK, whole.len() / 2, whole.len() - 1] {
        flip(&data, at);
        archive.refuses(&[&full], "data.age was changed");
        fs::write(&data, &whole).unwrap();
    }
    for octets in [0, 100, BLOCK, whole.len() - 16] {
        fs::write(&data, &whole[..octets]).unwrap();
        archive.refuses(&[&full], "data.age was changed");
    }
    fs::write(&data, &whole).unwrap();
    for at in [2, 500, text.len() - 3] {
        flip(&manifest, at);
        archive.refuses(&[&full], "");
        fs::write(&manifest, &text).unwrap();
    }
    flip(&full.folder.join("manifest.note"), 60);
    archive.refuses(&[&full], "");
    fs::remove_file(full.folder.join("manifest.note")).unwrap();
    archive.restore(&[&full]).unwrap();
    let own = &archive.identity;
    let stranger = identity(archive.medium.path(), "stranger").unwrap().0;
    fs::rename(stranger, own).unwrap();
    archive.refuses(&[&full], "CalledProcessError");
}

#[test]
fn a_state_that_lies_is_refused_even_when_it_is_signed() {
    let Some(archive) = Archive::new() else { return };
    let nothing = |_: &Path| ();
    let differs = "the database differs";
    archive
        .refuses_made(differs, nothing, |said| said["database"]["blocks"][1] = said["database"]["blocks"][2].clone());
    archive.refuses_made(differs, nothing, |said| said["database"]["octets"] = json!(1));
    archive.refuses_made(differs, |work| flip(&work.join("station.db"), 5000), |_| ());
    archive.refuses_made(differs, |work| cut(&work.join("station.db"), 1), |_| ());
    archive.refuses_made("checkpoint.txt is another", |work| flip(&work.join("checkpoint.txt"), 1), |_| ());
    archive.refuses_made("it holds", |work| fs::write(work.join("token"), "a key").unwrap(), |_| ());
    archive.refuses_made("it holds", |work| fs::remove_file(work.join("station.toml")).unwrap(), |_| ());
    let head = "the entries do not give the head";
    archive.refuses_made(head, nothing, |said| said["ledger"]["size"] = json!(4));
    archive.refuses_made(head, nothing, |said| said["ledger"]["root"] = json!("0".repeat(64)));
    let (ledger, before) = (archive.ledger.clone(), &archive.before.entries);
    // Checkpoints: one that is not of these entries, one of more than there are, one that somebody else signed.
    let other: Vec<Vec<u8>> = before.iter().map(|_| b"another entry".to_vec()).collect();
    let more = [before.clone(), other.clone()].concat();
    for note in [ledger.checkpoint(&other[..3]), ledger.checkpoint(&more)] {
        let write = |work: &Path| fs::write(work.join("checkpoint.txt"), &note).unwrap();
        let why = "the checkpoint is not of these entries";
        archive.refuses_made(why, write, |said| said["ledger"]["checkpoint"] = json!(note));
    }
    let note = Ledger::of("utopia").checkpoint(before);
    archive.refuses_made("is not signed", nothing, |said| said["ledger"]["checkpoint"] = json!(note));
    archive.refuses_made("another station's", nothing, |said| said["station"]["name"] = json!("dystopia"));
    archive.refuses_made("is no backup of state", nothing, |said| said["schema"] = json!("chancery/backup-keys@1"));
    archive.refuses_made("not the one that was signed", nothing, |said| said["name"] = json!("state-x"));
    // An older checkpoint of the same entries is one, where entries followed it.
    let note = ledger.checkpoint(&before[..3]);
    let made = archive.save(|saving| {
        let write = |work: &Path| fs::write(work.join("checkpoint.txt"), &note).unwrap();
        saving.write_with(archive.medium.path(), write, |said| said["ledger"]["checkpoint"] = json!(note))
    });
    archive.restore(&[&made]).unwrap();
}

#[test]
fn nothing_is_restored_over_what_is_there() {
    let Some(archive) = Archive::new() else { return };
    let (full, out) = (archive.full(), TempDir::new().unwrap());
    fs::write(out.path().join("kept"), "kept").unwrap();
    let refusal = archive.stranger.state(&[&full.folder], &archive.identity, out.path()).unwrap_err();
    assert!(refusal.contains("FileExistsError"), "{refusal}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
}
