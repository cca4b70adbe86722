//! What the commands about proposals share: finding one, writing what officers sign, saying how it is signed.

use std::path::{Path, PathBuf};

use chancery::act::{Act, Decision, RootKey, StationGenesis};
use chancery::approval::key::KeyForm;
use chancery::approval::{ApprovalError, Proofs, Proposal, Statement, TEXT_LIMIT};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::{Done, Material, Standing, Station, StationError, write_new};
use serde::Serialize;

use crate::frame::{Context, Failure, Page, Report, quoted};
use crate::opening::{self, FileError, Recorded, UnknownName};
use crate::policy::source;

/// A proposal as it is named on the command line.
#[derive(Clone, Debug)]
pub enum Named {
    /// As the station calls it.
    Name(Label),
    /// A file: the proposal's text, or a statement about it.
    File(PathBuf),
}

impl std::str::FromStr for Named {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_prefix("p-").is_some_and(|n| n.len() >= 6 && n.bytes().all(|b| b.is_ascii_digit()));
        Ok(match text.parse() {
            Ok(label) if name => Named::Name(label),
            _ => Named::File(text.into()),
        })
    }
}

/// Reads a proposal out of a file: its text, or a statement about it.
pub fn read(path: &Path) -> Result<Proposal, Failure> {
    Ok(read_either(path)?.0)
}

/// What a statement says beside its proposal: the decision, and why.
pub type Said = (Decision, String);

/// The same, with what a statement says.
pub fn read_either(path: &Path) -> Result<(Proposal, Option<Said>), Failure> {
    if !path.exists() {
        let name = chancery::safe::line(&path.to_string_lossy(), 100);
        return Err(UnknownName { what: "proposal and no file", name, see: "chancery proposal list" }.into());
    }
    let text = opening::read_file(path, TEXT_LIMIT as u64)?;
    let about = |error: ApprovalError| Failure::from(error).about(path, EVERY_FAULT_OF_A_FILE);
    if text.starts_with(b"chancery statement ") {
        let statement = Statement::parse(&text).map_err(about)?;
        let said = (statement.decision(), statement.reason().to_owned());
        return Ok((statement.proposal().clone(), Some(said)));
    }
    Ok((Proposal::parse(&text).map_err(about)?, None))
}

/// The proposal of a station that is meant.
pub fn find(station: &Station<'_>, named: &Named) -> Result<Standing, Failure> {
    match named {
        Named::Name(name) => {
            let unknown = || UnknownName { what: "proposal", name: name.to_string(), see: "chancery proposal list" };
            Ok(station.proposal_named(name)?.ok_or_else(unknown)?)
        }
        Named::File(path) => Ok(station.proposal(read(path)?.digest()?)?),
    }
}

/// Whether this lasts: what is so for a proposal can never become otherwise.
pub fn is_final(error: &ApprovalError) -> bool {
    matches!(error, ApprovalError::Expired { .. } | ApprovalError::Withdrawn { .. } | ApprovalError::Vetoed { .. })
}

/// That officers may still decide about a proposal: one that is dead is refused as its performance would be; where an
/// officer stopped it, that is said.
pub fn expect_open(context: &Context, station: &Station<'_>, standing: &Standing) -> Result<(), Failure> {
    if let Some(dead) = &standing.dead {
        return Err(Failure::of(dead));
    }
    for stopped in station.verdict(standing)?.lacking().iter().filter(|error| is_final(error)) {
        context.terminal().warn(&format!("what is signed now changes nothing: {stopped}"));
    }
    Ok(())
}

/// An act that was proposed, in place of the report of the act itself.
#[derive(Debug, Serialize)]
pub struct Proposed {
    proposal: String,
    act: &'static str,
    act_digest: String,
    act_words: Vec<&'static str>,
    rule: String,
    asks: String,
    proposer: Option<String>,
    dies: String,
    recorded: Recorded,
    next: Vec<String>,
}

impl Report for Proposed {
    const SCHEMA: &'static str = "chancery/proposal.create@1";

    fn human(&self, page: &mut Page) {
        page.field("Proposal", &self.proposal).field("Act", self.act).field("Asks", &self.asks);
        page.field("Rule", &self.rule).field("Dies at", &self.dies);
        if let Some(proposer) = &self.proposer {
            page.field("Proposed by", proposer);
        }
        page.field("Act digest", &self.act_digest);
        self.recorded.show(page);
        page.words(&self.act_words);
        page.heading("What to do next");
        self.next.iter().for_each(|command| {
            page.command(command);
        });
    }
}

