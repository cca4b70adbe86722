//! A SoftHSM2 token that fails to sign after so many signatures of one process: a module of a few lines between it and the
//! program, made by the machine's C compiler.

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::process::Command;

use super::walk::{SOFTHSM, Walk};

/// The source of the module.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/failing_token.c");

/// A folder for a station whose vault `primary` is such a token. `None`, with a printed word, where there is no SoftHSM2.
pub fn on_failing_token(station: &'static str) -> Option<Walk> {
    let walk = Walk::on_softhsm(station)?;
    let module = walk.path("failing.so");
    let words = ["-shared", "-fPIC", "-O1", SOURCE, "-o", module.to_str().unwrap(), "-ldl"];
    let made = Command::new("cc").args(words).output().expect("the C compiler that OpenSSL is built with");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let after = walk.path("fail-after").into();
    Some(
        walk.through(&module)
            .with_environment("FAILING_MODULE", SOFTHSM.into())
            .with_environment("FAILING_AFTER", after),
    )
}

/// From now on it fails after so many signatures of a process, or never.
pub fn fail_after(walk: &Walk, signatures: Option<usize>) {
    match signatures {
        Some(number) => walk.write("fail-after", &number.to_string()),
        None => fs::remove_file(walk.path("fail-after")).unwrap(),
    }
}
