use crate::house::{House, PDF, draft, pdf};
use kernel::{ApplicationId, BasisPoints, Bilingual, DocumentId, PageAsk, UserId};
use merchants::{
    Application, ApplicationState, Approval, DocumentKind, Draft, Holder, Level, MerchantRefusal,
    MerchantState, Reader, Reason,
};

async fn take(house: &House, id: ApplicationId, reviewer: &str) -> Result<(), MerchantRefusal> {
    let mut tx = house.db.begin().await?;
    merchants::take(&mut tx, house.ambient(), &house.sealer, id, reviewer).await?;
    Ok(tx.commit().await?)
}

async fn send_back(house: &House, id: ApplicationId, field: &str, text: &str) -> Result<(), MerchantRefusal> {
    let reasons = [Reason { field: field.into(), text: text.into() }];
    let mut tx = house.db.begin().await?;
    merchants::return_application(&mut tx, house.ambient(), &house.sealer, id, &reasons).await?;
    Ok(tx.commit().await?)
}

async fn approve(house: &House, id: ApplicationId) -> Result<merchants::Merchant, MerchantRefusal> {
    let approval = Approval { fee: BasisPoints(250), plan: String::new(), note: "fine".into() };
    let mut tx = house.db.begin().await?;
    let (_, merchant) = merchants::approve(&mut tx, house.ambient(), &house.sealer, id, &approval).await?;
    tx.commit().await?;
    Ok(merchant)
}

