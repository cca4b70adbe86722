//! `chancery trust`: foreign certificates and what people decided about them.

mod accept;
mod anchors;
mod distrust;
mod history;
mod list;
mod named;
mod show;

pub use list::state;

crate::frame::verbs!(
    trust: "Decide which foreign certificates are anchors";
    accept, anchors, distrust, history, list, show
);
