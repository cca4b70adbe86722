//! A command at a real terminal, which `script` makes: somebody reads the screen and types.

#![allow(dead_code, reason = "each test uses its part")]

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A terminal with one command.
pub struct Room {
    child: Child,
    keys: ChildStdin,
    screen: ChildStdout,
    shown: Vec<u8>,
    /// Up to where the screen was read.
    read: usize,
}

impl Room {
    /// Begins a command in a folder, at a terminal of 80 columns. The line is for a shell.
    pub fn begin(folder: &Path, line: &str) -> Room {
        let line = format!("stty rows 40 cols 80; {line}");
        // Where what is waited for never comes, it ends all the same.
        let mut child = Command::new("timeout")
            .args(["--foreground", "100", "script", "-qefc", &line, "/dev/null"])
            .current_dir(folder)
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (keys, screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Room { child, keys, screen, shown: Vec::new(), read: 0 }
    }

    /// Everything that was shown so far.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown).replace('\r', "")
    }

    /// Reads on until one of these texts stands there; which of them.
    #[track_caller]
    pub fn sees_one(&mut self, texts: &[&str]) -> usize {
        loop {
            let rest = String::from_utf8_lossy(self.shown.get(self.read..).unwrap_or_default()).into_owned();
            let found = texts.iter().enumerate().filter_map(|(which, text)| Some((rest.find(text)?, which))).min();
            if let Some((at, which)) = found {
                self.read += at + texts[which].len();
                return which;
            }
            let mut some = [0u8; 1024];
            let count = self.screen.read(&mut some).unwrap();
            assert!(count > 0, "{texts:?} never came: {}", self.shown());
            self.shown.extend_from_slice(&some[..count]);
        }
    }

    /// Reads on until this text stands there.
    #[track_caller]
    pub fn sees(&mut self, text: &str) {
        self.sees_one(&[text]);
    }

    /// Reads on until this text stands there with a number and a colon behind it; the number.
    #[track_caller]
    pub fn sees_number(&mut self, text: &str) -> usize {
        self.sees(text);
        let from = self.read;
        self.sees(":");
        let number = String::from_utf8_lossy(&self.shown[from..self.read - 1]).into_owned();
        number.trim().parse().unwrap_or_else(|_| panic!("no number behind '{text}': {}", self.shown()))
    }

    /// Answers the question for the words of a card that are typed back, and for its keeper's name. The numbers of the words.
    #[track_caller]
    pub fn proves(&mut self, words: &str, keeper: &str) -> Vec<usize> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut asked = Vec::new();
        for _ in 0..3 {
            let number = self.sees_number("Word ");
            self.types(words[number - 1]);
            asked.push(number);
        }
        self.sees("left):");
        self.types(keeper);
        asked
    }

    /// The words of the card that was shown last, in the order of their numbers.
    #[track_caller]
    pub fn card(&self) -> String {
        let shown = self.shown();
        let (_, card) = shown.rsplit_once("and these words").unwrap();
        let words: Vec<&str> = card.split_whitespace().collect();
        let numbered = words.windows(2).filter(|two| two[0].bytes().all(|octet| octet.is_ascii_digit()));
        let words: Vec<&str> =
            numbered.map(|two| two[1]).filter(|w| w.bytes().all(|b| b.is_ascii_lowercase())).collect();
        words[words.len() - 33..].join(" ")
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) {
        self.keys.write_all(format!("{line}\n").as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Reads to the end: what was shown in all, and the exit code.
    pub fn ends(mut self) -> (String, Option<i32>) {
        drop(self.keys);
        self.screen.read_to_end(&mut self.shown).unwrap();
        let code = self.child.wait().unwrap().code();
        (String::from_utf8_lossy(&self.shown).replace('\r', ""), code)
    }
}
