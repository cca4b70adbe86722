//! Who opens what is sealed: identities out of a file as `age-keygen` writes it.

use super::error::SealedError;
use super::recipient::Recipient;
use crate::secret::Secret;

/// How many identities a file may hold.
const MOST: usize = 64;

/// One or more X25519 identities of age.
///
/// ```compile_fail,E0277
/// fn told(identities: chancery::sealed::Identities) -> String {
///     format!("{identities:?}") // identities have no Debug
/// }
/// ```
pub struct Identities(pub(super) Vec<age::x25519::Identity>);

impl Identities {
    /// Reads the text of an identity file: an identity a line, lines that begin with `#`, empty lines. Errors name the
    /// line, never what stands there.
    pub fn read(text: &Secret) -> Result<Self, SealedError> {
        let mut found = Vec::new();
        for (number, line) in lines(text)? {
            if begins(line, "AGE-PLUGIN-") {
                return Err(wrong(number, "it is of a plugin or of a newer kind; an X25519 identity is wanted"));
            }
            found.push(own(number, line)?);
        }
        Ok(Identities(found))
    }

    /// These and others.
    pub fn and(mut self, others: Identities) -> Identities {
        self.0.extend(others.0);
        self
    }

    /// Their recipients, in the order of the file.
    pub fn recipients(&self) -> Vec<Recipient> {
        self.0.iter().map(|identity| Recipient::of(identity.to_public())).collect()
    }
}

fn wrong(line: usize, what: &'static str) -> SealedError {
    SealedError::NotAnIdentity { line, what }
}

pub(super) fn begins(line: &str, prefix: &str) -> bool {
    line.get(..prefix.len()).is_some_and(|own| own.eq_ignore_ascii_case(prefix))
}

/// The lines of an identity file that hold something, each with its number, counted from 1; at least one, at most 64.
pub(super) fn lines(text: &Secret) -> Result<Vec<(usize, &str)>, SealedError> {
    if super::file::looks_sealed(text.expose()) {
        return Err(wrong(1, "the file is sealed itself: open it first, with its passphrase"));
    }
    let text = text.expose_text().ok_or_else(|| wrong(1, "it is not text"))?;
    let numbered = (1..).zip(text.lines().map(str::trim));
    let found: Vec<_> =
        numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).take(MOST + 1).collect();
    match (found.is_empty(), found.get(MOST)) {
        (true, _) => Err(wrong(1, "there is no identity in it")),
        (_, Some((number, _))) => Err(wrong(*number, "more than 64 identities")),
        (false, None) => Ok(found),
    }
}

/// The X25519 identity of this line.
pub(super) fn own(number: usize, line: &str) -> Result<age::x25519::Identity, SealedError> {
    if begins(line, "AGE-SECRET-KEY-PQ-") {
        return Err(wrong(number, "it is of a plugin or of a newer kind; an X25519 identity is wanted"));
    }
    if begins(line, "age1") {
        return Err(wrong(number, "it is a recipient, which opens nothing; its secret key is wanted"));
    }
    if begins(line, "-----BEGIN") || begins(line, "ssh-") {
        return Err(wrong(number, "it is a key of another kind; an identity of age is wanted"));
    }
    if !begins(line, "AGE-SECRET-KEY-1") {
        return Err(wrong(number, "it is not of the form AGE-SECRET-KEY-1…"));
    }
    line.parse().map_err(|_| wrong(number, "its checksum does not hold, or it is cut short"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fail, Fault};
    use crate::sealed::bech32;

    fn key(n: u8) -> String {
        bech32::encode("age-secret-key-", &[n; 32]).to_uppercase()
    }

    fn read(text: &str) -> Result<Identities, SealedError> {
        Identities::read(&Secret::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn a_file_with_comments_and_several_identities_is_read() {
        let text = format!("# created: today\n# public key: age1…\n{}\r\n\n  {}\n", key(1), key(2));
        let recipients = read(&text).unwrap().recipients();
        assert_eq!(recipients.len(), 2);
        assert_ne!(recipients[0], recipients[1]);
    }

    #[test]
    fn sealed_3_what_is_no_identity_is_refused_by_line_and_not_repeated() {
        let (one, two) = (key(1), key(2));
        for (text, what) in [
            (String::new(), "no identity"),
            ("# nothing\n\n".into(), "no identity"),
            (format!("{one}\n{}", &two[..40]), "line 2: its checksum"),
            (format!("{one}\n\n{}Q", &two[..two.len() - 1]), "line 3: its checksum"),
            ("age195c3p2n8hlarujp3x5k89undmm9vqmppzhjsq28fn8tkrjeex5xq98gdax".into(), "recipient"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\n".into(), "another kind"),
            ("AGE-SECRET-KEY-PQ-1QQQQ".into(), "newer kind"),
            ("AGE-PLUGIN-YUBIKEY-1QQQQ".into(), "plugin"),
            (format!("key: {one}"), "form"),
            ("age-encryption.org/v1\n-> scrypt".into(), "sealed itself"),
            ("-----BEGIN AGE ENCRYPTED FILE-----\n".into(), "sealed itself"),
            ([one.as_str(); 65].join("\n"), "line 65: more than 64"),
        ] {
            let error = read(&text).err().unwrap();
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-3"), Fault::Malformed), "{error}");
            assert!(error.to_string().contains(what), "{error}");
            assert!(!error.to_string().contains(&one[16..30]) && !error.to_string().contains(&two[16..30]));
        }
        let binary = Identities::read(&Secret::new(vec![0xff, 0xfe]));
        assert_eq!(binary.err().unwrap().clause(), Some("SEALED-3"));
    }
}
