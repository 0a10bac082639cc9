use super::ini::Ini;
use super::product::Product;
use crate::words::unreadable;
use crate::yuan;
use outbound::flat::Flat;
use ports::{SupplierProduct, SupplyError, Wanted};
use serde_json::value::RawValue;

/// Categories may hold categories, but not without end.
const DEPTH_MAX: usize = 4;
/// One kind of goods in so many combinations of options at most; with more of them it is left out.
const COMBINATIONS_MAX: usize = 100;
pub(super) const PRODUCTS_MAX: usize = 20_000;

/// All that can be ordered of the tree.
pub(super) fn read(told: &Flat) -> Result<Vec<SupplierProduct>, SupplyError> {
    let tree = told.raw("data").and_then(list).ok_or_else(|| unreadable("list of goods"))?;
    let mut products = Vec::new();
    gather(&tree, DEPTH_MAX, &mut products);
    products.truncate(PRODUCTS_MAX);
    Ok(products)
}

/// PHP writes a list with gaps in it as an object.
pub(super) fn list(raw: &RawValue) -> Option<Vec<Flat>> {
    if let Ok(list) = serde_json::from_str(raw.get()) {
        return Some(list);
    }
    let object: Flat = serde_json::from_str(raw.get()).ok()?;
    object.iter().map(|(_, raw)| serde_json::from_str(raw.get()).ok()).collect()
}

fn gather(tree: &[Flat], depth: usize, products: &mut Vec<SupplierProduct>) {
    for node in tree {
        match node.raw("children").and_then(list) {
            Some(children) if depth > 0 => gather(&children, depth - 1, products),
            Some(_) => {}
            None => products.extend(variants(node)),
        }
    }
}

/// Goods of one code: each category of theirs in each combination of options.
fn variants(goods: &Flat) -> Vec<SupplierProduct> {
    let code = goods.text("code");
    let has_fields = has_fields(goods.raw("widget"));
    // Without a field to fill in, what is done by hand is keys that come some time, and no answer tells when.
    if code.is_empty() || (goods.text("delivery_way") == "1" && !has_fields) {
        return Vec::new();
    }
    let config = Ini::read(goods.raw("config"));
    let whole = Variant {
        name: goods.text("name"),
        race: String::new(),
        specs: Vec::new(),
        parts: [goods.text("user_price"), goods.text("price")].iter().find_map(|text| yuan::read(text)),
    };
    let races = whole.races(&config);
    let stock = goods.text("stock").parse::<i64>().ok().filter(|_| goods.text("delivery_way") != "1");
    // Of several categories, or options, only the sum is told.
    let is_one = races.len() == 1 && config.section("sku").next().is_none();
    let all = races.into_iter().map(|race| race.combined(&config)).collect::<Option<Vec<_>>>();
    let product = |variant: Variant| {
        Some(SupplierProduct {
            product: Product::write(&code, &variant.race, &variant.specs)?,
            name: variant.name,
            wanted: if has_fields { Wanted::Credit } else { Wanted::Keys },
            cost: yuan::up(variant.parts?),
            stock: stock.filter(|stock| is_one || *stock == 0),
            on_sale: goods.text("status") != "0",
        })
    };
    all.unwrap_or_default().into_iter().flatten().filter_map(product).collect()
}

#[derive(Clone)]
struct Variant {
    name: String,
    race: String,
    specs: Vec<(String, String)>,
    /// Its price, in ten-thousandths of a yuan.
    parts: Option<i64>,
}

impl Variant {
    /// Itself where there are no categories. Our own price of one (`category_factory`) goes before that of everybody.
    fn races(self, config: &Ini) -> Vec<Self> {
        let races: Vec<Self> = config
            .section("category")
            .map(|(race, price)| Self {
                name: format!("{} / {race}", self.name),
                race: race.to_owned(),
                specs: Vec::new(),
                parts: yuan::read(config.value("category_factory", race).unwrap_or(price)),
            })
            .collect();
        if races.is_empty() { vec![self] } else { races }
    }

    /// With one option of each kind; none where there are too many.
    fn combined(self, config: &Ini) -> Option<Vec<Self>> {
        let mut kinds: Vec<&str> = Vec::new();
        let options = || config.section("sku").filter_map(|(key, plus)| Some((key.split_once('.')?, plus)));
        for ((kind, _), _) in options() {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        let mut all = vec![self];
        for kind in kinds {
            let of_kind = options().filter(|((of, _), _)| *of == kind);
            let of_kind: Vec<(&str, &str)> = of_kind.map(|((_, option), plus)| (option, plus)).collect();
            all = all
                .iter()
                .flat_map(|one| of_kind.iter().map(|(option, plus)| one.with(kind, option, plus)))
                .collect();
            if all.len() > COMBINATIONS_MAX {
                return None;
            }
        }
        Some(all)
    }

    fn with(&self, kind: &str, option: &str, plus: &str) -> Self {
        let mut with = self.clone();
        with.name = format!("{} / {option}", with.name);
        with.specs.push((kind.to_owned(), option.to_owned()));
        // What is no amount costs nothing more there.
        with.parts = with.parts.and_then(|parts| parts.checked_add(yuan::read(plus).unwrap_or_default()));
        with
    }
}

/// Whether a buyer has something to fill in. `custom` is a place for a script, no field.
pub(super) fn has_fields(widget: Option<&RawValue>) -> bool {
    let Some(raw) = widget else { return false };
    let text = serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().to_owned());
    let fields: Vec<Flat> = serde_json::from_str(&text).unwrap_or_default();
    fields.iter().any(|field| field.text("type") != "custom")
}
