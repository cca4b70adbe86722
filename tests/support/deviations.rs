//! Deviation lists for tests: written with the project's own DER writer, signed by the `openssl` command.

#![allow(dead_code, reason = "each test uses its part")]

use std::path::Path;
use std::process::Command;

use chancery::asn1::{
    self, Tag, context, context_primitive, integer, octet_string, oid, oid_from_text, printable_string,
};

/// `deviation` types below 2.23.136.1.1.7.
pub const GROUP_HASH: &str = "2.23.136.1.1.7.2.2";
pub const KEY_COMPROMISED: &str = "2.23.136.1.1.7.1.4";
pub const CHECK_DIGIT: &str = "2.23.136.1.1.7.3.2";

/// One description: a text, a kind, parameters as whole elements.
pub fn description(text: &str, kind: &str, parameters: Option<&[u8]>) -> Vec<u8> {
    let text = if text.is_empty() { Vec::new() } else { printable_string(text) };
    let parameters = parameters.map(|inner| context(0, inner)).unwrap_or_default();
    asn1::sequence(&[text, oid(&oid_from_text(kind).unwrap()), parameters])
}

/// A period of issue from two texts.
pub fn issued(first: &str, last: &str) -> Vec<u8> {
    let time = |text: &str| asn1::tlv(Tag::GENERALIZED_TIME, text.as_bytes());
    context(4, &[time(first), time(last)].concat())
}

/// Document numbers, in the order given.
pub fn numbers<N: AsRef<str>>(all: impl IntoIterator<Item = N>) -> Vec<u8> {
    let mut content = Vec::new();
    for number in all {
        content.extend(printable_string(number.as_ref()));
    }
    context(5, &content)
}

/// A document type.
pub fn document_type(text: &str) -> Vec<u8> {
    context_primitive(0, text.as_bytes())
}

/// A signer by a made-up issuer and a serial number.
pub fn by_serial(serial: u64) -> Vec<u8> {
    let attribute =
        |kind: &[u8], text: &str| asn1::tlv(Tag::SET, &asn1::sequence(&[oid(kind), printable_string(text)]));
    let name = asn1::sequence(&[attribute(&[0x55, 4, 6], "AQ"), attribute(&[0x55, 4, 3], "CSCA Antarctica")]);
    context(1, &[name, integer(serial)].concat())
}

/// A signer by its key identifier.
pub fn by_key(identifier: &[u8]) -> Vec<u8> {
    context_primitive(2, identifier)
}

/// A signer by its certificate's digest.
pub fn by_digest(digest: &[u8]) -> Vec<u8> {
    context_primitive(3, digest)
}

/// One deviation.
pub fn deviation<P: AsRef<[u8]>>(documents: &[P], descriptions: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::sequence(documents), asn1::set_of(descriptions)])
}

/// The list, its deviations in DER order; with a hash where one is named.
pub fn list(hash: Option<&str>, deviations: &[Vec<u8>]) -> Vec<u8> {
    let algorithm = hash.map(|hash| asn1::sequence(&[oid(&oid_from_text(hash).unwrap())])).unwrap_or_default();
    asn1::sequence(&[integer(0), algorithm, asn1::set_of(deviations)])
}

/// SHA-256.
pub const SHA256: &str = "2.16.840.1.101.3.4.2.1";

/// The list of the specimen: a data group hashed wrongly in three documents, a key compromised in all documents of one
/// signer, and a check digit wrong in passports issued in a month.
pub fn specimen() -> Vec<u8> {
    let dg12 = integer(12);
    let hashed = description("hash of DG12 computed over padded data", GROUP_HASH, Some(&dg12));
    let three = ["AQ1234567", "AQ1234568", "AQ7654321"];
    list(
        Some(SHA256),
        &[
            deviation(&[document_type("P<"), by_serial(77), numbers(three)], &[hashed]),
            deviation(&[by_digest(&[0xab; 32])], &[description("", KEY_COMPROMISED, None)]),
            deviation(
                &[document_type("P<"), issued("20260301000000Z", "20260331235959Z")],
                &[description("check digit of the date of birth", CHECK_DIGIT, Some(&integer(6)))],
            ),
        ],
    )
}

/// `octet_string` of anything, to stand where it should not.
pub fn stray() -> Vec<u8> {
    octet_string(b"stray")
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().expect("openssl runs");
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// `NAME.key` and `NAME.pem`: a CSCA of Antarctica.
pub fn csca(folder: &Path, name: &str) {
    let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/C=AQ/CN={name}");
    let request = "req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
                   -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign";
    let words: Vec<&str> = request.split_whitespace().collect();
    openssl(folder, &[&words[..], &["-keyout", &key, "-out", &pem, "-subj", &subject]].concat());
}

/// `NAME.key` and `NAME.pem`: a signer under a CSCA, for this purpose.
pub fn signer(folder: &Path, csca: &str, name: &str, purpose: &str) {
    let [key, csr, pem] = ["key", "csr", "pem"].map(|ending| format!("{name}.{ending}"));
    let [ca, ca_key] = ["pem", "key"].map(|ending| format!("{csca}.{ending}"));
    let subject = format!("/C=AQ/CN={name}");
    let request = "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    let words: Vec<&str> = request.split_whitespace().collect();
    openssl(folder, &[&words[..], &["-keyout", &key, "-out", &csr, "-subj", &subject]].concat());
    let extensions = format!(
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nkeyUsage=critical,digitalSignature\n\
         extendedKeyUsage=critical,{purpose}\n"
    );
    std::fs::write(folder.join("extensions"), extensions).unwrap();
    let sign = ["x509", "-req", "-in", &csr, "-CA", &ca, "-CAkey", &ca_key, "-days", "365"];
    openssl(folder, &[&sign[..], &["-extfile", "extensions", "-out", &pem]].concat());
}

/// The deviation list signer's purpose.
pub const PURPOSE: &str = "2.23.136.1.1.8";

/// Signs a list with the stock tool; the CSCA's certificate is carried where it is named.
pub fn sign(folder: &Path, content: &[u8], signer: &str, csca: Option<&str>) -> Vec<u8> {
    sign_as(folder, content, signer, csca, "2.23.136.1.1.7")
}

/// As [`sign`], as content of any type.
pub fn sign_as(folder: &Path, content: &[u8], signer: &str, csca: Option<&str>, kind: &str) -> Vec<u8> {
    std::fs::write(folder.join("content"), content).unwrap();
    let [key, pem] = ["key", "pem"].map(|ending| format!("{signer}.{ending}"));
    let carried = csca.map(|csca| format!("{csca}.pem"));
    let mut words = vec!["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-keyid", "-md", "sha256"];
    words.extend(["-outform", "DER", "-econtent_type", kind, "-in", "content", "-signer", &pem, "-inkey", &key]);
    words.extend(carried.iter().flat_map(|file| ["-certfile", file.as_str()]));
    openssl(folder, &[&words[..], &["-out", "signed"]].concat());
    std::fs::read(folder.join("signed")).unwrap()
}
