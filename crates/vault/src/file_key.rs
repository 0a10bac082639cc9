use crate::root_key::RootKey;
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Ambient, Secret};
use ports::{KeyError, KeyService, WrappedKey};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

const HEADER: &str = "cardamom root key 1: keep a copy away from the backups of the database";
/// Header and 44 characters of base64, with room for a hand-edited header.
const FILE_BYTES_MAX: u64 = 1_024;

/// Keeps the root key in a file that only its owner can read.
pub struct FileKeyService(RootKey);

impl FileKeyService {
    /// The key in that file. Where there is none a new one is made, mode 0600, its folders 0700. A file that others may
    /// read, or that does not hold a key, is refused.
    pub fn open_or_create(path: &Path) -> Result<Self, KeyError> {
        // A key file is made once by a person's command: predictable bytes of a test have no business in it.
        let ambient = Ambient::system();
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                create(path, &ambient)?;
                File::open(path).map_err(|e| fault(path, "opened", &e))?
            }
            Err(error) => return Err(fault(path, "opened", &error)),
        };
        let key = read(path, file)?;
        Ok(Self(RootKey::new("file", key, ambient)))
    }
}

#[async_trait]
impl KeyService for FileKeyService {
    fn root_key_id(&self) -> &str {
        self.0.id()
    }
    async fn wrap(&self, key: &Secret<[u8; 32]>, context: &str) -> Result<WrappedKey, KeyError> {
        Ok(self.0.wrap(key, context))
    }
    async fn unwrap(&self, wrapped: &WrappedKey, context: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        self.0.unwrap(wrapped, context)
    }
    async fn derive(&self, purpose: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        Ok(self.0.derive(purpose))
    }
}

fn fault(path: &Path, what: &str, error: &std::io::Error) -> KeyError {
    KeyError::Invalid(format!("the key file {} cannot be {what}: {error}", path.display()))
}

fn read(path: &Path, file: File) -> Result<Secret<[u8; 32]>, KeyError> {
    refuse_others(path, &file)?;
    let mut text = Zeroizing::new(String::with_capacity(2_048));
    file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(|e| fault(path, "read", &e))?;
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("");
    let mut bytes = Zeroizing::new([0u8; 36]);
    match STANDARD.decode_slice(line, bytes.as_mut_slice()) {
        Ok(32) => bytes.first_chunk::<32>().map(|key| Secret::new(*key)).ok_or_else(|| no_key(path)),
        _ => Err(no_key(path)),
    }
}

fn no_key(path: &Path) -> KeyError {
    KeyError::Invalid(format!(
        "the key file {} holds no root key of 32 bytes: restore it from its copy, or name another one with --key-file",
        path.display()
    ))
}

#[cfg(unix)]
fn refuse_others(path: &Path, file: &File) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(|e| fault(path, "looked at", &e))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let name = path.display();
    Err(KeyError::Invalid(format!(
        "the key file {name} has mode {mode:03o}, so others can use it: chmod 600 {name}"
    )))
}

#[cfg(not(unix))]
fn refuse_others(_: &Path, _: &File) -> Result<(), KeyError> {
    Ok(())
}

/// Written in full beside its place and then linked into it: nobody ever sees half a key or overwrites one.
fn create(path: &Path, ambient: &Ambient) -> Result<(), KeyError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    private_folders().create(folder).map_err(|e| fault(path, "made", &e))?;
    let key = Zeroizing::new(ambient.bytes::<32>());
    let text = Zeroizing::new(STANDARD.encode(key.as_slice()));
    let draft = folder.join(format!(".key-{}", kernel::encode_128(ambient.uuid_v7())));
    let written = write(&draft, &text).and_then(|()| match std::fs::hard_link(&draft, path) {
        // Another process was first: its key holds.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = std::fs::remove_file(&draft);
    written.and(removed).and_then(|()| sync_folder(folder)).map_err(|e| fault(path, "made", &e))
}

fn write(draft: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(format!("{HEADER}\n").as_bytes())?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
