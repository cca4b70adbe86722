//! A set in the making: its key drawn and split, the shares sealed or printed, the keys wrapped, the media written.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::hands::{Handed, ReadBack, Turn};
use super::proof::Returning;
use super::{Backing, BackingError};
use crate::act::{SetShares, ShareFor};
use crate::backup::card::{Card, share_check};
use crate::backup::hand::{self, Keeper};
use crate::backup::{Base64, Medium, ShareRecord, SharesRecord, TokenRecord, Way, WrappedKey};
use crate::clock::Time;
use crate::digest::Digest;
use crate::entropy::Entropy;
use crate::keys::SetId;
use crate::mode::Identity;
use crate::safe::Label;
use crate::sealed::OpenPgpCertificate;
use crate::share::{self, Form, Members, Passphrase, Scheme, Share};
use crate::station::{Material, StationError};
use crate::store::KeyRow;
use crate::vault::{BackupKey, Session};

/// The word of a way, and what it goes to.
fn recorded(way: &hand::Way) -> Way {
    match way {
        hand::Way::Card => Way::Card,
        hand::Way::Shown => Way::Shown,
        hand::Way::Age(_) => Way::Age,
        hand::Way::OpenPgp(_) => Way::Openpgp,
    }
}

/// Refuses shares that nobody can split (BACKUP-69), two for one keeper or to one key (SHARE-16), and a certificate that
/// nothing can be sealed to. How each goes, and how those in escrow.
fn going(shares: &SetShares, material: &Material, at: Time) -> Result<(Vec<Keeper>, Vec<Keeper>), StationError> {
    expect_threshold(shares.threshold, shares.each.len())?;
    let mut all = Vec::new();
    for share in &shares.each {
        all.push(keeper(share, material, at)?);
    }
    if let Some(escrow) = &shares.escrow {
        expect_threshold(escrow.threshold, escrow.each.len())?;
        for share in &escrow.each {
            all.push(keeper(share, material, at)?);
        }
    }
    hand::each_once(&all, all.len())?;
    let in_escrow = all.split_off(shares.each.len());
    Ok((all, in_escrow))
}

fn expect_threshold(threshold: u8, of: usize) -> Result<(), StationError> {
    let wanted = match usize::from(threshold) {
        _ if of > 16 => "a set has 16 shares at most".to_owned(),
        0 | 1 => "wanted 2 or more: one share alone must not be the key".to_owned(),
        wanted if wanted > of => "the threshold is above the number of keepers".to_owned(),
        _ => return Ok(()),
    };
    Err(BackingError::SharesUnfit { found: format!("{threshold} of {of} shares"), wanted }.into())
}

/// Who gets a share, and how.
fn keeper(share: &ShareFor, material: &Material, at: Time) -> Result<Keeper, StationError> {
    let unfit = |wanted: &str| {
        let found = crate::safe::line(&share.way, 60);
        StationError::from(BackingError::SharesUnfit { found, wanted: wanted.into() })
    };
    let way = match share.way.split_once(':') {
        None if share.way == "card" => hand::Way::Card,
        None if share.way == "shown" => hand::Way::Shown,
        Some(("age", recipient)) => hand::Way::Age(recipient.parse()?),
        Some(("openpgp", fingerprint)) => {
            let digest = share.certificate.ok_or_else(|| unfit("wanted the certificate with it"))?;
            let certificate = OpenPgpCertificate::read(material.find("OpenPGP certificate", digest)?)?;
            certificate.expect_usable(at.unix())?;
            if certificate.fingerprint() != fingerprint {
                return Err(unfit("the certificate has another fingerprint"));
            }
            hand::Way::OpenPgp(certificate)
        }
        _ => return Err(unfit("wanted card, shown, age: or openpgp:")),
    };
    Ok(Keeper { name: share.keeper.clone(), way })
}

/// Refuses shares that cannot be handed out; nothing is drawn.
pub(in crate::station) fn check_shares(shares: &SetShares, material: &Material, at: Time) -> Result<(), StationError> {
    going(shares, material, at).map(|_| ())
}

