use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Who may use a route on the things of the victims.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The partner who bought.
    Partner,
    /// Staff of the merchant who sells.
    Staff,
    /// One of the operator's people: the admin.
    Operator,
    /// Whoever has a credential that may look: it shows what is on sale, or what is one's own, and nothing else.
    Anybody,
    /// Whoever comes, without any credential: it shows nothing of anybody.
    Everybody,
}

/// What is known of an operation: for whom it is, and which of the victims' ids stands in its path.
pub struct Known {
    pub operation: &'static str,
    pub whose: For,
    pub id: Option<&'static str>,
}

const fn known(operation: &'static str, whose: For, id: Option<&'static str>) -> Known {
    Known { operation, whose, id }
}

use For::{Anybody, Everybody, Operator, Partner, Staff};

/// In the order in which the owner uses them at the end: what is switched off is switched on again.
pub const KNOWN: &[Known] = &[
    known("get /v1/session", Anybody, None),
    known("post /v1/session", Everybody, None),
    known("get /v1/session/ways", Everybody, None),
    known("post /v1/session/code", Everybody, None),
    known("post /v1/session/by-code", Everybody, None),
    known("post /v1/session/second-factor", Anybody, None),
    known("post /v1/session/passkey/options", Everybody, None),
    known("post /v1/session/passkey", Everybody, None),
    known("get /v1/account/passkeys", Anybody, None),
    known("post /v1/account/passkeys/options", Anybody, None),
    known("post /v1/account/passkeys", Anybody, None),
    known("post /v1/account/passkeys/{id}/name", Partner, Some("passkey")),
    known("delete /v1/account/passkeys/{id}", Partner, Some("passkey")),
    known("get /v1/account/links", Anybody, None),
    known("delete /v1/account/links/{provider}", Partner, Some("provider")),
    known("post /v1/invitations/open", Everybody, None),
    known("post /v1/invitations/accept", Anybody, None),
    known("post /v1/invitations/accept-anew", Everybody, None),
    known("put /v1/account/name", Anybody, None),
    known("put /v1/account/password", Anybody, None),
    known("post /v1/account/contacts", Anybody, None),
    known("post /v1/account/contacts/verify", Anybody, None),
    known("get /v1/privacy/fields", Everybody, None),
    known("get /v1/transparency/heads", Everybody, None),
    known("get /v1/transparency/inclusion", Everybody, None),
    known("get /v1/transparency/consistency", Everybody, None),
    known("get /v1/account/personal-data", Anybody, None),
    known("post /v1/account/deletion", Anybody, None),
    known("get /v1/account/saved-accounts", Anybody, None),
    known("delete /v1/account/saved-accounts/{id}", Partner, Some("saved account")),
    known("get /v1/account/sessions", Anybody, None),
    known("get /v1/account/second-factor", Anybody, None),
    known("post /v1/account/totp", Anybody, None),
    known("post /v1/account/totp/confirm", Anybody, None),
    known("delete /v1/account/totp", Anybody, None),
    known("post /v1/account/recovery-codes", Anybody, None),
    known("get /v1/merchant/staff", Staff, None),
    known("post /v1/merchant/staff", Anybody, None),
    // Before its owner leaves, which ends it.
    known("delete /v1/merchant/api-keys/{id}", Staff, Some("api key")),
    known("post /v1/merchant/staff/{id}/duty", Staff, Some("member")),
    known("delete /v1/merchant/staff/{id}", Staff, Some("member")),
    known("delete /v1/merchant/staff/invitations/{id}", Staff, Some("invitation")),
    known("get /v1/merchant/api-keys", Staff, None),
    known("post /v1/merchant/api-keys", Anybody, None),
    known("get /v1/platform/operators", Operator, None),
    known("post /v1/platform/operators", Operator, None),
    known("post /v1/platform/operators/{id}/duty", Operator, Some("operator")),
    known("delete /v1/platform/operators/{id}", Operator, Some("operator")),
    known("delete /v1/platform/operators/invitations/{id}", Operator, Some("operators' invitation")),
    known("get /v1/platform/trail", Operator, None),
    known("get /v1/platform/proposals", Operator, None),
    known("post /v1/platform/proposals/{id}/approve", Operator, Some("proposal")),
    known("post /v1/platform/proposals/{id}/decline", Operator, Some("second proposal")),
    known("post /v1/platform/proposals/{id}/withdraw", Operator, Some("own proposal")),
    known("post /v1/platform/users/{id}/block", Operator, Some("bystander")),
    known("post /v1/platform/users/{id}/unblock", Operator, Some("bystander")),
    known("get /v1/categories", Anybody, None),
    known("get /v1/offers", Anybody, None),
    known("get /v1/offers/{id}", Anybody, Some("offer")),
    known("post /v1/offers/{id}/account-check", Anybody, Some("recharge offer")),
    known("get /v1/orders", Partner, None),
    known("post /v1/quotes", Anybody, None),
    known("post /v1/orders", Anybody, None),
    known("get /v1/orders/{id}", Partner, Some("order")),
    known("post /v1/orders/{id}/payments", Partner, Some("waiting order")),
    known("post /v1/orders/{id}/cancel", Partner, Some("waiting order")),
    known("post /v1/deliveries/{id}/reveal", Partner, Some("delivery")),
    known("post /v1/deliveries/{id}/links", Partner, Some("delivery")),
    known("get /v1/deliveries/{id}/links", Partner, Some("delivery")),
    // Whoever holds the link may open it; what is tried here is one that does not exist.
    known("post /v1/links/open", Partner, None),
    known("get /v1/orders/{id}/receipt", Partner, Some("order")),
    known("get /v1/merchant/orders/{id}/receipt", Staff, Some("order")),
    known("get /v1/orders/{id}/money", Partner, Some("order")),
    known("get /v1/merchant/orders/{id}/money", Staff, Some("order")),
    known("get /v1/platform/orders/{id}/money", Operator, Some("order")),
    known("post /v1/platform/orders/{id}/freeze", Operator, Some("order")),
    known("post /v1/platform/orders/{id}/thaw", Operator, Some("order")),
    known("post /v1/merchant/orders/{id}/refunds", Staff, Some("order")),
    known("post /v1/platform/orders/{id}/refunds", Operator, Some("order")),
    // The last of these: what is released cannot be held.
    known("post /v1/orders/{id}/confirm", Partner, Some("order")),
    known("get /v1/merchant/money", Staff, None),
    known("get /v1/merchant/money/statement", Staff, None),
    known("get /v1/merchant/money/statement/export", Staff, None),
    known("get /v1/merchant/payouts", Staff, None),
    known("post /v1/merchant/payouts", Staff, None),
    known("post /v1/merchant/payouts/{id}/withdraw", Staff, Some("third payout")),
    // Each has its own.
    known("put /v1/merchant/payout-account", Anybody, None),
    known("put /v1/merchant/payout-schedule", Anybody, None),
    known("delete /v1/merchant/payout-schedule", Staff, None),
    known("post /v1/merchant/bond", Staff, None),
    known("get /v1/platform/payouts", Operator, None),
    known("post /v1/platform/payouts/send", Operator, None),
    known("post /v1/platform/payouts/results", Operator, None),
    known("post /v1/platform/payouts/{id}/approve", Operator, Some("payout")),
    known("post /v1/platform/payouts/{id}/refuse", Operator, Some("second payout")),
    known("post /v1/platform/payouts/{id}/paid", Operator, Some("sent payout")),
    known("post /v1/platform/payouts/{id}/failed", Operator, Some("second sent payout")),
    known("get /v1/platform/payout-batches/{id}/export", Operator, Some("payout batch")),
    known("get /v1/platform/merchants/{id}/money", Operator, Some("merchant")),
    known("post /v1/platform/merchants/{id}/bond/release", Operator, Some("merchant")),
    known("post /v1/orders/{id}/disputes", Partner, Some("disputable order")),
    known("get /v1/disputes", Partner, None),
    known("get /v1/disputes/{id}", Partner, Some("dispute")),
    known("post /v1/disputes/{id}/acts", Partner, Some("dispute")),
    known("post /v1/disputes/{id}/files", Partner, Some("dispute")),
    known("get /v1/dispute-files/{id}", Partner, Some("dispute file")),
    known("get /v1/merchant/disputes", Staff, None),
    known("get /v1/merchant/disputes/{id}", Staff, Some("dispute")),
    known("post /v1/merchant/disputes/{id}/acts", Staff, Some("dispute")),
    known("post /v1/merchant/disputes/{id}/files", Staff, Some("dispute")),
    known("get /v1/merchant/dispute-files/{id}", Staff, Some("dispute file")),
    known("get /v1/merchant/dispute-score", Staff, None),
    known("get /v1/platform/disputes", Operator, None),
    known("get /v1/platform/disputes/{id}", Operator, Some("dispute")),
    known("post /v1/platform/disputes/{id}/take", Operator, Some("contested dispute")),
    known("post /v1/platform/disputes/{id}/messages", Operator, Some("contested dispute")),
    known("post /v1/platform/disputes/{id}/rule", Operator, Some("contested dispute")),
    known("get /v1/merchant/disputes/{id}/pack", Staff, Some("bank dispute")),
    known("get /v1/platform/disputes/{id}/pack", Operator, Some("bank dispute")),
    known("post /v1/platform/disputes/{id}/bank", Operator, Some("bank dispute")),
    known("post /v1/platform/orders/{id}/chargebacks", Operator, Some("channel order")),
    known("get /v1/platform/dispute-files/{id}", Operator, Some("dispute file")),
    known("get /v1/platform/dispute-rules", Operator, None),
    known("put /v1/platform/dispute-rules", Operator, None),
    known("post /v1/platform/dispute-rules/replay", Operator, None),
    // Of keys that are somebody else's nothing is known.
    known("post /v1/merchant/diversion-traces", Anybody, None),
    known("get /v1/merchant/diversions", Staff, None),
    known("post /v1/merchant/diversions", Staff, None),
    known("get /v1/merchant/diversion-partners", Staff, None),
    known("get /v1/merchant/diversions/{id}", Staff, Some("diversion")),
    known("post /v1/merchant/diversions/{id}/close", Staff, Some("diversion")),
    known("post /v1/platform/diversion-traces", Operator, None),
    known("get /v1/platform/diversions", Operator, None),
    known("post /v1/platform/diversions", Operator, None),
    known("get /v1/platform/diversion-partners", Operator, None),
    known("get /v1/platform/diversions/{id}", Operator, Some("diversion")),
    known("post /v1/platform/diversions/{id}/close", Operator, Some("second diversion")),
    known("get /v1/wallet", Partner, None),
    known("get /v1/wallet/entries", Partner, None),
    known("get /v1/wallet/top-ups", Partner, None),
    known("post /v1/wallet/top-ups", Anybody, None),
    known("get /v1/wallet/top-ups/{id}", Partner, Some("top-up")),
    known("post /v1/wallet/top-ups/{id}/cancel", Partner, Some("waiting top-up")),
    known("get /v1/products", Staff, None),
    known("post /v1/products", Anybody, None),
    known("get /v1/products/{id}", Staff, Some("product")),
    known("post /v1/products/{id}/revisions", Staff, Some("product")),
    known("post /v1/products/{id}/hide", Staff, Some("product")),
    known("post /v1/products/{id}/list", Staff, Some("product")),
    known("get /v1/skus", Staff, None),
    known("post /v1/skus", Staff, None),
    known("get /v1/skus/{sku}", Staff, Some("sku")),
    known("put /v1/skus/{sku}/form", Staff, Some("recharge sku")),
    // While the supplier is on, by whom the goods have a cost.
    known("get /v1/merchant/price-rules", Staff, None),
    known("post /v1/merchant/price-rules", Staff, None),
    known("post /v1/merchant/price-rules/preview", Staff, None),
    known("get /v1/merchant/price-rules/{id}", Staff, Some("price rule")),
    known("get /v1/merchant/price-changes", Staff, None),
    known("get /v1/merchant/price-changes/{id}", Staff, Some("price change")),
    known("post /v1/merchant/price-changes/{id}/approve", Staff, Some("price change")),
    known("post /v1/merchant/price-changes/{id}/refuse", Staff, Some("second price change")),
    known("put /v1/merchant/price-rules/{id}", Staff, Some("price rule")),
    known("delete /v1/merchant/price-rules/{id}", Staff, Some("price rule")),
    known("get /v1/suppliers/kinds", Staff, None),
    known("get /v1/suppliers", Staff, None),
    // Each has its own.
    known("post /v1/suppliers", Anybody, None),
    known("post /v1/suppliers/trial", Staff, None),
    known("post /v1/suppliers/explain", Anybody, None),
    known("post /v1/suppliers/dry-run", Staff, None),
    known("get /v1/suppliers/{id}", Staff, Some("supplier")),
    known("put /v1/suppliers/{id}", Staff, Some("supplier")),
    known("post /v1/suppliers/{id}/switch", Staff, Some("supplier")),
    known("post /v1/suppliers/{id}/balance", Staff, Some("supplier")),
    known("get /v1/suppliers/{id}/catalogue", Staff, Some("supplier")),
    known("get /v1/suppliers/{id}/deposits", Staff, Some("supplier")),
    known("post /v1/suppliers/{id}/deposits", Staff, Some("supplier")),
    known("get /v1/suppliers/{id}/statements", Staff, Some("supplier")),
    known("post /v1/suppliers/{id}/statements", Staff, Some("supplier")),
    known("get /v1/suppliers/{id}/statement-calendar", Staff, Some("supplier")),
    known("post /v1/suppliers/{id}/statement-fetches", Staff, Some("supplier")),
    known("get /v1/supplier-statement-template", Staff, None),
    known("get /v1/supplier-differences", Staff, None),
    known("post /v1/supplier-differences/{id}/decide", Staff, Some("supplier difference")),
    known("get /v1/suppliers/{id}/routes", Staff, Some("supplier")),
    // With the victim's supplier as the second id.
    known("put /v1/skus/{sku}/routes/{supplier}", Staff, Some("recharge sku")),
    known("get /v1/skus/{sku}/routes", Staff, Some("recharge sku")),
    known("delete /v1/skus/{sku}/routes/{supplier}", Staff, Some("recharge sku")),
    // Each has its own, under the same words.
    known("get /v1/merchant/pricing/levels", Staff, None),
    known("put /v1/merchant/pricing/levels", Anybody, None),
    known("get /v1/merchant/pricing/members", Staff, None),
    known("put /v1/merchant/pricing/members", Staff, None),
    known("get /v1/merchant/pricing/tiers", Staff, None),
    known("put /v1/merchant/pricing/tiers", Staff, None),
    known("get /v1/merchant/pricing/price-lists", Staff, None),
    known("put /v1/merchant/pricing/price-lists", Staff, None),
    known("get /v1/merchant/pricing/campaigns", Staff, None),
    known("put /v1/merchant/pricing/campaigns", Staff, None),
    known("get /v1/merchant/pricing/coupons", Staff, None),
    known("put /v1/merchant/pricing/coupons", Staff, None),
    known("post /v1/merchant/pricing/explain", Staff, None),
    known("delete /v1/merchant/pricing/members/{user}", Staff, Some("price member")),
    known("delete /v1/merchant/pricing/levels/{code}", Staff, Some("level")),
    known("delete /v1/merchant/pricing/tiers/{offer}", Staff, Some("offer")),
    known("delete /v1/merchant/pricing/price-lists/{code}", Staff, Some("price list")),
    known("delete /v1/merchant/pricing/campaigns/{code}", Staff, Some("campaign")),
    known("delete /v1/merchant/pricing/coupons/{code}", Staff, Some("coupon")),
    known("get /v1/fulfilments", Staff, None),
    known("get /v1/fulfilments/{order}", Staff, Some("recharge order")),
    known("post /v1/fulfilments/{order}/decide", Staff, Some("recharge order")),
    known("post /v1/supplier-claims", Staff, None),
    known("post /v1/supplier-claims/end", Staff, None),
    known("get /v1/supplier-claims", Staff, None),
    known("get /v1/supply-weights", Staff, None),
    // Each has its own.
    known("put /v1/supply-weights", Anybody, None),
    known("post /v1/supply-weights/replay", Anybody, None),
    known("get /v1/suppliers/{id}/quotes", Staff, Some("supplier")),
    known("post /v1/suppliers/{id}/quotes", Staff, Some("supplier")),
    known("get /v1/merchant/price-stop", Staff, None),
    // Each has its own.
    known("put /v1/merchant/price-stop", Anybody, None),
    known("delete /v1/merchant/price-stop", Staff, None),
    known("get /v1/merchant/costs", Staff, None),
    known("put /v1/merchant/costs", Staff, None),
    known("get /v1/merchant/loss-leaders", Staff, None),
    known("get /v1/skus/{sku}/costs", Staff, Some("sku")),
    known("put /v1/skus/{sku}/loss-leader", Staff, Some("sku")),
    known("delete /v1/skus/{sku}/loss-leader", Staff, Some("sku")),
    known("get /v1/merchant/market-prices", Staff, None),
    known("post /v1/merchant/market-prices", Staff, None),
    known("post /v1/merchant/market-prices/import", Staff, None),
    known("get /v1/skus/{sku}/market-prices", Staff, Some("sku")),
    known("get /v1/merchant/margins", Staff, None),
    known("get /v1/merchant/orders/{id}/margin", Staff, Some("order")),
    known("get /v1/docking-keys", Partner, None),
    // Each has its own.
    known("post /v1/docking-keys", Anybody, None),
    known("get /v1/merchant/docking", Staff, None),
    known("put /v1/merchant/docking", Anybody, None),
    known("get /v1/merchant/partners", Staff, None),
    known("get /v1/merchant/partners/{user}", Staff, Some("docking partner")),
    known("put /v1/merchant/partners/{user}", Staff, Some("docking partner")),
    known("post /v1/merchant/partners/{user}/freeze", Staff, Some("docking partner")),
    known("post /v1/merchant/partners/{user}/lift", Staff, Some("docking partner")),
    known("delete /v1/merchant/partners/{user}", Staff, Some("docking partner")),
    known("post /v1/merchant/docking/keys/{id}/switch", Staff, Some("docking key")),
    // The last of these: what its owner has switched off stays off.
    known("delete /v1/docking-keys/{id}", Partner, Some("docking key")),
    known("post /v1/offers", Staff, None),
    known("post /v1/offers/{id}/reprice", Staff, Some("offer")),
    known("post /v1/offers/{id}/off", Staff, Some("offer")),
    known("post /v1/offers/{id}/on", Staff, Some("offer")),
    known("get /v1/stock/batches", Staff, None),
    known("post /v1/stock/batches", Staff, None),
    known("post /v1/stock/batches/{id}/withdraw", Staff, Some("batch")),
    known("get /v1/merchant/offers", Staff, None),
    known("post /v1/canaries/check", Anybody, None),
    known("get /v1/merchant/alarms", Staff, None),
    known("get /v1/merchant/orders", Staff, None),
    known("get /v1/merchant/orders/{id}", Staff, Some("order")),
    known("get /v1/application", Anybody, None),
    known("put /v1/application", Anybody, None),
    known("get /v1/application/timeline", Anybody, None),
    known("post /v1/application/submit", Anybody, None),
    known("post /v1/application/documents", Anybody, None),
    known("get /v1/documents/{id}", Partner, Some("document")),
    known("delete /v1/documents/{id}", Partner, Some("document")),
    known("get /v1/platform/applications", Operator, None),
    known("get /v1/platform/applications/{id}", Operator, Some("application")),
    known("post /v1/platform/applications/{id}/take", Operator, Some("application")),
    known("post /v1/platform/applications/{id}/return", Operator, Some("application")),
    known("post /v1/platform/applications/{id}/approve", Operator, Some("taken application")),
    known("get /v1/merchant/documents", Staff, None),
    known("post /v1/merchant/documents", Staff, None),
    known("get /v1/merchant/authorisations", Staff, None),
    known("post /v1/merchant/authorisations", Staff, None),
    known("get /v1/merchant/authorisations/{id}", Staff, Some("authorisation")),
    known("get /v1/platform/authorisations", Operator, None),
    known("post /v1/platform/authorisations/{id}/approve", Operator, Some("authorisation")),
    known("post /v1/platform/authorisations/{id}/revoke", Operator, Some("authorisation")),
    known("post /v1/platform/authorisations/{id}/return", Operator, Some("second authorisation")),
    known("post /v1/merchant/authorisations/{id}/withdraw", Staff, Some("second authorisation")),
    known("get /v1/merchant/store", Staff, None),
    known("put /v1/merchant/store", Staff, None),
    // Each has its own store; what is not there is nobody's.
    known("put /v1/merchant/store/domain", Staff, None),
    known("get /v1/merchant/store/domain", Staff, None),
    known("post /v1/merchant/store/domain/check", Staff, None),
    known("delete /v1/merchant/store/domain", Staff, None),
    known("put /v1/merchant/store/logo", Staff, None),
    known("delete /v1/merchant/store/logo", Staff, None),
    known("get /v1/merchant/plan", Staff, None),
    known("get /v1/brands", Anybody, None),
    known("get /v1/platform/brands", Operator, None),
    known("post /v1/platform/brands", Operator, None),
    known("put /v1/platform/brands/{id}", Operator, Some("brand")),
    known("get /v1/platform/plans", Operator, None),
    known("put /v1/platform/plans", Operator, None),
    known("get /v1/platform/reviews", Operator, None),
    known("post /v1/platform/reviews/{id}/approve", Operator, Some("product in review")),
    known("post /v1/platform/reviews/{id}/reject", Operator, Some("second product in review")),
    known("get /v1/platform/merchants", Operator, None),
    known("get /v1/platform/merchants/{id}", Operator, Some("second merchant")),
    known("post /v1/platform/merchants/{id}/trust", Operator, Some("second merchant")),
    known("post /v1/platform/merchants/{id}/plan", Operator, Some("second merchant")),
    known("post /v1/platform/merchants/{id}/suspend", Operator, Some("second merchant")),
    known("post /v1/platform/merchants/{id}/resume", Operator, Some("second merchant")),
    known("post /v1/platform/merchants/{id}/close", Operator, Some("second merchant")),
    known("get /v1/merchant/dashboard", Staff, None),
    known("get /v1/merchant/events", Staff, None),
    known("get /v1/merchant/orders/export", Staff, None),
    known("get /v1/merchant/orders/{id}/timeline", Staff, Some("order")),
    known("post /v1/merchant/orders/{id}/notes", Staff, Some("order")),
    known("post /v1/merchant/orders/{id}/resend", Staff, Some("order")),
    known("post /v1/products/import", Staff, None),
    known("get /v1/stock/levels", Staff, None),
    known("get /v1/stock/rules/{sku}", Staff, Some("sku")),
    known("put /v1/stock/rules/{sku}", Staff, Some("sku")),
    known("get /v1/stock/batches/{id}", Staff, Some("batch")),
    known("get /v1/platform/events", Operator, None),
    known("get /v1/platform/orders", Operator, None),
    known("get /v1/platform/orders/export", Operator, None),
    known("get /v1/platform/orders/{id}", Operator, Some("order")),
    known("get /v1/platform/orders/{id}/timeline", Operator, Some("order")),
    known("get /v1/platform/orders/{id}/papers", Operator, Some("order")),
    known("get /v1/platform/payments", Operator, None),
    known("get /v1/platform/exceptions", Operator, None),
    known("get /v1/platform/channel-kinds", Operator, None),
    known("get /v1/platform/channels", Operator, None),
    known("get /v1/platform/channels/{code}", Operator, Some("channel")),
    known("put /v1/platform/channels/{code}", Operator, Some("channel")),
    known("post /v1/platform/channels/{code}/state", Operator, Some("channel")),
    known("put /v1/platform/channel-order", Operator, None),
    known("post /v1/platform/channel-tests", Operator, None),
    known("get /v1/platform/channel-health", Operator, None),
    known("get /v1/platform/statements", Operator, None),
    known("post /v1/platform/statements", Operator, None),
    known("get /v1/platform/statements/{id}", Operator, Some("statement")),
    known("get /v1/platform/statement-channels", Operator, None),
    known("post /v1/platform/statement-fetches", Operator, None),
    known("get /v1/platform/differences", Operator, None),
    known("post /v1/platform/differences/{id}/settle", Operator, Some("difference")),
    known("get /v1/platform/refunds", Operator, None),
    known("post /v1/platform/refunds/{id}/decide", Operator, Some("refund")),
    known("get /v1/platform/top-ups/{id}", Operator, Some("top-up")),
    known("post /v1/platform/top-ups/{id}/return", Operator, Some("top-up")),
    known("get /v1/platform/jobs", Operator, None),
    known("get /v1/platform/jobs/dead", Operator, None),
    known("post /v1/platform/jobs/dead/{id}/retry", Operator, Some("dead job")),
    known("post /v1/platform/jobs/dead/{id}/drop", Operator, Some("second dead job")),
    known("get /v1/platform/system", Operator, None),
    known("get /v1/platform/settings", Operator, None),
    known("get /v1/products/export", Staff, None),
    known("get /v1/merchant/offers/export", Staff, None),
    // Answers offer by offer: those of another are unknown.
    known("post /v1/merchant/offers/reprice", Anybody, None),
    known("get /v1/stock/batches/export", Staff, None),
    known("get /v1/platform/payments/export", Operator, None),
    known("get /v1/platform/merchants/export", Operator, None),
    known("get /v1/platform/jobs/dead/export", Operator, None),
    known("get /v1/platform/trail/export", Operator, None),
    known("get /v1/merchant/alarms/export", Staff, None),
    known("get /v1/platform/brands/export", Operator, None),
    known("get /v1/platform/refunds/export", Operator, None),
    known("get /v1/platform/categories", Operator, None),
    known("put /v1/platform/categories", Operator, None),
    known("get /v1/platform/category-fees", Operator, None),
    known("put /v1/platform/category-fees", Operator, None),
    known("get /v1/platform/first-run", Operator, None),
    known("post /v1/platform/first-run/merchant", Operator, None),
    known("post /v1/platform/first-run/product", Operator, None),
    known("post /v1/platform/first-run/keys", Operator, None),
    // The last ones: they end the sessions of who tries.
    known("delete /v1/account/sessions/{id}", Partner, Some("session")),
    known("delete /v1/account/sessions", Anybody, None),
    known("delete /v1/session", Anybody, None),
];

