use kernel::{Ambient, Secret, encode_128};
use std::collections::HashSet;

const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS: &[u8; 8] = b"23456789";

/// Different keys of a pattern: `A` becomes a letter, `9` a digit, all else stands for itself. At least five random
/// places are needed for each hundred keys, or it would never end; the shelf's tests keep to that.
pub fn keys(ambient: &Ambient, pattern: &str, count: usize) -> Vec<String> {
    let mut made = HashSet::with_capacity(count);
    while made.len() < count {
        made.insert(one(ambient, pattern));
    }
    made.into_iter().collect()
}

pub fn one(ambient: &Ambient, pattern: &str) -> String {
    let sign = |sign| match sign {
        'A' => pick(ambient, LETTERS),
        '9' => pick(ambient, DIGITS),
        other => other,
    };
    pattern.chars().map(sign).collect()
}

/// Each with the same chance: a byte that would favour some is drawn again.
fn pick(ambient: &Ambient, from: &[u8]) -> char {
    loop {
        let [byte] = ambient.bytes::<1>();
        if let Some(&sign) = from.get(usize::from(byte & 31)) {
            return char::from(sign);
        }
    }
}

/// Eighty bits, in groups that can be typed.
pub fn password(ambient: &Ambient) -> Secret<String> {
    let text = encode_128(u128::from_be_bytes(ambient.bytes()));
    let groups = [6..10, 10..14, 14..18, 18..22].map(|range| text.get(range).unwrap_or_default());
    Secret::new(groups.join("-"))
}

/// What two programs share.
pub fn secret(ambient: &Ambient) -> String {
    encode_128(u128::from_be_bytes(ambient.bytes())) + &encode_128(u128::from_be_bytes(ambient.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_their_pattern_and_differ() {
        let made = keys(&Ambient::system(), "QNV-AAAA-9999", 2_000);
        assert_eq!(made.len(), 2_000);
        for key in made {
            let (letters, digits) =
                key.strip_prefix("QNV-").and_then(|rest| rest.split_once('-')).unwrap_or_default();
            assert!(letters.len() == 4 && letters.bytes().all(|b| LETTERS.contains(&b)), "{key}");
            assert!(digits.len() == 4 && digits.bytes().all(|b| DIGITS.contains(&b)), "{key}");
        }
        assert_eq!(password(&Ambient::system()).expose().len(), 19);
    }
}
