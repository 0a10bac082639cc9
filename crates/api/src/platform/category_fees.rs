use crate::address::Address;
use crate::body::Json;
use crate::may::{MerchantsRead, Operator, PlansWrite};
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::BasisPoints;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the platform keeps of goods of a category, in place of the share that their merchants agreed to.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = CategoryFee)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeBody {
    /// The category's code.
    #[schema(example = "games")]
    category: String,
    /// Hundredths of a per cent, 0 to 10,000; null: the share that each merchant agreed to.
    #[schema(example = 300)]
    fee_bps: Option<i64>,
}

impl From<catalog::CategoryFee> for FeeBody {
    fn from(one: catalog::CategoryFee) -> Self {
        Self { category: one.category, fee_bps: Some(one.fee.0) }
    }
}

/// The categories that have a fee of their own.
#[utoipa::path(get, path = "/v1/platform/category-fees", tag = "platform", operation_id = "listCategoryFees",
    security(("key" = ["merchants:read"])), responses((status = 200, body = List<FeeBody>)))]
pub(crate) async fn list(State(api): State<Api>, _: Operator<MerchantsRead>) -> Answer {
    let all = catalog::category_fees(api.db()).await?;
    ok(&List { items: all.into_iter().map(FeeBody::from).collect(), next: None })
}

/// Give a category a fee of its own, or take it away. It holds for orders that are placed from now on.
#[utoipa::path(put, path = "/v1/platform/category-fees", tag = "platform", operation_id = "putCategoryFee",
    request_body = FeeBody,
    security(("session" = ["plans:write"])), responses((status = 200, body = FeeBody)))]
pub(crate) async fn put(
    State(api): State<Api>,
    operator: Operator<PlansWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: FeeBody = body.parse()?;
    let fee = asked.fee_bps.map(BasisPoints);
    let mut tx = api.db().begin().await?;
    let before = catalog::put_category_fee(&mut tx, &asked.category, fee).await?;
    if before != fee {
        let (before, after) = (written(before), written(fee));
        let act = Act {
            what: "category_fee_put",
            subject: &asked.category,
            before: &before,
            after: &after,
            ..Act::default()
        };
        witness(&mut tx, &api, &operator.caller, &from, act).await?;
    }
    tx.commit().await.map_err(Problem::from)?;
    ok(&asked)
}

fn written(fee: Option<BasisPoints>) -> String {
    fee.map(|fee| fee.0.to_string()).unwrap_or_default()
}
