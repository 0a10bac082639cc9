//! What a merchant shows to the payer's bank: the fields of Stripe's dispute evidence (docs.stripe.com/api/disputes/update,
//! names and limits as there) and the card scheme's Compelling Evidence 3.0 (docs.stripe.com/disputes/api/visa-ce3). Made
//! only where a bank has taken a payment back, and only of what a bank asks for: it is the one place where the address of
//! a purchase and how its buyer is reached leave this house, so whoever takes it is written down.

use crate::store::pack::{self as rows, Prior};
use crate::{Aftercare, CareRefusal, Entry, Party, Result, Side};
use kernel::{DisputeId, Language, Span};
use orders::{Moment, Order};
use serde_json::{Map, Value, json};
use settlement::Chargeback;

/// "The combined character count of all fields is limited to 150,000."
pub const ALL_MAX: usize = 150_000;
/// Of one field; what Stripe's pages say of each is 20,000.
const FIELD_MAX: usize = 20_000;
/// Earlier payments count between so many days before the disputed one.
const YOUNGEST: Span = Span::days(120);
const OLDEST: Span = Span::days(365);
/// Exactly two are asked for.
const PRIORS: usize = 2;

/// All of it.
pub struct Pack {
    pub chargeback: Chargeback,
    pub order: Order,
    /// The body's `evidence` of Stripe's update of a dispute. Files that it names are made and uploaded by whoever sends it.
    pub evidence: Value,
    /// Payment intents of the two earlier payments, in the order of `prior_undisputed_transactions`: their charges are asked
    /// of Stripe, since what is stored here is the intent.
    pub priors: Vec<String>,
    pub timeline: Vec<Moment>,
    /// What both sides said.
    pub entries: Vec<Entry>,
}

impl Aftercare {
    /// What is shown to the bank about a case. Refused where no bank has taken anything back.
    pub async fn pack(&self, id: DisputeId, party: Party<'_>) -> Result<Pack> {
        let view = self.view(id, party).await?;
        if party.side() == Side::Buyer {
            return Err(CareRefusal::NoSuchCase);
        }
        let chargeback =
            self.money().chargeback_of(&id.to_string()).await?.ok_or(CareRefusal::NoChargeback)?;
        let order = self.orders().find(view.case.order).await?;
        let seen = self.orders().view(order.clone()).await?;
        let sold = described(&seen);
        let mut tx = self.db().snapshot().await?;
        let shown = rows::shown(&mut tx, &order).await?;
        let at = order.paid_at.unwrap_or(order.created_at);
        let priors =
            rows::priors(&mut tx, &order, &chargeback.channel, (at.before(OLDEST), at.before(YOUNGEST)))
                .await?;
        drop(tx);
        // Notes are the staff's own, and where a mail went is nothing that the bank asks for.
        let moments = self.orders().timeline(&order).await?.into_iter();
        let timeline: Vec<Moment> = moments.filter(|moment| !is_private(moment.kind)).collect();
        let entries = view.entries.into_iter().filter(|entry| entry.kind != "proposed").collect::<Vec<_>>();
        let mut evidence = fields(&order, &sold, &log(&order, &shown), &talk(&entries));
        let chosen = matching(&order, &priors);
        if let Some(chosen) = &chosen {
            evidence.insert("enhanced_evidence".into(), compelling(&order, &sold, chosen));
        }
        let priors = chosen.map(|two| two.iter().map(|prior| prior.event_id.clone()).collect());
        Ok(Pack {
            chargeback,
            order,
            evidence: Value::Object(evidence),
            priors: priors.unwrap_or_default(),
            timeline,
            entries,
        })
    }
}

fn is_private(kind: &str) -> bool {
    kind == "note" || kind.contains("mail") || kind.contains("link")
}

fn described(view: &orders::OrderView) -> String {
    let line = |line: &orders::LineView| {
        let (title, sku) = (line.title.get(Language::En), line.sku_name.get(Language::En));
        format!(
            "{} x {title} ({sku}), a digital key delivered online, {} each",
            line.quantity, line.unit_price
        )
    };
    view.lines.iter().map(line).collect::<Vec<_>>().join("; ")
}

