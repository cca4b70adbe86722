//! Officers with keys of their own, made by stock `gpg`, `openssl` and `ssh-keygen`, who sign files with the very
//! commands that the house prints for them.
//!
//! ```text
//! let officers = Officers::in_folder(folder.path());
//! let (ann, bob, carol) = (officers.openpgp("ann"), officers.x509("bob"), officers.ssh("carol"));
//! let signature = ann.sign(&statement); // the path of the signature file
//! ```

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::rc::Rc;

/// Whether the three tools are here. Where they must be (`CI=true`) it is a failure that they are not.
pub fn tools_are_here() -> bool {
    for (tool, argument) in [("gpg", "--version"), ("openssl", "version"), ("ssh-keygen", "-?")] {
        let found = Command::new(tool).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
        if !found {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} is not installed");
            println!("skipped: {tool} is not installed");
            return false;
        }
    }
    true
}

/// A folder of gpg's own, with a path short enough for the agent's sockets. Its agent ends with it.
struct Home(tempfile::TempDir);

impl Drop for Home {
    fn drop(&mut self) {
        let _ = Command::new("gpgconf").arg("--homedir").arg(self.0.path()).args(["--kill", "gpg-agent"]).status();
    }
}

/// Makes officers.
pub struct Officers {
    folder: PathBuf,
    home: Rc<Home>,
}

/// Which tool an officer signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tool {
    Gpg,
    OpenSsl,
    SshKeygen,
}

/// One officer with one key.
pub struct Officer {
    name: String,
    folder: PathBuf,
    key: PathBuf,
    tool: Tool,
    home: Rc<Home>,
}

/// Runs a command, which must succeed.
pub fn run(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

impl Officers {
    /// Officers whose files stand in this folder, each in a folder of their name.
    pub fn in_folder(folder: &Path) -> Self {
        let only_ours = fs::Permissions::from_mode(0o700);
        let home = tempfile::Builder::new().prefix("o").permissions(only_ours).tempdir_in("/tmp").unwrap();
        fs::write(home.path().join("gpg.conf"), "batch\npinentry-mode loopback\nno-tty\n").unwrap();
        Officers { folder: folder.to_owned(), home: Rc::new(Home(home)) }
    }

    fn officer(&self, name: &str, tool: Tool) -> Officer {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        Officer { name: name.to_owned(), key: folder.join("key"), folder, tool, home: self.home.clone() }
    }

    /// An officer with an Ed25519 OpenPGP key that does not expire.
    pub fn openpgp(&self, name: &str) -> Officer {
        self.openpgp_with(name, "ed25519", "sign", "never", &[])
    }

    /// An officer with an OpenPGP key as gpg's `--quick-generate-key` takes it: algorithm, usage, expiry;
    /// `options` go before.
    pub fn openpgp_with(&self, name: &str, algorithm: &str, usage: &str, expiry: &str, options: &[&str]) -> Officer {
        let mut officer = self.officer(name, Tool::Gpg);
        officer.key = officer.folder.join(format!("{name}.asc"));
        let user = format!("{name} <{name}@utopia.example>");
        run(officer.gpg().args(options).args([
            "--passphrase",
            "",
            "--quick-generate-key",
            &user,
            algorithm,
            usage,
            expiry,
        ]));
        officer.export();
        officer
    }

    /// An officer with a P-256 key and a self-signed certificate.
    pub fn x509(&self, name: &str) -> Officer {
        self.x509_with(name, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], &[])
    }

    /// An officer with a self-signed certificate; `key` are arguments of `openssl genpkey`, `options` of
    /// `openssl req -x509`.
    pub fn x509_with(&self, name: &str, key: &[&str], options: &[&str]) -> Officer {
        let mut officer = self.officer(name, Tool::OpenSsl);
        run(officer.openssl().args(["genpkey", "-out", "me.key"]).args(key));
        let subject = format!("/C=UT/O=Office/CN={name}");
        run(officer
            .openssl()
            .args(["req", "-x509", "-new", "-key", "me.key", "-subj", &subject, "-days", "730", "-out", "me.pem"])
            .args(options));
        officer.key = officer.folder.join("me.pem");
        officer
    }

    /// An officer with an Ed25519 SSH key.
    pub fn ssh(&self, name: &str) -> Officer {
        self.ssh_with(name, &["-t", "ed25519"])
    }

    /// An officer with an SSH key; `kind` are arguments of `ssh-keygen`.
    pub fn ssh_with(&self, name: &str, kind: &[&str]) -> Officer {
        let mut officer = self.officer(name, Tool::SshKeygen);
        run(officer.ssh_keygen().args(["-q", "-N", "", "-C", name, "-f", "id"]).args(kind));
        officer.key = officer.folder.join("id.pub");
        officer
    }
}

