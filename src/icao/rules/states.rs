//! The codes of states: two letters in `countryName`, up to three in the machine-readable zone.

/// Two letters and the code of the machine-readable zone (Doc 9303-3 5, which takes
/// ISO 3166-1 and adds to it), in order; `D` is padded. UT is the Utopia of specimens.
/// UN certificates older than the code UN say ZZ.
const STATES: &str = "ADAND|AEARE|AFAFG|AGATG|AIAIA|ALALB|AMARM|AOAGO|AQATA|ARARG|ASASM|ATAUT|AUAUS|AWABW|AXALA|AZAZE|BABIH|\
     BBBRB|BDBGD|BEBEL|BFBFA|BGBGR|BHBHR|BIBDI|BJBEN|BLBLM|BMBMU|BNBRN|BOBOL|BQBES|BRBRA|BSBHS|BTBTN|BVBVT|\
     BWBWA|BYBLR|BZBLZ|CACAN|CCCCK|CDCOD|CFCAF|CGCOG|CHCHE|CICIV|CKCOK|CLCHL|CMCMR|CNCHN|COCOL|CRCRI|CUCUB|\
     CVCPV|CWCUW|CXCXR|CYCYP|CZCZE|DED  |DJDJI|DKDNK|DMDMA|DODOM|DZDZA|ECECU|EEEST|EGEGY|EHESH|ERERI|ESESP|\
     ETETH|EUEUE|FIFIN|FJFJI|FKFLK|FMFSM|FOFRO|FRFRA|GAGAB|GBGBR|GDGRD|GEGEO|GFGUF|GGGGY|GHGHA|GIGIB|GLGRL|\
     GMGMB|GNGIN|GPGLP|GQGNQ|GRGRC|GSSGS|GTGTM|GUGUM|GWGNB|GYGUY|HKHKG|HMHMD|HNHND|HRHRV|HTHTI|HUHUN|IDIDN|\
     IEIRL|ILISR|IMIMN|ININD|IOIOT|IQIRQ|IRIRN|ISISL|ITITA|JEJEY|JMJAM|JOJOR|JPJPN|KEKEN|KGKGZ|KHKHM|KIKIR|\
     KMCOM|KNKNA|KPPRK|KRKOR|KSRKS|KWKWT|KYCYM|KZKAZ|LALAO|LBLBN|LCLCA|LILIE|LKLKA|LRLBR|LSLSO|LTLTU|LULUX|\
     LVLVA|LYLBY|MAMAR|MCMCO|MDMDA|MEMNE|MFMAF|MGMDG|MHMHL|MKMKD|MLMLI|MMMMR|MNMNG|MOMAC|MPMNP|MQMTQ|MRMRT|\
     MSMSR|MTMLT|MUMUS|MVMDV|MWMWI|MXMEX|MYMYS|MZMOZ|NANAM|NCNCL|NENER|NFNFK|NGNGA|NINIC|NLNLD|NONOR|NPNPL|\
     NRNRU|NUNIU|NZNZL|OMOMN|PAPAN|PEPER|PFPYF|PGPNG|PHPHL|PKPAK|PLPOL|PMSPM|PNPCN|PRPRI|PSPSE|PTPRT|PWPLW|\
     PYPRY|QAQAT|REREU|ROROU|RSSRB|RURUS|RWRWA|SASAU|SBSLB|SCSYC|SDSDN|SESWE|SGSGP|SHSHN|SISVN|SJSJM|SKSVK|\
     SLSLE|SMSMR|SNSEN|SOSOM|SRSUR|SSSSD|STSTP|SVSLV|SXSXM|SYSYR|SZSWZ|TCTCA|TDTCD|TFATF|TGTGO|THTHA|TJTJK|\
     TKTKL|TLTLS|TMTKM|TNTUN|TOTON|TRTUR|TTTTO|TVTUV|TWTWN|TZTZA|UAUKR|UGUGA|UMUMI|UNUNO|USUSA|UTUTO|UYURY|\
     UZUZB|VAVAT|VCVCT|VEVEN|VGVGB|VIVIR|VNVNM|VUVUT|WFWLF|WSWSM|YEYEM|YTMYT|ZAZAF|ZMZMB|ZWZWE|ZZUNO";

