//! A command: the tree of nouns and verbs, their arguments and examples, and how one of them is run.

mod example;
mod leaf;
mod memory;
mod options;
mod process;
mod usage;

pub use example::{Example, Step};
pub(crate) use leaf::verbs;
pub use leaf::{Answer, Leaf, Noun, answer};
pub use memory::{Swap, swaps};
pub use options::Options;
pub use process::{Tree, run};
