//! Strangers judge what the program made: OpenSSL's command line every certificate, list, signature and checkpoint,
//! `sha256sum` the manifest, python-tuf the bundle, `pkcs11-tool` the keys. What they refuse is a defect of ours.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/python_tuf.rs"]
mod python_tuf;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use demo::{Demo, certificate};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use walk::{PIN, SOFTHSM, Walk, number, text};

/// OpenSSL on the command line, in a walk's folder.
struct OpenSsl<'w>(&'w Walk);

impl OpenSsl<'_> {
    /// Wants success; both streams.
    #[track_caller]
    fn good(&self, arguments: &[&str]) -> String {
        let (good, said) = self.said(arguments);
        assert!(good, "openssl {arguments:?}: {said}");
        said
    }

    #[track_caller]
    fn bad(&self, arguments: &[&str]) -> String {
        let (good, said) = self.said(arguments);
        assert!(!good, "openssl {arguments:?}: {said}");
        said
    }

    fn said(&self, arguments: &[&str]) -> (bool, String) {
        let output = self.0.program("openssl").args(arguments).output().unwrap();
        let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    /// The public key of a certificate, its explicit parameters known again as a named curve.
    fn named_key(&self, certificate: &str, file: &str) {
        let key = self.0.tool("openssl", &["x509", "-in", certificate, "-pubkey", "-noout"]);
        self.0.write("explicit.pem", &key);
        self.good(&["ec", "-pubin", "-in", "explicit.pem", "-param_enc", "named_curve", "-out", file]);
    }

    /// The offsets of what stands directly inside of a structure: the signed part first, the signature last.
    fn parts(&self, form: &str, file: &str) -> Vec<usize> {
        let tree = self.0.tool("openssl", &["asn1parse", "-inform", form, "-in", file]);
        let inside = tree.lines().filter(|line| line.contains(":d=1 "));
        inside.map(|line| line.split(':').next().unwrap().trim().parse().unwrap()).collect()
    }

    /// Whether the signature of a certificate or list is good under a key, by the digest alone.
    fn signed_by(&self, form: &str, file: &str, key: &str) -> bool {
        let [signed, _, signature] = self.parts(form, file).try_into().expect("signed part, algorithm, signature");
        for (at, out) in [(signed, "signed.bin"), (signature, "signature.bin")] {
            let at = at.to_string();
            self.good(&["asn1parse", "-inform", form, "-in", file, "-strparse", &at, "-noout", "-out", out]);
        }
        let (good, said) = self.said(&["dgst", "-sha384", "-verify", key, "-signature", "signature.bin", "signed.bin"]);
        assert_eq!(good, said.contains("Verified OK"), "{said}");
        good
    }
}

fn path_of(path: PathBuf) -> String {
    path.to_str().unwrap().to_owned()
}

/// The public point of a request or certificate as OpenSSL prints it.
fn point(text: &str) -> String {
    let after = text.split("pub:").nth(1).unwrap();
    let rows = after.lines().skip(1).map(str::trim);
    rows.take_while(|row| row.chars().all(|c| c == ':' || c.is_ascii_hexdigit())).collect()
}

#[test]
fn openssl_and_sha256sum_judge_every_product() {
    let walk = Walk::new("utopia");
    let demo = Demo::hold(&walk, &[], "");
    judge_certificates(&walk);
    judge_revocation_list(&walk, &demo);
    judge_master_list(&walk, &demo);
    judge_manifest(&walk);
    judge_log(&walk, &demo);
}

