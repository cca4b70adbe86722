//! What opens a set: shares that are too many, of both splittings, of none; and one set from two media.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use backing::{Backing, NEXT, SET, copy_folder, flip};
use walk::text;

/// The words that give a keeper's share of a set.
fn give(backing: &Backing, set: &str, keeper: &str) -> String {
    format!("--share {} --identity {keeper}.key", backing.share(set, keeper))
}

#[test]
fn every_share_that_is_given_is_judged_and_keepers_and_escrow_do_not_mix() {
    let Some(backing) = Backing::grown() else { return };
    backing.walk.tool("age-keygen", &["-o", "erin.key"]);
    let escrow = ["dora", "erin"].map(|name| format!("--escrow {name}={}", backing.recipient(name))).join(" ");
    backing.done(&backing.backup_words(&format!("--escrow-threshold 2 {escrow}")));
    let verify = |keepers: &[&str]| {
        let shares: Vec<String> = keepers.iter().map(|keeper| give(&backing, SET, keeper)).collect();
        format!("backup verify --keys m1/keys-{SET} {}", shares.join(" "))
    };
    backing.done(&verify(&["alice", "bob"]));
    backing.done(&verify(&["carol", "alice", "bob"]));
    backing.done(&verify(&["dora", "erin"]));
    // One too many of the other splitting is no more passed over than one too few.
    for mixed in [&["alice", "bob", "dora"][..], &["dora", "erin", "alice"], &["alice", "dora"]] {
        backing.refused(&verify(mixed), 3, "SHARE-17");
    }
}

#[test]
fn one_set_from_two_media_is_one_set_where_they_say_the_same() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    backing.done("vault add standby --embedded");
    let two = |more: &str| format!("--keys m2/keys-{SET} {} {more}", backing.opening("m1", SET, &["alice", "carol"]));
    let verified = backing.done(&format!("backup verify {}", two("")));
    let backups = verified["backups"].as_array().unwrap();
    assert_eq!(backups.len(), 2, "{verified}");
    for backup in backups {
        let steps = backup["steps"].as_array().unwrap();
        assert!(steps.iter().all(|step| step["verdict"] == "passed"), "each medium is opened: {backup}");
    }
    backing.done(&format!("backup verify {}", two(&format!("--keys m1/keys-{SET}"))));
    let done = backing.done(&format!("vault clone primary --to standby {}", two("")));
    assert_eq!(done["keys"].as_array().unwrap().len(), 2, "{done}");
    // A manifest that says otherwise: nobody can tell by looking which of them is right.
    let manifest = backing.set("m2", SET).join("manifest.json");
    let changed = fs::read_to_string(&manifest).unwrap().replacen("\"made\":\"20", "\"made\":\"21", 1);
    fs::write(&manifest, changed).unwrap();
    backing.done("vault add third --embedded");
    let said = backing.refused_before_anything(&format!("vault clone primary --to third {}", two("")), 3, "BACKUP-83");
    assert!(text(&said["error"], "hint").contains("backup verify"), "{said}");
    backing.unsound(&format!("backup verify {}", two("")));
}

#[test]
fn where_one_set_is_wanted_two_are_refused_before_a_share_is_looked_at() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    backing.done(&backing.backup_words("ds-1").replace(SET, NEXT));
    backing.done("vault add standby --embedded");
    let line = format!("vault clone primary --to standby --keys m1/keys-{SET} --keys m1/keys-{NEXT}");
    backing.refused_before_anything(&line, 3, "BACKUP-86");
}

#[test]
fn a_drill_names_the_share_that_fits_nothing_that_could_be_read() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    backing.done(&backing.backup_words("ds-1").replace(SET, NEXT));
    let copy = backing.copy("--record");
    let both = format!(
        "{} --keys m1/keys-{NEXT} {} {}",
        backing.drilling(&copy),
        give(&backing, NEXT, "carol"),
        give(&backing, NEXT, "bob").replace("--identity bob.key", "")
    );
    assert_eq!(backing.done(&both)["passed"], true);
    copy_folder(&backing.walk.path("m1"), &backing.walk.path("m3"));
    flip(&backing.set("m1", NEXT).join("ds-1.kwp"), 20);
    let said = backing.unsound(&both);
    let findings = said["findings"].to_string();
    for keeper in ["carol", "bob"] {
        assert!(findings.contains(&format!("share {}: it is of none", backing.share(NEXT, keeper))), "{findings}");
    }
    assert!(!findings.contains(&format!("share {}", backing.share(SET, "alice"))), "{findings}");
    // The other medium of it is good, and opens; the damage is told all the same.
    let said = backing.unsound(&format!("{both} --keys m3/keys-{NEXT}"));
    assert!(said["keys"].as_array().unwrap().iter().all(|key| key["proven"] == true), "{said}");
    assert_eq!(said["findings"].as_array().unwrap().len(), 1, "{said}");
}
