//! A partner makes a docking key on its own page, without a script.

use crate::shop::Shop;
use axum::http::StatusCode;
use docking::{DockingMode, KeyState};

#[tokio::test]
async fn a_partner_makes_a_key_is_told_its_secret_once_and_gives_it_up() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let locked = shop.browser().get("/me/docking").await;
        assert_eq!((locked.status, locked.place()), (StatusCode::SEE_OTHER, "/login?next=/me/docking"));
        let mut partner = shop.buyer("partner@example.com", 0).await;
        let page = partner.get("/me/docking").await;
        assert!(page.body.contains("目前没有商家开放对接") && page.body.contains("还没有对接密钥"));
        assert!(partner.get("/me/account").await.body.contains("href=\"/me/docking\""));

        shop.let_dock(DockingMode::Asked).await;
        let merchant = shop.merchant.to_string();
        let new = |name: &'static str, url: &'static str| {
            [("merchant", merchant.clone()), ("name", name.to_owned()), ("report_url", url.to_owned())]
        };
        for (fields, words) in [
            (new("", ""), "请填写名称"),
            (new("Shop", "http://127.0.0.1/x"), "公网上的 https 地址"),
            ([("merchant", "mer_x".into()), ("name", "Shop".into()), ("report_url", "".into())], "另选一家"),
        ] {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = partner.send("/me/docking", "/me/docking", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(words) && answer.alerts() == 1, "{words}: {}", answer.body);
        }
        let fields = [("merchant", merchant.as_str()), ("name", "<b>我的店</b>")];
        let made = partner.send("/me/docking", "/me/docking", &fields).await;
        let (number, secret) =
            (made.texts("docking-new-number")[0].clone(), made.texts("docking-secret")[0].clone());
        assert!(
            made.body.contains("商家同意后才能使用") && !made.body.contains("<b>我的店"),
            "{}",
            made.body
        );
        assert_eq!((number.len(), secret.len(), made.body.matches(&secret).count()), (8, 26, 4));
        assert_eq!(made.header("cache-control"), "no-store");

        let user = shop.docking.keys_of_merchant(shop.merchant).await.unwrap()[0].user;
        let key = shop.docking.keys_of_user(user).await.unwrap()[0].clone();
        let list = partner.get("/me/docking").await;
        assert!(!list.body.contains(&secret), "the secret is shown once");
        assert_eq!(list.texts("docking-number"), [number.clone()]);
        assert_eq!(list.texts("docking-state"), ["等商家同意"]);
        assert!(list.body.contains("0 笔订单"), "{}", list.body);

        let at = |act: &str| format!("/me/docking/{}/{act}", key.id);
        let mut other = shop.buyer("other@example.com", 0).await;
        for act in ["renew", "reports", "off"] {
            assert_eq!(other.send("/me/docking", &at(act), &[]).await.status, StatusCode::NOT_FOUND, "{act}");
        }
        let bad = partner.send("/me/docking", &at("reports"), &[("report_url", "ftp://x")]).await;
        assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.body.contains("value=\"ftp://x\""));
        let told =
            partner.send("/me/docking", &at("reports"), &[("report_url", "https://1.1.1.1/told")]).await;
        assert_eq!(told.place(), "/me/docking?done=reports");
        let renewed = partner.send("/me/docking", &at("renew"), &[]).await;
        assert_eq!(renewed.texts("docking-new-number"), [number.clone()]);
        assert_ne!(renewed.texts("docking-secret")[0], secret);

        assert_eq!(partner.send("/me/docking", &at("off"), &[]).await.place(), "/me/docking?done=off");
        let known = shop.docking.keys_of_user(user).await.unwrap()[0].clone();
        assert_eq!((known.state, known.report_url.as_str()), (KeyState::Off, "https://1.1.1.1/told"));
        assert_eq!(partner.send("/me/docking", &at("renew"), &[]).await.status, StatusCode::CONFLICT);
        let trail = shop
            .db
            .query(
                "select what from trail where subject = $1 order by at",
                &[db::Value::from(key.id.to_string())],
            )
            .await;
        let trail: Vec<String> = trail.unwrap().iter().map(|row| row.text(0).unwrap()).collect();
        assert_eq!(
            trail,
            ["docking_key_created", "docking_key_reports", "docking_key_renewed", "docking_key_switched"]
        );
    }
}
