use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};

/// The bytes of a nonce: so many that it may be drawn.
pub const NONCE: usize = 24;
/// The bytes of a tag.
pub const TAG: usize = 16;

/// Nonce, ciphertext and tag. It opens in the same context only. None for messages of 256 GB.
pub fn seal(key: &[u8; 32], nonce: &[u8; NONCE], context: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    // All the room at once: the plaintext is written here only, and enciphered where it stands.
    let mut sealed = Vec::with_capacity(NONCE + plain.len() + TAG);
    sealed.extend_from_slice(nonce);
    sealed.extend_from_slice(plain);
    let tag = seal_in_place(key, nonce, context, sealed.get_mut(NONCE..)?)?;
    sealed.extend_from_slice(&tag);
    Some(sealed)
}

/// The inverse of [`seal`]; none where anything was changed.
pub fn open(key: &[u8; 32], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (body, tag) = rest.split_last_chunk::<TAG>()?;
    let mut plain = body.to_vec();
    open_in_place(key, nonce, context, &mut plain, tag).then_some(plain)
}

/// Enciphers a message where it stands, and gives its tag. None for messages of 256 GB.
pub fn seal_in_place(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    context: &[u8],
    message: &mut [u8],
) -> Option<[u8; TAG]> {
    let tag = cipher(key).encrypt_in_place_detached(&XNonce::from(*nonce), context, message).ok()?;
    Some(tag.into())
}

/// Deciphers a message where it stands. False where anything was changed: the message is left as it was.
#[must_use]
pub fn open_in_place(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    context: &[u8],
    message: &mut [u8],
    tag: &[u8; TAG],
) -> bool {
    let (nonce, tag) = (XNonce::from(*nonce), Tag::from(*tag));
    cipher(key).decrypt_in_place_detached(&nonce, context, message, &tag).is_ok()
}

/// Wipes its key when dropped.
fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}
