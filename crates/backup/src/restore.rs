use crate::copy::Loader;
use crate::envelope::Opener;
use crate::rows::{Record, Records};
use crate::write::named_by;
use crate::{BackupError, BackupKey, Contents, Header, Progress};
use db::Db;
use kernel::Time;
use ports::BlobStore;
use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What came back.
#[derive(Clone, Debug)]
pub struct Restored {
    pub header: Header,
    pub contents: Contents,
    /// Some of the documents, by their names in the blob store: another choice for each backup.
    pub samples: Vec<Sample>,
}

/// A sealed document.
#[derive(Clone)]
pub struct Sample {
    pub name: String,
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sample({})", self.name)
    }
}

const SAMPLES: usize = 3;

type In = Records<BufReader<zstd::stream::read::Decoder<'static, BufReader<Opener<BufReader<File>>>>>>;

/// Where things go that are not rows; none: nowhere, they are looked at only.
#[derive(Clone, Default)]
pub struct Places {
    /// A folder for the pictures of products.
    pub pictures: Option<PathBuf>,
    /// Where documents lie sealed.
    pub documents: Option<Arc<dyn BlobStore>>,
}

/// Brings a backup back into a database without a schema, and its files to their places. The schema is the one it was
/// taken with; the shop brings it up to date when it starts. Where it fails, what stands in the database is no shop.
pub async fn restore(
    path: &Path,
    key: &BackupKey,
    to: &Db,
    places: &Places,
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
    let (mut files, mut documents) = (0, 0);
    let mut chosen = Chosen::of(&header);
    let json = loop {
        match records.next().map_err(BackupError::file(path))? {
            Record::File { name, bytes } => {
                files += 1;
                put_picture(places.pictures.as_deref(), &name, &bytes)?;
            }
            Record::Document { name, bytes } => {
                documents += 1;
                put_document(places, &name, &bytes).await?;
                chosen.look_at(name, bytes);
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
    let counts = (root.rows(), files, documents);
    let same = root.hex() == contents.root && counts == (contents.rows, contents.files, contents.documents);
    if !same {
        return Err(BackupError::damaged("it does not hold what it says at its end"));
    }
    loader.finish().await?;
    Ok(Restored { header, contents, samples: chosen.samples.into_values().collect() })
}

/// Those whose names come first in an order that is another one for each backup.
struct Chosen {
    salt: String,
    samples: BTreeMap<String, Sample>,
}

impl Chosen {
    fn of(header: &Header) -> Self {
        Self { salt: header.taken_at.0.to_string(), samples: BTreeMap::new() }
    }
    fn look_at(&mut self, name: String, sealed: Vec<u8>) {
        let rank = named_by(format!("{} {name}", self.salt).as_bytes());
        self.samples.insert(rank, Sample { name, sealed });
        if self.samples.len() > SAMPLES {
            self.samples.pop_last();
        }
    }
}

/// Each is named by what it is, so whatever became of it is seen.
async fn put_document(places: &Places, name: &str, sealed: &[u8]) -> Result<(), BackupError> {
    if named_by(sealed) != name {
        return Err(BackupError::damaged(format!("the document {name:?} in it is another one")));
    }
    match &places.documents {
        Some(blobs) => blobs.put(name, sealed).await.map_err(BackupError::Documents),
        None => Ok(()),
    }
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
