//! Who keeps a share, and by which way they get it.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::HandError;
use crate::safe::Label;
use crate::sealed::{OpenPgpCertificate, Recipient};

/// Before the name of a certificate's file.
const OPENPGP: &str = "openpgp:";

/// By which way a share goes to its keeper.
#[derive(Clone, Debug)]
pub enum Way {
    /// A printed card.
    Card,
    /// Shown at the terminal once, to be written by hand.
    Shown,
    /// A file sealed to this recipient of age.
    Age(Recipient),
    /// A file sealed to this OpenPGP certificate.
    OpenPgp(OpenPgpCertificate),
}

impl Way {
    /// The word in manifests and reports.
    pub const fn word(&self) -> &'static str {
        match self {
            Way::Card => "card",
            Way::Shown => "shown",
            Way::Age(_) => "age",
            Way::OpenPgp(_) => "openpgp",
        }
    }

    /// To which key: the recipient of age, or the certificate's fingerprint in capital hex digits.
    pub fn to(&self) -> Option<String> {
        match self {
            Way::Card | Way::Shown => None,
            Way::Age(recipient) => Some(recipient.to_string()),
            Way::OpenPgp(certificate) => Some(certificate.fingerprint()),
        }
    }
}

/// Who gets one share.
#[derive(Clone, Debug)]
pub struct Keeper {
    /// Their name.
    pub name: Label,
    /// How they get it.
    pub way: Way,
}

impl Keeper {
    /// Reads `NAME=card`, `NAME=shown`, `NAME=age1…` or `NAME=openpgp:FILE`; `read` gives the octets of such a file. What
    /// was given is never repeated: it may be a secret key. SEALED-1, SEALED-2, SEALED-13 and SEALED-14 refuse keys.
    pub fn parse<E: From<HandError>>(text: &str, read: impl FnOnce(&Path) -> Result<Vec<u8>, E>) -> Result<Self, E> {
        let (name, way) = text.split_once('=').ok_or(HandError::NotAKeeper)?;
        let name = name.parse().map_err(|_| HandError::NotAKeeper)?;
        let age = way.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("age"));
        let way = match way {
            "card" => Way::Card,
            "shown" => Way::Shown,
            _ if age => Way::Age(way.parse().map_err(HandError::Sealed)?),
            _ => match way.strip_prefix(OPENPGP).filter(|file| !file.is_empty()) {
                Some(file) => {
                    let octets = read(Path::new(file))?;
                    Way::OpenPgp(OpenPgpCertificate::read(&octets).map_err(HandError::Sealed)?)
                }
                None => return Err(HandError::NotAKeeper.into()),
            },
        };
        Ok(Keeper { name, way })
    }
}

/// Refuses two shares for one person or one key (SHARE-16), and another number of keepers than of shares.
pub fn each_once(keepers: &[Keeper], shares: usize) -> Result<(), HandError> {
    let mut names = BTreeSet::new();
    for (at, keeper) in keepers.iter().enumerate() {
        if !names.insert(&keeper.name) {
            return Err(HandError::KeeperTwice { what: format!("the name '{}'", keeper.name) });
        }
        let before = keepers.get(..at).unwrap_or_default();
        if let Some(other) = before.iter().find(|other| same_key(&other.way, &keeper.way)) {
            return Err(HandError::KeeperTwice {
                what: format!("the key of '{}', given for '{}' too,", other.name, keeper.name),
            });
        }
    }
    if keepers.len() == shares { Ok(()) } else { Err(HandError::Keepers { keepers: keepers.len(), shares }) }
}

fn same_key(one: &Way, other: &Way) -> bool {
    match (one, other) {
        (Way::Age(one), Way::Age(other)) => one == other,
        (Way::OpenPgp(one), Way::OpenPgp(other)) => one.has_a_key_of(other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fail, Fault};

    const ONE: &str = "age195c3p2n8hlarujp3x5k89undmm9vqmppzhjsq28fn8tkrjeex5xq98gdax";
    const OTHER: &str = "age1thld6wmt63lklg5wu9wed82mkr49xa6dfz9a47wlr3hqzf9nau3qqx6458";

    fn parse(text: &str) -> Result<Keeper, HandError> {
        Keeper::parse(text, |path| Ok(path.to_string_lossy().into_owned().into_bytes()))
    }

    #[test]
    fn each_way_is_read_and_has_its_word() {
        for (text, word, to) in
            [("alice=card", "card", None), ("bob=shown", "shown", None), (&format!("carol={ONE}"), "age", Some(ONE))]
        {
            let keeper = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((keeper.way.word(), keeper.way.to().as_deref()), (word, to));
            assert!(text.starts_with(keeper.name.as_str()));
        }
    }

    #[test]
    fn what_is_no_keeper_is_refused_and_not_repeated() {
        let key = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ";
        for (text, clause) in [
            ("alice".to_owned(), None),
            ("=card".into(), None),
            ("Alice=card".into(), None),
            ("alice=Card".into(), None),
            ("alice=card ".into(), None),
            ("alice=openpgp:".into(), None),
            ("alice=openpgp".into(), None),
            ("alice=academic acid acne".into(), None),
            (format!("alice={key}"), Some("SEALED-1")),
            (format!("alice={}", key.to_lowercase()), Some("SEALED-1")),
            (format!("alice={}", &ONE[..60]), Some("SEALED-2")),
            ("alice=openpgp:garbage".into(), Some("SEALED-13")),
        ] {
            let error = parse(&text).err().unwrap_or_else(|| panic!("taken: {text}"));
            assert_eq!(error.clause(), clause, "{text}");
            let said = format!("{error} {error:?} {}", error.hint().unwrap());
            for part in [&key[15..], &ONE[4..60], "acid acne", "garbage"] {
                assert!(!said.to_lowercase().contains(&part.to_lowercase()), "{said}");
            }
        }
    }

    #[test]
    fn share_16_one_person_or_one_key_gets_one_share() {
        let keepers = |texts: &[&str]| texts.iter().map(|text| parse(text).ok().unwrap()).collect::<Vec<_>>();
        let (one, same) = (format!("alice={ONE}"), format!("bob={}", ONE.to_uppercase()));
        for twice in [&["alice=card", "alice=card"][..], &["alice=card", &one], &[&one, "carol=card", &same]] {
            let error = each_once(&keepers(twice), twice.len()).unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("SHARE-16"), Fault::Refused), "{error}");
        }
        let good = keepers(&[&one, &format!("bob={OTHER}"), "carol=card", "dan=card"]);
        assert!(each_once(&good, 4).is_ok());
        for shares in [3, 5] {
            assert!(matches!(each_once(&good, shares), Err(HandError::Keepers { keepers: 4, .. })));
        }
    }
}
