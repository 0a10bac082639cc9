use crate::Problem;
use admission::AdmissionRefusal;
use aftercare::CareRefusal;
use axum::http::StatusCode;
use catalog::CatalogRefusal;
use costs::CostRefusal;
use db::DbError;
use docking::DockRefusal;
use identity::IdentityRefusal;
use merchants::MerchantRefusal;
use orders::{
    AgreementRefusal, DiversionRefusal, LinkRefusal, OrderError, OrderRefusal, RechargeRefusal, StockRefusal,
};
use pricing::PriceRefusal;
use reconcile::ReconcileRefusal;
use settlement::SettlementRefusal;
use supply::SupplyRefusal;
use tally::TallyRefusal;
use watch::WatchRefusal;

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Conflict(_) => {
                let detail = "the database does not answer now: try again with the same idempotency key";
                Self {
                    fault: Some(error.to_string()),
                    ..Self::unavailable("database_unavailable", detail, 1)
                }
            }
            DbError::Full(_) => {
                let detail =
                    "the database has no room left to write: try again later with the same idempotency key";
                Self { fault: Some(error.to_string()), ..Self::unavailable("database_full", detail, 5) }
            }
            other => Self::internal(other),
        }
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Refused(refusal) => refusal.into(),
            OrderError::Db(error) => error.into(),
            OrderError::ShuttingDown => {
                Self::unavailable("shutting_down", "the server is shutting down: try again", 1)
            }
            other => Self::internal(other),
        }
    }
}

impl From<OrderRefusal> for Problem {
    fn from(refusal: OrderRefusal) -> Self {
        use OrderRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        let plain = |status| Self::new(status, code, detail.clone());
        let field = |pointer: &str| Self::field(code, pointer, detail.clone());
        match refusal {
            R::Recharge(refusal) => refusal.into(),
            R::Coupon(_) => field("/coupon"),
            R::PriceRose { .. } | R::BelowBrandMinimum { .. } => plain(StatusCode::CONFLICT),
            R::EmptyOrder | R::TooManyLines | R::RepeatedOffer(_) | R::QuantityOutOfRange { .. } => {
                field("/lines")
            }
            R::UnknownOffer(_) | R::SeveralMerchants | R::SeveralCurrencies | R::TotalTooLarge => {
                field("/lines")
            }
            R::WalletNeedsUser | R::UnknownChannel => field("/pay"),
            R::ChannelOff | R::ChannelCurrency | R::ChannelAmount => field("/pay"),
            R::ChannelRefused | R::PayChanged | R::TooManyPayments => plain(StatusCode::CONFLICT),
            R::PayerUnknown => plain(StatusCode::CONFLICT),
            R::WalletPart { .. } => field("/from_wallet"),
            R::NoSuchRefund => plain(StatusCode::NOT_FOUND),
            R::RefundDecided | R::NoWallet => plain(StatusCode::CONFLICT),
            R::NoSuchTopUp => plain(StatusCode::NOT_FOUND),
            R::TopUpAmount { .. } => field("/amount"),
            R::TopUpOff | R::TopUpDayLimit { .. } | R::TopUpEnded => plain(StatusCode::CONFLICT),
            R::TopUpReturn { .. } => plain(StatusCode::CONFLICT),
            R::TooManyTopUps => plain(StatusCode::TOO_MANY_REQUESTS).retry(60),
            R::BadReason => field("/reason"),
            R::ContactRequired | R::BadContact => field("/contact"),
            R::IdempotencyReused => plain(StatusCode::UNPROCESSABLE_ENTITY),
            R::NotSoldInRegion { .. } | R::NotSoldThisWay(_) => plain(StatusCode::CONFLICT),
            R::OffSale(_) | R::BelowCost(_) | R::SoldOut | R::NotPending => plain(StatusCode::CONFLICT),
            R::InsufficientBalance | R::WalletTooLow => plain(StatusCode::PAYMENT_REQUIRED),
            R::NotFound => plain(StatusCode::NOT_FOUND),
            R::Destroyed | R::Recalled => plain(StatusCode::GONE),
            R::NotReplaceable(_) | R::NothingToReplace | R::NothingToReplaceWith => {
                plain(StatusCode::CONFLICT)
            }
            R::Link(LinkRefusal::NoSuchLink) => plain(StatusCode::NOT_FOUND),
            R::Link(LinkRefusal::Used | LinkRefusal::Expired) => plain(StatusCode::GONE),
            R::Link(LinkRefusal::TooMany) | R::RevealsExceedSales => plain(StatusCode::CONFLICT),
            R::Link(LinkRefusal::BadLife) => field("/expires_in"),
            R::RevealsTooFast { retry_after } => plain(StatusCode::TOO_MANY_REQUESTS).retry(retry_after),
            R::NotDelivered | R::NoAddress | R::TooManyNotes => plain(StatusCode::CONFLICT),
            R::SentJustNow { retry_after } => plain(StatusCode::TOO_MANY_REQUESTS).retry(retry_after),
            R::BadNote => field("/text"),
            R::BadRule => field("/warn_below"),
            R::TooManyPending => plain(StatusCode::TOO_MANY_REQUESTS).retry(60),
            R::TooManyTries { retry_after } => plain(StatusCode::TOO_MANY_REQUESTS).retry(retry_after),
            R::AllocationUsed { .. } => plain(StatusCode::CONFLICT),
            R::PlanLimit | R::PartnerFrozen => plain(StatusCode::FORBIDDEN),
            R::ChannelDown => plain(StatusCode::SERVICE_UNAVAILABLE).retry(5),
            R::Overloaded { retry_after } => plain(StatusCode::SERVICE_UNAVAILABLE).retry(retry_after),
        }
    }
}

