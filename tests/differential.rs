//! Our verdict on a signature against OpenSSL's: every certificate of the real master lists and every
//! document signer of the real directory, under every key that may have signed it.

#[path = "support/lists.rs"]
mod lists;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use openssl::pkey::{PKey, Public};
use openssl::x509::X509;

use chancery::pki::certificate::Certificate;
use chancery::signer::PublicKey;

/// What the two said of a certificate under a key, and how often. Nothing that OpenSSL cannot read is among
/// them, and nothing on which they do not agree.
const SAID: &[(&str, usize)] = &[
    ("both good", 8281),
    ("both bad", 8531),
    ("bad, and OpenSSL cannot try: the key is of another kind than the signature", 1248),
];

/// A certificate of the lists, read by both, for what it signed.
struct Issuer<'a> {
    key: PublicKey,
    theirs: Option<PKey<Public>>,
    certificate: Certificate<'a>,
}

impl<'a> Issuer<'a> {
    fn of(der: &'a [u8]) -> Self {
        let certificate = Certificate::parse(der).unwrap();
        let theirs = X509::from_der(der).ok().and_then(|c| c.public_key().ok());
        Issuer { key: certificate.public_key().unwrap(), theirs, certificate }
    }
}

/// At most this many keys are tried that fit by name alone.
const BY_NAME: usize = 3;

/// The issuers found by key identifier and by name.
struct Pool<'a> {
    issuers: Vec<Issuer<'a>>,
    by_key: HashMap<&'a [u8], Vec<usize>>,
    by_name: HashMap<Vec<u8>, Vec<usize>>,
}

impl<'a> Pool<'a> {
    fn new(certificates: &BTreeSet<&'a [u8]>) -> Self {
        let issuers: Vec<Issuer<'a>> = certificates.iter().map(|der| Issuer::of(der)).collect();
        let (mut by_key, mut by_name) = (HashMap::<_, Vec<usize>>::new(), HashMap::<_, Vec<usize>>::new());
        for (at, issuer) in issuers.iter().enumerate() {
            if let Some(key) = issuer.certificate.subject_key_identifier() {
                by_key.entry(key).or_default().push(at);
            }
            by_name.entry(issuer.certificate.subject.folded().unwrap()).or_default().push(at);
        }
        Pool { issuers, by_key, by_name }
    }

    fn candidates(&self, certificate: &Certificate<'_>) -> BTreeSet<usize> {
        let by_key = certificate.authority_key_identifier().and_then(|key| self.by_key.get(key));
        let by_name = certificate.issuer.folded().and_then(|name| self.by_name.get(&name));
        let named = by_name.into_iter().flatten().take(BY_NAME);
        by_key.into_iter().flatten().chain(named).copied().collect()
    }

    /// What each says of a certificate under each key that may have signed it; also whether one verified.
    fn judge(&self, der: &[u8], counts: &mut BTreeMap<&'static str, usize>) -> bool {
        let certificate = Certificate::parse(der).unwrap();
        let theirs = X509::from_der(der);
        let mut verified = false;
        for at in self.candidates(&certificate) {
            let issuer = &self.issuers[at];
            let ours = certificate.verify_signature(&issuer.key);
            verified |= ours.is_ok();
            let algorithm = certificate.outer_algorithm.algorithm().unwrap();
            let said = match (ours.is_ok(), &theirs, &issuer.theirs) {
                (_, Err(_), _) => "OpenSSL cannot read the certificate",
                (_, _, None) => "OpenSSL cannot read the key",
                (mine, Ok(theirs), Some(key)) => match (mine, theirs.verify(key)) {
                    (true, Ok(true)) => "both good",
                    (false, Ok(false)) => "both bad",
                    (false, Err(_)) if !issuer.key.fits(algorithm) => SAID[2].0,
                    (false, Err(_)) => "bad, and OpenSSL fails",
                    (true, Err(_)) => "good, and OpenSSL fails",
                    (true, Ok(false)) => "good, and OpenSSL says bad",
                    (false, Ok(true)) => "bad, and OpenSSL says good",
                },
            };
            if !SAID.iter().any(|(known, _)| *known == said) {
                println!("{said}: {} by {algorithm} under {}", certificate.subject.shown(60), issuer.key.kind());
            }
            *counts.entry(said).or_default() += 1;
        }
        verified
    }
}

#[test]
fn every_real_signature_is_judged_as_openssl_judges_it() {
    let files = lists::files("data/masterlists", &[".ml", ".cscalist"]);
    let Some(folder) = lists::shared("data/pkd") else { return };
    let ldif = std::fs::read(folder.join("icaopkd-001-complete-slice.ldif")).unwrap();
    let signers = lists::ldif_values(&ldif, "userCertificate;binary");
    let pool: BTreeSet<&[u8]> =
        files.iter().flat_map(|(_, bytes)| lists::certificates(bytes)).map(|e| e.full).collect();
    let issuers = Pool::new(&pool);
    let all: Vec<&[u8]> = pool.iter().copied().chain(signers.iter().map(Vec::as_slice)).collect();
    let half = all.len() / 2;
    let work = |part: &[&[u8]]| {
        let mut counts = BTreeMap::new();
        let verified = part.iter().filter(|der| issuers.judge(der, &mut counts)).count();
        (counts, verified)
    };
    let (mut counts, mut verified) = (BTreeMap::<&'static str, usize>::new(), 0);
    std::thread::scope(|scope| {
        let parts: Vec<_> = [&all[..half], &all[half..]].map(|part| scope.spawn(move || work(part))).into();
        for part in parts {
            let (found, count) = part.join().unwrap();
            verified += count;
            found.into_iter().for_each(|(what, n)| *counts.entry(what).or_default() += n);
        }
    });
    assert_eq!((all.len(), verified), (4532, 4484));
    assert_eq!(counts, SAID.iter().copied().collect());
}
