//! SHA256withRSA, PKCS #1 v1.5, in Base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer, Verifier};

pub fn sign(key: &RsaPrivateKey, text: &[u8]) -> String {
    STANDARD.encode(SigningKey::<Sha256>::new(key.clone()).sign(text).to_bytes())
}

/// Whether whoever holds that key has signed this text.
pub fn is_signed(key: &RsaPrivateKey, text: &[u8], signature: &str) -> bool {
    let bytes = STANDARD.decode(signature).unwrap_or_default();
    let verifier = VerifyingKey::<Sha256>::new(key.to_public_key());
    Signature::try_from(bytes.as_slice()).is_ok_and(|signature| verifier.verify(text, &signature).is_ok())
}
