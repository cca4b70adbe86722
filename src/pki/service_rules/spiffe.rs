//! SPIFFE identities: which certificates carry one, and how one is written.

use crate::pki::extension::SubjectAltName;
use crate::pki::lint::Subject;

const SCHEME: &[u8] = b"spiffe://";

/// Whether a certificate carries a SPIFFE identity, well written or not.
pub(super) fn is_workload(s: &Subject<'_>) -> bool {
    let names = s.certificate.read::<SubjectAltName<'_>>().and_then(Result::ok);
    let begins = |uri: &[u8]| uri.get(..SCHEME.len()).is_some_and(|b| b.eq_ignore_ascii_case(SCHEME));
    names.is_some_and(|SubjectAltName(names)| names.uris().any(begins))
}

/// Whether octets are a SPIFFE identity of a workload: a trust domain in small letters, a path of plain segments, 2048
/// octets at most.
pub(super) fn is_identity(uri: &[u8]) -> bool {
    let Some(rest) = uri.strip_prefix(SCHEME).filter(|_| uri.len() <= 2048) else { return false };
    let mut parts = rest.split(|b| *b == b'/');
    let domain = parts.next().unwrap_or_default();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
    let segment = |s: &[u8]| !s.is_empty() && s != b"." && s != b".." && s.iter().all(plain);
    let domain_is_plain = domain.iter().all(|b| plain(b) && !b.is_ascii_uppercase());
    let path: Vec<&[u8]> = parts.collect();
    (1..=255).contains(&domain.len()) && domain_is_plain && !path.is_empty() && path.into_iter().all(segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_has_a_domain_in_small_letters_and_a_path() {
        for good in ["spiffe://utopia.example/visa/office-1", "spiffe://a/b"] {
            assert!(is_identity(good.as_bytes()), "{good}");
        }
        let long = format!("spiffe://a/{}", "b".repeat(2048));
        for bad in [
            "spiffe://Utopia/a",
            "spiffe://utopia",
            "spiffe:///a",
            "spiffe://a/",
            "spiffe://a//b",
            "spiffe://a/../b",
            "spiffe://a/b?c",
            "spiffe://a:1/b",
            "https://a/b",
            "SPIFFE://a/b",
            "",
            &long,
        ] {
            assert!(!is_identity(bad.as_bytes()), "{bad}");
        }
    }
}
