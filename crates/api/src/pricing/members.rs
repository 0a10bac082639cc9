use super::{removed, set, user, window};
use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Answer, List, ok};
use axum::extract::State;
use kernel::UserId;
use pricing::Member;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Somebody to whom you have given a level.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceMember)]
pub(crate) struct MemberAnswer {
    #[schema(value_type = String, example = "usr_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    user: UserId,
    /// The level's code.
    level: String,
    /// As you call them.
    label: String,
    from: String,
    /// The first moment at which it does not hold any more; null: without end.
    until: Option<String>,
}

/// Who gets a level.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutPriceMember)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberBody {
    /// By id, or by `email`.
    #[schema(value_type = Option<String>)]
    user: Option<UserId>,
    /// The address of their account.
    email: Option<String>,
    level: String,
    /// As you call them: up to 60 characters.
    #[serde(default)]
    label: String,
    /// RFC 3339; by default from now.
    from: Option<String>,
    /// Without end where nothing is said.
    until: Option<String>,
}

impl From<&Member> for MemberAnswer {
    fn from(member: &Member) -> Self {
        Self {
            user: member.user,
            level: member.level.clone(),
            label: member.label.clone(),
            from: member.window.from.rfc3339(),
            until: member.window.until.map(kernel::Time::rfc3339),
        }
    }
}

/// Your members, in the order of their ids.
#[utoipa::path(get, path = "/v1/merchant/pricing/members", tag = "pricing", operation_id = "listPriceMembers", params(PageQuery),
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<MemberAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let mut tx = api.db().read().await?;
    let page = pricing::members(&mut tx, staff.merchant, &asked.by_id::<UserId>()?).await?;
    ok(&List::of(page, |member| MemberAnswer::from(&member)))
}

/// Give somebody a level, in the place of the one they have. Refused: `no_such_user`, `no_such_level`, `bad_pricing`.
#[utoipa::path(put, path = "/v1/merchant/pricing/members", tag = "pricing", operation_id = "putPriceMember",
    request_body = MemberBody, security(("key" = ["catalog:write"])), responses((status = 200, body = MemberAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: MemberBody = body.parse()?;
    let window = window(&api, asked.from.as_deref(), asked.until.as_deref())?;
    let user = user(&api, asked.user, asked.email.as_deref()).await?;
    let member = Member { user, level: asked.level, label: asked.label, window };
    let mut tx = api.db().begin().await?;
    pricing::put_member(&mut tx, staff.merchant, &member).await?;
    let answer = MemberAnswer::from(&member);
    set(tx, &api, &staff, &from, (user.to_string(), &answer)).await?;
    ok(&answer)
}

/// Take the level away from somebody. Refused: `no_such_pricing`.
#[utoipa::path(delete, path = "/v1/merchant/pricing/members/{user}", tag = "pricing", operation_id = "deletePriceMember",
    params(("user" = String, Path, description = "The member's id")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(user): Id<UserId>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    pricing::remove_member(&mut tx, staff.merchant, user).await?;
    removed(tx, &api, &staff, &from, format!("member {user}")).await?;
    done()
}
