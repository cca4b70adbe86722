//! Key sets on media: written to two at once, read whole.

use std::collections::BTreeMap;

use super::error::BackupError;
use super::manifest::{KeysManifest, LARGEST_KEYS, MANIFEST, NOTE, README, WrappedKey};
use super::medium::{Folder, Medium, Published};
use super::readme::readme;
use super::state::LARGEST_NOTE;
use crate::digest::Digest;
use crate::ledger::Note;
use crate::safe::Label;

/// The longest README, in octets.
const LARGEST_README: u64 = 1 << 20;

/// Writes a key set to every medium: either all have it, read back and compared, or none. Blobs that are not what the
/// manifest says are refused before anything is written (BACKUP-28, BACKUP-29), and media that are one place (BACKUP-35).
/// `progress` is told how many octets are read back, and of how many.
pub fn write(
    media: &[&Medium],
    manifest: &KeysManifest,
    note: &Note,
    blobs: &BTreeMap<Label, Vec<u8>>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<Published>, BackupError> {
    for (at, one) in media.iter().enumerate() {
        media.iter().skip(at + 1).try_for_each(|other| one.expect_other_place(other))?;
    }
    let octets = manifest.bytes()?;
    if note.text() != manifest.note_text(&octets) {
        return Err(BackupError::NoteOther);
    }
    judge_blobs(manifest, blobs)?;
    let folder = manifest.folder();
    let mut filled = Vec::with_capacity(media.len());
    for medium in media {
        let mut publication = medium.begin(&folder)?;
        for key in &manifest.keys {
            publication.put(&key.file, blobs.get(&key.label).map(Vec::as_slice).unwrap_or_default())?;
        }
        publication.put(README, readme(manifest).as_bytes())?;
        publication.put(NOTE, note.to_string().as_bytes())?;
        publication.put(MANIFEST, &octets)?;
        filled.push(publication);
    }
    let mut published: Vec<Published> = Vec::with_capacity(media.len());
    for (at, publication) in (0u64..).zip(filled) {
        let copies = media.len() as u64;
        let one = publication.publish(&mut |done, all| progress(at * all + done, copies * all));
        // A folder that could not be published is somebody else's, or never was; one that came out otherwise is ours.
        let (failed, ours) = match one {
            Ok(one) if published.first().is_none_or(|first| *first == one) => {
                published.push(one);
                continue;
            }
            Ok(_) => (BackupError::ReadBack { path: folder.clone() }, published.len() + 1),
            Err(error) => (error, published.len()),
        };
        // Fewer copies than were wanted are no backup: they go.
        for medium in media.iter().take(ours) {
            let _ = medium.take_away(&folder);
        }
        return Err(failed);
    }
    Ok(published)
}

/// Refuses blobs that are not, key for key, what a manifest says.
fn judge_blobs(manifest: &KeysManifest, blobs: &BTreeMap<Label, Vec<u8>>) -> Result<(), BackupError> {
    for key in &manifest.keys {
        let blob = blobs.get(&key.label).ok_or_else(|| BackupError::Missing { path: key.file.clone() })?;
        judge_blob(key, blob)?;
    }
    let stranger = blobs.keys().find(|label| !manifest.keys.iter().any(|key| key.label == **label));
    stranger.map_or(Ok(()), |label| Err(BackupError::Stranger { path: WrappedKey::file_of(label) }))
}

fn judge_blob(key: &WrappedKey, blob: &[u8]) -> Result<(), BackupError> {
    let differs = |what| BackupError::Differs { file: key.file.clone(), what };
    if blob.len() as u64 != key.octets {
        return Err(differs("the length"));
    }
    if Digest::of(blob) == key.sha256 { Ok(()) } else { Err(differs("the digest")) }
}

/// A key set, read whole and once. Its blobs are what the manifest says; the note is not judged by reading.
#[derive(Debug)]
pub struct KeySet {
    manifest: KeysManifest,
    digest: Digest,
    text: String,
    note: Vec<u8>,
    blobs: BTreeMap<Label, Vec<u8>>,
    readme: Vec<u8>,
}

impl KeySet {
    /// Reads a folder. Refused: a name that is not that of the manifest, files that it does not name, blobs that are
    /// not what it says.
    pub fn read(folder: &Folder) -> Result<Self, BackupError> {
        let (manifest, octets) = KeySet::manifest_of(folder)?;
        let mut blobs = BTreeMap::new();
        for key in &manifest.keys {
            let blob = folder.read(&key.file, key.octets).map_err(|error| match error {
                BackupError::TooLarge { .. } => BackupError::Differs { file: key.file.clone(), what: "the length" },
                other => other,
            })?;
            judge_blob(key, &blob)?;
            blobs.insert(key.label.clone(), blob);
        }
        Ok(KeySet {
            digest: Digest::of(&octets),
            text: manifest.note_text(&octets),
            note: folder.read(NOTE, LARGEST_NOTE)?,
            readme: folder.read(README, LARGEST_README)?,
            manifest,
            blobs,
        })
    }

    /// The manifest of a folder and its octets; the names there must be those that it names.
    pub(super) fn manifest_of(folder: &Folder) -> Result<(KeysManifest, Vec<u8>), BackupError> {
        let octets = folder.read(MANIFEST, LARGEST_KEYS)?;
        let manifest = KeysManifest::read(&octets)?;
        if manifest.folder() != folder.name() {
            let (file, what) = (folder.name().to_owned(), "the name of the folder");
            return Err(BackupError::Differs { file, what });
        }
        let ours =
            |file: &str| [MANIFEST, NOTE, README].contains(&file) || manifest.keys.iter().any(|key| key.file == file);
        match folder.files()?.iter().find(|file| !ours(file)) {
            None => Ok((manifest, octets)),
            Some(stranger) => {
                let path = crate::safe::line(&folder.path().join(stranger).to_string_lossy(), 240);
                Err(BackupError::Stranger { path })
            }
        }
    }

    /// The manifest.
    pub fn manifest(&self) -> &KeysManifest {
        &self.manifest
    }

    /// The digest of the manifest's octets.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The note, unjudged, and the text it must have.
    pub fn note(&self) -> (&[u8], &str) {
        (&self.note, &self.text)
    }

    /// Every blob by the label of its key.
    pub fn blobs(&self) -> &BTreeMap<Label, Vec<u8>> {
        &self.blobs
    }

    /// A key's blob.
    pub fn blob(&self, label: &Label) -> Option<&[u8]> {
        self.blobs.get(label).map(Vec::as_slice)
    }

    /// Whether the README is the one that this program writes; no signature covers it.
    pub fn has_own_readme(&self) -> bool {
        self.readme == readme(&self.manifest).as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::backup::fixtures::{LedgerKey, key_note, key_set, label, medium, octets};
    use crate::fault::Fail as _;

    fn written(one: &Medium, other: &Medium) -> Result<Vec<Published>, BackupError> {
        let (manifest, blobs) = key_set();
        write(&[one, other], &manifest, &key_note(&manifest), &blobs, &mut |_, _| {})
    }

    #[test]
    fn a_set_lies_on_two_media_and_is_read_from_either() {
        let ((_a, one), (_b, other)) = (medium(), medium());
        let published = written(&one, &other).unwrap();
        assert_eq!(published[0], published[1]);
        let names: Vec<&str> = published[0].files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["csca.kwp", "signer-1.kwp", README, NOTE, MANIFEST]);
        for medium in [&one, &other] {
            let set = KeySet::read(&medium.folder("keys-a1b2c3d4e5f60718").unwrap()).unwrap();
            assert_eq!((set.manifest(), set.blobs()), (&key_set().0, &key_set().1));
            assert_eq!(set.blob(&label("csca")), Some(octets(1, 56).as_slice()));
            assert!(set.has_own_readme());
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_before_anything_is_written() {
        let ((a, one), (_b, other)) = (medium(), medium());
        let (manifest, blobs) = key_set();
        let note = key_note(&manifest);
        let refused = |media: [&Medium; 2], note: &Note, blobs: &BTreeMap<Label, Vec<u8>>| {
            write(&media, &manifest, note, blobs, &mut |_, _| {}).unwrap_err().clause()
        };
        let mut less = blobs.clone();
        less.remove(&label("csca"));
        assert_eq!(refused([&one, &other], &note, &less), Some("BACKUP-28"));
        let mut more = blobs.clone();
        more.insert(label("more"), vec![0; 24]);
        assert_eq!(refused([&one, &other], &note, &more), Some("BACKUP-27"));
        let mut changed = blobs.clone();
        changed.get_mut(&label("csca")).unwrap()[3] ^= 1;
        assert_eq!(refused([&one, &other], &note, &changed), Some("BACKUP-29"));
        changed.insert(label("csca"), vec![0; 24]);
        assert_eq!(refused([&one, &other], &note, &changed), Some("BACKUP-29"));
        assert_eq!(refused([&one, &other], &LedgerKey::new(1).sign("other\n"), &blobs), Some("BACKUP-25"));
        let same = Medium::open(a.path()).unwrap();
        assert_eq!(refused([&one, &same], &note, &blobs), Some("BACKUP-35"));
        assert!(one.names().unwrap().is_empty() && other.names().unwrap().is_empty());
    }

    #[test]
    fn both_media_have_it_or_neither() {
        let ((_a, one), (b, other)) = (medium(), medium());
        fs::create_dir(b.path().join("keys-a1b2c3d4e5f60718")).unwrap();
        assert_eq!(written(&one, &other).unwrap_err().clause(), Some("BACKUP-31"));
        assert!(one.names().unwrap().is_empty());
        assert_eq!(other.names().unwrap(), ["keys-a1b2c3d4e5f60718"]);
        fs::remove_dir(b.path().join("keys-a1b2c3d4e5f60718")).unwrap();
        // The second fails at the very end: while the first is read back, its name is taken.
        let (manifest, blobs) = key_set();
        let taken = b.path().join("keys-a1b2c3d4e5f60718/mine");
        let mut take = |_, _| {
            let _ = fs::create_dir(taken.parent().unwrap());
            fs::write(&taken, b"x").unwrap();
        };
        let failed = write(&[&one, &other], &manifest, &key_note(&manifest), &blobs, &mut take);
        assert_eq!(failed.unwrap_err().clause(), Some("BACKUP-31"));
        assert!(one.names().unwrap().is_empty());
        assert_eq!(fs::read(&taken).unwrap(), b"x");
    }

    #[test]
    fn a_set_that_was_changed_is_not_read() {
        let ((a, one), (_b, other)) = (medium(), medium());
        written(&one, &other).unwrap();
        let at = a.path().join("keys-a1b2c3d4e5f60718");
        let read = || KeySet::read(&one.folder("keys-a1b2c3d4e5f60718").unwrap());
        let blob = octets(1, 56);
        for (file, octets, clause) in [
            ("csca.kwp", octets(2, 56), "BACKUP-29"),
            ("csca.kwp", octets(1, 57), "BACKUP-29"),
            ("csca.kwp", blob[..48].to_vec(), "BACKUP-29"),
            ("more.kwp", blob.clone(), "BACKUP-27"),
            ("csca.der", blob.clone(), "BACKUP-27"),
        ] {
            let before = fs::read(at.join(file)).ok();
            fs::write(at.join(file), octets).unwrap();
            assert_eq!(read().unwrap_err().clause(), Some(clause), "{file}");
            match before {
                Some(before) => fs::write(at.join(file), before).unwrap(),
                None => fs::remove_file(at.join(file)).unwrap(),
            }
        }
        for file in ["csca.kwp", MANIFEST, NOTE, README] {
            let before = fs::read(at.join(file)).unwrap();
            fs::remove_file(at.join(file)).unwrap();
            assert_eq!(read().unwrap_err().clause(), Some("BACKUP-28"), "{file}");
            fs::write(at.join(file), before).unwrap();
        }
        fs::write(at.join(README), b"follow me").unwrap();
        assert!(!read().unwrap().has_own_readme());
        fs::rename(&at, a.path().join("keys-0000000000000000")).unwrap();
        let renamed = KeySet::read(&one.folder("keys-0000000000000000").unwrap());
        assert_eq!(renamed.unwrap_err().clause(), Some("BACKUP-29"));
    }
}
