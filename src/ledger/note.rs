//! Signed notes (C2SP signed-note): a text, a blank line, and signature lines of
//! the form `— name base64(key id, signature)`. Signatures of unknown keys are
//! ignored; that is how keys are rotated and witnesses added.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LedgerError;
use crate::digest::Hasher;
use crate::safe;
use crate::signer::{self, Algorithm, PublicKey, Signer};

/// Octets a note may have when it is read.
pub const LIMIT: usize = 256 * 1024;
/// Signature lines a note may have when it is read (C2SP asks for at least 16).
pub const SIGNATURES_LIMIT: usize = 64;

/// What a key does under a note: the signature type of C2SP signed-note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Type 0x01: the log's own signature over the text.
    Log,
    /// Type 0x04: a timestamped cosignature (`cosignature/v1`).
    Witness,
}

impl Role {
    const fn octet(self) -> u8 {
        match self {
            Role::Log => 0x01,
            Role::Witness => 0x04,
        }
    }
}

/// An Ed25519 key under a name in a role, as verifiers are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    role: Role,
    id: [u8; 4],
    key: PublicKey,
}

impl NoteKey {
    /// A key under a name. Other kinds of key than Ed25519 are refused.
    pub fn new(name: &str, role: Role, key: &PublicKey) -> Result<Self, LedgerError> {
        check_key_name(name)?;
        let octets = ed25519_octets(key)?;
        let id = key_id(name, role, &octets);
        Ok(NoteKey { name: name.to_owned(), role, id, key: key.clone() })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The key identifier, an identifier and never a proof.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The verifier key text: `name+hex(id)+base64(type, key)`.
    pub fn text(&self) -> Result<String, LedgerError> {
        let mut octets = vec![self.role.octet()];
        octets.extend_from_slice(&ed25519_octets(&self.key)?);
        Ok(format!("{}+{}+{}", self.name, hex::encode(self.id), STANDARD.encode(octets)))
    }

    /// Reads a verifier key text; its identifier must be that of its name and key.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = |wanted| LedgerError::Text { what: "a verifier key", line: 1, wanted };
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong("a name, an identifier and a key with '+' between them"));
        };
        let octets = STANDARD.decode(rest).map_err(|_| wrong("the key in base64"))?;
        let (role, key) = match octets.split_first() {
            Some((0x01, key)) => (Role::Log, key),
            Some((0x04, key)) => (Role::Witness, key),
            _ => return Err(wrong("a key of type 1 (Ed25519) or 4 (Ed25519 cosignature)")),
        };
        let key = <&[u8; 32]>::try_from(key).map_err(|_| wrong("an Ed25519 key of 32 octets"))?;
        let key = NoteKey::new(name, role, &PublicKey::from_ed25519(key)?)?;
        if hex::encode(key.id) == id { Ok(key) } else { Err(wrong("the identifier of this name and key")) }
    }

    /// Whether a signature line claims to be by this key.
    pub fn claims(&self, signature: &NoteSignature) -> bool {
        self.id == signature.key_id && self.name == signature.name
    }
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: [u8; 4],
    signature: Vec<u8>,
}

impl NoteSignature {
    pub(super) fn by(key: &NoteKey, signature: Vec<u8>) -> Self {
        NoteSignature { name: key.name.clone(), key_id: key.id, signature }
    }

    /// The key name it claims.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The octets after the key identifier.
    pub fn octets(&self) -> &[u8] {
        &self.signature
    }

    /// Reads one signature line without its newline, as a witness hands it over.
    pub fn parse(line: &str) -> Result<Self, LedgerError> {
        signature_line(line).ok_or(LedgerError::Text { what: "a cosignature", line: 1, wanted: SIGNATURE_FORM })
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = [&self.key_id[..], &self.signature].concat();
        write!(f, "\u{2014} {} {}", self.name, STANDARD.encode(octets))
    }
}

const SIGNATURE_FORM: &str = "'\u{2014} name base64' with at least 5 octets";

