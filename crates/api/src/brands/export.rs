use crate::address::Address;
use crate::may::{Operator, PlatformExport};
use crate::path::Ask;
use crate::sales::ask::{bad, words};
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use catalog::Brand;
use kernel::{Language, Page, PageAsk};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which brands, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct BrandsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// A part of the name.
    q: Option<String>,
    /// `yes`: those that need an authorisation; `no`: the others.
    only: Option<String>,
}

struct Brands {
    words: String,
    only: Option<bool>,
}

impl Brands {
    fn wants(&self, brand: &Brand) -> bool {
        let name = format!("{}\n{}", brand.name.zh, brand.name.en).to_lowercase();
        self.only.is_none_or(|only| brand.authorised_only == only)
            && self.words.split_whitespace().all(|word| name.contains(word))
    }
}

impl Lines for Brands {
    const NAME: &'static str = "brands";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("品牌编号", "brand"),
        ("名称（中文）", "name (Chinese)"),
        ("名称（英文）", "name (English)"),
        ("需授权", "authorised only"),
    ];

    /// All at once: a platform has hundreds.
    async fn page(&self, api: &Api, language: Language, _: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let brands = catalog::brands(api.db()).await?;
        let word = |only| match (language, only) {
            (Language::Zh, true) => "是",
            (Language::Zh, false) => "否",
            (Language::En, true) => "yes",
            (Language::En, false) => "no",
        };
        let row = |brand: Brand| {
            vec![
                Cell::text(brand.id.to_string()),
                Cell::text(brand.name.zh),
                Cell::text(brand.name.en),
                Cell::text(word(brand.authorised_only)),
            ]
        };
        Ok(Page {
            items: brands.into_iter().filter(|brand| self.wants(brand)).map(row).collect(),
            next: None,
        })
    }
}

/// The brands as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/platform/brands/export", tag = "platform", operation_id = "exportBrands", params(BrandsFile),
    security(("session" = ["platform:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    operator: Operator<PlatformExport>,
    from: Address,
    Ask(asked): Ask<BrandsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let only = match asked.only.as_deref().unwrap_or_default() {
        "" => None,
        "yes" => Some(true),
        "no" => Some(false),
        _ => return Err(bad("only is yes or no")),
    };
    let lines = Brands { words: words(asked.q)?.to_lowercase(), only };
    file(&api, &operator.caller, &from, "platform", (wish, lines)).await
}
