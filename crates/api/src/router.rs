use crate::caller::authenticate;
use crate::dress::dress;
use crate::{
    Api, Problem, account, alarms, api_keys, application, applications, authorisations, batches, brands,
    canaries, dashboard, disputes, diversion, docking, docs, events, fulfilments, levels, links, login_links,
    market, money, notify, offers, orders_api, own_domain, own_offers, partners, passkeys, payment_channels,
    platform, price_watch, pricing, product_import, product_reviews, products, proposals, reveal, sales,
    session, skus, staff, statements, store_front, suppliers, trail, transparency, users, wallet,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, delete, get, post, put};

/// All of the API: `/v1/…`, `/openapi.json`, `/docs`, `/notify/{channel}` and `/supply/notify/{supplier}`. It has no
/// fallback of its own, so that it can be merged with other routes.
pub fn router(api: Api) -> Router {
    let dressed = buyers()
        .merge(merchants())
        .merge(operators())
        .merge(people())
        .merge(staff_routes())
        .merge(admission())
        .merge(reviews())
        .merge(channels())
        .merge(supply())
        .merge(prices())
        .merge(price_watch_routes())
        .merge(docks())
        .merge(settlement())
        .merge(aftercare(disputes::files::upload_max(&api)))
        .merge(diversions())
        .layer(from_fn_with_state(api.clone(), authenticate))
        .merge(open())
        // Only what no route answers; needs no key, because there is nothing to protect.
        .route("/v1", any(unknown))
        .route("/v1/{*rest}", any(unknown))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(api.clone(), dress));
    dressed
        .route("/notify/{channel}", get(notify::notify).post(notify::notify))
        .route("/supply/notify/{supplier}", get(notify::supply).post(notify::supply))
        .with_state(api)
}

fn buyers() -> Router<Api> {
    Router::new()
        .route("/v1/categories", get(offers::categories))
        .route("/v1/offers", get(offers::list).post(own_offers::create::create))
        .route("/v1/offers/{id}", get(offers::show))
        .route("/v1/offers/{id}/account-check", post(offers::account_check::check))
        .route("/v1/orders", get(orders_api::show::list).post(orders_api::place::place))
        .route("/v1/quotes", post(orders_api::quote::quote))
        .route("/v1/orders/{id}", get(orders_api::show::show))
        .route("/v1/orders/{id}/receipt", get(transparency::of_buyer))
        .route("/v1/orders/{id}/cancel", post(orders_api::cancel::cancel))
        .route("/v1/orders/{id}/payments", post(orders_api::pay::choose))
        .route("/v1/deliveries/{id}/reveal", post(reveal::reveal))
        .route("/v1/deliveries/{id}/links", get(links::list).post(links::create))
        .route("/v1/links/open", post(links::open))
        .route("/v1/wallet", get(wallet::show))
        .route("/v1/wallet/entries", get(wallet::entries))
        .route("/v1/wallet/top-ups", get(wallet::top_ups::list).post(wallet::top_ups::begin))
        .route("/v1/wallet/top-ups/{id}", get(wallet::top_ups::show))
        .route("/v1/wallet/top-ups/{id}/cancel", post(wallet::top_ups::cancel))
}

