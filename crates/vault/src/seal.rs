use crate::goods::{self, Goods, Plain};
use crate::root_key::{derived, unwrap, wrap};
use kernel::{Ambient, BatchId, MerchantId, Secret, SkuId};
use seals::{Mac, NONCE, TAG};
use zeroize::Zeroizing;

/// Random bytes drawn for each sealing; the item's number makes up the rest of the nonce.
pub(crate) const NONCE_BYTES: usize = 16;

/// What the merchant's key is used for: one key for each use.
pub(crate) struct MerchantKeys {
    wrap: Secret<[u8; 32]>,
    fingerprint: Mac,
    fingerprint_key: Secret<[u8; 32]>,
}

/// A key is bound to what it is for.
fn fingerprint_context(merchant: MerchantId) -> String {
    format!("{merchant}/fingerprint")
}

impl MerchantKeys {
    pub fn new(key: &Secret<[u8; 32]>) -> Self {
        Self::with(key, derived(key.expose(), "fingerprint"))
    }
    fn with(key: &Secret<[u8; 32]>, fingerprint_key: Secret<[u8; 32]>) -> Self {
        let wrap = derived(key.expose(), "wrap data keys");
        Self { wrap, fingerprint: Mac::new(fingerprint_key.expose()), fingerprint_key }
    }
    /// As stored: the key of fingerprints stays what it was when the merchant's key changes. None where it does not open.
    pub fn stored(key: &Secret<[u8; 32]>, merchant: MerchantId, fingerprint: Option<&[u8]>) -> Option<Self> {
        let Some(wrapped) = fingerprint else { return Some(Self::new(key)) };
        let under = derived(key.expose(), "wrap data keys");
        let opened = unwrap(under.expose(), wrapped, fingerprint_context(merchant).as_bytes())?;
        Some(Self::with(key, opened))
    }
    /// Under another key of the same merchant: that one's keys, and how the key of fingerprints is stored there.
    pub fn moved(&self, to: &Secret<[u8; 32]>, merchant: MerchantId, ambient: &Ambient) -> (Self, Vec<u8>) {
        let moved = Self::with(to, self.fingerprint_key.clone());
        let context = fingerprint_context(merchant);
        let wrapped = wrap(moved.wrap.expose(), &self.fingerprint_key, context.as_bytes(), ambient);
        (moved, wrapped)
    }
    /// What only somebody with the merchant's key can say of a link between roots.
    pub fn vouch(&self, link: &[u8]) -> Vec<u8> {
        let key = derived(self.fingerprint_key.expose(), "root link");
        seals::mac(key.expose(), &[link]).to_vec()
    }
    pub fn wrap(
        &self,
        key: &Secret<[u8; 32]>,
        merchant: MerchantId,
        batch: BatchId,
        ambient: &Ambient,
    ) -> Vec<u8> {
        wrap(self.wrap.expose(), key, format!("{merchant}/{batch}").as_bytes(), ambient)
    }
    pub fn unwrap(&self, wrapped: &[u8], merchant: MerchantId, batch: BatchId) -> Option<Secret<[u8; 32]>> {
        unwrap(self.wrap.expose(), wrapped, format!("{merchant}/{batch}").as_bytes())
    }
    /// The same for the same goods, whether they came as `number password` on a line or as two columns.
    pub fn fingerprint(&self, plain: &Plain<'_>) -> [u8; 16] {
        let mut mac = self.fingerprint.clone();
        mac.update(plain.key.as_bytes());
        if let Some(password) = plain.password {
            mac.update(b" ");
            mac.update(password.as_bytes());
        }
        mac.finish().first_chunk().copied().unwrap_or_default()
    }
}

/// Where items lie: bound to each of them, so that none opens elsewhere.
pub(crate) struct Place(Vec<u8>);

impl Place {
    pub fn new(merchant: MerchantId, sku: SkuId) -> Self {
        let mut bytes = Vec::with_capacity(80);
        for text in [merchant.to_string(), sku.to_string()] {
            bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        Self(bytes)
    }
    /// Merchant and SKU, each with its length, and the number.
    pub fn of(&self, number: i64) -> Vec<u8> {
        [self.0.as_slice(), &number.to_be_bytes()].concat()
    }
}

/// Seals the items of one batch.
pub(crate) struct DataKey(Secret<[u8; 32]>);

impl DataKey {
    pub fn new(key: &Secret<[u8; 32]>) -> Self {
        Self(key.clone())
    }

