use super::LineError;
use super::work::Fault;
use crate::Problem;
use crate::sheet::read::Row;
use axum::http::StatusCode;
use catalog::{GoodsKind, ProductWords};
use kernel::{Bilingual, Currency, Money};
use std::collections::HashMap;

/// A line of the file: a SKU with its price, and its product.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub number: usize,
    pub slug: String,
    /// None where the line leaves its product as the line before has it.
    pub product: Option<ProductPart>,
    pub sku_code: String,
    pub sku_name: Bilingual,
    pub kind: GoodsKind,
    pub price: Money,
    pub list_price: Option<Money>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProductPart {
    pub category: String,
    pub brand: Bilingual,
    pub picture: String,
    pub words: ProductWords,
}

/// The names of the columns, and what else people call them.
const COLUMNS: [(&str, &str); 20] = [
    ("slug", "商品标识"),
    ("category", "分类"),
    ("brand_zh", "品牌"),
    ("brand_en", "品牌英文"),
    ("picture", "图片"),
    ("title_zh", "商品名称"),
    ("title_en", "商品英文名称"),
    ("summary_zh", "简介"),
    ("summary_en", "英文简介"),
    ("guide_zh", "使用说明"),
    ("guide_en", "英文使用说明"),
    ("terms_zh", "销售条款"),
    ("terms_en", "英文销售条款"),
    ("sku_code", "规格编码"),
    ("sku_name_zh", "规格名称"),
    ("sku_name_en", "规格英文名称"),
    ("kind", "类型"),
    ("price", "价格"),
    ("currency", "币种"),
    ("list_price", "划线价"),
];
const NEEDED: [&str; 3] = ["slug", "sku_code", "price"];
const OF_PRODUCT: [&str; 12] = [
    "category",
    "brand_zh",
    "brand_en",
    "picture",
    "title_zh",
    "title_en",
    "summary_zh",
    "summary_en",
    "guide_zh",
    "guide_en",
    "terms_zh",
    "terms_en",
];

/// All lines that can be read, and what is wrong with the others.
pub(super) fn lines(rows: &[Row]) -> Result<(Vec<Line>, Vec<LineError>), Problem> {
    let bad = |why: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_table", why);
    let head = rows.first().ok_or_else(|| bad("the file is empty".to_owned()))?;
    let columns = columns(head).map_err(bad)?;
    let (mut lines, mut errors) = (Vec::new(), Vec::new());
    let (mut last, mut said) = (String::new(), HashMap::<String, ProductPart>::new());
    for row in rows.iter().skip(1) {
        let field = |name: &str| {
            let at = columns.get(name).copied().unwrap_or(usize::MAX);
            row.fields.get(at).cloned().unwrap_or_default()
        };
        match line(row.number, &field, &last).and_then(|line| agrees(line, &mut said)) {
            Ok(line) => {
                last.clone_from(&line.slug);
                lines.push(line);
            }
            Err(fault) => {
                last = field("slug");
                let (line, column, code, detail) = (row.number, fault.column, fault.code, fault.detail);
                errors.push(LineError { line, column, code, detail });
            }
        }
    }
    Ok((lines, errors))
}

/// A product is described once: another line may repeat it, not contradict it.
fn agrees(line: Line, said: &mut HashMap<String, ProductPart>) -> Result<Line, Fault> {
    let Some(part) = &line.product else { return Ok(line) };
    match said.get(&line.slug) {
        Some(first) if first != part => {
            Err(Fault::new("slug", "product_differs", "an earlier line describes this product otherwise"))
        }
        Some(_) => Ok(line),
        None => {
            said.insert(line.slug.clone(), part.clone());
            Ok(line)
        }
    }
}

