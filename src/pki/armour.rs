//! PEM: certificates, requests and CRLs come with it or without.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Why armoured text is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArmourError {
    /// There is no block of the wanted kind.
    #[error("no '-----BEGIN {wanted}-----' block, and not DER either")]
    NoBlock {
        /// The label wanted.
        wanted: &'static str,
    },
    /// The block does not end, or holds something that is not base64.
    #[error("line {line}: the {wanted} block {what}")]
    Broken {
        /// Which line, from 1.
        line: usize,
        /// The label wanted.
        wanted: &'static str,
        /// What is wrong.
        what: &'static str,
    },
}

/// The DER of an input that is DER or PEM with this label; the first block counts.
/// Input that begins with a SEQUENCE is taken as DER.
pub fn der<'a>(input: &'a [u8], label: &'static str) -> Result<Cow<'a, [u8]>, ArmourError> {
    if input.first() == Some(&0x30) {
        return Ok(Cow::Borrowed(input));
    }
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let mut body: Option<Vec<u8>> = None;
    let mut line_number = 0;
    for line in input.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
        line_number += 1;
        match &mut body {
            None if line == begin.as_bytes() => body = Some(Vec::with_capacity(input.len())),
            None => {}
            Some(body) if line == end.as_bytes() => {
                let broken = ArmourError::Broken { line: line_number, wanted: label, what: "is not base64" };
                return STANDARD.decode(body).map(Cow::Owned).map_err(|_| broken);
            }
            Some(_) if line.starts_with(b"-----") => {
                return Err(ArmourError::Broken { line: line_number, wanted: label, what: "does not end" });
            }
            Some(body) => body.extend_from_slice(line),
        }
    }
    match body {
        None => Err(ArmourError::NoBlock { wanted: label }),
        Some(_) => Err(ArmourError::Broken { line: line_number, wanted: label, what: "does not end" }),
    }
}

/// DER as PEM with this label, 64 columns.
pub fn pem(der: &[u8], label: &str) -> String {
    let text = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn armour_goes_there_and_back() {
        for length in [1, 47, 48, 49, 500] {
            let bytes = vec![0x31; length];
            let text = pem(&bytes, "CERTIFICATE");
            assert!(text.lines().all(|l| l.len() <= 64));
            assert_eq!(der(text.as_bytes(), "CERTIFICATE").unwrap(), bytes);
            assert_eq!(der(text.replace('\n', "\r\n").as_bytes(), "CERTIFICATE").unwrap(), bytes);
        }
        assert!(matches!(der(&[0x30, 0], "CERTIFICATE").unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn other_labels_open_blocks_and_junk_are_refused() {
        let text = pem(&[1, 2, 3], "CERTIFICATE");
        assert_eq!(der(text.as_bytes(), "X509 CRL").unwrap_err(), ArmourError::NoBlock { wanted: "X509 CRL" });
        let open = text.replace("-----END CERTIFICATE-----\n", "");
        assert!(matches!(der(open.as_bytes(), "CERTIFICATE").unwrap_err(), ArmourError::Broken { .. }));
        let junk = text.replace("AQID", "A(ID");
        assert!(matches!(der(junk.as_bytes(), "CERTIFICATE").unwrap_err(), ArmourError::Broken { line: 3, .. }));
        assert!(der(b"", "CERTIFICATE").is_err());
    }
}
