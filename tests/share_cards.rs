//! Share cards as other programs and devices see them: drawn and read back, sealed and opened with stock tools, sent to a
//! printer.

#[path = "support/officers.rs"]
mod officers;
#[path = "support/ps.rs"]
mod ps;
#[path = "support/shamir.rs"]
mod shamir;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use chancery::backup::card::{Card, Form, Page, Paper, read_note, trial};
use chancery::backup::hand::{Keeper, Place, print, seal_note};
use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::fault::Fail;
use chancery::keys::SetId;
use chancery::mode::{Identity, Mode};
use chancery::secret::Secret;
use chancery::share::{Exponent, Members, Passphrase, Scheme, Share, split};
use officers::Officers;
use tempfile::TempDir;

const SET: SetId = SetId::of([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18]);
const SECRET: [u8; 32] = [0x5a; 32];

fn dealt(wanted: u8, of: u8) -> Vec<Share> {
    let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
    let scheme = Scheme::single(Members::new(wanted, of).unwrap());
    let form = chancery::share::Form { extendable: true, exponent: Exponent::new(0).unwrap() };
    split(&Secret::new(SECRET.to_vec()), &Passphrase::none(), &scheme, form, &mut entropy).unwrap()
}

fn words(share: &Share) -> String {
    share.expose_words().expose_text().unwrap().to_owned()
}

fn station(name: &str, mode: Mode) -> Identity {
    Identity { station: name.parse().unwrap(), mode, epoch: 2 }
}

/// The time of day: by it the tools make the certificates of these tests.
fn now() -> Time {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    Time::from_unix(i64::try_from(now).unwrap() + 5).unwrap()
}

/// Gives a card of this share to `then`.
fn with_card<T>(share: &Share, of: u8, keeper: &str, station: &Identity, then: impl FnOnce(&Card<'_>) -> T) -> T {
    let (keeper, ledger_key) = (keeper.parse().unwrap(), Digest::of(b"the ledger's key"));
    then(&Card { set: SET, share, of, escrow: false, keeper: &keeper, station, made: now(), ledger_key })
}

fn page(share: &Share, of: u8, keeper: &str, station: &Identity, form: Form) -> Page {
    let made = "2026-11-23T08:15:00Z".parse().unwrap();
    with_card(share, of, keeper, station, |card| Card { made, ..*card }.page(form).unwrap())
}

/// The words of a page by their numbers, as they stand in its text.
fn numbered(text: &str) -> Vec<(usize, String)> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let pair = |two: &[&str]| Some((two[0].parse().ok()?, two[1].to_owned()));
    let mut found: Vec<(usize, String)> = parts.windows(2).filter_map(pair).collect();
    found.retain(|(number, word)| (1..=33).contains(number) && word.bytes().all(|b| b.is_ascii_lowercase()));
    found.sort();
    found
}

#[test]
fn a_card_shows_its_words_and_its_code_gives_them_back_on_both_papers_in_every_mode() {
    if !ps::tools_are_here() {
        return;
    }
    let shares = dealt(3, 5);
    let long = "k".repeat(64);
    for (paper, points) in [(Paper::A4, (595, 842)), (Paper::Letter, (612, 792))] {
        for (mode, keeper, name, share) in [
            (Mode::Production, "alice", "utopia", &shares[0]),
            (Mode::Rehearsal, &long, "utopia-at-the-far-end-of-the-long-corridor", &shares[3]),
            (Mode::Specimen, "bob", &long, &shares[4]),
        ] {
            let page = page(share, 5, keeper, &station(name, mode), Form::PostScript(paper));
            let drawn = ps::draw(page.expose());
            if let Some(folder) = std::env::var_os("CHANCERY_TEST_PICTURES") {
                drawn.keep(&Path::new(&folder).join(format!("{paper:?}-{mode}.png")));
            }
            assert_eq!((drawn.sheets(), drawn.points()), (1, points), "{}", drawn.said);
            assert_eq!(drawn.codes(), [words(share)], "{paper:?} {mode}");
            let text = drawn.text();
            let number = share.head().member;
            let expected: Vec<(usize, String)> = (1..).zip(words(share).split(' ').map(str::to_owned)).collect();
            let found = numbered(&text);
            assert!(expected.iter().all(|pair| found.contains(pair)), "{text}");
            let share_line = format!("share {number} of 5");
            for wanted in [
                share_line.as_str(),
                "a1b2-c3d4-e5f6-0718",
                keeper,
                name,
                "any 3 of the 5 shares",
                "keys-a1b2c3d4e5f60718",
                "shamir recover",
                "openssl enc -d -id-aes256-wrap-pad -K KEY -iv A65959A6",
                "openssl pkey -inform DER",
                "Switch the machine off",
                &Digest::of(b"the ledger's key").groups(),
            ] {
                assert!(text.contains(wanted), "'{wanted}' is not in: {text}");
            }
            let line = format!("{}: this card and its keys count for nothing", mode.word().to_uppercase());
            assert_eq!(text.matches(&line).count(), if mode == Mode::Production { 0 } else { 2 });
        }
    }
}

