//! What one certificate costs by all rules of Doc 9303: of each kind, by each kind of key that a state uses, as they are
//! linted before they are signed. Beside it, in the same run, OpenSSL's bare verification of its one signature.
//!
//! Run with `cargo bench --bench lint`. Prints microseconds, best and middle of several rounds, and the ratio.

#[path = "../support/checker.rs"]
mod checker;
#[path = "../support/floor.rs"]
mod floor;
#[path = "../support/products.rs"]
mod products;
#[path = "../support/soft_signer.rs"]
mod soft_signer;
#[path = "../support/utopia.rs"]
mod utopia;

use std::hint::black_box;
use std::time::{Duration, Instant};

use chancery::icao::rules::DOC_9303;
use chancery::keys::KeySpec;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::{Role, Severity, Subject};
use chancery::signer::Curve;
use floor::{Floor, Signed};
use products::{NOW, issue, key, profiles};
use utopia::at;

const ROUNDS: usize = 31;
const EACH: u32 = 50;

/// Best and middle of one run of the work, in microseconds.
fn time(work: &dyn Fn()) -> (f64, f64) {
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            (0..EACH).for_each(|_| work());
            start.elapsed() / EACH
        })
        .collect();
    rounds.sort_unstable();
    let micro = |one: Duration| one.as_secs_f64() * 1e6;
    (micro(rounds[0]), micro(rounds[ROUNDS / 2]))
}

fn measure(what: &str, der: &[u8], issuer: &[u8], role: Role) {
    let above = Certificate::parse(issuer).expect("our own");
    let lint = || {
        let certificate = Certificate::parse(der).expect("our own");
        let findings = DOC_9303.lint(&Subject::in_role(&certificate, role, at(NOW)).issued_by(&above));
        assert!(findings.list.iter().all(|finding| finding.severity < Severity::Warning), "{findings:?}");
        black_box(findings);
    };
    let certificate = Certificate::parse(der).expect("our own");
    let signed = Signed {
        key: above.public_key().expect("our own"),
        algorithm: certificate.outer_algorithm.algorithm().expect("our own"),
        message: certificate.tbs.full.to_vec(),
        signature: certificate.signature().expect("our own").to_vec(),
    };
    let floor = Floor::prepare([signed]);
    let bare = || {
        black_box(floor.on_one_core());
    };
    let ((best, middle), (bare_best, bare_middle)) = (time(&lint), time(&bare));
    println!(
        "{what:<44} {best:>7.1} {middle:>7.1}   signature {bare_best:>7.1} {bare_middle:>7.1}   ratio {:>5.2}",
        best / bare_best
    );
}

fn main() {
    println!("{:<44} {:>7} {:>7}   (microseconds: best, middle)", "one certificate, read and linted", "best", "middle");
    for spec in [KeySpec::Ec(Curve::P384), KeySpec::Ec(Curve::BrainpoolP512r1), KeySpec::Rsa(4096)] {
        let csca = key(spec, "csca");
        for profile in profiles() {
            let root_profile = utopia::profile("csca-root");
            let root = issue(&root_profile, csca, None, 1).expect("a root");
            if profile.role == Role::CscaRoot {
                measure(&format!("{} {spec}", profile.name), &root, &root, profile.role);
            } else if matches!(profile.role, Role::DocumentSigner | Role::MasterlistSigner | Role::BarcodeSigner) {
                let own = match (spec, profile.role) {
                    (KeySpec::Rsa(_), Role::DocumentSigner) => KeySpec::Rsa(3072),
                    _ => KeySpec::Ec(Curve::P256),
                };
                let above = (csca, root.as_slice(), Role::CscaRoot);
                let der = issue(&profile, key(own, "signer"), Some(above), 0x1_2345).expect("a certificate");
                measure(&format!("{} {own} under {spec}", profile.name), &der, &root, profile.role);
            }
        }
    }
}
