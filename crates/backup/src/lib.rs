//! Backups: one moment of the database in one encrypted file, that either engine can take back.
//!
//! A backup is made beside the running shop, from a snapshot, table by table. Whoever makes one proves it: it is restored
//! into a scratch folder, audited there, and the digest over its rows ([`Root`]) compared with the one taken within the
//! snapshot. Only then does it get its name. All of this reads and writes files while it waits for nobody: run it on a
//! thread of its own ([`on_own_thread`]).
//!
//! The file: a line that names the format; a header in JSON that is not secret ([`Header`]: which key, which schema); then
//! chunks of 64 KiB, each sealed with XChaCha20-Poly1305 in the STREAM construction, so that a chunk that is changed, gone,
//! doubled or in another place, and an end that is missing, do not open. The header is bound to every chunk. Inside, behind
//! zstd, lie pictures, rows and sealed documents, and at the end how many there were and their root.

/// Why it does not work.
mod error;
pub use error::BackupError;
/// By what a backup is opened.
mod key;
pub use key::{BackupKey, KeyKind};
/// What stands in front of a backup, for everybody to read.
mod header;
pub use header::Header;
/// Sealed chunks.
mod envelope;
/// One digest over all rows of a database.
mod root;
/// Rows as bytes.
mod rows;
pub use root::{Root, root_of};
/// How far it is.
mod progress;
pub use progress::{Progress, Report};
/// From the database into a file.
mod write;
pub use write::{Contents, Source, write};
/// From a file into an empty database.
mod restore;
pub use restore::{Places, Restored, Sample, restore};
/// From one database into another.
mod copy;
pub use copy::copy;
/// Restored elsewhere, audited, compared.
mod prove;
pub use prove::{Auditor, Proof, compare, prove, scratch_folder};
/// Written, proven, named.
mod make;
pub use make::{Made, make};
/// Which backups there are.
mod book;
pub use book::{Booked, latest_proven, latest_try};
/// When the next one is due.
mod timetable;
pub use timetable::Timetable;
/// A folder, or an S3-compatible store.
mod shelf;
pub use shelf::{S3Settings, Shelf};
/// The schedule: one node at a time, missed ones caught up, old ones pruned.
mod keeper;
pub use keeper::Keeper;
/// The SQL.
mod store;

/// Runs work that reads and writes files for minutes where it holds up nobody.
pub async fn on_own_thread<T: Send + 'static>(
    work: impl Future<Output = Result<T, BackupError>> + Send + 'static,
) -> Result<T, BackupError> {
    let runtime = tokio::runtime::Handle::current();
    let ran = tokio::task::spawn_blocking(move || runtime.block_on(work)).await;
    ran.map_err(|error| BackupError::Db(db::DbError::Other(format!("the work broke off: {error}"))))?
}
