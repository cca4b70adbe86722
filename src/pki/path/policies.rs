//! Certificate policies along a chain (RFC 5280 6.1.2 to 6.1.5), as the graph of RFC 9618.
//!
//! Of the valid policy tree only the lowest level is kept. A policy there remembers the policies of
//! the anchor's domain that it came from: that is all the end of the procedure asks for, and the
//! memory is bounded by the policies of two certificates however they are mapped.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Refusal;
use crate::pki::certificate::Certificate;
use crate::pki::extension::{CertificatePolicies, InhibitAnyPolicy, PolicyConstraints, PolicyMappings, Typed};
use crate::pki::oid;

/// At most this many policies or mappings of one certificate are read.
const MOST_POLICIES: usize = 64;

/// What is asked of the policies of a chain (RFC 5280 6.1.1 c and e to g). Nothing, unless said.
#[derive(Clone, Copy, Debug, Default)]
pub struct PolicyDemand<'d> {
    /// Object identifiers of which one must be valid for the chain; empty for any.
    pub acceptable: &'d [&'d [u8]],
    /// Whether a policy must be valid for the chain whatever the CAs ask for.
    pub explicit: bool,
    /// Whether mappings are not followed.
    pub without_mapping: bool,
    /// Whether anyPolicy counts for no other.
    pub without_any: bool,
}

/// One policy of the lowest level.
#[derive(Clone, Debug, Default)]
struct Node<'a> {
    /// What a certificate below must say to continue it.
    expected: BTreeSet<&'a [u8]>,
    /// The policies of the anchor's domain that it came from; of anyPolicy none.
    origins: BTreeSet<&'a [u8]>,
}

type Level<'a> = BTreeMap<&'a [u8], Node<'a>>;

/// Judges the certificates of a chain, from the one under the anchor to the end entity.
pub(super) fn judge<'a>(chain: &[&Certificate<'a>], demand: &PolicyDemand<'_>) -> Result<(), Refusal> {
    let length = chain.len();
    let skip = |now: bool| if now { 0 } else { length + 1 };
    let mut explicit = skip(demand.explicit);
    let mut mapping = skip(demand.without_mapping);
    let mut any = skip(demand.without_any);
    let mut level = Level::from([(oid::ANY_POLICY, node([oid::ANY_POLICY], []))]);
    for (at, certificate) in chain.iter().enumerate() {
        let is_last = at + 1 == length;
        let takes_any = any > 0 || (!is_last && certificate.is_self_issued());
        level = match read::<CertificatePolicies<'a>>(certificate)? {
            Some(policies) => next_level(&level, &policies, takes_any)?,
            None => Level::new(),
        };
        if explicit == 0 && level.is_empty() {
            return Err("has no policy that its issuers and what is asked for allow");
        }
        let constraints = read::<PolicyConstraints>(certificate)?.unwrap_or_default();
        if is_last {
            explicit = explicit.saturating_sub(1);
            if constraints.require_explicit == Some(0) {
                explicit = 0;
            }
            break;
        }
        if let Some(mappings) = read::<PolicyMappings<'a>>(certificate)? {
            map(&mut level, &mappings, mapping > 0)?;
        }
        if !certificate.is_self_issued() {
            explicit = explicit.saturating_sub(1);
            mapping = mapping.saturating_sub(1);
            any = any.saturating_sub(1);
        }
        let lower = |value: &mut usize, to: Option<u32>| *value = (*value).min(to.map_or(usize::MAX, |t| t as usize));
        lower(&mut explicit, constraints.require_explicit);
        lower(&mut mapping, constraints.inhibit_mapping);
        lower(&mut any, read::<InhibitAnyPolicy>(certificate)?.map(|i| i.skip));
    }
    let wanted = |policy: &&[u8]| demand.acceptable.contains(policy);
    let is_acceptable = demand.acceptable.is_empty()
        || demand.acceptable.contains(&oid::ANY_POLICY)
        || level.iter().any(|(policy, node)| *policy == oid::ANY_POLICY || node.origins.iter().any(wanted));
    if explicit > 0 || (is_acceptable && !level.is_empty()) {
        return Ok(());
    }
    Err("has no policy that its issuers and what is asked for allow")
}

fn node<'a, const E: usize, const O: usize>(expected: [&'a [u8]; E], origins: [&'a [u8]; O]) -> Node<'a> {
    Node { expected: expected.into(), origins: origins.into() }
}

/// An extension that must be readable where it stands, critical or not.
fn read<'a, T: Typed<'a>>(certificate: &Certificate<'a>) -> Result<Option<T>, Refusal> {
    certificate.read::<T>().transpose().map_err(|_| "has policies that cannot be read")
}

/// RFC 5280 6.1.3 d.
fn next_level<'a>(
    above: &Level<'a>,
    policies: &CertificatePolicies<'a>,
    takes_any: bool,
) -> Result<Level<'a>, Refusal> {
    if policies.policies.len() > MOST_POLICIES {
        return Err("has more policies than anybody needs");
    }
    let said: BTreeSet<&'a [u8]> = policies.policies.iter().map(|p| p.oid).collect();
    let mut level = Level::new();
    for policy in said.iter().copied().filter(|p| *p != oid::ANY_POLICY) {
        let mut origins = BTreeSet::new();
        let mut continues = false;
        for (parent, node) in above.iter().filter(|(_, node)| node.expected.contains(policy)) {
            continues = true;
            if *parent == oid::ANY_POLICY {
                origins.insert(policy);
            } else {
                origins.extend(node.origins.iter().copied());
            }
        }
        if !continues && above.contains_key(oid::ANY_POLICY) {
            continues = true;
            origins.insert(policy);
        }
        if continues {
            level.insert(policy, Node { expected: [policy].into(), origins });
        }
    }
    if takes_any && said.contains(oid::ANY_POLICY) {
        for node in above.values() {
            for expected in node.expected.iter().copied().filter(|e| *e == oid::ANY_POLICY || !said.contains(e)) {
                let child = level.entry(expected).or_default();
                child.expected.insert(expected);
                child.origins.extend(node.origins.iter().copied());
            }
        }
    }
    Ok(level)
}

/// RFC 5280 6.1.4 a and b.
fn map<'a>(level: &mut Level<'a>, mappings: &PolicyMappings<'a>, followed: bool) -> Result<(), Refusal> {
    if mappings.pairs.len() > MOST_POLICIES {
        return Err("has more policy mappings than anybody needs");
    }
    if mappings.pairs.iter().any(|(from, to)| *from == oid::ANY_POLICY || *to == oid::ANY_POLICY) {
        return Err("maps a policy from or to any policy");
    }
    let mut by_issuer: BTreeMap<&'a [u8], BTreeSet<&'a [u8]>> = BTreeMap::new();
    for (from, to) in &mappings.pairs {
        by_issuer.entry(*from).or_default().insert(*to);
    }
    let from_any = level.contains_key(oid::ANY_POLICY);
    for (from, to) in by_issuer {
        if !followed {
            level.remove(from);
        } else if let Some(node) = level.get_mut(from) {
            node.expected = to;
        } else if from_any {
            level.insert(from, Node { expected: to, origins: [from].into() });
        }
    }
    Ok(())
}