/// The shares of one splitting, each with its keeper.
struct Dealt {
    shares: Vec<Share>,
    keepers: Vec<Keeper>,
}

impl Dealt {
    /// Splits the key, judges each share alone, and rebuilds the key from every quorum.
    fn deal(
        key: &BackupKey,
        threshold: u8,
        keepers: Vec<Keeper>,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, StationError> {
        let members = Members::new(threshold, u8::try_from(keepers.len()).unwrap_or(u8::MAX))?;
        let none = Passphrase::none();
        let shares = share::split(key.secret(), &none, &Scheme::single(members), Form::default(), entropy)?;
        share::prove(&shares, &none, key.secret())?;
        Ok(Dealt { shares, keepers })
    }

    fn each(&self) -> impl Iterator<Item = (&Share, &Keeper)> {
        self.shares.iter().zip(&self.keepers)
    }

    fn identifier(&self) -> u16 {
        self.shares.first().map_or(0, |share| share.head().set.identifier.number())
    }

    fn of(&self) -> u8 {
        u8::try_from(self.shares.len()).unwrap_or(u8::MAX)
    }

    fn record(&self, set: SetId) -> SharesRecord {
        let each = self.each().map(|(share, keeper)| ShareRecord {
            number: share.head().member,
            keeper: keeper.name.clone(),
            way: recorded(&keeper.way),
            to: keeper.way.to(),
            check: share_check(set, share.head().member, share),
        });
        SharesRecord {
            identifier: self.identifier(),
            threshold: self.shares.first().map_or(0, |share| share.head().member_threshold),
            of: self.of(),
            each: each.collect(),
        }
    }
}

/// The key of a set with its shares: split, each judged alone, every quorum rebuilt.
pub(in crate::station) struct Drawn {
    pub(in crate::station) set: SetId,
    pub(in crate::station) key: BackupKey,
    shares: Dealt,
    escrow: Option<Dealt>,
    /// The sealed notes, by the names of their files.
    pub(in crate::station) notes: BTreeMap<String, Vec<u8>>,
    station: Identity,
    pub(in crate::station) made: Time,
    ledger_key: Digest,
    /// The cards that were begun to be printed or shown: `share 2`, `escrow 1`. Each may be in somebody's hand.
    out: RefCell<Vec<String>>,
}

/// Whose set it is.
pub(in crate::station) struct Of {
    pub(in crate::station) set: SetId,
    pub(in crate::station) station: Identity,
    pub(in crate::station) made: Time,
    /// The digest of the ledger's verifier key text.
    pub(in crate::station) ledger_key: Digest,
}

impl Drawn {
    /// Draws the key, splits it, proves the shares, and seals those that go to a key.
    pub(in crate::station) fn draw(
        of: &Of,
        shares: &SetShares,
        material: &Material,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, StationError> {
        let (keepers, in_escrow) = going(shares, material, of.made)?;
        let key = BackupKey::draw(entropy)?;
        let dealt = Dealt::deal(&key, shares.threshold, keepers, entropy)?;
        let mut escrow = None;
        if let Some(asked) = &shares.escrow {
            let mut second = Dealt::deal(&key, asked.threshold, in_escrow, entropy)?;
            // Two splittings are told apart by their numbers of 15 bits.
            while second.identifier() == dealt.identifier() {
                second = Dealt::deal(&key, asked.threshold, second.keepers, entropy)?;
            }
            escrow = Some(second);
        }
        let (station, made, ledger_key) = (of.station.clone(), of.made, of.ledger_key);
        let notes = BTreeMap::new();
        let out = RefCell::default();
        let mut drawn = Drawn { set: of.set, key, shares: dealt, escrow, notes, station, made, ledger_key, out };
        drawn.notes = drawn.sealed()?;
        Ok(drawn)
    }

    /// Both splittings, and whether it is the one in escrow.
    fn all(&self) -> impl Iterator<Item = (&Dealt, bool)> {
        std::iter::once((&self.shares, false)).chain(self.escrow.iter().map(|dealt| (dealt, true)))
    }

    fn card<'s>(&'s self, (dealt, escrow): (&Dealt, bool), share: &'s Share, keeper: &'s Label) -> Card<'s> {
        let (station, made, ledger_key) = (&self.station, self.made, self.ledger_key);
        Card { set: self.set, share, of: dealt.of(), escrow, keeper, station, made, ledger_key }
    }