/// Codes of the machine-readable zone that belong to no two letters of their own
/// (Doc 9303-3 5): people of the United Kingdom and the United Nations, organisations, persons without a state.
const OTHERS: &str = "GBD|GBN|GBO|GBP|GBS|UNA|UNK|XBA|XCC|XCE|XCO|XDC|XEC|XES|XIM|XMP|XOM|XPO|XXA|XXB|XXC|XXX";

/// The code in the machine-readable zone of the state with these two letters, in either case.
pub(super) fn zone_code(country: &[u8]) -> Option<&'static str> {
    let &[first, second] = country else { return None };
    let wanted = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
    let record = |index: usize| STATES.get(index * 6..index * 6 + 5);
    let (mut low, mut high) = (0, STATES.len() / 6 + 1);
    while low < high {
        let middle = low.midpoint(high);
        let found = record(middle)?;
        match found.as_bytes().get(..2)?.cmp(&wanted) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return found.get(2..).map(str::trim_end),
        }
    }
    None
}

/// Whether it is a code of the machine-readable zone, in capitals.
pub(super) fn is_zone_code(code: &[u8]) -> bool {
    match code {
        b"D" => true,
        code if code.len() == 3 && code.iter().all(u8::is_ascii_uppercase) => {
            STATES.as_bytes().chunks(6).any(|r| r.get(2..5) == Some(code))
                || OTHERS.as_bytes().chunks(4).any(|r| r.get(..3) == Some(code))
        }
        _ => false,
    }
}

/// Whether a code of the machine-readable zone is one of this state's.
pub(super) fn belongs(code: &[u8], country: &[u8]) -> bool {
    let own = zone_code(country);
    own.is_some_and(|own| own.as_bytes() == code)
        || matches!(
            (own, code),
            (Some("GBR"), [b'G', b'B', b'D' | b'N' | b'O' | b'P' | b'S'])
                | (Some("UNO"), b"UNA" | b"UNK")
                | (Some("CHN"), b"HKG" | b"MAC")
        )
}

/// Whether one code of the zone stands for several issuers, so that `stateOrProvinceName`
/// has to say which (Doc 9303-12 7.1.1.2). China issues for Hong Kong and Macao under `CHN`.
pub(super) fn is_shared(code: &[u8]) -> bool {
    code == b"CHN"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_record_is_found() {
        let records: Vec<&str> = STATES.split('|').collect();
        assert!(records.len() > 250 && records.is_sorted());
        for record in records {
            assert_eq!(record.len(), 5, "{record}");
            assert_eq!(zone_code(&record.as_bytes()[..2]), Some(record[2..].trim_end()));
            assert!(is_zone_code(record[2..].trim_end().as_bytes()));
        }
    }

    #[test]
    fn germany_is_d_and_letter_case_of_the_two_letters_does_not_count() {
        assert_eq!(zone_code(b"DE"), Some("D"));
        assert_eq!(zone_code(b"ro"), Some("ROU"));
        assert!(is_zone_code(b"D") && !is_zone_code(b"DEU") && !is_zone_code(b"d") && !is_zone_code(b"NO"));
    }

    #[test]
    fn what_is_no_code_is_not_found() {
        for bad in [&b""[..], b"Z", b"QQ", b"LTU", b"|A", b"\xff\xff"] {
            assert_eq!(zone_code(bad), None, "{bad:?}");
        }
        for bad in [&b""[..], b"GR", b"QQQ", b"|AD", b"gbr", b"D  "] {
            assert!(!is_zone_code(bad), "{bad:?}");
        }
    }

    #[test]
    fn other_codes_of_a_state_belong_to_it() {
        assert!(belongs(b"GBN", b"GB") && belongs(b"HKG", b"CN") && belongs(b"UNA", b"UN") && belongs(b"UNO", b"ZZ"));
        assert!(!belongs(b"USA", b"GB") && !belongs(b"BMU", b"GB") && !belongs(b"XXX", b"QQ"));
    }
}
