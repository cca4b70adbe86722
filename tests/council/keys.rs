//! Whose keys count: enrolled once, proven, and fit to be used now.

use std::fs;
use std::path::PathBuf;

use chancery::clock::DAY;

use super::council::Council;
use super::officers::{Officers, tools_are_here};
use super::pens::Pen;
use super::walk::text;

#[test]
fn nobody_is_enrolled_with_a_key_or_an_id_that_somebody_has_or_without_proof() {
    let council = Council::rehearsal("utopia");
    let enroll = |(challenge, proofs): (String, Vec<String>), clause: &str| {
        let mut words = vec!["officer", "enroll", &challenge, "--propose", "--proposer", "dan"];
        proofs.iter().for_each(|proof| words.extend(["--proof", proof]));
        council.refused(&words, 3, Some(clause));
    };
    enroll(council.challenge("ann", "officer", &[Pen::ssh("new")]), "ENROLL-1");
    enroll(council.challenge("eve", "officer", &[Pen::ssh("ann")]), "QUORUM-1");
    // The same raw key in two other forms.
    let (challenge, proofs) = council.challenge("eve", "officer", &[Pen::ssh("own"), Pen::ssh("ann").in_x509("eve")]);
    enroll((challenge, proofs[..1].to_vec()), "QUORUM-1");
    enroll(council.challenge("eve", "officer", &[Pen::ssh("ann").in_openpgp("eve")]), "QUORUM-1");
    // Two keys, one proof; and a proof by another.
    let (challenge, proofs) = council.challenge("eve", "officer", &[Pen::ssh("one"), Pen::x509("eve", 30)]);
    enroll((challenge.clone(), proofs[..1].to_vec()), "ENROLL-3");
    let octets = fs::read(council.walk.path(&challenge)).unwrap();
    let stranger = council.kept("sig", &Pen::ssh("stranger").sign(&octets));
    enroll((challenge.clone(), vec![stranger, proofs[1].clone()]), "ENROLL-3");
    // Shares are sealed to a recipient of age, or to nobody.
    let person = ["officer", "challenge", "eve", "--name", "Eve", "--organisation", "Office", "--contact", "desk"];
    let key = council.kept("pub", &Pen::ssh("eve").file());
    let words = ["--role", "officer", "--key", &key, "--recipient", "age1xyz"];
    council.refused(&[&person[..], &words].concat(), 3, Some("ENROLL-2"));
    // A challenge that is used a month later.
    council.later(31 * DAY);
    council.refused(
        &["officer", "enroll", &challenge, "--proof", &proofs[0], "--proof", &proofs[1], "--propose"],
        3,
        Some("ENROLL-4"),
    );
}

#[test]
fn a_key_that_expired_after_its_approval_was_taken_in_counts_no_more() {
    let mut council = Council::without_officers("utopia", "rehearsal");
    for officer in ["ann", "carol", "dan"] {
        council.give(officer, vec![Pen::ssh(officer)]);
    }
    council.give("bob", vec![Pen::x509("bob", 4)]);
    council.first(&["ann", "bob", "carol", "dan"], "council.toml");
    let key = ["key", "generate", "k-1", "--spec", "P-256"];
    let (proposal, stopped) = (council.agreed(&key), council.agreed(&key));
    council.decide("bob", &stopped, "withdraw");
    council.later(4 * DAY);
    council.not_performed(&proposal, "QUORUM-2");
    let status = council.unsound(&["proposal", "status", &proposal]);
    assert_eq!(status["not_counted"][0]["clause"], "OFFICER-KEY-10", "{status}");
    let late = council.propose(&key);
    let statement = council.statement(&late, "approve");
    let signature = council.sign("bob", &statement);
    council.refused(&["proposal", "import", &statement, &signature], 3, Some("OFFICER-KEY-10"));
    // What bob stopped stays stopped.
    council.not_performed(&stopped, "APPROVAL-5");
    council.approve(&proposal, &["carol"]);
    council.done(&["perform", &proposal]);
}

