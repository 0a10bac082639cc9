use crate::browse::is_well_made;
use crate::shop::{Answer, Shop};
use aftercare::Party;
use axum::http::StatusCode;
use identity::{NewUser, Role};
use kernel::{DisputeId, OrderId, Secret, Span};

fn png() -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, data, &[0; 4]].concat()
    };
    let size = [&8_u32.to_be_bytes()[..], &8_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &size), chunk(b"IDAT", b"xx"), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat()
}

/// The id in a link to an order.
fn id(order: &str) -> OrderId {
    order.trim_start_matches("/o/").split('.').next().unwrap().parse().unwrap()
}

async fn case(shop: &Shop, order: &str) -> DisputeId {
    shop.care.of_order(id(order)).await.unwrap().last().unwrap().id
}

async fn offer(shop: &Shop, order: &str, amount: i64) {
    let party = Party::Merchant(shop.merchant, "usr_staff");
    let mut tx = shop.db.begin().await.unwrap();
    let id = case(shop, order).await;
    shop.care.offer(&mut tx, id, party, (amount, "退一部分可以吗")).await.unwrap();
    tx.commit().await.unwrap();
}

fn state(page: &Answer) -> String {
    page.texts("dispute-state")[0].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_opens_a_dispute_shows_a_picture_and_takes_an_offer() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 5_000).await;
        let checkout = buyer.get(&shop.checkout("1")).await;
        let placed = buyer.send_from(&checkout, "/checkout", &[("contact", ""), ("pay", "wallet")]).await;
        let order = placed.place().to_owned();
        buyer.send(&order, &order, &[("action", "reveal")]).await;
        let page = buyer.get(&order).await;
        assert!(page.body.contains(&format!("href=\"{order}/dispute\"")), "{}", page.body);

        let there = format!("{order}/dispute");
        let form = buyer.get(&there).await;
        is_well_made("the form of a dispute", &form.body);
        assert!(form.body.contains("data-test=\"dispute-form\""));
        // What is missing is said, and what was typed stays.
        let complaint = [
            ("reason", "already_used"),
            ("remedy", "partial"),
            ("wanted", "99999"),
            ("text", "兑换时提示已被使用"),
        ];
        let wrong = buyer.send_from(&form, &there, &complaint).await;
        assert_eq!((wrong.status, wrong.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{}", wrong.body);
        assert!(
            wrong.body.contains("兑换时提示已被使用")
                && wrong.body.contains("value=\"already_used\" selected")
        );
        let complaint = [("reason", "already_used"), ("remedy", "refund"), ("text", "兑换时提示已被使用")];
        let opened = buyer.send_from(&form, &there, &complaint).await;
        assert_eq!((opened.status, opened.place()), (StatusCode::SEE_OTHER, there.as_str()));
        let page = buyer.get(&there).await;
        assert_eq!(state(&page), "等待商家回复");
        is_well_made("a dispute", &page.body);
        assert!(page.texts("evidence")[0].contains("first_reveals"), "{}", page.body);
        let facts =
            page.body.split("data-test=\"evidence-facts\"").nth(1).unwrap().split("</dl>").next().unwrap();
        for told in ["下单", "发货", "1 个中看过 1 个，最早在", "入库", "由平台保管"] {
            assert!(facts.contains(told), "{told}: {facts}");
        }
        // The money is held: the button that lets it go is gone.
        assert!(buyer.get(&order).await.texts("money")[0].contains("冻结"));

        let csrf = page.field("csrf");
        let files = format!("{there}/files");
        let forged = buyer.upload(&files, &[("csrf", &csrf)], "a.png", b"MZ\x90\0 a program").await;
        assert_eq!((forged.status, forged.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let unasked = buyer.upload(&files, &[("csrf", "x")], "a.png", &png()).await;
        assert_eq!(unasked.status, StatusCode::FORBIDDEN);
        let shown = buyer.upload(&files, &[("csrf", &csrf)], "a.png", &png()).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER);
        let page = buyer.get(&there).await;
        is_well_made("a dispute with a picture", &page.body);
        let link =
            page.body.split("<img class=\"evidence\" src=\"").nth(1).unwrap().split('"').next().unwrap();
        let file = buyer.get(link).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(file.header("content-disposition"), "attachment");
        // With another order's link the file does not exist.
        let mut other = shop.browser();
        let waiting = shop.guest_order(&mut other, "guest@example.com").await.replace("/pay/", "/o/");
        let elsewhere = link.replace(order.trim_start_matches("/o/"), waiting.trim_start_matches("/o/"));
        assert_eq!(other.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
        let nothing =
            other.send(&format!("{waiting}/dispute"), &format!("{waiting}/dispute"), &complaint).await;
        assert_eq!((nothing.status, nothing.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));

        // The script of the page hears that something was done, and by whom it is asked does not matter.
        let mark = buyer.get(&format!("{there}/state")).await.body;
        let shown = |page: &Answer, mark: &str| {
            let mark = mark.split('"').find(|part| part.starts_with("dsp_")).unwrap().to_owned();
            page.body.contains(&format!("data-mark=\"{mark}\""))
        };
        assert!(shown(&buyer.get(&there).await, &mark), "{mark}");
        shop.time.advance(Span::seconds(1));
        offer(&shop, &order, 300).await;
        let page = buyer.get(&there).await;
        assert!(!shown(&page, &mark), "{mark}");
        assert!(shown(&page, &buyer.get(&format!("{there}/state")).await.body));
        assert_eq!(state(&page), "商家提出方案，等待您的答复");
        assert!(page.texts("offer")[0].contains("¥3.00"));
        is_well_made("an offer", &page.body);
        let csrf = page.field("csrf");
        // The merchant changes it while the page is read.
        offer(&shop, &order, 400).await;
        let acts = format!("{there}/acts");
        let late = buyer.post(&acts, &[("csrf", &csrf), ("offer", "1"), ("act", "accept")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let taken = buyer.post(&acts, &[("csrf", &csrf), ("offer", "2"), ("act", "accept")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        let page = buyer.get(&there).await;
        assert_eq!((state(&page).as_str(), page.texts("dispute-refunded")[0].as_str()), ("已结束", "¥4.00"));
        is_well_made("a closed dispute", &page.body);
        let order = buyer.get(&order).await;
        assert!(order.body.contains("售后与仲裁的结果") && !order.body.contains("dsp_"), "{}", order.body);
        assert!(
            !page.body.contains("usr_") && !page.body.contains("staff@"),
            "names of people are not for buyers"
        );
        assert!(shop.care.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_declines_withdraws_and_reads_it_in_english() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut guest = shop.browser();
        let pay = shop.guest_order(&mut guest, "guest@example.com").await;
        shop.pay_all();
        guest.get(&pay).await;
        let order = pay.replace("/pay/", "/o/");
        guest.send(&order, &order, &[("action", "reveal")]).await;
        let there = format!("{order}/dispute");
        let complaint =
            [("reason", "wrong_region"), ("remedy", "refund"), ("text", "it is for another region")];
        guest.send(&there, &there, &complaint).await;
        offer(&shop, &order, 100).await;
        let page = guest.get(&there).await;
        let csrf = page.field("csrf");
        let acts = format!("{there}/acts");
        guest.post(&acts, &[("csrf", &csrf), ("act", "decline"), ("text", "too little")]).await;
        guest.get("/lang/en?next=/").await;
        let page = guest.get(&there).await;
        assert_eq!(state(&page), "The platform looks at it");
        is_well_made("a dispute in English", &page.body);
        let csrf = page.field("csrf");
        let again = guest.post(&acts, &[("csrf", &csrf), ("act", "accept"), ("offer", "1")]).await;
        assert_eq!((again.status, again.alerts()), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        guest.post(&acts, &[("csrf", &csrf), ("act", "withdraw")]).await;
        let page = guest.get(&there).await;
        assert_eq!(state(&page), "Closed");
        assert!(page.body.contains("data-test=\"dispute-form\""), "it can be opened once more");
        assert!(shop.care.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_who_loses_reads_that_nothing_went_back_and_where_the_money_is() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut guest = shop.browser();
        let pay = shop.guest_order(&mut guest, "guest@example.com").await;
        shop.pay_all();
        guest.get(&pay).await;
        let order = pay.replace("/pay/", "/o/");
        guest.send(&order, &order, &[("action", "reveal")]).await;
        let there = format!("{order}/dispute");
        let complaint = [("reason", "key_invalid"), ("remedy", "refund"), ("text", "该卡密无效")];
        guest.send(&there, &there, &complaint).await;
        let case = case(&shop, &order).await;
        let party = Party::Merchant(shop.merchant, "usr_staff");
        shop.care.contest(case, party, "付款后首次查看，此前未出库").await.unwrap();
        let password = Secret::new("correct horse battery".to_owned());
        let new =
            NewUser { email: "judge@example.com", password: &password, role: Role::Operator, merchant: None };
        let arbiter = shop.identity.register(&new).await.unwrap().id;
        let ruling = shop.care.prepare_ruling(case, arbiter, 0, "记录完整").await.unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        shop.care.rule(&mut tx, &ruling).await.unwrap();
        tx.commit().await.unwrap();
        let page = guest.get(&there).await;
        assert_eq!(state(&page), "平台已裁决");
        assert!(page.body.contains("裁决不退款，货款归商家"), "{}", page.body);

        shop.time.advance(Span::days(8));
        assert_eq!(shop.care.end_due(10).await.unwrap(), 1);
        let page = guest.get(&there).await;
        assert_eq!(state(&page), "已结束");
        assert!(page.body.contains("结束，没有退款"), "{}", page.body);
        let money = guest.get(&order).await.texts("money")[0].clone();
        assert!(money.contains("平台已裁决") && money.contains("结算给商家"), "{money}");
        assert!(shop.care.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_key_is_replaced_and_both_are_shown_the_dead_one_marked() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 5_000).await;
        let checkout = buyer.get(&shop.checkout("1")).await;
        let placed = buyer.send_from(&checkout, "/checkout", &[("contact", ""), ("pay", "wallet")]).await;
        let order = placed.place().to_owned();
        let first = buyer.send(&order, &order, &[("action", "reveal")]).await;
        assert_eq!(first.texts("key").len(), 1);
        let there = format!("{order}/dispute");
        let complaint = [("reason", "key_invalid"), ("remedy", "replace"), ("text", "提示无效")];
        buyer.send(&there, &there, &complaint).await;
        let party = Party::Merchant(shop.merchant, "usr_staff");
        let mut tx = shop.db.begin().await.unwrap();
        let id = case(&shop, &order).await;
        shop.care.offer_replacement(&mut tx, id, party, (&[], "换一个")).await.unwrap();
        tx.commit().await.unwrap();
        let page = buyer.get(&there).await;
        is_well_made("an offer of another key", &page.body);
        assert!(page.texts("offer")[0].contains("更换 1 个"), "{}", page.body);
        let accept = [("csrf", &*page.field("csrf")), ("offer", "1"), ("act", "accept")];
        assert_eq!(buyer.post(&format!("{there}/acts"), &accept).await.status, StatusCode::SEE_OTHER);
        let page = buyer.get(&there).await;
        assert_eq!((state(&page).as_str(), page.texts("dispute-replaced")[0].as_str()), ("已结束", "1"));
        // If the new one is bad, too, it can be said.
        assert!(page.body.contains("data-test=\"dispute-form\""));
        is_well_made("a dispute that ended with another key", &page.body);
        let shown = buyer.send(&order, &order, &[("action", "reveal")]).await;
        is_well_made("two keys, one of them dead", &shown.body);
        let keys = shown.texts("key");
        assert_eq!((keys.len(), shown.texts("replaced-key").len()), (2, 1));
        assert!(keys[0] == first.texts("key")[0] && keys[1] != keys[0]);
        let file = buyer.send(&order, &order, &[("action", "download")]).await;
        let fresh = keys[1].replace("&lt;", "<").replace("&gt;", ">");
        assert_eq!(file.body.trim(), fresh, "only what works is of use in a file");
        assert!(shop.care.audit().await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_had_much_given_back_ticks_a_box_before_the_keys() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let mut buyer = shop.buyer("buyer@example.com", 20_000).await;
        let mut last = String::new();
        for n in 0..5 {
            let checkout = buyer.get(&shop.checkout("1")).await;
            let placed = buyer.send_from(&checkout, "/checkout", &[("contact", ""), ("pay", "wallet")]).await;
            last = placed.place().to_owned();
            let page = buyer.get(&last).await;
            let said = page.body.contains("data-test=\"strict\"");
            assert_eq!(said, n == 4, "until the fifth order there is nothing to say: {n}");
            if n < 2 {
                let there = format!("{last}/dispute");
                let complaint = [("reason", "not_as_described"), ("remedy", "refund"), ("text", "不想要了")];
                buyer.send(&there, &there, &complaint).await;
                assert_eq!(state(&buyer.get(&there).await), "已结束");
            }
        }
        let page = buyer.get(&last).await;
        assert!(page.body.contains("data-test=\"strict\"") && page.body.contains("name=\"understood\""));
        assert!(!page.body.contains("data-test=\"confirm\""), "no early release");
        is_well_made("a word before the keys", &page.body);
        let without = buyer.send(&last, &last, &[("action", "reveal")]).await;
        assert_eq!(
            (without.status, without.alerts(), without.texts("key").len()),
            (StatusCode::CONFLICT, 1, 0)
        );
        let shown = buyer.send(&last, &last, &[("action", "reveal"), ("understood", "yes")]).await;
        assert_eq!((shown.status, shown.texts("key").len()), (StatusCode::OK, 1));
        let confirm = buyer.send(&last, &last, &[("action", "confirm")]).await;
        assert_eq!((confirm.status, confirm.alerts()), (StatusCode::CONFLICT, 1));
        let rules = buyer.get(&format!("{last}/dispute")).await;
        assert!(rules.body.contains("data-test=\"strict-rules\"") && rules.body.contains("30%"));
    }
}
