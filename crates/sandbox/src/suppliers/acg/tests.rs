use super::super::*;
use super::*;

const ANYWHERE: &str = "127.0.0.1:0";
const KEY: &str = "7C3E9A51B06D4F28";

/// The expected values were reckoned by PHP 8.2.36 itself.
#[test]
fn forms_are_signed_as_php_does_it() {
    for (body, signature) in [
        ("app_id=1001&app_key=7C3E9A51B06D4F28&sign=x", "fcea68a885a9e0713c1d105b76b5d12a"),
        ("", "e4c4265ef5056a3fde04881ea9cf270c"),
        (
            "shared_code=8A1B2C3D4E5F6071&contact=s20261129abc00000001&num=2&card_id=0&device=0&password=&race=%E6%9C%88%E5%8D%A1+1%2B1\
             &request_no=564aca841b386583be1&sku[%E9%A2%9C%E8%89%B2]=%E7%BA%A2%26%E7%99%BD&sku%5B0%5D=a%20b&sku[x]=\
             &account=a%2Bb%40example.com&app_id=1001&app_key=7C3E9A51B06D4F28&sign=x",
            "8191091aae843891a92f788133667eb3",
        ),
        ("sku[b][2]=x&sku[b][1]=y&sku[a]=z&num=1", "2bb9551b61793ee53975e85343d22169"),
    ] {
        assert_eq!(Posted::read(body).signature(KEY), signature, "{body}");
    }
    assert_eq!(Posted::read("a=1").signature("k+%41 B"), Posted::read("a=1").signature("k A B"));
}

#[test]
fn names_are_read_as_php_reads_them() {
    let posted = Posted::read("a.b=1&a+c=2&d=3&d=4&e[]=x&e[]=y&f[=5");
    assert_eq!((posted.text("a_b"), posted.text("a_c"), posted.text("d")), ("1", "2", "4"));
    assert_eq!(posted.text("e"), "");
    let same = Posted::read("a_b=1&a_c=2&d=4&e[0]=x&e[1]=y&f[=5");
    assert_eq!(posted.signature(KEY), same.signature(KEY));
}

struct World {
    supplier: Running,
    client: reqwest::Client,
}

impl World {
    async fn of(goods: Vec<Goods>) -> Self {
        let mut config = Config::at(Supplier::Acg, ANYWHERE.parse().unwrap());
        config.goods = goods;
        let supplier = start(config).await.unwrap();
        Self { supplier, client: crate::gateway::client().unwrap() }
    }

    async fn usual() -> Self {
        Self::of(vec![
            Goods { stock: Some(5), ..Goods::of_keys(11, "会员 · 月卡", 1_000) },
            Goods { stock: Some(0), ..Goods::of_keys(12, "会员 · 年卡", 9_800) },
            Goods::of_keys(13, "激活码", 500),
            Goods::new(14, "Q币", 98),
        ])
        .await
    }

