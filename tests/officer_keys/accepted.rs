//! The stock commands, in every kind of key and option that they have.

use std::fs;

use chancery::approval::key::{KeyForm, OfficerKey};

use super::officers::run;
use super::*;

#[test]
fn gpg_signatures_of_every_kind_of_key_are_accepted_armoured_or_not() {
    let Some(room) = Room::open() else { return };
    for algorithm in ["ed25519", "rsa2048", "rsa3072", "nistp256", "nistp384", "nistp521", "brainpoolP256r1"] {
        let ann = room.officers.openpgp_with(algorithm, algorithm, "sign", "2y", &[]);
        let key = key(&ann);
        assert_eq!(key.form(), KeyForm::OpenPgp);
        accepted(&key, &room.signed(&ann, &[]), algorithm);
        let output = ["--no-armor", "--output", "approve.txt.asc"];
        let binary = room.signed(&ann, &output);
        assert!(binary[0] >= 0x80);
        accepted(&key, &binary, algorithm);
        let user = format!("{algorithm}@utopia.example");
        let exported = OfficerKey::read(&run(ann.gpg().args(["--export", &user])).stdout).unwrap();
        accepted(&exported, &binary, algorithm);
        assert_eq!(exported.identities(), key.identities());
    }
}

#[test]
fn gpg_signatures_with_every_strong_hash_and_by_a_signing_subkey_are_accepted() {
    let Some(room) = Room::open() else { return };
    let ann = room.officers.openpgp("ann");
    for hash in ["SHA256", "SHA384", "SHA512"] {
        accepted(&key(&ann), &room.signed(&ann, &["--digest-algo", hash]), hash);
    }
    let dora = room.officers.openpgp_with("dora", "rsa2048", "cert", "never", &[]);
    let fingerprint = dora.gpg_fingerprint();
    for (kind, usage) in [("ed25519", "sign"), ("cv25519", "encr")] {
        run(dora.gpg().args(["--passphrase", "", "--quick-add-key", &fingerprint, kind, usage, "1y"]));
    }
    dora.export();
    let key = key(&dora);
    let by = judge(&key, STATEMENT.as_bytes(), &room.signed(&dora, &[]), now()).unwrap();
    assert_eq!(key.identities().len(), 3);
    assert_eq!(by, key.identities()[1], "the subkey signed, not the primary key");
}

