//! What a file says of a key in a token. It is no secret, and nothing that it says is believed before the token says
//! the same.

use std::path::{Path, PathBuf};

use super::{HeldKind, HolderError};
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::KeyId;
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::vault::{VaultError, VaultUri};

/// Folders from which a module is loaded where only a file names it: programs that the system's owner put there.
const FOLDERS: [&str; 4] = ["/usr/lib", "/usr/lib64", "/usr/lib32", "/usr/local/lib"];

/// The longest name that fits into a label beside the words around it, in octets.
const LONGEST_NAME: usize = 43;

/// A key in a token as a file tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenKey {
    pub(super) kind: HeldKind,
    pub(super) name: Label,
    pub(super) made: Time,
    pub(super) uri: VaultUri,
    pub(super) public_key: PublicKey,
}

impl TokenKey {
    /// Whether a file begins as a reference does; a sealed key does not.
    pub fn is_one(file: &[u8]) -> bool {
        HeldKind::ALL.into_iter().any(|kind| file.starts_with(first_line(kind).as_bytes()))
    }

    /// The text of the file.
    pub fn text(&self) -> Result<String, HolderError> {
        let key = hex::encode(self.public_key.key_octets()?);
        let (kind, name, made, uri) = (first_line(self.kind), &self.name, self.made, &self.uri);
        Ok(format!("{kind}name {name}\nmade {made}\ntoken {uri}\npublic-key {key}\n"))
    }

    /// Reads the text.
    pub fn parse(text: &str) -> Result<Self, HolderError> {
        let wrong = |line, wanted| HolderError::NotAKey { line, wanted };
        let kind = HeldKind::ALL.into_iter().find(|kind| text.starts_with(&first_line(*kind)));
        let kind = kind.ok_or_else(|| wrong(1, "'chancery witness token 1' or 'chancery root token 1'"))?;
        let mut lines = text.strip_suffix('\n').unwrap_or_default().split('\n').skip(1);
        let mut value = |name: &str| lines.next()?.strip_prefix(name);
        let name = value("name ").and_then(|name| name.parse().ok()).ok_or_else(|| wrong(2, "'name' and a name"))?;
        let made = value("made ").and_then(|time| time.parse().ok()).ok_or_else(|| wrong(3, "'made' and a time"))?;
        let uri: VaultUri = value("token ").ok_or_else(|| wrong(4, "'token' and a URI"))?.parse()?;
        // Without it any token that bears the same name would be shown the PIN.
        uri.serial().ok_or_else(|| wrong(4, "a URI with the serial number of the token"))?;
        let wanted = "'public-key' and 64 hex digits";
        let mut octets = [0; 32];
        let key = value("public-key ").and_then(|digits| hex::decode_to_slice(digits, &mut octets).ok());
        key.ok_or_else(|| wrong(5, wanted))?;
        if lines.next().is_some() {
            return Err(wrong(6, "nothing"));
        }
        let key = TokenKey { kind, name, made, uri, public_key: PublicKey::from_ed25519(&octets)? };
        if key.text()? == text { Ok(key) } else { Err(wrong(1, "the text as it was written")) }
    }

    /// The URI under which the token is looked for. A module outside of the system's folders is taken only where the
    /// caller names it, in place of the reference's: a file from a stick does not say what program is loaded.
    pub(super) fn place(&self, module: Option<&Path>) -> Result<VaultUri, HolderError> {
        if let Some(module) = module {
            return Ok(self.uri.clone().through(module));
        }
        let named = self.uri.module_path().ok_or_else(|| HolderError::ModuleWanted { uri: self.uri.to_string() })?;
        let missing = |source| VaultError::ModuleMissing { path: named.to_path_buf(), source };
        let file = named.canonicalize().map_err(missing)?;
        if FOLDERS.iter().any(|folder| file.starts_with(folder)) {
            return Ok(self.uri.clone().through(&file));
        }
        Err(HolderError::ModuleForeign { path: PathBuf::from(named), folders: FOLDERS.join(", ") })
    }
}

fn first_line(kind: HeldKind) -> String {
    format!("chancery {kind} token 1\n")
}

/// The label (`CKA_LABEL`) that a key of this kind and name has in a token.
pub(super) fn label(kind: HeldKind, name: &Label) -> Result<Label, HolderError> {
    let long = || HolderError::NameLong { found: name.as_str().len(), wanted: LONGEST_NAME };
    format!("chancery-{kind}-key-{name}").parse().map_err(|_| long())
}

