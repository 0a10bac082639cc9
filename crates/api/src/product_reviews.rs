use crate::Api;
use crate::address::Address;
use crate::applications::StateQuery;
use crate::body::Json;
use crate::market::ReasonBody;
use crate::may::{Operator, ProductsReview};
use crate::path::{Ask, Id};
use crate::words::{Answer, List, Text, ok};
use admission::{By, Waiting};
use axum::extract::State;
use catalog::ReviewState;
use kernel::{MerchantId, PageAsk, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

/// A product in the queue of reviews.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductReview)]
pub(crate) struct ReviewAnswer {
    #[schema(value_type = String)]
    product: ProductId,
    #[schema(value_type = String)]
    merchant: MerchantId,
    revision: i64,
    /// `waiting`, `approved` or `rejected`.
    state: &'static str,
    title: Text,
    category: String,
    /// What the rules have to say of it.
    findings: Vec<FindingAnswer>,
    asked_at: String,
    /// Until when somebody should have looked.
    due_at: String,
    late: bool,
    reason: String,
    decided_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ReviewFinding)]
struct FindingAnswer {
    /// `forbidden_word`, `category_by_person`, `guide_missing` or `price_unusual`.
    code: &'static str,
    detail: String,
}

impl From<Waiting> for ReviewAnswer {
    fn from(waiting: Waiting) -> Self {
        let review = waiting.review;
        let finding = |f: catalog::RuleFinding| FindingAnswer { code: f.code, detail: f.detail };
        Self {
            product: review.product,
            merchant: review.merchant,
            revision: review.revision,
            state: review.state.as_str(),
            title: review.title.into(),
            category: review.category,
            findings: waiting.findings.into_iter().map(finding).collect(),
            asked_at: review.asked_at.rfc3339(),
            due_at: review.due_at.rfc3339(),
            late: waiting.late,
            reason: review.reason,
            decided_at: review.decided_at.map(kernel::Time::rfc3339),
        }
    }
}

/// Products to be looked at, the one that is due first at the head; `state` is `waiting` by default.
#[utoipa::path(get, path = "/v1/platform/reviews", tag = "platform", operation_id = "listProductReviews",
    params(StateQuery), security(("session" = ["products:review"])),
    responses((status = 200, body = List<ReviewAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _operator: Operator<ProductsReview>,
    Ask(asked): Ask<StateQuery>,
) -> Answer {
    let state = asked.state()?.unwrap_or(ReviewState::Waiting);
    let ask = PageAsk::new(asked.after, asked.limit);
    ok(&List::of(api.admission.product_reviews(state, &ask).await?, ReviewAnswer::from))
}

/// Show the product in the shop.
#[utoipa::path(post, path = "/v1/platform/reviews/{id}/approve", tag = "platform", operation_id = "approveProduct",
    params(("id" = String, Path, description = "The product's id")), request_body = ReasonBody,
    security(("session" = ["products:review"])), responses((status = 204, description = "It is shown")))]
pub(crate) async fn approve(
    State(api): State<Api>,
    operator: Operator<ProductsReview>,
    Id(id): Id<ProductId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    decide(&api, &operator.caller.actor(), &from, id, true, body).await
}

/// Do not show it; its merchant is told the reason, and may revise it.
#[utoipa::path(post, path = "/v1/platform/reviews/{id}/reject", tag = "platform", operation_id = "rejectProduct",
    params(("id" = String, Path, description = "The product's id")), request_body = ReasonBody,
    security(("session" = ["products:review"])), responses((status = 204, description = "It is not shown")))]
pub(crate) async fn reject(
    State(api): State<Api>,
    operator: Operator<ProductsReview>,
    Id(id): Id<ProductId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    decide(&api, &operator.caller.actor(), &from, id, false, body).await
}

async fn decide(api: &Api, who: &str, from: &str, id: ProductId, approve: bool, body: Json) -> Answer {
    let asked: ReasonBody = body.parse()?;
    let decided = api.admission.decide_product(By { who, from }, id, approve, &asked.reason).await;
    decided.map_err(|refusal| match refusal.code() {
        "unknown_product" => {
            crate::Problem::not_found("unknown_product", "no review of this product was asked for")
        }
        _ => refusal.into(),
    })?;
    api.catalog_changed();
    crate::account::done()
}
