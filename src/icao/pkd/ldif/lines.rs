//! Lines as LDIF means them: unfolded, comments left out, never longer than the limit.

use std::io::{self, BufRead, Read};

use super::Place;

/// One line, unfolded. Its octets are in [`Lines::text`] until the next is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line {
    /// An empty line: the end of a record.
    Blank,
    /// A line with something in it.
    Text(Place),
    /// A line longer than the limit; only its beginning is held.
    TooLong(Place),
}

/// How much of a line that is too long is held.
const BEGINNING: usize = 16;

pub(super) struct Lines<R> {
    input: R,
    limit: usize,
    place: Place,
    text: Vec<u8>,
    cut_off: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R, limit: usize, place: Place) -> Self {
        Lines { input, limit, place, text: Vec::new(), cut_off: false }
    }

    /// The octets of the line that was read last.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where the next line begins.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Whether the last line of the input had no end.
    pub(super) fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// Takes a byte order mark off the beginning of the input.
    pub(super) fn strip_mark(&mut self) -> io::Result<bool> {
        self.peek()?;
        let found = self.input.fill_buf()?.starts_with(b"\xef\xbb\xbf");
        if found {
            self.input.consume(3);
            self.place.offset += 3;
        }
        Ok(found)
    }

    /// The next line; `None` at the end of the input.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        loop {
            let place = self.place;
            self.text.clear();
            if self.text.capacity() > 1 << 20 {
                self.text = Vec::new();
            }
            if self.peek()?.is_none() {
                return Ok(None);
            }
            let mut fits = self.physical()?;
            if self.text.is_empty() && fits {
                return Ok(Some(Line::Blank));
            }
            let comment = self.text.first() == Some(&b'#');
            while self.peek()? == Some(b' ') {
                self.input.consume(1);
                self.place.offset += 1;
                if !fits || comment {
                    self.text.truncate(BEGINNING);
                }
                fits = self.physical()? && fits;
            }
            if !comment {
                if !fits {
                    self.text.truncate(BEGINNING);
                }
                return Ok(Some(if fits { Line::Text(place) } else { Line::TooLong(place) }));
            }
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Appends what is left of the physical line, its end taken off. Whether it fits; of
    /// what does not, the rest is read and dropped.
    fn physical(&mut self) -> io::Result<bool> {
        let room = self.limit.saturating_sub(self.text.len()).saturating_add(2);
        let read = self.input.by_ref().take(room as u64).read_until(b'\n', &mut self.text)?;
        self.place.offset += read as u64;
        let mut ended = read > 0 && self.text.last() == Some(&b'\n');
        if ended {
            self.text.pop();
            if read > 1 && self.text.last() == Some(&b'\r') {
                self.text.pop();
            }
        } else if read == room {
            let dropped = self.skip_rest()?;
            self.place.offset += dropped.0;
            ended = dropped.1;
        }
        self.place.line += 1;
        self.cut_off = !ended;
        Ok(self.text.len() <= self.limit)
    }

    /// Drops the rest of a physical line: how many octets, and whether the line had an end.
    fn skip_rest(&mut self) -> io::Result<(u64, bool)> {
        let mut dropped = 0;
        loop {
            let (count, ended) = match self.input.fill_buf() {
                Ok([]) => return Ok((dropped, false)),
                Ok(buffer) => match buffer.iter().position(|b| *b == b'\n') {
                    Some(at) => (at + 1, true),
                    None => (buffer.len(), false),
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.input.consume(count);
            dropped += count as u64;
            if ended {
                return Ok((dropped, true));
            }
        }
    }
}
