//! privateKeyUsagePeriod (RFC 3280 4.2.1.4; Doc 9303-12 table 6).

use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Tag};
use crate::pki::instant::Instant;
use crate::pki::oid;

/// privateKeyUsagePeriod: when the private key may sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrivateKeyUsagePeriod<'a> {
    /// From when on.
    pub not_before: Option<Instant<'a>>,
    /// Until when.
    pub not_after: Option<Instant<'a>>,
}

impl<'a> Typed<'a> for PrivateKeyUsagePeriod<'a> {
    const OID: &'static [u8] = oid::PRIVATE_KEY_USAGE_PERIOD;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("privateKeyUsagePeriod")?;
        let mut end = |number, wanted| -> Result<Option<Instant<'a>>, Asn1Error> {
            Ok(parts.optional(Tag::context_primitive(number), wanted)?.map(Instant::implicit_generalized))
        };
        let not_before = end(0, "notBefore of the period")?;
        let not_after = end(1, "notAfter of the period")?;
        parts.finish("privateKeyUsagePeriod")?;
        Ok(PrivateKeyUsagePeriod { not_before, not_after })
    }
}
