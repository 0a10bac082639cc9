use sha2::Digest;

/// SHA-256 over what comes in parts.
pub struct Sha256(sha2::Sha256);

/// Over all parts, one behind the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finish()
}

impl Sha256 {
    pub fn new() -> Self {
        Self(sha2::Sha256::new())
    }

    pub fn new_with_prefix(prefix: &[u8]) -> Self {
        Self(sha2::Sha256::new_with_prefix(prefix))
    }

    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Clone for Sha256 {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
