//! The targets: one small function per parser, that takes any octets and comes back. A libFuzzer target calls
//! one with its input and needs nothing else.

pub mod age_keys;
pub mod backup_keys;
pub mod backup_note;
pub mod backup_state;
pub mod certificate;
pub mod chain;
pub mod cms;
pub mod crl;
pub mod deviation_list;
pub mod enrolment;
pub mod extensions;
pub mod files;
pub mod import;
pub mod key_wrap;
pub mod leaf;
pub mod master_list;
pub mod name;
pub mod note;
pub mod officer_key;
pub mod openpgp_certificate;
pub mod pkd;
pub mod proposal;
pub mod public_key;
pub mod request;
pub mod sealed;
pub mod set_id;
pub mod share;
pub mod share_note;
pub mod state_tar;
pub mod statement;

/// A target with its name, which is that of its folder in the corpus.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
}

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        pub const ALL: &[Target] = &[$(Target { name: stringify!($name), run: $name::run }),*];
    };
}

targets![
    age_keys,
    backup_keys,
    backup_note,
    backup_state,
    certificate,
    chain,
    cms,
    crl,
    deviation_list,
    enrolment,
    extensions,
    files,
    import,
    key_wrap,
    leaf,
    master_list,
    name,
    note,
    officer_key,
    openpgp_certificate,
    pkd,
    proposal,
    public_key,
    request,
    sealed,
    set_id,
    share,
    share_note,
    state_tar,
    statement,
];

/// The time everything is judged at: in the life of the project's own seeds and of the public ones.
fn time() -> chancery::clock::Time {
    "2027-01-15T00:00:00Z".parse().unwrap()
}

/// What is shown cannot steer a terminal.
fn is_harmless(shown: &str) {
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
}
