//! The language: every word is known or refused, with its line and the nearest known word.

use chancery::ceremony::Script;
use chancery::digest::Digest;

use crate::support::{GENESIS, SMALL, changed, refused};

/// The line on which a text stands, from 1.
fn line_of(script: &str, text: &str) -> String {
    let at = script.find(text).unwrap();
    format!("line {}:", script[..at].matches('\n').count() + 1)
}

/// The changed script is refused on the line of the change.
#[track_caller]
fn refused_at(from: &str, to: &str, says: &[&str]) {
    let script = changed(from, to);
    // The change must stand on one line; its own line is the one that is named.
    let line = line_of(&script, to.trim_start());
    let mut says = says.to_vec();
    says.push(&line);
    refused(Script::parse(&script), &says);
}

#[test]
fn the_digest_is_that_of_the_exact_bytes() {
    let script = Script::parse(SMALL).unwrap();
    assert_eq!(script.digest(), Digest::of(SMALL.as_bytes()));
    let blank = format!("{SMALL} ");
    assert_ne!(Script::parse(&blank).unwrap().digest(), script.digest());
}

#[test]
fn the_shipped_script_reads_and_every_step_is_in_it() {
    let script = Script::parse(GENESIS).unwrap();
    assert_eq!(script.name(), "csca-genesis");
    assert_eq!(script.steps().count(), GENESIS.matches("[[act.step]]").count());
    assert_eq!(script.minutes(), 135);
}

#[test]
fn an_unknown_field_is_refused_with_line_and_suggestion() {
    refused_at(
        "witness = \"witness\"\ntext = \"Read the bag.\"",
        "witnes = \"witness\"\ntext = \"Read the bag.\"",
        &["[Malformed]", "unknown field `witnes`", "did you mean 'witness'?"],
    );
    refused_at("minutes = 5", "minuts = 5", &["unknown field `minuts`", "did you mean 'minutes'?"]);
    refused_at("minimum = 1", "minimun = 1", &["did you mean 'minimum'?"]);
    refused_at("version = \"1\"", "verson = \"1\"", &["did you mean 'version'?"]);
    refused_at("pattern = \"UT-####\"", "patern = \"UT-####\"", &["did you mean 'pattern'?"]);
}

#[test]
fn an_unknown_table_is_refused() {
    refused(Script::parse(&format!("{SMALL}\n[[rolle]]\nid = \"x\"\n")), &["unknown field `rolle`", "'role'"]);
}

#[test]
fn an_unknown_kind_is_refused_with_line_and_suggestion() {
    refused_at("kind = \"check\"", "kind = \"chekc\"", &["no step kind 'chekc'", "did you mean 'check'?"]);
    refused_at("kind = \"check\"", "kind = \"explode\"", &["no step kind 'explode'", "()"]);
}

#[test]
fn a_field_of_another_kind_is_refused() {
    refused_at("optional = true", "each = true", &["kind 'check' has no field 'each'"]);
    refused_at("allowed-seconds = 60", "value = \"cert.fingerprint\"", &["'clock-reading' has no field 'value'"]);
    let sign_off = changed("kind = \"sign-off\"", "kind = \"sign-off\"\nwitness = \"witness\"");
    refused(Script::parse(&sign_off), &["'sign-off' has no field 'witness'"]);
}

#[test]
fn a_kind_without_its_field_is_refused() {
    refused(Script::parse(&changed("allowed-seconds = 60\n", "")), &["'clock-reading' needs the field"]);
    refused(Script::parse(&changed("value = \"cert.fingerprint\"\n", "")), &["'digest-read' needs the field 'value'"]);
    refused(Script::parse(&changed("artefact = \"The certificate\"\n", "")), &["'output' needs the field"]);
    refused(Script::parse(&changed("operation = \"key.lock\"\n", "")), &["'operation' needs the field"]);
}

#[test]
fn an_unknown_operation_parameter_or_output_is_refused_with_a_suggestion() {
    let near = "did you mean 'key.generate'?";
    refused_at("operation = \"key.generate\"", "operation = \"key.generat\"", &["no operation 'key.generat'", near]);
    refused_at("label = \"small-1\"", "lable = \"small-1\"", &["takes no parameter 'lable'", "'label'"]);
    refused_at("\"public_key_digest\"]", "\"public_key_digst\"]", &["gives no output", "'public_key_digest'"]);
}

#[test]
fn a_missing_parameter_is_refused() {
    refused(Script::parse(&changed("spec = \"P-256\"\n", "")), &["'key.generate' needs the parameter 'spec'"]);
    let both = changed("profile = \"csca-root\"", "profile = \"csca-root\"\ncsr = \"a.csr\"");
    refused(Script::parse(&both), &["exactly one of the parameters key, csr"]);
}

#[test]
fn a_wrong_toml_type_is_refused_with_its_line() {
    refused_at("minutes = 5", "minutes = \"five\"", &["invalid type"]);
    refused_at("spec = \"P-256\"", "spec = 256", &["invalid type"]);
    refused_at("who = \"witness\"", "who = 7", &["wanted a role or a list of roles"]);
    refused_at("minutes = 5", "minutes = 0", &["must be between 1 and 1440"]);
}

#[test]
fn text_with_an_open_brace_or_no_name_is_refused() {
    refused_at(
        "text = \"Make the key for bag {{ bag.number }}.\"",
        "text = \"Make {{ bag.number.\"",
        &["{{ step.value }}"],
    );
    refused_at("text = \"Lock it.\"", "text = \"Lock {{ it }}.\"", &["{{ step.value }}"]);
    refused_at("value = \"cert.fingerprint\"", "value = \"fingerprint\"", &["value (step.value)"]);
}

#[test]
fn characters_that_cannot_be_seen_are_refused() {
    refused_at("text = \"Say hello.\"", "text = \"Say \\u202Ehello.\"", &["U+202E"]);
    refused_at("title = \"Operator\"", "title = \"Opera\\u001Btor\"", &["U+001B"]);
    refused_at("title = \"Operator\"", "title = \"Opera\\u200Btor\"", &["U+200B"]);
}

#[test]
fn ids_there_twice_are_refused() {
    refused(Script::parse(&changed("id = \"clock\"", "id = \"hello\"")), &["step 'hello' is there twice"]);
    refused(Script::parse(&changed("id = \"witness\"", "id = \"operator\"")), &["role 'operator' is there twice"]);
    refused(Script::parse(&changed("name = \"custodian\"", "name = \"number\"")), &["field 'number' is there twice"]);
}

#[test]
fn fields_that_cannot_be_are_refused() {
    refused_at("type = \"serial\"", "type = \"serail\"", &["no field type 'serail'", "did you mean 'serial'?"]);
    refused_at("pattern = \"UT-####\"", "pattern = \"+UT\"", &["is not a pattern"]);
    refused_at("type = \"serial\"\npattern = \"UT-####\"", "type = \"choice\"", &["two choices or more"]);
    let pattern = changed("type = \"text\"\nperson", "type = \"text\"\nchoices = [\"a\", \"b\"]\nperson");
    refused(Script::parse(&pattern), &["type 'text' has no 'choices'"]);
}

#[test]
fn an_empty_file_and_junk_are_refused() {
    refused(Script::parse(""), &["line 1:", "[Malformed]"]);
    refused(Script::parse("\u{0}\u{1}"), &["line 1:"]);
    refused(Script::parse("[ceremony\n"), &["line 1:"]);
    refused(Script::parse(&SMALL[..SMALL.find("[[act]]").unwrap()]), &["no act"]);
    refused(Script::parse(&"#\n".repeat(600_000)), &["longer than"]);
}
