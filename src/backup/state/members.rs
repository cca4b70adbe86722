//! The tar inside: exactly the members that are named, in their order, plain files and nothing else.

use std::io::{self, Read, Write};

use tar::{Archive, Builder, EntryType, Header};
use zeroize::Zeroizing;

use crate::backup::error::BackupError;
use crate::clock::Time;
use crate::safe;

/// What may stand behind the last member at most, in octets: zeros.
const END: u64 = 1 << 20;

/// How long a member is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Exactly(u64),
    AtMost(u64),
}

/// Writes a tar in the form of POSIX (ustar): plain files of nobody, for their owner alone.
pub(super) struct Members<W: Write> {
    tar: Builder<W>,
    made: Time,
}

impl<W: Write> Members<W> {
    pub(super) fn to(out: W, made: Time) -> Self {
        Members { tar: Builder::new(out), made }
    }

    /// Writes a member; `content` must be as long as is said.
    pub(super) fn append(&mut self, name: &str, octets: u64, content: impl Read) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_path(name)?;
        header.set_size(octets);
        header.set_mode(0o600);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(u64::try_from(self.made.unix()).unwrap_or(0));
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        let mut content = Counted { inner: content, read: 0 };
        self.tar.append(&header, &mut content)?;
        // One octet more or less would move everything behind it.
        if content.read == octets { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.tar.into_inner().map(drop)
    }
}

/// Takes a member: its place among those that are wanted, its content and its length.
pub(super) type Take<'t> = &'t mut dyn FnMut(usize, &mut dyn Read, u64) -> Result<(), BackupError>;

/// Walks through a tar. `take` gets the place of each member in `wanted`, its content and its length, and must read all
/// of it.
pub(super) fn walk(
    content: &mut dyn Read,
    wanted: &[(&'static str, Length)],
    take: Take<'_>,
) -> Result<(), BackupError> {
    let mut archive = Archive::new(content);
    let mut members = archive.entries().map_err(|_| members("it cannot be read"))?.raw(true);
    for (place, (name, length)) in wanted.iter().enumerate() {
        let missing = || members_of(format!("'{name}' is missing"));
        let mut entry = members.next().ok_or_else(missing)?.map_err(unreadable)?;
        judge(entry.header(), name, *length)?;
        let octets = entry.size();
        let mut content = Counted { inner: &mut entry, read: 0 };
        take(place, &mut content, octets)?;
        if content.read != octets {
            return Err(members_of(format!("'{name}' is shorter than it says")));
        }
    }
    if let Some(more) = members.next() {
        let entry = more.map_err(unreadable)?;
        let name = safe::line(&String::from_utf8_lossy(&entry.header().path_bytes()), 80);
        return Err(members_of(format!("'{name}' does not belong there")));
    }
    nothing_behind(archive.into_inner())
}

fn judge(header: &Header, name: &str, length: Length) -> Result<(), BackupError> {
    let found = header.path_bytes();
    if found.as_ref() != name.as_bytes() {
        let found = safe::line(&String::from_utf8_lossy(&found), 80);
        return Err(members_of(format!("'{found}' stands where '{name}' should")));
    }
    if header.as_ustar().is_none() {
        return Err(members_of(format!("'{name}' is not in the form of POSIX")));
    }
    if header.entry_type() != EntryType::Regular || header.link_name_bytes().is_some() {
        return Err(members_of(format!("'{name}' is not a plain file")));
    }
    let octets = header.entry_size().map_err(unreadable)?;
    match length {
        Length::Exactly(wanted) if octets != wanted => {
            Err(members_of(format!("'{name}' has {octets} octets: wanted {wanted}")))
        }
        Length::AtMost(limit) if octets > limit => {
            Err(members_of(format!("'{name}' has {octets} octets: at most {limit} are taken")))
        }
        _ => Ok(()),
    }
}

/// Zeros and nothing else stand behind the last member.
fn nothing_behind(content: &mut dyn Read) -> Result<(), BackupError> {
    let mut piece = Zeroizing::new([0u8; 4096]);
    let mut seen = 0u64;
    loop {
        let count = match content.read(piece.as_mut_slice()) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error)),
        };
        seen += count as u64;
        if seen > END || piece.iter().take(count).any(|octet| *octet != 0) {
            return Err(members("something stands behind the last member"));
        }
    }
}

fn members(what: &str) -> BackupError {
    members_of(what.to_owned())
}

fn members_of(what: String) -> BackupError {
    BackupError::Members { what }
}

fn unreadable(_: io::Error) -> BackupError {
    members("a head of its tar cannot be read")
}

struct Counted<R> {
    inner: R,
    read: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.read += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    const WANTED: &[(&str, Length)] = &[("a.toml", Length::AtMost(100)), ("b.db", Length::Exactly(1000))];

    fn made() -> Time {
        "2026-11-22T10:00:00Z".parse().unwrap()
    }

    fn tar(write: impl FnOnce(&mut Builder<Vec<u8>>)) -> Vec<u8> {
        let mut tar = Builder::new(Vec::new());
        write(&mut tar);
        tar.into_inner().unwrap()
    }

    fn add(tar: &mut Builder<Vec<u8>>, name: &str, kind: EntryType, octets: &[u8]) {
        let mut header = Header::new_ustar();
        // Past the crate's own care: whatever somebody writes into the field.
        let field = &mut header.as_ustar_mut().unwrap().name;
        field.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        header.set_size(octets.len() as u64);
        header.set_entry_type(kind);
        header.set_mode(0o600);
        header.set_cksum();
        tar.append(&header, octets).unwrap();
    }

