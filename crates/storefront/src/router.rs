use crate::errors::{Fault, dress};
use crate::hosts::recognise;
use crate::pages::{
    account, apply, checkout, code, dispute, docking, home, join, key, language, logo, lookup, me, order,
    pay, privacy, product, providers, receipt, region, second, setup, store, top_up, wallet,
};
use crate::{Storefront, security, static_files};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

/// The largest form that the shop takes, in bytes.
const FORM_MAX: usize = 64 * 1024;

/// All pages of the shop. It has a fallback (the page for addresses that lead nowhere): merge it with routers that
/// have none.
pub fn router(shop: Storefront) -> Router {
    Router::new()
        .route("/", get(home::home))
        .route("/c/{category}", get(home::category))
        .route("/p/{slug}", get(product::show))
        .route("/s/{slug}", get(store::show))
        .route("/apply", get(apply::show).post(apply::save))
        .route("/apply/submit", post(apply::submit))
        .route(
            "/apply/papers",
            post(apply::papers::add).layer(DefaultBodyLimit::max(apply::papers::UPLOAD_MAX)),
        )
        .route("/apply/papers/remove", post(apply::papers::remove))
        .route("/checkout", get(checkout::show).post(checkout::place))
        .route("/pay/{token}", get(pay::show).post(pay::act))
        .route("/pay/{token}/state", get(pay::state))
        .route("/o/{token}", get(order::show).post(order::act))
        .route("/o/{token}/state", get(order::state))
        .route("/o/{token}/links", post(order::make_link))
        .route("/o/{token}/receipt", get(receipt::download))
        .route("/o/{token}/dispute", get(dispute::show).post(dispute::open))
        .route("/o/{token}/dispute/state", get(dispute::state))
        .route("/o/{token}/dispute/acts", post(dispute::act))
        .route(
            "/o/{token}/dispute/files",
            post(dispute::files::add).layer(DefaultBodyLimit::max(dispute::files::upload_max(&shop))),
        )
        .route("/o/{token}/dispute/files/{file}", get(dispute::file))
        .route("/k/{token}", get(key::show).post(key::open))
        .route("/lookup", get(lookup::show).post(lookup::find))
        .route("/login", get(account::login).post(account::log_in))
        .route("/signup", get(account::signup).post(account::sign_up))
        .route("/logout", post(account::log_out))
        .route("/privacy", get(privacy::show))
        .route("/transparency", get(receipt::log))
        .route("/consent", get(privacy::ask).post(privacy::agree))
        .route("/me/orders", get(account::orders))
        .route("/me/wallet", get(wallet::show))
        .route("/me/wallet/top-up", get(top_up::form).post(top_up::begin))
        .route("/me/wallet/top-up/{id}", get(top_up::show).post(top_up::act))
        .route("/me/wallet/top-up/{id}/state", get(top_up::state))
        .merge(log_ins())
        .merge(own_account())
        .merge(own_docking())
        .route("/join/{token}", get(join::show).post(join::accept))
        .route("/setup/{token}", get(setup::show).post(setup::redeem))
        .route("/lang/{code}", get(language::choose))
        .route("/region", get(region::choose))
        .route("/static/{digest}/{name}", get(static_files::asset))
        .route("/pictures/{name}", get(static_files::picture))
        .route("/logos/{name}", get(logo::show))
        .route("/favicon.ico", get(static_files::favicon))
        .fallback(|| async { Fault::NotFound })
        .method_not_allowed_fallback(|| async { Fault::Method })
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .layer(middleware::from_fn_with_state(shop.clone(), dress))
        .layer(middleware::from_fn_with_state(shop.clone(), recognise))
        .layer(middleware::map_response(security::headers))
        .with_state(shop)
}

/// Ways to log in besides the password.
fn log_ins() -> Router<Storefront> {
    Router::new()
        .route("/login/code", get(code::show).post(code::send))
        .route("/login/code/check", post(code::check))
        .route("/login/second", get(second::show).post(second::prove))
        .route("/login/with/{provider}", post(providers::leave))
        .route("/login/with/{provider}/back", get(providers::back))
        .route("/login/stranger/{stranger}", get(providers::stranger))
        .route("/login/stranger/{stranger}/new", post(providers::welcome))
        .route("/login/stranger/{stranger}/link", post(providers::link))
}

fn own_docking() -> Router<Storefront> {
    Router::new()
        .route("/me/docking", get(docking::show).post(docking::make))
        .route("/me/docking/{key}/renew", post(docking::renew))
        .route("/me/docking/{key}/reports", post(docking::reports))
        .route("/me/docking/{key}/off", post(docking::off))
}

fn own_account() -> Router<Storefront> {
    Router::new()
        .route("/me/account", get(me::show))
        .route("/me/account/data", get(privacy::export))
        .route("/me/account/delete", get(privacy::deletion).post(privacy::delete))
        .route("/me/account/name", post(me::rename))
        .route("/me/account/contact", post(me::contact))
        .route("/me/account/contact/check", post(me::confirm_contact))
        .route("/me/account/password", post(me::password))
        .route("/me/account/totp", post(me::ways::begin_totp))
        .route("/me/account/totp/confirm", post(me::ways::confirm_totp))
        .route("/me/account/totp/remove", post(me::ways::remove_totp))
        .route("/me/account/recovery", post(me::ways::new_recovery_codes))
        .route("/me/account/passkeys/{passkey}/name", post(me::ways::rename_passkey))
        .route("/me/account/passkeys/{passkey}/remove", post(me::ways::remove_passkey))
        .route("/me/account/links/{provider}/remove", post(me::ways::unlink))
        .route("/me/account/saved/{account}/forget", post(me::accounts::forget))
        .route("/me/account/sessions/end", post(me::end_other_sessions))
        .route("/me/account/sessions/{session}/end", post(me::end_session))
}
