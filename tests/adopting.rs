//! A CSCA that exists, made by the stock tools with its keys in SoftHSM2, is taken over and goes on: certificates, lists and
//! the next key, with every claim in the ledger.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/killing.rs"]
mod killing;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/walk.rs"]
mod walk;

use chancery::pki::certificate::Certificate;
use killing::kill_after_the_effect;
use serde_json::Value;
use walk::{PIN, SOFTHSM, Walk, number, text};

/// Twenty octets, as other programs draw them.
const OLD: &str = "00112233445566778899aabbccddeeff01234567";
const NEW: &str = "0a1b";

/// The greatest serial number that the other program gave.
const HIGHEST: &str = "7b5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

const CA: &str = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n";
const SIGNER: &str = "keyUsage=critical,digitalSignature\n";

/// A station on a new token, and beside it the keys and certificates of a CSCA of 2020 that another program ran.
struct Office {
    walk: Walk,
    /// What was found in its objects and is accepted.
    accepted: Vec<String>,
}

impl Office {
    fn new() -> Option<Self> {
        let walk = Walk::on_softhsm("utopia")?;
        walk.init("UT", "UTO");
        let office = Office { walk, accepted: Vec::new() };
        office.key("old", &["EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-pkeyopt", "ec_param_enc:explicit"]);
        office.key("ds", &["EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"]);
        office.certificate("old", "old", "old", CA, "0a01");
        office.certificate("ds", "ds", "old", SIGNER, "2002");
        office.import("old", OLD);
        office.list("old", 41, &["0abc"]);
        office.walk.write("inventory", &format!("0abc revoked\n0def # in a safe\n2002\n{HIGHEST}\n"));
        Some(office)
    }

    /// The same, and a second key, of RSA, that a link leads to and that continued the list.
    fn with_successor() -> Option<Self> {
        let office = Office::new()?;
        office.key("new", &["RSA", "-pkeyopt", "rsa_keygen_bits:3072"]);
        office.certificate("new", "new", "new", CA, "0b01");
        office.certificate("new", "link", "old", CA, "3003");
        office.import("new", NEW);
        Some(office)
    }

    fn key(&self, name: &str, kind: &[&str]) {
        let file = format!("{name}.key");
        self.walk.tool("openssl", &[&["genpkey", "-out", &file, "-algorithm"], kind].concat());
    }

    fn import(&self, name: &str, id: &str) {
        let (key, pkcs8) = (format!("{name}.key"), format!("{name}.p8"));
        self.walk.tool("openssl", &["pkcs8", "-topk8", "-nocrypt", "-in", &key, "-out", &pkcs8]);
        let import = ["--import", &pkcs8, "--token", "utopia", "--label", name, "--id", id, "--pin", PIN];
        self.walk.tool("softhsm2-util", &import);
    }

    /// `NAME.pem` for a key, signed by a CA's key, with this serial number in hex.
    fn certificate(&self, key: &str, name: &str, ca: &str, extensions: &str, serial: &str) {
        let walk = &self.walk;
        let (private, subject) = (format!("{key}.key"), format!("/C=UT/O=Utopia/CN=CSCA {key}"));
        walk.tool("openssl", &["req", "-new", "-key", &private, "-subj", &subject, "-out", "request"]);
        let identifiers = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        walk.write("extensions", &format!("{identifiers}{extensions}"));
        let (pem, serial) = (format!("{name}.pem"), format!("0x{serial}"));
        let (ca_pem, ca_key) = (format!("{ca}.pem"), format!("{ca}.key"));
        let own = ["-signkey", ca_key.as_str()];
        let under = ["-CA", ca_pem.as_str(), "-CAkey", ca_key.as_str()];
        let signed: &[&str] = if name == ca { &own } else { &under };
        let words = ["x509", "-req", "-in", "request", "-days", "7300", "-set_serial", &serial];
        walk.tool("openssl", &[&words[..], signed, &["-extfile", "extensions", "-out", &pem]].concat());
    }

