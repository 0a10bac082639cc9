use crate::Storefront;
use crate::pages::providers::ACCOUNT;
use crate::visit::{Visit, encode};
use admission::AdmissionRefusal;
use aftercare::CareRefusal;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use catalog::CatalogRefusal;
use db::DbError;
use docking::DockRefusal;
use identity::IdentityRefusal;
use merchants::MerchantRefusal;
use minijinja::context;
use orders::{OrderError, OrderRefusal};
use settlement::SettlementRefusal;

/// What a page cannot go on after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NotFound,
    /// The form did not come from a page of ours.
    Forbidden,
    BadRequest,
    Method,
    TooMany {
        retry_after: i64,
    },
    Busy {
        retry_after: i64,
    },
    LogIn {
        next: String,
    },
    /// Somebody is logged in, and proves a second factor before they go on.
    Prove {
        next: String,
    },
    /// Ours; the log says what.
    Broken,
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::LogIn { .. } | Self::Prove { .. } => StatusCode::SEE_OTHER,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden | Self::LogIn { .. } | Self::Prove { .. } => "forbidden",
            Self::BadRequest => "bad_request",
            Self::Method => "method",
            Self::TooMany { .. } => "throttled",
            Self::Busy { .. } => "busy",
            Self::Broken => "fault",
        }
    }

    fn retry_after(&self) -> Option<i64> {
        match self {
            Self::TooMany { retry_after } | Self::Busy { retry_after } => Some((*retry_after).max(1)),
            _ => None,
        }
    }
}

/// Bare: [`dress`] makes a page of it, which knows the visitor.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Turns faults into pages of the theme.
pub(crate) async fn dress(State(shop): State<Storefront>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let kept = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(fault) = response.extensions().get::<Fault>().cloned() else { return response };
    if let Fault::LogIn { next } = &fault {
        return Redirect::to(&format!("/login?next={}", encode(next))).into_response();
    }
    if let Fault::Prove { next } = &fault {
        return Redirect::to(&format!("/login/second?next={}", encode(next))).into_response();
    }
    let mut asked = kept;
    let visit = match Visit::from_request_parts(&mut asked, &shop).await {
        Ok(visit) => visit,
        Err(_) => Visit::of_stranger(&asked, &shop),
    };
    let mut page = page(&visit, &fault).unwrap_or_else(|_| fault.status().into_response());
    if let Some(seconds) = fault.retry_after() {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    page
}

fn page(visit: &Visit, fault: &Fault) -> Result<Response, Fault> {
    let wait = match fault.retry_after().unwrap_or(1) {
        seconds @ ..=90 => visit.fill("error.wait_seconds", &[("n", &seconds)]),
        seconds => visit.fill("error.wait_minutes", &[("n", &(seconds.saturating_add(59) / 60))]),
    };
    let key = fault.key();
    let values = context! {
        title => visit.say(&format!("error.{key}_title")),
        words => visit.fill(&format!("error.{key}_words"), &[("wait", &wait)]),
        refused => matches!(fault, Fault::Forbidden | Fault::TooMany { .. } | Fault::BadRequest),
    };
    visit.page(fault.status(), "error.html", values)
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Conflict(_) | DbError::Full(_) => {
                tracing::warn!(%error, "the database could not serve a page");
                Self::Busy { retry_after: 2 }
            }
            _ => {
                tracing::error!(%error, "a page failed");
                Self::Broken
            }
        }
    }
}

impl From<SettlementRefusal> for Fault {
    fn from(refusal: SettlementRefusal) -> Self {
        match refusal {
            SettlementRefusal::OrderNotFound => Self::NotFound,
            SettlementRefusal::Overloaded => Self::Busy { retry_after: 1 },
            SettlementRefusal::Db(error) => error.into(),
            other => {
                tracing::error!(%other, "the money of an order could not be looked at");
                Self::Broken
            }
        }
    }
}

impl From<CareRefusal> for Fault {
    fn from(refusal: CareRefusal) -> Self {
        match refusal {
            CareRefusal::Db(error) => error.into(),
            CareRefusal::Order(refusal) => refusal.into(),
            CareRefusal::Money(refusal) => refusal.into(),
            CareRefusal::NoSuchCase | CareRefusal::NoSuchFile => Self::NotFound,
            CareRefusal::Blobs(_) => Self::Busy { retry_after: 60 },
            CareRefusal::Fault(_) | CareRefusal::Damaged => {
                tracing::error!(%refusal, "a page of a dispute failed");
                Self::Broken
            }
            _ => Self::BadRequest,
        }
    }
}

impl From<OrderError> for Fault {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Refused(refusal) => refusal.into(),
            OrderError::Db(error) => error.into(),
            OrderError::ShuttingDown => Self::Busy { retry_after: 5 },
            OrderError::Vault(_) => {
                tracing::error!(%error, "a page failed");
                Self::Broken
            }
        }
    }
}

impl From<OrderRefusal> for Fault {
    fn from(refusal: OrderRefusal) -> Self {
        match refusal {
            OrderRefusal::NotFound | OrderRefusal::UnknownOffer(_) | OrderRefusal::NoSuchTopUp => {
                Self::NotFound
            }
            OrderRefusal::TooManyTries { retry_after } | OrderRefusal::RevealsTooFast { retry_after } => {
                Self::TooMany { retry_after }
            }
            OrderRefusal::Overloaded { retry_after } => Self::Busy { retry_after },
            OrderRefusal::ChannelDown => Self::Busy { retry_after: 60 },
            _ => Self::BadRequest,
        }
    }
}

impl From<IdentityRefusal> for Fault {
    fn from(refusal: IdentityRefusal) -> Self {
        match refusal {
            IdentityRefusal::TooManyAttempts { retry_after } => Self::TooMany { retry_after },
            IdentityRefusal::Db(error) => error.into(),
            IdentityRefusal::NotLoggedIn => Self::LogIn { next: ACCOUNT.to_owned() },
            IdentityRefusal::StepUpNeeded => Self::Prove { next: ACCOUNT.to_owned() },
            _ => Self::BadRequest,
        }
    }
}

impl From<DockRefusal> for Fault {
    fn from(refusal: DockRefusal) -> Self {
        match refusal {
            DockRefusal::Db(error) => error.into(),
            DockRefusal::NoSuchKey => Self::NotFound,
            DockRefusal::Busy => Self::Busy { retry_after: 5 },
            DockRefusal::Fault(fault) => {
                tracing::error!(fault, "a docking key");
                Self::Broken
            }
            _ => Self::BadRequest,
        }
    }
}

impl From<CatalogRefusal> for Fault {
    fn from(refusal: CatalogRefusal) -> Self {
        match refusal {
            CatalogRefusal::Db(error) => error.into(),
            _ => Self::BadRequest,
        }
    }
}

impl From<AdmissionRefusal> for Fault {
    fn from(refusal: AdmissionRefusal) -> Self {
        match refusal {
            AdmissionRefusal::Db(error) => error.into(),
            AdmissionRefusal::Merchant(refusal) => refusal.into(),
            AdmissionRefusal::Catalog(refusal) => refusal.into(),
            AdmissionRefusal::Identity(refusal) => refusal.into(),
            AdmissionRefusal::Blobs(_) | AdmissionRefusal::Screening(_) => Self::Busy { retry_after: 60 },
            AdmissionRefusal::Damaged => Self::Broken,
            _ => Self::BadRequest,
        }
    }
}

impl From<MerchantRefusal> for Fault {
    fn from(refusal: MerchantRefusal) -> Self {
        match refusal {
            MerchantRefusal::Db(error) => error.into(),
            _ => Self::NotFound,
        }
    }
}
