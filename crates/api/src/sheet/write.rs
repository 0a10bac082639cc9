use super::{Cell, Format};
use crate::Problem;
use axum::body::{Body, Bytes};
use rust_xlsxwriter::{Workbook, XlsxError};
use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};
use tokio::sync::mpsc;

/// Spreadsheets take a file without it for one of the machine's own character set.
const BOM: &[u8] = b"\xef\xbb\xbf";
/// Pieces of a file that are on their way to the reader.
const AHEAD: usize = 4;

/// A program that opens the file takes what begins so for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    let first = text.chars().next();
    let risky = first
        .is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
    if risky { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Lines of CSV.
pub(crate) fn csv(rows: &[Vec<Cell>], first: bool) -> Result<Vec<u8>, Problem> {
    let mut file = if first { BOM.to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut file);
    for row in rows {
        let fields = row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            Cell::Number(number) => Cow::Borrowed(number.as_str()),
            Cell::Empty => Cow::Borrowed(""),
        });
        writer
            .write_record(fields.map(|field| field.into_owned().into_bytes()))
            .map_err(Problem::internal)?;
    }
    writer.flush().map_err(Problem::internal)?;
    drop(writer);
    Ok(file)
}

/// Where the rows of a file come from, part by part; an empty part is the end.
pub(crate) trait Rows: Send + 'static {
    fn more(&mut self) -> impl Future<Output = Result<Vec<Vec<Cell>>, Problem>> + Send;
}

/// The file as it is made. What goes wrong before its first byte is a problem, later the file breaks off.
pub(crate) async fn body(format: Format, rows: impl Rows) -> Result<Body, Problem> {
    match format {
        Format::Csv => as_csv(rows).await,
        Format::Xlsx => as_xlsx(rows).await,
    }
}

async fn as_csv(mut rows: impl Rows) -> Result<Body, Problem> {
    let first = csv(&rows.more().await?, true)?;
    let (send, receive) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let mut piece = Ok(Bytes::from(first));
        loop {
            let end = piece.as_ref().map_or(true, Bytes::is_empty);
            let nothing = matches!(&piece, Ok(bytes) if bytes.is_empty());
            if (!nothing && send.send(piece).await.is_err()) || end {
                break;
            }
            piece = match rows.more().await.and_then(|rows| csv(&rows, false)) {
                Ok(bytes) => Ok(Bytes::from(bytes)),
                Err(problem) => {
                    tracing::warn!(code = problem.code, fault = problem.fault, "an export broke off");
                    Err(std::io::Error::other("the export broke off"))
                }
            };
        }
        // Before the reader sees the end: the next file may be asked for at once.
        drop(rows);
        drop(send);
    });
    Ok(stream(receive))
}

/// The format has its directory at the end, so the whole file is made first, on the disk.
async fn as_xlsx(mut rows: impl Rows) -> Result<Body, Problem> {
    let (give, mut take) = mpsc::channel::<Vec<Vec<Cell>>>(AHEAD);
    let made = tokio::task::spawn_blocking(move || -> Result<std::fs::File, Problem> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory();
        let mut at = 0;
        while let Some(part) = take.blocking_recv() {
            for row in part {
                line(sheet, at, row).map_err(Problem::internal)?;
                at += 1;
            }
        }
        let mut file = tempfile::tempfile().map_err(Problem::internal)?;
        book.save_to_writer(&mut file).map_err(Problem::internal)?;
        file.seek(SeekFrom::Start(0)).map_err(Problem::internal)?;
        Ok(file)
    });
    loop {
        let part = rows.more().await?;
        if part.is_empty() || give.send(part).await.is_err() {
            break;
        }
    }
    drop(give);
    let mut file = made.await.map_err(Problem::internal)??;
    let (send, receive) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut piece = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut piece);
            let end = !matches!(read, Ok(count) if count > 0);
            let sent = read.map(|count| Bytes::copy_from_slice(piece.get(..count).unwrap_or_default()));
            if (end && sent.is_ok()) || send.blocking_send(sent).is_err() || end {
                return;
            }
        }
    });
    Ok(stream(receive))
}

fn line(sheet: &mut rust_xlsxwriter::Worksheet, at: u32, row: Vec<Cell>) -> Result<(), XlsxError> {
    for (column, cell) in (0u16..).zip(row) {
        match cell {
            // Text stays text there, whatever it begins with.
            Cell::Text(text) => sheet.write_string(at, column, text)?,
            // A spreadsheet knows no other numbers; up to fifteen digits they are exact to the eye.
            Cell::Number(number) => match number.parse::<f64>() {
                Ok(value) => sheet.write_number(at, column, value)?,
                Err(_) => sheet.write_string(at, column, number)?,
            },
            Cell::Empty => continue,
        };
    }
    Ok(())
}

fn stream(mut pieces: mpsc::Receiver<Result<Bytes, std::io::Error>>) -> Body {
    let next = futures_util::stream::poll_fn(move |context| pieces.poll_recv(context));
    Body::from_stream(next)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_text() {
        let rows = vec![
            vec![Cell::text("=1+1"), Cell::text("+86 138"), Cell::text("-2"), Cell::text("@SUM(A1)")],
            vec![Cell::text("\tx"), Cell::text("a,\"b\""), Cell::number("-2.50"), Cell::Empty],
            vec![Cell::text("＝HYPERLINK"), Cell::text("单 = 1"), Cell::number(7), Cell::text("")],
        ];
        let text = String::from_utf8(csv(&rows, true).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}'=1+1,'+86 138,'-2,'@SUM(A1)\r\n'\tx,\"a,\"\"b\"\"\",-2.50,\r\n'＝HYPERLINK,单 = 1,7,\r\n"
        );
        assert!(!csv(&rows, false).unwrap().starts_with(BOM));
    }
}
