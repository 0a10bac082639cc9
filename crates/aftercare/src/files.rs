use crate::entry::Said;
use crate::service::must_be;
use crate::sniff::{CaseMedia, media_of};
use crate::words::{Side, State};
use crate::{Aftercare, CareRefusal, Party, Result, store};
use db::Db;
use kernel::{DisputeFileId, DisputeId, Time, clean_line, hex};
use serde_json::json;

/// A picture or a recording that a side has shown. What it holds lies sealed in the blob store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    pub id: DisputeFileId,
    pub dispute: DisputeId,
    pub side: Side,
    pub name: String,
    pub media: CaseMedia,
    pub bytes: i64,
    /// SHA-256 of what it holds, in hexadecimal digits.
    pub digest: String,
    /// Its name in the blob store.
    pub blob: String,
    pub created_at: Time,
}

/// In these states something can be said and shown.
pub(crate) const TALKING: [State; 6] =
    [State::Merchant, State::Offered, State::Platform, State::Ruled, State::Appealed, State::Bank];

impl Aftercare {
    /// Adds a file to a case; the same one once more changes nothing. The sealed file lies in the store before anything
    /// names it.
    pub async fn add_file(
        &self,
        id: DisputeId,
        party: Party<'_>,
        name: &str,
        content: &[u8],
    ) -> Result<CaseFile> {
        let file = self.looked_at(id, party.side(), name, content)?;
        let case = store::cases::find(&mut self.db().read().await?, id).await?;
        let case = case.filter(|case| party.may_see(case)).ok_or(CareRefusal::NoSuchCase)?;
        must_be(&case, &TALKING)?;
        let sealed = self.0.parts.sealer.seal(self.ambient(), &file.id.to_string(), content);
        let file = CaseFile { blob: hex(seals::sha256(&[&sealed])), ..file };
        self.0.parts.blobs.put(&file.blob, &sealed).await?;
        let blob = file.blob.clone();
        let added = self.add(party, file).await;
        let named = match &added {
            Ok(file) => file.blob == blob,
            // Whether it was written is not known where the database failed.
            Err(CareRefusal::Db(_)) => true,
            Err(_) => false,
        };
        if !named {
            let _ = self.0.parts.blobs.delete(&blob).await;
        }
        added
    }

    fn looked_at(&self, dispute: DisputeId, side: Side, name: &str, content: &[u8]) -> Result<CaseFile> {
        let name = clean_line(name, 120).map_err(|_| CareRefusal::ForgedFile)?;
        let settings = self.settings();
        if content.len() > settings.largest() {
            return Err(CareRefusal::FileTooLarge { megabytes: settings.largest() / 1024 / 1024 });
        }
        let media = media_of(&name, content).ok_or(CareRefusal::ForgedFile)?;
        let megabytes = match media.is_picture() {
            true => settings.picture_megabytes,
            false => settings.recording_megabytes,
        };
        if content.len() > megabytes.saturating_mul(1024 * 1024) {
            return Err(CareRefusal::FileTooLarge { megabytes });
        }
        Ok(CaseFile {
            id: DisputeFileId::new(self.ambient()),
            dispute,
            side,
            name: name.replace(['/', '\\', '"'], "_"),
            media,
            bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
            digest: hex(seals::sha256(&[content])),
            blob: String::new(),
            created_at: self.ambient().now(),
        })
    }

    async fn add(&self, party: Party<'_>, file: CaseFile) -> Result<CaseFile> {
        let mut tx = self.db().begin().await?;
        let mut case = self.held(&mut tx, file.dispute, &party).await?;
        must_be(&case, &TALKING)?;
        let there = store::files::of(&mut tx, case.id).await?;
        if let Some(known) = there.iter().find(|known| known.digest == file.digest) {
            return Ok(known.clone());
        }
        let most = self.settings().files;
        if i64::try_from(there.len()).unwrap_or(i64::MAX) >= most {
            return Err(CareRefusal::TooManyFiles { most });
        }
        store::files::insert(&mut tx, &file).await?;
        let data = json!({ "file": file.id, "media": file.media.code(), "digest": file.digest });
        let who = party.who();
        let said = Said { side: party.side(), who: &who, kind: "file", text: &file.name, data };
        self.append(&mut tx, case.id, said).await?;
        let was = case.state;
        self.change(&mut tx, was, &mut case).await?;
        self.tell(&mut tx, &case, "dispute.said", &[]).await?;
        self.commit(tx).await?;
        Ok(file)
    }

    /// A file of a case that the party may see, with what it holds.
    pub async fn open_file(&self, id: DisputeFileId, party: Party<'_>) -> Result<(CaseFile, Vec<u8>)> {
        let mut tx = self.db().read().await?;
        let file = store::files::find(&mut tx, id).await?.ok_or(CareRefusal::NoSuchFile)?;
        let case = store::cases::find(&mut tx, file.dispute).await?;
        case.filter(|case| party.may_see(case)).ok_or(CareRefusal::NoSuchFile)?;
        drop(tx);
        let sealed = self.0.parts.blobs.get(&file.blob).await?;
        let content = self.0.parts.sealer.open(&file.id.to_string(), &sealed);
        let whole = content.filter(|content| hex(seals::sha256(&[content])) == file.digest);
        let whole = whole.ok_or_else(|| {
            tracing::error!(file = %file.id, "a sealed file does not open: it was changed or exchanged");
            CareRefusal::Damaged
        })?;
        Ok((file, whole))
    }
}

/// The one whose content has that name in the blob store.
pub async fn file_by_blob(db: &Db, blob: &str) -> db::Result<Option<CaseFile>> {
    store::files::by_blob(db, blob).await
}

/// Whether that is what was sealed.
pub fn file_opens(sealer: &merchants::Sealer, file: &CaseFile, sealed: &[u8]) -> bool {
    let content = sealer.open(&file.id.to_string(), sealed);
    content.is_some_and(|content| hex(seals::sha256(&[&content])) == file.digest)
}
