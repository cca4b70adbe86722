//! `chancery deviation`: what states say is wrong with documents they issued.

mod ingest;
mod list;
mod show;

crate::frame::verbs!(deviation: "Take in, list and show deviation lists"; ingest, list, show);

/// The longest list that is read, in octets.
const LONGEST: u64 = 256 << 20;