#[test]
fn openssl_signatures_of_every_kind_of_key_and_with_every_option_are_accepted() {
    let Some(room) = Room::open() else { return };
    let rsa = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"].map(String::from).to_vec();
    let ec = |curve: &str| {
        let curve = format!("ec_paramgen_curve:{curve}");
        ["-algorithm", "EC", "-pkeyopt", &curve].map(String::from).to_vec()
    };
    let curves = ["P-256", "P-384", "P-521", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"];
    let kinds = [("rsa", rsa)].into_iter().chain(curves.map(|curve| (curve, ec(curve))));
    for (name, arguments) in kinds {
        let bob = room.officers.x509_with(name, &arguments.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
        let key = key(&bob);
        assert_eq!(key.form(), KeyForm::X509);
        let mut options: Vec<&[&str]> = vec![&[], &["-noattr"], &["-nocerts"], &["-noattr", "-nocerts"], &["-keyid"]];
        options.extend([&["-md", "sha256"][..], &["-md", "sha384"], &["-md", "sha512"], &["-outform", "PEM"]]);
        if name == "rsa" {
            options.extend([&["-keyopt", "rsa_padding_mode:pss"][..], &["-keyopt", "rsa_padding_mode:pss", "-noattr"]]);
            options.push(&["-md", "sha512", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"]);
        }
        for options in options {
            accepted(&key, &room.signed(&bob, options), &format!("{name} {options:?}"));
        }
    }
}

#[test]
fn ssh_signatures_of_every_kind_of_key_and_with_both_hashes_are_accepted() {
    let Some(room) = Room::open() else { return };
    let kinds: [(&str, &[&str]); 6] = [
        ("ed25519", &["-t", "ed25519"]),
        ("p256", &["-t", "ecdsa", "-b", "256"]),
        ("p384", &["-t", "ecdsa", "-b", "384"]),
        ("p521", &["-t", "ecdsa", "-b", "521"]),
        ("rsa2048", &["-t", "rsa", "-b", "2048"]),
        ("rsa3072", &["-t", "rsa", "-b", "3072"]),
    ];
    for (name, kind) in kinds {
        let carol = room.officers.ssh_with(name, kind);
        let key = key(&carol);
        assert_eq!(key.form(), KeyForm::Ssh);
        for options in [&[][..], &["-O", "hashalg=sha256"], &["-O", "hashalg=sha512"]] {
            accepted(&key, &room.signed(&carol, options), &format!("{name} {options:?}"));
        }
    }
}

#[test]
fn one_raw_key_in_three_forms_has_one_identity() {
    let Some(room) = Room::open() else { return };
    for algorithm in ["rsa2048", "nistp256", "ed25519"] {
        let ann = room.officers.openpgp_with(algorithm, algorithm, "sign", "never", &[]);
        let openpgp = key(&ann);
        let line = run(ann.gpg().args(["--export-ssh-key", &format!("{}!", ann.gpg_fingerprint())])).stdout;
        let ssh = OfficerKey::read(&line).unwrap();
        assert_eq!(ssh.identities(), openpgp.identities(), "{algorithm}");
        if algorithm == "ed25519" {
            continue; // ssh-keygen of Debian 12 writes no PEM of it
        }
        fs::write(ann.folder().join("id.pub"), &line).unwrap();
        let public = run(ann.ssh_keygen().args(["-e", "-m", "PKCS8", "-f", "id.pub"])).stdout;
        fs::write(ann.folder().join("public.pem"), public).unwrap();
        let bob = room.officers.x509(&format!("issuer-{algorithm}"));
        let issuer = |file: &str| bob.folder().join(file).to_str().unwrap().to_owned();
        run(ann
            .openssl()
            .args(["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.key", "-subj", "/CN=x"])
            .args(["-out", "other.csr"]));
        run(ann
            .openssl()
            .args(["x509", "-req", "-in", "other.csr", "-force_pubkey", "public.pem", "-out", "forced.pem"])
            .args(["-CA", &issuer("me.pem"), "-CAkey", &issuer("me.key"), "-set_serial", "7"]));
        let x509 = OfficerKey::read(&fs::read(ann.folder().join("forced.pem")).unwrap()).unwrap();
        assert_eq!(x509.identities(), openpgp.identities(), "{algorithm}");
    }
}

#[test]
fn a_key_is_shown_with_the_fingerprint_that_its_stock_tool_prints() {
    let Some(room) = Room::open() else { return };
    let (ann, bob, carol) = (room.officers.openpgp("ann"), room.officers.x509("bob"), room.officers.ssh("carol"));
    let word = |officer: &Officer, name: &str| {
        let words = key(officer).words();
        words.into_iter().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("no {name}")).1
    };
    assert_eq!(word(&ann, "fingerprint"), ann.gpg_fingerprint());
    assert_eq!(word(&ann, "user id"), "ann <ann@utopia.example>");
    let printed = run(bob.openssl().args(["x509", "-in", "me.pem", "-noout", "-fingerprint", "-sha256"])).stdout;
    assert!(String::from_utf8(printed).unwrap().trim_end().ends_with(&word(&bob, "fingerprint")));
    assert!(word(&bob, "subject").contains("CN=bob"), "{}", word(&bob, "subject"));
    let printed = run(carol.ssh_keygen().args(["-l", "-f", "id.pub"])).stdout;
    assert_eq!(String::from_utf8(printed).unwrap().split(' ').nth(1), Some(word(&carol, "fingerprint").as_str()));
    for officer in [&ann, &bob, &carol] {
        for name in ["form", "algorithm", "validity"] {
            assert!(!word(officer, name).is_empty());
        }
    }
}

#[test]
fn what_is_written_for_a_stranger_is_taken_by_the_stock_tools() {
    let Some(room) = Room::open() else { return };
    let (ann, bob, carol) = (room.officers.openpgp("ann"), room.officers.x509("bob"), room.officers.ssh("carol"));
    let stranger = Officers::in_folder(room.folder.path()).openpgp("stranger");
    for officer in [&ann, &bob, &carol] {
        let signature = officer.sign(&room.statement());
        let (ending, written) = key(officer).for_stock_tool();
        let file = stranger.folder().join(format!("key.{ending}"));
        fs::write(&file, &written).unwrap();
        let again = OfficerKey::read(&written).unwrap();
        assert_eq!(again.identities(), key(officer).identities());
        let (file, signature) = (file.to_str().unwrap(), signature.to_str().unwrap());
        let statement = room.statement();
        match ending {
            "asc" => {
                run(stranger.gpg().args(["--import", file]));
                run(stranger.gpg().args(["--verify", signature, statement.to_str().unwrap()]));
            }
            "pem" => {
                let arguments = ["cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content"];
                let command = &mut stranger.openssl();
                run(command.args(arguments).arg(&statement).args(["-CAfile", file, "-purpose", "any", "-out", "out"]));
            }
            _ => {
                let line = format!("carol namespaces=\"chancery-decision\" {}", String::from_utf8(written).unwrap());
                fs::write(stranger.folder().join("allowed_signers"), line).unwrap();
                let arguments = ["-Y", "verify", "-f", "allowed_signers", "-I", "carol", "-n", "chancery-decision"];
                let mut command = stranger.ssh_keygen();
                command.args(arguments).args(["-s", signature]).stdin(fs::File::open(&statement).unwrap());
                assert!(command.output().unwrap().status.success());
            }
        }
    }
}