impl From<PriceRefusal> for Problem {
    fn from(refusal: PriceRefusal) -> Self {
        use PriceRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::BadValue { field, .. } => Self::field(code, format!("/{field}"), detail),
            R::NoSuchRule => Self::not_found(code, detail),
            R::NoSuchLevel => Self::field(code, "/level", detail),
            R::LevelInUse | R::TooMany(_) => Self::conflict(code, detail),
        }
    }
}

impl From<DockRefusal> for Problem {
    fn from(refusal: DockRefusal) -> Self {
        use DockRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::NoSuchKey | R::NoSuchMerchant => Self::not_found(code, detail),
            R::DockingOff | R::TooManyKeys | R::WrongState => Self::conflict(code, detail),
            R::BadName(_) => Self::field(code, "/name", detail),
            R::BadAddress => Self::field(code, "/report_url", detail),
            R::Busy => Self::unavailable("shutting_down", detail, 1),
            // What partners' programs are refused, this API asks of nobody.
            other => Self::internal(other),
        }
    }
}

impl From<RechargeRefusal> for Problem {
    fn from(refusal: RechargeRefusal) -> Self {
        use RechargeRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Alone(_) => Self::field(code, "/lines", detail),
            R::AccountNotAsked => Self::field(code, "/account", detail),
            R::BadAccount(bad) => {
                let pointer = format!("/account/{}", crate::body::escape(&bad.field));
                Self::field(code, pointer, detail).of_account(bad.field, bad.why.code())
            }
            R::AccountNotFound { field } => {
                let pointer = format!("/account/{}", crate::body::escape(&field));
                Self::field(code, pointer, detail).of_account(field, "not_found")
            }
            R::NoSuchSavedAccount => Self::not_found(code, detail),
            R::NoSupplier(_) | R::DepositTooLow | R::AttemptDecided | R::NothingToClaim | R::NeverSpent => {
                Self::conflict(code, detail)
            }
            R::BadDeposit => Self::field(code, "/amount", detail),
            R::BadWeights => Self::field(code, "", detail),
            R::PaidBackTooMuch { .. } => Self::field(code, "/paid_back", detail),
            R::WrongKeys { .. } => Self::field(code, "/keys", detail),
        }
    }
}

