use crate::CatalogRefusal;
use kernel::{BadText, Bilingual, Money, clean_line, clean_text};

pub(crate) const PRICE_MAX: i64 = 10_000_000_000;
const QUANTITY_MAX: i64 = 1000;
const SORT_MAX: i64 = 1_000_000;
const SLUG_MAX: usize = 64;
const PICTURE_MAX: usize = 100;

type Checked<T> = Result<T, CatalogRefusal>;
type Clean = fn(&str, usize) -> Result<String, BadText>;

/// The names of a field in both languages.
pub(crate) type Fields = [&'static str; 2];

/// One line that must be there.
pub(crate) fn line(field: &'static str, text: &str, max: usize) -> Checked<String> {
    clean_line(text, max).map_err(|why| CatalogRefusal::BadText { field, why })
}

/// One line, in one language at least.
pub(crate) fn name(fields: Fields, text: &Bilingual, max: usize) -> Checked<Bilingual> {
    let clean = lines(fields, text, max)?;
    if clean.get(kernel::Language::Zh).is_empty() {
        return Err(CatalogRefusal::BadText { field: fields[0], why: BadText::Empty });
    }
    Ok(clean)
}

/// One line, or none.
pub(crate) fn lines(fields: Fields, text: &Bilingual, max: usize) -> Checked<Bilingual> {
    both(clean_line, fields, text, max)
}

/// Several lines, or none.
pub(crate) fn texts(fields: Fields, text: &Bilingual, max: usize) -> Checked<Bilingual> {
    both(clean_text, fields, text, max)
}

fn both(clean: Clean, [zh, en]: Fields, text: &Bilingual, max: usize) -> Checked<Bilingual> {
    let optional = |field, text: &str| match clean(text, max) {
        Ok(text) => Ok(text),
        Err(BadText::Empty) => Ok(String::new()),
        Err(why) => Err(CatalogRefusal::BadText { field, why }),
    };
    Ok(Bilingual { zh: optional(zh, &text.zh)?, en: optional(en, &text.en)? })
}

pub(crate) fn is_slug(text: &str) -> bool {
    (1..=SLUG_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

pub(crate) fn slug(field: &'static str, text: &str) -> Checked<()> {
    if is_slug(text) { Ok(()) } else { Err(CatalogRefusal::BadSlug { field }) }
}

/// It becomes a part of an address, so it must not be able to climb out of its folder.
pub(crate) fn picture(text: &str) -> Checked<()> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    let fine = text.len() <= PICTURE_MAX
        && text.bytes().all(plain)
        && !text.starts_with('.')
        && !text.contains("..");
    if fine { Ok(()) } else { Err(CatalogRefusal::BadPicture) }
}

pub(crate) fn prices(price: Money, list_price: Option<Money>) -> Checked<()> {
    let fine = |money: Money| (1..=PRICE_MAX).contains(&money.minor);
    if !fine(price) {
        return Err(CatalogRefusal::BadPrice { field: "price" });
    }
    match list_price {
        None => Ok(()),
        Some(list) if !fine(list) => Err(CatalogRefusal::BadPrice { field: "list_price" }),
        Some(list) if list.currency != price.currency || list.minor < price.minor => {
            Err(CatalogRefusal::BadListPrice)
        }
        Some(_) => Ok(()),
    }
}

pub(crate) fn quantities(min: i64, max: i64) -> Checked<()> {
    if 1 <= min && min <= max && max <= QUANTITY_MAX { Ok(()) } else { Err(CatalogRefusal::BadQuantities) }
}

pub(crate) fn sort(sort: i64) -> Checked<()> {
    if (0..=SORT_MAX).contains(&sort) { Ok(()) } else { Err(CatalogRefusal::BadSort) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Currency;

    #[test]
    fn names_of_files_and_pages_are_plain() {
        for good in ["a", "qingning-video", "0-9"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a b", "a/b", "豆", "a\0", &"a".repeat(65)] {
            assert!(!is_slug(bad), "{bad}");
        }
        assert!(picture("").is_ok() && picture("a-1_b.svg").is_ok());
        for bad in ["../a.svg", "a/b.svg", ".hidden", "a..svg", "a\\b", "a b", "A.svg", "a?x=1"] {
            assert!(picture(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn prices_have_limits() {
        let cny = |minor| Money::new(minor, Currency::CNY);
        assert!(prices(cny(1), None).is_ok() && prices(cny(PRICE_MAX), Some(cny(PRICE_MAX))).is_ok());
        for (price, list) in [(0, None), (-1, None), (PRICE_MAX + 1, None), (5, Some(4)), (5, Some(0))] {
            assert!(prices(cny(price), list.map(cny)).is_err(), "{price} {list:?}");
        }
        assert!(quantities(1, 1000).is_ok() && quantities(0, 5).is_err() && quantities(6, 5).is_err());
        assert!(quantities(1, 1001).is_err());
    }

    #[test]
    fn one_language_is_enough_but_not_none() {
        let fields = ["title_zh", "title_en"];
        assert_eq!(name(fields, &Bilingual::new("  ", " Card "), 9).map(|b| b.en).ok(), Some("Card".into()));
        assert!(name(fields, &Bilingual::new("", ""), 9).is_err());
        let refused = lines(fields, &Bilingual::new("豆", "a\r\nSet-Cookie: x"), 90);
        assert_eq!(refused.err().and_then(|r| r.field()), Some("title_en"));
    }
}