    /// `CA.crl` with this number.
    fn list(&self, ca: &str, number: u64, revoked: &[&str]) {
        let walk = &self.walk;
        let line = |serial: &&str| {
            format!("R\t351231235959Z\t260101000000Z\t{}\tunknown\t/C=UT/CN=x\n", serial.to_uppercase())
        };
        walk.write("index", &revoked.iter().map(line).collect::<String>());
        walk.write("number", &format!("{number:04X}\n"));
        walk.write(
            "configuration",
            "[ca]\ndefault_ca = own\n[own]\ndatabase = index\ncrlnumber = number\ndefault_md = sha384\n\
             default_crl_days = 30\ncrl_extensions = list\n[list]\nauthorityKeyIdentifier = keyid\n",
        );
        let (key, pem, out) = (format!("{ca}.key"), format!("{ca}.pem"), format!("{ca}.crl"));
        let words = ["ca", "-config", "configuration", "-gencrl", "-keyfile", &key, "-cert", &pem, "-out", &out];
        walk.tool("openssl", &words);
        walk.has_listed();
    }

    /// Certificates in LDIF.
    fn ldif(&self, file: &str, names: &[&str]) {
        let mut text = "version: 1\n".to_owned();
        for name in names {
            let pem = std::fs::read_to_string(self.walk.path(&format!("{name}.pem"))).unwrap();
            let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
            text.push_str(&format!("\ndn: cn={name},c=UT\nuserCertificate;binary:: {base64}\n"));
        }
        self.walk.write(file, &text);
    }

    fn words(&self, label: &str, words: &[&str], more: &[&str]) -> Vec<String> {
        let answers = self.walk.confirmation(label);
        let all = [&["csca", "adopt"], words, &["--as", label, "--answers", &answers], more].concat();
        let accepted = self.accepted.iter().flat_map(|rule| ["--accept".to_owned(), rule.clone()]);
        all.into_iter().map(str::to_owned).chain(accepted).collect()
    }

    /// Accepts what is asked to be accepted, and nothing else: one refusal after the other, until there is none.
    fn adopt(&mut self, label: &str, words: &[&str]) -> Value {
        self.accepted.clear();
        for _ in 0..5 {
            let all = self.words(label, words, &[]);
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let output = self.walk.run(&all);
            if output.status.success() {
                return self.walk_report(&output.stdout);
            }
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let clause = report["error"]["clause"].as_str().unwrap_or_default();
            match clause {
                "ADOPT-8" => self.accepted.extend(rules_of(&report)),
                "ADOPT-11" | "ADOPT-12" | "ADOPT-16" => self.accepted.push(clause.to_owned()),
                _ => panic!("{report}"),
            }
        }
        panic!("refused for ever: {:?}", self.accepted);
    }

    fn walk_report(&self, stdout: &[u8]) -> Value {
        let report: Value = serde_json::from_slice(stdout).unwrap();
        assert_eq!(text(&report, "schema"), "chancery/csca.adopt@1");
        assert_eq!(self.walk.done(&["ledger", "verify"])["sound"], true);
        report
    }

    fn refused(&self, label: &str, words: &[&str], more: &[&str], code: i32, clause: Option<&str>) -> Value {
        let all = self.words(label, words, more);
        self.walk.refused(&all.iter().map(String::as_str).collect::<Vec<_>>(), code, clause)
    }
}

/// The rules that a refusal wants to have accepted.
fn rules_of(report: &Value) -> Vec<String> {
    let rules = text(&report["error"], "message").split("by name: ").nth(1);
    rules.unwrap().split(", ").map(str::to_owned).collect()
}

const OF_OLD: [&str; 9] =
    ["old.pem", "--key-id", OLD, "--certificate", "old.ldif", "--inventory", "inventory", "--crl", "old.crl"];

fn file(walk: &Walk, report: &Value, ending: &str) -> String {
    let files = walk.files(report);
    let found = files.iter().find(|file| file.to_str().unwrap().ends_with(ending));
    found.unwrap_or_else(|| panic!("no {ending} in {report}")).to_str().unwrap().to_owned()
}

