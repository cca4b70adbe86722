//! The passport platform's index of its delegation: what lies there, by country, by
//! key identifier and by date.
//!
//! `trust-anchors/index.json` is one RFC 8785 object:
//!
//! ```json
//! {"schema":"chancery/trust-anchors.index@1",
//!  "made":"2026-11-22T10:00:00Z",
//!  "items":[{"kind":"anchor","path":"trust-anchors/anchors/UT-1.der","sha256":"…","country":"UT",
//!            "subject":"…","issuer":"…","serial":"01","key_identifier":"…","valid_from":"…","valid_to":"…",
//!            "revoked_at":"…","provenance":["…"]}],
//!  "by_country":{"UT":[0]},
//!  "by_key_identifier":{"…":[0]},
//!  "by_date":{"2026-11-22":[0]}}
//! ```
//!
//! Items stand in the order of their paths; the three tables point into them by
//! place, from 0. `by_date` is by the day (UTC) on which an item begins to be valid;
//! for a CRL or a master list, the day it was issued. `revoked_at` stands only on a
//! certificate that its issuer revoked; the CRL says the same to whoever reads it. A member that is not known is
//! left out. Text from certificates stands as it was given: whoever shows it makes
//! it harmless.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BundleError, TargetPath, path};
use crate::canonical;
use crate::clock::Time;
use crate::digest::Digest;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A CSCA certificate that is trusted, link certificates among them.
    Anchor,
    /// A document signer's certificate.
    DocumentSigner,
    /// A revocation list.
    Crl,
    /// A master list.
    MasterList,
}

/// One file of the delegation, as the index says it.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Where it lies.
    pub path: TargetPath,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Two or three capital letters (ISO 3166-1 or Doc 9303).
    pub country: String,
    /// The subject's name as text.
    pub subject: Option<String>,
    /// The issuer's name as text.
    pub issuer: Option<String>,
    /// The serial number's content octets; for a CRL its number's.
    pub serial: Option<Vec<u8>>,
    /// The subject key identifier; for a CRL the authority key identifier.
    pub key_identifier: Option<Vec<u8>>,
    /// From when it is valid, or when it was issued.
    pub valid_from: Time,
    /// Until when it is valid, or when the next one is due.
    pub valid_to: Option<Time>,
    /// Since when it is revoked, where it is. It is delivered all the same: documents that
    /// were signed before are judged by it.
    pub revoked_at: Option<Time>,
    /// Where it was seen: each source in words.
    pub provenance: Vec<String>,
}

#[derive(Serialize)]
struct Index<'a> {
    schema: &'static str,
    made: Time,
    items: Vec<Written<'a>>,
    by_country: BTreeMap<&'a str, Vec<usize>>,
    by_key_identifier: BTreeMap<String, Vec<usize>>,
    by_date: BTreeMap<String, Vec<usize>>,
}

#[derive(Serialize)]
struct Written<'a> {
    kind: Kind,
    path: &'a str,
    sha256: Digest,
    country: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_identifier: Option<String>,
    valid_from: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Time>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    provenance: &'a [String],
}

/// The index's octets. The same items in any order give the same octets. Refused:
/// two items of one path, a country that is not two or three capital letters.
pub fn build(made: Time, items: &[Item]) -> Result<Vec<u8>, BundleError> {
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    path::judge_clashes(sorted.iter().map(|item| item.path.as_str()))?;
    let mut index = Index {
        schema: "chancery/trust-anchors.index@1",
        made,
        items: Vec::with_capacity(sorted.len()),
        by_country: BTreeMap::new(),
        by_key_identifier: BTreeMap::new(),
        by_date: BTreeMap::new(),
    };
    for (place, item) in sorted.into_iter().enumerate() {
        let country = item.country.as_str();
        if !(2..=3).contains(&country.len()) || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            let what = format!("country '{}': wanted two or three capital letters", crate::safe::line(country, 20));
            return Err(BundleError::Malformed { file: item.path.on_stick(), what });
        }
        let key_identifier = item.key_identifier.as_ref().map(hex::encode);
        index.by_country.entry(country).or_default().push(place);
        if let Some(identifier) = &key_identifier {
            index.by_key_identifier.entry(identifier.clone()).or_default().push(place);
        }
        index.by_date.entry(item.valid_from.calendar().date().to_string()).or_default().push(place);
        index.items.push(Written {
            kind: item.kind,
            path: item.path.as_str(),
            sha256: item.digest,
            country,
            subject: item.subject.as_deref(),
            issuer: item.issuer.as_deref(),
            serial: item.serial.as_ref().map(hex::encode),
            key_identifier,
            valid_from: item.valid_from,
            valid_to: item.valid_to,
            revoked_at: item.revoked_at,
            provenance: &item.provenance,
        });
    }
    Ok(canonical::bytes(&index)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    fn item(path: &str, country: &str, from: &str, key: &[u8]) -> Item {
        Item {
            kind: Kind::Anchor,
            path: path.parse().unwrap(),
            digest: Digest::of(path.as_bytes()),
            country: country.to_owned(),
            subject: Some("C=UT,CN=CSCA".to_owned()),
            issuer: None,
            serial: Some(vec![1, 2]),
            key_identifier: Some(key.to_vec()),
            valid_from: from.parse().unwrap(),
            valid_to: None,
            revoked_at: None,
            provenance: vec![],
        }
    }

    fn made() -> Time {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn items_are_found_by_country_key_and_date_whatever_their_order() {
        let one = item("trust-anchors/anchors/UT-1.der", "UT", "2026-01-01T00:00:00Z", &[0xaa]);
        let two = item("trust-anchors/anchors/UT-2.der", "UT", "2026-02-01T23:59:59Z", &[0xaa]);
        let three = item("trust-anchors/anchors/ATL-1.der", "ATL", "2026-02-01T00:00:00Z", &[0xbb]);
        let bytes = build(made(), &[one.clone(), two.clone(), three.clone()]).unwrap();
        assert_eq!(bytes, build(made(), &[three, two, one]).unwrap());
        let read: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(read["by_country"], serde_json::json!({"ATL": [0], "UT": [1, 2]}));
        assert_eq!(read["by_key_identifier"], serde_json::json!({"aa": [1, 2], "bb": [0]}));
        assert_eq!(read["by_date"], serde_json::json!({"2026-01-01": [1], "2026-02-01": [0, 2]}));
        assert_eq!(read["items"][0]["path"], "trust-anchors/anchors/ATL-1.der");
        assert_eq!(read["items"][0].get("issuer"), None);
    }

    #[test]
    fn two_items_of_one_path_and_odd_countries_are_refused() {
        let one = item("trust-anchors/a.der", "UT", "2026-01-01T00:00:00Z", &[1]);
        assert_eq!(build(made(), &[one.clone(), one.clone()]).unwrap_err().clause(), Some("BUNDLE-9"));
        for country in ["", "U", "ut", "UTOP", "U\u{202e}", "Ü"] {
            let odd = Item { country: country.to_owned(), ..one.clone() };
            assert!(build(made(), &[odd]).is_err(), "{country:?}");
        }
    }
}
