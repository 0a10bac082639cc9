use super::answer::{CaseAnswer, CasesQuery, Eyes, ViewAnswer, now};
use crate::Api;
use crate::Problem;
use crate::body::Json;
use crate::may::{May, OrdersRead, OrdersWrite};
use crate::path::{Ask, Id};
use crate::words::{Answer, List, ok};
use aftercare::{CaseFilter, NewCase, Party, Reason, Remedy};
use axum::extract::State;
use kernel::{DisputeId, OrderId};
use orders::Access;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is wrong with an order, and what you want.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDispute)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenBody {
    /// `key_invalid`, `already_used`, `not_delivered`, `wrong_region`, `topup_not_credited`, `unauthorised` or
    /// `not_as_described`.
    #[schema(example = "key_invalid")]
    reason: String,
    /// `refund` (all that the lines cost), `partial`, or `replace` (another key).
    #[schema(example = "refund")]
    remedy: String,
    /// Of `partial`: how much, in minor units of the order's currency.
    wanted: Option<i64>,
    /// Numbers of the order's lines; left out: all of them.
    #[serde(default)]
    lines: Vec<i64>,
    /// 1 to 2,000 characters.
    text: String,
}

impl OpenBody {
    fn read(self, order: OrderId) -> Result<NewCase, Problem> {
        let reason: Reason = self.reason.parse().map_err(|_| {
            let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
            Problem::field("invalid_field", "/reason", format!("reason is one of {}", known.join(", ")))
        })?;
        let remedy: Remedy = self.remedy.parse().map_err(|_| {
            Problem::field("invalid_field", "/remedy", "remedy is refund, partial or replace")
        })?;
        let wanted = if remedy == Remedy::Partial { self.wanted.unwrap_or(0) } else { 0 };
        Ok(NewCase { order, lines: self.lines, reason, remedy, wanted, text: self.text })
    }
}

/// Open a dispute about an order of yours: its money is held, the merchant has to answer, and where it is clear it is
/// decided at once. One open dispute an order, so that it needs no key to be asked twice.
#[utoipa::path(post, path = "/v1/orders/{id}/disputes", tag = "disputes", operation_id = "openDispute",
    params(("id" = String, Path, description = "The order's id")), request_body = OpenBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn open(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<OrderId>,
    body: Json,
) -> Answer {
    api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    let asked: OpenBody = body.parse()?;
    let party = Party::Account(caller.user);
    let case = api.aftercare.open(party, &asked.read(id)?).await?;
    api.happened();
    now(&api, case.id, party, Eyes::Buyer).await
}

/// Your disputes, the newest first.
#[utoipa::path(get, path = "/v1/disputes", tag = "disputes", operation_id = "listDisputes", params(CasesQuery),
    security(("key" = ["orders:read"])), responses((status = 200, body = List<CaseAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Ask(asked): Ask<CasesQuery>,
) -> Answer {
    let (filter, ask) = asked.read()?;
    let filter = CaseFilter { buyer: Some(caller.user), ..filter };
    let page = api.aftercare.list(&filter, &ask).await?;
    ok(&List::of(page, |case| CaseAnswer::from(&case)))
}

/// A dispute of yours, with all that was said, shown and known.
#[utoipa::path(get, path = "/v1/disputes/{id}", tag = "disputes", operation_id = "getDispute",
    params(("id" = String, Path, description = "The dispute's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Id(id): Id<DisputeId>,
) -> Answer {
    now(&api, id, Party::Account(caller.user), Eyes::Buyer).await
}

/// What you do in a dispute of yours.
#[derive(Deserialize, ToSchema)]
#[schema(as = BuyerDisputeAct)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActBody {
    /// `say`; `accept` or `decline` the offer; `withdraw`; `appeal` against a ruling.
    #[schema(example = "accept")]
    act: String,
    /// Up to 2,000 characters; needed to say something, and to appeal.
    #[serde(default)]
    text: String,
    /// The number of the offer that you accept.
    offer: Option<i64>,
}

/// Say something, accept or decline an offer, withdraw, or appeal. Done twice, accepting and withdrawing change nothing
/// more.
#[utoipa::path(post, path = "/v1/disputes/{id}/acts", tag = "disputes", operation_id = "actInDispute",
    params(("id" = String, Path, description = "The dispute's id")), request_body = ActBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn act(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<DisputeId>,
    body: Json,
) -> Answer {
    let party = Party::Account(caller.user);
    // To others it does not exist, whatever they send.
    api.aftercare.case(id, party).await?;
    let asked: ActBody = body.parse()?;
    let care = &api.aftercare;
    match asked.act.as_str() {
        "say" => care.say(id, party, &asked.text).await?,
        "accept" => care.accept(id, party, asked.offer.unwrap_or(0)).await?,
        "decline" => care.decline(id, party, &asked.text).await?,
        "withdraw" => care.withdraw(id, party).await?,
        "appeal" => care.appeal(id, party, &asked.text).await?,
        _ => {
            let detail = "act is say, accept, decline, withdraw or appeal";
            return Err(Problem::field("invalid_field", "/act", detail));
        }
    };
    api.happened();
    now(&api, id, party, Eyes::Buyer).await
}
