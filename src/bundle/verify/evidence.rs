//! What stands beside the TUF metadata: the manifest and its signature, that no
//! stranger's file lies there, and the ledger's evidence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::tuf::Found;
use super::{Step, Trust, passed};
use crate::bundle::export::commitment;
use crate::bundle::{BundleError, ENTRY_METADATA, ENTRY_TARGETS, EXPORT_ACT, LogFiles, Seen, manifest};
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::{self, Head, Kind, Leaf, LedgerError, TlogProof};
use crate::signer::PublicKey;

type Files = BTreeMap<String, Vec<u8>>;

fn file<'f>(files: &'f Files, path: &str) -> Result<&'f [u8], BundleError> {
    files.get(path).map(Vec::as_slice).ok_or_else(|| BundleError::Missing { file: path.to_owned() })
}

/// The manifest lists exactly the targets, and the bundle signer signed it.
pub(super) fn manifest(
    files: &Files,
    found: &Found,
    key: &PublicKey,
    steps: &mut Vec<Step>,
) -> Result<Option<Time>, BundleError> {
    let given = file(files, manifest::NAME)?;
    let signature = file(files, manifest::SIGNATURE)?;
    let on_stick: BTreeMap<String, Digest> =
        found.targets.iter().map(|(path, target)| (path.on_stick(), target.digest)).collect();
    let wanted = manifest::text(on_stick.iter().map(|(path, digest)| (path.as_str(), *digest)));
    if given != wanted {
        let (name, what) = (manifest::NAME.to_owned(), "SHA-256 of the list of targets");
        let (is, should) = (Digest::of(given).to_string(), Digest::of(&wanted).to_string());
        // A manifest that is well signed comes from another bundle.
        return Err(match manifest::judge(signature, given, key) {
            Ok(_) => BundleError::Mixed { file: name, what, found: is, wanted: should },
            Err(_) => BundleError::Tampered { file: name, what, found: is, wanted: should },
        });
    }
    passed(steps, "manifest", format!("{} files, SHA-256 {}", found.targets.len(), Digest::of(given)));
    let signed_at = manifest::judge(signature, given, key)?;
    let when = signed_at.map_or("at no time it says".to_owned(), |at| format!("at {at}"));
    passed(steps, "manifest signature", format!("by the bundle signer, {when}"));
    Ok(signed_at)
}

/// Every file is one that some step judged.
pub(super) fn no_strangers(files: &Files, found: &Found, steps: &mut Vec<Step>) -> Result<(), BundleError> {
    let targets: BTreeSet<String> = found.targets.keys().map(|path| path.on_stick()).collect();
    let beside = [manifest::NAME, manifest::SIGNATURE, LogFiles::CHECKPOINT, LogFiles::PROOF, LogFiles::ENTRY];
    let known = |path: &str| found.files.contains(path) || targets.contains(path) || beside.contains(&path);
    if let Some(stranger) = files.keys().find(|path| !known(path)) {
        return Err(BundleError::Smuggled { path: stranger.clone() });
    }
    passed(steps, "no other files", format!("{} files in all", files.len()));
    Ok(())
}

/// What the ledger says of the export.
pub(super) struct Recorded {
    pub(super) head: Head,
    pub(super) at: Time,
}

/// The export's entry is in the ledger, and commits to this bundle.
pub(super) fn ledger(
    files: &Files,
    trust: &Trust<'_>,
    seen: &Seen,
    steps: &mut Vec<Step>,
) -> Result<Recorded, BundleError> {
    let checkpoint = text(files, LogFiles::CHECKPOINT)?;
    let proof_text = text(files, LogFiles::PROOF)?;
    let entry = file(files, LogFiles::ENTRY)?;
    let bad = |file: &'static str| move |source: LedgerError| BundleError::Log { file: file.into(), source };
    let disagrees = |file: &str, what, found: String, wanted: String| {
        Err(BundleError::Ledger { file: file.to_owned(), what, found, wanted })
    };

    let proof = TlogProof::parse(proof_text).map_err(bad(LogFiles::PROOF))?;
    if proof.checkpoint != checkpoint {
        let (found, wanted) = (Digest::of(proof.checkpoint.as_bytes()), Digest::of(checkpoint.as_bytes()));
        return disagrees(LogFiles::PROOF, "its checkpoint", found.to_string(), wanted.to_string());
    }
    if proof.text() != proof_text || proof.extra.is_some() {
        return disagrees(LogFiles::PROOF, "its form", "another".into(), "the one it is written in".into());
    }
    let verified = proof.verify(entry, trust.origin, trust.ledger_keys).map_err(bad(LogFiles::PROOF))?;
    let head = verified.head();
    if head.size < seen.ledger_size {
        let what = "the ledger".to_owned();
        return Err(BundleError::Rollback { what, found: head.size, seen: seen.ledger_size });
    }
    passed(steps, "ledger head", format!("{}, {} entries, root {}", trust.origin, head.size, head.root));

    let leaf = Leaf::parse(entry).map_err(bad(LogFiles::ENTRY))?;
    let origin = ledger::origin(&leaf.identity());
    if origin != trust.origin {
        return disagrees(LogFiles::ENTRY, "its station and mode", origin, trust.origin.to_owned());
    }
    if leaf.sequence() != proof.index {
        return disagrees(LogFiles::ENTRY, "its place", leaf.sequence().to_string(), proof.index.to_string());
    }
    if leaf.act() != EXPORT_ACT || leaf.kind() != Kind::Outcome {
        let found = format!("{} ({:?})", crate::safe::line(leaf.act(), 80), leaf.kind());
        return disagrees(LogFiles::ENTRY, "what it records", found, format!("{EXPORT_ACT} (Outcome)"));
    }
    passed(steps, "export entry", format!("entry {} of {}, written {}", proof.index, head.size, leaf.reading().time));

    let metadata = files.iter().filter(|(path, _)| path.starts_with("metadata/") || *path == manifest::SIGNATURE);
    let wanted = [
        (ENTRY_TARGETS, Digest::of(file(files, manifest::NAME)?)),
        (ENTRY_METADATA, commitment(metadata.map(|(path, bytes)| (path.as_str(), bytes.as_slice())))),
    ];
    for (name, wanted) in wanted {
        let found = leaf.public().get(name).and_then(Value::as_str).unwrap_or("nothing");
        if found != wanted.to_string() {
            return disagrees(LogFiles::ENTRY, name, crate::safe::line(found, 80), wanted.to_string());
        }
    }
    passed(steps, "commitment", "the entry commits to this manifest and this metadata".into());
    Ok(Recorded { head, at: leaf.reading().time })
}

fn text<'f>(files: &'f Files, path: &str) -> Result<&'f str, BundleError> {
    let malformed = |e: std::str::Utf8Error| {
        let what = format!("offset {}: wanted UTF-8", e.valid_up_to());
        BundleError::Malformed { file: path.to_owned(), what }
    };
    std::str::from_utf8(file(files, path)?).map_err(malformed)
}
