use std::fmt::Write;

/// Two small hexadecimal digits a byte.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing into a text does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_two_digits() {
        assert_eq!(hex([0, 1, 0x7f, 0xff]), "00017fff");
        assert_eq!(hex(b"abc"), "616263");
        assert_eq!(hex([0u8; 0]), "");
    }
}
