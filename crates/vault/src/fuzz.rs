//! What a file of keys must not be able to do, whoever wrote it.

use crate::{Chunk, Format, ImportError, Reader};
use proptest::prelude::*;
use std::io::{BufReader, Cursor};

type Items = Vec<(u64, String, Option<String>)>;

/// All items, and the error it ended with.
fn read(bytes: &[u8], format: Format, chunk: usize, buffer: usize) -> (Items, Option<String>, [u8; 32]) {
    let mut reader = Reader::new(BufReader::with_capacity(buffer, Cursor::new(bytes)), format);
    let mut items = Vec::new();
    loop {
        match reader.next_chunk(chunk) {
            Ok(Some(chunk)) => items.extend(entries(&chunk)),
            Ok(None) => return (items, None, reader.digest()),
            Err(error) => return (items, Some(error.to_string()), reader.digest()),
        }
    }
}

fn entries(chunk: &Chunk) -> Items {
    let entry = |index| {
        let plain = chunk.lines.get(index).unwrap();
        (chunk.lines.line(index), plain.key.to_owned(), plain.password.map(str::to_owned))
    };
    (0..chunk.len()).map(entry).collect()
}

/// Bytes as people's files have them, more or less.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        "[A-Z0-9-]{0,20}",
        "[a-z,\"' \t卡密]{0,12}",
        "\"[A-Z]{1,5}\"\"x\",pin,2027-01-01",
        Just("key,password,expires".to_owned()),
        Just("卡号,密码".to_owned()),
        ".{0,20}",
    ];
    let text = proptest::collection::vec((line, prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")]), 0..20);
    let text = text
        .prop_map(|lines| lines.iter().flat_map(|(l, e)| [l.as_bytes(), e.as_bytes()].concat()).collect());
    prop_oneof![4 => text, 1 => proptest::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// However the file is cut into buffers and chunks, it says the same; an item is a line, and no line is two.
    #[test]
    fn a_file_reads_the_same_in_any_portions(bytes in file(), csv: bool, chunk in 1_usize..9, buffer in 1_usize..40) {
        let format = if csv { Format::Csv } else { Format::Lines };
        let whole = read(&bytes, format, 10_000, 1 << 16);
        prop_assert_eq!(&read(&bytes, format, chunk, buffer), &whole);
        let (items, error, digest) = whole;
        let lines = u64::try_from(bytes.split(|byte| *byte == b'\n').count()).unwrap();
        prop_assert!(items.windows(2).all(|pair| pair[0].0 < pair[1].0));
        prop_assert!(items.iter().all(|(line, key, _)| (1..=lines).contains(line) && !key.is_empty()));
        prop_assert!(items.iter().all(|(_, key, _)| !key.chars().any(|c| c.is_ascii_control() && c != '\t')));
        if error.is_none() {
            prop_assert_eq!(digest, seals::sha256(&[&bytes]));
        }
    }

    /// What a spreadsheet wrote by the rules of CSV comes in as it was.
    #[test]
    fn csv_round_trips(rows in proptest::collection::vec(("[!-~]{1,20}( [!-~]{1,8})?", "[!-~]{1,12}"), 1..12)) {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let lines: String = rows.iter().map(|(key, pin)| format!("{},{}\n", quoted(key), quoted(pin))).collect();
        let (items, error, _) = read(format!("key,password\n{lines}").as_bytes(), Format::Csv, 5, 64);
        prop_assert_eq!(error, None);
        let back: Vec<(String, String)> = items.into_iter().map(|(_, key, pin)| (key, pin.unwrap())).collect();
        prop_assert_eq!(back, rows);
    }

    #[test]
    fn lines_round_trip(rows in proptest::collection::vec("[!-~]{1,30}", 1..12), windows: bool) {
        let (items, error, _) = read(rows.join(if windows { "\r\n" } else { "\n" }).as_bytes(), Format::Lines, 5, 64);
        prop_assert_eq!(error, None);
        prop_assert_eq!(items.into_iter().map(|(_, key, _)| key).collect::<Vec<_>>(), rows);
    }
}

/// A line without an end is given up after four kibibytes, not after all of the memory.
#[test]
fn an_endless_line_is_given_up_early() {
    let mut reader = Reader::new(BufReader::new(std::io::repeat(b'x')), Format::Lines);
    assert!(matches!(reader.next_chunk(10), Err(ImportError::LineTooLong { line: 1 })));
    assert!(reader.bytes_read() < 100_000);
}
