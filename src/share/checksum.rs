//! RS1024: the Reed-Solomon code over GF(1024) whose three words end every share.
//!
//! It finds any error in up to three words. It is no check against malice: the digest inside the secret is.

use std::hint::black_box;

use zeroize::Zeroizing;

/// The generator's remainders, one for each bit of the word that leaves the window.
const GENERATOR: [u32; 10] = [
    0x00E0_E040,
    0x01C1_C080,
    0x0383_8100,
    0x0707_0200,
    0x0E0E_0009,
    0x1C0C_2412,
    0x3808_6C24,
    0x3090_FC48,
    0x21B1_F890,
    0x03F3_F120,
];

/// How many words the checksum is.
pub(super) const LENGTH: usize = 3;

/// What the code begins with, so that shares of the two kinds are never taken for one another.
const fn customisation(extendable: bool) -> &'static [u8] {
    if extendable { b"shamir_extendable" } else { b"shamir" }
}

fn step(sum: u32, word: u16) -> u32 {
    let leaving = sum >> 20;
    let mut sum = ((sum & 0xF_FFFF) << 10) ^ u32::from(word);
    for (bit, remainder) in GENERATOR.iter().enumerate() {
        sum ^= remainder & black_box(0u32.wrapping_sub((leaving >> bit) & 1));
    }
    sum
}

fn polymod(extendable: bool, words: &[u16]) -> u32 {
    let prefix = customisation(extendable).iter().map(|octet| u16::from(*octet));
    prefix.chain(words.iter().copied()).fold(1, step)
}

/// Appends the checksum.
pub(super) fn append(extendable: bool, words: &mut Zeroizing<Vec<u16>>) {
    let before = polymod(extendable, words);
    let sum = [0; LENGTH].into_iter().fold(before, step) ^ 1;
    words.extend([20, 10, 0].map(|shift| ((sum >> shift) & 0x3FF) as u16));
}

/// Whether the words end with their checksum.
pub(super) fn holds(extendable: bool, words: &[u16]) -> bool {
    polymod(extendable, words) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(extendable: bool) -> Zeroizing<Vec<u16>> {
        let mut words = Zeroizing::new((0..17u16).map(|n| n * 61 % 1024).collect());
        append(extendable, &mut words);
        words
    }

    #[test]
    fn what_was_appended_holds_for_its_kind_alone() {
        for extendable in [false, true] {
            assert!(holds(extendable, &coded(extendable)));
            assert!(!holds(!extendable, &coded(extendable)));
        }
    }

    #[test]
    fn every_other_word_at_every_place_breaks_it() {
        let good = coded(true);
        for place in 0..good.len() {
            for other in 1..1024 {
                let mut bad = good.clone();
                bad[place] ^= other;
                assert!(!holds(true, &bad), "{place} {other}");
            }
        }
    }

    #[test]
    fn two_words_changed_places_and_three_wrong_ones_break_it() {
        let good = coded(true);
        for place in 1..good.len() {
            let mut bad = good.clone();
            bad.swap(place - 1, place);
            assert!(bad == good || !holds(true, &bad), "{place}");
        }
        for (one, two, three) in [(0, 1, 2), (0, 9, 19), (17, 18, 19), (3, 4, 18)] {
            for wrong in [1, 2, 512, 1023] {
                let mut bad = good.clone();
                bad[one] ^= wrong;
                bad[two] ^= 1023 ^ wrong >> 1;
                bad[three] ^= wrong;
                assert!(!holds(true, &bad), "{one} {two} {three} {wrong}");
            }
        }
    }
}
