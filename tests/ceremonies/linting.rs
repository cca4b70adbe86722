//! Findings: what cannot happen in the room is said before anybody is in it.

use chancery::ceremony::{Run, Script, Severity, lint};
use chancery::mode::Mode;

use crate::support::{GENESIS, KEY_BACKUP, SMALL, changed, moment, people, refused};

/// The rule fires, as an error on that step, and the script does not begin.
#[track_caller]
fn error(script: &str, rule: &str, says: &[&str]) {
    let script = Script::parse(script).unwrap();
    let findings = lint(&script);
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    let Some(finding) = errors.iter().find(|finding| finding.rule == rule) else {
        panic!("wanted {rule}, found {errors:#?}");
    };
    let told = format!("{} ({})", finding.message, finding.mend);
    for words in says {
        assert!(told.contains(words), "wanted {words:?} in: {told}");
    }
    refused(Run::begin(script, Mode::Specimen, people(), moment(0)), &["CEREMONY-4", "[Refused]"]);
}

#[test]
fn the_shipped_and_the_small_script_have_no_finding() {
    for script in [GENESIS, KEY_BACKUP] {
        assert_eq!(lint(&Script::parse(script).unwrap()), []);
    }
    assert_eq!(lint(&Script::parse(SMALL).unwrap()), []);
}

#[test]
fn a_value_used_before_it_is_there_is_an_error() {
    let script = changed("text = \"Say hello.\"", "text = \"Say {{ bag.number }}.\"");
    error(&script, "value-later", &["step 'hello'", "'bag.number' is used before it is there"]);
    let itself = changed("text = \"Lock it.\"", "text = \"Lock {{ cert.fingerprint }}.\"");
    error(&itself, "value-later", &["step 'lock'"]);
}

#[test]
fn a_value_that_nobody_gives_is_an_error_with_a_suggestion() {
    let script = changed("{{ bag.number }}", "{{ bag.nubmer }}");
    error(&script, "value-unknown", &["step 'key' (line", "did you mean 'bag.number'?"]);
}

#[test]
fn a_value_of_the_wrong_type_is_an_error() {
    let script = changed("value = \"cert.fingerprint\"", "value = \"cert.file\"");
    error(&script, "value-type", &["step 'read'", "wanted 64 hex digits"]);
    let script = changed("key = \"{{ key.key }}\"", "key = \"{{ key.public_key_digest }}\"");
    error(&script, "value-type", &["wanted the name of a key"]);
    error(&changed("spec = \"P-256\"", "spec = \"P-257\""), "parameter-type", &["'P-257'"]);
}

#[test]
fn a_typed_value_that_may_not_fit_a_parameter_is_an_error() {
    let label = "label = \"small-1\"";
    error(&changed(label, "label = \"{{ bag.number }}\""), "value-type", &["wanted a name of a-z"]);
    error(&changed(label, "label = \"small-{{ bag.number }}\""), "parameter-mixed", &["'label' mixes text"]);
    let number = |label: &str| {
        changed("label = \"small-1\"", label).replace("type = \"serial\"\npattern = \"UT-####\"", "type = \"integer\"")
    };
    assert_eq!(lint(&Script::parse(&number("label = \"small-{{ bag.number }}\"")).unwrap()), []);
    error(&number("label = \"{{ bag.number }}-small\""), "parameter-mixed", &[]);
    let long = format!("label = \"{}-{{{{ bag.number }}}}\"", "s".repeat(50));
    error(&number(&long), "parameter-mixed", &[]);
    let choice = |words: &str| {
        changed("spec = \"P-256\"", "spec = \"{{ bag.number }}\"")
            .replace("type = \"serial\"\npattern = \"UT-####\"", &format!("type = \"choice\"\nchoices = {words}"))
    };
    assert_eq!(lint(&Script::parse(&choice("[\"P-256\", \"P-384\"]")).unwrap()), []);
    error(&choice("[\"P-256\", \"P-385\"]"), "value-type", &["wanted a kind of key"]);
}

#[test]
fn the_name_of_a_person_does_not_flow() {
    error(&changed("{{ bag.number }}", "{{ bag.custodian }}"), "value-kept", &["names a person"]);
}

