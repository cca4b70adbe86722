//! Ceremonies from script to transcript: what is refused, what is resumed, what the paper shows.

mod answering;
mod language;
mod linting;
mod running;
mod spoiling;
mod support;
mod transcripts;
