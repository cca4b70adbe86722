//! A command under `strace`: every octet that it and its children write, where to, and every word they are called with.
//!
//! What the kernel is told by a system call is seen. What is written through memory that is mapped to a file is not:
//! such a file is read when the command has ended, and where it is gone then, that is an event of its own
//! (`Place::Unseen`). Whatever copies between descriptors is treated alike. Reading is no event.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Calls whose octets go somewhere.
const WRITING: &str = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,setxattr,lsetxattr,fsetxattr";
/// Calls that give a file its name.
const NAMING: &str = "open,creat,openat,openat2,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,\
                      mknod,mknodat";
/// Calls that move octets which nobody sees.
const COPYING: &str = "mmap,copy_file_range,sendfile,splice,tee,ioctl,io_uring_setup,process_vm_writev";
/// Calls by which a process guards its memory: kept as they are, for those who ask whether it did.
const GUARDING: &str = "mlock,mlock2,mlockall,munlock,prctl,setrlimit,prlimit64,madvise";
/// Octets of one call that are shown at most.
const SHOWN: &str = "67108864";

/// Where octets went.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A file, device, `pipe:[…]` or `socket:[…]` behind a descriptor, by the name that the kernel has for it.
    At(String),
    /// An argument of a program that was started.
    Argument(String),
    /// A variable in the environment of a program that was started.
    Variable(String, String),
    /// The name of a file, or of a process.
    Name,
    /// Octets went there, and what they were is not known.
    Unseen(String),
}

/// One writing of octets.
#[derive(Clone, Debug)]
pub struct Event {
    /// Microseconds.
    pub at: u64,
    /// The thread.
    pub process: u32,
    /// The system call.
    pub call: String,
    pub place: Place,
    pub octets: Vec<u8>,
}

/// Everything that a command and its children did.
#[derive(Default)]
pub struct Trace {
    /// In the order of time.
    pub events: Vec<Event>,
    /// What a file was called later, or as well: from, to.
    pub renamed: Vec<(String, String)>,
    /// The calls of `GUARDING` that succeeded, as strace writes them.
    pub guards: Vec<String>,
}

/// A tracing that goes on. What is seen lies in memory.
pub struct Tracing {
    folder: TempDir,
}

impl Tracing {
    /// `None`, with a printed word, where nothing can be traced; a failure where CI says that it must be.
    pub fn begin() -> Option<Tracing> {
        let works = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
        if works.is_ok_and(|output| output.status.success()) {
            return Some(Tracing { folder: TempDir::new_in("/dev/shm").unwrap() });
        }
        assert!(std::env::var("CI").as_deref() != Ok("true"), "strace does not run");
        println!("skipped: strace does not run");
        None
    }

    /// The same words for a line that a shell reads, as at a terminal of `support/room.rs`.
    pub fn line(&self) -> String {
        self.words().iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
    }

    /// The words to put before a command.
    pub fn words(&self) -> Vec<String> {
        let calls: Vec<String> = [WRITING, NAMING, COPYING, GUARDING, "execve,execveat"]
            .iter()
            .flat_map(|calls| calls.split(','))
            .map(|call| format!("?{}", call.trim()))
            .collect();
        let (calls, out) = (format!("trace={}", calls.join(",")), self.folder.path().join("t").display().to_string());
        // Every thread has a file of its own, so that no call is interrupted by another's line.
        let words = ["strace", "-ff", "--seccomp-bpf", "-qq", "-y", "-v", "-xx", "-ttt", "-s", SHOWN, "-e", &calls];
        words.iter().chain(&["-o", &out]).map(|&word| word.to_owned()).collect()
    }

    /// The same command under the tracing: its program, words, folder and the variables that were set for it, and no
    /// others. Standard input is nothing; the others are pipes.
    pub fn around(&self, command: &Command) -> Command {
        let words = self.words();
        let mut traced = Command::new(&words[0]);
        traced.args(&words[1..]).arg(command.get_program()).args(command.get_args());
        traced.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(folder) = command.get_current_dir() {
            traced.current_dir(folder);
        }
        traced.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        traced
    }

    /// Runs a command to its end and adds what was seen; further ones may follow.
    pub fn run(&self, command: &Command) -> Output {
        self.around(command).output().unwrap()
    }

    /// What was seen of all commands, once they have ended.
    pub fn end(self) -> Trace {
        let mut trace = Trace::default();
        for entry in fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let process = path.extension().unwrap().to_str().unwrap().parse().unwrap();
            let text = fs::read(&path).unwrap();
            text.split(|octet| *octet == b'\n').for_each(|line| trace.line(process, line));
        }
        trace.events.sort_by_key(|event| event.at);
        trace
    }
}

