use crate::partners::answer::FiredAnswer;
use crate::people::name_of;
use crate::platform::names;
use crate::platform::orders::MerchantRef;
use crate::words::Text;
use crate::{Api, Problem};
use identity::{IdentityRefusal, Role};
use kernel::{AuthorisationId, BatchId, DeliveryId, DiversionId, MerchantId, OrderId, SkuId, Time, UserId};
use merchants::Papers;
use orders::{Chain, DiversionCase, Fired, FoundKeys, LinkUse, PartnerCases, Sale, Shared, Shown};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Who reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eyes {
    Merchant,
    Platform,
}

/// What came of a look-up.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionFindings)]
pub(crate) struct FindingsAnswer {
    /// Lines that were looked for.
    lines: usize,
    /// The numbers of those of which nothing is known, from 1.
    unknown: Vec<u64>,
    findings: Vec<FindingAnswer>,
}

/// A line that is one of the goods.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionFinding)]
struct FindingAnswer {
    /// From 1.
    line: u64,
    chain: ChainAnswer,
}

/// The way of one unit, from its supplier to whom it was shown. Never the key.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionChain)]
struct ChainAnswer {
    merchant: MerchantRef,
    #[schema(value_type = String)]
    sku: SkuId,
    /// The title of the product.
    product: Text,
    sku_name: Text,
    /// Of the unit among all of its SKU; of a loop secret its version.
    number: i64,
    /// `sold`; `in_stock`; `withdrawn`; `held_back` where it was taken back before anybody saw it; `replaced` where another
    /// one came in its place; `shared` for a loop secret, which many have; `canary`, which was hidden in its batch and is
    /// nobody's.
    #[schema(example = "sold")]
    state: &'static str,
    batch: DiversionBatch,
    /// To whom it was sold; null where it was not, and for a loop secret.
    sale: Option<SaleAnswer>,
    /// How many have a loop secret; null for all other goods.
    shared: Option<SharedAnswer>,
    /// A case about it that is open.
    #[schema(value_type = Option<String>)]
    open_case: Option<DiversionId>,
}

/// Where it came from.
#[derive(Serialize, ToSchema)]
struct DiversionBatch {
    #[schema(value_type = String)]
    id: BatchId,
    supplier: String,
    reference: String,
    /// The contract with the supplier; null where none was named.
    contract: Option<String>,
    /// When that was signed: 2026-01-31; null where it was not said.
    signed_on: Option<String>,
    /// Of the brand; null for goods that need none.
    #[schema(value_type = Option<String>)]
    authorisation: Option<AuthorisationId>,
    /// The API key, user or program that imported it.
    imported_by: String,
    imported_at: String,
}

/// To whom a unit was sold, and who was shown it.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionSale)]
struct SaleAnswer {
    #[serde(serialize_with = "crate::words::as_text")]
    #[schema(value_type = String)]
    delivery: DeliveryId,
    #[schema(value_type = String)]
    order: OrderId,
    placed_at: String,
    delivered_at: String,
    /// `store` or `api`.
    origin: String,
    /// `wallet`, or the code of a payment channel.
    pay: String,
    /// The network that the order was placed from, such as 192.0.2.0/24; null once that is forgotten.
    network: Option<String>,
    /// Where the buyer is told of the order.
    contact: Option<String>,
    /// The user who bought it; null for a guest.
    partner: Option<PartnerAnswer>,
    /// Each time that it was shown, the oldest first.
    reveals: Vec<RevealAnswer>,
    /// False where there may be more of them.
    reveals_complete: bool,
    /// Single-use links that were made for it.
    links: Vec<LinkAnswer>,
}

/// The user who bought a unit.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionPartner)]
struct PartnerAnswer {
    #[schema(value_type = String)]
    id: UserId,
    /// Of a partner, or of who buys by the API; else empty.
    name: String,
    /// Units of the same SKU, and of all your goods, that they have bought.
    units_of_sku: i64,
    units_in_all: i64,
    /// False where older orders were not counted.
    complete: bool,
    /// Cases about units of theirs, open and closed.
    cases: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DiversionReveal)]
struct RevealAnswer {
    at: String,
    /// The id of a user or API key, `link` for who holds the order's link, or `reveal_link`.
    by: String,
    network: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DiversionLink)]
struct LinkAnswer {
    made_at: String,
    /// `open`, `used` or `expired`.
    state: &'static str,
    used_at: Option<String>,
    network: Option<String>,
}

/// How many have a loop secret: who of them passed it on, nobody can tell.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionShared)]
struct SharedAnswer {
    units: i64,
    orders: i64,
    /// False where only so many were counted.
    complete: bool,
}

/// Somebody who bought a unit that turned up.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = DiversionPartnerRef)]
pub(crate) struct PartnerRef {
    #[schema(value_type = String)]
    id: UserId,
    /// Of a partner; else empty.
    name: String,
}