#[test]
fn the_longest_card_fits_on_the_smaller_paper() {
    if !ps::tools_are_here() {
        return;
    }
    let (name, share) = ("w".repeat(64), dealt(16, 16).remove(15));
    let made = "2026-11-23T08:15:00Z".parse().unwrap();
    let rehearsal = station(&name, Mode::Rehearsal);
    let page = with_card(&share, 16, &name, &rehearsal, |card| {
        Card { made, escrow: true, ..*card }.page(Form::PostScript(Paper::Letter)).unwrap()
    });
    let drawn = ps::draw(page.expose());
    if let Some(folder) = std::env::var_os("CHANCERY_TEST_PICTURES") {
        drawn.keep(&Path::new(&folder).join("longest.png"));
    }
    assert_eq!((drawn.sheets(), drawn.codes()), (1, vec![words(&share)]));
    let text = drawn.text();
    assert!(text.contains("in escrow, for drills"), "{text}");
    for (line, end) in [("off afterwards.", "off afterwards."), ("SHA-256 of the", "eeba"), ("all 16 shares", "15:00")]
    {
        let found = text.lines().find(|found| found.contains(line)).unwrap();
        assert!(found.trim_end().ends_with(end), "something stands across '{found}'");
    }
}

#[test]
fn a_printer_that_cannot_draw_a_card_says_nothing_of_it() {
    if !ps::tools_are_here() {
        return;
    }
    let shares = dealt(2, 2);
    let own = station("utopia", Mode::Production);
    let page = |share: &Share| {
        let page = page(share, 2, "alice", &own, Form::PostScript(Paper::A4));
        String::from_utf8(page.expose().to_vec()).unwrap().replace("share 2", "share 1")
    };
    let pages = [page(&shares[0]), page(&shares[1])];
    let mut sheet = Vec::new();
    for (good, bad) in [
        ("/setid (", "/other ("),
        ("/qrmodule ", "/qrmodule (x) def /other "),
        ("/wordshead (", "/wordshead 7 def /other ("),
        ("/ledgerkey (", "/ledgerkey 7 def /other ("),
    ] {
        assert!(pages[0].contains(good), "{good}");
        let drawn = pages.each_ref().map(|page| ps::draw(page.replacen(good, bad, 1).as_bytes()));
        if sheet.is_empty() {
            assert!(drawn[0].text().contains("Destroy the sheet"), "{}", drawn[0].said);
            sheet = drawn[0].picture();
        }
        // Whatever the share and however far it came, the sheet is the same, and so is all that is said.
        assert!(drawn.iter().all(|drawn| drawn.picture() == sheet && drawn.codes().is_empty()), "{good}");
        assert_eq!(drawn[0].said, drawn[1].said);
    }
}

#[test]
fn a_trial_page_is_a_whole_page_and_its_code_is_no_share_of_ours() {
    if !ps::tools_are_here() {
        return;
    }
    let made = Time::from_unix(1_795_421_700).unwrap();
    let page = trial(Form::PostScript(Paper::A4), &station("utopia", Mode::Production), made).unwrap();
    let drawn = ps::draw(page.expose());
    assert!(drawn.codes()[0].starts_with("humidity disease academic"));
    assert!(drawn.text().contains("TRIAL: a page to try the printer with, no share"));
}

#[test]
fn the_stock_tool_rebuilds_the_key_from_the_codes_of_cards_and_from_notes() {
    let Some(tool) = shamir::shamir().filter(|_| ps::tools_are_here()) else { return };
    let shares = dealt(2, 3);
    let own = station("utopia", Mode::Production);
    let code = ps::draw(page(&shares[2], 3, "carol", &own, Form::PostScript(Paper::Letter)).expose()).codes().remove(0);
    let note = with_card(&shares[0], 3, "alice", &own, |card| card.note().unwrap());
    let typed = words(&read_note(&note).unwrap().share).to_uppercase();
    assert_eq!(shamir::recover(&tool, &[code, typed]), Some(hex::encode(SECRET)));
}

