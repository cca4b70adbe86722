//! Shares (SLIP-39): the published vectors, the stock tool in both directions, and what must hold for every set.

#[path = "support/shamir.rs"]
mod shamir;
#[path = "support/shared.rs"]
mod shared;

use chancery::entropy::{Forbidden, Mixer, OperatingSystem};
use chancery::fault::{Fail, Fault};
use chancery::secret::Secret;
use chancery::share::{
    Exponent, Form, Gathered, Members, Passphrase, Scheme, Share, ShareError, combine, prove, split,
};
use proptest::prelude::*;
use serde_json::Value;

/// The cheapest form of either kind, so that a test can be repeated.
const fn form(extendable: bool, exponent: Exponent) -> Form {
    Form { extendable, exponent }
}

fn cheap() -> Form {
    form(true, Exponent::new(0).unwrap())
}

fn secret(octets: &[u8]) -> Secret {
    Secret::new(octets.to_vec())
}

fn words(text: &str) -> Passphrase {
    Passphrase::new(secret(text.as_bytes())).unwrap()
}

fn entropy() -> Mixer {
    Mixer::new(vec![Box::new(OperatingSystem)])
}

fn read(text: &str) -> Result<Share, ShareError> {
    Share::read(&secret(text.as_bytes()))
}

fn text(share: &Share) -> String {
    share.expose_words().expose_text().unwrap().to_owned()
}

fn again(share: &Share) -> Share {
    read(&text(share)).unwrap()
}

fn groups(wanted: u8, members: &[(u8, u8)]) -> Scheme {
    let members = members.iter().map(|(wanted, of)| Members::new(*wanted, *of).unwrap());
    Scheme::new(wanted, members.collect()).unwrap()
}

fn dealt(octets: &[u8], scheme: &Scheme) -> Vec<Share> {
    split(&secret(octets), &Passphrase::none(), scheme, cheap(), &mut entropy()).unwrap()
}