impl From<DiversionRefusal> for Problem {
    fn from(refusal: DiversionRefusal) -> Self {
        use DiversionRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::Order(error) => error.into(),
            R::NoSuchUnit | R::NoSuchCase => Self::not_found(code, detail),
            R::BadKeys(_) | R::TooManyKeys => Self::field(code, "/keys", detail),
            R::BadText { field, .. } => Self::field(code, format!("/{field}"), detail),
            R::BadUrl => Self::field(code, "/url", detail),
            R::BadTime => Self::field(code, "/found_at", detail),
            // It may stand in any of the texts.
            R::KeyInWords => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            R::AlreadyOpen | R::AlreadyClosed => Self::conflict(code, detail),
        }
    }
}

impl From<AgreementRefusal> for Problem {
    fn from(refusal: AgreementRefusal) -> Self {
        use AgreementRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::NotAPartner | R::NoSuchAgreement => Self::not_found(code, detail),
            R::BadValue { field, .. } => Self::field(code, format!("/{field}"), detail),
            R::TooManyAllocations { .. } => Self::field(code, "/allocations", detail),
            R::TooManyAgreements { .. } | R::FrozenAlready | R::NotFrozen | R::FrozenStill => {
                Self::conflict(code, detail)
            }
        }
    }
}

impl From<CatalogRefusal> for Problem {
    fn from(refusal: CatalogRefusal) -> Self {
        use CatalogRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        let pointer = refusal.field().map(pointer);
        match refusal {
            R::Db(error) => error.into(),
            R::BadCursor => Self::bad_request(code, detail),
            R::SlugTaken | R::SkuCodeTaken | R::RevisedMeanwhile { .. } | R::PriceChanged { .. } => {
                let problem = Self::conflict(code, detail.clone());
                pointer.into_iter().fold(problem, |problem, pointer| problem.at(pointer, detail.clone()))
            }
            R::StateUnchanged { .. } | R::InReview | R::Rejected | R::ReviewDecided | R::BrandTaken => {
                Self::conflict(code, detail)
            }
            _ => Self::field(code, pointer.unwrap_or_default(), detail),
        }
    }
}

/// The catalogue calls its fields flat: `title_zh` is `/title/zh` here.
fn pointer(field: &'static str) -> String {
    match field
        .strip_suffix("_zh")
        .map(|f| (f, "zh"))
        .or_else(|| field.strip_suffix("_en").map(|f| (f, "en")))
    {
        Some((name, language)) => format!("/{name}/{language}"),
        None => format!("/{field}"),
    }
}

impl From<IdentityRefusal> for Problem {
    fn from(refusal: IdentityRefusal) -> Self {
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            IdentityRefusal::Db(error) => error.into(),
            IdentityRefusal::TooManyAttempts { retry_after } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry(retry_after)
            }
            other => Self::new(identity_status(&other), code, detail),
        }
    }
}