impl Officer {
    /// The file of the public key, as an officer hands it in.
    pub fn key(&self) -> &Path {
        &self.key
    }

    /// The bytes of the public key.
    pub fn key_bytes(&self) -> Vec<u8> {
        fs::read(&self.key).unwrap()
    }

    /// The officer's own folder, where the tools run.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Signs a statement with the command that the house prints, and returns the signature's file.
    pub fn sign(&self, statement: &Path) -> PathBuf {
        self.sign_with(statement, &[])
    }

    /// As [`Officer::sign`], with more options for the tool; of a repeated option the later counts.
    pub fn sign_with(&self, statement: &Path, options: &[&str]) -> PathBuf {
        let copy = self.folder.join("approve.txt");
        if copy != statement {
            fs::copy(statement, &copy).unwrap();
        }
        match self.tool {
            Tool::Gpg => {
                let user = format!("{}@utopia.example", self.name);
                run(self
                    .gpg()
                    .args(["--yes", "-u", &user, "--armor"])
                    .args(options)
                    .args(["--detach-sign", "approve.txt"]));
                self.folder.join("approve.txt.asc")
            }
            Tool::OpenSsl => {
                let signer = "cms -sign -binary -outform DER -in approve.txt -signer me.pem -inkey me.key";
                run(self.openssl().args(signer.split(' ')).args(options).args(["-out", "approve.txt.p7s"]));
                self.folder.join("approve.txt.p7s")
            }
            Tool::SshKeygen => {
                let _ = fs::remove_file(self.folder.join("approve.txt.sig"));
                let signer = "-Y sign -n chancery-decision -f id";
                run(self.ssh_keygen().args(signer.split(' ')).args(options).arg("approve.txt"));
                self.folder.join("approve.txt.sig")
            }
        }
    }

    /// `gpg` with this officer's keys, in their folder.
    pub fn gpg(&self) -> Command {
        let mut command = Command::new("gpg");
        command.current_dir(&self.folder).arg("--homedir").arg(self.home.0.path());
        command
    }

    /// `openssl` in this officer's folder.
    pub fn openssl(&self) -> Command {
        let mut command = Command::new("openssl");
        command.current_dir(&self.folder);
        command
    }

    /// `ssh-keygen` in this officer's folder.
    pub fn ssh_keygen(&self) -> Command {
        let mut command = Command::new("ssh-keygen");
        command.current_dir(&self.folder);
        command
    }

    /// Writes the OpenPGP key file anew, after the key was changed.
    pub fn export(&self) {
        let user = format!("{}@utopia.example", self.name);
        let armoured = run(self.gpg().args(["--armor", "--export", &user])).stdout;
        fs::write(&self.key, armoured).unwrap();
    }

    /// The fingerprint as gpg prints it.
    pub fn gpg_fingerprint(&self) -> String {
        let user = format!("{}@utopia.example", self.name);
        let listed = run(self.gpg().args(["--with-colons", "--list-keys", &user])).stdout;
        let listed = String::from_utf8(listed).unwrap();
        let line = listed.lines().find(|line| line.starts_with("fpr:")).unwrap();
        line.split(':').nth(9).unwrap().to_owned()
    }
}
