//! Streams: what is sealed and opened piece by piece, in bounded memory and of any length.
//!
//! age seals in chunks of 64 KiB, each authenticated by itself; the last says that it is the last. So what comes out of
//! the middle of a stream is true as far as it goes, and that nothing is missing is known at its end alone. Therefore
//! [`open_stream`] gives what was made of the content only after the end.

use std::cell::RefCell;
use std::io::{self, BufReader, Cursor, Read, Write};
use std::sync::Arc;

use age::{DecryptError, Decryptor, Encryptor};
use zeroize::Zeroizing;

use super::error::SealedError;
use super::plugin::{self, Addressee, Attendant, Keyring};

/// The longest header of a stream, in octets: room for 64 post-quantum recipients.
pub const LARGEST_STREAM_HEADER: usize = 128 << 10;
/// How a file of age begins.
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// How much is read at once.
const PIECE: usize = 64 << 10;

/// Seals whatever `write` writes, to everybody of these, in octets. What `write` gives is given after the last chunk is
/// written; the caller sees to it that `out` becomes durable. `write` gets errors of `out` as they are.
pub fn seal_stream<W: Write, T, E: From<SealedError>>(
    out: W,
    to: &[Addressee],
    attendant: &Arc<dyn Attendant>,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<(W, T), E> {
    let keys = plugin::recipients(to, attendant)?;
    let encryptor = Encryptor::with_recipients(keys.iter().map(|key| key.as_ref() as &dyn age::Recipient));
    let encryptor = encryptor.map_err(|error| plugin::unsealed(error, to))?;
    let mut sealing = encryptor.wrap_output(out).map_err(SealedError::Write)?;
    let made = write(&mut sealing)?;
    Ok((sealing.finish().map_err(SealedError::Write)?, made))
}

/// Opens a stream. `read` reads the content, piece by piece as it is authenticated; what it leaves is read to the end,
/// and what it made is given only if the last chunk is there and good. Should reading break, the reason is told by this
/// function, whatever `read` makes of it: the file is altered or cut short (SEALED-10), or `input` cannot be read.
pub fn open_stream<R: Read, T, E: From<SealedError>>(
    input: R,
    keyring: &Keyring,
    attendant: &Arc<dyn Attendant>,
    read: impl FnOnce(&mut dyn Read) -> Result<T, E>,
) -> Result<T, E> {
    let failed = RefCell::new(None);
    let judged = |error: SealedError| failed.take().map_or(error, SealedError::Read);
    let mut input = Watched { inner: input, failed: &failed };
    let head = header(&mut input).map_err(&judged)?;
    let whole = BufReader::with_capacity(2 * PIECE, Cursor::new(head).chain(input));
    let wrong = |what| SealedError::NotSealed { what };
    let decryptor = Decryptor::new_buffered(whole);
    let decryptor = decryptor.map_err(|_| judged(wrong("its header is malformed or cut short")))?;
    if decryptor.is_scrypt() {
        return Err(SealedError::OtherLock { found: "a passphrase", given: "an identity" }.into());
    }
    let keys = keyring.identities(attendant)?;
    let opened = decryptor.decrypt(keys.iter().map(|key| key.as_ref() as &dyn age::Identity));
    let opened = opened.map_err(|error| match error {
        DecryptError::NoMatchingKeys => SealedError::OtherRecipient,
        DecryptError::InvalidHeader => wrong("a recipient's line of its header is malformed"),
        DecryptError::Plugin(errors) => plugin::told(keyring.plugins().first().copied().unwrap_or("?"), &errors),
        _ => SealedError::Altered,
    })?;
    let broken = RefCell::new(None);
    let mut content = Watched { inner: opened, failed: &broken };
    let made = read(&mut content);
    // What breaks in the middle stays broken: the content is not read on.
    if broken.borrow().is_none() && made.is_ok() {
        let mut rest = Zeroizing::new(vec![0; PIECE]);
        while !matches!(content.read(&mut rest), Ok(0) | Err(_)) {}
    }
    if broken.borrow().is_some() {
        return Err(judged(SealedError::Altered).into());
    }
    made
}

/// The names of the lines in a stream's header, one for each recipient and for what its writer put in to keep readers
/// tolerant (`…-grease`), in their order. Nothing is opened: the header is not authenticated by this.
pub fn stanzas(mut input: impl Read) -> Result<Vec<String>, SealedError> {
    let wrong = |what| SealedError::NotSealed { what };
    let head = header(&mut input)?;
    Decryptor::new_buffered(Cursor::new(&head)).map_err(|_| wrong("its header is malformed or cut short"))?;
    let end = head.windows(5).position(|five| five == b"\n--- ").and_then(|end| head.get(..end)).unwrap_or_default();
    let lines = end.split(|octet| *octet == b'\n').filter_map(|line| line.strip_prefix(b"-> "));
    let name = |line: &[u8]| {
        let name = line.split(|octet| *octet == b' ').next().unwrap_or_default();
        crate::safe::line(&String::from_utf8_lossy(name), 80)
    };
    Ok(lines.map(name).collect())
}

/// The beginning of a stream, in which its whole header lies. What is long is refused before it is read as one.
fn header(input: &mut impl Read) -> Result<Vec<u8>, SealedError> {
    let wrong = |what| SealedError::NotSealed { what };
    let mut head = Vec::new();
    input.take(LARGEST_STREAM_HEADER as u64).read_to_end(&mut head).map_err(SealedError::Read)?;
    if !head.starts_with(MAGIC) {
        return Err(wrong("it does not begin as an age file of version 1 does"));
    }
    if !head.windows(5).any(|five| five == b"\n--- ") {
        return Err(wrong("its header has no end within 128 KiB"));
    }
    Ok(head)
}

/// A reader that keeps the first error, so that a broken stick is not taken for an altered file.
struct Watched<'f, R> {
    inner: R,
    failed: &'f RefCell<Option<io::Error>>,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed.borrow().is_some() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.inner.read(buffer).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                let kept = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
                *self.failed.borrow_mut() = Some(kept);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fail as _, Fault};
    use crate::sealed::{Identities, Nobody, Recipient, bech32};
    use crate::secret::Secret;

    fn keyring(n: u8) -> Keyring {
        let text = bech32::encode("age-secret-key-", &[n; 32]).to_uppercase();
        Identities::read(&Secret::new(text.into_bytes())).unwrap().into()
    }

    fn recipient(n: u8) -> Recipient {
        keyring(n).recipients().remove(0)
    }

    fn nobody() -> Arc<dyn Attendant> {
        Arc::new(Nobody)
    }

    fn sealed(content: &[u8], to: &[Addressee]) -> Result<Vec<u8>, SealedError> {
        let write = |out: &mut dyn Write| out.write_all(content).map_err(SealedError::Write);
        seal_stream(Vec::new(), to, &nobody(), write).map(|(out, ())| out)
    }

    fn opened(file: impl Read, n: u8) -> Result<Vec<u8>, SealedError> {
        open_stream(file, &keyring(n), &nobody(), |content| {
            let mut all = Vec::new();
            content.read_to_end(&mut all).map_err(SealedError::Read)?;
            Ok(all)
        })
    }

    #[test]
    fn streams_of_every_length_about_a_chunk_go_there_and_back() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 << 20] {
            let content: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let file = sealed(&content, &[recipient(1).into(), recipient(2).into()]).unwrap();
            assert!(opened(&*file, 1).unwrap() == content && opened(&*file, 2).unwrap() == content, "{length}");
            assert_eq!(opened(&*file, 3).unwrap_err().clause(), Some("SEALED-5"));
        }
    }

    #[test]
    fn sealed_10_what_is_cut_anywhere_or_changed_anywhere_is_not_given() {
        let content = vec![5; 2 * PIECE];
        let file = sealed(&content, &[recipient(1).into()]).unwrap();
        let header = file.len() - 2 * (PIECE + 16) - 16;
        for cut in (0..file.len()).step_by(1009).chain([header, header + 16, file.len() - PIECE - 16, file.len() - 1]) {
            let clause = opened(&file[..cut], 1).unwrap_err().clause();
            let wanted = if cut < header + 16 { "SEALED-4" } else { "SEALED-10" };
            assert_eq!(clause, Some(wanted), "{cut}");
        }
        for at in (header..file.len()).step_by(4001) {
            let mut bad = file.clone();
            bad[at] ^= 1;
            assert_eq!(opened(&*bad, 1).unwrap_err().clause(), Some("SEALED-10"), "{at}");
        }
        for more in [&b"x"[..], &[0; PIECE + 16]] {
            let longer = [&file[..], more].concat();
            assert_eq!(opened(&*longer, 1).unwrap_err().clause(), Some("SEALED-10"));
        }
    }

    #[test]
    fn each_octet_of_the_header_counts() {
        let file = sealed(b"x", &[recipient(1).into()]).unwrap();
        let header = file.len() - 17 - 16;
        for at in 0..header {
            let mut bad = file.clone();
            bad[at] ^= 1;
            assert!(opened(&*bad, 1).is_err(), "{at}");
        }
    }

    #[test]
    fn what_was_made_of_the_content_is_given_only_at_the_end() {
        let file = sealed(&[5; 3 * PIECE], &[recipient(1).into()]).unwrap();
        let first = |file: &[u8]| {
            open_stream(file, &keyring(1), &nobody(), |content| {
                let mut one = [0];
                content.read_exact(&mut one).map_err(SealedError::Read)?;
                Ok::<_, SealedError>(one[0])
            })
        };
        assert_eq!(first(&file).unwrap(), 5);
        assert_eq!(first(&file[..file.len() - 1]).unwrap_err().clause(), Some("SEALED-10"));
        // What reading makes of a broken file does not hide that it is broken; what has other reasons is told.
        let hidden = open_stream(&file[..file.len() - 1], &keyring(1), &nobody(), |content| {
            let _ = io::copy(content, &mut io::sink());
            Err::<(), _>(SealedError::OwnKey)
        });
        assert_eq!(hidden.unwrap_err().clause(), Some("SEALED-10"));
        let own = open_stream(&*file, &keyring(1), &nobody(), |_| Err::<(), _>(SealedError::OwnKey));
        assert!(matches!(own, Err(SealedError::OwnKey)));
    }

    /// Gives some octets and then the error of a stick that was pulled out.
    struct Pulled<'a>(&'a [u8]);

    impl Read for Pulled<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.read(out)? {
                0 => Err(io::Error::from_raw_os_error(rustix::io::Errno::IO.raw_os_error())),
                count => Ok(count),
            }
        }
    }

    #[test]
    fn a_stick_that_was_pulled_out_is_not_taken_for_an_altered_file() {
        let file = sealed(&[5; 3 * PIECE], &[recipient(1).into()]).unwrap();
        for cut in [0, 10, 100, 1000, 2 * PIECE, file.len()] {
            let refused = opened(Pulled(&file[..cut]), 1).unwrap_err();
            assert!(
                matches!(&refused, SealedError::Read(error) if error.raw_os_error() == Some(5)),
                "{cut}: {refused:?}"
            );
            assert_eq!(refused.kind(), Fault::Storage);
        }
    }

    #[test]
    fn sealed_4_what_is_no_stream_is_refused_before_it_is_read_through() {
        let file = sealed(b"x", &[recipient(1).into()]).unwrap();
        let long = [MAGIC, &b"-> x\n".repeat(40_000), b"\n--- x\n"].concat();
        let text = b"-----BEGIN AGE ENCRYPTED FILE-----\n".to_vec();
        let newer = [b"age-encryption.org/v2\n", &file[22..]].concat();
        for bad in [Vec::new(), text, newer, long, b"\0".repeat(200)] {
            assert_eq!(opened(&*bad, 1).unwrap_err().clause(), Some("SEALED-4"));
            assert_eq!(stanzas(&*bad).unwrap_err().clause(), Some("SEALED-4"));
        }
        let words = Secret::new(b"words".to_vec());
        let work = crate::sealed::WorkFactor::new(10).unwrap();
        let by_words =
            crate::sealed::seal_with_passphrase(&words, &words, work, crate::sealed::Wrapping::Binary).unwrap();
        assert_eq!(opened(&*by_words, 1).unwrap_err().clause(), Some("SEALED-6"));
    }

    #[test]
    fn the_lines_of_a_header_are_told_without_opening() {
        let file = sealed(b"x", &[recipient(1).into(), recipient(2).into()]).unwrap();
        let own = stanzas(&*file).unwrap().into_iter().filter(|line| line == "X25519").count();
        assert_eq!(own, 2);
    }

    #[test]
    fn a_full_disk_is_told_as_one() {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let write = |out: &mut dyn Write| out.write_all(&[0; 200_000]).map_err(SealedError::Write);
        let refused = seal_stream(full, &[recipient(1).into()], &nobody(), write).unwrap_err();
        assert_eq!(refused.kind(), Fault::Storage);
    }
}
