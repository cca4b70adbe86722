//! What this process holds in memory is for no other process of the same user, and for no file: no core dump, and no
//! swap where the system lets us.
//!
//! Kept out of swap is everything, code and data, from the start: the process locks its pages as they come to be used, so
//! that no secret depends on who made a copy of it. It does that only where no limit on locked memory binds it: where there
//! is none ('LimitMEMLOCK=infinity' in a unit) or it may go beyond (root). Under a limit that binds, every later use of
//! memory beyond it would fail, in the middle of an act. So what is promised is all or nothing, and `-vv` says which. Where it
//! is nothing and the machine swaps, shares and backup keys are not let in by a station of production (SECRET-2). Not
//! promised, whichever it is: anything against root, against a machine that sleeps with its memory on disk, against a
//! hypervisor that swaps, and for what a token's own module writes.

use std::fmt;

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit};

/// Whether the process may be written to swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// Never: all of its memory is locked.
    Never,
    /// It may: locked memory is limited, or the system locks none.
    Possible,
}

impl fmt::Display for Swap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Swap::Never => "the memory of this process is locked: none of it is written to swap",
            Swap::Possible => {
                "the memory of this process may be written to swap: locked memory is limited ('ulimit -l')"
            }
        })
    }
}

/// Keeps the process out of core dumps, from being looked into by its user's other processes, and out of swap. A system
/// that cannot do this is none to refuse work on: what became of it is only told.
pub fn close() -> Swap {
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    lock()
}

fn lock() -> Swap {
    let limit = || getrlimit(Resource::Memlock).current;
    if limit().is_some() {
        let _ = setrlimit(Resource::Memlock, Rlimit { current: None, maximum: None });
    }
    // Whoever is bound by a limit cannot lock a process that is larger. A smaller one could be locked now and fail later.
    if limit().is_some_and(|limit| size().is_none_or(|size| size <= limit)) {
        return Swap::Possible;
    }
    // Each page is locked as it is first used: the size of the process stays what it is.
    let flags = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    if mlockall(flags).is_ok() { Swap::Never } else { Swap::Possible }
}

/// Where the machine swaps to, by the kernel's own table; a word where that cannot be read. Empty where nothing is swapped.
pub fn swaps() -> Vec<String> {
    match std::fs::read_to_string("/proc/swaps") {
        Ok(table) => places(&table),
        // A kernel that knows no swap has no table of it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => vec![format!("(/proc/swaps cannot be read: {error})")],
    }
}

/// The first column of the table, below its head.
fn places(table: &str) -> Vec<String> {
    table.lines().skip(1).filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

/// How much address space the process has, in octets, used or not.
fn size() -> Option<u64> {
    of_status("VmSize:").map(|kilo| kilo * 1024)
}

/// A figure of the kernel's about this process, in kB.
fn of_status(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let figure = status.lines().find_map(|line| line.strip_prefix(name))?;
    figure.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use rustix::process::dumpable_behavior;

    use super::*;

    #[test]
    fn the_table_of_swap_is_read_below_its_head() {
        let head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        assert_eq!(places(head), Vec::<String>::new());
        assert_eq!(places(""), Vec::<String>::new());
        let table = format!("{head}/dev/sda2    partition\t8\t0\t-2\n/swap\\040file file\t8\t0\t-3\n");
        assert_eq!(places(&table), ["/dev/sda2", "/swap\\040file"]);
    }

    #[test]
    fn the_process_is_in_no_core_dump_and_open_to_no_other_process() {
        close();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        assert_eq!(getrlimit(Resource::Core), Rlimit { current: Some(0), maximum: Some(0) });
    }

    #[test]
    fn memory_is_locked_or_not_and_what_is_said_of_it_is_true() {
        let swap = close();
        assert_eq!(swap == Swap::Never, of_status("VmLck:").unwrap() > 0, "{swap}");
        // Memory is there all the same, more than any limit that a system sets by itself.
        assert_eq!(vec![1u8; 64 << 20].iter().map(|octet| usize::from(*octet)).sum::<usize>(), 64 << 20);
        let kept = of_status("VmLck:").unwrap();
        assert!(swap == Swap::Never || kept == 0, "{kept}");
    }
}
