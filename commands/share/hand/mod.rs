//! What the verbs of `share` have in common: shares taken from sealed files or typed at the terminal, the identities that
//! open them, and how a share is described.

mod error;
mod files;
mod typing;

use chancery::share::Head;
use serde::Serialize;

pub use error::HandError;
pub use files::{Opening, recipients, sealed_note, sealed_share};
pub use typing::{refused, typed_any_share, typed_share};

/// What a share says of itself, as it stands in reports.
#[derive(Debug, Serialize)]
pub struct Described {
    set: u16,
    group: u8,
    groups: u8,
    groups_wanted: u8,
    share: u8,
    shares_wanted: u8,
    secret_bits: usize,
    extendable: bool,
    iteration_exponent: u8,
}

impl From<&Head> for Described {
    fn from(head: &Head) -> Self {
        Described {
            set: head.set.identifier.number(),
            group: head.group,
            groups: head.set.groups,
            groups_wanted: head.set.group_threshold,
            share: head.member,
            shares_wanted: head.member_threshold,
            secret_bits: head.set.octets * 8,
            extendable: head.set.extendable,
            iteration_exponent: head.set.exponent.number(),
        }
    }
}

impl Described {
    /// For a person.
    pub fn show(&self, page: &mut crate::frame::Page) {
        page.field("Set", self.set);
        if self.groups > 1 {
            page.field("Group", format!("{} of {}, {} wanted", self.group, self.groups, self.groups_wanted));
        }
        let group = if self.groups > 1 { " of its group" } else { "" };
        page.field("Share", format!("{}, {}{group} wanted", self.share, self.shares_wanted));
        page.field("Secret", format!("{} bits", self.secret_bits));
        let work = format!("{} iterations", 10_000_u64 << self.iteration_exponent);
        page.field("Form", format!("{}, {work}", if self.extendable { "extendable" } else { "old, not extendable" }));
    }
}
