//! States with what comes from outside: deviation lists, downloads of a PKD, and certificates that no list vouches for.

use std::fs;
use std::path::Path;

#[path = "deviations.rs"]
mod deviations;

use chancery::pki::armour;
use tempfile::TempDir;

use super::{chancery, csca, csr, genesis, named};

/// `antarctica.dl`: a deviation list with its signer's CSCA; `tampered.dl`, another number on it; `truncated.dl`;
/// `unsigned.dl`, its content alone; `stranger.dl`, whose CSCA nobody knows; `masterlist-signer.dl`, signed by a key for
/// master lists; `dates.dl`, with the dates of a real list.
pub fn deviations(dir: &Path) {
    deviations::csca(dir, "csca-aq");
    deviations::signer(dir, "csca-aq", "dls-1", deviations::PURPOSE);
    deviations::signer(dir, "csca-aq", "mls-1", "2.23.136.1.1.3");
    let content = deviations::specimen();
    let list = deviations::sign(dir, &content, "dls-1", Some("csca-aq"));
    let mut tampered = list.clone();
    let at = tampered.windows(9).position(|window| window == b"AQ1234567").unwrap();
    tampered[at + 8] = b'9';
    let dates = deviations::list(
        None,
        &[deviations::deviation(
            &[deviations::issued("20171001000000.000Z UTC", "20180401000000.000Z UTC"), deviations::numbers(["AQ1"])],
            &[deviations::description("", deviations::KEY_COMPROMISED, None)],
        )],
    );
    for (name, bytes) in [
        ("truncated.dl", list[..list.len() - 100].to_vec()),
        ("antarctica.dl", list),
        ("tampered.dl", tampered),
        ("unsigned.dl", content.clone()),
        ("stranger.dl", deviations::sign(dir, &content, "dls-1", None)),
        ("masterlist-signer.dl", deviations::sign(dir, &content, "mls-1", Some("csca-aq"))),
        ("dates.dl", deviations::sign(dir, &dates, "dls-1", Some("csca-aq"))),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
    }
}

/// `neighbours`: a folder with two certificates, one of them twice, and what is none; `trust_store.json`: the same two;
/// `with-key`: a folder with a private key; `jwk.json`: another; `nothing` and `nothing.json`, without a certificate.
pub fn certificates(dir: &Path) {
    let [neighbours, old, with_key, nothing] =
        ["neighbours", "neighbours/old", "with-key", "nothing"].map(|name| dir.join(name));
    [&old, &with_key, &nothing].into_iter().for_each(|folder| fs::create_dir_all(folder).unwrap());
    deviations::csca(&with_key, "csca-aq");
    deviations::csca(&with_key, "csca-aq-2");
    let [one, two] =
        ["csca-aq", "csca-aq-2"].map(|name| fs::read_to_string(with_key.join(format!("{name}.pem"))).unwrap());
    let der = armour::der(one.as_bytes(), "CERTIFICATE").unwrap().into_owned();
    fs::write(neighbours.join("all.pem"), format!("{one}{two}")).unwrap();
    fs::write(old.join("csca-aq.cer"), &der).unwrap();
    fs::write(old.join("letter.txt"), "with kind regards").unwrap();
    fs::write(nothing.join("letter.txt"), "with kind regards").unwrap();
    let store = serde_json::json!({ "AQ": { "csca": [{ "pem": one }, { "pem": two }] } });
    fs::write(dir.join("trust_store.json"), store.to_string()).unwrap();
    let jwk = serde_json::json!({ "kty": "EC", "crv": "P-256", "d": "c2VjcmV0", "x5c": [one] });
    fs::write(dir.join("jwk.json"), jwk.to_string()).unwrap();
    fs::write(dir.join("nothing.json"), "{\"AQ\": []}").unwrap();
}

