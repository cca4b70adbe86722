//! Why a backup, a restore or a change of tokens is refused.

use std::path::PathBuf;

use crate::fault::{Fail, Fault};

/// Why a backup, a restore or a change of tokens is refused.
#[derive(Debug, thiserror::Error)]
pub enum BackingError {
    /// A name that a vault has.
    #[error("VAULT-20: there is a vault '{vault}' already")]
    VaultNamed {
        /// The name.
        vault: String,
    },
    /// Vaults that do not exchange their tokens.
    #[error("VAULT-21: '{to}' does not stand by for vault '{vault}': wanted two vaults, neither of them the ledger's")]
    FailOverUnfit {
        /// The vault.
        vault: String,
        /// The other.
        to: String,
    },
    /// A key that would be lost.
    #[error("VAULT-22: key '{key}' is not in the token of vault '{vault}', or is another there")]
    NotInStandby {
        /// The key.
        key: String,
        /// The vault.
        vault: String,
    },
    /// A key that is said to be lost and is not.
    #[error("VAULT-23: key '{key}' is in the token of vault '{vault}': it need not be given up")]
    InStandby {
        /// The key.
        key: String,
        /// The vault.
        vault: String,
    },
    /// Keys that come from nowhere else.
    #[error("VAULT-24: key '{key}' is locked and does not leave vault '{vault}' any more")]
    CloneLocked {
        /// The key.
        key: String,
        /// Its vault.
        vault: String,
    },
    /// A key of another vault.
    #[error("VAULT-25: key '{key}' is in vault '{found}', not in '{wanted}'")]
    KeyElsewhere {
        /// The key.
        key: String,
        /// Where it is.
        found: String,
        /// Where it should be.
        wanted: String,
    },
    /// A folder that is no set; it may be the medium that sets lie on.
    #[error("BACKUP-41: '{shown}' is not the name of a backup")]
    NotASet {
        /// Its name, made harmless.
        shown: String,
        /// The folders of sets in it, made harmless.
        sets: Vec<String>,
    },
    /// A set that is used already, whole or void.
    #[error("BACKUP-60: set {set} is used already and is never used twice{}", if *void { "; it is void" } else { "" })]
    SetUsed {
        /// The set.
        set: String,
        /// Whether it came to nothing.
        void: bool,
    },
    /// An act without its reason.
    #[error("BACKUP-63: say why: a reason of 1 to 200 characters on one line")]
    ReasonWanted,
    /// A set that is not known.
    #[error("BACKUP-64: set {set} was never begun at this station")]
    SetUnknown {
        /// The set.
        set: String,
    },
    /// What is no card and no medium of a set.
    #[error("BACKUP-65: '{what}' is no card or medium of set {set}: wanted 'share N' or 'medium N'")]
    NotOfSet {
        /// What was named.
        what: String,
        /// The set.
        set: String,
    },
    /// A set that is in force.
    #[error("BACKUP-66: set {set} is in force: its {what} must be kept")]
    SetInForce {
        /// What was named.
        what: String,
        /// The set.
        set: String,
    },
    /// A key that is backed up no more.
    #[error("BACKUP-67: key '{key}' is locked: it never leaves its vault, and no backup of it can be made")]
    KeyLocked {
        /// The key.
        key: String,
    },
    /// No keys.
    #[error("BACKUP-68: no key was named, and there is none that can still be wrapped")]
    NoKeys,
    /// Shares that nobody can split, or that break the policy.
    #[error("BACKUP-69: {found}; {wanted}")]
    SharesUnfit {
        /// What was asked for.
        found: String,
        /// What is wanted.
        wanted: String,
    },
    /// A token that cannot back keys up.
    #[error("BACKUP-70: no-backup: vault '{vault}' cannot give key '{key}' to a backup: {why}")]
    NoBackup {
        /// The vault.
        vault: String,
        /// The key.
        key: String,
        /// What was measured.
        why: String,
    },
    /// Media that are not given, or not as many as approved.
    #[error("BACKUP-71: {wanted} media are wanted; named: {found}")]
    MediaWanted {
        /// How many were given.
        found: usize,
        /// How many are wanted.
        wanted: u8,
    },
    /// Media on one file system.
    #[error("BACKUP-72: {} and {} are on one file system: what takes one takes both", one.display(), other.display())]
    MediaTogether {
        /// One place.
        one: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// No place in memory for what is thrown away.
    #[error("BACKUP-73: there is no place in memory for a throw-away token")]
    NoMemory,
    /// Nobody who hands shares out.
    #[error("BACKUP-74: there is nobody here to hand shares to: {what}")]
    NoHands {
        /// What is missing.
        what: &'static str,
    },
    /// The first part of a key backup that did not come to its end.
    #[error("BACKUP-75: set {set} was not written to its end; its keys are not locked by it")]
    NotWhole {
        /// The set.
        set: String,
    },
    /// Shares that were not given.
    #[error("BACKUP-76: set {set} has to be opened by its shares first")]
    SetClosed {
        /// The set.
        set: String,
    },
    /// A set that is not in force.
    #[error("BACKUP-77: set {set} is {found}; wanted one that is in force")]
    SetState {
        /// The set.
        set: String,
        /// How it stands.
        found: &'static str,
    },
    /// What the policy does not want.
    #[error("BACKUP-78: {0}")]
    PolicyWants(#[from] crate::approval::policy::Unfit),
    /// A report that says otherwise than its act.
    #[error("BACKUP-82: the report says another verdict than the act that records it")]
    ReportOther,
    /// Shares in escrow that the policy does not allow.
    #[error("BACKUP-80: the policy in force allows no shares in escrow (escrow = false)")]
    EscrowUnwanted,
    /// A backup that is not this station's.
    #[error("RESTORE-1: the backup is of {found}; wanted {wanted}")]
    OtherStation {
        /// Whose it is.
        found: String,
        /// Whose is wanted.
        wanted: String,
    },
    /// A backup that is older than what is there.
    #[error("RESTORE-2: the backup has {found} entries; the station that stands at {} has {there}", place.display())]
    Older {
        /// Entries in the backup.
        found: u64,
        /// Entries there.
        there: u64,
        /// Where.
        place: PathBuf,
    },
    /// A database that is not what its ledger says.
    #[error("RESTORE-3: the database in the backup is not sound: {what}")]
    Unsound {
        /// The first finding.
        what: String,
    },
    /// A set that the restored ledger does not know.
    #[error("RESTORE-4: the ledger in the backup knows nothing of set {set} with this manifest")]
    SetForeign {
        /// The set.
        set: String,
    },
    /// A key that no set has.
    #[error("RESTORE-5: key '{key}' is in no set that was given")]
    KeyNowhere {
        /// The key.
        key: String,
    },
    /// A token that is not blank.
    #[error("RESTORE-6: the token of vault '{vault}' holds keys already; wanted a blank one")]
    TokenUsed {
        /// The vault.
        vault: String,
    },
    /// A list or a bundle that does not stand up.
    #[error("RESTORE-7: {what} is not what this station published: {why}")]
    NotPublished {
        /// What was given.
        what: String,
        /// Why.
        why: String,
    },
    /// A vault with no token.
    #[error("RESTORE-8: nothing was said of vault '{vault}': wanted a blank token for it")]
    VaultUnplaced {
        /// The vault.
        vault: String,
    },
    /// A copy that nothing outside of it vouches for.
    #[error("RESTORE-10: nothing outside of the copy says that it is this station's{}", match ahead { Some(size) => format!(": the printed head of {size} entries is ahead of it"), None => String::new() })]
    NoAnchor {
        /// Entries of a printed head that is ahead of the copy.
        ahead: Option<u64>,
    },
    /// A copy of a ledger with another key.
    #[error("RESTORE-10: the log key in the copy is {found}; the one that was given is {wanted}")]
    LogKeyOther {
        /// In the copy.
        found: String,
        /// Given.
        wanted: String,
    },
    /// Something published that was not given.
    #[error("RESTORE-11: {what} was not given: a number that is in the world could be issued again")]
    PublishedWanted {
        /// What.
        what: String,
    },
    /// Shares in escrow for something else than a drill.
    #[error("BACKUP-81: set {set} was opened by its shares in escrow, which are for drills alone")]
    EscrowForDrills {
        /// The set.
        set: String,
    },
    /// The head that was printed is not in the backup.
    #[error("RESTORE-9: the printed head has {printed} entries, and the backup does not lead there: {what}")]
    HeadOther {
        /// Entries of the printed head.
        printed: u64,
        /// What is known.
        what: String,
    },
    /// A station without any key.
    #[error("RESTORE-12: no key of the station comes back, so nothing would stand behind its new ledger key")]
    NoKeyBack,
    /// A key in a token that could give it away.
    #[error("RESTORE-13: key '{key}' is in the token of vault '{vault}' already, and can leave it there")]
    KeyOpen {
        /// The key.
        key: String,
        /// The vault.
        vault: String,
    },
    /// A new set beside the one whose place it takes.
    #[error("BACKUP-84: {} has set {set}, whose media are destroyed when the new set is there", medium.display())]
    MediumOfBefore {
        /// The folder on the medium.
        medium: PathBuf,
        /// The set.
        set: String,
    },
    /// A folder with the name of a set, and another manifest than the one that was made here.
    #[error("BACKUP-85: what lies in this folder is not set {set} as this station made it: its manifest is another")]
    ManifestOther {
        /// The set.
        set: String,
    },
    /// Copies of several stations where one is looked for.
    #[error("RESTORE-10: {} holds copies of several stations: {found}", place.display())]
    SeveralStations {
        /// The folder.
        place: PathBuf,
        /// Whose they are.
        found: String,
    },
}

impl Fail for BackingError {
    fn kind(&self) -> Fault {
        match self {
            BackingError::NoMemory | BackingError::NoBackup { .. } => Fault::Device,
            BackingError::Unsound { .. } => Fault::Unsound,
            BackingError::NotASet { .. } => Fault::Usage,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            BackingError::VaultNamed { .. } => "VAULT-20",
            BackingError::FailOverUnfit { .. } => "VAULT-21",
            BackingError::NotInStandby { .. } => "VAULT-22",
            BackingError::InStandby { .. } => "VAULT-23",
            BackingError::CloneLocked { .. } => "VAULT-24",
            BackingError::KeyElsewhere { .. } => "VAULT-25",
            BackingError::NotASet { .. } => "BACKUP-41",
            BackingError::SetUsed { .. } => "BACKUP-60",
            BackingError::ReasonWanted => "BACKUP-63",
            BackingError::SetUnknown { .. } => "BACKUP-64",
            BackingError::NotOfSet { .. } => "BACKUP-65",
            BackingError::SetInForce { .. } => "BACKUP-66",
            BackingError::KeyLocked { .. } => "BACKUP-67",
            BackingError::NoKeys => "BACKUP-68",
            BackingError::SharesUnfit { .. } => "BACKUP-69",
            BackingError::NoBackup { .. } => "BACKUP-70",
            BackingError::MediaWanted { .. } => "BACKUP-71",
            BackingError::MediaTogether { .. } => "BACKUP-72",
            BackingError::NoMemory => "BACKUP-73",
            BackingError::NoHands { .. } => "BACKUP-74",
            BackingError::NotWhole { .. } => "BACKUP-75",
            BackingError::SetClosed { .. } => "BACKUP-76",
            BackingError::SetState { .. } => "BACKUP-77",
            BackingError::PolicyWants(_) => "BACKUP-78",
            BackingError::ReportOther => "BACKUP-82",
            BackingError::EscrowUnwanted => "BACKUP-80",
            BackingError::OtherStation { .. } => "RESTORE-1",
            BackingError::Older { .. } => "RESTORE-2",
            BackingError::Unsound { .. } => "RESTORE-3",
            BackingError::SetForeign { .. } => "RESTORE-4",
            BackingError::KeyNowhere { .. } => "RESTORE-5",
            BackingError::TokenUsed { .. } => "RESTORE-6",
            BackingError::NotPublished { .. } => "RESTORE-7",
            BackingError::VaultUnplaced { .. } => "RESTORE-8",
            BackingError::HeadOther { .. } => "RESTORE-9",
            BackingError::NoAnchor { .. } | BackingError::LogKeyOther { .. } => "RESTORE-10",
            BackingError::PublishedWanted { .. } => "RESTORE-11",
            BackingError::EscrowForDrills { .. } => "BACKUP-81",
            BackingError::SeveralStations { .. } => "RESTORE-10",
            BackingError::NoKeyBack => "RESTORE-12",
            BackingError::MediumOfBefore { .. } => "BACKUP-84",
            BackingError::ManifestOther { .. } => "BACKUP-85",
            BackingError::KeyOpen { .. } => "RESTORE-13",
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            BackingError::VaultNamed { .. } => "see 'chancery vault list'".into(),
            BackingError::NotInStandby { key, vault } => format!(
                "bring it there: chancery vault clone --to {vault}; or give it up with '--without {key}'"
            ),
            BackingError::InStandby { key, .. } => format!("leave '--without {key}' out"),
            BackingError::CloneLocked { .. } => {
                "take it from its backup: '--keys FOLDER' with the shares of its set".into()
            }
            BackingError::NotASet { sets, .. } => match sets.as_slice() {
                [] => "'chancery backup list FOLDER' says how they are called".into(),
                [one] => format!("did you mean {one}?"),
                several => format!("it holds several sets: {}", several.join(", ")),
            },
            BackingError::SetUsed { .. } => "leave --set out: another is drawn".into(),
            BackingError::SharesUnfit { .. } => {
                "give --threshold and one --keeper for each share; with --escrow, --escrow-threshold in the same way".into()
            }
            BackingError::SetUnknown { .. } => "see 'chancery backup list'".into(),
            BackingError::SetInForce { .. } => "another set takes its place first: chancery share reissue".into(),
            BackingError::KeyLocked { .. } => {
                "its backup was made before it was locked, or there is none: see 'chancery backup list'; a token's maker \
                 may have a way of its own to clone it"
                    .into()
            }
            BackingError::NoBackup { .. } => {
                "clone the token with its maker's own means, and write in the ceremony's record where the clone is".into()
            }
            BackingError::NoKeys => {
                "'chancery key generate --extractable' makes one; a key that is locked comes out of its set alone: '--keys' of \
                 'chancery vault clone'"
                    .into()
            }
            BackingError::MediaWanted { .. } => "name one folder for each with '--to'".into(),
            BackingError::ManifestOther { .. } => {
                "take the other medium of the set, and judge this one: chancery backup verify FOLDER".into()
            }
            BackingError::MediumOfBefore { .. } => "take new media for the new set".into(),
            BackingError::MediaTogether { .. } => "put one of them on another stick or disk".into(),
            BackingError::NoHands { .. } => {
                "name the printer with '--printer DEVICE', and run it at a terminal: keepers come to it one after the other"
                    .into()
            }
            BackingError::NoMemory => "mount one: mount -t tmpfs -o size=64m,mode=0700 tmpfs FOLDER, and name it with '--memory FOLDER'".into(),
            BackingError::NotOfSet { .. } => {
                "'chancery check' names each card and medium that is to be destroyed; 'chancery backup list' how many shares \
                 a set has"
                    .into()
            }
            BackingError::NotWhole { .. } => "destroy its cards and media, and propose another".into(),
            BackingError::SetClosed { .. } => "give the shares with '--share FILE' or '--type'".into(),
            BackingError::Older { .. } => "keep what is there; a newer backup may be on the shelf".into(),
            BackingError::KeyNowhere { .. } => {
                "give the folder of its set with '--keys', or say that it is gone with '--without'".into()
            }
            BackingError::SeveralStations { .. } => {
                "name the folder of the copy itself; 'chancery backup list FOLDER' lists them".into()
            }
            BackingError::NoKeyBack => {
                "give the folder of a set with '--keys' and its shares; a station whose keys are all lost is made anew: \
                 chancery station init"
                    .into()
            }
            BackingError::KeyOpen { .. } => "give a blank token for that vault: its set brings the key there, locked".into(),
            BackingError::NoAnchor { .. } => "give the log key as it was printed with '--log-key', or a printed head that is not ahead of the copy".into(),
            BackingError::PublishedWanted { .. } => "give it with '--crl' or '--bundle'; where nothing was published since, say '--nothing-published'".into(),
            BackingError::EscrowForDrills { .. } => "take the keepers' own shares".into(),
            BackingError::VaultUnplaced { vault } => {
                format!("give '--vault {vault}=embedded', or '--vault {vault}=URI' for a token that exists")
            }
            _ => return None,
        })
    }
}