fn judge_certificates(walk: &Walk) {
    let openssl = OpenSsl(walk);
    let pem = |profile: &str| path_of(certificate(walk, profile));
    let (csca, service_ca) = (pem("csca-root"), pem("service-ca"));
    openssl.named_key(&csca, "csca.key.pem");
    openssl.named_key(&service_ca, "service-ca.key.pem");

    // The state's hierarchy: explicit parameters, and signatures by the CSCA. OpenSSL's own path building refuses
    // explicit parameters, so the signature is checked by itself.
    let signers = [
        ("csca-root", "CN = csca-1", "384 bit", "Certificate Sign, CRL Sign"),
        ("document-signer", "CN = Document Signer 1", "256 bit", "Digital Signature"),
        ("masterlist-signer", "CN = masterlist-signer-1", "256 bit", "Digital Signature"),
    ];
    for (profile, name, bits, usage) in signers {
        let file = pem(profile);
        let shown = openssl.good(&["x509", "-in", &file, "-noout", "-text"]);
        let wanted = [
            "Version: 3 (0x2)",
            "Signature Algorithm: ecdsa-with-SHA384",
            "Issuer: C = UT, O = utopia, CN = csca-1",
            &format!("Subject: C = UT, O = utopia, {name}"),
            bits,
            "Field Type: prime-field",
            "Generator (uncompressed)",
            "Cofactor:  1 (0x1)",
            "X509v3 Key Usage: critical",
            usage,
            "X509v3 Private Key Usage Period",
            "email:csca@utopia.example, DirName:/L=UTO",
            "URI:https://utopia.example/csca.crl",
        ];
        for wanted in wanted {
            assert!(shown.contains(wanted), "{profile}: no '{wanted}' in {shown}");
        }
        let tree = openssl.good(&["asn1parse", "-in", &file]);
        assert!(tree.contains(":prime-field") && !tree.contains(":secp384r1") && !tree.contains(":prime256v1"));
        assert!(openssl.signed_by("PEM", &file, "csca.key.pem"), "{profile}");
        assert!(!openssl.signed_by("PEM", &file, "service-ca.key.pem"), "{profile}: signed by another key");
    }
    let shown = openssl.good(&["x509", "-in", &pem("masterlist-signer"), "-noout", "-text"]);
    assert!(shown.contains("X509v3 Extended Key Usage: critical") && shown.contains("2.23.136.1.1.3"), "{shown}");
    let refused = openssl.bad(&["verify", "-CAfile", &csca, &pem("document-signer")]);
    assert!(refused.contains("explicit ECC parameters"), "{refused}");
    // A request's key is in its certificate, point for point.
    let requested = openssl.good(&["req", "-in", "ds.csr", "-noout", "-text"]);
    let issued = openssl.good(&["x509", "-in", &pem("document-signer"), "-noout", "-text"]);
    assert_eq!(point(&requested), point(&issued));
    assert!(requested.contains("ASN1 OID: prime256v1") && point(&issued).len() > 150);

    // The services' hierarchy: named curves, and stock verification.
    let bundle_signer = pem("bundle-signer");
    for (file, curve) in [(&service_ca, ":secp384r1"), (&bundle_signer, ":prime256v1")] {
        let tree = openssl.good(&["asn1parse", "-in", file]);
        assert!(tree.contains(curve) && !tree.contains(":prime-field"), "{tree}");
    }
    openssl.good(&["verify", "-x509_strict", "-CAfile", &service_ca, &bundle_signer]);
    openssl.good(&["verify", "-x509_strict", "-CAfile", &service_ca, &service_ca]);
    openssl.bad(&["verify", "-CAfile", &csca, &bundle_signer]);

    // DER, PEM and the rendering are of one certificate.
    for entry in fs::read_dir(walk.in_station("out/certificates")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "cer") {
            let armoured = path_of(file.with_extension("pem"));
            walk.tool("openssl", &["x509", "-in", &armoured, "-outform", "DER", "-out", "again.cer"]);
            assert_eq!(fs::read(walk.path("again.cer")).unwrap(), fs::read(&file).unwrap(), "{armoured}");
        }
    }
}

fn judge_revocation_list(walk: &Walk, demo: &Demo) {
    let openssl = OpenSsl(walk);
    let (csca, service_ca) = (path_of(certificate(walk, "csca-root")), path_of(certificate(walk, "service-ca")));
    let der = text(&demo.crl, "file").to_owned();
    let pem = der.replace(".crl", ".pem");
    let said = openssl.good(&["crl", "-in", &pem, "-noout", "-CAfile", &csca, "-verify"]);
    assert!(said.contains("verify OK"), "{said}");
    let (_, said) = openssl.said(&["crl", "-in", &pem, "-noout", "-CAfile", &service_ca, "-verify"]);
    assert!(!said.contains("verify OK"), "{said}");
    assert!(openssl.signed_by("DER", &der, "csca.key.pem"));
    let shown = openssl.good(&["crl", "-inform", "DER", "-in", &der, "-noout", "-text"]);
    let serial = text(&demo.document_signer, "serial").to_uppercase();
    let wanted = [
        "Version 2 (0x1)",
        "Issuer: C = UT, O = utopia, CN = csca-1",
        "X509v3 CRL Number: \n                1",
        "X509v3 Authority Key Identifier",
        &format!("Serial Number: {serial}"),
    ];
    for wanted in wanted {
        assert!(shown.contains(wanted), "no '{wanted}' in {shown}");
    }
    assert_eq!(shown.matches("Serial Number:").count(), 1);
    // Entries of Doc 9303 carry no extensions: no reason stands in the list.
    assert!(!shown.contains("Reason Code") && !shown.contains("key lost"), "{shown}");
}

