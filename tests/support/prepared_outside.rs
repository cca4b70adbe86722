//! States with what comes from outside: deviation lists, and certificates that no list vouches for.

use std::fs;
use std::path::Path;

#[path = "deviations.rs"]
mod deviations;

use chancery::pki::armour;

/// `antarctica.dl`: a deviation list with its signer's CSCA; `tampered.dl`, another number on it; `truncated.dl`;
/// `unsigned.dl`, its content alone; `stranger.dl`, whose CSCA nobody knows; `masterlist-signer.dl`, signed by a key for
/// master lists; `dates.dl`, with the dates of a real list.
pub fn deviations(dir: &Path) {
    deviations::csca(dir, "csca-aq");
    deviations::signer(dir, "csca-aq", "dls-1", deviations::PURPOSE);
    deviations::signer(dir, "csca-aq", "mls-1", "2.23.136.1.1.3");
    let content = deviations::specimen();
    let list = deviations::sign(dir, &content, "dls-1", Some("csca-aq"));
    let mut tampered = list.clone();
    let at = tampered.windows(9).position(|window| window == b"AQ1234567").unwrap();
    tampered[at + 8] = b'9';
    let dates = deviations::list(
        None,
        &[deviations::deviation(
            &[deviations::issued("20171001000000.000Z UTC", "20180401000000.000Z UTC"), deviations::numbers(["AQ1"])],
            &[deviations::description("", deviations::KEY_COMPROMISED, None)],
        )],
    );
    for (name, bytes) in [
        ("truncated.dl", list[..list.len() - 100].to_vec()),
        ("antarctica.dl", list),
        ("tampered.dl", tampered),
        ("unsigned.dl", content.clone()),
        ("stranger.dl", deviations::sign(dir, &content, "dls-1", None)),
        ("masterlist-signer.dl", deviations::sign(dir, &content, "mls-1", Some("csca-aq"))),
        ("dates.dl", deviations::sign(dir, &dates, "dls-1", Some("csca-aq"))),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
    }
}

/// `neighbours`: a folder with two certificates, one of them twice, and what is none; `trust_store.json`: the same two;
/// `with-key`: a folder with a private key; `jwk.json`: another; `nothing` and `nothing.json`, without a certificate.
pub fn certificates(dir: &Path) {
    let [neighbours, old, with_key, nothing] =
        ["neighbours", "neighbours/old", "with-key", "nothing"].map(|name| dir.join(name));
    [&old, &with_key, &nothing].into_iter().for_each(|folder| fs::create_dir_all(folder).unwrap());
    deviations::csca(&with_key, "csca-aq");
    deviations::csca(&with_key, "csca-aq-2");
    let [one, two] =
        ["csca-aq", "csca-aq-2"].map(|name| fs::read_to_string(with_key.join(format!("{name}.pem"))).unwrap());
    let der = armour::der(one.as_bytes(), "CERTIFICATE").unwrap().into_owned();
    fs::write(neighbours.join("all.pem"), format!("{one}{two}")).unwrap();
    fs::write(old.join("csca-aq.cer"), &der).unwrap();
    fs::write(old.join("letter.txt"), "with kind regards").unwrap();
    fs::write(nothing.join("letter.txt"), "with kind regards").unwrap();
    let store = serde_json::json!({ "AQ": { "csca": [{ "pem": one }, { "pem": two }] } });
    fs::write(dir.join("trust_store.json"), store.to_string()).unwrap();
    let jwk = serde_json::json!({ "kty": "EC", "crv": "P-256", "d": "c2VjcmV0", "x5c": [one] });
    fs::write(dir.join("jwk.json"), jwk.to_string()).unwrap();
    fs::write(dir.join("nothing.json"), "{\"AQ\": []}").unwrap();
}
