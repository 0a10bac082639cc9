use super::ProviderFault;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rsa::RsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;

/// SHA256withRSA, PKCS #1 v1.5, in Base64: signs with our key, checks with Alipay's.
pub(super) struct Rsa2 {
    own: RsaKeyPair,
    theirs: VerifyingKey<Sha256>,
}

impl Rsa2 {
    /// Keys as the platform's tools write them: PEM, or its Base64 alone; the own one in PKCS #8 or PKCS #1.
    pub fn new(own: &str, theirs: &str) -> Result<Self, ProviderFault> {
        let bad_own = ProviderFault::BadKey("private_key");
        let der = unarmoured(own).ok_or(bad_own.clone())?;
        let own =
            RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der)).map_err(|_| bad_own)?;
        let bad_theirs = || ProviderFault::BadKey("public_key");
        let der = unarmoured(theirs).ok_or_else(bad_theirs)?;
        let theirs = RsaPublicKey::from_public_key_der(&der).map_err(|_| bad_theirs())?;
        if theirs.size() < 256 {
            return Err(bad_theirs());
        }
        Ok(Self { own, theirs: VerifyingKey::new(theirs) })
    }

    /// None where the system gives no randomness.
    pub fn sign(&self, text: &str) -> Option<String> {
        let mut signature = vec![0; self.own.public().modulus_len()];
        let random = SystemRandom::new();
        self.own.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).ok()?;
        Some(STANDARD.encode(signature))
    }

    pub fn verifies(&self, text: &[u8], signature: &str) -> bool {
        let bytes = STANDARD.decode(signature).unwrap_or_default();
        let signature = Signature::try_from(bytes.as_slice());
        signature.is_ok_and(|signature| self.theirs.verify(text, &signature).is_ok())
    }
}

fn unarmoured(key: &str) -> Option<Vec<u8>> {
    let lines = key.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).ok().filter(|der| !der.is_empty())
}
