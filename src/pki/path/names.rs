//! Whether the names of a certificate are where its issuers allow them (RFC 5280 4.2.1.10, 6.1.3 b and c).
//!
//! Each CA's constraints are held against each certificate below it: what two of them permit is
//! then what both permit. Whatever cannot be decided refuses: a constraint on a form that is not
//! compared here, a name of a constrained form that cannot be read. A DNS name that stands in the
//! common name alone is no name here and is not asked.

use crate::pki::certificate::Certificate;
use crate::pki::extension::{GeneralName, NameConstraints, SubjectAltName};
use crate::pki::name::Name;
use crate::pki::oid;

/// At most this many octets are compared for one pair of certificates: names against bases are a product.
const MOST_COMPARED: usize = 4 << 20;

/// What a certificate lacks to stand under its CAs: the end of a sentence that begins with its subject.
pub(super) type Refusal = &'static str;

const UNDECIDED: Refusal = "has a name that cannot be read, under a CA that constrains such names";
const UNCOMPARED: Refusal = "stands under a CA that constrains names in a form that is not compared here";

/// A name of one of the forms that are compared: e-mail, DNS, URI, address, directory.
#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    Email(&'a [u8]),
    Dns(&'a [u8]),
    Uri(&'a [u8]),
    Address(&'a [u8]),
    Directory(Name<'a>),
}

impl<'a> Form<'a> {
    fn of(name: GeneralName<'a>) -> Option<Self> {
        match name {
            GeneralName::Email(octets) => Some(Form::Email(octets)),
            GeneralName::Dns(octets) => Some(Form::Dns(octets)),
            GeneralName::Uri(octets) => Some(Form::Uri(octets)),
            GeneralName::Directory(name) => Some(Form::Directory(name)),
            GeneralName::Address(octets) => Some(Form::Address(octets)),
            GeneralName::Other(_) => None,
        }
    }

    fn octets(&self) -> &'a [u8] {
        match self {
            Form::Email(octets) | Form::Dns(octets) | Form::Uri(octets) | Form::Address(octets) => octets,
            Form::Directory(name) => name.der(),
        }
    }
}

/// Holds the constraints of a CA against the names of a certificate somewhere below it.
pub(super) fn hold(constraints: &NameConstraints<'_>, below: &Certificate<'_>) -> Result<(), Refusal> {
    let mut compared = 0usize;
    let mut count = |name: &Form<'_>, base: &Form<'_>| {
        compared = compared.saturating_add(16 + name.octets().len() + base.octets().len());
        if compared > MOST_COMPARED { Err("has too many names for a CA that constrains them") } else { Ok(()) }
    };
    let names = names(below)?;
    for base in constraints.permitted().chain(constraints.excluded()) {
        base.ok().and_then(Form::of).ok_or(UNCOMPARED)?;
    }
    for name in names {
        let mut permitted = None;
        for base in constraints.permitted().flatten().filter_map(Form::of) {
            count(&name, &base)?;
            if let Some(inside) = is_within(&name, &base, Side::Permitted)? {
                permitted = Some(permitted.unwrap_or(false) || inside);
            }
        }
        if permitted == Some(false) {
            return Err("has a name outside of those that a CA above it permits");
        }
        for base in constraints.excluded().flatten().filter_map(Form::of) {
            count(&name, &base)?;
            if is_within(&name, &base, Side::Excluded)? == Some(true) {
                return Err("has a name that a CA above it excludes");
            }
        }
    }
    Ok(())
}

/// The names of a certificate in the forms that are compared: its subject, the e-mail addresses in
/// the subject, its alternative names.
fn names<'a>(certificate: &Certificate<'a>) -> Result<Vec<Form<'a>>, Refusal> {
    let mut found = Vec::new();
    if !certificate.subject.is_empty() {
        found.push(Form::Directory(certificate.subject));
    }
    for attribute in certificate.subject.attributes() {
        let attribute = attribute.map_err(|_| UNDECIDED)?;
        if attribute.oid == oid::EMAIL_ADDRESS {
            found.push(Form::Email(attribute.value.content));
        }
    }
    if let Some(alternative) = certificate.read::<SubjectAltName<'_>>() {
        for name in alternative.map_err(|_| UNDECIDED)?.0.iter() {
            found.extend(Form::of(name.map_err(|_| UNDECIDED)?));
        }
    }
    Ok(found)
}

/// Which list a base stands in: a wildcard that covers a base touches it, but is not inside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

