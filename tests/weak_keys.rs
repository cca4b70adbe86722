//! Keys that nobody should certify: each request is properly signed by its key, and refused all the same.

#[path = "support/openssl_cli.rs"]
mod openssl_cli;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/weak_requests.rs"]
mod weak_requests;

use chancery::fault::Fail;
use chancery::pki::csr::Request;
use chancery::pki::profile::{Profile, TEMPLATES};
use chancery::pki::weak::{self, BlockList, BlockListError, Weakness};
use chancery::signer::PublicKey;
use openssl::pkey::{PKey, Private};

use openssl_cli::{file, good};

fn clauses(der: &[u8], list: Option<&BlockList>) -> Vec<&'static str> {
    let defects = Request::parse(der).unwrap().defects(None, list);
    defects.iter().map(|defect| defect.clause().unwrap_or("none")).collect()
}

#[test]
fn roca_close_primes_debian_small_even_and_composite_keys_are_refused_for_every_profile() {
    let profiles: Vec<Profile> = TEMPLATES.iter().map(|(_, text)| Profile::parse(text).unwrap()).collect();
    let rows: [(&str, PKey<Private>, &str, &str); 6] = [
        ("ROCA", weak_requests::roca(), "CSR-6", "ROCA"),
        ("close primes", weak_requests::close_primes(), "CSR-6", "close primes"),
        ("a small factor", weak_requests::small_factor(), "CSR-2", "factor 751"),
        ("a prime", weak_requests::prime_modulus(), "CSR-2", "is a prime"),
        ("a small exponent", weak_requests::small_exponent(), "CSR-2", "exponent 17"),
        ("1024 bits", weak_requests::short(), "CSR-2", "1024 bits"),
    ];
    for (what, key, clause, says) in rows {
        let der = weak_requests::request(&key);
        let request = Request::parse(&der).unwrap();
        let refused = request.check().unwrap_err();
        assert_eq!(refused.clause(), Some(clause), "{what}: {refused}");
        assert!(refused.to_string().contains(says), "{what}: {refused}");
        assert_eq!(clauses(&der, None), [clause], "{what}: the request proves its key");
        for profile in &profiles {
            assert_eq!(request.check_for(profile).unwrap_err().clause(), Some(clause), "{what}: {}", profile.name);
        }
    }
    let sound = weak_requests::request(&weak_requests::sound());
    assert!(Request::parse(&sound).unwrap().check().is_ok());
    assert_eq!(clauses(&sound, None), [""; 0]);
}

#[test]
fn an_even_modulus_or_exponent_is_weak_whatever_it_signs() {
    let n = weak_requests::sound().rsa().unwrap().n().to_vec();
    let mut even = n.clone();
    *even.last_mut().unwrap() ^= 1;
    for (modulus, exponent, wanted) in
        [(&even, &[1, 0, 1][..], Weakness::EvenModulus), (&n, &[1, 0, 0], Weakness::EvenExponent)]
    {
        let key = PublicKey::from_rsa(modulus, exponent).unwrap();
        assert_eq!(weak::of(&key).unwrap().first(), Some(&wanted));
        assert_eq!(weak::refuse(&key).unwrap_err().clause(), Some("CSR-2"));
    }
}

#[test]
fn no_profile_takes_an_ml_dsa_key() {
    for (name, text) in TEMPLATES {
        let begin = text.find("\nkinds = [").unwrap() + 1;
        let end = begin + text[begin..].find(']').unwrap() + 1;
        let changed = text.replace(&text[begin..end], "kinds = [\"P-384\", \"ML-DSA-65\"]");
        let refused = Profile::parse(&changed).unwrap_err().to_string();
        assert!(refused.contains("key.kinds: ML-DSA-65 keys stand in no certificate"), "{name}: {refused}");
    }
}

/// The line that stock tools make of a request: `openssl req -noout -modulus | sha1sum | cut -c 21-40`.
fn stock_line(der: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "request.der", der);
    let modulus = good(&["req", "-inform", "DER", "-in", &path, "-noout", "-modulus"], b"");
    let sum = good(&["dgst", "-sha1", "-r"], modulus.as_bytes());
    sum[20..40].to_owned()
}

#[test]
fn a_key_on_a_list_is_refused_as_the_stock_tools_write_the_list() {
    let der = weak_requests::request(&weak_requests::sound());
    let line = stock_line(&der);
    let other = "00005890bc78bcbee3ca";
    let list = |lines: &[&str]| BlockList::of(lines.join("\n").as_bytes()).unwrap();
    for lines in [vec![&*line], vec!["# RSA-2048", other, &line, "ffff5890bc78bcbee3ca"]] {
        let list = list(&lines);
        assert_eq!(clauses(&der, Some(&list)), ["CSR-5"]);
        let key = PublicKey::from_element(&Request::parse(&der).unwrap().spki).unwrap();
        let refused = weak::refuse_listed(&key, &list).unwrap_err();
        assert!(refused.to_string().contains(&list.digest().short().to_string()), "{refused}");
    }
    let mut near = line.clone();
    near.replace_range(19.., if line.ends_with('0') { "1" } else { "0" });
    assert_eq!(clauses(&der, Some(&list(&[other, &near]))), [""; 0]);
    let first = &stock_line(&der)[..19];
    assert!(matches!(BlockList::of(first.as_bytes()), Err(BlockListError::Line { line: 1, .. })));
}

