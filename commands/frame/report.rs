//! A report: the one thing a command says on standard output, for a person or as one JSON document.

mod page;

use chancery::fault::Fault;
use chancery::safe;
use serde::Serialize;

pub use page::Page;

/// What a verb hands back. Its fields are its JSON form; `human` is the same for a person.
pub trait Report: Serialize {
    /// `chancery/<noun>.<verb>@<version>`. A field removed or changed raises the version.
    const SCHEMA: &'static str;

    /// Writes the report for a person. The page makes all text harmless: pass foreign text as it came.
    fn human(&self, page: &mut Page);

    /// The exit code's kind where the command ran to its end and yet did not end well: a check whose answer is no
    /// ([`Fault::Unsound`]), a ceremony that paused ([`Fault::Paused`]). The report is printed all the same.
    fn fault(&self) -> Option<Fault> {
        None
    }
}

/// The one JSON document of a report: its schema, then its fields.
pub(super) fn document<R: Report>(report: &R) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Document<'a, R> {
        schema: &'static str,
        #[serde(flatten)]
        report: &'a R,
    }
    Ok(harmless(&serde_json::to_string_pretty(&Document { schema: R::SCHEMA, report })?))
}

/// A JSON document in which nothing can steer a terminal: what is not plain stands as `\u` and four digits, which is the
/// same JSON. It ends with its own line.
pub(super) fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c == '\n' || safe::is_plain(c) {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Verdict {
        sound: bool,
        name: &'static str,
    }

    impl Report for Verdict {
        const SCHEMA: &'static str = "chancery/bundle.verify@1";
        fn human(&self, page: &mut Page) {
            page.field("Sound", self.sound);
        }
    }

    #[test]
    fn nothing_in_a_document_steers_a_terminal_and_it_says_the_same() {
        let name = "a\u{9b}31m\u{1b}]0;x\u{202e}\u{e0041}é";
        let text = document(&Verdict { sound: true, name }).unwrap();
        assert!(text.chars().all(|c| c == '\n' || safe::is_plain(c)), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["name"], name);
    }

    #[test]
    fn the_schema_comes_first_and_the_fields_beside_it() {
        let text = document(&Verdict { sound: false, name: "a" }).unwrap();
        let expected = "{\n  \"schema\": \"chancery/bundle.verify@1\",\n  \"sound\": false,\n  \"name\": \"a\"\n}\n";
        assert_eq!(text, expected);
    }
}
