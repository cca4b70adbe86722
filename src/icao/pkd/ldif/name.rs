//! Distinguished names as text (RFC 4514): taken apart at the door, written one way.

use std::fmt;

use crate::digest::{Digest, Hasher};

/// The most octets, RDNs, and pairs of one RDN that are read of a name.
const LONGEST: usize = 16 << 10;
const DEEPEST: usize = 16;
const WIDEST: usize = 16;

/// One type and value of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The type as written.
    pub kind: String,
    /// The value, escapes resolved.
    pub value: Vec<u8>,
}

impl Pair {
    /// The value as text, if it is.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.value).ok()
    }
}

/// A name: its RDNs, the lowest first, each of one pair or several.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DistinguishedName {
    rdns: Vec<Vec<Pair>>,
}

/// Why a name cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameDefect {
    /// Which octet of the name.
    pub position: usize,
    /// What was wanted there.
    pub wanted: &'static str,
}

impl fmt::Display for NameDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "octet {}: {}", self.position, self.wanted)
    }
}

/// Hashes one RDN behind those before it; every part with its length.
fn then_rdn(hasher: Hasher, rdn: &[Pair]) -> Hasher {
    let folded = |pair: &Pair| (pair.kind.to_ascii_lowercase(), pair.value.to_ascii_lowercase());
    let mut pairs: Vec<(String, Vec<u8>)> = rdn.iter().map(folded).collect();
    pairs.sort_unstable();
    let length = |octets: &[u8]| (octets.len() as u64).to_be_bytes();
    let begun = hasher.then(&(pairs.len() as u64).to_be_bytes());
    pairs.iter().fold(begun, |hasher, (kind, value)| {
        hasher.then(&length(kind.as_bytes())).then(kind.as_bytes()).then(&length(value)).then(value)
    })
}

impl DistinguishedName {
    /// Out of RDNs, the lowest first.
    pub fn new(rdns: Vec<Vec<Pair>>) -> Self {
        DistinguishedName { rdns }
    }

    /// Takes a name apart.
    pub fn parse(text: &[u8]) -> Result<Self, NameDefect> {
        if text.len() > LONGEST {
            return Err(NameDefect { position: LONGEST, wanted: "the end of the name" });
        }
        let mut cursor = Cursor { text, position: 0 };
        let mut rdns = Vec::new();
        if text.trim_ascii().is_empty() {
            return Ok(DistinguishedName { rdns });
        }
        loop {
            let mut rdn = vec![cursor.pair()?];
            while cursor.take(b'+') {
                if rdn.len() == WIDEST {
                    return Err(cursor.defect("no more pairs in one RDN"));
                }
                rdn.push(cursor.pair()?);
            }
            rdns.push(rdn);
            if cursor.is_at_end() {
                return Ok(DistinguishedName { rdns });
            }
            if !cursor.take(b',') {
                return Err(cursor.defect("a comma"));
            }
            if rdns.len() == DEEPEST {
                return Err(cursor.defect("no more RDNs"));
            }
        }
    }

    /// The RDNs, the lowest first.
    pub fn rdns(&self) -> &[Vec<Pair>] {
        &self.rdns
    }

    /// The value of this type in the lowest RDN, letter case of the type aside.
    pub fn own(&self, kind: &str) -> Option<&Pair> {
        self.rdns.first()?.iter().find(|p| p.kind.eq_ignore_ascii_case(kind))
    }

    /// SHA-256 over the name as directories compare names: letter case aside, the pairs of an RDN in any order
    /// (RFC 4517 4.2.15). Equal names have equal digests.
    pub fn place(&self) -> Digest {
        self.rdns.iter().fold(Hasher::new().then(b"pkd place"), |hasher, rdn| then_rdn(hasher, rdn)).finish()
    }

    /// The places of the entries above it, the nearest first.
    pub fn above(&self) -> impl Iterator<Item = Digest> {
        let above = |depth: usize| DistinguishedName { rdns: self.rdns.iter().skip(depth).cloned().collect() }.place();
        (1..self.rdns.len()).map(above)
    }

