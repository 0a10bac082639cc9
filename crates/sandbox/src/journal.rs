use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::path::Path;

use crate::refusal::Refusal;
use crate::state::{Entry, State};

/// The state together with the file that keeps it, if any. Every change goes through `write`.
pub struct Book {
    pub state: State,
    file: Option<File>,
}

impl Book {
    /// Reads the journal, or begins one. A last line cut off by a crash is dropped; any other bad line is an error.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let mut state = State::default();
        let Some(path) = path else { return Ok(Self { state, file: None }) };
        let mut file = options().open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for (index, line) in text.get(..whole).unwrap_or_default().lines().enumerate() {
            let entry = serde_json::from_str::<Entry>(line).map_err(|error| {
                let line = index + 1;
                Error::new(ErrorKind::InvalidData, format!("{}: line {line}: {error}", path.display()))
            })?;
            state.apply(entry);
        }
        file.set_len(u64::try_from(whole).map_err(Error::other)?)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { state, file: Some(file) })
    }

    /// Writes down what happened, then lets it happen.
    pub fn write(&mut self, entry: Entry) -> std::result::Result<(), Refusal> {
        if let Some(file) = &mut self.file {
            let failed = |error: Error| Refusal::Internal(format!("journal: {error}"));
            let mut line = serde_json::to_vec(&entry).map_err(|error| failed(error.into()))?;
            line.push(b'\n');
            file.write_all(&line).map_err(failed)?;
        }
        self.state.apply(entry);
        Ok(())
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_last_line_is_dropped_and_a_bad_line_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let line = "{\"entry\":\"closed\",\"payment_id\":\"pay_1\",\"at\":1}\n";
        std::fs::write(&path, format!("{line}{{\"entry\":\"clo")).unwrap();
        let mut book = Book::open(Some(&path)).unwrap();
        book.write(Entry::Closed { payment_id: "pay_2".into(), at: 2 }).unwrap();
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(kept.starts_with(line) && kept.lines().count() == 2, "{kept}");
        std::fs::write(&path, "nonsense\n").unwrap();
        let error = Book::open(Some(&path)).err().unwrap();
        assert!(error.to_string().contains("line 1"), "{error}");
    }
}
