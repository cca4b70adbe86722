//! Names that stand beside the subject of one certificate and are given for it: hosts, addresses, URIs and e-mail
//! addresses (RFC 5280 4.2.1.6).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PkiError;
use super::country::is_email;
use crate::asn1;
use crate::safe;

/// The kinds of name that may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// dNSName: a host.
    Dns,
    /// iPAddress: one address, of version 4 or 6.
    Ip,
    /// uniformResourceIdentifier.
    Uri,
    /// rfc822Name: an e-mail address.
    Email,
}

impl NameKind {
    /// Every kind.
    pub const ALL: [NameKind; 4] = [NameKind::Dns, NameKind::Ip, NameKind::Uri, NameKind::Email];

    /// The word before the colon, in profiles and in acts.
    pub const fn word(self) -> &'static str {
        match self {
            NameKind::Dns => "dns",
            NameKind::Ip => "ip",
            NameKind::Uri => "uri",
            NameKind::Email => "email",
        }
    }
}

/// A name beside the subject, checked. Written as its kind, a colon and the name: `dns:tls.utopia.example`. Each name
/// has one writing; every other is refused, so that what officers read is what is signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlternativeName {
    kind: NameKind,
    text: String,
}

impl AlternativeName {
    /// Checks a name of this kind.
    pub fn new(kind: NameKind, text: &str) -> Result<Self, PkiError> {
        let wanted = match kind {
            NameKind::Dns if is_host(text) => None,
            NameKind::Dns => Some("a host of two labels or more, in small letters, digits and '-', without '*'"),
            NameKind::Ip if is_address(text) => None,
            NameKind::Ip => Some("the address of one host, in its shortest writing"),
            NameKind::Uri if is_uri(text) => None,
            NameKind::Uri => {
                Some("a URI of a scheme, '//', a host and a path, in plain ASCII, as RFC 3986 and SPIFFE write them")
            }
            NameKind::Email if is_email(text) => None,
            NameKind::Email => Some("an e-mail address in ASCII"),
        };
        match wanted {
            None => Ok(AlternativeName { kind, text: text.to_owned() }),
            Some(wanted) => Err(PkiError::Name { shown: safe::line(text, 80), wanted }),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> NameKind {
        self.kind
    }

    /// The name without its kind.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The DER of its GeneralName.
    pub(super) fn der(&self) -> Vec<u8> {
        let (number, octets) = match self.kind {
            NameKind::Email => (1, self.text.as_bytes().to_vec()),
            NameKind::Dns => (2, self.text.as_bytes().to_vec()),
            NameKind::Uri => (6, self.text.as_bytes().to_vec()),
            NameKind::Ip => match self.text.parse() {
                Ok(IpAddr::V4(address)) => (7, address.octets().to_vec()),
                Ok(IpAddr::V6(address)) => (7, address.octets().to_vec()),
                // Only addresses get here; an empty name would be found by whoever reads it.
                Err(_) => (7, Vec::new()),
            },
        };
        asn1::context_primitive(number, &octets)
    }
}

impl fmt::Display for AlternativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.word(), self.text)
    }
}

impl FromStr for AlternativeName {
    type Err = PkiError;

    /// Reads a kind, a colon and a name.
    fn from_str(text: &str) -> Result<Self, PkiError> {
        let found = text.split_once(':').and_then(|(word, rest)| {
            NameKind::ALL.into_iter().find(|kind| kind.word() == word).map(|kind| (kind, rest))
        });
        let wanted = "'dns:', 'ip:', 'uri:' or 'email:' and a name";
        let (kind, rest) = found.ok_or_else(|| PkiError::Name { shown: safe::line(text, 80), wanted })?;
        AlternativeName::new(kind, rest)
    }
}

impl TryFrom<String> for AlternativeName {
    type Error = PkiError;
    fn try_from(text: String) -> Result<Self, PkiError> {
        text.parse()
    }
}

impl From<AlternativeName> for String {
    fn from(name: AlternativeName) -> String {
        name.to_string()
    }
}

/// A host: two labels or more, the last not a number, in the one writing that everybody compares.
pub(super) fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && last.bytes().any(|b| b.is_ascii_lowercase())
}

fn is_address(text: &str) -> bool {
    let Ok(address) = text.parse::<IpAddr>() else { return false };
    let of_one_host = match address {
        IpAddr::V4(a) => !a.is_broadcast(),
        IpAddr::V6(a) => a.to_ipv4_mapped().is_none(),
    };
    of_one_host && !address.is_unspecified() && !address.is_multicast() && address.to_string() == text
}

