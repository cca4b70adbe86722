//! LDIF as RFC 2849 has it, and as it is found.

use chancery::icao::pkd::Place;
use chancery::icao::pkd::ldif::{Body, Change, DistinguishedName, Operation, Reader, Value};

use super::{codes, entries, items, pairs};

#[test]
fn a_record_is_its_name_and_its_attributes_in_order() {
    let ldif = "version: 1\n\ndn: cn=a\ncn: a\nsn:\no: x: y\n";
    let [entry] = &entries(ldif)[..] else { panic!() };
    assert_eq!(entry.name, b"cn=a");
    assert_eq!(pairs(entry), [("cn", &b"a"[..]), ("sn", b""), ("o", b"x: y")]);
    assert!(codes(ldif).is_empty());
}

#[test]
fn lines_end_in_either_way_and_the_last_without_an_end_is_said() {
    let plain = "version: 1\n\ndn: cn=a\ncn: a\n\ndn: cn=b\ncn: b\n";
    let wanted = entries(plain);
    assert_eq!(wanted.len(), 2);
    assert_eq!(entries(plain.replace('\n', "\r\n")), wanted);
    assert_eq!(entries(plain.replacen('\n', "\r\n", 3)), wanted);
    assert!(codes(plain.replace('\n', "\r\n")).is_empty());
    assert_eq!(entries(plain.trim_end()), wanted);
    assert_eq!(codes(plain.trim_end()), ["L18"]);
    assert_eq!(entries(plain.replace("\n\n", "\n\n\n\n")), wanted);
    // Said of the record that was cut, not of the one before it.
    let joined = items("version: 1\ndn: cn=a\no: b\ndn: cn=b");
    let codes: Vec<Vec<_>> = joined.iter().map(|i| i.findings.iter().map(|f| f.oddity.code()).collect()).collect();
    assert_eq!(codes, [vec![], vec![], vec!["L15", "L18"]]);
}

#[test]
fn a_line_may_be_folded_at_any_column_and_one_blank_is_taken_off() {
    let value: String = ('a'..='z').cycle().take(200).collect();
    let wanted = entries(format!("version: 1\n\ndn: cn=a\ncn: {value}\n"));
    for column in 1..90 {
        for end in ["\n", "\r\n"] {
            let fold = |line: &str| {
                let parts: Vec<String> =
                    line.as_bytes().chunks(column).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
                parts.join(&format!("{end} "))
            };
            let ldif = format!("version: 1{end}{end}{}{end}{}{end}", fold("dn: cn=a"), fold(&format!("cn: {value}")));
            assert_eq!(entries(&ldif), wanted, "column {column}");
            assert!(codes(&ldif).is_empty(), "column {column}");
        }
    }
    assert_eq!(pairs(&entries("dn: cn=a\no: x\n  y\n \n  z\n")[0]), [("o", &b"x y z"[..])]);
}

#[test]
fn comments_are_left_out_wherever_they_stand_with_all_their_lines() {
    let ldif = "# a file\n#\nversion: 1\n# of\n  one\n\ndn: cn=a\n# dn: cn=x\n cn: y\no: b\n#";
    let [entry] = &entries(ldif)[..] else { panic!() };
    assert_eq!(pairs(entry), [("o", &b"b"[..])]);
}

#[test]
fn base64_is_decoded_and_what_is_not_base64_is_kept_as_written_and_said() {
    let values = |ldif: &str| -> Vec<Value> {
        let Change::Content(attributes) = entries(ldif).remove(0).change else { panic!() };
        attributes.into_iter().map(|a| a.value).collect()
    };
    assert_eq!(values("version: 1\n\ndn: cn=a\no:: AAEC\no::AAEC\n"), vec![Value::Octets(vec![0, 1, 2]); 2]);
    for loose in ["AA", "A A==", "AB==", "AA="] {
        let ldif = format!("version: 1\n\ndn: cn=a\no:: {loose}\n");
        assert_eq!((values(&ldif), codes(&ldif)), (vec![Value::Octets(vec![0])], vec!["L12"]), "{loose}");
    }
    for broken in ["A", "A*==", "====", "AAAA=A", "\u{e4}AAA"] {
        let ldif = format!("version: 1\n\ndn: cn=a\no:: {broken}\ncn: b\n");
        assert_eq!(codes(&ldif), ["L11"], "{broken}");
        assert_eq!(values(&ldif)[0], Value::Undecodable(broken.as_bytes().to_vec()));
        assert_eq!(values(&ldif)[1], Value::Octets(b"b".to_vec()));
    }
}