/// A text and its signatures, none of them judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl Note {
    pub(super) fn new(text: String, signatures: Vec<NoteSignature>) -> Self {
        Note { text, signatures }
    }

    /// Reads a note: UTF-8, no control characters but newlines, the text ended by its last blank line.
    pub fn parse(note: &str) -> Result<Self, LedgerError> {
        let wrong = |line, wanted| LedgerError::Text { what: "a signed note", line, wanted };
        if note.len() > LIMIT {
            return Err(wrong(1, "at most 256 KiB"));
        }
        if let Some(at) = note.find(|c: char| c < ' ' && c != '\n') {
            let line = note.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
            return Err(wrong(line, "no control characters"));
        }
        let last = note.matches('\n').count() + 1;
        let (text, lines) =
            note.rsplit_once("\n\n").ok_or_else(|| wrong(last, "a blank line before the signatures"))?;
        let first = text.matches('\n').count() + 3;
        let lines = lines.strip_suffix('\n').ok_or_else(|| wrong(last, "a newline at the end"))?;
        let mut signatures = Vec::new();
        for (number, line) in (first..).zip(lines.split('\n')) {
            signatures.push(signature_line(line).ok_or_else(|| wrong(number, SIGNATURE_FORM))?);
            if signatures.len() > SIGNATURES_LIMIT {
                return Err(wrong(number, "at most 64 signatures"));
            }
        }
        Ok(Note { text: format!("{text}\n"), signatures })
    }

    /// The text, its final newline included. Not to be believed before a signature is.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, in the order of their lines.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Adds a signature line. One that is there already is not added twice.
    pub fn add(&mut self, signature: NoteSignature) {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
    }

    /// Checks the log's signature: at least one of the keys must have signed, and
    /// every signature that claims to be by one of them must be good.
    pub fn verify_log(&self, keys: &[NoteKey]) -> Result<(), LedgerError> {
        let mut good = false;
        for key in keys.iter().filter(|key| key.role == Role::Log) {
            for signature in self.signatures.iter().filter(|signature| key.claims(signature)) {
                signer::verify(&key.key, Algorithm::Ed25519, self.text.as_bytes(), &signature.signature)
                    .map_err(|_| LedgerError::SignatureBad { name: safe::line(&key.name, 120) })?;
                good = true;
            }
        }
        let name = || keys.first().map_or_else(String::new, |key| safe::line(&key.name, 120));
        if good { Ok(()) } else { Err(LedgerError::SignerAbsent { name: name() }) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// A text as a note that a key signs plainly (type 0x01) under this name. The caller sees to it that the text can be
/// taken for nothing else that the key signs.
pub fn sign_text(text: &str, name: &str, by: &dyn Signer) -> Result<Note, LedgerError> {
    let key = NoteKey::new(name, Role::Log, by.public_key())?;
    let signature = NoteSignature::by(&key, signed(by, text.as_bytes())?);
    let note = Note::parse(&Note::new(text.to_owned(), vec![signature]).to_string())?;
    note.verify_log(&[key])?;
    Ok(note)
}

/// Signs with a key that must be Ed25519, and checks the signature before it is given out.
pub(super) fn signed(by: &dyn Signer, message: &[u8]) -> Result<Vec<u8>, LedgerError> {
    if by.algorithm() != Algorithm::Ed25519 {
        return Err(LedgerError::KeyKind { algorithm: by.algorithm() });
    }
    let signature = by.sign(message)?;
    signer::verify(by.public_key(), Algorithm::Ed25519, message, &signature)?;
    Ok(signature)
}

fn key_id(name: &str, role: Role, key: &[u8]) -> [u8; 4] {
    let digest = Hasher::new().then(name.as_bytes()).then(&[b'\n', role.octet()]).then(key).finish();
    let [a, b, c, d, ..] = *digest.bytes();
    [a, b, c, d]
}

fn ed25519_octets(key: &PublicKey) -> Result<Vec<u8>, LedgerError> {
    match key.kind() {
        signer::KeyKind::Ed25519 => Ok(key.key_octets()?),
        other => {
            Err(signer::SignerError::KeyDoesNotFit { key: other.to_string(), algorithm: Algorithm::Ed25519 }.into())
        }
    }
}

/// Refuses a key name that is empty or holds blanks, control characters or '+'.
fn check_key_name(name: &str) -> Result<(), LedgerError> {
    let fits = !name.is_empty()
        && name.len() <= 255
        && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+');
    if fits { Ok(()) } else { Err(LedgerError::KeyName { shown: safe::line(name, 80) }) }
}

fn signature_line(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    check_key_name(name).ok()?;
    let octets = STANDARD.decode(encoded).ok()?;
    let (key_id, signature) = octets.split_first_chunk::<4>()?;
    if signature.is_empty() {
        return None;
    }
    Some(NoteSignature { name: name.to_owned(), key_id: *key_id, signature: signature.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with the first key of RFC 8032 7.1 by the `openssl` tool, not by this code.
    const KEY: &str = "chancery/utopia-1/specimen+3edb8d5b+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
    const NOTE: &str = "The bell was rung at ten.\n\n\u{2014} chancery/utopia-1/specimen PtuNWwy9qiNorvTLl7HO6ww92ckPMcFI\
        3wSCssEJ7IycnU8OF6sFFTr4vrYMm1Mkz9ddwfpO35zyzfCvjxCW9aFpSw4=\n";

    fn key() -> NoteKey {
        NoteKey::parse(KEY).unwrap()
    }

    #[test]
    fn a_note_made_by_another_tool_verifies_and_is_written_as_it_was_read() {
        let note = Note::parse(NOTE).unwrap();
        note.verify_log(&[key()]).unwrap();
        assert_eq!(note.to_string(), NOTE);
        assert_eq!(key().text().unwrap(), KEY);
    }

    #[test]
    fn a_note_changed_anywhere_does_not_verify() {
        for (from, to) in [("rung", "hung"), ("PtuNWwy9", "PtuNWwy8"), ("ten.\n", "ten.\n\nmore\n")] {
            let note = Note::parse(&NOTE.replace(from, to)).unwrap();
            let error = note.verify_log(&[key()]).unwrap_err();
            assert!(matches!(error, LedgerError::SignatureBad { .. }), "{from}");
        }
    }

    #[test]
    fn unknown_signers_are_ignored_and_do_not_count() {
        let stranger = "\u{2014} example.com/other PtuNWwy9qiNo\n\u{2014} chancery/utopia-1/specimen AAAAAAAA\n";
        let note = Note::parse(&format!("{NOTE}{stranger}")).unwrap();
        assert_eq!(note.signatures().len(), 3);
        note.verify_log(&[key()]).unwrap();
        let alone = Note::parse(&format!("text\n\n{stranger}")).unwrap();
        assert!(matches!(alone.verify_log(&[key()]), Err(LedgerError::SignerAbsent { .. })));
        assert!(matches!(note.verify_log(&[]), Err(LedgerError::SignerAbsent { .. })));
    }

    #[test]
    fn a_second_bad_signature_of_the_known_key_spoils_the_note() {
        let bad = NOTE.lines().last().unwrap().replace("Sw4=", "Sw8=");
        let note = Note::parse(&format!("{NOTE}{bad}\n")).unwrap();
        assert!(matches!(note.verify_log(&[key()]), Err(LedgerError::SignatureBad { .. })));
    }

    #[test]
    fn texts_that_are_no_notes_are_refused_with_their_line() {
        let cases = [
            ("", 1),
            ("text\n", 2),
            ("text\n\n", 3),
            ("text\n\n\u{2014} a AAAAAAA=", 3),
            ("text\n\n- a AAAAAAA=\n", 3),
            ("text\n\n\u{2014} a AAAA\n", 3),
            ("text\n\n\u{2014} a+b AAAAAAA=\n", 3),
            ("text\n\n\u{2014}  AAAAAAA=\n", 3),
            ("text\n\n\u{2014} a AAAAAAB=\n", 3),
            ("text\n\n\u{2014} a AAAAAAA=\nmore\n", 4),
            ("te\u{1b}xt\n\n\u{2014} a AAAAAAA=\n", 1),
            ("text\r\n\r\n\u{2014} a AAAAAAA=\r\n", 1),
        ];
        for (text, wanted) in cases {
            match Note::parse(text) {
                Err(LedgerError::Text { line, .. }) => assert_eq!(line, wanted, "{text:?}"),
                other => panic!("{text:?}: {other:?}"),
            }
        }
        let many = format!("text\n\n{}", "\u{2014} a AAAAAAA=\n".repeat(SIGNATURES_LIMIT + 1));
        assert!(Note::parse(&many).is_err());
        assert!(Note::parse(&"x".repeat(LIMIT + 1)).is_err());
    }

    #[test]
    fn verifier_keys_with_a_wrong_identifier_type_or_length_are_refused() {
        let bad = [
            KEY.replace("3edb8d5b", "3edb8d5c"),
            KEY.replace("3edb8d5b", "3EDB8D5B"),
            KEY.replace("+Ad", "+Ag"),
            KEY.replace("utopia-1", "utopia-2"),
            KEY.replace("B1Ea", ""),
            "chancery/utopia-1/specimen".into(),
            String::new(),
        ];
        for text in bad {
            assert!(NoteKey::parse(&text).is_err(), "{text}");
        }
    }
}
