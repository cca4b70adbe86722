//! Disks that give out: a full one, and a stick that is pulled out.
//!
//! * [`SmallDisk`] is a real file system of a few pages in a mount namespace of its own: what does not fit does not
//!   fit, whoever writes it and however. It needs the right to mount.
//! * [`BadDisk`] needs no right: the kernel asks a few lines of C before it does what a command wants. After so many
//!   octets writing below one folder fails, as on a full disk, or everything does, as on a stick that is pulled out.
//!   The same number always fails at the same call.

#![allow(dead_code, reason = "each test uses its part")]

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A small file system over a folder, seen by the commands that are run around it, and gone with its value.
pub struct SmallDisk {
    holder: Child,
    folder: PathBuf,
    /// Whether the namespace is of a user of its own, too.
    unprivileged: bool,
}

impl SmallDisk {
    /// Mounts a file system of so many octets (whole pages of 4096) over a folder that is there. `None`, with a printed
    /// word, where nothing may be mounted; a failure where CI says that it must be.
    pub fn over(folder: &Path, octets: u64) -> Option<SmallDisk> {
        let folder = folder.canonicalize().unwrap();
        let unprivileged = !rustix::process::geteuid().is_root();
        let flags: &[&str] = if unprivileged { &["-m", "-U", "-r"] } else { &["-m"] };
        let script = "mount -t tmpfs -o size=$1,mode=700 small \"$0\" && echo mounted && exec sleep 600";
        let mut command = Command::new("unshare");
        command.args(flags).args(["--propagation", "private", "sh", "-c", script]).arg(&folder).arg(octets.to_string());
        let mut holder = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line == "mounted\n" {
            return Some(SmallDisk { holder, folder, unprivileged });
        }
        holder.wait().unwrap();
        assert!(std::env::var("CI").as_deref() != Ok("true"), "nothing can be mounted here");
        println!("skipped: nothing can be mounted here");
        None
    }

    /// The same command where the disk is seen: its program, words, folder and the variables that were set for it, and
    /// no others. Standard input is nothing; the others are pipes.
    pub fn around(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        inside.args(["-t", &self.holder.id().to_string(), "-m"]);
        if self.unprivileged {
            inside.args(["-U", "--preserve-credentials"]);
        }
        // The folder has to be entered there, not here.
        let here = std::env::current_dir().unwrap();
        let folder = command.get_current_dir().unwrap_or(&here);
        inside.args(["sh", "-c", "cd \"$0\" && exec \"$@\""]).arg(folder);
        inside.arg(command.get_program()).args(command.get_args());
        inside.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        inside.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        inside
    }

    /// The folder as the commands see it, for the test to look into and to put things there.
    pub fn seen(&self) -> PathBuf {
        let below = self.folder.strip_prefix("/").unwrap();
        PathBuf::from(format!("/proc/{}/root", self.holder.id())).join(below)
    }

    /// Octets that are still free.
    pub fn free(&self) -> u64 {
        let disk = rustix::fs::statvfs(self.seen()).unwrap();
        disk.f_bavail * disk.f_frsize
    }

    /// Takes it away under whoever uses it: its folder is empty now, for commands that run as well. What they have open
    /// they can still use; `BadDisk` refuses that as well.
    pub fn pull(&self) {
        let mut umount = Command::new("umount");
        let status = self.around(umount.arg("-l").arg(&self.folder).env("PATH", path())).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // With the last process in it the namespace goes, and the mount with it.
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

fn path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

/// How a disk gives out.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// It is full: what fits is written.
    Full,
    /// It was pulled out: nothing there is read, written or made durable any more.
    Pulled,
}

/// A folder that is a bad disk for the commands that are run around it.
pub struct BadDisk {
    own: TempDir,
    folder: PathBuf,
}

impl BadDisk {
    /// The folder must be there. The machine's C compiler makes what it takes. `None`, with a printed word, where the
    /// kernel lets nobody ask; a failure where CI says that it must.
    pub fn over(folder: &Path) -> Option<BadDisk> {
        let own = TempDir::new().unwrap();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/small_disk.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-O1", "-Wall", "-Wextra", "-Werror"]).arg(source).arg("-o").arg(own.path().join("small_disk"));
        let made = compiler.output().expect("the C compiler that OpenSSL is built with");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let disk = BadDisk { own, folder: folder.canonicalize().unwrap() };
        let mut works = Command::new("true");
        works.env("PATH", path());
        if disk.around(&works, Fault::Full, 0).status().unwrap().success() {
            return Some(disk);
        }
        assert!(std::env::var("CI").as_deref() != Ok("true"), "the kernel lets nobody ask");
        println!("skipped: the kernel lets nobody ask");
        None
    }

    /// The words to put before a command, in a line for a shell too: the disk gives out with the write that would be
    /// more than so many octets, of all that the command and its children write there.
    pub fn words(&self, fault: Fault, after: u64) -> Vec<String> {
        let word = match fault {
            Fault::Full => "ENOSPC",
            Fault::Pulled => "EIO",
        };
        let program = self.own.path().join("small_disk").display().to_string();
        vec![program, self.folder.display().to_string(), after.to_string(), word.to_owned()]
    }

    /// The same command on the bad disk: its program, words, folder and the variables that were set for it, and no
    /// others. Standard input is nothing; the others are pipes.
    pub fn around(&self, command: &Command, fault: Fault, after: u64) -> Command {
        let words = self.words(fault, after);
        let mut around = Command::new(&words[0]);
        around.args(&words[1..]).arg(command.get_program()).args(command.get_args());
        around.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(folder) = command.get_current_dir() {
            around.current_dir(folder);
        }
        around.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        around
    }
}
