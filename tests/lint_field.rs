//! The rules of Doc 9303 over real lists: what is known of the field is found, in the
//! certificates that are known for it, and nothing that is thrown at a rule makes it panic.
//!
//! With `--nocapture` the first test prints how many certificates each rule names.

#[path = "support/lint_cost.rs"]
mod lint_cost;
#[path = "support/lists.rs"]
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use chancery::clock::Time;
use chancery::icao::rules::{self, DOC_9303};
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::lint::{CrlSubject, Edition, Findings, Role, SetMember, SetSubject, Severity, Subject};

const LISTS: &str = "data/masterlists";

fn now() -> Time {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

/// Every distinct certificate of the lists whose name passes.
fn distinct<'a>(files: &'a [(String, Vec<u8>)], wanted: &dyn Fn(&str) -> bool) -> Vec<Certificate<'a>> {
    let all: BTreeSet<&[u8]> = files
        .iter()
        .filter(|(name, _)| wanted(name))
        .flat_map(|(_, bytes)| lists::certificates(bytes))
        .map(|element| element.full)
        .collect();
    all.into_iter().map(|der| Certificate::parse(der).unwrap()).collect()
}

fn lint(certificate: &Certificate<'_>) -> Findings {
    DOC_9303.lint(&Subject::found(certificate, now()))
}

/// Per rule: the certificates it names, by country, and how many of them began in 2021 or later.
#[derive(Default)]
struct Row {
    count: usize,
    recent: usize,
    countries: BTreeMap<String, usize>,
    example: String,
}