fn merchants() -> Router<Api> {
    Router::new()
        .route("/v1/products", get(products::show::list).post(products::create::create))
        .route("/v1/products/export", get(products::export::export))
        .route("/v1/products/{id}", get(products::show::show))
        .route("/v1/products/{id}/revisions", post(products::revise::revise))
        .route("/v1/products/{id}/hide", post(products::listed::hide))
        .route("/v1/products/{id}/list", post(products::listed::list))
        .route("/v1/skus", get(skus::list).post(skus::create))
        .route("/v1/skus/{sku}", get(skus::show))
        .route("/v1/skus/{sku}/form", put(skus::put_form))
        .route("/v1/offers/{id}/reprice", post(own_offers::change::reprice))
        .route("/v1/offers/{id}/on", post(own_offers::change::on))
        .route("/v1/offers/{id}/off", post(own_offers::change::off))
        .route("/v1/stock/batches", get(batches::list::list).post(batches::import::import))
        .route("/v1/stock/batches/{id}/withdraw", post(batches::withdraw::withdraw))
        .route("/v1/canaries/check", post(canaries::check))
        .route("/v1/merchant/alarms", get(alarms::list))
        .route("/v1/merchant/alarms/export", get(alarms::export::export))
        .route("/v1/merchant/offers", get(own_offers::list::list))
        .route("/v1/merchant/offers/export", get(own_offers::export::export))
        .route("/v1/merchant/offers/reprice", post(own_offers::reprice_all::reprice))
        .route("/v1/merchant/dashboard", get(dashboard::show))
        .route("/v1/merchant/events", get(events::merchant))
        .route("/v1/merchant/orders", get(sales::list))
        .route("/v1/merchant/orders/export", get(sales::export::export))
        .route("/v1/merchant/orders/{id}", get(sales::show))
        .route("/v1/merchant/orders/{id}/receipt", get(transparency::of_merchant))
        .route("/v1/merchant/orders/{id}/timeline", get(sales::timeline::show))
        .route("/v1/merchant/orders/{id}/notes", post(sales::notes::add))
        .route("/v1/merchant/orders/{id}/resend", post(sales::notes::resend))
        .route("/v1/products/import", post(product_import::import))
        .route("/v1/stock/levels", get(levels::list))
        .route("/v1/stock/rules/{sku}", get(levels::rule).put(levels::put_rule))
        .route("/v1/stock/batches/export", get(batches::export::export))
        .route("/v1/stock/batches/{id}", get(batches::show::show))
}

fn operators() -> Router<Api> {
    Router::new()
        .route("/v1/platform/events", get(events::platform))
        .route("/v1/platform/orders", get(platform::orders::list))
        .route("/v1/platform/orders/export", get(platform::orders::export))
        .route("/v1/platform/orders/{id}", get(platform::orders::show))
        .route("/v1/platform/orders/{id}/timeline", get(platform::orders::timeline))
        .route("/v1/platform/orders/{id}/papers", get(platform::orders::papers))
        .route("/v1/platform/payments", get(platform::money::payments))
        .route("/v1/platform/payments/export", get(platform::exports::payments))
        .route("/v1/platform/merchants/export", get(platform::exports::merchants))
        .route("/v1/platform/jobs/dead/export", get(platform::exports::dead_jobs))
        .route("/v1/platform/exceptions", get(platform::money::exceptions))
        .route("/v1/platform/refunds", get(platform::refunds::list))
        .route("/v1/platform/refunds/export", get(platform::refunds::export::export))
        .route("/v1/platform/refunds/{id}/decide", post(platform::refunds::decide))
        .route("/v1/platform/top-ups/{id}", get(platform::top_ups::show))
        .route("/v1/platform/top-ups/{id}/return", post(platform::top_ups::give_back))
        .route("/v1/platform/jobs", get(platform::jobs::queue))
        .route("/v1/platform/jobs/dead", get(platform::jobs::dead))
        .route("/v1/platform/jobs/dead/{id}/retry", post(platform::jobs::retry))
        .route("/v1/platform/jobs/dead/{id}/drop", post(platform::jobs::drop))
        .route("/v1/platform/system", get(platform::machine::system))
        .route("/v1/platform/settings", get(platform::machine::settings))
        .route("/v1/platform/categories", get(platform::categories::list).put(platform::categories::put))
        .route(
            "/v1/platform/category-fees",
            get(platform::category_fees::list).put(platform::category_fees::put),
        )
        .route("/v1/platform/first-run", get(platform::first_run::show))
        .route("/v1/platform/first-run/merchant", post(platform::first_run::merchant))
        .route("/v1/platform/first-run/product", post(platform::first_run::product))
        .route("/v1/platform/first-run/keys", post(platform::first_run::keys))
}