impl Trace {
    /// All that was written to a place, one after the other.
    pub fn streams(&self) -> BTreeMap<&Place, Vec<&Event>> {
        let mut streams: BTreeMap<&Place, Vec<&Event>> = BTreeMap::new();
        self.events.iter().for_each(|event| streams.entry(&event.place).or_default().push(event));
        streams
    }

    /// Octets written to a file of this path, by this and no later name.
    pub fn written_to(&self, path: &Path) -> Vec<u8> {
        let place = Place::At(path.display().to_string());
        self.events.iter().filter(|event| event.place == place).flat_map(|event| event.octets.clone()).collect()
    }

    /// Programs that were started, in order.
    pub fn programs(&self) -> Vec<&str> {
        let first = self.events.iter().filter(|event| event.call == "execve:program");
        first.filter_map(|event| std::str::from_utf8(&event.octets).ok()).collect()
    }

    /// Whether a call that guards memory was made with these words in it: `("prctl", "PR_SET_DUMPABLE,
    /// SUID_DUMP_DISABLE")`.
    pub fn guarded(&self, call: &str, words: &str) -> bool {
        self.guards.iter().any(|line| line.starts_with(&format!("{call}(")) && line.contains(words))
    }

    fn line(&mut self, process: u32, line: &[u8]) {
        let Some(space) = line.iter().position(|octet| *octet == b' ') else { return };
        let (at, rest) = (stamp(&line[..space]), &line[space + 1..]);
        let mut event = |call: &str, place, octets| {
            self.events.push(Event { at, process, call: call.to_owned(), place, octets });
        };
        if rest.starts_with(b"+++ ") {
            if rest.windows(11).any(|window| window == b"core dumped") {
                event("core", Place::Unseen("a core dump".to_owned()), Vec::new());
            }
            return;
        }
        let Some(open) = rest.iter().position(|octet| *octet == b'(').filter(|_| !rest.starts_with(b"--- ")) else {
            return;
        };
        let call = String::from_utf8(rest[..open].to_vec()).unwrap();
        let (words, result) = split(&rest[open + 1..]);
        if result.starts_with("-1") {
            return;
        }
        let tokens = tokens(words);
        let is = |calls: &str| calls.split(',').any(|name| name.trim() == call);
        let texts = || tokens.iter().filter_map(Token::text);
        let places = || tokens.iter().filter_map(Token::place);
        match call.as_str() {
            "execve" | "execveat" => {
                for (name, place, octets) in started(&tokens) {
                    event(&format!("{call}:{name}"), place, octets);
                }
            }
            "prctl" if words.starts_with(b"PR_SET_NAME") => {
                texts().for_each(|text| event(&call, Place::Name, text.to_vec()));
            }
            _ if is(GUARDING) => self.guards.push(String::from_utf8_lossy(rest).into_owned()),
            "mmap" => {
                let has = |word: &[u8]| words.windows(word.len()).any(|window| window == word);
                if has(b"MAP_SHARED") && has(b"PROT_WRITE") {
                    places().for_each(|place| event(&call, place.read(), place.content()));
                }
            }
            "ioctl" if !words.windows(4).any(|window| window == b"CLON") => {}
            "io_uring_setup" | "process_vm_writev" => event(&call, Place::Unseen(call.clone()), Vec::new()),
            _ if is(COPYING) => places().for_each(|place| event(&call, place.read(), place.content())),
            "setxattr" | "lsetxattr" => texts().for_each(|text| event(&call, Place::Name, text.to_vec())),
            _ if is(WRITING) => {
                let place =
                    Place::At(places().next().map_or_else(|| format!("descriptor {}", first(words)), Behind::name));
                let parts: Vec<&[u8]> = match call.as_str() {
                    "write" | "pwrite64" | "sendto" => texts().take(1).collect(),
                    "fsetxattr" => texts().collect(),
                    _ => tokens.iter().filter(|t| t.before.ends_with("iov_base=")).filter_map(Token::text).collect(),
                };
                event(&call, place, parts.concat());
            }
            _ => {
                let opens = call.starts_with("open") && !words.windows(7).any(|w| w == b"O_CREAT" || w == b"O_TMPFI");
                if !opens {
                    texts().for_each(|text| event(&call, Place::Name, text.to_vec()));
                }
                if call.starts_with("rename") || call.starts_with("link") {
                    self.renamed.extend(renaming(&tokens));
                }
            }
        }
    }
}