    /// The name as text, as the PKD's downloads write it: no blanks, `=` escaped too.
    pub fn written(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (depth, rdn) in self.rdns.iter().enumerate() {
            for (place, pair) in rdn.iter().enumerate() {
                match (depth, place) {
                    (0, 0) => {}
                    (_, 0) => out.push(b','),
                    _ => out.push(b'+'),
                }
                out.extend_from_slice(pair.kind.as_bytes());
                out.push(b'=');
                escape(&mut out, &pair.value, true);
            }
        }
        out
    }
}

/// Appends a value with what RFC 4514 2.4 wants escaped, and `=` if it is to be.
pub(in crate::icao::pkd) fn escape(out: &mut Vec<u8>, value: &[u8], equals: bool) {
    let is_text = std::str::from_utf8(value).is_ok();
    let last = value.len().saturating_sub(1);
    for (place, octet) in value.iter().enumerate() {
        let at_edge = (place == 0 && matches!(octet, b' ' | b'#')) || (place == last && *octet == b' ');
        let special = matches!(octet, b',' | b'+' | b'"' | b'\\' | b'<' | b'>' | b';') || (equals && *octet == b'=');
        if octet.is_ascii_control() || (!is_text && !octet.is_ascii()) {
            out.push(b'\\');
            out.extend_from_slice(hex::encode_upper([*octet]).as_bytes());
        } else {
            if at_edge || special {
                out.push(b'\\');
            }
            out.push(*octet);
        }
    }
}

struct Cursor<'t> {
    text: &'t [u8],
    position: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.position).copied()
    }

    fn is_at_end(&self) -> bool {
        self.position >= self.text.len()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.position += usize::from(found);
        found
    }

    fn defect(&self, wanted: &'static str) -> NameDefect {
        NameDefect { position: self.position, wanted }
    }

    fn skip_blanks(&mut self) {
        while self.take(b' ') {}
    }

    fn pair(&mut self) -> Result<Pair, NameDefect> {
        self.skip_blanks();
        let start = self.position;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')) {
            self.position += 1;
        }
        let kind = self.text.get(start..self.position).unwrap_or_default();
        let kind = String::from_utf8_lossy(kind).into_owned();
        self.skip_blanks();
        if kind.is_empty() || !self.take(b'=') {
            return Err(self.defect("a type and `=`"));
        }
        self.skip_blanks();
        let value = if self.peek() == Some(b'#') { self.hex_value()? } else { self.value()? };
        Ok(Pair { kind, value })
    }

    /// `#` and the value's BER in hexadecimal; the BER is the value.
    fn hex_value(&mut self) -> Result<Vec<u8>, NameDefect> {
        self.position += 1;
        let start = self.position;
        while self.peek().is_some_and(|b| b.is_ascii_hexdigit()) {
            self.position += 1;
        }
        let digits = self.text.get(start..self.position).unwrap_or_default();
        self.skip_blanks();
        match hex::decode(digits) {
            Ok(octets) if !octets.is_empty() && matches!(self.peek(), None | Some(b',' | b'+')) => Ok(octets),
            _ => Err(self.defect("pairs of hexadecimal digits")),
        }
    }

    fn value(&mut self) -> Result<Vec<u8>, NameDefect> {
        let mut value = Vec::new();
        // Blanks at the end do not count unless they were escaped.
        let mut counted = 0;
        while let Some(octet) = self.peek() {
            match octet {
                b',' | b'+' => break,
                b'"' | b'<' | b'>' | b';' | 0 => return Err(self.defect("an escape before this octet")),
                b'\\' => {
                    self.position += 1;
                    value.push(self.escaped()?);
                    counted = value.len();
                    continue;
                }
                _ => value.push(octet),
            }
            if octet != b' ' {
                counted = value.len();
            }
            self.position += 1;
        }
        value.truncate(counted);
        Ok(value)
    }

    fn escaped(&mut self) -> Result<u8, NameDefect> {
        let wanted = "an escaped character or two hexadecimal digits";
        let first = self.peek().ok_or(self.defect(wanted))?;
        if matches!(first, b',' | b'+' | b'"' | b'\\' | b'<' | b'>' | b';' | b'=' | b'#' | b' ') {
            self.position += 1;
            return Ok(first);
        }
        let pair = self.text.get(self.position..self.position + 2).unwrap_or_default();
        let mut octet = [0];
        hex::decode_to_slice(pair, &mut octet).map_err(|_| self.defect(wanted))?;
        self.position += 2;
        let [octet] = octet;
        Ok(octet)
    }
}