/// Downloads of a PKD that hold what another specimen state gave it: `icaopkd-001-complete-000001.ldif` with a document
/// signer and a CRL, `icaopkd-001-delta-000002.ldif` that takes the signer away, `icaopkd-001-delta-000003.ldif` that
/// holds nothing, `icaopkd-002-complete-000001.ldif` with a master list, and `altered.ldif` with one octet of the signer's
/// certificate changed.
pub fn pkd(dir: &Path) {
    let elsewhere = TempDir::new().unwrap();
    let there = elsewhere.path();
    named(there, "antarctica", "AQ", "ATA");
    genesis(there, "antarctica");
    let station = ["--station", "antarctica"];
    let at = |words: &[&str]| chancery(there, &[words, &station[..]].concat());
    csr(there);
    at(&["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"]);
    at(&["crl", "issue"]);
    at(&["pkd", "export", "001.ldif", "--own"]);
    let complete = fs::read_to_string(there.join("001.ldif")).unwrap();
    fs::write(dir.join("icaopkd-001-complete-000001.ldif"), &complete).unwrap();
    let signer = complete.find("dn: cn=").or_else(|| complete.find("dn: sn=")).unwrap();
    let leaf = complete[signer..].split("\n\n").find(|record| record.contains("userCertificate")).unwrap();
    let name: String = leaf
        .lines()
        .take(1)
        .chain(leaf.lines().skip(1).take_while(|l| l.starts_with(' ')))
        .fold(String::new(), |name, line| name + line.strip_prefix(' ').unwrap_or(line));
    let gone = format!("version: 1\n\n{name}\nchangetype: delete\n");
    fs::write(dir.join("icaopkd-001-delta-000002.ldif"), gone).unwrap();
    fs::write(dir.join("icaopkd-001-delta-000003.ldif"), "version: 1\n").unwrap();
    // The last group of base64 before the one that may be padded: octets of the signature.
    let value = leaf.find("userCertificate;binary:: ").unwrap();
    let end = leaf[value..].find("\nsn: ").or_else(|| leaf[value..].find("\ncn: ")).unwrap() + value;
    let mut altered = leaf.as_bytes().to_vec();
    altered[end - 9] = if altered[end - 9] == b'A' { b'B' } else { b'A' };
    let altered = complete.replace(leaf, std::str::from_utf8(&altered).unwrap());
    assert!(altered != complete);
    fs::write(dir.join("altered.ldif"), altered).unwrap();
    at(&["key", "generate", "mls-1", "--spec", "P-256"]);
    at(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    at(&["masterlist", "issue"]);
    at(&["pkd", "export", "all.ldif", "--own"]);
    let all = fs::read_to_string(there.join("all.ldif")).unwrap();
    let kept = |record: &&str| !record.contains("o=dsc") && !record.contains("o=crl");
    let lists: Vec<&str> = all.split("\n\n").filter(kept).collect();
    fs::write(dir.join("icaopkd-002-complete-000001.ldif"), lists.join("\n\n")).unwrap();
}

/// A station with a deviation-list signer; `deviations.toml` says of two documents and of one signer's what is wrong,
/// `everything.toml` bounds no documents, `ca.toml` names a CA, and `nothing.toml` says nothing.
pub fn dls(dir: &Path) {
    csca(dir);
    let station = ["--station", "utopia"];
    chancery(dir, &[&["key", "generate", "dls-1", "--spec", "P-256"], &station[..]].concat());
    chancery(dir, &[&["cert", "issue", "--profile", "deviationlist-signer", "--key", "dls-1"], &station[..]].concat());
    let hashed = "[[deviation.description]]\nkind = \"group-hash\"\nparameter = \"DG12\"\ntext = \"padded data\"\n";
    let compromised = "[[deviation]]\nsigner = { key = \"0123456789abcdef\" }\n[[deviation.description]]\n\
                       kind = \"authentication-key-compromised\"\n";
    let bounded = "document_type = \"P\"\nnumbers = [\"UT1234567\", \"UT7654321\"]\n";
    fs::write(dir.join("deviations.toml"), format!("[[deviation]]\n{bounded}{hashed}{compromised}")).unwrap();
    fs::write(dir.join("everything.toml"), format!("[[deviation]]\n{hashed}")).unwrap();
    fs::write(dir.join("nothing.toml"), "").unwrap();
    let csca = fs::read_to_string(dir.join("csca.pem")).unwrap();
    let named = format!("signer.certificate = \"\"\"\n{csca}\"\"\"\n");
    fs::write(dir.join("ca.toml"), format!("[[deviation]]\n{named}{hashed}")).unwrap();
}
