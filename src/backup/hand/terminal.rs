//! Which devices are the terminal that this process runs at.

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::{fs, io};

/// The terminal that controls this process, and whatever devices its standard streams are.
pub(super) fn own_terminals() -> io::Result<Vec<u64>> {
    let mut own: Vec<u64> = Vec::new();
    for stream in 0..3 {
        // A stream that is closed is no terminal.
        if let Ok(about) = fs::metadata(format!("/proc/self/fd/{stream}")) {
            own.extend(Some(about.rdev()).filter(|_| about.file_type().is_char_device()));
        }
    }
    let state = fs::read("/proc/self/stat")?;
    let unreadable = || io::Error::new(io::ErrorKind::InvalidData, "/proc/self/stat has another form");
    own.extend(controlling(&state).ok_or_else(unreadable)?);
    Ok(own)
}

/// The controlling terminal out of the text of `/proc/self/stat`: its seventh field, where it has one. The name in the
/// second may hold anything.
fn controlling(state: &[u8]) -> Option<Option<u64>> {
    let end = state.iter().rposition(|octet| *octet == b')')?;
    let fields = std::str::from_utf8(state.get(end + 1..)?).ok()?;
    let number: i32 = fields.split_ascii_whitespace().nth(4)?.parse().ok()?;
    let number = u32::from_ne_bytes(number.to_ne_bytes());
    let (major, minor) = (number >> 8 & 0xFFF, number & 0xFF | number >> 12 & 0xF_FF00);
    Some((number != 0).then(|| rustix::fs::makedev(major, minor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_controlling_terminal_is_found_behind_any_name() {
        let stat = |terminal: &str| format!("42 (a) b (c) S 1 42 42 {terminal} 42 4194560 1 2 3").into_bytes();
        assert_eq!(controlling(&stat("0")), Some(None));
        assert_eq!(controlling(&stat("34818")), Some(Some(rustix::fs::makedev(136, 2))));
        assert_eq!(controlling(&stat("1084672")), Some(Some(rustix::fs::makedev(141, 256))));
        assert_eq!(controlling(&stat("-1")).map(|own| own.is_some()), Some(true));
        for bad in [&b""[..], b"42 (a", b"42 (a) S 1 2 3", b"42 (a) S 1 2 3 x", b"\xff) \xff"] {
            assert_eq!(controlling(bad), None);
        }
        assert!(own_terminals().is_ok());
    }
}