    /// The random part of the nonce, the ciphertext and the tag. The plaintext is written once, and encrypted there.
    pub fn seal(&self, plain: &Plain<'_>, place: &[u8], number: i64, random: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(random.len() + plain.padded_len() + TAG);
        sealed.extend_from_slice(random);
        plain.write(&mut sealed);
        let body = sealed.get_mut(random.len()..).unwrap_or_default();
        // Fails only for messages of 256 GB.
        let tag = seals::seal_in_place(self.0.expose(), &nonce(random, number), place, body);
        sealed.extend_from_slice(&tag.unwrap_or_default());
        sealed
    }

    /// None where the item was changed, or sealed for another place.
    pub fn open(&self, sealed: &[u8], place: &[u8], number: i64, version: i64) -> Option<Goods> {
        goods::read(&self.opened(sealed, place, number)?, version)
    }

    fn opened(&self, sealed: &[u8], place: &[u8], number: i64) -> Option<Zeroizing<Vec<u8>>> {
        let (random, rest) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let (body, tag) = rest.split_last_chunk::<TAG>()?;
        let mut plain = Zeroizing::new(body.to_vec());
        let nonce = nonce(random, number);
        seals::open_in_place(self.0.expose(), &nonce, place, &mut plain, tag).then_some(plain)
    }

    /// The same goods in the same place, sealed under another key; none where they do not open.
    pub fn reseal(
        &self,
        to: &Self,
        sealed: &[u8],
        place: &[u8],
        number: i64,
        random: &[u8; NONCE_BYTES],
    ) -> Option<Vec<u8>> {
        let mut plain = self.opened(sealed, place, number)?;
        let tag = seals::seal_in_place(to.0.expose(), &nonce(random, number), place, &mut plain)?;
        Some([random.as_slice(), plain.as_slice(), tag.as_slice()].concat())
    }
}

fn nonce(random: &[u8], number: i64) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    for (to, from) in nonce.iter_mut().zip(random.iter().copied().chain(number.to_be_bytes())) {
        *to = from;
    }
    nonce
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn an_item_opens_in_its_place_only() {
        let ambient = Ambient::system();
        let key = DataKey::new(&Secret::new(ambient.bytes()));
        let (merchant, sku) = (MerchantId::new(&ambient), SkuId::new(&ambient));
        let plain = Plain { key: "ABC-123", password: Some("pin"), expires_at: None };
        let place = Place::new(merchant, sku);
        let sealed = key.seal(&plain, &place.of(7), 7, &ambient.bytes::<NONCE_BYTES>());
        assert_eq!(key.open(&sealed, &place.of(7), 7, 1).unwrap().one_line().expose(), "ABC-123 pin");
        assert!(key.open(&sealed, &place.of(8), 8, 1).is_none());
        assert!(key.open(&sealed, &place.of(8), 7, 1).is_none());
        assert!(key.open(&sealed, &Place::new(merchant, SkuId::new(&ambient)).of(7), 7, 1).is_none());
        assert!(key.open(&sealed, &Place::new(MerchantId::new(&ambient), sku).of(7), 7, 1).is_none());
        assert!(DataKey::new(&Secret::new(ambient.bytes())).open(&sealed, &place.of(7), 7, 1).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&changed, &place.of(7), 7, 1).is_none());
        }
        assert!(key.open(&sealed[..20], &place.of(7), 7, 1).is_none());
    }

    #[test]
    fn a_wrapped_key_is_bound_to_its_batch() {
        let ambient = Ambient::system();
        let keys = MerchantKeys::new(&Secret::new(ambient.bytes()));
        let (merchant, batch) = (MerchantId::new(&ambient), BatchId::new(&ambient));
        let key = Secret::new(ambient.bytes::<32>());
        let wrapped = keys.wrap(&key, merchant, batch, &ambient);
        assert_eq!(keys.unwrap(&wrapped, merchant, batch).unwrap().expose(), key.expose());
        assert!(keys.unwrap(&wrapped, merchant, BatchId::new(&ambient)).is_none());
        assert!(MerchantKeys::new(&Secret::new(ambient.bytes())).unwrap(&wrapped, merchant, batch).is_none());
    }

    #[test]
    fn a_fingerprint_does_not_care_how_the_goods_were_written() {
        let keys = MerchantKeys::new(&Secret::new([7; 32]));
        let line = Plain { key: "A1 pin", password: None, expires_at: None };
        let columns = Plain { key: "A1", password: Some("pin"), expires_at: Some(kernel::Time(1)) };
        assert_eq!(keys.fingerprint(&line), keys.fingerprint(&columns));
        assert_ne!(MerchantKeys::new(&Secret::new([8; 32])).fingerprint(&line), keys.fingerprint(&line));
    }
}
