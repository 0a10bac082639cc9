//! Canaries: keys that look like the others of their batch and are nobody's. They lie in the vault like items that were
//! withdrawn, so no sale ever gives one out; whoever shows one has been where the keys lie.
//!
//! A canary is known again by itself: its text was drawn until a keyed hash of it ended in [`MARK_BITS`] zeros, so a key
//! that passes by costs one short hash, and only one in four thousand a look into the register.

use crate::chunk::Lines;
use crate::goods::Plain;
use crate::root_key::derived;
use crate::store::{self, Due};
use crate::{Chunk, Goods, Importing, NewBatch, SkuKind, Vault, VaultError};
use async_trait::async_trait;
use db::{Db, Tx};
use kernel::{Ambient, BatchId, MerchantId, Secret, SkuId, Time};
use siphasher::sip::SipHasher24;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use zeroize::Zeroizing;

/// One that was recognised: where it was hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canary {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub batch: BatchId,
}

/// Is told when a canary is taken out of the vault, by whichever way.
#[async_trait]
pub trait CanaryWatch: Send + Sync {
    async fn opened(&self, canary: &Canary);
}

/// Made for one batch, not yet stored. Wiped when dropped.
pub struct Canaries(Vec<Made>);

struct Made {
    key: Secret<String>,
    password: Option<Secret<String>>,
    expires_at: Option<Time>,
}

/// How canaries are known: a short keyed hash to suspect, a long one to be sure.
pub(crate) struct Marks {
    short: Secret<[u8; 16]>,
    long: Secret<[u8; 32]>,
}

const MARK_BITS: u32 = 12;
/// Fewer possible keys than this, and a canary could be somebody's honest key.
const SPACE_MIN: u128 = 1 << 40;
const SAMPLE: usize = 2_000;
/// From so many lines on, the signs seen at a place are all that stand there.
const PLENTY: usize = 300;
const DRAWS: usize = 1_000_000;
pub const CANARIES_MAX: usize = 1_000;

impl Marks {
    /// From `lasting_key("canary")`: a canary is known for as long as it may turn up.
    pub fn new(key: &Secret<[u8; 32]>) -> Self {
        let part = |name: &str| derived(key.expose(), name);
        let short = part("short").expose().first_chunk().copied().unwrap_or_default();
        Self { short: Secret::new(short), long: part("long") }
    }

    /// One in 4096 of all texts, and every canary.
    fn suspects(&self, line: &str) -> bool {
        SipHasher24::new_with_key(self.short.expose()).hash(line.as_bytes()).trailing_zeros() >= MARK_BITS
    }

    fn digest(&self, line: &str) -> [u8; 32] {
        seals::mac(self.long.expose(), &[line.as_bytes()])
    }
}

impl Canaries {
    /// As a buyer would see them.
    pub fn lines(&self) -> impl Iterator<Item = Zeroizing<String>> {
        self.0.iter().map(|made| made.plain().one_line())
    }

    /// The same lines with the canaries behind them. Where they lie in the stock is decided by their fingerprints, as with
    /// all others of the chunk.
    pub fn mixed_into(&self, chunk: &Chunk) -> Chunk {
        let all = (0..chunk.len()).filter_map(|index| Some((index, chunk.lines.get(index)?)));
        let bytes =
            chunk.lines.bytes() + self.0.iter().map(|made| made.plain().one_line().len()).sum::<usize>();
        let mut lines = Lines::with_room(chunk.len() + self.0.len(), bytes);
        for (index, plain) in all {
            lines.push(chunk.lines.line(index), plain.key, plain.password, plain.expires_at);
        }
        for made in &self.0 {
            let plain = made.plain();
            lines.push(0, plain.key, plain.password, plain.expires_at);
        }
        Chunk { lines: Arc::new(lines), lines_read: chunk.lines_read, bytes_read: chunk.bytes_read }
    }
}

impl Made {
    fn plain(&self) -> Plain<'_> {
        Plain {
            key: self.key.expose(),
            password: self.password.as_ref().map(|password| password.expose().as_str()),
            expires_at: self.expires_at,
        }
    }
}

