use crate::body::{hex, too_large};
use crate::{Api, Problem};
use axum::body::Body;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use futures_util::StreamExt;
use kernel::Secret;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};

/// A body on the disk, in a file without a name. It holds keys, so it is enciphered under a key that only this
/// process knows: what the disk keeps of it later is noise. (No seal is needed: nobody can write to it but us.)
pub(crate) struct Spool {
    file: File,
    key: Secret<[u8; 32]>,
    /// SHA-256 of the whole body, in hexadecimal digits.
    pub digest: String,
}

impl Spool {
    /// Receives the whole body; nothing is begun before it is there.
    pub async fn receive(api: &Api, body: Body) -> Result<Self, Problem> {
        let (max, ambient) = (api.settings.upload_bytes, api.ambient());
        let key = Secret::new(ambient.bytes::<32>());
        let mut file = tempfile::tempfile().map_err(no_room)?;
        let (mut cipher, mut digest, mut size) = (cipher(&key), Sha256::new(), 0_usize);
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let broken =
                |_| Problem::bad_request("broken_body", "the body did not arrive whole: send it again");
            let mut chunk = chunk.map_err(broken)?.to_vec();
            size = size.saturating_add(chunk.len());
            if size > max {
                return Err(too_large(max));
            }
            digest.update(&chunk);
            cipher.apply_keystream(&mut chunk);
            // Small writes into the page cache: not worth a thread of their own.
            file.write_all(&chunk).map_err(no_room)?;
        }
        file.rewind().map_err(no_room)?;
        Ok(Self { file, key, digest: hex(&digest.finalize()) })
    }

    pub fn reader(self) -> BufReader<impl Read + Send> {
        BufReader::with_capacity(1 << 16, Deciphered { cipher: cipher(&self.key), file: self.file })
    }
}

struct Deciphered {
    file: File,
    cipher: ChaCha20,
}

impl Read for Deciphered {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(out)?;
        if let Some(filled) = out.get_mut(..count) {
            self.cipher.apply_keystream(filled);
        }
        Ok(count)
    }
}

/// Each key enciphers one file, so the nonce may stand still.
fn cipher(key: &Secret<[u8; 32]>) -> ChaCha20 {
    ChaCha20::new(key.expose().into(), &[0; 12].into())
}

fn no_room(error: std::io::Error) -> Problem {
    let problem = Problem::unavailable(
        "no_room",
        "the upload could not be stored for the time being: try again later",
        60,
    );
    Problem { fault: Some(error.to_string()), ..problem }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Ambient;

    #[test]
    fn what_lies_on_the_disk_is_not_what_came() {
        let key = Secret::new(Ambient::system().bytes::<32>());
        let (mut file, mut bytes) = (tempfile::tempfile().unwrap(), b"KEY-0001\nKEY-0002\n".repeat(9_000));
        let plain = bytes.clone();
        let mut cipher = cipher(&key);
        bytes.chunks_mut(1_001).for_each(|chunk| cipher.apply_keystream(chunk));
        file.write_all(&bytes).unwrap();
        file.rewind().unwrap();
        assert!(!bytes.windows(4).any(|window| window == b"KEY-"));
        let (mut back, spool) = (Vec::new(), Spool { file, key, digest: String::new() });
        spool.reader().read_to_end(&mut back).unwrap();
        assert_eq!(back, plain);
    }
}
