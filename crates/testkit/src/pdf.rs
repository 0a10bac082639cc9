//! Reads back what a PDF of ours shows: by its own objects, and by the letters that it says it uses.

use std::collections::HashMap;

/// An object of the file: its words, and its unpacked stream where it has one.
struct Object {
    words: String,
    stream: Vec<u8>,
}

/// The texts of each page, as they were put there.
pub fn pdf_pages(file: &[u8]) -> Vec<Vec<String>> {
    assert!(file.starts_with(b"%PDF-1."), "no PDF");
    let objects = objects(file);
    let letters: HashMap<u16, char> = objects
        .values()
        .map(|object| String::from_utf8_lossy(&object.stream).into_owned())
        .filter(|text| text.contains("beginbfchar"))
        .flat_map(|text| letters(&text))
        .collect();
    let tree = objects.values().find(|object| object.words.contains("/Kids")).expect("a tree of pages");
    let kids = refs(&tree.words, "/Kids");
    assert!(tree.words.contains(&format!("/Count {}", kids.len())));
    let page = |id: &u32| {
        let contents = refs(&objects[id].words, "/Contents");
        contents.iter().flat_map(|id| texts(&objects[id].stream, &letters)).collect()
    };
    kids.iter().map(page).collect()
}

fn at(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(what.len()).position(|part| part == what).map(|found| from + found)
}

fn objects(file: &[u8]) -> HashMap<u32, Object> {
    let (mut found, mut here) = (HashMap::new(), 0);
    while let Some(begin) = at(file, b" 0 obj\n", here) {
        let line = file[..begin].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
        let id = std::str::from_utf8(&file[line..begin]).unwrap().parse().unwrap();
        let end = at(file, b"endobj", begin).unwrap();
        let mut object = Object { words: String::new(), stream: Vec::new() };
        match at(file, b"\nstream\n", begin).filter(|stream| *stream < end) {
            Some(stream) => {
                object.words = String::from_utf8_lossy(&file[begin..stream]).into_owned();
                let length = number_behind(&object.words, "/Length");
                let data = &file[stream + 8..stream + 8 + length];
                object.stream = miniz_oxide::inflate::decompress_to_vec_zlib(data).unwrap();
                here = stream + 8 + length;
            }
            None => {
                object.words = String::from_utf8_lossy(&file[begin..end]).into_owned();
                here = end;
            }
        }
        found.insert(id, object);
    }
    found
}

fn number_behind(words: &str, name: &str) -> usize {
    words.split(name).nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap()
}

/// `/Name [1 0 R 2 0 R]`
fn refs(words: &str, name: &str) -> Vec<u32> {
    let list = words.split(name).nth(1).unwrap().split(['[', ']']).nth(1).unwrap();
    list.split('R').filter_map(|one| one.split_whitespace().next()?.parse().ok()).collect()
}

/// `<0001> <4e2d>`, a line each.
fn letters(map: &str) -> Vec<(u16, char)> {
    let hex = |text: &str| u32::from_str_radix(text.trim_matches(['<', '>']), 16).unwrap();
    let pair = |line: &str| {
        let (number, letter) = line.split_once("> <")?;
        let number = u16::try_from(hex(number)).ok()?;
        Some((number, char::from_u32(hex(letter)).unwrap()))
    };
    map.lines().filter(|line| line.starts_with('<')).filter_map(pair).collect()
}

/// The strings that are shown (`Tj`), letter by letter.
fn texts(content: &[u8], letters: &HashMap<u16, char>) -> Vec<String> {
    let mut shown = Vec::new();
    let mut bytes = content.iter().copied().peekable();
    let mut last = Vec::new();
    let mut word = Vec::new();
    while let Some(byte) = bytes.next() {
        match byte {
            b'(' => last = literal(&mut bytes),
            b'<' => {
                let hex: Vec<u8> = bytes.by_ref().take_while(|byte| *byte != b'>').collect();
                let digits = String::from_utf8(hex).unwrap();
                let two = |n: usize| u8::from_str_radix(&digits[n..n + 2], 16).unwrap();
                last = (0..digits.len()).step_by(2).map(two).collect();
            }
            b' ' | b'\n' => {
                if word == b"Tj" {
                    let text = last.chunks(2).map(|two| letters[&u16::from_be_bytes([two[0], two[1]])]);
                    shown.push(text.collect());
                }
                word.clear();
            }
            other => word.push(other),
        }
    }
    shown
}

/// Up to its closing bracket.
fn literal(bytes: &mut std::iter::Peekable<impl Iterator<Item = u8>>) -> Vec<u8> {
    let (mut text, mut deep) = (Vec::new(), 0);
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => match bytes.next().unwrap() {
                b'n' => text.push(b'\n'),
                b'r' => text.push(b'\r'),
                b't' => text.push(b'\t'),
                b'b' => text.push(8),
                b'f' => text.push(12),
                digit @ b'0'..=b'7' => {
                    let mut value = u32::from(digit - b'0');
                    for _ in 0..2 {
                        if let Some(more) = bytes.next_if(|byte| (b'0'..=b'7').contains(byte)) {
                            value = value * 8 + u32::from(more - b'0');
                        }
                    }
                    text.push(u8::try_from(value).unwrap());
                }
                other => text.push(other),
            },
            b')' if deep == 0 => return text,
            b')' => {
                deep -= 1;
                text.push(byte);
            }
            b'(' => {
                deep += 1;
                text.push(byte);
            }
            other => text.push(other),
        }
    }
    panic!("a string without an end");
}
