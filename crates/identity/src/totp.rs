//! Codes of an app (RFC 6238): HMAC-SHA-1, six digits, thirty seconds, which is what all apps can do. Pure.

use hmac::{Hmac, Mac};
use kernel::Time;
use sha1::Sha1;
use subtle::ConstantTimeEq;

pub(crate) const SECRET: usize = 20;
const STEP_MICROS: i64 = 30_000_000;
/// How many steps the app's clock may be behind or ahead.
const DRIFT: i64 = 1;

/// Which step of thirty seconds that is.
pub(crate) fn step_at(now: Time) -> i64 {
    now.0.div_euclid(STEP_MICROS)
}

/// RFC 4226, 5.3.
pub(crate) fn code(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let offset = usize::from(hash.last().copied().unwrap_or(0) & 15);
    let four = hash.get(offset..offset + 4).and_then(|part| part.try_into().ok()).unwrap_or([0; 4]);
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

/// The step whose code this is, if it is later than `last`: a code is taken once.
pub(crate) fn matching_step(secret: &[u8], given: &str, now: Time, last: i64) -> Option<i64> {
    let here = step_at(now);
    let mut found = None;
    // All are computed, so that time tells nothing.
    for step in here - DRIFT..=here + DRIFT {
        let same = bool::from(code(secret, step).as_bytes().ct_eq(given.as_bytes()));
        if same && step > last {
            found = Some(step);
        }
    }
    found
}

/// RFC 4648, without padding: as apps take secrets.
pub(crate) fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut buffer, mut bits) = (String::new(), 0u32, 0u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(ALPHABET, buffer >> bits));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(letter(ALPHABET, buffer << (5 - bits)));
    }
    text
}

fn letter(alphabet: &[u8; 32], number: u32) -> char {
    let place = usize::try_from(number & 31).unwrap_or(0);
    char::from(alphabet.get(place).copied().unwrap_or(b'A'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Span;

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_codes_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(secret, step_at(Time(seconds * 1_000_000))), expected, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_or_late_and_once() {
        let secret = [7; SECRET];
        let now = Time(1_000_000_000_000_000);
        let here = step_at(now);
        for (shift, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let given = code(&secret, here + shift);
            assert_eq!(matching_step(&secret, &given, now, 0).is_some(), good, "{shift}");
        }
        let given = code(&secret, here);
        assert_eq!(matching_step(&secret, &given, now, here), None, "replayed");
        assert_eq!(
            matching_step(&secret, &code(&secret, here - 1), now, here),
            None,
            "older than one that was used"
        );
        let later = now.after(Span::seconds(30));
        assert_eq!(matching_step(&secret, &given, later, here), None);
        for bad in ["", "0", "00000000", "abcdef", "１２３４５６"] {
            assert_eq!(matching_step(&secret, bad, now, 0), None);
        }
    }

    #[test]
    fn base32_is_that_of_the_standard() {
        for (plain, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), text);
        }
    }
}
