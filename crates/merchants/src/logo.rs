use crate::file_kind::{Media, media_of, picture_size};
use crate::store::{logos, stores};
use crate::{MerchantRefusal, Result};
use db::{Db, Tx};
use kernel::{Ambient, MerchantId, Time};

/// The picture of a store. It is shown to everybody, so it lies open in the database, and in its backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    pub merchant: MerchantId,
    /// SHA-256 of the content, in hexadecimal digits.
    pub digest: String,
    pub media: Media,
    pub width: i64,
    pub height: i64,
    pub created_at: Time,
}

impl Logo {
    /// Its name in addresses: another content has another name.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.digest, self.media.code())
    }
}

/// 512 kilobytes.
pub const LOGO_BYTES_MAX: usize = 512 * 1024;
/// Wide, and high.
const DOTS_MAX: u64 = 2_000;

/// Looks at the picture by what is in it and puts it in the place of the one before. Only its header is read: nothing is
/// unpacked, whatever size it claims to have.
pub async fn put_logo(tx: &mut Tx, ambient: &Ambient, merchant: MerchantId, content: &[u8]) -> Result<Logo> {
    if content.len() > LOGO_BYTES_MAX {
        return Err(MerchantRefusal::LogoTooLarge);
    }
    let (media, (width, height)) = looked_at(content)?;
    if !stores::has_one(tx, merchant).await? {
        return Err(MerchantRefusal::NoStore);
    }
    let digest = kernel::hex(seals::sha256(&[content]));
    let (width, height) = (i64::try_from(width).unwrap_or(0), i64::try_from(height).unwrap_or(0));
    let logo = Logo { merchant, digest, media, width, height, created_at: ambient.now() };
    logos::put(tx, &logo, content).await?;
    Ok(logo)
}

fn looked_at(content: &[u8]) -> Result<(Media, (u64, u64))> {
    let media = media_of(content).map_err(|refusal| match refusal {
        MerchantRefusal::ImageTooLarge => MerchantRefusal::LogoTooWide,
        _ => MerchantRefusal::BadLogo,
    })?;
    let (width, height) = picture_size(media, content).ok_or(MerchantRefusal::BadLogo)?;
    if width > DOTS_MAX || height > DOTS_MAX {
        return Err(MerchantRefusal::LogoTooWide);
    }
    Ok((media, (width, height)))
}

/// Takes it away.
pub async fn remove_logo(tx: &mut Tx, merchant: MerchantId) -> Result<Logo> {
    let known = logos::of(tx, merchant).await?.ok_or(MerchantRefusal::NoLogo)?;
    logos::delete(tx, merchant).await?;
    Ok(known)
}

/// The merchant's logo; none where there is none.
pub async fn logo_of(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Logo>> {
    Ok(logos::of(tx, merchant).await?)
}

/// A logo that some store has now, with its content, by the digest in its name.
pub async fn logo_by_digest(db: &Db, digest: &str) -> Result<Option<(Logo, Vec<u8>)>> {
    let named =
        digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if named { Ok(logos::by_digest(db, digest).await?) } else { Ok(None) }
}
