use ::md5::{Digest, Md5};

/// In 32 small hexadecimal digits.
pub fn hex(text: &str) -> String {
    crate::sign::hex(&Md5::digest(text.as_bytes()))
}
