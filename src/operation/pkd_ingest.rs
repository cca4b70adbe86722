//! `pkd.ingest`: a download of the PKD, before anything of it is read.

use super::OperationError;
use crate::act::PkdIngest;
use crate::icao::pkd::{Collection, Extent, FileName};

/// Where a file stands among those of its collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The collection.
    pub collection: Collection,
    /// Whether it holds all of it; a name that does not say so is taken to mean that it does.
    pub extent: Extent,
    /// Its number, where the name says one.
    pub number: Option<u32>,
}

/// Refuses a file of which nobody says where it comes from, and a name longer than any.
pub fn check(act: &PkdIngest) -> Result<(), OperationError> {
    if act.source.trim().is_empty() || act.source.chars().count() > 200 {
        return Err(OperationError::PkdSourceUnfit);
    }
    if act.name.chars().count() > 200 {
        return Err(OperationError::PkdNameUnfit);
    }
    Ok(())
}

/// What the name of a file says, held against what was found in it.
pub fn edition(name: &str, found: Option<Collection>, extent: Option<Extent>) -> Option<Edition> {
    let said = FileName::read(name);
    let collection = found.or(said.map(|said| said.collection))?;
    let extent = extent.or(said.and_then(|said| said.extent)).unwrap_or(Extent::Complete);
    Some(Edition { collection, extent, number: said.and_then(|said| said.edition) })
}

/// What is odd about an edition beside the last one that is here.
pub fn beside_last(edition: &Edition, last: Option<u32>) -> Option<String> {
    let Edition { collection, extent, number } = edition;
    match (number, last, extent) {
        (None, _, _) => {
            Some(format!("the file's name says no edition; it is taken for the newest of collection {collection}"))
        }
        (Some(_), None, Extent::Complete) => None,
        (Some(number), None, Extent::Delta) => Some(format!(
            "edition {number} is a delta, and no numbered edition of collection {collection} was taken in before: take a complete file in first"
        )),
        (Some(number), Some(last), _) if *number <= last => Some(format!(
            "edition {number} is not newer than edition {last}, which is here: it changes what stood before that one"
        )),
        (Some(number), Some(last), Extent::Delta) if *number > last.saturating_add(1) => Some(format!(
            "edition {number} follows edition {last}: those between are missing, and with them what they took away"
        )),
        (Some(_), Some(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::fault::Fail;

    #[test]
    fn pkd_2_and_4_a_file_has_a_source_and_a_name_of_a_length_that_names_have() {
        let act =
            |name: &str, source: &str| PkdIngest { file: Digest::of(b""), name: name.into(), source: source.into() };
        assert!(check(&act("icaopkd-001-complete-009667.ldif", "stick of the operator")).is_ok());
        for (name, source, clause) in [
            ("a", "", "PKD-2"),
            ("a", " ", "PKD-2"),
            ("a", &"x".repeat(201), "PKD-2"),
            (&"x".repeat(201), "stick", "PKD-4"),
        ] {
            assert_eq!(check(&act(name, source)).unwrap_err().clause(), Some(clause));
        }
    }

    #[test]
    fn an_edition_that_does_not_follow_the_last_one_is_told() {
        let edition = |extent, number| Edition { collection: Collection::Signers, extent, number };
        let odd = |extent, number, last| beside_last(&edition(extent, number), last);
        assert_eq!(odd(Extent::Complete, Some(10), None), None);
        assert_eq!(odd(Extent::Complete, Some(30), Some(10)), None);
        assert_eq!(odd(Extent::Delta, Some(11), Some(10)), None);
        for (extent, number, last, wanted) in [
            (Extent::Delta, Some(12), Some(10), "missing"),
            (Extent::Delta, Some(10), Some(10), "not newer"),
            (Extent::Complete, Some(9), Some(10), "not newer"),
            (Extent::Delta, Some(9), None, "complete file in first"),
            (Extent::Complete, None, Some(10), "says no edition"),
        ] {
            assert!(odd(extent, number, last).unwrap().contains(wanted), "{wanted}");
        }
    }
}
