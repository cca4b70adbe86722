//! The second judge of Doc 9303's products: `tests/judge12`, written in Python from the tables of the standard, asked in
//! one process for many objects.

#![allow(dead_code, reason = "each test uses its part")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// One object to be judged.
#[derive(Clone)]
pub struct Job {
    /// What people call it.
    pub name: String,
    /// What it is to be taken for, in the judge's words.
    pub kind: &'static str,
    /// The object.
    pub der: Vec<u8>,
    /// The certificate of its issuer.
    pub issuer: Option<Vec<u8>>,
    /// How long what it signs lasts, in months, where its sum is to be judged.
    pub months: Option<u32>,
}

/// What the judge says of one object.
#[derive(Debug)]
pub struct Verdict {
    /// What it breaks: table, field, words.
    pub breaks: Vec<String>,
    /// What is not as it is recommended.
    pub advice: Vec<String>,
    /// What could not be judged.
    pub unjudged: Vec<String>,
}

impl Verdict {
    /// Whether nothing is broken.
    pub fn is_good(&self) -> bool {
        self.breaks.is_empty()
    }
}

/// The judge's word for the profile of this name.
pub fn kind(profile: &str) -> &'static str {
    match profile {
        "csca-root" => "csca-root",
        "csca-link" => "csca-link",
        "document-signer" => "document-signer",
        "masterlist-signer" => "masterlist-signer",
        "deviationlist-signer" => "deviationlist-signer",
        "barcode-signer" => "barcode-signer",
        "vds-nc-signer" => "vds-nc-signer",
        "dtc-signer" => "dtc-signer",
        "lds2-signer-travel" => "lds2-ts-signer",
        "lds2-signer-visa" => "lds2-v-signer",
        "lds2-signer-biometrics" => "lds2-b-signer",
        "spoc-client" => "spoc-client",
        "spoc-server" => "spoc-server",
        "communication" => "communication",
        other => panic!("the judge knows no {other}"),
    }
}

/// The interpreter that has what the judge wants; none is a skip here and a failure in CI.
pub fn python() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
    let python = std::env::var_os("CHANCERY_TEST_PYTHON").map_or(here, PathBuf::from);
    let ready = Command::new(&python).args(["-c", "import asn1crypto, cryptography"]).output();
    if ready.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    let word = format!("{} has no asn1crypto: set CHANCERY_TEST_PYTHON or run scripts/test", python.display());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{word}");
    eprintln!("skipped: {word}");
    None
}

/// Asks the judge for all of them, by the edition with the corrigendum; the verdicts in their order.
pub fn judge(python: &Path, jobs: &[Job]) -> Vec<Verdict> {
    let asked: Vec<Value> = jobs
        .iter()
        .map(|job| {
            let mut asked = json!({
                "file": job.name,
                "profile": job.kind,
                "edition": "eighth-2024",
                "der": STANDARD.encode(&job.der),
            });
            if let Some(issuer) = &job.issuer {
                asked["issuer_der"] = json!(STANDARD.encode(issuer));
            }
            if let Some(months) = job.months {
                let member = if job.kind == "csca-root" { "child_months" } else { "document_months" };
                asked[member] = json!(months);
            }
            asked
        })
        .collect();
    let asked = serde_json::to_vec(&asked).unwrap();
    let mut child = Command::new(python)
        .args(["-m", "judge12", "--stdin"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || stdin.write_all(&asked).is_ok());
    let output = child.wait_with_output().unwrap();
    let fed = feeder.join().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(fed && matches!(output.status.code(), Some(0 | 1)), "the judge ended with {}: {said}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), jobs.len(), "{said}");
    let verdicts: Vec<Verdict> = lines.iter().zip(jobs).map(|(line, job)| verdict(line, job)).collect();
    let any_bad = verdicts.iter().any(|verdict| !verdict.is_good());
    assert_eq!(output.status.code(), Some(i32::from(any_bad)));
    verdicts
}

fn verdict(line: &Value, job: &Job) -> Verdict {
    assert_eq!(line["file"], job.name.as_str());
    let words = |row: &Value| {
        let member = |name: &str| row[name].as_str().unwrap().to_owned();
        format!("{} {}: {}", member("table"), member("field"), member("words"))
    };
    let of = |weight: &str| -> Vec<String> {
        let rows = line["breaks"].as_array().unwrap();
        rows.iter().filter(|row| row["weight"] == weight).map(words).collect()
    };
    let (breaks, advice) = (of("must"), of("should"));
    let unjudged = line["unjudged"].as_array().unwrap();
    assert_eq!(line["good"].as_bool(), Some(breaks.is_empty()));
    Verdict { breaks, advice, unjudged: unjudged.iter().map(|word| word.as_str().unwrap().to_owned()).collect() }
}
