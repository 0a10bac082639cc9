use crate::envelope::Sealer;
use crate::rows::{write_end, write_file, write_row, write_table};
use crate::{BackupError, BackupKey, Header, Progress, Root};
use db::Db;
use kernel::Ambient;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What is backed up.
#[derive(Clone)]
pub struct Source {
    pub db: Db,
    /// The folder with the pictures of products; it need not exist.
    pub pictures: Option<PathBuf>,
}

/// What a backup says at its end that it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    pub tables: u64,
    pub rows: u64,
    pub files: u64,
    /// See [`Root`].
    pub root: String,
}

/// Enough for the ratio, and quicker than most disks.
const COMPRESSION: i32 = 1;

type Out = zstd::stream::write::Encoder<'static, Sealer<BufWriter<File>>>;

/// Writes a snapshot of the database into a new file, for its owner only; when this answers, it is on the disk. The
/// writer of the shop is not held up.
pub async fn write(
    source: &Source,
    key: &BackupKey,
    ambient: &Ambient,
    to: &Path,
    progress: &Progress,
) -> Result<(Header, Contents), BackupError> {
    let progress = progress.step("writing");
    let schema = source.db.schema().await?.applied;
    let (header, bytes, chunk_key) = Header::new(key, ambient, source.db.engine(), schema).await?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
    let mut file = BufWriter::with_capacity(1 << 20, file.map_err(BackupError::file(to))?);
    file.write_all(&bytes).map_err(BackupError::file(to))?;
    let sealer = Sealer::new(file, &chunk_key);
    let mut out = Out::new(sealer, COMPRESSION).map_err(BackupError::file(to))?;
    let files = pictures(source.pictures.as_deref(), &mut out)?;
    let root = rows(&source.db, &mut out, to, &progress).await?;
    let tables = u64::try_from(root.0).unwrap_or(u64::MAX);
    let contents = Contents { tables, rows: root.1.rows(), files, root: root.1.hex() };
    let json = serde_json::to_vec(&contents).map_err(|e| BackupError::damaged(e.to_string()))?;
    end(out, &json).map_err(BackupError::file(to))?;
    Ok((header, contents))
}

fn end(mut out: Out, json: &[u8]) -> std::io::Result<()> {
    write_end(&mut out, json)?;
    let file = out.finish()?.finish()?;
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
}

/// All tables as one moment sees them; how many, and their root.
async fn rows(db: &Db, out: &mut Out, to: &Path, progress: &Progress) -> Result<(usize, Root), BackupError> {
    let mut tx = db.snapshot().await?;
    let tables = tx.tables().await?;
    let mut root = Root::default();
    for table in &tables {
        root.table(table);
        write_table(out, table).map_err(BackupError::file(to))?;
        tx.read_table(table, |values| {
            let encoded = root.row(&table.name, values)?;
            write_row(out, encoded).map_err(BackupError::file(to))?;
            progress.row();
            Ok::<_, BackupError>(())
        })
        .await?;
    }
    tx.rollback().await?;
    Ok((tables.len(), root))
}

fn pictures(folder: Option<&Path>, out: &mut Out) -> Result<u64, BackupError> {
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else { return Ok(0) };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).map_err(BackupError::file(folder))? {
        let path = entry.map_err(BackupError::file(folder))?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name().and_then(|name| name.to_str())) {
            let bytes = std::fs::read(&path).map_err(BackupError::file(&path))?;
            write_file(out, name, &bytes).map_err(BackupError::file(&path))?;
            count += 1;
        }
    }
    Ok(count)
}