fn table(all: &[Certificate<'_>]) -> BTreeMap<&'static str, Row> {
    let mut rows: BTreeMap<&'static str, Row> = BTreeMap::new();
    for certificate in all {
        let findings = lint(certificate);
        let country = certificate.subject.country().map_or("-".into(), |c| String::from_utf8_lossy(c).into_owned());
        let mut seen = BTreeSet::new();
        for finding in &findings.list {
            if seen.insert(finding.rule) {
                let row = rows.entry(finding.rule).or_default();
                row.count += 1;
                row.recent +=
                    usize::from(certificate.not_before.time().is_ok_and(|t| Edition::at(t) >= Edition::Eighth));
                *row.countries.entry(country.clone()).or_default() += 1;
                row.example = format!("{}: {}", finding.place, finding.found);
            }
        }
    }
    rows
}

fn show(title: &str, total: usize, rows: &BTreeMap<&'static str, Row>) {
    println!("\n{title}: {total}");
    for rule in rules::all() {
        if let Some(row) = rows.get(rule.id) {
            let countries: Vec<String> = row.countries.iter().take(14).map(|(c, n)| format!("{c}{n}")).collect();
            println!("{} {:>5} {:>4} {} [{}]", rule.id, row.count, row.recent, countries.join(" "), row.example);
        }
    }
}

/// At most this many certificates of the two lists are known to break a rule: the same
/// was measured by another program over a larger pool that holds both.
const AT_MOST: &[(&str, usize)] = &[
    ("C03", 4),
    ("C08", 117),
    ("C11", 3),
    ("C12", 32),
    ("C13", 1),
    ("C14", 1),
    ("C15", 24),
    ("C18", 22),
    ("C20", 4),
    ("C23", 1),
    ("C28", 2),
    ("K01", 6),
    ("K06", 22),
    ("K07", 8),
    ("K08", 28),
    ("X01", 11),
    ("X04", 3),
    ("X05", 1),
    ("X06", 16),
    ("X07", 21),
    ("X09", 9),
    ("X10", 251),
    ("X12", 84),
    ("X13", 65),
    ("X15", 117),
    ("X17", 348),
    ("X18", 377),
    ("X20", 64),
    ("X21", 21),
    ("X23", 94),
    ("X26", 7),
    ("X27", 10),
    ("X28", 68),
    ("X30", 7),
    ("X33", 327),
    ("X34", 2),
    ("X35", 9),
    ("X37", 10),
    ("X39", 1),
    ("X40", 1),
    ("X41", 78),
];

/// Rules that no CSCA certificate of the field breaks.
const NEVER: &[&str] = &[
    "C01", "C02", "C04", "C05", "C07", "C09", "C16", "C19", "C21", "C22", "C24", "C25", "C26", "C27", "C29", "C30",
    "K02", "K03", "X02", "X03", "X11", "X16", "X19", "X22", "X24", "X25", "X47",
];

/// States whose certificates are known to break a rule.
const KNOWN: &[(&str, &[&str])] = &[
    ("C03", &["AL", "KZ", "VA"]),
    ("C11", &["IS", "YE"]),
    ("C12", &["AE", "AT", "DE", "DZ", "JP", "LT", "LV"]),
    ("C14", &["LTU"]),
    ("C15", &["AL", "AR", "CA", "GB", "RO", "SI"]),
    ("C18", &["NZ", "SG", "US"]),
    ("C20", &["CZ"]),
    ("C23", &["KZ"]),
    ("C28", &["UA"]),
    ("K01", &["DZ", "IL", "TR"]),
    ("K04", &["AE", "HU", "TR"]),
    ("K05", &["EE"]),
    ("K08", &["CN", "KR", "TH", "VA"]),
    ("X04", &["LT"]),
    ("X09", &["CI", "CN", "CY", "GE"]),
    ("X21", &["DM", "GR", "LT", "LU", "NO", "UA"]),
    ("X27", &["CM", "IT", "LU", "PT", "TR"]),
    ("X30", &["GB", "HR", "RO", "SI", "US"]),
    ("X34", &["MN", "NG"]),
    ("X36", &["CO"]),
    ("X39", &["SE"]),
    ("X40", &["LU"]),
];

#[test]
fn two_lists_break_no_rule_more_often_than_the_field_does() {
    let files = lists::files(LISTS, &[".ml"]);
    if files.is_empty() {
        return;
    }
    let all = distinct(&files, &|name| matches!(name, "DE_ML_2024-08-07.ml" | "IT_ML_2023-07-31.ml"));
    assert_eq!(all.len(), 671);
    let rows = table(&all);
    show("two lists", all.len(), &rows);
    let over: Vec<String> = AT_MOST
        .iter()
        .map(|(rule, most)| (rule, most, rows.get(rule).map_or(0, |r| r.count)))
        .filter(|(_, most, count)| count > most)
        .map(|(rule, most, count)| format!("{rule}: {count} > {most}"))
        .collect();
    assert!(over.is_empty(), "{over:?}");
}

#[test]
fn what_is_known_of_a_state_is_found_in_its_certificates() {
    let files = lists::files(LISTS, &[".ml", ".cscalist"]);
    if files.is_empty() {
        return;
    }
    let all = distinct(&files, &|_| true);
    assert!(all.len() > 850);
    let rows = table(&all);
    show("every list", all.len(), &rows);
    for rule in NEVER {
        assert!(rules::find(rule).is_some() && !rows.contains_key(rule), "{rule}");
    }
    for (rule, states) in KNOWN {
        let found: BTreeSet<String> = rows[rule].countries.keys().map(|c| c.to_ascii_uppercase()).collect();
        for state in *states {
            assert!(found.contains(*state), "{rule}: {state} is not among {found:?}");
        }
    }
    assert_eq!(rows["K09"].count, 1, "one key has the ROCA fingerprint");
    let clean = all.iter().filter(|c| lint(c).list.is_empty()).count();
    println!("without any finding: {clean}");
    assert!(clean > 120, "{clean}");
}

#[test]
fn what_was_allowed_under_the_sixth_edition_is_no_error_in_its_certificates() {
    let files = lists::files(LISTS, &[".ml"]);
    for certificate in distinct(&files, &|_| true) {
        let sixth = Subject::found(&certificate, now()).edition == Edition::Sixth;
        for finding in
            lint(&certificate).list.iter().filter(|f| matches!(f.rule, "X10" | "X17" | "X18" | "X33" | "C08"))
        {
            assert_eq!(finding.severity == Severity::Legacy, sixth, "{finding:?}");
            assert_eq!(finding.pkd_code.is_some_and(|c| c.starts_with("WARN:")), sixth, "{finding:?}");
        }
    }
}

/// The values of an attribute of an LDIF file, decoded.
fn ldif_values(text: &str, attribute: &str) -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "");
    let start = format!("{attribute}:: ");
    let decode = |line: &str| base64::engine::general_purpose::STANDARD.decode(line).unwrap();
    unfolded.lines().filter_map(|line| line.strip_prefix(&start)).map(decode).collect()
}

#[test]
fn document_signers_of_the_field_are_judged_as_such() {
    let files = lists::files("data/pkd", &[".ldif"]);
    let Some((_, bytes)) = files.first() else { return };
    let text = std::str::from_utf8(bytes).unwrap();
    let ders = ldif_values(text, "userCertificate;binary");
    assert_eq!(ders.len(), 3665);
    let all: Vec<Certificate<'_>> = ders.iter().map(|d| Certificate::parse(d).unwrap()).collect();
    let rows = table(&all);
    show("document signers", all.len(), &rows);
    let roles = |role| all.iter().filter(|c| Role::infer(c) == role).count();
    println!("document signers {}, unknown {}", roles(Role::DocumentSigner), roles(Role::Unknown));
    for rule in ["C02", "C04", "C07", "C29", "C30", "K04", "K05", "X47"] {
        assert!(!rows.contains_key(rule), "{rule}: {}", rows[rule].example);
    }
    assert_eq!(rows["K09"].count, 2, "two keys have primes that are close");
    let cost = lint_cost::parse_and_lint(&ders.iter().map(Vec::as_slice).collect::<Vec<_>>(), now());
    println!("{} certificates, {} findings, {:?} each", cost.certificates, cost.findings, cost.each());
}