/// Whether a name lies in a subtree; `None` where the two are of different forms.
fn is_within(name: &Form<'_>, base: &Form<'_>, side: Side) -> Result<Option<bool>, Refusal> {
    Ok(Some(match (name, base) {
        (Form::Directory(name), Form::Directory(base)) => {
            let (name, base) = (name.folded().ok_or(UNDECIDED)?, base.folded().ok_or(UNDECIDED)?);
            name.starts_with(&base)
        }
        (Form::Dns(name), Form::Dns(base)) => {
            let (name, base) = (dns_name(name)?, host(base).filter(|b| !b.starts_with('.')).ok_or(UNDECIDED)?);
            match name.strip_prefix("*.") {
                Some(rest) if side == Side::Excluded => is_below(rest, base) || is_below(base, rest),
                Some(rest) => is_below(rest, base),
                None => is_below(name, base),
            }
        }
        (Form::Email(name), Form::Email(base)) => {
            let (mailbox, domain) = mailbox(name).ok_or(UNDECIDED)?;
            match mailbox_base(base).ok_or(UNDECIDED)? {
                (Some(wanted), of) => mailbox == wanted && domain.eq_ignore_ascii_case(of),
                (None, of) => is_host_or_below_dot(domain, of),
            }
        }
        (Form::Uri(name), Form::Uri(base)) => {
            is_host_or_below_dot(uri_host(name).ok_or(UNDECIDED)?, host(base).ok_or(UNDECIDED)?)
        }
        (Form::Address(name), Form::Address(base)) => address(name, base)?,
        _ => return Ok(None),
    }))
}

/// Text that can be a host, or an empty one: ASCII letters, digits, `-`, `_` and dots between labels.
fn host(octets: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(octets).ok()?;
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let labels = text.strip_prefix('.').unwrap_or(text);
    (plain && (text.is_empty() || labels.split('.').all(|label| !label.is_empty()))).then_some(text)
}

/// A DNS name of a certificate, with `*` as its whole first label at most.
fn dns_name(octets: &[u8]) -> Result<&str, Refusal> {
    let text = std::str::from_utf8(octets).map_err(|_| UNDECIDED)?;
    let rest = host(text.strip_prefix("*.").unwrap_or(text).as_bytes()).ok_or(UNDECIDED)?;
    if rest.is_empty() || rest.starts_with('.') { Err(UNDECIDED) } else { Ok(text) }
}

/// Whether a host is the base or has labels before it; everything is below an empty base.
fn is_below(host: &str, base: &str) -> bool {
    let Some(cut) = host.len().checked_sub(base.len()) else { return false };
    let (labels, end) = host.split_at_checked(cut).unwrap_or((host, ""));
    end.eq_ignore_ascii_case(base) && (base.is_empty() || labels.is_empty() || labels.ends_with('.'))
}

/// The rule of URIs and e-mail: a base with a dot in front takes hosts below it, one without takes itself.
fn is_host_or_below_dot(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(parent) => is_below(host, parent) && host.len() > parent.len(),
        None => host.eq_ignore_ascii_case(base),
    }
}

/// The two sides of an e-mail address. Quoted local parts and address literals are not read.
fn mailbox(octets: &[u8]) -> Option<(&str, &str)> {
    let (local, domain) = std::str::from_utf8(octets).ok()?.split_once('@')?;
    let plain = local.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    let domain = host(domain.as_bytes()).filter(|d| !d.is_empty() && !d.starts_with('.'))?;
    (plain && !local.is_empty()).then_some((local, domain))
}

/// What a constraint on e-mail says: one mailbox, one host, or hosts below a domain.
fn mailbox_base(octets: &[u8]) -> Option<(Option<&str>, &str)> {
    if octets.contains(&b'@') {
        return mailbox(octets).map(|(local, domain)| (Some(local), domain));
    }
    host(octets).filter(|h| !h.is_empty()).map(|h| (None, h))
}

/// The host of a URI, which must have one that is a name.
fn uri_host(octets: &[u8]) -> Option<&str> {
    let (scheme, rest) = std::str::from_utf8(octets).ok()?.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // What RFC 3986 allows nowhere, some readers take for a '/': then the host is another.
    let odd = |b: u8| !b.is_ascii_graphic() || b"\\\"<>^`{|}".contains(&b);
    let authority = rest.get(..end).filter(|authority| !authority.bytes().any(odd))?;
    let after_user = authority.rsplit_once('@').map_or(authority, |(_, after)| after);
    let (name, port) = after_user.split_once(':').unwrap_or((after_user, ""));
    let name = host(name.as_bytes()).filter(|h| !h.is_empty() && !h.starts_with('.'))?;
    let is_number = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let sound = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (sound && !scheme.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && !is_number).then_some(name)
}

