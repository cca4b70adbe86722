//! Secrets, looked for in everything that a traced command has written.
//!
//! A value is looked for whole and by its halves, in every form of `support/canary.rs` and in broken lines; words of a
//! share as any four of them that follow one another, whatever stands between them, and four letters of each are
//! enough. What is written to one place is read as one text, however many calls it took. Octets that went where nobody
//! could see them are a finding too.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};

use openssl::pkey::{PKey, Private};

use super::canary::Canary;
use super::traced::{Event, Place, Trace};

/// Words of a share that are a leak when they stand together.
const TOGETHER: usize = 4;

/// Where secrets may be written: each has to be named.
pub enum Allowed<'a> {
    /// The terminal of the command.
    Terminal,
    /// The device of a printer.
    Device(&'a Path),
    /// A file or folder that lies in memory: tmpfs, ramfs, or a `/memfd:` of this name. Where it does not, the test
    /// fails.
    Memory(&'a Path),
    /// The `-shm` file beside an SQLite database, or beside a passing copy of one: it holds the numbers of pages, and is
    /// mapped and gone at the end.
    WalIndex,
}

/// A secret where it must not be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    pub secret: String,
    pub form: String,
    pub call: String,
    pub place: Place,
    /// What the file was called later.
    pub later: Option<String>,
}

impl fmt::Debug for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as {} by {} in {:?}", self.secret, self.form, self.call, self.place)?;
        if let Some(later) = &self.later {
            write!(f, ", later {later}")?;
        }
        Ok(())
    }
}

/// What must be found nowhere.
#[derive(Default)]
pub struct Secrets {
    /// By their first four octets: what they are, and which secret in which form.
    patterns: HashMap<[u8; 4], Vec<(Vec<u8>, usize)>>,
    names: Vec<(String, String)>,
    /// The first two octets of any of them: most places are none without a further look.
    pairs: HashSet<[u8; 2]>,
    /// Beginnings of words, and the words of shares that follow one another.
    beginnings: BTreeSet<String>,
    together: HashMap<Vec<String>, String>,
}

impl Secrets {
    /// None yet.
    pub fn new() -> Secrets {
        Secrets::default()
    }

    /// How many forms are searched for.
    pub fn forms(&self) -> usize {
        self.names.len()
    }

    /// A text: a PIN, a passphrase, an identity. At least six octets.
    pub fn text(&mut self, name: &str, text: &str) {
        self.canary(&Canary::new(name, text.as_bytes()));
    }

    /// A value: a key. Where it is long, half of it is a leak.
    pub fn value(&mut self, name: &str, value: &[u8]) {
        self.canary(&Canary::new(name, value));
        if value.len() >= 24 {
            let (first, second) = value.split_at(value.len() / 2);
            self.canary(&Canary::new(&format!("the first half of {name}"), first));
            self.canary(&Canary::new(&format!("the second half of {name}"), second));
        }
    }

    /// The parts of a private key that nobody may know: the scalar, the seed, the exponent and the primes.
    pub fn private_key(&mut self, name: &str, key: &PKey<Private>) {
        if let Ok(ec) = key.ec_key() {
            let octets = ec.group().degree().div_ceil(8) as i32;
            self.value(name, &ec.private_key().to_vec_padded(octets).unwrap());
        } else if let Ok(rsa) = key.rsa() {
            self.value(&format!("the exponent of {name}"), &rsa.d().to_vec());
            self.value(&format!("a prime of {name}"), &rsa.p().unwrap().to_vec());
            self.value(&format!("the other prime of {name}"), &rsa.q().unwrap().to_vec());
        } else {
            self.value(name, &key.raw_private_key().unwrap());
        }
    }

    /// The words of a share.
    pub fn words(&mut self, name: &str, words: &str) {
        let beginnings: Vec<String> = words.split_whitespace().map(beginning).collect();
        self.beginnings.extend(beginnings.iter().cloned());
        for some in beginnings.windows(TOGETHER) {
            self.together.insert(some.to_vec(), name.to_owned());
        }
        // In other forms than plain words, too.
        let words: Vec<&str> = words.split_whitespace().collect();
        for some in words.windows(TOGETHER) {
            self.canary(&Canary::new(name, some.join(" ").as_bytes()));
        }
    }

    fn canary(&mut self, canary: &Canary) {
        for (form, octets) in canary.forms() {
            let Some(key) = octets.first_chunk::<4>() else { continue };
            let number = self.names.len();
            self.pairs.insert([key[0], key[1]]);
            self.names.push((canary.name().to_owned(), (*form).to_owned()));
            self.patterns.entry(*key).or_default().push((octets.clone(), number));
        }
    }

    /// Every secret in some octets: where it begins, its name and the form.
    pub fn in_octets(&self, octets: &[u8]) -> Vec<(usize, String, String)> {
        let mut found = self.patterns_in(octets);
        // PEM and others break their lines: what stands in them is read without their ends as well.
        if octets.contains(&b'\n') {
            let (places, unbroken): (Vec<usize>, Vec<u8>) =
                octets.iter().enumerate().filter(|(_, octet)| !b"\r\n".contains(octet)).unzip();
            let more = self.patterns_in(&unbroken).into_iter();
            found.extend(more.map(|(at, name, form)| (places[at], name, form)));
        }
        found.extend(self.words_in(octets));
        found
    }