/// A signer's certificate, a list and a master list under the CSCA's newest key; each as DER, PEM and text that the stock
/// tool reads.
fn goes_on(walk: &Walk, key: &str, csca: &str, entries: u64, above: u64) -> Value {
    // Lists are told apart by the second of their signing.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let name = format!("ds-of-{key}");
    walk.request(&name);
    let csr = format!("{name}.csr");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", &name, "--issuer", key];
    let signed = walk.done(&issue);
    assert_eq!(text(&signed, "issuer"), key);
    let der = std::fs::read(file(walk, &signed, ".cer")).unwrap();
    let certificate = Certificate::parse(&der).unwrap();
    std::fs::write(walk.path("tbs"), certificate.tbs.full).unwrap();
    std::fs::write(walk.path("signature"), certificate.signature().unwrap()).unwrap();
    let key_of_ca = walk.tool("openssl", &["x509", "-in", csca, "-noout", "-pubkey"]);
    walk.write("by.pem", &key_of_ca);
    let pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    let (hash, options): (_, &[&str]) = if csca == "new.pem" { ("-sha256", &pss) } else { ("-sha384", &[]) };
    let words = [&["dgst", hash, "-verify", "by.pem", "-signature", "signature"], options, &["tbs"]].concat();
    assert!(walk.tool("openssl", &words).contains("Verified OK"));
    let serial = text(&signed, "serial");
    assert!(serial.len() == HIGHEST.len() && serial > HIGHEST, "{serial} goes on above {HIGHEST}");
    let answers = walk.confirmation(serial);
    walk.done(&["csca", "revoke", serial, "--reason", "lost", "--answers", &answers]);
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((number(&list, "number"), number(&list, "entries")), (above + 1, entries + 1));
    for (ending, form) in [(".crl", "DER"), (".pem", "PEM")] {
        let read = ["crl", "-inform", form, "-in", &file(walk, &list, ending), "-CAfile", csca, "-noout", "-text"];
        let output = walk.program("openssl").args(read).output().unwrap();
        let [said, verdict] = [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap());
        assert!(verdict.contains("verify OK") && said.contains("Serial Number: 0ABC"), "{verdict}{said}");
    }
    assert!(std::fs::read_to_string(file(walk, &list, ".txt")).unwrap().contains("0a:bc"));
    let mls = format!("mls-{key}");
    walk.done(&["key", "generate", &mls, "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", &mls, "--issuer", key]);
    let issued = walk.done(&["masterlist", "issue"]);
    let verify = ["cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in"];
    walk.tool("openssl", &[&verify[..], &[&file(walk, &issued, ".ml"), "-out", "content"]].concat());
    walk.tool("openssl", &["cms", "-cmsout", "-inform", "PEM", "-in", &file(walk, &issued, ".pem"), "-noout"]);
    assert!(std::fs::read_to_string(file(walk, &issued, ".txt")).unwrap().contains("CSCA"));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    issued
}

