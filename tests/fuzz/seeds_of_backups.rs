//! Seeds of what backups bring with them: manifests, notes, wrapped keys, certificates and identities of keepers.

use std::fs;

use chancery::backup::StateManifest;
use chancery::backup::card::{Card, Form};
use chancery::digest::Digest;
use chancery::keys::SetId;
use chancery::ledger::{origin, sign_text};
use chancery::sealed::{Addressee, SealedError, seal_stream};
use chancery::secret::Secret;
use chancery::share::Share;
use chancery::vault::kwp;
use openssl::ec::{EcGroup, EcKey};
use openssl::nid::Nid;
use openssl::pkey::PKey;
use sequoia_openpgp::cert::CertBuilder;
use sequoia_openpgp::serialize::SerializeInto as _;
use tempfile::TempDir;

use super::sealed_media::{BEGIN, IDENTITY, Key, RECIPIENT, backup, key_set, nobody, octets, read, utopia};
use super::targets;

/// Objects made for a target.
pub fn made(target: &str) -> Vec<Vec<u8>> {
    match target {
        "age_keys" => keys_of_age(),
        "backup_keys" => {
            let media = [(); 2].map(|()| TempDir::new().unwrap());
            let folder = key_set([media[0].path(), media[1].path()]);
            vec![fs::read(folder.join("manifest.json")).unwrap()]
        }
        "backup_note" => {
            let note = sign_text(targets::backup_note::TEXT, &origin(&utopia()), &Key::new(1)).unwrap();
            vec![note.to_string().into_bytes()]
        }
        "backup_state" => {
            let mut manifests = manifests();
            let name = StateManifest::read(&manifests[0]).unwrap().name.to_string();
            manifests.push(name.into_bytes());
            manifests
        }
        "key_wrap" => wrapped_keys(),
        "openpgp_certificate" => {
            let (certificate, _) =
                CertBuilder::general_purpose(Some("Alice <alice@utopia.example>")).generate().unwrap();
            vec![certificate.to_vec().unwrap(), certificate.armored().to_vec().unwrap()]
        }
        "sealed" => {
            let to: Addressee = RECIPIENT.parse().unwrap();
            let write = |out: &mut dyn std::io::Write| out.write_all(&octets(3, 700)).map_err(SealedError::Write);
            vec![seal_stream(Vec::new(), &[to], &nobody(), write).unwrap().0]
        }
        "set_id" => vec![b"a1b2c3d4e5f60718".to_vec(), b"a1b2-c3d4-e5f6-0718".to_vec()],
        "share_note" => share_notes(),
        "state_tar" => targets::state_tar::seeds(),
        _ => Vec::new(),
    }
}

/// Of a full copy, and of one that is laid over it.
fn manifests() -> Vec<Vec<u8>> {
    let place = TempDir::new().unwrap();
    let base = backup(place.path(), &utopia(), &octets(1, 200_000), BEGIN, None);
    let on = read(&base).unwrap();
    let over = backup(place.path(), &utopia(), &octets(1, 210_000), "2026-11-23T10:00:00Z", Some(&on));
    [base, over].iter().map(|folder| fs::read(folder.join("manifest.json")).unwrap()).collect()
}

/// A recipient, one behind a plugin, and a file with an identity of each.
fn keys_of_age() -> Vec<Vec<u8>> {
    let plugin = bech32("age1yubikey", &[7; 33]);
    let behind = bech32("age-plugin-yubikey-", &[1, 2, 3, 4, 5, 6, 7]).to_uppercase();
    let file = format!("# created: 2026-11-22T10:00:00Z\n# public key: {RECIPIENT}\n{IDENTITY}\n{behind}\n");
    [RECIPIENT.to_owned(), plugin, format!("{IDENTITY}\n"), file].map(String::into_bytes).into()
}

/// Keys under the key of the target, and the same keys as they are inside.
fn wrapped_keys() -> Vec<Vec<u8>> {
    let key = Secret::new(targets::key_wrap::KEY.to_vec());
    let ec = |nid| PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap();
    let keys = [ec(Nid::X9_62_PRIME256V1), ec(Nid::BRAINPOOL_P384R1), PKey::generate_ed25519().unwrap()];
    let plain = keys.iter().map(|key| key.private_key_to_pkcs8().unwrap());
    plain.flat_map(|plain| [kwp::wrap(&key, &Secret::new(plain.clone())).unwrap(), plain]).collect()
}

/// A share that the standard publishes, as a note, as the text of a card, and as its words.
fn share_notes() -> Vec<Vec<u8>> {
    let words = "humidity disease academic always aluminum jewelry energy woman receiver strategy amuse duckling lying \
                 evidence network walnut tactics forget hairy rebound impulse brother survive clothes stadium mailman \
                 rival ocean reward venture always armed unwrap";
    let share = Share::read(&Secret::new(words.into())).unwrap();
    let (keeper, station) = ("alice".parse().unwrap(), utopia());
    let set = SetId::of([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18]);
    let (made, ledger_key) = (BEGIN.parse().unwrap(), Digest::of(b"ledger key"));
    let card = Card { set, share: &share, of: 3, escrow: false, keeper: &keeper, station: &station, made, ledger_key };
    let page = card.page(Form::Text).unwrap().expose().to_vec();
    vec![card.note().unwrap().expose().to_vec(), page, words.into()]
}

/// BIP 173.
fn bech32(prefix: &str, octets: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let bits = octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1)).collect::<Vec<u8>>();
    let five = |bits: &[u8]| (0..5).fold(0, |sum, bit| sum << 1 | bits.get(bit).copied().unwrap_or(0));
    let data: Vec<u8> = bits.chunks(5).map(five).collect();
    let high = prefix.bytes().map(|letter| letter >> 5);
    let low = prefix.bytes().map(|letter| letter & 31);
    let whole = high.chain([0]).chain(low).chain(data.iter().copied()).chain([0; 6]);
    let sum = whole.fold(1u32, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        let generators = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
        (0..5).filter(|bit| top >> bit & 1 == 1).fold(next, |sum, bit| sum ^ generators[bit])
    }) ^ 1;
    let check = (0..6).map(|place| (sum >> (5 * (5 - place)) & 31) as u8);
    let letters = data.iter().copied().chain(check).map(|five| char::from(LETTERS[usize::from(five)]));
    format!("{prefix}1{}", letters.collect::<String>())
}