/// Something in the words of a call.
struct Token {
    /// What stands between the token before and this one.
    before: String,
    what: What,
}

enum What {
    Text(Vec<u8>),
    Place(Behind),
}

/// What is behind a descriptor.
struct Behind {
    path: String,
    removed: bool,
}

impl Behind {
    fn name(&self) -> String {
        self.path.clone()
    }

    /// The place of octets that were not seen as they went there.
    fn read(&self) -> Place {
        if !self.removed && Path::new(&self.path).is_file() {
            Place::At(self.name())
        } else {
            Place::Unseen(self.name())
        }
    }

    fn content(&self) -> Vec<u8> {
        if matches!(self.read(), Place::At(_)) { fs::read(&self.path).unwrap_or_default() } else { Vec::new() }
    }
}

impl Token {
    fn text(&self) -> Option<&[u8]> {
        if let What::Text(text) = &self.what { Some(text) } else { None }
    }

    fn place(&self) -> Option<&Behind> {
        if let What::Place(place) = &self.what { Some(place) } else { None }
    }
}

/// `1795420694.615815` in microseconds.
fn stamp(text: &[u8]) -> u64 {
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
    String::from_utf8(digits).unwrap().parse().unwrap()
}

/// The words of a call, and its result; none where it did not come back.
fn split(rest: &[u8]) -> (&[u8], String) {
    match rest.windows(4).rposition(|window| window == b") = ") {
        Some(at) => (&rest[..at], String::from_utf8_lossy(&rest[at + 4..]).into_owned()),
        None => (rest, String::new()),
    }
}

fn first(words: &[u8]) -> String {
    String::from_utf8_lossy(words.split(|octet| *octet == b',').next().unwrap_or_default()).into_owned()
}

/// Texts, and what is behind descriptors, in a call whose texts are all in hex.
fn tokens(words: &[u8]) -> Vec<Token> {
    let (mut found, mut before, mut at) = (Vec::new(), 0, 0);
    while at < words.len() {
        let end = match words[at] {
            b'"' => b'"',
            b'<' if words.get(at + 1) == Some(&b'\\') => b'>',
            _ => {
                at += 1;
                continue;
            }
        };
        let length = words[at + 1..].iter().position(|octet| *octet == end).expect("a text has an end");
        let text = unescaped(&words[at + 1..at + 1 + length]);
        let after = &words[at + 2 + length..];
        let what = if end == b'"' {
            assert!(!after.starts_with(b"..."), "strace has cut off a text of {length} characters");
            What::Text(text)
        } else {
            What::Place(Behind {
                path: String::from_utf8_lossy(&text).into_owned(),
                removed: after.starts_with(b"(deleted)"),
            })
        };
        found.push(Token { before: String::from_utf8_lossy(&words[before..at]).into_owned(), what });
        at += length + 2;
        before = at;
    }
    found
}

/// `\x41\x42`
fn unescaped(text: &[u8]) -> Vec<u8> {
    let digit = |octet: u8| (octet as char).to_digit(16).expect("hex") as u8;
    text.chunks_exact(4).map(|four| digit(four[2]) << 4 | digit(four[3])).collect()
}

/// A program that is started: its name, its arguments, its environment.
fn started(tokens: &[Token]) -> Vec<(&'static str, Place, Vec<u8>)> {
    let mut texts = tokens.iter().filter(|token| token.text().is_some());
    let program = texts.next().and_then(Token::text).unwrap_or_default().to_vec();
    let name = String::from_utf8_lossy(&program).into_owned();
    let mut found = vec![("program", Place::Argument(name.clone()), program)];
    let mut list = 0;
    for token in texts {
        list += token.before.matches('[').count();
        let text = token.text().unwrap_or_default().to_vec();
        if list < 2 {
            found.push(("argument", Place::Argument(name.clone()), text));
        } else {
            let variable = String::from_utf8_lossy(text.split(|octet| *octet == b'=').next().unwrap()).into_owned();
            found.push(("environment", Place::Variable(name.clone(), variable), text));
        }
    }
    found
}

/// The two names of a renaming or a link, each made whole by the folder behind the descriptor before it.
fn renaming(tokens: &[Token]) -> Option<(String, String)> {
    let (mut folder, mut names) = (String::new(), Vec::new());
    for token in tokens {
        match &token.what {
            What::Place(place) => folder = place.name(),
            What::Text(name) => {
                let name = Path::new(&folder).join(String::from_utf8_lossy(name).into_owned());
                names.push(name.display().to_string());
            }
        }
    }
    Some((names.first()?.clone(), names.get(1)?.clone()))
}
