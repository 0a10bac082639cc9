//! SHA256withRSA, PKCS #1 v1.5, in Base64.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;

/// Keys as the quicker of two libraries wants them, by their modulus: a gateway signs every answer.
static READY: LazyLock<Mutex<HashMap<Vec<u8>, Arc<RsaKeyPair>>>> = LazyLock::new(Mutex::default);

/// Empty where the key cannot sign.
pub fn sign(key: &RsaPrivateKey, text: &[u8]) -> String {
    let Some(pair) = ready(key) else { return String::new() };
    let mut signature = vec![0; pair.public().modulus_len()];
    match pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature) {
        Ok(()) => STANDARD.encode(signature),
        Err(_) => String::new(),
    }
}

fn ready(key: &RsaPrivateKey) -> Option<Arc<RsaKeyPair>> {
    let mut known = READY.lock().unwrap_or_else(PoisonError::into_inner);
    let modulus = key.n().to_bytes_be();
    if let Some(pair) = known.get(&modulus) {
        return Some(pair.clone());
    }
    let pair = Arc::new(RsaKeyPair::from_der(key.to_pkcs1_der().ok()?.as_bytes()).ok()?);
    known.insert(modulus, pair.clone());
    Some(pair)
}

/// Whether whoever holds that key has signed this text.
pub fn is_signed(key: &RsaPrivateKey, text: &[u8], signature: &str) -> bool {
    let bytes = STANDARD.decode(signature).unwrap_or_default();
    let verifier = VerifyingKey::<Sha256>::new(key.to_public_key());
    Signature::try_from(bytes.as_slice()).is_ok_and(|signature| verifier.verify(text, &signature).is_ok())
}
