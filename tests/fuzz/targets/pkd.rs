//! A download of the PKD: read record by record, judged against nobody, kept, described, and what stands after it.

use std::ops::ControlFlow;

use chancery::icao::chain::{Pool, Threads};
use chancery::icao::pkd::ldif::Reader;
use chancery::icao::pkd::{Contents, Described, Directory, FileName, Kept, NAME_KEPT, Verifying, verify};

pub fn run(bytes: &[u8]) {
    let pool = Pool::new();
    let name = String::from_utf8_lossy(bytes.get(..64).unwrap_or(bytes)).into_owned();
    let by = Verifying { pool: &pool, name: Some(&name), threads: Threads::One };
    let (mut contents, mut directory, mut lines) = (Contents::default(), Directory::new(), 0);
    directory.begin(FileName::read(&name).and_then(|said| said.extent));
    let survey = verify(Reader::new(bytes), &by, &mut |examined| {
        assert_eq!(examined.record.objects().len(), examined.verdicts.len());
        examined.record.findings.iter().for_each(|finding| super::is_harmless(&finding.to_string()));
        for object in examined.record.objects() {
            super::is_harmless(&Described::of(object).subject);
        }
        for kept in Kept::of(&examined) {
            assert!(kept.name.len() <= NAME_KEPT);
            contents.add(&kept).unwrap();
            directory.apply(&kept);
            lines += 1;
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(survey.end.offset, bytes.len() as u64);
    assert_eq!(contents.counts().objects, survey.total().all);
    assert_eq!(contents.finish().1.lines, lines);
    assert!(directory.objects().count() as u64 <= survey.total().all);
}
