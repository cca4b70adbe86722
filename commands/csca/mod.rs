//! `chancery csca`: the country signing CA.

mod adopt;
mod compromise;
mod revoke;
mod rollover;
mod status;

crate::frame::verbs!(csca: "Act as the country signing CA"; adopt, compromise, revoke, rollover, status);