#[test]
fn everything_that_is_wrong_with_a_request_is_told_at_once() {
    let der = weak_requests::request(&weak_requests::short());
    let mut broken = der.clone();
    *broken.last_mut().unwrap() ^= 1;
    let list = BlockList::of(stock_line(&der).as_bytes()).unwrap();
    let document_signer = TEMPLATES.iter().find(|(name, _)| *name == "document-signer").unwrap().1;
    let profile = Profile::parse(document_signer).unwrap();
    let request = Request::parse(&broken).unwrap();
    let defects = request.defects(Some(&profile), Some(&list));
    let told: Vec<_> = defects.iter().filter_map(Fail::clause).collect();
    assert_eq!(told, ["CSR-1", "CSR-2", "CSR-5", "PROFILE-1"]);
    assert_eq!(request.check().unwrap_err().clause(), Some("CSR-1"));
}

#[test]
fn a_curve_with_another_generator_and_a_point_off_it_are_no_keys() {
    use chancery::asn1;
    use chancery::signer::Curve;
    use openssl::bn::BigNumContext;
    use openssl::ec::{EcKey, PointConversionForm};
    let curve = Curve::P256;
    let group = curve.group().unwrap();
    let point = |key: &EcKey<Private>| {
        let mut context = BigNumContext::new().unwrap();
        key.public_key().to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context).unwrap()
    };
    let key = EcKey::generate(group).unwrap();
    let der = weak_requests::request(&PKey::from_ec_key(key.clone()).unwrap());
    let request = |spki: &[u8]| {
        // The request's own octets with another key in them: what is wrong with the key is said before its signature is.
        let parsed = Request::parse(&der).unwrap();
        let info = asn1::sequence(&[&asn1::integer(0)[..], parsed.subject.der(), spki, &asn1::context(0, &[])]);
        let algorithm = chancery::signer::Algorithm::Ecdsa(chancery::signer::Hash::Sha256).identifier();
        let request = asn1::sequence(&[info, algorithm, asn1::bit_string(&[0x30, 0])]);
        let refused = Request::parse(&request).unwrap().check().unwrap_err();
        assert!(Request::parse(&request).unwrap().defects(None, None).len() == 1, "{refused}");
        refused.to_string()
    };
    let named = |point: &[u8]| {
        let identifier =
            asn1::sequence(&[asn1::oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]), asn1::oid(curve.oid())]);
        asn1::sequence(&[identifier, asn1::bit_string(point)])
    };
    let mut off = point(&key);
    *off.last_mut().unwrap() ^= 1;
    assert!(request(&named(&off)).contains("not on its curve"));
    assert!(request(&named(&[0])).contains("infinity"));
    // CVE-2020-0601: the key's own point as the generator, so that its private half is 1.
    let honest = PublicKey::from_ec_point(curve, &point(&key)).unwrap().explicit_spki().unwrap();
    let generator = {
        let mut context = BigNumContext::new().unwrap();
        group.generator_opt().unwrap().to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context).unwrap()
    };
    let at = honest.windows(generator.len()).position(|part| part == generator).unwrap();
    let mut forged = honest.clone();
    forged[at..at + generator.len()].copy_from_slice(&point(&key));
    assert!(PublicKey::from_spki(&honest).is_ok());
    assert!(request(&forged).contains("no known curve"));
}

#[test]
fn a_file_that_holds_a_private_key_is_no_request() {
    use chancery::pki::key_material;
    let key = weak_requests::sound();
    let request = weak_requests::request(&key);
    let pem = chancery::pki::armour::pem(&request, "CERTIFICATE REQUEST").into_bytes();
    assert!(key_material::refuse(&request).is_ok() && key_material::refuse(&pem).is_ok());
    let sealed = |inside: Vec<u8>| [pem.clone(), inside].concat();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem").to_string_lossy().into_owned();
    good(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", &path], b"");
    let stock = std::fs::read(&path).unwrap();
    for file in [stock.clone(), sealed(stock.clone()), [stock, pem.clone()].concat()] {
        assert_eq!(key_material::refuse(&file).unwrap_err().clause(), Some("KEY-6"));
    }
    let Some(folder) = shared::shared("suites/ec-encodings/EC") else { return };
    let mut refused = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("private_key") {
            let bytes = std::fs::read(&path).unwrap();
            assert!(key_material::refuse(&bytes).is_err(), "{}", path.display());
            refused += 1;
        }
    }
    assert!(refused >= 3, "{refused}");
}
