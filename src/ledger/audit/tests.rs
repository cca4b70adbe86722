//! Tests of the walk: every way to tamper with a ledger, and what is found.

use super::super::fixtures::*;
use super::super::tree::leaf_hash;
use super::*;
use crate::fault::{Fail, Fault};
use crate::signer::Signer as _;
use proptest::prelude::*;

const COUNT: u64 = 12;

/// Walks entries with the numbers they are stored under.
fn walk_numbered(entries: &[(u64, Vec<u8>)], heads: &[Head], depth: Depth) -> Report {
    let mut walk = Walk::new(&identity(), depth);
    heads.iter().for_each(|head| walk.expect_head(*head).unwrap());
    entries.iter().for_each(|(number, bytes)| walk.entry(*number, bytes));
    walk.finish()
}

fn batched(entries: &[(u64, Vec<u8>)], heads: &[Head]) -> Report {
    let mut walk = Walk::new(&identity(), Depth::Outline);
    heads.iter().for_each(|head| walk.expect_head(*head).unwrap());
    for some in entries.chunks(5) {
        let stored: Vec<_> = some.iter().map(|(number, bytes)| Stored { number: *number, bytes, hash: None }).collect();
        walk.batch(&stored);
    }
    walk.finish()
}

fn walk(entries: &[Vec<u8>], heads: &[Head]) -> Report {
    let numbered: Vec<_> = (0..).zip(entries.iter().cloned()).collect();
    let report = walk_numbered(&numbered, heads, Depth::Outline);
    let full = walk_numbered(&numbered, heads, Depth::Full);
    assert_eq!(full.findings, report.findings, "both depths find the same here");
    assert_eq!(batched(&numbered, heads), report, "and so do many entries at once");
    report
}

/// The findings of a tampered ledger but for the differing root, which must be among them.
fn beside_the_root(report: Report) -> Vec<Finding> {
    let (roots, others): (Vec<_>, Vec<_>) = report
        .findings
        .into_iter()
        .partition(|f| matches!(f, Finding::RootDiffers { .. } | Finding::RolledBack { .. }));
    assert_eq!(roots.len(), 1, "{roots:?}");
    others
}

fn good() -> (Vec<Vec<u8>>, Head) {
    let entries = entries(COUNT);
    let head = head(&tree(&entries), COUNT);
    (entries, head)
}

#[test]
fn an_untouched_ledger_is_sound_and_gives_its_head() {
    let (entries, head) = good();
    let report = walk(&entries, &[head]);
    assert_eq!(report.sound().unwrap(), head);
    assert_eq!((report.paper_agreed, report.checkpoints_agreed), (1, 0));
    assert_eq!(report.last_time, Some(at(BEGIN).plus(COUNT as i64 - 1)));
}

#[test]
fn an_empty_ledger_is_sound_and_compares_with_the_empty_head() {
    let report = walk(&[], &[Head::empty()]);
    assert_eq!((report.sound().unwrap(), report.paper_agreed), (Head::empty(), 1));
}

#[test]
fn a_changed_entry_is_named_by_its_stored_hash() {
    let (mut entries, head) = good();
    let hashes: Vec<_> = entries.iter().map(|bytes| leaf_hash(bytes)).collect();
    entries[5] = entry_of(&identity(), 5, at(BEGIN).plus(5), "another story").bytes().to_vec();
    let mut walk = Walk::new(&identity(), Depth::Outline);
    walk.expect_head(head).unwrap();
    (0..).zip(&entries).zip(&hashes).for_each(|((n, bytes), hash)| walk.entry_with_hash(n, bytes, hash));
    let wanted = [Finding::Changed { sequence: 5, stored: hashes[5] }];
    assert_eq!(beside_the_root(walk.finish()), wanted);
    let mut walk = Walk::new(&identity(), Depth::Full);
    walk.expect_head(head).unwrap();
    let stored = |number: usize| Stored { number: number as u64, bytes: &entries[number], hash: Some(hashes[number]) };
    walk.batch(&(0..entries.len()).map(stored).collect::<Vec<_>>());
    assert_eq!(beside_the_root(walk.finish()), wanted);
}

#[test]
fn a_change_with_every_hash_made_anew_is_bounded_by_the_heads_around_it() {
    let (mut entries, last) = good();
    let original = tree(&entries);
    entries[5] = entry_of(&identity(), 5, at(BEGIN).plus(5), "another story").bytes().to_vec();
    let report = walk(&entries, &[head(&original, 3), head(&original, 5), head(&original, 8), last]);
    assert_eq!((report.count, report.paper_agreed), (2, 2));
    match &report.findings[0] {
        Finding::RootDiffers { head, sound_to, .. } => assert_eq!((*sound_to, head.size), (5, 8)),
        other => panic!("{other:?}"),
    }
    assert_eq!(report.sound().unwrap_err().kind(), Fault::Unsound);
}