fn identity_status(refusal: &IdentityRefusal) -> StatusCode {
    use IdentityRefusal as R;
    match refusal {
        R::BadCredentials | R::NotLoggedIn | R::BadApiKey => StatusCode::UNAUTHORIZED,
        R::InvitedSomebodyElse => StatusCode::FORBIDDEN,
        R::ScopeMissing(_) | R::SecondFactorNeeded { .. } | R::StepUpNeeded => StatusCode::FORBIDDEN,
        R::NoSuchUser | R::NoSuchApiKey | R::NoSuchSession | R::NoSuchMember | R::NoSuchInvitation => {
            StatusCode::NOT_FOUND
        }
        R::NoSuchPasskey | R::NotLinked | R::NoSuchProvider | R::NoSuchProposal => StatusCode::NOT_FOUND,
        R::EmailTaken
        | R::ContactTaken
        | R::WrongState
        | R::AlreadySetUp
        | R::NotBegun
        | R::NoSecondFactor
        | R::LastOne(_)
        | R::Oneself
        | R::WorksElsewhere
        | R::AlreadyProposed
        | R::ProposalDecided
        | R::ProposalExpired
        | R::OwnProposal
        | R::NotYourProposal
        | R::ProposerLeft
        | R::SubjectChanged
        | R::PasskeysNotOffered
        | R::TooManyPasskeys { .. }
        | R::LastWayIn
        | R::LinkTaken => StatusCode::CONFLICT,
        R::SetupLinkUsed => StatusCode::GONE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl From<StockRefusal> for Problem {
    fn from(refusal: StockRefusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            StockRefusal::BadFile { .. } => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_file", detail),
            StockRefusal::NoSuchBatch => Self::not_found("no_such_batch", detail),
            StockRefusal::AuthorisationNeeded { .. } => Self::conflict("authorisation_needed", detail),
            // It stands behind the question mark, not in a body.
            StockRefusal::Contract(refusal) => {
                Self::bad_request(refusal.code(), format!("contract: {refusal}"))
            }
            StockRefusal::Cost(refusal) => Self::bad_request(refusal.code(), detail),
            StockRefusal::UnitsHeld => Self::conflict("units_held", detail),
            StockRefusal::Order(error) => error.into(),
            StockRefusal::Vault(error) => crate::batches::vault_problem(error),
        }
    }
}

impl From<SupplyRefusal> for Problem {
    fn from(refusal: SupplyRefusal) -> Self {
        use SupplyRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::NoSuchSupplier | R::NoSuchRoute => Self::not_found(code, detail),
            R::UnknownKind | R::KindIsFixed | R::NotDescribed => Self::field(code, "/kind", detail),
            R::BadSettings(faults) => Self::settings(code, detail, faults),
            R::BadValue { field, .. } => Self::field(code, format!("/{field}"), detail),
            R::ChangedMeanwhile
            | R::WrongState
            | R::Broken
            | R::NoContract
            | R::TooMany
            | R::CannotGive(_)
            | R::TooManyRoutes => Self::conflict(code, detail),
            R::NoAnswer(_) => Self::unavailable(code, detail, 5),
        }
    }
}

impl From<TallyRefusal> for Problem {
    fn from(refusal: TallyRefusal) -> Self {
        use TallyRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        let plain = |status| Self::new(status, code, detail.clone());
        match refusal {
            R::Db(error) => error.into(),
            R::Order(error) => error.into(),
            R::Supply(refusal) => refusal.into(),
            R::NoSuchStatement | R::NoSuchDifference => plain(StatusCode::NOT_FOUND),
            R::BadLines(errors) => {
                let problem = plain(StatusCode::UNPROCESSABLE_ENTITY);
                errors.into_iter().fold(problem, |problem, bad| {
                    problem.at_in_both(format!("/lines/{}/{}", bad.line, bad.column), bad.en, bad.zh)
                })
            }
            R::NotATable | R::TooManyLines { .. } | R::BadDay | R::DayNotOver => {
                plain(StatusCode::UNPROCESSABLE_ENTITY)
            }
            R::BadReason => Self::field(code, "/reason", detail),
            R::DifferenceDecided | R::WrongWay | R::CannotFetch => plain(StatusCode::CONFLICT),
            R::NotFetched(_) => plain(StatusCode::SERVICE_UNAVAILABLE).retry(60),
        }
    }
}

impl From<CostRefusal> for Problem {
    fn from(refusal: CostRefusal) -> Self {
        use CostRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::BadCost => Self::field(code, "/items", detail),
            R::BadReason => Self::field(code, "/reason", detail),
            R::BadEnd => Self::field(code, "/until", detail),
            R::NoLossLeader => Self::conflict(code, detail),
        }
    }
}

impl From<WatchRefusal> for Problem {
    fn from(refusal: WatchRefusal) -> Self {
        use WatchRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::Catalog(refusal) => refusal.into(),
            R::Cost(refusal) => refusal.into(),
            R::Supply(refusal) => refusal.into(),
            R::BadRule { field, .. } => Self::field(code, format!("/{field}"), detail),
            R::BadLine { line, field, .. } => Self::field(code, format!("/items/{line}/{field}"), detail),
            R::TooManyLines { .. } => Self::field(code, "/items", detail),
            R::BadReason => Self::field(code, "/reason", detail),
            R::NoSuchRule | R::NoSuchChange => Self::not_found(code, detail),
            R::RuleExists
            | R::RuleChanged
            | R::TooManyRules
            | R::ChangeDecided
            | R::ChangeOutdated
            | R::BelowCost
            | R::StopUnchanged => Self::conflict(code, detail),
        }
    }
}

