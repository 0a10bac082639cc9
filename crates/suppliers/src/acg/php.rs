//! As much of PHP as a signature needs: its arrays, `ksort`, `http_build_query` and `urldecode`. Pure.

use std::cmp::Ordering;

/// A key that is written as a whole number is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Number(i64),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Array(Array),
}

/// In the order in which it was filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Array(Vec<(Key, Value)>);

impl Key {
    pub fn of(text: &str) -> Self {
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => Self::Number(number),
            _ => Self::Text(text.to_owned()),
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// As `ksort` does since 8.2: numbers, and texts that are written as numbers, are compared as numbers, everything else
    /// byte for byte. Of texts that are no numbers this is what all versions do.
    fn compared(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => compared(a, b),
            (Self::Number(number), Self::Text(text)) => beside(*number, text),
            (Self::Text(text), Self::Number(number)) => beside(*number, text).reverse(),
        }
    }
}

impl Array {
    pub fn set(&mut self, key: &str, value: &str) {
        self.put(Key::of(key), Value::Text(value.to_owned()));
    }

    pub fn set_array(&mut self, key: &str, value: Array) {
        self.put(Key::of(key), Value::Array(value));
    }

    /// One that is there already keeps its place.
    fn put(&mut self, key: Key, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => self.0.push((key, value)),
        }
    }

    pub fn has(&self, key: &str) -> bool {
        let key = Key::of(key);
        self.0.iter().any(|(known, _)| *known == key)
    }

    pub fn remove(&mut self, key: &str) {
        let key = Key::of(key);
        self.0.retain(|(known, _)| *known != key);
    }

    /// Texts that are empty are left out, but not those within.
    pub fn filled(&self) -> Self {
        let is_filled = |value: &Value| !matches!(value, Value::Text(text) if text.is_empty());
        Self(self.0.iter().filter(|(_, value)| is_filled(value)).cloned().collect())
    }

    /// Keys on this level only. By hand, for the order of PHP's keys is not always one (`10 < 9a < 9 < 10`), over which
    /// the sort of the library would stumble. Where it is none, PHP's own result hangs on how it sorts: no such names are
    /// sent.
    pub fn ksort(&mut self) {
        for end in 1..self.0.len() {
            let mut at = end;
            while at > 0 && self.is_after(at - 1, at) {
                self.0.swap(at - 1, at);
                at -= 1;
            }
        }
    }

    fn is_after(&self, first: usize, second: usize) -> bool {
        match (self.0.get(first), self.0.get(second)) {
            (Some((a, _)), Some((b, _))) => a.compared(b) == Ordering::Greater,
            _ => false,
        }
    }

    /// `a=1&b%5Bc%5D=2`; an array without anything in it vanishes.
    pub fn query(&self) -> String {
        let mut pairs = Vec::new();
        self.pairs(None, &mut pairs);
        pairs.join("&")
    }

    fn pairs(&self, within: Option<&str>, pairs: &mut Vec<String>) {
        for (key, value) in &self.0 {
            let key = urlencode(&key.written());
            let name = within.map_or_else(|| key.clone(), |within| format!("{within}%5B{key}%5D"));
            match value {
                Value::Text(text) => pairs.push(format!("{name}={}", urlencode(text))),
                Value::Array(array) => array.pairs(Some(&name), pairs),
            }
        }
    }
}

/// All but letters, digits, `-`, `_` and `.`; a blank is `+`.
fn urlencode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Bytes, for any may come out. A `%` without two digits behind it stays as it is.
pub(super) fn urldecode(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let (byte, left) = match (first, behind) {
            (b'+', _) => (b' ', behind),
            (b'%', [high, low, left @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, left),
                _ => (b'%', behind),
            },
            _ => (*first, behind),
        };
        decoded.push(byte);
        rest = left;
    }
    decoded
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What a text is worth that is written as a number.
enum Worth {
    Whole(i64),
    /// With a point or an exponent, or larger than a whole number may be: then on which side.
    Real(f64, Ordering),
}

/// Blanks around it are allowed.
fn worth(text: &str) -> Option<Worth> {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let unsigned = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let (whole, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let power = exponent.get(1..).map(|power| power.strip_prefix(['+', '-']).unwrap_or(power));
    let has_power = power.is_none_or(|power| !power.is_empty() && digits(power));
    if !digits(whole) || !digits(behind) || whole.len() + behind.len() == 0 || !has_power {
        return None;
    }
    if !mantissa.contains('.') && exponent.is_empty() {
        if let Ok(number) = trimmed.parse() {
            return Some(Worth::Whole(number));
        }
        let side = if trimmed.starts_with('-') { Ordering::Less } else { Ordering::Greater };
        return trimmed.parse().ok().map(|number| Worth::Real(number, side));
    }
    trimmed.parse().ok().map(|number| Worth::Real(number, Ordering::Equal))
}

/// A number beside a text.
fn beside(number: i64, text: &str) -> Ordering {
    match worth(text) {
        Some(Worth::Whole(other)) => number.cmp(&other),
        Some(Worth::Real(other, _)) => real(number).partial_cmp(&other).unwrap_or(Ordering::Equal),
        None => number.to_string().as_bytes().cmp(text.as_bytes()),
    }
}

/// Two texts.
fn compared(a: &str, b: &str) -> Ordering {
    let bytes = || a.as_bytes().cmp(b.as_bytes());
    let (Some(first), Some(second)) = (worth(a), worth(b)) else { return bytes() };
    let (x, y) = match (first, second) {
        (Worth::Whole(x), Worth::Whole(y)) => return x.cmp(&y),
        // Larger than whole numbers may be, both on the same side: if they seem alike, their texts tell.
        (Worth::Real(x, side), Worth::Real(y, other)) => {
            if x == y && side == other && (side != Ordering::Equal || !x.is_finite()) {
                return bytes();
            }
            (x, y)
        }
        (Worth::Whole(_), Worth::Real(_, side)) if side != Ordering::Equal => return side.reverse(),
        (Worth::Real(_, side), Worth::Whole(_)) if side != Ordering::Equal => return side,
        (Worth::Whole(whole), Worth::Real(y, _)) => (real(whole), y),
        (Worth::Real(x, _), Worth::Whole(whole)) => (x, real(whole)),
    };
    x.partial_cmp(&y).unwrap_or(Ordering::Equal)
}

/// The nearest, as PHP takes it.
fn real(whole: i64) -> f64 {
    whole.to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests;
