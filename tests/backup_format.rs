//! Backups on hostile media: every octet, every cut, every false member; and stock tools on what is whole.

#[path = "support/sealed_media.rs"]
mod sealed_media;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chancery::backup::verify::{Trust, Verdict, verify_state};
use chancery::backup::{Base64, Medium, StateManifest};
use chancery::digest::Digest;
use chancery::fault::Fail as _;
use chancery::ledger::Eras;
use chancery::mode::Identity;
use chancery::sealed::{Addressee, SealedError, seal_stream};
use chancery::secret::Secret;
use chancery::share::{Passphrase, Share, combine};
use openssl::pkey::PKey;
use sealed_media::{
    BEGIN, CONFIGURATION, IDENTITY, Key, RECIPIENT, backup, is_signed, key_set, laid, ledger, nobody, octets, read,
    refused, root_at, station, try_backup, utopia,
};
use tar::{Builder, EntryType, Header};
use tempfile::TempDir;

#[test]
fn no_octet_of_the_manifest_the_note_or_a_blob_can_be_flipped() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let keys = key_set([one.path(), other.path()]);
    let state = backup(one.path(), &utopia(), &octets(1, 1000), BEGIN, None);
    for (folder, files) in [
        (&keys, &["manifest.json", "manifest.note", "csca.kwp"][..]),
        (&state, &["manifest.json", "manifest.note"][..]),
    ] {
        assert!(is_signed(folder));
        for file in files {
            let path = folder.join(file);
            let whole = fs::read(&path).unwrap();
            for at in 0..whole.len() {
                for bit in [0x01, 0x20] {
                    let mut flipped = whole.clone();
                    flipped[at] ^= bit;
                    fs::write(&path, flipped).unwrap();
                    assert!(!is_signed(folder), "{file}, octet {at}, bit {bit:#x}");
                }
            }
            for cut in (0..whole.len()).step_by(5) {
                fs::write(&path, &whole[..cut]).unwrap();
                assert!(!is_signed(folder), "{file} cut to {cut}");
            }
            fs::remove_file(&path).unwrap();
            assert!(!is_signed(folder), "without {file}");
            fs::write(&path, whole).unwrap();
        }
        assert!(is_signed(folder));
    }
}

#[test]
fn data_cut_at_any_block_changed_in_any_block_or_longer_is_refused() {
    let on = TempDir::new().unwrap();
    let folder = backup(on.path(), &utopia(), &octets(1, 150_000), BEGIN, None);
    let (data, manifest) = (folder.join("data.age"), folder.join("manifest.json"));
    let (whole, written) = (fs::read(&data).unwrap(), fs::read(&manifest).unwrap());
    let mut bad: Vec<Vec<u8>> = (0..whole.len()).step_by(4096).map(|cut| whole[..cut].to_vec()).collect();
    bad.push(whole[..whole.len() - 1].to_vec());
    bad.push([&whole[..], b"x"].concat());
    for at in (0..whole.len()).step_by(4096).chain(0..200) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        bad.push(flipped);
    }
    // Two of age's chunks in each other's place.
    let start = whole.len() % 65_552;
    let chunk = |n: usize| start + n * 65_552..start + (n + 1) * 65_552;
    bad.push([&whole[..start], &whole[chunk(1)], &whole[chunk(0)], &whole[chunk(1).end..]].concat());
    for octets in bad {
        fs::write(&data, &octets).unwrap();
        assert!(!is_signed(&folder));
        let clause = refused(&folder).unwrap();
        let same = octets.len() == whole.len();
        assert!(clause == "BACKUP-29" || same && clause.starts_with("SEALED"), "{clause}");
        // Whoever changes the data may write the manifest anew, but for the note: then age finds it.
        if octets.is_empty() {
            continue;
        }
        let mut anew = StateManifest::read(&written).unwrap();
        (anew.data.octets, anew.data.sha256) = (octets.len() as u64, Digest::of(&octets));
        fs::write(&manifest, anew.bytes().unwrap()).unwrap();
        assert!(!is_signed(&folder));
        let clause = refused(&folder).unwrap();
        assert!(["SEALED-4", "SEALED-5", "SEALED-10"].contains(&clause), "{clause}");
        fs::write(&manifest, &written).unwrap();
    }
    fs::write(&data, whole).unwrap();
    assert!(is_signed(&folder) && laid(&read(&folder).unwrap(), None).is_ok());
}