/// Where money comes in.
fn channels() -> Router<Api> {
    Router::new()
        .route("/v1/platform/channel-kinds", get(payment_channels::kinds))
        .route("/v1/platform/channels", get(payment_channels::list))
        .route("/v1/platform/channels/{code}", get(payment_channels::show).put(payment_channels::change::put))
        .route("/v1/platform/channels/{code}/state", post(payment_channels::change::switch))
        .route("/v1/platform/channel-order", put(payment_channels::change::order))
        .route("/v1/platform/channel-tests", post(payment_channels::trial::test))
        .route("/v1/platform/channel-health", get(payment_channels::health::list))
        .route("/v1/platform/statements", get(statements::list).post(statements::bring::upload))
        .route("/v1/platform/statements/{id}", get(statements::show))
        .route("/v1/platform/statement-channels", get(statements::channels))
        .route("/v1/platform/statement-fetches", post(statements::bring::fetch))
        .route("/v1/platform/differences", get(statements::differences::list))
        .route("/v1/platform/differences/{id}/settle", post(statements::differences::settle))
}

/// What buyers pay instead of the offers' prices.
fn prices() -> Router<Api> {
    use pricing::{campaigns, coupons, explain, levels, lists, members, tiers};
    Router::new()
        .route("/v1/merchant/pricing/levels", get(levels::list).put(levels::put))
        .route("/v1/merchant/pricing/levels/{code}", delete(levels::remove))
        .route("/v1/merchant/pricing/members", get(members::list).put(members::put))
        .route("/v1/merchant/pricing/members/{user}", delete(members::remove))
        .route("/v1/merchant/pricing/tiers", get(tiers::list).put(tiers::put))
        .route("/v1/merchant/pricing/tiers/{offer}", delete(tiers::remove))
        .route("/v1/merchant/pricing/price-lists", get(lists::list).put(lists::put))
        .route("/v1/merchant/pricing/price-lists/{code}", delete(lists::remove))
        .route("/v1/merchant/pricing/campaigns", get(campaigns::list).put(campaigns::put))
        .route("/v1/merchant/pricing/campaigns/{code}", delete(campaigns::remove))
        .route("/v1/merchant/pricing/coupons", get(coupons::list).put(coupons::put))
        .route("/v1/merchant/pricing/coupons/{code}", delete(coupons::remove))
        .route("/v1/merchant/pricing/explain", post(explain::explain))
}

/// Suppliers of a merchant, and what they are asked for.
fn supply() -> Router<Api> {
    Router::new()
        .route("/v1/suppliers", get(suppliers::list).post(suppliers::change::create))
        .route("/v1/suppliers/kinds", get(suppliers::kinds))
        .route("/v1/suppliers/trial", post(suppliers::trial::test))
        .route("/v1/suppliers/explain", post(suppliers::dry_run::explain))
        .route("/v1/suppliers/dry-run", post(suppliers::dry_run::dry_run))
        .route("/v1/suppliers/{id}", get(suppliers::show).put(suppliers::change::put))
        .route("/v1/suppliers/{id}/switch", post(suppliers::change::switch))
        .route("/v1/suppliers/{id}/balance", post(suppliers::ask::balance))
        .route("/v1/suppliers/{id}/catalogue", get(suppliers::ask::catalogue))
        .route("/v1/suppliers/{id}/deposits", get(suppliers::deposits::list).post(suppliers::deposits::book))
        .route(
            "/v1/suppliers/{id}/statements",
            get(suppliers::statements::list).post(suppliers::statements::bring),
        )
        .route("/v1/suppliers/{id}/statement-calendar", get(suppliers::statements::calendar))
        .route("/v1/suppliers/{id}/statement-fetches", post(suppliers::statements::fetch))
        .route("/v1/supplier-statement-template", get(suppliers::statements::template))
        .route("/v1/supplier-differences", get(suppliers::differences::list))
        .route("/v1/supplier-differences/{id}/decide", post(suppliers::differences::decide))
        .route("/v1/suppliers/{id}/routes", get(suppliers::routes::of_supplier))
        .route("/v1/skus/{sku}/routes", get(suppliers::routes::of_sku))
        .route(
            "/v1/skus/{sku}/routes/{supplier}",
            put(suppliers::routes::put).delete(suppliers::routes::remove),
        )
        .route("/v1/fulfilments", get(fulfilments::list))
        .route("/v1/fulfilments/{order}", get(fulfilments::show))
        .route("/v1/fulfilments/{order}/decide", post(fulfilments::decide))
        .route("/v1/supplier-claims", get(fulfilments::claims::list).post(fulfilments::claims::open))
        .route("/v1/supplier-claims/end", post(fulfilments::claims::end))
        .route("/v1/supply-weights", get(suppliers::weights::show).put(suppliers::weights::put))
        .route("/v1/supply-weights/replay", post(suppliers::weights::replay))
}

