//! A master list as it is named on the command line: a file, or one that the station took in.

use std::path::PathBuf;

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::icao::Looks;
use chancery::station::MASTER_LIST;
use chancery::station::Station;
use chancery::station::masterlist::{self, Ingested};

use crate::frame::{Context, Failure, Purpose};
use crate::looks;
use crate::opening::{self, UnknownName};

/// What a list looks like.
pub const LISTS: &[Looks] = &[Looks::MasterList, Looks::UnsignedList];

/// The longest list that is read, in octets.
pub const LONGEST: u64 = 256 << 20;

/// The fewest digits that name a list.
const FEWEST: usize = 8;

/// A list.
#[derive(Clone, Debug)]
pub enum Side {
    /// Everything that the station knows.
    Store,
    /// One that the station took in, by the beginning of its digest.
    Taken(String),
    /// A file.
    File(PathBuf),
}

impl std::str::FromStr for Side {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = (FEWEST..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
        Ok(match text {
            "store" => Side::Store,
            _ if digits && !std::path::Path::new(text).exists() => Side::Taken(text.to_lowercase()),
            _ => Side::File(text.into()),
        })
    }
}

/// A beginning that several lists share.
#[derive(Debug, thiserror::Error)]
#[error("{count} lists begin with {beginning}")]
struct Several {
    count: usize,
    beginning: String,
}

impl Fail for Several {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("type more of its digest: see 'chancery masterlist list'".into())
    }
}

/// What a list is judged with: a station where one is named, and what it knows and trusts.
pub struct Judge<'c> {
    context: &'c Context,
    station: Option<Station<'c>>,
    known: Vec<Vec<u8>>,
    anchors: std::collections::BTreeSet<Digest>,
    at: Time,
}

impl<'c> Judge<'c> {
    /// With the station that is named, if one is, and these certificates as anchors beside its own.
    pub fn new(context: &'c Context, anchors: Vec<Vec<u8>>) -> Result<Self, Failure> {
        let station = context.station().is_ok().then(|| opening::read(context)).transpose()?;
        let at = match &station {
            Some(station) => station.now()?,
            None => context.clock(Purpose::Judging, 0)?.read()?.time,
        };
        let digests = anchors.iter().map(|der| Digest::of(der)).collect();
        let mut judge = Judge { context, station, known: anchors, anchors: digests, at };
        if let Some(station) = &judge.station {
            judge.anchors.extend(station.anchors(at)?);
            judge.known.extend(station.known_by_rank(at)?.into_iter().map(|(der, _)| der));
        }
        Ok(judge)
    }

    /// The time it is judged at.
    pub fn at(&self) -> Time {
        self.at
    }

    /// The station.
    pub fn station(&self) -> Result<&Station<'c>, Failure> {
        let named = self.context.station()?.display().to_string();
        let unknown = UnknownName { what: "station", name: named, see: "chancery station --help" };
        Ok(self.station.as_ref().ok_or(unknown)?)
    }

    /// What issuers are searched among, those that are believed first.
    pub fn known(&self) -> Vec<&[u8]> {
        self.known.iter().map(Vec::as_slice).collect()
    }

    /// The octets of a list.
    pub fn octets(&self, side: &Side) -> Result<Vec<u8>, Failure> {
        let unknown = |name: &str| UnknownName { what: "list", name: name.into(), see: "chancery masterlist list" };
        match side {
            Side::File(path) => opening::read_list(path, LONGEST),
            Side::Store => Err(unknown("store").into()),
            Side::Taken(beginning) => {
                let rows = self.station()?.rows();
                let lists = rows.lists()?.into_iter().filter(|list| list.form == MASTER_LIST).map(|list| list.digest);
                let found: Vec<Digest> =
                    lists.filter(|list| list.to_string().starts_with(beginning.as_str())).collect();
                match found.as_slice() {
                    [one] => Ok(rows.object(*one)?.ok_or_else(|| unknown(beginning))?),
                    [] => Err(unknown(beginning).into()),
                    several => Err(Several { count: several.len(), beginning: beginning.clone() }.into()),
                }
            }
        }
    }

    /// The list, read and judged, and its digest; one without a signature too, which its verdict says.
    pub fn judged(&self, side: &Side) -> Result<(Digest, Ingested), Failure> {
        let octets = self.octets(side)?;
        let judged = masterlist::ingest(&octets, true, &self.known(), &self.anchors, self.at);
        let judged = judged.map_err(|error| match side {
            Side::File(path) => looks::about(error.into(), path, LISTS),
            _ => error.into(),
        })?;
        Ok((Digest::of(&octets), judged))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_was_taken_in_is_told_from_a_file() {
        let side = |text: &str| text.parse::<Side>().unwrap();
        assert!(matches!(side("store"), Side::Store));
        assert!(matches!(side("8A1EB3B7"), Side::Taken(name) if name == "8a1eb3b7"));
        for file in ["germany.ml", "8a1eb3b", "./8a1eb3b7", "", "8a1eb3bx"] {
            assert!(matches!(side(file), Side::File(_)), "{file}");
        }
    }
}
