use super::trade::Trade;
use crate::support::{Place, client};
use kernel::{Ambient, MerchantId, SkuId};
use ledger::{Chain, Step};
use orders::accounts;
use serde_json::{Value, json};
use std::io::Cursor;
use std::sync::Arc;
use std::time::{Duration, Instant};
use vault::{FileKeyService, Format, NewBatch, Provenance, Reader, SkuKind, Vault};

/// Hides canaries as an import does, but remembers them: what a thief would know who has opened the batch by hand.
async fn hide(place: &Place, merchant: MerchantId, sku: SkuId) -> Vec<String> {
    let (db, ambient) = (db::Db::open(&place.database()).await.unwrap(), Ambient::system());
    let keys = Arc::new(FileKeyService::open_or_create(&place.key_files()[0]).unwrap());
    let vault = Vault::open(&db, keys, ambient.clone()).await.unwrap();
    let provenance = Provenance {
        supplier: "Issuer".into(),
        reference: String::new(),
        cost: None,
        imported_by: "test".into(),
    };
    let new = NewBatch {
        merchant,
        sku,
        kind: SkuKind::OneTime,
        provenance,
        format: Format::Lines,
        use_limit: None,
        expires_at: None,
    };
    let line = || kernel::encode_128(u128::from_be_bytes(ambient.bytes())).to_uppercase();
    let text: String = (0..400).map(|_| format!("CNR-{}\n", &line()[10..])).collect();
    let chunk = Reader::new(Cursor::new(text), Format::Lines).next_chunk(1_000).unwrap().unwrap();
    let canaries = vault.make_canaries(&new, &chunk, 4).unwrap();
    let mut tx = db.begin().await.unwrap();
    let mut importing = vault.begin_import(&mut tx, &new).await.unwrap();
    let (supply, shelf) = (accounts::supply(merchant, sku), accounts::shelf(merchant, sku));
    let away = accounts::withdrawn(merchant, sku);
    let stored = vault.store_chunk(&mut tx, &mut importing, &canaries.mixed_into(&chunk)).await.unwrap();
    let hidden = vault.hide_canaries(&mut tx, &importing, &canaries).await.unwrap();
    let step = |id: &str, debit, credit, amount| Step::Post {
        id: format!("{}/{id}", importing.batch()),
        debit,
        credit,
        amount,
    };
    let steps = vec![step("in", supply, shelf.clone(), stored.units), step("out", shelf, away, hidden)];
    let chain = Chain { book: merchant.to_string(), reference: importing.batch().to_string(), steps };
    ledger::submit(&mut tx, ambient.now(), &[chain]).await.unwrap();
    vault.finish_import(&mut tx, importing, [0; 32]).await.unwrap();
    tx.commit().await.unwrap();
    canaries.lines().map(|line| line.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_canary_sings_within_a_second() {
    for engine in testkit::engines() {
        let place = Place::new(engine).await;
        let trade = Trade::open(&place, 50).await;
        let (base, key) = (trade.server.base().to_owned(), trade.merchant_key());
        let (merchant, sku) = trade.own().await;
        let canaries = hide(&place, merchant, sku).await;
        let figure = async |kind: &str| {
            let text = String::from_utf8(trade.metrics().await).unwrap();
            let name = format!("cardamom_canary_alarms_total{{kind=\"{kind}\"}} ");
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(&name))
                .unwrap_or_else(|| panic!("{name}: {text}"));
            line.parse::<u64>().unwrap()
        };
        assert_eq!((figure("canary_reported").await, figure("canary_offered").await), (0, 0));

        // Redeemed somewhere: the counter asks.
        let started = Instant::now();
        let body = json!({"keys": ["CNR-NOT-ONE-OF-THEM", canaries[0]]});
        let answer = client().post(format!("{base}/v1/canaries/check")).bearer_auth(&key).json(&body).send();
        let answer: Value = answer.await.unwrap().json().await.unwrap();
        assert_eq!(answer, json!({"canaries": [1]}));
        assert_eq!(figure("canary_reported").await, 1);
        let alarms =
            client().get(format!("{base}/v1/merchant/alarms")).bearer_auth(&key).send().await.unwrap();
        let alarms: Value = alarms.json().await.unwrap();
        assert_eq!(alarms["items"][0]["kind"], "canary_reported", "{alarms}");
        let took = started.elapsed();
        assert!(took < Duration::from_secs(1), "event and figure after {took:?}");
        // Mail is handed over by a job: on this machine, with all that runs beside it, in some seconds at most.
        let until = Instant::now() + Duration::from_secs(20);
        while !String::from_utf8_lossy(&trade.mail()).contains("canary_reported") {
            assert!(Instant::now() < until, "no mail:\n{}", String::from_utf8_lossy(&trade.mail()));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        println!("{engine:?}: a canary was heard of after {took:?}, by mail after {:?}", started.elapsed());

        // Offered: somebody imports it, by whichever way.
        let import = ["stock", "import", "--sku", &sku.to_string(), "--source", "a friend", "-"];
        place.run_with_input(&import, canaries.join("\n").as_bytes()).ended_with(0);
        assert_eq!(figure("canary_offered").await, 1);
        let log = place.last_words();
        assert!(canaries.iter().all(|canary| !log.contains(canary.as_str())), "an alarm names no key");
        trade.server.kill();
        place.run(&["audit"]).ended_with(0);
    }
}
