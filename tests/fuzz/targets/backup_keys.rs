//! The manifest of a set of wrapped keys: what is read is exactly what would be written.

use chancery::backup::KeysManifest;

pub fn run(bytes: &[u8]) {
    match KeysManifest::read(bytes) {
        Err(error) => super::is_harmless(&error.to_string()),
        Ok(manifest) => {
            assert_eq!(manifest.bytes().unwrap(), bytes);
            let own = manifest.keys.iter().flat_map(|key| {
                let token = &key.token;
                [&token.label, &token.serial, &token.manufacturer, &token.model].into_iter().chain(&key.guards)
            });
            own.for_each(|text| super::is_harmless(text));
            assert!(manifest.keys.iter().all(|key| !key.file.contains('/')));
        }
    }
}