fn columns(head: &Row) -> Result<HashMap<&'static str, usize>, String> {
    let mut columns = HashMap::new();
    for (index, name) in head.fields.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let plain = name.to_lowercase();
        let known = COLUMNS.iter().find(|(code, other)| *code == plain || *other == name);
        let Some((code, _)) = known else {
            return Err(format!(
                "there is no column called {}: look at the names in the documentation",
                short(name)
            ));
        };
        if columns.insert(*code, index).is_some() {
            return Err(format!("the column {code} stands there twice"));
        }
    }
    match NEEDED.iter().find(|name| !columns.contains_key(**name)) {
        Some(missing) => Err(format!("the column {missing} is missing; its name stands in the first line")),
        None => Ok(columns),
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn line(number: usize, field: &impl Fn(&str) -> String, last: &str) -> Result<Line, Fault> {
    let both = |zh: &str, en: &str| Bilingual::new(field(zh), field(en));
    let slug = if field("slug").is_empty() { last.to_owned() } else { field("slug") };
    if slug.is_empty() {
        return Err(Fault::new("slug", "bad_slug", "slug: which product is it?"));
    }
    let silent = OF_PRODUCT.iter().all(|name| field(name).is_empty());
    // A line that says nothing of its product leaves it as it is; the work finds out whether there is one.
    let product = (!silent).then(|| ProductPart {
        category: field("category"),
        brand: both("brand_zh", "brand_en"),
        picture: field("picture"),
        words: ProductWords {
            title: both("title_zh", "title_en"),
            summary: both("summary_zh", "summary_en"),
            guide: both("guide_zh", "guide_en"),
            terms: both("terms_zh", "terms_en"),
        },
    });
    let currency = match field("currency").as_str() {
        "" => Currency::CNY,
        code => code.parse().map_err(|_| {
            Fault::new("currency", "bad_currency", "currency: three capital letters, such as CNY")
        })?,
    };
    let amount = |name: &str| {
        let text = field(name).replace([',', '¥', '￥', ' '], "");
        Money::parse_decimal(&text, currency)
            .map_err(|why| Fault::new(name, "bad_price", format!("{name}: {why}, such as 19.90")))
    };
    let list_price = if field("list_price").is_empty() { None } else { Some(amount("list_price")?) };
    let kind = match field("kind").as_str() {
        "" | "one_time" | "一次性" => GoodsKind::OneTime,
        "loop" | "循环" => GoodsKind::Loop,
        "recharge" | "直充" => GoodsKind::Recharge,
        "supplied" | "代购" => GoodsKind::Supplied,
        _ => return Err(Fault::new("kind", "bad_kind", "kind: one_time, loop, recharge or supplied")),
    };
    let named = both("sku_name_zh", "sku_name_en");
    let code = field("sku_code");
    // A SKU without a name is called by its code.
    let sku_name = if named == Bilingual::default() { Bilingual::new(&code, &code) } else { named };
    Ok(Line { number, slug, product, sku_code: code, sku_name, kind, price: amount("price")?, list_price })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Row> {
        crate::sheet::read::read(crate::sheet::Format::Csv, text.as_bytes()).unwrap()
    }

    #[test]
    fn lines_of_one_product_need_its_words_once() {
        let text = "slug,商品名称,category,sku_code,规格名称,price,list_price\n\
                    video,青柠视频,video,M1,月卡,19.90,25\n,,,M12,年卡,\"1,199\",\nother,别的,video,O1,,¥5,\nvideo,另一个,video,X,,1,\n";
        let (lines, errors) = lines(&rows(text)).unwrap();
        assert_eq!((errors.len(), errors[0].line, errors[0].code), (1, 5, "product_differs"));
        let seen: Vec<_> =
            lines.iter().map(|l| (l.number, l.slug.as_str(), l.product.is_some(), l.price.minor)).collect();
        assert_eq!(seen, [(2, "video", true, 1_990), (3, "video", false, 119_900), (4, "other", true, 500)]);
        assert_eq!(lines[0].list_price.unwrap().minor, 2_500);
        assert_eq!(lines[2].sku_name.zh, "O1");
    }

    #[test]
    fn what_is_wrong_is_named_with_line_and_column() {
        let text = "slug,sku_code,price,currency,kind\n\nv,A,1.999,,\nv,B,1,yuan,\nv,C,1,,forever\n,D,x,,\nv,E,2,,loop\n";
        let (lines, errors) = lines(&rows(text)).unwrap();
        assert_eq!(lines.len(), 1);
        let seen: Vec<_> = errors.iter().map(|e| (e.line, e.column.as_str(), e.code)).collect();
        assert_eq!(
            seen,
            [
                (3, "price", "bad_price"),
                (4, "currency", "bad_currency"),
                (5, "kind", "bad_kind"),
                (6, "price", "bad_price")
            ]
        );
    }

    #[test]
    fn the_head_must_name_what_is_needed_and_nothing_else() {
        for (head, word) in [
            ("slug,price", "sku_code"),
            ("slug,sku_code,price,colour", "colour"),
            ("slug,slug,sku_code,price", "twice"),
        ] {
            let problem = lines(&rows(head)).unwrap_err();
            assert!(problem.code == "bad_table" && problem.detail.contains(word), "{}", problem.detail);
        }
        assert!(lines(&[]).is_err());
    }
}
