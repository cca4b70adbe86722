//! The to-be-signed bytes of a CRL (Doc 9303-12 tables 9 and 10), a million entries a second.

use super::evidence::{LintedCrl, lint_draft};
use super::view::Crl;
use crate::asn1;
use crate::clock::Time;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::extension::CrlNumber;
use crate::pki::lint::RuleSet;
use crate::pki::name::Name;
use crate::pki::oid;
use crate::pki::serial::SerialNumber;
use crate::signer::Algorithm;

/// One revoked certificate. Reasons are not published: Doc 9303-12 table 10 allows no
/// entry extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Its serial number.
    pub serial: SerialNumber,
    /// When it was revoked.
    pub on: Time,
}

/// Everything a CRL is made of.
#[derive(Clone, Copy, Debug)]
pub struct CrlDraft<'a> {
    /// The certificate of the key that signs: the CSCA's newest.
    pub issuer: &'a Certificate<'a>,
    /// By which algorithm it signs.
    pub algorithm: Algorithm,
    /// Goes up with every list; never zero.
    pub number: u64,
    /// Station time.
    pub this_update: Time,
    /// When the next one will be there at the latest.
    pub next_update: Time,
    /// What is revoked, in the order it is to stand.
    pub revoked: &'a [Revoked],
    /// The list before this one, where there is one.
    pub previous: Option<&'a Crl<'a>>,
    /// What the CSCA was called before, where its name changed (Doc 9303-12 table 10, note 1).
    pub former: &'a [Name<'a>],
    /// The other certificates of the CSCA, older roots and links: rules look at them.
    pub family: &'a [Certificate<'a>],
}

impl CrlDraft<'_> {
    /// Makes the bytes and runs the CRL rules over them. Errors refuse (`LINT-1`);
    /// warnings refuse unless accepted by name (`LINT-2`).
    pub fn lint(&self, rules: &RuleSet, accepted: &[String]) -> Result<LintedCrl, PkiError> {
        let tbs = self.tbs()?;
        lint_draft(self, tbs, rules, accepted)
    }

    /// The to-be-signed bytes. A number that does not go up (`CRL-1`), times that
    /// contradict (`CRL-2`), a serial number twice (`CRL-3`) and one that the list
    /// before had (`CRL-4`) are refused.
    pub fn tbs(&self) -> Result<Vec<u8>, PkiError> {
        self.check()?;
        let identifier = match self.issuer.subject_key_identifier() {
            Some(octets) => octets.to_vec(),
            None => self.issuer.public_key()?.key_identifier()?.to_vec(),
        };
        let authority = asn1::sequence(&[asn1::context_primitive(0, &identifier)]);
        let extension = |oid: &[u8], value: &[u8]| asn1::sequence(&[asn1::oid(oid), asn1::octet_string(value)]);
        let mut extensions = vec![extension(oid::AUTHORITY_KEY_IDENTIFIER, &authority)];
        if !self.former.is_empty() {
            let names: Vec<Vec<u8>> = self.former.iter().map(|name| asn1::context(4, name.der())).collect();
            extensions.push(extension(oid::ISSUER_ALT_NAME, &asn1::sequence(&names)));
        }
        extensions.push(extension(oid::CRL_NUMBER, &asn1::integer(self.number)));
        let extensions = asn1::sequence(&extensions);
        let head = [
            asn1::integer(1),
            self.algorithm.identifier(),
            self.issuer.subject.der().to_vec(),
            asn1::validity_time(self.this_update),
            asn1::validity_time(self.next_update),
        ]
        .concat();
        let tail = asn1::context(0, &extensions);
        let entries: usize = self.revoked.iter().map(entry_length).sum();
        let list = if entries == 0 { 0 } else { header_length(entries) + entries };
        let content = head.len() + list + tail.len();
        let mut out = Vec::with_capacity(header_length(content) + content);
        push_header(&mut out, 0x30, content);
        out.extend_from_slice(&head);
        if entries > 0 {
            push_header(&mut out, 0x30, entries);
            let mut written = WrittenTime::default();
            for revoked in self.revoked {
                push_entry(&mut out, revoked, &mut written);
            }
        }
        out.extend_from_slice(&tail);
        Ok(out)
    }

    fn check(&self) -> Result<(), PkiError> {
        let times = |what: String| Err(PkiError::CrlTimes { what });
        if self.next_update <= self.this_update {
            return times(format!("nextUpdate {} is not after thisUpdate {}", self.next_update, self.this_update));
        }
        if let Some(late) = self.revoked.iter().find(|r| r.on > self.this_update) {
            return times(format!("{} is revoked on {}, after thisUpdate {}", late.serial, late.on, self.this_update));
        }
        if self.number == 0 {
            return Err(PkiError::CrlNumber { number: "0".into(), previous: "0".into() });
        }
        let mut serials: Vec<SerialNumber> = self.revoked.iter().map(|r| r.serial).collect();
        serials.sort_unstable();
        if let Some([twice, _]) = serials.array_windows::<2>().find(|[a, b]| a == b) {
            return Err(PkiError::CrlTwice { serial: twice.to_string() });
        }
        let Some(previous) = self.previous else { return Ok(()) };
        self.follows(previous, &serials)
    }

    /// Number and time go up, and nothing that was revoked is forgotten.
    fn follows(&self, previous: &Crl<'_>, sorted: &[SerialNumber]) -> Result<(), PkiError> {
        if let Some(number) = previous.read::<CrlNumber<'_>>() {
            let number = number.map_err(PkiError::unreadable("the last list's number"))?;
            let before = number.magnitude().map_err(PkiError::unreadable("the last list's number"))?;
            let ours = self.number.to_be_bytes();
            let zeros = ours.iter().take_while(|b| **b == 0).count();
            let ours = ours.get(zeros..).unwrap_or_default();
            if (ours.len(), ours) <= (before.len(), before) {
                return Err(PkiError::CrlNumber {
                    number: self.number.to_string(),
                    previous: format!("0x{}", hex::encode(before)),
                });
            }
        }
        let before = previous.this_update.time().map_err(PkiError::unreadable("the last list's thisUpdate"))?;
        if self.this_update <= before {
            let what = format!("thisUpdate {} is not after the last list's {before}", self.this_update);
            return Err(PkiError::CrlTimes { what });
        }
        let mut unmatched: Vec<SerialNumber> = Vec::new();
        let mut ours = self.revoked.iter().map(|r| r.serial).peekable();
        for entry in previous.entries() {
            let entry = entry.map_err(PkiError::unreadable("the last list"))?;
            let content = entry.serial_element.content;
            let forgotten = |_| PkiError::CrlForgets { serial: hex::encode(content) };
            let serial = SerialNumber::from_content(content).map_err(forgotten)?;
            // A list that grew at its end is walked side by side; anything else is looked up below.
            if ours.next_if_eq(&serial).is_none() {
                unmatched.push(serial);
            }
        }
        unmatched.sort_unstable();
        let mut all = sorted.iter().peekable();
        for serial in &unmatched {
            while all.next_if(|s| *s < serial).is_some() {}
            if all.peek() != Some(&serial) {
                return Err(PkiError::CrlForgets { serial: serial.to_string() });
            }
        }
        Ok(())
    }
}

