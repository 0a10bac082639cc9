//! Payment channels, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use channels::{Changed, ChannelBook, ChannelRefusal, Draft, Parts, Result, State, Trial};
use db::{Engine, params};
use kernel::{BasisPoints, Bilingual, Currency, Money, PaymentId, Secret, Time};
use ports::{Device, NewPayment, Payer, Settings};
use testkit::{TestAmbient, TestDb};

const BY: &str = "usr_somebody";
const SECRET: &str = "hunter2-hunter2";

struct House {
    db: TestDb,
    time: TestAmbient,
    book: ChannelBook,
}

impl House {
    async fn open(engine: Engine) -> Self {
        let (db, time) = (testkit::database(engine).await, testkit::ambient(31));
        let book = book(&db, &time, 9);
        Self { db, time, book }
    }

    async fn put(&self, code: &str, draft: &Draft) -> Result<Changed> {
        let mut tx = self.db.begin().await?;
        let changed = self.book.put(&mut tx, code, draft, BY).await?;
        tx.commit().await?;
        Ok(changed)
    }

    async fn switch(&self, code: &str, to: State) -> Result<State> {
        let mut tx = self.db.begin().await?;
        let switched = self.book.switch(&mut tx, code, to, BY).await?;
        tx.commit().await?;
        Ok(switched.before)
    }

    async fn order(&self, codes: &[&str]) -> Result<Vec<String>> {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let mut tx = self.db.begin().await?;
        let before = self.book.order(&mut tx, &codes).await?;
        tx.commit().await?;
        Ok(before)
    }

    async fn codes(&self) -> Vec<String> {
        self.book.list().await.unwrap().into_iter().map(|channel| channel.code).collect()
    }

    async fn version(&self) -> i64 {
        self.book.version().await.unwrap()
    }
}

/// A node's book; another key opens nothing of the first one's.
fn book(db: &TestDb, time: &TestAmbient, key: u8) -> ChannelBook {
    ChannelBook::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        key: Secret::new([key; 32]),
        kinds: testkit::CHANNEL_KINDS,
        private_gateways: false,
        patience: std::time::Duration::from_millis(300),
    })
}

fn settings(all: &[(&str, &str)]) -> Settings {
    all.iter().map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned()))).collect()
}

fn draft(version: i64, filled: &[(&str, &str)]) -> Draft {
    Draft {
        kind: "made_up".into(),
        name: Bilingual::new("渠道", "Channel"),
        settings: settings(filled),
        forget: Vec::new(),
        currencies: vec![Currency::CNY],
        min: Some(100),
        max: Some(5_000_000),
        fee: BasisPoints(60),
        devices: vec![Device::Mobile, Device::WeChat],
        version,
    }
}

fn whole() -> Draft {
    draft(
        0,
        &[("url", "https://pay.example"), ("id", "1001"), ("key", SECRET), ("hook", "H"), ("way", "scan")],
    )
}

fn code<T>(done: Result<T>) -> &'static str {
    done.err().map_or("fine", |refusal| refusal.code())
}