fn judge_master_list(walk: &Walk, demo: &Demo) {
    let openssl = OpenSsl(walk);
    let list = text(&demo.masterlist, "file").to_owned();
    let verify = ["cms", "-verify", "-noverify", "-inform", "DER", "-out", "list.content", "-in"];
    openssl.good(&[&verify[..], &[&list]].concat());
    let printed = openssl.good(&["cms", "-cmsout", "-print", "-noout", "-inform", "DER", "-in", &list]);
    let signed = |name: &str| printed.contains(name);
    assert!(signed("eContentType: undefined (2.23.136.1.1.2)"), "{printed}");
    assert!(signed("contentType (1.2.840.113549.1.9.3)") && signed("signingTime (1.2.840.113549.1.9.5)"), "{printed}");
    assert!(signed("messageDigest (1.2.840.113549.1.9.4)") && signed("subjectKeyIdentifier"), "{printed}");
    // Version 0, then a set of one certificate: the CSCA's, byte for byte.
    let tree = openssl.good(&["asn1parse", "-inform", "DER", "-in", "list.content"]);
    let inside: Vec<&str> = tree.lines().filter(|line| line.contains(":d=1 ")).collect();
    assert!(inside.len() == 2 && inside[0].ends_with(":00") && inside[1].contains("SET"), "{tree}");
    let certificate_at = tree.lines().find(|line| line.contains(":d=2 ")).unwrap();
    let at: usize = certificate_at.split(':').next().unwrap().trim().parse().unwrap();
    let csca = fs::read(certificate(walk, "csca-root").with_extension("cer")).unwrap();
    assert_eq!(&fs::read(walk.path("list.content")).unwrap()[at..], csca);
    // One octet of the content changed.
    let mut bytes = fs::read(walk.path(&list)).unwrap();
    let place = bytes.windows(csca.len()).position(|window| window == csca).unwrap();
    bytes[place + csca.len() - 1] ^= 1;
    fs::write(walk.path("changed.ml"), bytes).unwrap();
    openssl.bad(&[&verify[..], &["changed.ml"]].concat());
    walk.refused(&["masterlist", "ingest", "changed.ml", "--source", "a stranger"], 1, None);
}

fn judge_manifest(walk: &Walk) {
    let openssl = OpenSsl(walk);
    let service_ca = path_of(certificate(walk, "service-ca"));
    let csca = path_of(certificate(walk, "csca-root"));
    let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "stick/MANIFEST.p7s", "-out", "/dev/null"];
    let good = [&verify[..], &["-content", "stick/MANIFEST.sha256", "-CAfile", &service_ca]].concat();
    // With the purpose that OpenSSL asks of a signer, and with none.
    openssl.good(&good);
    openssl.good(&[&good[..], &["-purpose", "any"]].concat());
    openssl.bad(&[&verify[..], &["-content", "stick/MANIFEST.sha256", "-CAfile", &csca]].concat());
    let mut manifest = fs::read(walk.path("stick/MANIFEST.sha256")).unwrap();
    assert_eq!(manifest.iter().filter(|octet| **octet == b'\n').count(), 5, "one line for each target");
    manifest[0] ^= 1;
    fs::write(walk.path("changed.sha256"), manifest).unwrap();
    openssl.bad(&[&verify[..], &["-content", "changed.sha256", "-CAfile", &service_ca]].concat());
    let check = || {
        let mut command = walk.program("sha256sum");
        command.current_dir(walk.path("stick")).args(["--strict", "--quiet", "-c", "MANIFEST.sha256"]);
        command.output().unwrap().status.success()
    };
    assert!(check());
    let index = walk.path("stick/targets/trust-anchors/index.json");
    let bytes = fs::read(&index).unwrap();
    fs::write(&index, [bytes.as_slice(), b" "].concat()).unwrap();
    assert!(!check());
    fs::write(&index, bytes).unwrap();
}

