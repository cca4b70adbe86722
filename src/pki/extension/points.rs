//! cRLDistributionPoints (RFC 5280 4.2.1.13).

use super::general_name::GeneralNames;
use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Element, Reader, Tag};
use crate::pki::oid;

/// One DistributionPoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint<'a> {
    /// fullName.
    pub names: Option<GeneralNames<'a>>,
    /// nameRelativeToCRLIssuer, unread.
    pub relative: Option<Element<'a>>,
    /// reasons, unread.
    pub reasons: Option<Element<'a>>,
    /// cRLIssuer.
    pub crl_issuer: Option<GeneralNames<'a>>,
}

impl<'a> DistributionPoint<'a> {
    fn read(mut parts: Reader<'a>) -> Result<Self, Asn1Error> {
        let mut point = DistributionPoint::default();
        if let Some(name) = parts.optional(Tag::context(0), "distributionPoint")? {
            let mut choice = name.reader();
            point.names = choice.optional(Tag::context(0), "fullName")?.map(GeneralNames::implicit);
            point.relative = choice.optional(Tag::context(1), "nameRelativeToCRLIssuer")?;
            choice.finish("distributionPoint")?;
        }
        point.reasons = parts.optional(Tag::context_primitive(1), "reasons")?;
        point.crl_issuer = parts.optional(Tag::context(2), "cRLIssuer")?.map(GeneralNames::implicit);
        parts.finish("a DistributionPoint")?;
        Ok(point)
    }
}

/// cRLDistributionPoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlDistributionPoints<'a> {
    /// The points, in order.
    pub points: Vec<DistributionPoint<'a>>,
}

impl<'a> CrlDistributionPoints<'a> {
    /// Every URI of every point.
    pub fn uris(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        self.points.iter().filter_map(|p| p.names).flat_map(|n| n.uris())
    }
}

impl<'a> Typed<'a> for CrlDistributionPoints<'a> {
    const OID: &'static [u8] = oid::CRL_DISTRIBUTION_POINTS;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("cRLDistributionPoints")?;
        let mut points = Vec::with_capacity(2);
        while !parts.is_at_end() {
            points.push(DistributionPoint::read(parts.next(Tag::SEQUENCE, "a DistributionPoint")?.reader())?);
        }
        Ok(CrlDistributionPoints { points })
    }
}
