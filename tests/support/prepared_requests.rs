//! Prepared states of certificate requests.

#[path = "weak_requests.rs"]
mod weak_requests;

use std::fs;
use std::path::Path;

use super::{csr, run};

/// `ds.csr`; requests whose keys are weak, each signed by its key: `roca.csr`, `close.csr`, `factor.csr`; `listed.csr`, whose
/// key is on the list `weak-keys`; `beside.pem`, a request with its private key; and lists that are none: `no-list`,
/// `empty-list`.
pub fn csrs(dir: &Path) {
    csr(dir);
    let write = |name: &str, bytes: &[u8]| fs::write(dir.join(name), bytes).unwrap();
    write("roca.csr", &weak_requests::request(&weak_requests::roca()));
    write("close.csr", &weak_requests::request(&weak_requests::close_primes()));
    write("factor.csr", &weak_requests::request(&weak_requests::small_factor()));
    let listed = "req -new -newkey rsa:2048 -nodes -keyout listed.key -out listed.csr -subj /C=UT/CN=DS";
    run(dir, "openssl", &listed.split(' ').collect::<Vec<_>>());
    run(dir, "sh", &["-c", "openssl req -in listed.csr -noout -modulus | sha1sum | cut -c 21-40 > line"]);
    let line = fs::read_to_string(dir.join("line")).unwrap();
    write("weak-keys", format!("# weak keys\n00005890bc78bcbee3ca\n{line}").as_bytes());
    let (csr, key) = (fs::read(dir.join("ds.csr")).unwrap(), fs::read(dir.join("ds.key")).unwrap());
    write("beside.pem", &[csr, key].concat());
    write("no-list", b"00005890bc78bcbee3ca\nweak\n");
    write("empty-list", b"# none\n");
}

/// Folders of requests: `requests` holds two good ones, `servers` one that asks for two names, and in each of the others
/// something is wrong.
pub fn folders(dir: &Path) {
    let folders = "requests servers twice broken weak foreign alone named steering directory none";
    folders.split(' ').for_each(|name| fs::create_dir(dir.join(name)).unwrap());
    let (one, two) = (made(dir, "one", &[]), made(dir, "two", &[]));
    let write = |name: &str, bytes: &[u8]| fs::write(dir.join(name), bytes).unwrap();
    write("requests/DS 1.csr", &one);
    write("requests/DS 2.pem", &two);
    write("servers/tls.csr", &made(dir, "tls", &["-addext", "subjectAltName=DNS:tls.utopia.example,IP:192.0.2.7"]));
    write("twice/DS 1.csr", &one);
    write("twice/DS 2.csr", &one);
    write("broken/DS 1.csr", &one);
    run(dir, "openssl", &["req", "-in", "two.csr", "-outform", "DER", "-out", "broken/DS 2.csr"]);
    let mut der = fs::read(dir.join("broken/DS 2.csr")).unwrap();
    *der.last_mut().unwrap() ^= 1;
    write("broken/DS 2.csr", &der);
    write("weak/DS 1.csr", &weak_requests::request(&weak_requests::roca()));
    for name in ["foreign/DS 1.csr", "alone/DS 1.csr", "named/DS 1.csr", "steering/DS \u{1b}[2J.csr"] {
        write(name, &one);
    }
    write("foreign/notes.txt", b"ask Ann");
    write("alone/DS 2.names", b"dns:tls.utopia.example\n");
    write("named/DS 1.names", b"dns:tls.utopia.example\n");
    write("directory/tls.csr", &made(dir, "other", &["-addext", "subjectAltName=RID:1.2.3.4"]));
}

/// A request of the stock tool.
fn made(dir: &Path, name: &str, more: &[&str]) -> Vec<u8> {
    let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
    let words =
        ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/C=UT/CN=DS"];
    run(dir, "openssl", &[&words[..], &["-keyout", &key, "-out", &csr], more].concat());
    fs::read(dir.join(csr)).unwrap()
}
