use crate::body::too_large;
use crate::{Api, Problem};
use axum::body::Body;
use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use futures_util::StreamExt;
use kernel::Secret;
use seals::Sha256;
use std::fs::File;
use std::io::{self, BufRead, Read, Seek, Write};
use zeroize::Zeroizing;

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
        Ok(Self { file, key, digest: kernel::hex(digest.finish()) })
    }

    pub fn reader(self) -> impl BufRead + Send {
        let cipher = cipher(&self.key);
        Deciphered { file: self.file, cipher, plain: Zeroizing::new(vec![0; BUFFER]), start: 0, end: 0 }
    }
}

const BUFFER: usize = 1 << 16;

/// Reads the file back through a buffer that is wiped when it is dropped.
struct Deciphered {
    file: File,
    cipher: ChaCha20,
    plain: Zeroizing<Vec<u8>>,
    /// What of it was not given out yet.
    start: usize,
    end: usize,
}

impl BufRead for Deciphered {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start >= self.end {
            (self.start, self.end) = (0, 0);
            let count = self.file.read(&mut self.plain)?;
            self.cipher.apply_keystream(self.plain.get_mut(..count).unwrap_or_default());
            self.end = count;
        }
        Ok(self.plain.get(self.start..self.end).unwrap_or_default())
    }
    fn consume(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.end);
    }
}

impl Read for Deciphered {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut waiting = self.fill_buf()?;
        let count = waiting.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

/// Each key enciphers one file, so the nonce may stand still.
fn cipher(key: &Secret<[u8; 32]>) -> ChaCha20 {
    ChaCha20::new(key.expose().into(), &[0; 12].into())
}

fn no_room(error: io::Error) -> Problem {
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
