//! A station's ledger made long by acts of the station itself, in memory: what is written is whole in every table, signed
//! entry by entry, and no disk is waited for.

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::Path;

use chancery::act::{Act, ClockAttest};
use chancery::clock::BatteryClock;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::secret::Secret;
use chancery::station::{Access, Material, PinSource, PinWanted, Station, StationError, Surroundings};
use chancery::store::Store;

use super::walk::PIN;

struct Known;

impl PinSource for Known {
    fn pin(&mut self, _: PinWanted<'_>) -> Result<Secret, StationError> {
        Ok(Secret::new(PIN.as_bytes().to_vec()))
    }
}

/// A station that is opened in this process; its PIN is that of every walk.
pub fn opened(directory: &Path, access: Access) -> Station<'static> {
    let surroundings = Surroundings {
        clock: Box::new(BatteryClock { bound: 5 }),
        entropy: Mixer::new(vec![Box::new(OperatingSystem)]),
        pins: Box::new(Known),
    };
    Station::open(directory, access, surroundings).unwrap()
}

/// Makes the ledger of a station at least so long, and its database longer by so many octets of objects.
pub fn fill(directory: &Path, entries: u64, objects: u64) {
    let memory = Path::new("/dev/shm");
    let memory = if memory.is_dir() { memory } else { Path::new("/tmp") };
    let passing = tempfile::TempDir::new_in(memory).unwrap();
    let copy = passing.path().join("station");
    copy_folder(directory, &copy);
    let mut station = opened(&copy, Access::Write);
    while station.rows().ledger_size().unwrap() < entries {
        let now = station.now().unwrap();
        let source = "clock CLK-7731, read aloud by the witness and typed by the operator".to_owned();
        let act = Act::ClockAttest(ClockAttest { read: now, machine: now, source });
        let approved = station.approve_alone(act).unwrap();
        station.perform(approved, &Material::none()).unwrap();
    }
    drop(station);
    let mut store = Store::open(&copy.join("station.db")).unwrap();
    let writing = store.write().unwrap();
    for object in (0..objects >> 20).map(|number| noise(number, 1 << 20)) {
        writing.keep_object(&object).unwrap();
    }
    writing.commit().unwrap();
    drop(store);
    fs::remove_dir_all(directory).unwrap();
    copy_folder(&copy, directory);
}

/// Octets that nothing makes shorter, other ones for each number.
fn noise(number: u64, length: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()
    };
    (0..length / 8).flat_map(|_| next()).collect()
}

/// Files with their permissions, and folders.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
