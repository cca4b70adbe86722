//! Everything that is issued comes as DER, as PEM with the same octets, and as text; and the stock tool reads both forms.

#[path = "support/walk.rs"]
mod walk;

use serde_json::Value;
use walk::Walk;

const DEVIATIONS: &str = "[[deviation]]\ndocument_type = \"P\"\nnumbers = [\"UT1234567\"]\n\n\
                          [[deviation.description]]\nkind = \"group-hash\"\nparameter = \"DG12\"\n";

/// The three files of a product, by its DER's ending: the PEM's octets are the DER's, and the text says these words.
fn in_three_forms(walk: &Walk, report: &Value, ending: &str, armour: &str, tool: &[&str], words: &[&str]) -> String {
    let files = walk.files(report);
    let der = files.iter().find(|file| file.to_str().unwrap().ends_with(ending));
    let der = der.unwrap_or_else(|| panic!("no {ending} in {report}"));
    let beside = |other: &str| format!("{}{other}", der.to_str().unwrap().strip_suffix(ending).unwrap());
    let pem = std::fs::read_to_string(beside(".pem")).unwrap();
    let lines: Vec<&str> = pem.lines().collect();
    assert_eq!(lines[0], format!("-----BEGIN {armour}-----"));
    assert_eq!(lines[lines.len() - 1], format!("-----END {armour}-----"));
    std::fs::write(walk.path("base64"), lines[1..lines.len() - 1].join("\n") + "\n").unwrap();
    walk.tool("openssl", &["base64", "-d", "-in", "base64", "-out", "decoded"]);
    assert_eq!(std::fs::read(walk.path("decoded")).unwrap(), std::fs::read(der).unwrap(), "{ending}");
    for (form, file) in [("DER", der.to_str().unwrap().to_owned()), ("PEM", beside(".pem"))] {
        walk.tool("openssl", &[tool, &["-inform", form, "-in", &file, "-noout"]].concat());
    }
    let text = std::fs::read_to_string(beside(".txt")).unwrap();
    for word in words {
        assert!(text.contains(word), "{ending} without {word}: {text}");
    }
    assert!(text.ends_with('\n') && text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
    der.to_str().unwrap().to_owned()
}

fn signer(walk: &Walk, key: &str, profile: &str) {
    walk.done(&["key", "generate", key, "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", profile, "--key", key]);
}

#[test]
fn everything_that_is_issued_comes_as_der_pem_and_text() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    let issued = walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"]);
    in_three_forms(
        &walk,
        &issued,
        ".cer",
        "CERTIFICATE",
        &["x509"],
        &["CN=DS,O=utopia,C=UT", "serial number", "CN=csca-1"],
    );
    let list = walk.done(&["crl", "issue"]);
    in_three_forms(&walk, &list, ".crl", "X509 CRL", &["crl"], &["CN=csca-1"]);
    signer(&walk, "mls-1", "masterlist-signer");
    let master = walk.done(&["masterlist", "issue"]);
    in_three_forms(&walk, &master, ".ml", "CMS", &["cms", "-cmsout"], &["CN=mls-1", "CN=csca-1"]);
    signer(&walk, "dls-1", "deviationlist-signer");
    walk.write("deviations.toml", DEVIATIONS);
    let deviations = walk.done(&["deviation", "issue", "deviations.toml"]);
    let file = in_three_forms(&walk, &deviations, ".dl", "CMS", &["cms", "-cmsout"], &["CN=dls-1"]);

    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    let answers = walk.confirmation("csca-2");
    let over = walk.done(&["csca", "rollover", "csca-2", "--name", "CSCA Utopia", "--answers", &answers]);
    for what in ["root", "link"] {
        let of_one = over[what]["file"].as_str().unwrap();
        let mut report = over.clone();
        let files = report["recorded"]["files"].as_array_mut().unwrap();
        files.retain(|file| file.as_str() == Some(of_one));
        in_three_forms(&walk, &report, ".cer", "CERTIFICATE", &["x509"], &["CN=CSCA Utopia"]);
    }
    // The second master list says what came.
    let second = walk.done(&["masterlist", "issue"]);
    assert_eq!((second["added"].as_u64(), second["taken_away"].as_u64()), (Some(2), Some(0)), "{second}");
    assert_eq!(second["difference"].as_array().unwrap().len(), 2);
    let txt = in_three_forms(&walk, &second, ".ml", "CMS", &["cms", "-cmsout"], &["CN=CSCA Utopia"]);
    let txt = std::fs::read_to_string(txt.replace(".ml", ".txt")).unwrap();
    assert_eq!(txt.lines().filter(|line| line.starts_with("new ")).count(), 2, "{txt}");

    // The deviation list reads back, stock tools verify it, and nothing of what is signed can be changed.
    let shown = walk.done(&["deviation", "show", &file]);
    assert!(shown.to_string().contains("DG12"), "{shown}");
    let verify = ["cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", &file, "-out", "content"];
    walk.tool("openssl", &verify);
    let whole = std::fs::read(&file).unwrap();
    let content = std::fs::read(walk.path("content")).unwrap();
    let start = whole.windows(content.len()).position(|window| window == content).unwrap();
    for place in (start..start + content.len()).step_by(5).chain(whole.len() - 20..whole.len()) {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        std::fs::write(walk.path("damaged.dl"), &damaged).unwrap();
        let code = walk.run(&["deviation", "show", "damaged.dl"]).status.code();
        assert!(matches!(code, Some(1 | 4)), "octet {place}: {code:?}");
    }
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}
