//! The program is killed: at random moments of the demo's sequence, and between the effect and the outcome of each
//! kind of act. `recover` and `ledger verify` follow, and the sequence goes on. Nothing is lost, nothing is double.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/killing.rs"]
mod killing;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use killing::{Chance, Killer, kill_after_the_effect};
use memory::Memory;
use serde_json::{Value, json};
use walk::{SOFTHSM, Walk, ceremony, number, text};

/// The sequence with so many kills, its moments drawn from this seed.
fn walk_with_kills(seed: u64, kills: usize) {
    let mut killer = Killer::new(Walk::new("utopia"), seed, kills);
    killer.birth();
    killer.genesis();
    killer.walk.request("ds");
    for round in 1.. {
        killer.round(round);
        if killer.left() == 0 {
            break;
        }
    }
    killer.the_end();
}

#[test]
fn a_walk_with_25_kills_loses_nothing_and_doubles_nothing_first() {
    walk_with_kills(0x0141_2026, 25);
}

#[test]
fn a_walk_with_25_kills_loses_nothing_and_doubles_nothing_second() {
    walk_with_kills(0x0242_2026, 25);
}

#[test]
fn a_walk_with_25_kills_loses_nothing_and_doubles_nothing_third() {
    walk_with_kills(0x0343_2026, 25);
}

#[test]
fn a_walk_with_25_kills_loses_nothing_and_doubles_nothing_fourth() {
    walk_with_kills(0x0444_2026, 25);
}

/// Forty walks of 25 kills from a seed of the moment, or the one in CHANCERY_TEST_SEED.
#[test]
fn campaign_of_1000_kills_loses_nothing_and_doubles_nothing() {
    let given = std::env::var("CHANCERY_TEST_SEED").ok();
    let seed = given.map_or_else(
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(),
        |text| text.parse().expect("CHANCERY_TEST_SEED is a number"),
    );
    println!("CHANCERY_TEST_SEED={seed}");
    let mut chance = Chance::new(seed);
    let seeds: Vec<u64> = (0..40).map(|_| chance.next()).collect();
    let (one, other) = seeds.split_at(seeds.len() / 2);
    std::thread::scope(|scope| {
        for half in [one, other] {
            scope.spawn(move || half.iter().for_each(|seed| walk_with_kills(*seed, 25)));
        }
    });
}

/// A station after its genesis, with a master-list signer.
fn grown(walk: &Walk) {
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
}

/// What recovery says of the one act that was open.
#[track_caller]
fn recovered(walk: &Walk, act: &str) -> (String, String) {
    walk.refused(&["key", "generate", "another", "--spec", "P-256"], 3, Some("RECOVER-1"));
    let report = walk.done(&["recover"]);
    let [one] = report["acts"].as_array().unwrap().as_slice() else { panic!("not one act: {report}") };
    assert_eq!(text(one, "act"), act);
    assert_eq!(walk.done(&["recover"])["acts"], json!([]), "a second recovery finds nothing");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    (text(one, "state").to_owned(), text(one, "words").to_owned())
}

fn burnt(walk: &Walk) -> Vec<Value> {
    walk.done(&["cert", "list"])["burnt"].as_array().unwrap().clone()
}

