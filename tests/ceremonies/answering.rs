//! Answers files: all of it fits, or nothing starts; and never in production.

use chancery::ceremony::{Answers, CeremonyError, Fitted, Run, Script, lint};
use chancery::mode::Mode;

use crate::support::{SMALL_ANSWERS, changed, moment, refused, small, unattended};

fn fit(from: &str, to: &str) -> Result<Fitted, CeremonyError> {
    assert!(SMALL_ANSWERS.contains(from), "the answers have no {from:?}");
    Answers::parse(&SMALL_ANSWERS.replacen(from, to, 1))?.fit(&small(), Mode::Rehearsal)
}

#[test]
fn every_shipped_script_is_clean_and_its_answers_run_it_to_its_end() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ceremonies");
    let mut scripts = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let name = path.file_name().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let answers = std::fs::read_to_string(folder.join("answers").join(&name)).unwrap();
        let script = Script::parse(&text).unwrap();
        assert_eq!(lint(&script), [], "{name:?}");
        assert_eq!(format!("{}.toml", script.name()), name.to_str().unwrap());
        for mode in [Mode::Specimen, Mode::Rehearsal] {
            let (_, run, _) = unattended(&text, &answers, mode);
            assert!(run.is_finished() && run.is_unattended());
        }
        scripts += 1;
    }
    assert!(scripts >= 1);
}

#[test]
fn answers_are_refused_in_production() {
    let answers = Answers::parse(SMALL_ANSWERS).unwrap();
    refused(answers.fit(&small(), Mode::Production), &["CEREMONY-1", "[Refused]", "never a file"]);
}

#[test]
fn a_missing_answer_is_refused_before_anything_starts() {
    refused(fit("quiet = \"no: a drill in the next room\"\n", ""), &["no answer for step 'quiet'", "[Usage]"]);
    refused(fit("read = \"yes\"\n", ""), &["no answer for step 'read'"]);
    refused(fit(", custodian = \"Carla Kept\"", ""), &["step 'bag'", "'custodian' is missing"]);
    refused(fit("ann = \"agree\", ", ""), &["step 'end'", "no answer of 'ann'"]);
}

#[test]
fn a_superfluous_answer_is_refused_with_a_suggestion() {
    refused(fit("quiet =", "quite = \"yes\"\nquiet ="), &["'quite'", "no step of that id", "did you mean 'quiet'?"]);
    refused(fit("read = ", "hello = \"yes\"\nread = "), &["'hello'", "no step of that id asks"]);
    refused(fit("read = ", "key = \"yes\"\nread = "), &["'key'", "[Usage]"]);
    refused(fit("number =", "nmber = \"x\", number ="), &["step 'bag'", "no field 'nmber'", "did you mean 'number'?"]);
    refused(
        fit("ann = \"agree\"", "ann = \"agree\", eve = \"agree\""),
        &["step 'end'", "'eve' is not in the ceremony"],
    );
    refused(fit("[answers]", "[by.nowhere]\noperator = \"ann\"\n\n[answers]"), &["'nowhere'"]);
}

#[test]
fn an_answer_of_the_wrong_type_is_refused() {
    refused(fit("UT-0042", "UT-42"), &["step 'bag'", "does not fit; wanted 'UT-', then 4 digits"]);
    refused(fit("read = \"yes\"", "read = true"), &["step 'read'", "wanted \"yes\""]);
    refused(fit("read = \"yes\"", "read = \"no\""), &["step 'read'", "wanted \"yes\""]);
    refused(fit("clock = \"station\"", "clock = \"ten\""), &["step 'clock'", "a time in quotes"]);
    refused(
        fit("quiet = \"no: a drill in the next room\"", "quiet = \"no: \""),
        &["step 'quiet'", "nothing was given"],
    );
    refused(fit("quiet = \"no: a drill in the next room\"", "quiet = \"maybe\""), &["step 'quiet'"]);
    refused(fit("do not agree: it was noisy", "do not agree"), &["step 'end'", "do not agree: "]);
    refused(fit("{ number = \"UT-0042\", custodian = \"Carla Kept\" }", "\"UT-0042\""), &["step 'bag'", "a table"]);
    refused(fit("number = \"UT-0042\"", "number = [1]"), &["step 'bag'", "a table"]);
}

#[test]
fn a_check_that_must_hold_cannot_be_answered_no() {
    let script = Script::parse(&changed("optional = true\n", "")).unwrap();
    let answers = Answers::parse(SMALL_ANSWERS).unwrap();
    refused(answers.fit(&script, Mode::Specimen), &["CEREMONY-7", "'quiet'"]);
}

#[test]
fn one_person_in_roles_that_exclude_each_other_is_refused() {
    let both = fit("roles = [\"operator\"]", "roles = [\"operator\", \"witness\"]");
    refused(both, &["CEREMONY-6", "'ann'", "'operator' and 'witness'", "[Refused]"]);
}

#[test]
fn people_who_cannot_be_are_refused() {
    refused(fit("roles = [\"witness\"]", "roles = [\"operator\"]"), &["CEREMONY-5", "'witness' has 0 of at least 1"]);
    refused(fit("roles = [\"witness\"]", "roles = [\"witnes\"]"), &["no role 'witnes'", "did you mean 'witness'?"]);
    refused(fit("roles = [\"witness\"]", "roles = []"), &["'bob': holds no role"]);
    refused(fit("id = \"bob\"", "id = \"ann\""), &["'ann': the id is there twice"]);
    refused(fit("id = \"bob\"", "id = \"Bob B\""), &["wanted an id"]);
    refused(fit("name = \"Bob Example\"", "name = \" \""), &["the name is empty"]);
    refused(
        fit("organisation = \"Court\"", "organization = \"Court\""),
        &["line 13:", "'organisation'?", "[Malformed]"],
    );
}

#[test]
fn answers_for_another_script_are_refused() {
    refused(fit("script = \"small\"", "script = \"large\""), &["for the script 'large', this is 'small'"]);
    let fitted = fit("script", "script").unwrap();
    let other = Script::parse(&changed("Say hello.", "Say good day.")).unwrap();
    refused(Run::begin_unattended(other, &fitted, moment(0)), &["CEREMONY-2"]);
}

#[test]
fn where_several_hold_a_role_the_file_says_who_acts() {
    let third = "[answers]";
    let with =
        "[[participant]]\nid = \"cid\"\nname = \"Cid\"\norganisation = \"Office\"\nroles = [\"operator\"]\n\n[answers]";
    let open = fit(third, with);
    refused(open, &["step 'hello'", "2 people hold the role 'operator'"]);
    let by: String = ["hello", "bag", "key", "lock", "cert", "read", "read-key", "out", "over"]
        .iter()
        .map(|step| format!("[by.{step}]\noperator = \"cid\"\n"))
        .collect();
    let text = SMALL_ANSWERS.replace(third, with).replace("bob = \"do", "cid = \"agree\", bob = \"do");
    let fitted = Answers::parse(&format!("{text}\n{by}")).unwrap().fit(&small(), Mode::Specimen);
    assert_eq!(fitted.unwrap().by("key")["operator"], "cid");
    let wrong = Answers::parse(&format!("{text}\n{}", by.replacen("cid", "bob", 1))).unwrap();
    refused(
        wrong.fit(&small(), Mode::Specimen),
        &["step 'hello'", "'bob' is not in the ceremony or does not act here"],
    );
}