#[test]
fn an_output_that_is_not_named_does_not_flow() {
    let script = changed("outputs = [\"key\", \"public_key_digest\"]", "outputs = [\"key\"]");
    error(&script, "value-kept", &["is not in the 'outputs'"]);
}

#[test]
fn a_role_that_is_not_there_is_an_error() {
    error(&changed("who = \"witness\"", "who = \"wittness\""), "role-unknown", &["did you mean 'witness'?"]);
    error(&changed("excludes = [\"operator\"]", "excludes = [\"operater\"]"), "role-unknown", &["'operator'?"]);
    error(&changed("excludes = [\"operator\"]", "excludes = [\"operator\", \"witness\"]"), "role-excludes-itself", &[]);
    error(&SMALL.replace("\"operator\"", "\"everyone\""), "role-reserved", &["cannot be a role"]);
    let beside = changed("who = \"everyone\"", "who = [\"everyone\", \"witness\"]");
    error(&beside, "everyone-alone", &["step 'end'"]);
}

#[test]
fn a_role_that_may_be_empty_neither_acts_nor_signs_off() {
    error(&changed("minimum = 1", "minimum = 0"), "role-empty", &["role 'operator'", "nobody may be there"]);
    let script =
        changed("who = \"everyone\"", "who = [\"operator\", \"witness\"]").replacen("minimum = 1", "minimum = 0", 1);
    error(&script, "role-empty", &["role 'operator'"]);
}

#[test]
fn nobody_witnesses_their_own_act() {
    error(&changed("excludes = [\"operator\"]\n", ""), "two-person", &["one person may hold both"]);
    let alone = changed("witness = \"witness\"\noperation = \"key.generate\"", "operation = \"key.generate\"");
    error(&alone, "two-person", &["step 'key'", "has no witness"]);
    let same = changed("witness = \"witness\"\nvalue", "witness = \"operator\"\nvalue");
    error(&same, "two-person", &["step 'read'"]);
}

#[test]
fn a_script_ends_with_a_sign_off_by_all() {
    error(&SMALL[..SMALL.rfind("[[act.step]]").unwrap()], "sign-off-missing", &["has no sign-off"]);
    error(&changed("who = \"everyone\"", "who = \"witness\""), "sign-off-missing", &["'operator' does not sign off"]);
    let late = format!("{SMALL}\n[[act.step]]\nid = \"more\"\nkind = \"say\"\nwho = \"operator\"\ntext = \"More.\"\n");
    error(&late, "sign-off-last", &["step 'more'"]);
}

#[test]
fn a_file_that_is_not_read_out_is_an_error() {
    let start = SMALL.find("[[act.step]]\nid = \"out\"").unwrap();
    let end = SMALL.find("[[act.step]]\nid = \"over\"").unwrap();
    let script = format!("{}{}", &SMALL[..start], &SMALL[end..]);
    error(&script, "output-unread", &["'cert.file' is never read out"]);
}

#[test]
fn a_serial_number_that_is_not_recorded_is_an_error() {
    let bag = "[[material]]\nid = \"bag\"\nwhat = \"Bag\"\nexactly = 2\nserial = true\n\n[[act]]";
    let script = changed("[[act]]", bag);
    error(&script, "material-serial", &["2 of 'bag'", "0 recorded"]);
    error(
        &script.replace("type = \"serial\"", "type = \"serial\"\nmaterial = \"bag\""),
        "material-serial",
        &["1 recorded"],
    );
    error(&changed("type = \"serial\"", "type = \"serial\"\nmaterial = \"bga\""), "material-unknown", &["'bga'"]);
}

/// The small script with a backup of its key in the place of the lock.
fn with_backup() -> String {
    let lock = "id = \"lock\"\nkind = \"operation\"\nwho = \"operator\"\nwitness = \"witness\"\noperation = \"key.lock\"\n\
                text = \"Lock it.\"\n[act.step.parameters]\nkey = \"{{ key.key }}\"\n";
    let backup = "id = \"backup\"\nkind = \"operation\"\nwho = \"operator\"\nwitness = \"witness\"\n\
                  operation = \"backup.keys\"\ntext = \"Back it up.\"\n[act.step.parameters]\n\
                  keys = \"{{ key.key }}, older\"\nthreshold = \"2\"\nkeepers = \"a=card, b=card, c=shown\"\n\
                  medium-1 = \"/media/one\"\n";
    changed(lock, backup).replace("spec = \"P-256\"\n", "spec = \"P-256\"\nextractable = \"yes\"\n")
}

