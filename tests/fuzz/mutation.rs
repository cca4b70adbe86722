//! Changing octets so that parsers have something to stumble over. The same seed makes the same changes for ever.

/// SplitMix64.
pub struct Random(u64);

impl Random {
    /// Begins anew for a name and a number.
    pub fn of(name: &str, number: u64) -> Self {
        let start = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, b| (hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
        Random(start ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }
}

/// Octets that mean something to DER, to text, or at the edge of a number.
const TELLING: &[u8] = &[
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1f, 0x24, 0x30, 0x31, 0x7f, 0x80, 0x81,
    0x82, 0x84, 0x85, 0x9f, 0xa0, 0xa3, 0xbf, 0xff, b'\n', b'\r', b' ', b'"', b'\\', b'{', b'}', b'[', b'-', b'=',
];

/// The largest input that is made.
const LARGEST: usize = 1 << 16;

/// An input made of a seed, one to four changes away, some of it perhaps from another seed.
pub fn mutate(random: &mut Random, seed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(4) {
        change(random, &mut bytes, other);
    }
    bytes.truncate(LARGEST);
    bytes
}

/// Where in some octets, and how many from there.
fn span(random: &mut Random, length: usize) -> (usize, usize) {
    let from = random.below(length);
    let most = if random.below(4) == 0 { length - from } else { (length - from).min(16) };
    (from, random.below(most + 1))
}

fn change(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = random.below(bytes.len());
    match random.below(9) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 | 2 => {
            let telling = TELLING[random.below(TELLING.len())];
            if let Some(byte) = bytes.get_mut(at) {
                *byte = telling;
            }
        }
        3 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = byte.wrapping_add(if random.below(2) == 0 { 1 } else { 0xff });
            }
        }
        4 => {
            let (from, count) = span(random, bytes.len());
            bytes.drain(from..from + count);
        }
        5 => {
            let (from, count) = span(random, bytes.len());
            let again = bytes[from..from + count].to_vec();
            bytes.splice(at..at, again);
        }
        6 => {
            let (from, count) = span(random, other.len());
            let foreign = other.get(from..from + count).unwrap_or_default().to_vec();
            let until = if random.below(2) == 0 { at } else { (at + foreign.len()).min(bytes.len()) };
            bytes.splice(at..until, foreign);
        }
        7 => bytes.truncate(at),
        _ => {
            let count = random.below(8) + 1;
            let telling = TELLING[random.below(TELLING.len())];
            bytes.splice(at..at, vec![telling; count]);
        }
    }
}
