//! A write to a stick that fails anywhere before the names are put in place leaves
//! what was there. Alone in its file: it limits what the whole process may open.

#[path = "support/bundle_kit.rs"]
mod bundle_kit;
#[path = "support/signing.rs"]
mod signing;

use std::collections::BTreeMap;
use std::fs;

use bundle_kit::{Station, some_targets};
use chancery::bundle::{Limits, Stick, StickCopy};
use chancery::fault::{Fail, Fault};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[test]
fn a_write_that_fails_on_the_way_leaves_nothing_behind() {
    let bundle = Station::new().export(some_targets());
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("stick");
    let limit = getrlimit(Resource::Nofile);
    let used = fs::read_dir("/proc/self/fd").unwrap().count() as u64;
    let mut failures = 0;
    for more in 0..64 {
        setrlimit(Resource::Nofile, Rlimit { current: Some(used + more), ..limit }).unwrap();
        let result = Stick::write(&stick, &bundle, &BTreeMap::new());
        setrlimit(Resource::Nofile, limit).unwrap();
        match result {
            Ok(_) => break,
            Err(error) => {
                failures += 1;
                assert_eq!(error.kind(), Fault::Storage, "{error}");
                assert!(!stick.exists(), "after {error}");
            }
        }
    }
    assert!((5..64).contains(&failures), "{failures} failures");
    assert_eq!(Stick::read(&stick, &Limits::default()).unwrap(), StickCopy::of(&bundle));
}
