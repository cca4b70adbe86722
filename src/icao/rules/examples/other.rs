//! Examples over CRLs, sets of certificates, and signed lists.

use super::*;

/// R rules, set rules, M and D rules.
pub(super) fn examples() -> Vec<Example> {
    let mut all = crls();
    all.extend(sets());
    all.extend(master_lists());
    all.extend(deviation_lists());
    all
}

fn crls() -> Vec<Example> {
    let list = |id, bad: CrlVector| Example {
        id,
        good: Object::Crl(crl(), None, Vec::new()),
        bad: Object::Crl(bad, None, Vec::new()),
    };
    let series = |id, good: CrlVector, before: CrlVector, bad: CrlVector, bad_before: CrlVector| Example {
        id,
        good: Object::Crl(good, Some(before), Vec::new()),
        bad: Object::Crl(bad, Some(bad_before), Vec::new()),
    };
    let entries = |serials: &[u64]| {
        let all: Vec<(u64, &str, &[Vec<u8>])> = serials.iter().map(|s| (*s, "2026-10-31T00:00:00Z", &[][..])).collect();
        crl().with(|v| v.revoked = revoked(&all))
    };
    let numbered = |n| crl().put(oid::CRL_NUMBER, false, &asn1::integer(n));
    let made = |text| crl().with(|v| v.this_update = time(text));
    let reason = [extension(oid::REASON_CODE, false, &[0x0a, 1, 1])];
    let older = authority(&key_id(Curve::BrainpoolP384r1));
    let own_name = asn1::sequence(&[asn1::context(4, &utopia("CSCA Utopia"))]);
    let root = 0x0102_0304_0506_0708;
    vec![
        list("R01", crl().with(|v| v.version = Vec::new())),
        list("R02", crl().with(|v| v.issuer = name(&[rdn(oid::COUNTRY, Tag::PRINTABLE_STRING, "UT")]))),
        list("R03", crl().with(|v| v.next_update = Vec::new())),
        list("R04", crl().with(|v| v.next_update = time("2027-01-31T00:00:00Z"))),
        series("R05", crl(), made("2026-10-01T00:00:00Z"), crl(), made("2026-10-31T00:00:00Z")),
        list("R06", crl().with(|v| v.revoked = vec![0x30, 0])),
        list("R07", crl().put(oid::AUTHORITY_KEY_IDENTIFIER, false, &older)),
        series("R08", numbered(12), numbered(11), numbered(12), numbered(12)),
        list("R09", crl().put(oid::DELTA_CRL_INDICATOR, true, &asn1::integer(1))),
        list("R10", crl().with(|v| v.revoked = revoked(&[(9, "2026-10-31T00:00:00Z", &reason)]))),
        list("R11", crl().put(oid::ISSUER_ALT_NAME, false, &own_name)),
        series("R12", entries(&[9, 10]), entries(&[9]), entries(&[9]), entries(&[9, 10])),
        list("R13", entries(&[9, 8, 9])),
        list("R14", crl().with(|v| v.revoked = revoked(&[(9, "2026-11-02T00:00:00Z", &[])]))),
        Example {
            id: "R15",
            good: Object::Crl(entries(&[root, 8]), None, vec![old_csca(), link()]),
            bad: Object::Crl(entries(&[root]), None, vec![old_csca(), link()]),
        },
    ]
}

fn sets() -> Vec<Example> {
    let set = |id, bad: Vec<Vector>| Example {
        id,
        good: Object::Set(vec![old_csca(), csca(), link(), document_signer()]),
        bad: Object::Set(bad),
    };
    let again = document_signer().with(|v| v.serial = csca().serial);
    let shared = asn1::octet_string(&key_id(Curve::P384));
    let curves = Curve::ALL.into_iter().take(6);
    let seals: Vec<Vector> =
        curves.map(|curve| barcode_signer().with(|v| v.spki = key(curve).explicit_spki().unwrap())).collect();
    vec![
        set("C06", vec![csca(), again]),
        set("K10", vec![document_signer(), document_signer().with(|v| v.subject = utopia("DS 8"))]),
        set("K11", vec![old_csca().put(oid::SUBJECT_KEY_IDENTIFIER, false, &shared), csca()]),
        set("X43", vec![old_csca(), csca()]),
        set("X48", seals),
    ]
}

fn master_lists() -> Vec<Example> {
    let list = |id, bad: ListVector| Example { id, good: Object::List(master_list()), bad: Object::List(bad) };
    let with = |id, change: &dyn Fn(&mut ListVector)| list(id, master_list().with(|v| change(v)));
    let mut reversed = listed();
    reversed.sort_unstable_by(|a, b| b.cmp(a));
    let signer = signed(&document_signer(), Curve::P384);
    let with_signer = [listed(), vec![signer.clone()]].concat();
    let csca_key = masterlist_signer().with(|v| v.spki = key(Curve::P384).explicit_spki().unwrap());
    let csca_key = asn1_sorted(vec![signed(&csca_key, Curve::P384), signed(&csca(), Curve::P384)]);
    let null = asn1::sequence(&[&sha256()[2..], &asn1::null()]);
    let ecdsa = Algorithm::Ecdsa(Hash::Sha256).identifier();
    let ecdsa_with_null = asn1::sequence(&[&ecdsa[2..], &asn1::null()]);
    vec![
        with("M01", &|v| v.version = 1),
        with("M02", &|v| v.list = csca_master_list(1, &listed())),
        with("M03", &|v| v.list = csca_master_list_as_it_is(&reversed)),
        with("M04", &|v| v.list = csca_master_list(0, &with_signer)),
        with("M05", &|v| v.certificates.retain(|c| *c != masterlist_signer_der())),
        with("M06", &|v| v.certificates.retain(|c| *c == masterlist_signer_der())),
        with("M07", &|v| v.crls = asn1::context(1, &crl().der())),
        with("M08", &|v| v.signers = 2),
        with("M09", &|v| (v.sid, v.signer_version) = (by_issuer_and_serial(), 1)),
        with("M10", &|v| v.digest = null.clone()),
        with("M11", &|v| v.algorithm = ecdsa_with_null.clone()),
        with("M12", &|v| v.attributes.truncate(1)),
        with("M13", &|v| v.is_reversed = true),
        with("M14", &|v| v.certificates = asn1_sorted(vec![signer.clone(), signed(&csca(), Curve::P384)])),
        with("M15", &|v| v.attributes[1] = signing_time("2025-12-31T23:59:59Z")),
        with("M16", &|v| v.list = csca_master_list(0, &listed()[..1])),
        with("M17", &|v| v.list = csca_master_list(0, &listed()[1..])),
        with("M18", &|v| v.previous = Some(csca_master_list(0, &listed()[..2]))),
        with("M19", &|v| v.is_in_pieces = true),
        with("M20", &|v| (v.certificates, v.key) = (csca_key.clone(), Curve::P384)),
    ]
}

fn deviation_lists() -> Vec<Example> {
    let list = |id, bad: ListVector| Example { id, good: Object::List(deviation_list()), bad: Object::List(bad) };
    let content = |id, hash: &[u8], documents: Vec<u8>, group| {
        let all = deviations(hash, &[deviation(&[documents], &[group_hash(group)])]);
        list(id, deviation_list().with(|v| v.list = all))
    };
    vec![
        list("D01", deviation_list().with(|v| v.unsigned = asn1::context(1, &[]))),
        content("D02", &[], by_digest(32), Some(12)),
        content("D03", &[], document_type("P<"), None),
        content("D04", &[], document_type("P"), Some(12)),
    ]
}