/// A body with the victims' ids in it, such as the owner would send.
pub fn body(operation: &str, ids: &BTreeMap<&'static str, String>) -> Option<Value> {
    let price = |amount: i64| json!({"amount": amount, "currency": "CNY"});
    Some(match operation {
        "post /v1/session" => json!({"email": "nobody@example.com", "password": "a wrong password"}),
        "post /v1/session/code" | "post /v1/account/contacts" => json!({"contact": "nobody@example.com"}),
        "post /v1/session/by-code" | "post /v1/account/contacts/verify" => {
            json!({"contact": "nobody@example.com", "code": "000000"})
        }
        "post /v1/session/second-factor" | "post /v1/account/totp/confirm" => json!({"code": "000000"}),
        "post /v1/invitations/open" | "post /v1/invitations/accept" => json!({"token": "no such token"}),
        "post /v1/invitations/accept-anew" => {
            json!({"token": "no such token", "password": "a long sentence"})
        }
        "post /v1/account/deletion" => json!({"account": "usr_00000000000000000000000000"}),
        "post /v1/session/passkey" => json!({"challenge": "x", "credential": {}}),
        "post /v1/account/passkeys" => json!({"challenge": "x", "credential": {}, "name": "A key"}),
        "post /v1/account/passkeys/{id}/name" | "put /v1/account/name" => json!({"name": "Somebody"}),
        "put /v1/account/password" => json!({"old": "a wrong password", "new": "another sentence"}),
        "post /v1/merchant/staff" => json!({"email": "new@example.com", "duty": "stock"}),
        "post /v1/merchant/staff/{id}/duty" => json!({"duty": "finance"}),
        "post /v1/platform/operators" => json!({"email": "new@example.com", "duty": "risk"}),
        "post /v1/platform/operators/{id}/duty" => json!({"duty": "finance"}),
        "post /v1/merchant/api-keys" => json!({"name": "till", "scopes": ["stock:read"], "live": false}),
        "post /v1/platform/users/{id}/block" | "post /v1/platform/users/{id}/unblock" => {
            json!({"reason": "test"})
        }
        "put /v1/application" => json!({"legal_person": "Somebody"}),
        "post /v1/application/documents" | "post /v1/merchant/documents" => {
            Value::String("no form".to_owned())
        }
        "post /v1/platform/applications/{id}/return" => {
            json!({"reasons": [{"field": "licence", "text": "it cannot be read"}]})
        }
        "post /v1/platform/applications/{id}/approve" => json!({"fee_bps": 100}),
        "post /v1/merchant/authorisations" => json!({
            "brand": ids["brand"], "territory": ["CN"], "channels": ["store"], "valid_from": "2026-11-01",
            "valid_to": "2027-11-01", "chain": [{"from": "a", "to": "b"}], "documents": [ids["document"]],
        }),
        "put /v1/merchant/store" => json!({"version": 1, "name": {"zh": "店", "en": "Shop"}}),
        "put /v1/merchant/store/domain" => json!({"domain": "cards.example"}),
        "put /v1/merchant/store/logo" => Value::String("no picture".to_owned()),
        "post /v1/platform/brands" => json!({"name": {"zh": "新", "en": "New"}, "authorised_only": false}),
        "put /v1/platform/brands/{id}" => {
            json!({"name": {"zh": "牌子", "en": "Kept"}, "authorised_only": false})
        }
        "put /v1/platform/category-fees" => json!({"category": "goods", "fee_bps": 300}),
        "put /v1/platform/plans" => {
            json!({"code": "small", "name": {"zh": "小", "en": "Small"}, "fee": price(0)})
        }
        "post /v1/platform/merchants/{id}/plan" => json!({"plan": ""}),
        "post /v1/platform/merchants/{id}/trust" => json!({"trusted": false}),
        "post /v1/platform/statements" => Value::String("payment e1 1990 2026-11-22T04:00:00Z".to_owned()),
        "post /v1/platform/statement-fetches" => json!({"channel": ids["channel"], "day": "2026-11-22"}),
        "post /v1/platform/differences/{id}/settle" => json!({"way": "known", "reason": "test"}),
        "post /v1/platform/refunds/{id}/decide" => json!({"verdict": "try_again", "reason": "test"}),
        "post /v1/orders/{id}/payments" => json!({"pay": "fake", "from_wallet": 1}),
        "post /v1/wallet/top-ups" => json!({"amount": price(1_000), "pay": "no-such-way"}),
        "post /v1/merchant/orders/{id}/refunds" | "post /v1/platform/orders/{id}/refunds" => {
            json!({"amount": 1, "way": "wallet", "reason": "test"})
        }
        "post /v1/merchant/payouts" => json!({"amount": price(1_000)}),
        "post /v1/merchant/bond" | "post /v1/platform/merchants/{id}/bond/release" => {
            json!({"amount": price(1)})
        }
        "put /v1/merchant/payout-account" => {
            json!({"kind": "alipay", "holder": "Somebody", "number": "13800138000"})
        }
        "put /v1/merchant/payout-schedule" => {
            json!({"currency": "CNY", "every": "daily", "keep_days": 1, "minimum": 1_000})
        }
        "post /v1/platform/payouts/results" => Value::String(format!("{},paid\n", ids["sent payout"])),
        "post /v1/orders/{id}/disputes" => {
            json!({"reason": "key_invalid", "remedy": "refund", "text": "it is refused"})
        }
        "post /v1/disputes/{id}/acts" | "post /v1/merchant/disputes/{id}/acts" => {
            json!({"act": "say", "text": "a word"})
        }
        "post /v1/disputes/{id}/files" | "post /v1/merchant/disputes/{id}/files" => {
            Value::String(crate::disputes::form("a.ogg", &crate::disputes::ogg()))
        }
        "post /v1/platform/disputes/{id}/messages" => json!({"text": "a word"}),
        "post /v1/platform/disputes/{id}/rule" => json!({"back": 0, "text": "the key worked"}),
        "post /v1/platform/disputes/{id}/bank" => json!({"won": true, "reason": "as its pages say"}),
        "post /v1/platform/orders/{id}/chargebacks" => json!({"reference": "cb 1", "text": "not mine"}),
        "put /v1/platform/dispute-rules" => json!({"version": 0, "rules": [], "reason": "test"}),
        "post /v1/platform/dispute-rules/replay" => json!({"rules": [], "days": 30}),
        "post /v1/merchant/diversion-traces" | "post /v1/platform/diversion-traces" => {
            json!({"keys": "FIRST-KEY-0000"})
        }
        "post /v1/merchant/diversions" => json!({"sku": ids["sku"], "number": 3, "place": "a stall"}),
        "post /v1/platform/diversions" => {
            json!({"merchant": ids["merchant"], "sku": ids["sku"], "number": 3, "place": "a stall"})
        }
        "post /v1/merchant/diversions/{id}/close" | "post /v1/platform/diversions/{id}/close" => {
            json!({"outcome": "unfounded", "sentence": "it was a test"})
        }
        o if o.starts_with("post /v1/platform/") && o.contains("{id}") && !o.ends_with("/take") => {
            json!({"reason": "test"})
        }
        "post /v1/orders" => {
            json!({"lines": [{"offer": ids["offer"], "quantity": 1}], "pay": "wallet", "reveal": true})
        }
        "post /v1/products" => crate::shop::product("another-product"),
        "post /v1/products/{id}/revisions" => {
            let mut revision = crate::shop::product("unused");
            revision.as_object_mut().unwrap().remove("slug");
            revision["based_on"] = 1.into();
            revision
        }
        "post /v1/deliveries/{id}/links" => json!({"expires_in": 3_600}),
        "post /v1/links/open" => json!({"token": "0123456789abcdefghjkmnpqrstvwxyz"}),
        "post /v1/canaries/check" => json!({"keys": ["ANY-KEY-AT-ALL"]}),
        "post /v1/skus" => {
            json!({"product": ids["product"], "code": "TAKEN-OVER", "name": {"zh": "一", "en": "One"}})
        }
        "put /v1/skus/{sku}/form" => crate::supplies::form(),
        "post /v1/suppliers" => crate::supplies::whole("One more"),
        "post /v1/suppliers/trial" | "post /v1/suppliers/dry-run" => {
            json!({"kind": "made_up", "currency": "CNY", "of": ids["supplier"]})
        }
        "post /v1/suppliers/explain" => json!({"kind": "made_up", "description": "any"}),
        // Connected, and switched on.
        "put /v1/suppliers/{id}" => {
            json!({"version": 2, "name": "Kept", "contract": "kept", "contract_until": "2027-12-01"})
        }
        "post /v1/suppliers/{id}/switch" => json!({"to": "off"}),
        "post /v1/suppliers/{id}/deposits" => json!({"amount": 1, "note": "test"}),
        "post /v1/suppliers/{id}/statements" => {
            Value::String("order_no,kind,amount,at\ntaken-over,charge,1.00,2026-11-21 12:00:00\n".to_owned())
        }
        "post /v1/suppliers/{id}/statement-fetches" => json!({"day": "2026-11-20"}),
        "post /v1/supplier-differences/{id}/decide" => json!({"way": "dispute", "reason": "test"}),
        "put /v1/supply-weights" => json!({"cost": 1, "success": 2, "speed": 3, "deposit": 4}),
        "post /v1/supply-weights/replay" => {
            json!({"weights": json!({"cost": 1, "success": 2, "speed": 3, "deposit": 4}), "days": 30})
        }
        "post /v1/supplier-claims" => json!({"order": ids["order"], "reason": "test"}),
        "post /v1/supplier-claims/end" => {
            json!({"claim": "scl_00000000000000000000000001", "reason": "test"})
        }
        "post /v1/fulfilments/{order}/decide" => json!({"says": "failed", "reason": "test"}),
        "put /v1/skus/{sku}/routes/{supplier}" => {
            json!({"product": "taken-over", "unit_cost": 1, "position": 0, "on": true})
        }
        "post /v1/suppliers/{id}/quotes" => json!({"items": [{"product": "taken-over", "cost": 1}]}),
        "post /v1/merchant/price-rules" | "post /v1/merchant/price-rules/preview" => {
            crate::price_watch::rule("sku", &ids["sku"])
        }
        "put /v1/merchant/price-rules/{id}" => {
            let mut rule = crate::price_watch::rule("sku", &ids["recharge sku"]);
            rule["version"] = 1.into();
            rule
        }
        "put /v1/merchant/price-stop" => json!({"reason": "test"}),
        "put /v1/merchant/costs" => json!({"items": [{"sku": ids["sku"], "cost": price(0)}]}),
        "put /v1/skus/{sku}/loss-leader" => json!({"reason": "test", "until": "2027-03-01T00:00:00Z"}),
        "post /v1/merchant/market-prices" => {
            json!({"items": [{"sku": ids["sku"], "source": "them", "price": price(1)}]})
        }
        "post /v1/merchant/market-prices/import" => {
            Value::String("sku_code,source,price\nFIRST,them,1.00\n".to_owned())
        }
        "put /v1/merchant/pricing/levels" => {
            json!({"code": "another", "name": {"zh": "银", "en": "Silver"}, "off_bps": 100})
        }
        // Under the level of another.
        "put /v1/merchant/pricing/members" => json!({"user": ids["price member"], "level": ids["level"]}),
        "put /v1/merchant/pricing/tiers" => {
            json!({"offer": ids["offer"], "tiers": [{"from": 900, "unit_price": 1}]})
        }
        "put /v1/merchant/pricing/price-lists" => {
            json!({"code": "another", "name": "Another", "items": [{"offer": ids["offer"], "unit_price": 1}]})
        }
        "put /v1/merchant/pricing/campaigns" => json!({
            "code": "another", "name": {"zh": "夏", "en": "Summer"}, "off": {"bps": 100}, "channel": "api",
            "offers": [ids["offer"]], "on": false,
        }),
        "put /v1/merchant/pricing/coupons" => {
            json!({"code": "ANOTHER", "off": {"bps": 100}, "offers": [ids["offer"]], "on": false})
        }
        "post /v1/merchant/pricing/explain" | "post /v1/quotes" => {
            json!({"lines": [{"offer": ids["offer"], "quantity": 1}]})
        }
        "post /v1/docking-keys" => json!({"merchant": ids["merchant"], "name": "One more"}),
        "put /v1/merchant/docking" => json!({"mode": "on"}),
        "put /v1/merchant/partners/{user}" => json!({
            "label": "Next door",
            "allocations": [{"code": "card", "sku": ids["sku"], "period": "day", "units": 100_000}],
        }),
        "post /v1/merchant/partners/{user}/freeze" | "post /v1/merchant/partners/{user}/lift" => {
            json!({"reason": "test"})
        }
        "post /v1/merchant/docking/keys/{id}/switch" => json!({"to": "off"}),
        "post /v1/offers/{id}/account-check" => json!({"account": {"phone": "13800138000"}}),
        "post /v1/offers" => json!({"sku": ids["sku"], "price": price(1)}),
        "post /v1/offers/{id}/reprice" => json!({"from": price(1_000), "price": price(1)}),
        "post /v1/merchant/offers/reprice" => {
            json!({"offers": [{"id": ids["offer"], "from": price(1)}], "change_bps": -1_000})
        }
        "post /v1/merchant/orders/{id}/notes" => json!({"text": "seen"}),
        "put /v1/stock/rules/{sku}" => json!({"warn_below": 3}),
        "post /v1/platform/jobs/dead/{id}/retry" | "post /v1/platform/jobs/dead/{id}/drop" => {
            json!({"reason": "test"})
        }
        "put /v1/platform/channels/{code}" => {
            json!({"kind": "made_up", "name": {"zh": "渠道"}, "version": 1, "reason": "test"})
        }
        "post /v1/platform/channels/{code}/state" => json!({"state": "on", "reason": "test"}),
        "put /v1/platform/channel-order" => json!({"codes": [ids["channel"]]}),
        "post /v1/platform/channel-tests" => json!({"kind": "made_up", "code": ids["channel"]}),
        "put /v1/platform/categories" => json!({"code": "taken-over", "name": {"zh": "一", "en": "One"}}),
        "post /v1/platform/first-run/merchant" => {
            json!({"name": {"zh": "一"}, "email": "first@example.com", "password": "a long sentence"})
        }
        "post /v1/platform/first-run/product" => json!({"title": {"zh": "一"}, "price": price(1)}),
        "post /v1/platform/first-run/keys" => json!({"keys": "FOREIGN-KEY-2"}),
        // A SKU into the victim's product.
        "post /v1/products/import" => {
            Value::String("slug,sku_code,price\nfirst-card,TAKEN-OVER-2,1\n".to_owned())
        }
        // The file itself; which SKU it goes to stands behind the question mark.
        "post /v1/stock/batches" => Value::String("FOREIGN-KEY-1\n".to_owned()),
        _ => return None,
    })
}

