use super::Format;
use calamine::{DataRef, Reader, Xlsx};
use std::io::{Cursor, Read};

/// A row of a table, with its number in the file (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub number: usize,
    pub fields: Vec<String>,
}

/// Why a file is no table for us: a sentence for people.
pub(crate) type Refusal = String;

/// The head and this many lines.
pub(crate) const ROWS_MAX: usize = 2_000;
const COLUMNS_MAX: usize = 60;
/// More than any field may have.
const FIELD_MAX: usize = 8_000;
/// A spreadsheet is a compressed archive: what comes out of it is counted before anything reads it.
const ENTRIES_MAX: usize = 200;
const UNPACKED_MAX: u64 = 32 * 1024 * 1024;

/// Rows that have something in them. Nothing is built before its size is known.
pub(crate) fn read(format: Format, file: &[u8]) -> Result<Vec<Row>, Refusal> {
    match format {
        Format::Csv => csv(file),
        Format::Xlsx => xlsx(file),
    }
}

fn csv(file: &[u8]) -> Result<Vec<Row>, Refusal> {
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let text =
        std::str::from_utf8(file).map_err(|_| "save the file as CSV in UTF-8, or as .xlsx".to_owned())?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Rows::default();
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {
                // Where lines end with a carriage return only, the reader counts none.
                let number = record.position().map_or(0, |at| line_of(text, at)).max(rows.last() + 1);
                for (column, field) in record.iter().enumerate() {
                    rows.put(number, column, field)?;
                }
            }
            Ok(false) => return Ok(rows.done()),
            Err(_) => return Err(format!("line {line} is no CSV: look at its quotation marks")),
        }
    }
}

/// Where the record itself begins: ends of lines before it, the last one's own among them, are counted to it by the
/// reader.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let begun = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(begun..).unwrap_or_default();
    let passed = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    usize::try_from(at.line()).unwrap_or(0) + passed.filter(|byte| **byte == b'\n').count()
}

fn xlsx(file: &[u8]) -> Result<Vec<Row>, Refusal> {
    unpacks_to_a_bounded_size(file)?;
    let broken = || "the file is no .xlsx spreadsheet that can be read: save it again".to_owned();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(|_| broken())?;
    let name = book.sheet_names().first().cloned().ok_or("the spreadsheet has no sheet")?;
    // Cell by cell: a table of them all would be as large as its last cell says it is.
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| broken())?;
    let mut rows = Rows::default();
    while let Some(cell) = cells.next_cell().map_err(|_| broken())? {
        let (row, column) = cell.get_position();
        let text = written(cell.get_value())?;
        if !text.is_empty() {
            let at = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
            rows.put(at(row).saturating_add(1), at(column), &text)?;
        }
    }
    Ok(rows.done())
}

fn written(value: &DataRef) -> Result<String, Refusal> {
    Ok(match value {
        DataRef::Int(number) => number.to_string(),
        // As a person sees it: 19.9, and 20 for 20.0.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "true" } else { "false" }.to_owned(),
        DataRef::Empty => String::new(),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            return Err("a cell holds a date, and no column takes one: write it as text".to_owned());
        }
        DataRef::Error(_) => return Err("a cell holds an error of its formula: correct it first".to_owned()),
    })
}

/// Everything is unpacked once into nothing, because what an archive says of itself need not be true.
fn unpacks_to_a_bounded_size(file: &[u8]) -> Result<(), Refusal> {
    let broken = || "the file is no .xlsx spreadsheet: save it as one, or as CSV".to_owned();
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).map_err(|_| broken())?;
    if archive.len() > ENTRIES_MAX {
        return Err(format!(
            "the spreadsheet has more than {ENTRIES_MAX} parts: save it anew, without pictures"
        ));
    }
    let mut left = UNPACKED_MAX;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| broken())?;
        let mut some = entry.take(left + 1);
        let unpacked = std::io::copy(&mut some, &mut std::io::sink()).map_err(|_| broken())?;
        left = left.checked_sub(unpacked).ok_or_else(|| {
            format!("the spreadsheet unpacks to more than {} MiB: split it", UNPACKED_MAX >> 20)
        })?;
    }
    Ok(())
}

#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
}

impl Rows {
    /// The number of the last row.
    fn last(&self) -> usize {
        self.rows.last().map_or(0, |row| row.number)
    }