#[test]
fn signatures_cut_off_before_their_outcome_are_unknown_and_what_they_reserved_is_burnt() {
    let walk = Walk::new("utopia");
    grown(&walk);
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let before = Memory::of(&walk.in_station("station.db"));

    // A certificate: its serial number is burnt and listed, and can be revoked.
    kill_after_the_effect(&walk, &issue, "certificate.issue");
    let (state, words) = recovered(&walk, "certificate.issue");
    assert_eq!(state, "unknown");
    let [lost] = burnt(&walk).try_into().unwrap();
    let serial = text(&lost, "serial");
    assert!(words.contains(serial), "{words}");
    let good = walk.done(&issue);
    assert_ne!(text(&good, "serial"), serial);
    let confirmed = walk.confirmation(serial);
    walk.done(&["csca", "revoke", serial, "--reason", "perhaps signed", "--answers", &confirmed]);

    // A list: its number is left out.
    kill_after_the_effect(&walk, &["crl", "issue"], "crl.issue");
    assert_eq!(recovered(&walk, "crl.issue").0, "unknown");
    let crl = walk.done(&["crl", "issue"]);
    assert_eq!((number(&crl, "number"), number(&crl, "entries")), (2, 1));

    // A master list and a bundle.
    kill_after_the_effect(&walk, &["masterlist", "issue"], "masterlist.issue");
    assert_eq!(recovered(&walk, "masterlist.issue").0, "unknown");
    walk.done(&["masterlist", "issue"]);
    kill_after_the_effect(&walk, &["bundle", "export", "stick"], "bundle.export");
    assert!(!walk.path("stick").exists(), "nothing is on the stick before the outcome is recorded");
    assert_eq!(recovered(&walk, "bundle.export").0, "unknown");
    walk.refused(&["bundle", "write", "stick"], 2, None);
    assert_eq!(number(&walk.done(&["bundle", "export", "stick"]), "version"), 2);

    // A measurement leaves nothing that counts.
    kill_after_the_effect(&walk, &["vault", "test", "primary"], "vault.test");
    assert_eq!(recovered(&walk, "vault.test").0, "not done");

    let after = Memory::of(&walk.in_station("station.db"));
    after.still_holds(&before);
    after.nothing_is_double();
    after.out_is_whole(&walk.in_station("out"));
}

#[test]
fn a_rollover_cut_off_before_its_outcome_is_unknown_as_a_whole_and_both_its_serials_are_burnt() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    let confirmed = walk.confirmation("csca-2");
    let rollover = ["csca", "rollover", "csca-2", "--answers", &confirmed];
    kill_after_the_effect(&walk, &rollover, "csca.rollover");
    let (state, words) = recovered(&walk, "csca.rollover");
    assert_eq!(state, "unknown");
    let lost = burnt(&walk);
    let mut issuers: Vec<&str> = lost.iter().map(|one| text(one, "issuer")).collect();
    issuers.sort_unstable();
    assert_eq!(issuers, ["csca-1", "csca-2"], "{words}");
    assert!(lost.iter().all(|one| words.contains(text(one, "serial"))), "{words}");
    // Neither root nor link is there: the newest key is the one before, and it is followed by the same act again.
    let status = walk.done(&["csca", "status"]);
    assert_eq!(status["keys"].as_array().unwrap().len(), 1);
    let made = walk.done(&rollover);
    assert!(lost.iter().all(|one| [&made["root"], &made["link"]].iter().all(|new| new["serial"] != one["serial"])));
    // What may have been signed can be revoked: the link by the key before, the root by the new one.
    for one in &lost {
        let serial = text(one, "serial");
        let confirmed = walk.confirmation(serial);
        walk.done(&["csca", "revoke", serial, "--reason", "perhaps signed", "--answers", &confirmed]);
    }
    assert_eq!(number(&walk.done(&["crl", "issue"]), "entries"), 2);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_key_cut_off_before_its_outcome_is_found_in_the_vault() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let generate = ["key", "generate", "k-1", "--spec", "P-256"];
    kill_after_the_effect(&walk, &generate, "key.generate");
    let (state, words) = recovered(&walk, "key.generate");
    assert_eq!((state.as_str(), words.as_str()), ("done", "key 'k-1' is in vault 'primary'"));
    let keys = walk.done(&["key", "list"]);
    assert_eq!(text(&keys["keys"][0], "state"), "pre-activation");
    assert_eq!(keys["keys"][0]["locked"], true);
    walk.refused(&generate, 3, Some("LABEL-1"));
    let memory = Memory::of(&walk.in_station("station.db"));
    memory.nothing_is_double();
    killing::the_vault_holds(&walk, &memory);
}

#[test]
fn a_ceremony_cut_off_while_a_key_was_made_goes_on_with_that_key() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
    kill_after_the_effect(&walk, &["ceremony", "run", &script, "--answers", &answers], "key.generate");
    let resume = ["ceremony", "resume", "csca-genesis-1", "--answers", &answers];
    walk.refused(&resume, 3, Some("RECOVER-1"));
    assert_eq!(recovered(&walk, "key.generate").0, "done");
    assert_eq!(text(&walk.done(&resume), "state"), "finished");
    let memory = Memory::of(&walk.in_station("station.db"));
    memory.nothing_is_double();
    assert_eq!(memory.key_labels(), ["bundle-root-1", "bundle-signer-1", "csca-1", "service-ca-1"]);
    killing::the_vault_holds(&walk, &memory);
}