#[test]
fn crls_of_the_field_are_judged() {
    let mut files = lists::files("data/crls", &[".crl"]);
    if files.is_empty() {
        return;
    }
    if let Some((_, ldif)) = lists::files("data/pkd", &[".ldif"]).first() {
        let more = ldif_values(std::str::from_utf8(ldif).unwrap(), "certificateRevocationList;binary");
        files.extend(more.into_iter().enumerate().map(|(i, der)| (format!("ldif {i}"), der)));
    }
    let mut by_rule: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, bytes) in &files {
        let der = chancery::pki::armour::der(bytes, "X509 CRL").unwrap();
        let crl = Crl::parse(&der).unwrap();
        let findings = DOC_9303.lint_crl(&CrlSubject::found(&crl, now()));
        for finding in &findings.list {
            let names = by_rule.entry(finding.rule).or_default();
            if names.last() != Some(&name.as_str()) {
                names.push(name);
            }
            println!("{name} {} {:?} {}: {}", finding.rule, finding.severity, finding.place, finding.found);
        }
    }
    for name in ["IT-CRL_CSCA.crl", "PL-CRLOldCA.crl", "PL-PL_CRL_2022-03-16.crl"] {
        assert!(by_rule["R10"].contains(&name), "{by_rule:?}");
    }
    for rule in ["R01", "R03", "R06", "R08", "R09", "R13", "R14"] {
        assert!(!by_rule.contains_key(rule), "{rule}: {:?}", by_rule[rule]);
    }
}

#[test]
fn sets_of_the_field_are_judged() {
    let files = lists::files(LISTS, &[".ml", ".cscalist"]);
    if files.is_empty() {
        return;
    }
    let all = distinct(&files, &|_| true);
    let members: Vec<SetMember<'_>> = all.iter().map(SetMember::found).collect();
    let set = SetSubject { members: &members, edition: Edition::Eighth, time: now() };
    let findings = DOC_9303.lint_set(&set);
    let of = |rule: &str| findings.list.iter().filter(|f| f.rule == rule).count();
    for finding in findings.list.iter().filter(|f| f.rule != "X43") {
        println!("{} {}: {}", finding.rule, finding.place, finding.found);
    }
    println!("C06 {}, K10 {}, K11 {}, X43 {}", of("C06"), of("K10"), of("K11"), of("X43"));
    assert_eq!(of("C06"), 10);
    assert_eq!(of("K11"), 0, "an identifier that two encodings share still stands for one key");
    assert!(of("K10") > 10 && of("X43") > 100);
}

#[test]
fn no_rule_panics_on_what_is_cut_short_or_changed() {
    let files = lists::files(LISTS, &[".ml"]);
    let all = distinct(&files, &|name| name == "DE_ML_2024-08-07.ml");
    let step = (all.len() / 50).max(1);
    for certificate in all.iter().step_by(step).take(50) {
        let der = certificate.der();
        for end in (0..der.len()).step_by(7) {
            if let Ok(cut) = Certificate::parse(&der[..end]) {
                lint(&cut);
            }
        }
        let mut changed = der.to_vec();
        for at in 0..der.len() {
            changed[at] ^= 1 << (at % 8);
            if let Ok(odd) = Certificate::parse(&changed) {
                lint(&odd);
            }
            changed[at] = der[at];
        }
    }
}

#[test]
fn the_cost_of_judging_a_list_can_be_measured() {
    let files = lists::files(LISTS, &["DE_ML_2025-11-27.ml"]);
    let Some((_, bytes)) = files.first() else { return };
    let ders: Vec<&[u8]> = lists::certificates(bytes).into_iter().map(|e| e.full).collect();
    let cost = lint_cost::parse_and_lint(&ders, now());
    println!("{} certificates, {} findings, {:?} each", cost.certificates, cost.findings, cost.each());
    assert_eq!(cost.certificates, 577);
    assert!(cost.findings > 577);
}

#[test]
fn no_certificate_of_a_real_list_is_taken_for_one_of_the_services() {
    let files = lists::files(LISTS, &["ml"]);
    for certificate in distinct(&files, &|_| true) {
        let role = Role::infer_anywhere(&certificate);
        assert_eq!(role, Role::infer(&certificate), "{}", certificate.subject);
    }
}