/// An address of 4 or 16 octets against one of the same size with its mask (4.2.1.10, RFC 4632).
fn address(name: &[u8], base: &[u8]) -> Result<bool, Refusal> {
    if !matches!(name.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return Err(UNDECIDED);
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let ones: u32 = mask.iter().take_while(|b| **b == 0xff).count() as u32 * 8
        + mask.iter().find(|b| **b != 0xff).map_or(0, |b| b.leading_ones());
    if mask.iter().map(|b| b.count_ones()).sum::<u32>() != ones {
        return Err(UNDECIDED);
    }
    let masked = |octets: &[u8]| -> Vec<u8> { octets.iter().zip(mask).map(|(o, m)| o & m).collect() };
    Ok(name.len() == network.len() && masked(name) == masked(network))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(name: &Form<'_>, base: &Form<'_>) -> (Option<bool>, Option<bool>) {
        let judge = |side| is_within(name, base, side).unwrap_or(None);
        (judge(Side::Permitted), judge(Side::Excluded))
    }

    fn dns(name: &str, base: &str) -> (Option<bool>, Option<bool>) {
        within(&Form::Dns(name.as_bytes()), &Form::Dns(base.as_bytes()))
    }

    fn email(name: &str, base: &str) -> Option<bool> {
        within(&Form::Email(name.as_bytes()), &Form::Email(base.as_bytes())).0
    }

    fn uri(name: &str, base: &str) -> Option<bool> {
        within(&Form::Uri(name.as_bytes()), &Form::Uri(base.as_bytes())).0
    }

    const YES: (Option<bool>, Option<bool>) = (Some(true), Some(true));
    const NO: (Option<bool>, Option<bool>) = (Some(false), Some(false));
    const UNSAID: (Option<bool>, Option<bool>) = (None, None);

    #[test]
    fn dns_names_lie_below_whole_labels() {
        for (name, base) in [("a.b", "a.b"), ("X.A.b", "a.B"), ("a", ""), ("*.a.b", "a.b"), ("*.x.a.b", "a.b")] {
            assert_eq!(dns(name, base), YES, "{name} {base}");
        }
        for (name, base) in [("xa.b", "a.b"), ("b", "a.b"), ("a.b.c", "a.b"), ("*.b", "xb")] {
            assert_eq!(dns(name, base), NO, "{name} {base}");
        }
        assert_eq!(dns("*.b", "a.b"), (Some(false), Some(true)), "a wildcard touches what it covers");
        for (name, base) in [("", "a"), ("a..b", "b"), ("a.b.", "b"), ("é.b", "b"), ("a.b", ".b"), ("x*.b", "b")] {
            assert_eq!(dns(name, base), UNSAID, "{name} {base}");
        }
    }

    #[test]
    fn mail_and_uri_bases_are_a_host_or_what_is_below_a_dot() {
        for (name, base) in [("a@B.c", "b.c"), ("a@b.c", "a@b.C"), ("a@x.b.c", ".b.c")] {
            assert_eq!(email(name, base), Some(true), "{name} {base}");
        }
        for (name, base) in [("a@x.b.c", "b.c"), ("A@b.c", "a@b.c"), ("a@b.c", ".b.c"), ("a@xb.c", ".b.c")] {
            assert_eq!(email(name, base), Some(false), "{name} {base}");
        }
        for (name, base) in [("a", "b.c"), ("a@", "b.c"), ("@b.c", "b.c"), ("\"a@x\"@b.c", "b.c"), ("a@b.c", "")] {
            assert_eq!(email(name, base), None, "{name} {base}");
        }
        for (name, base) in [("https://b.c/x", "b.c"), ("https://u:p@x.b.c:8?q", ".b.c"), ("ldap://B.C", "b.c")] {
            assert_eq!(uri(name, base), Some(true), "{name} {base}");
        }
        for (name, base) in [("https://x.b.c/", "b.c"), ("https://b.c@evil.d/", "b.c"), ("https://evil.d/b.c", "b.c")] {
            assert_eq!(uri(name, base), Some(false), "{name} {base}");
        }
        for name in ["urn:b.c", "https:///b.c", "https://10.0.0.1/", "https://[::1]/", "https://b.c\\@d/", "://b.c"] {
            assert_eq!(uri(name, "b.c"), None, "{name}");
        }
    }

    #[test]
    fn addresses_lie_in_a_network_whose_mask_has_no_holes() {
        let judge = |name: &[u8], base: &[u8]| within(&Form::Address(name), &Form::Address(base)).0;
        assert_eq!(judge(&[10, 1, 2, 3], &[10, 1, 0, 0, 255, 255, 0, 0]), Some(true));
        assert_eq!(judge(&[10, 2, 2, 3], &[10, 1, 0, 0, 255, 255, 0, 0]), Some(false));
        assert_eq!(judge(&[10, 1, 2, 3], &[0; 32]), Some(false), "another size is outside");
        assert_eq!(judge(&[10, 1, 2, 3], &[10, 1, 0, 0, 255, 0, 255, 0]), None);
        assert_eq!(judge(&[10, 1, 2], &[10, 1, 0, 0, 255, 255, 0, 0]), None);
        assert_eq!(judge(&[10, 1, 2, 3], &[10, 1, 0, 0]), None);
    }
}