#[test]
fn two_entries_that_changed_places_are_found_moved() {
    let (mut entries, head) = good();
    entries.swap(5, 6);
    assert_eq!(beside_the_root(walk(&entries, &[head])), [Finding::Moved { sequence: 5, found_at: 6 }]);
}

#[test]
fn an_entry_moved_to_the_front_or_the_end_is_found_moved() {
    let (mut entries, head) = good();
    let first = entries.remove(2);
    entries.push(first);
    assert_eq!(beside_the_root(walk(&entries, &[head])), [Finding::Moved { sequence: 2, found_at: COUNT - 1 }]);
}

#[test]
fn dropped_entries_are_named_whether_the_store_was_renumbered_or_not() {
    let (entries, head) = good();
    for range in [0..1, 4..5, 4..7] {
        let mut left: Vec<_> = (0..).zip(entries.clone()).collect();
        left.drain(range.clone());
        let wanted = [Finding::Dropped { first: range.start as u64, last: range.end as u64 - 1 }];
        assert_eq!(beside_the_root(walk_numbered(&left, &[head], Depth::Outline)), wanted);
        let renumbered: Vec<_> = left.into_iter().map(|(_, bytes)| bytes).collect();
        assert_eq!(beside_the_root(walk(&renumbered, &[head])), wanted);
    }
}

#[test]
fn entries_cut_off_at_the_end_are_a_rollback_that_names_the_head() {
    let (entries, head) = good();
    let report = walk(&entries[..9], &[head]);
    assert_eq!(report.findings, [Finding::RolledBack { size: 9, head, known_from: KnownFrom::Paper }]);
    assert!(walk(&entries[..9], &[]).is_sound(), "without a head from outside nobody can know");
}

#[test]
fn an_entry_put_in_between_is_found() {
    let (mut entries, head) = good();
    entries.insert(5, entry_of(&identity(), 5, at(BEGIN).plus(5), "never was").bytes().to_vec());
    assert_eq!(beside_the_root(walk(&entries, &[head])), [Finding::Doubled { sequence: 5, found_at: 6 }]);
}

#[test]
fn a_store_that_was_only_renumbered_is_found_once() {
    let (entries, head) = good();
    let numbered: Vec<_> = (0..).zip(entries).map(|(n, bytes)| (if n < 5 { n } else { n + 10 }, bytes)).collect();
    let report = walk_numbered(&numbered, &[head], Depth::Outline);
    assert_eq!(report.findings, [Finding::Renumbered { sequence: 5, stored_as: 15 }]);
}

#[test]
fn time_and_epoch_that_go_back_are_found() {
    let mut entries = entries(3);
    entries[2] = entry_of(&identity(), 2, at(BEGIN), "late").bytes().to_vec();
    let wanted = Finding::TimeGoesBack { sequence: 2, time: BEGIN.into(), before: at(BEGIN).plus(1).to_string() };
    assert_eq!(walk(&entries, &[]).findings, [wanted]);
    let later = Identity { epoch: 2, ..identity() };
    entries[1] = entry_of(&later, 1, at(BEGIN), "restored").bytes().to_vec();
    assert_eq!(walk(&entries, &[]).findings, [Finding::EpochGoesBack { sequence: 2, epoch: 1, before: 2 }]);
}

#[test]
fn an_entry_of_another_station_is_found() {
    let mut entries = entries(3);
    let other = Identity { station: "utopia-2".parse().unwrap(), ..identity() };
    entries[1] = entry_of(&other, 1, at(BEGIN).plus(1), "x").bytes().to_vec();
    let whose = "station utopia-2 in specimen mode".to_owned();
    assert_eq!(walk(&entries, &[]).findings, [Finding::Foreign { sequence: 1, whose }]);
}

#[test]
fn bytes_that_are_no_entry_are_found_and_the_rest_is_judged_on() {
    let mut entries = entries(4);
    entries[1] = b"{}".to_vec();
    let report = walk(&entries, &[]);
    assert!(matches!(report.findings[..], [Finding::Malformed { sequence: 1, .. }]), "{:?}", report.findings);
}

#[test]
fn a_middle_that_is_not_canonical_is_found_by_the_full_depth_alone() {
    let mut entries = entries(2);
    let text = String::from_utf8(entries[1].clone()).unwrap().replace("{\"note\":", "{ \"note\":");
    entries[1] = text.into_bytes();
    let numbered: Vec<_> = (0..).zip(entries).collect();
    assert!(walk_numbered(&numbered, &[], Depth::Outline).is_sound());
    let report = walk_numbered(&numbered, &[], Depth::Full);
    assert!(matches!(report.findings[..], [Finding::Malformed { sequence: 1, .. }]));
}

