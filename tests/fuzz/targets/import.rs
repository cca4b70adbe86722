//! A file of a folder of certificates, a trust store, and what is kept of an import.

use chancery::trust::import::{Collector, Form, Import};

pub fn run(bytes: &[u8]) {
    let mut folder = Collector::default();
    folder.file("folder/file.cer", bytes);
    let mut store = Collector::default();
    let read = store.trust_store(bytes);
    if let Err(error) = read {
        super::is_harmless(&error.to_string());
    }
    for (collector, form) in [(folder, Form::Folder), (store, Form::TrustStore)] {
        match collector.finish(form) {
            Err(error) => super::is_harmless(&error.to_string()),
            Ok(import) => {
                let kept = import.bytes().unwrap();
                assert_eq!(Import::read(&kept).unwrap(), import);
                import.unread().iter().for_each(|one| super::is_harmless(&one.why));
            }
        }
    }
    if let Ok(import) = Import::read(bytes) {
        assert_eq!(import.bytes().unwrap(), bytes);
    }
}