/// Proposes an act in place of performing it.
pub fn propose(
    context: &Context,
    station: &mut Station<'_>,
    act: Act,
    material: &Material,
) -> Result<Proposed, Failure> {
    let asked = station.asked(&act)?;
    if !asked.anybody {
        return Err(NobodyAsked { act: act.name(), rule: asked.rule }.into());
    }
    let (name, proposer) = (act.name(), context.proposer().cloned());
    if asked.proposer_apart && proposer.is_none() {
        return Err(ApprovalError::ProposerUnsigned { proposer }.into());
    }
    let done = station.propose(act, material, proposer.clone())?;
    let proposal = opening::output(&done, "proposal");
    let standing = station.proposal_named(&proposal.parse()?)?;
    let dies = standing.as_ref().map(|s| s.proposal.bound.expires.to_string()).unwrap_or_default();
    let digest: Digest = opening::output(&done, "digest").parse().map_err(|_| lost(&done))?;
    let mut next = vec![format!("chancery proposal show {proposal}")];
    if asked.proposer_apart {
        next.push(format!("chancery proposal show {proposal} --decision propose"));
    }
    next.push(format!("chancery proposal show {proposal} --decision approve"));
    next.push(format!("chancery proposal status {proposal}"));
    if asked.cooling_off > 0 {
        // Once soon after the proposal, once when the time has passed.
        let attest = "chancery clock attest --read TIME --source WORDS --proposer OFFICER".to_owned();
        next.extend([attest.clone(), attest]);
    }
    next.push(format!("chancery perform {proposal}"));
    let next = next.iter().map(|command| context.typed(command)).collect();
    Ok(Proposed {
        proposal,
        act: name,
        act_digest: digest.to_string(),
        act_words: digest.words(),
        rule: asked.rule,
        asks: asked.whom,
        proposer: proposer.map(|p| p.to_string()),
        dies,
        recorded: Recorded::of(&done),
        next,
    })
}

fn lost(done: &Done) -> UnknownName {
    UnknownName { what: "proposal", name: done.sequence.to_string(), see: "chancery proposal list" }
}

/// A proposal where nobody would be asked.
#[derive(Debug, thiserror::Error)]
#[error("'{act}' asks for nobody here (rule '{rule}'); there is nothing to approve")]
struct NobodyAsked {
    act: &'static str,
    rule: String,
}

impl Fail for NobodyAsked {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("run it without '--propose' and '--proposer'".into())
    }
}

/// What is brought to a station's genesis.
pub struct First {
    /// The first officers' challenges, and the files they came in.
    pub texts: Vec<(Vec<u8>, PathBuf)>,
    /// Signatures over them.
    pub proofs: Vec<Vec<u8>>,
    /// How many root signatures a bundle wants, where that is said.
    pub root_threshold: Option<u16>,
}

impl First {
    /// The act, and what it refers to. `policy` names a template or a file.
    pub fn act(self, station: &Station<'_>, policy: &str) -> Result<(Act, Material), Failure> {
        let (mut officers, mut root_keys, mut material) = (Vec::new(), Vec::new(), Material::none());
        for (text, path) in self.texts {
            let proven = station.prove_among(&text, &self.proofs).map_err(|error| about(error, &path))?;
            let person = &proven.enrolment().person;
            if let Some(spki) = &person.root_key {
                root_keys.push(RootKey { officer: person.officer.clone(), spki: spki.clone() });
            }
            officers.push(proven.enrolled()?);
            material = material.and(text);
        }
        material = self.proofs.into_iter().fold(material, Material::and);
        let policy = source::policy(policy)?;
        material = material.and(policy.text().as_bytes().to_vec());
        let root_threshold = self.root_threshold.unwrap_or_else(|| root_keys.len().max(1) as u16);
        let (name, policy) = (policy.name().clone(), policy.digest());
        let act = StationGenesis { officers, name, policy, root_keys, root_threshold };
        Ok((Act::StationGenesis(act), material))
    }

    /// Out of a folder that was copied from a medium: every challenge in it, and every signature.
    pub fn in_folder(folder: &Path, root_threshold: Option<u16>) -> Result<Self, Failure> {
        let unreadable =
            |reason| FileError::Unreadable { path: folder.to_owned(), wanted: "a folder of challenges", reason };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            paths.push(entry.map_err(unreadable)?.path());
        }
        paths.sort();
        let mut first = First { texts: Vec::new(), proofs: Vec::new(), root_threshold };
        for path in paths {
            let octets = opening::read_file(&path, 4 << 20)?;
            match octets.starts_with(b"chancery enrolment ") {
                true => first.texts.push((octets, path)),
                false => {
                    let kinds = [Fault::Malformed, Fault::Unsound, Fault::Refused];
                    Proofs::read([&octets]).map_err(|error| Failure::from(error).about(&path, &kinds))?;
                    first.proofs.push(octets);
                }
            }
        }
        Ok(first)
    }
}

