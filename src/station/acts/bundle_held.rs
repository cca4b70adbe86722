//! What a bundle will hold, file by file, and what differs from the last one, for the officers who judge it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Recorded;
use crate::bundle::index::{Item, Kind};
use crate::clock::Time;
use crate::digest::Digest;
use crate::operation::bundle_export::{self, SERVICE};
use crate::station::{Station, StationError};
use crate::store::StoreError;

/// How many files are named under one heading; the rest is counted.
const NAMED: usize = 1000;

/// A file of a bundle, as its index says it.
#[derive(Clone, Debug, Deserialize)]
struct Held {
    kind: Kind,
    path: String,
    sha256: Digest,
    country: String,
    subject: Option<String>,
    issuer: Option<String>,
    revoked_at: Option<Time>,
}

/// Files by the place that each has.
type Places = BTreeMap<String, Held>;

impl Held {
    fn of(item: Item) -> Held {
        let Item { kind, path, digest, country, subject, issuer, revoked_at, .. } = item;
        Held { kind, path: path.to_string(), sha256: digest, country, subject, issuer, revoked_at }
    }

    /// What it goes on to be while its bytes change: the list of one issuer, of one state, or one certificate.
    fn place(&self) -> String {
        match self.kind {
            Kind::Crl => format!("list of {}", self.issuer.as_deref().unwrap_or_default()),
            Kind::MasterList => format!("master list of {}", self.country),
            Kind::Anchor | Kind::DocumentSigner => self.path.clone(),
        }
    }

    fn name(&self) -> String {
        let whose = |name: &Option<String>| name.clone().unwrap_or_else(|| "nobody by name".into());
        match self.kind {
            Kind::Anchor => format!("anchor of {}, {}", self.country, whose(&self.subject)),
            Kind::DocumentSigner => format!("document signer of {}, {}", self.country, whose(&self.subject)),
            Kind::Crl => format!("revocation list of {}, {}", self.country, whose(&self.issuer)),
            Kind::MasterList => format!("master list of {}", self.country),
        }
    }

    fn standing(&self) -> String {
        self.revoked_at.map(|at| format!(", revoked {at}")).unwrap_or_default()
    }

    fn words(&self) -> String {
        format!("{}{}, SHA-256 {}", self.name(), self.standing(), self.sha256)
    }

    /// What it was and what it would be, where the two are not the same.
    fn changed(&self, before: &Held) -> Option<String> {
        if self.sha256 != before.sha256 {
            return Some(format!("{}: was SHA-256 {}, would be {}", self.name(), before.sha256, self.sha256));
        }
        let standing = |one: &Held| one.revoked_at.map_or_else(|| "not revoked".into(), |at| format!("revoked {at}"));
        (self.revoked_at != before.revoked_at).then(|| {
            let (was, now) = (standing(before), standing(self));
            format!("{}, SHA-256 {}: was {was}, would be {now}", self.name(), self.sha256)
        })
    }
}

impl Station<'_> {
    /// Every file of the next bundle with its digest, then what is added to the last one, taken from it and changed.
    pub(super) fn bundle_difference(&self) -> Result<Vec<(String, String)>, StationError> {
        let held = placed(bundle_export::holdings(&self.deliveries()?)?.into_iter().map(Held::of));
        let mut words = told("holds", held.values().map(Held::words).collect());
        let index = format!("{SERVICE}/index.json, the list of these, written when the bundle is signed");
        words.push(("holds".to_owned(), index));
        let Some((version, before)) = self.last_held()? else {
            words.push(("since the last bundle".to_owned(), "there was none".to_owned()));
            return Ok(words);
        };
        let added: Vec<String> =
            held.iter().filter(|(place, _)| !before.contains_key(*place)).map(|(_, one)| one.words()).collect();
        let removed: Vec<String> =
            before.iter().filter(|(place, _)| !held.contains_key(*place)).map(|(_, one)| one.words()).collect();
        let changed: Vec<String> = held.iter().filter_map(|(place, one)| one.changed(before.get(place)?)).collect();
        let counts = format!("{} added, {} removed, {} changed", added.len(), removed.len(), changed.len());
        words.push(("since the last bundle".to_owned(), format!("version {version}: {counts}")));
        words.extend(told("added", added));
        words.extend(told("removed", removed));
        words.extend(told("changed", changed));
        Ok(words)
    }

    /// A digest over all that the next bundle holds but its dates: each file, and since when it is revoked.
    pub(in crate::station) fn held_digest(&self) -> Result<Digest, StationError> {
        let held: Vec<(String, Option<Time>)> = bundle_export::holdings(&self.deliveries()?)?
            .into_iter()
            .map(|item| (item.path.to_string(), item.revoked_at))
            .collect();
        Ok(crate::canonical::digest(&held)?)
    }

    /// What the last finished bundle holds, by its own index.
    fn last_held(&self) -> Result<Option<(u64, Places)>, StationError> {
        #[derive(Deserialize)]
        struct Index {
            items: Vec<Held>,
        }
        let Some((version, Recorded { files, .. })) = self.recorded(None)? else { return Ok(None) };
        let lost = |what: &str| StoreError::Corrupt { table: "bundle", what: what.to_owned() };
        let of_service = |path: &str| path.split('/').any(|part| part == SERVICE) && path.ends_with("index.json");
        let index = files.iter().find(|(path, _)| of_service(path)).map(|(_, digest)| *digest);
        let index = index.ok_or_else(|| lost("the last one has no index"))?;
        let octets = self.store.rows().object(index)?.ok_or_else(|| lost("the index of the last one is lost"))?;
        let index: Index = serde_json::from_slice(&octets)?;
        Ok(Some((version, placed(index.items.into_iter()))))
    }
}

/// Each file at its place; where two have one, such as the lists of two keys under one name, at its path.
fn placed(files: impl Iterator<Item = Held>) -> Places {
    let mut all = BTreeMap::new();
    for one in files {
        let place = Some(one.place()).filter(|place| !all.contains_key(place));
        all.insert(place.unwrap_or_else(|| one.path.clone()), one);
    }
    all
}

/// Lines under one name, so many of them.
fn told(name: &str, lines: Vec<String>) -> Vec<(String, String)> {
    let count = lines.len();
    let mut words: Vec<(String, String)> = lines.into_iter().take(NAMED).map(|line| (name.to_owned(), line)).collect();
    if count > NAMED {
        words.push((name.to_owned(), format!("and {} more", count - NAMED)));
    }
    words
}
