//! What the card answers: SELECT, VERIFY, GET DATA, GENERAL AUTHENTICATE, chaining and GET RESPONSE.

use std::collections::BTreeMap;

use chancery::asn1::{Reader, Tag, tlv};
use openssl::ecdsa::EcdsaSig;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Padding;

/// What reaches the reader.
pub enum Reply {
    /// An answer with its status.
    Answer(Vec<u8>),
    /// Nothing: the card is no longer there.
    Gone,
}

/// A change of what the card says: given the number of the command (from 0), the command, and the true answer.
pub type Spoil = Box<dyn FnMut(usize, &[u8], Vec<u8>) -> Reply + Send>;

/// The card. Its state lasts over resets, as a real card's does; the PIN's does not.
pub struct Program {
    pin: Vec<u8>,
    /// Wrong PINs it still takes.
    pub tries: u8,
    keys: BTreeMap<u8, PKey<Private>>,
    /// Data objects by their tag, whole answers.
    pub objects: BTreeMap<Vec<u8>, Vec<u8>>,
    /// A YubiKey says its serial number.
    pub serial: Option<u32>,
    /// Every command since the beginning.
    pub heard: Vec<Vec<u8>>,
    /// How many PINs it was shown, right or wrong.
    pub pins_shown: usize,
    /// The command at which it is pulled out.
    pub pulled_at: Option<u8>,
    /// Lies, where a test wants them.
    pub spoil: Option<Spoil>,
    selected: bool,
    verified: bool,
    /// Whether the PIN came with the command before: what slot 9C wants.
    fresh: bool,
    chain: Vec<u8>,
    rest: Vec<u8>,
}

const TRIES: u8 = 3;
const APPLICATION: [u8; 11] = [0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];

type Said = Result<Vec<u8>, u16>;

impl Program {
    /// A card with this PIN and nothing else but its CHUID.
    pub fn new(pin: &[u8]) -> Self {
        let chuid = [tlv(Tag(0x30), &[0xd4; 25]), tlv(Tag(0x34), &[0x5a; 16]), tlv(Tag(0x35), b"20301231")].concat();
        let chuid = [chuid, tlv(Tag(0x3e), &[]), tlv(Tag(0xfe), &[])].concat();
        Program {
            pin: pin.to_vec(),
            tries: TRIES,
            keys: BTreeMap::new(),
            objects: BTreeMap::from([(vec![0x5f, 0xc1, 0x02], tlv(Tag(0x53), &chuid))]),
            serial: None,
            heard: Vec::new(),
            pins_shown: 0,
            pulled_at: None,
            spoil: None,
            selected: false,
            verified: false,
            fresh: false,
            chain: Vec::new(),
            rest: Vec::new(),
        }
    }

    /// Puts a key and a certificate into a slot.
    pub fn put(&mut self, slot: u8, key: PKey<Private>, certificate: &[u8]) {
        self.keys.insert(slot, key);
        self.put_certificate(slot, certificate, 0);
    }

    /// Puts a certificate alone, with this octet of information (1 says compressed).
    pub fn put_certificate(&mut self, slot: u8, certificate: &[u8], information: u8) {
        let parts = [tlv(Tag(0x70), certificate), tlv(Tag(0x71), &[information]), tlv(Tag(0xfe), &[])].concat();
        self.objects.insert(object(slot).to_vec(), tlv(Tag(0x53), &parts));
    }

    /// Sets another PIN, the counter full.
    pub fn set_pin(&mut self, pin: &[u8]) {
        self.pin = pin.to_vec();
        self.tries = TRIES;
    }

    /// Power off and on.
    pub fn reset(&mut self) {
        (self.selected, self.verified, self.fresh) = (false, false, false);
        self.chain.clear();
        self.rest.clear();
    }

    /// Whether another program could sign now without a PIN.
    pub fn is_open(&self) -> bool {
        self.verified
    }

    /// Answers one command.
    pub fn reply(&mut self, apdu: &[u8]) -> Reply {
        let number = self.heard.len();
        self.heard.push(apdu.to_vec());
        if self.pulled_at.is_some() && self.pulled_at == apdu.get(1).copied() {
            self.reset();
            return Reply::Gone;
        }
        let answer = self.answer(apdu);
        match self.spoil.as_mut() {
            Some(spoil) => spoil(number, apdu, answer),
            None => Reply::Answer(answer),
        }
    }

    fn answer(&mut self, apdu: &[u8]) -> Vec<u8> {
        let (class, instruction, parameters, data) = match parts(apdu) {
            Some(parts) => parts,
            None => return vec![0x67, 0x00],
        };
        let was_fresh = std::mem::take(&mut self.fresh);
        if instruction == 0xc0 {
            return self.next_piece();
        }
        self.rest.clear();
        match class {
            0x10 => {
                self.chain.extend(data);
                self.fresh = was_fresh;
                return vec![0x90, 0x00];
            }
            0x00 => {}
            _ => return vec![0x6e, 0x00],
        }
        let data = [std::mem::take(&mut self.chain), data.to_vec()].concat();
        match self.act(instruction, parameters, &data, was_fresh) {
            Ok(answer) => {
                self.rest = answer;
                self.next_piece()
            }
            Err(status) => status.to_be_bytes().to_vec(),
        }
    }

    /// At most 256 octets of what is left to say.
    fn next_piece(&mut self) -> Vec<u8> {
        let piece: Vec<u8> = self.rest.drain(..self.rest.len().min(256)).collect();
        let status = match self.rest.len() {
            0 => [0x90, 0x00],
            left => [0x61, u8::try_from(left).unwrap_or(0)],
        };
        [piece, status.to_vec()].concat()
    }

