use crate::copy::Loader;
use crate::envelope::Opener;
use crate::rows::{Record, Records};
use crate::{BackupError, BackupKey, Contents, Header, Progress};
use db::Db;
use kernel::Time;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// What came back.
#[derive(Clone, Debug)]
pub struct Restored {
    pub header: Header,
    pub contents: Contents,
}

type In = Records<BufReader<zstd::stream::read::Decoder<'static, BufReader<Opener<BufReader<File>>>>>>;

/// Brings a backup back into a database without a schema, and its pictures into that folder. The schema is the one it
/// was taken with; the shop brings it up to date when it starts. Where it fails, what stands in the database is no shop.
pub async fn restore(
    path: &Path,
    key: &BackupKey,
    to: &Db,
    pictures: Option<&Path>,
    now: Time,
    progress: &Progress,
) -> Result<Restored, BackupError> {
    let progress = progress.step("restoring");
    let (header, mut records) = open(path, key).await?;
    let known = |version: &i64| db::MIGRATIONS.iter().any(|m| m.version == *version);
    if let Some(found) = header.schema.iter().find(|version| !known(version)) {
        return Err(BackupError::NewerSchema { found: *found });
    }
    let mut loader = Loader::begin(to, &header.schema, now).await?;
    let mut files = 0;
    let json = loop {
        match records.next().map_err(BackupError::file(path))? {
            Record::File { name, bytes } => {
                files += 1;
                put_picture(pictures, &name, &bytes)?;
            }
            Record::Table(table) => loader.table(table).await?,
            Record::Row(values) => {
                loader.row(values).await?;
                progress.row();
            }
            Record::End(json) => break json,
        }
    };
    records.must_end().map_err(BackupError::file(path))?;
    let contents: Contents =
        serde_json::from_slice(&json).map_err(|_| BackupError::damaged("its end cannot be read"))?;
    let root = loader.read_root();
    let same = root.hex() == contents.root && root.rows() == contents.rows && files == contents.files;
    if !same {
        return Err(BackupError::damaged("it does not hold what it says at its end"));
    }
    loader.finish().await?;
    Ok(Restored { header, contents })
}

async fn open(path: &Path, key: &BackupKey) -> Result<(Header, In), BackupError> {
    let file = File::open(path).map_err(BackupError::file(path))?;
    let mut file = BufReader::with_capacity(1 << 20, file);
    let (header, bound) = Header::read(&mut file, path)?;
    let chunk_key = header.unwrap(key, bound).await?;
    let decoder = zstd::stream::read::Decoder::new(Opener::new(file, &chunk_key));
    let decoder = decoder.map_err(BackupError::file(path))?;
    Ok((header, Records::new(BufReader::with_capacity(1 << 18, decoder))))
}

fn put_picture(folder: Option<&Path>, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
    let Some(folder) = folder else { return Ok(()) };
    // A name, not a path: the backup says what, never where.
    if Path::new(name).file_name().is_none_or(|only| only != name) {
        return Err(BackupError::damaged(format!("a picture in it is called {name:?}")));
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(BackupError::file(folder))?;
    let path = folder.join(name);
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(BackupError::file(&path))
}
