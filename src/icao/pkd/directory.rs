//! What stands in the PKD after its files in their order: complete ones begin anew, deltas add, replace and take away.

use std::collections::{BTreeMap, HashMap};

use super::collection::Extent;
use super::kept::{Judged, Kept, KeptWhat, Said};
use super::ldif::DistinguishedName;
use super::object::ObjectKind;
use crate::digest::Digest;

/// An object that stands in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its bytes.
    pub object: Digest,
    /// What it is.
    pub kind: ObjectKind,
    /// The state below whose container it stands, where there is one.
    pub state: Option<String>,
    /// Its pkdVersion.
    pub version: Option<u64>,
    /// What the operator says of it.
    pub said: Option<Said>,
    /// What was found of it when its file was read.
    pub judged: Option<Judged>,
    /// The certificate whose key verified it then.
    pub verifier: Option<Digest>,
}

/// An entry with its objects, and the file that wrote it last.
struct Entry {
    file: u64,
    objects: Vec<Standing>,
}

/// The directory of one collection.
#[derive(Default)]
pub struct Directory {
    file: u64,
    entries: BTreeMap<Digest, Entry>,
    /// The entries that were placed below a name; some may be gone since.
    below: HashMap<Digest, Vec<Digest>>,
    /// How many deletions named nothing that was there.
    missed: u64,
}

impl Directory {
    /// Empty.
    pub fn new() -> Self {
        Directory::default()
    }

    /// The lines of one more file follow. A complete one begins anew.
    pub fn begin(&mut self, extent: Option<Extent>) {
        self.file += 1;
        if extent != Some(Extent::Delta) {
            self.entries.clear();
            self.below.clear();
        }
    }

    /// One line of the file. What has no name that can be read stands by itself and is not taken away by name.
    pub fn apply(&mut self, kept: &Kept) {
        match kept.what {
            KeptWhat::Object | KeptWhat::Addition | KeptWhat::Replacement => self.place(kept),
            KeptWhat::Removal => self.remove(kept),
            KeptWhat::Deletion => self.delete(kept),
            KeptWhat::Change => self.change(kept),
            KeptWhat::Container | KeptWhat::Skipped | KeptWhat::Version | KeptWhat::Other => {}
        }
    }

    /// Everything that stands there, in an order of its own.
    pub fn objects(&self) -> impl Iterator<Item = &Standing> {
        self.entries.values().flat_map(|entry| &entry.objects)
    }

    /// How many deletions named nothing that was there.
    pub fn missed(&self) -> u64 {
        self.missed
    }

    fn place(&mut self, kept: &Kept) {
        let Some((object, kind)) = kept.object.zip(kept.kind) else { return };
        let (state, version, said) = (kept.state.clone(), kept.version, kept.said.clone());
        let standing = Standing { object, kind, state, version, said, judged: kept.judged, verifier: kept.verifier };
        let place = kept.place.unwrap_or(object);
        let file = self.file;
        let below = &mut self.below;
        let entry = self.entries.entry(place).or_insert_with(|| {
            let name = DistinguishedName::parse(&kept.name).ok();
            let above = name.iter().flat_map(DistinguishedName::above);
            above.for_each(|name| below.entry(name).or_default().push(place));
            Entry { file, objects: Vec::new() }
        });
        match kept.what {
            KeptWhat::Addition => {}
            KeptWhat::Replacement => entry.objects.retain(|one| one.kind != kind),
            // The objects of one entry come line after line; those of an earlier file make room.
            _ if entry.file != file => entry.objects.clear(),
            _ => {}
        }
        entry.file = file;
        if !entry.objects.iter().any(|one| one.object == object) {
            entry.objects.push(standing);
        }
    }

    /// One object of an entry goes; the entry stays.
    fn remove(&mut self, kept: &Kept) {
        let entry = kept.place.and_then(|place| self.entries.get_mut(&place));
        let before = entry.as_ref().map_or(0, |entry| entry.objects.len());
        let after = entry.map_or(0, |entry| {
            entry.objects.retain(|one| Some(one.object) != kept.object);
            entry.objects.len()
        });
        self.missed += u64::from(before == after);
    }

    /// Version and conformance of an entry are said anew.
    fn change(&mut self, kept: &Kept) {
        let Some(entry) = kept.place.and_then(|place| self.entries.get_mut(&place)) else { return };
        for one in &mut entry.objects {
            one.version = kept.version.or(one.version);
            one.said = kept.said.clone().or(one.said.take());
        }
    }

