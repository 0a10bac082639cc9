use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;
use std::io::{Read, Write};

/// All keys in all forms, looked for in one pass.
pub struct Search {
    automaton: AhoCorasick,
    /// Whose form each pattern is.
    owner: Vec<usize>,
    forms: usize,
}

impl Search {
    pub fn new(keys: &[String]) -> Self {
        let (mut patterns, mut owner) = (Vec::new(), Vec::new());
        for (index, key) in keys.iter().enumerate() {
            for (_, form) in forms(key) {
                patterns.push(form);
                owner.push(index);
            }
        }
        let forms = patterns.len() / keys.len().max(1);
        let automaton = AhoCorasick::builder().build(&patterns).unwrap();
        Self { automaton, owner, forms }
    }

    pub fn forms(&self) -> usize {
        self.forms
    }

    /// Which keys are in it: as they are, or within something that was packed.
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let mut found = self.plain(bytes);
        for at in memchr::memmem::find_iter(bytes, &[0x1f, 0x8b, 0x08]) {
            let mut inside = Vec::new();
            // What is cut off or only looks like it is read as far as it goes.
            let _ = flate2::read::GzDecoder::new(&bytes[at..]).take(64 << 20).read_to_end(&mut inside);
            found.extend(self.plain(&inside));
        }
        found
    }

    fn plain(&self, bytes: &[u8]) -> BTreeSet<usize> {
        self.automaton
            .find_overlapping_iter(bytes)
            .map(|found| self.owner[found.pattern().as_usize()])
            .collect()
    }
}

/// As it is, in small letters, without its dashes, backwards, in hex, base64 (wherever it begins), UTF-16 both ways,
/// and as an address would have it.
pub fn forms(key: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex = |upper: bool| {
        let digits = |byte: u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        key.bytes().map(digits).collect::<String>()
    };
    let utf16 = |big: bool| -> Vec<u8> {
        key.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let text = |name, text: String| (name, text.into_bytes());
    let mut forms = vec![
        text("plain", key.to_owned()),
        text("small letters", key.to_lowercase()),
        text("without dashes", key.replace('-', "")),
        text("backwards", key.chars().rev().collect()),
        text("hex", hex(false)),
        text("HEX", hex(true)),
        text("in an address", key.replace('-', "%2D")),
        ("UTF-16", utf16(false)),
        ("UTF-16, the other way", utf16(true)),
    ];
    // Of base64, what is the same whatever stands before and behind.
    for shift in 0..3 {
        let encoded = base64(format!("{}{key}", "\0".repeat(shift)).as_bytes());
        let inner = &encoded[[0, 2, 3][shift]..encoded.trim_end_matches('=').len() - 1];
        forms.push(("base64", inner.as_bytes().to_vec()));
        let url = inner.replace('+', "-").replace('/', "_");
        if url != inner {
            forms.push(("base64 of addresses", url.into_bytes()));
        }
    }
    forms
}

pub fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let number = group.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let sign = char::from(SIGNS[(number >> (18 - 6 * place)) as usize & 63]);
            text.push(if place <= group.len() { sign } else { '=' });
        }
    }
    text
}

/// Base64 undone, as far as it is some.
pub fn unpacked(text: &str) -> Vec<u8> {
    let value = |sign: u8| match sign {
        b'A'..=b'Z' => Some(sign - b'A'),
        b'a'..=b'z' => Some(sign - b'a' + 26),
        b'0'..=b'9' => Some(sign - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let values: Vec<u32> = text.bytes().filter_map(value).map(u32::from).collect();
    let group = |four: &[u32]| {
        let number = four.iter().fold(0, |number, value| number << 6 | value) << (6 * (4 - four.len()));
        number.to_be_bytes()[1..four.len().max(1)].to_vec()
    };
    values.chunks(4).flat_map(group).collect()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}