impl Plain<'_> {
    /// As a buyer sees it, and as it is known again.
    fn one_line(&self) -> Zeroizing<String> {
        let mut line =
            Zeroizing::new(String::with_capacity(self.key.len() + self.password.map_or(0, str::len) + 1));
        line.push_str(self.key);
        if let Some(password) = self.password {
            line.push(' ');
            line.push_str(password);
        }
        line
    }
}

impl Vault {
    /// Who is told when one is opened. The first one stays.
    pub fn watch_canaries(&self, watch: Arc<dyn CanaryWatch>) {
        self.set_watch(watch);
    }

    /// Keys that could have come with this file: of the same length, with the same signs at the same places.
    pub fn make_canaries(&self, new: &NewBatch, chunk: &Chunk, count: usize) -> Result<Canaries, VaultError> {
        if new.kind != SkuKind::OneTime || count > CANARIES_MAX {
            return Err(VaultError::CanariesImpossible);
        }
        let pattern = Pattern::of(chunk).filter(|pattern| pattern.space() >= SPACE_MIN);
        let pattern = pattern.ok_or(VaultError::CanariesImpossible)?;
        let taken: HashSet<[u8; 32]> = (0..chunk.len())
            .filter_map(|index| Some(self.marks().digest(&chunk.lines.get(index)?.one_line())))
            .collect();
        let mut made: Vec<Made> = Vec::with_capacity(count);
        for _ in 0..DRAWS {
            if made.len() == count {
                break;
            }
            let one = pattern.draw(self.ambient());
            let line = one.plain().one_line();
            if self.marks().suspects(&line) && !taken.contains(&self.marks().digest(&line)) {
                made.push(one);
            }
        }
        if made.len() == count { Ok(Canaries(made)) } else { Err(VaultError::CanariesImpossible) }
    }

    /// Takes canaries that were stored with the last chunk off the shelf and into the register; how many. The caller moves
    /// as many units on the ledger, in the same transaction.
    pub async fn hide_canaries(
        &self,
        tx: &mut Tx,
        importing: &Importing,
        canaries: &Canaries,
    ) -> Result<i64, VaultError> {
        let (merchant, sku, batch) = importing.place();
        let prints: Vec<[u8; 16]> =
            canaries.0.iter().map(|made| importing.fingerprint(&made.plain())).collect();
        let found = store::canaries::numbers(tx, merchant, importing.no(), &prints).await?;
        let stored = canaries.0.iter().zip(&prints).filter(|(_, print)| found.contains_key(print.as_slice()));
        let digests: Vec<[u8; 32]> =
            stored.map(|(made, _)| self.marks().digest(&made.plain().one_line())).collect();
        let row = store::skus::lock_one(tx, merchant, sku).await?;
        let due: Vec<Due> = found
            .values()
            .map(|number| Due { number: *number, batch: importing.no(), marked: false })
            .collect();
        let units = i64::try_from(due.len()).unwrap_or(i64::MAX);
        if units > 0 {
            store::items::withdraw(tx, &row, &due).await?;
            store::batches::lapse(tx, merchant, importing.no(), units).await?;
            store::skus::withdraw(tx, &row, units).await?;
            store::canaries::insert(tx, &Canary { merchant, sku, batch }, &digests, self.now()).await?;
        }
        Ok(units)
    }

    /// Canaries of whichever merchant among the lines, each with the number that it was given with.
    pub async fn canaries_among<'a>(
        &self,
        db: &Db,
        lines: impl Iterator<Item = (usize, &'a str)>,
    ) -> db::Result<Vec<(usize, Canary)>> {
        let suspects = lines.filter(|(_, line)| self.marks().suspects(line));
        let suspects: Vec<(usize, [u8; 32])> =
            suspects.map(|(index, line)| (index, self.marks().digest(line))).collect();
        self.registered(db, &suspects).await
    }

    /// The same for a part of a file.
    pub async fn canaries_in(&self, db: &Db, chunk: &Chunk) -> db::Result<Vec<(usize, Canary)>> {
        let mut suspects = Vec::new();
        for index in 0..chunk.len() {
            let Some(plain) = chunk.lines.get(index) else { continue };
            // Most files have no passwords, and need no copy of the line.
            if plain.password.is_none() {
                if self.marks().suspects(plain.key) {
                    suspects.push((index, self.marks().digest(plain.key)));
                }
                continue;
            }
            let line = plain.one_line();
            if self.marks().suspects(&line) {
                suspects.push((index, self.marks().digest(&line)));
            }
        }
        self.registered(db, &suspects).await
    }