#[test]
fn a_name_may_stand_in_base64() {
    let ldif = "version: 1\n\ndn:: Y249w6QsYz1BVA==\no: b\n";
    assert_eq!(entries(ldif)[0].name, "cn=ä,c=AT".as_bytes());
    assert!(codes(ldif).is_empty());
}

#[test]
fn an_address_is_never_followed() {
    let ldif = "version: 1\n\ndn: cn=a\njpegPhoto:< file:///etc/passwd\no: b\n";
    assert_eq!(codes(ldif), ["L13"]);
    let Change::Content(attributes) = &entries(ldif)[0].change else { panic!() };
    assert_eq!(attributes[0].value, Value::Url(b"file:///etc/passwd".to_vec()));
    assert_eq!(attributes[0].value.octets(), None);
}

#[test]
fn every_kind_of_change_is_read() {
    let ldif = "version: 1\n\ndn: cn=a\nchangetype: add\no: b\n\ndn: cn=a\nchangetype: delete\n\n\
                dn: cn=a\nchangetype: modify\nadd: o\no: c\no: d\n-\ndelete: o\n-\nreplace: sn\nsn: 1\n-\n\n\
                dn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1\n\n\
                dn: cn=b\nchangetype: moddn\nnewrdn: cn=c\ndeleteoldrdn: 0\nnewsuperior: o=x\n";
    let found = entries(ldif);
    assert!(codes(ldif).is_empty(), "{:?}", codes(ldif));
    assert!(matches!(&found[0].change, Change::Add(a) if a.len() == 1));
    assert_eq!(found[1].change, Change::Delete);
    let Change::Modify(parts) = &found[2].change else { panic!() };
    let parts: Vec<_> = parts.iter().map(|m| (m.operation, m.attribute.as_str(), m.values.len())).collect();
    assert_eq!(parts, [(Operation::Add, "o", 2), (Operation::Delete, "o", 0), (Operation::Replace, "sn", 1)]);
    let rename = |new: &[u8], delete_old, above: Option<&[u8]>| Change::Rename {
        new_rdn: new.to_vec(),
        delete_old,
        new_superior: above.map(<[u8]>::to_vec),
    };
    assert_eq!(found[3].change, rename(b"cn=b", true, None));
    assert_eq!(found[4].change, rename(b"cn=c", false, Some(b"o=x")));
}

#[test]
fn a_change_of_another_shape_is_said_and_its_values_are_kept() {
    for (lines, code) in [
        ("changetype: remove\no: b", "L16"),
        ("changetype: delete\no: b", "L17"),
        ("changetype: modify\nadd: o\no: b", "L17"),
        ("changetype: modify\no: b\n-", "L17"),
        ("changetype: modify\nadd: o\nsn: b\n-", "L17"),
        ("changetype: modify\n-", "L17"),
        ("changetype: modrdn\nnewrdn: cn=b", "L17"),
        ("changetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: yes", "L17"),
        ("changetype: add\n-\no: b", "L17"),
        ("o: b\nchangetype: delete", "L17"),
        ("-", "L17"),
        ("control: 1.2.3 true\nchangetype: delete", "L19"),
    ] {
        let found = codes(format!("version: 1\n\ndn: cn=a\n{lines}\n"));
        assert!(found.contains(&code), "{lines}: {found:?}");
    }
    let Change::Modify(parts) = entries("dn: cn=a\nchangetype: modify\no: b\n-\n").remove(0).change else { panic!() };
    assert_eq!(parts[0].values[0].value, Value::Octets(b"b".to_vec()));
    // A deletion that stands after attributes deletes nothing.
    assert!(matches!(entries("dn: cn=a\no: b\nchangetype: delete\n")[0].change, Change::Content(_)));
}

#[test]
fn what_is_odd_about_a_file_has_a_code() {
    for (ldif, wanted) in [
        ("dn: cn=a\no: b\n", vec!["L01"]),
        ("version: 2\n\ndn: cn=a\no: b\n", vec!["L02"]),
        ("version: one\n", vec!["L02"]),
        ("version: 1\n\ndn: cn=a\no: b\n\nversion: 1\n\ndn: cn=b\no: b\n", vec!["L03"]),
        ("\u{feff}version: 1\n", vec!["L04"]),
        ("version: 1\n\no: b\n", vec!["L08"]),
        ("version: 1\n\ndn: cn=a\nno colon\no: b\n", vec!["L09"]),
        ("version: 1\n\ndn: cn=a\nä: b\n: c\n", vec!["L09", "L09"]),
        ("version: 1\n\n folded\ndn: cn=a\no: b\n", vec!["L10", "L08", "L15"]),
        ("version: 1\n\ndn: cn=ä\no: ö\n", vec!["L14", "L14"]),
        ("version: 1\n\ndn: cn=a\no: b\ndn: cn=b\no: b\n", vec!["L15"]),
    ] {
        let mut found = codes(ldif);
        let mut wanted = wanted;
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{ldif:?}");
    }
}

