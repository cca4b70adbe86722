//! Independent judges over the ledger: published RFC 6962 vectors, another
//! implementation of the tree, and the `openssl` tool over notes and cosignatures.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::ledger::{
    Checkpoint, Continued, Head, MemoryHashes, VerifiedCheckpoint, consistency_proof, cosign, inclusion_proof,
    leaf_hash, root, sign, verify_consistency, verify_inclusion,
};
use chancery::signer::{Algorithm, PublicKey, Signer, SignerError};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use openssl::pkey::{Id, PKey, Private};
use sha2::Sha256;

/// Every JSON file below a folder of the vectors, or `None` where they are not on this machine.
fn vectors(folder: &str) -> Option<Vec<(PathBuf, serde_json::Value)>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites/tlog-merkle/testdata").join(folder);
    if !path.is_dir() {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{} is missing", path.display());
        println!("skipped: {} is not here", path.display());
        return None;
    }
    let (mut files, mut folders) = (Vec::new(), vec![path]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
                files.push((path, value));
            }
        }
    }
    Some(files)
}

/// A root of 32 octets as it is; a vector's placeholder of another length as some other root.
fn some_root(value: &serde_json::Value) -> Digest {
    let octets = STANDARD.decode(value.as_str().unwrap()).unwrap();
    Digest::from_slice(&octets).unwrap_or_else(|_| Digest::of(&octets))
}

/// Hashes of 32 octets; `None` where one has another length, which our types cannot say.
fn hashes(value: &serde_json::Value) -> Option<Vec<Digest>> {
    let one = |item: &serde_json::Value| Digest::from_slice(&STANDARD.decode(item.as_str().unwrap()).unwrap()).ok();
    value.as_array().map_or(Some(Vec::new()), |items| items.iter().map(one).collect())
}

#[test]
fn inclusion_vectors_are_judged_as_published() {
    let Some(vectors) = vectors("inclusion") else { return };
    let mut good = 0;
    for (path, vector) in &vectors {
        let number = |name: &str| vector[name].as_u64().unwrap();
        let leaf = hashes(&serde_json::json!([vector["leafHash"]]));
        let verdict = leaf.zip(hashes(&vector["proof"])).map(|(leaf, proof)| {
            let root = some_root(&vector["root"]);
            verify_inclusion(&leaf[0], number("leafIdx"), number("treeSize"), &proof, &root).is_ok()
        });
        assert_eq!(verdict.unwrap_or(false), !vector["wantErr"].as_bool().unwrap(), "{}", path.display());
        good += u32::from(verdict == Some(true));
    }
    assert!(vectors.len() > 90 && good > 4, "{} vectors, {good} of them good", vectors.len());
}

#[test]
fn consistency_vectors_are_judged_as_published() {
    let Some(vectors) = vectors("consistency") else { return };
    let mut good = 0;
    for (path, vector) in &vectors {
        let number = |name: &str| vector[name].as_u64().unwrap();
        let verdict = hashes(&vector["proof"]).map(|proof| {
            let (older, newer) = (some_root(&vector["root1"]), some_root(&vector["root2"]));
            verify_consistency(number("size1"), &older, number("size2"), &newer, &proof).is_ok()
        });
        assert_eq!(verdict.unwrap_or(false), !vector["wantErr"].as_bool().unwrap(), "{}", path.display());
        good += u32::from(verdict == Some(true));
    }
    assert!(vectors.len() > 90 && good > 4, "{} vectors, {good} of them good", vectors.len());
}

const LARGEST: u64 = 200;

fn octets(proof: &[Digest]) -> Vec<u8> {
    proof.iter().flat_map(|digest| *digest.bytes()).collect()
}

fn digests(octets: &[u8]) -> Vec<Digest> {
    octets.chunks(32).map(|chunk| Digest::from_slice(chunk).unwrap()).collect()
}

fn theirs(root: &Digest, size: u64) -> RootHash<Sha256> {
    RootHash::new((*root.bytes()).into(), size)
}

#[test]
fn another_implementation_makes_the_same_roots_and_inclusion_proofs_at_every_size() {
    let (mut other, mut ours) = (MemoryBackedTree::<Sha256, [u8; 8]>::new(), MemoryHashes::new());
    for size in 1..=LARGEST {
        let newest = (size - 1).to_be_bytes();
        other.push(newest);
        ours.push(leaf_hash(&newest)).unwrap();
        let top = root(&ours, size).unwrap();
        assert_eq!(other.root().as_bytes().as_slice(), top.bytes(), "{size}");
        for index in 0..size {
            let proof = inclusion_proof(&ours, index, size).unwrap();
            let judged = other.prove_inclusion(index as usize);
            assert_eq!(judged.as_bytes(), octets(&proof), "{index} of {size}");
            let leaf = index.to_be_bytes();
            let handed = InclusionProof::try_from_bytes(octets(&proof)).unwrap();
            theirs(&top, size).verify_inclusion(&leaf, index, &handed).unwrap();
            verify_inclusion(&leaf_hash(&leaf), index, size, &digests(judged.as_bytes()), &top).unwrap();
        }
    }
}