#[test]
fn officers_with_stock_tools_of_three_kinds_decide_and_their_files_may_have_any_name() {
    if !tools_are_here() {
        return;
    }
    let mut council = Council::without_officers("utopia", "rehearsal");
    let makers = Officers::in_folder(council.walk.folder());
    let stock = [makers.openpgp("ann"), makers.x509("bob"), makers.ssh("carol")];
    // Gpg's own clock is the machine's.
    council.later(5);
    let mut words: Vec<String> = ["station", "genesis", "--policy", "council.toml"].map(str::to_owned).to_vec();
    for (officer, name) in stock.iter().zip(["ann", "bob", "carol"]) {
        let key = officer.key().display().to_string();
        let who = ["officer", "challenge", name, "--name", "Somebody", "--organisation", name, "--contact", "x"];
        council.done(&[&who[..], &["--role", "officer", "--key", &key]].concat());
        let challenge = format!("{name}.txt");
        let proof = officer.sign(&council.walk.path(&challenge)).display().to_string();
        words.extend(["--officer".into(), challenge, "--proof".into(), proof]);
    }
    council.give("dan", vec![Pen::ssh("dan")]);
    let (challenge, proofs) = council.challenge("dan", "officer", &[Pen::ssh("dan")]);
    words.extend(["--officer".into(), challenge, "--proof".into(), proofs[0].clone()]);
    let genesis = council.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    // Three people of one name: that is said to whoever signs.
    let proposal = text(&genesis, "proposal").to_owned();
    let shown = council.done(&["proposal", "show", &proposal]);
    assert!(text(&shown, "text").contains("bears the same name as"), "{shown}");
    let import = |proposal: &str, officers: &[usize]| {
        let statement = council.statement(proposal, "approve");
        let mut words = vec!["proposal".to_owned(), "import".into(), "renamed \u{202e}.doc".into()];
        fs::rename(council.walk.path(&statement), council.walk.path("renamed \u{202e}.doc")).unwrap();
        for (number, officer) in officers.iter().enumerate() {
            let signature = stock[*officer].sign(&council.walk.path("renamed \u{202e}.doc"));
            let name = format!("what it is called {number}");
            fs::rename(signature, council.walk.path(&name)).unwrap();
            words.push(name);
        }
        council.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
        fs::remove_file(council.walk.path("renamed \u{202e}.doc")).unwrap();
    };
    import(&proposal, &[0, 1, 2]);
    council.approve(&proposal, &["dan"]);
    council.done(&["perform", &proposal]);
    let key = council.propose(&["key", "generate", "k-1", "--spec", "P-256"]);
    import(&key, &[0]);
    council.not_performed(&key, "QUORUM-2");
    import(&key, &[1]);
    let done = council.done(&["perform", &key]);
    assert_eq!(done["officers"], serde_json::json!(["ann", "bob"]));

    // What the tools do when they are asked otherwise is refused for what it is.
    let next = council.propose(&["key", "generate", "k-2", "--spec", "P-256"]);
    let statement = council.statement(&next, "approve");
    let path = council.walk.path(&statement);
    let cut = council.walk.path("cut.txt");
    fs::write(&cut, &fs::read(&path).unwrap()[..1000]).unwrap();
    let text_without_binary = {
        let options = "cms -sign -outform DER -in approve.txt -signer me.pem -inkey me.key -out plain.p7s";
        fs::copy(&path, stock[1].folder().join("approve.txt")).unwrap();
        super::officers::run(stock[1].openssl().args(options.split(' ')));
        stock[1].folder().join("plain.p7s")
    };
    // Each is kept apart before the next is made: a tool writes to one place.
    let kept = |path: PathBuf| council.kept("sig", &fs::read(path).unwrap());
    let textmode = kept(stock[0].sign_with(&path, &["--textmode"]));
    let namespace = kept(stock[2].sign_with(&path, &["-n", "file"]));
    let mut brought = vec![
        (textmode, 3, "SIGNATURE-8"),
        (kept(text_without_binary), 3, "SIGNATURE-8"),
        (namespace, 3, "SIGNATURE-12"),
    ];
    brought.extend(stock.iter().map(|officer| (kept(officer.sign(&cut)), 1, "SIGNATURE-20")));
    for (signature, code, clause) in brought {
        council.refused(&["proposal", "import", &statement, &signature], code, Some(clause));
    }
}

#[test]
fn a_key_that_its_owner_revoked_counts_no_more_once_the_station_is_told() {
    if !tools_are_here() {
        return;
    }
    let council = Council::rehearsal("utopia");
    let eve = Officers::in_folder(council.walk.folder()).openpgp("eve");
    let fingerprint = eve.gpg_fingerprint();
    let home = eve.gpg().get_args().nth(1).unwrap().to_owned();
    let revocation = std::path::Path::new(&home).join(format!("openpgp-revocs.d/{fingerprint}.rev"));
    let armour = fs::read_to_string(revocation).unwrap().replace(":-----BEGIN", "-----BEGIN");
    fs::write(eve.folder().join("revoke.asc"), armour).unwrap();
    super::officers::run(eve.gpg().args(["--import", "revoke.asc"]));
    eve.export();
    council.later(60);
    let key = eve.key().display().to_string();
    let who = ["officer", "challenge", "eve", "--name", "Eve", "--organisation", "Office", "--contact", "x"];
    council.refused(&[&who[..], &["--role", "officer", "--key", &key]].concat(), 3, Some("OFFICER-KEY-12"));
}