/// Only what fits and is there: an empty text would take a field away that somebody has filled in.
fn fields(order: &Order, sold: &str, log: &str, talk: &str) -> Map<String, Value> {
    let paid = order.paid_at.unwrap_or(order.created_at);
    let day: String = paid.rfc3339().chars().take(10).collect();
    let email = order.contact.as_deref().filter(|contact| contact.contains('@')).unwrap_or_default();
    let told = format!(
        "Order {} was paid on {} and delivered online in the same moment. {talk}",
        order.id,
        paid.rfc3339()
    );
    let all = [
        ("access_activity_log", log),
        ("customer_email_address", email),
        ("customer_purchase_ip", order.placed_from.as_str()),
        ("product_description", sold),
        ("service_date", day.as_str()),
        ("uncategorized_text", told.as_str()),
    ];
    let (mut fields, mut left) = (Map::new(), ALL_MAX);
    for (name, text) in all {
        let text: String = text.chars().take(FIELD_MAX.min(left)).collect();
        left -= text.chars().count();
        if !text.is_empty() {
            fields.insert(name.into(), json!(text));
        }
    }
    fields
}

/// When which key was shown, to whom, from where.
fn log(order: &Order, shown: &[rows::Shown]) -> String {
    let mut lines =
        vec![format!("{} order placed from {}", order.created_at.rfc3339(), place(&order.placed_from))];
    lines.extend(shown.iter().map(|one| {
        let by = if one.who == "link" || one.who == "reveal_link" {
            one.who.as_str()
        } else {
            "the buyer's account"
        };
        format!("{} key {} shown by {by} from {}", one.at.rfc3339(), one.delivery, place(&one.from))
    }));
    lines.join("\n")
}

fn place(address: &str) -> &str {
    if address.is_empty() { "an address that is not kept any more" } else { address }
}

fn talk(entries: &[Entry]) -> String {
    let said = entries.iter().filter(|entry| !entry.text.is_empty() && entry.kind != "file");
    let said = said.map(|entry| format!("{} {}: {}", entry.at.rfc3339(), entry.side.code(), entry.text));
    said.collect::<Vec<_>>().join("\n")
}

/// Two earlier payments that nobody disputed, each of which shares the address and besides the account or the e-mail with the
/// disputed one: of the scheme's main elements the address is the only one that is kept here. None where there are fewer.
fn matching<'a>(order: &Order, priors: &'a [Prior]) -> Option<[&'a Prior; PRIORS]> {
    let same = |prior: &&Prior| {
        let address = !order.placed_from.is_empty() && prior.placed_from == order.placed_from;
        let account = order.buyer.is_some() && prior.buyer == order.buyer;
        address && (account || prior.same_contact)
    };
    let mut found = priors.iter().filter(same);
    Some([found.next()?, found.next()?])
}

fn compelling(order: &Order, sold: &str, priors: &[&Prior; PRIORS]) -> Value {
    let shared = |buyer: Option<kernel::UserId>, from: &str, same_contact: bool, sold: &str| {
        let mut fields = Map::new();
        fields.insert("customer_purchase_ip".into(), json!(from));
        fields.insert("product_description".into(), json!(sold.chars().take(FIELD_MAX).collect::<String>()));
        if let Some(buyer) = buyer {
            fields.insert("customer_account_id".into(), json!(buyer));
        }
        if let Some(email) = order.contact.as_deref().filter(|contact| same_contact && contact.contains('@'))
        {
            fields.insert("customer_email_address".into(), json!(email));
        }
        fields
    };
    let mut disputed = shared(order.buyer, &order.placed_from, true, sold);
    // Nothing is shipped.
    disputed.insert("merchandise_or_services".into(), json!("services"));
    let earlier = priors.iter().map(|prior| {
        let sold = format!("{} digital keys delivered online on {}", prior.units, prior.paid_at.rfc3339());
        Value::Object(shared(prior.buyer, &prior.placed_from, prior.same_contact, &sold))
    });
    json!({ "visa_compelling_evidence_3": {
        "disputed_transaction": disputed,
        "prior_undisputed_transactions": earlier.collect::<Vec<_>>(),
    } })
}