/// A statement that was written, and how it is signed.
#[derive(Debug, Serialize)]
pub struct Written {
    decision: &'static str,
    file: String,
    sha256: String,
    sign_with: Vec<String>,
    then: String,
}

impl Written {
    /// For a person.
    pub fn show(&self, page: &mut Page) {
        page.field("Decision", self.decision).field("Statement", &self.file).field("SHA-256", &self.sha256);
        page.heading("Sign it with one of these");
        self.sign_with.iter().for_each(|command| {
            page.command(command);
        });
        page.heading("Then have it taken in");
        page.command(&self.then);
    }
}

/// Writes the statement an officer signs; the file must not exist.
pub fn write(
    context: &Context,
    decision: Decision,
    reason: &str,
    proposal: Proposal,
    out: Option<&Path>,
) -> Result<Written, Failure> {
    let statement = Statement::new(decision, reason, proposal)?;
    let text = statement.text()?;
    let path = out.map_or_else(|| PathBuf::from(statement.file_name()), Path::to_owned);
    write_new(&path, text.as_bytes(), 0o644).map_err(|error| {
        let hint = "what is there may be about another proposal: name a new file with '--out FILE'";
        Failure::from(error).with_hint(hint)
    })?;
    let file = path.display().to_string();
    let shown = quoted(&file);
    Ok(Written {
        decision: decision.word(),
        sha256: Digest::of(text.as_bytes()).to_string(),
        sign_with: [
            signing(&file, &[KeyForm::OpenPgp, KeyForm::X509, KeyForm::Ssh]),
            vec![context.typed(&format!("chancery proposal approve {shown} --piv"))],
        ]
        .concat(),
        then: context.typed(&format!("chancery proposal import {shown} SIGNATURE")),
        file,
    })
}

/// The commands by which a file is signed with keys of these forms.
pub fn signing(file: &str, forms: &[KeyForm]) -> Vec<String> {
    let shown = quoted(file);
    let by = |form: &KeyForm| match form {
        KeyForm::OpenPgp => format!("gpg --armor --detach-sign {shown}"),
        KeyForm::X509 => format!(
            "openssl cms -sign -binary -outform DER -in {shown} -signer me.pem -inkey me.key -out {}",
            quoted(&format!("{file}.p7s"))
        ),
        KeyForm::Ssh => format!("ssh-keygen -Y sign -n chancery-decision -f ~/.ssh/id_ed25519 {shown}"),
    };
    forms.iter().map(by).collect()
}

/// A text that was brought, with the signatures over it.
pub fn brought(text: &Path, proofs: &[PathBuf]) -> Result<(Vec<u8>, Vec<Vec<u8>>), Failure> {
    let text = opening::read_file(text, 4 << 20)?;
    Ok((text, proofs.iter().map(|path| proof(path)).collect::<Result<_, _>>()?))
}

/// A signature or another proof that was brought; what is none is refused by its name.
pub fn proof(path: &Path) -> Result<Vec<u8>, Failure> {
    let octets = opening::read_file(path, 1 << 20)?;
    Proofs::read([&octets]).map_err(|error| Failure::from(error).about(path, EVERY_FAULT_OF_A_FILE))?;
    Ok(octets)
}

/// Whatever is wrong with a file, its name is said.
pub const EVERY_FAULT_OF_A_FILE: &[Fault] = &[Fault::Malformed, Fault::Unsound, Fault::Refused];

/// The error of a text that was brought, naming its file.
pub fn about(error: StationError, file: &Path) -> Failure {
    Failure::from(error).about(file, EVERY_FAULT_OF_A_FILE)
}

/// Reads a statement that officers sign: its octets, and what they say.
pub fn statement(path: &Path) -> Result<(Vec<u8>, Statement), Failure> {
    let name = path.to_string_lossy();
    if !path.exists() && matches!(name.parse(), Ok(Named::Name(_))) {
        let error = UnknownName { what: "file", name: name.to_string(), see: "chancery proposal show --help" };
        let hint =
            format!("'chancery proposal show {name} --decision approve' writes the statement that an officer signs");
        return Err(Failure::from(error).with_hint(hint));
    }
    let text = opening::read_file(path, TEXT_LIMIT as u64)?;
    let read = Statement::parse(&text).map_err(|error| Failure::from(error).about(path, EVERY_FAULT_OF_A_FILE))?;
    Ok((text, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_stations_is_told_from_a_file() {
        let named = |text: &str| matches!(text.parse::<Named>().unwrap(), Named::Name(_));
        assert!(named("p-000012") && named("p-1000012"));
        for file in ["p-12", "approve.txt", "./p-000012", "p-00001x", ""] {
            assert!(!named(file), "{file}");
        }
    }
}
