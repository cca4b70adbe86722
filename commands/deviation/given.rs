//! A deviation list as it is named on the command line: a file, or one that the station took in.

use std::path::{Path, PathBuf};

use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::icao::Looks;
use chancery::icao::deviation::{DeviationList, read};
use chancery::station::Station;

use super::LONGEST;
use crate::frame::{Context, Failure};
use crate::looks;
use crate::opening::{self, UnknownName};

/// The fewest digits that name a list.
const FEWEST: usize = 8;

/// A beginning that several lists share.
#[derive(Debug, thiserror::Error)]
#[error("{count} deviation lists begin with {beginning}")]
struct Several {
    count: usize,
    beginning: String,
}

impl Fail for Several {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("type more of its digest: see 'chancery deviation list'".into())
    }
}

/// A list with the station beside it, where one is named.
pub struct Given<'c> {
    path: Option<PathBuf>,
    station: Option<Station<'c>>,
    octets: Vec<u8>,
}

impl<'c> Given<'c> {
    /// By the name of a file, or the beginning of a digest. A file is judged without a station too; a list that was taken in
    /// is nowhere else.
    pub fn read(name: &str, context: &'c Context) -> Result<Self, Failure> {
        let digits = (FEWEST..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_hexdigit());
        let path: Option<PathBuf> = (!digits || Path::new(name).exists()).then(|| name.into());
        let wants_station = path.is_none() || context.station().is_ok();
        let station = wants_station.then(|| opening::read(context)).transpose()?;
        let octets = match (&path, &station) {
            (Some(path), _) => opening::read_list(path, LONGEST)?,
            (None, Some(station)) => taken(station, &name.to_lowercase())?,
            (None, None) => Vec::new(),
        };
        Ok(Given { path, station, octets })
    }

    /// Its octets.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The station, where one is named.
    pub fn station(&self) -> Option<&Station<'c>> {
        self.station.as_ref()
    }

    /// The list. Errors name the file.
    pub fn list(&self) -> Result<DeviationList<'_>, Failure> {
        read(&self.octets).map_err(|error| self.about(error.into()))
    }

    /// A failure with the file named, and with the command that takes it where another does.
    pub fn about(&self, failure: Failure) -> Failure {
        match &self.path {
            Some(path) => looks::about(failure, path, &[Looks::DeviationList]),
            None => failure,
        }
    }

    /// The certificates that the station knows, those that are believed first.
    pub fn known(&self) -> Result<Vec<Vec<u8>>, Failure> {
        let Some(station) = &self.station else { return Ok(Vec::new()) };
        Ok(station.known_by_rank(station.now()?)?.into_iter().map(|(der, _)| der).collect())
    }
}

/// The octets of a list that was taken in.
fn taken(station: &Station<'_>, beginning: &str) -> Result<Vec<u8>, Failure> {
    let see = "chancery deviation list";
    let unknown = || UnknownName { what: "deviation list", name: beginning.to_owned(), see };
    let lists = station.rows().deviation_lists()?.into_iter().map(|row| row.digest);
    let found: Vec<Digest> = lists.filter(|list| list.to_string().starts_with(beginning)).collect();
    match found.as_slice() {
        [one] => Ok(station.rows().object(*one)?.ok_or_else(unknown)?),
        [] => Err(unknown().into()),
        several => Err(Several { count: several.len(), beginning: beginning.to_owned() }.into()),
    }
}