    /// Fields come in the order of the file.
    fn put(&mut self, number: usize, column: usize, text: &str) -> Result<(), Refusal> {
        if column >= COLUMNS_MAX {
            return Err(format!("row {number} has more than {COLUMNS_MAX} columns"));
        }
        if text.chars().count() > FIELD_MAX {
            return Err(format!("row {number}: a field has more than {FIELD_MAX} characters"));
        }
        if self.rows.last().is_none_or(|row| row.number != number) {
            if self.rows.len() > ROWS_MAX {
                return Err(format!("the file has more than {ROWS_MAX} lines: split it"));
            }
            self.rows.push(Row { number, fields: Vec::new() });
        }
        if let Some(row) = self.rows.last_mut() {
            row.fields.resize(row.fields.len().max(column), String::new());
            row.fields.truncate(column);
            row.fields.push(text.trim().to_owned());
        }
        Ok(())
    }

    fn done(mut self) -> Vec<Row> {
        self.rows.retain(|row| row.fields.iter().any(|field| !field.is_empty()));
        self.rows
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn fields(rows: &[Row]) -> Vec<Vec<&str>> {
        rows.iter().map(|row| row.fields.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn csv_and_spreadsheet_read_the_same() {
        let text = "\u{feff}slug,price\r\n\r\n\"a,b\",19.9\r\n,20\r\n";
        let from_csv = read(Format::Csv, text.as_bytes()).unwrap();
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "slug").unwrap().write(0, 1, "price").unwrap();
        sheet.write(2, 0, "a,b").unwrap().write(2, 1, 19.9).unwrap();
        sheet.write(3, 1, 20.0).unwrap();
        let from_xlsx = read(Format::Xlsx, &book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(fields(&from_csv), [vec!["slug", "price"], vec!["a,b", "19.9"], vec!["", "20"]]);
        assert_eq!(fields(&from_csv), fields(&from_xlsx));
        assert_eq!(from_csv[1].number, from_xlsx[1].number);
        // Whichever way lines end.
        for end in ["\n", "\r\n", "\r"] {
            let rows = read(Format::Csv, ["a,b", "1,2", "3,4", ""].join(end).as_bytes()).unwrap();
            assert_eq!(fields(&rows), [vec!["a", "b"], vec!["1", "2"], vec!["3", "4"]], "{end:?}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_goes_off() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
        let zeros = vec![0u8; 1024 * 1024];
        for _ in 0..40 {
            archive.write_all(&zeros).unwrap();
        }
        let bomb = archive.finish().unwrap().into_inner();
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        assert!(read(Format::Xlsx, &bomb).unwrap_err().contains("unpacks to more than"));

        let mut many = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..=ENTRIES_MAX {
            many.start_file(format!("{n}"), SimpleFileOptions::default()).unwrap();
        }
        let many = many.finish().unwrap().into_inner();
        assert!(read(Format::Xlsx, &many).unwrap_err().contains("parts"));
    }

    #[test]
    fn a_cell_far_away_is_refused_and_takes_no_room() {
        let mut book = Workbook::new();
        book.add_worksheet().write(1_048_575, 16_383, "x").unwrap();
        assert!(read(Format::Xlsx, &book.save_to_buffer().unwrap()).unwrap_err().contains("columns"));
        let mut long = Workbook::new();
        let sheet = long.add_worksheet();
        for row in 0..=u32::try_from(ROWS_MAX + 1).unwrap() {
            sheet.write(row, 0, "x").unwrap();
        }
        assert!(read(Format::Xlsx, &long.save_to_buffer().unwrap()).unwrap_err().contains("lines"));
    }

    #[test]
    fn no_table_is_a_sentence() {
        for bytes in [&b"PK\x03\x04rubbish"[..], b"", b"\x00\x01\x02"] {
            assert!(read(Format::Xlsx, bytes).is_err());
        }
        assert!(read(Format::Csv, b"\xff\xfe\x00s").unwrap_err().contains("UTF-8"));
        assert!(read(Format::Csv, "a,".repeat(COLUMNS_MAX + 1).as_bytes()).unwrap_err().contains("columns"));
        assert!(read(Format::Csv, "x\n".repeat(ROWS_MAX + 2).as_bytes()).unwrap_err().contains("lines"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            let _ = read(Format::Csv, &bytes);
            let _ = read(Format::Xlsx, &bytes);
        }
    }
}
