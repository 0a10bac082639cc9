//! Keys that were found somewhere, looked for by their fingerprints: which items they are. Nothing is opened, and what is
//! looked for is kept nowhere.

use crate::chunk::Lines;
use crate::csv::{self, Layout};
use crate::stock::state_of;
use crate::store::trace::Match;
use crate::{Canary, Chunk, Format, ImportError, ItemState, Reader, SkuKind, Vault, VaultError, store};
use db::{Db, Tx};
use kernel::{BatchId, MerchantId, Secret, SkuId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many lines are looked for at once.
pub const SOUGHT_MAX: usize = 200;

/// Lines that somebody found, each in every form in which an import could have taken it. Wiped when dropped.
pub struct Sought {
    forms: Chunk,
    lines: Vec<u64>,
}

/// An item of the vault, unopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub merchant: MerchantId,
    pub sku: SkuId,
    /// Of a loop secret: its version.
    pub number: i64,
    pub kind: SkuKind,
    pub batch: BatchId,
    pub state: ItemState,
}

/// An item that one of the lines is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traced {
    /// Of what was looked for, from 1.
    pub line: u64,
    pub item: Item,
    /// It was hidden in its batch, and is nobody's.
    pub canary: bool,
}

/// What came of it.
pub struct Trace {
    /// By line.
    pub items: Vec<Traced>,
    /// Canaries of whichever merchant, one for each line that is one.
    pub canaries: Vec<Canary>,
}

impl Sought {
    /// One key a line, as an import reads them; blank lines are passed over. Reads one line more than may be looked for, and
    /// nothing behind that.
    pub fn read(text: &Secret<String>) -> Result<Self, ImportError> {
        let mut reader = Reader::new(text.expose().as_bytes(), Format::Lines);
        let found = reader.next_chunk(SOUGHT_MAX + 1)?.ok_or(ImportError::Empty)?;
        if found.len() <= SOUGHT_MAX {
            // What could not be read behind the good lines.
            reader.next_chunk(1)?;
        }
        let lines = (0..found.len()).map(|index| found.lines.line(index)).collect();
        Ok(Self { forms: in_all_forms(&found), lines })
    }

    /// The numbers of the lines that hold something.
    pub fn lines(&self) -> &[u64] {
        &self.lines
    }
}

/// Number and password may stand on one line or in two columns; their fingerprint is the same.
fn in_all_forms(found: &Chunk) -> Chunk {
    let mut forms = Lines::with_room(3 * found.len(), 3 * found.lines.bytes());
    for index in 0..found.len() {
        let Some(plain) = found.lines.get(index) else { continue };
        let line = found.lines.line(index);
        forms.push(line, plain.key, None, None);
        if let Some((key, password)) = two_words(plain.key) {
            forms.push(line, key, Some(password), None);
        }
        push_columns(&mut forms, line, plain.key);
    }
    Chunk { lines: Arc::new(forms), lines_read: found.lines_read, bytes_read: found.bytes_read }
}

/// Number and password with whatever blanks stand between them where somebody copied them; none where that is one space,
/// which is how the line stands already.
fn two_words(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace();
    let (key, password) = (words.next()?, words.next()?);
    let as_it_stands = text.strip_prefix(key).and_then(|rest| rest.strip_prefix(' ')) == Some(password);
    (words.next().is_none() && !as_it_stands).then_some((key, password))
}

/// As a line of CSV without names.
fn push_columns(forms: &mut Lines, line: u64, text: &str) {
    if !text.contains([',', '"']) {
        return;
    }
    let Ok(fields) = csv::split(text) else { return };
    let Ok((layout, false)) = Layout::of(&fields) else { return };
    if let Ok((key, password, _)) = layout.read(&fields) {
        forms.push(line, key, password, None);
    }
}

