use crate::BackupError;
use db::{Table, Ty, Value};
use std::io::{BufRead, Read, Write};

/// What follows one another in a backup.
pub(crate) enum Record {
    /// A picture of a product.
    File {
        name: String,
        bytes: Vec<u8>,
    },
    /// From here on rows of this table.
    Table(Table),
    Row(Vec<Value>),
    /// A sealed document, by its name in the blob store.
    Document {
        name: String,
        bytes: Vec<u8>,
    },
    /// Counts and root, as JSON.
    End(Vec<u8>),
}

const FILE: u8 = b'F';
const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const DOCUMENT: u8 = b'D';
const END: u8 = b'Z';
/// No value of ours comes near: where a length is greater, this program and that one do not mean the same.
const BYTES_MAX: u64 = 1 << 30;

pub(crate) fn write_file(to: &mut impl Write, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    write_named(to, FILE, name, bytes)
}

pub(crate) fn write_document(to: &mut impl Write, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    write_named(to, DOCUMENT, name, bytes)
}

fn write_named(to: &mut impl Write, kind: u8, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut out = vec![kind];
    put_bytes(&mut out, name.as_bytes());
    put_bytes(&mut out, bytes);
    to.write_all(&out)
}

pub(crate) fn write_table(to: &mut impl Write, table: &Table) -> std::io::Result<()> {
    let mut out = vec![TABLE];
    put_table(&mut out, table);
    to.write_all(&out)
}

/// `encoded` as [`encode`] made it.
pub(crate) fn write_row(to: &mut impl Write, encoded: &[u8]) -> std::io::Result<()> {
    to.write_all(&[ROW])?;
    to.write_all(encoded)
}

pub(crate) fn write_end(to: &mut impl Write, json: &[u8]) -> std::io::Result<()> {
    let mut out = vec![END];
    put_bytes(&mut out, json);
    to.write_all(&out)
}

pub(crate) fn put_table(out: &mut Vec<u8>, table: &Table) {
    put_bytes(out, table.name.as_bytes());
    put_length(out, table.columns.len());
    for (name, ty) in &table.columns {
        put_bytes(out, name.as_bytes());
        out.push(match ty {
            Ty::Int => b'i',
            Ty::Text => b't',
            Ty::Bytes => b'b',
        });
    }
}

/// The values of one row, each with its kind: the same bytes on both engines.
pub(crate) fn encode(out: &mut Vec<u8>, values: &[Value]) -> Result<(), BackupError> {
    out.clear();
    for value in values {
        match value {
            Value::Null => out.push(b'n'),
            Value::Int(v) => {
                out.push(b'i');
                // Small numbers of either sign are short: 0, -1, 1, -2 … become 0, 1, 2, 3 …
                put_number(out, ((v << 1) ^ (v >> 63)).cast_unsigned());
            }
            Value::Text(v) => {
                out.push(b't');
                put_bytes(out, v.as_bytes());
            }
            Value::Bytes(v) => {
                out.push(b'b');
                put_bytes(out, v);
            }
            Value::Ints(_) | Value::Texts(_) => {
                return Err(BackupError::damaged("a row holds a list"));
            }
        }
    }
    Ok(())
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_length(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    put_number(out, u64::try_from(length).unwrap_or(u64::MAX));
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or(0));
}

/// Reads records one after another.
pub(crate) struct Records<R> {
    from: R,
    columns: usize,
}

type Found<T> = std::io::Result<T>;

fn odd(what: &str) -> std::io::Error {
    std::io::Error::other(BackupError::damaged(what))
}

impl<R: BufRead> Records<R> {
    pub fn new(from: R) -> Self {
        Self { from, columns: 0 }
    }

    pub fn next(&mut self) -> Found<Record> {
        match self.byte()? {
            FILE => Ok(Record::File { name: self.text()?, bytes: self.bytes()? }),
            TABLE => self.table().map(Record::Table),
            ROW => {
                let mut values = Vec::with_capacity(self.columns);
                for _ in 0..self.columns {
                    values.push(self.value()?);
                }
                Ok(Record::Row(values))
            }
            DOCUMENT => Ok(Record::Document { name: self.text()?, bytes: self.bytes()? }),
            END => self.bytes().map(Record::End),
            _ => Err(odd("a record of an unknown kind stands in it")),
        }
    }

    /// Nothing may follow the end. Asking is what opens the last chunk.
    pub fn must_end(&mut self) -> Found<()> {
        if self.from.fill_buf()?.is_empty() { Ok(()) } else { Err(odd("something follows its end")) }
    }

    fn table(&mut self) -> Found<Table> {
        let (name, count) = (self.text()?, self.number()?);
        let mut columns = Vec::new();
        for _ in 0..count {
            let column = self.text()?;
            let ty = match self.byte()? {
                b'i' => Ty::Int,
                b't' => Ty::Text,
                b'b' => Ty::Bytes,
                _ => return Err(odd("a column of an unknown type stands in it")),
            };
            columns.push((column, ty));
        }
        self.columns = columns.len();
        Ok(Table { name, columns })
    }

    fn value(&mut self) -> Found<Value> {
        Ok(match self.byte()? {
            b'n' => Value::Null,
            b'i' => {
                let raw = self.number()?;
                Value::Int((raw >> 1).cast_signed() ^ -(raw & 1).cast_signed())
            }
            b't' => Value::Text(self.text()?),
            b'b' => Value::Bytes(self.bytes()?),
            _ => return Err(odd("a value of an unknown kind stands in it")),
        })
    }

    fn byte(&mut self) -> Found<u8> {
        let mut byte = [0u8];
        self.from.read_exact(&mut byte).map_err(cut)?;
        let [byte] = byte;
        Ok(byte)
    }

    fn number(&mut self) -> Found<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(odd("a number in it has no end"))
    }

    fn bytes(&mut self) -> Found<Vec<u8>> {
        let length = self.number()?;
        if length > BYTES_MAX {
            return Err(odd("a value in it is too long"));
        }
        let mut bytes = Vec::new();
        let read = Read::take(&mut self.from, length).read_to_end(&mut bytes)?;
        if u64::try_from(read).unwrap_or(u64::MAX) == length {
            Ok(bytes)
        } else {
            Err(odd("its end is missing"))
        }
    }

    fn text(&mut self) -> Found<String> {
        String::from_utf8(self.bytes()?).map_err(|_| odd("a text in it is not UTF-8"))
    }
}

fn cut(error: std::io::Error) -> std::io::Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof { odd("its end is missing") } else { error }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let row = vec![
            Value::Null,
            Value::Int(0),
            Value::Int(-1),
            Value::Int(i64::MAX),
            Value::Int(i64::MIN),
            Value::Text("豆蔻 '\"".into()),
            Value::Text(String::new()),
            Value::Bytes(vec![0, 255, 128]),
        ];
        let columns = (0..row.len()).map(|n| (format!("c{n}"), Ty::Int)).collect();
        let mut out = Vec::new();
        write_table(&mut out, &Table { name: "t".into(), columns }).unwrap();
        let mut encoded = Vec::new();
        encode(&mut encoded, &row).unwrap();
        write_row(&mut out, &encoded).unwrap();
        let mut records = Records::new(out.as_slice());
        assert!(matches!(records.next().unwrap(), Record::Table(t) if t.name == "t"));
        let Record::Row(back) = records.next().unwrap() else { panic!("a row") };
        assert_eq!(back, row);
        records.must_end().unwrap();
        for cut in 0..out.len() {
            let mut records = Records::new(out.get(..cut).unwrap());
            assert!(records.next().and_then(|_| records.next()).is_err(), "{cut}");
        }
    }
}
