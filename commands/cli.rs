//! The command line: `chancery <noun> <verb>`, the short commands, and the options that stand everywhere.

use clap::{Args, Command};

use crate::frame::{Leaf, Options, Tree};
use crate::{
    backup, bundle, ceremony, cert, check, clock, completions, crl, csca, csr, deviation, key, ledger, lint, man,
    masterlist, officer, perform, pkd, policy, profile, proposal, recover, reference, share, station, status, trust,
    vault,
};

/// What the exit codes mean; in the help and the man page.
pub const EXIT_CODES: &[(&str, &str)] = &[
    ("0", "done"),
    ("1", "unsound: a check ran to its end and the answer is no"),
    ("2", "usage: the command line or an answers file does not fit"),
    ("3", "refused by policy; the message begins with the clause"),
    ("4", "malformed input; the message names file and offset or field"),
    ("5", "device: a token, a module or the terminal"),
    ("6", "storage: a file or the database"),
    ("7", "paused at a safe place; resumable"),
    ("70", "the program is wrong"),
    ("130", "interrupted"),
];

/// Every command. A new noun is one line here and its `mod` line in `main.rs`.
pub fn tree() -> Tree {
    Tree {
        nouns: vec![
            station::noun(),
            vault::noun(),
            key::noun(),
            officer::noun(),
            proposal::noun(),
            ceremony::noun(),
            csca::noun(),
            csr::noun(),
            cert::noun(),
            crl::noun(),
            policy::noun(),
            profile::noun(),
            lint::noun(),
            masterlist::noun(),
            pkd::noun(),
            deviation::noun(),
            trust::noun(),
            bundle::noun(),
            ledger::noun(),
            backup::noun(),
            share::noun(),
            clock::noun(),
        ],
        short: vec![
            Leaf::of("status", status::EXAMPLES, status::run),
            Leaf::of("check", check::EXAMPLES, check::run),
            Leaf::of("perform", perform::EXAMPLES, perform::run),
            Leaf::of("recover", recover::EXAMPLES, recover::run),
            Leaf::of("completions", completions::EXAMPLES, completions::run),
            Leaf::of("man", man::EXAMPLES, man::run).hidden(),
            Leaf::of("reference", reference::EXAMPLES, reference::run).hidden(),
        ],
    }
}

/// The root, without the commands.
pub fn root() -> Command {
    let codes: Vec<String> = EXIT_CODES.iter().map(|(code, what)| format!("  {code:>3}  {what}")).collect();
    Options::augment_args(Command::new("chancery"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("An air-gapped signing station")
        .long_about(
            "An air-gapped signing station: key ceremonies, a country signing CA, backups and signed bundles.\n\n\
             An operation is proposed, approved, performed and recorded. Standard output carries the result and \
             nothing else; questions and secrets go to the terminal device alone.",
        )
        .after_long_help(format!("Exit codes:\n\n{}", codes.join("\n")))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .max_term_width(100)
}

/// The whole command line.
pub fn command() -> Command {
    tree().under(root())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery::fault::Fault;

    /// Every command of the tree with its name, the hidden ones too.
    fn all() -> Vec<(String, Command)> {
        fn walk(name: String, command: &Command, into: &mut Vec<(String, Command)>) {
            for below in command.get_subcommands() {
                walk(format!("{name} {}", below.get_name()), below, into);
            }
            into.push((name, command.clone()));
        }
        let mut root = command();
        root.build();
        let mut found = Vec::new();
        walk("chancery".into(), &root, &mut found);
        found
    }

    #[test]
    fn clap_finds_nothing_wrong() {
        command().debug_assert();
    }

    /// What is wrong with a text that should be one short sentence without its period.
    fn defect(short: &str) -> Option<&'static str> {
        match short {
            "" => Some("is empty"),
            text if text.ends_with('.') => Some("ends in a period"),
            text if text.contains(". ") => Some("is two sentences"),
            text if text.contains('\n') => Some("is two lines"),
            text if !text.starts_with(|c: char| c.is_uppercase()) => Some("does not begin with a capital"),
            _ => None,
        }
    }

    #[test]
    fn the_help_judge_finds_what_it_should() {
        for bad in ["", "Ends.", "One. Two", "a\nb", "small"] {
            assert!(defect(bad).is_some(), "{bad}");
        }
        assert_eq!(defect("Name of the key"), None);
    }

    #[test]
    fn every_command_and_argument_has_short_help_and_long_help_begins_with_it() {
        let mut defects = Vec::new();
        for (name, command) in all() {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            defects.extend(defect(&about).map(|what| format!("{name}: about {what}")));
            let long = command.get_long_about().map(ToString::to_string);
            if long.is_some_and(|long| !long.starts_with(&about)) {
                defects.push(format!("{name}: the long about does not begin with the short one"));
            }
            let own = |argument: &&clap::Arg| !["help", "version"].contains(&argument.get_id().as_str());
            for argument in command.get_arguments().filter(own) {
                let id = argument.get_id();
                let short = argument.get_help().map(ToString::to_string).unwrap_or_default();
                defects.extend(defect(&short).map(|what| format!("{name}: help of {id} {what}")));
                let long = argument.get_long_help().map(ToString::to_string);
                if long.is_some_and(|long| !long.starts_with(&short)) {
                    defects.push(format!("{name}: the long help of {id} does not begin with the short one"));
                }
            }
        }
        assert!(defects.is_empty(), "{}", defects.join("\n"));
    }

    #[test]
    fn every_leaf_has_an_example_that_parses_and_names_it() {
        for (words, leaf) in tree().leaves() {
            let name = words.join(" ");
            assert!(!leaf.examples().is_empty(), "{name} has no example");
            for example in leaf.examples() {
                assert_eq!(defect(example.about), None, "{name}: {}", example.about);
                let line = format!("chancery {name}");
                assert!(example.command == line || example.command.starts_with(&format!("{line} ")), "{name}");
                let parsed = command().try_get_matches_from(example.command.split_whitespace());
                assert!(parsed.is_ok() || example.command.contains('\''), "{name}: {}", parsed.unwrap_err());
            }
        }
    }

    #[test]
    fn every_schema_is_named_after_its_command_and_has_a_version() {
        for (words, leaf) in tree().leaves() {
            let version = leaf.schema().strip_prefix(&format!("chancery/{}@", words.join(".")));
            assert!(version.is_some_and(|v| v.parse::<u32>().is_ok()), "{words:?}: {}", leaf.schema());
        }
    }

    #[test]
    fn every_exit_code_is_documented_and_no_other() {
        let mut codes: Vec<String> = Fault::ALL.iter().map(|fault| fault.exit_code().to_string()).collect();
        codes.insert(0, "0".into());
        assert_eq!(EXIT_CODES.iter().map(|(code, _)| *code).collect::<Vec<_>>(), codes);
    }

    #[test]
    fn options_everywhere_are_taken_before_and_after_the_verb() {
        use clap::FromArgMatches;
        for line in ["chancery --json -vv completions bash", "chancery completions --json bash -vv"] {
            let matches = command().try_get_matches_from(line.split(' ')).unwrap();
            let options = Options::from_arg_matches(&matches).unwrap();
            assert!(options.json && options.verbose == 2, "{line}");
        }
    }
}
