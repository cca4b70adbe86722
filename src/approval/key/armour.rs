//! Armoured text, read strictly: one block, nothing before it, nothing after it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Whose armour it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// PEM and SSH: base64 and nothing else.
    Plain,
    /// OpenPGP: header lines, a blank line, base64, a checksum.
    OpenPgp,
}

/// One block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// What stands between `-----BEGIN ` and `-----`.
    pub label: &'a str,
    /// The octets inside.
    pub octets: Vec<u8>,
}

/// Why there is not one block.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ArmourFault {
    /// Something stands `before` or `after` the block.
    Beside(&'static str),
    /// So many blocks.
    Several(usize),
    /// No block can be read; line from 1.
    Broken(usize, &'static str),
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The label of a line that begins a block.
pub(super) fn begun(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix(BEGIN)?.strip_suffix(DASHES)
}

/// The one block of a text.
pub(super) fn one(text: &str, style: Style) -> Result<Block<'_>, ArmourFault> {
    let blocks = text.lines().filter(|line| begun(line).is_some()).count();
    if blocks > 1 {
        return Err(ArmourFault::Several(blocks));
    }
    let mut lines = (1..).zip(text.lines().map(str::trim_end));
    let first = lines.find(|(_, line)| !line.is_empty());
    let (at, first) = first.ok_or(ArmourFault::Broken(1, "there is no block"))?;
    let Some(label) = begun(first) else {
        return Err(if blocks == 1 {
            ArmourFault::Beside("before")
        } else {
            ArmourFault::Broken(at, "there is no block")
        });
    };
    let end = format!("-----END {label}-----");
    let (mut base64, mut checksum, mut last) = (String::with_capacity(text.len()), None, at);
    let mut inside_headers = style == Style::OpenPgp;
    loop {
        let (number, line) = lines.next().ok_or(ArmourFault::Broken(last, "the block does not end"))?;
        last = number;
        if line == end {
            break;
        }
        if inside_headers {
            inside_headers = !line.is_empty();
            if inside_headers && !line.contains(':') {
                return Err(ArmourFault::Broken(number, "no blank line stands between the headers and the octets"));
            }
        } else if checksum.is_some() {
            return Err(ArmourFault::Broken(number, "something follows the checksum"));
        } else if style == Style::OpenPgp && line.len() == 5 && line.starts_with('=') {
            checksum = Some((number, line.trim_start_matches('=')));
        } else {
            base64.push_str(line);
        }
    }
    if lines.any(|(_, line)| !line.is_empty()) {
        return Err(ArmourFault::Beside("after"));
    }
    let octets = STANDARD.decode(base64).map_err(|_| ArmourFault::Broken(last, "the block is not base64"))?;
    if let Some((number, checksum)) = checksum
        && STANDARD.decode(checksum).ok() != Some(crc24(&octets).to_vec())
    {
        return Err(ArmourFault::Broken(number, "the checksum is not that of the octets"));
    }
    Ok(Block { label, octets })
}

/// The checksum of OpenPGP armour (RFC 9580 6.1.1). Finds damage, proves nothing.
fn crc24(octets: &[u8]) -> [u8; 3] {
    let mut crc: u32 = 0x00b7_04ce;
    for octet in octets {
        crc ^= u32::from(*octet) << 16;
        for _ in 0..8 {
            crc <<= 1;
            if crc & 0x0100_0000 != 0 {
                crc ^= 0x0186_4cfb;
            }
        }
    }
    let [_, high, middle, low] = crc.to_be_bytes();
    [high, middle, low]
}

/// Octets as armour of this style, 64 columns.
pub(super) fn write(octets: &[u8], label: &str, style: Style) -> String {
    let plain = crate::pki::armour::pem(octets, label);
    if style == Style::Plain {
        return plain;
    }
    let begin = format!("{BEGIN}{label}{DASHES}\n");
    let end = format!("-----END {label}-----\n");
    let body = plain.strip_prefix(&begin).and_then(|rest| rest.strip_suffix(&end)).unwrap_or_default();
    format!("{begin}\n{body}={}\n{end}", STANDARD.encode(crc24(octets)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn armour_goes_there_and_back_with_either_line_end() {
        for style in [Style::Plain, Style::OpenPgp] {
            for length in [1, 2, 3, 48, 500] {
                let octets = vec![0xc6; length];
                let text = write(&octets, "PGP SIGNATURE", style);
                assert_eq!(one(&text, style).unwrap(), Block { label: "PGP SIGNATURE", octets: octets.clone() });
                let crlf = format!("\r\n\n{}\r\n \n", text.replace('\n', "\r\n"));
                assert_eq!(one(&crlf, style).unwrap().octets, octets);
            }
        }
    }

    #[test]
    fn anything_beside_the_block_and_any_damage_in_it_is_refused() {
        let text = write(&[1, 2, 3, 4], "CMS", Style::Plain);
        let refused = |text: &str, style| one(text, style).unwrap_err();
        assert_eq!(refused(&format!("Dear all,\n{text}"), Style::Plain), ArmourFault::Beside("before"));
        assert_eq!(refused(&format!("{text}x"), Style::Plain), ArmourFault::Beside("after"));
        assert_eq!(refused(&format!("{text}{text}"), Style::Plain), ArmourFault::Several(2));
        assert!(matches!(refused(&text.replace("END", "FIN"), Style::Plain), ArmourFault::Broken(..)));
        assert!(matches!(refused(&text.replace("AQID", "AQI*"), Style::Plain), ArmourFault::Broken(..)));
        assert!(matches!(refused(&text.replace("BA==", "BB=="), Style::Plain), ArmourFault::Broken(..)));
        assert!(matches!(refused("", Style::Plain), ArmourFault::Broken(..)));
        let openpgp = write(&[1, 2, 3, 4], "PGP SIGNATURE", Style::OpenPgp);
        assert!(matches!(refused(&openpgp.replace("\n\n", "\n"), Style::OpenPgp), ArmourFault::Broken(..)));
        assert!(matches!(refused(&openpgp.replace("\n=", "\n=A"), Style::OpenPgp), ArmourFault::Broken(..)));
        let (at, other) = (openpgp.find("\n=").unwrap() + 2, openpgp.clone());
        let flipped: String = other.char_indices().map(|(i, c)| if i == at { 'z' } else { c }).collect();
        assert!(matches!(refused(&flipped, Style::OpenPgp), ArmourFault::Broken(..)));
    }
}