    fn sealed(&self) -> Result<BTreeMap<String, Vec<u8>>, StationError> {
        let mut notes = BTreeMap::new();
        for (dealt, escrow) in self.all() {
            for (share, keeper) in dealt.each() {
                let ending = match &keeper.way {
                    hand::Way::Card | hand::Way::Shown => continue,
                    hand::Way::Age(_) => "age",
                    hand::Way::OpenPgp(_) => "asc",
                };
                let file = hand::seal_note(keeper, &self.card((dealt, escrow), share, &keeper.name))?;
                notes.insert(format!("{}.{ending}", keeper.name), file);
            }
        }
        Ok(notes)
    }

    /// What the manifest says of the shares.
    pub(in crate::station) fn record(&self) -> SharesRecord {
        self.shares.record(self.set)
    }

    /// What it says of those in escrow.
    pub(in crate::station) fn escrow_record(&self) -> Option<SharesRecord> {
        self.escrow.as_ref().map(|dealt| dealt.record(self.set))
    }

    /// What the intent reserves: the set, and the digests of the sealed notes.
    pub(in crate::station) fn reserved(&self) -> Value {
        let notes: BTreeMap<&String, Digest> = self.notes.iter().map(|(name, file)| (name, Digest::of(file))).collect();
        json!({ "set": self.set, "notes": notes })
    }

    /// The cards that may be in somebody's hand.
    pub(in crate::station) fn out(&self) -> Vec<String> {
        self.out.borrow().clone()
    }