/// Puts other sealed content into a folder, and a manifest that fits it but for the note.
fn reseal(folder: &Path, tar: &[u8], change: impl FnOnce(&mut StateManifest)) {
    let to: Addressee = RECIPIENT.parse().unwrap();
    let write = |out: &mut dyn Write| out.write_all(tar).map_err(SealedError::Write);
    let (data, ()) = seal_stream(Vec::new(), &[to], &nobody(), write).unwrap();
    let path = folder.join("manifest.json");
    let mut manifest = StateManifest::read(&fs::read(&path).unwrap()).unwrap();
    (manifest.data.octets, manifest.data.sha256) = (data.len() as u64, Digest::of(&data));
    change(&mut manifest);
    fs::write(path, manifest.bytes().unwrap()).unwrap();
    fs::write(folder.join("data.age"), data).unwrap();
}

fn add(tar: &mut Builder<Vec<u8>>, name: &str, kind: EntryType, octets: &[u8]) {
    let mut header = Header::new_ustar();
    let field = &mut header.as_ustar_mut().unwrap().name;
    field.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
    header.set_size(octets.len() as u64);
    header.set_entry_type(kind);
    header.set_cksum();
    tar.append(&header, octets).unwrap();
}

fn members(list: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    list.iter().for_each(|(name, kind, octets)| add(&mut tar, name, *kind, octets));
    tar.into_inner().unwrap()
}

#[test]
fn what_somebody_else_sealed_to_the_recipient_is_taken_for_nothing_but_itself() {
    use EntryType::{Directory, Fifo, GNULongName, Link, Regular, Symlink, XHeader};
    let on = TempDir::new().unwrap();
    let database = octets(1, 150_000);
    let folder = backup(on.path(), &utopia(), &database, BEGIN, None);
    let checkpoint = ledger(&utopia(), 42).checkpoint.into_bytes();
    let (toml, text) = (("station.toml", Regular, CONFIGURATION), ("checkpoint.txt", Regular, &checkpoint[..]));
    let db = ("station.db", Regular, &database[..]);
    let whole = members(&[toml, text, db]);
    reseal(&folder, &whole, |_| {});
    assert!(laid(&read(&folder).unwrap(), None).is_ok(), "the same content sealed anew");
    assert!(!is_signed(&folder), "but the note is not of it");
    let mut changed = database.clone();
    changed[70_000] ^= 1;
    let mut other_text = checkpoint.clone();
    other_text[3] ^= 1;
    let long = [&database[..], b"x"].concat();
    for (tar, clause) in [
        (members(&[toml, text, ("station.db", Regular, &changed)]), "BACKUP-38"),
        (members(&[toml, ("checkpoint.txt", Regular, &other_text), db]), "BACKUP-29"),
        (members(&[toml, text, ("station.db", Regular, &database[..149_999])]), "BACKUP-37"),
        (members(&[toml, text, ("station.db", Regular, &long)]), "BACKUP-37"),
        (members(&[toml, text]), "BACKUP-37"),
        (members(&[]), "BACKUP-37"),
        (members(&[text, toml, db]), "BACKUP-37"),
        (members(&[toml, toml, text, db]), "BACKUP-37"),
        (members(&[toml, text, db, db]), "BACKUP-37"),
        (members(&[toml, text, db, ("token/key", Regular, b"x")]), "BACKUP-37"),
        (members(&[toml, text, db, ("../escape", Regular, b"x")]), "BACKUP-37"),
        (members(&[("../escape", Regular, b"x"), toml, text, db]), "BACKUP-37"),
        (members(&[("/etc/cron.d/x", Regular, b"x"), toml, text, db]), "BACKUP-37"),
        (members(&[("./station.toml", Regular, CONFIGURATION), text, db]), "BACKUP-37"),
        (members(&[("station.toml", Symlink, b""), text, db]), "BACKUP-37"),
        (members(&[("station.toml", Link, b""), text, db]), "BACKUP-37"),
        (members(&[("station.toml", Fifo, b""), text, db]), "BACKUP-37"),
        (members(&[("d/", Directory, b""), toml, text, db]), "BACKUP-37"),
        (members(&[("././@LongLink", GNULongName, b"../x\0"), toml, text, db]), "BACKUP-37"),
        (members(&[("x", XHeader, b"14 path=../x\n"), toml, text, db]), "BACKUP-37"),
        (members(&[("station.toml", Regular, &[b'#'; (1 << 20) + 1]), text, db]), "BACKUP-37"),
        ([&whole[..], b"x"].concat(), "BACKUP-37"),
        ([&whole[..], &whole[..]].concat(), "BACKUP-37"),
        (whole[..whole.len() / 2].to_vec(), "BACKUP-37"),
        (b"not a tar at all".repeat(100), "BACKUP-37"),
        (Vec::new(), "BACKUP-37"),
    ] {
        reseal(&folder, &tar, |_| {});
        assert_eq!(refused(&folder), Some(clause));
    }
    assert!(!on.path().join("escape").exists());
    reseal(&folder, &whole, |manifest| manifest.database.sha256 = root_at(1));
    assert_eq!(refused(&folder), Some("BACKUP-29"));
    reseal(&folder, &whole, |manifest| manifest.database.blocks.swap(0, 1));
    assert_eq!(refused(&folder), Some("BACKUP-38"));
}