    /// None where no JSON came.
    async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Option<Value> {
        let Credentials { name, secret } = self.supplier.credentials();
        let mut fields = fields.to_vec();
        fields.extend([("app_id", name.as_str()), ("app_key", secret.as_str())]);
        let sign = Posted::read(&form::write(fields.iter().copied())).signature(&secret);
        fields.push(("sign", &sign));
        let request = self.client.post(format!("{}/shared/{path}", self.supplier.url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(form::write(fields)).send().await.ok()?.json().await.ok()
    }

    async fn buy(&self, code: &str, race: &str, number: &str, request_no: &str) -> Option<Value> {
        let fields = [
            ("shared_code", code),
            ("race", race),
            ("num", number),
            ("request_no", request_no),
            ("contact", "c"),
            ("password", ""),
        ];
        self.ask("commodity/trade", &fields).await
    }

    async fn query(&self, number: &str) -> Value {
        self.ask("commodity/query", &[("tradeNo", number)]).await.unwrap()
    }
}

#[tokio::test]
async fn keys_are_given_once_and_the_number_is_refused_again() {
    let world = World::usual().await;
    let bought = world.buy("11", "月卡", "2", "564aca841b386583be1").await.unwrap();
    assert_eq!((&bought["code"], &bought["data"]["amount"]), (&json!(200), &json!("20.00")));
    let keys = bought["data"]["secret"].as_str().unwrap();
    assert_eq!((keys.lines().count(), &bought["data"]["stock"]), (2, &json!("3")));
    let again = world.buy("11", "月卡", "2", "564aca841b386583be1").await.unwrap();
    assert_eq!((&again["code"], &again["msg"]), (&json!(0), &json!("The request ID already exists")));
    let number = bought["data"]["tradeNo"].as_str().unwrap();
    assert_eq!(number.len(), 18);
    let asked = world.query(number).await;
    assert_eq!(
        (&asked["data"]["secret"], &asked["data"]["status"], &asked["data"]["widget"]),
        (&json!(keys), &json!(1), &Value::Null)
    );
    // Not by the shop's number, and nobody else's.
    for other in ["564aca841b386583be1", "1", ""] {
        assert_eq!(world.query(other).await["msg"], "订单不存在");
    }
    let connected = world.ask("authentication/connect", &[]).await.unwrap();
    assert_eq!(connected["data"]["balance"], json!(9980.0));
    let control = world.supplier.control();
    assert_eq!((control.keys().len(), control.orders().len()), (2, 1));
    control.audit().unwrap();
}

#[tokio::test]
async fn what_is_not_signed_or_does_not_fit_is_refused() {
    let world = World::usual().await;
    let post = |body: &'static str| {
        let request = world.client.post(format!("{}/shared/authentication/connect", world.supplier.url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        async move { request.send().await.unwrap().json::<Value>().await.unwrap()["msg"].clone() }
    };
    assert_eq!(post("app_id=7&sign=x").await, "商户ID不存在");
    assert_eq!(post("app_id=1001&sign=x").await, "密钥错误");
    assert_eq!(post("app_id=1001").await, "密钥错误");
    assert_eq!(world.buy("11", "月卡", "1", "564aca841b386583be12").await, None);
    for (code, race, number, why) in [
        ("99", "", "1", "商品不存在"),
        ("11", "", "1", "请选择商品类型"),
        ("11", "日卡", "1", "此商品类型不存在[日卡]"),
        ("11", "年卡", "1", "库存不足"),
        ("11", "月卡", "6", "库存不足"),
        ("13", "", "0", "至少购买1个"),
        ("14", "", "1", "充值账号格式不正确"),
    ] {
        assert_eq!(world.buy(code, race, number, "n0000001").await.unwrap()["msg"], why);
    }
    world.supplier.control().put_goods(Goods { on_sale: false, ..Goods::of_keys(13, "激活码", 500) });
    assert_eq!(world.buy("13", "", "1", "n0000001").await.unwrap()["msg"], "当前商品已停售");
    assert_eq!(world.supplier.control().orders().len(), 0);
}

#[tokio::test]
async fn goods_are_listed_and_priced_in_their_categories() {
    let world = World::usual().await;
    for odd in [false, true] {
        world.supplier.control().set(|switches| switches.odd = odd);
        let tree = world.ask("commodity/items", &[]).await.unwrap();
        let rows = &tree["data"][0]["children"];
        assert_eq!((rows.as_array().unwrap().len(), &rows[0]["code"]), (3, &json!("11")));
        let config = rows[0]["config"].as_str().unwrap();
        let expected =
            "[category]\r\n月卡=11.00\r\n年卡=99.00\r\n[category_factory]\r\n月卡=10.00\r\n年卡=98.00";
        assert_eq!(config, if odd { expected } else { "[category]\n月卡=10.00\n年卡=98.00" });
        assert_eq!((&rows[1]["widget"], &rows[1]["delivery_way"]), (&json!("[]"), &json!(0)));
        assert!(rows[2]["widget"].as_str().unwrap().contains("account"));
        assert_eq!(world.ask("commodity/item", &[("code", "11")]).await.unwrap()["data"], rows[0]);
        let valued = [("code", "11"), ("race", "年卡"), ("num", "3")];
        let valued = world.ask("commodity/valuation", &valued).await.unwrap();
        assert_eq!(valued["data"]["price"], "294.00");
        assert_eq!(valued["data"].get("currency_code").is_some(), odd);
    }
    let count = async |race: &'static str| {
        let asked = world.ask("commodity/inventory", &[("sharedCode", "11"), ("race", race)]).await;
        asked.unwrap()["data"]["count"].clone()
    };
    assert_eq!((count("月卡").await, count("年卡").await, count("").await), (json!(5), json!(0), json!(5)));
    let stock = world.ask("commodity/stock", &[("code", "11"), ("race", "月卡")]).await.unwrap();
    assert_eq!(stock["data"]["stock"], "5");
    let state = [("shared_code", "11"), ("race", "月卡"), ("num", "6")];
    assert_eq!(world.ask("commodity/inventoryState", &state).await.unwrap()["msg"], "库存不足");
}

#[tokio::test]
async fn sentences_stand_where_keys_should_be() {
    let world = World::usual().await;
    let control = world.supplier.control();
    control.next(Plan { hand: Hand::Sorry, ..Plan::default() });
    let taken = world.buy("13", "", "1", "n0000001").await.unwrap();
    assert_eq!((&taken["code"], &taken["data"]["secret"]), (&json!(200), &json!(TAKEN)));
    control.next(Plan { when: When::Asks(1), hand: Hand::Fewer(1), ..Plan::default() });
    let coming = world.buy("13", "", "2", "n0000002").await.unwrap();
    assert_eq!(coming["data"]["secret"], COMING);
    let number = coming["data"]["tradeNo"].as_str().unwrap();
    assert_eq!(world.query(number).await["data"]["secret"], COMING);
    assert_eq!(world.query(number).await["data"]["secret"].as_str().unwrap().lines().count(), 1);
    control.next(Plan { fate: Fate::Refuse(Reason::NoFunds), ..Plan::default() });
    assert_eq!(world.buy("13", "", "1", "n0000003").await.unwrap()["msg"], "余额不足");
    control.next(Plan { reply: Reply::Broken, ..Plan::default() });
    assert_eq!(world.buy("13", "", "1", "n0000004").await, None);
    assert_eq!(world.buy("13", "", "1", "n0000004").await.unwrap()["code"], 0);
    assert_eq!(control.orders().len(), 3);
    control.audit().unwrap();
}

#[tokio::test]
async fn accounts_are_credited_by_hand() {
    let world = World::usual().await;
    let control = world.supplier.control();
    control.usual(Plan { when: When::Never, ..Plan::default() });
    let fields = [("shared_code", "14"), ("num", "2"), ("request_no", "n0000001"), ("account", "梅+1")];
    let taken = world.ask("commodity/trade", &fields).await.unwrap();
    assert_eq!((&taken["data"]["secret"], &taken["data"]["amount"]), (&json!(COMING), &json!("1.96")));
    let number = taken["data"]["tradeNo"].as_str().unwrap();
    control.release("n0000001").unwrap();
    let asked = world.query(number).await;
    assert_eq!(asked["data"]["secret"], "充值成功");
    assert_eq!(asked["data"]["widget"]["account"]["value"], "梅+1");
    assert_eq!(control.credited("梅+1"), 1);
}

impl World {
    /// The other dialect.
    async fn open(&self, path: &str, fields: &[(&str, &str)]) -> Option<Value> {
        let Credentials { name, secret } = self.supplier.credentials();
        let body = form::write(fields.iter().copied());
        let sign = Posted::read(&body).signature(&secret);
        let request = self.client.post(format!("{}/plugin/open-api/{path}", self.supplier.url()));
        let request = request.header("Api-Id", name).header("Api-Signature", sign).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.send().await.ok()?.json().await.ok()
    }
}

#[tokio::test]
async fn the_other_dialect_sells_the_same_goods() {
    let world = World::usual().await;
    assert_eq!(world.open("connect", &[]).await.unwrap()["data"]["balance"], "10000.00");
    let items = world.open("items", &[]).await.unwrap();
    assert_eq!(
        (&items["data"][0]["sku"][1]["id"], &items["data"][0]["sku"][1]["stock"]),
        (&json!(12), &json!(0))
    );
    assert!(items["data"][2]["widget"].as_str().unwrap().contains("title"));
    assert_eq!(world.open("item", &[("id", "11")]).await.unwrap()["data"], items["data"][0]);
    let asked = [("sku_id", "11"), ("quantity", "2")];
    assert_eq!(world.open("sku/state", &asked).await.unwrap()["data"]["state"], true);
    assert_eq!(world.open("sku/stock", &asked).await.unwrap()["data"]["stock"], 5);
    assert_eq!(world.open("amount", &asked).await.unwrap()["data"]["amount"], "20.00");
    let mut order = asked.to_vec();
    order.push(("trade_no", "564aca841b386583be1ef6fe"));
    let bought = world.open("trade", &order).await.unwrap();
    assert_eq!(
        (&bought["code"], bought["data"]["contents"].as_str().unwrap().lines().count()),
        (&json!(200), 2)
    );
    assert_eq!(world.open("trade", &order).await.unwrap()["msg"], "订单号已存在");
    world.supplier.control().next(Plan { when: When::Never, ..Plan::default() });
    let by_hand =
        [("sku_id", "14"), ("quantity", "1"), ("trade_no", "564aca841b386583be1ef6ff"), ("account", "梅")];
    let waiting = world.open("trade", &by_hand).await.unwrap();
    assert_eq!((&waiting["data"]["contents"], &waiting["data"]["status"]), (&Value::Null, &json!(0)));
    for (fields, why) in [
        (vec![("sku_id", "99"), ("quantity", "1"), ("trade_no", "564aca841b386583be1ef6fd")], "商品不存在"),
        (vec![("sku_id", "11"), ("quantity", "1"), ("trade_no", "short")], "订单号错误"),
        (vec![("sku_id", "12"), ("quantity", "1"), ("trade_no", "564aca841b386583be1ef6fd")], "库存不足"),
        (
            vec![("sku_id", "14"), ("quantity", "1"), ("trade_no", "564aca841b386583be1ef6fd")],
            "充值账号格式不正确",
        ),
    ] {
        assert_eq!(world.open("trade", &fields).await.unwrap()["msg"], why);
    }
    assert_eq!(world.supplier.control().orders().len(), 2);
    world.supplier.control().audit().unwrap();
}
