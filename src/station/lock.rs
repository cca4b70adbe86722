//! One process writes at a time; a second is told who holds the lock.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::StationError;
use crate::safe;

/// The held lock; given back when dropped, or when the process ends in any way.
pub(super) struct WriterLock {
    _file: File,
}

impl WriterLock {
    pub(super) fn take(station: &Path) -> Result<Self, StationError> {
        let path = station.join("station.lock");
        let io = |source| StationError::File { path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(io)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(io)?;
                return Err(StationError::Locked { holder: safe::line(holder.trim(), 80) });
            }
            Err(errno) => return Err(io(errno.into())),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(io)?;
        write!(file, "process {}", rustix::process::getpid().as_raw_nonzero()).map_err(io)?;
        Ok(WriterLock { _file: file })
    }
}