async fn own(house: &House, user: u128) -> Application {
    let mut tx = house.db.read().await.unwrap();
    merchants::application_of(&mut tx, &house.sealer, UserId(user)).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_goes_back_once_and_then_becomes_a_merchant() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let id = house.apply(1, "night-market", "91310000MA1K3YYY0X").await.id;
        assert_eq!(send_back(&house, id, "name", "x").await.unwrap_err().code(), "not_taken");
        assert_eq!(approve(&house, id).await.unwrap_err().code(), "not_taken");
        take(&house, id, "usr_a").await.unwrap();
        assert_eq!(take(&house, id, "usr_b").await.unwrap_err().code(), "taken_already");
        assert_eq!(house.save(1, &Draft::default()).await.unwrap_err().code(), "application_not_open");
        for (field, text) in [("nowhere", "x"), ("name", ""), ("name", "a\nb")] {
            assert!(send_back(&house, id, field, text).await.is_err(), "{field} {text:?}");
        }
        send_back(&house, id, "bank_account", "读不清").await.unwrap();
        let returned = own(&house, 1).await;
        assert_eq!(returned.state, ApplicationState::Returned);
        assert_eq!(returned.reasons, [Reason { field: "bank_account".into(), text: "读不清".into() }]);
        assert_eq!(send_back(&house, id, "name", "x").await.unwrap_err().code(), "already_decided");

        // What comes back masked stays what it was.
        let masked = merchants::masked(&returned.private.licence_number);
        let again =
            Draft { licence_number: Some(masked), bank_account: Some("62220000".into()), ..Draft::default() };
        let saved = house.save(1, &again).await.unwrap();
        assert_eq!(saved.private.licence_number, "91310000MA1K3YYY0X");
        assert_eq!(saved.private.bank_account, "62220000");
        let submitted = house.submit(1).await.unwrap();
        assert_eq!((submitted.state, submitted.reasons), (ApplicationState::Submitted, vec![]));
        take(&house, id, "usr_b").await.unwrap();
        let merchant = approve(&house, id).await.unwrap();
        assert_eq!((merchant.state, merchant.trusted, merchant.fee.0), (MerchantState::Active, false, 250));
        assert_eq!(merchants::find(&house.db, merchant.id).await.unwrap(), merchant);
        let (store, _) = merchants::by_slug(&house.db, "night-market").await.unwrap().unwrap();
        assert_eq!(
            (store.merchant, store.name),
            (merchant.id, Bilingual::new("夜市商行", "Night Market Traders"))
        );
        let told: Vec<String> = merchants::timeline(&house.db, &id.to_string())
            .await
            .unwrap()
            .into_iter()
            .map(|moment| moment.what)
            .collect();
        assert_eq!(told, ["submitted", "taken", "returned", "submitted", "taken", "approved"]);
        let mut tx = house.db.begin().await.unwrap();
        assert_eq!(merchants::audit(&mut tx).await.unwrap(), []);
        tx.exec("delete from merchants where id = $1", db::params![merchant.id]).await.unwrap();
        let found: Vec<_> = merchants::audit(&mut tx).await.unwrap().into_iter().map(|f| f.row).collect();
        assert!(
            found.contains(&id.to_string()) && found.len() == 2,
            "the application and its scan: {found:?}"
        );
        drop(tx);
        assert_eq!(own(&house, 1).await.merchant, Some(merchant.id));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_reviewers_who_decide_at_once_exactly_one_does() {
    for engine in testkit::engines() {
        let house = std::sync::Arc::new(House::open(engine).await);
        let id = house.apply(1, "night-market", "91310000MA1K3YYY0X").await.id;
        take(&house, id, "usr_a").await.unwrap();
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let house = house.clone();
                tokio::spawn(async move {
                    match n % 2 {
                        0 => approve(&house, id).await.map(|_| ()),
                        _ => send_back(&house, id, "name", "x").await,
                    }
                })
            })
            .collect();
        let mut done = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => done += 1,
                Err(refusal) => assert_eq!(refusal.code(), "already_decided", "{refusal}"),
            }
        }
        assert_eq!(done, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_is_named_and_what_is_odd_is_refused() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        assert_eq!(house.submit(1).await.unwrap_err().code(), "no_such_application");
        house.save(1, &Draft::default()).await.unwrap();
        let Err(MerchantRefusal::Incomplete(missing)) = house.submit(1).await else { panic!() };
        assert_eq!(missing.len(), 10, "{missing:?}");
        house.save(1, &draft("night-market", "9131")).await.unwrap();
        let Err(MerchantRefusal::Incomplete(missing)) = house.submit(1).await else { panic!() };
        assert_eq!(missing, ["licence"]);
        let text = |text: &str| Some(text.to_owned());
        for (bad, code) in [
            (Draft { licence_number: text("'; drop table"), ..Draft::default() }, "bad_number"),
            (Draft { contact_name: text("a\r\nBcc: x"), ..Draft::default() }, "bad_text"),
            (Draft { bank_account: text(&"9".repeat(41)), ..Draft::default() }, "bad_text"),
            (Draft { store_slug: text("../x"), ..Draft::default() }, "bad_slug"),
            (Draft { name: Some(Bilingual::new("a\u{202e}b", "")), ..Draft::default() }, "bad_text"),
        ] {
            assert_eq!(house.save(1, &bad).await.unwrap_err().code(), code);
        }
        // The address is kept free for whoever wrote it down first, and is not somebody's already.
        let taken = Draft { store_slug: text("night-market"), ..Draft::default() };
        assert_eq!(house.save(2, &taken).await.unwrap_err().code(), "slug_taken");
        let merchant = house.merchant().await;
        let mut tx = house.db.begin().await.unwrap();
        let new = merchants::NewStore { merchant, slug: "old-shop".into(), name: Bilingual::new("店", "") };
        merchants::open_store(&mut tx, house.ambient(), &new).await.unwrap();
        tx.commit().await.unwrap();
        let taken = Draft { store_slug: text("old-shop"), ..Draft::default() };
        assert_eq!(house.save(2, &taken).await.unwrap_err().code(), "slug_taken");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_licence_blocks_and_the_same_account_and_scan_warn() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let first = house.apply(1, "one", "91310000 MA1K 3YYY 0X").await;
        house.save(2, &draft("two", "91310000ma1k-3yyy0x")).await.unwrap();
        let scan = pdf("1 91310000 MA1K 3YYY 0X");
        house.upload(Holder::Applicant(UserId(2)), DocumentKind::Licence, &scan).await.unwrap();
        let second = house.submit(2).await.unwrap();
        let mut tx = house.db.read().await.unwrap();
        let checks = merchants::checks(&mut tx, &house.sealer, &second).await.unwrap();
        drop(tx);
        let seen: Vec<_> = checks.iter().map(|check| (check.code, check.level)).collect();
        let expected = [
            ("same_licence", Level::Block),
            ("same_bank_account", Level::Warn),
            ("same_phone", Level::Warn),
            ("same_document", Level::Warn),
        ];
        assert_eq!(seen, expected);
        assert!(checks.iter().all(|check| check.detail == first.id.to_string()));
        take(&house, second.id, "usr_a").await.unwrap();
        assert_eq!(approve(&house, second.id).await.unwrap_err().code(), "check_blocks");
        assert_eq!(own(&house, 2).await.state, ApplicationState::InReview, "a refusal changes nothing");
        // Sent back, the first is in nobody's way.
        take(&house, first.id, "usr_a").await.unwrap();
        send_back(&house, first.id, "licence_number", "别人的").await.unwrap();
        approve(&house, second.id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_their_owners_and_the_reviewers_once_they_are_handed_in() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        house.save(1, &draft("one", "1")).await.unwrap();
        let document = house.upload(Holder::Applicant(UserId(1)), DocumentKind::Licence, PDF).await.unwrap();
        let ask = async |reader| {
            let mut tx = house.db.read().await.unwrap();
            merchants::document(&mut tx, &house.sealer, reader, document.id).await.map(|d| d.id).ok()
        };
        let owner = Reader::Own { user: UserId(1), merchant: None };
        let stranger = Reader::Own { user: UserId(2), merchant: Some(house.merchant().await) };
        assert_eq!(ask(owner).await, Some(document.id));
        assert_eq!(
            (ask(stranger).await, ask(Reader::Reviewer).await),
            (None, None),
            "a draft is nobody's business"
        );
        let id = house.submit(1).await.unwrap().id;
        assert_eq!((ask(stranger).await, ask(Reader::Reviewer).await), (None, Some(document.id)));
        let mut tx = house.db.begin().await.unwrap();
        let refused =
            merchants::remove_document(&mut tx, &house.sealer, UserId(1), document.id).await.unwrap_err();
        assert_eq!(refused.code(), "application_not_open");
        let refused =
            merchants::remove_document(&mut tx, &house.sealer, UserId(2), document.id).await.unwrap_err();
        assert_eq!(refused.code(), "no_such_document");
        drop(tx);
        take(&house, id, "usr_a").await.unwrap();
        let merchant = approve(&house, id).await.unwrap().id;
        let colleague = Reader::Own { user: UserId(7), merchant: Some(merchant) };
        assert_eq!(ask(colleague).await, Some(document.id));
        let mut tx = house.db.read().await.unwrap();
        let unknown = merchants::document(&mut tx, &house.sealer, owner, DocumentId(1)).await.unwrap_err();
        assert_eq!(unknown.code(), "no_such_document");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_private_lies_open_in_the_database() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let id = house.apply(1, "one", "91310000MA1K3YYY0X").await.id;
        let rows = house.db.query("select * from applications", &[]).await.unwrap();
        let text = format!("{rows:?}");
        let prints = house.db.query("select * from admission_prints", &[]).await.unwrap();
        let text = format!("{text}{prints:?}");
        for secret in ["91310000", "6222", "138 0000", "owner@example.com", "豆小蔻"] {
            let bytes = format!("{:?}", secret.as_bytes());
            assert!(!text.contains(secret) && !text.contains(bytes.trim_matches(['[', ']'])), "{secret}");
        }
        assert_eq!(own(&house, 1).await.private.bank_account, "6222 0000 1111 2222");
        assert!(!format!("{:?}", own(&house, 1).await).contains("6222"), "not printable");
        let page =
            merchants::applications(&house.db, &house.sealer, None, &PageAsk::new(None, None)).await.unwrap();
        assert_eq!(page.items.iter().map(|a| a.id).collect::<Vec<_>>(), [id]);
        // Moved to another application, it does not open.
        house.save(2, &draft("two", "2")).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        let sql = "update applications set sealed = (select sealed from applications where store_slug = 'one') \
                   where store_slug = 'two'";
        tx.exec(sql, &[]).await.unwrap();
        assert!(merchants::application_of(&mut tx, &house.sealer, UserId(2)).await.is_err());
    }
}
