//! A chain: certificates one after the other, the end entity first, the anchor last.

use chancery::asn1::Reader;
use chancery::pki::certificate::Certificate;
use chancery::pki::path::service::{self, Demand};
use chancery::pki::path::{Anchor, Anchors, PolicyDemand};

pub fn run(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    let mut chain = Vec::new();
    while let Ok(element) = reader.any("a certificate") {
        let Ok(certificate) = Certificate::from_element(element, &[]) else { return };
        chain.push(certificate);
        if chain.len() == 8 {
            break;
        }
    }
    let (Some(leaf), Some(top)) = (chain.first(), chain.last()) else { return };
    let Ok(anchor) = Anchor::of(top.clone()) else { return };
    let anchors = Anchors::new(vec![anchor]);
    let demand = Demand { purpose: None, policies: PolicyDemand { explicit: true, ..PolicyDemand::default() } };
    let strict = service::verify_with(leaf, &chain, &anchors, &[], &demand, super::time());
    let plain = service::verify(leaf, &chain, &anchors, &[], None, super::time());
    assert!(strict.is_err() || plain.is_ok(), "who asks for more is not told yes more often");
}
