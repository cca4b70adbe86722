//! The demo's sequence, once through, with every command's report.

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::walk::{Walk, text};

/// What every command of the sequence reported.
pub struct Demo {
    pub init: Value,
    pub genesis: Value,
    pub document_signer: Value,
    pub key: Value,
    pub masterlist_signer: Value,
    pub ingested: Vec<Value>,
    pub accepted: Value,
    pub revoked: Value,
    pub crl: Value,
    pub masterlist: Value,
    pub bundle: Value,
}

impl Demo {
    /// Walks Utopia's station from its birth to its first bundle in the folder `stick`. Where there are lists, the
    /// first certificate of the state that the caller names is accepted as an anchor.
    pub fn hold(walk: &Walk, lists: &[PathBuf], accept: &str) -> Demo {
        let init = walk.init("UT", "UTO");
        let genesis = walk.genesis();
        let csr = walk.request("ds");
        let words = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "Document Signer 1"];
        let document_signer = walk.done(&words);
        let key = walk.done(&["key", "generate", "masterlist-signer-1", "--spec", "P-256"]);
        let masterlist_signer =
            walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "masterlist-signer-1"]);
        let ingest = |list: &PathBuf| {
            let source = format!("courier with {}", list.file_name().unwrap().display());
            walk.done(&["masterlist", "ingest", list.to_str().unwrap(), "--source", &source])
        };
        let ingested = lists.iter().map(ingest).collect();
        let mut accepted = Value::Null;
        if !lists.is_empty() {
            let known = walk.done(&["trust", "list", "--state", accept]);
            let fingerprint = text(&known["certificates"][0], "fingerprint").to_owned();
            accepted = walk.done(&["trust", "accept", &fingerprint, "--source", "diplomatic note 12/2026"]);
        }
        let serial = text(&document_signer, "serial");
        let confirmed = walk.confirmation(serial);
        let revoked = walk.done(&["csca", "revoke", serial, "--reason", "key lost", "--answers", &confirmed]);
        let crl = walk.done(&["crl", "issue"]);
        let masterlist = walk.done(&["masterlist", "issue"]);
        let bundle = walk.done(&["bundle", "export", "stick"]);
        Demo {
            init,
            genesis,
            document_signer,
            key,
            masterlist_signer,
            ingested,
            accepted,
            revoked,
            crl,
            masterlist,
            bundle,
        }
    }

    /// The arguments of `bundle verify` for this station's bundle on a stick, as somebody away from it was given them.
    pub fn verify_words(&self, walk: &Walk, stick: &str) -> Vec<String> {
        let service_ca = certificate(walk, "service-ca");
        let given = ["bundle", "verify", stick, "--root", text(&self.bundle, "root_digest"), "--service-ca"];
        let given = given.into_iter().map(str::to_owned);
        let key = text(&self.init, "log_key").to_owned();
        given.chain([service_ca.to_str().unwrap().to_owned(), "--log-key".to_owned(), key]).collect()
    }
}

/// The first certificate of a profile in `out/`, as PEM.
pub fn certificate(walk: &Walk, profile: &str) -> PathBuf {
    let entries = fs::read_dir(walk.in_station("out/certificates")).unwrap().map(|entry| entry.unwrap().path());
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with(profile) && name.ends_with(".pem")
    };
    entries.filter(fits).min().unwrap_or_else(|| panic!("no certificate of profile {profile}"))
}

/// The master list of another specimen state, made by a station of its own; and the station.
pub fn neighbour() -> (Walk, PathBuf) {
    let walk = Walk::new("antarctica");
    walk.init("AQ", "ATA");
    walk.genesis();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    let list = walk.done(&["masterlist", "issue"]);
    let file = walk.path(text(&list, "file"));
    assert!(Path::new(&file).is_file());
    (walk, file)
}