    fn good(tar: &mut Builder<Vec<u8>>) {
        add(tar, "a.toml", EntryType::Regular, b"name");
        add(tar, "b.db", EntryType::Regular, &[7; 1000]);
    }

    fn walked(tar: &[u8]) -> Result<Vec<Vec<u8>>, BackupError> {
        let mut found = Vec::new();
        walk(&mut &*tar, WANTED, &mut |place, content, octets| {
            assert_eq!(place, found.len());
            let mut octets = Vec::with_capacity(octets as usize);
            content.read_to_end(&mut octets).unwrap();
            found.push(octets);
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn what_is_written_is_read_and_the_stock_form_too() {
        let mut own = Members::to(Vec::new(), made());
        own.append("a.toml", 4, &b"name"[..]).unwrap();
        own.append("b.db", 1000, &[7; 1000][..]).unwrap();
        let own = own.tar.into_inner().unwrap();
        for tar in [own, tar(good)] {
            assert_eq!(walked(&tar).unwrap(), [b"name".to_vec(), vec![7; 1000]]);
        }
    }

    #[test]
    fn a_member_is_written_as_long_as_it_was_said_or_not_at_all() {
        for (said, octets) in [(4, 5), (5, 4), (0, 1)] {
            let mut own = Members::to(Vec::new(), made());
            assert!(own.append("a.toml", said, &vec![0; octets][..]).is_err(), "{said} {octets}");
        }
    }

    #[test]
    fn backup_37_every_other_tar_is_refused() {
        let link = |kind: EntryType, name: &'static str| {
            tar(move |tar| {
                let mut header = Header::new_ustar();
                header.set_path(name).unwrap();
                header.set_entry_type(kind);
                header.set_size(0);
                header.set_link_name("/etc/passwd").unwrap();
                header.set_cksum();
                tar.append(&header, &[][..]).unwrap();
                add(tar, "b.db", EntryType::Regular, &[7; 1000]);
            })
        };
        let lying = |size: u64| {
            tar(move |tar| {
                add(tar, "a.toml", EntryType::Regular, b"name");
                let mut header = Header::new_ustar();
                header.set_path("b.db").unwrap();
                header.set_size(size);
                header.set_cksum();
                tar.append(&header, &[7; 1000][..]).unwrap();
            })
        };
        let named = |name: &'static str| {
            tar(move |tar| {
                add(tar, name, EntryType::Regular, b"name");
                add(tar, "b.db", EntryType::Regular, &[7; 1000]);
            })
        };
        let more = |name: &'static str| {
            tar(move |tar| {
                good(tar);
                add(tar, name, EntryType::Regular, b"more");
            })
        };
        let of_kind = |kind: EntryType| {
            tar(move |tar| {
                add(tar, "a.toml", kind, b"name");
                add(tar, "b.db", EntryType::Regular, &[7; 1000]);
            })
        };
        let long_name = tar(|tar| {
            add(tar, "././@LongLink", EntryType::GNULongName, b"a.toml\0");
            good(tar);
        });
        let pax = tar(|tar| {
            add(tar, "PaxHeaders/a.toml", EntryType::XHeader, b"21 path=../../evil.x\n");
            good(tar);
        });
        let gnu = tar(|tar| {
            let mut header = Header::new_gnu();
            header.set_path("a.toml").unwrap();
            header.set_size(4);
            header.set_cksum();
            tar.append(&header, &b"name"[..]).unwrap();
            add(tar, "b.db", EntryType::Regular, &[7; 1000]);
        });
        let mut behind = tar(good);
        *behind.last_mut().unwrap() = 1;
        let mut far = tar(good);
        far.extend(vec![0; END as usize + 1]);
        let mut checksum = tar(good);
        checksum[150] ^= 1;
        let whole = tar(good);
        for (tar, what) in [
            (Vec::new(), "missing"),
            (vec![0; 1024], "missing"),
            (whole[..512].to_vec(), "shorter"),
            (whole[..1200].to_vec(), ""),
            (whole[..1900].to_vec(), "shorter"),
            (named("../a.toml"), "'../a.toml' stands where"),
            (named("/a.toml"), "'/a.toml' stands where"),
            (named("./a.toml"), "stands where"),
            (named("a.toml/"), "stands where"),
            (named("A.toml"), "stands where"),
            (named("b.db"), "stands where"),
            (named("\u{1b}[2J"), "\\u{1b}"),
            (more("c"), "'c' does not belong"),
            (more("a.toml"), "'a.toml' does not belong"),
            (more("../../etc/cron.d/x"), "does not belong"),
            (link(EntryType::Symlink, "a.toml"), "plain file"),
            (link(EntryType::Link, "a.toml"), "plain file"),
            (of_kind(EntryType::Directory), "plain file"),
            (of_kind(EntryType::Fifo), "plain file"),
            (of_kind(EntryType::Char), "plain file"),
            (of_kind(EntryType::Block), "plain file"),
            (of_kind(EntryType::Continuous), "plain file"),
            (of_kind(EntryType::GNUSparse), "plain file"),
            (long_name, "stands where"),
            (pax, "stands where"),
            (gnu, "POSIX"),
            (lying(999), "999"),
            (lying(1001), "1001"),
            (lying(1 << 40), "wanted 1000"),
            (lying(0), "wanted 1000"),
            (behind, "behind"),
            (far, "behind"),
            (checksum, "head"),
            (tar(|tar| add(tar, "a.toml", EntryType::Regular, &[7; 101])), "at most 100"),
        ] {
            let refused = walked(&tar).unwrap_err();
            assert_eq!(refused.clause(), Some("BACKUP-37"), "{what}");
            assert!(refused.to_string().contains(what), "{what}: {refused}");
        }
    }
}