#[test]
fn false_blocks_over_a_base_are_refused() {
    let on = TempDir::new().unwrap();
    let first = octets(1, 150_000);
    let mut then = first.clone();
    then[..100].fill(7);
    then[149_000..].fill(7);
    let base = read(&backup(on.path(), &utopia(), &first, BEGIN, None)).unwrap();
    let folder = backup(on.path(), &utopia(), &then, "2026-11-23T10:00:00Z", Some(&base));
    let checkpoint = ledger(&utopia(), 42).checkpoint.into_bytes();
    let block = |index: u64| {
        let at = index as usize * 65_536;
        [&index.to_be_bytes()[..], &then[at..then.len().min(at + 65_536)]].concat()
    };
    let of = |blocks: &[Vec<u8>]| {
        let all = blocks.concat();
        members(&[
            ("station.toml", EntryType::Regular, CONFIGURATION),
            ("checkpoint.txt", EntryType::Regular, &checkpoint),
            ("station.db.blocks", EntryType::Regular, &all),
        ])
    };
    let (_kept, good) = laid(&read(&folder).unwrap(), Some(&base)).unwrap();
    assert!(fs::read(good.database).unwrap() == then);
    let mut changed = block(2);
    changed[1000] ^= 1;
    let mut little = block(2);
    little[..8].reverse();
    for (tar, clause) in [
        (of(&[block(0), changed]), "BACKUP-38"),
        (of(&[block(2), block(0)]), "BACKUP-37"),
        (of(&[block(0)]), "BACKUP-37"),
        (of(&[block(0), block(1), block(2)]), "BACKUP-37"),
        (of(&[block(0), block(0)]), "BACKUP-37"),
        (of(&[block(0), little]), "BACKUP-37"),
        (of(&[]), "BACKUP-37"),
    ] {
        reseal(&folder, &tar, |_| {});
        let told = laid(&read(&folder).unwrap(), Some(&base)).unwrap_err();
        assert_eq!(told.clause(), Some(clause), "{told}");
    }
    reseal(&folder, &of(&[block(0), block(2)]), |_| {});
    assert!(laid(&read(&folder).unwrap(), Some(&base)).is_ok());
    assert_eq!(refused(&folder), Some("BACKUP-39"), "without its base");
}

#[test]
fn another_stations_backup_is_told_apart_whatever_it_says() {
    let (on, other_on) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let other = station("utopia-2");
    let foreign = backup(other_on.path(), &other, &octets(1, 9000), BEGIN, None);
    assert!(!is_signed(&foreign));
    let keys = Eras::of(Key::new(1).note_key(&other));
    let medium = Medium::open(other_on.path()).unwrap();
    let name = foreign.file_name().unwrap().to_str().unwrap();
    let trust = Trust { keys: Some(&keys), station: Some(&utopia()), ..Trust::default() };
    let verified = verify_state(medium.folder(name).unwrap(), None, &trust, &mut |_, _| {});
    let failed: Vec<_> = verified.steps.iter().filter(|step| step.verdict == Verdict::Failed).collect();
    assert_eq!((failed.len(), failed[0].clause), (1, Some("BACKUP-40")));
    // Under a base of another station nothing is built, and nothing is laid over one.
    let base = read(&foreign).unwrap();
    let to = [RECIPIENT.parse().unwrap()];
    let built = try_backup(on.path(), &utopia(), &octets(2, 9000), "2026-11-23T10:00:00Z", Some(&base), &to);
    assert_eq!(built.unwrap_err().clause(), Some("BACKUP-40"));
    assert_eq!(fs::read_dir(on.path()).unwrap().count(), 0);
    // Whoever writes another name into the manifest has neither the key's text, nor checkpoint, nor note.
    let path = foreign.join("manifest.json");
    let text = fs::read_to_string(&path).unwrap().replace("utopia-2", "utopia-1");
    fs::write(&path, &text).unwrap();
    assert_eq!(refused(&foreign), Some("BACKUP-23"));
    let key = |of: &Identity| ledger(of, 42).key;
    let text = text.replace(&key(&other).replace("utopia-2", "utopia-1"), &key(&utopia()));
    fs::write(&path, text).unwrap();
    assert!(read(&foreign).is_ok() && !is_signed(&foreign));
}