    async fn registered(&self, db: &Db, suspects: &[(usize, [u8; 32])]) -> db::Result<Vec<(usize, Canary)>> {
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let digests: Vec<[u8; 32]> = suspects.iter().map(|(_, digest)| *digest).collect();
        let mut tx = db.read().await?;
        let known = store::canaries::known(&mut tx, &digests).await?;
        let found =
            suspects.iter().filter_map(|(index, digest)| Some((*index, *known.get(digest.as_slice())?)));
        Ok(found.collect())
    }

    /// Goods that were opened just now: a canary is not for anybody, and its watch is told before anything else.
    pub(crate) async fn is_no_canary(&self, db: &Db, goods: &Goods) -> Result<(), VaultError> {
        let line = goods.one_line();
        let found = self.canaries_among(db, std::iter::once((0, line.expose().as_str()))).await?;
        let Some((_, canary)) = found.first() else { return Ok(()) };
        if let Some(watch) = self.canary_watch() {
            watch.opened(canary).await;
        }
        Err(VaultError::Canary)
    }
}

/// Which signs stand where in the keys of a file.
struct Pattern {
    places: Vec<Vec<char>>,
    has_password: bool,
    expires_at: Option<Time>,
}

/// Stands between key and password; no line of a file holds it.
const BETWEEN: char = '\n';

impl Pattern {
    /// Of the most common form among the first lines; none where that cannot be said.
    fn of(chunk: &Chunk) -> Option<Self> {
        let mut forms: BTreeMap<(usize, Option<usize>), Vec<usize>> = BTreeMap::new();
        for index in 0..chunk.len().min(SAMPLE) {
            let plain = chunk.lines.get(index)?;
            let form = (plain.key.chars().count(), plain.password.map(|password| password.chars().count()));
            forms.entry(form).or_default().push(index);
        }
        let (form, indexes) = forms.into_iter().max_by_key(|(_, indexes)| indexes.len())?;
        let mut seen: Vec<BTreeSet<char>> = Vec::new();
        let mut expires_at = None;
        for index in &indexes {
            let plain = chunk.lines.get(*index)?;
            expires_at = plain.expires_at;
            let password = plain.password.into_iter().flat_map(|p| std::iter::once(BETWEEN).chain(p.chars()));
            for (place, sign) in plain.key.chars().chain(password).enumerate() {
                if seen.len() <= place {
                    seen.push(BTreeSet::new());
                }
                seen.get_mut(place)?.insert(sign);
            }
        }
        let places = if indexes.len() >= PLENTY { seen } else { widened(seen) };
        let places = places.into_iter().map(|signs| signs.into_iter().collect()).collect();
        Some(Self { places, has_password: form.1.is_some(), expires_at })
    }

    /// How many different keys it stands for.
    fn space(&self) -> u128 {
        let sizes = self.places.iter().map(|signs| u128::try_from(signs.len()).unwrap_or(1));
        sizes.fold(1, u128::saturating_mul)
    }

    fn draw(&self, ambient: &Ambient) -> Made {
        let mut random = vec![0_u8; self.places.len() * 4];
        ambient.fill(&mut random);
        let signs = self.places.iter().zip(random.chunks_exact(4)).filter_map(|(signs, random)| {
            let number = u32::from_be_bytes(random.try_into().unwrap_or_default());
            let at = usize::try_from(number).unwrap_or(0).checked_rem(signs.len())?;
            signs.get(at)
        });
        let text: Zeroizing<String> = Zeroizing::new(signs.collect());
        let (key, password) = match text.split_once(BETWEEN).filter(|_| self.has_password) {
            Some((key, password)) => (key.to_owned(), Some(Secret::new(password.to_owned()))),
            None => (text.to_string(), None),
        };
        Made { key: Secret::new(key), password, expires_at: self.expires_at }
    }
}

