//! A key backup as a step of a ceremony: what it is, and what it needs beside its parameters.

use chancery::act::{Act, BackupKeys};
use chancery::ceremony::{Happening, Perform};
use chancery::digest::Digest;
use chancery::keys::SetId;
use chancery::safe::Label;
use chancery::station::{Material, Station};

use super::drive::misfit;
use crate::backing::{Keepers, PaperWord, Places};
use crate::frame::Failure;

/// The operation.
pub const BACKUP: &str = "backup.keys";

/// The parameters that name a folder on a medium each.
const MEDIA: [&str; 3] = ["medium-1", "medium-2", "medium-3"];

/// The act that such a step asks for. The name of its set follows from the run: whoever asks again is told of the same set,
/// and a set whose making came to nothing is followed by another.
pub fn backup_of(station: &Station<'_>, run: &Label, perform: &Perform) -> Result<(Act, Material), Failure> {
    let needed = |name: &'static str| perform.parameters.get(name).ok_or_else(|| misfit(perform, name));
    let keys = listed(needed("keys")?).map(|key| Ok(key.parse()?)).collect::<Result<_, Failure>>()?;
    let threshold = needed("threshold")?.parse().map_err(|_| misfit(perform, "threshold"))?;
    let keepers = listed(needed("keepers")?).map(str::to_owned).collect();
    let (shares, certificates) = Keepers::of(threshold, keepers).shares()?;
    let media = MEDIA.iter().filter(|name| perform.parameters.contains_key(**name)).count();
    let set = set_of(station, run, &perform.place.step)?;
    let act = BackupKeys { set, keys, shares, media: u8::try_from(media).unwrap_or(u8::MAX) };
    Ok((Act::BackupKeys(act), certificates.into_iter().fold(Material::none(), Material::and)))
}

/// What such a step needs: media, printer and memory, as the script or those in the room have named them.
pub fn places_of(perform: &Perform) -> Result<Places, Failure> {
    let path = |name: &str| perform.parameters.get(name).map(Into::into);
    let paper = match perform.parameters.get("paper").map(String::as_str) {
        None | Some("a4") => PaperWord::A4,
        Some("letter") => PaperWord::Letter,
        Some("text") => PaperWord::Text,
        Some(_) => return Err(misfit(perform, "paper")),
    };
    Ok(Places::of(MEDIA.iter().filter_map(|name| path(name)).collect(), path("printer"), paper, path("memory")))
}

/// What stands between commas.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|one| !one.is_empty())
}

/// Eight octets of the digest of the ledger's key, the run, the step, and how often it came to nothing.
fn set_of(station: &Station<'_>, run: &Label, step: &str) -> Result<SetId, Failure> {
    let (_, _, events) = station.ceremony(run)?;
    let of_step = events.iter().filter(|event| event.step.as_deref() == Some(step));
    let before = of_step.filter(|event| matches!(event.happening, Happening::OperationNotPerformed)).count();
    let log_key = station.log_key().text()?;
    let digest = Digest::of(format!("chancery set of a ceremony\n{log_key}\n{run}\n{step}\n{before}\n").as_bytes());
    let mut octets = [0; 8];
    octets.iter_mut().zip(digest.bytes()).for_each(|(to, from)| *to = *from);
    Ok(SetId::of(octets))
}