#[test]
fn an_existing_csca_is_taken_over_with_links_inventory_and_list_and_issues_the_next() {
    let Some(mut office) = Office::with_successor() else { return };
    office.ldif("old.ldif", &["ds", "old"]);
    let adopted = office.adopt("csca-2020", &OF_OLD);
    assert!(office.accepted.contains(&"ADOPT-12".to_owned()), "it was outside: {:?}", office.accepted);
    assert!(!office.accepted.contains(&"ADOPT-11".to_owned()));
    let told = ["certificates", "serials", "revoked", "number"].map(|name| number(&adopted, name));
    assert_eq!(told, [2, 3, 1, 41]);
    assert_eq!(text(&adopted, "highest_serial"), HIGHEST);
    let walk = &office.walk;
    // Whether something is overdue or not.
    let status: Value = serde_json::from_slice(&walk.run(&["csca", "status"]).stdout).unwrap();
    assert_eq!(text(&status["keys"][0], "key"), "csca-2020");
    let first = goes_on(walk, "csca-2020", "old.pem", 1, 41);
    assert_eq!(number(&first, "certificates"), 1);
    assert_eq!(walk.done(&["key", "list"])["keys"][0]["made_elsewhere"], true);
    // What was bare is told as such, revoked like any other, and never drawn again.
    let bare = |listed: &Value| -> Vec<(String, bool)> {
        let all = listed["taken_over"].as_array().unwrap().iter();
        all.map(|one| (text(one, "serial").to_owned(), !one["revoked"].is_null())).collect()
    };
    let expected = |now| vec![("0abc".to_owned(), true), ("0def".to_owned(), now), (HIGHEST.to_owned(), false)];
    assert_eq!(bare(&walk.done(&["cert", "list"])), expected(false));
    let answers = walk.confirmation("0def");
    let revoke = ["csca", "revoke", "0def", "--reason", "stolen", "--answers", &answers];
    let said = walk.run(&revoke);
    assert!(said.status.success(), "{said:?}");
    let preview = String::from_utf8(said.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(preview.contains("came with the key when it was taken over") && !preview.contains("burnt"), "{preview}");
    assert_eq!(bare(&walk.done(&["cert", "list"])), expected(true));
    walk.refused(
        &["csca", "revoke", "0abc", "--reason", "again", "--answers", &walk.confirmation("0abc")],
        3,
        Some("REVOKE-1"),
    );

    // The next key of the other program, whose list continues the one of the first.
    office.list("new", 50, &["0abc", "2002", "4004"]);
    let of_new = ["new.pem", "--key-id", NEW, "--certificate", "link.pem", "--crl", "new.crl", "--after", "csca-2020"];
    let adopted = office.adopt("csca-2025", &of_new);
    let told = ["certificates", "serials", "revoked", "number"].map(|name| number(&adopted, name));
    assert_eq!(told, [2, 1, 3, 50], "0abc and 2002 stay the first key's; 4004 is the second's");
    let walk = &office.walk;
    let second = goes_on(walk, "csca-2025", "new.pem", 5, 50);
    assert_eq!((number(&second, "certificates"), number(&second, "added")), (3, 2), "{second}");
    assert_eq!(number(&second, "taken_away"), 0);
    let links = second["difference"].as_array().unwrap().iter().map(|one| text(one, "certificate"));
    let links = links.filter(|line| line.contains("(link from CN=CSCA old,")).count();
    assert_eq!(links, 1, "root and link are told apart: {second}");

    // And the key after it is made here.
    walk.done(&["key", "generate", "csca-2030", "--spec", "P-384"]);
    let answers = walk.confirmation("csca-2030");
    walk.done(&["csca", "rollover", "csca-2030", "--name", "CSCA Utopia", "--answers", &answers]);
    walk.request("last");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "last.csr", "--name", "last"];
    let signed = walk.done(&[&issue[..], &["--issuer", "csca-2025"]].concat());
    let answers = walk.confirmation(text(&signed, "serial"));
    walk.done(&["csca", "revoke", text(&signed, "serial"), "--reason", "lost", "--answers", &answers]);
    let list = walk.done(&["crl", "issue"]);
    assert_eq!((text(&list, "issuer"), number(&list, "number")), ("csca-2030", 52));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);

    // Whoever writes the database afterwards is found.
    let path = walk.in_station("station.db");
    let whole = rusqlite::Connection::open(&path).unwrap();
    whole.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(whole);
    let whole = std::fs::read(&path).unwrap();
    for change in [
        "UPDATE adopted SET crl = NULL WHERE label = 'csca-2020'",
        "DELETE FROM revoked WHERE serial = '4004'",
        "DELETE FROM serial WHERE serial = '0def'",
        "UPDATE crl SET number = 49 WHERE number = 50",
        "UPDATE issued SET role = 'csca-root' WHERE serial = '3003'",
        "UPDATE vault_key SET locked = 1 - locked WHERE label = 'csca-2020'",
        "INSERT INTO adopted SELECT 'other', root, inventory, crl, highest, outside, sequence FROM adopted LIMIT 1",
        "UPDATE adopted SET highest = x'01' WHERE label = 'csca-2020'",
        "UPDATE adopted SET outside = 1 - outside WHERE label = 'csca-2025'",
    ] {
        let database = rusqlite::Connection::open(&path).unwrap();
        database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        assert!(database.execute(change, []).unwrap() > 0, "{change}");
        drop(database);
        assert_eq!(walk.refused_judgement(&["ledger", "verify"])["sound"], false, "{change}");
        for beside in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(walk.in_station(&format!("station.db{beside}")));
        }
        std::fs::write(&path, &whole).unwrap();
    }
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn what_the_vault_does_not_prove_is_refused_and_takes_nothing() {
    let Some(mut office) = Office::with_successor() else { return };
    office.ldif("old.ldif", &["ds"]);
    let entries = office.walk.done(&["status"])["entries"].clone();
    office.key("forged", &["EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-pkeyopt", "ec_param_enc:explicit"]);
    office.accepted = rules_of(&office.refused("csca-1", &OF_OLD, &[], 3, Some("ADOPT-8")));
    office.walk.write("full", &format!("0abc revoked\n7f{}\n", "ff".repeat(19)));
    let of_full = [&OF_OLD[..6], &["full"], &OF_OLD[7..]].concat();
    office.refused("csca-1", &of_full, &[], 3, Some("ADOPT-16"));
    office.refused("csca-1", &of_full, &["--accept", "adopt-16"], 3, Some("ADOPT-12"));
    office.refused("csca-1", &OF_OLD, &["--accept", "ADOPT-16"], 3, Some("ADOPT-9"));
    let hint = office.refused("csca-1", &OF_OLD, &[], 3, Some("ADOPT-12"));
    assert!(text(&hint["error"], "hint").contains("--accept ADOPT-12"), "{hint}");
    office.accepted.push("ADOPT-12".to_owned());
    let with_id = |id| [&["old.pem", "--key-id", id], &OF_OLD[3..]].concat();
    office.refused("csca-1", &with_id("0a1b2c"), &[], 3, Some("ADOPT-2"));
    office.refused("csca-1", &with_id(NEW), &[], 3, Some("ADOPT-2"));
    office.refused("csca-1", &OF_OLD, &["--accept", "ADOPT-11"], 3, Some("ADOPT-9"));
    office.refused("csca-1", &OF_OLD, &["--accept", "ADOPT-10"], 3, Some("ADOPT-9"));
    office.refused("csca-1", &OF_OLD, &["--accept", "R15"], 3, Some("ADOPT-9"));
    office.refused("csca-1", &OF_OLD, &["--last-number", "42"], 3, Some("ADOPT-6"));
    office.refused("csca-1", &OF_OLD, &["--vault", "ledger"], 3, Some("KEY-2"));
    office.refused("csca-1", &OF_OLD, &["--after", "csca-0"], 2, None);
    office.refused("csca-1", &OF_OLD, &["--certificate", "link.pem"], 3, Some("ADOPT-3"));
    office.refused("csca-1", &OF_OLD[..7], &[], 3, Some("ADOPT-15"));
    // A folder with something that is waited for, or that leads elsewhere.
    for (folder, make) in [("pipes", "mkfifo"), ("links", "ln")] {
        std::fs::create_dir(office.walk.path(folder)).unwrap();
        let path = format!("{folder}/a");
        let words: &[&str] = if make == "ln" { &["-s", "../ds.pem", &path] } else { &[&path] };
        office.walk.tool(make, words);
        let said = office.refused("csca-1", &OF_OLD, &["--certificate", folder], 4, None);
        assert!(text(&said["error"], "message").contains("no ordinary file"), "{said}");
    }
    // A root of the same name that another key signed.
    std::fs::rename(office.walk.path("old.pem"), office.walk.path("true.pem")).unwrap();
    std::fs::rename(office.walk.path("forged.key"), office.walk.path("own.key")).unwrap();
    std::fs::rename(office.walk.path("old.key"), office.walk.path("true.key")).unwrap();
    std::fs::rename(office.walk.path("own.key"), office.walk.path("old.key")).unwrap();
    office.certificate("old", "old", "old", CA, "0a01");
    office.refused("csca-1", &OF_OLD, &[], 3, Some("ADOPT-3"));
    std::fs::rename(office.walk.path("true.pem"), office.walk.path("old.pem")).unwrap();
    std::fs::rename(office.walk.path("true.key"), office.walk.path("old.key")).unwrap();
    assert_eq!(office.walk.done(&["status"])["entries"], entries, "nothing was begun");

    // Cut off before its outcome: the name is free again.
    let all = office.words("csca-1", &OF_OLD, &[]);
    kill_after_the_effect(&office.walk, &all.iter().map(String::as_str).collect::<Vec<_>>(), "csca.adopt");
    office.walk.refused(&["key", "generate", "another", "--spec", "P-256"], 3, Some("RECOVER-1"));
    let report = office.walk.done(&["recover"]);
    assert_eq!(text(&report["acts"][0], "state"), "not done");
    assert_eq!(office.walk.done(&["ledger", "verify"])["sound"], true);

    office.walk.done(&["key", "generate", "taken", "--spec", "P-256"]);
    office.refused("taken", &OF_OLD, &[], 3, Some("LABEL-1"));
    office.adopt("csca-1", &OF_OLD);
    office.refused("csca-1", &OF_OLD, &[], 3, Some("LABEL-1"));
    office.refused("csca-2", &OF_OLD, &[], 3, Some("ADOPT-14"));
    // The second key: without its link, and with a number that the first took.
    office.list("new", 50, &["0abc"]);
    let of_new = ["new.pem", "--key-id", NEW, "--crl", "new.crl"];
    office.accepted.clear();
    office.accepted = rules_of(&office.refused("csca-2", &of_new, &[], 3, Some("ADOPT-8")));
    office.refused("csca-2", &of_new, &[], 3, Some("ADOPT-10"));
    office.refused("csca-2", &of_new, &["--after", "csca-1"], 3, Some("ADOPT-10"));
    office.refused("csca-2", &of_new, &["--after", "taken"], 2, None);
    office.walk.write("both", "0def\n");
    let linked = [&of_new[..], &["--after", "csca-1", "--certificate", "link.pem", "--inventory", "both"]].concat();
    office.accepted.clear();
    office.accepted = rules_of(&office.refused("csca-2", &linked, &[], 3, Some("ADOPT-8")));
    office.refused("csca-2", &linked, &[], 3, Some("ADOPT-4"));
    assert_eq!(office.walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn where_no_serial_number_is_above_those_taken_that_is_accepted_by_name_and_they_are_drawn_at_random() {
    let Some(mut office) = Office::new() else { return };
    office.ldif("old.ldif", &["ds", "old"]);
    let last = format!("7f{}", "ff".repeat(19));
    office.walk.write("full", &format!("0abc revoked\n2002\n{last}\n"));
    let of_full = [&OF_OLD[..6], &["full"], &OF_OLD[7..]].concat();
    let adopted = office.adopt("csca-2020", &of_full);
    assert!(office.accepted.contains(&"ADOPT-16".to_owned()), "{:?}", office.accepted);
    assert_eq!(text(&adopted, "highest_serial"), last);
    let walk = &office.walk;
    let mut serials: Vec<String> = ["ds-1", "ds-2", "ds-3"]
        .into_iter()
        .map(|name| {
            let csr = walk.request(name);
            let issue = ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", name];
            text(&walk.done(&issue), "serial").to_owned()
        })
        .collect();
    serials.extend(["0a01", "0abc", "2002", last.as_str()].map(str::to_owned));
    let numbers = serials.len();
    assert!(serials.iter().all(|serial| serial.len() <= last.len()), "in 20 octets: {serials:?}");
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), numbers, "none was taken before");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_key_that_can_leave_its_vault_is_accepted_by_name_alone() {
    let Some(mut office) = Office::new() else { return };
    office.key("loose", &["RSA", "-pkeyopt", "rsa_keygen_bits:3072"]);
    office.certificate("loose", "loose", "loose", CA, "0c01");
    let walk = &office.walk;
    walk.tool("openssl", &["pkey", "-in", "loose.key", "-pubout", "-out", "loose.pub"]);
    for (file, kind, more) in [("loose.key", "privkey", &["--extractable"][..]), ("loose.pub", "pubkey", &[])] {
        let words = ["--module", SOFTHSM, "--token-label", "utopia", "--login", "--pin", PIN, "--write-object", file];
        walk.tool("pkcs11-tool", &[&words[..], &["--type", kind, "--id", "77", "--usage-sign"], more].concat());
    }
    office.list("loose", 7, &[]);
    office.adopt("csca-1", &["loose.pem", "--key-id", "77", "--crl", "loose.crl"]);
    assert!(office.accepted.contains(&"ADOPT-11".to_owned()), "{:?}", office.accepted);
    office.walk.done(&["key", "lock", "csca-1", "--answers", &office.walk.confirmation("csca-1")]);
    assert_eq!(office.walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_hundred_thousand_serial_numbers_are_taken_over_in_seconds_and_each_is_claimed() {
    let Some(mut office) = Office::new() else { return };
    let inventory: String = (0..100_000u64).map(|n| format!("{:032x}\n", (n + 1) * 7_919)).collect();
    office.walk.write("inventory", &inventory);
    office.ldif("old.ldif", &["ds"]);
    let begun = std::time::Instant::now();
    let adopted = office.adopt("csca-2020", &OF_OLD);
    println!("100,000 serial numbers, with refusals before and the ledger after: {:?}", begun.elapsed());
    assert_eq!(number(&adopted, "serials"), 100_001);
    assert!(begun.elapsed().as_secs() < 120);
}

#[test]
fn a_link_by_a_key_that_was_compromised_proves_nothing() {
    let Some(mut office) = Office::with_successor() else { return };
    office.ldif("old.ldif", &["ds", "old"]);
    office.adopt("csca-2020", &OF_OLD);
    let confirmed = office.walk.confirmation("csca-2020");
    let end =
        ["csca", "compromise", "csca-2020", "--what", "compromised", "--reason", "stolen", "--successor", "csca-9"];
    office.walk.done(&[&end[..], &["--answers", &confirmed]].concat());
    let next = ["new.pem", "--key-id", NEW, "--certificate", "link.pem", "--after", "csca-2020"];
    office.refused("csca-2023", &next, &[], 3, Some("KEY-1"));
}