/// What goods cost, what is earned, and prices that follow rules.
fn price_watch_routes() -> Router<Api> {
    use price_watch::{changes, costs, margins, market, preview, quotes, rules, stop};
    Router::new()
        .route("/v1/merchant/price-rules", get(rules::list).post(rules::create))
        .route("/v1/merchant/price-rules/preview", post(preview::preview))
        .route("/v1/merchant/price-rules/{id}", get(rules::show).put(rules::put).delete(rules::remove))
        .route("/v1/merchant/price-changes", get(changes::list))
        .route("/v1/merchant/price-changes/{id}", get(changes::show))
        .route("/v1/merchant/price-changes/{id}/approve", post(changes::approve))
        .route("/v1/merchant/price-changes/{id}/refuse", post(changes::refuse))
        .route("/v1/merchant/price-stop", get(stop::show).put(stop::put).delete(stop::remove))
        .route("/v1/merchant/costs", get(costs::list).put(costs::put))
        .route("/v1/merchant/loss-leaders", get(costs::leaders))
        .route("/v1/skus/{sku}/costs", get(costs::of_sku))
        .route("/v1/skus/{sku}/loss-leader", put(costs::mark).delete(costs::unmark))
        .route("/v1/merchant/market-prices", get(market::list).post(market::note))
        .route("/v1/merchant/market-prices/import", post(market::import))
        .route("/v1/skus/{sku}/market-prices", get(market::of_sku))
        .route("/v1/suppliers/{id}/quotes", get(quotes::list).post(quotes::push))
        .route("/v1/merchant/margins", get(margins::list))
        .route("/v1/merchant/orders/{id}/margin", get(margins::of_order))
}

/// For whoever is logged in.
fn people() -> Router<Api> {
    Router::new()
        .route("/v1/session", delete(session::log_in::log_out))
        .route("/v1/session/second-factor", post(session::second_factor::prove))
        .route("/v1/account/name", put(account::contacts::set_name))
        .route("/v1/account/password", put(account::contacts::set_password))
        .route("/v1/account/contacts", post(account::contacts::ask))
        .route("/v1/account/contacts/verify", post(account::contacts::verify))
        .route("/v1/account/sessions", get(account::sessions::list).delete(account::sessions::end_others))
        .route("/v1/account/sessions/{id}", delete(account::sessions::end))
        .route("/v1/account/saved-accounts", get(account::saved::list))
        .route("/v1/account/saved-accounts/{id}", delete(account::saved::forget))
        .route("/v1/account/second-factor", get(account::totp::show))
        .route("/v1/account/totp", post(account::totp::begin).delete(account::totp::remove))
        .route("/v1/account/totp/confirm", post(account::totp::confirm))
        .route("/v1/account/recovery-codes", post(account::totp::renew))
        .route("/v1/account/passkeys", get(passkeys::list).post(passkeys::add))
        .route("/v1/account/passkeys/options", post(passkeys::begin))
        .route("/v1/account/passkeys/{id}", delete(passkeys::remove))
        .route("/v1/account/passkeys/{id}/name", post(passkeys::rename))
        .route("/v1/account/personal-data", get(account::privacy::export))
        .route("/v1/account/deletion", post(account::privacy::delete))
        .route("/v1/account/links", get(login_links::list))
        .route("/v1/account/links/{provider}", delete(login_links::unlink))
        .route("/v1/invitations/accept", post(staff::join::accept))
}