#[test]
fn a_ceremony_cut_off_before_a_key_was_made_makes_it_under_the_same_name() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
    let label = kill_after_the_effect(&walk, &["ceremony", "run", &script, "--answers", &answers], "key.generate");
    // As if the kill had come a little sooner: what was made is taken out of the token again.
    killing::unmake(&walk, &label);
    let (state, words) = recovered(&walk, "key.generate");
    assert_eq!(state, "not done");
    assert!(words.contains("is free again"), "{words}");
    let resumed = walk.done(&["ceremony", "resume", "csca-genesis-1", "--answers", &answers]);
    assert_eq!(text(&resumed, "state"), "finished");
    let memory = Memory::of(&walk.in_station("station.db"));
    memory.nothing_is_double();
    assert!(memory.key_labels().contains(&label.as_str()));
    killing::the_vault_holds(&walk, &memory);
}

#[test]
fn a_ceremony_cut_off_while_a_certificate_was_signed_issues_it_under_another_serial_number() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
    kill_after_the_effect(&walk, &["ceremony", "run", &script, "--answers", &answers], "certificate.issue");
    assert_eq!(recovered(&walk, "certificate.issue").0, "unknown");
    let resumed = walk.done(&["ceremony", "resume", "csca-genesis-1", "--answers", &answers]);
    assert_eq!(text(&resumed, "state"), "finished");
    assert_eq!(burnt(&walk).len(), 1);
    assert_eq!(walk.done(&["cert", "list"])["certificates"].as_array().unwrap().len(), 3);
    let memory = Memory::of(&walk.in_station("station.db"));
    memory.nothing_is_double();
    memory.out_is_whole(&walk.in_station("out"));
}

#[test]
fn half_a_key_pair_on_softhsm2_is_cleared_away_and_its_name_is_free() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    walk.init("UT", "UTO");
    let generate = ["key", "generate", "k-1", "--spec", "P-256"];
    kill_after_the_effect(&walk, &generate, "key.generate");
    let token = ["--module", SOFTHSM, "--token-label", "utopia", "--login", "--pin", walk::PIN];
    let delete = ["--delete-object", "--type", "pubkey", "--label", "k-1"];
    walk.tool("pkcs11-tool", &[&token[..], &delete].concat());
    let (state, words) = recovered(&walk, "key.generate");
    assert_eq!(state, "not done");
    assert!(words.contains("half a key"), "{words}");
    let listed = walk.tool("pkcs11-tool", &[&token[..], &["--list-objects"]].concat());
    assert!(!listed.contains("k-1"), "{listed}");
    walk.done(&generate);
    let listed = walk.tool("pkcs11-tool", &[&token[..], &["--list-objects"]].concat());
    assert_eq!(listed.matches("Private Key Object").count(), 1, "{listed}");
}

#[test]
fn a_stick_cut_off_between_two_bundles_is_written_again() {
    let walk = Walk::new("utopia");
    grown(&walk);
    walk.done(&["bundle", "export", "one"]);
    walk.done(&["crl", "issue"]);
    walk.done(&["bundle", "export", "two"]);
    // The first half of the second bundle's names are in place, in the order in which they are put there.
    let names = ["MANIFEST.p7s", "MANIFEST.sha256", "log/checkpoint", "log/export.entry"];
    for name in names {
        fs::copy(walk.path("two").join(name), walk.path("one").join(name)).unwrap();
    }
    fs::write(walk.path("one/metadata/timestamp.json.chancery-part"), b"{").unwrap();
    walk.done(&["bundle", "write", "one"]);
    walk.tool("diff", &["-r", "one", "two"]);
    // A stranger's file on such a stick is still a stranger's.
    walk.write("one/metadata/other.json", "{}");
    walk.refused(&["bundle", "write", "one"], 3, Some("BUNDLE-6"));
}

