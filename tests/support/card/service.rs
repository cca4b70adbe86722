//! A PC/SC service of our own with two virtual readers, and cards that are put in and pulled out.
//!
//! The service gets its socket handed down, as from systemd, so that it stands beside one that the machine may run;
//! the client library finds it by `PCSCLITE_CSOCK_NAME`. An environment is given to a process, not changed in one:
//! [`in_a_service`] therefore runs its test again in a process of its own. The virtual reader's driver listens on
//! every address of the machine (its port cannot be bound to one) as long as the test runs; cards connect to it over
//! the loopback.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use chancery::vault::piv::{self, Reader};

use super::{Reply, Shared};

/// The variable by which the client library finds the socket.
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";
/// Says to the process that runs the test's body what folder is its own.
const FOLDER: &str = "PIV_TEST_FOLDER";
const DAEMON: &str = "/usr/sbin/pcscd";
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
const PATIENCE: Duration = Duration::from_secs(20);

/// The running service.
pub struct Service {
    daemon: Mutex<Child>,
    folder: PathBuf,
    port: u16,
}

/// Runs `body` with a service of our own, in a process of its own. `test` is the whole name of the test that calls.
/// Where the service is not installed: with `CI=true` a failure, else a printed word.
pub fn in_a_service(test: &str, body: impl FnOnce(&Service)) {
    if let Some(folder) = std::env::var_os(FOLDER) {
        if let Some(service) = Service::start(Path::new(&folder)) {
            body(&service);
        }
        return;
    }
    for (needed, package) in [(DAEMON, "pcscd"), (DRIVER, "vsmartcard-vpcd")] {
        if !Path::new(needed).exists() {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{needed} is missing: install {package}");
            println!("left out: {needed} is missing");
            return;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .env(SOCKET, folder.path().join("socket"))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success() && said.contains("1 passed"), "in a process of its own:\n{said}");
    println!("{said}");
}

impl Service {
    /// `None`, with a printed word, where the service does not start on this machine; with `CI=true` a failure.
    fn start(folder: &Path) -> Option<Service> {
        let port = two_free_ports();
        let readers = folder.join("readers");
        std::fs::create_dir(&readers).unwrap();
        let reader = format!(
            "FRIENDLYNAME \"Chancery Test\"\nDEVICENAME /dev/null:{port}\nLIBPATH {DRIVER}\nCHANNELID {port:#x}\n"
        );
        std::fs::write(readers.join("virtual"), reader).unwrap();
        let socket = UnixListener::bind(folder.join("socket")).unwrap();
        let log = File::create(folder.join("log")).unwrap();
        // The socket comes as descriptor 3, and the process that takes it is the one that LISTEN_PID names.
        let script = "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" --foreground --info --auto-exit --config \"$1\"";
        let daemon = Command::new("sh")
            .args(["-c", script, DAEMON])
            .arg(&readers)
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(socket)))
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let service = Service { daemon: Mutex::new(daemon), folder: folder.to_owned(), port };
        let start = Instant::now();
        while !piv::readers().is_ok_and(|readers| readers.len() == 2) {
            let mut daemon = service.daemon.lock().unwrap_or_else(|broken| broken.into_inner());
            let has_ended = daemon.try_wait().unwrap().is_some();
            drop(daemon);
            if has_ended || start.elapsed() > PATIENCE {
                let word = format!("pcscd does not start here:\n{}", service.log());
                assert!(std::env::var("CI").as_deref() != Ok("true"), "{word}");
                println!("left out: {word}");
                return None;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Some(service)
    }

    /// The folder of this test.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name of reader 0 or 1.
    pub fn reader(&self, index: u16) -> String {
        format!("Chancery Test 00 0{index}")
    }

    /// Puts a card into reader 0 or 1 and waits until it is noticed.
    pub fn put_in(&self, index: u16, card: &Shared) -> Inserted {
        let stream = TcpStream::connect(("127.0.0.1", self.port + index)).unwrap();
        let (mut end, card) = (stream.try_clone().unwrap(), card.clone());
        let serving = thread::spawn(move || {
            serve(&mut end, &card);
            // The driver sees the card go only when every copy of the socket is closed or shut.
            end.shutdown(Shutdown::Both).ok();
        });
        self.wait("the card is noticed", |readers| has_card(readers, &self.reader(index)));
        Inserted { stream, serving: Some(serving) }
    }

    /// Ends the service.
    pub fn stop(&self) {
        let mut daemon = self.daemon.lock().unwrap_or_else(|broken| broken.into_inner());
        daemon.kill().ok();
        daemon.wait().ok();
    }

    /// Waits until the reader is empty, and until the service has noticed it: a card that comes back sooner stays
    /// unpowered.
    pub fn wait_until_empty(&self, index: u16) {
        let reader = self.reader(index);
        self.wait("the card is gone", |readers| {
            let log = self.log();
            let noted = |what: &str| log.matches(&format!("{what} {reader}")).count();
            !has_card(readers, &reader) && noted("Card inserted into") == noted("Card Removed From")
        });
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Runs a stock tool against this service; both streams together.
    pub fn tool(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(program).args(arguments).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }

    fn wait(&self, what: &str, is_so: impl Fn(&[Reader]) -> bool) {
        let start = Instant::now();
        loop {
            let found = piv::readers();
            if found.as_deref().is_ok_and(&is_so) {
                return;
            }
            if start.elapsed() > PATIENCE {
                panic!("waited in vain until {what}; there is {found:?}; the service said:\n{}", self.log());
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

fn has_card(readers: &[Reader], name: &str) -> bool {
    readers.iter().any(|reader| reader.name == name && reader.has_card)
}

/// A card in a reader. It is pulled out when this is dropped.
pub struct Inserted {
    stream: TcpStream,
    serving: Option<JoinHandle<()>>,
}

impl Drop for Inserted {
    fn drop(&mut self) {
        self.stream.shutdown(Shutdown::Both).ok();
        if let Some(serving) = self.serving.take() {
            serving.join().ok();
        }
    }
}

/// The driver asks for two ports in a row, one for each reader.
fn two_free_ports() -> u16 {
    loop {
        let one = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = one.local_addr().unwrap().port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

/// The card's side of the line: two octets of length, then a command or, one octet long, a control.
fn serve(stream: &mut TcpStream, card: &Shared) {
    /// An answer to reset without history, T=0 and T=1.
    const ANSWER_TO_RESET: [u8; 5] = [0x3b, 0x80, 0x80, 0x01, 0x01];
    loop {
        let mut length = [0; 2];
        if stream.read_exact(&mut length).is_err() {
            return;
        }
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        if stream.read_exact(&mut message).is_err() {
            return;
        }
        let answer = match message.as_slice() {
            [0..=2] => {
                card.look().reset();
                continue;
            }
            [4] => ANSWER_TO_RESET.to_vec(),
            command => match card.look().reply(command) {
                Reply::Answer(answer) => answer,
                Reply::Gone => return,
            },
        };
        let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
        if stream.write_all(&[&length[..], &answer].concat()).is_err() {
            return;
        }
    }
}