#[test]
fn checkpoints_are_compared_and_bad_ones_are_found() {
    let (entries, _) = good();
    let stored = tree(&entries);
    let notes: Vec<String> = (0..=COUNT).map(|size| checkpoint(&stored, size).note().to_string()).collect();
    let mut walk = Walk::new(&identity(), Depth::Outline);
    for note in &notes {
        assert!(walk.expect_note(note, &Eras::of(log_key())).unwrap().is_some());
    }
    walk.expect_note(&notes[3].replace("\n3\n", "\n4\n"), &Eras::of(log_key())).unwrap();
    walk.expect_note("junk", &Eras::of(log_key())).unwrap();
    let stranger = crate::ledger::NoteKey::new(log_key().name(), super::super::Role::Log, stick_key(9).public_key());
    walk.expect_note(&notes[3], &Eras::of(stranger.unwrap())).unwrap();
    (0..).zip(&entries).for_each(|(n, bytes)| walk.entry(n, bytes));
    let report = walk.finish();
    assert_eq!((report.checkpoints_agreed, report.count), (COUNT + 1, 3));
    let notes: Vec<_> =
        report.findings.iter().map(|f| matches!(f, Finding::CheckpointBad { note, .. } if *note > COUNT)).collect();
    assert_eq!(notes, [true; 3]);
}

#[test]
fn a_run_of_differing_checkpoints_is_one_finding() {
    let (mut entries, _) = good();
    let original = tree(&entries);
    entries[5] = entry_of(&identity(), 5, at(BEGIN).plus(5), "another story").bytes().to_vec();
    let mut walk = Walk::new(&identity(), Depth::Outline);
    (1..=COUNT).for_each(|size| walk.expect_checkpoint(&checkpoint(&original, size)).unwrap());
    (0..).zip(&entries).for_each(|(n, bytes)| walk.entry(n, bytes));
    let report = walk.finish();
    let [Finding::RootDiffers { head, sound_to, known_from: KnownFrom::Checkpoint, .. }] = &report.findings[..] else {
        panic!("{:?}", report.findings);
    };
    assert_eq!((*sound_to, head.size, report.checkpoints_agreed), (5, 6, 5));
}

#[test]
fn a_head_told_too_late_is_an_error_and_not_silence() {
    let (entries, _) = good();
    let mut walk = Walk::new(&identity(), Depth::Outline);
    (0..).zip(&entries[..3]).for_each(|(n, bytes)| walk.entry(n, bytes));
    assert!(matches!(walk.expect_head(Head::empty()), Err(LedgerError::ExpectedTooLate { size: 0, walked: 3 })));
    assert!(walk.expect_head(head(&tree(&entries), 3)).is_ok());
    assert_eq!(walk.finish().paper_agreed, 1);
}

#[test]
fn findings_are_counted_beyond_those_that_are_kept() {
    let one = entry(0).bytes().to_vec();
    let mut walk = Walk::new(&identity(), Depth::Outline);
    (0..KEPT as u64 + 51).for_each(|n| walk.entry(n, &one));
    let report = walk.finish();
    assert_eq!((report.findings.len(), report.count), (KEPT, KEPT as u64 + 50));
}

#[test]
fn every_finding_says_its_entry_in_words() {
    let (mut entries, head) = good();
    entries.swap(2, 3);
    let shown: Vec<String> = walk(&entries, &[head]).findings.iter().map(ToString::to_string).collect();
    assert_eq!(shown[0], "entry 2 was moved: it stands at 3");
    assert!(shown[1].contains("something from entry 0 to 11 was changed"), "{}", shown[1]);
}

proptest! {
    #[test]
    fn from_the_head_alone_any_tampering_is_found(how in 0usize..5, a in 0usize..12, b in 0usize..12, bit in 0u8..8) {
        let (mut entries, head) = good();
        match how {
            0 => {
                let at = (a * 31 + b * 7) % entries[a].len();
                entries[a][at] ^= 1 << bit;
            }
            1 => entries.swap(a, b),
            2 => { entries.remove(a); }
            3 => entries.truncate(a),
            _ => entries.insert(a, entries[b].clone()),
        }
        let report = walk_numbered(&(0..).zip(entries.clone()).collect::<Vec<_>>(), &[head], Depth::Outline);
        prop_assert_eq!(report.is_sound(), how == 1 && a == b);
    }
}