/// Who works for a merchant, and who for the operator; what was done by whom.
fn staff_routes() -> Router<Api> {
    Router::new()
        .route("/v1/merchant/staff", get(staff::merchant::list).post(staff::merchant::invite))
        .route("/v1/merchant/staff/{id}", delete(staff::merchant::remove))
        .route("/v1/merchant/staff/{id}/duty", post(staff::merchant::change_duty))
        .route("/v1/merchant/staff/invitations/{id}", delete(staff::merchant::revoke))
        .route("/v1/merchant/api-keys", get(api_keys::list).post(api_keys::create))
        .route("/v1/merchant/api-keys/{id}", delete(api_keys::revoke))
        .route("/v1/platform/operators", get(staff::operators::list).post(staff::operators::invite))
        .route("/v1/platform/operators/{id}", delete(staff::operators::remove))
        .route("/v1/platform/operators/{id}/duty", post(staff::operators::change_duty))
        .route("/v1/platform/operators/invitations/{id}", delete(staff::operators::revoke))
        .route("/v1/platform/proposals", get(proposals::list))
        .route("/v1/platform/proposals/{id}/approve", post(proposals::approve))
        .route("/v1/platform/proposals/{id}/decline", post(proposals::decline))
        .route("/v1/platform/proposals/{id}/withdraw", post(proposals::withdraw))
        .route("/v1/platform/trail", get(trail::list))
        .route("/v1/platform/trail/export", get(trail::export::export))
        .route("/v1/platform/users/{id}/block", post(users::block))
        .route("/v1/platform/users/{id}/unblock", post(users::unblock))
}

/// Who wants to sell, and what they show for it.
fn admission() -> Router<Api> {
    let upload = || DefaultBodyLimit::max(application::documents::UPLOAD_MAX);
    Router::new()
        .route("/v1/application", get(application::show).put(application::save))
        .route("/v1/application/submit", post(application::submit))
        .route("/v1/application/timeline", get(application::timeline))
        .route("/v1/application/documents", post(application::documents::upload).layer(upload()))
        .route("/v1/documents/{id}", get(application::documents::show).delete(application::documents::remove))
        .route(
            "/v1/merchant/documents",
            get(application::documents::list_of_merchant)
                .post(application::documents::upload_for_merchant)
                .layer(upload()),
        )
        .route("/v1/merchant/authorisations", get(authorisations::list).post(authorisations::create))
        .route("/v1/merchant/authorisations/{id}", get(authorisations::show))
        .route("/v1/merchant/authorisations/{id}/withdraw", post(authorisations::withdraw))
        .route("/v1/merchant/store", get(store_front::show).put(store_front::change))
        .route(
            "/v1/merchant/store/domain",
            get(own_domain::show).put(own_domain::name).delete(own_domain::remove),
        )
        .route("/v1/merchant/store/domain/check", post(own_domain::check))
        .route("/v1/merchant/store/logo", put(own_domain::put_logo).delete(own_domain::remove_logo))
        .route("/v1/merchant/plan", get(store_front::plan))
        .route("/v1/brands", get(brands::list))
}

/// The operator decides who sells, and what.
fn reviews() -> Router<Api> {
    Router::new()
        .route("/v1/platform/applications", get(applications::list))
        .route("/v1/platform/applications/{id}", get(applications::show))
        .route("/v1/platform/applications/{id}/take", post(applications::take))
        .route("/v1/platform/applications/{id}/return", post(applications::send_back))
        .route("/v1/platform/applications/{id}/approve", post(applications::approve))
        .route("/v1/platform/merchants", get(market::list))
        .route("/v1/platform/merchants/{id}", get(market::show))
        .route("/v1/platform/merchants/{id}/suspend", post(market::suspend))
        .route("/v1/platform/merchants/{id}/resume", post(market::resume))
        .route("/v1/platform/merchants/{id}/close", post(market::close))
        .route("/v1/platform/merchants/{id}/trust", post(market::trust))
        .route("/v1/platform/merchants/{id}/plan", post(market::choose_plan))
        .route("/v1/platform/brands", get(brands::list_for_platform).post(brands::create))
        .route("/v1/platform/brands/export", get(brands::export::export))
        .route("/v1/platform/brands/{id}", put(brands::change))
        .route("/v1/platform/authorisations", get(authorisations::review::list))
        .route("/v1/platform/authorisations/{id}/approve", post(authorisations::review::approve))
        .route("/v1/platform/authorisations/{id}/return", post(authorisations::review::send_back))
        .route("/v1/platform/authorisations/{id}/revoke", post(authorisations::review::revoke))
        .route("/v1/platform/reviews", get(product_reviews::list))
        .route("/v1/platform/reviews/{id}/approve", post(product_reviews::approve))
        .route("/v1/platform/reviews/{id}/reject", post(product_reviews::reject))
        .route("/v1/platform/plans", get(store_front::plans).put(store_front::put_plan))
}

