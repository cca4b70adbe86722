//! `chancery csca`: the country signing CA.

mod compromise;
mod revoke;
mod rollover;
mod status;

crate::frame::verbs!(csca: "Act as the country signing CA"; compromise, revoke, rollover, status);