/// A URI with an authority (RFC 3986), no user in it. A SPIFFE ID is a trust domain and path segments, nothing else.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let known = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]!$&'()*+,;=%".contains(&b);
    let begins = scheme.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let plain = scheme.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !begins || !plain || text.len() > 512 || authority.is_empty() || !rest.bytes().all(known) {
        return false;
    }
    if scheme != "spiffe" {
        return true;
    }
    match rest.split_once('/') {
        Some((domain, path)) => is_trust_domain(domain) && path.split('/').all(is_segment),
        None => is_trust_domain(rest),
    }
}

/// A SPIFFE trust domain.
pub(super) fn is_trust_domain(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._".contains(&b))
}

fn is_segment(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    plain && !matches!(text, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_has_one_writing() {
        for good in [
            "dns:tls.utopia.example",
            "dns:a-1.b2.example",
            "ip:192.0.2.1",
            "ip:2001:db8::1",
            "uri:https://utopia.example:8443/a?b=c",
            "uri:spiffe://utopia.example/ledger/witness_1",
            "uri:spiffe://utopia.example",
            "email:csca@utopia.example",
        ] {
            let name: AlternativeName = good.parse().unwrap_or_else(|e| panic!("{good}: {e}"));
            assert_eq!(name.to_string(), good);
            assert_eq!(serde_json::to_value(&name).unwrap(), good);
        }
    }

    #[test]
    fn other_writings_and_names_that_could_mislead_are_refused() {
        let long = format!("dns:{}.example", "a".repeat(64));
        let longer = format!("dns:{}example", "a.".repeat(130));
        let endless = format!("uri:https://utopia.example/{}", "a".repeat(512));
        for bad in [
            "",
            "tls.utopia.example",
            "host:tls.utopia.example",
            "DNS:tls.utopia.example",
            "dns:",
            "dns:localhost",
            "dns:TLS.utopia.example",
            "dns:*.utopia.example",
            "dns:tls.utopia.example.",
            "dns:.utopia.example",
            "dns:tls..example",
            "dns:-a.example",
            "dns:a-.example",
            "dns:192.0.2.1",
            "dns:tls_1.utopia.example",
            "dns:tls.utopia.example\0.evil.example",
            "dns:tls.utopia.example ",
            "dns:zürich.example",
            &long,
            &longer,
            "ip:",
            "ip:0.0.0.0",
            "ip:255.255.255.255",
            "ip:224.0.0.1",
            "ip:192.0.2.01",
            "ip:192.0.2.0/24",
            "ip:::",
            "ip:2001:DB8::1",
            "ip:2001:db8:0:0::1",
            "ip:::ffff:192.0.2.1",
            "ip:ff02::1",
            "ip:tls.utopia.example",
            "uri:",
            "uri:utopia.example",
            "uri:urn:x",
            "uri:https://",
            "uri:https:///path",
            "uri:HTTPS://utopia.example",
            "uri:https://user@utopia.example",
            "uri:https://utopia.example/a b",
            "uri:https://utopia.example/ü",
            &endless,
            "uri:spiffe://Utopia.example/x",
            "uri:spiffe://utopia.example/",
            "uri:spiffe://utopia.example/a//b",
            "uri:spiffe://utopia.example/../b",
            "uri:spiffe://utopia.example/./b",
            "uri:spiffe://utopia.example:8443/b",
            "uri:spiffe://utopia.example/b?c",
            "uri:spiffe://utopia.example/b#c",
            "uri:spiffe://utopia.example/%61",
            "email:",
            "email:nobody",
            "email:a@b@c",
            "email:a b@c",
        ] {
            assert!(bad.parse::<AlternativeName>().is_err(), "{bad}");
            assert!(serde_json::from_value::<AlternativeName>(bad.into()).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_encoding_is_that_of_general_names() {
        let der = |text: &str| text.parse::<AlternativeName>().unwrap().der();
        assert_eq!(der("dns:a.b"), [0x82, 3, b'a', b'.', b'b']);
        assert_eq!(der("email:a@b"), [0x81, 3, b'a', b'@', b'b']);
        assert_eq!(der("uri:x://y"), [&[0x86, 5][..], b"x://y"].concat());
        assert_eq!(der("ip:192.0.2.1"), [0x87, 4, 192, 0, 2, 1]);
        assert_eq!(der("ip:2001:db8::1").len(), 18);
    }
}
