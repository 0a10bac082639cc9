use super::Names;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Currency, OrderId, SupplierDifferenceId, SupplierId, SupplierStatementId, Time};
use serde::{Deserialize, Serialize};
use tally::{Difference, DifferenceFilter, Way};
use utoipa::{IntoParams, ToSchema};

/// Something in which a supplier's statement and our books do not agree. All amounts are minor units.
#[derive(Serialize, ToSchema)]
#[schema(as = SupplierDifference)]
pub(crate) struct DifferenceAnswer {
    #[schema(value_type = String, example = "sdf_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: SupplierDifferenceId,
    #[schema(value_type = String)]
    supplier: SupplierId,
    supplier_name: String,
    #[schema(value_type = String)]
    statement: SupplierStatementId,
    /// `amount_differs`, `charged_failed` (we hold that it failed), `charged_open` (nobody told us how it ended),
    /// `charged_unknown`, `charged_twice`, `missing_there` (we booked it, no statement tells of it), `refund_unknown`,
    /// `deposit_unknown`, `withdrawn` (a corrected statement does not have what we booked), `balance_differs`.
    #[schema(example = "amount_differs")]
    kind: &'static str,
    /// `charge`, `refund`, `deposit`; `balance`.
    movement: &'static str,
    /// Our number of the order there, and theirs; empty where it is not known.
    order_no: String,
    reference: String,
    /// Our order, where it is one of ours.
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    theirs: i64,
    ours: i64,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// What booking the supplier's figure moves into the deposit; less than nothing: out of it.
    effect: i64,
    happened_at: String,
    /// `open`, `disputed`, `booked` or `closed`.
    #[schema(example = "open")]
    state: &'static str,
    /// Of closed ones: `agreed` (by itself), `gone` (a corrected statement does not have it), `known`.
    outcome: Option<String>,
    reason: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    /// What can be done about it: `book`, `dispute`, `known`.
    ways: Vec<&'static str>,
}

/// What becomes of a difference.
#[derive(Deserialize, ToSchema)]
#[schema(as = DecideSupplierDifference)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideBody {
    /// `book` (the supplier's figure counts: the deposit is corrected), `dispute` (it is being settled with them), `known`
    /// (it is right as it is; no money moves).
    way: String,
    /// One line, up to 300 characters.
    reason: String,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DifferencesQuery {
    after: Option<String>,
    limit: Option<i64>,
    #[param(value_type = Option<String>)]
    supplier: Option<SupplierId>,
    #[param(value_type = Option<String>)]
    statement: Option<SupplierStatementId>,
    /// True: those that wait for somebody (`open`, `disputed`); false: the others.
    waits: Option<bool>,
}

fn told(one: Difference, supplier_name: String, decided_by: Option<String>) -> DifferenceAnswer {
    DifferenceAnswer {
        effect: one.effect().minor,
        ways: one.ways().into_iter().map(Way::code).collect(),
        id: one.id,
        supplier: one.supplier,
        supplier_name,
        statement: one.statement,
        kind: one.kind.code(),
        movement: one.movement.code(),
        order_no: one.order_no,
        reference: one.reference,
        order: one.order,
        theirs: one.theirs,
        ours: one.ours,
        currency: one.currency,
        happened_at: one.happened_at.rfc3339(),
        state: one.state.code(),
        outcome: one.outcome,
        reason: one.reason,
        decided_by,
        decided_at: one.decided_at.map(Time::rfc3339),
    }
}

async fn all(api: &Api, differences: Vec<Difference>) -> Result<Vec<DifferenceAnswer>, Problem> {
    let Some(merchant) = differences.first().map(|one| one.merchant) else { return Ok(Vec::new()) };
    let suppliers = api.fulfiller.book().names(merchant).await?;
    let (mut names, mut items) = (Names::default(), Vec::with_capacity(differences.len()));
    for one in differences {
        let by = match &one.decided_by {
            Some(by) => Some(names.of(api, by).await?),
            None => None,
        };
        let name = suppliers.get(&one.supplier).cloned().unwrap_or_default();
        items.push(told(one, name, by));
    }
    Ok(items)
}

/// In what your suppliers' statements and your books do not agree, newest first.
#[utoipa::path(get, path = "/v1/supplier-differences", tag = "supply", operation_id = "listSupplierDifferences",
    params(DifferencesQuery), security(("key" = ["supply:read"])), responses((status = 200, body = List<DifferenceAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<SupplyRead>,
    Ask(asked): Ask<DifferencesQuery>,
) -> Answer {
    let ask = checked::<SupplierDifferenceId>(asked.after, asked.limit)?;
    let filter =
        DifferenceFilter { supplier: asked.supplier, statement: asked.statement, waits: asked.waits };
    let page = api.tally.differences(staff.merchant, &filter, &ask).await?;
    ok(&List { items: all(&api, page.items).await?, next: page.next })
}

/// Say what becomes of a difference. Booking moves the deposit, once. Refused: `no_such_supplier_difference`,
/// `supplier_difference_decided`, `supplier_difference_wrong_way`, `deposit_too_low`, `never_spent`, `bad_reason`.
#[utoipa::path(post, path = "/v1/supplier-differences/{id}/decide", tag = "supply", operation_id = "decideSupplierDifference",
    params(("id" = String, Path, description = "The difference's id")), request_body = DecideBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = DifferenceAnswer)))]
pub(crate) async fn decide(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(id): Id<SupplierDifferenceId>,
    body: Json,
) -> Answer {
    let asked: DecideBody = body.parse()?;
    let way = Way::ALL.into_iter().find(|way| way.code() == asked.way);
    let way = way.ok_or_else(|| Problem::field("invalid_field", "/way", "way: book, dispute or known"))?;
    let by = staff.caller.actor();
    let mut tx = api.db().begin().await?;
    let (before, after) = api.tally.decide(&mut tx, (staff.merchant, id), way, (&asked.reason, &by)).await?;
    let subject = id.to_string();
    let moved = match after.moved {
        0 => after.state.code().to_owned(),
        moved => format!("{} {moved} {}", after.state.code(), after.currency),
    };
    let act = Act {
        what: "supplier_difference_decided",
        subject: &subject,
        before: before.state.code(),
        after: &moved,
        reason: &asked.reason,
        ..Act::default()
    };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    let first = all(&api, vec![after]).await?.pop();
    ok(&first.ok_or_else(|| Problem::internal("a difference was lost"))?)
}