/// Shops of others that buy by program, and whom a merchant lets dock.
fn docks() -> Router<Api> {
    Router::new()
        .route("/v1/docking-keys", get(docking::list).post(docking::create))
        .route("/v1/docking-keys/{id}", delete(docking::drop))
        .route("/v1/merchant/docking", get(docking::show).put(docking::put))
        .route("/v1/merchant/docking/keys/{id}/switch", post(docking::switch))
        .route("/v1/merchant/partners", get(partners::list))
        .route(
            "/v1/merchant/partners/{user}",
            get(partners::show).put(partners::put).delete(partners::remove),
        )
        .route("/v1/merchant/partners/{user}/freeze", post(partners::freeze))
        .route("/v1/merchant/partners/{user}/lift", post(partners::lift))
}

/// The money of delivered orders.
fn settlement() -> Router<Api> {
    Router::new()
        .route("/v1/orders/{id}/money", get(money::orders::of_buyer))
        .route("/v1/orders/{id}/confirm", post(money::orders::confirm))
        .route("/v1/merchant/orders/{id}/money", get(money::orders::of_merchant))
        .route("/v1/merchant/orders/{id}/refunds", post(money::orders::refund))
        .route("/v1/merchant/money", get(money::statement::show))
        .route("/v1/merchant/money/statement", get(money::statement::statement))
        .route("/v1/merchant/money/statement/export", get(money::statement::export))
        .route("/v1/merchant/payouts", get(money::payouts::list).post(money::payouts::request))
        .route("/v1/merchant/payouts/{id}/withdraw", post(money::payouts::withdraw))
        .route("/v1/merchant/payout-account", put(money::payouts::put_account))
        .route(
            "/v1/merchant/payout-schedule",
            put(money::payouts::put_schedule).delete(money::payouts::drop_schedule),
        )
        .route("/v1/merchant/bond", post(money::payouts::fill_bond))
        .route("/v1/platform/orders/{id}/money", get(money::orders::of_platform))
        .route("/v1/platform/orders/{id}/refunds", post(money::orders::refund_by_operator))
        .route("/v1/platform/orders/{id}/freeze", post(money::orders::freeze))
        .route("/v1/platform/orders/{id}/thaw", post(money::orders::thaw))
        .route("/v1/platform/payouts", get(money::platform::list))
        .route("/v1/platform/payouts/send", post(money::platform::send))
        .route("/v1/platform/payouts/results", post(money::platform::results))
        .route("/v1/platform/payouts/{id}/approve", post(money::platform::approve))
        .route("/v1/platform/payouts/{id}/refuse", post(money::platform::refuse))
        .route("/v1/platform/payouts/{id}/paid", post(money::platform::paid))
        .route("/v1/platform/payouts/{id}/failed", post(money::platform::failed))
        .route("/v1/platform/payout-batches/{id}/export", get(money::platform::export))
        .route("/v1/platform/merchants/{id}/money", get(money::statement::of_merchant))
        .route("/v1/platform/merchants/{id}/bond/release", post(money::platform::free_bond))
}

