//! Names on a stick: which ones are taken, wherever they come from.
//!
//! A name must mean the same file on ext4, FAT and exFAT, in a URL, in a TUF path
//! pattern and in `sha256sum -c`, so that little is allowed: letters, digits and
//! `. _ - + =`; no leading dot or dash, no trailing dot, no device names of other
//! systems, no two names that differ only in case.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::BundleError;

/// How long one part of a path may be, in octets.
const PART_LIMIT: usize = 100;
/// How long a path may be, in octets.
const PATH_LIMIT: usize = 240;
/// How many parts a target's path may have; a `*` of TUF does not cross `/`.
pub(super) const TARGET_DEPTH: usize = 4;

/// Names that other systems keep for devices, whatever follows the first dot.
const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Judges one part of a path.
pub(super) fn judge_part(part: &str, whole: &str) -> Result<(), BundleError> {
    let odd = |what| Err(BundleError::OddName { path: crate::safe::line(whole, 120), what });
    if part.is_empty() || part.len() > PART_LIMIT {
        return odd("a part is empty or longer than 100 octets");
    }
    if part.bytes().any(|b| !(b.is_ascii_alphanumeric() || b"._-+=".contains(&b))) {
        return odd("only A-Z, a-z, 0-9 and . _ - + = are allowed in a part");
    }
    if part.starts_with(['.', '-']) || part.ends_with('.') {
        return odd("a part begins with a dot or a dash or ends with a dot");
    }
    let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if DEVICES.contains(&stem.as_str()) {
        return odd("a part is a device name on other systems");
    }
    Ok(())
}

/// Judges a whole relative path.
pub(super) fn judge(path: &str) -> Result<(), BundleError> {
    if path.len() > PATH_LIMIT {
        return Err(BundleError::OddName { path: crate::safe::line(path, 120), what: "it is longer than 240 octets" });
    }
    path.split('/').try_for_each(|part| judge_part(part, path))
}

/// Refuses two paths that one file system would keep as one: equal but for case,
/// or one the folder of the other.
pub(super) fn judge_clashes<'a>(paths: impl IntoIterator<Item = &'a str>) -> Result<(), BundleError> {
    let mut taken: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for path in paths {
        // Folders count too: `A/x` and `a/y` are one folder on FAT.
        for (at, _) in path.match_indices('/').chain([(path.len(), "")]) {
            let (prefix, is_file) = (&path[..at], at == path.len());
            let key = prefix.to_ascii_lowercase();
            match taken.get(&key) {
                Some((other, other_is_file)) if *other != prefix || is_file || *other_is_file => {
                    return Err(BundleError::CaseClash { one: (*other).to_owned(), other: path.to_owned() });
                }
                Some(_) => {}
                None => {
                    taken.insert(key, (prefix, is_file));
                }
            }
        }
    }
    Ok(())
}

/// The path of a target below `targets/`: the service, then one to three parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetPath(String);

impl TargetPath {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first part: the service whose role lists it.
    pub fn service(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// Where the file lies on the stick.
    pub fn on_stick(&self) -> String {
        format!("targets/{}", self.0)
    }
}

impl FromStr for TargetPath {
    type Err = BundleError;

    fn from_str(text: &str) -> Result<Self, BundleError> {
        judge(text)?;
        if !(2..=TARGET_DEPTH).contains(&text.split('/').count()) {
            let what = "a target lies in its service's folder, at most two folders deeper";
            return Err(BundleError::OddName { path: text.to_owned(), what });
        }
        Ok(TargetPath(text.to_owned()))
    }
}

impl fmt::Display for TargetPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn ordinary_paths_are_taken() {
        for path in ["trust-anchors/index.json", "trust-anchors/crls/UT.crl", "a/b/c/D_1+2=3.der"] {
            assert_eq!(path.parse::<TargetPath>().unwrap().as_str(), path);
        }
        assert_eq!("a/b/c.der".parse::<TargetPath>().unwrap().service(), "a");
        assert_eq!("a/b/c.der".parse::<TargetPath>().unwrap().on_stick(), "targets/a/b/c.der");
    }

    #[test]
    fn odd_names_are_refused_by_clause() {
        let long = format!("a/{}", "x".repeat(101));
        let longer = format!("a/{0}/{0}/{0}", "x".repeat(90));
        for path in [
            "",
            "a",
            "/a/b",
            "a/",
            "a//b",
            "../a",
            "a/../b",
            "a/./b",
            "a/.hidden",
            "a/-rf",
            "a/b.",
            "a/b c",
            "a/b\n",
            "a\\b/c",
            "a/b:c",
            "a/ü",
            "a/b*",
            "a/nul",
            "a/CON.txt",
            "a/lpt1.der",
            "a/b/c/d/e",
            &long,
            &longer,
        ] {
            assert_eq!(path.parse::<TargetPath>().unwrap_err().clause(), Some("BUNDLE-8"), "{path:?}");
        }
    }

    #[test]
    fn names_that_differ_only_in_case_clash() {
        for paths in [["a/b", "a/B"], ["A/x", "a/y"], ["a/b", "a/b"], ["a/b", "a/b/c"], ["a/b/c", "a/b"]] {
            assert_eq!(judge_clashes(paths).unwrap_err().clause(), Some("BUNDLE-9"), "{paths:?}");
        }
        judge_clashes(["a/b", "a/c", "b/b", "b/c/d", "b/c/e"]).unwrap();
    }
}