/// A keeper with a key, and the note that comes out of the file that was sealed to them.
fn opened(keeper: &Keeper, share: &Share, open: impl FnOnce(&Path) -> Option<Vec<u8>>) -> Option<Secret> {
    let folder = TempDir::new_in("/dev/shm").unwrap();
    let own = station("utopia", Mode::Production);
    let sealed = with_card(share, 3, keeper.name.as_str(), &own, |card| seal_note(keeper, card).unwrap());
    assert!(sealed.is_ascii());
    fs::write(folder.path().join("sealed"), sealed).unwrap();
    open(&folder.path().join("sealed")).map(Secret::new)
}

fn keeper(text: &str) -> Keeper {
    Keeper::parse(text, |path| Ok(fs::read(path).unwrap())).unwrap_or_else(
        |error: chancery::backup::hand::HandError| {
            panic!("{text}: {error}");
        },
    )
}

#[test]
fn stock_gpg_opens_what_is_sealed_to_its_certificate_and_nobody_else_does() {
    if !officers::tools_are_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let officers = Officers::in_folder(folder.path());
    let strangers = Officers::in_folder(folder.path());
    let stranger = strangers.openpgp_with("mallory", "future-default", "default", "never", &[]);
    let share = dealt(2, 3).remove(1);
    for (name, algorithm) in [("alice", "future-default"), ("bob", "rsa3072")] {
        let officer = officers.openpgp_with(name, algorithm, "default", "1y", &[]);
        if algorithm == "rsa3072" {
            let mut gpg = officer.gpg();
            gpg.args(["--passphrase", "", "--quick-add-key", &officer.gpg_fingerprint(), "rsa3072", "encr", "1y"]);
            assert!(gpg.status().unwrap().success());
            officer.export();
        }
        let to = keeper(&format!("{name}=openpgp:{}", officer.key().display()));
        assert_eq!((to.way.word(), to.way.to()), ("openpgp", Some(officer.gpg_fingerprint())));
        let decrypt = |mut gpg: Command| {
            move |path: &Path| {
                let output = gpg.args(["--quiet", "--decrypt"]).arg(path).output().unwrap();
                output.status.success().then_some(output.stdout)
            }
        };
        let note = opened(&to, &share, decrypt(officer.gpg())).unwrap();
        assert!(words(&read_note(&note).unwrap().share) == words(&share));
        assert!(note.expose_text().unwrap().contains("gpg --decrypt"));
        assert!(opened(&to, &share, decrypt(stranger.gpg())).is_none());
        let packets =
            opened(&to, &share, |path| Some(officer.gpg().args(["--list-packets"]).arg(path).output().unwrap().stdout));
        let packets = packets.unwrap();
        assert_eq!(packets.expose_text().unwrap().matches(":pubkey enc packet:").count(), 1);
    }
}

#[test]
fn sealed_15_and_16_certificates_of_gpg_that_are_not_fit_are_refused() {
    if !officers::tools_are_here() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let officers = Officers::in_folder(folder.path());
    let signs = officers.openpgp("signs-only");
    let given_up = officers.openpgp_with("given-up", "future-default", "default", "never", &[]);
    let home = given_up.gpg().get_args().nth(1).unwrap().to_owned();
    let revocation = Path::new(&home).join("openpgp-revocs.d").join(format!("{}.rev", given_up.gpg_fingerprint()));
    let text = fs::read_to_string(revocation).unwrap().replace(":-----BEGIN", "-----BEGIN");
    fs::write(folder.path().join("revocation"), text).unwrap();
    assert!(given_up.gpg().arg("--import").arg(folder.path().join("revocation")).status().unwrap().success());
    given_up.export();
    let share = dealt(2, 3).remove(1);
    for (officer, name, clause) in [(&signs, "signs-only", "SEALED-16"), (&given_up, "given-up", "SEALED-15")] {
        let to = keeper(&format!("{name}=openpgp:{}", officer.key().display()));
        let own = station("utopia", Mode::Production);
        let error = with_card(&share, 3, name, &own, |card| seal_note(&to, card).unwrap_err());
        assert_eq!(error.clause(), Some(clause), "{error}");
    }
    let private = signs.gpg().args(["--armor", "--export-secret-keys", "signs-only"]).output().unwrap().stdout;
    fs::write(folder.path().join("private"), private).unwrap();
    let given = format!("alice=openpgp:{}", folder.path().join("private").display());
    let error = Keeper::parse(&given, |path| Ok(fs::read(path).unwrap())).err();
    let error: chancery::backup::hand::HandError = error.unwrap();
    assert_eq!(error.clause(), Some("SEALED-14"));
}

