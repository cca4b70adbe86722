//! What ceremonies write into the ledger: events one by one, then the transcript.
//!
//! An event's public part stands in its entry; what is sealed (names, records that
//! name a person) is committed there and kept apart, so that it can be withheld or
//! erased.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Done, Material, Outcome};
use crate::act::{Act, CeremonyEvent, CeremonyTranscript};
use crate::approval::Spent;
use crate::canonical;
use crate::ceremony::{Closing, Event, Header, Script, Transcript};
use crate::digest::Digest;
use crate::ledger::{Fields, Leaf};
use crate::safe::Label;
use crate::station::journal::lost;
use crate::station::{Station, StationError};
use crate::store::{IntentRow, IntentState, RunRow, StoreError};

/// The name of the opening that holds an event's sealed part.
const SEALED: &str = "sealed";

impl Station<'_> {
    /// A name for the next run of a script: its own name and a number.
    pub fn next_run(&self, script: &Script) -> Result<Label, StationError> {
        let rows = self.store.rows();
        let mut number = 1u32;
        loop {
            let name: Label = format!("{}-{number}", script.name()).parse()?;
            if rows.run(&name)?.is_none() {
                return Ok(name);
            }
            number += 1;
        }
    }

    /// Records one event of a run. The first one begins the run and keeps the script's text.
    pub fn record_event(&mut self, run: &Label, script: &str, event: &Event) -> Result<(), StationError> {
        let number = u32::try_from(event.number).unwrap_or(u32::MAX);
        let what = Act::CeremonyEvent(CeremonyEvent {
            run: run.clone(),
            script: Digest::of(script.as_bytes()),
            number,
            event: canonical::digest(&event.public())?,
        });
        // The act names the public part; what is given with it is the whole event.
        let public = canonical::digest(&event.public())?;
        let material = Material::one(script.as_bytes().to_vec()).known_as(public, canonical::bytes(event)?);
        let approved = self.approve_alone(what)?;
        self.perform(approved, &material)?;
        Ok(())
    }

    /// A run with its script and its events, sealed parts opened where they are still there.
    pub fn ceremony(&self, run: &Label) -> Result<(RunRow, String, Vec<Event>), StationError> {
        let rows = self.store.rows();
        let unknown = || StationError::RunUnknown { run: run.to_string() };
        let row = rows.run(run)?.ok_or_else(unknown)?;
        let missing = || lost("object", format!("the script of ceremony '{run}' is lost"));
        let script = String::from_utf8_lossy(&rows.object(row.script)?.ok_or_else(missing)?).into_owned();
        let mut events = Vec::new();
        for (sequence, body) in rows.events(run)? {
            let event: Event = serde_json::from_value(body)?;
            let sealed: BTreeMap<String, Value> = match rows.opened(sequence, SEALED)? {
                Some(value) => serde_json::from_value(value)?,
                None => BTreeMap::new(),
            };
            events.push(event.with_sealed(sealed));
        }
        Ok((row, script, events))
    }

    /// Refuses a run that cannot go on because what its events sealed, such as the names of the
    /// people, was erased (CEREMONY-8).
    pub fn expect_nothing_erased(&self, run: &Label) -> Result<(), StationError> {
        let rows = self.store.rows();
        for (entry, _) in rows.events(run)? {
            let body = rows.entry(entry)?.ok_or_else(|| lost("entry", format!("entry {entry} is lost")))?;
            let sealed = Leaf::parse(&body)?.sealed().contains_key(SEALED);
            if sealed && !rows.openings(entry)?.iter().any(|opening| opening.name() == SEALED) {
                return Err(StationError::RunErased { run: run.to_string(), entry });
            }
        }
        Ok(())
    }

    /// After a stop: this very act, if it came to its end since the run's last event was
    /// recorded, read back from its outcome. Another act of the same name is not taken for it.
    pub fn outcome_since_last_event(&self, run: &Label, act: &Act) -> Result<Option<Done>, StationError> {
        let rows = self.store.rows();
        let last = rows.events(run)?.last().map_or(0, |(sequence, _)| *sequence);
        let done = rows.intents(IntentState::Done)?;
        let wanted = act.struck_out()?;
        // Of an act with parts, the last of them: before it the act is not done.
        let ended = |i: &IntentRow| i.sequence > last && i.bound.what == wanted && i.part + 1 == wanted.parts();
        let since = done.into_iter().rev().find(ended);
        let Some((intent, sequence)) = since.and_then(|i| i.outcome.map(|outcome| (i, outcome))) else {
            return Ok(None);
        };
        let missing = || StoreError::Corrupt { table: "entry", what: format!("entry {sequence} is lost") };
        let leaf = Leaf::parse(&rows.entry(sequence)?.ok_or_else(missing)?)?;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut outputs: BTreeMap<String, String> =
            leaf.public().iter().map(|(name, value)| (name.clone(), text(value))).collect();
        if let Act::StationGenesis(genesis) = &intent.bound.what {
            outputs = self.genesis_outputs(genesis, sequence)?;
        }
        if let Act::BackupKeys(backup) = &intent.bound.what {
            outputs = self.set_outputs(backup.set)?;
        }
        if let Some(label) = outputs.get("label").cloned() {
            outputs.entry("key".into()).or_insert(label);
        }
        let files: Vec<_> = rows.artefacts()?.into_iter().filter(|a| a.sequence == sequence).collect();
        let files: Vec<_> = files.into_iter().map(|a| self.out().join(a.path)).collect();
        let main = files.iter().find(|f| f.extension().is_some_and(|e| e == "cer" || e == "crl"));
        if let Some(file) = main {
            outputs.insert("file".into(), file.to_string_lossy().into_owned());
        }
        self.materialise(Some(sequence))?;
        Ok(Some(Done { act: intent.bound.what.name(), digest: intent.digest, sequence, outputs, files }))
    }

    pub(super) fn ceremony_event(
        &mut self,
        spent: &Spent,
        act: &CeremonyEvent,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let event: Event = serde_json::from_slice(material.find("event", act.event)?)?;
        let public = event.public();
        if canonical::digest(&public)? != act.event {
            return Err(StationError::MaterialMissing { what: "event", digest: act.event });
        }
        let rows = self.store.rows();
        let run = rows.run(&act.run)?;
        let expected = rows.events(&act.run)?.len() as u32;
        let begins = act.number == 0 && run.is_none();
        if act.number != expected || !(begins || run.is_some_and(|r| r.script == act.script && !r.finished)) {
            let what = format!("event {} of ceremony '{}'", act.number, act.run);
            return Err(StoreError::Reserved { clause: "CEREMONY-9", what }.into());
        }
        let script = if begins { Some(material.find("script", act.script)?.to_vec()) } else { None };
        let title = match &script {
            Some(bytes) => Script::parse(&String::from_utf8_lossy(bytes))?.title().to_owned(),
            None => String::new(),
        };
        let body = serde_json::to_value(&public)?;
        let mut fields = Fields::new().open("happened", body.clone());
        if !event.sealed.is_empty() {
            fields = fields.sealed(SEALED, serde_json::to_value(&event.sealed)?);
        }
        let sequence = self.record(spent, fields, |writing, sequence| {
            if let Some(script) = &script {
                writing.begin_run(&act.run, script, &title, sequence)?;
            }
            Ok(writing.keep_event(&act.run, act.number, &body, sequence)?)
        })?;
        Ok(Outcome::of(sequence, []))
    }

    /// Closes a run that has come to its end: the transcript's body is made, its digest
    /// recorded, and body and page are written to `out/ceremonies/`.
    pub fn close_ceremony(&mut self, run: &Label, tool: &str) -> Result<Vec<std::path::PathBuf>, StationError> {
        let (row, ..) = self.ceremony(run)?;
        if !row.finished {
            let transcript = self.transcript(run, self.transcript_header(tool))?;
            let body = transcript.json()?;
            let what = Act::CeremonyTranscript(CeremonyTranscript {
                run: run.clone(),
                script: row.script,
                body: Digest::of(&body),
            });
            let approved = self.approve_alone(what)?;
            self.perform(approved, &Material::one(body))?;
        }
        self.keep_page(run)?;
        self.materialise(None)?;
        Ok(["json", "html"].map(|ending| self.out().join(format!("ceremonies/{run}.{ending}"))).into())
    }

    /// Finished ceremonies whose transcript is recorded and whose page is not.
    pub fn without_page(&self) -> Result<Vec<Label>, StationError> {
        let rows = self.store.rows();
        let made: BTreeSet<String> = rows.artefacts()?.into_iter().map(|artefact| artefact.path).collect();
        let finished = rows.runs()?.into_iter().filter(|run| run.finished).map(|run| run.name);
        Ok(finished.filter(|run| !made.contains(&format!("ceremonies/{run}.html"))).collect())
    }

    /// Keeps the page of a recorded transcript, unless it is kept already. The page says the head
    /// under which the body is recorded, so it comes after it.
    pub(in crate::station) fn keep_page(&mut self, run: &Label) -> Result<(), StationError> {
        let html = format!("ceremonies/{run}.html");
        let recorded = self.store.rows().artefacts()?;
        if recorded.iter().any(|artefact| artefact.path == html) {
            return Ok(());
        }
        let missing = || lost("artefact", format!("the transcript of ceremony '{run}' is lost"));
        let body = recorded.into_iter().find(|a| a.path == format!("ceremonies/{run}.json")).ok_or_else(missing)?;
        self.expect_free(&html)?;
        let bytes = self.store.rows().object(body.digest)?.ok_or_else(missing)?;
        // The program that closed the transcript may have been an older one: its own header stands.
        let written: Value = serde_json::from_slice(&bytes)?;
        let header: Header = serde_json::from_value(written.get("header").cloned().unwrap_or_default())?;
        let transcript = self.transcript(run, header)?;
        if transcript.digest()? != body.digest {
            return Err(StationError::PageLost { run: run.to_string() });
        }
        let rows = self.store.rows();
        let size = body.sequence + 1;
        let checkpoint = rows.checkpoint(size)?.unwrap_or_default();
        let closing = Closing { size, root: crate::ledger::root(&rows, size)?, checkpoint, cosigners: Vec::new() };
        let page = transcript.page(Some(&closing))?;
        let writing = self.store.write()?;
        writing.keep_artefact(&html, page.as_bytes(), body.sequence)?;
        Ok(writing.commit()?)
    }

    fn transcript_header(&self, tool: &str) -> Header {
        let country = self.configuration.country.fields();
        let vaults = self.configuration.vaults.iter();
        Header {
            identity: self.identity.clone(),
            country: format!("{} / {}", country.country, country.mrz_code),
            tool: tool.to_owned(),
            inventory: vaults.map(|(name, v)| (format!("vault {name}"), v.uri.clone())).collect(),
        }
    }

    fn transcript(&self, run: &Label, header: Header) -> Result<Transcript, StationError> {
        let (_, script, events) = self.ceremony(run)?;
        Ok(Transcript::of(&Script::parse(&script)?, &events, header)?)
    }

    pub(super) fn ceremony_transcript(
        &mut self,
        spent: &Spent,
        act: &CeremonyTranscript,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let body = material.find("transcript", act.body)?.to_vec();
        let path = format!("ceremonies/{}.json", act.run);
        self.expect_free(&path)?;
        let sequence = self.record(spent, Fields::new(), |writing, sequence| {
            writing.keep_artefact(&path, &body, sequence)?;
            Ok(writing.finish_run(&act.run)?)
        })?;
        Ok(Outcome::of(sequence, [("transcript", act.body.to_string())]))
    }
}