/// Cases about the units of one user.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionPartnerCases)]
pub(crate) struct PartnerCasesAnswer {
    partner: PartnerRef,
    cases: i64,
    open: i64,
    /// Closed ones that ended with a warning, and with a stop.
    warned: i64,
    stopped: i64,
    last_at: String,
}

/// A found key that is kept as a case.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionCase)]
pub(crate) struct CaseAnswer {
    #[schema(value_type = String, example = "dvn_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: DiversionId,
    merchant: MerchantRef,
    #[schema(value_type = String)]
    sku: SkuId,
    /// The title of the product.
    product: Text,
    sku_name: Text,
    number: i64,
    /// Null where the unit was not sold, and for a loop secret.
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    /// Null for guests, and once the account was deleted.
    partner: Option<PartnerRef>,
    place: String,
    url: String,
    found_at: Option<String>,
    note: String,
    /// `open` or `closed`.
    state: &'static str,
    /// `partner_warned`, `partner_stopped`, `not_ours` or `unfounded`; null while it is open.
    outcome: Option<&'static str>,
    sentence: String,
    /// An e-mail address, or `platform`.
    opened_by: String,
    opened_at: String,
    closed_by: Option<String>,
    closed_at: Option<String>,
}

/// A case with the way of its unit.
#[derive(Serialize, ToSchema)]
#[schema(as = DiversionDetails)]
pub(crate) struct DetailsAnswer {
    case: CaseAnswer,
    /// As it stands now.
    chain: Option<ChainAnswer>,
    /// What a clause of the agreement with the partner did because of it.
    fired: Option<FiredAnswer>,
}

impl FindingsAnswer {
    pub async fn of(api: &Api, found: FoundKeys) -> Result<Self, Problem> {
        let of = names(api, found.found.iter().map(|(_, chain)| chain.item.merchant)).await?;
        let mut findings = Vec::with_capacity(found.found.len());
        for (line, chain) in found.found {
            let merchant = merchant_of(&of, chain.item.merchant);
            findings.push(FindingAnswer { line, chain: ChainAnswer::of(api, merchant, chain).await? });
        }
        Ok(Self { lines: found.lines, unknown: found.unknown, findings })
    }
}

impl DetailsAnswer {
    pub async fn of(
        api: &Api,
        case: CaseAnswer,
        (chain, fired): (Option<Chain>, Option<Fired>),
    ) -> Result<Self, Problem> {
        let chain = match chain {
            Some(chain) => Some(ChainAnswer::of(api, case.merchant.clone(), chain).await?),
            None => None,
        };
        Ok(Self { case, chain, fired: fired.map(FiredAnswer::from) })
    }
}

impl ChainAnswer {
    async fn of(api: &Api, merchant: MerchantRef, chain: Chain) -> Result<Self, Problem> {
        let state = chain.whereabouts();
        let sale = match chain.sale {
            Some(sale) => Some(SaleAnswer::of(api, sale).await?),
            None => None,
        };
        Ok(Self {
            merchant,
            sku: chain.item.sku,
            product: chain.title.into(),
            sku_name: chain.sku_name.into(),
            number: chain.item.number,
            state,
            batch: DiversionBatch::of(chain.batch, chain.papers),
            sale,
            shared: chain.shared.map(Into::into),
            open_case: chain.open_case,
        })
    }
}

impl DiversionBatch {
    fn of(batch: vault::Batch, papers: Papers) -> Self {
        let (contract, signed_on) = papers.contract.map(|c| (c.contract, c.signed_on)).unzip();
        Self {
            id: batch.id,
            supplier: batch.provenance.supplier,
            reference: batch.provenance.reference,
            contract,
            signed_on: signed_on.filter(|day| !day.is_empty()),
            authorisation: papers.authorisation,
            imported_by: batch.provenance.imported_by,
            imported_at: batch.created_at.rfc3339(),
        }
    }
}

impl SaleAnswer {
    async fn of(api: &Api, sale: Sale) -> Result<Self, Problem> {
        let order = sale.order;
        let partner = match order.buyer.zip(sale.bought) {
            Some((id, bought)) => Some(PartnerAnswer {
                id,
                name: partner_name(api, id, order.origin == "api").await?,
                units_of_sku: bought.of_sku,
                units_in_all: bought.in_all,
                complete: bought.complete,
                cases: bought.cases,
            }),
            None => None,
        };
        Ok(Self {
            delivery: sale.delivery,
            order: order.id,
            placed_at: order.created_at.rfc3339(),
            delivered_at: sale.delivered_at.rfc3339(),
            origin: order.origin,
            pay: order.pay,
            network: sale.network,
            contact: order.contact,
            partner,
            reveals: sale.reveals.into_iter().map(Into::into).collect(),
            reveals_complete: sale.reveals_complete,
            links: sale.links.into_iter().map(Into::into).collect(),
        })
    }
}

