//! States in which the master list of another state was taken in.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{chancery, csca, genesis, masterlist, member, named};

/// A station that took in the list of another state; `fingerprint` is that of the other state's CSCA, and `despite.toml`
/// confirms it after a distrust. `antarctica.ml`
/// beside it, a `truncated.ml`, a `tampered.ml`, and an `altered.ml`, in which the carried copy of the CSCA's certificate,
/// outside the list's signature, has another last octet.
pub fn foreign(dir: &Path) {
    csca(dir);
    masterlist(dir);
    let list = fs::read(dir.join("antarctica.ml")).unwrap();
    fs::write(dir.join("truncated.ml"), &list[..list.len() - 100]).unwrap();
    let mut tampered = list.clone();
    // The first name stands in the first certificate on the list, under the list's signature.
    let within = list.windows(10).position(|w| w == b"antarctica").unwrap();
    tampered[within] = b'A';
    fs::write(dir.join("tampered.ml"), tampered).unwrap();
    let read = chancery::icao::masterlist::read(&list, chancery::icao::masterlist::Unsigned::Refuse).unwrap();
    let csca = read.entries().next().unwrap().der;
    let carried = list.windows(csca.len()).rposition(|w| w == csca).unwrap();
    let mut altered = list.clone();
    altered[carried + csca.len() - 1] ^= 1;
    fs::write(dir.join("altered.ml"), altered).unwrap();
    let ingest = ["masterlist", "ingest", "antarctica.ml", "--source", "courier", "--station", "utopia"];
    chancery(dir, &ingest);
    let known: serde_json::Value =
        serde_json::from_str(&chancery(dir, &["trust", "list", "--json", "--station", "utopia"])).unwrap();
    let fingerprint = known["certificates"][0]["fingerprint"].as_str().unwrap();
    fs::write(dir.join("fingerprint"), fingerprint).unwrap();
    fs::write(dir.join("despite.toml"), format!("confirm = [\"{}\"]\n", &fingerprint[..16])).unwrap();
}

/// A station that took in the list of a neighbour which has changed its key: `old`, `link` and `new` are the fingerprints
/// of the first root, the link to the next key and that key's root. `second.ml` is the neighbour's next list, on which the
/// link stands no more.
pub fn linked(dir: &Path) {
    let elsewhere = TempDir::new().unwrap();
    let there = elsewhere.path();
    named(there, "antarctica", "AQ", "ATA");
    genesis(there, "antarctica");
    let run = |line: &str| {
        let words: Vec<&str> = line.split(' ').chain(["--station", "antarctica", "--json"]).collect();
        chancery(there, &words)
    };
    run("key generate mls-1 --spec P-256");
    run("cert issue --profile masterlist-signer --key mls-1");
    let issued: serde_json::Value = serde_json::from_str(&run("cert list")).unwrap();
    let root = issued["certificates"].as_array().unwrap().iter().find(|one| one["profile"] == "csca-root").unwrap();
    fs::write(dir.join("old"), root["fingerprint"].as_str().unwrap()).unwrap();
    run("key generate csca-2 --spec P-384");
    let next = run("cert issue --profile csca-root --key csca-2 --name csca-2");
    fs::write(dir.join("new"), member(&next, "fingerprint")).unwrap();
    let link = run("cert issue --profile csca-link --key csca-2 --issuer csca-1");
    fs::write(dir.join("link"), member(&link, "fingerprint")).unwrap();
    let list = |name: &str| {
        let issued: serde_json::Value = serde_json::from_str(&run("masterlist issue --signer mls-1")).unwrap();
        let file = there.join(issued["recorded"]["files"][0].as_str().unwrap());
        fs::copy(file, dir.join(name)).unwrap();
    };
    list("first.ml");
    let serial = member(&link, "serial");
    fs::write(there.join("confirm.toml"), format!("confirm = [\"{serial}\"]\n")).unwrap();
    run(&format!("csca revoke {serial} --issuer csca-1 --reason mistaken --answers confirm.toml"));
    // Lists are told apart by the second of their signing.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    list("second.ml");
    csca(dir);
    chancery(dir, &["masterlist", "ingest", "first.ml", "--source", "courier", "--station", "utopia"]);
}