/// Something is wrong with what was delivered.
fn aftercare(upload_max: usize) -> Router<Api> {
    let upload = || DefaultBodyLimit::max(upload_max);
    Router::new()
        .route("/v1/orders/{id}/disputes", post(disputes::buyer::open))
        .route("/v1/disputes", get(disputes::buyer::list))
        .route("/v1/disputes/{id}", get(disputes::buyer::show))
        .route("/v1/disputes/{id}/acts", post(disputes::buyer::act))
        .route("/v1/disputes/{id}/files", post(disputes::files::upload).layer(upload()))
        .route("/v1/dispute-files/{id}", get(disputes::files::show))
        .route("/v1/merchant/disputes", get(disputes::merchant::list))
        .route("/v1/merchant/disputes/{id}", get(disputes::merchant::show))
        .route("/v1/merchant/disputes/{id}/acts", post(disputes::merchant::act))
        .route("/v1/merchant/disputes/{id}/files", post(disputes::files::upload_for_merchant).layer(upload()))
        .route("/v1/merchant/dispute-files/{id}", get(disputes::files::show_merchant))
        .route("/v1/merchant/dispute-score", get(disputes::merchant::score))
        .route("/v1/platform/disputes", get(disputes::platform::list))
        .route("/v1/platform/disputes/{id}", get(disputes::platform::show))
        .route("/v1/platform/disputes/{id}/take", post(disputes::platform::take))
        .route("/v1/platform/disputes/{id}/messages", post(disputes::platform::say))
        .route("/v1/platform/disputes/{id}/rule", post(disputes::platform::rule))
        .route("/v1/merchant/disputes/{id}/pack", get(disputes::pack::of_merchant))
        .route("/v1/platform/disputes/{id}/pack", get(disputes::pack::of_platform))
        .route("/v1/platform/disputes/{id}/bank", post(disputes::chargeback::end))
        .route("/v1/platform/orders/{id}/chargebacks", post(disputes::chargeback::record))
        .route("/v1/platform/dispute-files/{id}", get(disputes::files::show_platform))
        .route("/v1/platform/dispute-rules", get(disputes::rules::show).put(disputes::rules::put))
        .route("/v1/platform/dispute-rules/replay", post(disputes::rules::replay))
}

/// Found keys, and the way that they went.
fn diversions() -> Router<Api> {
    Router::new()
        .route("/v1/merchant/diversion-traces", post(diversion::merchant::trace))
        .route("/v1/merchant/diversion-partners", get(diversion::merchant::partners))
        .route("/v1/merchant/diversions", get(diversion::merchant::list).post(diversion::merchant::open))
        .route("/v1/merchant/diversions/{id}", get(diversion::merchant::show))
        .route("/v1/merchant/diversions/{id}/close", post(diversion::merchant::close))
        .route("/v1/platform/diversion-traces", post(diversion::platform::trace))
        .route("/v1/platform/diversion-partners", get(diversion::platform::partners))
        .route("/v1/platform/diversions", get(diversion::platform::list).post(diversion::platform::open))
        .route("/v1/platform/diversions/{id}", get(diversion::platform::show))
        .route("/v1/platform/diversions/{id}/close", post(diversion::platform::close))
}

/// For everybody: these ask themselves who it is, if they need to know.
fn open() -> Router<Api> {
    Router::new()
        .route("/v1/session", get(session::show).post(session::log_in::log_in))
        .route("/v1/session/ways", get(session::code::ways))
        .route("/v1/session/code", post(session::code::ask))
        .route("/v1/session/by-code", post(session::code::by_code))
        .route("/v1/session/passkey/options", post(passkeys::prove::ask))
        .route("/v1/session/passkey", post(passkeys::prove::prove))
        .route("/v1/invitations/open", post(staff::join::open))
        .route("/v1/invitations/accept-anew", post(staff::join::accept_anew))
        .route("/openapi.json", get(docs::document))
        .route("/v1/privacy/fields", get(account::privacy::fields))
        .route("/v1/transparency/heads", get(transparency::heads))
        .route("/v1/transparency/inclusion", get(transparency::inclusion))
        .route("/v1/transparency/consistency", get(transparency::consistency))
        .route("/.well-known/cardamom-receipts.json", get(transparency::key))
        .route("/docs", get(docs::page))
        .route("/docs/docs.css", get(docs::style))
}

async fn unknown() -> Problem {
    Problem::not_found("unknown_route", "there is no such path: see /docs for those that there are")
}

async fn wrong_method() -> Problem {
    let detail = "this path does not take that method: see /docs for those that it takes";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}
