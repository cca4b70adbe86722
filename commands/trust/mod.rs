//! `chancery trust`: foreign certificates and what people decided about them.

mod accept;
mod distrust;
mod import;
mod list;
mod propose;
mod typing;

crate::frame::verbs!(trust: "Decide which foreign certificates are anchors"; accept, distrust, import, list, propose);
