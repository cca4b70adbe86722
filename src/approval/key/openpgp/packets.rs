//! A walk over OpenPGP packets by their headers alone (RFC 9580 4.2): what kinds stand there, and
//! that they fill the input. Done before the library reads anything, so that nothing is unfolded
//! and nothing stands beside.

/// Kinds of packets that are told apart here (RFC 9580 5).
pub(super) mod kind {
    pub const SIGNATURE: u8 = 2;
    pub const ONE_PASS: u8 = 4;
    pub const SECRET_KEY: u8 = 5;
    pub const PUBLIC_KEY: u8 = 6;
    pub const SECRET_SUBKEY: u8 = 7;
    pub const COMPRESSED: u8 = 8;
    pub const LITERAL: u8 = 11;
    pub const USER_ID: u8 = 13;
    pub const PUBLIC_SUBKEY: u8 = 14;
    pub const USER_ATTRIBUTE: u8 = 17;
}

/// At most this many packets are walked. An officer's certificate has a dozen.
pub(super) const MOST: usize = 512;

/// Why the walk ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WalkFault {
    /// A compressed packet.
    Compressed,
    /// An octet that begins no packet, after so many good packets.
    NoPacket { offset: usize, after: usize },
    /// A length that cannot be.
    Length { offset: usize, what: &'static str },
    /// More packets than are walked.
    TooMany,
}

impl std::fmt::Display for WalkFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WalkFault::Compressed => f.write_str("a compressed packet"),
            WalkFault::NoPacket { offset, .. } => write!(f, "offset {offset}: no OpenPGP packet begins here"),
            WalkFault::Length { offset, what } => write!(f, "offset {offset}: {what}"),
            WalkFault::TooMany => write!(f, "more than {MOST} packets"),
        }
    }
}

/// The kind of the first packet, before its length is read.
pub(super) fn first(octets: &[u8]) -> Option<u8> {
    octets.first().and_then(|octet| kind_of(*octet))
}

fn kind_of(octet: u8) -> Option<u8> {
    match octet {
        0xc0.. => Some(octet & 0x3f),
        0x80..=0xbf => Some(octet >> 2 & 0x0f),
        _ => None,
    }
}

/// The kinds of all packets, in order. They fill the input.
pub(super) fn kinds(octets: &[u8]) -> Result<Vec<u8>, WalkFault> {
    let (mut kinds, mut rest) = (Vec::new(), octets);
    while let Some((head, after)) = rest.split_first() {
        let offset = octets.len() - rest.len();
        let kind =
            kind_of(*head).filter(|kind| *kind != 0).ok_or(WalkFault::NoPacket { offset, after: kinds.len() })?;
        if kind == kind::COMPRESSED {
            return Err(WalkFault::Compressed);
        }
        if kinds.len() == MOST {
            return Err(WalkFault::TooMany);
        }
        let (length, after) = length(*head, after).map_err(|what| WalkFault::Length { offset, what })?;
        let beyond = WalkFault::Length { offset, what: "a packet that is longer than what is left" };
        rest = after.get(length..).ok_or(beyond)?;
        kinds.push(kind);
    }
    Ok(kinds)
}

/// The length that a header says, and what follows it.
fn length(head: u8, after: &[u8]) -> Result<(usize, &[u8]), &'static str> {
    const SHORT: &str = "the input ends inside a packet header";
    let number = |count: usize| {
        let (digits, rest) = after.split_at_checked(count).ok_or(SHORT)?;
        Ok((digits.iter().fold(0, |n, b| n << 8 | usize::from(*b)), rest))
    };
    if head < 0xc0 {
        return match head & 0x03 {
            0 => number(1),
            1 => number(2),
            2 => number(4),
            _ => Err("a packet without a length"),
        };
    }
    let (first, rest) = after.split_first().ok_or(SHORT)?;
    match first {
        0..=191 => Ok((usize::from(*first), rest)),
        192..=223 => {
            let (second, rest) = rest.split_first().ok_or(SHORT)?;
            Ok((((usize::from(*first) - 192) << 8) + usize::from(*second) + 192, rest))
        }
        224..=254 => Err("a packet in parts"),
        255 => {
            let (digits, rest) = rest.split_at_checked(4).ok_or(SHORT)?;
            Ok((digits.iter().fold(0, |n, b| n << 8 | usize::from(*b)), rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_header_formats_and_all_definite_lengths_are_walked() {
        let mut all = vec![0x88, 1, 0, 0x89, 0, 1, 0, 0x8a, 0, 0, 0, 1, 0];
        all.extend([0xc2, 1, 0, 0xc2, 0xff, 0, 0, 0, 1, 0, 0xc2, 192, 8]);
        all.extend([0; 200]);
        assert_eq!(kinds(&all).unwrap(), vec![2; 6]);
        assert_eq!(first(&all), Some(2));
        assert!(kinds(&[]).unwrap().is_empty());
    }

    #[test]
    fn lengths_that_cannot_be_compression_and_junk_end_the_walk() {
        let length = |octets: &[u8]| matches!(kinds(octets), Err(WalkFault::Length { offset: 0, .. }));
        for bad in
            [&[0x8b, 0][..], &[0xc2, 224, 0], &[0xc2, 0xff, 0xff, 0xff, 0xff, 0xff], &[0xc2], &[0x89, 1], &[0xc2, 200]]
        {
            assert!(length(bad), "{bad:02x?}");
        }
        assert_eq!(kinds(&[0xa3]), Err(WalkFault::Compressed));
        assert_eq!(kinds(&[0xc8, 224]), Err(WalkFault::Compressed));
        assert_eq!(kinds(&[0x88, 0, b'x']), Err(WalkFault::NoPacket { offset: 2, after: 1 }));
        assert_eq!(kinds(&[0x80]), Err(WalkFault::NoPacket { offset: 0, after: 0 }));
        assert_eq!(kinds(&[0xc2, 0].repeat(MOST + 1)), Err(WalkFault::TooMany));
    }
}
