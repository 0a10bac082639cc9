use super::dialect::Dialect;
use super::php::Array;
use crate::plain::is_number;

const CODE_MAX: usize = 64;
/// Categories are no longer in the site's table.
const RACE_MAX: usize = 32;
const NAME_MAX: usize = 64;
const SKU_DIGITS: usize = 18;

/// What is ordered: `8A1B2C3D`, with a category `8A1B2C3D:月卡`, with options `8A1B2C3D:月卡;颜色=红`, and with the places of
/// fields that the account form calls otherwise `8A1B2C3D;account>qq`. In the other dialect the number of a SKU stands in
/// the place of code, category and options.
pub(super) struct Product<'a> {
    pub code: &'a str,
    /// Empty where there is none.
    pub race: &'a str,
    specs: Vec<(&'a str, &'a str)>,
    /// Our name of a field, and that of the goods.
    places: Vec<(&'a str, &'a str)>,
}

impl<'a> Product<'a> {
    pub fn read(text: &'a str, dialect: Dialect) -> Option<Self> {
        let product = Self::of(text)?;
        let is_sku =
            product.race.is_empty() && product.specs.is_empty() && is_number(product.code, SKU_DIGITS);
        (dialect == Dialect::Shared || is_sku).then_some(product)
    }

    fn of(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';');
        let (code, race) = match parts.next()?.split_once(':') {
            Some((code, race)) => (code, Some(race)),
            None => (text.split(';').next()?, None),
        };
        let mut product = Self { code, race: race.unwrap_or_default(), specs: vec![], places: vec![] };
        for part in parts {
            match (part.split_once('='), part.split_once('>')) {
                (Some(spec), None) => product.specs.push(spec),
                (None, Some(place)) => product.places.push(place),
                _ => return None,
            }
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_code = (1..=CODE_MAX).contains(&code.len()) && code.bytes().all(plain);
        let is_race = race.is_none_or(|race| is_name(race, RACE_MAX));
        let names = product.specs.iter().chain(&product.places);
        let are_names = names.clone().all(|(a, b)| is_name(a, NAME_MAX) && is_name(b, NAME_MAX));
        (is_code && is_race && are_names && product.is_unique()).then_some(product)
    }

    fn is_unique(&self) -> bool {
        let once = |pairs: &[(&str, &str)]| {
            pairs.iter().all(|(name, _)| pairs.iter().filter(|(other, _)| other == name).count() == 1)
        };
        once(&self.specs) && once(&self.places)
    }

    pub fn place(&self, name: &str) -> Option<&'a str> {
        self.places.iter().find(|(ours, _)| *ours == name).map(|(_, theirs)| *theirs)
    }

    pub fn sku(&self) -> Array {
        let mut sku = Array::default();
        for (name, option) in &self.specs {
            sku.set(name, option);
        }
        sku
    }

    /// Of these parts; none where they could not be read again.
    pub fn write(code: &str, race: &str, specs: &[(String, String)]) -> Option<String> {
        let given = race;
        let race = if race.is_empty() { String::new() } else { format!(":{race}") };
        let options: String = specs.iter().map(|(name, option)| format!(";{name}={option}")).collect();
        let text = format!("{code}{race}{options}");
        let same = |product: Product<'_>| {
            let written = specs.iter().map(|(name, option)| (name.as_str(), option.as_str()));
            product.race == given && product.places.is_empty() && product.specs.into_iter().eq(written)
        };
        Product::of(&text).is_some_and(same).then_some(text)
    }
}

/// One line in which nothing has a meaning to a form, to PHP or to a product. `0` is nothing to PHP.
fn is_name(text: &str, most: usize) -> bool {
    let special = |c: char| c.is_control() || matches!(c, '[' | ']' | '=' | ';' | '>');
    (1..=most).contains(&text.chars().count())
        && !text.contains(special)
        && text.trim() == text
        && text != "0"
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_product_has_parts() {
        let product = Product::of("8A1B-2:月卡 a:b;颜色=红;size=XL;account>qq").unwrap();
        assert_eq!((product.code, product.race), ("8A1B-2", "月卡 a:b"));
        assert_eq!(product.sku().query(), "%E9%A2%9C%E8%89%B2=%E7%BA%A2&size=XL");
        assert_eq!((product.place("account"), product.place("qq")), (Some("qq"), None));
        assert_eq!(Product::of("8A1B").unwrap().race, "");
        for text in [
            "",
            ":a",
            "a:",
            "a:0",
            "a b",
            "a: b",
            "a;",
            "a;b",
            "a;b=",
            "a;b=c;b=d",
            "a;b[=c",
            "a;b>c=d",
            "商:品",
        ] {
            assert!(Product::of(text).is_none(), "{text}");
        }
        assert!(Product::of(&format!("a:{}", "长".repeat(33))).is_none());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(code in "[A-Za-z0-9]{1,16}", race in "[a-z月卡:=; ]{0,8}", name in "[a-z颜]{1,3}", option in "[a-z红>]{0,3}") {
            if let Some(text) = Product::write(&code, &race, &[(name.clone(), option.clone())]) {
                let product = Product::of(&text).unwrap();
                prop_assert_eq!((product.code, product.race), (code.as_str(), race.as_str()));
                prop_assert_eq!(product.specs, [(name.as_str(), option.as_str())]);
            }
        }
    }
}
