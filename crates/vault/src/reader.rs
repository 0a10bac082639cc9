use crate::chunk::Lines;
use crate::csv::{self, Layout};
use crate::{Chunk, Format};
use seals::Sha256;
use std::io::{BufRead, ErrorKind};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The most lines a file may have, blank ones included.
pub const LINES_MAX: u64 = 5_000_000;
/// The most bytes a line may have.
pub const LINE_BYTES_MAX: usize = 4_096;
/// A chunk ends here even if it has fewer items than asked for.
const CHUNK_BYTES_MAX: usize = 32 << 20;
const FIRST_ROOM: usize = 64 << 10;
const BOM: &str = "\u{feff}";

/// Why a file cannot be read further. Lines count from 1.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("there is no key in it: give a text file with one key a line, or CSV")]
    Empty,
    #[error("line {line} has more than {LINE_BYTES_MAX} bytes: is this a file of keys?")]
    LineTooLong { line: u64 },
    #[error("the file has more than {LINES_MAX} lines: split it")]
    TooManyLines,
    #[error("line {line} contains control characters: save the file as plain text in UTF-8")]
    Binary { line: u64 },
    #[error("line {line} is not UTF-8: save the file as UTF-8 (not GBK or UTF-16)")]
    NotUtf8 { line: u64 },
    #[error("line {line}: {why}")]
    BadRow { line: u64, why: &'static str },
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

impl ImportError {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::LineTooLong { .. } => "line_too_long",
            Self::TooManyLines => "too_many_lines",
            Self::Binary { .. } => "file_binary",
            Self::NotUtf8 { .. } => "file_not_utf8",
            Self::BadRow { .. } => "bad_row",
            Self::Io(_) => "file_unreadable",
        }
    }
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::LineTooLong { line }
            | Self::Binary { line }
            | Self::NotUtf8 { line }
            | Self::BadRow { line, .. } => Some(*line),
            Self::TooManyLines => Some(LINES_MAX + 1),
            Self::Empty | Self::Io(_) => None,
        }
    }
}

/// A file of keys as a stream of chunks; holds one line besides.
pub struct Reader<R: BufRead> {
    source: R,
    format: Format,
    layout: Option<Layout>,
    digest: Sha256,
    line: Zeroizing<Vec<u8>>,
    lines: u64,
    bytes: u64,
    items: u64,
    /// What the chunk before took. Room is wiped whether it was used or not, so a small file must not get a large one.
    room: usize,
    /// Met behind good lines: those are given out first.
    failed: Option<ImportError>,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    pub fn new(source: R, format: Format) -> Self {
        Self {
            source,
            format,
            layout: None,
            digest: Sha256::new(),
            line: Zeroizing::new(Vec::with_capacity(LINE_BYTES_MAX + 2)),
            lines: 0,
            bytes: 0,
            items: 0,
            room: FIRST_ROOM,
            failed: None,
            ended: false,
        }
    }
    pub fn lines_read(&self) -> u64 {
        self.lines
    }
    pub fn bytes_read(&self) -> u64 {
        self.bytes
    }
    /// SHA-256 over the bytes read so far: of the whole file when the last chunk was given out.
    pub fn digest(&self) -> [u8; 32] {
        self.digest.clone().finish()
    }

    /// At most `max` items; none at the end. An error ends the file: all items before it have been given out then. A file
    /// without any item is an error.
    pub fn next_chunk(&mut self, max: usize) -> Result<Option<Chunk>, ImportError> {
        let max = max.max(1);
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut lines = Lines::with_room(max.min(self.room / 16), self.room);
        while !self.ended && lines.len() < max && lines.bytes() < CHUNK_BYTES_MAX {
            match self.read_item(&mut lines) {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    self.failed = Some(error);
                }
            }
        }
        self.items += u64::try_from(lines.len()).unwrap_or(u64::MAX);
        if lines.len() > 0 {
            self.room = lines.bytes().max(FIRST_ROOM);
            let (lines_read, bytes_read) = (self.lines, self.bytes);
            return Ok(Some(Chunk { lines: Arc::new(lines), lines_read, bytes_read }));
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None if self.items == 0 => Err(ImportError::Empty),
            None => Ok(None),
        }
    }

    /// One line, and its item where it has one; false at the end.
    fn read_item(&mut self, out: &mut Lines) -> Result<bool, ImportError> {
        if !self.read_line()? {
            return Ok(false);
        }
        let line = self.lines;
        if line > LINES_MAX {
            return Err(ImportError::TooManyLines);
        }
        let text = text_of(&self.line, line)?;
        if text.is_empty() {
            return Ok(true);
        }
        match self.format {
            Format::Lines => out.push(line, text, None, None),
            Format::Csv => csv_item(text, line, &mut self.layout, out)?,
        }
        Ok(true)
    }

    /// The next line without its end into `self.line`; false at the end.
    fn read_line(&mut self) -> Result<bool, ImportError> {
        self.line.clear();
        let mut any = false;
        loop {
            let buffer = match self.source.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            if buffer.is_empty() {
                break;
            }
            if !any {
                any = true;
                self.lines += 1;
            }
            let found = buffer.iter().position(|byte| *byte == b'\n');
            let piece = buffer.get(..found.unwrap_or(buffer.len())).unwrap_or(buffer);
            // One more for the carriage return, so that the line never grows beyond its room.
            if self.line.len() + piece.len() > LINE_BYTES_MAX + 1 {
                return Err(ImportError::LineTooLong { line: self.lines });
            }
            self.line.extend_from_slice(piece);
            let used = found.map_or(buffer.len(), |at| at + 1);
            self.digest.update(buffer.get(..used).unwrap_or(buffer));
            self.source.consume(used);
            self.bytes += u64::try_from(used).unwrap_or(u64::MAX);
            if found.is_some() {
                break;
            }
        }
        Ok(any)
    }
}

/// A line as clean text.
fn text_of(bytes: &[u8], line: u64) -> Result<&str, ImportError> {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if bytes.len() > LINE_BYTES_MAX {
        return Err(ImportError::LineTooLong { line });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotUtf8 { line })?;
    if text.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
        return Err(ImportError::Binary { line });
    }
    let text = if line == 1 { text.strip_prefix(BOM).unwrap_or(text) } else { text };
    Ok(text.trim())
}

fn csv_item(text: &str, line: u64, layout: &mut Option<Layout>, out: &mut Lines) -> Result<(), ImportError> {
    let bad = |why| ImportError::BadRow { line, why };
    let fields = csv::split(text).map_err(bad)?;
    let known = match *layout {
        Some(known) => known,
        None => {
            let (new, names_only) = Layout::of(&fields).map_err(bad)?;
            *layout = Some(new);
            if names_only {
                return Ok(());
            }
            new
        }
    };
    let (key, password, expires_at) = known.read(&fields).map_err(bad)?;
    out.push(line, key, password, expires_at);
    Ok(())
}
