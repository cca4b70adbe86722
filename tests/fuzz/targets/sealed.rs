//! An age file: what opens it is told from its header alone.

use chancery::sealed::lock;

pub fn run(bytes: &[u8]) {
    let _ = lock(bytes);
}