#[test]
fn what_is_backed_up_was_made_so_that_it_can_be_and_is_locked_by_it() {
    assert_eq!(lint(&Script::parse(&with_backup()).unwrap()), []);
    for words in ["", "extractable = \"no\"\n"] {
        let script = with_backup().replace("extractable = \"yes\"\n", words);
        error(&script, "backup-unextractable", &["step 'backup'", "'key.key'", "never leaves its vault", "step 'key'"]);
    }
    let script = with_backup().replace("extractable = \"yes\"", "extractable = \"perhaps\"");
    error(&script, "extractable-word", &["step 'key'", "neither 'yes' nor 'no'"]);
    let lock = "[[act.step]]\nid = \"early\"\nkind = \"operation\"\nwho = \"operator\"\nwitness = \"witness\"\n\
                operation = \"key.lock\"\ntext = \"Lock it.\"\n[act.step.parameters]\nkey = \"{{ key.key }}\"\n\n";
    let place = "[[act.step]]\nid = \"backup\"";
    let script = with_backup().replace(place, &format!("{lock}{place}"));
    error(&script, "backup-locked", &["step 'backup'", "was locked before"]);
    let twice = with_backup().replace(place, &format!("{}{place}", backup_step("again")));
    error(&twice, "backup-locked", &["step 'backup'", "was locked before"]);
    for needed in ["threshold", "keepers", "medium-1", "keys"] {
        let line = with_backup().lines().find(|line| line.starts_with(&format!("{needed} = "))).unwrap().to_owned();
        let script = with_backup().replace(&format!("{line}\n"), "");
        refused(Script::parse(&script), &[&format!("'backup.keys' needs the parameter '{needed}'")]);
    }
    error(&with_backup().replace("threshold = \"2\"", "threshold = \"two\""), "parameter-type", &["'two'"]);
}

/// The step of the backup under another name.
fn backup_step(id: &str) -> String {
    let script = with_backup();
    let begin = script.find("[[act.step]]\nid = \"backup\"").unwrap();
    let end = script[begin + 1..].find("[[act.step]]").unwrap() + begin + 1;
    script[begin..end].replace("id = \"backup\"", &format!("id = \"{id}\""))
}

#[test]
fn a_key_that_can_leave_and_is_never_backed_up_is_a_warning() {
    let script = changed("spec = \"P-256\"\n", "spec = \"P-256\"\nextractable = \"yes\"\n");
    let findings = lint(&Script::parse(&script).unwrap());
    let found: Vec<_> = findings.iter().map(|finding| (finding.rule, finding.severity)).collect();
    assert_eq!(found, [("backup-missing", Severity::Warning)], "{findings:#?}");
}

#[test]
fn a_key_left_open_a_digest_not_read_and_no_clock_are_warnings() {
    let warned = |script: &str| -> Vec<&'static str> {
        let findings = lint(&Script::parse(script).unwrap());
        findings.into_iter().filter(|f| f.severity == Severity::Warning).map(|f| f.rule).collect()
    };
    assert_eq!(warned(&changed("key = \"{{ key.key }}\"", "key = \"another\"")), ["key-unlocked"]);
    let start = SMALL.find("[[act.step]]\nid = \"clock\"").unwrap();
    let end = SMALL.find("[[act.step]]\nid = \"quiet\"").unwrap();
    assert_eq!(warned(&format!("{}{}", &SMALL[..start], &SMALL[end..])), ["clock-unread"]);
    let start = SMALL.find("[[act.step]]\nid = \"read-key\"").unwrap();
    let end = SMALL.find("[[act.step]]\nid = \"out\"").unwrap();
    assert_eq!(warned(&format!("{}{}", &SMALL[..start], &SMALL[end..])), ["digest-unread"]);
}
