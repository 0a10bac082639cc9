use crate::problem::Written;
use crate::{
    account, alarms, api_keys, application, applications, authorisations, batches, brands, canaries,
    dashboard, disputes, diversion, docking, events, fulfilments, levels, links, login_links, market, money,
    offers, orders_api, own_domain, own_offers, partners, passkeys, payment_channels, platform, price_watch,
    pricing, product_import, product_reviews, products, proposals, reveal, sales, session, skus, staff,
    statements, store_front, suppliers, trail, transparency, users, wallet,
};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Components, Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

/// The whole document, OpenAPI 3.1.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cardamom API",
        version = "2026-11-23",
        description = "Sell and buy virtual goods. Amounts are integers in minor units with their currency. Every creating \
            POST needs an Idempotency-Key: the same key with the same body repeats the first answer. Errors are problems \
            (RFC 9457) with a stable code.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        offers::list, offers::show, offers::account_check::check, offers::categories,
        orders_api::place::place, orders_api::show::list, orders_api::show::show, orders_api::cancel::cancel,
        orders_api::pay::choose, orders_api::quote::quote, reveal::reveal,
        pricing::levels::list, pricing::levels::put, pricing::levels::remove, pricing::members::list, pricing::members::put,
        pricing::members::remove, pricing::tiers::list, pricing::tiers::put, pricing::tiers::remove, pricing::lists::list,
        pricing::lists::put, pricing::lists::remove, pricing::campaigns::list, pricing::campaigns::put,
        pricing::campaigns::remove, pricing::coupons::list, pricing::coupons::put, pricing::coupons::remove,
        pricing::explain::explain,
        links::create, links::list, links::open,
        transparency::of_buyer, transparency::of_merchant, transparency::heads, transparency::inclusion,
        transparency::consistency,
        wallet::show, wallet::entries,
        wallet::top_ups::list, wallet::top_ups::begin, wallet::top_ups::show, wallet::top_ups::cancel,
        products::create::create, products::show::list, products::show::show, products::revise::revise,
        products::listed::hide, products::listed::list,
        products::export::export, own_offers::export::export, own_offers::reprice_all::reprice, batches::export::export,
        platform::exports::payments, platform::exports::merchants, platform::exports::dead_jobs, trail::export::export,
        alarms::export::export, brands::export::export, platform::refunds::export::export,
        skus::create, skus::list, skus::show, skus::put_form,
        suppliers::kinds, suppliers::list, suppliers::show, suppliers::change::create, suppliers::change::put,
        suppliers::change::switch, suppliers::trial::test, suppliers::dry_run::explain, suppliers::dry_run::dry_run,
        suppliers::ask::balance, suppliers::ask::catalogue,
        suppliers::deposits::list, suppliers::deposits::book, suppliers::routes::of_supplier, suppliers::routes::of_sku,
        suppliers::routes::put, suppliers::routes::remove, fulfilments::list, fulfilments::show, fulfilments::decide,
        fulfilments::claims::open, fulfilments::claims::end, fulfilments::claims::list,
        suppliers::statements::list, suppliers::statements::calendar, suppliers::statements::template,
        suppliers::statements::bring, suppliers::statements::fetch, suppliers::differences::list,
        suppliers::differences::decide,
        suppliers::weights::show, suppliers::weights::put, suppliers::weights::replay,
        price_watch::rules::list, price_watch::rules::create, price_watch::rules::show, price_watch::rules::put,
        price_watch::rules::remove, price_watch::preview::preview, price_watch::changes::list, price_watch::changes::show,
        price_watch::changes::approve, price_watch::changes::refuse, price_watch::stop::show, price_watch::stop::put,
        price_watch::stop::remove, price_watch::costs::list, price_watch::costs::put, price_watch::costs::of_sku,
        price_watch::costs::leaders, price_watch::costs::mark, price_watch::costs::unmark, price_watch::market::list, price_watch::market::note,
        price_watch::market::import, price_watch::market::of_sku, price_watch::quotes::push, price_watch::quotes::list,
        price_watch::margins::list, price_watch::margins::of_order,
        own_offers::create::create, own_offers::list::list, own_offers::change::reprice, own_offers::change::on,
        own_offers::change::off,
        batches::import::import, batches::list::list, batches::withdraw::withdraw,
        sales::list, sales::show, alarms::list, canaries::check,
        dashboard::show, events::merchant, sales::export::export, sales::timeline::show, sales::notes::add,
        sales::notes::resend, product_import::import, levels::list, levels::rule, levels::put_rule, batches::show::show,
        events::platform, platform::orders::list, platform::orders::show, platform::orders::timeline, platform::orders::papers,
        platform::orders::export, platform::money::payments, platform::money::exceptions,
        platform::refunds::list, platform::refunds::decide,
        platform::top_ups::show, platform::top_ups::give_back,
        platform::jobs::queue, platform::jobs::dead, platform::jobs::retry, platform::jobs::drop,
        platform::machine::system, platform::machine::settings,
        platform::categories::list, platform::categories::put,
        platform::category_fees::list, platform::category_fees::put,
        platform::first_run::show, platform::first_run::merchant, platform::first_run::product, platform::first_run::keys,
        session::show, session::log_in::log_in, session::log_in::log_out, session::second_factor::prove,
        session::code::ways, session::code::ask, session::code::by_code,
        account::contacts::set_name, account::contacts::set_password, account::contacts::ask, account::contacts::verify,
        account::privacy::fields, account::privacy::export, account::privacy::delete,
        account::saved::list, account::saved::forget,
        account::sessions::list, account::sessions::end_others, account::sessions::end,
        account::totp::show, account::totp::begin, account::totp::confirm, account::totp::remove, account::totp::renew,
        passkeys::prove::ask, passkeys::prove::prove, passkeys::list, passkeys::begin, passkeys::add, passkeys::rename,
        passkeys::remove, login_links::list, login_links::unlink,
        staff::merchant::list, staff::merchant::invite, staff::merchant::revoke, staff::merchant::change_duty,
        staff::merchant::remove, api_keys::list, api_keys::create, api_keys::revoke,
        staff::operators::list, staff::operators::invite, staff::operators::revoke, staff::operators::change_duty,
        staff::operators::remove, staff::join::open, staff::join::accept, staff::join::accept_anew,
        proposals::list, proposals::approve, proposals::decline, proposals::withdraw,
        trail::list, users::block, users::unblock,
        application::show, application::save, application::submit, application::timeline,
        application::documents::upload, application::documents::show, application::documents::remove,
        application::documents::list_of_merchant, application::documents::upload_for_merchant,
        applications::list, applications::show, applications::take, applications::send_back, applications::approve,
        market::list, market::show, market::suspend, market::resume, market::close, market::trust, market::choose_plan,
        brands::list, brands::list_for_platform, brands::create, brands::change,
        authorisations::list, authorisations::create, authorisations::show, authorisations::withdraw,
        authorisations::review::list, authorisations::review::approve, authorisations::review::send_back,
        authorisations::review::revoke,
        product_reviews::list, product_reviews::approve, product_reviews::reject,
        own_domain::show, own_domain::name, own_domain::check, own_domain::remove, own_domain::put_logo,
        own_domain::remove_logo,
        payment_channels::kinds, payment_channels::list, payment_channels::show, payment_channels::change::put,
        payment_channels::change::switch, payment_channels::change::order, payment_channels::trial::test,
        payment_channels::health::list,
        statements::list, statements::show, statements::channels, statements::bring::upload, statements::bring::fetch,
        statements::differences::list, statements::differences::settle,
        store_front::show, store_front::change, store_front::plan, store_front::plans, store_front::put_plan,
        money::orders::of_buyer, money::orders::confirm, money::orders::of_merchant, money::orders::refund,
        money::orders::of_platform, money::orders::refund_by_operator, money::orders::freeze, money::orders::thaw,
        money::statement::show, money::statement::of_merchant, money::statement::statement, money::statement::export,
        money::payouts::list, money::payouts::request, money::payouts::withdraw, money::payouts::put_account,
        money::payouts::put_schedule, money::payouts::drop_schedule, money::payouts::fill_bond,
        money::platform::list, money::platform::approve, money::platform::refuse, money::platform::send,
        money::platform::export, money::platform::paid, money::platform::failed, money::platform::results,
        money::platform::free_bond,
        disputes::buyer::open, disputes::buyer::list, disputes::buyer::show, disputes::buyer::act,
        disputes::files::upload, disputes::files::show, disputes::files::upload_for_merchant,
        disputes::files::show_merchant, disputes::files::show_platform,
        disputes::merchant::list, disputes::merchant::show, disputes::merchant::act, disputes::merchant::score,
        disputes::platform::list, disputes::platform::show, disputes::platform::take, disputes::platform::say,
        disputes::platform::rule, disputes::chargeback::record, disputes::chargeback::end,
        disputes::pack::of_merchant, disputes::pack::of_platform, disputes::rules::show, disputes::rules::put, disputes::rules::replay,
        docking::list, docking::create, docking::drop, docking::show, docking::put, docking::switch,
        partners::list, partners::show, partners::put, partners::remove, partners::freeze, partners::lift,
        diversion::merchant::trace, diversion::merchant::open, diversion::merchant::list, diversion::merchant::partners,
        diversion::merchant::show, diversion::merchant::close,
        diversion::platform::trace, diversion::platform::open, diversion::platform::list, diversion::platform::partners,
        diversion::platform::show, diversion::platform::close,
    ),
    components(schemas(Written)),
    tags(
        (name = "offers", description = "What is on sale"),
        (name = "orders", description = "Buy, and hold the keys"),
        (name = "disputes", description = "Something is wrong with what was delivered"),
        (name = "transparency", description = "The log that every receipt stands in: for everybody"),
        (name = "wallet", description = "What can be spent"),
        (name = "merchant", description = "Sell: needs a merchant's staff, by key or logged in"),
        (name = "docking", description = "Shops of others that buy by program: their keys, and whom a merchant lets dock"),
        (name = "supply", description = "Goods that suppliers credit to the accounts of buyers: needs a merchant's staff"),
        (name = "prices", description = "Costs, margins, and prices that follow rules: needs a merchant's staff"),
        (name = "pricing", description = "What your buyers pay instead of the offers' prices: needs a merchant's staff"),
        (name = "session", description = "Log in and out in a browser"),
        (name = "account", description = "One's own account"),
        (name = "staff", description = "Who works for a merchant or for the operator"),
        (name = "application", description = "Ask to sell"),
        (name = "platform", description = "For the operator's people"),
    ),
    modifiers(&KeyAndProblem)
)]
struct Document;

