//! `chancery man` (hidden): the manual pages, one for each command, made from the same definitions as the help.

use std::path::PathBuf;

use chancery::fault::{Fail, Fault};
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use serde::Serialize;

use crate::cli;
use crate::frame::{Context, Example, Failure, Folder, Page, Report, Tree};

/// Write the manual pages into a new folder
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder, which must not exist yet
    dir: PathBuf,
}

pub const EXAMPLES: &[Example] = &[Example::new("Write all manual pages into a folder", "chancery man man1")];

/// The pages written.
#[derive(Debug, Serialize)]
pub struct Pages {
    dir: PathBuf,
    pages: Vec<String>,
}

impl Report for Pages {
    const SCHEMA: &'static str = "chancery/man@1";

    fn human(&self, page: &mut Page) {
        page.field("Folder", self.dir.display()).field("Pages", self.pages.len());
    }
}

/// A page that cannot be rendered.
#[derive(Debug, thiserror::Error)]
#[error("manual page {name} cannot be rendered")]
struct Unrendered {
    name: String,
    #[source]
    source: std::io::Error,
}

impl Fail for Unrendered {
    fn kind(&self) -> Fault {
        Fault::Bug
    }
}

pub fn run(args: Args, _: &Context) -> Result<Pages, Failure> {
    let tree = cli::tree();
    let mut root = cli::command();
    root.build();
    let folder = Folder::begin(&args.dir)?;
    let mut pages = Vec::new();
    let mut ahead = vec![(vec!["chancery".to_owned()], root)];
    while let Some((words, command)) = ahead.pop() {
        let name = format!("{}.1", words.join("-"));
        let text = page(&tree, &words, &command).map_err(|source| Unrendered { name: name.clone(), source })?;
        folder.put(&name, &text)?;
        pages.push(name);
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            let words = words.iter().cloned().chain([below.get_name().to_owned()]).collect();
            ahead.push((words, below.clone()));
        }
    }
    folder.finish()?;
    pages.sort();
    Ok(Pages { dir: args.dir, pages })
}

/// One page. clap_mangen's own last section is replaced by sections of the usual names.
fn page(tree: &Tree, words: &[String], command: &Command) -> std::io::Result<Vec<u8>> {
    let source = format!("chancery {}", env!("CARGO_PKG_VERSION"));
    let leaf = words.len() > 1;
    let own_only = command.clone().mut_args(|argument| {
        let everywhere = leaf && argument.is_global_set();
        if everywhere { argument.hide(true) } else { argument }
    });
    let man = Man::new(own_only).title(words.join("-")).source(source).manual("Chancery");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.get_subcommands().any(|below| !below.is_hide_set()) {
        man.render_subcommands_section(&mut text)?;
    }
    let mut end = Roff::new();
    let own: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    if let Some((_, leaf)) = tree.leaves().find(|(name, _)| *name == own) {
        end.control("SH", ["EXAMPLES"]);
        for example in leaf.examples() {
            end.control("PP", []);
            end.text([roman(format!("{}:", example.about))]);
            end.control("RS", ["4"]).control("nf", []);
            end.text([bold(format!("$ {}", example.command))]);
            end.control("fi", []).control("RE", []);
        }
    }
    end.control("SH", ["EXIT STATUS"]);
    for (code, what) in cli::EXIT_CODES {
        end.control("TP", ["5"]);
        end.text([bold(*code)]).text([roman(*what)]);
    }
    if leaf {
        end.control("SH", ["SEE ALSO"]);
        end.text([bold("chancery"), roman("(1), for the options that stand everywhere")]);
    }
    end.to_writer(&mut text)?;
    Ok(one_preamble(&String::from_utf8_lossy(&text)).into_bytes())
}

/// Every section was rendered with the same two lines before it; the first time is enough.
fn one_preamble(text: &str) -> String {
    let mut seen = 0;
    let lines = text.lines().filter(|line| {
        let preamble = line.starts_with(".ie ") || line.starts_with(".el ");
        seen += usize::from(preamble);
        !preamble || seen <= 2
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}
