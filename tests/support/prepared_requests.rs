//! Prepared states of certificate requests.

#[path = "weak_requests.rs"]
mod weak_requests;

use std::fs;
use std::path::Path;

use super::{csr, run};

/// `ds.csr`; requests whose keys are weak, each signed by its key: `roca.csr`, `close.csr`, `factor.csr`; `listed.csr`, whose
/// key is on the list `weak-keys`; `beside.pem`, a request with its private key; and lists that are none: `no-list`, `empty-list`.
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