/// Runs a stock tool; what it gave on standard output, or nothing if it is not installed.
fn stock(folder: &Path, program: &str, words: &[&str]) -> Option<Vec<u8>> {
    let run = Command::new(program).args(words).current_dir(folder).stdin(Stdio::null()).output();
    match run {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{program} {words:?}: {told}");
            Some(output.stdout)
        }
        Err(_) => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{program} is not installed");
            println!("skipped: {program} is not installed");
            None
        }
    }
}

#[test]
fn stock_age_and_tar_restore_what_is_sealed_here_and_the_other_way_round() {
    let (on, out) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let database = octets(1, 300_000);
    let folder = backup(on.path(), &utopia(), &database, BEGIN, None);
    fs::write(out.path().join("identity"), IDENTITY).unwrap();
    let data = folder.join("data.age");
    let words = ["-d", "-i", "identity", "-o", "state.tar", data.to_str().unwrap()];
    if stock(out.path(), "age", &words).is_none() || stock(out.path(), "tar", &["-xf", "state.tar"]).is_none() {
        return;
    }
    assert!(fs::read(out.path().join("station.db")).unwrap() == database);
    assert_eq!(fs::read(out.path().join("station.toml")).unwrap(), CONFIGURATION);
    // Made by GNU tar in the form of POSIX, and sealed by the stock tool.
    let words = ["--format=ustar", "-cf", "own.tar", "station.toml", "checkpoint.txt", "station.db"];
    stock(out.path(), "tar", &words).unwrap();
    stock(out.path(), "age", &["-r", RECIPIENT, "-o", "own.age", "own.tar"]).unwrap();
    let own = fs::read(out.path().join("own.age")).unwrap();
    let path = folder.join("manifest.json");
    let mut manifest = StateManifest::read(&fs::read(&path).unwrap()).unwrap();
    (manifest.data.octets, manifest.data.sha256) = (own.len() as u64, Digest::of(&own));
    fs::write(path, manifest.bytes().unwrap()).unwrap();
    fs::write(data, own).unwrap();
    let (_kept, laid) = laid(&read(&folder).unwrap(), None).unwrap();
    assert!(fs::read(laid.database).unwrap() == database);
}

#[test]
fn the_example_of_the_format_is_true() {
    let page = include_str!("../src/backup/format.md");
    let part = page.split("An example with numbers.").nth(1).unwrap().split("## 3.").next().unwrap();
    let indented = |text: &str| !text.is_empty() && text.lines().all(|line| line.starts_with("    "));
    let blocks: Vec<String> =
        part.split("\n\n").filter(|text| indented(text)).map(|text| text.replace("\n", " ")).collect();
    let [one, two, three, key, blob, der, spki] = &blocks[..] else { panic!("{blocks:?}") };
    let shares = [one, two, three].map(|words| Share::read(&Secret::new(words.clone().into_bytes())).unwrap());
    let [one, two, three] = shares;
    for pair in [[one, two], [three, Share::read(&Secret::new(blocks[0].clone().into_bytes())).unwrap()]] {
        let secret = combine(&pair, &Passphrase::none()).unwrap();
        assert_eq!(hex::encode(secret.expose()), key.trim());
    }
    let blob = hex::decode(blob.trim()).unwrap();
    assert!(part.contains(&Digest::of(&blob).to_string()) && blob.len() == 56);
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("csca.kwp"), &blob).unwrap();
    let words = ["enc", "-d", "-id-aes256-wrap-pad", "-K", key.trim(), "-iv", "A65959A6", "-in", "csca.kwp"];
    let Some(opened) = stock(out.path(), "openssl", &words) else { return };
    assert_eq!(hex::encode(&opened), der.trim());
    let public = PKey::private_key_from_der(&opened).unwrap().public_key_to_der().unwrap();
    let wanted = serde_json::from_value::<Base64>(spki.trim().into()).unwrap();
    assert_eq!(wanted.0, public);
}
