use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// The bytes of a public key.
pub const PUBLIC: usize = 32;
/// The bytes of a signature.
pub const SIGNATURE: usize = 64;

/// The public half of the Ed25519 key that comes from that seed (RFC 8032, 5.1.5). Every seed has one.
pub fn public_key(seed: &[u8; 32]) -> Option<[u8; PUBLIC]> {
    pair(seed)?.public_key().as_ref().try_into().ok()
}

/// The same message is always signed the same way.
pub fn sign(seed: &[u8; 32], message: &[u8]) -> Option<[u8; SIGNATURE]> {
    pair(seed)?.sign(message).as_ref().try_into().ok()
}

/// Whether the key's holder signed exactly that.
#[must_use]
pub fn verify(public: &[u8; PUBLIC], message: &[u8], signature: &[u8; SIGNATURE]) -> bool {
    UnparsedPublicKey::new(&ED25519, public.as_slice()).verify(message, signature).is_ok()
}

fn pair(seed: &[u8; 32]) -> Option<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(seed).ok()
}
