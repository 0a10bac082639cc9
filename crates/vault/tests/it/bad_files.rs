use std::io::{BufReader, Cursor, Read};
use vault::*;

/// What a file gives until it ends or fails: the items of each chunk, and the failure with its line.
fn read(bytes: &[u8], format: Format) -> (Vec<usize>, Option<(&'static str, Option<u64>)>) {
    let mut reader = Reader::new(Cursor::new(bytes), format);
    let mut chunks = Vec::new();
    loop {
        match reader.next_chunk(2) {
            Ok(Some(chunk)) => chunks.push(chunk.len()),
            Ok(None) => return (chunks, None),
            Err(error) => {
                assert!(
                    matches!(reader.next_chunk(2), Ok(None) | Err(ImportError::Empty)),
                    "an error ends the file"
                );
                return (chunks, Some((error.code(), error.line())));
            }
        }
    }
}

#[test]
fn lines_before_a_bad_one_are_given_out() {
    let lines = |bytes: &[u8]| read(bytes, Format::Lines);
    assert_eq!(lines(b"A\nB\n\nC"), (vec![2, 1], None));
    assert_eq!(lines(b"A\nB\nC\n\0\0\nD\n"), (vec![2, 1], Some(("file_binary", Some(4)))));
    assert_eq!(lines(b"A\n\xff\xfe\n"), (vec![1], Some(("file_not_utf8", Some(2)))));
    assert_eq!(lines("卡密".as_bytes()), (vec![1], None));
    assert_eq!(lines(b"A\x1b[31m\n"), (vec![], Some(("file_binary", Some(1)))));
    for empty in [&b""[..], b"\n\r\n  \n", "\u{feff}\n".as_bytes()] {
        assert_eq!(lines(empty), (vec![], Some(("file_empty", None))));
    }
    let utf16: Vec<u8> = "A\nB\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(lines(&utf16).1, Some(("file_binary", Some(1))));
}

#[test]
fn a_line_is_at_most_four_kibibytes() {
    let line = |length: usize, end: &str| [b"x".repeat(length), end.as_bytes().to_vec()].concat();
    assert_eq!(read(&line(4_096, "\r\n"), Format::Lines), (vec![1], None));
    assert_eq!(read(&line(4_097, "\n"), Format::Lines), (vec![], Some(("line_too_long", Some(1)))));
    // A stream without line ends is not read to its end.
    let mut reader = Reader::new(BufReader::new(std::io::repeat(b'x')), Format::Lines);
    assert_eq!(reader.next_chunk(10).err().unwrap().code(), "line_too_long");
}

#[test]
fn csv_that_cannot_be_understood_names_its_line() {
    let csv = |text: &str| read(text.as_bytes(), Format::Csv);
    assert_eq!(csv("key,password\nA,1\nB\n"), (vec![1], Some(("bad_row", Some(3)))));
    assert_eq!(csv("A,1,2026-99-99\n"), (vec![], Some(("bad_row", Some(1)))));
    assert_eq!(csv("key,expires\nA,tomorrow\n"), (vec![], Some(("bad_row", Some(2)))));
    assert_eq!(csv("key,note\nA,x\n"), (vec![], Some(("bad_row", Some(1)))));
    assert_eq!(csv("A,1\n,2\n"), (vec![1], Some(("bad_row", Some(2)))));
    assert_eq!(csv("\"A\n"), (vec![], Some(("bad_row", Some(1)))));
    assert_eq!(csv("key,password\n"), (vec![], Some(("file_empty", None))));
}

/// So many lines, made while they are read.
struct Lines {
    left: u64,
}

impl Read for Lines {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = (out.len() / 2).min(usize::try_from(self.left).unwrap());
        self.left -= u64::try_from(count).unwrap();
        for pair in out[..2 * count].chunks_mut(2) {
            pair.copy_from_slice(b"k\n");
        }
        Ok(2 * count)
    }
}

#[test]
fn five_million_lines_are_read_and_not_one_more() {
    let mut reader =
        Reader::new(BufReader::with_capacity(1 << 16, Lines { left: LINES_MAX + 1 }), Format::Lines);
    let mut items = 0;
    let error = loop {
        match reader.next_chunk(100_000) {
            Ok(Some(chunk)) => items += chunk.len(),
            Ok(None) => panic!("it was read to its end"),
            Err(error) => break error,
        }
    };
    assert_eq!((items, error.code(), error.line()), (5_000_000, "too_many_lines", Some(5_000_001)));
}

#[test]
fn the_digest_is_that_of_the_bytes() {
    let mut reader = Reader::new(Cursor::new("abc\r\n\ndef"), Format::Lines);
    while reader.next_chunk(1).unwrap().is_some() {}
    let hex: String = reader.digest().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(hex, "49815ff545c8cbddbc3dd12794a04b7dc3881cf5e64943a3ce41f60cbe9c000c");
    assert_eq!((reader.lines_read(), reader.bytes_read()), (3, 9));
}
