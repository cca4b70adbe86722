//! Pages as other programs see them: drawn by Ghostscript, their code read by zbar, their text by poppler. What is drawn
//! lies in memory alone.

#![allow(dead_code, reason = "each test uses its part")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Whether the three tools are here. Where they must be (`CI=true`) it is a failure that they are not.
pub fn tools_are_here() -> bool {
    for (tool, argument) in [("gs", "--version"), ("zbarimg", "--version"), ("pdftotext", "-v")] {
        let found = Command::new(tool).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
        if !found {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} is not installed");
            println!("skipped: {tool} is not installed");
            return false;
        }
    }
    true
}

/// A page that was drawn.
pub struct Drawn {
    folder: TempDir,
    /// All that Ghostscript said.
    pub said: String,
}

/// Draws a page, on a sheet of so many points unless the page asks for another.
pub fn draw(page: &[u8]) -> Drawn {
    let folder = TempDir::new_in("/dev/shm").unwrap();
    fs::write(folder.path().join("page.ps"), page).unwrap();
    let mut said = String::new();
    for device in
        [&["-sDEVICE=png16m", "-r150", "-sOutputFile=page-%d.png"][..], &["-sDEVICE=pdfwrite", "-sOutputFile=page.pdf"]]
    {
        let output =
            run(folder.path(), "gs", &[&["-q", "-dBATCH", "-dNOPAUSE", "-dSAFER"], device, &["page.ps"]].concat());
        said += &String::from_utf8_lossy(&output.stdout);
        said += &String::from_utf8_lossy(&output.stderr);
    }
    Drawn { folder, said }
}

impl Drawn {
    /// How many sheets came out.
    pub fn sheets(&self) -> usize {
        (1..).take_while(|n| self.folder.path().join(format!("page-{n}.png")).exists()).count()
    }

    /// Width and height of the first sheet in points, to the nearest.
    pub fn points(&self) -> (u32, u32) {
        let png = fs::read(self.folder.path().join("page-1.png")).unwrap();
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        ((number(16) * 72 + 75) / 150, (number(20) * 72 + 75) / 150)
    }

    /// What the codes on the first sheet hold, where any is read.
    pub fn codes(&self) -> Vec<String> {
        let output = run(self.folder.path(), "zbarimg", &["--quiet", "--raw", "page-1.png"]);
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// The text, as it stands on the sheet.
    pub fn text(&self) -> String {
        let output = run(self.folder.path(), "pdftotext", &["-layout", "page.pdf", "-"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The first sheet as a picture, octet by octet.
    pub fn picture(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("page-1.png")).unwrap()
    }

    /// Keeps a picture of the first sheet, for somebody who looks at it.
    pub fn keep(&self, at: &Path) {
        fs::copy(self.folder.path().join("page-1.png"), at).unwrap();
    }
}

fn run(folder: &Path, tool: &str, words: &[&str]) -> Output {
    Command::new(tool).args(words).current_dir(folder).env("TMPDIR", folder).stdin(Stdio::null()).output().unwrap()
}