#[test]
fn stock_age_opens_what_is_sealed_to_its_recipient() {
    let folder = TempDir::new_in("/dev/shm").unwrap();
    let made = Command::new("age-keygen").arg("-o").arg(folder.path().join("key")).output();
    if !made.is_ok_and(|made| made.status.success()) {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "age is not installed");
        println!("skipped: age is not installed");
        return;
    }
    let recipient = Command::new("age-keygen").arg("-y").arg(folder.path().join("key")).output().unwrap().stdout;
    let to = keeper(&format!("alice={}", String::from_utf8(recipient).unwrap().trim()));
    let share = dealt(2, 3).remove(2);
    let note = opened(&to, &share, |path| {
        let output = Command::new("age").args(["-d", "-i"]).arg(folder.path().join("key")).arg(path).output().unwrap();
        output.status.success().then_some(output.stdout)
    });
    let read = read_note(&note.unwrap()).unwrap();
    assert_eq!((read.set, read.number), (Some(SET), Some(3)));
    assert!(words(&read.share) == words(&share));
}

/// A printer at a serial line, which `script` plays: its device, and all that it took until it ended.
fn at_a_line(then: impl FnOnce(&Path)) -> Vec<u8> {
    let mut child = Command::new("script")
        .args(["-qec", "tty; stty -echo; read -r line", "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let keys = child.stdin.take().unwrap();
    let mut screen = BufReader::new(child.stdout.take().unwrap());
    let mut name = String::new();
    screen.read_line(&mut name).unwrap();
    let taken = std::thread::spawn(move || {
        let mut octets = Vec::new();
        screen.read_to_end(&mut octets).unwrap();
        octets
    });
    std::thread::sleep(std::time::Duration::from_millis(300));
    then(Path::new(name.trim()));
    std::io::Write::write_all(&mut &keys, b"\n").unwrap();
    child.wait().unwrap();
    taken.join().unwrap()
}

#[test]
fn a_printer_at_a_line_takes_the_page_octet_by_octet_and_postscript_ends_its_job() {
    let share = dealt(2, 3).remove(0);
    let own = station("utopia", Mode::Rehearsal);
    for form in [Form::Text, Form::PostScript(Paper::A4)] {
        let page = page(&share, 3, "alice", &own, form);
        let taken = at_a_line(|device| {
            let printed = print(device, &page).unwrap();
            assert_eq!(printed.place, Place::Device);
            assert_eq!(printed.octets, page.expose().len() + usize::from(form != Form::Text));
        });
        let end: &[u8] = if form == Form::Text { b"" } else { &[4] };
        assert!(taken.starts_with(&[page.expose(), end].concat()), "{} octets", taken.len());
    }
}

#[test]
fn share_24_the_terminal_that_a_process_runs_at_takes_no_share() {
    const PART: &str = "CHANCERY_TEST_AT_A_TERMINAL";
    if let Some(device) = std::env::var_os(PART) {
        // This is the process at its own terminal: by its name and by the name of the device.
        let share = dealt(2, 3).remove(0);
        let page = page(&share, 3, "alice", &station("utopia", Mode::Production), Form::Text);
        let own = fs::read_link("/proc/self/fd/0").unwrap();
        for path in [Path::new(&device), &own] {
            let error = print(path, &page).unwrap_err();
            assert_eq!(error.clause(), Some("SHARE-24"), "{}: {error}", path.display());
        }
        return;
    }
    let this = std::env::current_exe().unwrap();
    let line =
        format!("'{}' --exact share_24_the_terminal_that_a_process_runs_at_takes_no_share --nocapture", this.display());
    let output =
        Command::new("script").args(["-qec", &line, "/dev/null"]).env(PART, "/dev/tty").stdin(Stdio::piped()).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("BEGIN CHANCERY SHARE"));
}
