//! A SoftHSM2 token whose keys the test knows: made outside, and put there by `pkcs11-tool` as a key is that may be
//! wrapped once (sensitive, extractable). A station takes over a CSCA whose key is one of them; what it does with that
//! key can be looked for in all that it writes.
//!
//! Of every other token the test learns the keys from a backup: who has the backup key opens each blob (`opened`).

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::Path;
use std::process::Command;

use openssl::cipher::Cipher;
use openssl::cipher_ctx::{CipherCtx, CipherCtxFlags};
use openssl::ec::{Asn1Flag, EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use serde_json::Value;
use tempfile::TempDir;

use super::walk::{PIN, SOFTHSM, Walk, text};

/// The identifier of the key of the CSCA, in hex.
pub const ID: &str = "c4ca0001";
/// The label under which a station takes it over.
pub const LABEL: &str = "csca-2020";

/// A station whose CSCA key the test knows.
pub struct CanaryToken {
    pub walk: Walk,
    pub key: PKey<Private>,
}

impl CanaryToken {
    /// A new specimen station that has taken over the CSCA. `None`, with a printed word, where the tools are not here.
    pub fn adopted(station: &'static str) -> Option<CanaryToken> {
        let walk = Walk::on_softhsm(station)?;
        if Command::new("pkcs11-tool").arg("--help").output().is_err() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "opensc is not installed");
            println!("skipped: opensc is not installed");
            return None;
        }
        walk.init("UT", "UTO");
        let key = ec_key(Nid::SECP384R1);
        put(&walk, station, "old", ID, &key);
        let token = CanaryToken { walk, key };
        token.take_over();
        Some(token)
    }

    /// Its root, its last list, and the station that goes on with them.
    fn take_over(&self) {
        let walk = &self.walk;
        // As Doc 9303-12 wants it in certificates: the same key with its curve written out.
        let mut group = EcGroup::from_curve_name(Nid::SECP384R1).unwrap();
        group.set_asn1_flag(Asn1Flag::EXPLICIT_CURVE);
        let ec = self.key.ec_key().unwrap();
        let own = EcKey::from_private_components(&group, ec.private_key(), ec.public_key()).unwrap();
        let memory = TempDir::new_in("/dev/shm").unwrap();
        let file = memory.path().join("old.key");
        fs::write(&file, PKey::from_ec_key(own).unwrap().private_key_to_pem_pkcs8().unwrap()).unwrap();
        let file = file.to_str().unwrap();
        let extensions = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n\
                          basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n";
        walk.write("extensions", extensions);
        let subject = ["-subj", "/C=UT/O=Utopia/CN=CSCA old"];
        walk.tool("openssl", &[&["req", "-new", "-key", file, "-out", "request"], &subject[..]].concat());
        let request = ["x509", "-req", "-in", "request", "-days", "7300", "-set_serial", "0x0a01", "-signkey", file];
        walk.tool("openssl", &[&request[..], &["-extfile", "extensions", "-out", "old.pem"]].concat());
        walk.write("index", "R\t351231235959Z\t260101000000Z\t0ABC\tunknown\t/C=UT/CN=x\n");
        walk.write("number", "0029\n");
        walk.write(
            "configuration",
            "[ca]\ndefault_ca = own\n[own]\ndatabase = index\ncrlnumber = number\ndefault_md = sha384\n\
             default_crl_days = 30\ncrl_extensions = list\n[list]\nauthorityKeyIdentifier = keyid\n",
        );
        let list = ["ca", "-config", "configuration", "-gencrl", "-keyfile", file, "-cert", "old.pem"];
        walk.tool("openssl", &[&list[..], &["-out", "old.crl"]].concat());
        walk.has_listed();
        walk.write("inventory", "0abc revoked\n0def # in a safe\n");
        self.adopt();
    }

    /// Accepts what has to be accepted by name, one refusal after the other.
    fn adopt(&self) {
        let answers = self.walk.confirmation(LABEL);
        let words = ["csca", "adopt", "old.pem", "--key-id", ID, "--inventory", "inventory", "--crl", "old.crl"];
        let words = [&words[..], &["--as", LABEL, "--answers", &answers]].concat();
        let mut accepted: Vec<String> = Vec::new();
        for _ in 0..6 {
            let more = accepted.iter().flat_map(|rule| ["--accept", rule.as_str()]);
            let output = self.walk.run(&words.iter().copied().chain(more).collect::<Vec<_>>());
            if output.status.success() {
                return;
            }
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let error = &report["error"];
            match error["clause"].as_str().unwrap_or_default() {
                "ADOPT-8" => {
                    let rules = text(error, "message").split("by name: ").nth(1).unwrap();
                    accepted.extend(rules.split(", ").map(str::to_owned));
                }
                clause @ ("ADOPT-11" | "ADOPT-12" | "ADOPT-16") => accepted.push(clause.to_owned()),
                _ => panic!("{report}"),
            }
        }
        panic!("refused for ever: {accepted:?}");
    }
}

/// A new key on a curve, by its name.
pub fn ec_key(curve: Nid) -> PKey<Private> {
    PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(curve).unwrap()).unwrap()).unwrap()
}

/// Puts a key of EC or RSA into the walk's token of this label, both halves, as one that may be wrapped.
pub fn put(walk: &Walk, token: &str, label: &str, id: &str, key: &PKey<Private>) {
    let memory = TempDir::new_in("/dev/shm").unwrap();
    let login = ["--module", SOFTHSM, "--login", "--pin", PIN, "--token-label", token];
    let about = ["--label", label, "--id", id, "--usage-sign", "--sensitive", "--extractable"];
    let halves = [("privkey", key.private_key_to_pkcs8().unwrap()), ("pubkey", key.public_key_to_der().unwrap())];
    for (kind, der) in halves {
        let file = memory.path().join(kind);
        fs::write(&file, der).unwrap();
        let write = ["--write-object", file.to_str().unwrap(), "--type", kind];
        walk.tool("pkcs11-tool", &[&login[..], &write, &about].concat());
    }
}

/// The key in a blob of a key set, by its backup key: RFC 5649 with AES-256 around PKCS#8.
pub fn opened(backup_key: &[u8], blob: &[u8]) -> PKey<Private> {
    let mut context = CipherCtx::new().unwrap();
    context.set_flags(CipherCtxFlags::FLAG_WRAP_ALLOW);
    context.decrypt_init(Some(Cipher::aes_256_wrap_pad()), Some(backup_key), None).unwrap();
    // OpenSSL writes more than it gives back.
    let mut plain = vec![0; blob.len() + 16];
    let octets = context.cipher_update(blob, Some(&mut plain)).unwrap();
    PKey::private_key_from_pkcs8(&plain[..octets]).unwrap()
}

/// Every key of a key set on a medium, by its label.
pub fn opened_set(backup_key: &[u8], set: &Path) -> Vec<(String, PKey<Private>)> {
    let manifest: Value = serde_json::from_slice(&fs::read(set.join("manifest.json")).unwrap()).unwrap();
    let keys = manifest["keys"].as_array().unwrap().iter();
    keys.map(|key| {
        let blob = fs::read(set.join(text(key, "file"))).unwrap();
        (text(key, "label").to_owned(), opened(backup_key, &blob))
    })
    .collect()
}