impl From<ReconcileRefusal> for Problem {
    fn from(refusal: ReconcileRefusal) -> Self {
        use ReconcileRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        let plain = |status| Self::new(status, code, detail.clone());
        match refusal {
            R::UnknownChannel | R::NoSuchStatement | R::NoSuchDifference => plain(StatusCode::NOT_FOUND),
            R::NotAStatement { zh, en } => plain(StatusCode::UNPROCESSABLE_ENTITY).at_in_both("", en, zh),
            R::BadLines(errors) => {
                let problem = plain(StatusCode::UNPROCESSABLE_ENTITY);
                errors.into_iter().take(100).fold(problem, |problem, bad| {
                    problem.at_in_both(format!("/lines/{}/{}", bad.line, bad.column), bad.en, bad.zh)
                })
            }
            R::BadPeriod(_) | R::NoPeriod | R::OutsidePeriod { .. } | R::NotOver => {
                plain(StatusCode::UNPROCESSABLE_ENTITY)
            }
            R::NoStatements | R::CannotFetch | R::AlreadySettled | R::WrongWay => plain(StatusCode::CONFLICT),
            R::NotFetched(_) => plain(StatusCode::SERVICE_UNAVAILABLE).retry(60),
            R::BadReason => Self::field(code, "/reason", detail),
            R::Orders(error) => error.into(),
            R::Identity(refusal) => refusal.into(),
            R::Db(error) => error.into(),
        }
    }
}

impl From<MerchantRefusal> for Problem {
    fn from(refusal: MerchantRefusal) -> Self {
        use MerchantRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::NoSuchMerchant | R::NoSuchApplication | R::NoSuchDocument | R::NoSuchAuthorisation => {
                Self::not_found(code, detail)
            }
            R::NoStore => Self::not_found(code, detail),
            R::NoDomain | R::NoLogo => Self::conflict(code, detail),
            R::DomainTaken => Self::conflict(code, detail.clone()).at("/domain", detail),
            R::DomainNotInPlan => Self::new(StatusCode::FORBIDDEN, code, detail),
            R::DomainCheckedJustNow { retry_after } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry(retry_after)
            }
            R::LogoTooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, code, detail),
            R::SlugTaken => Self::conflict(code, detail.clone()).at("/store_slug", detail),
            R::WrongState
            | R::NotOpen
            | R::ChangedMeanwhile
            | R::NotTaken
            | R::TakenAlready
            | R::AlreadyDecided
            | R::Blocked { .. }
            | R::TooManyDocuments => Self::conflict(code, detail),
            R::PlanLimit { .. } => Self::new(StatusCode::FORBIDDEN, code, detail),
            R::DocumentTooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, code, detail),
            R::Incomplete(missing) => missing
                .into_iter()
                .fold(Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail), |problem, field| {
                    problem.at(format!("/{field}"), "this is missing")
                }),
            other => match other.field() {
                Some(field) => Self::field(code, format!("/{field}"), detail),
                None => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            },
        }
    }
}

impl From<AdmissionRefusal> for Problem {
    fn from(refusal: AdmissionRefusal) -> Self {
        use AdmissionRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Merchant(refusal) => refusal.into(),
            R::Catalog(refusal) => refusal.into(),
            R::Channel(refusal) => refusal.into(),
            R::Identity(refusal) => match refusal.code() {
                // The applicant was blocked, or became somebody's meanwhile.
                "wrong_state" => Self::conflict("wrong_state", detail),
                _ => refusal.into(),
            },
            R::Db(error) => error.into(),
            R::CannotApply | R::AuthorisationNeeded { .. } => Self::conflict(code, detail),
            R::PriceBelowMinimum { .. } => Self::field(code, "/price", detail),
            R::Blobs(error) => Self { fault: Some(error.to_string()), ..Self::unavailable(code, detail, 60) },
            R::Screening(error) => {
                Self { fault: Some(error.to_string()), ..Self::unavailable(code, detail, 60) }
            }
            R::Damaged => Self::new(StatusCode::GONE, code, detail),
        }
    }
}

