//! Steal this database: a shop sells under load, and everything that a thief can carry away is searched for every key
//! that was ever imported, in every form that one would think of. See docs/steal-this-database.md.

/// One canary, from the counter to the mail.
mod canary;
/// What a thief carries away.
mod loot;
/// Every key in every form.
mod search;
/// A shop that sells.
mod trade;

use crate::support::Place;
use search::Search;
use trade::Trade;

const KEYS: usize = 3_000;
const UPLOADED: usize = 1_000;
/// The digest of an uploaded file keeps its last 64 bytes on a stack that is ours to leave and not to wipe: three keys and
/// a piece.
const LAST_BLOCK: usize = 4;

// One test an engine, so that both are stolen from at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_can_be_stolen_holds_a_key_on_sqlite() {
    steal_from(db::Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_can_be_stolen_holds_a_key_on_postgres() {
    steal_from(db::Engine::Postgres).await;
}

async fn steal_from(engine: db::Engine) {
    if !testkit::engines().contains(&engine) {
        return;
    }
    let began = std::time::SystemTime::now();
    let place = Place::new(engine).await;
    let trade = Trade::open(&place, KEYS).await;
    let (orders, during) = tokio::join!(trade.sell(120), async {
        // In the middle of it: what is half written counts, too.
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        loot::files(&place, &trade)
    });
    let uploaded = trade.upload(UPLOADED).await;
    trade.sign_up().await;
    let delivered = orders.keys;
    assert!(
        delivered.len() >= 120 && delivered.iter().all(|key| trade.keys.contains(key)),
        "{}",
        delivered.len()
    );
    let every: Vec<String> = trade.keys.iter().chain(&uploaded).cloned().collect();
    let search = Search::new(&every);

    let mut loot = during;
    loot.extend(loot::files(&place, &trade));
    loot.extend(loot::database(&place, began).await);
    loot.push(("metrics".into(), trade.metrics().await));
    loot.push(("mail".into(), trade.mail()));
    loot.extend(loot::backup(&place));
    let told = String::from_utf8_lossy(&trade.mail()).into_owned();
    assert!(told.contains("link_reused") && told.contains("reader@example.com"), "mail was sent:\n{told}");
    let figures = String::from_utf8(trade.metrics().await).unwrap();
    assert!(figures.contains("cardamom_alarms_total{kind=\"link_reused\"} "), "{figures}");
    let bytes: usize = loot.iter().map(|(_, bytes)| bytes.len()).sum();
    for (name, bytes) in &loot {
        let found = search.find(bytes);
        assert!(found.is_empty(), "{engine:?}: {name} holds {} keys: {:?}", found.len(), found.iter().next());
    }
    println!(
        "{engine:?}: {} keys in {} forms, {} places, {bytes} bytes: none found",
        every.len(),
        search.forms(),
        loot.len()
    );

    // Nor whoever bought them: where they are reached stands in the mail, and nowhere else.
    let people = Search::new(&trade.people());
    let at_rest = |name: &str| name != "mail";
    for (name, bytes) in loot.iter().filter(|(name, _)| at_rest(name)) {
        let found = people.find(bytes);
        let who: Vec<_> = found.iter().map(|at| trade.people()[*at].clone()).collect();
        assert!(found.is_empty(), "{engine:?}: {name} holds {who:?}");
    }

    let seen = trade.look_around(&orders.ids).await;
    assert!(seen.len() > 100, "{} pages", seen.len());
    for (name, bytes) in &seen {
        assert!(search.find(bytes).is_empty(), "{engine:?}: {name} shows a key");
    }
    println!(
        "{engine:?}: {} pages and answers seen by operator, merchant and another buyer: no key",
        seen.len()
    );

    memory(&place, &trade, &delivered, &search);
    trade.server.kill();
    place.run(&["audit"]).ended_with(0);
    for (name, bytes) in loot::files_of(&place) {
        assert!(search.find(&bytes).is_empty(), "{name} after the server was killed");
        assert!(people.find(&bytes).is_empty(), "{name} names a buyer after the server was killed");
    }
}

/// Counted separately and honestly: the memory of a server that works. `search` looks for the trade's keys, and behind
/// those for what was uploaded.
fn memory(place: &Place, trade: &Trade, delivered: &std::collections::BTreeSet<String>, search: &Search) {
    let memory = loot::memory(trade.server.pid());
    assert!(memory.len() > 1 << 20, "the memory could be read");
    let found = search.find(&memory);
    let (stock, uploaded): (Vec<usize>, Vec<usize>) =
        found.into_iter().partition(|index| *index < trade.keys.len());
    let keys: Vec<&String> = trade.keys.iter().collect();
    let sold = stock.iter().filter(|index| delivered.contains(keys[**index])).count();
    let (waiting_found, uploaded_found) = (stock.len() - sold, uploaded.len());
    println!(
        "memory of the server, {} MB that hold something: of {} keys in stock {waiting_found}, of {} shown {sold}, of {} \
         that came in by HTTP {uploaded_found}",
        memory.len() >> 20,
        trade.keys.len() - delivered.len(),
        delivered.len(),
        UPLOADED,
    );
    assert_eq!(waiting_found, 0, "a key that is in stock is in nobody's memory");
    assert!(uploaded_found <= LAST_BLOCK, "what an upload leaves in memory is the end of its file");
    assert!(loot::core_limit(trade.server.pid()), "no core file is written");
    assert!(!loot::has_core_files(place), "no core file was written");
}

/// The search finds what it is there to find, or all of this proved nothing.
#[test]
fn every_form_of_a_key_is_found() {
    let keys = vec!["TFQ7-9K2M-XW4R-B8NZ".to_owned(), "TFQ7-AAAA-BBBB-CCCC".to_owned()];
    let search = Search::new(&keys);
    assert!(search.find(b"TFQ7-9K2M-XW4R-B8N and other things").is_empty());
    for (name, form) in search::forms(&keys[0]) {
        for before in 0..4 {
            let mut bytes = vec![b'#'; 1_000 + before];
            bytes.extend_from_slice(&form);
            bytes.extend_from_slice(b"#####");
            assert_eq!(search.find(&bytes).into_iter().collect::<Vec<_>>(), [0], "{name}");
        }
    }
    // In the middle of something longer that was encoded as a whole, wherever it begins.
    for shift in 0..3 {
        let text = format!("{}{}{}", "x".repeat(shift), keys[0], "yyyyy");
        assert_eq!(search.find(search::base64(text.as_bytes()).as_bytes()).len(), 1, "{shift}");
    }
    assert_eq!(search::unpacked(&search::base64(b"a mail's text\r\n")), b"a mail's text\r\n");
    let packed = search::gzip(format!("a line\n{}\nanother", keys[1]).as_bytes());
    let around = [b"some bytes".as_slice(), &packed, b"others"].concat();
    assert_eq!(search.find(&around).into_iter().collect::<Vec<_>>(), [1]);
}