/// What all operations have in common.
struct KeyAndProblem;

impl Modify for KeyAndProblem {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let key = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("Your API key: sk_live_… or sk_test_…"));
        let components = document.components.get_or_insert_with(Components::new);
        components.add_security_scheme("key", SecurityScheme::Http(key.build()));
        let cookie = ApiKeyValue::with_description(
            identity::cookies::SESSION,
            "The cookie of a session (with https its name begins with __Host-). What changes something carries the \
             header X-CSRF-Token, too.",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        for item in document.paths.paths.values_mut() {
            let operations =
                [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                operation.responses.responses.insert("default".to_owned(), RefOr::T(problem()));
                or_by_session(operation);
            }
        }
    }
}

/// What a key may do, somebody who is logged in may do as well, if their duty has the scope; what is for people only, no
/// key may do.
fn or_by_session(operation: &mut Operation) {
    let Some(security) = &mut operation.security else { return };
    let of = |one: &SecurityRequirement, scheme: &str| serde_json::to_value(one).ok()?.get(scheme).cloned();
    let Some(scopes) = security.iter().find_map(|one| of(one, "key")) else { return };
    let scopes: Vec<String> = serde_json::from_value(scopes).unwrap_or_default();
    let known = identity::Scopes::parse(scopes.iter().map(String::as_str)).unwrap_or_default();
    if known.of_keys() != known {
        security.retain(|one| of(one, "key").is_none());
    }
    if security.iter().all(|one| of(one, "session").is_none()) {
        security.push(SecurityRequirement::new("session", scopes));
    }
}

fn problem() -> Response {
    let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    ResponseBuilder::new()
        .description("Why it was refused")
        .content("application/problem+json", content)
        .build()
}
