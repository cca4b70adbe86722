//! The run: one thing at a time, nothing twice, and a stop is never a loss.

use std::collections::BTreeMap;

use chancery::act::Decision;
use chancery::ceremony::{
    Agreed, Agreement, Answer, Answers, CeremonyError, Event, Given, Happening, Prompt, Run, Script, Value, Want,
};
use chancery::digest::Digest;
use chancery::mode::Mode;

use crate::support::{
    GENESIS, GENESIS_ANSWERS, KEY_BACKUP, KEY_BACKUP_ANSWERS, SMALL, SMALL_ANSWERS, changed, go_on, moment, outputs,
    people, person, refused, small, transcript, unattended,
};

fn begun() -> (Run, Event) {
    Run::begin(small(), Mode::Production, people(), moment(0)).unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> Given {
    Given::Fields(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
}

/// In production, at the terminal, up to the operation 'key'.
fn up_to_key() -> (Run, Vec<Event>) {
    let (mut run, first) = begun();
    let mut events = vec![first];
    let bag = fields(&[("number", "UT-0042"), ("custodian", "Carla Kept")]);
    let steps = [
        ("hello", Given::Done),
        ("clock", Given::Clock(moment(2).time.plus(-3))),
        ("quiet", Given::Holds),
        ("bag", bag),
    ];
    for (step, given) in steps {
        let reading = moment(events.len() as u64);
        events.push(run.answer(Answer::new(step, given), reading).unwrap());
    }
    (run, events)
}

fn answer(run: &mut Run, step: &str, given: Given) -> Result<Event, CeremonyError> {
    run.answer(Answer::new(step, given), moment(20))
}

#[test]
fn a_prompt_has_all_that_a_terminal_needs() {
    let (run, _) = begun();
    let Prompt::Ask { place, actors, text, want, .. } = run.next().unwrap() else { panic!() };
    assert_eq!((place.label.as_str(), place.number, place.of), ("1.1", 1, 12));
    assert_eq!((place.act.as_str(), place.kind, place.turns), ("All of it", "say", 1));
    assert_eq!(actors[0].people[0].text, "ann of Utopia");
    assert_eq!((text, want), (vec!["Say hello.".to_owned()], Want::Done));
    assert_eq!(run.next().unwrap(), run.next().unwrap());
}

#[test]
fn a_digest_is_shown_in_groups_and_words() {
    let (mut run, mut events) = up_to_key();
    let answers = Answers::parse(SMALL_ANSWERS).unwrap().fit(&small(), Mode::Specimen).unwrap();
    while !matches!(run.next().unwrap(), Prompt::Ask { place, .. } if place.step == "read") {
        let Prompt::Operation(perform) = run.next().unwrap() else { panic!() };
        let reading = moment(events.len() as u64);
        events.push(run.begin_operation(&answers.by(&perform.place.step), &[], None, reading).unwrap());
        events.push(run.performed(outputs(&perform.operation, &perform.parameters), reading).unwrap());
    }
    let Prompt::Ask { shown, want, .. } = run.next().unwrap() else { panic!() };
    assert_eq!(want, Want::Same);
    assert_eq!(shown[0].spoken.len(), 16);
    assert!(shown[0].spoken.iter().all(|(group, words)| group.len() == 4 && words.split(' ').count() == 2));
}

#[test]
fn values_flow_into_text_and_parameters() {
    let (mut run, _) = up_to_key();
    let Prompt::Operation(perform) = run.next().unwrap() else { panic!() };
    assert_eq!(perform.text, ["Make the key for bag UT-0042."]);
    run.begin_operation(&BTreeMap::new(), &[], None, moment(10)).unwrap();
    run.performed(outputs("key.generate", &perform.parameters), moment(11)).unwrap();
    let Prompt::Operation(perform) = run.next().unwrap() else { panic!() };
    assert_eq!(perform.parameters["key"], "small-1");
}

#[test]
fn names_of_people_are_sealed_and_nothing_public_shows_them() {
    let (_, _, events) = unattended(SMALL, SMALL_ANSWERS, Mode::Specimen);
    let public: Vec<Event> = events.iter().map(Event::public).collect();
    let shown = serde_json::to_string(&public).unwrap();
    for secret in ["Ann", "Bob", "ann", "bob", "Court", "Carla", "drill", "noisy"] {
        assert!(!shown.contains(secret), "{secret} is public: {shown}");
    }
    let again: Vec<Event> =
        public.into_iter().zip(&events).map(|(event, whole)| event.with_sealed(whole.sealed.clone())).collect();
    assert_eq!(again, events);
}

#[test]
fn events_go_to_json_and_back() {
    let (_, _, events) = unattended(GENESIS, GENESIS_ANSWERS, Mode::Specimen);
    let text = serde_json::to_string(&events).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Event>>(&text).unwrap(), events);
    let strange = text.replacen("\"turn\"", "\"extra\":1,\"turn\"", 1);
    assert!(serde_json::from_str::<Vec<Event>>(&strange).is_err());
}

#[test]
fn an_answer_for_another_step_is_refused() {
    let (mut run, _) = begun();
    refused(answer(&mut run, "clock", Given::Done), &["step 'clock'", "open is 'hello'"]);
    answer(&mut run, "hello", Given::Done).unwrap();
    refused(answer(&mut run, "hello", Given::Done), &["open is 'clock'"]);
}

#[test]
fn an_answer_of_another_kind_is_refused_and_changes_nothing() {
    let (mut run, _) = begun();
    for given in [Given::Holds, Given::Agree, Given::Clock(moment(0).time), fields(&[])] {
        refused(answer(&mut run, "hello", given), &["step 'hello'", "wanted", "[Usage]"]);
    }
    assert!(matches!(run.next().unwrap(), Prompt::Ask { place, .. } if place.step == "hello"));
}

#[test]
fn a_clock_too_far_off_is_refused_and_can_be_read_again() {
    let (mut run, _) = begun();
    answer(&mut run, "hello", Given::Done).unwrap();
    let far = Given::Clock(moment(20).time.plus(-61));
    refused(answer(&mut run, "clock", far), &["CEREMONY-3", "61 s apart, 60 s allowed"]);
    refused(answer(&mut run, "clock", Given::StationClock), &["an independent clock must be read"]);
    let event = answer(&mut run, "clock", Given::Clock(moment(20).time.plus(-60))).unwrap();
    assert!(matches!(event.happening, Happening::ClockRead { station_ahead: 60, .. }));
}

#[test]
fn typed_records_must_fit() {
    let (mut run, _) = begun();
    answer(&mut run, "hello", Given::Done).unwrap();
    answer(&mut run, "clock", Given::Clock(moment(20).time)).unwrap();
    answer(&mut run, "quiet", Given::Holds).unwrap();
    refused(answer(&mut run, "bag", fields(&[("number", "UT-0042")])), &["'custodian' is missing"]);
    let typed = |number: &str, custodian: &str| fields(&[("number", number), ("custodian", custodian)]);
    refused(answer(&mut run, "bag", typed("0042", "Carla")), &["field 'number'", "wanted 'UT-', then 4 digits"]);
    refused(answer(&mut run, "bag", typed("UT-0042", " ")), &["field 'custodian'", "nothing was given"]);
    refused(answer(&mut run, "bag", typed("UT-0042", "two\nlines")), &["one line of text"]);
    refused(answer(&mut run, "bag", typed("UT-0042", &"x".repeat(201))), &["more than 200"]);
    let event = answer(&mut run, "bag", typed("UT-0042", "Carla")).unwrap();
    assert_eq!(event.sealed["field-custodian"], "Carla");
}

#[test]
fn an_operation_is_announced_before_it_is_performed() {
    let (mut run, _) = up_to_key();
    let Prompt::Operation(perform) = run.next().unwrap() else { panic!() };
    let given = outputs(&perform.operation, &perform.parameters);
    refused(run.performed(given.clone(), moment(20)), &["has not been begun"]);
    refused(answer(&mut run, "key", Given::Done), &["wanted the station to perform"]);
    run.begin_operation(&BTreeMap::new(), &[], None, moment(20)).unwrap();
    refused(run.begin_operation(&BTreeMap::new(), &[], None, moment(20)), &["was begun already"]);
    run.performed(given, moment(20)).unwrap();
}

#[test]
fn outputs_that_are_not_those_of_the_operation_are_refused() {
    let (mut run, _) = up_to_key();
    let Prompt::Operation(perform) = run.next().unwrap() else { panic!() };
    run.begin_operation(&BTreeMap::new(), &[], None, moment(20)).unwrap();
    let good = outputs(&perform.operation, &perform.parameters);
    let mut lacking = good.clone();
    lacking.remove("key");
    refused(run.performed(lacking, moment(20)), &["output 'key'"]);
    let mut more = good.clone();
    more.insert("pin".into(), Value::from("1234"));
    refused(run.performed(more, moment(20)), &["output 'pin'"]);
    let mut wrong = good.clone();
    wrong.insert("public_key_digest".into(), Value::from("abcd"));
    refused(run.performed(wrong, moment(20)), &["'public_key_digest'", "64 hex digits"]);
    run.performed(good, moment(20)).unwrap();
}

#[test]
fn after_a_stop_an_operation_that_was_begun_is_said_to_be_open() {
    let (mut run, mut events) = up_to_key();
    events.push(run.begin_operation(&BTreeMap::new(), &[], None, moment(20)).unwrap());
    let mut again = Run::resume(small(), Mode::Production, &events).unwrap();
    let Prompt::Operation(perform) = again.next().unwrap() else { panic!() };
    assert!(perform.open);
    let mut none = again.clone();
    events.push(none.not_performed("the token was pulled; the ledger shows no key", moment(21)).unwrap());
    let resumed = Run::resume(small(), Mode::Production, &events).unwrap();
    assert!(matches!(resumed.next().unwrap(), Prompt::Operation(perform) if !perform.open));
    again.performed(outputs(&perform.operation, &perform.parameters), moment(21)).unwrap();
    assert!(matches!(again.next().unwrap(), Prompt::Operation(perform) if perform.place.step == "lock"));
}

#[test]
fn what_officers_agreed_to_is_kept_with_the_beginning_and_told_in_the_transcript() {
    let (mut run, mut events) = up_to_key();
    let agreement = |officers: &[(&str, Decision)]| Agreement {
        proposal: "p-000012".parse().unwrap(),
        digest: Digest::of(b"act"),
        rule: "keys".into(),
        decisions: officers
            .iter()
            .map(|(officer, decision)| Agreed {
                officer: officer.parse().unwrap(),
                decision: *decision,
                key: Digest::of(officer.as_bytes()),
            })
            .collect(),
    };
    let two = agreement(&[("dan", Decision::Propose), ("eva", Decision::Approve)]);
    events.push(run.begin_operation(&BTreeMap::new(), &[], Some(two), moment(20)).unwrap());
    // It comes back from its written form, and the run with it; one that nobody asked for is written as before.
    let written = serde_json::to_value(events.last().unwrap().public()).unwrap();
    assert_eq!(serde_json::from_value::<Event>(written.clone()).unwrap(), events.last().unwrap().public());
    let again = Run::resume(small(), Mode::Production, &events).unwrap();
    assert!(matches!(again.next().unwrap(), Prompt::Operation(perform) if perform.open));
    assert_eq!(again.ahead().next().map(|step| step.id.as_str()), Some("key"));
    let page = transcript(&small(), &events, Mode::Production).page(None).unwrap();
    for told in ["p-000012", "proposed by dan, key", "approved by eva, key", "act, SHA-256"] {
        assert!(page.contains(told), "{told}");
    }
    assert!(page.contains(&Digest::of(b"eva").groups()) && page.contains(Digest::of(b"act").words()[31]));
    let mut more = written;
    more["happening"]["agreed"]["quorum"] = 2.into();
    assert!(serde_json::from_value::<Event>(more).is_err(), "an unknown field was passed over");
    let (mut alone, _) = up_to_key();
    let event = alone.begin_operation(&BTreeMap::new(), &[], None, moment(20)).unwrap();
    assert!(!serde_json::to_string(&event).unwrap().contains("agreed"));
}

#[test]
fn a_run_resumed_from_every_prefix_ends_in_the_same_transcript() {
    for (text, answers) in [(SMALL, SMALL_ANSWERS), (GENESIS, GENESIS_ANSWERS), (KEY_BACKUP, KEY_BACKUP_ANSWERS)] {
        let (script, _, events) = unattended(text, answers, Mode::Specimen);
        let whole = transcript(&script, &events, Mode::Specimen).json().unwrap();
        let answers = Answers::parse(answers).unwrap().fit(&script, Mode::Specimen).unwrap();
        for stop in 1..=events.len() {
            let mut kept = events[..stop].to_vec();
            let mut run = Run::resume(script.clone(), Mode::Specimen, &kept).unwrap();
            go_on(&mut run, &answers, &mut kept);
            assert_eq!(kept, events, "stopped after {stop}");
            assert_eq!(transcript(&script, &kept, Mode::Specimen).json().unwrap(), whole);
        }
    }
}

#[test]
fn where_several_hold_a_role_the_one_who_acts_is_named_and_kept() {
    let script = Script::parse(&SMALL.replace("witness = \"witness\"", "witness = \"everyone\"")).unwrap();
    let three = vec![person("ann", &["operator"]), person("bob", &["witness"]), person("cid", &["operator"])];
    let (mut run, first) = Run::begin(script.clone(), Mode::Production, three, moment(0)).unwrap();
    let Prompt::Ask { actors, .. } = run.next().unwrap() else { panic!() };
    assert!(actors[0].choose && actors[0].people.len() == 2);
    refused(answer(&mut run, "hello", Given::Done), &["2 people hold the role 'operator'"]);
    let by = |step, given, who| Answer::new(step, given).by("operator", who);
    refused(run.answer(by("hello", Given::Done, "bob"), moment(1)), &["'bob'", "does not act here"]);
    refused(run.answer(by("hello", Given::Done, "cyd"), moment(1)), &["did you mean 'cid'?"]);
    let bag = fields(&[("number", "UT-0042"), ("custodian", "Carla Kept")]);
    let events = vec![
        first,
        run.answer(by("hello", Given::Done, "cid"), moment(1)).unwrap(),
        run.answer(Answer::new("clock", Given::Clock(moment(1).time)), moment(2)).unwrap(),
        run.answer(Answer::new("quiet", Given::Holds), moment(3)).unwrap(),
        run.answer(by("bag", bag, "ann"), moment(4)).unwrap(),
        run.begin_operation(&BTreeMap::from([("operator".into(), "cid".into())]), &[], None, moment(5)).unwrap(),
    ];
    let acted = |event: &Event| event.by.iter().map(|by| (by.person, by.witness)).collect::<Vec<_>>();
    assert_eq!(acted(&events[1]), [(3, false)]);
    assert_eq!(acted(&events[4]), [(1, false), (2, true), (3, true)]);
    assert_eq!(acted(&events[5]), [(3, false), (1, true), (2, true)]);
    let resumed = Run::resume(script, Mode::Production, &events).unwrap();
    assert_eq!(resumed.next().unwrap(), run.next().unwrap());
}

#[test]
fn a_script_that_was_changed_is_not_resumed() {
    let (_, events) = up_to_key();
    let other = Script::parse(&changed("Say hello.", "Say hullo.")).unwrap();
    refused(Run::resume(other, Mode::Production, &events), &["CEREMONY-2", "[Refused]", "the very file"]);
    let blank = Script::parse(&format!("{SMALL}\n")).unwrap();
    refused(Run::resume(blank, Mode::Production, &events), &["CEREMONY-2"]);
}

#[test]
fn a_run_is_not_resumed_in_another_mode() {
    let (_, events) = up_to_key();
    refused(Run::resume(small(), Mode::Specimen, &events), &["specimen", "begun in production"]);
}

#[test]
fn events_that_are_not_those_of_the_run_are_refused() {
    let (_, events) = up_to_key();
    let resume = |events: &[Event]| Run::resume(small(), Mode::Production, events);
    refused(resume(&[]), &["event 0", "beginning", "[Malformed]"]);
    refused(resume(&events[1..]), &["event 0"]);
    let mut dropped = events.clone();
    dropped.remove(2);
    refused(resume(&dropped), &["event 3", "wanted number 2"]);
    let mut twice = events.clone();
    twice.push(events[4].clone());
    refused(resume(&twice), &["wanted number 5"]);
    let mut moved = events.clone();
    moved[1].step = Some("quiet".into());
    refused(resume(&moved), &["event 1", "open is hello"]);
    let mut other = events.clone();
    other[1].happening = Happening::ReadAloud;
    refused(resume(&other), &["event 1", "not what the step asks for"]);
    let mut back = events.clone();
    back[3].reading = moment(0);
    refused(resume(&back), &["CLOCK-1"]);
    let mut stranger = events.clone();
    stranger[1].by[0].person = 9;
    refused(resume(&stranger), &["event 1", "not in the ceremony"]);
    let mut swapped = events.clone();
    swapped[4].by.swap(0, 1);
    refused(resume(&swapped), &["event 4", "not what the step asks for"]);
    let mut alone = events.clone();
    alone[4].by.pop();
    refused(resume(&alone), &["event 4"]);
    let mut other_role = events.clone();
    other_role[1].by[0].role = "witness".into();
    refused(resume(&other_role), &["event 1"]);
    let mut unfit = events.clone();
    unfit[4].happening = Happening::Recorded { values: BTreeMap::from([("number".into(), "x".into())]) };
    refused(resume(&unfit), &["event 4"]);
    let mut withheld = events.clone();
    withheld[0] = withheld[0].public();
    refused(resume(&withheld), &["event 0", "sealed"]);
    let mut forged = events.clone();
    if let Happening::Began { roles, .. } = &mut forged[0].happening {
        roles[0].push("witness".into());
    }
    refused(resume(&forged), &["CEREMONY-6"]);
}

#[test]
fn somebody_who_does_not_agree_is_recorded_and_the_run_ends() {
    let (_, run, events) = unattended(SMALL, SMALL_ANSWERS, Mode::Specimen);
    let Prompt::Finished(summary) = run.next().unwrap() else { panic!() };
    assert_eq!((summary.agree, summary.do_not_agree, summary.not_held), (1, 1, 1));
    assert_eq!(events.last().unwrap().sealed["words"], "it was noisy");
    let mut run = run;
    refused(answer(&mut run, "end", Given::Agree), &["finished"]);
}

#[test]
fn the_run_is_not_finished_before_the_last_sign_off() {
    let (script, _, events) = unattended(SMALL, SMALL_ANSWERS, Mode::Specimen);
    let short = &events[..events.len() - 1];
    assert!(!Run::resume(script.clone(), Mode::Specimen, short).unwrap().is_finished());
    assert!(!transcript(&script, short, Mode::Specimen).is_finished());
    assert!(transcript(&script, &events, Mode::Specimen).is_finished());
}

#[test]
fn an_exception_is_recorded_at_any_moment_and_moves_nothing() {
    let (mut run, mut events) = up_to_key();
    let before = run.next().unwrap();
    events.push(run.exception("bob", "The light went out for a minute.", moment(20)).unwrap());
    assert_eq!(run.next().unwrap(), before);
    events.push(run.begin_operation(&BTreeMap::new(), &[], None, moment(21)).unwrap());
    events.push(run.exception("ann", "It went out again.", moment(22)).unwrap());
    assert!(matches!(run.next().unwrap(), Prompt::Operation(perform) if perform.open));
    let resumed = Run::resume(small(), Mode::Production, &events).unwrap();
    assert!(matches!(resumed.next().unwrap(), Prompt::Operation(perform) if perform.open));
    refused(run.exception("eve", "x", moment(23)), &["'eve' is not in the ceremony"]);
    refused(run.exception("ann", "  ", moment(23)), &["nothing was given"]);
    refused(run.exception("ann", &"x".repeat(2001), moment(23)), &["more than 2000"]);
}

#[test]
fn a_clock_that_goes_back_is_refused() {
    let (mut run, _) = up_to_key();
    refused(run.begin_operation(&BTreeMap::new(), &[], None, moment(0)), &["CLOCK-1"]);
}

#[test]
fn too_few_people_and_excluded_roles_do_not_begin() {
    let begin = |people| Run::begin(small(), Mode::Production, people, moment(0));
    refused(begin(vec![]), &["CEREMONY-5", "'operator'"]);
    refused(begin(vec![person("ann", &["operator"])]), &["CEREMONY-5", "'witness'"]);
    refused(begin(vec![person("ann", &["operator", "witness"])]), &["CEREMONY-6"]);
}
