//! Judging whoever signed a deviation list, as the signer of a master list is judged.

use super::read::DeviationList;
use crate::icao::chain::{Pool, Threads};
use crate::icao::masterlist::{CarriedVerdict, ListKind, SignerVerdict, judge_carried, judge_signers};
use crate::pki::certificate::Certificate;

/// The verdicts on a list's signers and on what its CMS carries.
#[derive(Debug)]
pub struct Judgement {
    /// One for each signer.
    pub signers: Vec<SignerVerdict>,
    /// One for each certificate that the CMS carries, which no list's signature covers.
    pub carried: Vec<CarriedVerdict>,
}

impl Judgement {
    /// Whether there is a signer and every signer's verdict is good.
    pub fn is_signed_soundly(&self) -> bool {
        !self.signers.is_empty() && self.signers.iter().all(SignerVerdict::is_sound)
    }
}

/// Judges every signer at its signing time. `known` are certificates in which its CSCA is
/// searched beside those that are carried; those that come first are tried first.
pub fn judge(list: &DeviationList<'_>, known: &[&[u8]], threads: Threads) -> Judgement {
    let mut pool = Pool::new();
    for der in known {
        if let Ok(certificate) = Certificate::parse(der) {
            pool.add(certificate);
        }
    }
    let signers = judge_signers(list.signed(), &pool, ListKind::DeviationList);
    let carried = judge_carried(list.signed(), &pool, threads);
    Judgement { signers, carried }
}