    /// Hands out what is printed and shown, one keeper after the other, each proven by words that its keeper types back.
    /// Nothing of it can be taken back.
    pub(in crate::station) fn hand_out(
        &self,
        backing: &mut Backing<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<(), StationError> {
        for (dealt, escrow) in self.all() {
            for (share, keeper) in dealt.each() {
                let printed = matches!(keeper.way, hand::Way::Card);
                if !printed && !matches!(keeper.way, hand::Way::Shown) {
                    continue;
                }
                let (number, wanted) = (share.head().member, share.head().member_threshold);
                let turn = Turn { set: self.set, wanted, number, of: dealt.of(), keeper: &keeper.name, printed };
                let room = backing.room.as_mut().ok_or(BackingError::NoHands { what: "nobody is at the terminal" })?;
                room.begin(turn)?;
                let kind = if escrow { "escrow" } else { "share" };
                self.out.borrow_mut().push(format!("{kind} {number}"));
                loop {
                    match &backing.printer {
                        Some(printer) if printed => {
                            let page = self.card((dealt, escrow), share, &keeper.name).page(printer.form)?;
                            hand::print(&printer.device, &page)?;
                        }
                        None if printed => return Err(BackingError::NoHands { what: "no printer was named" }.into()),
                        _ => room.show(turn, &share.expose_words())?,
                    }
                    let asked = ReadBack::draw(&share.expose_words(), entropy)?;
                    if room.end(turn, &asked)? == Handed::Kept {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Refuses where what the shares need is not there: people in the room and a printer (BACKUP-74) that takes cards
/// (SHARE-23, SHARE-24). Nothing is begun before that.
pub(in crate::station) fn expect_hands(shares: &SetShares, backing: &Backing<'_>) -> Result<(), StationError> {
    let escrow = shares.escrow.iter().flat_map(|escrow| &escrow.each);
    let all: Vec<&ShareFor> = shares.each.iter().chain(escrow).collect();
    let by_hand = |way: &str| all.iter().any(|share| share.way == way);
    if by_hand("card") || by_hand("shown") {
        let nobody = || BackingError::NoHands { what: "nobody is at the terminal" };
        backing.room.as_ref().ok_or_else(nobody)?.expect(by_hand("shown"))?;
    }
    match &backing.printer {
        None if by_hand("card") => Err(BackingError::NoHands { what: "no printer was named" }.into()),
        Some(printer) if by_hand("card") => Ok(hand::expect_takes_pages(&printer.device)?),
        _ => Ok(()),
    }
}

/// Keys that their vaults wrapped.
#[derive(Default)]
pub(in crate::station) struct Medley {
    /// What the manifest says of each, in the order of their labels.
    pub(in crate::station) keys: Vec<WrappedKey>,
    /// The blobs, by the labels of their keys.
    pub(in crate::station) blobs: BTreeMap<Label, Vec<u8>>,
}

impl Medley {
    /// Puts one more in.
    pub(in crate::station) fn put(
        &mut self,
        row: &KeyRow,
        blob: Vec<u8>,
        session: &Session,
        guards: Vec<String>,
        certificates: Vec<Vec<u8>>,
    ) -> Result<(), StationError> {
        let public_key = row.public_key.as_ref().ok_or(BackingError::KeyNowhere { key: row.label.to_string() })?;
        let token = session.vault().identity().clone();
        self.keys.push(WrappedKey {
            label: row.label.clone(),
            id: row.id,
            spec: row.spec,
            public_key: Base64(public_key.spki().to_vec()),
            file: WrappedKey::file_of(&row.label),
            octets: blob.len() as u64,
            sha256: Digest::of(&blob),
            vault: row.vault.clone(),
            token: TokenRecord {
                label: crate::safe::line(&token.label, 64),
                serial: crate::safe::line(&token.serial, 64),
                manufacturer: crate::safe::line(&token.manufacturer, 64),
                model: crate::safe::line(&token.model, 64),
            },
            guards,
            certificates: certificates.into_iter().map(Base64).collect(),
        });
        self.keys.sort_by(|one, other| one.label.cmp(&other.label));
        self.blobs.insert(row.label.clone(), blob);
        Ok(())
    }

    /// Puts a key in that was in another set: all but its blob is as it was.
    pub(in crate::station) fn put_again(&mut self, before: &WrappedKey, blob: Vec<u8>) {
        let key = WrappedKey { octets: blob.len() as u64, sha256: Digest::of(&blob), ..before.clone() };
        self.blobs.insert(key.label.clone(), blob);
        self.keys.push(key);
        self.keys.sort_by(|one, other| one.label.cmp(&other.label));
    }

    /// What has to come back.
    pub(in crate::station) fn returning(&self) -> Result<Vec<Returning<'_>>, StationError> {
        let one = |key: &WrappedKey| -> Result<Returning<'_>, StationError> {
            let missing = || BackingError::KeyNowhere { key: key.label.to_string() };
            Ok(Returning {
                id: key.id,
                label: key.label.clone(),
                spec: key.spec,
                public_key: crate::signer::PublicKey::from_spki(&key.public_key.0)?,
                blob: self.blobs.get(&key.label).ok_or_else(missing)?,
            })
        };
        self.keys.iter().map(one).collect()
    }
}

/// The media of a set: as many as approved, none twice, and on file systems of their own where that is wanted.
pub(in crate::station) fn media(backing: &Backing<'_>, wanted: u8, apart: bool) -> Result<Vec<Medium>, StationError> {
    let found = backing.media.len();
    if found != usize::from(wanted) {
        return Err(BackingError::MediaWanted { found, wanted }.into());
    }
    let media = backing.media.iter().map(|path| Medium::open(path)).collect::<Result<Vec<_>, _>>()?;
    for (at, one) in media.iter().enumerate() {
        for other in media.iter().skip(at + 1) {
            one.expect_other_place(other)?;
            if apart && one.is_on_same_file_system(other) {
                let (one, other) = (one.path().to_owned(), other.path().to_owned());
                return Err(BackingError::MediaTogether { one, other }.into());
            }
        }
    }
    Ok(media)
}

/// Where a sealed note of a set lies below `out/`.
pub(in crate::station) fn note_path(set: SetId, file: &str) -> String {
    format!("backups/keys-{set}/{file}")
}