/// Octets of tag and length before this much content.
fn header_length(content: usize) -> usize {
    match content {
        0..=0x7f => 2,
        0x80..=0xff => 3,
        0x100..=0xffff => 4,
        0x1_0000..=0xff_ffff => 5,
        _ => 6,
    }
}

fn push_header(out: &mut Vec<u8>, tag: u8, length: usize) {
    out.push(tag);
    if length < 0x80 {
        out.push(length as u8);
        return;
    }
    let octets = length.to_be_bytes();
    let zeros = octets.iter().take_while(|b| **b == 0).count();
    out.push(0x80 | (octets.len() - zeros) as u8);
    out.extend(octets.iter().skip(zeros));
}

/// UTCTime through 2049, GeneralizedTime from 2050.
fn is_utc(time: Time) -> bool {
    /// 2050-01-01T00:00:00Z.
    const CHANGE: i64 = 2_524_608_000;
    time.unix() < CHANGE
}

fn entry_content(revoked: &Revoked) -> usize {
    2 + revoked.serial.content().len() + if is_utc(revoked.on) { 15 } else { 17 }
}

fn entry_length(revoked: &Revoked) -> usize {
    2 + entry_content(revoked)
}

/// The last time that was written: neighbours in a list often share theirs.
#[derive(Default)]
struct WrittenTime {
    time: Option<Time>,
    der: Vec<u8>,
}

fn push_entry(out: &mut Vec<u8>, revoked: &Revoked, written: &mut WrittenTime) {
    push_header(out, 0x30, entry_content(revoked));
    let serial = revoked.serial.content();
    push_header(out, 0x02, serial.len());
    out.extend_from_slice(serial);
    if written.time != Some(revoked.on) {
        written.time = Some(revoked.on);
        written.der.clear();
        write_time(&mut written.der, revoked.on);
    }
    out.extend_from_slice(&written.der);
}

/// The same octets as [`asn1::validity_time`], without its allocations.
fn write_time(out: &mut Vec<u8>, time: Time) {
    let at = time.calendar();
    let mut pair = |number: u32| out.extend([b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]);
    let year = at.year().unsigned_abs();
    let (tag, length) = if is_utc(time) { (0x17, 13) } else { (0x18, 15) };
    let digits =
        [u32::from(u8::from(at.month())), at.day().into(), at.hour().into(), at.minute().into(), at.second().into()];
    if length == 15 {
        pair(year / 100);
    }
    pair(year % 100);
    digits.into_iter().for_each(pair);
    out.push(b'Z');
    out.splice(..0, [tag, length]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_everywhere_else() {
        for text in ["1999-12-31T23:59:59Z", "2026-02-03T04:05:06Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"] {
            let time: Time = text.parse().unwrap();
            let mut out = Vec::new();
            write_time(&mut out, time);
            assert_eq!(out, asn1::validity_time(time), "{text}");
        }
    }

    #[test]
    fn lengths_are_counted_as_they_are_written() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0xff_ffff, 0x100_0000] {
            let mut out = Vec::new();
            push_header(&mut out, 0x30, length);
            assert_eq!(out.len(), header_length(length), "{length}");
        }
    }
}