#[test]
fn a_missing_blank_line_costs_no_record() {
    let ldif = "version: 1\ndn: cn=a\no: b\ndn: cn=b\no: c\nDN: cn=c\no: d\n";
    let names: Vec<Vec<u8>> = entries(ldif).into_iter().map(|e| e.name).collect();
    assert_eq!(names, [b"cn=a", b"cn=b", b"cn=c"]);
}

#[test]
fn every_finding_names_its_line_and_offset() {
    let ldif = "version: 1\r\n\r\n# c\r\ndn: cn=a\r\no: folded\r\n  line\r\nbroken\r\n";
    let item = items(ldif).remove(1);
    assert_eq!(item.place, Place { offset: 19, line: 4 });
    let [finding] = &item.findings[..] else { panic!("{:?}", item.findings) };
    assert_eq!(finding.place, Place { offset: ldif.find("broken").unwrap() as u64, line: 7 });
    assert_eq!(
        finding.to_string(),
        "line 7, offset 48: L09 the line is no attribute and value; it is left out: broken"
    );
}

#[test]
fn reading_goes_on_from_any_record() {
    let ldif = "version: 1\n\ndn: cn=a\no: b\ndn: cn=b\no: c\n\n\ndn: cn=c\no: d\n";
    let mut reader = Reader::new(ldif.as_bytes());
    let mut places = vec![reader.place()];
    while reader.next().is_some() {
        places.push(reader.place());
    }
    let all = items(ldif);
    for (given, place) in places.into_iter().enumerate() {
        let rest = &ldif.as_bytes()[place.offset as usize..];
        let rest: Vec<_> = Reader::resumed(rest, place, Default::default()).map(Result::unwrap).collect();
        let bodies = |items: &[chancery::icao::pkd::ldif::Item]| -> Vec<(Place, Body)> {
            items.iter().map(|i| (i.place, i.body.clone())).collect()
        };
        assert_eq!(bodies(&rest), bodies(&all[given..]), "from {place}");
    }
}

#[test]
fn names_are_read_with_their_escapes_and_written_one_way() {
    let read = |text: &str| DistinguishedName::parse(text.as_bytes()).unwrap();
    let leaf = read("cn=CN\\=CSCA\\, One\\+Two\\,C\\=UT+sn=0A,o=dsc,c=UT");
    assert_eq!(leaf.own("CN").unwrap().text(), Some("CN=CSCA, One+Two,C=UT"));
    assert_eq!(leaf.own("sn").unwrap().text(), Some("0A"));
    assert_eq!(leaf.rdns().len(), 3);
    for (text, value) in [
        ("cn=\\C3\\A4", "ä"),
        ("cn=\\ a\\ ", " a "),
        ("cn= a  b ", "a  b"),
        ("cn=\\#a", "#a"),
        ("cn=a\\5C\\\\", "a\\\\"),
        ("cn=#0c0161", "\u{c}\u{1}a"),
        ("cn=", ""),
        ("cn=a=b", "a=b"),
    ] {
        assert_eq!(read(text).own("cn").unwrap().text(), Some(value), "{text}");
    }
    for text in ["cn=CN\\=a\\,b+sn=0A,o=dsc,c=UT", "cn=\\ a\\ ", "cn=ä\\00\\+", "cn=\\#a#", "cn=\\FF"] {
        assert_eq!(String::from_utf8_lossy(&read(text).written()), text);
    }
    for bad in
        ["a", "=b", "cn=a,", "cn=a,,c=b", "cn=a+", "cn=\\", "cn=\\4", "cn=\\zz", "cn=a;b", "cn=\"a\"", "cn=#0", "cn=<"]
    {
        assert!(DistinguishedName::parse(bad.as_bytes()).is_err(), "{bad}");
    }
    assert_eq!(DistinguishedName::parse(b"cn=a,;").unwrap_err().position, 5);
}
