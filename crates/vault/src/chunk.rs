use crate::goods::Plain;
use kernel::Time;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Some items of a file, with their lines. Wiped when dropped.
#[derive(Clone)]
pub struct Chunk {
    pub(crate) lines: Arc<Lines>,
    /// Lines and bytes of the file read up to its end.
    pub(crate) lines_read: u64,
    pub(crate) bytes_read: u64,
}

impl Chunk {
    pub fn len(&self) -> usize {
        self.lines.len()
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The text of many items in one piece, so that there is one piece to wipe.
pub(crate) struct Lines {
    text: Zeroizing<String>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    line: u32,
    /// Where the key begins and ends, and where the password behind it ends: the same where there is none.
    start: u32,
    middle: u32,
    end: u32,
    expires_at: Option<Time>,
}

impl Lines {
    pub fn with_room(items: usize, bytes: usize) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(bytes)), entries: Vec::with_capacity(items) }
    }
    pub fn len(&self) -> usize {
        self.entries.len()
    }
    pub fn bytes(&self) -> usize {
        self.text.len()
    }
    pub fn push(&mut self, line: u64, key: &str, password: Option<&str>, expires_at: Option<Time>) {
        let start = short(self.text.len());
        self.push_text(key);
        let middle = short(self.text.len());
        self.push_text(password.unwrap_or(""));
        self.entries.push(Entry {
            line: short(line),
            start,
            middle,
            end: short(self.text.len()),
            expires_at,
        });
    }
    /// A string that grows leaves its old self behind in memory: here that is wiped.
    fn push_text(&mut self, text: &str) {
        if self.text.capacity() - self.text.len() < text.len() {
            let mut larger = Zeroizing::new(String::with_capacity(2 * self.text.capacity() + text.len()));
            larger.push_str(&self.text);
            self.text = larger;
        }
        self.text.push_str(text);
    }
    pub fn line(&self, index: usize) -> u64 {
        self.entries.get(index).map_or(0, |entry| entry.line.into())
    }
    pub fn get(&self, index: usize) -> Option<Plain<'_>> {
        let entry = self.entries.get(index)?;
        let [start, middle, end] = [entry.start, entry.middle, entry.end].map(usize::try_from);
        let (start, middle, end) = (start.ok()?, middle.ok()?, end.ok()?);
        let password = self.text.get(middle..end).filter(|text| !text.is_empty());
        Some(Plain { key: self.text.get(start..middle)?, password, expires_at: entry.expires_at })
    }
}

/// There are a million entries at a time. The reader ends a chunk, and a file, far below four billion.
fn short(length: impl TryInto<u32>) -> u32 {
    length.try_into().unwrap_or(u32::MAX)
}