/// What must stand behind the question mark.
pub fn query(operation: &str, ids: &BTreeMap<&'static str, String>) -> String {
    match operation {
        "post /v1/stock/batches" => format!("?sku={}&supplier=S", ids["sku"]),
        "post /v1/suppliers/{id}/statements" => "?day=2026-11-21".to_owned(),
        "post /v1/platform/statements" => format!("?channel={}", ids["channel"]),
        _ => String::new(),
    }
}

/// Path and methods of each route, as the router's own text has them.
pub fn routes(text: &str) -> Vec<(String, Vec<&'static str>)> {
    let methods = ["get", "post", "put", "patch", "delete", "any"];
    let calls = |text: &str, method: &str| {
        let before = |at: usize| text[..at].chars().next_back().unwrap_or(' ');
        text.match_indices(&format!("{method}("))
            .any(|(at, _)| !before(at).is_alphanumeric() && before(at) != '_')
    };
    let ends = |rest: &str| [".route(", "\n}", ".layer("].iter().filter_map(|end| rest.find(end)).min();
    text.split(".route(")
        .skip(1)
        .map(|rest| {
            let rest = &rest[..ends(rest).unwrap_or(rest.len())];
            let path = rest.split('"').nth(1).unwrap().to_owned();
            (path, methods.into_iter().filter(|method| calls(rest, method)).collect())
        })
        .collect()
}