#[test]
fn every_published_vector_comes_out_as_published() {
    let Some(path) = shared::shared("suites/slip39/vectors.json") else { return };
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(vectors.len(), 45);
    let mut clauses = std::collections::BTreeMap::<&str, usize>::new();
    for vector in &vectors {
        let name = vector[0].as_str().unwrap();
        let shares: Vec<&str> = vector[1].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
        let judged: Result<Vec<Share>, ShareError> = shares.iter().map(|text| read(text)).collect();
        let found = judged.and_then(|shares| combine(&shares, &words("TREZOR")));
        match (vector[2].as_str().unwrap(), found) {
            ("", Err(error)) => {
                assert!(matches!(error.kind(), Fault::Malformed | Fault::Refused), "{name}: {error}");
                *clauses.entry(error.clause().unwrap()).or_default() += 1;
            }
            ("", Ok(_)) => panic!("{name}: taken"),
            (wanted, Ok(found)) => assert_eq!(hex::encode(found.expose()), wanted, "{name}"),
            (_, Err(error)) => panic!("{name}: {error}"),
        }
    }
    let expected = [
        ("SHARE-1", 2),
        ("SHARE-10", 2),
        ("SHARE-3", 2),
        ("SHARE-4", 2),
        ("SHARE-5", 2),
        ("SHARE-6", 10),
        ("SHARE-7", 2),
        ("SHARE-8", 8),
    ];
    assert_eq!(clauses.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn every_share_of_the_vectors_is_written_as_it_was_read() {
    let Some(path) = shared::shared("suites/slip39/vectors.json") else { return };
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let all = vectors.iter().flat_map(|vector| vector[1].as_array().unwrap()).map(|text| text.as_str().unwrap());
    let mut sound = 0;
    for shown in all {
        if let Ok(share) = read(shown) {
            assert_eq!(text(&share), shown);
            sound += 1;
        }
    }
    assert_eq!(sound, 77);
}

#[test]
fn the_stock_tool_rebuilds_what_is_split_here() {
    let Some(tool) = shamir::shamir() else { return };
    let schemes = [groups(1, &[(1, 1)]), groups(1, &[(2, 3)]), groups(2, &[(1, 1), (3, 5), (2, 2)])];
    for (length, scheme) in [16, 24, 32, 64].into_iter().zip(schemes.iter().cycle()) {
        for extendable in [true, false] {
            let mut octets = vec![0; length];
            chancery::entropy::Entropy::fill(&mut entropy(), &mut octets).unwrap();
            let form = form(extendable, Exponent::new(2).unwrap());
            let shares = split(&secret(&octets), &Passphrase::none(), scheme, form, &mut entropy()).unwrap();
            let texts: Vec<String> = shares.iter().map(text).collect();
            assert_eq!(shamir::recover(&tool, &texts), Some(hex::encode(octets)), "{scheme:?}");
        }
    }
}

#[test]
fn what_the_stock_tool_splits_is_rebuilt_here() {
    let Some(tool) = shamir::shamir() else { return };
    let hex = "00112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0f10";
    for (create, passphrase, quorum) in [
        (vec!["single"], "", vec![(0, 0)]),
        (vec!["3of5", "-p", "a house of ~ words"], "a house of ~ words", vec![(0, 4), (0, 0), (0, 2)]),
        (vec!["2of3", "-X", "-p", "TREZOR"], "TREZOR", vec![(0, 2), (0, 1)]),
        (vec!["3of3", "-X", "-E", "3"], "", vec![(0, 0), (0, 1), (0, 2)]),
        (
            vec!["custom", "-t", "2", "-g", "2", "3", "-g", "1", "1", "-g", "3", "4"],
            "",
            vec![(1, 0), (2, 3), (2, 1), (2, 0)],
        ),
    ] {
        let made = shamir::create(&tool, &create, hex);
        let shares: Vec<Share> = quorum.iter().map(|(group, member)| read(&made[*group][*member]).unwrap()).collect();
        assert_eq!(hex::encode(combine(&shares, &words(passphrase)).unwrap().expose()), hex, "{create:?}");
        for (group, member) in quorum {
            let head = *read(&made[group][member]).unwrap().head();
            assert_eq!((usize::from(head.group), usize::from(head.member)), (group + 1, member + 1));
        }
    }
}

#[test]
fn the_stock_tool_refuses_one_share_too_few_as_we_do() {
    let Some(tool) = shamir::shamir() else { return };
    let shares = dealt(&[9; 16], &groups(1, &[(3, 5)]));
    let texts: Vec<String> = shares.iter().map(text).collect();
    assert_eq!(shamir::recover(&tool, &texts[..2]), None);
    assert_eq!(shamir::recover(&tool, &texts[1..4]), Some("09".repeat(16)));
}

#[test]
fn share_8_to_10_what_is_no_quorum_gives_nothing() {
    let scheme = groups(2, &[(2, 3), (2, 2), (1, 1)]);
    let (own, other) = (dealt(&[1; 16], &scheme), dealt(&[2; 16], &scheme));
    let pick = |places: &[usize]| places.iter().map(|place| again(&own[*place])).collect::<Vec<_>>();
    let refused = |shares: &[Share]| combine(shares, &Passphrase::none()).err().unwrap();
    for (places, clause) in [
        (&[][..], "SHARE-8"),
        (&[0], "SHARE-8"),
        (&[0, 1], "SHARE-8"),
        (&[0, 3], "SHARE-8"),
        (&[0, 3, 4], "SHARE-8"),
        (&[5], "SHARE-8"),
        (&[0, 0], "SHARE-7"),
        (&[0, 1, 2, 5], "SHARE-9"),
        (&[0, 1, 3, 4, 5], "SHARE-9"),
        (&[5, 5], "SHARE-7"),
    ] {
        assert_eq!(refused(&pick(places)).clause(), Some(clause), "{places:?}");
    }
    for places in [&[0, 1, 5][..], &[2, 5, 0], &[3, 4, 1, 2], &[5, 4, 3]] {
        assert_eq!(combine(&pick(places), &Passphrase::none()).unwrap().expose(), [1; 16], "{places:?}");
    }
    let mut mixed = pick(&[0, 5]);
    mixed.push(again(&other[1]));
    assert_eq!(refused(&mixed).clause(), Some("SHARE-6"));
}

#[test]
fn what_is_wanted_still_is_said_in_words() {
    let shares = dealt(&[1; 16], &groups(2, &[(3, 3), (2, 2)]));
    let some = |places: &[usize]| places.iter().map(|place| again(&shares[*place])).collect::<Vec<_>>();
    let wanted = |places: &[usize]| Gathered::of(&some(places)).unwrap().wanted().to_string();
    assert_eq!(wanted(&[0]), "2 more shares of group 1 and 1 more group");
    assert_eq!(wanted(&[0, 1, 4]), "1 more share of group 1 and 1 more share of group 2");
    assert_eq!(wanted(&[0, 1, 2, 3, 4]), "nothing more");
    let error = combine(&some(&[0]), &Passphrase::none()).err().unwrap();
    assert_eq!(error.to_string(), "SHARE-8: 2 more shares of group 1 and 1 more group wanted");
}

#[test]
fn share_10_a_forged_share_of_the_same_set_is_refused() {
    // What a keeper could do: the same head, another value, a checksum that holds.
    let Some(tool) = shamir::shamir() else { return };
    let shares = dealt(&[1; 16], &groups(1, &[(2, 3)]));
    let script = "import sys; from shamir_mnemonic.share import Share; s = Share.from_mnemonic(sys.stdin.read()); \
                  v = bytearray(s.value); v[-1] ^= 1; import dataclasses as d; \
                  print((s._replace(value=bytes(v)) if hasattr(s, '_replace') else d.replace(s, value=bytes(v))).mnemonic())";
    let output = shamir::call(&tool.with_file_name("python"), &["-c", script], &[text(&shares[0])]);
    let forged = read(&String::from_utf8(output.stdout).unwrap()).unwrap();
    assert_eq!(forged.head(), shares[0].head());
    let error = combine(&[forged, again(&shares[1])], &Passphrase::none()).err().unwrap();
    assert_eq!((error.clause(), error.kind()), (Some("SHARE-10"), Fault::Refused));
}

#[test]
fn share_11_short_odd_and_overlong_secrets_are_refused() {
    for length in [0, 1, 8, 14, 15, 17, 31, 33, 257, 258, 4096] {
        let made =
            split(&secret(&vec![5; length]), &Passphrase::none(), &groups(1, &[(2, 2)]), cheap(), &mut entropy());
        let error = made.err().unwrap();
        assert_eq!((error.clause(), error.kind()), (Some("SHARE-11"), Fault::Refused), "{length}");
    }
    for length in [16, 18, 20, 22, 30, 254, 256] {
        let shares = dealt(&vec![5; length], &groups(1, &[(2, 2)]));
        let shares: Vec<Share> = shares.iter().map(again).collect();
        assert_eq!(combine(&shares, &Passphrase::none()).unwrap().expose(), vec![5; length]);
    }
}

#[test]
fn without_randomness_nothing_is_split() {
    let made = split(&secret(&[1; 16]), &Passphrase::none(), &groups(1, &[(2, 2)]), cheap(), &mut Forbidden);
    assert_eq!(made.err().unwrap().kind(), Fault::Bug);
}

#[test]
fn another_passphrase_gives_another_secret_and_no_error() {
    let shares = split(&secret(&[1; 16]), &words("one"), &groups(1, &[(2, 2)]), cheap(), &mut entropy()).unwrap();
    assert_eq!(combine(&shares, &words("one")).unwrap().expose(), [1; 16]);
    assert_ne!(combine(&shares, &words("two")).unwrap().expose(), [1; 16]);
    assert!(prove(&shares, &words("two"), &secret(&[1; 16])).is_err());
}

#[test]
fn two_splits_of_one_secret_have_nothing_in_common() {
    let scheme = groups(1, &[(2, 3)]);
    let (one, two) = (dealt(&[1; 16], &scheme), dealt(&[1; 16], &scheme));
    assert!(one.iter().zip(&two).all(|(one, two)| text(one) != text(two)));
    assert_ne!(one[0].head().set.identifier, two[0].head().set.identifier, "one time in 32768 this fails by chance");
}

#[test]
fn a_set_of_sixteen_is_proved_by_all_its_quorums() {
    let octets = [3; 32];
    let shares = dealt(&octets, &groups(1, &[(3, 16)]));
    let proof = prove(&shares, &Passphrase::none(), &secret(&octets)).unwrap();
    assert_eq!((proof.shares, proof.combinations), (16, 560 + 1));
}

/// The chosen ones by the bits of a mask.
fn subset(shares: &[Share], mask: u32) -> Vec<Share> {
    (0..).zip(shares).filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, share)| again(share)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_quorum_gives_the_secret_and_every_other_subset_is_refused(
        octets in (8usize..=16).prop_flat_map(|half| proptest::collection::vec(any::<u8>(), 2 * half)),
        (wanted, of) in (2u8..=5).prop_flat_map(|of| (2..=of, Just(of))),
    ) {
        let shares = dealt(&octets, &groups(1, &[(wanted, of)]));
        for mask in 0u32..1 << of {
            let (chosen, wanted) = (subset(&shares, mask), u32::from(wanted));
            match (combine(&chosen, &Passphrase::none()), mask.count_ones()) {
                (Ok(found), count) if count == wanted => prop_assert_eq!(found.expose(), &octets[..]),
                (Err(error), count) if count < wanted => prop_assert_eq!(error.clause(), Some("SHARE-8")),
                (Err(error), count) if count > wanted => prop_assert_eq!(error.clause(), Some("SHARE-9")),
                (found, count) => prop_assert!(false, "{} of {wanted}: {}", count, found.is_ok()),
            }
        }
    }

    #[test]
    fn a_share_of_another_set_mixed_in_is_refused(
        octets in proptest::collection::vec(any::<u8>(), 16),
        (wanted, of) in (2u8..=6).prop_flat_map(|of| (2..=of, Just(of))),
        place in any::<prop::sample::Index>(),
    ) {
        let scheme = groups(1, &[(wanted, of)]);
        let (own, other) = (dealt(&octets, &scheme), dealt(&octets, &scheme));
        prop_assume!(own[0].head().set.identifier != other[0].head().set.identifier);
        let mut shares: Vec<Share> = own.iter().take(usize::from(wanted)).map(again).collect();
        let place = place.index(shares.len());
        shares[place] = again(&other[place]);
        let error = combine(&shares, &Passphrase::none()).err().unwrap();
        prop_assert_eq!(error.clause(), Some("SHARE-6"));
    }

    #[test]
    fn any_one_wrong_word_is_refused(
        octets in proptest::collection::vec(any::<u8>(), 16),
        place in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
    ) {
        let shares = dealt(&octets, &groups(1, &[(2, 2)]));
        let (own, other) = (text(&shares[0]), text(&shares[1]));
        let mut words: Vec<&str> = own.split(' ').collect();
        let all: Vec<&str> = other.split(' ').collect();
        let place = place.index(words.len());
        prop_assume!(words[place] != all[from.index(all.len())]);
        words[place] = all[from.index(all.len())];
        // A word of the head that is changed may be one of the flag that picks the checksum's kind: refused as well.
        prop_assert_eq!(read(&words.join(" ")).err().unwrap().clause(), Some("SHARE-3"));
    }

    #[test]
    fn no_text_breaks_the_reader_and_no_message_repeats_it(text in "[a-z\\PC ]{0,400}") {
        if let Err(error) = read(&text) {
            for word in text.split_whitespace().filter(|word| word.chars().count() > 8) {
                prop_assert!(!error.to_string().contains(word), "{}", error);
            }
        }
    }
}
