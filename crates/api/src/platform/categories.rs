use crate::address::Address;
use crate::body::Json;
use crate::may::{CategoriesWrite, MerchantsRead, Operator};
use crate::people::{Act, witness};
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::Category;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A shelf of the shop.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PlatformCategory)]
#[serde(deny_unknown_fields)]
pub(crate) struct CategoryBody {
    /// 1 to 64 of a-z, 0-9 and '-', for good.
    #[schema(example = "games")]
    code: String,
    /// One line, up to 40 characters.
    name: Text,
    /// The name of a built-in icon, or empty.
    #[serde(default)]
    icon: String,
    /// Smaller ones come first: 0 to 1,000,000.
    #[serde(default)]
    sort: i64,
}

impl From<Category> for CategoryBody {
    fn from(c: Category) -> Self {
        Self { code: c.code, name: c.name.into(), icon: c.icon, sort: c.sort }
    }
}

/// All categories, in the order of the shop.
#[utoipa::path(get, path = "/v1/platform/categories", tag = "platform", operation_id = "listPlatformCategories",
    security(("key" = ["merchants:read"])), responses((status = 200, body = List<CategoryBody>)))]
pub(crate) async fn list(State(api): State<Api>, _: Operator<MerchantsRead>) -> Answer {
    let all = catalog::categories(api.db()).await?;
    ok(&List { items: all.into_iter().map(CategoryBody::from).collect(), next: None })
}

/// Create a category, or change the one with this code.
#[utoipa::path(put, path = "/v1/platform/categories", tag = "platform", operation_id = "putPlatformCategory",
    request_body = CategoryBody,
    security(("key" = ["categories:write"])), responses((status = 200, body = CategoryBody)))]
pub(crate) async fn put(
    State(api): State<Api>,
    operator: Operator<CategoriesWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: CategoryBody = body.parse()?;
    let known = catalog::categories(api.db()).await?.into_iter().find(|known| known.code == asked.code);
    let before = known.map(|known| written(&known.into())).transpose()?.unwrap_or_default();
    let category = Category {
        code: asked.code.clone(),
        name: asked.name.clone().into(),
        icon: asked.icon.clone(),
        sort: asked.sort,
    };
    let mut tx = api.db().begin().await?;
    catalog::put_category(&mut tx, &category).await?;
    let after = written(&asked)?;
    if before != after {
        let act = Act {
            what: "category_put",
            subject: &asked.code,
            before: &before,
            after: &after,
            ..Act::default()
        };
        witness(&mut tx, &api, &operator.caller, &from, act).await?;
    }
    tx.commit().await?;
    api.catalog_changed();
    ok(&asked)
}

fn written(category: &CategoryBody) -> Result<String, Problem> {
    serde_json::to_string(category).map_err(Problem::internal)
}
