//! The state of a country whose CSCA was run by another program.

use std::fs;
use std::path::Path;

use super::{PIN, run, secret};

const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A token with the key of a CSCA, made by the stock tools, under the identifier 0a1b2c3d; beside it the root `old.pem`, a
/// signer's certificate `ds.pem`, the last list `old.crl`, the `inventory` of serial numbers, one that is `full` up to
/// where they end, and a station whose vault `primary` is this token.
pub fn adopting(dir: &Path) {
    let of_token = |program: &str, words: &[&str]| {
        let environment = ["SOFTHSM2_CONF=softhsm2.conf", program];
        run(dir, "env", &[&environment[..], words].concat())
    };
    let openssl = |line: &str| run(dir, "openssl", &line.split(' ').collect::<Vec<_>>());
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).unwrap();
    secret(&dir.join("pin"), &format!("{PIN}\n"));
    fs::create_dir(dir.join("tokens")).unwrap();
    write("softhsm2.conf", "directories.tokendir = tokens\nlog.level = ERROR\n");
    for (name, curve) in [("old", "P-384"), ("ds", "P-256")] {
        let kind = format!("-algorithm EC -pkeyopt ec_paramgen_curve:{curve} -pkeyopt ec_param_enc:explicit");
        openssl(&format!("genpkey -out {name}.key {kind}"));
    }
    let names = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
    write(
        "ca",
        &format!("{names}basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n"),
    );
    write("signer", &format!("{names}keyUsage=critical,digitalSignature\n"));
    openssl("req -new -key old.key -subj /C=UT/O=utopia/CN=CSCA-2019 -out old.csr");
    openssl("x509 -req -in old.csr -days 3650 -set_serial 0x0a01 -signkey old.key -extfile ca -out old.pem");
    openssl("req -new -key ds.key -subj /C=UT/O=utopia/CN=DS-1 -out ds.csr");
    let under = "-CA old.pem -CAkey old.key -extfile signer";
    openssl(&format!("x509 -req -in ds.csr -days 3000 -set_serial 0x0a02 {under} -out ds.pem"));
    write("index", "R\t351231235959Z\t260101000000Z\t0ABC\tunknown\t/C=UT/CN=x\n");
    write("number", "0029\n");
    write("inventory", "0abc revoked\n0def # in a safe\n");
    write(
        "ca.cnf",
        "[ca]\ndefault_ca = own\n[own]\ndatabase = index\ncrlnumber = number\ndefault_md = sha384\ndefault_crl_days = 30\n\
         crl_extensions = list\n[list]\nauthorityKeyIdentifier = keyid\n",
    );
    openssl("ca -config ca.cnf -gencrl -keyfile old.key -cert old.pem -out old.crl");
    openssl("pkcs8 -topk8 -nocrypt -in old.key -out old.p8");
    let token = ["--init-token", "--free", "--label", "old", "--pin", PIN, "--so-pin", "officer's horse"];
    of_token("softhsm2-util", &token);
    let import = ["--import", "old.p8", "--token", "old", "--label", "old", "--id", "0a1b2c3d", "--pin", PIN];
    of_token("softhsm2-util", &import);
    let vault = format!("primary=pkcs11:token=old?module-path={SOFTHSM}");
    let who = ["station", "init", "--station", "utopia", "--name", "utopia", "--mode", "specimen", "--vault", &vault];
    let state = ["--country", "UT", "--mrz", "UTO", "--organisation", "utopia", "--email", "csca@utopia.example"];
    let more = ["--crl-url", "https://utopia.example/csca.crl", "--pin-source", "file:pin", "--quiet"];
    of_token(env!("CARGO_BIN_EXE_chancery"), &[&who[..], &state[..], &more[..]].concat());
    write("full", &format!("0abc revoked\n7f{}\n", "ff".repeat(19)));
    write("confirm.toml", "confirm = [\"csca-2019\"]\n");
    write("revoke.toml", "confirm = [\"0def\"]\n");
}
