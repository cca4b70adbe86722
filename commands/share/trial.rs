//! `chancery share trial`: a page that looks like a card and is none, to try a printer before a share is sent to it.

use std::path::PathBuf;

use serde::Serialize;

use crate::backing::PaperWord;
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::opening;

/// Try the printer for cards
///
/// Try the printer for cards: sends a page that looks like a card and holds no secret, so that paper, margins and the code
/// are looked at before a share is sent the same way. What a printer keeps of what it prints is told with it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Printer device that the page is sent to as it is: a character device, or a file that lies in memory
    #[arg(long, value_name = "DEVICE")]
    printer: PathBuf,

    /// What the printer takes: a4, letter (PostScript), or text
    #[arg(long, value_name = "PAPER", default_value = "a4")]
    paper: PaperWord,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Look at a card before there is one",
    "chancery share trial --printer /dev/shm/chancery-trial.ps --station utopia",
)
.after(&[Step::Prepared("station")])];

/// What was sent.
#[derive(Debug, Serialize)]
pub struct Tried {
    printer: PathBuf,
    octets: usize,
    traps: &'static [&'static str],
}

impl Report for Tried {
    const SCHEMA: &'static str = "chancery/share.trial@1";

    fn human(&self, page: &mut Page) {
        page.field("Printer", self.printer.display()).field("Sent", format!("{} octets", self.octets));
        for trap in self.traps {
            page.line(*trap);
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Tried, Failure> {
    let station = opening::read(context)?;
    let printer = chancery::station::Printer { device: args.printer.clone(), form: args.paper.form() };
    let octets = station.print_trial(&printer)?;
    Ok(Tried { printer: args.printer, octets, traps: &chancery::station::PRINTER_TRAPS })
}
