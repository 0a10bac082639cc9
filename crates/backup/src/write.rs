use crate::envelope::Sealer;
use crate::rows::{write_document, write_end, write_file, write_row, write_table};
use crate::{BackupError, BackupKey, Header, Progress, Root, store};
use db::Db;
use kernel::Ambient;
use ports::{BlobError, BlobStore};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is backed up.
#[derive(Clone)]
pub struct Source {
    pub db: Db,
    /// The folder with the pictures of products; it need not exist.
    pub pictures: Option<PathBuf>,
    /// Where the documents of merchants lie sealed; none: they are not in the backup.
    pub documents: Option<Arc<dyn BlobStore>>,
}

/// What a backup says at its end that it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    pub tables: u64,
    pub rows: u64,
    pub files: u64,
    /// Sealed documents.
    #[serde(default)]
    pub documents: u64,
    /// Documents that the database names and that were not found where they belong.
    #[serde(default)]
    pub missing: u64,
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
    let read = rows(&source.db, &mut out, to, &progress).await?;
    let (documents, missing) = match &source.documents {
        Some(blobs) => documents(&**blobs, read.documents, &mut out, to).await?,
        None => (0, 0),
    };
    let tables = u64::try_from(read.tables).unwrap_or(u64::MAX);
    let contents =
        Contents { tables, rows: read.root.rows(), files, documents, missing, root: read.root.hex() };
    let json = serde_json::to_vec(&contents).map_err(|e| BackupError::damaged(e.to_string()))?;
    end(out, &json).map_err(BackupError::file(to))?;
    Ok((header, contents))
}

fn end(mut out: Out, json: &[u8]) -> std::io::Result<()> {
    write_end(&mut out, json)?;
    let file = out.finish()?.finish()?;
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
}

/// What was read of the database.
struct Read {
    tables: usize,
    root: Root,
    /// Names of documents in the blob store, as of the same moment.
    documents: Vec<String>,
}

/// All tables as one moment sees them.
async fn rows(db: &Db, out: &mut Out, to: &Path, progress: &Progress) -> Result<Read, BackupError> {
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
    // An older schema has none.
    let any = tables.iter().any(|table| table.name == "documents");
    let documents = if any { store::documents(&mut tx).await? } else { Vec::new() };
    tx.rollback().await?;
    Ok(Read { tables: tables.len(), root, documents })
}

/// How many there are, and how many are not where they belong. What was removed since the moment that the rows are of
/// is missing, too; a document is never changed. One lost file must not cost the whole backup.
async fn documents(
    blobs: &dyn BlobStore,
    names: Vec<String>,
    out: &mut Out,
    to: &Path,
) -> Result<(u64, u64), BackupError> {
    let (mut count, mut missing) = (0, 0);
    for name in names {
        match blobs.get(&name).await {
            Ok(sealed) if named_by(&sealed) == name => {
                write_document(out, &name, &sealed).map_err(BackupError::file(to))?;
                count += 1;
            }
            Ok(_) => {
                tracing::error!(document = name, "ALARM: a stored document is not what was stored");
                missing += 1;
            }
            Err(BlobError::NotFound | BlobError::BadName) => missing += 1,
            Err(error @ BlobError::Unavailable(_)) => return Err(BackupError::Documents(error)),
        }
    }
    Ok((count, missing))
}

/// The name of what is kept in the blob store.
pub(crate) fn named_by(sealed: &[u8]) -> String {
    kernel::hex(seals::sha256(&[sealed]))
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
