//! `chancery officer challenge`: the text by which a person proves that their keys are theirs.

use std::path::PathBuf;

use chancery::approval::Person;
use chancery::approval::key::{KeyForm, OfficerKey};
use chancery::digest::Digest;
use chancery::ledger::NoteKey;
use chancery::safe::Label;
use chancery::station::write_new;
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report, Step, quoted};
use crate::opening;

/// Write the text that a person signs with every key to become an officer
///
/// Write the text that a person signs with every key to become an officer. It says who they are, their roles and their
/// keys, for this station at this moment. Keys are OpenPGP certificates, X.509 certificates (of a card or a file) or SSH
/// public keys, hardware ones too. The id stands open in the ledger for ever: choose a word that names nobody; name,
/// organisation and contact stand in this text alone.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id of the officer: a word of the station's own
    officer: Label,

    /// Name of the person
    #[arg(long)]
    name: String,

    /// Where they belong; policies can ask for different organisations
    #[arg(long, value_name = "NAME")]
    organisation: String,

    /// How they are reached
    #[arg(long, value_name = "WORDS")]
    contact: String,

    /// Role they may act in; may be given again
    #[arg(long, required = true)]
    role: Vec<Label>,

    /// File of a public key they decide with; may be given again
    #[arg(long, required = true, value_name = "FILE")]
    key: Vec<PathBuf>,

    /// An age recipient to whom shares of theirs are sealed
    #[arg(long, value_name = "AGE1...")]
    recipient: Option<String>,

    /// Verifier key of the key they cosign the ledger with, as 'officer witness-key' writes it
    #[arg(long, value_name = "FILE")]
    witness_key: Option<PathBuf>,

    /// Public half of the key they sign the root of bundles with, as 'officer root-key' writes it
    #[arg(long, value_name = "FILE")]
    root_key: Option<PathBuf>,

    /// Where the text goes instead of OFFICER.txt; never overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Write what Ann signs to become an officer",
    "chancery officer challenge ann --name 'Ann Example' --organisation 'Ministry of the Interior' \
     --contact 'extension 12' --role security-officer --key ann.pub --station utopia",
)
.after(&[Step::Prepared("station"), Step::Run("ssh-keygen -q -t ed25519 -N '' -f ann")])];

/// The text.
#[derive(Debug, Serialize)]
pub struct Challenged {
    officer: String,
    file: String,
    sha256: String,
    expires: String,
    sign_with: Vec<String>,
    prove_with: Vec<String>,
    then: String,
}

impl Report for Challenged {
    const SCHEMA: &'static str = "chancery/officer.challenge@1";

    fn human(&self, page: &mut Page) {
        page.field("Officer", &self.officer).field("File", &self.file).field("SHA-256", &self.sha256);
        page.field("To be used before", &self.expires);
        page.heading("Sign it with every key");
        self.sign_with.iter().for_each(|command| {
            page.command(command);
        });
        if !self.prove_with.is_empty() {
            page.heading("A card, and a key on a stick or in a token, prove themselves");
            self.prove_with.iter().for_each(|command| {
                page.columns(format!("  {command}"));
            });
        }
        page.heading("Then have the person enrolled; at a station without officers, by 'chancery station genesis'");
        page.command(&self.then);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Challenged, Failure> {
    let mut station = opening::read(context)?;
    let now = station.now()?;
    let mut keys = Vec::new();
    for path in &args.key {
        let octets = opening::read_file(path, 1 << 20)?;
        let key = OfficerKey::read(&octets);
        let fit = key.and_then(|key| key.expect_usable(now).map(|()| key));
        keys.push(fit.map_err(|e| Failure::from(e).about(path, crate::deciding::EVERY_FAULT_OF_A_FILE))?);
    }
    let text = |path: &Option<PathBuf>| path.as_ref().map(|path| opening::read_text(path, 4096)).transpose();
    let line = |text: Option<String>| text.map(|text| text.trim().to_owned());
    let witness_key = line(text(&args.witness_key)?);
    if let (Some(key), Some(path)) = (&witness_key, &args.witness_key) {
        let read = NoteKey::parse(key);
        read.map_err(|e| Failure::from(e).about(path, crate::deciding::EVERY_FAULT_OF_A_FILE))?;
    }
    let person = Person {
        officer: args.officer.clone(),
        name: args.name,
        organisation: args.organisation,
        contact: args.contact,
        roles: args.role.into_iter().collect(),
        recipient: args.recipient,
        witness_key,
        root_key: line(text(&args.root_key)?),
    };
    let enrolment = station.challenge(person, &keys)?;
    let text = enrolment.text()?;
    let path = args.out.unwrap_or_else(|| PathBuf::from(format!("{}.txt", args.officer)));
    write_new(&path, text.as_bytes(), 0o644)?;
    let file = path.display().to_string();
    let sign_with = crate::deciding::signing(&file, &keys.iter().map(OfficerKey::form).collect::<Vec<_>>());
    let sticks: Vec<&PathBuf> = [&args.witness_key, &args.root_key].into_iter().flatten().collect();
    let by_stick = sticks.iter().map(|public| {
        let token = public.with_extension("token");
        let key = if token.exists() { token } else { public.with_extension("age") }.display().to_string();
        format!("chancery officer prove {} --key {}", quoted(&file), quoted(&key))
    });
    let card = keys.iter().any(|key| key.form() == KeyForm::X509);
    let by_card = card.then(|| format!("chancery officer prove {} --piv", quoted(&file)));
    let prove_with: Vec<String> = by_card.into_iter().chain(by_stick).collect();
    let proofs = " --proof SIGNATURE".repeat(keys.len() + sticks.len());
    let then = context.typed(&format!("chancery officer enroll {}{proofs}", quoted(&file)));
    Ok(Challenged {
        officer: args.officer.to_string(),
        sha256: Digest::of(text.as_bytes()).to_string(),
        expires: enrolment.expires.to_string(),
        sign_with,
        prove_with,
        then,
        file,
    })
}