/// The identifier (`CKA_ID`) that a key of this kind and name has in a token: the first sixteen octets of the SHA-256 of
/// its label.
pub(super) fn identifier(kind: HeldKind, name: &Label) -> Result<KeyId, HolderError> {
    let digest = Digest::of(label(kind, name)?.as_str().as_bytes());
    let mut octets = [0; 16];
    octets.iter_mut().zip(digest.bytes()).for_each(|(octet, from)| *octet = *from);
    Ok(KeyId::of(octets))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    const GOOD: &str = "chancery root token 1\nname ann\nmade 2026-11-22T10:00:00Z\n\
        token pkcs11:token=ann;serial=01?module-path=/usr/lib/none.so\n\
        public-key d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n";

    #[test]
    fn a_reference_is_written_and_read() {
        let key = TokenKey::parse(GOOD).unwrap();
        assert_eq!((key.kind, key.name.as_str()), (HeldKind::Root, "ann"));
        assert_eq!(key.text().unwrap(), GOOD);
        assert!(TokenKey::is_one(GOOD.as_bytes()));
        assert!(
            !TokenKey::is_one(b"chancery root key 1\n") && !TokenKey::is_one(b"-----BEGIN AGE ENCRYPTED FILE-----")
        );
    }

    #[test]
    fn what_is_no_reference_is_refused_by_line() {
        for (from, to, line) in [
            ("root token 1", "officer token 1", 1),
            ("root token 1", "root token 2", 1),
            ("name ann", "name Ann", 2),
            ("made 2026", "made 20266", 3),
            ("token pkcs11", "pkcs11", 4),
            (";serial=01", "", 4),
            ("public-key d7", "public-key ", 5),
            ("public-key d7", "public-key D7", 1),
            ("511a\n", "511a", 2),
            ("511a\n", "511a\nmore\n", 6),
            ("token=ann;", "token=%61nn;", 1),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            let error = TokenKey::parse(&text).unwrap_err();
            assert!(matches!(error, HolderError::NotAKey { line: found, .. } if found == line), "{text}: {error}");
        }
        let pin = GOOD.replace("?module-path", "?pin-value=1234&module-path");
        assert_eq!(TokenKey::parse(&pin).unwrap_err().clause(), Some("VAULT-3"));
    }

    #[test]
    fn token_key_5_a_module_is_not_loaded_by_the_word_of_a_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("module.so");
        std::fs::write(&module, "no program").unwrap();
        let with = |path: &Path| TokenKey::parse(&GOOD.replace("/usr/lib/none.so", path.to_str().unwrap())).unwrap();
        let error = with(&module).place(None).unwrap_err();
        assert_eq!(error.clause(), Some("TOKEN-KEY-5"), "{error}");
        // Nor by a way round.
        let round = format!("/usr/lib/../..{}", module.display());
        assert_eq!(with(Path::new(&round)).place(None).unwrap_err().clause(), Some("TOKEN-KEY-5"));
        assert_eq!(with(&module).place(Some(&module)).unwrap().module_path(), Some(module.as_path()));
        let none = TokenKey::parse(&GOOD.replace("?module-path=/usr/lib/none.so", "")).unwrap();
        assert!(matches!(none.place(None), Err(HolderError::ModuleWanted { .. })));
    }

    #[test]
    fn label_and_identifier_say_the_kind_and_the_name() {
        let name = |text: &str| text.parse::<Label>().unwrap();
        let of = |kind, text| (label(kind, &name(text)).unwrap().to_string(), identifier(kind, &name(text)).unwrap());
        let (own, id) = of(HeldKind::Witness, "ann");
        assert_eq!(own, "chancery-witness-key-ann");
        for (kind, text) in [(HeldKind::Root, "ann"), (HeldKind::Witness, "ann-1"), (HeldKind::Root, "witness-key-ann")]
        {
            let (other, other_id) = of(kind, text);
            assert!(other != own && other_id != id, "{other}");
        }
        let longest = "a".repeat(LONGEST_NAME);
        label(HeldKind::Witness, &name(&longest)).unwrap();
        assert!(matches!(label(HeldKind::Witness, &name(&format!("{longest}a"))), Err(HolderError::NameLong { .. })));
    }
}
