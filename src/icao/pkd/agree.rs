//! Where an object and its record agree, and what a look into the object says of its kind.

use super::finding::{Finding, Findings, Oddity};
use super::object::{Object, ObjectKind};
use super::record::Record;
use crate::pki::lint::Role;

/// Notes where an object and its record say different things. What the object is: a
/// certificate's purposes tell a signer of bar codes.
pub(super) fn look(record: &Record, object: &Object, findings: &mut Findings) -> ObjectKind {
    let mut kind = object.kind;
    let (countries, serial, trailing) = if object.kind.is_certificate() {
        let Ok(certificate) = object.certificate() else { return kind };
        if kind == ObjectKind::DocumentSigner
            && matches!(Role::infer(&certificate), Role::BarcodeSigner | Role::VdsNcSigner)
        {
            kind = ObjectKind::BarCodeSigner;
        }
        let countries = [certificate.issuer.country(), certificate.subject.country()];
        (countries, Some(certificate.serial()), certificate.trailing)
    } else if object.kind == ObjectKind::Crl {
        let Ok(crl) = object.crl() else { return kind };
        ([crl.issuer.country(), None], None, crl.trailing)
    } else {
        return kind;
    };
    if !trailing.is_empty() {
        findings.plain(Oddity::ObjectTrailing, object.place);
    }
    if let Some(state) = &record.state {
        let mut said = countries.into_iter().flatten().peekable();
        let differs = said.peek().is_some() && !said.any(|c| c.trim_ascii().eq_ignore_ascii_case(state.as_bytes()));
        if differs {
            findings.note(Finding::quoting(Oddity::StateDiffers, object.place, state.as_bytes()));
        }
    }
    if let (Some(serial), Some(said)) = (serial, record.serial_number())
        && !same_serial(serial, said)
    {
        findings.note(Finding::quoting(Oddity::SerialDiffers, object.place, said.as_bytes()));
    }
    kind
}

/// Whether hexadecimal digits are those of a serial number, zeros before them and letter case aside.
fn same_serial(serial: &[u8], said: &str) -> bool {
    let digits = hex::encode(serial);
    digits.trim_start_matches('0').eq_ignore_ascii_case(said.trim_start_matches('0'))
}