fn fields(done: Result<Changed>) -> Vec<String> {
    match done {
        Err(ChannelRefusal::BadSettings(faults)) => {
            assert!(faults.iter().all(|fault| !fault.zh.is_empty() && !fault.en.is_empty()));
            faults.into_iter().map(|fault| fault.field).collect()
        }
        other => panic!("{:?}", other.map(|changed| changed.fields)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_is_made_and_changed_and_its_secrets_stay_inside() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        assert_eq!((house.version().await, house.codes().await.len()), (0, 0));
        let made = house.put("made-up", &whole()).await.unwrap();
        assert!(made.created && made.before.is_empty() && !made.after.contains(SECRET), "{}", made.after);
        assert_eq!(made.fields, ["hook", "id", "key", "url", "way"]);
        assert_eq!(house.version().await, 1);

        let channel = house.book.find("made-up").await.unwrap();
        assert_eq!(channel, made.channel);
        assert_eq!((channel.state, channel.version, channel.position), (State::Off, 1, 1));
        assert_eq!((channel.min, channel.max, channel.fee), (Some(100), Some(5_000_000), BasisPoints(60)));
        assert_eq!(
            (channel.currencies, channel.devices),
            (vec![Currency::CNY], vec![Device::Mobile, Device::WeChat])
        );
        assert_eq!(channel.secrets, ["key", "hook"]);
        assert_eq!(channel.plain.keys().collect::<Vec<_>>(), ["id", "url", "way"]);
        assert!(channel.faults.is_empty());

        let mut change = draft(1, &[("id", "1002"), ("key", "")]);
        change.forget = vec!["hook".into()];
        let changed = house.put("made-up", &change).await.unwrap();
        assert_eq!((changed.created, changed.fields), (false, vec!["hook".to_owned(), "id".to_owned()]));
        let channel = house.book.find("made-up").await.unwrap();
        assert_eq!((channel.version, channel.secrets), (2, vec!["key".to_owned()]));
        assert_eq!(channel.plain["id"], "1002");
        assert_eq!(house.version().await, 2);

        let rows = house.db.query("select sealed from payment_channels", &[]).await.unwrap();
        let sealed = rows[0].bytes(0).unwrap();
        assert!(!sealed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_stand_is_refused_and_changes_nothing() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        for bad in ["wallet", "sandbox", "A", "x", "a b"] {
            assert_eq!(code(house.put(bad, &whole()).await), "bad_channel_code", "{bad}");
        }
        assert_eq!(
            code(house.put("a1", &Draft { kind: "other".into(), ..whole() }).await),
            "unknown_channel_kind"
        );
        assert_eq!(
            code(house.put("a1", &Draft { version: 1, ..whole() }).await),
            "channel_changed_meanwhile"
        );
        assert_eq!(code(house.put("a1", &Draft { fee: BasisPoints(-1), ..whole() }).await), "bad_channel");
        assert_eq!(fields(house.put("a1", &draft(0, &[])).await), ["url", "id", "key"]);
        let inside =
            draft(0, &[("url", "http://169.254.169.254/"), ("id", "1"), ("key", "k"), ("other", "x")]);
        assert_eq!(fields(house.put("a1", &inside).await), ["other", "url"]);
        let unbuildable = draft(0, &[("url", "https://a.example"), ("id", "unbuildable"), ("key", "k")]);
        assert_eq!(fields(house.put("a1", &unbuildable).await), ["id"]);
        assert_eq!((house.version().await, house.codes().await.len()), (0, 0));

        house.put("a1", &whole()).await.unwrap();
        assert_eq!(code(house.put("a1", &whole()).await), "channel_changed_meanwhile", "it is there already");
        let other = Draft { kind: "any_money".into(), min: None, max: None, ..draft(1, &[]) };
        assert_eq!(code(house.put("a1", &other).await), "channel_kind_is_fixed");
        assert_eq!(
            fields(house.put("a1", &draft(1, &[("url", "https://b.example")])).await),
            ["key", "hook"]
        );
        let typed = draft(1, &[("url", "https://b.example"), ("key", "L"), ("hook", "I")]);
        assert_eq!(house.put("a1", &typed).await.unwrap().fields, ["hook", "key", "url"]);
        assert_eq!(code(house.switch("a2", State::On).await), "no_such_channel");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_switched_ordered_and_retired_and_never_gone() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        for code in ["aa", "bb", "cc"] {
            house.put(code, &whole()).await.unwrap();
        }
        assert_eq!(code(house.switch("aa", State::Off).await), "channel_wrong_state");
        assert_eq!(house.switch("aa", State::On).await.unwrap(), State::Off);
        assert_eq!(code(house.switch("aa", State::On).await), "channel_wrong_state");
        assert_eq!(code(house.switch("aa", State::Retired).await), "channel_wrong_state", "off first");
        assert!(house.book.find("aa").await.unwrap().is_on());

        let before = house.version().await;
        assert_eq!(house.order(&["cc", "aa", "bb"]).await.unwrap(), ["aa", "bb", "cc"]);
        assert_eq!(
            (house.codes().await, house.version().await),
            (vec!["cc".into(), "aa".into(), "bb".into()], before + 1)
        );
        for wrong in [&["cc", "aa"][..], &["cc", "aa", "aa"], &["cc", "aa", "bb", "dd"]] {
            assert_eq!(code(house.order(wrong).await), "channel_changed_meanwhile");
        }
        house.switch("cc", State::Retired).await.unwrap();
        assert_eq!(house.codes().await, ["aa", "bb", "cc"], "what is retired comes last");
        house.order(&["bb", "aa"]).await.unwrap();
        assert_eq!(code(house.switch("cc", State::On).await), "channel_wrong_state", "brought back first");
        house.switch("cc", State::Off).await.unwrap();
        assert_eq!(house.codes().await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_node_loads_them_and_what_does_not_open_stops_nobody() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        house.put("fine", &whole()).await.unwrap();
        house.switch("fine", State::On).await.unwrap();
        house.put("gone", &whole()).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        tx.exec("update payment_channels set kind = 'forgotten' where code = $1", params!["gone"])
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let other = book(&house.db, &house.time, 9);
        let (version, all) = other.load().await.unwrap();
        assert_eq!((version, all.len()), (house.version().await, 2));
        let adapter = all[0].adapter.as_ref().unwrap();
        let new = NewPayment {
            payment: PaymentId::new(&house.time.ambient),
            amount: Money::new(100, Currency::CNY),
            subject: "x".into(),
            notify_url: "https://shop.example/notify/fine".into(),
            return_url: "https://shop.example/".into(),
            expires_at: Time(0),
            payer: Payer { address: None, device: Device::Desktop, open_id: None },
        };
        let opened = adapter.create(&new).await.unwrap();
        assert!(opened.pay_url.unwrap().starts_with("https://pay.example/pay_") && adapter.code() == "fine");
        assert!(all[1].adapter.is_none() && !all[1].channel.faults.is_empty());

        let stranger = book(&house.db, &house.time, 10);
        let (_, all) = stranger.load().await.unwrap();
        assert!(all.iter().all(|ready| ready.adapter.is_none() && ready.channel.plain.is_empty()));
        assert_eq!(all[0].channel.faults[0].field, "");
        assert_eq!(code(house.switch("gone", State::On).await), "channel_broken");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_changes_at_once_one_is_refused() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        house.put("aa", &whole()).await.unwrap();
        let (a, b) = (draft(1, &[("id", "a")]), draft(1, &[("id", "b")]));
        let (one, two) = tokio::join!(house.put("aa", &a), house.put("aa", &b));
        assert_ne!(one.is_ok(), two.is_ok());
        let refused = one.err().or(two.err()).unwrap();
        assert!(matches!(refused.code(), "channel_changed_meanwhile" | "database"), "{refused}");
        assert_eq!(house.book.find("aa").await.unwrap().version, 2);
        let new = whole();
        let (one, two) = tokio::join!(house.put("bb", &new), house.put("bb", &new));
        assert_ne!(one.is_ok(), two.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_tried_before_they_are_kept() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let trial = |code: Option<&str>, filled: &[(&str, &str)]| Trial {
            kind: "made_up".into(),
            code: code.map(str::to_owned),
            settings: settings(filled),
        };
        let new = trial(None, &[("url", "https://pay.example"), ("id", "1"), ("key", "k")]);
        let tried = house.book.trial(&new).await.unwrap();
        assert!(!tried.as_stored && tried.outcomes.len() == 2);
        assert!(tried.outcomes.iter().all(|outcome| outcome.problem.is_none()));
        let strange = trial(None, &[("url", "https://pay.example"), ("id", "strange"), ("key", "k")]);
        let tried = house.book.trial(&strange).await.unwrap();
        assert!(tried.outcomes[1].problem.as_ref().unwrap().contains("no such merchant"));
        assert_eq!(code(house.book.trial(&trial(None, &[])).await), "bad_channel_settings");
        assert_eq!(code(house.book.trial(&trial(Some("aa"), &[])).await), "no_such_channel");
        house.put("aa", &whole()).await.unwrap();
        let tried = house.book.trial(&trial(Some("aa"), &[("id", "1001")])).await.unwrap();
        assert!(tried.as_stored && tried.outcomes.iter().all(|outcome| outcome.problem.is_none()));
        assert!(!house.book.trial(&trial(Some("aa"), &[("id", "1002")])).await.unwrap().as_stored);
        let elsewhere = trial(Some("aa"), &[("url", "https://thief.example")]);
        assert_eq!(
            code(house.book.trial(&elsewhere).await),
            "bad_channel_settings",
            "no stored key goes there"
        );
        assert_eq!(house.book.find("aa").await.unwrap().version, 1, "nothing was changed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_never_answers_is_waited_for_no_longer_than_a_payer_would() {
    let house = House::open(Engine::Sqlite).await;
    let trial = Trial {
        kind: "made_up".into(),
        code: None,
        settings: settings(&[("url", "https://pay.example"), ("id", "mute"), ("key", "k")]),
    };
    let outcomes = house.book.trial(&trial).await.unwrap().outcomes;
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].code, "timeout");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_waits_sealed_for_whoever_agrees() {
    let house = House::open(Engine::Sqlite).await;
    let sealed = house.book.seal_draft("aa", &whole()).unwrap();
    assert!(!sealed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
    let opened = house.book.open_draft("aa", &sealed).unwrap();
    assert_eq!(opened.settings["key"].expose(), SECRET);
    assert_eq!((opened.devices, opened.max, opened.version), (whole().devices, whole().max, 0));
    assert!(house.book.open_draft("bb", &sealed).is_err(), "it is for one channel only");
}