#[test]
fn another_implementation_makes_the_same_consistency_proofs_at_every_size() {
    let (mut other, mut ours) = (MemoryBackedTree::<Sha256, [u8; 8]>::new(), MemoryHashes::new());
    for newer in 1..=LARGEST {
        let newest = (newer - 1).to_be_bytes();
        other.push(newest);
        ours.push(leaf_hash(&newest)).unwrap();
        let top = root(&ours, newer).unwrap();
        for older in 1..=newer {
            let before = root(&ours, older).unwrap();
            let proof = consistency_proof(&ours, older, newer).unwrap();
            let judged = other.prove_consistency((newer - older) as usize);
            assert_eq!(judged.as_bytes(), octets(&proof), "{older} to {newer}");
            let handed = ConsistencyProof::try_from_bytes(octets(&proof)).unwrap();
            theirs(&top, newer).verify_consistency(&theirs(&before, older), &handed).unwrap();
            verify_consistency(older, &before, newer, &top, &digests(judged.as_bytes())).unwrap();
        }
    }
}

struct StickKey {
    private: PKey<Private>,
    public: PublicKey,
}

impl StickKey {
    fn new() -> Self {
        let private = PKey::generate_ed25519().unwrap();
        assert_eq!(private.id(), Id::ED25519);
        let public = PublicKey::from_spki(&private.public_key_to_der().unwrap()).unwrap();
        StickKey { private, public }
    }
}

impl Signer for StickKey {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(openssl::sign::Signer::new_without_digest(&self.private)?.sign_oneshot_to_vec(message)?)
    }
}

/// Whether the `openssl` tool takes an Ed25519 signature over a message.
fn openssl_takes(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, octets: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, octets).unwrap();
        path
    };
    let (key, message) = (file("key.pem", key.pem().unwrap().as_bytes()), file("message", message));
    let signature = file("signature", signature);
    let mut tool = Command::new("openssl");
    tool.args(["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey"]).arg(key).arg("-in").arg(message);
    tool.arg("-sigfile").arg(signature).output().unwrap().status.success()
}

/// The octets of a signature line after the key identifier, taken apart without this house's code.
fn line_octets(note: &str, number: usize) -> Vec<u8> {
    let line = note.lines().nth(number).unwrap();
    STANDARD.decode(line.rsplit(' ').next().unwrap()).unwrap().split_off(4)
}

fn signed(by: &StickKey) -> VerifiedCheckpoint {
    let head = Head { size: 3, root: Digest::of(b"a root") };
    sign(&Checkpoint { origin: "chancery/utopia-1/specimen".into(), head }, by).unwrap()
}

#[test]
fn the_openssl_tool_takes_a_checkpoint_and_refuses_it_changed() {
    let key = StickKey::new();
    let note = signed(&key).note().to_string();
    let text = note.split_once("\n\n").unwrap().0.to_owned() + "\n";
    let signature = line_octets(&note, 4);
    assert!(openssl_takes(&key.public, text.as_bytes(), &signature));
    assert!(!openssl_takes(&key.public, text.replace("\n3\n", "\n4\n").as_bytes(), &signature));
}

#[test]
fn the_openssl_tool_takes_a_cosignature_and_refuses_its_time_changed() {
    let (key, witness) = (StickKey::new(), StickKey::new());
    let mut checkpoint = signed(&key);
    let at: Time = "2026-11-22T10:00:00Z".parse().unwrap();
    let line = cosign(&Continued::first_seen(checkpoint.clone()), "witness/alice", at, &witness).unwrap();
    checkpoint.add(line);
    let note = checkpoint.note().to_string();
    let text = note.split_once("\n\n").unwrap().0.to_owned() + "\n";
    let mut time = line_octets(&note, 5);
    let signature = time.split_off(8);
    let seconds = u64::from_be_bytes(time.try_into().unwrap());
    assert_eq!(seconds, u64::try_from(at.unix()).unwrap());
    let message = |seconds| format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes();
    assert!(openssl_takes(&witness.public, &message(seconds), &signature));
    assert!(!openssl_takes(&witness.public, &message(seconds + 1), &signature));
}
