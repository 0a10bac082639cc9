use db::DbError;
use kernel::BadText;

pub type Result<T> = std::result::Result<T, MerchantRefusal>;

/// Why something was refused, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum MerchantRefusal {
    #[error("a name is needed in at least one language: one line, at most 80 characters ({0})")]
    BadName(BadText),
    #[error("the description may have at most 2000 characters and no control characters ({0})")]
    BadAbout(BadText),
    #[error("a fee is 0 to 10000 basis points")]
    BadFee,
    #[error(
        "the address of a store is 2 to 40 lower-case letters, digits and single hyphens, such as night-market"
    )]
    BadSlug,
    #[error("another store has this address: choose another")]
    SlugTaken,
    #[error("there is no such merchant")]
    NoSuchMerchant,
    /// Suspended already, or not suspended at all.
    #[error("the merchant is not in the state that this would change")]
    WrongState,
    #[error("{field}: {why}")]
    BadText { field: &'static str, why: BadText },
    #[error("{field}: use letters, digits, spaces and hyphens only")]
    BadNumber { field: &'static str },
    #[error("there is no such application")]
    NoSuchApplication,
    #[error("the application is being looked at: it can be changed again if it is returned to you")]
    NotOpen,
    #[error("the application is not complete: fill in what is missing and hand it in again")]
    Incomplete(Vec<&'static str>),
    #[error("it was changed meanwhile: look again, then change it")]
    ChangedMeanwhile,
    #[error("nobody looks at this application yet: take it first")]
    NotTaken,
    #[error("another reviewer looks at this application already")]
    TakenAlready,
    #[error("this was decided already: look at it again")]
    AlreadyDecided,
    #[error("give at least one reason, each for a field of the application")]
    NoReasons,
    #[error("say why: a reason is needed, one line of at most 300 characters")]
    ReasonNeeded,
    #[error("the check {check} forbids it: return the application, or settle what it collides with")]
    Blocked { check: &'static str },
    #[error("there is no such document")]
    NoSuchDocument,
    #[error(
        "the file is no PDF, PNG or JPEG that a scanner makes: scan it again, without scripts or attachments"
    )]
    BadDocument,
    #[error("the file may have at most 10 megabytes: scan it with fewer dots")]
    DocumentTooLarge,
    #[error("the picture may have at most 50 million dots: scan it with fewer")]
    ImageTooLarge,
    #[error("there are 40 documents already: remove some first")]
    TooManyDocuments,
    #[error("there is no such authorisation")]
    NoSuchAuthorisation,
    #[error("an authorisation needs at least one document that you uploaded: upload its scan first")]
    DocumentsNeeded,
    #[error("it must end after it begins, not in the past, and within 20 years")]
    BadPeriod,
    #[error("the territory is one or more country codes such as CN")]
    BadTerritory,
    #[error("the channels are store, api or both")]
    BadChannels,
    #[error("the chain of authorisation names who lets whom sell, from the brand down: 1 to 20 links")]
    BadChain,
    #[error("a minimum price is 1 to 10,000,000,000 minor units")]
    BadMinimum,
    #[error("a cost basis is 0 to 20000 basis points")]
    BadCostBasis,
    #[error("a plan needs a code of lower-case letters, and limits and a fee from 0 to 1,000,000,000")]
    BadPlan,
    #[error("there is no such plan")]
    NoSuchPlan,
    #[error("your plan allows {limit} {what}: choose a larger plan, or use less")]
    PlanLimit { what: &'static str, limit: i64 },
    #[error("the colour is one of those that the theme knows")]
    BadColour,
    #[error(
        "a domain is a name such as cards.example.com, in small letters, without https:// and /; write others than a to z as punycode (xn--)"
    )]
    BadDomain,
    #[error("another store has proved that this domain is its own: give that one up first")]
    DomainTaken,
    #[error("your store has no domain of its own: name one first")]
    NoDomain,
    #[error("your plan has no domain of your own in it: choose one that has")]
    DomainNotInPlan,
    #[error("the domain was looked at just now: wait {retry_after} seconds")]
    DomainCheckedJustNow { retry_after: i64 },
    #[error("a logo is a PNG or JPEG: no SVG, no other kind of file, nothing behind the picture")]
    BadLogo,
    #[error("a logo may have at most 512 kilobytes: save it smaller")]
    LogoTooLarge,
    #[error("a logo may be at most 2000 dots wide and 2000 high: save it smaller")]
    LogoTooWide,
    #[error("the day of a contract is written 2026-01-31, and not in the future")]
    BadContractDate,
    #[error("your store has no logo")]
    NoLogo,
    #[error("you have no store yet: ask the operator to open one")]
    NoStore,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl MerchantRefusal {
    /// Stable; part of the API.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadName(_) => "bad_name",
            Self::BadAbout(_) => "bad_about",
            Self::BadFee => "bad_fee",
            Self::BadSlug => "bad_slug",
            Self::SlugTaken => "slug_taken",
            Self::NoSuchMerchant => "no_such_merchant",
            Self::WrongState => "wrong_state",
            Self::BadText { .. } => "bad_text",
            Self::BadNumber { .. } => "bad_number",
            Self::NoSuchApplication => "no_such_application",
            Self::NotOpen => "application_not_open",
            Self::Incomplete(_) => "application_incomplete",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::NotTaken => "not_taken",
            Self::TakenAlready => "taken_already",
            Self::AlreadyDecided => "already_decided",
            Self::NoReasons => "no_reasons",
            Self::ReasonNeeded => "reason_needed",
            Self::Blocked { .. } => "check_blocks",
            Self::NoSuchDocument => "no_such_document",
            Self::BadDocument => "bad_document",
            Self::DocumentTooLarge => "document_too_large",
            Self::ImageTooLarge => "image_too_large",
            Self::TooManyDocuments => "too_many_documents",
            Self::NoSuchAuthorisation => "no_such_authorisation",
            Self::DocumentsNeeded => "documents_needed",
            Self::BadPeriod => "bad_period",
            Self::BadTerritory => "bad_territory",
            Self::BadChannels => "bad_channels",
            Self::BadChain => "bad_chain",
            Self::BadMinimum => "bad_minimum",
            Self::BadCostBasis => "bad_cost_basis",
            Self::BadPlan => "bad_plan",
            Self::NoSuchPlan => "no_such_plan",
            Self::PlanLimit { .. } => "plan_limit",
            Self::BadColour => "bad_colour",
            Self::BadDomain => "bad_domain",
            Self::DomainTaken => "domain_taken",
            Self::NoDomain => "no_domain",
            Self::DomainNotInPlan => "plan_limit",
            Self::DomainCheckedJustNow { .. } => "domain_checked_just_now",
            Self::BadLogo => "bad_logo",
            Self::LogoTooLarge => "logo_too_large",
            Self::LogoTooWide => "logo_too_wide",
            Self::BadContractDate => "bad_contract_date",
            Self::NoLogo => "no_logo",
            Self::NoStore => "no_such_store",
            Self::Db(_) => "database",
        }
    }

    /// The field of the request that it is about, where it is about one.
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::BadName(_) => "name",
            Self::BadAbout(_) => "about",
            Self::BadFee => "fee_bps",
            Self::BadSlug | Self::SlugTaken => "store_slug",
            Self::BadText { field, .. } | Self::BadNumber { field } => field,
            Self::NoReasons => "reasons",
            Self::ReasonNeeded => "reason",
            Self::BadDocument | Self::DocumentTooLarge | Self::ImageTooLarge => "file",
            Self::DocumentsNeeded => "documents",
            Self::BadPeriod => "valid_to",
            Self::BadTerritory => "territory",
            Self::BadChannels => "channels",
            Self::BadChain => "chain",
            Self::BadMinimum => "minimum_price",
            Self::BadCostBasis => "cost_basis_bps",
            Self::BadPlan => "code",
            Self::NoSuchPlan => "plan",
            Self::BadColour => "colour",
            Self::BadDomain => "domain",
            Self::BadContractDate => "contract_date",
            _ => return None,
        })
    }
}
