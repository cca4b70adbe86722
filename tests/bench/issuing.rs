//! How long 1,000 document signers take as one batch through SoftHSM2, beside the token's bare signing in the same run:
//! by a CSCA of RSA-3072, of P-384, and of P-256, which a country has to adopt a profile for.
//!
//! Run with `cargo bench --bench issuing`. Prints milliseconds a certificate: of the act alone, as it is performed after
//! its preview, and with the preview; the bare signing before and after it; and the ratio of the act to the signing.

#[path = "../support/walk.rs"]
mod walk;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chancery::act::{Act, CertificateBatch};
use chancery::clock::BatteryClock;
use chancery::digest::Digest;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::pki::profile::template;
use chancery::secret::Secret;
use chancery::signer::Signer as _;
use chancery::station::batch::{Entry, List};
use chancery::station::{Access, Material, PinSource, PinWanted, Station, StationError, Surroundings};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::X509ReqBuilder;
use walk::{PIN, Walk};

const COUNT: usize = 1_000;
/// Where the second process finds the station that the first has made.
const STATION: &str = "CHANCERY_BENCH_STATION";

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

struct Known;

impl PinSource for Known {
    fn pin(&mut self, _: PinWanted<'_>) -> Result<Secret, StationError> {
        Ok(Secret::new(PIN.as_bytes().to_vec()))
    }
}

fn main() -> Fallible<()> {
    if let Some(station) = std::env::var_os(STATION) {
        return measured(Path::new(&station));
    }
    // Files that went a moment ago slow down those that are made: all stations are there to the end.
    let mut stations = Vec::new();
    for spec in ["RSA-3072", "P-384", "P-256"] {
        let Some(walk) = Walk::on_softhsm("utopia") else { return Ok(()) };
        walk.init("UT", "UTO");
        if spec == "P-256" {
            let text = template("csca-root")
                .ok_or("no template")?
                .replace("[\"P-384\"", "[\"P-256\"")
                .replace("ecdsa-sha384", "ecdsa-sha256");
            walk.write("csca-root.toml", &text);
            let confirmed = walk.confirmation("csca-root");
            walk.done(&["profile", "adopt", "csca-root.toml", "--answers", &confirmed]);
        }
        walk.done(&["key", "generate", "csca-1", "--spec", spec]);
        walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-1"]);
        println!("{COUNT} document signers by a CSCA of {spec}, milliseconds a certificate");
        let mut again = Command::new(std::env::current_exe()?);
        again.env(STATION, walk.in_station("")).env("SOFTHSM2_CONF", walk.path("softhsm2.conf"));
        assert!(again.current_dir(walk.folder()).status()?.success());
        stations.push(walk);
    }
    Ok(())
}

/// Requests for keys of P-256.
fn requests(count: usize) -> Fallible<List> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    let mut all = Vec::new();
    for number in 0..count {
        let key = PKey::from_ec_key(EcKey::generate(&group)?)?;
        let mut builder = X509ReqBuilder::new()?;
        builder.set_pubkey(&key)?;
        builder.sign(&key, MessageDigest::sha256())?;
        all.push(Entry::new(format!("DS {count}.{number:04}"), Vec::new(), &builder.build().to_der()?));
    }
    Ok(List::of(all)?)
}

/// An act over so many requests, with its list.
fn batch(count: usize) -> Fallible<(Act, Material)> {
    let text = requests(count)?.text()?;
    let act = Act::CertificateBatch(CertificateBatch {
        profile: "document-signer".parse()?,
        issuer: "csca-1".parse()?,
        list: Digest::of(&text),
        count: count as u32,
        accept: Vec::new(),
    });
    Ok((act, Material::one(text)))
}

fn measured(directory: &Path) -> Fallible<()> {
    let surroundings = Surroundings {
        clock: Box::new(BatteryClock { bound: 5 }),
        entropy: Mixer::new(vec![Box::new(OperatingSystem)]),
        pins: Box::new(Known),
    };
    let mut station = Station::open(directory, Access::Write, surroundings)?;
    let vault = station.vault(&"primary".parse()?)?;
    let key = station.rows().key(&"csca-1".parse()?)?.ok_or("the CSCA's key is not there")?;
    let algorithm = chancery::keys::KeySpec::default_algorithm(key.spec);
    let bare = || -> Fallible<Duration> {
        let session = vault.open(&Secret::new(PIN.as_bytes().to_vec()))?;
        let signer = session.signer(key.id, algorithm)?;
        let begin = Instant::now();
        for number in 0..COUNT {
            signer.sign(&[number as u8; 700])?;
        }
        Ok(begin.elapsed())
    };
    let before = bare()?;
    // Both PINs are typed and both vaults open, here as for the bare signing.
    let (act, material) = batch(1)?;
    let approved = station.approve_alone(act)?;
    station.perform(approved, &material)?;
    let (act, material) = batch(COUNT)?;
    let begin = Instant::now();
    station.preview(&act, &material)?;
    let preview = begin.elapsed();
    let approved = station.approve_alone(act)?;
    let begin = Instant::now();
    let done = station.perform(approved, &material)?;
    let performed = begin.elapsed();
    assert_eq!(done.outputs["certificates"], COUNT.to_string());
    // The token is one session's at a time.
    drop(station);
    let after = bare()?;
    let each = |time: Duration| time.as_secs_f64() * 1000.0 / COUNT as f64;
    let signing = (each(before) + each(after)) / 2.0;
    println!("  bare signing before {:.3}, after {:.3}", each(before), each(after));
    println!("  the act {:.3}, its preview {:.3}", each(performed), each(preview));
    println!("  the act over the signing {:.2}, and {:.3} ms", each(performed) / signing, each(performed) - signing);
    Ok(())
}
