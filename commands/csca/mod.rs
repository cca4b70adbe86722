//! `chancery csca`: the country signing CA.

mod revoke;

crate::frame::verbs!(csca: "Act as the country signing CA"; revoke);
