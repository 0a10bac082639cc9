use crate::house::{House, PDF};
use kernel::{AuthorisationId, BatchId, BrandId, Currency, DocumentId, MerchantId, Money, PageAsk, Span};
use merchants::{
    Authorisation, AuthorisationState, Channel, DocumentKind, Holder, Link, MerchantRefusal, NewAuthorisation,
};

const BRAND: BrandId = BrandId(5);

async fn new(house: &House, merchant: MerchantId) -> NewAuthorisation {
    let scan = house.upload(Holder::Merchant(merchant), DocumentKind::Authorisation, PDF).await.unwrap();
    let now = house.ambient().now();
    NewAuthorisation {
        merchant,
        brand: BRAND,
        territory: vec!["CN".into()],
        channels: vec![Channel::Store, Channel::Api],
        minimum_price: Some(Money::new(900, Currency::CNY)),
        cost_basis_bps: Some(8_000),
        valid_from: now,
        valid_to: now.after(Span::days(100)),
        chain: vec![Link { from: "品牌".into(), to: "夜市".into() }],
        documents: vec![scan.id],
    }
}

async fn hand_in(house: &House, new: &NewAuthorisation) -> Result<Authorisation, MerchantRefusal> {
    let mut tx = house.db.begin().await?;
    let handed = merchants::hand_in_authorisation(&mut tx, house.ambient(), new).await?;
    tx.commit().await?;
    Ok(handed)
}

async fn approve(house: &House, id: AuthorisationId) -> Result<Authorisation, MerchantRefusal> {
    let mut tx = house.db.begin().await?;
    let approved = merchants::approve_authorisation(&mut tx, id, house.ambient().now()).await?;
    tx.commit().await?;
    Ok(approved)
}

async fn covered(house: &House, merchant: MerchantId) -> usize {
    let mut tx = house.db.read().await.unwrap();
    merchants::covering(&mut tx, house.time.ambient.now(), merchant, BRAND).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_holds_from_its_approval_to_its_last_day() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let (merchant, rival) = (house.merchant().await, house.merchant().await);
        let new = new(&house, merchant).await;
        let handed = hand_in(&house, &new).await.unwrap();
        assert_eq!((handed.state, covered(&house, merchant).await), (AuthorisationState::Submitted, 0));
        let approved = approve(&house, handed.id).await.unwrap();
        assert!(approved.is_valid(house.time.ambient.now()));
        assert_eq!(approve(&house, handed.id).await.unwrap_err().code(), "already_decided");
        assert_eq!((covered(&house, merchant).await, covered(&house, rival).await), (1, 0));
        let mut tx = house.db.begin().await.unwrap();
        let foreign = merchants::authorisation(&mut tx, Some(rival), handed.id).await.unwrap_err();
        assert_eq!(foreign.code(), "no_such_authorisation");
        let now = house.time.ambient.now();
        let refused = merchants::withdraw_authorisation(&mut tx, rival, handed.id, now).await.unwrap_err();
        assert_eq!(refused.code(), "no_such_authorisation");
        let refused = merchants::revoke_authorisation(&mut tx, handed.id, " ", now).await.unwrap_err();
        assert_eq!(refused.code(), "reason_needed");
        merchants::note_batch(&mut tx, merchant, BatchId(3), handed.id).await.unwrap();
        let noted = merchants::batch_authorisation(&mut tx, merchant, BatchId(3)).await.unwrap();
        assert_eq!(noted, Some(handed.id));
        assert!(merchants::expire_next(&mut tx, now).await.unwrap().is_none());
        drop(tx);
        house.time.advance(Span::days(101));
        assert_eq!(covered(&house, merchant).await, 0, "its end needs no clock to strike");
        let mut tx = house.db.begin().await.unwrap();
        let now = house.time.ambient.now();
        let ended = merchants::expire_next(&mut tx, now).await.unwrap().unwrap();
        assert_eq!((ended.id, ended.state), (handed.id, AuthorisationState::Expired));
        assert!(merchants::expire_next(&mut tx, now).await.unwrap().is_none());
        tx.commit().await.unwrap();
        let ask = PageAsk::new(None, None);
        let page = merchants::authorisations(&house.db, Some(rival), None, &ask).await.unwrap();
        assert_eq!(page.items, []);
        let expired = Some(AuthorisationState::Expired);
        assert_eq!(merchants::authorisations(&house.db, None, expired, &ask).await.unwrap().items.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_come_once_each_and_those_that_were_missed_do_not_come_late() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant().await;
        let new = new(&house, merchant).await;
        let id = hand_in(&house, &new).await.unwrap().id;
        approve(&house, id).await.unwrap();
        let remind = async || {
            let mut days = Vec::new();
            loop {
                let mut tx = house.db.begin().await.unwrap();
                let Some(one) = merchants::remind_next(&mut tx, house.time.ambient.now()).await.unwrap()
                else {
                    break;
                };
                tx.commit().await.unwrap();
                days.push(one.days);
            }
            days
        };
        assert_eq!(remind().await, [] as [i64; 0]);
        house.time.advance(Span::days(71));
        assert_eq!((remind().await, remind().await), (vec![30], vec![]));
        // The server stood still over the seventh day.
        house.time.advance(Span::days(28));
        assert_eq!((remind().await, remind().await), (vec![1], vec![]));
        house.time.advance(Span::days(3));
        assert_eq!(remind().await, [] as [i64; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_ones_are_refused() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let (merchant, rival) = (house.merchant().await, house.merchant().await);
        let good = new(&house, merchant).await;
        let foreign =
            house.upload(Holder::Merchant(rival), DocumentKind::Authorisation, PDF).await.unwrap().id;
        let with = |change: &dyn Fn(&mut NewAuthorisation)| {
            let mut new = good.clone();
            change(&mut new);
            new
        };
        for (bad, code) in [
            (with(&|n| n.documents.clear()), "documents_needed"),
            (with(&|n| n.documents = vec![DocumentId(1)]), "documents_needed"),
            (with(&|n| n.documents.push(foreign)), "documents_needed"),
            (with(&|n| n.valid_to = n.valid_from), "bad_period"),
            (with(&|n| n.valid_to = n.valid_from.after(Span::days(9_000))), "bad_period"),
            (with(&|n| n.valid_to = kernel::Time(0)), "bad_period"),
            (with(&|n| n.territory = vec!["cn".into()]), "bad_territory"),
            (with(&|n| n.territory.clear()), "bad_territory"),
            (with(&|n| n.channels.clear()), "bad_channels"),
            (with(&|n| n.chain.clear()), "bad_chain"),
            (with(&|n| n.chain = vec![Link { from: "a\nb".into(), to: "c".into() }]), "bad_chain"),
            (with(&|n| n.minimum_price = Some(Money::new(0, Currency::CNY))), "bad_minimum"),
            (with(&|n| n.cost_basis_bps = Some(-1)), "bad_cost_basis"),
        ] {
            assert_eq!(hand_in(&house, &bad).await.unwrap_err().code(), code);
        }
        hand_in(&house, &good).await.unwrap();
    }
}
