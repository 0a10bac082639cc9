use crate::mac::mac;
use crate::seal::{NONCE, open, seal};
use zeroize::Zeroizing;

/// [`seal`] under a key of its own for each purpose, made of one that lasts: what was sealed for one opens for no other.
pub fn seal_for(
    key: &[u8; 32],
    purpose: &str,
    nonce: &[u8; NONCE],
    context: &[u8],
    plain: &[u8],
) -> Option<Vec<u8>> {
    seal(&key_for(key, purpose), nonce, context, plain)
}

/// The inverse of [`seal_for`]; none where anything was changed, or sealed for something else.
pub fn open_for(key: &[u8; 32], purpose: &str, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    open(&key_for(key, purpose), context, sealed)
}

fn key_for(key: &[u8; 32], purpose: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(mac(key, &[purpose.as_bytes()]))
}
