//! The transcript as one HTML page: escaped throughout, nothing fetched, made for paper.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::closing::Closing;
use super::error::CeremonyError;
use super::prompt::spoken;
use super::transcript::Transcript;
use crate::digest::Digest;

const TEMPLATE: &str = include_str!("../../templates/documents/transcript.html");

/// Renders body and closing sheet.
pub(super) fn render(
    transcript: &Transcript,
    digest: Digest,
    closing: Option<&Closing>,
) -> Result<String, CeremonyError> {
    let failed = |error| CeremonyError::Page(Box::new(error));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.add_template("transcript.html", TEMPLATE).map_err(failed)?;
    let template = environment.get_template("transcript.html").map_err(failed)?;
    template
        .render(context! {
            t => transcript,
            digest => digest.groups(),
            digest_spoken => spoken(digest),
            closing => closing.map(Closing::sheet),
        })
        .map_err(failed)
}
