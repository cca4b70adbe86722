//! The wire form of SSH (RFC 4251 5): octets, big-endian numbers, strings with a length before them.

/// Reads field after field. `None` is a field that goes beyond the end.
#[derive(Clone, Copy)]
pub(super) struct Wire<'a>(pub &'a [u8]);

impl<'a> Wire<'a> {
    pub(super) fn octets(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        self.octets(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.octets(usize::try_from(length).ok()?)
    }

    /// An mpint that is not negative, as its magnitude without leading zeros.
    pub(super) fn magnitude(&mut self) -> Option<&'a [u8]> {
        match self.string()? {
            [first, ..] if *first >= 0x80 => None,
            [0, rest @ ..] if rest.first().is_none_or(|next| *next < 0x80) => None,
            [0, rest @ ..] => Some(rest),
            all => Some(all),
        }
    }

    pub(super) fn is_at_end(self) -> bool {
        self.0.is_empty()
    }
}

/// Some octets as a string.
pub(super) fn string(octets: &[u8]) -> Vec<u8> {
    let length = u32::try_from(octets.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], octets].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_beyond_the_end_and_a_number_with_a_sign_are_refused() {
        assert_eq!(Wire(&[0, 0, 0, 2, 7]).string(), None);
        assert_eq!(Wire(&[0xff, 0xff, 0xff, 0xff, 7]).string(), None);
        assert_eq!(Wire(&[0, 0]).number(), None);
        assert_eq!(Wire(&string(&[0x80])).magnitude(), None);
        assert_eq!(Wire(&string(&[0, 1])).magnitude(), None);
        assert_eq!(Wire(&string(&[0, 0x80])).magnitude(), Some(&[0x80][..]));
        assert_eq!(Wire(&string(&[5])).magnitude(), Some(&[5][..]));
        assert!(Wire(&[]).is_at_end());
    }
}