/// Few lines show few of the signs that may stand at a place: those of the same kind that stand at other places may, too.
fn widened(seen: Vec<BTreeSet<char>>) -> Vec<BTreeSet<char>> {
    let kind = |sign: &char| match sign {
        '0'..='9' => Some(0),
        'a'..='z' => Some(1),
        'A'..='Z' => Some(2),
        _ => None,
    };
    let pool: BTreeSet<char> = seen.iter().filter(|signs| signs.len() > 1).flatten().copied().collect();
    let wider = |signs: BTreeSet<char>| {
        if signs.len() < 2 {
            return signs;
        }
        let kinds: BTreeSet<i32> = signs.iter().filter_map(kind).collect();
        let same = pool.iter().filter(|sign| kind(sign).is_some_and(|kind| kinds.contains(&kind))).copied();
        same.chain(signs.iter().copied()).collect()
    };
    seen.into_iter().map(wider).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::{Format, Reader};
    use proptest::prelude::*;
    use std::io::Cursor;

    fn chunk(text: String, format: Format) -> Chunk {
        Reader::new(Cursor::new(text), format).next_chunk(10_000).unwrap().unwrap()
    }

    fn lines(count: usize) -> String {
        let ambient = Ambient::system();
        (0..count)
            .map(|_| {
                let text = kernel::encode_128(u128::from_be_bytes(ambient.bytes())).to_uppercase();
                format!("LIME-{}-{}-{}\n", &text[6..10], &text[10..14], &text[14..18])
            })
            .collect()
    }

    #[test]
    fn canaries_look_like_the_others() {
        for count in [20, 2_000] {
            let pattern = Pattern::of(&chunk(lines(count), Format::Lines)).unwrap();
            for _ in 0..500 {
                let made = pattern.draw(&Ambient::system());
                let key = made.key.expose();
                let parts: Vec<&str> = key.split('-').collect();
                assert_eq!((parts[0], parts.len(), key.len()), ("LIME", 4, 19), "{key}");
                let alphabet = |c: char| "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(c);
                assert!(parts[1..].iter().all(|part| part.len() == 4 && part.chars().all(alphabet)), "{key}");
            }
        }
    }

    #[test]
    fn a_password_has_its_own_pattern_and_running_numbers_have_none() {
        let ambient = Ambient::system();
        let rows = (0..400).map(|_| {
            let number = u128::from_be_bytes(ambient.bytes()) % 10_000_000_000_000_000;
            format!("{number:016},{:06}\n", number % 999_983)
        });
        let pattern = Pattern::of(&chunk(rows.collect(), Format::Csv)).unwrap();
        let made = pattern.draw(&ambient);
        let (key, password) = (made.key.expose(), made.password.unwrap());
        assert!(key.len() == 16 && key.bytes().all(|b| b.is_ascii_digit()), "{key}");
        assert!(password.expose().len() == 6 && password.expose().bytes().all(|b| b.is_ascii_digit()));
        let running: String = (0..1_000).map(|n| format!("CODE-{n:06}\n")).collect();
        assert!(Pattern::of(&chunk(running, Format::Lines)).unwrap().space() < SPACE_MIN);
    }

    #[test]
    fn one_text_in_four_thousand_is_suspected() {
        let marks = Marks::new(&Secret::new([7; 32]));
        let suspected = (0..200_000).filter(|n| marks.suspects(&format!("KEY-{n}"))).count();
        assert!((20..90).contains(&suspected), "{suspected}");
        let other = Marks::new(&Secret::new([8; 32]));
        assert_ne!(marks.digest("KEY"), other.digest("KEY"));
    }

    proptest! {
        #[test]
        fn any_file_has_a_pattern_that_its_canaries_keep(rows in proptest::collection::vec("[^\\x00-\\x1f\\x7f]{1,12}", 1..20)) {
            let reader = Reader::new(Cursor::new(rows.join("\n")), Format::Lines).next_chunk(100);
            let Ok(Some(chunk)) = reader else { return Ok(()) };
            let pattern = Pattern::of(&chunk).expect("a chunk is never empty");
            let made = pattern.draw(&Ambient::system());
            let length = made.key.expose().chars().count();
            prop_assert!((0..chunk.len()).any(|i| chunk.lines.get(i).unwrap().key.chars().count() == length));
        }
    }
}