    fn patterns_in(&self, octets: &[u8]) -> Vec<(usize, String, String)> {
        let mut found = Vec::new();
        let mut begins = vec![false; 1 << 16];
        self.pairs.iter().for_each(|pair| begins[usize::from(u16::from_be_bytes(*pair))] = true);
        for (at, four) in octets.windows(4).enumerate() {
            if !begins[usize::from(four[0]) << 8 | usize::from(four[1])] {
                continue;
            }
            let Some(patterns) = four.first_chunk().and_then(|four| self.patterns.get(four)) else { continue };
            for (pattern, number) in patterns {
                if octets[at..].starts_with(pattern) {
                    let (name, form) = &self.names[*number];
                    found.push((at, name.clone(), form.clone()));
                }
            }
        }
        found
    }

    /// Words of a share that follow one another when all that is no such word is left out.
    fn words_in(&self, octets: &[u8]) -> Vec<(usize, String, String)> {
        let (mut found, mut last): (_, Vec<(usize, String)>) = (Vec::new(), Vec::new());
        let mut at = 0;
        for run in octets.split(|octet| !octet.is_ascii_alphabetic()) {
            let begin = at;
            at += run.len() + 1;
            let Some(word) = std::str::from_utf8(run).ok().filter(|run| run.len() >= 4).map(beginning) else {
                continue;
            };
            if !self.beginnings.contains(&word) {
                continue;
            }
            last.push((begin, word));
            if last.len() > TOGETHER {
                last.remove(0);
            }
            let some: Vec<String> = last.iter().map(|(_, word)| word.clone()).collect();
            if let Some(name) = self.together.get(&some) {
                found.push((last[0].0, name.clone(), "words".to_owned()));
            }
        }
        found
    }

    /// Everything in a trace that must not be there.
    pub fn leaks(&self, trace: &Trace, allowed: &[Allowed<'_>]) -> Vec<Leak> {
        let mut found = BTreeSet::new();
        for (place, events) in trace.streams() {
            if is_allowed(place, allowed) {
                continue;
            }
            let later = || trace.renamed.iter().find(|(from, _)| *place == Place::At(from.clone()));
            let mut leak = |secret: String, form: String, call: &str| {
                let later = later().map(|(_, to)| to.clone());
                found.insert(Leak { secret, form, call: call.to_owned(), place: place.clone(), later });
            };
            if matches!(place, Place::Unseen(_)) {
                events.iter().for_each(|event| leak("what nobody saw".to_owned(), "anything".to_owned(), &event.call));
            }
            let whole = events.iter().flat_map(|event| event.octets.iter().copied()).collect::<Vec<u8>>();
            for (at, secret, form) in self.in_octets(&whole) {
                leak(secret, form, call_at(&events, at));
            }
        }
        found.into_iter().collect()
    }

    /// Fails with every leak in words.
    #[track_caller]
    pub fn assert_nowhere(&self, trace: &Trace, allowed: &[Allowed<'_>]) {
        let leaks: Vec<String> = self.leaks(trace, allowed).iter().map(|leak| format!("{leak:?}")).collect();
        assert!(leaks.is_empty(), "secrets leaked:\n{}", leaks.join("\n"));
        // The search was awake.
        assert!(!self.names.is_empty() && !trace.events.is_empty(), "nothing was searched for, or nothing was seen");
    }
}

/// SLIP-39 tells its words apart by four letters.
fn beginning(word: impl AsRef<str>) -> String {
    word.as_ref().chars().take(4).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The call that wrote the octet at this place of a stream.
fn call_at<'e>(events: &[&'e Event], at: usize) -> &'e str {
    let mut end = 0;
    let found = events.iter().find(|event| {
        end += event.octets.len();
        at < end
    });
    found.map_or("", |event| &event.call)
}

fn is_allowed(place: &Place, allowed: &[Allowed<'_>]) -> bool {
    let (Place::At(path) | Place::Unseen(path)) = place else { return false };
    let path = Path::new(path);
    allowed.iter().any(|allowed| match allowed {
        Allowed::Terminal => path == Path::new("/dev/tty") || path.starts_with("/dev/pts"),
        Allowed::Device(device) => path == *device,
        Allowed::Memory(folder) => path.starts_with(folder) && lies_in_memory(folder),
        Allowed::WalIndex => {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.ends_with("-shm") && name.contains(".db")
        }
    })
}

/// Whether a path, or where it was, is in a file system of memory. Anything else is a mistake of the test.
#[track_caller]
fn lies_in_memory(path: &Path) -> bool {
    if path.to_str().is_some_and(|path| path.starts_with("/memfd:")) {
        return true;
    }
    let there = path.ancestors().find(|path| path.exists()).map_or_else(|| PathBuf::from("/"), Path::to_owned);
    let kind = rustix::fs::statfs(&there).unwrap().f_type;
    const TMPFS: i64 = 0x0102_1994;
    const RAMFS: i64 = 0x8584_58f6;
    assert!([TMPFS, RAMFS].contains(&(kind as i64)), "{} does not lie in memory", path.display());
    true
}
