//! The search for leaks in what a traced command writes: red for every form of a secret in every place, and green for a
//! station whose key the test knows.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/canary_token.rs"]
mod canary_token;
#[path = "support/leaks.rs"]
mod leaks;
#[path = "support/stranger.rs"]
mod stranger;
#[path = "support/traced.rs"]
mod traced;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;
use std::process::Command;

use canary_token::{CanaryToken, ec_key, opened, opened_set};
use leaks::{Allowed, Leak, Secrets};
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use stranger::{in_memory, python};
use tempfile::TempDir;
use traced::{Place, Trace, Tracing};
use walk::PIN;

const SECRET: &str = "c4fe8be1a6d2937f5c4fe8be1a6d2937f5917e3ac85d4fb69027d1c3e5f7a9bb";
const WORDS: &str = "duckling enlarge academic hunting agency result length solution fridge kidney coal piece deal \
                     husband erode duke ajar critical decision keyboard";

fn secrets() -> Secrets {
    let mut secrets = Secrets::new();
    secrets.value("the key", &hex::decode(SECRET).unwrap());
    secrets.words("a share", WORDS);
    secrets
}

/// A folder on a disk, not in memory.
fn on_disk() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// What is seen of some lines of Python. `None` where the tools are not here.
fn python_says(folder: &Path, lines: &str) -> Option<Trace> {
    let (tracing, python) = (Tracing::begin()?, python()?);
    // The interpreter that a link leads to: what finds it would be traced as well.
    let mut command = Command::new(fs::canonicalize(python).unwrap());
    // Not in its arguments, where a secret would be one that leaked.
    let script = in_memory();
    fs::write(script.path().join("script"), format!("import os\n{lines}\n")).unwrap();
    command.arg("-SE").arg(script.path().join("script")).current_dir(folder);
    let output = tracing.run(command.env("PATH", "/usr/bin:/bin"));
    assert!(output.status.code() != Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    Some(tracing.end())
}

fn found_in(leaks: &[Leak], place: impl Fn(&Place) -> bool, form: &str) -> bool {
    leaks.iter().any(|leak| leak.form == form && place(&leak.place))
}

#[test]
fn a_leak_in_any_form_to_any_place_is_found() {
    let (Some(tracing), Some(python)) = (Tracing::begin(), python()) else { return };
    let folder = on_disk();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/leaks.py");
    let input = in_memory();
    fs::write(input.path().join("secrets"), format!("{SECRET}\n{}\n", hex::encode(WORDS))).unwrap();
    let mut command = Command::new(fs::canonicalize(python).unwrap());
    command.args([Path::new("-SE"), &script, folder.path()]).env("PATH", "/usr/bin:/bin");
    let mut command = tracing.around(&command);
    let output = command.stdin(fs::File::open(input.path().join("secrets")).unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let leaks = secrets().leaks(&tracing.end(), &[]);

    let files = ["to_file", "in_pieces", "at_a_place", "in_vectors", "to_file_removed", "to_file_renamed", "mapped"];
    let kinds = [
        ("plain", "plain"),
        ("hex", "hex"),
        ("hex in capitals", "hex in capitals"),
        ("hex with colons", "hex with colons"),
        ("numbers", "numbers"),
        ("base64-0", "base64"),
        ("base64-1", "base64"),
        ("base64-2", "base64"),
        ("words", "words"),
        ("words in lines", "words"),
        ("words in hex", "hex"),
    ];
    for (written, form) in kinds {
        for way in files {
            let here = folder.path().join(format!("{way} of {written}"));
            let is_here = |place: &Place| matches!(place, Place::At(path) if Path::new(path).starts_with(&here));
            assert!(found_in(&leaks, is_here, form), "{way} of {written} was not found");
        }
        let is_pipe = |place: &Place| matches!(place, Place::At(path) if path.starts_with("pipe:"));
        let is_socket = |place: &Place| matches!(place, Place::At(path) if path.starts_with("socket:"));
        let is_argument = |place: &Place| matches!(place, Place::Argument(program) if program.ends_with("/true"));
        let is_variable = |place: &Place| *place == Place::Variable("/bin/true".to_owned(), "LEAK".to_owned());
        assert!(found_in(&leaks, is_pipe, form), "{written} in a pipe");
        assert!(found_in(&leaks, is_socket, form), "{written} in a socket");
        assert!(found_in(&leaks, is_argument, form), "{written} as an argument");
        assert!(found_in(&leaks, is_variable, form), "{written} in the environment");
    }
    let by = |call: &str| leaks.iter().filter(|leak| leak.call == call).count();
    for call in ["write", "pwrite64", "writev", "sendmsg", "mmap", "execve:argument", "execve:environment"] {
        assert!(by(call) >= kinds.len(), "{call}");
    }
    // A finding names the file that it became.
    let renamed = leaks.iter().find(|leak| leak.later.is_some()).unwrap();
    let words = format!("{renamed:?}");
    assert!(words.contains(".core") && words.contains("later") && words.ends_with("/core"), "{words}");
}

#[test]
fn halves_of_a_key_and_four_words_of_a_share_are_leaks_and_less_is_none() {
    let (secrets, key) = (secrets(), hex::decode(SECRET).unwrap());
    let names = |octets: &[u8]| secrets.in_octets(octets).into_iter().map(|(_, name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&key[..16])[0], "the first half of the key");
    assert_eq!(names(&SECRET.as_bytes()[32..]), ["the second half of the key"]);
    assert!(names(&key[1..16]).is_empty() && names(&key[9..25]).is_empty());
    for four in
        ["agency result length solution", "Word 5 is AGENCY, word 6 RESULT.\nlength\n\n7 solu", "agen-resu-leng-solu"]
    {
        assert_eq!(names(four.as_bytes()).first().map(String::as_str), Some("a share"), "{four}");
    }
    for none in ["agency result length", "agency result solution length", "result agency length solution fridges", ""] {
        assert!(names(none.as_bytes()).is_empty(), "{none}");
    }
}

#[test]
fn the_parts_of_private_keys_are_what_is_searched_for() {
    let keys = [
        ec_key(Nid::SECP521R1),
        ec_key(Nid::BRAINPOOL_P256R1),
        PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap(),
        PKey::generate_ed25519().unwrap(),
    ];
    for key in &keys {
        let mut secrets = Secrets::new();
        secrets.private_key("k", key);
        let pkcs8 = key.private_key_to_pkcs8().unwrap();
        for leak in [pkcs8.clone(), key.private_key_to_pem_pkcs8().unwrap(), hex::encode(&pkcs8).into_bytes()] {
            assert!(!secrets.in_octets(&leak).is_empty(), "{:?} in {}", key.id(), String::from_utf8_lossy(&leak));
        }
        assert!(secrets.in_octets(&key.public_key_to_der().unwrap()).is_empty());
        let other = ec_key(Nid::SECP384R1).private_key_to_pkcs8().unwrap();
        assert!(secrets.in_octets(&other).is_empty());
    }
}

#[test]
fn what_nobody_sees_is_a_finding() {
    let folder = on_disk();
    let mapped_and_gone = "import mmap\nfd=os.open('gone.db-shm',os.O_RDWR|os.O_CREAT)\nos.ftruncate(fd,4096)\n\
                           m=mmap.mmap(fd,4096)\nm[0]=1\nos.unlink('gone.db-shm')";
    let Some(trace) = python_says(folder.path(), mapped_and_gone) else { return };
    let leaks = secrets().leaks(&trace, &[]);
    assert_eq!(leaks.len(), 1, "{leaks:?}");
    let gone = folder.path().canonicalize().unwrap().join("gone.db-shm").display().to_string();
    assert_eq!((&leaks[0].place, leaks[0].call.as_str()), (&Place::Unseen(gone), "mmap"));
    // The index of a database's journal is one that may.
    assert!(secrets().leaks(&trace, &[Allowed::WalIndex]).is_empty());

    let moved = "fd=os.open('moved',os.O_WRONLY|os.O_CREAT)\nos.sendfile(fd,os.open('key',os.O_RDONLY),0,99)";
    let copied = "fd=os.open('copied',os.O_WRONLY|os.O_CREAT)\nos.copy_file_range(os.open('key',os.O_RDONLY),fd,99)";
    fs::write(folder.path().join("key"), SECRET).unwrap();
    for (lines, call) in [(moved, "sendfile"), (copied, "copy_file_range")] {
        let leaks = secrets().leaks(&python_says(folder.path(), lines).unwrap(), &[]);
        assert!(leaks.iter().any(|leak| leak.call == call && leak.form == "hex"), "{leaks:?}");
    }
    let named = format!("open('{SECRET}','w')\nos.mkdir('{}')", WORDS.split_whitespace().collect::<Vec<_>>().join("_"));
    let leaks = secrets().leaks(&python_says(folder.path(), &named).unwrap(), &[]);
    let names = |form: &str| leaks.iter().any(|leak| leak.place == Place::Name && leak.form == form);
    assert!(names("hex") && names("words"), "{leaks:?}");
}

#[test]
fn a_core_dump_is_a_finding() {
    let folder = on_disk();
    let dies = "import resource,signal\nbig=resource.RLIM_INFINITY\nresource.setrlimit(resource.RLIMIT_CORE,({},{}))\n\
                os.kill(os.getpid(),signal.SIGSEGV)";
    let Some(trace) = python_says(folder.path(), &dies.replace("{}", "0")) else { return };
    assert!(secrets().leaks(&trace, &[]).is_empty());
    assert!(trace.guarded("prlimit64", "RLIMIT_CORE, {rlim_cur=0"), "{:?}", trace.guards);
    let trace = python_says(folder.path(), &dies.replace("{}", "big")).unwrap();
    let leaks = secrets().leaks(&trace, &[]);
    // A container may keep a process from ever dumping its core.
    if fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap().trim() == "core" {
        assert_eq!(leaks.len(), 1, "{leaks:?}");
        assert_eq!(leaks[0].place, Place::Unseen("a core dump".to_owned()));
    }
}

#[test]
fn secrets_may_be_where_they_are_allowed_and_nowhere_else() {
    let (memory, disk) = (in_memory(), on_disk());
    let lines = |path: &Path| format!("open('{}','w').write('{SECRET}')", path.join("key").display());
    let Some(trace) = python_says(disk.path(), &lines(memory.path())) else { return };
    assert!(!secrets().leaks(&trace, &[Allowed::Terminal, Allowed::WalIndex]).is_empty());
    assert!(!secrets().leaks(&trace, &[Allowed::Memory(&memory.path().join("ke"))]).is_empty());
    let leaks = secrets().leaks(&trace, &[Allowed::Memory(memory.path())]);
    assert!(leaks.is_empty(), "{leaks:?}");
    // A folder that lies on a disk is not memory because a test says so.
    let trace = python_says(disk.path(), &lines(disk.path())).unwrap();
    let own = disk.path().canonicalize().unwrap();
    let judged = std::panic::catch_unwind(|| secrets().leaks(&trace, &[Allowed::Memory(&own)]));
    assert!(judged.is_err());
    let trace = python_says(disk.path(), &format!("os.write(os.memfd_create('m'),b'{SECRET}')")).unwrap();
    assert!(!secrets().leaks(&trace, &[]).is_empty());
    assert!(secrets().leaks(&trace, &[Allowed::Memory(Path::new("/memfd:m"))]).is_empty());
    let trace =
        python_says(disk.path(), &format!("open('/dev/full','w',0) if 0 else open('/dev/null','w').write('{SECRET}')"));
    let trace = trace.unwrap();
    assert!(!secrets().leaks(&trace, &[Allowed::Device(Path::new("/dev/full"))]).is_empty());
    assert!(secrets().leaks(&trace, &[Allowed::Device(Path::new("/dev/null"))]).is_empty());
}

#[test]
fn a_terminal_is_told_from_a_file() {
    let (Some(tracing), folder) = (Tracing::begin(), on_disk()) else { return };
    let card = in_memory();
    fs::write(card.path().join("words"), WORDS).unwrap();
    let line = format!("{} cat {}", tracing.line(), card.path().join("words").display());
    let output = Command::new("script").args(["-qec", &line, "/dev/null"]).current_dir(folder.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("duckling"), "{output:?}");
    let trace = tracing.end();
    assert!(secrets().leaks(&trace, &[Allowed::Terminal]).is_empty());
    let leaks = secrets().leaks(&trace, &[]);
    let is_terminal = |place: &Place| matches!(place, Place::At(path) if path.starts_with("/dev/pts/"));
    assert!(leaks.iter().all(|leak| is_terminal(&leak.place)) && found_in(&leaks, is_terminal, "words"), "{leaks:?}");
}

#[test]
fn a_station_leaks_nothing_of_a_key_that_the_test_knows() {
    let (Some(tracing), Some(token)) = (Tracing::begin(), CanaryToken::adopted("utopia")) else { return };
    let walk = &token.walk;
    let answers = walk.confirmation("0def");
    walk.done(&["csca", "revoke", "0def", "--reason", "lost", "--answers", &answers]);
    // Two lists of one CSCA are not of the same second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    for words in [&["crl", "issue"][..], &["key", "list"], &["status"]] {
        let output = tracing.run(&walk.command(&[words, &["-vv"]].concat()));
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{words:?}: {said}");
    }
    let trace = tracing.end();
    let mut secrets = Secrets::new();
    secrets.private_key("the key of the CSCA", &token.key);
    secrets.text("the PIN", PIN);
    secrets.assert_nowhere(&trace, &[Allowed::WalIndex]);
    // The trace reaches what it should: the journal of the database, and the list that was signed with this key.
    let journal = walk.in_station("").canonicalize().unwrap().join("station.db-wal");
    let journal = trace.written_to(&journal);
    assert!(journal.windows(9).any(|window| window == b"crl.issue"), "{} octets", journal.len());
    assert!(trace.renamed.iter().any(|(_, to)| to.ends_with(".crl")), "{:?}", trace.renamed);
    assert!(trace.programs().iter().any(|program| program.ends_with("/chancery")));
    // The program kept its memory out of swap and out of core files.
    assert!(trace.guarded("mlockall", "MCL_CURRENT"), "{:?}", trace.guards);
    assert!(trace.guarded("prctl", "PR_SET_DUMPABLE, SUID_DUMP_DISABLE"), "{:?}", trace.guards);
    // The key that was looked for is the key of the CSCA: its public point stands in the root.
    let root = openssl::x509::X509::from_pem(&fs::read(walk.path("old.pem")).unwrap()).unwrap().to_der().unwrap();
    let own = token.key.public_key_to_der().unwrap();
    let point = own.last_chunk::<97>().unwrap();
    assert!(root.windows(point.len()).any(|window| window == point));
}

#[test]
fn whoever_has_the_backup_key_knows_the_keys_of_a_set() {
    let (key, blob_key) = (ec_key(Nid::X9_62_PRIME256V1), [7; 32]);
    let folder = in_memory();
    let plain = key.private_key_to_pkcs8().unwrap();
    let (input, output) = (folder.path().join("plain"), folder.path().join("k.kwp"));
    fs::write(&input, &plain).unwrap();
    let words = ["enc", "-id-aes256-wrap-pad", "-iv", "A65959A6", "-K", &hex::encode(blob_key)];
    let made = Command::new("openssl").args(words).arg("-in").arg(&input).arg("-out").arg(&output).status().unwrap();
    assert!(made.success());
    assert_eq!(opened(&blob_key, &fs::read(&output).unwrap()).private_key_to_pkcs8().unwrap(), plain);
    fs::write(folder.path().join("manifest.json"), r#"{"keys":[{"label":"k","file":"k.kwp"}]}"#).unwrap();
    let set = opened_set(&blob_key, folder.path());
    assert!(set.len() == 1 && set[0].0 == "k" && set[0].1.public_eq(&key));
    assert!(std::panic::catch_unwind(|| opened(&[8; 32], &fs::read(&output).unwrap())).is_err());
}