impl Vault {
    /// Which items the lines are: of one merchant, or of all. In transactions of its own, for the key service may be asked
    /// between them.
    pub async fn trace(&self, db: &Db, of: Option<MerchantId>, sought: &Sought) -> Result<Trace, VaultError> {
        let known = self.canaries_in(db, &sought.forms).await?;
        let mut tx = db.read().await?;
        let merchants = store::trace::keys(&mut tx, of).await?;
        drop(tx);
        let mut items = Vec::new();
        for (merchant, stored) in merchants {
            let keys = self.unwrap_merchant(merchant, &stored).await?;
            let mut lines: BTreeMap<[u8; 16], Vec<u64>> = BTreeMap::new();
            for index in 0..sought.forms.len() {
                let Some(plain) = sought.forms.lines.get(index) else { continue };
                let of_print = lines.entry(keys.fingerprint(&plain)).or_default();
                of_print.push(sought.forms.lines.line(index));
            }
            let prints: Vec<[u8; 16]> = lines.keys().copied().collect();
            let mut tx = db.read().await?;
            let found = store::trace::items(&mut tx, merchant, &prints).await?;
            items.extend(found.into_iter().flat_map(|(print, found)| {
                let item = item_of(merchant, &found);
                let lines = lines.get(&print).cloned().unwrap_or_default();
                lines.into_iter().map(move |line| Traced { line, item, canary: false })
            }));
        }
        let canaries = by_line(sought, known);
        for traced in &mut items {
            traced.canary = canaries.get(&traced.line).is_some_and(|canary| is_in(canary, &traced.item));
        }
        items.sort_by_key(|traced| (traced.line, traced.item.sku, traced.item.number));
        items.dedup();
        Ok(Trace { items, canaries: canaries.into_values().collect() })
    }
}

/// A line in two forms is one canary.
fn by_line(sought: &Sought, known: Vec<(usize, Canary)>) -> BTreeMap<u64, Canary> {
    known.into_iter().map(|(index, canary)| (sought.forms.lines.line(index), canary)).collect()
}

fn is_in(canary: &Canary, item: &Item) -> bool {
    (canary.merchant, canary.sku, canary.batch) == (item.merchant, item.sku, item.batch)
}

fn item_of(merchant: MerchantId, found: &Match) -> Item {
    Item {
        merchant,
        sku: found.sku,
        number: found.number,
        kind: found.kind,
        batch: found.batch,
        state: state_of(found.state.as_deref(), found.number, found.head),
    }
}

/// One item, by its number; none where there is none.
pub async fn item(tx: &mut Tx, merchant: MerchantId, sku: SkuId, number: i64) -> db::Result<Option<Item>> {
    let found = store::trace::one(tx, merchant, sku, number).await?;
    Ok(found.map(|found| item_of(merchant, &found)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn form(line: u64, text: &str) -> (u64, String) {
        (line, text.to_owned())
    }

    /// Every form, as its fingerprint is taken, with its line.
    fn forms(text: &str) -> Vec<(u64, String)> {
        let sought = Sought::read(&Secret::new(text.to_owned())).unwrap();
        let one = |index| {
            let plain = sought.forms.lines.get(index).unwrap();
            let password = plain.password.map_or(String::new(), |password| format!(" {password}"));
            (sought.forms.lines.line(index), format!("{}{password}", plain.key))
        };
        (0..sought.forms.len()).map(one).collect()
    }

    fn code(text: &str) -> &'static str {
        Sought::read(&Secret::new(text.to_owned())).err().unwrap().code()
    }

    #[test]
    fn a_line_is_read_as_an_import_reads_it() {
        assert_eq!(forms("\u{feff}  AAA-1 \r\n\r\n\tBBB 2\n"), [form(1, "AAA-1"), form(3, "BBB 2")]);
        assert_eq!(forms("A1 \t pin"), [form(1, "A1 \t pin"), form(1, "A1 pin")]);
        assert_eq!(forms("A1, p7"), [form(1, "A1, p7"), form(1, "A1 p7")]);
        assert_eq!(forms("\"A,1\",p7")[1..], [form(1, "A,1 p7")]);
        assert_eq!(forms("A1,2027-01-01")[1..], [form(1, "A1")]);
        assert_eq!(forms("a b c"), [form(1, "a b c")]);
        assert_eq!(forms("\"open"), [form(1, "\"open")], "what is no CSV is a key all the same");
    }

    #[test]
    fn what_is_no_text_is_refused_wherever_it_stands() {
        assert_eq!((code(""), code(" \n \r\n")), ("file_empty", "file_empty"));
        assert_eq!(code("AAA\nB\u{0}B\n"), "file_binary");
        assert_eq!(code(&format!("AAA\n{}", "x".repeat(5_000))), "line_too_long");
    }

    #[test]
    fn one_line_too_many_is_seen_and_no_more_are_read() {
        let text = |count: usize| Secret::new("key\n".repeat(count));
        assert_eq!(Sought::read(&text(SOUGHT_MAX)).unwrap().lines().len(), SOUGHT_MAX);
        assert_eq!(Sought::read(&text(10 * SOUGHT_MAX)).unwrap().lines().len(), SOUGHT_MAX + 1);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}") {
            let _ = Sought::read(&Secret::new(text));
        }
    }
}
