//! `chancery trust`: foreign certificates and what people decided about them.

mod accept;
mod anchors;
mod distrust;
mod history;
mod import;
mod list;
mod named;
mod propose;
mod show;
mod typing;

pub use list::state;

crate::frame::verbs!(
    trust: "Decide which foreign certificates are anchors";
    accept, anchors, distrust, history, import, list, propose, show
);
