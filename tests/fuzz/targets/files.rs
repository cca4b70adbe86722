//! The texts an officer may write: policies, profiles, ceremony scripts.

use chancery::approval::policy::Policy;
use chancery::ceremony::Script;
use chancery::pki::profile::Profile;

pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = Policy::parse(text);
    let _ = Profile::parse(text);
    let _ = Script::parse(text);
}