    fn act(&mut self, instruction: u8, parameters: [u8; 2], data: &[u8], was_fresh: bool) -> Said {
        match instruction {
            0xa4 if parameters[0] == 0x04 => self.select(data),
            _ if !self.selected => Err(0x6d00),
            0x20 => self.verify(parameters, data),
            0xcb if parameters == [0x3f, 0xff] => self.get_data(data),
            0x87 => self.authenticate(parameters, data, was_fresh),
            0xf8 => self.serial.map(|serial| serial.to_be_bytes().to_vec()).ok_or(0x6d00),
            _ => Err(0x6d00),
        }
    }

    fn select(&mut self, name: &[u8]) -> Said {
        if name.len() < 5 || !APPLICATION.starts_with(name) {
            return Err(0x6a82);
        }
        self.selected = true;
        let authority = tlv(Tag(0x79), &tlv(Tag(0x4f), &APPLICATION[..5]));
        Ok(tlv(Tag(0x61), &[tlv(Tag(0x4f), &APPLICATION[5..]), authority].concat()))
    }

    fn verify(&mut self, parameters: [u8; 2], data: &[u8]) -> Said {
        if parameters == [0xff, 0x80] {
            self.verified = false;
            return Ok(Vec::new());
        }
        if parameters != [0x00, 0x80] {
            return Err(0x6a88);
        }
        let counted = |tries: u8| if tries == 0 { 0x6983 } else { 0x63c0 + u16::from(tries) };
        if data.is_empty() {
            return if self.verified { Ok(Vec::new()) } else { Err(counted(self.tries)) };
        }
        self.pins_shown += 1;
        if self.tries == 0 {
            return Err(0x6983);
        }
        if data.len() != 8 {
            return Err(0x6a80);
        }
        let wanted: Vec<u8> = self.pin.iter().copied().chain([0xff; 8]).take(8).collect();
        if data != wanted {
            self.verified = false;
            self.tries -= 1;
            return Err(0x63c0 + u16::from(self.tries));
        }
        (self.tries, self.verified, self.fresh) = (TRIES, true, true);
        Ok(Vec::new())
    }

    fn get_data(&self, data: &[u8]) -> Said {
        let wanted = Reader::new(data).next(Tag(0x5c), "a tag list").map_err(|_| 0x6a80_u16)?;
        self.objects.get(wanted.content).cloned().ok_or(0x6a82)
    }

    fn authenticate(&mut self, parameters: [u8; 2], data: &[u8], was_fresh: bool) -> Said {
        let [algorithm, slot] = parameters;
        let key = self.keys.get(&slot).ok_or(0x6a88_u16)?;
        let may = match slot {
            0x9e => true,
            0x9c => was_fresh,
            _ => self.verified,
        };
        if !may {
            return Err(0x6982);
        }
        let octets = usize::try_from(key.bits()).unwrap().div_ceil(8);
        let challenge = challenge(data).ok_or(0x6a80_u16)?;
        let fits = match (algorithm, key.id()) {
            (0x11, Id::EC) => octets == 32 && challenge.len() == 32,
            (0x14, Id::EC) => octets == 48 && challenge.len() == 48,
            (0x07, Id::RSA) => octets == 256 && challenge.len() == 256,
            _ => false,
        };
        if !fits {
            return Err(0x6a80);
        }
        let signature = match key.id() {
            Id::RSA => {
                let mut signature = vec![0; octets];
                key.rsa().unwrap().private_encrypt(challenge, &mut signature, Padding::NONE).map_err(|_| 0x6a80_u16)?;
                signature
            }
            _ => EcdsaSig::sign(challenge, &key.ec_key().unwrap()).unwrap().to_der().unwrap(),
        };
        Ok(tlv(Tag(0x7c), &tlv(Tag(0x82), &signature)))
    }
}

/// The object with the certificate of a slot.
pub fn object(slot: u8) -> [u8; 3] {
    let last = match slot {
        0x9a => 0x05,
        0x9c => 0x0a,
        0x9d => 0x0b,
        0x9e => 0x01,
        retired => retired - 0x82 + 0x0d,
    };
    [0x5f, 0xc1, last]
}

/// Class, instruction, parameters and data, in short or extended form.
fn parts(apdu: &[u8]) -> Option<(u8, u8, [u8; 2], &[u8])> {
    let (head, body) = apdu.split_first_chunk::<4>()?;
    let data = match body {
        [] | [_] | [0, _, _] => &[][..],
        [0, high, low, rest @ ..] => rest.get(..usize::from(u16::from_be_bytes([*high, *low])))?,
        [length, rest @ ..] => rest.get(..usize::from(*length))?,
    };
    Some((head[0], head[1], [head[2], head[3]], data))
}

/// The challenge in the template of GENERAL AUTHENTICATE, where an empty response asks for its signature.
fn challenge(data: &[u8]) -> Option<&[u8]> {
    let mut parts = Reader::new(data).next(Tag(0x7c), "a template").ok()?.reader();
    let (mut challenge, mut asked) = (None, false);
    while !parts.is_at_end() {
        let part = parts.any("a part").ok()?;
        match part.tag {
            Tag(0x81) => challenge = Some(part.content),
            Tag(0x82) => asked = part.content.is_empty(),
            _ => return None,
        }
    }
    challenge.filter(|_| asked)
}