/// The checkpoint's signature by OpenSSL, the inclusion proof by hashing alone (RFC 6962, 2.1).
fn judge_log(walk: &Walk, demo: &Demo) {
    let log = |name: &str| fs::read_to_string(walk.path("stick/log").join(name)).unwrap();
    let note = log("checkpoint");
    let (body, signature) = note.split_once("\n\n").unwrap();
    let signature = signature.trim().rsplit(' ').next().unwrap();
    fs::write(walk.path("note.body"), format!("{body}\n")).unwrap();
    fs::write(walk.path("note.sig"), &STANDARD.decode(signature).unwrap()[4..]).unwrap();
    let key = STANDARD.decode(text(&demo.init, "log_key").splitn(3, '+').nth(2).unwrap()).unwrap();
    assert_eq!((key[0], key.len()), (1, 33));
    let spki = [&hex::decode("302a300506032b6570032100").unwrap()[..], &key[1..]].concat();
    fs::write(walk.path("log.der"), spki).unwrap();
    let check = ["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "log.der", "-rawin", "-in", "note.body"];
    OpenSsl(walk).good(&[&check[..], &["-sigfile", "note.sig"]].concat());
    fs::write(walk.path("note.body"), format!("{body} \n")).unwrap();
    OpenSsl(walk).bad(&[&check[..], &["-sigfile", "note.sig"]].concat());

    let mut lines = body.lines().skip(1);
    let size: u64 = lines.next().unwrap().parse().unwrap();
    let root = STANDARD.decode(lines.next().unwrap()).unwrap();
    let entry = fs::read(walk.path("stick/log/export.entry")).unwrap();
    let written: Value = serde_json::from_slice(&entry).unwrap();
    assert_eq!((text(&written, "act"), text(&written, "kind")), ("bundle.export", "outcome"));
    let index = number(&written, "sequence");
    assert_eq!(index + 1, size);
    let proof = log("export.tlog-proof");
    assert!(proof.contains(&note) && proof.contains(&format!("index {index}\n")), "{proof}");
    let path = proof.lines().skip_while(|line| !line.starts_with("index ")).skip(1).take_while(|line| !line.is_empty());
    let path: Vec<Vec<u8>> = path.map(|line| STANDARD.decode(line).unwrap()).collect();
    let hash = |prefix: u8, parts: &[&[u8]]| -> Vec<u8> {
        let mut hasher = Sha256::new();
        hasher.update([prefix]);
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize().to_vec()
    };
    let (mut place, mut last) = (index, size - 1);
    let mut computed = hash(0, &[&entry]);
    for sibling in &path {
        if place % 2 == 1 || place == last {
            computed = hash(1, &[sibling, &computed]);
            while place % 2 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            computed = hash(1, &[&computed, sibling]);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    assert_eq!((last, computed), (0, root));
}

/// What of the bundle is fetched by python-tuf.
fn targets(walk: &Walk, stick: &str) -> Vec<String> {
    let manifest = fs::read_to_string(walk.path(stick).join("MANIFEST.sha256")).unwrap();
    manifest.lines().map(|line| line.split_once("  targets/").unwrap().1.to_owned()).collect()
}

#[test]
fn python_tuf_judges_the_bundles_that_the_program_wrote() {
    let Some(python) = python_tuf::python() else { return };
    let walk = Walk::new("utopia");
    let demo = Demo::hold(&walk, &[], "");
    let root = walk.path("pinned.json");
    fs::copy(walk.path("stick/metadata/1.root.json"), &root).unwrap();
    assert_eq!(hex::encode(Sha256::digest(fs::read(&root).unwrap())), text(&demo.bundle, "root_digest"));
    let judge = |stick: &str, state: &str, targets: &[String]| {
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        python_tuf::judge(&python, &walk.path(stick), &walk.path(state), &root, &targets)
    };
    let ours = |stick: &str, more: &[&str]| {
        let words = demo.verify_words(&walk, stick);
        let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
        let output = walk.run(&words);
        (output.status.code().unwrap(), serde_json::from_slice::<Value>(&output.stdout).unwrap())
    };

    // Good, every target of the manifest fetched; then the next bundle by the same client.
    let listed = targets(&walk, "stick");
    assert_eq!(listed.len(), 5);
    let verdict = judge("stick", "client", &listed);
    assert_eq!(verdict["accepted"]["timestamp"], 1, "{verdict}");
    assert_eq!(verdict["fetched"].as_object().unwrap().len(), listed.len(), "{verdict}");
    walk.done(&["bundle", "export", "newer"]);
    let verdict = judge("newer", "client", &targets(&walk, "newer"));
    assert_eq!(verdict["accepted"]["timestamp"], 2, "{verdict}");
    let (code, report) = ours("newer", &[]);
    assert_eq!(code, 0);
    walk.write("seen.json", &report["seen"].to_string());

    // The older stick is refused by whoever has seen the newer one.
    assert_eq!(judge("stick", "client", &[])["refused"], "BadVersionNumberError");
    let (code, report) = ours("stick", &["--seen", "seen.json"]);
    assert_eq!((code, report["error"]["clause"].as_str()), (1, Some("BUNDLE-1")), "{report}");

    // A target with one octet changed.
    walk.tool("cp", &["-r", "newer", "tampered"]);
    let crl = listed.iter().find(|path| path.contains("/crl/")).unwrap();
    let mut bytes = fs::read(walk.path("tampered/targets").join(crl)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(walk.path("tampered/targets").join(crl), bytes).unwrap();
    assert_eq!(judge("tampered", "other", std::slice::from_ref(crl))["refused"], "LengthOrHashMismatchError");
    let (code, report) = ours("tampered", &[]);
    assert_eq!((code, report["error"]["clause"].as_str()), (1, Some("BUNDLE-5")), "{report}");

    // One that is good, judged at the moment when it expires.
    let (_, report) = ours("newer", &[]);
    let expires = text(&report, "expires").to_owned();
    let (code, report) = ours("newer", &["--at", &expires]);
    assert_eq!((code, report["error"]["clause"].as_str()), (1, Some("BUNDLE-2")), "{report}");
}

#[test]
fn python_tuf_refuses_a_bundle_that_was_exported_long_ago() {
    let Some(python) = python_tuf::python() else { return };
    let then = ["--pin-source", "file:pin", "--at", "2025-03-01T09:00:00Z"];
    let walk = Walk::new("utopia").with_options(&then);
    let demo = Demo::hold(&walk, &[], "");
    let words = demo.verify_words(&walk, "stick");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(text(&walk.done(&words), "expires"), "2025-04-15T09:00:00Z");
    let root = walk.path("stick/metadata/1.root.json");
    let verdict = python_tuf::judge(&python, &walk.path("stick"), &walk.path("client"), &root, &[]);
    assert_eq!(verdict["refused"], "ExpiredMetadataError", "{verdict}");
    let walk = walk.with_options(&["--quiet"]);
    walk.refused(&words, 1, Some("BUNDLE-2"));
}

#[test]
fn pkcs11_tool_lists_the_keys_on_softhsm2_as_never_extractable() {
    let Some(walk) = Walk::on_softhsm("utopia") else { return };
    walk.init("UT", "UTO");
    walk.genesis();
    let token = ["--module", SOFTHSM, "--token-label", "utopia", "--login", "--pin", PIN];
    let listed = walk.tool("pkcs11-tool", &[&token[..], &["--list-objects", "--type", "privkey"]].concat());
    let keys: Vec<&str> = listed.split("Private Key Object").skip(1).collect();
    assert_eq!(keys.len(), 4, "{listed}");
    let known = walk.done(&["key", "list"]);
    for key in known["keys"].as_array().unwrap() {
        let label = format!("label:      {}\n", text(key, "label"));
        let shown =
            keys.iter().find(|shown| shown.contains(&label)).unwrap_or_else(|| panic!("no {label} in {listed}"));
        assert!(shown.contains(text(key, "id")), "{shown}");
        let access = shown.lines().find(|line| line.contains("Access:")).unwrap();
        for word in ["sensitive", "always sensitive", "never extractable", "local"] {
            assert!(access.contains(word), "{label}: no '{word}' in {access}");
        }
        assert!(!access.replace("never extractable", "").contains("extractable"), "{access}");
        assert!(!shown.contains("unwrap") && !shown.contains("decrypt"), "{shown}");
    }
    // The public half on the token is the one in the certificate.
    let listed = walk.tool("pkcs11-tool", &[&token[..], &["--list-objects", "--type", "pubkey"]].concat());
    let shown = listed.split("Public Key Object").find(|shown| shown.contains("csca-1")).unwrap();
    let certified = OpenSsl(&walk).good(&["x509", "-in", &path_of(certificate(&walk, "csca-root")), "-noout", "-text"]);
    let point = point(&certified).replace(':', "");
    assert_eq!(point.len(), 2 * 97);
    assert!(shown.contains(&point), "{shown}");
    // The private half is not to be had.
    let read = ["--read-object", "--type", "privkey", "--label", "csca-1", "--output-file", "private.der"];
    let output = walk.program("pkcs11-tool").args(token).args(read).output().unwrap();
    let had = fs::read(walk.path("private.der")).unwrap_or_default();
    assert!(!output.status.success() || had.is_empty(), "a private key was read");
}
