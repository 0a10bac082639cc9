//! Signatures were reckoned apart from this code, by PHP 8.2.36 itself: `md5(urldecode(http_build_query($form) . "&key=$key"))`
//! of the form after `ksort` and without empty texts. The answers are written as the shop's source writes them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::plain::tests::new_supply;
use crate::report::tests::posted;
use kernel::{Ambient, Currency};
use outbound::flat::Flat;
use ports::{NoSupply, Settings, Wanted};

const KEY: &str = "7C3E9A51B06D4F28";
const APP: &str = "app_id=1001&app_key=7C3E9A51B06D4F28";

fn supplier() -> AcgSupplier {
    speaking(Dialect::Shared)
}

fn speaking(dialect: Dialect) -> AcgSupplier {
    AcgSupplier {
        dialect,
        url: "https://shop.example.com".into(),
        app_id: "1001".into(),
        key: Secret::new(KEY.to_owned()),
        http: Http::new().unwrap(),
    }
}

fn keys(product: &str, quantity: i64) -> NewSupply {
    NewSupply { wanted: Wanted::Keys, quantity, ..new_supply(product, &[]) }
}

fn told(answer: &str) -> Told {
    call::read(200, answer.as_bytes(), KEY).unwrap()
}

fn good(data: &str) -> Told {
    told(&format!(r#"{{"code":200,"msg":"success","data":{data}}}"#))
}

fn refused(message: &str) -> Told {
    told(&format!(r#"{{"code":0,"msg":"{message}"}}"#))
}

fn asked_about(wanted: Wanted, quantity: i64) -> SupplyRef {
    SupplyRef {
        order_no: "s20261129abc00000001".into(),
        wanted,
        quantity,
        reference: Some("538261129120000417".into()),
        sent_at: Time::from_unix_seconds(1_795_924_800),
    }
}

fn delivered(reference: Option<&str>, cost: Option<i64>, keys: &[&str]) -> Supplied {
    Supplied::Delivered {
        reference: reference.map(str::to_owned),
        cost: cost.map(|minor| Money::new(minor, Currency::CNY)),
        keys: keys.iter().map(|key| Secret::new((*key).to_owned())).collect(),
    }
}

fn accepted() -> Supplied {
    Supplied::Accepted { reference: Some("538261129120000417".into()) }
}

fn why(supplied: Option<Supplied>) -> Option<NoSupply> {
    supplied.map(|supplied| match supplied {
        Supplied::Failed { why, .. } => why,
        other => panic!("{other:?}"),
    })
}

#[test]
fn requests_are_signed_byte_for_byte() {
    let signed = |form| supplier().signed(form).1;
    assert_eq!(signed(Array::default()), format!("{APP}&sign=fcea68a885a9e0713c1d105b76b5d12a"));
    let new = NewSupply {
        wanted: Wanted::Keys,
        quantity: 2,
        ..new_supply("8A1B2C3D4E5F6071:月卡 1+1;颜色=红&白;0x=a b", &[("account", "a+b@example.com")])
    };
    let asked = asked::order(&new, Dialect::Shared).unwrap();
    assert_eq!(
        signed(asked.trade),
        format!(
            "shared_code=8A1B2C3D4E5F6071&contact=s20261129abc00000001&num=2&card_id=0&device=0&password=\
             &race=%E6%9C%88%E5%8D%A1+1%2B1&request_no=564aca841b386583be1&sku%5B%E9%A2%9C%E8%89%B2%5D=%E7%BA%A2%26%E7%99%BD\
             &sku%5B0x%5D=a+b&account=a%2Bb%40example.com&{APP}&sign=afd30ea94421e5e3795e6e918f59e769"
        )
    );
    assert_eq!(
        signed(asked.price),
        format!(
            "code=8A1B2C3D4E5F6071&num=2&race=%E6%9C%88%E5%8D%A1+1%2B1&sku%5B%E9%A2%9C%E8%89%B2%5D=%E7%BA%A2%26%E7%99%BD\
             &sku%5B0x%5D=a+b&card_id=0&{APP}&sign=4f1d621ec64388b5c0a4e64f790f4bb3"
        )
    );
    let plain = asked::order(&keys("8A1B2C3D4E5F6071", 1), Dialect::Shared).unwrap();
    assert_eq!(
        signed(plain.stock),
        format!("sharedCode=8A1B2C3D4E5F6071&race=&{APP}&sign=27a533481bcafd1457e1ff302354efe1")
    );
}

/// Everything at once: numbers among the names, an array in an array, nothing in one, and a key that is decoded.
#[test]
fn strange_forms_are_signed_as_php_signs_them() {
    let signed = |form: &Array, key: &str| sign::sign(form, &Secret::new(key.to_owned()));
    let mut numbers = Array::default();
    for (key, value) in [
        ("10", "a"),
        ("9", "b"),
        ("1.5", "c"),
        ("1e1", "d"),
        ("b", "e"),
        ("B", "f"),
        ("_", "g"),
        ("01", "h"),
        ("-1", "i"),
        ("~t", "~*j"),
    ] {
        numbers.set(key, value);
    }
    assert_eq!(signed(&numbers, KEY), "ca1ea0d4934f374e63ee6b444b1e67d3");
    let (mut within, mut sku, mut nested) = (Array::default(), Array::default(), Array::default());
    within.set("2", "x");
    within.set("1", "y");
    sku.set_array("b", within);
    sku.set("a", "z");
    nested.set_array("sku", sku);
    nested.set("num", "1");
    nested.set_array("e", Array::default());
    nested.set("sign", "is not signed");
    nested.set("nothing", "");
    assert_eq!(signed(&nested, KEY), "2bb9551b61793ee53975e85343d22169");
    assert_eq!(signed(&Array::default(), KEY), "e4c4265ef5056a3fde04881ea9cf270c");
    let mut one = Array::default();
    one.set("a", "1");
    assert_eq!(signed(&one, "k+%41%zz%e4%bd"), "e8bb0c178e239fd93da0d6a5a13cf399");
}

#[test]
fn stock_is_looked_at_before_anything_is_bought() {
    let in_stock = |told: &Told, wanted| why(state::in_stock(told, &NewSupply { wanted, ..keys("8A1B", 2) }));
    let inventory = |count: &str, way: &str| {
        good(&format!(
            r#"{{"count":{count}{way},"draft_status":0,"price":12.5,"user_price":"10.00","config":"","factory_price":0,"is_category":false}}"#
        ))
    };
    let automatic = r#","delivery_way":0"#;
    for enough in [inventory("2", automatic), inventory("\"9\"", ""), inventory("null", automatic)] {
        assert_eq!(in_stock(&enough, Wanted::Keys), None);
    }
    assert_eq!(in_stock(&inventory("1", automatic), Wanted::Keys), Some(NoSupply::OutOfStock));
    let by_hand = inventory("0", r#","delivery_way":1"#);
    assert_eq!(in_stock(&by_hand, Wanted::Keys), Some(NoSupply::Other));
    assert_eq!(in_stock(&by_hand, Wanted::Credit), None);
    for (message, reason) in [
        ("商品不存在", NoSupply::OutOfStock),
        ("当前商品已停售", NoSupply::OutOfStock),
        ("商户ID不存在", NoSupply::Other),
        ("密钥错误", NoSupply::Other),
        ("whatever", NoSupply::Other),
    ] {
        assert_eq!(in_stock(&refused(message), Wanted::Keys), Some(reason), "{message}");
    }
}

#[test]
fn a_price_that_rose_is_certain_before_anything_is_bought() {
    // 46.30 each, as we know it.
    let in_price = |told: &Told| state::in_price(told, &keys("8A1B", 2), Dialect::Shared).map(why);
    for price in [r#"{"price":"92.60"}"#, r#"{"price":92.6,"currency_code":"CNY"}"#, r#"{"price":"0.00"}"#] {
        assert_eq!(in_price(&good(price)), Ok(None), "{price}");
    }
    assert_eq!(in_price(&good(r#"{"price":"92.61"}"#)), Ok(Some(NoSupply::PriceChanged)));
    assert_eq!(in_price(&good(r#"{"price":"1","currency_code":"USD"}"#)), Ok(Some(NoSupply::Other)));
    assert_eq!(in_price(&refused("此商品类型不存在[月卡]")), Ok(Some(NoSupply::Other)));
    for price in ["{}", "[]", r#"{"price":""}"#, r#"{"price":"-1"}"#, r#"{"price":null}"#] {
        assert!(matches!(in_price(&good(price)), Err(SupplyError::Unknown(_))), "{price}");
    }
}

const TRADED: &str = r#"{"url":"https://shop.example.com/user/personal/purchaseRecord?tradeNo=538261129120000417","amount":"92.60","tradeNo":"538261129120000417","secret":"SECRET","leave_message":null,"stock":"7"}"#;

#[test]
fn an_order_is_answered_with_its_keys() {
    let traded = |secret: &str, quantity: i64| {
        state::traded(&good(&TRADED.replace("SECRET", secret)), &keys("8A1B", quantity), Dialect::Shared)
    };
    let reference = Some("538261129120000417");
    let all = delivered(reference, Some(9260), &["AAAA-1111", "BBBB-2222"]);
    assert_eq!(traded(r"AAAA-1111\r\nBBBB-2222\r\n", 2), Ok(all.clone()));
    assert_eq!(traded(r"AAAA-1111\nBBBB-2222\n很抱歉，有人在你付款之前抢走了商品，请联系客服。", 3), Ok(all));
    assert_eq!(traded("AAAA-1111", 2), Ok(delivered(reference, Some(9260), &["AAAA-1111"])));
    let one = r"卡号 1001 密码 88";
    assert_eq!(traded(one, 1), Ok(delivered(reference, Some(9260), &[one])));
    let bare = good(r#"{"secret":"AAAA-1111"}"#);
    assert_eq!(
        state::traded(&bare, &keys("8A1B", 1), Dialect::Shared),
        Ok(delivered(None, None, &["AAAA-1111"]))
    );
}

#[test]
fn a_sentence_is_no_key_and_the_order_is_under_way() {
    for sentence in [
        "很抱歉，有人在你付款之前抢走了商品，请联系客服。",
        "正在发货中，请耐心等待，如有疑问，请联系客服。",
        "此商品没有发货信息或正在发货中",
        "发货失败#0",
        "抱歉，该商品暂时缺货，请联系客服处理",
        "",
    ] {
        let told = good(&TRADED.replace("SECRET", sentence));
        assert_eq!(state::traded(&told, &keys("8A1B", 1), Dialect::Shared), Ok(accepted()), "{sentence}");
        let nameless = good(&format!(r#"{{"secret":"{sentence}"}}"#));
        assert!(matches!(
            state::traded(&nameless, &keys("8A1B", 1), Dialect::Shared),
            Err(SupplyError::Unknown(_))
        ));
    }
}

#[test]
fn a_refusal_is_certain_for_known_sentences_only() {
    let traded = |message: &str| state::traded(&refused(message), &keys("8A1B", 1), Dialect::Shared);
    for (message, why) in [
        ("余额不足", NoSupply::NoFunds),
        ("库存不足", NoSupply::OutOfStock),
        ("当前商品已停售", NoSupply::OutOfStock),
        ("本商品最少购买5个", NoSupply::Other),
        ("请选择商品类型", NoSupply::Other),
        ("请选择颜色", NoSupply::Other),
        ("充值账号格式不正确", NoSupply::BadAccount),
        ("You have been banned", NoSupply::Other),
    ] {
        let failed = Supplied::Failed { reference: None, why, said: message.into() };
        assert_eq!(traded(message), Ok(failed), "{message}");
    }
    // The first of them was bought before; the others may be said after it was bought.
    for message in
        ["The request ID already exists", "商品不存在", "密钥错误", "连接失败", "请填写正确的游戏ID", ""]
    {
        assert!(matches!(traded(message), Err(SupplyError::Unknown(_))), "{message}");
    }
}

#[test]
fn an_order_is_asked_about_by_the_number_of_the_shop() {
    let known = |data: &str| state::known(&good(data), &asked_about(Wanted::Keys, 2));
    let keys = delivered(Some("538261129120000417"), None, &["AAAA-1111", "BBBB-2222"]);
    assert_eq!(known(r#"{"secret":"AAAA-1111\nBBBB-2222","widget":null,"status":1}"#), Ok(keys));
    let sorry = r#"{"secret":"正在发货中，请耐心等待，如有疑问，请联系客服。","widget":null,"status":"1"}"#;
    assert_eq!(known(sorry), Ok(accepted()));
    assert_eq!(known(r#"{"secret":null,"status":1}"#), Ok(accepted()));
    for data in [r#"{"secret":"AAAA","status":0}"#, r#"{"secret":"AAAA"}"#, "[]", "null"] {
        assert!(matches!(known(data), Err(SupplyError::Unknown(_))), "{data}");
    }
    let gone = state::known(&refused("订单不存在"), &asked_about(Wanted::Keys, 2));
    assert!(matches!(gone, Err(SupplyError::Unknown(_))));
}

#[test]
fn an_account_is_credited_when_known_words_say_so() {
    let known = |secret: &str| {
        let told = good(&format!(r#"{{"secret":"{secret}","widget":{{}},"status":1}}"#));
        state::known(&told, &asked_about(Wanted::Credit, 1))
    };
    let credited = Supplied::Credited { reference: Some("538261129120000417".into()), cost: None };
    assert_eq!(known("充值成功，请查收"), Ok(credited));
    for secret in
        ["", "正在发货中，请耐心等待，如有疑问，请联系客服。", "充值失败", "未到账请联系客服", "AAAA-1111"]
    {
        assert_eq!(known(secret), Ok(accepted()), "{secret}");
    }
    let new = new_supply("8A1B", &[("account", "888888")]);
    assert_eq!(
        state::traded(&good(&TRADED.replace("SECRET", "正在发货中")), &new, Dialect::Shared),
        Ok(accepted())
    );
}

#[tokio::test]
async fn what_was_never_answered_cannot_be_asked_about() {
    let nameless = SupplyRef { reference: None, ..asked_about(Wanted::Keys, 1) };
    assert_eq!(supplier().query(&nameless).await, Err(SupplyError::CannotTell));
    assert_eq!(supplier().cancel(&nameless).await, Err(SupplyError::CannotTell));
}

#[test]
fn nothing_is_reported() {
    let report = posted("app_id=1001&tradeNo=538261129120000417");
    let refusal = supplier().verify_callback(&report, Time::from_unix_seconds(0));
    assert!(matches!(refusal, Err(NotifyRefusal::Malformed(_))));
}

#[test]
fn answers_that_are_none_are_unknown() {
    let read = |status: u16, answer: &str| call::read(status, answer.as_bytes(), KEY);
    for status in [301, 400, 403, 404, 429, 500, 502] {
        assert!(matches!(read(status, r#"{"code":200,"data":[]}"#), Err(SupplyError::Unknown(_))));
    }
    for answer in ["", "<html>", "[]", "{}", r#"{"code":200}"#, r#"{"code":200,"code":200,"data":[]}"#] {
        assert!(matches!(read(200, answer), Err(SupplyError::Unknown(_))), "{answer}");
    }
    assert!(matches!(read(200, r#"{"code":"200","data":[]}"#), Ok(Told::Good(_))));
    let repeated = read(200, &format!(r#"{{"code":0,"msg":"key {KEY}"}}"#));
    assert!(matches!(repeated, Ok(Told::Refused(why)) if why == "key ***"));
}

#[test]
fn the_tree_is_read_to_what_can_be_ordered() {
    let tree = r#"[
        {"id":1,"name":"会员","sort":0,"children":[
            {"id":7,"code":"8A1B","name":"视频","price":20,"user_price":18.5,"factory_price":3,"status":1,"delivery_way":0,"stock":9,"widget":"[]",
             "config":"[category]\r\n月卡=10.00\r\n年卡=98\r\n[category_factory]\r\n月卡=9.5\r\n"},
            {"id":8,"code":"9C2D","name":"激活码","price":"12.50","user_price":"10.001","status":1,"delivery_way":0,"stock":"3","config":null},
            {"id":9,"code":"AD3E","name":"充值","price":5,"user_price":5,"status":0,"delivery_way":1,"stock":1000,
             "widget":"[{\"cn\":\"账号\",\"name\":\"account\",\"type\":\"text\",\"regex\":\"\"}]"},
            {"id":10,"code":"BE4F","name":"by hand","price":5,"user_price":5,"status":1,"delivery_way":1,"stock":5,"widget":""},
            {"id":11,"code":"","name":"nameless","price":5},
            {"id":12,"code":"CF50","name":"free of price","price":"?"}
        ]},
        {"id":2,"name":"更多","children":[{"id":3,"name":"里面","children":{"0":
            {"code":"D061","name":"衣服","user_price":"10","stock":0,"status":1,"delivery_way":0,"config":"[sku]\n颜色.红=1.00\n颜色.白=0\n尺码.L=0.50"}
        }}]},
        {"id":4,"name":"空","children":[]}
    ]"#;
    let Told::Good(answer) = good(tree) else { panic!() };
    let product = |product: &str, name: &str, wanted, minor: i64, stock, on_sale| SupplierProduct {
        product: product.into(),
        name: name.into(),
        wanted,
        cost: Money::new(minor, Currency::CNY),
        stock,
        on_sale,
    };
    let expected = [
        product("8A1B:月卡", "视频 / 月卡", Wanted::Keys, 950, None, true),
        product("8A1B:年卡", "视频 / 年卡", Wanted::Keys, 9800, None, true),
        product("9C2D", "激活码", Wanted::Keys, 1001, Some(3), true),
        product("AD3E", "充值", Wanted::Credit, 500, None, false),
        product("D061;颜色=红;尺码=L", "衣服 / 红 / L", Wanted::Keys, 1150, Some(0), true),
        product("D061;颜色=白;尺码=L", "衣服 / 白 / L", Wanted::Keys, 1050, Some(0), true),
    ];
    assert_eq!(goods::read(&answer).unwrap(), expected);
    let many: String = (0..101).map(|option| format!(r"a.{option}=1\n")).collect();
    let Told::Good(answer) = good(&format!(r#"[{{"code":"1","user_price":1,"config":"[sku]\n{many}"}}]"#))
    else {
        panic!()
    };
    assert_eq!(goods::read(&answer).unwrap(), []);
    assert!(goods::read(&Flat::read(br#"{"code":200,"data":null}"#).unwrap()).is_err());
}

#[test]
fn settings_that_cannot_work_are_named() {
    let problems =
        |kind: &ports::SupplierKind, more: &[(&str, &str)], currency: Currency| -> Vec<&'static str> {
            let usual = [("url", "https://shop.example.com/"), ("app_id", "1001"), ("app_key", KEY)];
            let all = usual.iter().chain(more);
            let settings: Settings =
                all.map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect();
            let built = (kind.build)(&settings, currency, &Ambient::system());
            built.err().unwrap_or_default().iter().map(|problem| problem.field).collect()
        };
    for kind in [SHARED, MCY] {
        assert!(problems(&kind, &[], Currency::CNY).is_empty());
        for (name, value) in [
            ("url", "http://shop.example.com"),
            ("app_id", ""),
            ("app_id", "mei"),
            ("app_key", "short"),
            ("app_key", "a key with blanks"),
        ] {
            assert_eq!(problems(&kind, &[(name, value)], Currency::CNY), [name], "{value}");
        }
        assert_eq!(problems(&kind, &[], "USD".parse().unwrap()), ["currency"]);
    }
}

/// The other dialect.
mod open_api {
    use super::*;

    #[test]
    fn a_form_is_signed_in_the_head() {
        let new = NewSupply { quantity: 2, ..new_supply("77;account>qq", &[("account", "a+b c")]) };
        let asked = asked::order(&new, Dialect::OpenApi).unwrap();
        let signed = |form| speaking(Dialect::OpenApi).signed(form);
        assert_eq!(
            signed(asked.trade),
            (
                Some("32c208aebbe987891940995933e74a18".into()),
                "sku_id=77&quantity=2&trade_no=564aca841b386583be1ef6fe&qq=a%2Bb+c".into()
            )
        );
        assert_eq!(
            signed(asked.price),
            (Some("8c6ab8a01f259d87036e582ed41224cb".into()), "sku_id=77&quantity=2".into())
        );
        assert_eq!(
            signed(Array::default()),
            (Some("e4c4265ef5056a3fde04881ea9cf270c".into()), String::new())
        );
    }

    #[test]
    fn stock_and_price_are_looked_at_before_anything_is_bought() {
        let new = keys("77", 2);
        let in_stock = |data: &str| why(state::in_stock(&good(data), &new));
        for data in [r#"{"state":true}"#, r#"{"state":1}"#] {
            assert_eq!(in_stock(data), None);
        }
        for data in [r#"{"state":false}"#, r#"{"state":0}"#, r#"{"state":""}"#] {
            assert_eq!(in_stock(data), Some(NoSupply::OutOfStock), "{data}");
        }
        let in_price = |data: &str| state::in_price(&good(data), &new, Dialect::OpenApi).map(why);
        assert_eq!(in_price(r#"{"amount":"92.60"}"#), Ok(None));
        assert_eq!(in_price(r#"{"amount":92.61}"#), Ok(Some(NoSupply::PriceChanged)));
        assert!(in_price(r#"{"price":"1"}"#).is_err());
    }

    #[test]
    fn keys_are_in_the_answer_or_nowhere() {
        let traded = |data: &str| state::traded(&good(data), &keys("77", 2), Dialect::OpenApi);
        let told = r#"{"contents":"AAAA-1111\nBBBB-2222","trade_no":"564aca841b386583be1ef6fe","order_no":"112233","amount":"92.60"}"#;
        let both = delivered(Some("112233"), Some(9260), &["AAAA-1111", "BBBB-2222"]);
        assert_eq!(traded(told), Ok(both));
        assert_eq!(traded(r#"{"contents":"AAAA-1111"}"#), Ok(delivered(None, None, &["AAAA-1111"])));
        let nothing = Ok(Supplied::Accepted { reference: None });
        assert_eq!(traded(r#"{"contents":null}"#), nothing);
        assert_eq!(traded(r#"{"contents":"正在发货中"}"#), nothing);
        assert!(matches!(traded("1"), Ok(Supplied::Accepted { .. })));
    }

    #[tokio::test]
    async fn no_order_can_be_asked_about() {
        let of = asked_about(Wanted::Keys, 1);
        assert_eq!(speaking(Dialect::OpenApi).query(&of).await, Err(SupplyError::CannotTell));
    }

    #[test]
    fn every_sku_can_be_ordered() {
        let list = r#"[
            {"id":5,"name":"视频","category":{"name":"会员"},"widget":"[]","sku":[
                {"id":77,"name":"月卡","stock_price":"9.5","stock":"12"},
                {"id":78,"name":"年卡","stock_price":98,"stock":"充足"},
                {"id":0,"name":"strange","stock_price":1},{"id":79,"name":"free of price"}]},
            {"id":6,"name":"Q币","widget":"[{\"title\":\"QQ\",\"name\":\"qq\",\"type\":\"text\"}]","sku":[{"id":80,"name":"1 个","stock_price":"0.98","stock":3}]},
            {"id":7,"name":"nothing"}
        ]"#;
        let Told::Good(answer) = good(list) else { panic!() };
        let read = skus::read(&answer).unwrap();
        let rows: Vec<_> = read
            .iter()
            .map(|one| (one.product.as_str(), one.name.as_str(), one.wanted, one.cost.minor, one.stock))
            .collect();
        assert_eq!(
            rows,
            [
                ("77", "视频 / 月卡", Wanted::Keys, 950, Some(12)),
                ("78", "视频 / 年卡", Wanted::Keys, 9800, None),
                ("80", "Q币 / 1 个", Wanted::Credit, 98, Some(3)),
            ]
        );
    }
}