#[test]
fn while_an_act_has_no_outcome_nothing_else_is_recorded() {
    let walk = Walk::new("utopia");
    grown(&walk);
    let list = walk.files(&walk.done(&["masterlist", "issue"])).remove(0).display().to_string();
    let other = walk.files(&walk.done(&["masterlist", "issue"])).remove(0).display().to_string();
    walk.done(&["masterlist", "ingest", &list, "--source", "courier"]);
    let known = walk.done(&["trust", "list"]);
    let fingerprint = text(&known["certificates"][0], "fingerprint").to_owned();
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let serial = text(&walk.done(&issue), "serial").to_owned();
    let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
    // A measurement takes long enough to be caught on any machine.
    kill_after_the_effect(&walk, &["vault", "test", "primary"], "vault.test");
    let entries = number(&walk.done(&["status"]), "entries");
    let confirmed = walk.confirmation(&serial);
    let acts: [&[&str]; 7] = [
        &["csca", "revoke", &serial, "--reason", "key lost", "--answers", &confirmed],
        &["trust", "accept", &fingerprint, "--source", "diplomatic note 12"],
        &["trust", "distrust", &fingerprint, "--reason", "key compromised"],
        &["masterlist", "ingest", &other, "--source", "courier"],
        &["ceremony", "run", &script, "--answers", &answers],
        &["ceremony", "resume", "csca-genesis-1", "--answers", &answers],
        &["bundle", "export", "stick"],
    ];
    for act in acts {
        let said = walk.refused(act, 3, Some("RECOVER-1"));
        assert_eq!(said["error"]["hint"], "run 'chancery recover'", "{act:?}");
    }
    assert_eq!(number(&walk.done(&["status"]), "entries"), entries);
    assert_eq!(recovered(&walk, "vault.test").0, "not done");
    walk.done(acts[0]);
}

#[test]
fn the_page_of_a_transcript_that_was_cut_off_is_named_by_status_and_made_by_recover() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    let page = walk.in_station("out/ceremonies/csca-genesis-1.html");
    let good = fs::read(&page).unwrap();
    // As a kill between the transcript's record and its page leaves it.
    fs::remove_file(&page).unwrap();
    let db = rusqlite::Connection::open(walk.in_station("station.db")).unwrap();
    assert_eq!(db.execute("DELETE FROM artefact WHERE path LIKE '%.html'", []).unwrap(), 1);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    assert_eq!(walk.done(&["status"])["ceremonies_without_page"], json!(["csca-genesis-1"]));
    let recovered = walk.done(&["recover"]);
    assert_eq!(recovered["files"][0]["state"], "restored", "{recovered}");
    assert_eq!(fs::read(&page).unwrap(), good);
    assert_eq!(walk.done(&["status"])["ceremonies_without_page"], json!([]));
    // What the page would say was erased since: it is not made of something else.
    fs::remove_file(&page).unwrap();
    db.execute("DELETE FROM artefact WHERE path LIKE '%.html'", []).unwrap();
    db.execute("DELETE FROM opening WHERE field = 'sealed'", []).unwrap();
    let said = walk.run(&["recover"]);
    assert_eq!(said.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&said.stdout).contains("the page of ceremony 'csca-genesis-1' cannot be made"));
    assert!(!page.exists());
}

#[test]
fn a_ceremony_whose_sealed_parts_were_erased_says_which_before_anybody_is_asked() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let (script, answers) = (ceremony("csca-genesis.toml"), ceremony("answers/csca-genesis.toml"));
    kill_after_the_effect(&walk, &["ceremony", "run", &script, "--answers", &answers], "key.generate");
    assert_eq!(recovered(&walk, "key.generate").0, "done");
    let db = rusqlite::Connection::open(walk.in_station("station.db")).unwrap();
    let first: i64 =
        db.query_row("SELECT min(sequence) FROM opening WHERE field = 'sealed'", [], |r| r.get(0)).unwrap();
    db.execute("DELETE FROM opening WHERE field = 'sealed' AND sequence = ?1", [first]).unwrap();
    let before = number(&walk.done(&["status"]), "entries");
    let said = walk.refused(&["ceremony", "resume", "csca-genesis-1", "--answers", &answers], 3, Some("CEREMONY-8"));
    let message = text(&said["error"], "message");
    assert!(message.contains(&format!("entry {first}")) && message.contains("erased"), "{message}");
    assert!(text(&said["error"], "hint").contains("chancery ceremony run"), "{said}");
    assert_eq!(number(&walk.done(&["status"]), "entries"), before);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true, "an erased part is no fault of the ledger");
}