    fn delete(&mut self, kept: &Kept) {
        let Some(place) = kept.place else {
            self.missed += 1;
            return;
        };
        let mut gone = self.below.remove(&place).unwrap_or_default();
        gone.push(place);
        let mut any = false;
        for name in gone {
            any |= self.entries.remove(&name).is_some();
        }
        self.missed += u64::from(!any);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::icao::pkd::collection::Collection;

    const BRANCH: &str = "o=dsc,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int";

    fn line(what: KeptWhat, name: &str, object: Option<&str>) -> Kept {
        let parsed = DistinguishedName::parse(name.as_bytes()).unwrap();
        Kept {
            line: 1,
            what,
            name: name.into(),
            place: Some(parsed.place()),
            collection: Some(Collection::Signers),
            state: Some("UT".into()),
            kind: object.map(|_| ObjectKind::DocumentSigner),
            object: object.map(|text| Digest::of(text.as_bytes())),
            judged: None,
            verifier: None,
            version: None,
            said: None,
            findings: Vec::new(),
        }
    }

    fn add(name: &str, object: &str) -> Kept {
        line(KeptWhat::Object, &format!("{name},{BRANCH}"), Some(object))
    }

    fn standing(directory: &Directory) -> Vec<Digest> {
        let mut all: Vec<Digest> = directory.objects().map(|one| one.object).collect();
        all.sort_unstable();
        all
    }

    fn of(objects: &[&str]) -> Vec<Digest> {
        let mut all: Vec<Digest> = objects.iter().map(|text| Digest::of(text.as_bytes())).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn a_delta_adds_replaces_and_takes_away_and_a_complete_file_begins_anew() {
        let mut directory = Directory::new();
        directory.begin(Some(Extent::Complete));
        [add("cn=a", "1"), add("cn=a", "1b"), add("cn=b", "2"), add("cn=c", "3")]
            .iter()
            .for_each(|k| directory.apply(k));
        assert_eq!(standing(&directory), of(&["1", "1b", "2", "3"]));
        directory.begin(Some(Extent::Delta));
        directory.apply(&line(KeptWhat::Replacement, &format!("cn=a,{BRANCH}"), Some("1c")));
        directory.apply(&line(KeptWhat::Deletion, &format!("CN=B,{BRANCH}"), None));
        directory.apply(&add("cn=d", "4"));
        assert_eq!(standing(&directory), of(&["1c", "3", "4"]));
        assert_eq!(directory.missed(), 0);
        directory.begin(Some(Extent::Complete));
        directory.apply(&add("cn=a", "1"));
        assert_eq!(standing(&directory), of(&["1"]));
    }

    #[test]
    fn parts_of_an_entry_come_go_and_are_said_anew() {
        let mut directory = Directory::new();
        directory.begin(Some(Extent::Complete));
        [add("cn=a", "1"), add("cn=a", "2")].iter().for_each(|k| directory.apply(k));
        directory.begin(Some(Extent::Delta));
        let name = format!("cn=a,{BRANCH}");
        directory.apply(&line(KeptWhat::Addition, &name, Some("3")));
        assert_eq!(standing(&directory), of(&["1", "2", "3"]));
        directory.apply(&line(KeptWhat::Removal, &name, Some("1")));
        assert_eq!((standing(&directory), directory.missed()), (of(&["2", "3"]), 0));
        directory.apply(&line(KeptWhat::Removal, &name, Some("1")));
        assert_eq!(directory.missed(), 1);
        let said = Said { codes: vec!["ERR:CSCA.CDP.14".into()], ..Said::default() };
        directory.apply(&Kept { version: Some(9), said: Some(said.clone()), ..line(KeptWhat::Change, &name, None) });
        assert!(directory.objects().all(|one| one.version == Some(9) && one.said.as_ref() == Some(&said)));
        directory.apply(&line(KeptWhat::Replacement, &name, Some("4")));
        directory.apply(&line(KeptWhat::Addition, &name, Some("5")));
        assert_eq!(standing(&directory), of(&["4", "5"]));
    }

    #[test]
    fn a_container_is_taken_away_with_all_it_holds_and_a_name_that_is_not_there_is_counted() {
        let mut directory = Directory::new();
        directory.begin(Some(Extent::Complete));
        [add("cn=a", "1"), add("cn=b", "2")].iter().for_each(|k| directory.apply(k));
        let other = "cn=x,o=dsc,c=AQ,dc=data,dc=download,dc=pkd,dc=icao,dc=int";
        directory.apply(&line(KeptWhat::Object, other, Some("9")));
        directory.begin(Some(Extent::Delta));
        directory.apply(&line(KeptWhat::Deletion, "c=ut,dc=data,dc=download,dc=pkd,dc=icao,dc=int", None));
        directory.apply(&line(KeptWhat::Deletion, &format!("cn=a,{BRANCH}"), None));
        assert_eq!(standing(&directory), of(&["9"]));
        assert_eq!(directory.missed(), 1);
    }

    #[test]
    fn the_place_of_a_name_is_the_same_however_it_is_written() {
        let place = |name: &str| DistinguishedName::parse(name.as_bytes()).unwrap().place();
        assert_eq!(place("CN=Ab+SN=0C,o=dsc"), place("sn=0c+cn=aB,O=DSC"));
        assert_ne!(place("cn=a,o=dsc"), place("cn=a+o=dsc"));
        assert_ne!(place("cn=ab"), place("cn=a,cn=b"));
        assert_ne!(place("cn=a"), place("cn=b"));
    }
}
