//! A PIV card made of software, for tests: its program, and the three ways to reach it.
//!
//! * [`Program`] answers commands as SP 800-73-4 has them, with keys of OpenSSL, a PIN that counts and blocks, and
//!   faults that a test asks for.
//! * [`InProcess`] is a link to it without any service.
//! * [`service`] starts a PC/SC service of our own and puts cards into its two readers.

#![allow(dead_code, reason = "each test uses its part")]

mod program;
#[cfg(feature = "piv")]
pub mod service;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use chancery::vault::piv::{Card, End, Link, PivError, Talk, Transmit};
use openssl::pkey::PKey;

pub use program::{Program, Reply};

use crate::signing::{ec, self_signed};

/// The PIN of every card that [`card_with`] makes.
pub const PIN: &[u8] = b"271828";

/// A card that tests hold on to while it is in a reader.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Program>>);

impl Shared {
    /// A card that can be held by several.
    pub fn new(program: Program) -> Self {
        Shared(Arc::new(Mutex::new(program)))
    }

    /// The program, to look at or to change.
    pub fn look(&self) -> MutexGuard<'_, Program> {
        self.0.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    /// The card at the end of a link inside this process.
    pub fn open(&self) -> Result<Card, PivError> {
        Card::over(Box::new(InProcess(self.clone())), "in process")
    }
}

/// A link to a card without a service between.
pub struct InProcess(pub Shared);

impl Link for InProcess {
    fn converse(&self, end: End, talk: &mut Talk<'_>) -> Result<(), PivError> {
        let told = talk(&mut InProcess(self.0.clone()));
        if end == End::Reset {
            self.0.look().reset();
        }
        told
    }
}

impl Transmit for InProcess {
    fn transmit(&mut self, apdu: &[u8]) -> Result<Vec<u8>, PivError> {
        match self.0.look().reply(apdu) {
            Reply::Answer(answer) => Ok(answer),
            Reply::Gone => Err(PivError::CardRemoved),
        }
    }
}

/// The arguments of `openssl genpkey` for a kind of key.
fn kind(name: &str) -> Vec<String> {
    match name.strip_prefix("rsa") {
        Some(bits) => ["-algorithm", "RSA", "-pkeyopt", &format!("rsa_keygen_bits:{bits}")].map(String::from).into(),
        None => {
            ec(["P-256", "P-384", "P-521"][["p256", "p384", "p521"].iter().position(|k| *k == name).unwrap()], false)
        }
    }
}

/// Makes a key of this kind (`p256`, `p384`, `rsa2048`, …) and its certificate in a folder; `NAME.pem` is the
/// certificate, `NAME.key` the key.
pub fn certified(folder: &Path, name: &str, kind_of_key: &str) -> Vec<u8> {
    let arguments = kind(kind_of_key);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let usage = ["keyUsage=critical,digitalSignature", "extendedKeyUsage=emailProtection"];
    self_signed(folder, name, &arguments, &usage)
}

/// A card with a key of each kind in its slot; files of slot `9c` are called `9c.pem` and `9c.key`.
pub fn card_with(folder: &Path, slots: &[(u8, &str)]) -> Shared {
    let mut program = Program::new(PIN);
    for (slot, kind_of_key) in slots {
        let name = format!("{slot:02x}");
        let certificate = certified(folder, &name, kind_of_key);
        let key = std::fs::read(folder.join(format!("{name}.key"))).unwrap();
        program.put(*slot, PKey::private_key_from_pem(&key).unwrap(), &certificate);
    }
    Shared::new(program)
}
