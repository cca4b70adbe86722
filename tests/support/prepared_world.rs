//! A prepared state: a station that took in lists of others, and objects of theirs beside it.

use std::fs;
use std::path::Path;

use super::prepared_lists::foreign;
use super::{chancery, run};

/// Everything of `crl` and `foreign`, and lists whose signature was stripped: `later.cscalist`, which was taken in, with the
/// CSCAs of both states and two entries that nobody can read, whose digests begin with the same 8 digits, and
/// `other.cscalist`, which was not, with our CSCA alone. `antarctica.pem` is the other state's CSCA, `signer.pem` its
/// master-list signer, `evil.pem` a certificate whose name steers terminals, `csca.crl` our revocation list. `short`, `half`
/// and `list` are the beginnings of `fingerprint` and of the list's digest; `unread` is what both digests begin with.
pub fn world(dir: &Path) {
    foreign(dir);
    chancery(dir, &["crl", "issue", "--station", "utopia"]);
    fs::copy(dir.join("utopia/out/crl/csca-1-000001.crl"), dir.join("csca.crl")).unwrap();
    let list = fs::read(dir.join("antarctica.ml")).unwrap();
    let read = chancery::icao::masterlist::read(&list, chancery::icao::masterlist::Unsigned::Refuse).unwrap();
    let theirs = read.entries().next().unwrap().der;
    let carried: Vec<&[u8]> = read.signed().unwrap().certificates().iter().map(|c| c.full).collect();
    let signer = carried.into_iter().find(|der| *der != theirs).unwrap();
    let pem = |name: &str, der: &[u8]| {
        fs::write(dir.join("one.der"), der).unwrap();
        run(dir, "openssl", &["x509", "-inform", "DER", "-in", "one.der", "-out", name]);
    };
    pem("antarctica.pem", theirs);
    pem("signer.pem", signer);
    run(dir, "openssl", &["x509", "-in", "csca.pem", "-outform", "DER", "-out", "one.der"]);
    let ours = fs::read(dir.join("one.der")).unwrap();
    fs::remove_file(dir.join("one.der")).unwrap();
    let unread = [20_885_u32, 157_007].map(|number| [&[4, 4][..], &number.to_be_bytes()].concat());
    fs::write(dir.join("later.cscalist"), stripped(&[theirs, &ours, &unread[0], &unread[1]])).unwrap();
    fs::write(dir.join("other.cscalist"), stripped(&[&ours])).unwrap();
    let ingest =
        ["masterlist", "ingest", "later.cscalist", "--unsigned", "--source", "a folder", "--station", "utopia"];
    chancery(dir, &ingest);
    let subject = "/C=UT/CN=\u{1b}[2Jred \u{202e}txt.exe";
    let evil =
        "req -x509 -utf8 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout evil.key -out evil.pem -days 3650";
    run(dir, "openssl", &[&evil.split(' ').collect::<Vec<_>>()[..], &["-subj", subject]].concat());
    let fingerprint = fs::read_to_string(dir.join("fingerprint")).unwrap();
    let digest = chancery::digest::Digest::of(&list).to_string();
    for (name, text) in [("short", &fingerprint[..8]), ("half", &fingerprint[..16]), ("list", &digest[..8])] {
        fs::write(dir.join(name), text).unwrap();
    }
    let alike = unread.map(|octets| chancery::digest::Digest::of(&octets).short());
    assert_eq!(alike[0], alike[1]);
    fs::write(dir.join("unread"), &alike[0]).unwrap();
}

/// A `CscaMasterList` without a signature, of these certificates in DER order.
pub fn stripped(certificates: &[&[u8]]) -> Vec<u8> {
    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, content].concat()
    }
    let mut sorted = certificates.to_vec();
    sorted.sort_unstable();
    element(0x30, &[&[2, 1, 0][..], &element(0x31, &sorted.concat())].concat())
}