impl From<Shown> for RevealAnswer {
    fn from(shown: Shown) -> Self {
        Self { at: shown.at.rfc3339(), by: shown.who, network: shown.network }
    }
}

impl From<LinkUse> for LinkAnswer {
    fn from(link: LinkUse) -> Self {
        Self {
            made_at: link.made_at.rfc3339(),
            state: link.state,
            used_at: link.used_at.map(Time::rfc3339),
            network: link.network,
        }
    }
}

impl From<Shared> for SharedAnswer {
    fn from(shared: Shared) -> Self {
        Self { units: shared.units, orders: shared.orders, complete: shared.complete }
    }
}

impl PartnerCasesAnswer {
    pub async fn of(api: &Api, of: PartnerCases) -> Result<Self, Problem> {
        let partner = PartnerRef { id: of.partner, name: partner_name(api, of.partner, false).await? };
        let (cases, open, warned, stopped) = (of.cases, of.open, of.warned, of.stopped);
        Ok(Self { partner, cases, open, warned, stopped, last_at: of.last_at.rfc3339() })
    }
}

impl CaseAnswer {
    /// In the same order.
    pub async fn all(api: &Api, cases: Vec<DiversionCase>, eyes: Eyes) -> Result<Vec<Self>, Problem> {
        let of = names(api, cases.iter().map(|case| case.merchant)).await?;
        let skus = api.orders.sku_names(cases.iter().map(|case| (case.merchant, case.sku)).collect()).await?;
        let mut known = Known::default();
        let mut answers = Vec::with_capacity(cases.len());
        for case in cases {
            let (product, sku_name) = skus.get(&(case.merchant, case.sku)).cloned().unwrap_or_default();
            let merchant = merchant_of(&of, case.merchant);
            let partner = match case.partner {
                Some(id) => Some(known.partner(api, id).await?),
                None => None,
            };
            let opened_by = known.staff(api, &case.opened_by, eyes).await?;
            let closed_by = match &case.closed_by {
                Some(who) => Some(known.staff(api, who, eyes).await?),
                None => None,
            };
            answers.push(Self {
                id: case.id,
                merchant,
                sku: case.sku,
                product: product.into(),
                sku_name: sku_name.into(),
                number: case.number,
                order: case.order(),
                partner,
                state: if case.is_open() { "open" } else { "closed" },
                outcome: case.outcome.map(orders::Outcome::code),
                place: case.place,
                url: case.url,
                found_at: case.found_at.map(Time::rfc3339),
                note: case.note,
                sentence: case.sentence,
                opened_by,
                opened_at: case.opened_at.rfc3339(),
                closed_by,
                closed_at: case.closed_at.map(Time::rfc3339),
            });
        }
        Ok(answers)
    }
}

/// People who were looked up for this answer.
#[derive(Default)]
struct Known {
    partners: HashMap<UserId, PartnerRef>,
    staff: HashMap<String, String>,
}

impl Known {
    async fn partner(&mut self, api: &Api, id: UserId) -> Result<PartnerRef, Problem> {
        if let Some(known) = self.partners.get(&id) {
            return Ok(known.clone());
        }
        let partner = PartnerRef { id, name: partner_name(api, id, false).await? };
        self.partners.insert(id, partner.clone());
        Ok(partner)
    }

    /// A merchant is not told who of the platform's people it was.
    async fn staff(&mut self, api: &Api, who: &str, eyes: Eyes) -> Result<String, Problem> {
        if let Some(known) = self.staff.get(who) {
            return Ok(known.clone());
        }
        let operator = match who.parse::<UserId>() {
            Ok(id) => user(api, id).await?.is_some_and(|user| user.role == Role::Operator),
            Err(_) => false,
        };
        let name = match operator && eyes == Eyes::Merchant {
            true => "platform".to_owned(),
            false => name_of(api, who).await?,
        };
        self.staff.insert(who.to_owned(), name.clone());
        Ok(name)
    }
}

/// What a business is called: of who buys in the store for themselves, the order's contact has to do.
async fn partner_name(api: &Api, id: UserId, by_api: bool) -> Result<String, Problem> {
    let user = user(api, id).await?.filter(|user| by_api || user.role == Role::Partner);
    Ok(user.map(|user| user.name).unwrap_or_default())
}

async fn user(api: &Api, id: UserId) -> Result<Option<identity::User>, Problem> {
    match api.identity.user(id).await {
        Ok(user) => Ok(Some(user)),
        Err(IdentityRefusal::NoSuchUser) => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}

fn merchant_of(names: &HashMap<MerchantId, kernel::Bilingual>, id: MerchantId) -> MerchantRef {
    MerchantRef { id, name: names.get(&id).cloned().unwrap_or_default().into() }
}
