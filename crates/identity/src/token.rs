use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Ambient;

/// What is stored of a token.
pub(crate) type Digest = [u8; 32];

/// 256 random bits as 43 characters that may stand in an address.
pub(crate) fn fresh(ambient: &Ambient) -> String {
    URL_SAFE_NO_PAD.encode(ambient.bytes::<32>())
}

/// Whether a text can have come from [`fresh`]: anything else is not worth a read.
pub(crate) fn well_formed(token: &str) -> bool {
    token.len() == 43 && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

pub(crate) fn digest(token: &str) -> Digest {
    seals::sha256(&[token.as_bytes()])
}
