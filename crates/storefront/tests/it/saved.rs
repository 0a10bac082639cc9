//! Accounts that are remembered for the next order.

use crate::browse::is_well_made;
use crate::recharge::{BY_WALLET, GOOD, House, press};
use crate::shop::{Answer, Browser};
use axum::http::StatusCode;

/// As `fill`, with one field more.
async fn fill_with(house: &House, browser: &mut Browser, phone: &str, more: (&str, &str)) -> Answer {
    let fields = [("account.phone", phone), ("account.area", "north"), BY_WALLET[0], BY_WALLET[1], more];
    browser.send(&house.checkout(), "/checkout", &fields).await
}

/// The values of the radio buttons by which a remembered account is chosen.
fn offered(page: &Answer) -> Vec<String> {
    let parts = page.body.split("name=\"saved\" value=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap().to_owned()).filter(|id| !id.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_remembered_if_wished_chosen_by_its_hint_and_forgotten() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let mut buyer = house.shop.buyer("buyer@example.com", 5_000).await;
        let form = buyer.get(&house.checkout()).await;
        assert!(form.body.contains("name=\"remember\"") && offered(&form).is_empty());
        assert!(!form.body.contains("value=\"1\" checked"), "off, unless it is wished");

        // Not wished: not remembered. Wished, and looked at once more: after the order it is.
        let page = house.fill(&mut buyer, GOOD, BY_WALLET).await;
        press(&mut buyer, &page, "right").await;
        assert!(offered(&buyer.get(&house.checkout()).await).is_empty());
        let page = fill_with(&house, &mut buyer, GOOD, ("remember", "1")).await;
        is_well_made("an account that will be remembered", &page.body);
        assert!(page.body.contains("下单后会记住这个账号"));
        let changed = press(&mut buyer, &page, "change").await;
        assert!(changed.body.contains("name=\"remember\" value=\"1\" checked"), "the wish stays");
        assert!(offered(&changed).is_empty(), "nothing is ordered yet");
        assert_eq!(press(&mut buyer, &page, "right").await.status, StatusCode::SEE_OTHER);

        // Next time it is offered, by its hint alone.
        let form = buyer.get(&house.checkout()).await;
        is_well_made("a form with a remembered account", &form.body);
        let saved = offered(&form);
        assert_eq!(
            (saved.len(), form.texts("saved-account")),
            (1, vec!["138****8000 · 北方大区".to_owned()])
        );
        assert!(!form.body.contains(GOOD) && !form.body.contains(" required pattern"));
        let chosen = [("saved", saved[0].as_str()), BY_WALLET[0], BY_WALLET[1]];
        let page = buyer.send_from(&form, "/checkout", &chosen).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        is_well_made("a remembered account, looked at", &page.body);
        assert_eq!(page.texts("account"), ["138****8000", "北方大区"]);
        assert!(!page.body.contains(GOOD) && !page.body.contains("account.phone"));
        let changed = press(&mut buyer, &page, "change").await;
        assert!(!changed.body.contains(GOOD) && changed.body.contains(&format!("{}\" checked", saved[0])));
        let placed = press(&mut buyer, &page, "right").await;
        assert_eq!(placed.status, StatusCode::SEE_OTHER, "{}", placed.body);
        house.round().await;
        assert!(buyer.get(placed.place()).await.body.contains("<h1>已到账</h1>"), "that telephone has it");

        // Nobody else chooses it, and what is gone is asked for anew.
        let mut other = house.shop.buyer("other@example.com", 5_000).await;
        let form = other.get(&house.checkout()).await;
        assert!(offered(&form).is_empty());
        let stolen = other.send_from(&form, "/checkout", &chosen).await;
        assert_eq!(
            (stolen.status, stolen.texts("account-error").len()),
            (StatusCode::UNPROCESSABLE_ENTITY, 2)
        );
        let account = buyer.get("/me/account").await;
        is_well_made("the account, with what is remembered", &account.body);
        assert!(account.body.contains("138****8000") && !account.body.contains(GOOD));
        let forget = format!("/me/account/saved/{}/forget", saved[0]);
        assert_eq!(other.send_from(&form, &forget, &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(offered(&buyer.get(&house.checkout()).await), saved, "not somebody else's");
        let gone = buyer.send_from(&account, &forget, &[]).await;
        assert!(buyer.get(gone.place()).await.body.contains("这个账号已不再记住"));
        let late = press(&mut buyer, &page, "right").await;
        assert_eq!(late.texts("account-error").len(), 2, "{}", late.body);
        assert!(buyer.get("/me/wallet").await.body.contains("¥20.00"), "three orders");

        let guest = house.shop.browser().get(&house.checkout()).await;
        assert!(!guest.body.contains("name=\"remember\""), "a guest has nothing to remember it by");
    }
}
