use super::{removed, set};
use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::Id;
use crate::words::{Answer, List, Text, ok};
use axum::extract::State;
use kernel::BasisPoints;
use pricing::{Level, Off};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A level of your members.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = MemberLevel)]
#[serde(deny_unknown_fields)]
pub(crate) struct LevelWords {
    /// Your own word for it: 1 to 40 small letters, digits and hyphens.
    #[schema(example = "gold")]
    code: String,
    name: Text,
    /// What its members pay less, in hundredths of a per cent: 1 to 9,000.
    #[schema(minimum = 1, maximum = 9000)]
    off_bps: i64,
}

impl From<&Level> for LevelWords {
    fn from(level: &Level) -> Self {
        Self { code: level.code.clone(), name: level.name.clone().into(), off_bps: level.off.value() }
    }
}

/// The levels of your members, at most 20.
#[utoipa::path(get, path = "/v1/merchant/pricing/levels", tag = "pricing", operation_id = "listMemberLevels",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<LevelWords>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let mut tx = api.db().read().await?;
    let items = pricing::levels(&mut tx, staff.merchant).await?;
    ok(&List { items: items.iter().map(LevelWords::from).collect(), next: None })
}

/// Make a level, or change the one of that code. Refused: `bad_pricing` (field says which), `too_many_pricings`.
#[utoipa::path(put, path = "/v1/merchant/pricing/levels", tag = "pricing", operation_id = "putMemberLevel",
    request_body = LevelWords, security(("key" = ["catalog:write"])), responses((status = 200, body = LevelWords)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: LevelWords = body.parse()?;
    let (code, name) = (asked.code, asked.name.into());
    let level = Level { code, name, off: Off::Rate(BasisPoints(asked.off_bps)) };
    let mut tx = api.db().begin().await?;
    pricing::put_level(&mut tx, staff.merchant, &level).await?;
    let answer = LevelWords::from(&level);
    set(tx, &api, &staff, &from, (format!("level {}", level.code), &answer)).await?;
    ok(&answer)
}

/// Remove a level that nobody has any more. Refused: `no_such_pricing`, `level_in_use`.
#[utoipa::path(delete, path = "/v1/merchant/pricing/levels/{code}", tag = "pricing", operation_id = "deleteMemberLevel",
    params(("code" = String, Path, description = "The level's code")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(code): Id<String>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    pricing::remove_level(&mut tx, staff.merchant, &code).await?;
    removed(tx, &api, &staff, &from, format!("level {code}")).await?;
    done()
}
