use crate::BackupError;
use crate::header::ChunkKey;
use chacha20poly1305::aead::Payload;
use chacha20poly1305::aead::stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use std::io::{BufRead, Read, Result, Write};

/// Plaintext bytes of each chunk but the last.
const CHUNK: usize = 64 * 1_024;
const TAG: usize = 16;

/// Seals what is written, chunk by chunk. Without [`Sealer::finish`] it does not open again.
pub(crate) struct Sealer<W: Write> {
    to: W,
    stream: Option<EncryptorBE32<XChaCha20Poly1305>>,
    bound: [u8; 32],
    chunk: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub fn new(to: W, key: &ChunkKey) -> Self {
        let cipher = XChaCha20Poly1305::new(key.key.expose().into());
        let stream = Some(EncryptorBE32::from_aead(cipher, &key.nonce.into()));
        Self { to, stream, bound: key.bound, chunk: Vec::with_capacity(CHUNK + TAG) }
    }

    fn seal_next(&mut self) -> Result<()> {
        let payload = Payload { msg: &self.chunk, aad: &self.bound };
        let stream = self.stream.as_mut().ok_or_else(ended)?;
        // Fails after 2^32 chunks, which are 256 TiB.
        let sealed = stream.encrypt_next(payload).map_err(|_| ended())?;
        self.to.write_all(&sealed)?;
        self.chunk.clear();
        Ok(())
    }

    /// Seals the last chunk, which says that it is the last.
    pub fn finish(mut self) -> Result<W> {
        let payload = Payload { msg: self.chunk.as_slice(), aad: &self.bound };
        let stream = self.stream.take().ok_or_else(ended)?;
        let sealed = stream.encrypt_last(payload).map_err(|_| ended())?;
        self.to.write_all(&sealed)?;
        Ok(self.to)
    }
}

fn ended() -> std::io::Error {
    std::io::Error::other("the backup has ended already, or is too large")
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        // The last chunk is marked, so a full one is only sealed when more follows.
        if self.chunk.len() == CHUNK {
            self.seal_next()?;
        }
        let (taken, _) = bytes.split_at(bytes.len().min(CHUNK - self.chunk.len()));
        self.chunk.extend_from_slice(taken);
        Ok(taken.len())
    }
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Opens what a [`Sealer`] wrote. Gives out nothing of a chunk that does not open.
pub(crate) struct Opener<R: BufRead> {
    from: R,
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    bound: [u8; 32],
    plain: Vec<u8>,
    given: usize,
    chunks: u64,
}

impl<R: BufRead> Opener<R> {
    pub fn new(from: R, key: &ChunkKey) -> Self {
        let cipher = XChaCha20Poly1305::new(key.key.expose().into());
        let stream = Some(DecryptorBE32::from_aead(cipher, &key.nonce.into()));
        Self { from, stream, bound: key.bound, plain: Vec::new(), given: 0, chunks: 0 }
    }

    fn open_next(&mut self) -> Result<()> {
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        let most = u64::try_from(CHUNK + TAG).unwrap_or(u64::MAX);
        Read::take(&mut self.from, most).read_to_end(&mut sealed)?;
        let last = sealed.len() < CHUNK + TAG || self.from.fill_buf()?.is_empty();
        let payload = Payload { msg: sealed.as_slice(), aad: &self.bound };
        let opened = match (last, self.stream.take()) {
            (true, Some(stream)) => stream.decrypt_last(payload).ok(),
            (false, Some(mut stream)) => {
                let opened = stream.decrypt_next(payload).ok();
                self.stream = Some(stream);
                opened
            }
            (_, None) => None,
        };
        self.chunks += 1;
        self.plain = opened.ok_or_else(|| self.damaged(last))?;
        self.given = 0;
        Ok(())
    }

    fn damaged(&self, last: bool) -> std::io::Error {
        let at = self.chunks;
        let what = if last {
            format!("its end is missing, or its last chunk (number {at}) was changed")
        } else {
            format!("chunk {at} was changed, or stands where it does not belong")
        };
        std::io::Error::other(BackupError::damaged(what))
    }
}

impl<R: BufRead> Read for Opener<R> {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        while self.given == self.plain.len() {
            if self.stream.is_none() {
                return Ok(0);
            }
            self.open_next()?;
        }
        let rest = self.plain.get(self.given..).unwrap_or_default();
        let count = rest.len().min(to.len());
        for (to, from) in to.iter_mut().zip(rest) {
            *to = *from;
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use kernel::Secret;

    fn key() -> ChunkKey {
        ChunkKey { key: Secret::new([7; 32]), nonce: [9; 19], bound: [3; 32] }
    }
    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), &key());
        sealer.write_all(plain).unwrap();
        sealer.finish().unwrap()
    }
    fn opened(sealed: &[u8], key: &ChunkKey) -> Option<Vec<u8>> {
        let mut plain = Vec::new();
        Opener::new(sealed, key).read_to_end(&mut plain).ok()?;
        Some(plain)
    }

    #[test]
    fn every_length_comes_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5] {
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            assert_eq!(opened(&sealed(&plain), &key()).unwrap(), plain, "{length}");
        }
    }

    #[test]
    fn what_was_cut_moved_or_changed_does_not_open() {
        let whole = sealed(&vec![5; 3 * CHUNK]);
        let (one, sealed_chunk) =
            (CHUNK + TAG, |n: usize| &whole[n * (CHUNK + TAG)..(n + 1) * (CHUNK + TAG)]);
        assert_eq!(whole.len(), 3 * one);
        for cut in [0, 1, one - 1, one, one + 1, 2 * one, 3 * one - 1] {
            assert_eq!(opened(&whole[..cut], &key()), None, "cut at {cut}");
        }
        let swapped = [sealed_chunk(1), sealed_chunk(0), sealed_chunk(2)].concat();
        let doubled = [sealed_chunk(0), sealed_chunk(0), sealed_chunk(1), sealed_chunk(2)].concat();
        let dropped = [sealed_chunk(0), sealed_chunk(2)].concat();
        let longer = [whole.as_slice(), b"x"].concat();
        for wrong in [swapped, doubled, dropped, longer] {
            assert_eq!(opened(&wrong, &key()), None);
        }
        assert_eq!(opened(&whole, &ChunkKey { bound: [4; 32], ..key() }), None);
        assert_eq!(opened(&whole, &ChunkKey { nonce: [8; 19], ..key() }), None);
        let small = sealed(b"some rows");
        for at in 0..small.len() {
            let mut changed = small.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&changed, &key()), None, "flipped at {at}");
        }
    }
}