impl From<SettlementRefusal> for Problem {
    fn from(refusal: SettlementRefusal) -> Self {
        use SettlementRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::Merchant(refusal) => refusal.into(),
            R::OrderNotFound | R::NoSuchPayout => Self::not_found(code, detail),
            R::BadAmount | R::BelowMinimum { .. } => Self::field(code, "/amount", detail),
            R::NoSuchLine { .. } => Self::field(code, "/lines", detail),
            R::BadReason(_) => Self::field(code, "/reason", detail),
            R::BadAccount { field, why } => Self::field(code, format!("/{field}"), why),
            R::BadSchedule { .. } => Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
            R::BadPeriod => Self::bad_request(code, detail),
            R::Overloaded => Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry(1),
            R::Suspended => Self::new(StatusCode::FORBIDDEN, code, detail),
            R::NotDelivered
            | R::Frozen
            | R::NotFrozen
            | R::AlreadyReleased
            | R::MoreThanPaid { .. }
            | R::NoWallet
            | R::BalanceTooLow
            | R::BondTooLow
            | R::NoPayoutAccount
            | R::AccountTooNew { .. }
            | R::WrongPayoutState { .. }
            | R::OwnPayout
            | R::AgreedAlready
            | R::NothingToSend => Self::conflict(code, detail),
        }
    }
}

impl From<CareRefusal> for Problem {
    fn from(refusal: CareRefusal) -> Self {
        use CareRefusal as R;
        let (code, detail) = (refusal.code(), refusal.to_string());
        match refusal {
            R::Db(error) => error.into(),
            R::Identity(refusal) => refusal.into(),
            R::Money(refusal) => refusal.into(),
            R::Order(refusal) => refusal.into(),
            R::Fault(fault) => Self::internal(fault),
            R::Blobs(error) => Self { fault: Some(error.to_string()), ..Self::unavailable(code, detail, 60) },
            R::NoSuchCase | R::NoSuchFile => Self::not_found(code, detail),
            R::Damaged => Self::new(StatusCode::GONE, code, detail),
            R::FileTooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, code, detail),
            R::ForgedFile => Self::field(code, "/file", detail),
            R::BadText(_) => Self::field(code, "/text", detail),
            R::NoSuchLine { .. } => Self::field(code, "/lines", detail),
            R::BadWish { .. } => Self::field(code, "/wanted", detail),
            R::BadOffer { .. } => Self::field(code, "/amount", detail),
            R::BadRuling { .. } => Self::field(code, "/back", detail),
            R::BadRule { .. } => Self::field(code, "/rules", detail),
            R::BadChargeback { .. } => Self::field(code, "/amount", detail),
            R::BadReference => Self::field(code, "/reference", detail),
            R::OwnCase | R::SameArbiter => Self::new(StatusCode::FORBIDDEN, code, detail),
            R::NotDelivered
            | R::WordNeeded
            | R::NotShortened
            | R::NoArrival
            | R::NoChargeback
            | R::ChargebackKnown { .. }
            | R::NotByHand
            | R::TooLate { .. }
            | R::AlreadyOpen
            | R::AlreadyDecided
            | R::NothingLeft
            | R::NowhereToRefund
            | R::HeldByDispute
            | R::WrongState { .. }
            | R::OfferChanged
            | R::NothingToAppeal
            | R::TakenBySomebodyElse
            | R::MerchantHasNoMoney
            | R::TooManyFiles { .. }
            | R::TooManyEntries
            | R::RulesChanged { .. } => Self::conflict(code, detail),
        }
    }
}
