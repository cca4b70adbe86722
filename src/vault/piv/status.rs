//! Status words (ISO/IEC 7816-4, SP 800-73-4 part 2), said in words.

use std::fmt;

/// The two octets that end a card's answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(pub u16);

impl Status {
    /// Done.
    pub const DONE: Status = Status(0x9000);
    /// The PIN is blocked.
    pub const BLOCKED: Status = Status(0x6983);
    /// There is no such object or application.
    pub const NOT_FOUND: Status = Status(0x6a82);

    /// The first octet.
    pub fn first(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The second octet.
    pub fn second(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// How many tries are left, where the status says it (`63Cx`).
    pub fn tries(self) -> Option<u8> {
        (self.0 & 0xfff0 == 0x63c0).then_some(self.second() & 0x0f)
    }

    /// What it means.
    pub fn words(self) -> &'static str {
        match self.0 {
            0x9000 => "done",
            0x6100..=0x61ff => "more octets are ready",
            0x6300 => "the PIN is wrong",
            0x63c0..=0x63cf => "the PIN is wrong or was not given",
            0x6581 => "its memory failed",
            0x6700 => "the command has a wrong length",
            0x6881 => "it knows no logical channels",
            0x6882 => "it knows no secure messaging",
            0x6883 => "the last command of a chain was expected",
            0x6884 => "it knows no command chaining",
            0x6982 => "the PIN, or the touch it waits for, was not given",
            0x6983 => "the PIN is blocked",
            0x6985 => "the conditions of use are not met; perhaps it was not touched in time",
            0x6a80 => "the command's data is wrong",
            0x6a81 => "it does not have this function",
            0x6a82 => "there is no such object or application",
            0x6a84 => "it has not enough memory",
            0x6a86 | 0x6b00 => "the command's parameters are wrong",
            0x6a88 => "there is no such key",
            0x6c00..=0x6cff => "another length of answer is asked for",
            0x6d00 => "it does not know this command",
            0x6e00 => "it does not know this class of commands",
            0x6f00 => "it failed and does not say why",
            _ => "a status that the standards give no name",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X} ({})", self.0, self.words())
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Status({:04X})", self.0)
    }
}
