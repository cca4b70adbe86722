//! Bech32 (BIP 173) without its limit of length, as age writes keys.

use zeroize::Zeroizing;

/// The letters, by the five bits each stands for.
const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// What is added for each bit that leaves the window.
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
/// Letters of the checksum.
const CHECKSUM: usize = 6;

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defect {
    /// Capitals and small letters.
    MixedCase,
    /// No `1` that ends the prefix, or letters that are not of the alphabet.
    Letters,
    /// The checksum does not hold.
    Checksum,
    /// Bits are left over.
    Padding,
}

fn step(sum: u32, five: u8) -> u32 {
    let next = ((sum & 0x1ff_ffff) << 5) ^ u32::from(five);
    GENERATOR.iter().enumerate().fold(next, |next, (bit, g)| next ^ (g & 0u32.wrapping_sub((sum >> (25 + bit)) & 1)))
}

fn polymod(prefix: &str, fives: impl Iterator<Item = u8>) -> u32 {
    let (high, low) = (prefix.bytes().map(|letter| letter >> 5), prefix.bytes().map(|letter| letter & 31));
    high.chain([0]).chain(low).chain(fives).fold(1, step)
}

/// Octets under a prefix of small letters.
pub(super) fn encode(prefix: &str, octets: &[u8]) -> Zeroizing<String> {
    let mut fives = Zeroizing::new(Vec::with_capacity(octets.len() * 8 / 5 + 1 + CHECKSUM));
    let (mut bits, mut held) = (0u32, 0);
    for octet in octets {
        bits = (bits << 8 | u32::from(*octet)) & 0xfff;
        held += 8;
        while held >= 5 {
            held -= 5;
            fives.push((bits >> held & 31) as u8);
        }
    }
    if held > 0 {
        fives.push((bits << (5 - held) & 31) as u8);
    }
    let sum = polymod(prefix, fives.iter().copied().chain([0; CHECKSUM])) ^ 1;
    fives.extend([25, 20, 15, 10, 5, 0].map(|shift| (sum >> shift & 31) as u8));
    let mut text = Zeroizing::new(String::with_capacity(prefix.len() + 1 + fives.len()));
    text.push_str(prefix);
    text.push('1');
    text.extend(fives.iter().filter_map(|five| LETTERS.get(usize::from(*five))).map(|letter| char::from(*letter)));
    text
}

/// The prefix in small letters, and the octets under it.
pub(super) fn decode(text: &str) -> Result<(String, Vec<u8>), Defect> {
    if text.bytes().any(|b| b.is_ascii_lowercase()) && text.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(Defect::MixedCase);
    }
    let lower = text.to_ascii_lowercase();
    let (prefix, data) = lower.rsplit_once('1').ok_or(Defect::Letters)?;
    let five = |letter: u8| LETTERS.iter().position(|known| *known == letter).and_then(|at| u8::try_from(at).ok());
    let fives: Option<Vec<u8>> = data.bytes().map(five).collect();
    let fives = fives.filter(|_| !prefix.is_empty() && prefix.is_ascii()).ok_or(Defect::Letters)?;
    let payload = fives.len().checked_sub(CHECKSUM).and_then(|end| fives.get(..end)).ok_or(Defect::Letters)?;
    if polymod(prefix, fives.iter().copied()) != 1 {
        return Err(Defect::Checksum);
    }
    let (mut bits, mut held, mut octets) = (0u32, 0, Vec::with_capacity(payload.len() * 5 / 8));
    for five in payload {
        bits = (bits << 5 | u32::from(*five)) & 0xfff;
        held += 5;
        if held >= 8 {
            held -= 8;
            octets.push((bits >> held) as u8);
        }
    }
    if held >= 5 || bits & ((1 << held) - 1) != 0 {
        return Err(Defect::Padding);
    }
    Ok((prefix.to_owned(), octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_bip_173_hold() {
        for good in [
            "A12UEL5L",
            "a12uel5l",
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
            "?1ezyfcl",
        ] {
            assert!(decode(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("pzry9x0s0muk", Defect::Letters),
            ("1pzry9x0s0muk", Defect::Letters),
            ("x1b4n0q5v", Defect::Letters),
            ("li1dgmt3", Defect::Letters),
            ("A1G7SGD8", Defect::Checksum),
            ("a12uel5L", Defect::MixedCase),
            ("", Defect::Letters),
            ("é1qqqqqq", Defect::Letters),
        ] {
            assert_eq!(decode(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn octets_go_there_and_back() {
        for length in 0..70u8 {
            let octets: Vec<u8> = (0..length).map(|n| n.wrapping_mul(37)).collect();
            assert_eq!(decode(&encode("age", &octets)), Ok(("age".to_owned(), octets)));
        }
    }

    #[test]
    fn any_wrong_letter_is_found() {
        let good = encode("age", &[7; 32]);
        for at in 4..good.len() {
            for letter in LETTERS.iter().filter(|letter| **letter != good.as_bytes()[at]) {
                let mut bad = good.as_bytes().to_vec();
                bad[at] = *letter;
                assert_eq!(decode(std::str::from_utf8(&bad).unwrap()), Err(Defect::Checksum), "{at}");
            }
        }
    }
}
